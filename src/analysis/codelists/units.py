"""Units of measurement: printed labels, conversion to canonical units, and refusal to mix unlike ones (pint)."""

import re
from decimal import Decimal
from functools import cache

import pint

from analysis import textfiles
from analysis.codelists.definitions import FOLDER

LARGE = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
POINTS = ("个百分点", "百分点", "个千分点", "千分点")  # differences of two rates


class UnknownUnit(ValueError):
    """A label that units.toml does not list."""


class UnlikeUnits(ValueError):
    """Two units that measure different things."""


@cache
def _entries() -> dict:
    return textfiles.read_toml(FOLDER / "units.toml")


@cache
def registry() -> pint.UnitRegistry:
    """pint's registry with the project's own units only, so that `年` can never become a calendar year in seconds."""
    definitions = _entries()["definitions"]
    return pint.UnitRegistry([*definitions["base"], *definitions["derived"]])


def labels() -> dict[str, str]:
    """Label as printed → pint expression."""
    return _entries()["labels"]


@cache
def quantity(label: str) -> pint.Quantity:
    """One of the labelled unit: `quantity("万人")` is 10⁴ person. Raises UnknownUnit."""
    try:
        expression = labels()[label]
    except KeyError:
        raise UnknownUnit(label) from None
    return registry().Quantity(1, "dimensionless") if expression == "dimensionless" else registry()(expression)


@cache
def factor(label: str, to: str) -> float:
    """What a value in `label` is multiplied with to be in `to`. Raises UnknownUnit, UnlikeUnits.

    >>> factor("元/人·年", "元/人·月") * 12
    1.0
    """
    if ("/" in label) != ("/" in to):  # 人/千名老人 is a density, % a share: both are pure numbers to pint
        quantity(label), quantity(to)
        raise UnlikeUnits(f"{label} → {to}")
    try:
        return float((quantity(label) / quantity(to)).to("dimensionless").magnitude)
    except pint.DimensionalityError:
        raise UnlikeUnits(f"{label} → {to}") from None


def without_size(label: str) -> str:
    """The unit itself: 元/年 of 万元/年.

    >>> without_size("万元/年"), without_size("百分点")
    ('元/年', '百分点')
    """
    return re.sub("^(?:[百千万亿](?!分))*", "", label)


def leading(label: str) -> Decimal:
    """The 百, 千, 万, 亿 before the unit itself: 10⁴ of 万人, 1 of 个/万人 and of 百分点.

    >>> leading("万元/年"), leading("百分点")
    (Decimal('10000'), Decimal('1'))
    """
    product = Decimal(1)
    for sign in re.match("(?:[百千万亿](?!分))*", label)[0]:
        product *= LARGE[sign]
    return product


@cache
def completes(label: str, printed: str) -> bool:
    """Whether `label` says all that `printed` says, of the same size, and at most adds what it is counted by.

    >>> completes("元/人·月", "元/月"), completes("元/人·年", "元/月"), completes("平方米/百户", "㎡")
    (True, False, True)
    """
    counted, *per = re.split("[/·]", label)
    printed_counted, *printed_per = re.split("[/·]", printed)
    try:
        same = factor(counted, printed_counted) == 1
    except (UnlikeUnits, UnknownUnit):
        return False
    return same and set(printed_per) <= set(per)
