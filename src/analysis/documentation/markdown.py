"""Tables in Markdown."""

import pandas as pd

EXAMPLE_WIDTH = 60


def table(frame: pd.DataFrame) -> str:
    """A frame as a table; long cells are cut."""
    head = "| " + " | ".join(map(str, frame.columns)) + " |\n|" + "---|" * len(frame.columns)
    rows = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in frame.itertuples(index=False)]
    return "\n".join([head, *rows])


def number(value: float, digits: int, sign: bool = False) -> str:
    """A number with a fixed number of decimals and a typographic minus; — where there is none."""
    return f"{value:{'+' if sign else ''}.{digits}f}".replace("-", "−") if value == value else "—"


def _cell(value: object) -> str:
    text = "" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value)
    text = text.replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= EXAMPLE_WIDTH else text[: EXAMPLE_WIDTH - 1] + "…"
