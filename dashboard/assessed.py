"""Every target as the pages tell of it: what it is called, how it stands, and how much is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.charts.wording import LIMITS, series_name
from analysis.codelists import definitions
from dashboard import wording

# Best first; what cannot be judged last. Each with the name of its colours in app.css.
OUTCOMES = {
    "met": "good",
    "on_path": "fair",
    "met_at_base": "fair",
    "behind": "warn",
    "not_met": "bad",
    "not_judgeable": "none",
}
SHORT = ("behind", "not_met")
ATTRIBUTES = ("约束性", "预期性", "")  # the empty one: the plan does not say
UNSTATED = "未注明性质"
DIMENSIONS = ["residence", "arrangement", "subgroup"]
PROMISES = {
    "annual_floor": "每年增幅",
    "annual_growth": "年均增长",
    "total_growth": "累计提高",
    "absolute_change": "增减",
    "annual_absolute_change": "每年增减",
}


@dataclass(frozen=True)
class Target:
    """`row` has the columns of `assessments` and, as `printed`, `printed_unit` and `reference`, what the plan prints;
    missing values are None. `series` is the indicator with its dimensions, `key` the same as addresses name it: with
    the target year where the place has several targets in the series."""

    region: str
    place: str
    series: str
    key: str
    name: str
    indicator_name: str
    domain: str
    quantity: str
    attribute: str
    outcome: str
    unit: str
    less_is_better: bool
    row: Mapping[str, Any]


def targets(frames: Mapping[str, pd.DataFrame]) -> list[Target]:
    """All rows of `assessments`, in the order of the domains and, inside them, of the plans' figures."""
    printed = frames["targets"].set_index("figure_id")[["value", "unit", "reference", "year_stated"]]
    printed = printed.rename(columns={"value": "printed", "unit": "printed_unit"})
    rows = frames["assessments"].join(printed, on="figure_id")
    indicators = frames["indicators"].set_index("indicator_id").to_dict("index")
    places = frames["regions"].set_index("region_code")["name_zh"]
    domains = list(definitions.terms()["domain"])
    several = rows.duplicated(["region_code", "indicator_id", *DIMENSIONS], keep=False)
    made = [
        _target(row, indicators[row["indicator_id"]], places, more)
        for row, more in zip(records(rows), several, strict=True)
    ]
    return sorted(made, key=lambda one: domains.index(one.domain))


def _target(row: dict, indicator: Mapping, places: Mapping[str, str], several: bool) -> Target:
    series = series_key(row)
    return Target(
        region=row["region_code"],
        place=places[row["region_code"]],
        series=series,
        key=f"{series}.{row['target_year']}" if several else series,
        name=series_name(row, indicator),
        indicator_name=indicator["name_zh"],
        domain=indicator["domain"],
        quantity=indicator["quantity"],
        attribute=row["attribute"],
        outcome=row["outcome"],
        unit=row["level_unit"],
        less_is_better=indicator["direction"] == "less" or row["comparator"] in ("<", "<="),
        row=row,
    )


def records(frame: pd.DataFrame) -> list[dict]:
    """The rows as dictionaries with None for what is missing."""
    objects = frame.astype(object)
    return objects.where(frame.notna(), None).to_dict("records")


def series_key(row: Mapping) -> str:
    """dibao_standard.urban: the indicator, then those of its dimensions that are distinguished."""
    return ".".join(filter(None, [row["indicator_id"], *(row[name] for name in DIMENSIONS)]))


def attribute_name(attribute: str) -> str:
    return attribute or UNSTATED


def outcome_name(outcome: str) -> str:
    return definitions.terms()["outcome"][outcome]


def wanted(target: Target) -> str:
    """What shall be reached by when: 2025年 2,520 元/人·月."""
    return f"{target.row['target_year']}年 {wanted_level(target)}"


def wanted_level(target: Target) -> str:
    """The level to be reached; a growth that has no level yet is told as printed."""
    row = target.row
    limit = LIMITS[row["comparator"]]
    if row["target_level"] is not None:
        return limit + wording.level(row["target_level"], target.unit)
    promise = PROMISES.get(row["form"], "")
    if row["printed"] is not None:
        return promise + (limit or " " * bool(promise)) + wording.level(row["printed"], row["printed_unit"])
    return promise + limit.strip() + (row["reference"] or "未列数字")


def latest(target: Target) -> str:
    """The latest level that was really there, whose it is, and since when; empty where none is known."""
    row = target.row
    if row["latest_value"] is None:
        return ""
    return f"{row['latest_year']}年 {wording.level(row['latest_value'], target.unit)}"


def whose(level: str | None) -> str:
    """（所在市标准） where a level is not the place's own, else empty."""
    return f"（{definitions.terms()['series_level'][level]}标准）" if level not in (None, "", "own") else ""


def missing(target: Target) -> float | None:
    """How far the latest level is from the target; negative where it lies beyond; None where either is unknown."""
    row = target.row
    if row["target_level"] is None or row["latest_value"] is None:
        return None
    gap = row["target_level"] - row["latest_value"]
    return -gap if target.less_is_better else gap


def share_missing(target: Target) -> float:
    """`missing` as a share of the target, to put unlike targets in order; 0 where it is unknown."""
    gap, level = missing(target), target.row["target_level"]
    return gap / abs(level) if gap is not None and level else 0.0
