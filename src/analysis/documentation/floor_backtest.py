"""The parts of docs/backtest.md on floors of each year's growth."""

from collections.abc import Callable

import pandas as pd

from analysis.codelists import definitions
from analysis.documentation import backtest
from analysis.documentation.markdown import number, table
from analysis.models import scores


def rules(floors: pd.DataFrame | None = None) -> str:
    """Each rule on the same periods (`models.floor_backtest.forecasts`; by default those of the shipped tables)."""
    names = definitions.terms()["backtest_rule"]
    found = scores.of_floors(backtest.shipped().floors if floors is None else floors)
    columns = {
        "": found["rule"].map(names).tolist(),
        "时期数": found["forecasts"].astype(str),
        "地区数": found["clusters"].astype(str),
        "平均说（%）": [number(value, 0) for value in found["said"]],
        "实际做到（%）": [number(value, 0) for value in found["reached"]],
        "布赖尔分数": [number(value, 3) for value in found["brier"]],
    }
    return table(pd.DataFrame(columns, dtype=object))


def summary() -> str:
    """What the test of floors comes to, in one sentence."""
    floors = backtest.shipped().floors
    apart = scores.differences(floors, "brier").set_index("rule").loc["base_rate"]
    skill = backtest.shipped().skill()
    shown = skill.loc[skill["promise"] == "every_year", "shown"]
    ends = f"{number(apart['low'], 3, True)} 至 {number(apart['high'], 3, True)}"
    said = (
        f"{(floors['rule'] == 'model').sum()} 个时期来自 {apart['clusters']:.0f} 个地市、省或全国；"
        f"基准的布赖尔分数比模型 {number(apart['difference'], 3, True)}（95% 区间 {ends}）。"
    )
    if shown.any():
        return said + f"“每年不低于”的 {len(shown)} 类预测中，{shown.sum()} 类报可能性。"
    few = apart["clusters"] < scores.CLUSTERS_NEEDED
    why = f"全部合并也不足 {scores.CLUSTERS_NEEDED} 个地区" if few else "没有一类的技巧超出误差"
    return said + f"{why}，所以“每年不低于”的可能性一律不报，只说已经见分晓的年份、余下的条件和同类中有多少做到过。"


BLOCKS: dict[str, Callable[[], str]] = {
    "backtest-floors": rules,
    "backtest-floors-summary": summary,
}
