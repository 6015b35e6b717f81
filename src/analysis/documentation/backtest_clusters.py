"""The parts of docs/backtest.md that list each cluster by itself."""

from collections.abc import Callable

import pandas as pd

from analysis.codelists import definitions
from analysis.documentation import backtest
from analysis.documentation.markdown import number, table
from analysis.models import scores


def levels() -> str:
    """The model's forecasts of series with two known years and more."""
    cases = backtest.shipped().levels
    cases = cases[cases["points"] > 1]
    model = scores.scores(cases[cases["rule"] == "model"], ("cluster",)).set_index("cluster")
    base = scores.scores(cases[cases["rule"] == "base_rate"], ("cluster",)).set_index("cluster")["brier"]
    rows = [
        {"地市、省或全国": _name(cluster), "预测数": row["forecasts"], "中位数高于实际（%）": number(row["above"], 0),
         "平均误差（%）": number(row["bias"], 1), "平均绝对误差（%）": number(row["error"], 1),
         "50% 区间命中（%）": number(row["inside_50"], 0), "80% 区间命中（%）": number(row["inside_80"], 0),
         "布赖尔分数": number(row["brier"], 3), "基准": number(base[cluster], 3)}
        for cluster, row in model.sort_index().iterrows()
    ]  # fmt: skip
    return table(pd.DataFrame(rows, dtype=object))


def floors() -> str:
    """Floors of each year: model and base rate."""
    found = scores.of_floors(backtest.shipped().floors, ("cluster", "rule")).pivot(index="cluster", columns="rule")
    rows = [
        {"地市、省或全国": _name(cluster), "时期数": int(row["forecasts", "model"]),
         "平均说（%）": number(row["said", "model"], 0), "实际做到（%）": number(row["reached", "model"], 0),
         "布赖尔分数": number(row["brier", "model"], 3), "基准": number(row["brier", "base_rate"], 3)}
        for cluster, row in found.iterrows()
    ]  # fmt: skip
    return table(pd.DataFrame(rows, dtype=object))


def _name(cluster: str) -> str:
    return definitions.regions()["name_zh"][f"{cluster:0<6}"]


BLOCKS: dict[str, Callable[[], str]] = {"backtest-clusters": levels, "backtest-floors-clusters": floors}
