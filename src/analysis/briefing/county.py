"""One page about one county: what applies there, where it comes from, how its standards have moved."""

from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.briefing import gather, sentences, target_tables
from analysis.briefing.completion import finish
from analysis.briefing.exhibits import Graph, Table
from analysis.briefing.parts import Brief, Section, Statement
from analysis.charts import wording
from analysis.charts.chart import source_line
from analysis.domain.series import MEASURE
from analysis.models import coverage as models
from analysis.research import coverage, standards
from analysis.research.workspace import Workspace

MOST_ROWS, MOST_ROWS_ALONE, MOST_STATEMENTS, MOST_TARGETS = 7, 20, 5, 2  # rows beside a chart, and without one
NEAREST = ("own", "group", "city", "province", "nation")


def one_page(
    code: str, topic: str, topic_name: str, rate: float, targets: pd.DataFrame, day: date, space: Workspace
) -> Brief:
    """The short brief. Raises ValueError where nothing at all applies to the place."""
    place = space.region_names[code]
    in_force = gather.within_topic(standards.standards(code, space=space), topic, space)
    graphs = _one_graph(targets, in_force, rate, space)
    said = sentences.of_targets(targets, rate, space.lookup)[:MOST_TARGETS]
    table = coverage_table(code, topic, space, (MOST_ROWS if graphs else MOST_ROWS_ALONE) - len(said))
    if targets.empty and in_force.empty and table is None:
        raise ValueError(f"数据中没有适用于{place}“{topic_name}”的目标、标准或覆盖率，写不成简报")
    statements = [own_targets(targets, code, space), *said]
    room = MOST_STATEMENTS - len(statements) - 1
    shown = in_force.head(max(1, room)).to_dict("records")
    statements += [sentences.standard_in_force(row, gather.owner(row, space)) for row in shown]
    statements += [applying(code, topic, space)] if table is not None else []
    exhibits = (*graphs, *([table] if table is not None else []))
    return finish(
        region_code=code,
        topic=topic_name,
        title=f"{with_city(code, space)}“十四五”民政目标一页简报",
        place=with_city(code, space),
        summary=[replace(statement, text=statement.text.partition("。")[0] + "。") for statement in statements],
        sections=(Section("适用的标准和目标", (), exhibits),),
        day=day,
        space=space,
        short=True,
    )


def with_city(code: str, space: Workspace) -> str:
    """鞍山市铁西区: 29 names of counties are shared."""
    lineage = space.codelists.lineage
    above = lineage[lineage["region_code"] == code].sort_values("distance")["ancestor_code"]
    cities = [other for other in above if space.codelists.regions.at[other, "level"] == "city"]
    return (
        "".join(space.region_names[other] for other in [*cities[:1], code] if other != code) + space.region_names[code]
    )


def own_targets(targets: pd.DataFrame, code: str, space: Workspace) -> Statement:
    """How many targets the place's own plan has; without one, that nothing of its own is known."""
    place = space.region_names[code]
    if targets.empty and not gather.findings(code, "", space).audited:
        return Statement(f"{place}未收录规划，未体检；以下标准和目标都注明是谁的，{place}没有公布的不作推断。")
    if targets.empty:
        return Statement(f"{place}规划中没有这方面的目标，以下标准和目标都注明是谁的。")
    text = f"{place}的规划载有目标 {len(targets)} 项：{target_tables.counted(targets)}"
    return Statement(text + "。", tuple(targets["figure_id"].head(1)))


def _one_graph(targets: pd.DataFrame, in_force: pd.DataFrame, rate: float, space: Workspace) -> list[Graph]:
    """The growth path that tells most: of the target that stands worst, else of the standard that is known longest."""
    order = {standing: place for place, standing in enumerate(sentences.NEEDS_ATTENTION)}
    gravest = targets.assign(place_in_order=sentences.standings(targets).map(order))
    gravest = gravest.sort_values("place_in_order", kind="stable")
    chosen = gravest[gravest["money"] & gravest["latest_value"].notna() & gravest["baseline_value"].notna()].head(1)
    if chosen.empty:
        longest = in_force.assign(span=in_force["year"] - in_force["first_year"]).sort_values("span", ascending=False)
        chosen = longest[longest["span"] > 0].head(1)
    if chosen.empty:
        return []
    graphs = gather.path_graphs(chosen, rate, space)
    named = [graph for graph in graphs if chosen["what"].iloc[0] in graph.title]
    return (named or graphs)[:1]


def _applying_rows(code: str, topic: str, space: Workspace) -> pd.DataFrame:
    """The coverage targets that hold in a county: those with a known start, the nearest level, the last year first."""
    if space.codelists.regions.at[code, "level"] != "county":
        return pd.DataFrame()
    rows = gather.within_topic(coverage.paces(code, space=space), topic, space)
    if rows.empty:
        return rows
    rank = {level: place for place, level in enumerate(NEAREST)}
    rows = rows.assign(
        rank=rows["target_source_level"].map(rank),
        known=rows["start_value"].notna(),
    )
    order = ["known", "rank", "target_year", "indicator_id", "residence"]
    return rows.sort_values(order, ascending=[False, True, False, True, True], ignore_index=True)


def applying(code: str, topic: str, space: Workspace) -> Statement:
    """How many coverage targets apply, and whose they are; the first of each level is named as its source."""
    rows = _applying_rows(code, topic, space)
    terms = rows.set_index("target_source_level")["target_source_region_code"].map(space.region_names).to_dict()
    counts = rows["target_source_level"].value_counts()
    whose = [level for level in NEAREST if level in counts]
    parts = [f"{_whose(level, terms)} {counts[level]} 项" for level in whose]
    started = int(rows["start_value"].notna().sum())
    text = f"适用于{space.region_names[code]}的覆盖率目标共 {len(rows)} 项，"
    text += f"其中{'、'.join(parts)}" if len(whose) > 1 else f"均出自{_whose(whose[0], terms)}"
    text += f"；有本地现状数可对照的 {started} 项" if started else "；本地都没有公布可对照的现状数"
    named = rows.sort_values("rank", kind="stable").drop_duplicates("rank")["target_figure_id"]
    return Statement(f"{text}。", tuple(named), f"{_applying_count(rows, space.region_names[code])}。")


def _applying_count(rows: pd.DataFrame, place: str) -> str:
    started = int(rows["start_value"].notna().sum())
    known = f"有本地现状数可对照的 {started} 项" if started else "本地都没有公布现状数"
    return f"适用于{place}的覆盖率目标共 {len(rows)} 项，{known}"


def _whose(level: str, owners: dict[str, str]) -> str:
    return "本级规划" if level == "own" else "全国目标" if level == "nation" else f"{owners[level]}规划"


def _known_above(rows: pd.DataFrame, code: str, space: Workspace) -> list[str]:
    """全国2025年 67.5%, for each row without a level of the place: what the nearest place above published last."""
    frames, key = space.tables, MEASURE
    beside = models.context(frames["figures"], frames["documents"], [code], space.codelists)
    last = beside.sort_values("year").groupby(key).tail(1).set_index(key)
    texts = {
        series: f"{space.region_names[level['source_region_code']]}{level['year']}年 "
        + wording.valued(*level[["comparator", "value", "value_low", "value_high", "unit"]])
        for series, level in last.iterrows()
    }
    own = rows["start_value"].notna()
    return ["" if has else texts.get(tuple(row), "") for has, row in zip(own, rows[key].values, strict=True)]


def coverage_table(code: str, topic: str, space: Workspace, most: int | None = None) -> Table | None:
    """The coverage targets that apply in a county, with the level they come from; None where there is none."""
    rows = _applying_rows(code, topic, space)
    if rows.empty:
        return None
    shown = rows.head(most) if most else rows
    frame = pd.DataFrame(
        {
            "覆盖率": shown["what"].tolist(),
            "本地现状（%）": shown["start_value"].astype("float64").tolist(),
            "现状年": shown["start_year"].astype("Int64").tolist(),
            "目标": [wording.limit(row.target_comparator, row.target_value, "%") for row in shown.itertuples()],
            "目标年": shown["target_year"].astype("Int64").tolist(),
            "谁的目标": shown["target_source_region_code"].map(space.region_names).tolist(),
        }
    )
    frame["上级公布（参考）"] = _known_above(shown, code, space)
    for name in ("现状年", "目标年"):
        frame[name] = frame[name].astype("Int64")
    ids = [
        figure
        for row in shown.itertuples()
        for figure in (row.target_figure_id, row.baseline_figure_id, row.observed_figure_id)
    ]
    ids = [figure for figure in dict.fromkeys(ids) if isinstance(figure, str) and figure]
    left = len(rows) - len(shown)
    note = f"另有 {left} 项未列出。" if left else "“—”表示没有公布或没有查到，不是零。"
    place = space.region_names[code]
    title = f"适用于{place}的覆盖率目标（共 {len(rows)} 项，列出部分）" if left else _applying_count(rows, place)
    widths, source = (5.0, 1.4, 1.1, 2.0, 1.1, 1.75, 2.9), source_line(ids, space.lookup, code)
    return Table(title, frame, widths, source, note, gather.MAP_METHOD, figure_ids=tuple(ids))
