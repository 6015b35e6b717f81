"""Where a series will be some years after its last known one, from `trend.fit`.

With n years ahead, D = f + f² + … + fⁿ (f the persistence), h the group's common growth and d the series' own deviation
in the last known year L, e the error of the last level,

    position = last position − e + Σ h(t) + D·d     over the years t from L + 1 on.

d and e are known as weighted sums of the series' steps around h, so the error of h in years past and years to come
counts together: with a(t) = 1 for years to come, less the weight that a year past has in D·d − e,

    variance = a'·cov(h)·a + what is left of D·d − e + fresh deviations + n·(place² + step²),

the law of total variance, exact for one series given the common growth. The years to come are uncertain themselves and
in what they have in common: the uncertainty of all that was estimated is in the interval.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.models import pooling
from analysis.models.peers import codes
from analysis.models.trend import Family, Fits


class Forecast(NamedTuple):
    """One entry a row; NaN before the last known year and where there is no trend. See `positions`."""

    position: np.ndarray  # mean and median
    spread: np.ndarray  # standard deviation of the normal distribution
    borrowed_share: np.ndarray  # how much of a lasting shift of the series' own growth the forecast would not follow


def forecast(fits: Fits, year: ArrayLike, chosen: np.ndarray | None = None) -> Forecast:
    """The forecast of each row for `year` (one, or one a row). `chosen`: numbers of the rows wanted (default: all)."""
    rows = fits.rows if chosen is None else fits.rows.iloc[chosen]
    ahead = np.broadcast_to(np.asarray(year, float), len(rows)) - rows["last_year"].to_numpy(float)
    found = np.full((3, len(rows)), np.nan)
    able = (rows["method"].ne("none") & (ahead >= 0)).to_numpy()
    names = ("family", "group", "pattern", "deviation", "slip", "last_position")
    family, group, pattern, deviation, slip, last = (rows[name].to_numpy() for name in names)
    for number in np.unique(family[able]):
        for common in np.unique(group[able & (family == number)]):
            own = np.flatnonzero(able & (family == number) & (group == common))
            case = codes([pattern[own], ahead[own]])
            first = np.unique(case, return_index=True)[1]
            terms = _cases(fits.families[number], int(common), pattern[own][first], ahead[own][first].astype(int))
            rise, fading, variance, share = (part[case] for part in terms)
            missed = np.where(ahead[own] > 0, slip[own], 0)
            found[0, own] = last[own] + rise + fading * deviation[own] - missed
            found[1, own], found[2, own] = np.sqrt(variance), 1 - share
    return Forecast(*found)


def _cases(
    family: Family, group: int, pattern: np.ndarray, ahead: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of each case (a pattern some years ahead): common rise, D, variance, share of an own shift that is followed."""
    paths, patterns, own = family
    sizes, scale = paths.parameters, paths.scale
    last = patterns.last[pattern] + paths.years[0]
    years = np.arange(paths.years[0], max(paths.years[-1], (last + ahead).max()) + 1)
    mean, covariance = pooling.path(paths, group, years)
    coming = ((years > last[:, None]) & (years <= (last + ahead)[:, None])).astype(float)
    fading = sizes.persistence * (1 - sizes.persistence**ahead) / (1 - sizes.persistence)
    weights = fading[:, None] * own.deviation[pattern] - own.slip[pattern]
    error = coming.copy()
    error[:, : len(paths.years)] -= np.einsum("cs,cst->ct", weights, patterns.covers[pattern])
    known = np.einsum("ct,tu,cu->c", error, covariance, error, optimize=True)
    left, told = own.left[pattern], np.stack([fading, -np.ones(len(ahead))], axis=1)
    rest = np.einsum("ci,cij,cj->c", told, left, told)
    fresh = (scale * sizes.own) ** 2 * (_gathered(ahead, sizes.persistence) - fading**2)
    step = pooling.step_spread(patterns.average[pattern], sizes)
    variance = known + rest + fresh + scale**2 * ahead * (sizes.place**2 + step**2)
    variance = np.where(ahead > 0, variance, 0) * np.where(patterns.average[pattern], sizes.average_spread, 1) ** 2
    share = (weights * patterns.covers[pattern].sum(axis=2)).sum(axis=1) / np.maximum(ahead, 1)
    return coming @ mean, np.where(ahead > 0, fading, 0), variance, share


def _gathered(years: np.ndarray, persistence: float) -> np.ndarray:
    """Variance of the sum of a stationary autoregression of unit variance over some years."""
    lag = np.arange(1, max(years.max(initial=0), 1) + 1)
    falling = np.maximum(years[:, None] - lag, 0)
    return years + 2 * (falling * persistence**lag).sum(axis=1)
