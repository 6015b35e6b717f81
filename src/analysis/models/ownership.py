"""Whose a figure is: what a place has of its own, what holds there, what applies there, and what is only context.

- A level (baseline, observed) of a rate, a count, an average or a ratio belongs to the place that it was published
  for, and to no other.
- A standard that is decreed for a group, a city or a province holds in its members as well.
- A target belongs to the place of its plan. Below, it applies down to the level that the codelist names for its
  indicator (`targets_apply_to`), where no nearer plan has a target of its own.
- A figure of another district or city is context: it decides nothing.

Everything that says something of a place asks here (docs/architecture.md).
"""

import pandas as pd

from analysis.codelists.reach import DEPTH, applies

__all__ = ["DECREED_BY", "DEPTH", "applies", "holds"]

DECREED = "standard"  # the quantity whose level holds in the members of the place that it is decreed for
DECREED_BY = ("group", "city", "province")
DECREED_ORIGINS = ("plan", "report", "computed")  # a level computed from a growth of an average is no decree


def holds(distance: pd.Series, ancestor_level: pd.Series, quantity: pd.Series, origin: pd.Series) -> pd.Series:
    """Whether a level of a place `distance` above (0: the place itself) holds in the place, row by row.

    `ancestor_level`: the level's place in the tree; `quantity`: its indicator's; `origin`: as in
    `levels.known_levels`. A ratio that is computed from decreed standards (`origin` "computed") holds as they do.
    """
    decreed = (quantity.eq(DECREED) & origin.isin(DECREED_ORIGINS)) | origin.eq("computed")
    inherited = decreed & ancestor_level.isin(DECREED_BY)
    return (distance == 0) | inherited
