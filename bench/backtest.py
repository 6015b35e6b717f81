"""The modelling part of a build with the series of 300 plans: `python bench/backtest.py`.

The series below the nation of the shipped tables are copied to further made-up prefectures until there are as many
as 300 plans would bring; levels differ by a few per cent at random (fixed seed), so that no copy counts as the same
decree.
Timed are what a build spends on them: the backtest of levels and floors with the choice of the model's sizes, and the
fits and forecasts of all series. Processor time of one core. Fails where it is more than LIMIT seconds.
"""

import sys
import time
from string import ascii_uppercase

import numpy as np
import pandas as pd
from page import write_section

from analysis import tables
from analysis.domain.series import SERIES
from analysis.models import backtest, floor_backtest, probability, scores, trend, withheld
from analysis.models.levels import known_levels
from analysis.models.trend import PLACE_DIGITS

PLANS = (5, 75, 150, 300)
LIMIT = 60.0
TARGET_YEAR = 2030


def shipped() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Levels without the withheld statements, and the indicators."""
    names = ("baselines", "observations", "figures", "indicators")
    baselines, observations, figures, indicators = (tables.read(name) for name in names)
    return withheld.without(known_levels(baselines, observations, figures), figures), indicators


def multiplied(levels: pd.DataFrame, times: int) -> pd.DataFrame:
    """`levels` and the series below the nation `times` − 1 times more, in prefectures of their own."""
    random = np.random.default_rng(12)
    own = levels[levels["region_code"] != withheld.NATION]
    series = own.groupby(SERIES).ngroup().to_numpy()
    place, rest = own["region_code"].str[:PLACE_DIGITS], own["region_code"].str[PLACE_DIGITS:]
    number = pd.factorize(place)[0]
    parts = [levels]
    for copy in range(1, times):
        code = [f"{ascii_uppercase[copy // 26]}{ascii_uppercase[copy % 26]}{one:02d}" for one in number]
        factor = random.normal(1, 0.02, series.max() + 1)[series] * random.normal(1, 0.005, len(own))
        parts.append(own.assign(region_code=pd.Series(code, own.index) + rest, value=own["value"] * factor))
    return pd.concat(parts, ignore_index=True)


def seconds(levels: pd.DataFrame, indicators: pd.DataFrame) -> tuple[float, int, int]:
    """Processor time, and how many forecasts of levels and periods of floors were tested."""
    started = time.process_time()
    found = backtest.tested(levels, indicators)
    floors = floor_backtest.forecasts(levels, indicators, found)
    scores.skill(pd.concat([backtest.forecasts_of(found), floors], ignore_index=True))
    probability.quantiles(trend.fit(levels, indicators), TARGET_YEAR)
    return time.process_time() - started, len(found.cases), int((floors["rule"] == "model").sum())


def main() -> int:
    levels, indicators = shipped()
    rows, first, taken = [], 0.0, 0.0
    for plans in PLANS:
        copied = multiplied(levels, plans // PLANS[0])
        taken, cases, periods = seconds(copied, indicators)
        first = first or taken
        count = len(copied[SERIES].drop_duplicates())
        print(f"{plans} plans: {count:,} series, {cases:,} forecasts, {periods:,} periods: {taken:.1f} s")
        rows.append(f"| {plans} | {count:,} | {cases:,} | {periods:,} | {float(f'{taken / first:.2g}'):g} |")
    write_section("backtest", section(rows))
    return int(taken > LIMIT)


def section(rows: list[str]) -> str:
    listed = "\n".join(rows)
    return f"""## 回测和预测

`python bench/backtest.py`：一次生成中模型部分的全部工作（水平和“每年不低于”的回测、参数的选定、全部数列的拟合
和预测），数列由现有的移到各地（固定种子，各处的水平略有不同）。300 份规划须在 {LIMIT:.0f} 秒内完成
（一个核的处理器时间），超出即失败。

| 规划 | 数列 | 水平的预测 | 逐年的时期 | 耗时是首行的几倍 |
|---|---|---|---|---|
{listed}
"""


if __name__ == "__main__":
    sys.exit(main())
