"""Every number of a short text, each read whole: sign, numeral, 万 and 亿, 成, 番, 分之, ratios, ranges, unit.

    >>> find("由300—500户扩大", ("户",))[0]
    Number(low=Decimal('300'), high=Decimal('500'), nature='plain', comparator='range', unit='户', start=1, end=8, ...)

Where a numeral is only part of something that is not understood (几十, 第三, 1.2.3, 1个半月), no number is found there.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from analysis.printed.numerals import (
    ARABIC,
    ARABIC_NUMERAL,
    BARE,
    CHINESE_NUMERAL,
    NotANumber,
    Value,
    arabic,
    chinese,
    scaled_by,
)

# One sign for each meaning, one for one, so that places in the text stay what they are.
FOLDED = str.maketrans("０１２３４５６７８９．，％－﹣＋∶：＞＜≧≦⩾⩽～（）／", "0123456789.,%--+::><≥≤≥≤~()/")
EITHER = rf"(?:{ARABIC_NUMERAL}|{CHINESE_NUMERAL})"
# What starts with 成 and is no tenth: 建成立项, 三成员.
WORDS_WITH_CHENG = "不立为员果本功人效熟都长就年"
SIGN = r"(?P<sign>[-−+]|负|正)?"
SINGLE = re.compile(
    rf"{SIGN}(?:"
    rf"(?P<denominator>{EITHER})分之(?P<numerator>{EITHER})"
    rf"|(?P<antecedent>{BARE}):(?P<consequent>{ARABIC})"
    r"|翻了?(?P<doublings>[0-9]|[一二两三四五六七八九])?番"
    rf"|(?P<tenths>{ARABIC}|[一二两三四五六七八九十]{{1,2}})成(?P<hundredths>[一二三四五六七八九半])?(?![{WORDS_WITH_CHENG}])"
    r"|(?P<half>过半数?|近半数?|一半|半数)"
    rf"|(?P<arabic>{ARABIC_NUMERAL})|(?P<chinese>{CHINESE_NUMERAL})|(?P<plain_half>半)"
    r")"
)
START = re.compile(r"[-−+负正0-9.零〇○一二两三四五六七八九十百千万亿翻过近半]")
RUN = re.compile(r"[0-9.,:/零〇○一二两三四五六七八九十百千万亿]+")
BETWEEN = re.compile(r"\s*(?:[-—–~−]{1,2}|至|到)\s*")
BETWEEN_NUMBERS = re.compile(BETWEEN.pattern + r"[0-9]")  # 1-2-3 is no range
# Before these, a numeral is the rest of something longer; after those, its beginning.
RESTS_BEFORE = re.compile(r"(?:[0-9][.,:/]?|[A-Za-z±^第])[-−+]?\Z|^[—–~至到]+\s*\Z")
RESTS_AFTER = re.compile(r"[几数]|[0-9A-Za-z^]|[.,:/][0-9]|[ \u00a0\u2009\u202f][0-9]{3}(?![0-9])")
SPACED_BEFORE = re.compile(r"[0-9][ \u00a0\u2009\u202f]\Z")  # 12 500 is one number in some documents, two in others
SPACED = re.compile(r"[0-9]{3}(?![0-9])")
HALF_MORE = re.compile(r"\s*(?:个半|[年月天]半)")
HALVES = {"过": ">", "近": "~"}
SHARE, DOUBLING, RATIO, PLAIN = "share", "doubling", "ratio", "plain"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Number:
    """A number at text[start:end]; `unit` is the label printed right behind it ("" for none), up to `unit_end`.

    `nature`: "plain"; "share" (五成, 三分之二: `low` and `high` in %), "doubling" (翻两番: the growth in %), "ratio"
    (1∶4: the quotient). `comparator`: what the numeral itself says, "range", ">" for 余, else "".
    """

    low: Decimal
    high: Decimal
    nature: str
    comparator: str
    unit: str
    start: int
    end: int
    unit_end: int
    step: Decimal | None = None
    scale: Decimal = Decimal(1)


def fold(text: str) -> str:
    """The text with full-width digits and signs as usual ones, of the same length."""
    return text.translate(FOLDED)


def find(text: str, labels: Iterable[str] = ()) -> list[Number]:
    """The numbers of `text` in their order; `labels` are the units to look for behind them."""
    folded, unit = fold(text), _unit_pattern(tuple(labels))
    found, at = [], 0
    while match := START.search(folded, at):
        number = _number(folded, match.start(), unit)
        if number is None:
            run = RUN.match(folded, match.start())
            at = max(run.end() if run else 0, match.start() + 1)
        else:
            found.append(number)
            at = max(number.end, number.unit_end)
    return found


@cache
def _unit_pattern(labels: tuple[str, ...]) -> Callable[[str, int], tuple[str, int]]:
    """(text, at) → the longest label that stands there, spaces apart, and where it ends."""
    by_text: dict[str, str] = {}
    for label in labels:
        by_text.setdefault(fold(label), label)
    longest_first = sorted(by_text, key=len, reverse=True)
    pattern = re.compile(r"\s*(" + "|".join(r"\s*".join(map(re.escape, label)) for label in longest_first) + ")")

    def unit(text: str, at: int) -> tuple[str, int]:
        match = pattern.match(text, at) if labels else None
        return ("", at) if match is None else (by_text[re.sub(r"\s", "", match[1])], match.end())

    return unit


def _number(text: str, at: int, unit: Callable) -> Number | None:
    """The whole number that starts at `at`, a range where one follows; None where it cannot be read."""
    spaced = SPACED.match(text, at) and SPACED_BEFORE.search(text, max(0, at - 2), at)
    some = text[at] in "十百千万亿" and at > 0 and text[at - 1] in "几数"  # 数百; but 岗位数446个, 户数三百
    points = text.startswith(("百分点", "千分点"), at)
    half_more = text[at] == "半" and at > 0 and text[at - 1] in "个年月天"
    if spaced or some or points or half_more or RESTS_BEFORE.search(text, max(0, at - 3), at):
        return None
    first = _single(text, at, unit)
    if first is None or HALF_MORE.match(text, first.end):
        return None
    between = BETWEEN.match(text, first.unit_end)
    second = between and _single(text, between.end(), unit)
    if second:
        first = None if BETWEEN_NUMBERS.match(text, second.unit_end) else _range(first, second)
    return None if first is None or RESTS_AFTER.match(text, first.end) else first


def _single(text: str, at: int, unit: Callable) -> Number | None:
    match = SINGLE.match(text, at)
    if match is None:
        return None
    try:
        value, nature = _value(match)
    except NotANumber:
        return None
    sign = match["sign"] or ""
    if sign in ("-", "−", "负"):
        value = scaled_by(value, Decimal(-1))
    comparator = "range" if value.low < value.high else value.comparator
    label, end = unit(text, match.end())
    return Number(value.low, value.high, nature, comparator, label, at, match.end(), end, value.step, value.scale)


def _value(match: re.Match) -> tuple[Value, str]:
    group = match.groupdict()
    if group["denominator"]:
        over, of = _either(group["numerator"]), _either(group["denominator"])
        if of.low != of.high or not of.low:
            raise NotANumber("分母不是一个数")
        return replace(over, low=over.low * HUNDRED / of.low, high=over.high * HUNDRED / of.low, step=None), SHARE
    if group["antecedent"]:
        over, of = arabic(group["antecedent"]), arabic(group["consequent"])
        if not of.low:
            raise NotANumber("比的后项是 0")
        return replace(over, low=over.low / of.low, high=over.high / of.low), RATIO
    if group["tenths"]:
        rest = {"半": Decimal(5)}.get(group["hundredths"]) or (
            chinese(group["hundredths"]).low if group["hundredths"] else Decimal(0)
        )
        tenths = scaled_by(_either(group["tenths"]), Decimal(10))
        return replace(tenths, low=tenths.low + rest, high=tenths.high + rest), SHARE
    if group["half"]:
        return Value(Decimal(50), Decimal(50), None, HALVES.get(group["half"][0], "")), SHARE
    if group["plain_half"]:
        return Value(Decimal("0.5"), Decimal("0.5")), PLAIN
    if group["arabic"] or group["chinese"]:
        return _either(group["arabic"] or group["chinese"]), PLAIN
    times = _either(group["doublings"]).low if group["doublings"] else Decimal(1)
    growth = (2**times - 1) * HUNDRED
    return Value(growth, growth), DOUBLING


def _either(text: str) -> Value:
    return arabic(text) if text[0] in "0123456789." else chinese(text)


def _range(first: Number, second: Number) -> Number | None:
    """From `first` to `second`; 3-5万 is 30000 to 50000, 5000-1万 is 5000 to 10000. None where it does not rise."""
    alike = first.nature == second.nature and (not first.unit or not second.unit or first.unit == second.unit)
    if not alike or "range" in (first.comparator, second.comparator):
        return None
    low, step = first.low, first.step
    if first.scale == 1 and low < second.high / second.scale:
        low, step = low * second.scale, None if step is None else step * second.scale
    if not low < second.high:
        return None
    unit, scale = second.unit or first.unit, max(first.scale, second.scale)
    return replace(second, low=low, step=step, comparator="range", start=first.start, unit=unit, scale=scale)
