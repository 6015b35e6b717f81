"""Growth arithmetic on arrays: rates, projections, needed growth, years, gaps.

All functions are vectorised by NumPy broadcasting and take and return floats: levels in any one unit, rates as
fractions (0.08 is 8%), `years` as the length of the time between two levels. `direction` is 1 where more is better,
else −1.

Nothing raises for bad data. What is not defined is NaN, and `undefined_because` says why with a code of the vocabulary
`outcome_reason`: a value is missing, the base is zero or negative, the target is negative, or the target year does not
come after the base. `years_to_reach` is infinite where the rate never leads to the target.
"""

import numpy as np
from numpy.typing import ArrayLike

# Below this part of a year a difference is floating point, not time.
YEAR_TOLERANCE = 1e-9


def compound_growth(start: ArrayLike, end: ArrayLike, years: ArrayLike) -> np.ndarray:
    """The constant yearly rate from `start` to `end`: g = (end / start)^(1 / years) − 1 (CAGR).

    NaN where `undefined_because` gives a reason. An end of 0 is a rate of −1.

    >>> round(float(compound_growth(500, 650, 4)), 4)
    0.0678
    """
    start, end, years = _floats(start, end, years)
    defined = undefined_because(start, end, years) == ""
    with np.errstate(all="ignore"):
        rate = (end / start) ** (1 / years) - 1
    return np.where(defined, rate, np.nan)[()]


def needed_rate(value: ArrayLike, target: ArrayLike, years: ArrayLike) -> np.ndarray:
    """The constant yearly rate that leads from `value` exactly to `target`: (T / y)^(1 / years) − 1.

    From the base with the years of the whole period, from the latest level with the years that are left. It is negative
    where the target lies below the value.
    """
    return compound_growth(value, target, years)


def undefined_because(start: ArrayLike, end: ArrayLike, years: ArrayLike) -> np.ndarray:
    """Why no growth rate leads from `start` to `end` in `years`: a code, or "" where one does."""
    start, end, years = _floats(start, end, years)
    start, end, years = np.broadcast_arrays(start, end, years)
    return np.select(
        [np.isnan(start) | np.isnan(end) | np.isnan(years), years <= 0, start <= 0, end < 0],
        ["missing_value", "target_year_not_after_base", "base_not_positive", "target_negative"],
        default="",
    )


def project(value: ArrayLike, rate: ArrayLike, years: ArrayLike) -> np.ndarray:
    """The level after `years` of a constant rate: y · (1 + g)^years.

    `years` may be parts of a year and may be 0. NaN for a negative value, a rate below −1 or negative years.
    """
    value, rate, years = _floats(value, rate, years)
    with np.errstate(all="ignore"):
        level = value * (1 + rate) ** years
    return np.where((value >= 0) & (rate >= -1) & (years >= 0), level, np.nan)[()]


def stepped(value: ArrayLike, rate: ArrayLike, years: ArrayLike) -> np.ndarray:
    """The level of a standard that is decreed once a year: only whole years count, between them it stays.

    >>> float(stepped(100, 0.08, 1.9))
    108.0
    """
    return project(value, rate, np.floor(np.asarray(years, dtype=float) + YEAR_TOLERANCE))


def floor_path(value: ArrayLike, floor: ArrayLike, yearly_rates: ArrayLike) -> np.ndarray:
    """Levels where growth is at least `floor` in *each* year: 年提高幅度不低于, as against an average (年均).

    `yearly_rates`: the growth wanted each year along the last axis (n years); returns n + 1 levels along it, the first
    is `value`. A year above the floor cannot make up for a year below, so the path never lies below the average path
    `project(value, floor, years)`.
    """
    value, floor, rates = _floats(value, floor, yearly_rates)
    growth = 1 + np.maximum(rates, floor[..., np.newaxis])
    first = np.ones((*growth.shape[:-1], 1))
    return value[..., np.newaxis] * np.concatenate([first, np.cumprod(growth, axis=-1)], axis=-1)


def breaks_floor(levels: ArrayLike, years: ArrayLike, floor: ArrayLike, direction: ArrayLike = 1) -> np.ndarray:
    """Whether a floor of the yearly growth was broken for certain, between consecutive known levels (last axis).

    `direction` 1: each year grows by at least `floor`; −1: by at most that (a fall of 5% or more: −0.05). Where the
    mean growth of an interval is on the wrong side of the floor, one of its years was, whatever the years between: no
    later growth mends that. Intervals with a missing end say nothing (False). Returns one answer an interval.
    """
    levels, years, floor, direction = _floats(levels, years, floor, direction)
    rate = compound_growth(levels[..., :-1], levels[..., 1:], np.diff(years))
    beyond = direction[..., np.newaxis] * (rate - floor[..., np.newaxis])
    return np.nan_to_num(beyond, nan=0.0) < -YEAR_TOLERANCE


def years_to_reach(value: ArrayLike, target: ArrayLike, rate: ArrayLike, direction: ArrayLike = 1) -> np.ndarray:
    """Years until `target` at a constant rate: ln(T / y) / ln(1 + g).

    0 where it is reached already, infinite where the rate never leads there, NaN where a value is missing or the level
    is not positive.
    """
    value, target, rate, direction = _floats(value, target, rate, direction)
    with np.errstate(all="ignore"):
        years = np.log(target / value) / np.log1p(rate)
    reached = direction * value >= direction * target
    never = ~reached & ((years < 0) | ~np.isfinite(years) | (rate == 0))
    years = np.where(reached, 0.0, np.where(never, np.inf, years))
    missing = np.isnan(value) | np.isnan(target) | np.isnan(rate)
    return np.where(missing | (~reached & (value <= 0)), np.nan, years)[()]


def adjustments_to_reach(value: ArrayLike, target: ArrayLike, rate: ArrayLike, direction: ArrayLike = 1) -> np.ndarray:
    """How many yearly adjustments reach the target: `years_to_reach` rounded up to whole years."""
    return np.ceil(years_to_reach(value, target, rate, direction) - YEAR_TOLERANCE) + 0.0


def gap(projected: ArrayLike, target: ArrayLike) -> np.ndarray:
    """Target minus projected level, in the unit of both."""
    projected, target = _floats(projected, target)
    return (target - projected)[()]


def needed_outgrowth(ratio: ArrayLike, target: ArrayLike, years: ArrayLike, direction: ArrayLike = 1) -> np.ndarray:
    """By how much one part of a ratio must outgrow the other each year, so that the ratio moves to `target`.

    A ratio that is to rise (direction 1): the numerator outgrows the denominator by (T / r)^(1 / years) − 1. One that
    is to fall (−1): the denominator the numerator by (r / T)^(1 / years) − 1. Equal growth of both leaves the ratio
    where it is. Solved for the pair: see `lagging_rate`.

    >>> round(float(needed_outgrowth(672 / (5558 / 12), 1.3, 5, -1)), 4)
    0.0222
    """
    ratio, target, direction = _floats(ratio, target, direction)
    falling = direction < 0
    return compound_growth(np.where(falling, target, ratio), np.where(falling, ratio, target), years)


def lagging_rate(leading_rate: ArrayLike, outgrowth: ArrayLike) -> np.ndarray:
    """The rate that the lagging part of a ratio needs beside the other's rate: (1 + g)(1 + outgrowth) − 1."""
    leading_rate, outgrowth = _floats(leading_rate, outgrowth)
    return ((1 + leading_rate) * (1 + outgrowth) - 1)[()]


def _floats(*values: ArrayLike) -> list[np.ndarray]:
    return [np.asarray(value, dtype=float) for value in values]
