"""What became of a target, in one word for a leader, with the reason."""

import numpy as np
import pandas as pd

from analysis.models import growth
from analysis.models.levels import is_fact
from analysis.models.matching import JUDGED

# The method whose verdict decides between on_path and behind: it follows the path that the target itself declares.
DECIDING = "status_domestic"


def outcomes(rows: pd.DataFrame) -> pd.DataFrame:
    """`outcome` and `outcome_reason` (codes of these vocabularies) of each row; the first that applies:

    - a floor of the yearly growth that was certainly broken: not_met, because nothing later mends it;
    - a level of the target year: met or not_met;
    - met before the target year (but not a yearly floor, which goes on): met;
    - base and a later level: on_path or behind, by the domestic method at the last observed year;
    - only a base: met_at_base where that is at the target, else not_judgeable;
    - no level to compare with, or nothing known: not_judgeable, with the reason.

    `rows`: form, target_level, unresolved, not_measurable, baseline_value, latest_value, latest_year, target_year, met,
    met_at_base, floor_broken, latest_how_known, bound_known, DECIDING.
    """
    base, latest = rows["baseline_value"].notna(), rows["latest_value"].notna()
    level = rows["target_level"].notna()
    final = level & latest & (rows["latest_year"] == rows["target_year"]).fillna(False)
    floor = rows["form"] == "annual_floor"
    judged = level & base & latest
    cases = {
        ("not_met", "floor_broken"): rows["floor_broken"],
        ("met", "observed_in_target_year"): final & rows["met"],
        ("not_met", "observed_in_target_year"): final,
        ("met", "reached_before_target_year"): level & latest & rows["met"] & ~floor,
        ("behind", "last_observed_year"): judged & (rows[DECIDING] == "behind"),
        ("on_path", "last_observed_year"): judged,
        ("met_at_base", "already_at_target_in_base_year"): level & base & rows["met_at_base"],
        ("not_judgeable", "only_a_bound_known"): level & ~latest & rows["bound_known"],
        ("not_judgeable", "no_later_level"): level & base,
        ("not_judgeable", "no_baseline"): level & latest,
    }
    conditions = [condition.to_numpy(bool) for condition in cases.values()]
    outcome = np.select(conditions, [outcome for outcome, _ in cases], default="not_judgeable")
    reason = np.select(conditions, [reason for _, reason in cases], default="no_level_known")
    undecided = ~np.any(conditions, axis=0)
    reason = np.where(undecided & (rows["not_measurable"] != ""), rows["not_measurable"], reason)
    reason = np.where(undecided & ~level & (rows["unresolved"] != ""), rows["unresolved"], reason)
    neighbour = judged & (rows["latest_how_known"] == "published_for_neighbour")
    reason = np.where(neighbour, "borrowed_from_neighbour", reason)
    return pd.DataFrame({"outcome": outcome, "outcome_reason": reason}, index=rows.index)


def broken_floors(rows: pd.DataFrame, matched: pd.DataFrame, as_of: int) -> pd.Series:
    """Whether a yearly floor (form annual_floor, `value` in %) was certainly broken since the base, one answer a row.

    `rows`: JUDGED, form, value, baseline_year, target_year; `matched`: the levels that `matching.match` found.
    """
    floors = rows.loc[rows["form"] == "annual_floor", [*JUDGED, "value", "baseline_year", "target_year"]]
    known = matched.loc[is_fact(matched), [*JUDGED, "year", "value"]].rename(columns={"value": "level"})
    known = known.merge(floors, on=JUDGED)
    known = known[(known["year"] >= known["baseline_year"]) & (known["year"] <= known["target_year"].clip(upper=as_of))]
    known = known.sort_values([*JUDGED, "year"])
    earlier = known.groupby(JUDGED)[["year", "level"]].shift()
    ends = np.stack([earlier["level"], known["level"]], axis=-1)
    years = np.stack([earlier["year"], known["year"]], axis=-1)
    known["broken"] = growth.breaks_floor(ends, years.astype(float), known["value"] / 100)[:, 0]
    broken = known.groupby(JUDGED)["broken"].any()
    return rows[JUDGED].merge(broken.reset_index(), how="left", on=JUDGED)["broken"].eq(True).set_axis(rows.index)
