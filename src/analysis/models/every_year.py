"""How likely every year of a period kept a floor of the growth, the years that nobody published integrated over.

The growth of the single years is normal around the group's path (`pooling`), and what is known conditions it: the rise
from one known level to the next is the sum over its years (a bridge), and a rise that was published of the average of
the place around (`Rises`) limits it up to the error that one series has around its place. A year whose growth is known
exactly counts as kept or broken; the others are drawn, DRAWS times with a fixed seed, all together, because a
year's luck and the path's error are shared between years.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.models import pooling
from analysis.models.trend import Fits

DRAWS = 10_000
SEED = 20260101
ROUNDING = 1e-4  # of the logarithm: 5% of 500 yuan is printed as 525, of 501 as 526


class Rises(NamedTuple):
    """Rises published of the average around a series: from one year to another, in logarithm. One entry a rise."""

    start: np.ndarray
    end: np.ndarray
    rise: np.ndarray


def chance(
    fits: Fits, row: int, first: int, last: int, floor: float, around: Rises | None = None, side: int = 1
) -> float:
    """Probability that the growth of each of the years `first` … `last` of a row was or will be at least `floor`, or
    (`side` −1) at most.

    `floor` is a fraction (0.05 is 5%). NaN where there is no forecast.
    """
    if last < first:
        return np.nan
    return float(chances(fits, row, first, last, (floor,), around, side)[-1, 0])


def chances(
    fits: Fits, row: int, first: int, last: int, floors: Sequence[float], around: Rises | None = None, side: int = 1
) -> np.ndarray:
    """Years × floors: the probability that all years from `first` to this one kept the floor. See `chance`."""
    if fits.rows["method"].iloc[row] == "none":
        return np.full((last - first + 1, len(floors)), np.nan)
    years, mean, covariance = yearly_growth(fits, row, first, last, around)
    asked = (years >= first) & (years <= last)
    mean, covariance = mean[asked], covariance[np.ix_(asked, asked)]
    size, direction = np.linalg.eigh(covariance)
    root = direction * np.sqrt(np.maximum(size, 0))
    normal = np.random.default_rng(SEED).standard_normal((DRAWS // 2, len(mean)))
    drawn = mean + np.concatenate([normal, -normal]) @ root.T  # both ways: the mean of the draws is exact
    within = [side * (drawn - np.log1p(floor)) >= -ROUNDING for floor in floors]
    return np.stack([np.logical_and.accumulate(kept, axis=1).mean(axis=0) for kept in within], axis=1)


def open_years(fits: Fits, row: int, first: int, last: int) -> int:
    """How many of the years `first` … `last` the levels of a row do not settle: not both ends of the year are known."""
    known = set(fits.known.years[row].tolist())
    return sum(not {year - 1, year} <= known for year in range(first, last + 1))


def yearly_growth(
    fits: Fits, row: int, first: int, last: int, around: Rises | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The years from the first known level (or `first`) on, and mean and covariance of the growth of each."""
    known = fits.rows.iloc[row]
    paths = fits.families[int(known["family"])].paths
    sizes, scale = paths.parameters, paths.scale
    average = known["quantity"] == "average"
    years = np.arange(min(int(known["first_year"]) + 1, first), max(last, int(known["last_year"])) + 1)
    common, common_covariance = pooling.path(paths, int(known["group"]), years)
    lag = np.abs(years[:, None] - years)
    alone = sizes.place**2 + pooling.step_spread(np.array(average), sizes) ** 2
    free = scale**2 * (sizes.own**2 * sizes.persistence**lag + alone * np.eye(len(years)))
    covers, seen, error = _seen(fits, row, years, scale, around)
    gain = np.linalg.solve(covers @ free @ covers.T + error, covers @ free).T
    left = np.eye(len(years)) - gain @ covers
    mean = common + gain @ (seen - covers @ common)
    covariance = left @ free + left @ common_covariance @ left.T
    return years, mean, covariance * (sizes.average_spread**2 if average else 1.0)


def _seen(
    fits: Fits, row: int, years: np.ndarray, scale: float, around: Rises | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is known of a row: which years each rise covers, the rises, and the covariance of their errors."""
    _, steps, points, second_hand = fits.known
    sizes = fits.families[int(fits.rows["family"].iloc[row])].paths.parameters
    count = int(fits.rows["points"].iloc[row])
    start, end, rise = points[row, : count - 1], points[row, 1:count], steps[row, : count - 1]
    weak = second_hand[row, :count] * (scale * sizes.second_hand) ** 2
    ends = np.eye(count)[1:] - np.eye(count)[:-1]
    error = ends @ np.diag(weak) @ ends.T
    if around is not None and len(around.start):
        length = np.asarray(around.end, float) - around.start
        start, end = np.append(start, around.start), np.append(end, around.end)
        rise = np.append(rise, around.rise)
        whole = np.zeros((len(rise), len(rise)))
        whole[: count - 1, : count - 1] = error
        whole[count - 1 :, count - 1 :] = np.diag((scale * sizes.step) ** 2 * length)
        error = whole
    covers = ((years > start[:, None]) & (years <= end[:, None])).astype(float)
    return covers, rise, error
