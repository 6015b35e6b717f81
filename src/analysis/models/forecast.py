"""Where a series will be some years after its last known one, from the rates of `trend.fit`.

A region that rises faster than its peers does not do so for ever: of its deviation from their median rate c, the share
PERSISTENCE is left a year later (damped trend, Gardner and McKenzie 1985, damped towards the peers instead of towards
standstill). Over n years the mean share is r = (f + f² + … + fⁿ)/n with f = PERSISTENCE, and with the weight w of the
series' own rate (`trend`)

    rate of the next n years = c + r·w·(drift − c)
    its variance             = tau²·(1 − r²·w) + (1 − r·w)²·var(c)
    position after n years   = last position + n·rate, with variance n²·(variance of the rate) + n·sigma²

f = 1 around the peers' mean is textbook empirical Bayes; f = 0 gives everybody the peers' median. On the observed
years (docs/backtest.md) the intervals of the first are far too narrow, and it loses from three years on; one half is as
good as the median there and a little better for the next year or two.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

PERSISTENCE = 0.5
MEDIAN_TO_MEAN_VARIANCE = np.pi / 2  # sampling variance of a median of normal values, relative to that of their mean
USED = ["last_position", "last_year", "drift", "sigma", "own_weight", "peer_variance", "peer_mean_error"]


class Forecast(NamedTuple):
    """One entry a row; NaN before the last known year and where there is no trend. See `trend` for positions."""

    position: np.ndarray  # mean and median
    spread: np.ndarray  # standard deviation of the normal distribution
    borrowed_share: np.ndarray  # weight of the peers' rate over these years


def forecast(
    fits: pd.DataFrame, year: ArrayLike, persistence: float = PERSISTENCE, centre: str = "peer_median"
) -> Forecast:
    """The forecast of each row of `fits` for `year` (one, or one a row). `centre`: the column the rate fades to."""
    last, last_year, drift, sigma, weight, between, mean_error = (fits[name].to_numpy(float) for name in USED)
    ahead = np.asarray(year, float) - last_year
    ahead = np.where(ahead >= 0, ahead, np.nan)
    left = mean_persistence(ahead, persistence)
    carried = left * weight
    rate = np.where(carried > 0, carried * drift, 0.0) + (1 - carried) * fits[centre].to_numpy(float)
    centre_variance = mean_error**2 * (MEDIAN_TO_MEAN_VARIANCE if centre == "peer_median" else 1)
    variance = between * (1 - left**2 * weight) + (1 - carried) ** 2 * centre_variance
    spread = np.sqrt(ahead**2 * variance + ahead * sigma**2)
    return Forecast(last + ahead * rate, spread, 1 - carried)


def mean_persistence(years: ArrayLike, persistence: float) -> np.ndarray:
    """What is left of a deviation, on average over the next `years` years: (f + f² + … + fⁿ)/n; f for no years."""
    years = np.asarray(years, float)
    if persistence == 1:
        return np.ones_like(years)
    total = persistence * (1 - persistence**years) / (1 - persistence)
    return np.where(years > 0, total / np.where(years > 0, years, 1), persistence)
