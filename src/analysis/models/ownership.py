"""Whose a figure is: what a place has of its own, what holds there, what applies there, and what is only context.

- A level (baseline, observed) of a rate, a count, an average or a ratio belongs to the place that it was published
  for, and to no other.
- A standard that is decreed for a group, a city or a province holds in its members as well. For them it is a minimum:
  it is not the level of a member that was known to be beyond it already.
- A target belongs to the place of its plan. Below, it applies down to the level that the codelist names for its
  indicator (`targets_apply_to`), where no nearer plan has a target of its own.
- A figure of another district or city is context: it decides nothing.

Everything that says something of a place asks here (docs/architecture.md).
"""

import numpy as np
import pandas as pd

from analysis.codelists.reach import DEPTH, applies

__all__ = ["DECREED_BY", "DEPTH", "applies", "holds"]

DECREED = "standard"  # the quantity whose level holds in the members of the place that it is decreed for
DECREED_BY = ("group", "city", "province")
DECREED_ORIGINS = ("plan", "report", "computed")  # a level computed from a growth of an average is no decree
SIDE = {"more": 1.0, "less": -1.0}  # a decreed standard is a minimum, or (a fee) a maximum; of others neither


def holds(distance: pd.Series, ancestor_level: pd.Series, quantity: pd.Series, origin: pd.Series) -> pd.Series:
    """Whether a level of a place `distance` above (0: the place itself) holds in the place, row by row.

    `ancestor_level`: the level's place in the tree; `quantity`: its indicator's; `origin`: as in
    `levels.known_levels`. A ratio that is computed from decreed standards (`origin` "computed") holds as they do.
    """
    decreed = (quantity.eq(DECREED) & origin.isin(DECREED_ORIGINS)) | origin.eq("computed")
    inherited = decreed & ancestor_level.isin(DECREED_BY)
    return (distance == 0) | inherited


def outgrown(pairs: pd.DataFrame, series: list[str], direction: pd.Series) -> pd.Series:
    """Whether an inherited standard is no level of the place, because the place was beyond it before, row by row.

    `pairs`: the levels that may hold in a place, with `series` (what is told apart), `distance`, `year`, `value`,
    `value_low`, `value_high`, `comparator`. One of an earlier year, of the place itself or of a nearer place above it,
    is compared by the end that is certain: of 1,500—1,600 and of "1,500 以上" that is 1,500. `direction`: as in the
    codelist of indicators; where it is "none", nothing is outgrown.
    """
    side = direction.map(SIDE).astype("float64")
    inherited = pairs.assign(row=np.arange(len(pairs)), side=side, reached=side * pairs["value"])
    end = pairs["value_low"].where(side > 0, pairs["value_high"])
    certain = pairs["value"].mask(pairs["comparator"] == "range", end)
    limits = {1.0: ["<", "<="], -1.0: [">", ">="]}  # they say how far a place was at the most
    open_end = sum((side == way) & pairs["comparator"].isin(of) for way, of in limits.items()) > 0
    nearer = pairs.assign(had=side * certain)[~open_end & side.notna()]
    found = inherited.loc[pairs["distance"] > 0, [*series, "row", "distance", "year", "reached"]].merge(
        nearer[[*series, "distance", "year", "had"]], on=series, suffixes=("", "_before")
    )
    beyond = (found["distance_before"] < found["distance"]) & (found["year_before"] < found["year"])
    beyond &= found["had"] > found["reached"]
    return pd.Series(np.isin(np.arange(len(pairs)), found.loc[beyond, "row"]), pairs.index)
