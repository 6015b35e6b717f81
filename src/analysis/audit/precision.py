"""What a printed number stands for: the interval of values that would have been printed like it.

42%        41.5 … 42.5        half a unit of the last printed place to either side
650 元/月   650                a decreed amount, a norm or a plain count is exact
3.4 万个    33 500 … 34 500
8 万余      above 80 000       open upwards
8% 以上    from 8%           a threshold is meant exactly
约 18 万    162 000 … 198 000  ±10%, at least half a unit of the last place
全部, 三    exact
"""

import re
import unicodedata
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.audit.forms import RATES

APPROXIMATE_WIDTH = 0.10
# Counts printed in units at least so large (万人, 亿元) are rounded; the plain unit is a head count.
ROUNDED_UNIT = 100.0
EXACT_QUANTITIES = ("standard", "norm")
FLOATING = 1e-9  # relative width that floating point may use up

ARABIC = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
CORRECTED = r"printed_value：.*? → ([^；（]*)"


def printed_interval(figures: pd.DataFrame, quantity: pd.Series) -> pd.DataFrame:
    """`low` and `high` of each figure in its canonical unit; infinite where open, NaN where there is no number.

    `figures`: rows of the table `figures`; `quantity`: the indicator's quantity, same index.
    """
    text = figures["printed_value"]
    corrected = figures["correction"].str.contains("printed_value：", regex=False)
    if corrected.any():
        text = text.mask(corrected, figures["correction"].str.extract(CORRECTED, expand=False))
    places, numbers = _places(text), _number(text)
    value = figures["value"].to_numpy(float)
    with np.errstate(all="ignore"):
        factor = np.where(numbers > 0, np.abs(value) / numbers, 1.0)
    step = np.where(np.isnan(places), 0.0, 10.0 ** -np.nan_to_num(places)) * factor
    rounded = figures["form"].isin([*RATES, "annual_absolute_change"]).to_numpy()  # 年均增加 is a quotient
    whole = (places == 0) & ~rounded
    plain_count = (quantity == "count").to_numpy() & (factor < ROUNDED_UNIT)
    exact = whole & (quantity.isin(EXACT_QUANTITIES).to_numpy() | plain_count)
    half = np.where(exact, 0.0, step / 2)
    return _ends(figures, value, half)


def _ends(figures: pd.DataFrame, value: np.ndarray, half: np.ndarray) -> pd.DataFrame:
    comparator = figures["comparator"].to_numpy()
    ranges = comparator == "range"
    low = np.where(ranges, figures["value_low"], value) - half
    high = np.where(ranges, figures["value_high"], value) + half
    about = comparator == "~"
    width = np.maximum(np.abs(value) * APPROXIMATE_WIDTH, half)
    low, high = np.where(about, value - width, low), np.where(about, value + width, high)
    below, above = np.isin(comparator, ["<", "<="]), np.isin(comparator, [">", ">="])
    low = np.where(above, value, np.where(below, -np.inf, low))
    high = np.where(below, value, np.where(above, np.inf, high))
    missing = np.isnan(value)
    return pd.DataFrame(
        {"low": np.where(missing, np.nan, low), "high": np.where(missing, np.nan, high)}, index=figures.index
    )


def _places(text: pd.Series) -> np.ndarray:
    """Decimal places of the number, the most of several; NaN where it is written in words."""
    return _of_each(text, lambda numbers: max(len(number.partition(".")[2]) for number in numbers))


def _number(text: pd.Series) -> np.ndarray:
    """The printed number itself, the middle of a range; NaN where it is written in words."""
    return _of_each(text, lambda numbers: sum(map(float, numbers)) / len(numbers))


def _of_each(text: pd.Series, measure: Callable[[list[str]], float]) -> np.ndarray:
    """`measure` of the Arabic numbers in each text; each distinct text is looked at once."""
    known = {}
    for printed in text.unique():
        numbers = [number.replace(",", "") for number in ARABIC.findall(unicodedata.normalize("NFKC", printed))]
        known[printed] = measure(numbers) if numbers else np.nan
    return text.map(known).to_numpy(float)


def gap(low: pd.Series, high: pd.Series, other_low: pd.Series, other_high: pd.Series) -> np.ndarray:
    """How far two intervals lie apart, in their unit; 0 where some value lies in both (and where one is missing)."""
    low, high, other_low, other_high = (np.asarray(end, float) for end in (low, high, other_low, other_high))
    with np.errstate(invalid="ignore"):
        apart = np.fmax(np.fmax(low - other_high, other_low - high), 0.0)
    size = np.nanmax(
        [np.where(np.isfinite(end), np.abs(end), 0.0) for end in (low, high, other_low, other_high)], axis=0
    )
    return np.where(apart > size * FLOATING, apart, 0.0)
