"""Down to which places a target that is set above applies (`targets_apply_to` of its indicator): asked by all."""

import pandas as pd

DEPTH = {"nation": 0, "province": 1, "city": 2, "group": 3, "county": 4}
REACH = {"own": -1, "province": DEPTH["province"], "city": DEPTH["city"], "county": DEPTH["county"]}


def applies(distance: pd.Series, place_level: pd.Series, targets_apply_to: pd.Series) -> pd.Series:
    """Whether a target of a place `distance` above applies in a place of `place_level`, row by row."""
    return (distance == 0) | (place_level.map(DEPTH) <= targets_apply_to.map(REACH))
