"""How results are shown in Jupyter: sentences, tables with Chinese heads, figures. Provenance stays in the data."""

import re
from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.charts import wording
from analysis.research.workspace import Workspace
from analysis.words import promises

NOTHING = "—"
UNBROKEN = 14  # characters; longer cells may be broken into lines
NARROWEST = 7  # em, of a column with such cells
ROOM = 60  # em, what such columns may claim together: a table of many of them has to fit its page all the same
# −1.3%, 1,680 元, 2024年 2,690 元（所在市标准）, 多增 2.23%: read from the right, like plain numbers.
AMOUNT = re.compile(r"(\d{4}年 |[多少]增 )?[−\d][\d,.]*( ?[^\d\s（]{1,4})?(（所在[^）]+标准）)?")
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
    style = table.style.hide(axis="index").format(_cell, na_rep=NOTHING)
    style = style.set_properties(**{"text-align": "left", "vertical-align": "top"})
    numbers = [name for name in table.columns if _is_of_numbers(table[name])]
    style = style.set_properties(subset=numbers, **{"text-align": "right"})
    longest = table.astype(str).apply(lambda column: column.str.len().max())
    style = style.set_properties(subset=list(longest.index[longest <= UNBROKEN]), **{"white-space": "nowrap"})
    broken = list(longest.index[longest > UNBROKEN])
    narrowest = min(NARROWEST, ROOM / len(table.columns))
    style = style.set_properties(subset=broken, **{"min-width": f"{narrowest:.3g}em", "overflow-wrap": "anywhere"})
    heads = [_aligned(f"th.col{place}", name in numbers) for place, name in enumerate(table.columns)]
    style = style.set_table_styles(heads)
    return style.set_caption(caption) if caption else style


def _is_of_numbers(column: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(column):
        return True
    texts = column.astype(str)
    known = texts[column.notna() & ~texts.isin(("", NOTHING))]
    return len(known) > 0 and known.map(lambda text: bool(AMOUNT.fullmatch(text))).all()


def _aligned(selector: str, right: bool) -> dict:
    return {"selector": selector, "props": [("text-align", "right" if right else "left")]}


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


def dated(values: pd.Series, years: pd.Series, units: pd.Series | str, levels: pd.Series | str = "own") -> list[str]:
    """2020年 1,680 元, 2024年 2,690 元（所在市标准）; — where missing. `levels`: whose each is (`series_level`)."""
    levels = [levels] * len(values) if isinstance(levels, str) else levels
    texts = zip(amounts(values, units), years, levels, strict=True)
    return [text if text == NOTHING else f"{year}年 {text}{bracketed(level)}" for text, year, level in texts]


def bracketed(source_level: object) -> str:
    owner = promises.decreed_by(source_level)
    return f"（{owner}）" if owner else ""


def percents(rates: pd.Series) -> list[str]:
    """Fractions as per cent, all with two decimals unless all are whole, — where missing."""
    percentages = [100 * rate for rate in rates]
    whole = all(pd.isna(value) or round(value, 2).is_integer() for value in percentages)
    return [NOTHING if pd.isna(value) else numerals.fixed(value, 0 if whole else 2) + "%" for value in percentages]


def needed_percents(rates: pd.Series) -> list[str]:
    """As `percents`, of rates that a target needs: see `numerals.needed`."""
    return percents(rates.map(numerals.needed, na_action="ignore"))


def numbers(values: pd.Series) -> list[str]:
    """Plain numbers as text, — where missing."""
    return [NOTHING if pd.isna(value) else wording.number(value) for value in values]


def listed(rows: pd.DataFrame) -> str:
    """海城市城市最低生活保障标准、… of rows with `place` and `what`."""
    return "、".join(rows["place"] + rows["what"])
