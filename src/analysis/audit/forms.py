"""The forms of a change, and the levels that one leads to: what the rules of rises and promises have in common."""

import numpy as np
import pandas as pd

RATES = ("total_growth", "annual_growth", "annual_floor")  # in %
AMOUNTS = ("absolute_change", "annual_absolute_change")  # in the indicator's unit
CHANGES = (*RATES, *AMOUNTS)
OF_EACH_YEAR = ("annual_growth", "annual_floor", "annual_absolute_change")
UPWARD, DOWNWARD = (">", ">="), ("<", "<=")


def falls(comparator: pd.Series, value: pd.Series) -> pd.Series:
    """Whether a yearly floor is one of a fall: each year at most −5%; what the comparator leaves open the sign says."""
    return comparator.isin(DOWNWARD) | (~comparator.isin(UPWARD) & (value < 0))


def reached(form: pd.Series, base: pd.Series, change: pd.Series, years: pd.Series) -> pd.Series:
    """The level that a change leads to. A total one ignores `years`; nothing falls by more than 100%.

    annual rate: base × (1 + g)^years; total: base × (1 + g); amount: base + change, or + years × change.
    """
    times = years.astype(float).where(form.isin(OF_EACH_YEAR), 1.0)
    with np.errstate(all="ignore"):
        grown = base * (1 + change.clip(lower=-100) / 100) ** times
        return grown.where(form.isin(RATES), base + change * times)
