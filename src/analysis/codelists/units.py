"""Units of measurement: printed labels, conversion to canonical units, and refusal to mix unlike ones (pint)."""

from functools import cache

import pint

from analysis import textfiles
from analysis.codelists.definitions import FOLDER


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
    try:
        return float((quantity(label) / quantity(to)).to("dimensionless").magnitude)
    except pint.DimensionalityError:
        raise UnlikeUnits(f"{label} → {to}") from None
