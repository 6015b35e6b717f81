"""The growth of every series from its few known years, and what similar series say of it.

What a series grows by in a year, on the scale of `positions`, is the model of `pooling`: growth that its group has in
common, its own deviation that fades, the year's luck of its place and of the decree. One known year tells no deviation:
the group's growth is all there is (`peer_rates`); two tell one rate (`one_rate`); from three on it is `pooled`. Years
that nobody published widen a forecast instead of being filled in. Without enough peers there is no forecast: the few
points of one series do not tell how uncertain they are.

All money standards and averages are one family, with the sizes of `pooling.Parameters`; each other indicator is a
family of its own, around no growth, with the sizes multiplied by its `scale`: the median of its steps, relative to what
the model says.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.models import pooling
from analysis.models.known_series import KnownSeries, known_series
from analysis.models.peers import DECREE, Achieved, codes
from analysis.models.pooling import OwnModel, Parameters, Paths, Patterns

# Regions of one prefecture share decrees and err together: the first four digits of the code.
PLACE_DIGITS = 4
GROUP = ["residence", "arrangement"]
MEDIAN_OF_NORMAL = 0.6745  # of the size of a standard normal number
SMALLEST_SCALE = 0.05
DEFAULT = Parameters()


class Family(NamedTuple):
    """What forecasts of one family rest on; patterns and their weights are those of the rows to forecast."""

    paths: Paths
    patterns: Patterns
    own: OwnModel


class Fits(NamedTuple):
    """One row a series, the pooled growth behind them, what the peers of each row achieved, and the rows' own steps."""

    rows: pd.DataFrame
    families: dict[int, Family]
    achieved: Achieved
    known: KnownSeries


def fit(
    levels: pd.DataFrame,
    indicators: pd.DataFrame,
    as_of: int | None = None,
    peers: pd.DataFrame | None = None,
    parameters: Parameters = DEFAULT,
) -> Fits:
    """One row a series that has a usable point, in the order in which they first appear.

    `levels`: as from `levels.known_levels`; years after `as_of` and what `usable` leaves out do not count.
    `indicators`: the indicators table. `peers`: the levels that the common growth comes from, where `levels` holds
    inherited rows as well, which are no further evidence (default: `levels`).

    Columns of the rows, beside the series: `points`, year, value, position x and figure of the `first_` and `last_`
    point, `quantity` and its bounds, `base` and `money` (its peers); `drift`, the yearly rate on that scale (NaN with
    one point); `peer_scope`, `peers` (distinct rates), `peer_median`; `family`, `group`, `pattern` (numbers in
    `families`), `deviation` (own growth beyond the group's in the last known year) and `slip` (expected error of the
    last level); `method`: `peer_rates`, `one_rate`, `pooled`, or `none` with the `reason` `too_few_peers` or
    `not_positive`.

    Raises ValueError where a series has two rows for one year.
    """
    known = known_series(levels, indicators, as_of)
    source = known if peers is None else known_series(peers, indicators, as_of)
    return fit_known(known, source, Achieved(known.rows, source.rows), parameters)


def fit_known(known: KnownSeries, source: KnownSeries, achieved: Achieved, parameters: Parameters = DEFAULT) -> Fits:
    """As `fit`, from series read already; `source` are those that lend."""
    rows = known.rows.assign(
        peer_scope=pd.Series(achieved.scope, known.rows.index, dtype="str"),
        peers=achieved.count,
        peer_median=achieved.median,
    )
    rows, families = _pooled(rows, known, source, parameters)
    broken, lent = rows["last_position"].isna(), rows["peer_scope"].ne("")
    method = np.select([broken | ~lent, rows["points"] == 1, rows["points"] == 2], ["none", "peer_rates", "one_rate"],
                       "pooled")  # fmt: skip
    reason = np.select([broken, ~lent], ["not_positive", "too_few_peers"], "")
    rows["method"], rows["reason"] = (pd.Series(part, rows.index, dtype="str") for part in (method, reason))
    return Fits(rows, families, achieved, known)


def _pooled(
    rows: pd.DataFrame, known: KnownSeries, source: KnownSeries, parameters: Parameters
) -> tuple[pd.DataFrame, dict[int, Family]]:
    """Adds family, group, pattern, deviation and slip to the rows that have peers, with the families they are of."""
    both = pd.concat([rows[["base", "money", *GROUP]], source.rows[["base", "money", *GROUP]]], ignore_index=True)
    family = codes([both["base"].mask(both["money"], "")])
    group, place = codes([both[name] for name in GROUP]), codes([source.rows["region_code"].str[:PLACE_DIGITS]])
    ready = (rows["peer_scope"].ne("") & rows["last_position"].notna()).to_numpy()
    lending = (source.rows["drift"].notna() & ~source.rows.duplicated(DECREE)).to_numpy()
    found = {"family": family[: len(rows)], "group": np.zeros(len(rows), int), "pattern": np.zeros(len(rows), int)}
    found |= {"deviation": np.full(len(rows), np.nan), "slip": np.full(len(rows), np.nan)}
    families = {}
    for number in np.unique(family[: len(rows)][ready]):
        own = np.flatnonzero(ready & (family[: len(rows)] == number))
        lent = np.flatnonzero(lending & (family[len(rows) :] == number))
        members = pd.factorize(group[np.concatenate([lent + len(rows), own])])[0]
        theirs, mine = members[: len(lent)], members[len(lent) :]
        years = _span(known.years[own], source.years[lent])
        patterns, pattern = _patterns(source, lent, years)
        money = bool(rows["money"].iloc[own[0]])
        sizes = parameters if money else parameters._replace(long_run=0.0)
        scale = 1.0 if money else _scale(source.steps[lent], pattern, patterns, sizes)
        at = pd.factorize(place[lent])[0]
        paths = pooling.pool(source.steps[lent], pattern, theirs, at, patterns, years, sizes, scale)
        patterns, pattern = _patterns(known, own, years)
        model = pooling.own_model(patterns, scale, sizes)
        told = pooling.deviations(known.steps[own], pattern, mine, patterns, model, paths)
        for name, values in zip(("group", "pattern", "deviation", "slip"), (mine, pattern, *told), strict=True):
            found[name][own] = values
        families[int(number)] = Family(paths, patterns, model)
    return rows.assign(**found), families


def _span(*known: np.ndarray) -> np.ndarray:
    """All years after the first known one up to the last; at least one."""
    first, last = min(years.min(initial=9999) for years in known), max(years.max(initial=0) for years in known)
    return np.arange(min(first + 1, last), last + 1)


def _patterns(known: KnownSeries, chosen: np.ndarray, years: np.ndarray) -> tuple[Patterns, np.ndarray]:
    """The distinct ways in which the chosen series are known, and the number of each one's."""
    points, weak = known.years[chosen], known.second_hand[chosen]
    average = known.rows["quantity"].eq("average").to_numpy()[chosen]
    number = codes([pd.Series(column) for column in (*points.T, *weak.T, average)])
    first = np.unique(number, return_index=True)[1]
    points, weak = points[first], weak[first]
    covers = (years > points[:, :-1, None]) & (years <= points[:, 1:, None])
    last = points[:, -1] - years[0]
    return Patterns(covers.astype(float), weak.astype(float), average[first], last), number


def _scale(steps: np.ndarray, pattern: np.ndarray, patterns: Patterns, sizes: Parameters) -> float:
    """How much larger the steps of a family are than those of money standards, by the median."""
    reach = pooling.own_model(patterns, 1.0, sizes).reach
    length = patterns.covers.sum(axis=2)
    likely = np.sqrt(reach**2 + (sizes.common * length) ** 2)[pattern]
    sized = np.abs(steps / likely)[length[pattern] > 0]
    return max(float(np.median(sized)) / MEDIAN_OF_NORMAL, SMALLEST_SCALE) if len(sized) else 1.0
