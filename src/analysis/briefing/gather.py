"""What a brief of a place is made from, by the verbs of `research`: its targets, standards, charts and maps."""

from dataclasses import replace

import pandas as pd

from analysis.audit import belonging
from analysis.briefing.exhibits import Graph
from analysis.charts import coverage_pace
from analysis.charts.chart import ChartData
from analysis.models.levels import SEPARATOR
from analysis.research import growth, progress
from analysis.research.workspace import Workspace

ROWS_A_CHART = 12
MOST_STANDARD_CHARTS = 8
SEVERITIES = ("error", "warning")
METHODS = {
    "growth_path": "推算按复利：某年水平＝基期水平×（1＋年增速）的年数次方；所需增速＝（目标÷基期）的年数次方根－1。",
    "parity": "比值＝同一年两类标准相除；双方增速相同时比值不变。",
    "assessment": "目标需要的增速从基期水平算到目标年；实际年均增速从基期算到最近公布的年份，均按复利。",
    "coverage_pace": "所需进度＝（目标－最近已知水平）÷剩余年数，单位为百分点／年。",
}
MAP_METHOD = (
    "现状只用本县（市、区）自己公布的数；本县没有目标的，列出适用的上级目标（城区、市、省、全国），写明是谁的。"
    "没有数据不作 0 处理。"
)


def graph(data: ChartData) -> Graph:
    """The chart for a brief, with the method behind it."""
    return Graph(data, METHODS.get(data.chart, ""))


def within_topic(frame: pd.DataFrame, topic: str, space: Workspace) -> pd.DataFrame:
    """The rows whose indicator belongs to the topic: a domain's code, an indicator's id, or "" for all."""
    if not topic:
        return frame
    domain = frame["indicator_id"].map(space.codelists.indicators["domain"])
    return frame[(domain == topic) | (frame["indicator_id"] == topic)]


def to_draw(targets: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """`region_code`, `indicator_id` worth a path: targets with a known level, then standards, longest known first.

    `targets`: assessed targets of one region; `standards`: rows of `research.standards`.
    """
    with_level = targets[(targets["money"] | targets["pair"]) & targets["baseline_value"].notna()]
    span = standards["year"] - standards["first_year"]
    longest = standards.assign(span=span).sort_values("span", ascending=False, kind="stable")
    return pd.concat([with_level, longest])[["region_code", "indicator_id"]].drop_duplicates()


def path_graphs(asked: pd.DataFrame, rate: float, space: Workspace) -> list[Graph]:
    """Growth paths and parity charts of the indicators in `to_draw`; a single known year draws no path."""
    parts: list[growth.Growth] = []
    for region_code, rows in asked.groupby("region_code", sort=False):
        parts += growth.of_indicators(str(region_code), list(rows["indicator_id"].unique()), rate, space)
    drawn = [part for part in parts if _has_path(part)]
    return [graph(part.chart()) for part in drawn[:MOST_STANDARD_CHARTS]]


def _has_path(part: growth.Growth) -> bool:
    (found,) = part.answers
    return len(found.known) > 1 or (found.has_target and pd.notna(found.row["baseline_value"]))


def coverage_graphs(targets: pd.DataFrame, region_code: str, space: Workspace) -> list[Graph]:
    """Coverage targets of the place itself that have a known start, steepest first, ROWS_A_CHART a chart."""
    rows = targets[
        targets["indicator_id"].map(space.codelists.indicators["coverage"]) & targets["target_level"].notna()
    ]
    without = len(rows)
    rows = rows[rows["baseline_value"].notna() | rows["latest_value"].notna()]
    without -= len(rows)
    if rows.empty:
        return []  # nothing to compare with: the table of targets says as much
    last = rows["latest_value"].fillna(rows["baseline_value"])
    year = rows["latest_year"].fillna(rows["baseline_year"]).astype("float64")
    left = (rows["target_year"].astype("float64") - year).where(rows["target_year"] > space.as_of)
    end = int(space.tables["documents"]["period_end"].max())
    table = pd.DataFrame(
        {
            "name": rows["what"] + [f"（{year}年）" if year != end else "" for year in rows["target_year"]],
            "baseline": rows["baseline_value"],
            "observed": rows["latest_value"],
            "target": rows["target_level"],
            "baseline_figure_id": rows["baseline_level_id"].fillna(""),
            "observed_figure_id": rows["latest_level_id"].fillna(""),
            "target_figure_id": rows["figure_id"],
            "target_year": rows["target_year"],
            "pace": ((rows["target_level"] - last).clip(lower=0) / left).mask(
                (last >= rows["target_level"]) & left.notna(), 0.0
            ),
        }
    ).sort_values(["pace", "target", "name"], ascending=[False, False, True], na_position="last")
    parts = [table.iloc[start : start + ROWS_A_CHART] for start in range(0, len(table), ROWS_A_CHART)]
    title = coverage_pace.title(table, space.region_names[region_code], without)
    places = [f"（{place}/{len(parts)}）" if len(parts) > 1 else "" for place in range(1, len(parts) + 1)]
    charts = [
        replace(coverage_pace.data(part, region_code, space.lookup), title=title + place)
        for part, place in zip(parts, places, strict=True)
    ]
    left = f"另有 {without} 项没有公布起点数，没有画出。" if without else ""
    return [graph(replace(data, note=data.note + left)) for data in charts]


def places_below(region_code: str, space: Workspace) -> list[str]:
    """The place and all below it that have levels of their own."""
    lineage = space.codelists.lineage
    below = set(lineage.loc[lineage["ancestor_code"] == region_code, "region_code"])
    return sorted(below & set(space.known["region_code"]))


def progress_rows(region_code: str, topic: str, rate: float, space: Workspace) -> pd.DataFrame:
    """Growth of the money standards known in the place and below it, the place's own first."""
    rows = within_topic(progress.progress(places_below(region_code, space), rate, space=space), topic, space)
    return rows.assign(own=rows["region_code"] == region_code).sort_values(
        ["own", "achieved_rate"], ascending=[False, False], ignore_index=True
    )


def progress_graphs(rows: pd.DataFrame, rate: float, space: Workspace) -> list[Graph]:
    shown = rows.drop_duplicates(["what", "base_value", "last_value"]).head(ROWS_A_CHART)
    if len(shown) < 2:
        return []
    data = progress.chart(shown.drop(columns="own"), rate, space=space)
    left = len(rows) - len(shown)
    if left:
        # What is drawn are the place's own and the fastest: the title counts all.
        title = f"{progress.chart(rows.drop(columns='own'), rate, space=space).title}（图中为其中 {len(shown)} 项）"
        note = data.note + f"本级的先列，其余由快到慢；另有 {left} 项没有画出，其中数值相同的只画一项。"
        data = replace(data, title=title, note=note)
    return [graph(data)]


def findings(region_code: str, topic: str, space: Workspace) -> belonging.Belonging:
    """Errors and warnings that nobody has accepted, of the place's own plans and about it in others; errors first."""
    rows = within_topic(space.tables["findings"], topic, space)
    rows = rows[(rows["accepted"] == "") & rows["severity"].isin(SEVERITIES)]
    rows = rows.sort_values("severity", key=lambda column: column.map(SEVERITIES.index), kind="stable")
    return belonging.of_place(rows, space.tables["documents"], region_code)


def plan_items(targets: pd.DataFrame, space: Workspace) -> pd.Series:
    """How many items the plans' tables of indicators mark as 约束性 and as 预期性, by that mark.

    An item is one printed value of the table: it may be the target of several series (城市 and 农村), each a row here.
    """
    figures = space.tables["figures"].set_index("figure_id")
    ids = targets["figure_ids"].str.split(SEPARATOR).explode().unique()
    marked = figures.loc[ids].query("attribute != ''")
    return marked.drop_duplicates(["document_id", "start", "end"])["attribute"].value_counts()


def owner(row: pd.Series, space: Workspace) -> str:
    """Whose a standard of `research.standards` is: the name of the place that set it, "" for the place itself."""
    if row["source_level"] == "own":
        return ""
    figures = space.tables["figures"].set_index("figure_id")
    return space.region_names[figures.at[row["figure_id"], "region_code"]]
