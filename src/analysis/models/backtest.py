"""How good the forecasts would have been: hide the later years, forecast them from the earlier ones, compare.

For each year with data ("origin") everything later is hidden, of the series itself and of its peers; each series whose
last known year is the origin is forecast for all its later known years. Forecasts of one decree for several counties
count once. Only outcomes are forecast: no expectations, floors or values taken from a neighbour.

The rules that are compared differ in the rate that they carry on (METHODS):

- model: `forecast.forecast` as it is used;
- peer_median: everybody grows at the median rate of the peers (the model with persistence 0);
- peer_mean: the model with the peers' mean instead of their median;
- empirical_bayes: the shrunken own rate, around the peers' mean, goes on for ever (persistence 1);
- last_rate: the rate between the last two known years goes on; a statement without spread;
- eight_percent: everybody grows by 8% a year; a statement without spread;
- eight_percent_spread: the same with the model's spread.

Measures: mean absolute error and mean error in % of the observed level; share of observed levels inside the 50% and
the 80% interval; Brier score, the mean of (probability − outcome)², for reaching what PACES a year from the last known
level would give: 0 is perfect, 0.25 tosses a coin. A statement without spread says 0 or 1.
"""

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from analysis.models import trend
from analysis.models.forecast import forecast
from analysis.models.levels import SERIES
from analysis.models.probability import WORDS, words

PACES = (0.05, 0.06, 0.08, 0.10)  # the rates that plans promise: 5% and 6% as floors, 8%, +50% in five years
EIGHT_PERCENT = 0.08
RULES = {
    "model": {},
    "peer_median": {"persistence": 0.0},
    "peer_mean": {"centre": "peer_mean"},
    "empirical_bayes": {"persistence": 1.0, "centre": "peer_mean"},
    "last_rate": None,
    "eight_percent": None,
    "eight_percent_spread": None,
}
COVERED = (0.5, 0.8)
# Forecasts that agree in all of these are one: a decree for several counties.
SAME = ["base", "residence", "arrangement", "quantity", "origin", "last_value", "points", "drift", "year", "value"]
# Regions of one prefecture share decrees, so its forecasts err together: the first four digits of the code.
CLUSTER_DIGITS = 4
TIE = 1e-9  # a level that equals the goal has reached it, also after rounding of logarithms


def forecasts(levels: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """One row a forecast and rule, for series with enough peers at the time.

    Columns: SERIES, `cluster`, `quantity`, `origin`, `points` known then, `year`, `ahead` (years), `rule`, `value` (the
    observed level), `median`, `bias` (% of the observed level), `error` (its size), `inside_50` and `inside_80` (NaN
    for a statement without spread), and for each of PACES, in %, one `said_…` (probability) and one `reached_…`.
    """
    known = levels[trend.usable(levels, indicators)]
    known = known.assign(year=known["year"].astype(int)).sort_values([*SERIES, "year"])
    hidden = known.loc[known["how_known"] != "published_for_neighbour", [*SERIES, "year", "value"]]
    cases = []
    for origin in sorted(known["year"].unique())[:-1]:
        fits = trend.fit(known, indicators, int(origin))
        fits = fits[fits["last_year"].eq(origin) & fits["method"].ne("none")]
        later = hidden[hidden["year"] > origin]
        cases.append(fits.assign(origin=origin).merge(later, on=SERIES))
    frame = pd.concat(cases, ignore_index=True).drop_duplicates(SAME, ignore_index=True)
    frame = frame.merge(_before_last(known), how="left", on=[*SERIES, "last_year"])
    return pd.concat([_scored(frame, rule) for rule in RULES], ignore_index=True)


def scores(cases: pd.DataFrame, by: tuple[str, ...] = ("rule",)) -> pd.DataFrame:
    """One row a group of forecasts, in order of appearance: how many, of how many series, and the measures.

    Columns: `by`, `forecasts`, `series`, `clusters`, `error`, `bias`, `inside_50`, `inside_80` (%), `brier`. Rules are
    compared fairly only where `cases` has the same forecasts of each.
    """
    inside = {name: cases[name] * 100 for name in ("inside_50", "inside_80")}
    cases = cases.assign(brier=_brier(cases), series=cases.groupby(SERIES).ngroup(), **inside)
    groups = cases.groupby(list(by), sort=False)
    return groups.agg(
        forecasts=("year", "size"),
        series=("series", "nunique"),
        clusters=("cluster", "nunique"),
        **{name: (name, "mean") for name in ("error", "bias", "inside_50", "inside_80", "brier")},
    ).reset_index()


def differences(cases: pd.DataFrame, measure: str, than: str = "model") -> pd.DataFrame:
    """How much each rule's `error` or `brier` is above that of the rule `than`, over the same forecasts.

    Columns: `rule`, `difference` (mean), `standard_error`: the larger of two jackknives, one leaving out a cluster of
    regions at a time, one an origin, because forecasts of one place or of one year err together.
    """
    cases = cases.assign(brier=_brier(cases))
    wide = cases.pivot(index=[*SERIES, "origin", "year", "cluster"], columns="rule", values=measure)
    apart = wide.sub(wide[than], axis=0).drop(columns=than)
    spread = np.maximum(*(_jackknife(apart, left_out) for left_out in ("cluster", "origin")))
    found = pd.DataFrame({"difference": apart.mean(), "standard_error": spread})
    return found.reindex([rule for rule in RULES if rule in found.index]).rename_axis("rule").reset_index()


def _jackknife(frame: pd.DataFrame, level: str) -> pd.Series:
    """Standard error of the column means when the groups of an index level are left out one at a time."""
    groups = frame.groupby(level)
    means = (frame.sum() - groups.sum()).div(len(frame) - groups.size(), axis=0)
    return np.sqrt((len(means) - 1) / len(means) * ((means - means.mean()) ** 2).sum())


def _brier(cases: pd.DataFrame) -> np.ndarray:
    return np.mean([(cases[said] - cases[reached]) ** 2 for said, reached in _paces()], axis=0)


def reliability(cases: pd.DataFrame) -> pd.DataFrame:
    """What became of each word: `word`, `forecasts` (a forecast and a pace), `said` (mean probability), `reached`."""
    parts = [pd.DataFrame({"said": cases[said], "reached": cases[reached]}) for said, reached in _paces()]
    frame = pd.concat(parts, ignore_index=True)
    groups = frame.groupby(words(frame["said"].to_numpy()).rename("word"))
    found = groups.agg(forecasts=("said", "size"), said=("said", "mean"), reached=("reached", "mean"))
    return found.reindex([word for word in WORDS if word in found.index]).reset_index()


def _before_last(known: pd.DataFrame) -> pd.DataFrame:
    """The known year and value before each known year of a series, here named `last_year`."""
    before = known.groupby(SERIES)[["year", "value"]].shift(1)
    frame = known[SERIES].assign(last_year=known["year"], previous_year=before["year"], previous_value=before["value"])
    return frame.dropna(subset=["previous_year"])


def _scored(frame: pd.DataFrame, rule: str) -> pd.DataFrame:
    """The forecasts of one rule beside what was observed; of `last_rate` only where two years were known."""
    if rule == "last_rate":
        frame = frame[frame["points"] > 1]
    bounds, ahead = trend.bounds(frame), (frame["year"] - frame["last_year"]).to_numpy(float)
    middle, spread = _predicted(frame, rule, ahead)
    seen = trend.position(frame["value"].to_numpy(float), *bounds)
    median = trend.level(middle, *bounds)
    columns = ["origin", "quantity", "points", "year", "value"]
    scored = frame[[*SERIES, *columns]].assign(
        cluster=frame["region_code"].str[:CLUSTER_DIGITS],
        ahead=ahead.astype(int),
        rule=rule,
        median=median,
        bias=(median / frame["value"] - 1) * 100,
        error=np.abs(median / frame["value"] - 1) * 100,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        for share in COVERED:
            inside = np.abs(seen - middle) <= spread * ndtri((1 + share) / 2)
            scored[f"inside_{share * 100:.0f}"] = np.where(spread > 0, inside, np.nan)
        for pace, (said, reached) in zip(PACES, _paces(), strict=True):
            goal = trend.position(frame["last_value"].to_numpy(float) * (1 + pace) ** ahead, *bounds)
            lead = middle - goal
            scored[said] = np.where(spread > 0, ndtr(lead / spread), (lead >= -TIE).astype(float))
            scored[reached] = (seen >= goal - TIE).astype(float)
    return scored


def _predicted(frame: pd.DataFrame, rule: str, ahead: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Median position and spread of one rule; spread 0 for a statement without one."""
    if RULES[rule] is not None:
        position, spread, _ = forecast(frame, frame["year"], **RULES[rule])
        return position, spread
    last = frame["last_value"].to_numpy(float)
    if rule == "last_rate":
        gone = (frame["last_year"] - frame["previous_year"]).to_numpy(float)
        level = last * (last / frame["previous_value"].to_numpy(float)) ** (ahead / gone)
    else:
        level = last * (1 + EIGHT_PERCENT) ** ahead
    spread = forecast(frame, frame["year"]).spread if rule == "eight_percent_spread" else np.zeros(len(frame))
    return trend.position(level, *trend.bounds(frame)), spread


def _paces() -> list[tuple[str, str]]:
    return [(f"said_{pace * 100:.0f}", f"reached_{pace * 100:.0f}") for pace in PACES]
