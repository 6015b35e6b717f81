"""Random-effects pooling of many groups at once: what the growth rates of similar series have in common."""

from typing import NamedTuple

import numpy as np


class Pooled(NamedTuple):
    """One entry a group; NaN where a group has no member."""

    members: np.ndarray  # how many effects
    mean: np.ndarray  # random-effects mean
    mean_error: np.ndarray  # its standard error
    between: np.ndarray  # variance of the true effects between members (tau²), never negative
    median: np.ndarray  # of the effects, each counted once


def pool(group: np.ndarray, effect: np.ndarray, variance: np.ndarray, groups: int) -> Pooled:
    """Pools effects with known sampling variances in each of `groups` groups, without a loop over groups.

    `group`: number 0 … groups − 1 of each effect's group; `variance`: positive sampling variances.
    Between-variance by DerSimonian and Laird (1986): with w = 1/v, m = Σwe/Σw and Q = Σw(e − m)²,
    tau² = (Q − (k − 1)) / (Σw − Σw²/Σw), set to 0 where negative. Mean and its error with weights 1/(v + tau²).
    The same as `statsmodels.stats.meta_analysis.combine_effects(effect, variance, method_re="dl")`, which leaves a
    negative tau² negative. A group of one member has tau² = 0.
    """
    members = np.bincount(group, minlength=groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = 1 / variance
        total, common, _ = _weighted_mean(group, effect, weight, groups)
        excess = np.bincount(group, weight * (effect - common[group]) ** 2, groups) - (members - 1)
        freedom = total - np.bincount(group, weight**2, groups) / total
        between = np.where(members > 1, np.maximum(excess / freedom, 0), 0.0)
        _, mean, mean_error = _weighted_mean(group, effect, 1 / (variance + between[group]), groups)
    between = np.where(members > 0, between, np.nan)
    return Pooled(members, mean, mean_error, between, group_medians(group, effect, groups))


def group_medians(group: np.ndarray, value: np.ndarray, groups: int) -> np.ndarray:
    """The median of the values of each of `groups` groups; NaN for a group without members."""
    members = np.bincount(group, minlength=groups)
    if not len(value):
        return np.full(groups, np.nan)
    ordered = value[np.lexsort((value, group))]
    start = np.cumsum(members) - members
    lower, upper = start + np.maximum(members - 1, 0) // 2, start + members // 2
    last = len(ordered) - 1
    middle = (ordered[np.minimum(lower, last)] + ordered[np.minimum(upper, last)]) / 2
    return np.where(members > 0, middle, np.nan)


def _weighted_mean(
    group: np.ndarray, effect: np.ndarray, weight: np.ndarray, groups: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    total = np.bincount(group, weight, groups)
    return total, np.bincount(group, weight * effect, groups) / total, total**-0.5
