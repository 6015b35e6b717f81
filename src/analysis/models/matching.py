"""Which known levels speak of a target: its own series, one inherited from above, one printed with other distinctions.

A *standard* printed for a group of counties or a city holds in each member, so it is inherited: own before group before
city. A province's or the nation's figure is never a county's standard. Averages, rates, ratios of averages and counts
describe their own region only. A ratio computed from standards is inherited as they are.

Where the distinctions differ, and only for standards and averages:

- `undistinguished`: the target speaks of urban (or of collective) and the level makes no such distinction; it then
  holds for both parts.
- `part`: the target makes no distinction and only the parts are known. The promise must hold for each part, so each is
  a row here, and the one that is furthest behind decides later.
"""

import numpy as np
import pandas as pd

from analysis.models.levels import SERIES, Codelists, is_fact

EXACT, UNDISTINGUISHED, PART = "exact", "undistinguished", "part"
MATCHES = (EXACT, UNDISTINGUISHED, PART)
INHERITED_FROM = ("group", "city")
MONEY = ("standard", "average")
JUDGED = ["target_id", "judged_residence", "judged_arrangement"]
OF_LEVEL = ["year", "value", "comparator", "how_known", "source_standing", "level_id", "level_ids", "source_level",
            "series_match"]  # fmt: skip
OF_LEVELS_TABLE = {
    "region_code": "ancestor_code",
    "residence": "residence_of_level",
    "arrangement": "arrangement_of_level",
    "figure_id": "level_id",
    "figure_ids": "level_ids",
}


def match(targets: pd.DataFrame, levels: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """The levels of each target: JUDGED + OF_LEVEL, one row a target, judged series and year, sorted.

    `targets`: figure_id and SERIES; `levels`: `levels.known_levels`, with ratios. `target_id` is the target's
    figure_id, `level_id` the level's. `judged_residence` and `judged_arrangement` are the target's own distinctions,
    or a part's.
    """
    named = levels.rename(columns=OF_LEVELS_TABLE)
    pairs = _places(targets, codelists).merge(named, on=["ancestor_code", "indicator_id", "subgroup"])
    pairs = pairs[(pairs["distance"] == 0) | pairs["quantity"].eq("standard") | pairs["origin"].eq("computed")]
    steps = [_step(pairs[name], pairs[f"{name}_of_level"]) for name in ("residence", "arrangement")]
    pairs["step"] = np.maximum(*steps)
    money = pairs["quantity"].isin(MONEY)
    pairs = pairs[(pairs["step"] == 0) | (pairs["step"].notna() & money)]
    for name in ("residence", "arrangement"):
        pairs[f"judged_{name}"] = pairs[name].where(pairs[name] != "", pairs[f"{name}_of_level"])
    whole = pairs.loc[pairs["step"] < MATCHES.index(PART), "target_id"]
    pairs = pairs[(pairs["step"] < MATCHES.index(PART)) | ~pairs["target_id"].isin(whole)]
    pairs["series_match"] = pairs["step"].map(dict(enumerate(MATCHES))).astype("str")
    order = pairs.sort_values([*JUDGED, "year", "distance", "step"], ignore_index=True)
    return order.drop_duplicates([*JUDGED, "year"])[[*JUDGED, *OF_LEVEL]]


def _places(targets: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """Each target with each place whose levels may hold in its region, and the level's name of that place."""
    frame = targets[["figure_id", *SERIES]].rename(columns={"figure_id": "target_id"})
    frame["quantity"] = frame["indicator_id"].map(codelists.indicators["quantity"])
    pairs = frame.merge(codelists.lineage, on="region_code")
    above = pairs["ancestor_code"].map(codelists.regions["level"])
    pairs["source_level"] = above.mask(pairs["distance"] == 0, "own")
    return pairs[(pairs["distance"] == 0) | above.isin(INHERITED_FROM)]


def _step(of_target: pd.Series, of_level: pd.Series) -> pd.Series:
    """0 the same distinction, 1 the level makes none, 2 the target makes none, NaN another one."""
    step = pd.Series(np.nan, index=of_target.index)
    return step.mask(of_target == "", 2.0).mask(of_level == "", 1.0).mask(of_target == of_level, 0.0)


def base_and_latest(targets: pd.DataFrame, matched: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """One row a target and judged series: its base and its latest level, each with OF_LEVEL under a prefix.

    `baseline_…`: the last fact up to the target's start year (and before its target year). `latest_…`: the last fact
    after that, not after `as_of` nor after the target year. Empty where there is none. `series_match` is the looser of
    the two. A target without any level has one row. `bound_known`: a level exists, but only as a bound or expectation.
    """
    years = targets[["figure_id", "start_year", "target_year"]].rename(columns={"figure_id": "target_id"})
    rows = matched.merge(years, on="target_id")
    facts = rows[is_fact(rows)].sort_values("year")
    until = np.minimum(facts["start_year"], facts["target_year"] - 1)
    parts = {
        "baseline": facts[facts["year"] <= until],
        "latest": facts[(facts["year"] > until) & (facts["year"] <= np.minimum(facts["target_year"], as_of))],
    }
    judged = rows[JUDGED].drop_duplicates()
    lone = targets[~targets["figure_id"].isin(judged["target_id"])]
    lone = lone[["figure_id", "residence", "arrangement"]].set_axis(JUDGED, axis=1)
    frame = pd.concat([judged, lone], ignore_index=True)
    for prefix, levels in parts.items():
        last = levels.groupby(JUDGED).tail(1)[[*JUDGED, *OF_LEVEL]]
        frame = frame.merge(last.rename(columns={name: f"{prefix}_{name}" for name in OF_LEVEL}), how="left", on=JUDGED)
    looseness = {name: step for step, name in enumerate(MATCHES)}
    steps = frame[["baseline_series_match", "latest_series_match"]].apply(lambda names: names.map(looseness))
    frame["series_match"] = steps.max(axis=1).map(dict(enumerate(MATCHES))).astype("object").fillna("").astype("str")
    bounds = rows[~is_fact(rows)]
    frame["bound_known"] = frame["target_id"].isin(bounds["target_id"])
    return frame
