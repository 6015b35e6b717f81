"""What the forecasts rest on: the known years, the growth that all places have in common, one place's own forecast."""

import numpy as np
import pandas as pd

from analysis.domain.series import SERIES
from analysis.models import pooling, probability, scores, silence, trend
from analysis.models.forecast import forecast
from analysis.models.trend import Fits
from analysis.research import show
from analysis.research.standards import levels_in_force
from analysis.research.workspace import Workspace, current

MIDDLE_80 = 1.2816  # standard deviations on each side that hold 80% of a normal distribution


def fits(region: str | None = None, *, space: Workspace | None = None) -> Fits:
    """The fits of all known series, or of the standards in force in a region with all others as peers."""
    space = space or current()
    levels = space.known if region is None else levels_in_force(region, space=space)
    return trend.fit(levels, space.tables["indicators"], space.as_of, space.known)


def known_years(found: Fits) -> pd.DataFrame:
    """How many money series have one, two, three and more known years: `kind`, `points_known`, `series`."""
    rows = found.rows[found.rows["money"]]
    rows = scores.with_cells(rows.assign(kind=rows["quantity"], ahead=1))
    return rows.groupby(["kind", "points_known"]).size().rename("series").reset_index()


def common_growth(found: Fits, years: range) -> pd.DataFrame:
    """The yearly growth that each group of money standards has in common (fractions): `residence`, `arrangement`,
    `year`, `median`, `low_80`, `high_80`.
    """
    rows = found.rows[found.rows["money"] & found.rows["method"].ne("none")]
    parts = []
    for (family, group), members in rows.groupby(["family", "group"]):
        paths = found.families[int(family)].paths
        mean, covariance = pooling.path(paths, int(group), np.array(years))
        width = MIDDLE_80 * np.sqrt(np.diag(covariance))
        ends = {"median": np.expm1(mean), "low_80": np.expm1(mean - width), "high_80": np.expm1(mean + width)}
        first = members.iloc[0]
        parts.append(pd.DataFrame(ends).assign(residence=first["residence"], arrangement=first["arrangement"],
                                               year=list(years)))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def of_place(region: str, end_year: int, *, space: Workspace | None = None) -> pd.DataFrame:
    """The standards in force in a region with their forecast for `end_year`: SERIES, `place`, `what`, `points`, last
    known year and value, `own` (yearly growth beyond the group's, last known year), `borrowed_share`, `shown` (whether
    anything of such a forecast may be said), and where it may `median`, `low_80`, `high_80`.
    """
    space = space or current()
    found = fits(region, space=space)
    rows, said = found.rows, silence.spoken(found.rows, end_year, space.tables["skill"])
    ends = {name: np.where(said, one, np.nan) for name, one in probability.quantiles(found, end_year, (0.8,)).items()}
    middle = forecast(found, end_year)
    rows = rows.assign(**ends, own=np.expm1(rows["deviation"]), borrowed_share=middle.borrowed_share,
                       shown=said)  # fmt: skip
    columns = ["points", "last_year", "last_value", "own", "borrowed_share", "median", "low_80", "high_80", "shown"]
    return show.named(rows, space)[[*SERIES, "place", "what", *columns]]
