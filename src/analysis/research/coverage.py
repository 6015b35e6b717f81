"""Coverage rates of counties: where they stood, what is promised, and the points a year that this takes."""

import numpy as np
import pandas as pd

from analysis.charts import coverage_pace
from analysis.charts.chart import ChartData
from analysis.codelists import definitions
from analysis.research import show
from analysis.research.workspace import Workspace, current

KEY = ["county_code", "indicator_id", "residence", "arrangement", "subgroup"]
OF_ROLE = ["year", "value", "comparator", "source_level", "source_region_code", "figure_id"]
LEVELS = ["own", "group", "city", "province", "nation"]  # nearest first
NOT_LOCAL = ("province", "nation")


def paces(region: str = "", *, space: Workspace | None = None) -> pd.DataFrame:
    """One row a county, coverage rate and target year: KEY, OF_ROLE of target, baseline and observed with that prefix.

    `start_value`, `start_year`: the last known level, an outcome else the base; `pace`: the percentage points a year
    from there to the target, 0 where it is reached, missing where no level is known or the target year has come. A
    level counts only where it is as local as the target and as the other one: the nation's outcome says nothing about a
    city's promise. `local`: the level is the county's, its group's or its city's, so that the pace is a task there.
    `region`: a county, or a city or province for all its counties (default: all). Also `place` and `what`. `space`:
    other tables than those of data/processed.
    """
    space = space or current()
    rows = space.tables["coverage"]
    if region:
        lineage = space.codelists.lineage
        below = lineage.loc[lineage["ancestor_code"] == space.region(region), "region_code"]
        rows = rows[rows["county_code"].isin(below)]
    rank = {level: place for place, level in enumerate(LEVELS)}
    parts = {role: rows.loc[rows["role"] == role, [*KEY, *OF_ROLE]] for role in ("target", "baseline", "observed")}
    frame = parts["target"].rename(columns={name: f"target_{name}" for name in OF_ROLE})
    for role in ("baseline", "observed"):
        level = parts[role].rename(columns={name: f"{role}_{name}" for name in OF_ROLE})
        pairs = frame[[*KEY, "target_year", "target_source_level"]].merge(level, on=KEY)
        near = pairs[f"{role}_source_level"].map(rank) <= pairs["target_source_level"].map(rank)
        pairs = pairs[near & (pairs[f"{role}_year"] <= pairs["target_year"])].sort_values(f"{role}_year")
        last = pairs.groupby([*KEY, "target_year"]).tail(1).drop(columns="target_source_level")
        frame = frame.merge(last, how="left", on=[*KEY, "target_year"])
    frame = _most_local(frame, rank)
    frame = frame.assign(**_pace(frame), region_code=frame["county_code"])
    return show.named(frame, space).drop(columns="region_code")


def _most_local(frame: pd.DataFrame, rank: dict[str, int]) -> pd.DataFrame:
    """Of base and outcome the one that is taken from farther above is left out: no path leads from one to the other."""
    far = {role: frame[f"{role}_source_level"].map(rank) for role in ("baseline", "observed")}
    for role, other in (("baseline", "observed"), ("observed", "baseline")):
        columns = [f"{role}_{name}" for name in OF_ROLE]
        frame[columns] = frame[columns].mask(far[role] > far[other])
    return frame


def _pace(frame: pd.DataFrame) -> dict[str, pd.Series]:
    known = frame["observed_value"].notna()
    start = frame["observed_value"].where(known, frame["baseline_value"])
    year = frame["observed_year"].where(known, frame["baseline_year"])
    left = (frame["target_year"] - year).astype("float64")
    step = np.maximum(frame["target_value"] - start, 0) / left.where(left > 0)
    pace = step.mask(frame["target_value"] <= start, 0.0)
    level = frame["observed_source_level"].where(known, frame["baseline_source_level"])
    local = level.notna() & ~level.isin(NOT_LOCAL)
    return {"start_value": start, "start_year": year, "start_source_level": level, "pace": pace, "local": local}


def chart(table: pd.DataFrame, county: str) -> ChartData:
    """One county's rows of `paces`: those with a known local start first, steepest first.

    Levels of the province or the nation are not drawn: they are not the county's. A target that only the province or
    the nation has set is marked so, as is one for another year than the plans' end.
    """
    space = current()
    code = space.region(county)
    rows = table[table["county_code"] == code].copy()
    for role in ("baseline", "observed"):
        rows.loc[rows[f"{role}_source_level"].isin(NOT_LOCAL), [f"{role}_value", f"{role}_figure_id"]] = None
    rows["pace"] = rows["pace"].where(rows["local"])
    rows = rows.sort_values(["pace", "target_value", "what"], ascending=[False, False, True], na_position="last")
    terms = definitions.terms()["source_level"]
    end = int(space.tables["documents"]["period_end"].max())
    names = []
    for row in rows.itertuples():
        local = row.target_source_level not in NOT_LOCAL
        marks = [
            "" if local else terms[row.target_source_level],
            f"{row.target_year}年" if row.target_year != end else "",
        ]
        said = "，".join(filter(None, marks))
        names.append(row.what + (f"〔{said}〕" if said else ""))
    columns = {f"{role}_value": role for role in ("baseline", "observed", "target")}
    ids = {f"{role}_figure_id": rows[f"{role}_figure_id"].fillna("") for role in columns.values()}
    return coverage_pace.data(rows.rename(columns=columns).assign(name=names, **ids), code, space.lookup)
