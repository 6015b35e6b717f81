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

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.models import pooling
from analysis.models.known_series import KnownSeries, known_series
from analysis.models.peers import DECREE, Achieved, codes
from analysis.models.pooling import OF_COMMON, Evidence, OwnModel, Parameters, Paths, Patterns

# Regions of one prefecture share decrees and err together: the first four digits of the code.
PLACE_DIGITS = 4
REGION_CODE = r"\d{6}(?:-\w+)?"
GROUP = ["residence", "arrangement"]
MEDIAN_OF_NORMAL = 0.6745  # of the size of a standard normal number
SMALLEST_SCALE = 0.05
DEFAULT = Parameters()


class Members(NamedTuple):
    """Series of one family."""

    rows: np.ndarray  # their numbers in the table they are from
    group: np.ndarray
    patterns: Patterns
    pattern: np.ndarray


class Layout(NamedTuple):
    """One family: whose growth is asked for and who lends, before any size is known."""

    number: int
    money: bool
    years: np.ndarray
    own: Members
    lenders: Members
    place: np.ndarray  # of each lender


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


def place_of(region_code: pd.Series) -> pd.Series:
    """The prefecture (with its counties), province or nation that a place belongs to, row by row. A series that a user
    brings may name its place otherwise than by a code; such a place is one of its own.

    >>> place_of(pd.Series(["210381", "210300-u", "辽宁省甲县", "辽宁省乙县"])).tolist()
    ['2103', '2103', '辽宁省甲县', '辽宁省乙县']
    """
    named = ~region_code.str.fullmatch(REGION_CODE)
    return region_code.where(named, region_code.str[:PLACE_DIGITS])


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
    return next(fits_of(known, source, achieved, [parameters]))


def fits_of(
    known: KnownSeries, source: KnownSeries, achieved: Achieved, candidates: Iterable[Parameters]
) -> Iterator[Fits]:
    """As `fit_known` for each of the candidates; what does not depend on them is computed once."""
    rows = known.rows.assign(
        peer_scope=pd.Series(achieved.scope, known.rows.index, dtype="str"),
        peers=achieved.count,
        peer_median=achieved.median,
    )
    broken, lent = rows["last_position"].isna(), rows["peer_scope"].ne("")
    method = np.select([broken | ~lent, rows["points"] == 1, rows["points"] == 2], ["none", "peer_rates", "one_rate"],
                       "pooled")  # fmt: skip
    reason = np.select([broken, ~lent], ["not_positive", "too_few_peers"], "")
    rows["method"], rows["reason"] = (pd.Series(part, rows.index, dtype="str") for part in (method, reason))
    layouts, said = _layouts(rows, known, source), {}
    for parameters in candidates:
        yield Fits(*_pooled(rows, layouts, known.steps, source.steps, parameters, said), achieved, known)


def _layouts(rows: pd.DataFrame, known: KnownSeries, source: KnownSeries) -> list[Layout]:
    """Who lends to whom, family by family."""
    both = pd.concat([rows[["base", "money", *GROUP]], source.rows[["base", "money", *GROUP]]], ignore_index=True)
    family = codes([both["base"].mask(both["money"], "")])
    group, place = codes([both[name] for name in GROUP]), codes([place_of(source.rows["region_code"])])
    ready = (rows["peer_scope"].ne("") & rows["last_position"].notna()).to_numpy()
    lending = (source.rows["drift"].notna() & ~source.rows.duplicated(DECREE)).to_numpy()
    found = []
    for number in np.unique(family[: len(rows)][ready]):
        own = np.flatnonzero(ready & (family[: len(rows)] == number))
        lent = np.flatnonzero(lending & (family[len(rows) :] == number))
        members = pd.factorize(group[np.concatenate([lent + len(rows), own])])[0]
        years = _span(known.years[own], source.years[lent])
        lenders = Members(lent, members[: len(lent)], *_patterns(source, lent, years))
        borrowers = Members(own, members[len(lent) :], *_patterns(known, own, years))
        money = bool(rows["money"].iloc[own[0]])
        found.append(Layout(int(number), money, years, borrowers, lenders, pd.factorize(place[lent])[0]))
    return found


def _pooled(
    rows: pd.DataFrame,
    layouts: list[Layout],
    steps: np.ndarray,
    lent: np.ndarray,
    parameters: Parameters,
    said: dict[tuple[int, Parameters], tuple[float, Evidence, OwnModel]],
) -> tuple[pd.DataFrame, dict[int, Family]]:
    """Adds family, group, pattern, deviation and slip to the rows that have peers, with the families they are of.

    `said` keeps what candidates share that differ in the sizes OF_COMMON alone.
    """
    found = {name: np.zeros(len(rows), int) for name in ("family", "group", "pattern")}
    found |= {"deviation": np.full(len(rows), np.nan), "slip": np.full(len(rows), np.nan)}
    families = {}
    for number, money, years, own, lenders, place in layouts:
        sizes = parameters if money else parameters._replace(long_run=0.0)
        shared = number, sizes._replace(**dict.fromkeys(OF_COMMON, 0.0))
        if shared not in said:
            scale = 1.0 if money else _scale(lent[lenders.rows], lenders, sizes)
            told = pooling.evidence(lenders.pattern, lenders.group, place, lenders.patterns, sizes, scale)
            said[shared] = scale, told, pooling.own_model(own.patterns, scale, sizes)
        scale, told, model = said[shared]
        paths = pooling.pool(lent[lenders.rows], lenders.pattern, lenders.group, place, lenders.patterns, years, sizes,
                             scale, told)  # fmt: skip
        apart = pooling.deviations(steps[own.rows], own.pattern, own.group, own.patterns, model, paths)
        found["family"][own.rows] = number
        for name, values in zip(
            ("group", "pattern", "deviation", "slip"), (own.group, own.pattern, *apart), strict=True
        ):
            found[name][own.rows] = values
        families[number] = Family(paths, own.patterns, model)
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


def _scale(steps: np.ndarray, lenders: Members, sizes: Parameters) -> float:
    """How much larger the steps of a family are than those of money standards, by the median."""
    reach = pooling.own_model(lenders.patterns, 1.0, sizes).reach
    length = lenders.patterns.covers.sum(axis=2)
    likely = np.sqrt(reach**2 + (sizes.common * length) ** 2)[lenders.pattern]
    sized = np.abs(steps / likely)[length[lenders.pattern] > 0]
    return max(float(np.median(sized)) / MEDIAN_OF_NORMAL, SMALLEST_SCALE) if len(sized) else 1.0
