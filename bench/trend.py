"""All county trends at once against one statsmodels fit a series: `python bench/trend.py`.

2,850 counties × 60 indicators × 6 years, made up with a fixed seed. Ours: `reach_probability`, from the tables to the
probability, the intervals and the levels within reach of 171,000 targets. statsmodels: a random walk with drift, fitted
and forecast series by series, on a sample, its time multiplied up; without pooling, which it would need on top. Twice:
`UnobservedComponents` is its model of that name, weighted least squares of the yearly rates the lightest way to the
same drift. The growth that all series have in common is pooled once a build, and timed apart. Fails where a number that
both have differs by more than 1e-8, or where we are not RATIOS_NEEDED times faster.
"""

import sys
import time
import warnings
from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import statsmodels.api as sm
from page import write_section
from scipy.special import ndtr
from statsmodels.tsa.statespace.structural import UnobservedComponents

from analysis.domain.series import SERIES
from analysis.models import pooling, probability, scores, trend

COUNTIES, INDICATORS, YEARS = 2850, 60, range(2019, 2025)
TARGET_YEAR, RISE = 2030, 1.5
RATIOS_NEEDED = {"UnobservedComponents": 500, "WLS": 20}
SAME = 1e-8
POOLED = ("evidence", "pool")  # estimated of all series together, once a build; the second is handed the first
SAMPLE = {"UnobservedComponents": 40, "WLS": 400}


def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Levels, targets and indicators of made-up series that are random walks with drift on the logarithm."""
    random = np.random.default_rng(2025)
    count = COUNTIES * INDICATORS
    names = np.array([f"standard_{number:02d}" for number in range(INDICATORS)], dtype=object)
    regions = np.array([f"{110000 + number}" for number in range(COUNTIES)], dtype=object)
    series = pd.DataFrame({"region_code": np.repeat(regions, INDICATORS), "indicator_id": np.tile(names, COUNTIES)})
    series = series.assign(residence="", arrangement="", subgroup="").astype("str")
    steps = random.normal(random.normal(0.08, 0.02, (count, 1)), 0.03, (count, len(YEARS) - 1))
    values = np.exp(random.normal(6, 0.3, (count, 1)) + np.c_[np.zeros(count), np.cumsum(steps, axis=1)])
    levels = series.loc[series.index.repeat(len(YEARS))].reset_index(drop=True)
    levels = levels.assign(year=np.tile(YEARS, count), value=values.ravel(), comparator="=", how_known="published")
    levels = levels.assign(source_standing="official", figure_id=levels.index.astype("str"))
    goal = values[:, -1] * RISE
    targets = series.assign(figure_id=series.index.astype("str"), form="level", comparator=">=", target_level=goal)
    targets = targets.assign(value=goal, value_low=np.nan, value_high=np.nan, target_year=TARGET_YEAR)
    kinds = pd.DataFrame({"indicator_id": names, "quantity": "standard", "unit": "元/人·月", "average_of": ""})
    return levels, targets, kinds.assign(direction="more", lower_bound=0.0, upper_bound=1e5)


def with_components(rates: np.ndarray, years: np.ndarray, position: np.ndarray, ahead: int) -> tuple[float, float]:
    """Drift, and the probability of rising by RISE; the years must have no gaps."""
    result = UnobservedComponents(position, "rwdrift").fit(disp=0)
    forecast = result.get_forecast(ahead)
    middle, spread = forecast.predicted_mean[-1], forecast.se_mean[-1]
    return result.states.smoothed[-1, 1], ndtr((middle - position[-1] - np.log(RISE)) / spread)


def with_least_squares(rates: np.ndarray, years: np.ndarray, position: np.ndarray, ahead: int) -> tuple[float, float]:
    """Drift, and the probability of rising by RISE."""
    result = sm.WLS(rates, np.ones_like(rates), weights=years).fit()
    mean = result.get_prediction(np.ones((1, 1)), weights=np.array([float(ahead)]))
    return result.params[0], ndtr(ahead * (mean.predicted_mean[0] - np.log(RISE) / ahead) / (ahead * mean.se_obs[0]))


def sampled(fit: Callable, levels: pd.DataFrame, size: int) -> tuple[float, np.ndarray]:
    """Seconds a series, and the drifts, of the first `size` series one by one."""
    rows, drifts = levels.head(size * len(YEARS)), []
    started = time.perf_counter()
    for _, series in rows.groupby(SERIES, sort=False):
        position, year = np.log(series["value"].to_numpy()), series["year"].to_numpy(float)
        years = np.diff(year)
        drifts.append(fit(np.diff(position) / years, years, position, TARGET_YEAR - YEARS[-1])[0])
    return (time.perf_counter() - started) / size, np.array(drifts)


def largest_differences(levels: pd.DataFrame, kinds: pd.DataFrame, drifts: dict[str, np.ndarray]) -> dict[str, float]:
    """Between ours and statsmodels: the drifts of each sample."""
    rows = trend.fit(levels, kinds).rows
    return {name: np.abs(rows["drift"].to_numpy()[: len(sample)] - sample).max() for name, sample in drifts.items()}


def timed(levels: pd.DataFrame, targets: pd.DataFrame, kinds: pd.DataFrame) -> tuple[pd.DataFrame, float, float]:
    """The answers, the seconds for all series given the pooled growth, and those for pooling it, once a build."""
    pooled, parts = [], {name: getattr(pooling, name) for name in POOLED}

    def watched(part: Callable) -> Callable:
        def run(*arguments: object, **named: object) -> object:
            started = time.perf_counter()
            found = part(*arguments, **named)
            pooled.append(time.perf_counter() - started)
            return found

        return run

    skill = pd.DataFrame(product(["level"], ["standard"], scores.POINTS, scores.HORIZONS), columns=scores.CELL).assign(
        shown=True
    )
    for name, part in parts.items():
        setattr(pooling, name, watched(part))
    try:
        started = time.perf_counter()
        answers = probability.reach_probability(levels, targets, kinds, skill=skill)
        whole = time.perf_counter() - started
    finally:
        for name, part in parts.items():
            setattr(pooling, name, part)
    return answers, whole - sum(pooled), sum(pooled)


def main() -> int:
    warnings.simplefilter("ignore")  # five points: statsmodels warns of each
    levels, targets, kinds = tables()
    runs = [timed(levels, targets, kinds) for _ in range(3)]
    answers, ours, pooled = runs[0][0], min(run[1] for run in runs), min(run[2] for run in runs)
    count, likely = len(answers), answers["probability"]
    print(f"{count:,} series at once: {ours:.2f} s; probabilities from {likely.min():.2f} to {likely.max():.2f}")
    print(f"pooling their growth, once: {pooled:.2f} s")
    ratios, drifts = {}, {}
    for name, fit in {"UnobservedComponents": with_components, "WLS": with_least_squares}.items():
        each, drifts[name] = sampled(fit, levels, SAMPLE[name])
        ratios[name] = each * count / ours
        print(f"{name}: {each * 1e3:.2f} ms a series, {each * count:,.0f} s for all: {ratios[name]:,.0f} times ours")
    differences = largest_differences(levels, kinds, drifts)
    for name, difference in differences.items():
        print(f"largest difference from {name}: {difference:.1e}")
    write_section("trend", section(ratios, count, pooled / ours))
    slow = [name for name, needed in RATIOS_NEEDED.items() if ratios[name] < needed]
    return int(max(differences.values()) > SAME or bool(slow))


def section(ratios: dict[str, float], count: int, pooled: float) -> str:
    times = {name: f"{float(f'{ratio:.1g}'):,.0f}" for name, ratio in ratios.items()}
    size = f"{COUNTIES:,} 个县 × {INDICATORS} 项指标 × {len(YEARS)}年"
    return f"""## 趋势与可能性

`python bench/trend.py`：{size}（固定种子的模拟数据），从数据表算到 {count:,} 个目标的可能性、区间和可达到的水平。
statsmodels 逐个数列拟合并预测有漂移的随机游走，在样本上计时再按数列数放大，且不含向同类借用；本项目的耗时相应不含
各地共同增速的估计，后者每次构建做一次，另需其余部分的 {float(f"{pooled:.1g}"):g} 倍。

| statsmodels 的做法 | 耗时约为本项目的几倍 | 与本项目相同的数 |
|---|---|---|
| `UnobservedComponents(…, "rwdrift")` | {times["UnobservedComponents"]} | 本地增速，相差不到 1e-8 |
| `WLS`（逐年增速的加权最小二乘，最省的做法） | {times["WLS"]} | 本地增速，相差不到 1e-8 |

共同增速与 `GLS` 相同，见 tests/test_trend.py。倍数取一位有效数字。
"""


if __name__ == "__main__":
    sys.exit(main())
