"""How likely a series reaches a target, from `trend.fit`: probability, intervals, and how good the evidence is.

The position of a level (see `trend`) some years on is normal around the median path, with the uncertainty of the rate
in its variance (see `forecast`). With one known year the rate is the peers': the needed rate is placed among those that
they achieved. The median of the position gives the median level; exp of a mean of logarithms is no mean level.

Reaching is what `targets.is_met` calls met: at least or at most, as comparator or else the indicator's direction says
(or else where the target lies), a range from its nearer end, "~" from 5% short of it. 100% is reached from 99.5%,
which is printed as 100% (`trend.CLIP`).
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from analysis.models import trend
from analysis.models.forecast import forecast
from analysis.models.levels import SERIES
from analysis.models.peers import SCOPES
from analysis.models.targets import ABOUT, direction_of, wanted_value

INTERVALS = (0.5, 0.8)
# Lowest probability of each word; terms.toml (`probability_word`) has the Chinese.
WORDS = {"very_likely": 0.8, "likely": 0.6, "uncertain": 0.4, "unlikely": 0.2, "very_unlikely": 0.0}
# What a grade takes at least; the weakest of the four decides, and one known year is D. `strong_share`: of the points,
# those published by an official or news source; `own_share`: weight of the series' own rate until the target year;
# `peers`: how near they are.
GRADES = {
    "A": {"points": 5, "strong_share": 2 / 3, "own_share": 0.2, "peers": ("same_series",)},
    "B": {"points": 3, "strong_share": 1 / 3, "own_share": 0.05, "peers": ("same_series", "same_indicator")},
    "C": {"points": 2, "strong_share": 0, "own_share": 0, "peers": tuple(SCOPES)},
}
FIT_COLUMNS = ["peer_scope", "peers", "method", "first_figure_id", "last_figure_id"]
TARGET_COLUMNS = ["figure_id", "form", "comparator", "value", "value_low", "value_high", "target_year", "target_level"]
BOUNDS = ["quantity", "lower_bound", "upper_bound"]
FARTHEST = np.log((1 - trend.CLIP) / trend.CLIP)  # position of 100%


def reach_probability(
    levels: pd.DataFrame,
    targets: pd.DataFrame,
    indicators: pd.DataFrame,
    as_of: int | None = None,
    peers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a target, in the order of `targets`.

    `targets`: series and TARGET_COLUMNS, `target_level` NaN where not resolved. The other arguments as for `trend.fit`;
    nothing later than `as_of` is known.

    Columns: `figure_id`, `probability`, its word (code), the `reason` for none: `no_level`, `prescribed` (quantity
    `norm`), `no_points`, `unusable_points` (only floors, plans, expectations), `observed` (the target year is known:
    met or not), `not_positive`, `too_few_peers`, `at_limit` (100% of 100% already); `evidence_grade`, `points_used`;
    `borrowed_share` (weight of the peers' rate until the target year), `median` and intervals of the level in that
    year, wherever there is a trend; FIT_COLUMNS.
    """
    rows = _joined(trend.fit(levels, indicators, as_of, peers), targets, indicators)
    reason = _reasons(rows, levels, as_of)
    has = reason == ""
    rows["target_year"] = rows["target_year"].where(rows["target_year"] > rows["last_year"])
    probability = np.where(has, chance(rows, rows["target_year"], rows["goal"], rows["side"]), np.nan)
    borrowed_share = forecast(rows, rows["target_year"]).borrowed_share
    return pd.DataFrame(
        {
            "figure_id": rows["figure_id"],
            "probability": probability,
            "probability_word": words(probability),
            "reason": reason,
            "evidence_grade": grades(rows, borrowed_share).where(has, ""),
            "borrowed_share": borrowed_share,
            "points_used": rows["points"].fillna(0).astype(int),
            **quantiles(rows, rows["target_year"]),
            **{name: rows[name].fillna("") if rows[name].dtype == "str" else rows[name] for name in FIT_COLUMNS},
        }
    )


def intervals(fits: pd.DataFrame, years: Iterable[int], shares: Sequence[float] = INTERVALS) -> pd.DataFrame:
    """The fan of each series: one row a series and year after its last known one, with `median`, `low_50`, `high_50`, …

    `shares`: how much of the probability each interval holds. The last known year itself is the first row, without
    width. Series with one known year have no trend to draw and series without a forecast (method `none`) none at all.
    """
    drawn = fits[fits["points"].gt(1) & fits["method"].ne("none")]
    fan = drawn.merge(pd.DataFrame({"year": sorted(set(years))}), how="cross")
    fan = fan[fan["year"] > fan["last_year"]]
    start = drawn.assign(year=drawn["last_year"])
    fan = pd.concat([start, fan]).sort_values([*SERIES, "year"], ignore_index=True)
    return fan[[*SERIES, "year"]].assign(**quantiles(fan, fan["year"], shares))


def chance(fits: pd.DataFrame, year: np.ndarray, goal: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Probability of being at or beyond position `goal` in `year` (side 1) or at or below it (side −1), row by row.

    NaN where the year is not after the last known one.
    """
    middle, spread, _ = forecast(fits, year)
    ahead = spread > 0
    lead = np.asarray(side * (middle - goal), float) / np.where(ahead, spread, 1)
    return np.where(ahead, ndtr(lead), np.nan)


def quantiles(fits: pd.DataFrame, year: np.ndarray, shares: Sequence[float] = INTERVALS) -> dict[str, np.ndarray]:
    """Median and intervals of the level, row by row; in the last known year itself all are its level."""
    middle, spread, _ = forecast(fits, year)
    bounds = trend.bounds(fits)
    found = {"median": trend.level(middle, *bounds)}
    for share in shares:
        width = spread * ndtri((1 + share) / 2)
        found[f"low_{share * 100:.0f}"] = trend.level(middle - width, *bounds)
        found[f"high_{share * 100:.0f}"] = trend.level(middle + width, *bounds)
    return found


def words(probability: np.ndarray) -> pd.Series:
    """The code of the word for each probability; empty for NaN."""
    conditions = [np.asarray(probability) >= lowest for lowest in WORDS.values()]
    return pd.Series(np.select(conditions, list(WORDS), ""), dtype="str")


def grades(fits: pd.DataFrame, borrowed_share: np.ndarray) -> pd.Series:
    """A to D for each row, by GRADES; empty without points."""
    met = [
        (fits["points"] >= needed["points"])
        & (fits["strong_points"] >= needed["strong_share"] * fits["points"])
        & (1 - borrowed_share >= needed["own_share"])
        & fits["peer_scope"].isin(needed["peers"])
        for needed in GRADES.values()
    ]
    return pd.Series(np.select([*met, fits["points"] >= 1], [*GRADES, "D"], ""), fits.index, dtype="str")


def _joined(fits: pd.DataFrame, targets: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Each target with its series' fit, if any, `goal` (its position) and `side` (1 at least, −1 at most)."""
    meta = indicators.set_index("indicator_id")[["direction", *BOUNDS]]
    rows = targets[[*SERIES, *TARGET_COLUMNS]].reset_index(drop=True).join(meta, on="indicator_id")
    rows = rows.merge(fits.drop(columns=BOUNDS), on=SERIES, how="left", validate="many_to_one")
    wanted = rows["target_level"]
    rows["side"] = direction_of(rows["comparator"], rows["direction"], wanted, rows["last_value"])
    ranged = rows["comparator"].eq("range") & rows["form"].eq("level")
    wanted = wanted.mask(ranged, wanted_value(rows, rows["side"]))
    wanted = wanted.mask(rows["comparator"].eq("~"), wanted * (1 - ABOUT * rows["side"]))
    goal = trend.position(wanted.to_numpy(float), *trend.bounds(rows))
    return rows.assign(goal=goal, target_year=rows["target_year"].astype(float))


def _reasons(rows: pd.DataFrame, levels: pd.DataFrame, as_of: int | None) -> pd.Series:
    """Why a target has no probability; empty where it has one. The first that applies."""
    known = rows["points"].notna()
    in_time = levels if as_of is None else levels[levels["year"] <= as_of]
    named = pd.MultiIndex.from_frame(rows[SERIES]).isin(pd.MultiIndex.from_frame(in_time[SERIES]))
    at_limit = np.isclose(rows["goal"].abs(), FARTHEST) & rows["last_position"].eq(rows["goal"])
    faults = {
        "no_level": rows["target_level"].isna(),
        "prescribed": rows["quantity"].eq("norm"),
        "no_points": ~known & ~named,
        "unusable_points": ~known,
        "observed": rows["target_year"] <= rows["last_year"],
        "not_positive": rows["reason"].eq("not_positive") | rows["goal"].isna(),
        "too_few_peers": rows["reason"].eq("too_few_peers"),
        "at_limit": at_limit & rows["quantity"].eq("rate"),
    }
    return pd.Series(np.select([fault.to_numpy(bool) for fault in faults.values()], list(faults), ""), dtype="str")
