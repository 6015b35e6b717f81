"""The growth of every series from its few known years, and what similar series lend to it.

Position x of a level: its logarithm; for shares (quantity `rate`) the logit of where it lies between its bounds, so
that no path leaves them. x is a random walk with drift over the elapsed years,

    x(t + n) − x(t) ~ Normal(n·drift, n·sigma²),

so years that nobody published widen the forecast instead of being filled in, and a standard that is decreed once a
year moves by one step a year. A series itself tells drift = (x_last − x_first)/years, its error sigma/√years, and
sigma² = Σ(Δx − drift·Δt)²/Δt/(points − 2): weighted least squares of the rates Δx/Δt on a constant, weights Δt.

Similar series (`peers`) lend sigma, for which a series alone is too short, their median rate c, and tau², the variance
of the true rates between them. Of a series' deviation from c, the share w = tau²/(tau² + sigma²/years) is no noise
(empirical Bayes, Efron and Morris 1975): shrunken drift = c + w·(drift − c). The median stands for the peers, not the
usual mean, because it forecast better on the observed years (docs/backtest.md). How the rate goes on: `forecast`.

The ladder: one known year tells no rate, so the peers' is all there is (`peer_rates`); two tell one rate, whose
uncertainty is borrowed (`one_rate`); from three on a series adds to what the peers know of sigma (`pooled`). Without
enough peers there is no forecast: the few points of one series do not tell how uncertain they are.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.models.levels import SERIES, is_fact
from analysis.models.peers import codes, with_peers

CLIP = 0.005  # a share printed as 100% may be 99.5%, and the logit needs a number short of the bound
STRONG_STANDINGS = ("official", "news")
STRONG_KNOWLEDGE = ("published", "published_as_start_of_next_rise")
POINT_COLUMNS = ["year", "value", "how_known", "source_standing", "figure_id"]


def fit(
    levels: pd.DataFrame,
    indicators: pd.DataFrame,
    as_of: int | None = None,
    peers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a series that has a usable point, in the order in which they first appear.

    `levels`: as from `levels.known_levels`; years after `as_of` and what `usable` leaves out do not count.
    `indicators`: the indicators table. `peers`: the levels that the peers' rates come from, where `levels` holds
    inherited rows as well, which are no further evidence (default: `levels`).

    Columns, beside the series: `points`, `strong_points` (published, by an official or news source), year, value,
    position x and figure of the `first_` and `last_` point, `quantity` and its bounds, `base` and `money` (its peers);
    per year on that scale `drift` (NaN with one point), `own_sigma` (NaN below three); of the peers `peer_scope`,
    `peers` (distinct rates), `peer_mean`, `peer_mean_error`, `peer_variance` (tau²), `peer_median`, `sigma`; then
    `drift_error` (with the peers' sigma), `own_weight` (w), `borrowed_share` (1 − w), `shrunken_drift`, `rung` (1, 2
    or 3: one point, two, more) and `method`: `peer_rates`, `one_rate`, `pooled`, or `none` with the `reason`
    `too_few_peers` or `not_positive`.

    Raises ValueError where a series has two rows for one year.
    """
    fits = _own_rates(levels, indicators, as_of)
    source = fits if peers is None else _own_rates(peers, indicators, as_of)
    return _shrunken(with_peers(fits, source))


def usable(levels: pd.DataFrame, indicators: pd.DataFrame, as_of: int | None = None) -> np.ndarray:
    """Which rows a trend may rest on: facts up to the year `as_of` (`levels.is_fact`: no floors, plans, expectations).

    Not rows without a value, nor prescribed parameters (quantity `norm`), which change by one decision.
    """
    prescribed = indicators.loc[indicators["quantity"] == "norm", "indicator_id"]
    kept = is_fact(levels).to_numpy() & levels["value"].notna().to_numpy()
    kept &= ~_isin(levels["indicator_id"], prescribed)
    return kept if as_of is None else kept & (levels["year"].to_numpy(float) <= as_of)


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


def _own_rates(levels: pd.DataFrame, indicators: pd.DataFrame, as_of: int | None) -> pd.DataFrame:
    """What each series says by itself: end points, drift, scatter around it; and the keys of its peers."""
    rows = levels.loc[usable(levels, indicators, as_of), [*SERIES, *POINT_COLUMNS]]
    rows, number, year = _in_order(rows)
    first = np.flatnonzero(np.diff(number, prepend=-1))
    last = np.flatnonzero(np.diff(number, append=len(first)))
    series = rows.iloc[first][SERIES].reset_index(drop=True)
    series = series.assign(**_metadata(series, indicators))
    value = rows["value"].to_numpy(float)
    x = position(value, *(by_series[number] for by_series in bounds(series)))

    def total(of: np.ndarray, at: np.ndarray = number) -> np.ndarray:
        return np.bincount(at, of, len(series))

    points = total(np.ones(len(x)))
    years = year[last] - year[first]
    drift = np.where(points > 1, (x[last] - x[first]) / np.where(points > 1, years, 1), np.nan)
    within = np.flatnonzero(np.diff(number) == 0)
    step, length, owner = x[within + 1] - x[within], year[within + 1] - year[within], number[within]
    scatter = total((step - drift[owner] * length) ** 2 / length, owner)
    own_sigma = np.sqrt(np.where(points > 2, scatter / np.maximum(points - 2, 1), np.nan))
    strong = _isin(rows["source_standing"], STRONG_STANDINGS) & _isin(rows["how_known"], STRONG_KNOWLEDGE)
    broken = total(np.isnan(x)) > 0
    return series.assign(
        points=points.astype(int),
        strong_points=total(strong).astype(int),
        first_year=year[first],
        last_year=year[last],
        first_value=value[first],
        last_value=value[last],
        first_position=x[first],
        last_position=np.where(broken, np.nan, x[last]),
        drift=np.where(broken, np.nan, drift),
        own_sigma=np.where(broken, np.nan, own_sigma),
        first_figure_id=rows["figure_id"].to_numpy()[first],
        last_figure_id=rows["figure_id"].to_numpy()[last],
    )


def _in_order(rows: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Rows sorted by series (in order of first appearance) and year, with the series' number and the year of each."""
    number, year = codes([rows[name] for name in SERIES]), rows["year"].to_numpy(np.int64)
    step, later = np.diff(number), np.diff(year)
    if np.any(step < 0) or np.any((step == 0) & (later < 0)):
        order = np.lexsort((year, number))
        rows, number, year = rows.iloc[order], number[order], year[order]
        step, later = np.diff(number), np.diff(year)
    if np.any((step == 0) & (later == 0)):
        raise ValueError("a series has two rows for one year: give one level a series and year")
    return rows, number, year


def _metadata(series: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, np.ndarray]:
    """By series: quantity, bounds, the indicator whose peers it joins, whether it is a money standard."""
    code, names = pd.factorize(series["indicator_id"])
    meta = indicators.set_index("indicator_id").loc[names]
    base = meta["average_of"].where(meta["average_of"] != "", meta.index.to_series())
    money = meta["quantity"].isin(["standard", "average"]) & meta["unit"].str.startswith("元")
    columns = {name: meta[name] for name in ("quantity", "lower_bound", "upper_bound")}
    columns |= {"base": base, "money": money}
    return {name: column.to_numpy()[code] for name, column in columns.items()}


def _shrunken(fits: pd.DataFrame) -> pd.DataFrame:
    """Adds the rate of each series after what its peers say, and the rung of the ladder by which it is known."""
    points, drift, sigma, between = (fits[name].to_numpy() for name in ("points", "drift", "sigma", "peer_variance"))
    broken, lent, several = fits["last_position"].isna(), fits["peer_scope"].ne(""), points > 1
    noise = np.where(several, sigma**2 / np.where(several, fits["last_year"] - fits["first_year"], 1), np.nan)
    weight = np.where(several, between / (between + noise), 0.0)
    mixed = np.where(several, weight * drift, 0.0) + (1 - weight) * fits["peer_median"]
    known = (~broken & lent).to_numpy()
    method = np.select([~known, points == 1, points == 2], ["none", "peer_rates", "one_rate"], "pooled")
    return fits.assign(
        drift_error=np.sqrt(noise),
        own_weight=np.where(known, weight, np.nan),
        borrowed_share=np.where(known, 1 - weight, np.nan),
        shrunken_drift=np.where(known, mixed, np.nan),
        rung=np.minimum(points, 3),
        method=pd.Series(method, fits.index, dtype="str"),
        reason=pd.Series(np.select([broken, ~known], ["not_positive", "too_few_peers"], ""), fits.index, dtype="str"),
    )


def _isin(column: pd.Series, members: Iterable[str]) -> np.ndarray:
    """As Series.isin, looking at each distinct text once."""
    code, names = pd.factorize(column)
    return names.isin(list(members))[code]
