"""National growth statements: kept out of the backtest, so that they can refute the forecasts one by one.

"2025年比2020年提高 19.6%" is a fact about two levels. Chained on the published level of its first year it is an
outcome that no plan and no yearly table of the same source has: the only test that does not rest on the series that the
model was built on.
"""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from analysis.domain.regions import NATION
from analysis.domain.series import SERIES
from analysis.models import positions, trend
from analysis.models.forecast import forecast
from analysis.models.known_series import FIRM_STANDINGS, usable
from analysis.models.levels import SEPARATOR
from analysis.models.trend import DEFAULT

TESTED = (0.8, 0.95)
OF_FITS = ["points", "last_year", "quantity", "lower_bound", "upper_bound"]


def statements(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of `figures` that state a total growth of the nation over some years."""
    rows = figures[figures["kind"].eq("change") & figures["form"].eq("total_growth")]
    return rows[rows["region_code"].eq(NATION) & rows["comparator"].eq("=") & rows["period_start"].notna()]


def without(levels: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """`levels` without those that rest on such a statement, for the backtest."""
    named = set(statements(figures)["figure_id"])
    rests = levels["figure_ids"].str.split(SEPARATOR).map(lambda ids: not named.isdisjoint(ids))
    return levels[~rests.astype(bool)]


def outcomes(levels: pd.DataFrame, figures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Each statement beside the forecast of what was known the year before its last one.

    Columns: SERIES, `figure_id`, `origin` (last known year then), `points`, `year`, `growth` (% in all, as stated),
    `stated` (the level that follows), `median`, `z` (standard deviations from it), and `low_…`, `high_…`, `inside_…`
    for 80 and 95%. The error of a second-hand first level is in the spread. Statements without a level of their first
    year, or without a forecast, are left out.
    """
    known = without(levels, figures)
    facts = known.loc[usable(known, indicators), [*SERIES, "year", "value", "source_standing"]]
    facts = facts.assign(weak=~facts.pop("source_standing").isin(FIRM_STANDINGS))
    rows = statements(figures)[["figure_id", *SERIES, "period_start", "period_end", "value"]]
    rows = rows.rename(columns={"value": "growth", "period_end": "target"})
    rows = rows.merge(facts, left_on=[*SERIES, "period_start"], right_on=[*SERIES, "year"])
    parts = []
    for year, group in rows.groupby("target"):
        fits = trend.fit(known, indicators, int(year) - 1)
        numbered = fits.rows[[*SERIES, *OF_FITS]].assign(number=np.arange(len(fits.rows)))
        found = group.merge(numbered, on=SERIES)
        middle, spread, _ = forecast(fits, int(year), found["number"].to_numpy())
        spread = np.hypot(spread, found["weak"] * DEFAULT.second_hand)
        parts.append(_compared(found, middle, spread, int(year)))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _compared(rows: pd.DataFrame, middle: np.ndarray, spread: np.ndarray, year: int) -> pd.DataFrame:
    bounds = positions.bounds(rows)
    stated = rows["value"] * (1 + rows["growth"] / 100)
    z = (positions.position(stated.to_numpy(float), *bounds) - middle) / spread
    found = rows[["figure_id", *SERIES, "points", "growth"]].assign(
        origin=rows["last_year"], year=year, stated=stated, median=positions.level(middle, *bounds), z=z
    )
    for share in TESTED:
        width, name = spread * ndtri((1 + share) / 2), f"{share * 100:.0f}"
        found[f"low_{name}"] = positions.level(middle - width, *bounds)
        found[f"high_{name}"] = positions.level(middle + width, *bounds)
        found[f"inside_{name}"] = np.abs(z) <= ndtri((1 + share) / 2)
    return found[np.isfinite(middle)]
