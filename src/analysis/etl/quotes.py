"""Does a row say what its quote says? The number whole, its unit, its bounds, its direction, its form.

A quote is at most 40 characters long; what it does not hold (the heading of a table's column, the year) it cannot
confirm.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from analysis.codelists import definitions, units
from analysis.etl import numbers
from analysis.printed import numbers as grammar
from analysis.printed import words

GROWTH_FORMS = ("total_growth", "annual_growth", "annual_floor")
YEARLY_FORMS = ("annual_growth", "annual_floor", "annual_absolute_change")
SAME_PERIOD = {"日": "天", "季度": "季"}
PER_SIZE = re.compile("[/·](?P<size>[十百千万]+)")


@dataclass(frozen=True)
class Row:
    """The cells of a row that its quote can confirm, as transcribed: what is corrected differs from its quote."""

    quote: str
    printed_value: str
    printed_unit: str
    unit_read_as: str
    comparator: str
    kind: str
    form: str
    reference: str


@dataclass(frozen=True)
class Disagreement:
    """What a row and its quote do not agree about: the parts of a Problem."""

    code: str
    found: str
    expected: str
    action: str


@cache
def compare(row: Row) -> tuple[int, tuple[Disagreement, ...]]:
    """−1 where the quote says that its number is a fall, else 1; and every disagreement."""
    if not row.quote:
        return 1, ()
    text = grammar.fold(row.quote)
    if numbers.is_empty(row.printed_value):
        return 1, tuple(_without_number(row, text))
    try:
        places, wrong = _places(row, text)
    except numbers.NotANumber:
        return 1, ()  # whoever reads the cell says so
    if wrong:
        return 1, (wrong,)
    bound = [place for place in places if words.comparators(text, place[0], place[1])[0]]
    disagreements = [_at(row, text, *place) for place in bound or places]  # 不超过1000元（含1000元）
    best = min(disagreements, key=lambda found: len(found[1]))
    return best[0], tuple(best[1])


def places(row: Row) -> list[tuple[int, int]]:
    """Where the quote prints the row's number, each with the end of its unit; [] where it does not."""
    if numbers.is_empty(row.printed_value):
        return []
    try:
        return [(start, end) for start, end, _ in _places(row, grammar.fold(row.quote))[0]]
    except numbers.NotANumber:
        return []


def _without_number(row: Row, text: str):
    """A row without a number: the quote has none either, and its words agree with the comparator."""
    value = row.printed_value.strip()
    if value and value not in row.quote:
        yield _not_in_quote(row)
        return
    if re.search("[0-9]", text) and not value and (row.reference or not row.comparator):
        found = f"没有 printed_value，引文“{row.quote}”中却有数字"
        yield Disagreement("value-omitted", found, "引文中的数字", "补上 printed_value，或缩短引文")
    elif row.comparator in definitions.terms()["comparator"]:
        binding, possible = words.comparators(text, len(text), len(text))
        allowed = possible or binding or {"="}
        if row.comparator not in allowed:
            yield _comparator(row, allowed)


def _not_in_quote(row: Row) -> Disagreement:
    found = f"数字“{row.printed_value}”不在引文“{row.quote}”中"
    return Disagreement("value-not-in-quote", found, "引文含有该数字", "改正 printed_value 或 quote")


def _places(row: Row, text: str) -> tuple[list[tuple], Disagreement | None]:
    """(start, end with its unit, label) of each place where the quote prints the row's number."""
    value = row.printed_value.strip()
    if value in definitions.number_words():
        starts = [match.start() for match in re.finditer(re.escape(value), row.quote)]
        places = [(at, at + len(value), "") for at in starts]
        return places, None if places else _not_in_quote(row)
    unit = row.printed_unit or row.unit_read_as
    cell = numbers.read(value, unit)
    compact = re.sub(r"\s", "", text)
    if re.sub(r"\s", "", grammar.fold(value)) not in compact:
        return [], _not_in_quote(row)
    seen = [number for number in numbers.found(row.quote) if not _in_word(row.quote, number)]
    same = [number for number in seen if _key(number) in _keys(cell.number, unit, number)]
    if not same:
        listed = "、".join(row.quote[number.start : number.unit_end].strip() for number in seen) or "读不出的数字"
        return [], Disagreement(
            "not-the-whole-number",
            f"“{row.printed_value}{row.printed_unit}”不是引文“{row.quote}”中的整个数字",
            f"引文中的整个数字（{listed}）",
            "改正 printed_value、printed_unit 或 quote",
        )
    return [(number.start, number.unit_end, number.unit) for number in same], None


def _in_word(quote: str, number: grammar.Number) -> bool:
    """The 一 of 一律 is no number."""
    return any(
        word in definitions.number_words() and word != quote[number.start : number.end]
        for start in range(max(0, number.start - 3), number.start + 1)
        for word in (quote[start:end] for end in range(number.end, number.end + 4))
    )


def _keys(number: grammar.Number, unit: str, other: grammar.Number) -> list[tuple]:
    """The row's number as the quote may print it: 万 multiplied out, or bare where the unit is printed elsewhere."""
    bare = other.unit == "" and other.scale == 1
    return [_key(number, units.leading(number.unit or unit)), *([_key(number)] if bare else [])]


def _key(number: grammar.Number, factor: Decimal = Decimal(1)) -> tuple:
    """What makes two readings one number: value, printed precision, and whether a share."""
    if number.nature in (grammar.SHARE, grammar.DOUBLING):
        return number.low, number.high, None, True
    step = None if number.step is None else number.step * factor
    return number.low * factor, number.high * factor, step, False


def _at(row: Row, text: str, start: int, unit_end: int, label: str) -> tuple[int, list[Disagreement]]:
    found = [*_unit(row, text, unit_end, label), *_bounds(row, text, start, unit_end)]
    sign, unclear = _sign(row, text, start, unit_end)
    found += unclear if row.form != "level" else []
    return sign, found + list(_form(row, text, start))


def _unit(row: Row, text: str, unit_end: int, label: str):
    """The label right behind the number, and 每月, 每年 anywhere, against the row's unit."""
    unit = row.printed_unit or row.unit_read_as
    foreign = words.FOREIGN_MONEY.match(text, unit_end - len(label)) if "元" in unit else None
    if foreign:
        found = f"单位是“{unit}”，引文“{row.quote}”印的是外币“{foreign[0].strip()}”"
        yield Disagreement("unit-not-in-quote", found, "人民币的金额", "外币金额不列入 figures.csv，写入 left_out.csv")
    elif label and unit and not units.completes(units.without_size(unit), units.without_size(label)):
        yield Disagreement(
            "unit-not-in-quote",
            f"单位是“{unit}”，引文“{row.quote}”印的是“{label}”",
            "引文中的单位，可补上按什么计",
            "改正 printed_unit、unit_read_as 或 quote",
        )
    yield from _per(row, text)


def _per(row: Row, text: str):
    """每月, 每年, 每千名 anywhere in the quote against what the unit counts by."""
    unit = row.unit_read_as or row.printed_unit
    per = {SAME_PERIOD.get(part, part) for part in re.split("[/·]", unit)[1:]} & set(words.PERIODS)
    said = words.periods(text) if row.form == "level" else frozenset()
    for period in sorted(said - per if per else ()):
        yield _other_per(row, unit, period)
    yield from _per_whom(row, text, unit)
    sizes, size = words.counted_by(text), PER_SIZE.search(unit)
    if sizes and size and _worth(size["size"]) not in map(_worth, sizes):
        yield _other_per(row, unit, "、每".join(sorted(sizes)))


def _per_whom(row: Row, text: str, unit: str):
    """每户500元 is no amount a person, 每人40张 none a thousand persons."""
    said, counted = words.whom(text), set(re.split("[/·]", unit)[1:])
    by = counted & set(words.WHOM)
    if row.form == "level" and by and said and not by & said:
        yield _other_per(row, unit, "、每".join(sorted(said)))
    elif "人" in said and PER_SIZE.search(unit) and not words.counted_by(text):
        yield _other_per(row, unit, "人")


def _other_per(row: Row, unit: str, printed: str) -> Disagreement:
    return Disagreement(
        "unit-not-in-quote",
        f"单位是“{unit}”，引文“{row.quote}”说的是每{printed}",
        f"按{printed}计的单位",
        "改正单位或 quote",
    )


def _worth(size: str) -> Decimal:
    """千, 10万, 100 as a number."""
    return numbers.found(size)[0].low


def _bounds(row: Row, text: str, start: int, unit_end: int):
    binding, possible = words.comparators(text, start, unit_end)
    numeral = {number.comparator for number in numbers.found(row.quote) if number.start == start} - {""}
    binding = binding | numeral
    allowed = binding or {"=", *possible}
    if "range" in (row.comparator, *binding):
        return  # harmonise compares ranges
    if row.comparator in definitions.terms()["comparator"] and row.comparator not in allowed:
        yield _comparator(row, allowed)


def _comparator(row: Row, allowed) -> Disagreement:
    order = [sign for sign in definitions.terms()["comparator"] if sign in allowed]
    return Disagreement(
        "comparator-mismatch",
        f"比较符是“{row.comparator}”，引文“{row.quote}”说的是“{'”或“'.join(order)}”",
        "与引文中的字（不低于、以上、余、约……）一致的比较符",
        "改正 comparator，或使 quote 含有限定的字",
    )


def _sign(row: Row, text: str, start: int, unit_end: int) -> tuple[int, list[Disagreement]]:
    direction = words.direction(text, start, unit_end)
    if direction is None:
        found, expected = f"引文“{row.quote}”说不清是升是降", "升降分明的引文"
    elif direction < 0 and text[start] in "-−负":
        found, expected = f"引文“{row.quote}”既说下降，数字又是负的", "一处表明下降"
    else:
        return direction or 1, []
    return 1, [Disagreement("unclear-direction", found, expected, "改正 quote，或另写一行水平值")]


def _form(row: Row, text: str, start: int):
    """提高10个百分点 is no level, 提高到660元 no change, 每年提高 no change over the whole period."""
    unit = row.printed_unit or row.unit_read_as
    is_level, stated = row.form == "level", row.kind in ("baseline", "target", "observed", "change")
    points = unit in units.POINTS
    if stated and not is_level and words.says_level(text, start):
        yield _other_form(row, "水平值（level）")
    elif stated and is_level and (points or words.says_change(text, start)):
        yield _other_form(row, "增减（absolute_change、total_growth……）")
    elif row.form in GROWTH_FORMS and points:
        yield _other_form(row, "增减量（absolute_change、annual_absolute_change）：百分点不是增幅")
    elif stated and not is_level and row.form not in YEARLY_FORMS and words.says_each_year(text, start):
        yield _other_form(row, "每年的增减（annual_growth、annual_floor、annual_absolute_change）")
    elif row.form in GROWTH_FORMS and unit == "倍" and words.says_times(text, start):
        yield _other_form(row, "“增长几倍”；“是……的几倍”须减 1，写明后作更正")


def _other_form(row: Row, expected: str) -> Disagreement:
    return Disagreement(
        "form-mismatch", f"form 是 {row.form}，与引文“{row.quote}”不符", expected, "改正 form、kind 或 quote"
    )
