"""How good the forecasts would have been: hide the later years, forecast them from the earlier ones, compare.

For each year with data ("origin") everything later is hidden, of the series itself and of its peers; each series whose
last known year is the origin is forecast for all its later known years. Forecasts of one decree for several counties
count once. Only outcomes are forecast: no expectations, floors or values taken from a neighbour.

The sizes that the model needs are chosen among CANDIDATES by the mean CRPS of their forecasts. Choosing them on the
forecasts that they are then judged by would flatter them, so the choice is nested: for the places of a cluster (a
prefecture, a province, the nation) it is made on the other clusters only. The rules that are compared:

- model: nested, as described;
- strict: the same, of outcomes known at the origin (before there are CHOICE_NEEDED the first candidate stands);
- chosen: the candidate that is best on all clusters, as `trend` uses it: flattered, for comparison;
- peer_median: everybody grows at the median rate of the peers, with the model's spread;
- eight_percent: everybody grows by 8% a year, with the model's spread;
- last_rate: the rate from the first to the last known year goes on, with the model's spread;
- base_rate: no median; the probability of a pace is the share of the other clusters' forecasts in which it was
  reached. It knows the whole period, which no forecaster did.
"""

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from analysis.domain.series import SERIES
from analysis.models import positions
from analysis.models.forecast import forecast
from analysis.models.known_series import KnownSeries, known_series, usable
from analysis.models.peers import Achieved
from analysis.models.pooling import Parameters
from analysis.models.trend import fits_of, place_of

PACES = (0.05, 0.06, 0.08, 0.10)  # the rates that plans promise: 5% and 6% as floors, 8%, +50% in five years
EIGHT_PERCENT = 0.08
CANDIDATES = [
    Parameters(long_run=long_run, persistence=persistence, group=group)
    for long_run, persistence, group in product((0.02, 0.0, 0.04), (0.9, 0.85, 0.95), (0.01, 0.02))
]
AVERAGE_SPREADS = (0.8, 0.9, 1.0)
CHOICE_NEEDED = 20
RULES = ("model", "strict", "chosen", "peer_median", "eight_percent", "last_rate", "base_rate")
COVERED = (0.5, 0.8)
# Forecasts that agree in all of these are one: a decree for several counties.
SAME = ["base", "residence", "arrangement", "quantity", "origin", "last_value", "points", "drift", "year", "value"]
TIE = 1e-9  # a level that equals the goal has reached it, also after rounding of logarithms


class Tested(NamedTuple):
    """Every forecast that can be tested, by every candidate, and the candidate that each may use."""

    cases: pd.DataFrame
    seen: np.ndarray  # position of what was observed, one entry a case
    middle: np.ndarray  # candidates × cases
    spread: np.ndarray  # candidates × cases
    nested: np.ndarray  # number of the candidate that was chosen without the case's cluster
    strict: np.ndarray  # the same, on what was known at the origin
    chosen: np.ndarray  # the best for all cases


def tested(levels: pd.DataFrame, indicators: pd.DataFrame) -> Tested:
    """All cases of the levels, for series with enough peers at the time."""
    cases, spread, middle = _cases(levels, indicators)
    if cases.empty:
        nothing = np.zeros(0, dtype=int)
        return Tested(cases, np.zeros(0), middle, spread, nothing, nothing, nothing)
    seen = positions.position(cases["value"].to_numpy(float), *positions.bounds(cases))
    return Tested(cases, seen, middle, spread, *choices(crps(seen, middle, spread), cases))


def forecasts(levels: pd.DataFrame, indicators: pd.DataFrame, wanted: pd.Series | None = None) -> pd.DataFrame:
    """As `forecasts_of`. `wanted`: which rows of `levels` are of series whose forecasts are asked for (default: all);
    the others are peers, and the choice of the model's sizes rests on them too."""
    found = forecasts_of(tested(levels, indicators))
    return found if wanted is None else of_series(found, levels[wanted])


def of_series(found: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Those of the forecasts that are of series in `levels`."""
    named = pd.MultiIndex.from_frame(levels[SERIES])
    return found[pd.MultiIndex.from_frame(found[SERIES]).isin(named)].reset_index(drop=True)


def forecasts_of(found: Tested) -> pd.DataFrame:
    """One row a forecast and rule.

    Columns: SERIES, `cluster`, `promise` ("level"), `kind` (quantity), `origin`, `points` known then, `year`, `ahead`
    (years), `rule`, `value` (the observed level), `median`, `bias` (% of the observed level), `error` (its size),
    `above` (1 where the median exceeds the outcome), `inside_50` and `inside_80`, `crps` (in 1/100 of the logarithm or
    logit), and for each of PACES, in %, one `said_…` (probability) and one `reached_…`.
    """
    cases, seen, middle, spread, nested, strict, chosen = found
    if cases.empty:
        return pd.DataFrame(columns=_columns())
    rows = np.arange(len(cases))
    said = {name: (middle[pick, rows], spread[pick, rows])
            for name, pick in (("model", nested), ("strict", strict), ("chosen", chosen))}  # fmt: skip
    width, last = said["model"][1], cases["last_position"].to_numpy(float)
    for name, rate in (("peer_median", cases["peer_median"]), ("last_rate", cases["drift"])):
        said[name] = last + cases["ahead"] * rate.to_numpy(float), width
    eight = cases["last_value"].to_numpy(float) * (1 + EIGHT_PERCENT) ** cases["ahead"]
    said["eight_percent"] = positions.position(eight.to_numpy(float), *positions.bounds(cases)), width
    parts = [_scored(cases, seen, *part).assign(rule=name) for name, part in said.items()]
    parts.append(base_rate(parts[0]))
    whole = pd.concat(parts, ignore_index=True)
    whole = whole[(whole["rule"] != "last_rate") | (whole["points"] > 1)]
    return whole[_columns()].reset_index(drop=True)


def crps(seen: np.ndarray, middle: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of normal forecasts, in 1/100 of the unit; 0 is perfect.

    100·s·(z·(2Φ(z) − 1) + 2φ(z) − 1/√π) with z = (seen − middle)/s (Gneiting and Raftery 2007).
    """
    z = (seen - middle) / spread
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return 100 * spread * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / np.sqrt(np.pi))


def choices(score: np.ndarray, cases: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The number of the candidate for each case: nested, strict, and the one that is best for all.

    `score`: candidates × cases; `cases`: cluster, origin, year.
    """
    cluster = pd.factorize(cases["cluster"])[0]
    origin, year = (cases[name].to_numpy(int) for name in ("origin", "year"))
    nested, strict = np.zeros(len(cases), dtype=int), np.zeros(len(cases), dtype=int)
    sums, counts = _by_cluster(score, cluster)
    best = _best(sums.sum(axis=1, keepdims=True) - sums, counts.sum() - counts)
    nested[:] = best[cluster]
    for then in np.unique(origin):
        told = np.where(year <= then, 1.0, 0.0)
        sums, counts = _by_cluster(score * told, cluster, told)
        known = _best(sums.sum(axis=1, keepdims=True) - sums, counts.sum() - counts)
        strict[origin == then] = known[cluster[origin == then]]
    return nested, strict, np.full(len(cases), _best(score.sum(axis=1, keepdims=True), np.array([len(cases)]))[0])


def _by_cluster(
    score: np.ndarray, cluster: np.ndarray, weight: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Sums of the scores (candidates × clusters), and how many cases each cluster has."""
    size = cluster.max(initial=-1) + 1
    return np.stack([np.bincount(cluster, row, size) for row in score]), np.bincount(cluster, weight, size)


def _best(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The candidate of the smallest mean score, the first where too few cases are known; one entry a column."""
    return np.where(counts >= CHOICE_NEEDED, np.argmin(sums, axis=0), 0)


def candidate(number: int) -> Parameters:
    """The sizes of the candidate of this number, as `choices` counts them."""
    fitted, spread = divmod(number, len(AVERAGE_SPREADS))
    return CANDIDATES[fitted]._replace(average_spread=AVERAGE_SPREADS[spread])


def cluster_of(region_code: pd.Series) -> pd.Series:
    """The places that err together: a prefecture with its counties, a province, the nation."""
    return place_of(region_code)


def best_parameters(levels: pd.DataFrame, indicators: pd.DataFrame) -> Parameters:
    """The sizes that forecast best on all clusters: what `pooling.Parameters` should have as its defaults."""
    cases, spread, middle = _cases(levels, indicators)
    seen = positions.position(cases["value"].to_numpy(float), *positions.bounds(cases))
    score = crps(seen, middle, spread).sum(axis=1, keepdims=True)
    return candidate(int(_best(score, np.array([len(cases)]))[0]))


def _cases(levels: pd.DataFrame, indicators: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Every case with what was known of its series, and spread and middle of each candidate (candidates × cases)."""
    known = levels[usable(levels, indicators)]
    known = known.assign(year=known["year"].astype(int)).sort_values([*SERIES, "year"])
    hidden = known[[*SERIES, "year", "value"]]
    parts = []
    for origin in sorted(known["year"].unique())[:-1]:
        then = known_series(known, indicators, int(origin))
        achieved = Achieved(then.rows, then.rows)
        rows = then.rows.assign(number=np.arange(len(then.rows)), peer_median=achieved.median, origin=origin)
        rows = rows[rows["last_year"].eq(origin) & (achieved.count > 0) & rows["last_position"].notna()]
        cases = rows.merge(hidden[hidden["year"] > origin], on=SERIES).drop_duplicates(SAME, ignore_index=True)
        if len(cases):
            parts.append((cases, *_candidates(then, achieved, cases)))
    if not parts:
        return pd.DataFrame(), np.empty((0, 0)), np.empty((0, 0))
    cases = pd.concat([part[0] for part in parts], ignore_index=True)
    cases = cases.assign(ahead=cases["year"] - cases["last_year"], cluster=cluster_of(cases["region_code"]))
    return cases, *(np.concatenate([part[place] for part in parts], axis=1) for place in (1, 2))


def _candidates(then: KnownSeries, achieved: Achieved, cases: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    spreads, middles = [], []
    number, average = cases["number"].to_numpy(), cases["quantity"].eq("average").to_numpy()
    for fits in fits_of(then, then, achieved, (one._replace(average_spread=1.0) for one in CANDIDATES)):
        found = forecast(fits, cases["year"].to_numpy(), number)
        for narrowed in AVERAGE_SPREADS:
            spreads.append(found.spread * np.where(average, narrowed, 1.0))
            middles.append(found.position)
    return np.array(spreads), np.array(middles)


def _scored(cases: pd.DataFrame, seen: np.ndarray, middle: np.ndarray, spread: np.ndarray) -> pd.DataFrame:
    """The forecasts of one rule beside what was observed."""
    bounds = positions.bounds(cases)
    median, ahead = positions.level(middle, *bounds), cases["ahead"].to_numpy(float)
    off = (median / cases["value"].to_numpy(float) - 1) * 100
    scored = cases[[*SERIES, "cluster", "origin", "points", "year", "ahead", "value"]].assign(
        promise="level",
        kind=cases["quantity"],
        median=median,
        bias=off,
        error=np.abs(off),
        above=np.where(np.isnan(off), np.nan, off > 0),
    )
    for share in COVERED:
        inside = (np.abs(seen - middle) <= spread * ndtri((1 + share) / 2)).astype(float)
        scored[f"inside_{share * 100:.0f}"] = np.where(np.isnan(middle), np.nan, inside)
    scored["crps"] = crps(seen, middle, spread)
    for pace, (said, reached) in zip(PACES, paces(), strict=True):
        goal = positions.position(cases["last_value"].to_numpy(float) * (1 + pace) ** ahead, *bounds)
        scored[said] = ndtr((middle - goal) / spread)
        scored[reached] = (seen >= goal - TIE).astype(float)
    return scored


def base_rate(model: pd.DataFrame) -> pd.DataFrame:
    """The forecasts of the rule `base_rate` for the same cases."""
    found = model.assign(rule="base_rate", median=np.nan, bias=np.nan, error=np.nan, above=np.nan, crps=np.nan,
                         inside_50=np.nan, inside_80=np.nan)  # fmt: skip
    by_cluster = model.groupby("cluster")
    for said, reached in paces():
        sums, counts = by_cluster[reached].transform("sum"), by_cluster[reached].transform("size")
        others = np.maximum(len(model) - counts, 1)
        found[said] = np.where(counts < len(model), (model[reached].sum() - sums) / others, 0.5)
    return found


def paces() -> list[tuple[str, str]]:
    """For each of PACES the columns of the probability said and of what came."""
    return [(f"said_{pace * 100:.0f}", f"reached_{pace * 100:.0f}") for pace in PACES]


def _columns() -> list[str]:
    head = [*SERIES, "cluster", "promise", "kind", "origin", "points", "year", "ahead", "rule", "value"]
    measures = ["median", "bias", "error", "above", "inside_50", "inside_80", "crps"]
    return [*head, *measures, *(name for pair in paces() for name in pair)]
