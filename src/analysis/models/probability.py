"""How likely a series reaches a target, from `trend.fit`: probability, intervals, levels within reach.

The position of a level some years on is normal around the median path (see `forecast`), with the uncertainty of all
that was estimated in its variance. The median of the position gives the median level; exp of a mean of logarithms is no
mean level. A floor of the growth of each year is kept where every year keeps it (see `every_year`).

A probability is said only where forecasts of its kind (known years, distance, kind of series) were worth more than the
base rate when they were tested (`scores.skill`); elsewhere the reason is `no_skill`, and what is left is the growth
that is needed among that which the peers achieved.

Reaching is what `targets.is_met` calls met: at least or at most, as comparator or else the indicator's direction says
(or else where the target lies), a range from its nearer end, "~" from 5% short of it. 100% is reached from 99.5%,
which is printed as 100% (`positions.CLIP`).
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from analysis.domain.series import SERIES
from analysis.models import every_year, positions, scores, trend
from analysis.models.every_year import Rises
from analysis.models.floors import FORM as FLOOR
from analysis.models.floors import sides
from analysis.models.forecast import forecast
from analysis.models.targets import ABOUT, direction_of, wanted_value
from analysis.models.trend import Fits

INTERVALS = (0.5, 0.8)
REACH = (0.8, 0.5, 0.2)
# Lowest probability of each word; terms.toml (`probability_word`) has the Chinese.
WORDS = {"very_likely": 0.8, "likely": 0.6, "uncertain": 0.4, "unlikely": 0.2, "very_unlikely": 0.0}
FIT_COLUMNS = ["peer_scope", "peers", "method", "first_figure_id", "last_figure_id"]
TARGET_COLUMNS = ["figure_id", "form", "comparator", "value", "value_low", "value_high", "target_year", "target_level"]
BOUNDS = ["quantity", "lower_bound", "upper_bound"]
FARTHEST = np.log((1 - positions.CLIP) / positions.CLIP)  # position of 100%


def reach_probability(
    levels: pd.DataFrame,
    targets: pd.DataFrame,
    indicators: pd.DataFrame,
    as_of: int | None = None,
    peers: pd.DataFrame | None = None,
    skill: pd.DataFrame | None = None,
    rises: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a target, in the order of `targets`.

    `targets`: series and TARGET_COLUMNS, `target_level` NaN where not resolved; `start_year` for yearly floors.
    `skill`: `scores.skill` of the backtest; without it nothing is said. `rises`: what was published of the average
    around a series (SERIES, `period_start`, `period_end`, `value` in %); it limits yearly floors. The other arguments
    as for `trend.fit`; nothing later than `as_of` is known.

    Columns: `figure_id`, `probability`, its word (code), the `reason` for none: `no_level`, `prescribed` (quantity
    `norm`), `no_points`, `unusable_points` (only floors, plans, expectations), `observed` (the target year is known:
    met or not), `not_positive`, `too_few_peers`, `at_limit` (100% of 100% already), `no_skill`; `points_used`;
    `borrowed_share`, `median` and intervals of the level in that year, wherever there is a trend; `reach_80`,
    `reach_50`, `reach_20`, the levels reached with these probabilities (%), where one may be said; `peers_share`, the
    share of the peers whose yearly growth was as large as the one needed from now; FIT_COLUMNS.
    """
    fits = trend.fit(levels, indicators, as_of, peers)
    rows, number = _joined(fits, targets, indicators)
    reason = _reasons(rows, levels, as_of)
    later = rows["target_year"] > rows["last_year"]
    year = rows["target_year"].where(later).to_numpy(float)
    found = _of_rows(fits, number, year)
    likely = np.where(reason == "", _chance(rows, found), np.nan)
    floors = np.flatnonzero((reason == "") & rows["form"].eq(FLOOR))
    for place in floors:
        likely[place] = _kept(fits, int(number[place]), rows.iloc[place], rises)
    quiet = (reason == "") & ~scores.shown(_asked(fits, rows, number, floors), skill)
    reason, likely = reason.mask(quiet, "no_skill"), np.where(quiet, np.nan, likely)
    return pd.DataFrame(
        {
            "figure_id": rows["figure_id"],
            "probability": likely,
            "probability_word": words(likely),
            "reason": reason,
            "borrowed_share": found["borrowed_share"],
            "points_used": rows["points"].fillna(0).astype(int),
            **{name: found[name] for name in _interval_names(INTERVALS)},
            **_within_reach(rows, found, reason),
            "peers_share": _peers_share(fits, rows, number),
            **{name: rows[name].fillna("") if rows[name].dtype == "str" else rows[name] for name in FIT_COLUMNS},
        }
    )


def intervals(fits: Fits, years: Iterable[int], shares: Sequence[float] = INTERVALS) -> pd.DataFrame:
    """The fan: one row a series and year after its last known one, with `median`, `low_50`, `high_50`, …

    `shares`: how much of the probability each interval holds. The last known year itself is the first row, without
    width. Series with one known year have no trend to draw and series without a forecast (method `none`) none at all.
    """
    rows = fits.rows[[*SERIES, "last_year"]].assign(number=np.arange(len(fits.rows)))
    drawn = rows[(fits.rows["points"].gt(1) & fits.rows["method"].ne("none")).to_numpy()]
    fan = drawn.merge(pd.DataFrame({"year": sorted(set(years))}), how="cross")
    fan = pd.concat([drawn.assign(year=drawn["last_year"]), fan[fan["year"] > fan["last_year"]]])
    fan = fan.sort_values([*SERIES, "year"], ignore_index=True)
    ends = quantiles(fits, fan["year"].to_numpy(), shares, fan["number"].to_numpy())
    return fan[[*SERIES, "year"]].assign(**ends)


def quantiles(
    fits: Fits, year: ArrayLike, shares: Sequence[float] = INTERVALS, chosen: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Median and intervals of the level, row by row; in the last known year itself all are its level."""
    rows = fits.rows if chosen is None else fits.rows.iloc[chosen]
    middle, spread, _ = forecast(fits, year, chosen)
    return _quantiles(rows, middle, spread, shares)


def _quantiles(
    rows: pd.DataFrame, middle: np.ndarray, spread: np.ndarray, shares: Sequence[float]
) -> dict[str, np.ndarray]:
    bounds = positions.bounds(rows)
    found = {"median": positions.level(middle, *bounds)}
    for share in shares:
        width = spread * ndtri((1 + share) / 2)
        found[f"low_{share * 100:.0f}"] = positions.level(middle - width, *bounds)
        found[f"high_{share * 100:.0f}"] = positions.level(middle + width, *bounds)
    return found


def _interval_names(shares: Sequence[float]) -> list[str]:
    return ["median", *(f"{end}_{share * 100:.0f}" for share in shares for end in ("low", "high"))]


def words(probability: np.ndarray) -> pd.Series:
    """The code of the word for each probability; empty for NaN."""
    conditions = [np.asarray(probability) >= lowest for lowest in WORDS.values()]
    return pd.Series(np.select(conditions, list(WORDS), ""), dtype="str")


def _of_rows(fits: Fits, number: np.ndarray, year: np.ndarray) -> dict[str, np.ndarray]:
    """Forecast and intervals of each target's series; NaN where `number` is −1."""
    has = number >= 0
    found = forecast(fits, year[has], number[has])
    parts = {"middle": found.position, "spread": found.spread, "borrowed_share": found.borrowed_share}
    parts |= _quantiles(fits.rows.iloc[number[has]], found.position, found.spread, INTERVALS)
    spread_out = {name: np.full(len(number), np.nan) for name in parts}
    for name, values in parts.items():
        spread_out[name][has] = values
    return spread_out


def _chance(rows: pd.DataFrame, found: dict[str, np.ndarray]) -> np.ndarray:
    ahead = found["spread"] > 0
    lead = (rows["side"] * (found["middle"] - rows["goal"])).to_numpy(float) / np.where(ahead, found["spread"], 1)
    return np.where(ahead, ndtr(lead), np.nan)


def _asked(fits: Fits, rows: pd.DataFrame, number: np.ndarray, floors: np.ndarray) -> pd.DataFrame:
    """What `scores.shown` asks: a level some years after the last known one, or a floor with some years open."""
    ahead = (rows["target_year"] - rows["last_year"]).clip(lower=1)
    promise = pd.Series("level", rows.index)
    promise.iloc[floors] = "every_year"
    for place in floors:
        row = rows.iloc[place]
        still = every_year.open_years(fits, int(number[place]), int(row["start_year"]) + 1, int(row["target_year"]))
        ahead.iloc[place] = max(still, 1)
    return rows.assign(kind=rows["quantity"], promise=promise, ahead=ahead)


def _kept(fits: Fits, number: int, row: pd.Series, rises: pd.DataFrame | None) -> float:
    """Probability that each year of the period keeps a yearly floor."""
    around = None
    if rises is not None:
        own = rises[(rises[SERIES] == row[SERIES]).all(axis=1)]
        around = Rises(own["period_start"].to_numpy(float), own["period_end"].to_numpy(float),
                       np.log1p(own["value"].to_numpy(float) / 100))  # fmt: skip
    first, last = int(row["start_year"]) + 1, int(row["target_year"])
    return every_year.chance(fits, number, first, last, row["value"] / 100, around, int(row["floor_side"]))


def _within_reach(rows: pd.DataFrame, found: dict[str, np.ndarray], reason: pd.Series) -> dict[str, np.ndarray]:
    """The levels reached with the probabilities of REACH: at least that, or at most where less is better."""
    bounds, said = positions.bounds(rows), reason.eq("").to_numpy()
    return {
        f"reach_{share * 100:.0f}": np.where(
            said, positions.level(found["middle"] - rows["side"] * found["spread"] * ndtri(share), *bounds), np.nan
        )
        for share in REACH
    }


def _peers_share(fits: Fits, rows: pd.DataFrame, number: np.ndarray) -> np.ndarray:
    """Share of the peers that grew at least as fast as is needed from the last known level on."""
    has, found = number >= 0, np.full(len(rows), np.nan)
    left = (rows["target_year"] - rows["last_year"]).to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.where(left > 0, (rows["goal"] - rows["last_position"]).to_numpy(float) / left, np.nan)
    floor = rows["form"].eq(FLOOR) & rows["money"].eq(True)
    needed = np.where(floor, np.log1p(rows["value"].to_numpy(float) / 100), needed)
    found[has] = fits.achieved.share(needed[has], rows["side"].to_numpy(float)[has], number[has])
    return found


def _joined(fits: Fits, targets: pd.DataFrame, indicators: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Each target with its series' fit, if any, `goal` (its position) and `side` (1 at least, −1 at most); the row of
    the fits, −1 without.
    """
    meta = indicators.set_index("indicator_id")[["direction", *BOUNDS]]
    start = targets["start_year"] if "start_year" in targets else pd.Series(np.nan, targets.index)
    rows = targets[[*SERIES, *TARGET_COLUMNS]].assign(start_year=start.astype("float64"))
    rows = rows.reset_index(drop=True).join(meta, on="indicator_id")
    numbered = fits.rows.drop(columns=BOUNDS).assign(number=np.arange(len(fits.rows)))
    rows = rows.merge(numbered, on=SERIES, how="left", validate="many_to_one")
    wanted = rows["target_level"]
    rows["floor_side"] = sides(rows["comparator"], rows["value"])
    rows["side"] = direction_of(rows["comparator"], rows["direction"], wanted, rows["last_value"])
    ranged = rows["comparator"].eq("range") & rows["form"].eq("level")
    wanted = wanted.mask(ranged, wanted_value(rows, rows["side"]))
    wanted = wanted.mask(rows["comparator"].eq("~"), wanted * (1 - ABOUT * rows["side"]))
    goal = positions.position(wanted.to_numpy(float), *positions.bounds(rows))
    number = rows.pop("number").fillna(-1).to_numpy(int)
    return rows.assign(goal=goal, target_year=rows["target_year"].astype(float)), number


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
