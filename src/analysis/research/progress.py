"""What really happened: the yearly growth of every money standard since the base year, against a rate."""

import numpy as np
import pandas as pd

from analysis.charts import assessment
from analysis.charts.chart import ChartData
from analysis.domain.quantities import PER_PERSON
from analysis.domain.series import SERIES
from analysis.models.growth import compound_growth, project
from analysis.models.levels import SEPARATOR, is_fact
from analysis.research import show
from analysis.research.workspace import Workspace, current

COLUMNS = [*SERIES, "place", "what", "unit", "base_year", "base_value", "last_year", "last_value", "achieved_rate",
           "path_value", "of_path", "how_known", "source_standing", "figure_ids"]  # fmt: skip


def progress(
    regions: list[str] | None = None,
    rate: float | str = "8%",
    base_year: int | None = None,
    *,
    space: Workspace | None = None,
) -> pd.DataFrame:
    """Money standards with a level in `base_year` (default: the plans') and a later one: COLUMNS, a row a series.

    By region, fastest first. `achieved_rate`: yearly growth from the base to the last known year; `path_value`: the
    level that `rate` gives in that year; `of_path`: last value / path value. `how_known` and `source_standing` of the
    last value. `regions`: codes or names (None: all that have such a series of their own). Inherited standards are
    not counted again. `space`: other tables than those of data/processed.
    """
    space = space or current()
    fraction, base_year = space.rate(rate), base_year or space.base_year
    indicators = space.codelists.indicators
    levels = space.known[is_fact(space.known)]
    money = levels["indicator_id"].map(indicators["quantity"]).isin(PER_PERSON) & levels["unit"].str.startswith("元")
    levels = levels[money].sort_values("year")
    base = levels[levels["year"] == base_year]
    last = levels[levels["year"] > base_year].groupby(SERIES).tail(1)
    rows = base.merge(last, on=SERIES, suffixes=("_base", ""))
    years = rows["year"].astype(float) - base_year
    rows = rows.assign(
        base_year=base_year,
        base_value=rows["value_base"],
        last_year=rows["year"],
        last_value=rows["value"],
        achieved_rate=compound_growth(rows["value_base"], rows["value"], years),
        path_value=project(rows["value_base"], fraction, years),
        figure_ids=rows["figure_id_base"] + SEPARATOR + rows["figure_id"],
    )
    rows["of_path"] = rows["last_value"] / rows["path_value"]
    codes = sorted(rows["region_code"].unique()) if regions is None else list(dict.fromkeys(map(space.region, regions)))
    rows = rows[rows["region_code"].isin(codes)]
    order = rows.assign(rank=rows["region_code"].map({code: rank for rank, code in enumerate(codes)}))
    order = order.sort_values(["rank", "achieved_rate"], ascending=[True, False], ignore_index=True)
    return show.named(order, space)[COLUMNS]


def chart(table: pd.DataFrame, rate: float | str = "8%", *, space: Workspace | None = None) -> ChartData:
    """Achieved growth of the rows of `progress` against the rate."""
    named = table.assign(name=table["place"] + "　" + table["what"], needed_rate=np.nan)
    space = space or current()
    return assessment.data(named, space.rate(rate), space.lookup, "标准")


def met_by_peers(rates: pd.Series, indicator_ids: pd.Series) -> list[str]:
    """For each rate how many of the growth rates known of its indicator were as high: "3 / 8"; — where none is known.

    Averages of a standard count with the standard, and standards under one decree once. This is where the needed rate
    of a place with one known year is placed (docs/methods.md).
    """
    average_of = current().codelists.indicators["average_of"]
    table = progress().assign(base=lambda rows: _base(rows["indicator_id"], average_of))
    table = table.drop_duplicates(["base", "residence", "base_value", "last_value", "last_year"])
    texts = []
    for rate, base in zip(rates, _base(indicator_ids, average_of), strict=True):
        peers = table.loc[table["base"] == base, "achieved_rate"]
        texts.append(f"{(peers >= rate).sum()} / {len(peers)}" if len(peers) else show.NOTHING)
    return texts


def _base(indicator_ids: pd.Series, average_of: pd.Series) -> pd.Series:
    found = indicator_ids.map(average_of)
    return found.where(found != "", indicator_ids)
