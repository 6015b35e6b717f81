"""Every target as the pages tell of it: what it is called, how it stands, and how much is missing.

What is said of a target in sentences is in `analysis.words.targets`, from `Target.row`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.charts.wording import series_name
from analysis.codelists import definitions
from analysis.domain.series import SERIES, measure_key
from analysis.words import targets as words
from dashboard.shared.data import Data

# How targets stand, best first; what cannot be said last. An outcome, or an expired target with its last standing; each
# with the name of its colours in app.css.
STANDINGS = {
    "met": "good",
    "on_path": "fair",
    "expired_unpublished.on_path": "fair",
    "met_at_base": "fair",
    "behind": "warn",
    "expired_unpublished.behind": "warn",
    "not_met": "bad",
    "expired_unpublished.not_comparable": "none",
    "expired_unpublished.unknown": "none",
    "not_judgeable": "none",
}
SHORT = ("not_met", "expired_unpublished.behind", "behind")  # gravest first
EXPIRED = "expired_unpublished"
SEPARATOR = "."
ATTRIBUTES = ("约束性", "预期性", "")  # the empty one: the plan does not say
UNSTATED = "未注明性质"
ABOUT_PACES = "金额每年的变动是增速（0.08 即 8%），其余是每年增减多少（与单位相同）。"
OF_TARGET = ["value", "value_low", "value_high", "unit", "reference"]  # what sentences need beside the assessment


@dataclass(frozen=True)
class Target:
    """`row` has the columns of `assessments` and OF_TARGET, so that `analysis.words.targets` can tell of it; missing
    values are None. `series` is the indicator with its dimensions, `key` the same as addresses name it: with the target
    year where the place has several targets in the series."""

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

    @property
    def standing(self) -> str:
        """A key of STANDINGS."""
        return SEPARATOR.join(filter(None, [self.outcome, self.row["last_standing"]]))

    @property
    def tone(self) -> str:
        return STANDINGS[self.standing]

    @property
    def period(self) -> str:
        """The five-year plan that its year belongs to: 十四五."""
        return words.period(self.row["target_year"])

    @property
    def short(self) -> bool:
        """Missed, or behind when it was last known."""
        return self.standing in SHORT


def all_targets(data: Data) -> list[Target]:
    """All rows of `assessments`, in the order of the domains and, inside them, of the plans' figures."""
    frames = data.frames
    rows = frames["assessments"].join(frames["targets"].set_index("figure_id")[OF_TARGET], on="figure_id")
    rows = _with_bounds(rows, frames["figures"])
    indicators = frames["indicators"].set_index("indicator_id").to_dict("index")
    places = frames["regions"].set_index("region_code")["name_zh"]
    domains = list(definitions.terms()["domain"])
    several = rows.duplicated(SERIES, keep=False)
    made = [
        _target(row, indicators[row["indicator_id"]], places, more)
        for row, more in zip(records(rows), several, strict=True)
    ]
    return sorted(made, key=lambda one: domains.index(one.domain))


def _with_bounds(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """With the comparator and the ends of the latest level, where a figure prints that level itself."""
    ends = figures.set_index("figure_id")[["value", "comparator", "value_low", "value_high"]]
    ends = ends.reindex(rows["latest_figure_id"]).set_axis(rows.index)
    ends = ends[ends["value"].eq(rows["latest_value"])].drop(columns="value").reindex(rows.index)
    return rows.join(ends.add_prefix("latest_"))


def _target(row: dict, indicator: Mapping, places: Mapping[str, str], several: bool) -> Target:
    series = measure_key(row)
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


def attribute_name(attribute: str) -> str:
    return attribute or UNSTATED


def standing_name(standing: str) -> str:
    """到期未公布，末次滞后, for a key of STANDINGS; 到期未公布 for the outcome alone."""
    outcome, _, last = standing.partition(SEPARATOR)
    terms = definitions.terms()
    return "，".join(filter(None, [terms["outcome"][outcome], terms["last_standing"].get(last, "")]))


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


def whose(level: str | None) -> str:
    """本地; 所在市 for a standard that the city decreed; empty where no level is known."""
    return definitions.terms()["series_level"].get(level or "", "")
