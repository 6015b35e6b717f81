"""The pieces of 横向比较: the sortable table, what it says in one sentence, the red-red list."""

from collections.abc import Sequence

from dash import dcc, html

from analysis import numerals
from analysis.charts.chart import source_line
from analysis.codelists import definitions
from analysis.words import promises
from analysis.words import targets as words
from dashboard.pages.compare import data as compare_data
from dashboard.pages.compare import view as compare_view
from dashboard.pages.compare.data import Row
from dashboard.pages.compare.view import View
from dashboard.shared import address, assessed, badges, wording
from dashboard.shared.data import Data

COLUMNS = {
    "place": "地区",
    "name": "指标",
    "latest": "最近实际",
    "target": "目标",
    "gap": "与目标的差距",
    "achieved": "年均变动",
    "needed": "需要每年",
    "recent": "近期变动",
    "outcome": "结论",
}
ABOUT = {
    "achieved": "从基期到最近一年",
    "needed": "从基期到目标年",
    "recent": f"最近两个已知年份之间每年的变动，与再往前{compare_data.BEFORE}年内相比",
}
NOTE = (
    "年均变动从基期算到最近一年；近期变动是最近两个已知年份之间每年的变动，"
    f"“加快”“放慢”与再往前{compare_data.BEFORE}年内每年的变动相比。金额按增速，其余按每年增减。"
)
RED = (
    "两条都成立的目标：一、落后，即结论是未完成、滞后，或到期未公布而末次滞后；二、放慢，即最近两个已知年份之间每年的变动，"
    f"小于再往前{compare_data.BEFORE}年内每年的变动（相差不到 0.1 个百分点的算持平）。"
    "已知年份不足三年的无从比较，不列入。"
)
NOTHING = "—"
PACE_TONES = {compare_data.FASTER: "good", compare_data.SLOWER: "warn", compare_data.STEADY: "none"}


def table(view: View, rows: Sequence[Row]) -> html.Table:
    shown = [name for name in COLUMNS if name != "name" or len(view.series) > 1]
    heads = [_head(view, name) for name in shown]
    largest: dict[str, float] = {}
    for row in rows:
        levels = [row.value, row.target.row["target_level"] if row.target else None]
        largest[row.series] = max([largest.get(row.series, 0.0), *(one for one in levels if one is not None)])
    body = [_row(view, row, shown, largest[row.series]) for row in rows]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="comparison")


def _head(view: View, name: str) -> html.Th:
    number = "number" if name in ("latest", "target", "gap", "achieved", "needed", "recent") else ""
    if name not in compare_view.SORTS:
        return html.Th(COLUMNS[name], scope="col", className=number)
    here = view.sort == name
    arrow = ("↓" if view.descending else "↑") if here else "↕"
    mark = html.Span(arrow, className="arrow", **{"aria-hidden": "true"})
    link = dcc.Link([COLUMNS[name], mark], href=view.sorted_by(name).address(), title=ABOUT.get(name, ""))
    order = {"aria-sort": "descending" if view.descending else "ascending"} if here else {}
    return html.Th(link, scope="col", className=number, **order)


def _row(view: View, row: Row, shown: list[str], largest: float) -> html.Tr:
    cells = {
        "place": html.Th(_place(row), scope="row"),
        "name": _cell("name", row.name),
        "latest": _cell("latest", _latest(row, largest), "number"),
        "target": _cell("target", _target(row), "number"),
        "gap": _cell("gap", _gap(row), "number"),
        "achieved": _cell("achieved", _yearly(row, "achieved"), "number"),
        "needed": _cell("needed", _yearly(row, "needed"), "number"),
        "recent": _cell("recent", _recent(row), "number"),
        "outcome": _cell("outcome", badges.verdict(row.target) if row.target else html.Small("没有目标")),
    }
    return html.Tr([cells[name] for name in shown], className="marked" if row.region == view.region else "")


def _cell(name: str, content, kind: str = "") -> html.Td:
    return html.Td(
        content, className=f"{kind} nothing" if content == NOTHING else kind, **{"data-label": COLUMNS[name]}
    )


def _place(row: Row) -> dcc.Link:
    key = row.target.key if row.target else row.series
    return dcc.Link(row.place, href=address.of("/growth", region=row.region, indicator=key))


def _target(row: Row) -> str:
    if row.target is None:
        return NOTHING
    return words.goal(row.target.row)


def _latest(row: Row, largest: float) -> list | str:
    if row.value is None:
        return "没有"
    notes = [f"{row.year}年"]
    if row.how_known not in ("", "published", None):
        notes.append(definitions.terms()["how_known"][row.how_known])
    bar = html.Span(className="level-bar", style=_shares(row, largest))
    return [html.Strong(_level(row)), html.Small("，".join(notes) + _whose(row)), bar]


def _level(row: Row) -> str:
    """With its comparator: ≥60%, 约100%."""
    return wording.level_text(row.value, *row.bounds, row.unit)


def _whose(row: Row) -> str:
    return promises.whose({"latest_source_level": row.source_level}, "latest")


def _shares(row: Row, largest: float) -> dict[str, str]:
    """How long the bar is and where its mark of the target stands, of the largest in the series."""
    goal = row.target.row["target_level"] if row.target else None
    parts = {"--share": row.value, "--goal": goal}
    return {name: f"{100 * value / largest:.1f}%" for name, value in parts.items() if value is not None and largest > 0}


def _gap(row: Row) -> str | list:
    gap = row.missing
    if gap is None:
        return NOTHING
    text = wording.difference(gap, row.unit)
    share = abs(assessed.share_missing(row.target))
    if gap > 0:
        return [html.Strong(f"差 {text}"), *([html.Small(f"目标的 {share:.0%}")] if row.unit != "%" else [])]
    return f"超出 {text}" if gap < 0 else "持平"


def _yearly(row: Row, kind: str) -> str:
    """Growth for money, steps for everything else."""
    if row.target is None:
        return NOTHING
    money = row.unit.startswith("元")
    value = row.target.row[f"{kind}_rate" if money else f"{kind}_step"]
    if value is None:
        return NOTHING
    return numerals.needed_percent(value) if money and kind == "needed" else change(value, row.unit, money)


def change(value: float, unit: str, relative: bool) -> str:
    if relative:
        return wording.rate(value)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + wording.difference(value, unit)


def _recent(row: Row) -> str | list:
    movement = row.movement
    if movement is None:
        return NOTHING
    parts: list = [html.Strong(change(movement.recent, row.unit, movement.relative))]
    if row.pace:
        parts.append(html.Span(row.pace, className=f"badge {PACE_TONES[row.pace]}"))
    if movement.earlier is not None:
        before = change(movement.earlier, row.unit, movement.relative)
        parts.append(html.Small(f"此前 {before}"))
    return parts


def red_list(rows: Sequence[Row]) -> html.Section:
    """Behind and slowing down, whatever the indicator."""
    title = html.H2(["双红名单", html.Span(f"{len(rows)} 项", className="count")])
    lines = [
        html.Li([badges.verdict(row.target), html.Span(row.place, className="place-name"), _series(row), _why_red(row)])
        for row in rows
    ]
    content = html.Ul(lines) if lines else html.P("范围内没有既落后又放慢的目标。", className="empty")
    about = html.P(RED, className="quiet")
    return html.Section([title, about, content], id="red-list", className="card red-list")


def _series(row: Row) -> dcc.Link:
    return dcc.Link(row.name, href=address.of("/growth", region=row.region, indicator=row.target.key))


def _why_red(row: Row) -> html.Span:
    movement = row.movement
    recent, before = (change(one, row.unit, movement.relative) for one in (movement.recent, movement.earlier))
    gap = f"差 {wording.difference(row.missing, row.unit)}" if (row.missing or 0) > 0 else "每年下限未做到"
    (start, end), (earlier, _) = movement.recent_years, movement.earlier_years
    known = words.known_level(row.target.row, "latest")
    return html.Span(f"{known}，{gap}；每年变动由 {before}（{earlier}—{start}年）放慢到 {recent}（{start}—{end}年）")


def sources(data: Data, view: View, rows: Sequence[Row]) -> str:
    """The documents in which the numbers of the rows are printed."""
    figures = [figure for row in rows for figure in row.figure_ids]
    return source_line(figures, data.workspace.lookup, view.region)


def summary(rows: Sequence[Row]) -> str:
    """How many places, how many known, who leads, who trails."""
    known = [row for row in rows if row.value is not None]
    if not rows:
        return "范围内没有一个地区有这些指标的实际值或目标。"
    places, aimed = len({row.region for row in rows}), len({row.region for row in rows if row.target})
    text = f"{places} 个地区，其中 {len({row.region for row in known})} 个有实际值，{aimed} 个有目标"
    if len({row.series for row in rows}) == 1 and len(known) > 1:
        low, high = min(known, key=lambda row: row.value), max(known, key=lambda row: row.value)
        text += f"；实际值从{_told(low)}到{_told(high)}"
    return f"{text}。各地最近年份不同，比较时请看年份。" if len({row.year for row in known}) > 1 else f"{text}。"


def _told(row: Row) -> str:
    return f"{row.place} {_level(row)}（{row.year}年）{_whose(row)}"
