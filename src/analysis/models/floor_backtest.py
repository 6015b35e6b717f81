"""How good the probabilities of yearly floors ("每年不低于 5%") would have been: tested as those of levels are.

A period can be tested where the level of every one of its years is known: of the others nobody can say whether each
year kept the floor. A mean growth below the floor shows that one did not, but to take these in alone would leave out
the periods that kept it. Periods of one year are left out: their forecasts are those of levels, and tested as such.

From each year with data everything later is hidden, and the periods that follow are forecast with the sizes that
`backtest` chose: without the tested cluster (model), and of outcomes known by then alone (strict). `base_rate` is the
share of the other clusters' periods that kept the floor.
"""

import numpy as np
import pandas as pd

from analysis.domain.series import SERIES
from analysis.models import backtest, every_year
from analysis.models.backtest import PACES, SAME, Tested, cluster_of, paces
from analysis.models.known_series import known_series, usable
from analysis.models.peers import Achieved
from analysis.models.trend import fits_of

PROMISE = "every_year"
SHORTEST = 2  # years
COLUMNS = [*SERIES, "cluster", "promise", "kind", "origin", "points", "year", "ahead", "rule",
           *(name for pair in paces() for name in pair)]  # fmt: skip


def forecasts(levels: pd.DataFrame, indicators: pd.DataFrame, found: Tested) -> pd.DataFrame:
    """COLUMNS, one row a period and rule: what was said of each of PACES as a floor (`said_…`) and whether every year
    kept it (`reached_…`). `ahead`: years of the period; `found`: `backtest.tested` of the same levels.
    """
    known = levels[usable(levels, indicators)]
    known = known.assign(year=known["year"].astype(int)).sort_values([*SERIES, "year"])
    cases = [_cases(known, indicators, int(origin), found) for origin in sorted(known["year"].unique())[:-1]]
    cases = pd.concat([part for part in cases if len(part)] or [pd.DataFrame(columns=COLUMNS)], ignore_index=True)
    if cases.empty:
        return cases[COLUMNS]
    model = cases[cases["rule"] == "model"].reset_index(drop=True)
    return pd.concat([cases, backtest.base_rate(model)], ignore_index=True)[COLUMNS]


def periods(known: pd.DataFrame, origin: int) -> pd.DataFrame:
    """Periods of SHORTEST years and more from `origin` on with every year known: SERIES, `year` (the last), `value`
    (its level), `reached_…`.
    """
    later = known[known["year"] >= origin].sort_values([*SERIES, "year"])
    series = later.groupby(SERIES, sort=False)
    unbroken = later["year"] - origin == series.cumcount()
    growth = later["value"] / series["value"].shift() - 1
    rows = later[[*SERIES, "year", "value"]].assign(unbroken=unbroken)
    for floor, (_, reached) in zip(PACES, paces(), strict=True):
        kept = (np.log1p(growth) >= np.log1p(floor) - every_year.ROUNDING) | (later["year"] == origin)
        rows[reached] = kept.astype(float).groupby([later[name] for name in SERIES], sort=False).cummin()
    return rows[rows["unbroken"] & (rows["year"] - origin >= SHORTEST)].drop(columns="unbroken")


def _cases(known: pd.DataFrame, indicators: pd.DataFrame, origin: int, found: Tested) -> pd.DataFrame:
    """Model and strict rule for the periods that begin at `origin`."""
    then = known_series(known, indicators, origin)
    achieved = Achieved(then.rows, then.rows)
    rows = then.rows.assign(number=np.arange(len(then.rows)), origin=origin)
    rows = rows[rows["money"] & rows["last_year"].eq(origin) & (achieved.count > 0) & rows["last_position"].notna()]
    cases = rows.merge(periods(known, origin), on=SERIES).drop_duplicates(SAME, ignore_index=True)
    if cases.empty:
        return cases
    cluster = cluster_of(cases["region_code"])
    cases = cases.assign(cluster=cluster, promise=PROMISE, kind=cases["quantity"], ahead=cases["year"] - origin)
    parts = []
    for rule, picks in (("model", found.nested), ("strict", found.strict)):
        wanted = _picked(cluster, origin, found.cases, picks)
        for candidate in np.unique(wanted):
            sizes = backtest.candidate(int(candidate))
            fits = next(fits_of(then, then, achieved, [sizes]))
            parts.append(_said(fits, cases[wanted == candidate], origin).assign(rule=rule))
    return pd.concat(parts, ignore_index=True)


def _picked(cluster: pd.Series, origin: int, cases: pd.DataFrame, picks: np.ndarray) -> np.ndarray:
    """The candidate that `backtest` took for the cluster's forecasts from this year on."""
    same = (cases["origin"] == origin).to_numpy()
    chosen = dict(zip(cases["cluster"][same], picks[same], strict=True))
    return cluster.map(chosen).to_numpy(int)


def _said(fits, cases: pd.DataFrame, origin: int) -> pd.DataFrame:
    """The probability of each floor, all periods of a series at once."""
    parts = []
    for number, rows in cases.groupby("number"):
        likely = every_year.chances(fits, int(number), origin + 1, int(rows["year"].max()), PACES)
        said = likely[rows["year"].to_numpy(int) - origin - 1]
        parts.append(rows.assign(**{name: said[:, place] for place, (name, _) in enumerate(paces())}))
    return pd.concat(parts)
