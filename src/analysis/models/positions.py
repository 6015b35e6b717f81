"""On which scale a level moves: the logarithm, or for shares the logit of where they lie between their bounds."""

import numpy as np
import pandas as pd

CLIP = 0.005  # a share printed as 100% may be 99.5%, and the logit needs a number short of the bound


def bounds(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of rows that name the indicator's quantity: whether it moves between bounds (on the logit), and these."""
    lower, upper = (rows[name].to_numpy(float) for name in ("lower_bound", "upper_bound"))
    return rows["quantity"].eq("rate").to_numpy(), lower, upper


def position(value: np.ndarray, bounded: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """x of each value: its logarithm (NaN for 0 and less) or the logit between its bounds, kept CLIP away from them."""
    share = np.clip((value - lower) / (upper - lower), CLIP, 1 - CLIP)
    logarithm = np.log(np.where(value > 0, value, np.nan))
    return np.where(bounded, np.log(share / (1 - share)), logarithm)


def level(x: np.ndarray, bounded: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """The value at position x. As exp is monotone, the mean position gives the *median* level, not the mean."""
    return np.where(bounded, lower + (upper - lower) / (1 + np.exp(-x)), np.exp(np.where(bounded, 0, x)))
