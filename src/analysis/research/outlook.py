"""What lies ahead of a place's standards: the growth that a goal asks for, how likely it is, what is within reach."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.domain.series import SERIES
from analysis.models import probability, silence, trend
from analysis.models.amounts import share
from analysis.models.growth import compound_growth
from analysis.research.show import NOTHING
from analysis.research.standards import levels_in_force
from analysis.research.workspace import current


def achieved(standards: pd.DataFrame) -> pd.Series:
    """The yearly growth of each row of `standards.standards` from its first to its last level; missing for one year."""
    years = (standards["year"] - standards["first_year"]).astype(float)
    return pd.Series(compound_growth(standards["first_value"], standards["value"], years), standards.index)


def goals(standards: pd.DataFrame, levels: Iterable[float], end_year: int) -> pd.DataFrame:
    """Rows of `standards.standards` of one place with goals for `end_year`: at least `levels`, one a row.

    Adds `target_level`, `needed_rate` (from the last known year), and `probability`, `borrowed_share`, `peers_share`
    and the `reason` for no probability, of `probability.reach_probability`.
    """
    space = current()
    asked = standards.assign(target_level=list(levels), figure_id=[str(place) for place in range(len(standards))])
    asked = asked.assign(form="level", comparator=">=", target_year=end_year, value_low=float("nan"),
                         value_high=float("nan"), last_value=asked["value"], value=asked["target_level"])  # fmt: skip
    region = standards["region_code"].iloc[0]
    likely = probability.reach_probability(
        levels_in_force(region), asked, space.tables["indicators"], space.as_of, space.levels, space.tables["skill"]
    )
    left = (end_year - standards["year"]).astype(float)
    columns = ["probability", "borrowed_share", "peers_share", "reason"]
    return standards.assign(
        target_level=asked["target_level"],
        needed_rate=compound_growth(standards["value"], asked["target_level"], left),
        **{name: likely[name].to_numpy() for name in columns},
    )


def chance_texts(rows: pd.DataFrame) -> list[str]:
    """Probabilities in words; — where there is none."""
    return [NOTHING if pd.isna(value) else share(value) for value in rows["probability"]]


def reachable(standards: pd.DataFrame, end_year: int, chances: Iterable[float]) -> pd.DataFrame:
    """The level in `end_year` that each standard reaches with each of the `chances`: columns `level_80`, `level_50` …

    Missing where there is no forecast, or where none of its kind was good enough (`silence`). The 80% level is the
    lower end of the 60% interval, and so on.
    """
    space = current()
    held = levels_in_force(standards["region_code"].iloc[0])
    fits = trend.fit(held, space.tables["indicators"], space.as_of, space.levels)
    found = fits.rows[SERIES].copy()
    said = silence.spoken(fits.rows, end_year, space.tables["skill"])
    for chance in chances:
        width = round(abs(2 * chance - 1), 6)
        ends = probability.quantiles(fits, end_year, (width,))
        name = "median" if width == 0 else f"{'low' if chance > 0.5 else 'high'}_{width * 100:.0f}"
        found[f"level_{chance * 100:.0f}"] = np.where(said, ends[name], np.nan)
    return standards.merge(found, on=SERIES, how="left", validate="one_to_one")
