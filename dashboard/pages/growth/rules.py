"""Rules that readers combine on the page 增长路径, and the paths that they lead to at every rate of the slider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analysis import numerals
from analysis.charts import wording
from analysis.domain.quantities import PER_PERSON
from analysis.domain.series import SERIES
from analysis.models import scenario
from analysis.models.levels import is_fact
from analysis.research.workspace import Workspace

ASSUMED = "consumption"
ASSUMED_NAME = "居民人均消费支出"
ROUNDINGS = {f"{way}-{step}": (step, way) for way in ("nearest", "up") for step in (5, 10)}
LIMITS = {"floor": (0.0, 15.0), "growth": (0.0, 15.0), "parity": (1.0, 500.0)}  # in %
NAMES = {"floor": "每年不低于", "growth": "挂钩增速", "parity": "比例"}


@dataclass(frozen=True)
class Wish:
    """The rules an address asks for. `floor` and `growth` are fractions a year, `parity` a multiple; None: not asked.

    `start`: "base" or "latest". `index`: a key of `Ground.indexes`, or ASSUMED with its `growth`.
    """

    start: str = "base"
    floor: float | None = None
    index: str = ""
    growth: float | None = None
    parity: float | None = None
    rounding: str = ""


def wish(parameters: Mapping[str, object]) -> tuple[Wish, list[str]]:
    """The wish of an address, and what of it had to be passed over (Chinese sentences)."""
    notices, numbers = [], {}
    for name, (low, high) in LIMITS.items():
        text = parameters.get(name)
        numbers[name] = _fraction(text, low, high)
        if text and numbers[name] is None:
            notices.append(f"“{NAMES[name]}”应为 {low:g} 到 {high:g} 之间的数（%），地址中的值未采用。")
    rounding = parameters.get("rounding") or ""
    if rounding and rounding not in ROUNDINGS:
        notices.append("没有地址中的取整方式，未取整。")
    start = "latest" if parameters.get("start") == "latest" else "base"
    index = parameters.get("index")
    asked = Wish(start, numbers["floor"], index if isinstance(index, str) else "", numbers["growth"],
                 numbers["parity"], rounding if rounding in ROUNDINGS else "")  # fmt: skip
    return asked, notices


def _fraction(text: object, low: float, high: float) -> float | None:
    try:
        number = float(text) if isinstance(text, str) and len(text) < 10 else low - 1
    except ValueError:
        return None
    return number / 100 if low <= number <= high else None


class Standard(NamedTuple):
    """Another series that a rule looks at: what it is called and its known levels by year."""

    name: str
    levels: dict[int, float]


@dataclass(frozen=True)
class Ground:
    """What the rules of one series rest on: the standard that it is compared with, and series that it may follow."""

    other: Standard | None
    indexes: dict[str, Standard]


def ground(space: Workspace, series: Mapping[str, str]) -> Ground:
    """`series`: keys SERIES, of a money standard."""
    return Ground(_other(space, series), _indexes(space, series))


def _other(space: Workspace, series: Mapping[str, str]) -> Standard | None:
    """The standard that a ratio of the codelist compares this one with, from the side that is to be lifted."""
    own = series["indicator_id"], series["residence"]
    for ratio in space.codelists.indicators.query("numerator != ''").itertuples():
        lifted, other = (part.split(":") for part in (ratio.numerator, ratio.denominator))
        if ratio.direction == "less":
            lifted, other = other, lifted
        if ratio.direction == "none" or other[0] not in space.codelists.indicators.index:
            continue
        if lifted[0] == own[0] and lifted[1] in ("", own[1]):
            found = {**series, "indicator_id": other[0], "residence": other[1] or own[1], "arrangement": "",
                     "subgroup": ""}  # fmt: skip
            levels = space.series(found).set_index("year")["value"].to_dict()
            if levels:
                return Standard(wording.series_name(found, space.indicator(other[0])), levels)
    return None


def _indexes(space: Workspace, series: Mapping[str, str]) -> dict[str, Standard]:
    """Averages and standards of the regions above, for the same people, with two years in a row."""
    indicators, lineage = space.codelists.indicators, space.codelists.lineage
    above = lineage[(lineage["region_code"] == series["region_code"]) & (lineage["distance"] > 0)]
    averages = (indicators["average_of"] == series["indicator_id"]) & indicators["quantity"].isin(PER_PERSON)
    alike = indicators.index[averages]
    found = space.levels[space.levels["region_code"].isin(above["ancestor_code"]) & is_fact(space.levels)]
    found = found[found["indicator_id"].isin([series["indicator_id"], *alike])]
    found = found[found["subgroup"] == series["subgroup"]]
    for name in ("residence", "arrangement"):
        found = found[found[name].isin(["", series[name]])]
    named = {}
    for key, rows in found.groupby(SERIES):
        levels = rows.set_index("year")["value"].to_dict()
        if any(year + 1 in levels for year in levels):
            row = dict(zip(SERIES, key, strict=True))
            name = space.region_names[key[0]] + wording.series_name(row, indicators.loc[key[1]])
            named[".".join(filter(None, key))] = Standard(name, levels)
    return named


def rules(asked: Wish, base: Ground, years: range) -> list[scenario.Rule]:
    """The rules besides the rate and parity, which needs the other standard's path."""
    found = []
    if asked.floor is not None:
        found.append(scenario.growth_floor(asked.floor))
    if asked.index in base.indexes:
        index = base.indexes[asked.index]
        found.append(scenario.indexed_to(index.levels, index.name, at_least=True))
    elif asked.index == ASSUMED and asked.growth is not None:
        levels = {year: (1 + asked.growth) ** (year - years[0]) for year in range(years[0] - 1, years[-1])}
        name = f"{ASSUMED_NAME}（设为每年 {numerals.percent(asked.growth)}）"
        found.append(scenario.indexed_to(levels, name, at_least=True))
    if asked.rounding:
        found.append(scenario.rounding(*ROUNDINGS[asked.rounding]))
    return found


def paths(
    asked: Wish, base: Ground, rates: Sequence[float], years: range, value: float
) -> tuple[list[pd.DataFrame], list[str]]:
    """The path at each rate (of `scenario.path`) from `value` in the first year, and the labels of the rules that act.

    The standard of the other side of a ratio grows by the same rate, floor and rounding from its own level.
    """
    shared = rules(asked, base, years)
    start = base.other.levels.get(years[0]) if base.other and asked.parity is not None else None
    decreed, labels = [], [rule.label for rule in shared]
    for rate in rates:
        growth = scenario.constant_rate(rate)
        acting = [growth, *shared]
        if start is not None:
            beside = [growth, *(rule for rule in shared if rule.kind in (scenario.GROWTH_FLOOR, scenario.ROUNDING))]
            other = scenario.path(years[0], start, years[-1], beside).set_index("year")["value"].to_dict()
            parity = scenario.parity(other, asked.parity, base.other.name)
            acting.append(parity)
        decreed.append(scenario.path(years[0], value, years[-1], acting))
    return decreed, [*labels, *([parity.label] if start is not None else [])]


def effect(path: pd.DataFrame, label: str) -> str:
    """In which years a rule set the level of a path (a rounding: changed it)."""
    years = path.loc[(path["binding"] == label) | (path["rounding"] == label), "year"]
    return f"自{years.iloc[0]}年起作用，共{len(years)}年" if len(years) else "没有起作用"


def present_ratio(base: Ground, year: int, value: float) -> float | None:
    """How many times the other standard this one was in a year."""
    other = base.other.levels.get(year) if base.other else None
    return value / other if other else None
