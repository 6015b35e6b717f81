"""Is a target on course? Five published methods side by side, each as its authors state it.

All functions are vectorised. Levels of base and latest are y0 (year t0) and yt (year t), the target is T (year tT);
`direction` d is 1 where more is better, else −1; `met` says whether yt meets the target. Each returns codes of its own
vocabulary, and "" where it cannot judge (a level is missing, or a growth rate is not defined). Ratio R = d · g / |gT|
with g the growth rate reached and gT the one needed from the base.

Where the base was at the target already, nothing needs to grow: a level that still meets it is "met", one that fell
below it gets the lowest verdict.
"""

import numpy as np
import pandas as pd

from analysis.models import growth

ON_COURSE = {
    "status_statistics_canada": ("met", "on_track"),
    "status_eurostat": ("met", "significant_progress"),
    "status_unsd": ("met", "on_track"),
    "status_sdsn": ("met", "on_track"),
    "status_domestic": ("met", "reached_early", "faster", "as_expected"),
}
COLUMNS = list(ON_COURSE)
FASTER, BEHIND = 1.05, 0.90  # of the path; no official cut-offs are published
INPUTS = ["baseline_value", "baseline_year", "latest_value", "latest_year", "target_level", "target_year", "direction",
          "met", "path_value"]  # fmt: skip


def verdicts(rows: pd.DataFrame, faster: float = FASTER, behind: float = BEHIND) -> pd.DataFrame:
    """The verdict of each method (COLUMNS) for rows with INPUTS; `path_value`: what the declared path asks at t."""
    facts = _Facts(rows)
    judged = {
        "status_statistics_canada": statistics_canada(facts),
        "status_eurostat": eurostat(facts),
        "status_unsd": unsd(facts),
        "status_sdsn": sdsn(facts),
        "status_domestic": domestic(facts, faster, behind),
    }
    return pd.DataFrame(judged, index=rows.index)


def on_course(judged: pd.DataFrame) -> pd.DataFrame:
    """For each verdict 1.0 (on course or met), 0.0 (not), NaN (the method could not judge)."""
    answers = {name: judged[name].isin(codes).where(judged[name] != "") for name, codes in ON_COURSE.items()}
    return pd.DataFrame(answers).astype("float64")


def agreement(judged: pd.DataFrame) -> pd.DataFrame:
    """`methods_judging`, `methods_on_course`, and `methods_agreeing`: how many share the more frequent answer."""
    answers = on_course(judged)
    count, good = answers.notna().sum(axis=1), answers.sum(axis=1).astype(int)
    return pd.DataFrame(
        {"methods_judging": count, "methods_on_course": good, "methods_agreeing": np.maximum(good, count - good)}
    )


def parity(ratio: pd.Series, factor: pd.Series) -> pd.Series:
    """max(r, 1/r): how far two groups are apart, 1 where they are equal, whichever of them is ahead.

    `factor`: what the unit makes of 1 (100 for %). Less is better.
    """
    share = ratio / factor
    return np.maximum(share, 1 / share)


class _Facts:
    """The arrays that all methods use. Zero bases have no growth rate; a linear pace they have."""

    def __init__(self, rows: pd.DataFrame):
        columns = (rows[name].to_numpy(dtype="float64", na_value=np.nan) for name in INPUTS if name != "met")
        self.base, base_year, self.latest, year, self.target, target_year, self.direction, self.path = columns
        self.met = rows["met"].to_numpy(dtype=bool)
        self.gone, self.left, self.whole = year - base_year, target_year - year, target_year - base_year
        self.growth = growth.compound_growth(self.base, self.latest, self.gone)
        self.needed = growth.needed_rate(self.base, self.target, self.whole)
        self.nothing_to_do = self.direction * (self.target - self.base) <= 0
        with np.errstate(all="ignore"):
            self.ratio = self.direction * self.growth / np.abs(self.needed)
            self.done = (self.latest - self.base) / (self.target - self.base)
        self.ratio = np.where(self.nothing_to_do, -np.inf, self.ratio)
        self.known = ~np.isnan(self.latest) & ~np.isnan(self.base) & ~np.isnan(self.target) & (self.gone > 0)
        self.rates_known = self.known & ~np.isnan(self.growth) & ~np.isnan(self.needed)


def _bands(facts: _Facts, known: np.ndarray, measure: np.ndarray, bands: list[tuple[float, str]], else_: str):
    """The code of the first band whose lower limit the measure reaches, "met" before all, "" where nothing is known."""
    with np.errstate(invalid="ignore"):
        conditions = [~(known | (facts.known & facts.met)), facts.met, *(measure >= limit for limit, _ in bands)]
    return np.select(conditions, ["", "met", *(code for _, code in bands)], default=else_)


def statistics_canada(facts: _Facts) -> np.ndarray:
    """Statistics Canada / Open SDG: R ≥ .95 on track, .60–.95 needs acceleration, 0–.60 limited, below 0 deteriorating.

    Statistics Canada, "Progress Measurement for Canada's Sustainable Development Goals"; taken over by Open SDG.
    """
    bands = [(0.95, "on_track"), (0.60, "needs_acceleration"), (0.0, "limited_progress")]
    return _bands(facts, facts.rates_known, facts.ratio, bands, "deteriorating")


def eurostat(facts: _Facts) -> np.ndarray:
    """Eurostat: R > 95% significant, 60–95% moderate, 0–60% insufficient progress, below 0 movement away.

    Eurostat, "Sustainable development in the European Union: monitoring report on progress towards the SDGs in an EU
    context", method for indicators with a quantitative target.
    """
    above = np.nextafter(0.95, 1)
    bands = [(above, "significant_progress"), (0.60, "moderate_progress"), (0.0, "insufficient_progress")]
    return _bands(facts, facts.rates_known, facts.ratio, bands, "movement_away")


def eurostat_trend(rate: np.ndarray, direction: np.ndarray, neutral: float = 0.0) -> np.ndarray:
    """Eurostat without a target: at least 1% a year in the direction wanted is significant, else moderate.

    `rate`: the growth rate reached (fraction). Up to `neutral` either way is "no_change". "" for NaN.
    """
    pace = np.asarray(direction, dtype=float) * np.asarray(rate, dtype=float)
    return np.select(
        [np.isnan(pace), np.abs(pace) <= neutral, pace >= 0.01, pace > 0, pace > -0.01],
        ["", "no_change", "significant_progress", "moderate_progress", "moderate_movement_away"],
        default="significant_movement_away",
    )


def unsd(facts: _Facts) -> np.ndarray:
    """UNSD: extrapolate ve = yt · (1 + g)^(tT − t); (ve − y0) / (T − y0) ≥ .95 on track, ≥ .10 some progress.

    United Nations Statistics Division, "Sustainable Development Goals Progress Chart 2022: Technical Note".
    """
    with np.errstate(all="ignore"):
        expected = growth.project(facts.latest, facts.growth, facts.left)
        share = (expected - facts.base) / (facts.target - facts.base)
    share = np.where(facts.nothing_to_do, -np.inf, share)
    return _bands(facts, facts.rates_known, share, [(0.95, "on_track"), (0.10, "some_progress")], "stagnation")


def sdsn(facts: _Facts) -> np.ndarray:
    """SDSN: linear pace reached / needed: ≥ 1 on track, .5–1 moderately improving, 0–.5 stagnating, < 0 decreasing.

    Sustainable Development Solutions Network, "Sustainable Development Report 2024", annex: methods summary.
    """
    with np.errstate(all="ignore"):
        pace = facts.done / (facts.gone / facts.whole)
    pace = np.where(facts.nothing_to_do, -np.inf, pace)
    bands = [(1 - 1e-9, "on_track"), (0.5, "moderately_improving"), (0.0, "stagnating")]
    return _bands(facts, facts.known, pace, bands, "decreasing")


def domestic(facts: _Facts, faster: float, behind: float) -> np.ndarray:
    """国内规划评估: the completed share (yt − y0) / (T − y0) over the share of the *declared path* due by now.

    Met before the target year is 提前实现; from `faster` on 快于预期, from `behind` on 符合预期, below 滞后. Where the
    path asks for nothing yet (one step at the end), standing still is as expected.
    """
    with np.errstate(all="ignore"):
        due = (facts.path - facts.base) / (facts.target - facts.base)
        measure = facts.done / due
    waiting = np.where(facts.done > 0, np.inf, np.where(facts.done == 0, 1.0, -np.inf))
    measure = np.where(facts.nothing_to_do, -np.inf, np.where(due == 0, waiting, measure))
    judged = _bands(facts, facts.known, measure, [(faster, "faster"), (behind, "as_expected")], "behind")
    return np.where((judged == "met") & (facts.left > 0), "reached_early", judged)
