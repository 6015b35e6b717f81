"""What the backtest's forecasts are worth: measures, their errors by cluster, reliability, and where to be silent.

Forecasts of one cluster (a prefecture, a province, the nation) err together, so an error is never taken over single
forecasts: the standard error of a mean over n forecasts is √(C/(C − 1)·Σ u²)/n with u the sum of a cluster's
deviations from the mean and C the clusters (Liang and Zeger 1986; Cameron and Miller 2015), and its limits are those of
Student's t with C − 1 degrees of freedom.

A probability is shown only where it is worth more than the base rate beyond its error. A cell is a promise (a level, or
a floor of each year), a kind of series, a number of known years and a distance; cells with fewer than CLUSTERS_NEEDED
clusters are merged over the distances, then over the known years, then over the kinds: what was learnt of levels says
nothing of floors. A kind of which nothing was tested has no cell at all.
"""

from itertools import product

import numpy as np
import pandas as pd
from scipy.special import stdtrit  # the quantile of Student's t; scipy.stats takes a second to import

from analysis.domain.series import SERIES
from analysis.models.backtest import paces

MEASURES = ("above", "bias", "error", "inside_50", "inside_80", "brier", "crps")
CLUSTERS_NEEDED = 5
LEVEL = 0.95  # one-sided: the skill is positive with this confidence
POINTS = {"1": (1, 1), "2": (2, 2), "3+": (3, 9999)}
HORIZONS = {"1": (1, 1), "2": (2, 2), "3-5": (3, 5), "6+": (6, 9999)}
CELL = ["promise", "kind", "points_known", "horizon"]  # merged over from the last on, never over promises
MERGED = {"kind": "kind", "points_known": "points", "horizon": "horizon"}
SKILL = [*CELL, "merged", "forecasts", "clusters", "brier", "base_rate_brier", "skill", "skill_error", "shown"]
BANDS = np.linspace(0, 1, 6)


def brier(cases: pd.DataFrame) -> np.ndarray:
    """Mean of (probability − outcome)² over the paces, a forecast: 0 is perfect, 0.25 tosses a coin."""
    return np.mean([(cases[said] - cases[reached]) ** 2 for said, reached in paces()], axis=0)


def scores(cases: pd.DataFrame, by: tuple[str, ...] = ("rule",)) -> pd.DataFrame:
    """One row a group of forecasts, in order of appearance: how many, of how many series and clusters, and MEASURES.

    Rules are compared fairly only where `cases` has the same forecasts of each. Shares are in %.
    """
    shares = {name: cases[name] * 100 for name in ("above", "inside_50", "inside_80")}
    return _means(cases.assign(brier=brier(cases), **shares), by, MEASURES)


def of_floors(cases: pd.DataFrame, by: tuple[str, ...] = ("rule",)) -> pd.DataFrame:
    """One row a group of forecasts of floors (`floor_backtest`): how many, of how many series and clusters; mean of
    what was said and of what was reached (%) over the paces; `brier`.
    """
    said, reached = (np.mean([cases[name] * 100 for name in names], axis=0) for names in zip(*paces(), strict=True))
    scored = cases.assign(brier=brier(cases), said=said, reached=reached)
    return _means(scored, by, ("said", "reached", "brier"))


def _means(cases: pd.DataFrame, by: tuple[str, ...], measures: tuple[str, ...]) -> pd.DataFrame:
    """One row a group, in order of appearance: how many forecasts, series and clusters, and the means of `measures`."""
    groups = cases.assign(series=cases.groupby(SERIES).ngroup()).groupby(list(by), sort=False)
    return groups.agg(
        forecasts=("year", "size"),
        series=("series", "nunique"),
        clusters=("cluster", "nunique"),
        **{name: (name, "mean") for name in measures},
    ).reset_index()


def clustered_mean(values: np.ndarray, cluster: np.ndarray) -> tuple[float, float, int]:
    """Mean, its standard error by cluster (NaN with one cluster), and the number of clusters."""
    values = np.asarray(values, float)
    code, names = pd.factorize(pd.Series(cluster).reset_index(drop=True))
    mean, count = float(values.mean()), len(names)
    sums = np.bincount(code, values - mean, count)
    error = np.sqrt(count / (count - 1) * (sums**2).sum()) / len(values) if count > 1 else np.nan
    return mean, float(error), count


def differences(cases: pd.DataFrame, measure: str, than: str = "model") -> pd.DataFrame:
    """How much each rule's `error`, `crps` or `brier` is above that of the rule `than`, over the same forecasts.

    Columns: `rule`, `difference` (mean), `standard_error`, `low` and `high` (95%, t with clusters − 1), `clusters`.
    """
    cases = cases.assign(brier=brier(cases))
    wide = cases.pivot(index=[*SERIES, "origin", "year", "cluster"], columns="rule", values=measure)
    apart = wide.sub(wide[than], axis=0).drop(columns=than)
    rows = []
    for rule in (rule for rule in cases["rule"].unique() if rule in apart and apart[rule].notna().any()):
        known = apart[rule].dropna()
        mean, error, clusters = clustered_mean(known.to_numpy(), known.index.get_level_values("cluster"))
        margin = stdtrit(clusters - 1, 0.975) * error if clusters > 1 else np.nan
        rows.append({"rule": rule, "difference": mean, "standard_error": error, "low": mean - margin,
                     "high": mean + margin, "clusters": clusters})  # fmt: skip
    return pd.DataFrame(rows)


def reliability(cases: pd.DataFrame) -> pd.DataFrame:
    """What became of what was said, in bands of 20%: `low`, `high`, `forecasts` (a forecast and a pace), `said` (mean
    probability), `reached`, and the 95% band of `reached` by cluster (`reached_low`, `reached_high`).
    """
    parts = [pd.DataFrame({"said": cases[said], "reached": cases[reached], "cluster": cases["cluster"]})
             for said, reached in paces()]  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    band = np.clip(np.digitize(frame["said"], BANDS) - 1, 0, len(BANDS) - 2)
    rows = []
    for number, group in frame.groupby(band):
        mean, error, clusters = clustered_mean(group["reached"].to_numpy(), group["cluster"])
        margin = stdtrit(clusters - 1, 0.975) * error if clusters > 1 else np.nan
        rows.append({"low": BANDS[number], "high": BANDS[number + 1], "forecasts": len(group),
                     "clusters": clusters, "said": group["said"].mean(), "reached": mean,
                     "reached_low": max(mean - margin, 0), "reached_high": min(mean + margin, 1)})  # fmt: skip
    return pd.DataFrame(rows)


def with_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` (with `points` and `ahead`) and the codes of their cell, `points_known` and `horizon`; "" for none.

    Rows that name no `promise` are of levels.
    """
    promise = rows.get("promise", "level")
    return rows.assign(
        promise=promise, points_known=_band(rows["points"], POINTS), horizon=_band(rows["ahead"], HORIZONS)
    )


def _band(values: pd.Series, bands: dict[str, tuple[int, int]]) -> pd.Series:
    number = values.astype("float64")
    conditions = [number.between(low, high).to_numpy() for low, high in bands.values()]
    return pd.Series(np.select(conditions, list(bands), ""), values.index, dtype="str")


def skill(cases: pd.DataFrame) -> pd.DataFrame:
    """One row a cell of the kinds tested: SKILL.

    `merged`: what it was merged over ("", horizon, points, kind); the numbers are those of all forecasts merged.
    `skill` = 1 − Brier/Brier of the base rate; `skill_error`: standard error of the mean difference of both, in units
    of the base rate's Brier; `shown` where skill exceeds t(LEVEL, clusters − 1) times that.
    """
    model, base = (cases[cases["rule"] == rule].reset_index(drop=True) for rule in ("model", "base_rate"))
    frame = with_cells(model).assign(ours=brier(model), theirs=brier(base))
    found = []
    for promise, kind in sorted(set(zip(frame["promise"], frame["kind"], strict=True))):
        for points, horizon in product(POINTS, HORIZONS):
            own = {"promise": promise, "kind": kind, "points_known": points, "horizon": horizon}
            found.append(own | _cell(frame, own))
    return pd.DataFrame(found, columns=SKILL)


def _cell(frame: pd.DataFrame, own: dict[str, str]) -> dict[str, object]:
    """The narrowest merger with CLUSTERS_NEEDED clusters, or all forecasts, and what they are worth."""
    part, merged = frame[(frame[CELL] == pd.Series(own)[CELL]).all(axis=1)], ""
    for over in reversed(CELL[1:]):
        if part["cluster"].nunique() >= CLUSTERS_NEEDED:
            break
        kept = CELL[: CELL.index(over)]
        part, merged = frame[(frame[kept] == pd.Series(own)[kept]).all(axis=1)], MERGED[over]
    difference, error, clusters = clustered_mean((part["theirs"] - part["ours"]).to_numpy(), part["cluster"])
    whole = part["theirs"].mean()
    limit = stdtrit(clusters - 1, LEVEL) * error if clusters >= CLUSTERS_NEEDED else np.inf
    return {"merged": merged, "forecasts": len(part), "clusters": clusters, "brier": part["ours"].mean(),
            "base_rate_brier": whole, "skill": difference / whole, "skill_error": error / whole,
            "shown": bool(difference > limit)}  # fmt: skip


def shown(rows: pd.DataFrame, skill: pd.DataFrame | None) -> np.ndarray:
    """Whether the probability of each row (promise, kind, points, ahead; see `with_cells`) may be shown: none where
    nothing was tested."""
    if skill is None or skill.empty:
        return np.zeros(len(rows), dtype=bool)
    cells = with_cells(rows)[CELL].merge(skill[[*CELL, "shown"]], on=CELL, how="left", validate="many_to_one")
    return cells["shown"].eq(True).to_numpy()
