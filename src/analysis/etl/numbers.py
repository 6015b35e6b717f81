"""The cell `printed_value`: read whole by the grammar of `analysis.printed`, in the unit of its row, or refused."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from analysis.codelists import definitions, units
from analysis.printed import numbers, words

NO_NUMBER = {"", "-", "--", "—", "——", "/"}
DIMENSIONLESS = ("%", "％", "‰", "倍", "倍数", "∶1")
LARGE = 10**4  # 万: a numeral with it before a unit with it (16.4亿 亿元) says it twice


class NotANumber(ValueError):
    """The cell is no number of its unit; the message says what is wrong with it, in Chinese."""


@dataclass(frozen=True)
class Cell:
    """What a cell says: `low` and `high` in the row's unit, None for "--" and "".

    `number`: as the grammar read it; None for a word of number_words.toml. `comparators`: those that its words demand.
    """

    low: float | None
    high: float | None
    number: numbers.Number | None = None
    comparators: frozenset[str] = frozenset()


def found(text: str) -> list[numbers.Number]:
    """The numbers of a text, with the units of units.toml."""
    return numbers.find(text, tuple(units.labels()))


def is_empty(text: str) -> bool:
    """Whether a cell says that no number is printed: "" or a dash."""
    return text.strip() in NO_NUMBER


@cache
def read(text: str, unit: str) -> Cell:
    """The cell with `text` in a row whose unit is `unit`. Raises NotANumber.

    >>> [read(*cell).high for cell in (("1.5-2", "倍"), ("16.4亿", "元"), ("五成", "%"), ("--", "%"))]
    [2.0, 1640000000.0, 50.0, None]
    """
    if is_empty(text):
        return Cell(None, None)
    text = text.strip()
    if text in definitions.number_words():
        value, implied = definitions.number_words()[text]
        if implied:
            value *= _factor(implied, unit, text)
        return Cell(value, value)
    number = _only_number(text)
    factor = _into(number, unit, text)
    before, after = numbers.fold(text[: number.start]), numbers.fold(text[number.unit_end :])
    for rest, allowed in ((before, words.IN_FRONT), (after, words.BEHIND)):
        if not allowed.fullmatch(rest):
            raise NotANumber(f"“{text}”中的“{rest}”读不懂")
    demanded, _ = words.comparators(numbers.fold(text), number.start, number.unit_end)
    demanded |= {number.comparator} - {""}
    return Cell(float(number.low * factor), float(number.high * factor), number, frozenset(demanded))


def _only_number(text: str) -> numbers.Number:
    seen = found(text)
    if len(seen) != 1:
        raise NotANumber(f"读不出数字“{text}”" if not seen else f"“{text}”中有 {len(seen)} 个数字")
    return seen[0]


def _into(number: numbers.Number, unit: str, text: str) -> Decimal:
    """What the number is multiplied with to be in `unit`."""
    if text[number.start] == "半" and unit in ("%", "％", "‰"):
        raise NotANumber(f"“{text}”不是百分数（一半、过半才是）")
    if number.nature == numbers.RATIO:
        return Decimal(str(_factor("倍", unit, text)))
    if number.nature != numbers.PLAIN:
        return Decimal(str(_factor("%", unit, text)))
    if number.unit:
        if not units.completes(units.without_size(unit), units.without_size(number.unit)):
            raise NotANumber(f"“{text}”的单位“{number.unit}”与这一行的单位“{unit}”不符")
        return units.leading(number.unit) / units.leading(unit)
    if number.scale >= LARGE and units.leading(unit) > 1:
        raise NotANumber(f"“{text}”和单位“{unit}”都有万、亿")
    return Decimal(1)


def _factor(label: str, unit: str, text: str) -> float:
    if unit not in DIMENSIONLESS:
        raise NotANumber(f"“{text}”是比例，单位却是“{unit}”")
    return units.factor(label, unit)
