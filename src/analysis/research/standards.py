"""The money standards in force in a place: its own, and those that its city or group of districts sets for it."""

import pandas as pd

from analysis.domain.quantities import PER_PERSON
from analysis.domain.series import MEASURE, SERIES
from analysis.models.levels import is_fact
from analysis.models.matching import EXACT, PART, match
from analysis.research import show
from analysis.research.workspace import Workspace, current

COLUMNS = [*SERIES, "place", "what", "unit", "year", "value", "figure_id", "source_level", "how_known", "first_year",
           "first_value"]  # fmt: skip
OF_LEVEL = ["year", "value", "comparator", "how_known", "source_standing", "figure_id", "source_level", "unit"]


def standards(region: str, *, space: Workspace | None = None) -> pd.DataFrame:
    """One row a monthly money standard that is known in the region from the plans' base year on: COLUMNS.

    `year`, `value`: the last known level; `first_year`, `first_value`: the first one from the base year on;
    `source_level`: own, group or city, whose level it is. Where a standard is known for 集中 and 分散, it is not
    repeated for both together; a later level that makes no such distinction counts for each of them. `space`: other
    tables than those of data/processed.
    """
    space = space or current()
    found = levels_in_force(region, space=space)
    found = found[found["year"] >= space.base_year]
    last = found.groupby(SERIES).tail(1)
    first = found.groupby(SERIES).head(1)[[*SERIES, "year", "value"]]
    first = first.rename(columns={"year": "first_year", "value": "first_value"})
    rows = last.merge(first, on=SERIES).sort_values(MEASURE, ignore_index=True)
    return show.named(rows, space)[COLUMNS]


def levels_in_force(region: str, *, space: Workspace | None = None) -> pd.DataFrame:
    """The levels of all years of the series that `standards` lists, with SERIES of the region itself, by year.

    Further columns: year, value, comparator, how_known, source_standing, figure_id, source_level, unit.
    """
    space = space or current()
    indicators = space.codelists.indicators
    money = indicators.index[indicators["quantity"].isin(PER_PERSON) & indicators["unit"].eq("元/人·月")]
    known = space.levels[space.levels["indicator_id"].isin(money)]
    asked = known[MEASURE].drop_duplicates().assign(region_code=space.region(region)).reset_index(drop=True)
    asked["figure_id"] = asked.index.astype(str)
    found = match(asked, known, space.codelists)
    found = found[is_fact(found) & (found["series_match"] != PART)].sort_values("year")
    recent = (found["series_match"] == EXACT) & (found["year"] >= space.base_year)
    series = asked[asked["figure_id"].isin(found.loc[recent, "target_id"])]
    series = series[~_repeated(series)].rename(columns={"figure_id": "target_id"})
    rows = found.merge(series, on="target_id").rename(columns={"level_id": "figure_id"})
    rows["unit"] = rows["indicator_id"].map(indicators["unit"])
    return rows[[*SERIES, *OF_LEVEL]].sort_values("year", ignore_index=True)


def _repeated(series: pd.DataFrame) -> pd.Series:
    """Whether another series says the same with more distinctions."""
    pairs = series.merge(series, on=["indicator_id", "subgroup"], suffixes=("", "_finer"))
    for name in ("residence", "arrangement"):
        pairs = pairs[(pairs[name] == "") | (pairs[name] == pairs[f"{name}_finer"])]
    repeated = pairs.loc[pairs["figure_id"] != pairs["figure_id_finer"], "figure_id"]
    return series["figure_id"].isin(repeated)
