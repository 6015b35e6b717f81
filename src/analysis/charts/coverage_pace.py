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
        title=title(table, place),
        subtitle="规划基期、目标与已公开的后续实际；右侧数字为百分比",
        unit="%",
        frame=frame,
        series=series,
        source=source_line(frame["figure_id"], lookup, region_code),
        note=_note(table),
    )


def title(table: pd.DataFrame, place: str, not_drawn: int = 0) -> str:
    """How many targets have a level of the place beside them; of the running ones the steepest pace.

    `table` as in `data`; `not_drawn`: how many targets more the place has, without a level.
    """
    targets, started = int(table["target"].notna().sum()) + not_drawn, int(_started(table).sum())
    known = f"中，{started} 项有本地现状数" if started < targets else "都有本地现状数"
    text = f"{place} {targets} 项覆盖率目标{known}"
    running = table.dropna(subset=["pace"])
    to_do = running[running["pace"] > 0]
    if to_do.empty:
        return text
    steepest = to_do.loc[to_do["pace"].idxmax()]
    return f"{text}，进度要求最高的是{steepest['name']}，每年须提高 {wording.number(steepest['pace'])} 个百分点"


def _started(table: pd.DataFrame) -> pd.Series:
    return table["target"].notna() & (table["baseline"].notna() | table["observed"].notna())


def _note(table: pd.DataFrame) -> str:
    missing = int((table["target"].notna() & ~_started(table)).sum())
    return f"{missing} 项本地没有公布水平，只画出目标；空缺不是 0。" if missing else ""
