"""What the browser draws on the page 增长路径 beside the path of the rate: series with name, role and rows.

A row is year, value, low, high, label; None for what is missing.
"""

import pandas as pd

from analysis.charts import wording
from analysis.charts.chart import ChartData
from analysis.models.answers import Answer
from analysis.research.workspace import Workspace
from analysis.words import targets as words
from analysis.words.growth import MOST_CONTEXT

DECIMALS = 4  # of what is drawn; texts are made from the full number


def drawn(chart: ChartData, slides: bool) -> list[dict]:
    """The chart's series without the path of the chosen rate, which the steps hold."""
    kept = [series for series in chart.series if not (slides and series.role == "path")]
    return [{"name": one.name, "role": one.role, "rows": _rows(chart.rows(one.name))} for one in kept]


def target(answer: Answer) -> list[dict]:
    """The target as a series, beside the levels of other places; nothing where there are none of these."""
    row = answer.row
    if others(answer).empty or not answer.has_target or pd.isna(row["target_level"]):
        return []
    point = [int(row["target_year"]), round(row["target_level"], DECIMALS), None, None, words.level(row)]
    return [{"name": "目标", "role": "target", "rows": [point]}]


def others(answer: Answer) -> pd.DataFrame:
    """The levels of other places, where the place has published none since its base: they decide nothing."""
    if len(answer.observed):
        return answer.context.iloc[:0]
    owners = answer.context["region_code"].unique()[:MOST_CONTEXT]
    return answer.context[answer.context["region_code"].isin(owners)]


def beside(space: Workspace, answer: Answer) -> list[dict]:
    """Those levels as series of hollow points, each with its owner's name."""
    unit = answer.row["level_unit"]
    return [
        {
            "name": f"{space.region_names[owner]}（参考）",
            "role": "context",
            "rows": [
                [int(year), round(value, DECIMALS), None, None, wording.amount(value, unit)]
                for year, value in zip(rows["year"], rows["value"], strict=True)
            ],
        }
        for owner, rows in others(answer).groupby("region_code", sort=False)
    ]


def _rows(frame: pd.DataFrame) -> list[list]:
    """Year, value, low, high, label; None for what is missing."""
    columns = ["value", "low", "high"]
    numbers = frame[columns].round(DECIMALS).astype("object").where(frame[columns].notna(), None)
    return [
        [int(year), *row, label]
        for year, row, label in zip(frame["position"], numbers.to_numpy().tolist(), frame["label"], strict=True)
    ]
