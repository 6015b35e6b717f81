"""Chinese wording of findings: numbers, units, names, what was inferred. One sentence a finding, complete in itself."""

import math
from collections.abc import Iterable

import pandas as pd

from analysis import numerals
from analysis.codelists import definitions

# 元, 人, 个 … of this size are told in 万, of that in 亿.
IN_TEN_THOUSANDS, IN_HUNDRED_MILLIONS = 1e5, 1e8
SCALED_UNITS = ("元", "人", "个", "户", "张", "人次", "平方米")
SIGNIFICANT = 6
LISTED = 6


def number(value: float, digits: int = SIGNIFICANT) -> str:
    """To so many significant digits, without trailing zeros and exponents.

    >>> number(6.7790), number(0.1 + 0.2), number(1234567.0)
    ('6.779', '0.3', '1,234,570')
    """
    return "∞" if math.isinf(value) else numerals.plain(float(f"{value:.{digits}g}"), 10)


def amount(value: float, unit: str) -> str:
    """A value with its unit, large counts and sums in 万 or 亿.

    >>> amount(650, "元/人·月"), amount(2485000, "元"), amount(15.0, "%")
    ('650 元/人·月', '248.5 万元', '15%')
    """
    text = number(value)
    if unit in SCALED_UNITS and abs(value) >= IN_HUNDRED_MILLIONS:
        text = f"{number(value / 1e8)} 亿"
    elif unit in SCALED_UNITS and abs(value) >= IN_TEN_THOUSANDS:
        text = f"{number(value / 1e4)} 万"
    return numerals.with_unit(text, unit)


def percent(value: float) -> str:
    """A share or rate of growth in %, to two decimals.

    >>> percent(6.7790), percent(42.0)
    ('6.78%', '42%')
    """
    return numerals.plain(value, 2) + numerals.PERCENT


def needed_percent(value: float) -> str:
    """A yearly growth in % that a target needs: rounded as `numerals.needed` says.

    >>> needed_percent(2.2204), needed_percent(5.0)
    ('2.23%', '5%')
    """
    return numerals.needed_percent(value / 100)


def interval(low: float, high: float, unit: str) -> str:
    """Two ends as one text; one value where they print alike."""
    if math.isinf(high):
        return f"{amount(low, unit)}以上"
    if math.isinf(low):
        return f"{amount(high, unit)}以下"
    if number(low, 4) == number(high, 4):
        return amount(low, unit)
    return f"{number(low, 4)}—{numerals.with_unit(number(high, 4), unit)}"


def listed(names: Iterable[str]) -> str:
    """The first few names, and 等 where there are more.

    >>> listed(["甲", "乙", "丙"])
    '甲、乙、丙'
    """
    every = list(names)
    return "、".join(every[:LISTED]) + ("等" if len(every) > LISTED else "")


def together(names: Iterable[str], places: Iterable) -> list[str]:
    """The names of what is printed at one place as one name each: what is counted by places is listed by places.

    >>> together(["甲", "乙", "丙"], [1, 1, 2])
    ['甲和乙', '丙']
    """
    at: dict = {}
    for name, place in zip(names, places, strict=True):
        at.setdefault(place, []).append(name)
    return ["和".join(dict.fromkeys(one)) for one in at.values()]


def series_names(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.Series:
    """城市/农村, 集中/分散 (unless the name has them), the indicator's name, subgroups in brackets; same index."""
    terms, subgroups = definitions.terms(), definitions.subgroups()
    names = indicators.set_index("indicator_id")["name_zh"].to_dict()
    told = []
    for indicator, residence, arrangement, subgroup in zip(
        rows["indicator_id"], rows["residence"], rows["arrangement"], rows["subgroup"], strict=True
    ):
        name = names.get(indicator, indicator)
        before = [terms["residence"].get(residence, ""), terms["arrangement"].get(arrangement, "")]
        after = f"（{subgroups.get(subgroup, subgroup)}）" if subgroup else ""
        told.append("".join(word for word in before if word not in name) + name + after)
    return pd.Series(told, index=rows.index, dtype="str")


def inferred(numbers: pd.DataFrame, figures: pd.DataFrame) -> list[str]:
    """What the plans leave to be inferred, named, as a clause to end a sentence with; empty where all is printed.

    `figures`: positions in `numbers` (NaN where a row has no such figure), one row a finding.
    """
    told = numbers[["unit_stated", "unit", "year_stated", "at"]].assign(
        start=numbers["period_start"].where(numbers["kind"] == "change", numbers["at"]).fillna(0).astype("int64")
    )
    columns = [told.reindex(figures[name]).itertuples(index=False, name=None) for name in figures.columns]
    return [_inferred_clause(row) for row in zip(*columns, strict=True)]


def _inferred_clause(row: tuple) -> str:
    units = dict.fromkeys(unit for unit_stated, unit, *_ in row if unit_stated is False)
    years = {int(year) for _, _, year_stated, *years in row if year_stated is False for year in years if year > 0}
    parts = ["单位“" + "”“".join(units) + "”"] if units else []
    parts += ["年份" + "、".join(map(str, sorted(years)))] if years else []
    return f"（{'和'.join(parts)}系推断）" if parts else ""
