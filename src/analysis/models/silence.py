"""Of which forecasts anything may be said, and what then: the one place that probabilities and intervals ask.

An interval is a statement of probability ("four times in five"). So the rule for both is one: said is what a cell of
the table `skill` shows (`scores.skill`), by kind of series, known years and distance; of the rest there is nothing to
draw, to table or to tell.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.domain.series import SERIES
from analysis.models import probability, scores
from analysis.models.trend import Fits


def spoken(rows: pd.DataFrame, year: object, skill: pd.DataFrame | None) -> np.ndarray:
    """Whether anything may be said of the level of each series in `year` (one, or one a row).

    `rows`: of `trend.Fits` (quantity, points, last_year); `skill`: the table. What is known needs no forecast, and no
    forecast is made of what was before: both are False.
    """
    ahead = np.asarray(year, dtype=float) - rows["last_year"].to_numpy(dtype=float)
    return (ahead > 0) & scores.shown(rows.assign(kind=rows["quantity"], ahead=ahead), skill)


def intervals(
    fits: Fits, years: Iterable[int], skill: pd.DataFrame | None, shares: Sequence[float] = probability.INTERVALS
) -> pd.DataFrame:
    """`probability.intervals` as far as it may be said: up to the first year of a series of which nothing may be.

    The last known year, where the interval opens, is there only before a year that has one.
    """
    fan = probability.intervals(fits, years, shares)
    rows = fan.merge(fits.rows[[*SERIES, "quantity", "points", "last_year"]], on=SERIES, how="left")
    ahead = rows["year"] > rows["last_year"]
    silent = pd.Series(ahead & ~spoken(rows, rows["year"], skill))
    told = ~silent.groupby([rows[name] for name in SERIES]).cummax()
    any_told = (told & ahead).groupby([rows[name] for name in SERIES]).transform("any")
    return fan[(told & any_told).to_numpy()].reset_index(drop=True)
