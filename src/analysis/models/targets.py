"""What a printed target amounts to: the level wanted in its target year, the declared path to it, whether it is met."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.models import growth

YEARLY_FORMS = ("annual_growth", "annual_floor")
GROWTH_FORMS = ("total_growth", *YEARLY_FORMS)
# These speak of the change since the start of the period, and mean nothing without the level of that year.
FROM_BASELINE = (*GROWTH_FORMS, "absolute_change", "annual_absolute_change")
UPWARD, DOWNWARD = (">", ">="), ("<", "<=")
ABOUT = 0.05  # 基本、约: a convention of this project, within 5% of the printed value
TOLERANCE = 1e-9  # of the target: products of decimal fractions are not exact


def direction_of(comparator: pd.Series, direction: pd.Series, target: ArrayLike, base: ArrayLike) -> np.ndarray:
    """1 where more is better, −1 where less is: by the comparator, else by the indicator's `direction`.

    Where neither says it ("none"), towards the target from the base; 1 without a base.
    """
    towards = np.where(np.asarray(target, dtype=float) < np.asarray(base, dtype=float), -1.0, 1.0)
    return np.select(
        [comparator.isin(UPWARD), comparator.isin(DOWNWARD), direction == "more", direction == "less"],
        [1.0, -1.0, 1.0, -1.0],
        default=towards,
    )


def wanted_value(targets: pd.DataFrame, direction: ArrayLike) -> pd.Series:
    """The printed value; of a range (35—40) the end that is reached first, because that is enough.

    `targets`: comparator, value, value_low, value_high.
    """
    near = targets["value_low"].where(np.asarray(direction) > 0, targets["value_high"])
    return targets["value"].mask(targets["comparator"] == "range", near.fillna(targets["value"]))


def level_of(
    form: pd.Series, value: ArrayLike, base: ArrayLike, base_year: ArrayLike, start_year: ArrayLike, year: ArrayLike
) -> np.ndarray:
    """The level that each target amounts to in its target year; NaN where it needs a base that is not there.

    `value` is a level in the indicator's unit, or a growth in %. With base y0 of the start year and n years to the
    target year: total growth y0 · (1 + g); growth or floor g a year y0 · (1 + g)^n (the least that a floor in each year
    leads to); absolute change y0 + v; absolute change v a year y0 + v · n (每年提高 and 年均提高 alike: the level that
    they lead to). Other forms are levels themselves. A base of an earlier year than the start does not count for
    these: what happened between would be taken as promised. Nothing grows from zero or less.
    """
    value, base, base_year, start_year, year = (
        np.asarray(part, dtype=float) for part in (value, base, base_year, start_year, year)
    )
    base = np.where(base_year == start_year, base, np.nan)
    grown_from, rate = np.where(base > 0, base, np.nan), value / 100
    return np.select(
        [
            form == "total_growth",
            form.isin(YEARLY_FORMS),
            form == "absolute_change",
            form == "annual_absolute_change",
        ],
        [
            growth.project(grown_from, rate, 1),
            growth.project(grown_from, rate, year - start_year),
            base + value,
            base + value * (year - start_year),
        ],
        default=value,
    )


def within_bounds(
    form: pd.Series, level: ArrayLike, lower: ArrayLike, upper: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Levels computed from a base held within the indicator's bounds, and whether one had to be held.

    95% and 10 points more are 100%, not 105%. A printed level stays what is printed.
    """
    level, lower, upper = (np.asarray(part, dtype=float) for part in (level, lower, upper))
    held = np.where(form.isin(FROM_BASELINE), np.clip(level, lower, upper), level)
    return held, ~np.isnan(level) & (held != level)


def why_no_level(form: pd.Series, base: ArrayLike, base_year: ArrayLike, start_year: ArrayLike) -> np.ndarray:
    """Why `level_of` gives none although a value is printed: a code of `outcome_reason`, "" where it gives one."""
    base, base_year, start_year = (np.asarray(part, dtype=float) for part in (base, base_year, start_year))
    needs = form.isin(FROM_BASELINE).to_numpy()
    return np.select(
        [needs & np.isnan(base), needs & (base_year != start_year), form.isin(GROWTH_FORMS).to_numpy() & (base <= 0)],
        ["no_baseline", "baseline_not_at_start", "base_not_positive"],
        default="",
    )


def is_met(level: ArrayLike, target: ArrayLike, comparator: pd.Series, direction: ArrayLike) -> np.ndarray:
    """Whether a level meets the target: d · y ≥ d · T, strictly for > and <, within 5% for "~". Missing: False."""
    level, target, direction = (np.asarray(part, dtype=float) for part in (level, target, direction))
    surplus = direction * (level - target)
    about = np.where(comparator == "~", ABOUT, TOLERANCE) * np.abs(target)
    strict = comparator.isin([">", "<"]).to_numpy()
    return np.where(strict, surplus > TOLERANCE * np.abs(target), surplus >= -about)


def declared_level(
    path: ArrayLike, base: ArrayLike, base_year: ArrayLike, target: ArrayLike, target_year: ArrayLike, year: ArrayLike
) -> np.ndarray:
    """The level that the declared path asks for in `year`, between base year and target year.

    geometric: y0 · (T / y0)^s with s the share of the time gone; linear: y0 + s · (T − y0); step: the base until the
    target year. A straight line would call a perfect 8% path late: after 2 of 5 years it has done 35.5% of its rise
    at 40% of the time. A geometric path from a base that is not positive is taken as linear.
    """
    base, base_year, target, target_year, year = (
        np.asarray(part, dtype=float) for part in (base, base_year, target, target_year, year)
    )
    path = np.asarray(path)
    with np.errstate(all="ignore"):
        share = np.clip((year - base_year) / (target_year - base_year), 0, 1)
        geometric = base * (target / base) ** share
    share = np.where(path == "step", np.floor(share + TOLERANCE), share)
    curved = (path == "geometric") & (base > 0) & (target > 0)
    return np.where(curved, geometric, base + share * (target - base))
