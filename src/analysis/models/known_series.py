"""The usable known years of every series, side by side: end points, the steps between them, whose peers they join."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.domain.series import SERIES
from analysis.models.levels import is_fact
from analysis.models.peers import codes
from analysis.models.positions import bounds, position

FIRM_STANDINGS = ("official", "news")
POINT_COLUMNS = ["year", "value", "source_standing", "figure_id"]


class KnownSeries(NamedTuple):
    """Arrays have one row a series and are padded to the most points that any has, and to at least one step."""

    rows: pd.DataFrame  # see `trend.fit`
    steps: np.ndarray  # series × steps: growth from one known year to the next, then 0
    years: np.ndarray  # series × (steps + 1): the known years, then the last one again
    second_hand: np.ndarray  # series × (steps + 1): levels that neither an official nor a news source gives, then False


def usable(levels: pd.DataFrame, indicators: pd.DataFrame, as_of: int | None = None) -> np.ndarray:
    """Which rows a trend may rest on: facts up to the year `as_of` (`levels.is_fact`: no floors, plans, expectations).

    Not rows without a value, nor prescribed parameters (quantity `norm`), which change by one decision.
    """
    prescribed = indicators.loc[indicators["quantity"] == "norm", "indicator_id"]
    kept = is_fact(levels).to_numpy() & levels["value"].notna().to_numpy()
    kept &= ~_isin(levels["indicator_id"], prescribed)
    return kept if as_of is None else kept & (levels["year"].to_numpy(float) <= as_of)


def known_series(levels: pd.DataFrame, indicators: pd.DataFrame, as_of: int | None) -> KnownSeries:
    """What each series says by itself, in the order in which they first appear.

    Raises ValueError where a series has two rows for one year.
    """
    rows = levels.loc[usable(levels, indicators, as_of), [*SERIES, *POINT_COLUMNS]]
    rows, number, year = _in_order(rows)
    first = np.flatnonzero(np.diff(number, prepend=-1))
    last = np.flatnonzero(np.diff(number, append=len(first)))
    series = rows.iloc[first][SERIES].reset_index(drop=True)
    series = series.assign(**_metadata(series, indicators))
    value = rows["value"].to_numpy(float)
    x = position(value, *(by_series[number] for by_series in bounds(series)))
    points = last - first + 1
    broken = np.bincount(number, np.isnan(x), len(series)) > 0
    length = np.where(points > 1, year[last] - year[first], 1)
    drift = np.where((points > 1) & ~broken, (x[last] - x[first]) / length, np.nan)
    place = np.minimum(first[:, None] + np.arange(points.max(initial=2)), last[:, None])
    weak = ~_isin(rows["source_standing"], FIRM_STANDINGS)
    series = series.assign(
        points=points,
        first_year=year[first],
        last_year=year[last],
        first_value=value[first],
        last_value=value[last],
        first_position=x[first],
        last_position=np.where(broken, np.nan, x[last]),
        drift=drift,
        first_figure_id=rows["figure_id"].to_numpy()[first],
        last_figure_id=rows["figure_id"].to_numpy()[last],
    )
    steps = np.where(broken[:, None], 0.0, np.diff(x[place], axis=1))
    counted = np.arange(place.shape[1]) < points[:, None]
    return KnownSeries(series, steps, year[place], weak[place] & counted)


def _in_order(rows: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Rows sorted by series (in order of first appearance) and year, with the series' number and the year of each."""
    number, year = codes([rows[name] for name in SERIES]), rows["year"].to_numpy(np.int64)
    step, later = np.diff(number), np.diff(year)
    if np.any(step < 0) or np.any((step == 0) & (later < 0)):
        order = np.lexsort((year, number))
        rows, number, year = rows.iloc[order], number[order], year[order]
        step, later = np.diff(number), np.diff(year)
    if np.any((step == 0) & (later == 0)):
        raise ValueError("a series has two rows for one year: give one level a series and year")
    return rows, number, year


def _metadata(series: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, np.ndarray]:
    """By series: quantity, bounds, the indicator whose peers it joins, whether it is a money standard."""
    code, names = pd.factorize(series["indicator_id"])
    meta = indicators.set_index("indicator_id").loc[names]
    base = meta["average_of"].where(meta["average_of"] != "", meta.index.to_series())
    money = meta["quantity"].isin(["standard", "average"]) & meta["unit"].str.startswith("元")
    columns = {name: meta[name] for name in ("quantity", "lower_bound", "upper_bound")}
    columns |= {"base": base, "money": money}
    return {name: column.to_numpy()[code] for name, column in columns.items()}


def _isin(column: pd.Series, members: Iterable[str]) -> np.ndarray:
    """As Series.isin, looking at each distinct text once."""
    code, names = pd.factorize(column)
    return names.isin(list(members))[code]
