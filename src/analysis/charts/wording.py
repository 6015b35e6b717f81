"""How charts write numbers, rates, years and series: Chinese, one way everywhere."""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.codelists import definitions

# Words before the value of a target.
LIMITS = {"=": "", "~": "约 ", ">": "高于 ", ">=": "不低于 ", "<": "低于 ", "<=": "不高于 ", "range": "", "": ""}
# The same for a negative growth that is told as a fall: at most −5% is 下降 5% 以上.
FALLING = {"=": "{}", "~": "约 {}", "<": "超过 {}", "<=": "{}以上", ">": "不到 {}", ">=": "不超过 {}", "": "{}"}
# 集中 and 分散 as each field says them, put before the people who are meant.
ARRANGEMENTS = {
    "child_welfare": {"collective": "集中养育", "dispersed": "散居"},
    "social_assistance": {"collective": "集中供养", "dispersed": "分散供养"},
}
MONEY = ("standard", "average", "amount")
PRINTED_DECIMALS = 4  # more than any document prints; 5,558 a year is 463.1666… a month
FLOATING = 1e-9  # relative width that floating point may use up


def number(value: float, unit: str = "", decimals: int | None = None) -> str:
    """Thousands separated; money to whole yuan, ratios to three decimals, the rest to one, without trailing zeros.

    >>> number(2468.47, "元/人·月"), number(1.4509, "倍"), number(55.0, "%")
    ('2,468', '1.451', '55')
    """
    if decimals is None:
        decimals = 3 if unit == "倍" else 0 if unit.startswith("元") or abs(value) >= 1000 else 1
    return numerals.plain(value, decimals)


def amount(value: float, unit: str) -> str:
    """A number with its unit, 元 for all kinds of yuan.

    >>> amount(2468.47, "元/人·月"), amount(55.0, "%")
    ('2,468 元', '55%')
    """
    return with_unit(number(value, unit), unit)


def with_unit(text: str, unit: str) -> str:
    return numerals.with_unit(text, short_unit(unit))


def told_apart(first: float, second: float, unit: str) -> tuple[str, str]:
    """Both amounts with as many decimals as it takes to see that they differ (2,519.6 元 and 2,520 元)."""
    for decimals in (None, 1, 2, 3):
        texts = number(first, unit, decimals), number(second, unit, decimals)
        if texts[0] != texts[1]:
            break
    return with_unit(texts[0], unit), with_unit(texts[1], unit)


def short_unit(unit: str) -> str:
    """元 for all kinds of yuan; 个 for so many 个 in each 个, which the name of what is counted says."""
    first, _, second = unit.partition("/")
    return first if first in ("元", second) else unit


def series_name(row: Mapping, indicator: Mapping) -> str:
    """What is counted, as one says it: 散居孤儿基本生活养育标准, 农村最低生活保障标准.

    `row` has residence, arrangement, subgroup; `indicator` is the indicator's row. Where the field has no word of its
    own for 集中 or 分散, and for sub-populations, the dimension follows in brackets. A name that begins with 农村 or
    城市 itself does not say it twice.
    """
    terms = definitions.terms()
    residence = terms["residence"].get(row["residence"], "")
    arrangement = ARRANGEMENTS.get(indicator["domain"], {}) if indicator["quantity"] in MONEY else {}
    words = ["" if indicator["name_zh"].startswith(residence) else residence, arrangement.get(row["arrangement"], "")]
    behind = [] if arrangement else [terms["arrangement"].get(row["arrangement"], "")]
    behind.append(definitions.subgroups().get(row["subgroup"], row["subgroup"]))
    brackets = "，".join(filter(None, behind))
    return "".join(words) + indicator["name_zh"] + (f"（{brackets}）" if brackets else "")


def printed(value: float, unit: str) -> str:
    """A number that a document prints, with all its decimals; one that was converted is rounded as `number`.

    >>> printed(2.25, "%"), printed(5558 / 12, "元/人·月")
    ('2.25', '463')
    """
    whole = round(value, PRINTED_DECIMALS)
    converted = abs(value - whole) > FLOATING * abs(value)
    return number(value, unit) if converted else numerals.plain(whole, PRINTED_DECIMALS)


def limit(comparator: str, value: float, unit: str) -> str:
    """The value of a target in words: 不低于 830 元."""
    return LIMITS[comparator] + with_unit(printed(value, unit), unit)


def valued(comparator: str, value: float, low: float | None, high: float | None, unit: str) -> str:
    """A value with its comparator and unit; a range stays a range, where its ends are known.

    >>> valued("range", 1.5, 1.0, 2.0, "个"), valued(">=", 55.0, 55.0, None, "%")
    ('1—2 个', '不低于 55%')
    """
    if comparator == "range" and pd.notna(low) and pd.notna(high):
        return with_unit(f"{printed(low, unit)}—{printed(high, unit)}", unit)
    return limit(comparator, value, unit)


def exactly(comparator: str, value: float, low: float | None, high: float | None, unit: str) -> str:
    """As `valued`, but to two decimals and with the unit as it is counted: what a list of sources says.

    >>> exactly(">=", 351.166667, 351.166667, None, "元/人·月"), exactly("range", 1.5, 1.0, 2.0, "个/个")
    ('不低于 351.17 元/人·月', '1—2 个')
    """
    ends = (low, high) if comparator == "range" and pd.notna(low) and pd.notna(high) else (value,)
    whole = unit if unit.startswith("元") else short_unit(unit)
    return LIMITS[comparator] + numerals.with_unit("—".join(number(end, unit, 2) for end in ends), whole)


def fall(comparator: str, value: float, low: float | None, high: float | None, unit: str) -> str:
    """As `valued`, of a negative growth that is told by its size, behind 下降 or 减少.

    >>> fall("<=", -5.0, None, -5.0, "%"), fall("range", -4.0, -5.0, -3.0, "%"), fall("=", -15.0, -15.0, -15.0, "分钟")
    ('5% 以上', '3—5%', '15 分钟')
    """
    if comparator == "range" and pd.notna(low) and pd.notna(high):
        return valued(comparator, -value, -high, -low, unit)
    text = with_unit(printed(-value, unit), unit)
    return FALLING.get(comparator, "{}").format(f"{text} " if comparator == "<=" and unit == "%" else text)


def difference(first: float, second: float, unit: str) -> str | None:
    """How far apart two amounts are, with its unit; None where they are equal as printed.

    >>> difference(2467.87, 2520, "元/人·月"), difference(91.0, 95.0, "%"), difference(8.0, 8.0, "%")
    ('52 元', '4 个百分点', None)
    """
    for decimals in (None, 1, 2, 3):
        texts = number(first, unit, decimals), number(second, unit, decimals)
        if texts[0] != texts[1]:
            apart = abs(_as_printed(texts[0]) - _as_printed(texts[1]))
            text = number(apart, unit, decimals if decimals is not None else _decimals(*texts))
            return f"{text} {'个百分点' if unit == '%' else short_unit(unit)}"
    return None


def _as_printed(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def _decimals(*texts: str) -> int:
    return max(len(text.partition(".")[2]) for text in texts)


def years(values: pd.Series) -> str:
    """2020年, or 2020—2024年."""
    first, last = int(values.min()), int(values.max())
    return f"{first}年" if first == last else f"{first}—{last}年"
