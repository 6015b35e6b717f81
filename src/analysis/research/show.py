"""How results are shown in Jupyter: sentences, tables with Chinese heads, figures. Provenance stays in the data."""

import re
from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.charts import wording
from analysis.research.workspace import Workspace

NOTHING = "—"
UNBROKEN = 14  # characters; longer cells may be broken into lines
# Markdown does not see the end of bold text between a Chinese full stop and a character.
BOLD = re.compile(r"\*\*(.+?)\*\*")


def say(*paragraphs: str) -> None:
    """Shows sentences (Markdown). What they state is computed where they are written."""
    from IPython.display import Markdown, display

    display(Markdown(BOLD.sub(r"<strong>\1</strong>", "\n\n".join(paragraphs))))


def show(frame: pd.DataFrame, columns: Mapping[str, str] | None = None, caption: str = "") -> None:
    """Shows a table: the chosen columns under Chinese heads, missing values as —, numbers to the right.

    `columns`: column → head, in order; by default all under their own names.
    """
    from IPython.display import display

    display(styled(frame, columns, caption))


def styled(frame: pd.DataFrame, columns: Mapping[str, str] | None = None, caption: str = ""):
    """The pandas Styler that `show` displays."""
    table = frame if columns is None else frame[list(columns)].rename(columns=columns)
    table = table.reset_index(drop=True)
    numbers = [name for name in table.columns if pd.api.types.is_numeric_dtype(table[name])]
    style = table.style.hide(axis="index").format(_cell, na_rep=NOTHING)
    style = style.set_properties(**{"text-align": "left", "vertical-align": "top"})
    style = style.set_properties(subset=numbers, **{"text-align": "right"})
    short = [name for name in table.columns if table[name].astype(str).str.len().max() <= UNBROKEN]
    style = style.set_properties(subset=short, **{"white-space": "nowrap"})
    left = {"selector": "th", "props": [("text-align", "left")]}
    return style.set_table_styles([left]).set_caption(caption) if caption else style.set_table_styles([left])


def _cell(value: object) -> str:
    if isinstance(value, float):
        return wording.number(value)
    return NOTHING if value is None or value == "" else str(value)


def named(frame: pd.DataFrame, space: Workspace) -> pd.DataFrame:
    """The frame with `place` (Chinese name of the region) and `what` (the series as one says it)."""
    if frame.empty:
        return frame.assign(place="", what="")
    indicators = space.codelists.indicators
    what = [wording.series_name(row, indicators.loc[row["indicator_id"]]) for row in frame.to_dict("records")]
    return frame.assign(place=frame["region_code"].map(space.region_names), what=what)


def amounts(values: pd.Series, units: pd.Series | str) -> list[str]:
    """Values with their units (one a row, or one for all) as text, — where missing."""
    units = [units] * len(values) if isinstance(units, str) else units
    pairs = zip(values, units, strict=True)
    return [NOTHING if pd.isna(value) else wording.amount(value, unit) for value, unit in pairs]


def dated(values: pd.Series, years: pd.Series, units: pd.Series | str) -> list[str]:
    """2020年 1,680 元; — where missing."""
    texts = zip(amounts(values, units), years, strict=True)
    return [text if text == NOTHING else f"{year}年 {text}" for text, year in texts]


def percents(rates: pd.Series) -> list[str]:
    """Fractions as per cent, — where missing."""
    return [NOTHING if pd.isna(rate) else numerals.percent(rate) for rate in rates]


def numbers(values: pd.Series) -> list[str]:
    """Plain numbers as text, — where missing."""
    return [NOTHING if pd.isna(value) else wording.number(value) for value in values]


def listed(rows: pd.DataFrame) -> str:
    """海城市城市最低生活保障标准、… of rows with `place` and `what`."""
    return "、".join(rows["place"] + rows["what"])
