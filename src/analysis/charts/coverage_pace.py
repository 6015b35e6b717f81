"""Coverage rates of one place: where they stood, where they are to be, and how many points a year that takes."""

from collections.abc import Mapping

import pandas as pd

from analysis.charts import rows, wording
from analysis.charts.chart import ChartData, ChartSeries, source_line, tidy

figure = rows.figure
ROLES = {"baseline": "基期", "observed": "实际", "target": "目标"}


def data(table: pd.DataFrame, region_code: str, lookup: Mapping[str, pd.DataFrame]) -> ChartData:
    """One row a coverage rate, in the order given.

    `table`: `name` of the row; `baseline`, `observed`, `target` in %, missing where unknown; `baseline_figure_id`,
    `observed_figure_id`, `target_figure_id` ("" where there is none); `target_year`; `pace`, the points a year that are
    needed from the last known level (missing where none is known). `lookup` as in `chart.source_line`.
    """
    parts = []
    for column, name in ROLES.items():
        known = table.dropna(subset=[column])
        labels = [wording.amount(value, "%") for value in known[column]]
        marks = {"position": known["name"], "value": known[column], "label": labels,
                 "figure_id": known[f"{column}_figure_id"]}  # fmt: skip
        parts.append((ChartSeries(name, column), pd.DataFrame(marks)))
    frame, series = tidy(parts)
    place = lookup["regions"].set_index("region_code").at[region_code, "name_zh"]
    return ChartData(
        chart="coverage_pace",
        title=_title(table, place),
        subtitle="规划基期、目标与已公开的后续实际；右侧数字为百分比",
        unit="%",
        frame=frame,
        series=series,
        source=source_line(frame["figure_id"], lookup, region_code),
        note=_note(table),
    )


def _title(table: pd.DataFrame, place: str) -> str:
    with_pace = table.dropna(subset=["pace"])
    targets = int(table["target"].notna().sum())
    known = f"中，{len(with_pace)} 项有起点数" if len(with_pace) < targets else "都有起点数"
    text = f"{place} {targets} 项覆盖率目标{known}"
    to_do = with_pace[with_pace["pace"] > 0]
    if to_do.empty:
        return text + ("，均已达到目标" if len(with_pace) else "，需要的进度无从计算")
    steepest = to_do.loc[to_do["pace"].idxmax()]
    return f"{text}，进度要求最高的是{steepest['name']}，每年须提高 {wording.number(steepest['pace'])} 个百分点"


def _note(table: pd.DataFrame) -> str:
    missing = int((table["target"].notna() & table["pace"].isna()).sum())
    return f"{missing} 项没有公布基期水平，只画出目标；空缺不是 0。" if missing else ""
