"""Which known levels speak of a target: its own series, one inherited from above, one printed with other distinctions.

What holds in a place is said by `models.ownership`: its own levels, and standards that are decreed for the group, city
or province it lies in, the nearest first, as long as the place was not beyond them before.

Where the distinctions differ, and only for standards and averages:

- `undistinguished`: the target speaks of urban (or of collective) and the level makes no such distinction; it then
  holds for both parts.
- `part`: the target makes no distinction and only the parts are known. The promise must hold for each part, so each is
  a row here, and the one that is furthest behind decides later.
"""

import numpy as np
import pandas as pd

from analysis.domain.quantities import PER_PERSON
from analysis.domain.series import SERIES
from analysis.models import ownership
from analysis.models.levels import SEPARATOR, Codelists, is_fact, is_published_bound

EXACT, UNDISTINGUISHED, PART = "exact", "undistinguished", "part"
MATCHES = (EXACT, UNDISTINGUISHED, PART)
RESIDENCES, ARRANGEMENTS = ("urban", "rural"), ("collective", "dispersed")
OF_NUMBER = "#[^#]*$"  # what follows the document in a figure_id
JUDGED = ["target_id", "judged_residence", "judged_arrangement"]
OF_LEVEL = ["year", "value", "value_low", "value_high", "comparator", "how_known", "source_standing", "level_id",
            "level_ids", "source_level", "series_match", "year_stated"]  # fmt: skip
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
    above = pairs["ancestor_level"]
    pairs = pairs[ownership.holds(pairs["distance"], above, pairs["quantity"], pairs["origin"])]
    steps = [_step(pairs[name], pairs[f"{name}_of_level"]) for name in ("residence", "arrangement")]
    pairs["step"] = np.maximum(*steps)
    money = pairs["quantity"].isin(PER_PERSON)
    pairs = pairs[(pairs["step"] == 0) | (pairs["step"].notna() & money)]
    for name in ("residence", "arrangement"):
        pairs[f"judged_{name}"] = pairs[name].where(pairs[name] != "", pairs[f"{name}_of_level"])
    direction = pairs["indicator_id"].map(codelists.indicators["direction"])
    pairs = pairs[~(ownership.outgrown(pairs, JUDGED, direction) & pairs["quantity"].eq(ownership.DECREED))]
    pairs = pairs[~_of_other_standards(pairs, levels, codelists)]
    whole = pairs.loc[pairs["step"] < MATCHES.index(PART), "target_id"]
    pairs = pairs[(pairs["step"] < MATCHES.index(PART)) | ~pairs["target_id"].isin(whole)]
    pairs["series_match"] = pairs["step"].map(dict(enumerate(MATCHES))).astype("str")
    order = pairs.sort_values([*JUDGED, "year", "distance", "step"], ignore_index=True)
    return order.drop_duplicates([*JUDGED, "year"])[[*JUDGED, *OF_LEVEL]]


def _of_other_standards(pairs: pd.DataFrame, levels: pd.DataFrame, codelists: Codelists) -> pd.Series:
    """Whether a ratio inherited from above is that of standards which are not the place's own in that year."""
    inherited = (pairs["distance"] > 0) & (pairs["origin"] == "computed")
    if not inherited.any():
        return inherited
    ratios = pairs.loc[inherited, ["region_code", "level_ids"]].reset_index(names="row")
    ratios["level_id"] = ratios.pop("level_ids").str.split(SEPARATOR)
    standards = levels[levels["indicator_id"].map(codelists.indicators["quantity"]) == ownership.DECREED]
    standards = standards.rename(columns={"figure_id": "level_id"})[["level_id", *SERIES[1:]]]
    parts = ratios.explode("level_id").merge(standards, on="level_id")
    asked = parts[SERIES].drop_duplicates().reset_index(drop=True)
    asked["figure_id"] = asked.index.astype("str")
    held = match(asked, levels, codelists)[["target_id", "level_id"]].assign(held=True)
    asked = asked.rename(columns={"figure_id": "target_id"})
    parts = parts.merge(asked, on=SERIES).merge(held, how="left", on=["target_id", "level_id"])
    return inherited & pairs.index.isin(parts.loc[parts["held"].isna(), "row"])


def _places(targets: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """Each target with each place whose levels may hold in its region, and the level's name of that place."""
    frame = targets[["figure_id", *SERIES]].rename(columns={"figure_id": "target_id"})
    frame["quantity"] = frame["indicator_id"].map(codelists.indicators["quantity"])
    pairs = frame.merge(codelists.lineage, on="region_code")
    pairs["ancestor_level"] = pairs["ancestor_code"].map(codelists.regions["level"])
    pairs["source_level"] = pairs["ancestor_level"].mask(pairs["distance"] == 0, "own")
    return pairs[(pairs["distance"] == 0) | pairs["ancestor_level"].isin(ownership.DECREED_BY)]


def _step(of_target: pd.Series, of_level: pd.Series) -> pd.Series:
    """0 the same distinction, 1 the level makes none, 2 the target makes none, NaN another one."""
    step = pd.Series(np.nan, index=of_target.index)
    return step.mask(of_target == "", 2.0).mask(of_level == "", 1.0).mask(of_target == of_level, 0.0)


def base_and_latest(targets: pd.DataFrame, matched: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """One row a target and judged series: its base and its latest level, each with OF_LEVEL under a prefix.

    `baseline_…`: the last fact up to the target's start year (and before its target year). `latest_…`: the last fact
    after that, not after the target year. `bound_…`: a published limit ("98% 以上") of the target year. None is of a
    year after `as_of`; empty where there is none. `series_match` is the looser of base and latest. A target without
    any level has one row. `bound_known`: a level exists, but only as a bound or expectation. `known_at_writing`: what
    the target's own plan says of its target year without naming it ("目前") is no value of the end of that year,
    because a plan that promises something for a year is written before it ends; it counts as no level of these.
    """
    years = targets[["figure_id", "start_year", "target_year", "document_id"]]
    rows = matched.merge(years.rename(columns={"figure_id": "target_id"}), on="target_id")
    rows = rows[rows["year"] <= as_of].sort_values("year")
    of_target_year = (rows["year"] == rows["target_year"]) & ~rows["year_stated"].astype("bool")
    written = of_target_year & (rows["level_id"].str.replace(OF_NUMBER, "", regex=True) == rows["document_id"])
    at_writing, rows = rows.loc[written, "target_id"], rows[~written]
    facts = rows[is_fact(rows)]
    until = np.minimum(facts["start_year"], facts["target_year"] - 1)
    parts = {
        "baseline": facts[facts["year"] <= until],
        "latest": facts[(facts["year"] > until) & (facts["year"] <= facts["target_year"])],
        "bound": rows[is_published_bound(rows) & (rows["year"] == rows["target_year"])],
    }
    judged = matched[JUDGED].drop_duplicates()
    lone = targets[~targets["figure_id"].isin(judged["target_id"])]
    lone = lone[["figure_id", "residence", "arrangement"]].set_axis(JUDGED, axis=1)
    frame = pd.concat([judged, lone, _missing_parts(matched, targets)], ignore_index=True)
    frame["part_missing"] = frame.pop("part_missing").eq(True)
    for prefix, levels in parts.items():
        last = levels.groupby(JUDGED).tail(1)[[*JUDGED, *OF_LEVEL]]
        frame = frame.merge(last.rename(columns={name: f"{prefix}_{name}" for name in OF_LEVEL}), how="left", on=JUDGED)
    looseness = {name: step for step, name in enumerate(MATCHES)}
    steps = frame[["baseline_series_match", "latest_series_match"]].apply(lambda names: names.map(looseness))
    frame["series_match"] = steps.max(axis=1).map(dict(enumerate(MATCHES))).astype("object").fillna("").astype("str")
    frame["known_at_writing"] = frame["target_id"].isin(at_writing)
    frame["bound_known"] = frame["target_id"].isin(rows.loc[~is_fact(rows), "target_id"])
    return frame


def _missing_parts(matched: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """JUDGED of the parts of undivided targets that no level is known of, `part_missing` True.

    Where a part of one residence is known, the other residence is one too; where one arrangement is, the other.
    """
    parts = matched.loc[matched["series_match"] == PART, JUDGED].drop_duplicates()
    whole = targets.set_index("figure_id")[["residence", "arrangement"]]
    missing = []
    for target_id, known in parts.groupby("target_id"):
        pairs = set(zip(known["judged_residence"], known["judged_arrangement"], strict=True))
        divided = whole.at[target_id, "residence"] == "" and any(residence for residence, _ in pairs)
        residences = {residence for residence, _ in pairs} | (set(RESIDENCES) if divided else set())
        for residence in residences:
            arrangements = {arrangement for one, arrangement in pairs if one == residence} or {""}
            if arrangements & set(ARRANGEMENTS) and whole.at[target_id, "arrangement"] == "":
                arrangements |= set(ARRANGEMENTS)
            missing += [(target_id, residence, one) for one in arrangements if (residence, one) not in pairs]
    return pd.DataFrame(sorted(missing), columns=JUDGED).assign(part_missing=True)


def context(region_code: str, levels: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """Facts of other places that stand beside a place's own: those of the places above it, and of its neighbours.

    Neighbours are the other members of its group or city. The rows of `levels` with `relation` ("above" or
    "neighbour"). They are shown with their owner's name where a place has nothing of its own, and decide nothing.
    """
    lineage = codelists.lineage[codelists.lineage["region_code"] == region_code]
    above = set(lineage.loc[lineage["distance"] > 0, "ancestor_code"])
    parent = codelists.regions.at[region_code, "parent_code"]
    siblings = codelists.regions.index[codelists.regions["parent_code"] == parent]
    near = codelists.regions["level"].get(parent) in ("group", "city")
    neighbours = set(siblings) - {region_code} if near else set()
    facts = levels[is_fact(levels)]
    relation = facts["region_code"].map({**dict.fromkeys(above, "above"), **dict.fromkeys(neighbours, "neighbour")})
    return facts.assign(relation=relation)[relation.notna()]
