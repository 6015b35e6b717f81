"""The answer to one question: a region, an indicator, a rate. Which baseline, which target, is it met?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.domain.quantities import EXTENSIVE
from analysis.domain.series import SERIES
from analysis.models import growth
from analysis.models import targets as forms
from analysis.models.asked import NO_TARGET, question_of
from analysis.models.assess import assess, at_rate
from analysis.models.levels import Codelists, is_fact, known_levels, parts_of, with_ratios
from analysis.models.matching import JUDGED, context, match
from analysis.models.references import RULE

READING_ORDER = {"urban": 1, "rural": 2, "": 3}
STORED = ["probability", "probability_word", "probability_reason", "borrowed_share", "peers_share", "reach_80",
          "reach_50", "reach_20", *RULE]  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One series of a region: `row` (of `assess`, with the probability), its known levels, the levels by year.

    `above`: the targets of the regions above; `context`: the levels of other places (`matching.context`), nearest above
    first, by year: they stand beside, and decide nothing.
    """

    row: pd.Series
    rate: float
    known: pd.DataFrame
    above: pd.DataFrame
    context: pd.DataFrame

    @property
    def has_target(self) -> bool:
        return not self.row["figure_id"].startswith(NO_TARGET)

    @property
    def running(self) -> bool:
        """Whether the target's year had not ended when it was judged."""
        return self.row["target_year"] > self.row["as_of"]

    @property
    def observed(self) -> pd.DataFrame:
        """The facts after the baseline."""
        base = self.row["baseline_year"]
        return self.known if pd.isna(base) else self.known[self.known["year"] > base]

    @property
    def earlier(self) -> pd.Series | None:
        """The first fact before the baseline, if there is one."""
        before = (
            self.known[self.known["year"] < self.row["baseline_year"]] if pd.notna(self.row["baseline_year"]) else ()
        )
        return before.iloc[0] if len(before) else None

    def years(self) -> pd.DataFrame:
        """year, observed, at_rate, path, figure_id: from the baseline to the target year, each year once."""
        row = self.row
        first, last = row["baseline_year"], max(row["target_year"], self.known["year"].max())
        frame = pd.DataFrame({"year": range(int(first), int(last) + 1)}).merge(
            self.known[["year", "value", "figure_id"]].rename(columns={"value": "observed"}), how="left", on="year"
        )
        gone = frame["year"] - first
        if row["money"]:
            frame["at_rate"] = growth.project(row["baseline_value"], self.rate, gone)
        elif row["pair"]:
            frame["at_rate"] = row["baseline_value"]
        frame["path"] = forms.declared_level(
            row["path"], row["baseline_value"], first, row["target_level"], row["target_year"], frame["year"]
        )
        return frame

    def as_dict(self) -> dict:
        """For programs; what is not known is None. Rates are fractions, those of `condition` per cent."""
        row, number = self.row, _number
        target = {
            "year": number(row["target_year"]),
            "value": number(row["target_level"]),
            "comparator": row["comparator"],
            "figure_id": row["figure_id"],
        }
        baseline = {
            "year": number(row["baseline_year"]),
            "value": number(row["baseline_value"]),
            "figure_id": row["baseline_level_id"],
        }
        observed = [
            {"year": int(level.year), "value": level.value, "figure_id": level.figure_id}
            for level in self.observed.itertuples()
        ]
        asked = row["met_at_rate"] == "conditional"
        condition = {"code": row["condition"], "at_most": number(row["condition_limit"])} if asked else None
        return {
            **{name: row[name] for name in ("region_code", "indicator_id", "residence", "arrangement")},
            "baseline": baseline if pd.notna(row["baseline_value"]) else None,
            "target": target if self.has_target else None,
            "rate": self.rate,
            "projected": number(row["projected"]),
            "met": {"yes": True, "no": False}.get(row["met_at_rate"]),
            "condition": condition,
            **{name: number(row[name]) for name in ("gap", "needed_rate", "needed_rate_from_now")},
            "year_reached": number(row["year_reached"]),
            "observed": observed,
            **{name: row[name] if self.has_target else "" for name in ("outcome", "last_standing")},
            "as_of": int(row["as_of"]),
            "probability": number(row["probability"]),
            **{name: number(row[name]) for name in ("peers_share", "reach_80", "reach_50", "reach_20")},
        }


def _number(value: object) -> int | float | None:
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() and not isinstance(value, float) else float(value)


def answers(
    tables: Mapping[str, pd.DataFrame],
    codelists: Codelists,
    region_code: str,
    indicator_id: str,
    rate: float,
    wanted: Mapping[str, str] | None = None,
) -> list[Answer]:
    """An answer for each target of the indicator in the region, and for each series there that has no target.

    `tables`: documents, figures, baselines, observations, targets, assessments. `wanted`: distinction → code, of those
    asked for. Series without a target are answered for the plans' period. Empty where nothing at all is known.
    """
    levels = known_levels(tables["baselines"], tables["observations"], tables["figures"])
    levels = with_ratios(levels, codelists.indicators)
    return several(tables, levels, codelists, region_code, [indicator_id], rate, wanted)[indicator_id]


def judged_as_of(tables: Mapping[str, pd.DataFrame]) -> int:
    """The last year that had ended when the tables were built; without any target, the last year they speak of."""
    years = tables["assessments"]["as_of"]
    return int(years.iloc[0]) if len(years) else int(tables["documents"]["period_end"].max())


def several(
    tables: Mapping[str, pd.DataFrame],
    levels: pd.DataFrame,
    codelists: Codelists,
    region_code: str,
    indicator_ids: Sequence[str],
    rate: float,
    wanted: Mapping[str, str] | None = None,
) -> dict[str, list[Answer]]:
    """`answers` of several indicators by indicator, assessed together, which costs hardly more than one alone.

    `levels`: the known levels of the tables, `with_ratios`.
    """
    as_of = judged_as_of(tables)
    lineage = codelists.lineage[codelists.lineage["region_code"] == region_code]
    nearby = tables["targets"][tables["targets"]["region_code"].isin(lineage["ancestor_code"])]
    parts = {
        indicator_id: question_of(tables, levels, codelists, nearby, region_code, indicator_id, wanted or {})
        for indicator_id in indicator_ids
    }
    asked = pd.concat([part for part, _ in parts.values()])
    if asked.empty:
        return {indicator_id: [] for indicator_id in parts}
    levels = levels[levels["indicator_id"].isin({*indicator_ids, *parts_of(indicator_ids, codelists.indicators)})]
    own = (nearby["region_code"] == region_code) & nearby["indicator_id"].isin(indicator_ids)
    # the targets of the regions above are there for those that refer to them
    wanted = pd.concat([nearby[~own], asked], ignore_index=True)
    rows = assess(wanted, levels, tables["figures"], codelists, as_of, rate)
    rows = rows[rows["figure_id"].isin(asked["figure_id"])]
    order = rows["residence"].map(READING_ORDER)
    rows = rows.assign(order=order).sort_values(["order", "arrangement", "subgroup", "target_year"])
    known = match(asked, levels, codelists)
    known = known[is_fact(known) & (known["year"] <= as_of)].rename(columns={"level_id": "figure_id"})
    # of an undivided target, what is stored speaks of the part that is furthest behind
    stored = tables["assessments"][["figure_id", "judged_residence", "judged_arrangement", *STORED]]
    rows = rows.merge(stored, how="left", on=["figure_id", "judged_residence", "judged_arrangement"])
    held = dict(list(known.groupby(JUDGED)))
    others = _context(region_code, levels, codelists, as_of)
    found: dict[str, list[Answer]] = {indicator_id: [] for indicator_id in parts}
    for _, row in rows.iterrows():
        own_levels = held.get(tuple(row[["figure_id", *JUDGED[1:]]]), known.iloc[:0])
        beside = others.get(tuple(row[["indicator_id", *JUDGED[1:], "subgroup"]]), levels.iloc[:0])
        beside = beside[~beside["figure_id"].isin(own_levels["figure_id"])]  # what holds here is no other place's
        found[row["indicator_id"]].append(Answer(row, rate, own_levels, parts[row["indicator_id"]][1], beside))
    return found


def _context(region_code: str, levels: pd.DataFrame, codelists: Codelists, as_of: int) -> dict[tuple, pd.DataFrame]:
    """The levels of other places by series, the nearest place above first, then the neighbours."""
    distance = codelists.lineage[codelists.lineage["region_code"] == region_code].set_index("ancestor_code")["distance"]
    comparable = ~levels["indicator_id"].map(codelists.indicators["quantity"]).isin(EXTENSIVE)
    beside = context(region_code, levels[comparable & (levels["year"] <= as_of)], codelists)
    order = beside.assign(distance=beside["region_code"].map(distance)).sort_values(["distance", "region_code", "year"])
    return dict(list(order.groupby(SERIES[1:])))


def at_rates(answer: Answer, rates: Sequence[float]) -> list[Answer]:
    """The same answer at each of these rates: only what the rate makes of the baseline differs."""
    rows = pd.DataFrame([answer.row] * len(rates), index=range(len(rates))).infer_objects()
    found = at_rate(rows, np.asarray(rates, dtype=float)).to_dict("records")
    base = answer.row.to_dict()
    return [
        replace(answer, row=pd.Series(base | one, dtype="object"), rate=rate)
        for one, rate in zip(found, rates, strict=True)
    ]
