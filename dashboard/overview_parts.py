"""The pieces of 总览: counts that lead to their targets, what needs attention, map, findings, places below."""

from collections import Counter
from collections.abc import Iterable, Sequence

from dash import dcc, html

from analysis.codelists import definitions
from dashboard import address, assessed, cite, downloads, growth_series, overview_data, wording
from dashboard.assessed import OUTCOMES, Target
from dashboard.data import Data

PATH, MAP_PATH, AUDIT_PATH = "/", "/coverage-map", "/audit"
MOST_ATTENTION, MOST_FINDINGS = 5, 4
TOTAL = "合计"


def tone(outcome: str) -> str:
    return f"tone {OUTCOMES[outcome]}"


def badge(outcome: str) -> html.Span:
    return html.Span(assessed.outcome_name(outcome), className=f"badge {tone(outcome)}")


def growth_link(target: Target, text: str) -> dcc.Link:
    return dcc.Link(text, href=address.of("/growth", region=target.region, indicator=target.key))


def count_table(targets: Sequence[Target], region: str) -> html.Table:
    """Outcomes by attribute; each number opens the list of the targets that it counts."""
    found = overview_data.counts(targets)
    shown = _outcomes(one.outcome for one in targets)
    attributes = [name for name in assessed.ATTRIBUTES if any(one.attribute == name for one in targets)]
    heads = [html.Th(assessed.outcome_name(code), scope="col", className=tone(code)) for code in shown]
    corner = [html.Td(), *heads, html.Th(TOTAL, scope="col")]
    rows = [_count_row(assessed.attribute_name(one), found, [one], shown, region) for one in attributes]
    if len(attributes) > 1:
        rows.append(_count_row(TOTAL, found, attributes, shown, region))
    return html.Table([html.Thead(html.Tr(corner)), html.Tbody(rows)], className="counts")


def _outcomes(found: Iterable[str]) -> list[str]:
    """Those that have a column: all but the rare 基期已达到 where it does not occur."""
    occurring = set(found)
    return [code for code in OUTCOMES if code != "met_at_base" or code in occurring]


def _count_row(name: str, found: Counter, attributes: list[str], shown: list[str], region: str) -> html.Tr:
    attribute = None if name == TOTAL else name
    cells = []
    for code in shown:
        number = sum(found[one, code] for one in attributes)
        href = address.of(PATH, region=region, attribute=attribute, outcome=code)
        what = f"{name}{assessed.outcome_name(code)}"
        cells.append(html.Td(_number(number, href, what), className=tone(code) if number else ""))
    number = sum(found[one, code] for one in attributes for code in OUTCOMES)
    href = address.of(PATH, region=region, attribute=attribute, outcome="all")
    cells.append(html.Td(_number(number, href, f"{name}全部"), className="sum"))
    return html.Tr([html.Th(name, scope="row"), *cells], className="total" if name == TOTAL else "")


def _number(number: int, href: str, what: str) -> dcc.Link | html.Span:
    if not number:
        return html.Span("0", className="zero")
    return dcc.Link(str(number), href=href, title=f"{what}：{number} 项，打开清单")


def share_bar(targets: Sequence[Target]) -> html.Div:
    """The same counts as one bar, for the eye only."""
    found = Counter(one.outcome for one in targets)
    parts = [html.Span(className=tone(code), style={"flexGrow": found[code]}) for code in OUTCOMES if found[code]]
    return html.Div(parts, className="share-bar", **{"aria-hidden": "true"})


def attention_list(targets: Sequence[Target]) -> list:
    items = overview_data.attention(targets)
    if not items:
        return [html.P(_nothing_urgent(targets), className="empty")]
    lines = []
    for item in items[:MOST_ATTENTION]:
        marks = [badge(item.first.outcome), *_binding(item.first)]
        source = cite.link(item.first.row["figure_id"])
        head = html.P([*marks, growth_link(item.first, item.name), source], className="what")
        lines.append(html.Li([head, html.P(item.sentence)]))
    more = len(items) - MOST_ATTENTION
    return [html.Ol(lines), *([html.P(f"另有 {more} 项，见清单。", className="quiet")] if more > 0 else [])]


def _binding(target: Target) -> list:
    return [html.Span(target.attribute, className="attribute")] if target.attribute else []


def _nothing_urgent(targets: Sequence[Target]) -> str:
    unjudged = sum(one.outcome == "not_judgeable" for one in targets)
    known = "能够判断的目标中，没有滞后或未完成的。" if unjudged < len(targets) else "没有一项目标能够判断。"
    return f"{known}{unjudged} 项无法判断，先要补上实际数据。" if unjudged else known


def unjudged(targets: Sequence[Target]) -> list:
    """Why so many cannot be judged, so that somebody can get the figures."""
    reasons = overview_data.reasons(targets)
    if not reasons:
        return []
    lines = [html.Li([html.Span(f"{number} 项", className="count"), text]) for text, number in reasons]
    return [html.H2("为什么无法判断"), html.Ul(lines, className="reasons")]


def places_below(data: Data, region: str) -> list:
    """Places below that have targets of their own, with the same counts."""
    places = overview_data.below(data, region)
    if not places:
        return []
    shown = _outcomes(outcome for _, found in places for outcome in found)
    rows = []
    for code, found in places:
        name = dcc.Link(data.regions[code].name, href=address.of(PATH, region=code))
        cells = [html.Td(str(found[one]), className=tone(one) if found[one] else "zero") for one in shown]
        rows.append(html.Tr([html.Th(name, scope="row"), *cells]))
    heads = [html.Th(name, scope="col") for name in ("地区", *map(assessed.outcome_name, shown))]
    return [html.H2("所辖地区的目标"), html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="below")]


def target_list(targets: Sequence[Target], region: str, outcome: str, attribute: str | None) -> html.Section:
    """The targets that one of the counts counts."""
    chosen = overview_data.listed(targets, outcome, attribute)
    name = "全部目标" if outcome == "all" else assessed.outcome_name(outcome)
    title = [attribute or "", name, html.Span(f"{len(chosen)} 项", className="count")]
    close = dcc.Link("收起清单", href=address.of(PATH, region=region), className="screen-only")
    heads = [html.Th(text, scope="col") for text in ("目标", "性质", "要求", "最近实际", "还差", "结论", "依据或原因")]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody([_target_row(one) for one in chosen])])
    return html.Section(
        [html.Div([html.H2(title), close], className="title-bar"), html.Div(table, className="wide-table")],
        id="targets",
        className="card list",
    )


def _target_row(target: Target) -> html.Tr:
    gap = assessed.missing(target)
    short = target.outcome in assessed.SHORT and gap is not None and gap > 0
    told = definitions.terms()["outcome_reason"][target.row["outcome_reason"]]
    cells = [
        ("要求", [assessed.wanted(target), " ", cite.link(target.row["figure_id"])]),
        ("最近实际", (assessed.latest(target) or "没有") + assessed.whose(target.row["latest_source_level"])),
        ("还差", wording.difference(gap, target.unit) if short else "—"),
        ("结论", badge(target.outcome)),
        ("依据或原因", told),
    ]
    name = html.Th(growth_link(target, target.name), scope="row")
    attribute = html.Td(assessed.attribute_name(target.attribute), **{"data-label": "性质"})
    return html.Tr([name, attribute, *(html.Td(value, **{"data-label": label}) for label, value in cells)])


def small_map(data: Data, region: str) -> list:
    """A place for the county map around the region (assets/overview.js draws it); the whole nation has no map."""
    trail = [one.code for one in data.regions.trail(region)]
    provinces = [code for code in data.maps if code in trail]
    if not provinces:
        links = [dcc.Link(data.regions[code].name, href=address.of(MAP_PATH, province=code)) for code in data.maps]
        return [html.H2("覆盖率地图"), html.P(["分省查看：", *_separated(links)], className="empty")]
    city = next((one.code for one in data.regions.trail(region) if one.level == "city"), "")
    county = region if data.regions[region].level == "county" else ""
    place = {"province": provinces[0], "city": city, "county": county}
    title = html.H2(dcc.Link("覆盖率地图", href=address.of(MAP_PATH, **place)))
    return [
        title,
        html.P(id="overview-rate", className="quiet"),
        html.Div(id="overview-canvas", className="small-map"),
        html.Div(id="overview-legend", className="small-legend"),
        html.P("示意图，不作为划界依据。", className="quiet"),
        downloads.buttons(picture=".card:has(> #overview-canvas)", label="下载地图"),
        dcc.Store(id="overview-place", data=place),
    ]


def _separated(links: list) -> list:
    return [part for link in links for part in ("　", link)][1:]


def findings(data: Data, region: str) -> list:
    """The gravest of what the audit found in the region's own plans, each leading to the quotes it rests on; apart
    from them how much other plans print about it."""
    both = overview_data.findings(data, region)
    found, elsewhere = (assessed.records(rows) for rows in (both.own, both.elsewhere))
    names = definitions.terms()["severity"]
    counted = Counter(one["severity"] for one in found)
    links = [
        dcc.Link(f"{names[code]} {counted[code]}", href=address.of(AUDIT_PATH, region=region, severity=code))
        for code in names
        if counted[code]
    ]
    title = html.Div([html.H2("规划体检"), html.Span(_separated(links))], className="title-bar")
    own = _listed_findings(found, region) if found else html.P(f"{both.nothing}。", className="empty")
    if not elsewhere:
        return [title, own]
    apart = f"其他文献印出、说到{data.regions[region].name}的 {len(elsewhere)} 条，不计在内"
    link = dcc.Link(apart, href=address.of(AUDIT_PATH, region=region, finding=elsewhere[0]["finding_id"]))
    return [title, own, html.P(link, className="quiet")]


def _listed_findings(found: list[dict], region: str) -> html.Ul:
    lines = [html.Li([_severity(one["severity"]), _finding_link(one, region)]) for one in found[:MOST_FINDINGS]]
    return html.Ul(lines, className="findings")


def _severity(code: str) -> html.Span:
    return html.Span(definitions.terms()["severity"][code], className=f"badge severity {code}")


def _finding_link(finding: dict, region: str) -> dcc.Link:
    """Cut after three lines by the style sheet; the whole sentence is the link's title."""
    text = html.Span(finding["message"], title=finding["message"])
    return dcc.Link(text, href=address.of(AUDIT_PATH, region=region, finding=finding["finding_id"]))


def without_plan(data: Data, region: str) -> list:
    """What a place shows whose plan the project does not hold: that, and where to go on."""
    name = data.regions[region].name
    *above, _ = data.regions.trail(region)
    near = [one for one in above if one.planned]
    links = [dcc.Link(one.name, href=address.of(PATH, region=one.code)) for one in reversed(near)]
    parts: list = [html.H1(name), html.P(f"没有录入{name}的规划，所以没有可以评价的目标。", className="verdict")]
    if links:
        parts.append(html.P(["上级的规划目标：", *_separated(links)]))
    names = data.workspace.codelists.indicators["name_zh"]
    known = [
        dcc.Link(names[one], href=address.of("/growth", region=region, indicator=one))
        for one in growth_series.indicators(data.workspace, region)
    ]
    if known:
        parts += [html.H2(["在这里有效的标准和比例", html.Span(f"{len(known)} 项", className="count")])]
        parts += [html.Ul([html.Li(link) for link in known], className="known")]
    return parts


def basis(data: Data, targets: Sequence[Target]) -> html.P:
    """The plans that the targets stand in, and how far the outcomes go."""
    titles = data.frames["documents"].set_index("document_id")["title"]
    documents = dict.fromkeys(one.row["document_id"] for one in targets)
    links = [dcc.Link(f"《{titles[one]}》", href=address.of("/data", document=one)) for one in documents]
    last = max(one.row["as_of"] for one in targets)
    return html.P(["依据：", *_separated(links), f"。实际值计到{last}年。"], className="quiet")
