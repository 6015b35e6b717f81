"""How numbers, years and series are written for readers: one place, so that every page says it the same way."""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.codelists import definitions

PLACES = {"county": "县（市、区）", "city": "市（州、盟）"}  # whose coverage rates are shown, by their level
SYMBOLS = {"=": "", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "约", "": ""}


def number(value: float) -> str:
    """Up to ten significant digits, thousands separated, no trailing zeros.

    >>> number(13524400.0), number(48.3)
    ('13,524,400', '48.3')
    """
    return f"{value:,.10g}"


def value_text(row: Mapping) -> str:
    """The value with comparator and unit; what it refers to where the source gives no number of its own.

    `row` has the columns `comparator`, `value`, `value_low`, `value_high`, `unit` and, for figures, `reference`.

    >>> value_text({"comparator": ">=", "value": 55.0, "unit": "%"})
    '≥55%'
    """
    comparator, unit = row["comparator"], row["unit"]
    if pd.isna(row["value"]):
        relation = definitions.terms()["comparator"].get(comparator, "")
        return f"{relation}{row.get('reference') or ''}" or "未列数字"
    if comparator == "range":
        text = f"{number(row['value_low'])}～{number(row['value_high'])}"
    else:
        text = SYMBOLS[comparator] + number(row["value"])
    return numerals.with_unit(text, unit)


def level(value: float, unit: str) -> str:
    """A level with its unit, as precise as all pages give it: money to whole yuan, ratios to two decimals, else one.

    >>> level(2519.6, "元/人·月"), level(57.8947, "%"), level(1.4509, "倍")
    ('2,520 元/人·月', '57.9%', '1.45 倍')
    """
    return _with_unit(value, unit, 2 if unit == "倍" else 0 if unit.startswith("元") else 1)


def level_text(value: float, comparator: str | None, low: float | None, high: float | None, unit: str) -> str:
    """A level with its comparator; a range whose ends are known stays one.

    >>> level_text(60.0, ">=", None, None, "%"), level_text(1.5, "range", 1.0, 2.0, "个")
    ('≥60%', '1～2 个')
    """
    if comparator == "range" and not pd.isna(low) and not pd.isna(high):
        return numerals.with_unit(f"{number(low)}～{number(high)}", unit)
    return SYMBOLS.get(comparator or "", "") + level(value, unit)


def difference(value: float, unit: str) -> str:
    """How far two levels are apart, without sign; with more decimals where it would otherwise be written as nothing.

    >>> difference(-12.1, "%"), difference(0.4, "元/人·月")
    ('12.1 个百分点', '0.4 元')
    """
    size, unit = abs(value), {"%": "个百分点"}.get(unit, "元" if unit.startswith("元/") else unit)
    usual = 2 if unit == "倍" else 0 if unit == "元" and size >= 1 else 1
    return _with_unit(size, unit, usual if round(size, usual) else 2)


def rate(fraction: float) -> str:
    """A yearly rate of growth that was achieved; one that is needed is written by `numerals.needed_percent`.

    >>> rate(0.08447), rate(-0.013)
    ('8.45%', '−1.3%')
    """
    return numerals.percent(fraction)


def points_of_growth(value: float) -> str:
    """How far two yearly rates are apart, as exact as the rates are written.

    >>> points_of_growth(2.4472), points_of_growth(-1.0)
    ('2.45 个百分点', '1 个百分点')
    """
    return _with_unit(abs(value), "个百分点", 2)


def _with_unit(value: float, unit: str, decimals: int) -> str:
    return numerals.with_unit(numerals.plain(value, decimals), unit)


def moment_text(role: str, year: int) -> str:
    return f"{definitions.terms()['role'][role]} {year}"


def period_text(row: Mapping) -> str:
    """The year or period a figure holds for; 推断 where the source leaves it to be inferred."""
    if not pd.isna(row["year"]):
        text = f"{row['year']}年"
    elif not pd.isna(row["period_start"]) and not pd.isna(row["period_end"]):
        text = f"{row['period_start']}—{row['period_end']}年"
    else:
        return "年份未载明"
    return text if row["year_stated"] else f"{text}（推断）"


def series_text(indicator_name: str, row: Mapping) -> str:
    """The indicator's name with the dimensions of this series: 社区养老服务设施覆盖率（城市）."""
    terms = definitions.terms()
    residence = terms["residence"].get(row["residence"], "")
    parts = [
        "" if indicator_name.startswith(residence) else residence,
        terms["arrangement"].get(row["arrangement"], ""),
        definitions.subgroups().get(row["subgroup"], row["subgroup"]),
    ]
    dimensions = "，".join(filter(None, parts))
    return f"{indicator_name}（{dimensions}）" if dimensions else indicator_name


def one_line(quote: str) -> str:
    """A quote without the line breaks of the source's layout (Chinese text joins without a blank)."""
    return "".join(quote.splitlines())


def source_levels(place_level: str) -> dict[str, str]:
    """Code of a source level → its name, for places of a level (of PLACES).

    >>> source_levels("city")["own"], source_levels("county")["own"]
    ('本市（州、盟）', '本县（市、区）')
    """
    return definitions.terms()["source_level"] | {"own": f"本{PLACES[place_level]}"}


def source_text(level: str, region_name: str, place_level: str) -> str:
    """Whose number it is: the place's own, or whose target applies there."""
    return source_levels(place_level)[level] if level == "own" else f"适用：{region_name}目标"


def place_text(figure: Mapping) -> str:
    """Where the number stands in the source's text file: characters of a plan, line of a data set."""
    if pd.isna(figure["start"]):
        return f"数据集第 {figure['number']} 条"
    return f"文本第 {figure['start']}—{figure['end']} 字符"


def how_known_text(figure: Mapping) -> str:
    """How an outcome is known and from whom; empty for the figures of a plan."""
    terms = definitions.terms()
    parts = terms["how_known"].get(figure["how_known"], ""), terms["source_standing"].get(figure["source_standing"], "")
    return "，".join(filter(None, parts))
