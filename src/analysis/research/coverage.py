"""Coverage rates of counties: where they stood, what is promised, and the points a year that this takes."""

import numpy as np
import pandas as pd

from analysis.charts import coverage_pace
from analysis.charts.chart import ChartData
from analysis.domain.series import MEASURE
from analysis.research import show
from analysis.research.workspace import Workspace, current

KEY = ["county_code", *MEASURE]
OF_ROLE = ["year", "value", "comparator", "source_level", "source_region_code", "figure_id"]


def paces(region: str = "", *, space: Workspace | None = None) -> pd.DataFrame:
    """One row a county, coverage rate and target year: KEY, OF_ROLE of target, baseline and observed with that prefix.

    `start_value`, `start_year`: the last known level, an outcome else the base; `pace`: the percentage points a year
    from there to the target, 0 where it is reached, missing where the county has published no level or the target year
    has ended. Levels are the county's own; a target is its own, or that of the level above that applies there
    (`target_source_level`). `region`: a county, or a city or province for all its counties (default: all). Also `place`
    and `what`. `space`: other tables than those of data/processed.
    """
    space = space or current()
    rows = space.tables["coverage"]
    if region:
        lineage = space.codelists.lineage
        below = lineage.loc[lineage["ancestor_code"] == space.region(region), "region_code"]
        rows = rows[rows["county_code"].isin(below)]
    parts = {role: rows.loc[rows["role"] == role, [*KEY, *OF_ROLE]] for role in ("target", "baseline", "observed")}
    frame = parts["target"].rename(columns={name: f"target_{name}" for name in OF_ROLE})
    for role in ("baseline", "observed"):
        level = parts[role].rename(columns={name: f"{role}_{name}" for name in OF_ROLE})
        pairs = frame[[*KEY, "target_year"]].merge(level, on=KEY)
        pairs = pairs[pairs[f"{role}_year"] <= pairs["target_year"]].sort_values(f"{role}_year")
        last = pairs.groupby([*KEY, "target_year"]).tail(1)
        frame = frame.merge(last, how="left", on=[*KEY, "target_year"])
    frame = frame.assign(**_pace(frame, space.as_of), region_code=frame["county_code"])
    return show.named(frame, space).drop(columns="region_code")


def _pace(frame: pd.DataFrame, as_of: int) -> dict[str, pd.Series]:
    """Of a target whose year has ended no pace is asked any more, reached or not."""
    known = frame["observed_value"].notna()
    start = frame["observed_value"].where(known, frame["baseline_value"])
    year = frame["observed_year"].where(known, frame["baseline_year"])
    left = (frame["target_year"] - year).astype("float64")
    running = frame["target_year"] > as_of
    step = np.maximum(frame["target_value"] - start, 0) / left.where((left > 0) & running)
    pace = step.mask(running & start.notna() & (frame["target_value"] <= start), 0.0)
    return {"start_value": start, "start_year": year, "pace": pace}


def standings(table: pd.DataFrame, as_of: int) -> dict[str, int]:
    """How many targets of `paces` with a known start stand how, in words; each is counted once. `as_of`: the last year
    that has ended."""
    known = table[table["start_value"].notna()]
    over, final = known["target_year"] <= as_of, known["start_year"] == known["target_year"]
    reached = known["start_value"] >= known["target_value"]
    told = {
        "期末已完成": final & reached,
        "期末未完成": final & ~reached & over,
        "期限已过、期末数未公布，最近公布的水平已达到目标": over & ~final & reached,
        "期限已过、期末数未公布，最近公布的水平没有达到目标": over & ~final & ~reached,
        "尚未到期，已达到目标": ~over & ~final & reached,
        "尚未到期，还没有达到目标": ~over & ~reached,
    }
    return {said: int(rows.sum()) for said, rows in told.items() if rows.any()}


def chart(table: pd.DataFrame, county: str) -> ChartData:
    """One county's rows of `paces`: those with a known start first, steepest first.

    A target that is not the county's own is marked with its owner, one for another year than the plans' end with it.
    """
    space = current()
    code = space.region(county)
    rows = table[table["county_code"] == code].copy()
    rows = rows.sort_values(["pace", "target_value", "what"], ascending=[False, False, True], na_position="last")
    end = int(space.tables["documents"]["period_end"].max())
    names = []
    for row in rows.itertuples():
        own = row.target_source_level == "own"
        marks = [
            "" if own else f"适用{space.region_names[row.target_source_region_code]}目标",
            f"{row.target_year}年" if row.target_year != end else "",
        ]
        said = "，".join(filter(None, marks))
        names.append(row.what + (f"〔{said}〕" if said else ""))
    columns = {f"{role}_value": role for role in ("baseline", "observed", "target")}
    ids = {f"{role}_figure_id": rows[f"{role}_figure_id"].fillna("") for role in columns.values()}
    return coverage_pace.data(rows.rename(columns=columns).assign(name=names, **ids), code, space.lookup)
