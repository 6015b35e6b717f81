"""The pieces of 总览: the list of targets, what needs attention, map, findings, what a place without a plan shows."""

from collections import Counter
from collections.abc import Sequence

from dash import dcc, html

from analysis.charts import county_map
from analysis.codelists import definitions
from analysis.words import targets as words
from dashboard.pages.overview import data as overview_data
from dashboard.pages.overview.counts import PATH
from dashboard.pages.overview.data import EVERYTHING, Choice
from dashboard.shared import address, assessed, badges, cite, components, downloads
from dashboard.shared.assessed import Target
from dashboard.shared.data import Data

MAP_PATH, AUDIT_PATH = "/coverage-map", "/audit"
MOST_ATTENTION, MOST_FINDINGS = 5, 4


def growth_link(target: Target, text: str) -> dcc.Link:
    return dcc.Link(text, href=address.of("/growth", region=target.region, indicator=target.key))


def attention_list(targets: Sequence[Target]) -> list:
    items = overview_data.attention(targets)
    if not items:
        return [html.P(_nothing_urgent(targets), className="empty")]
    lines = []
    for item in items[:MOST_ATTENTION]:
        marks = [badges.verdict(item.first), *_binding(item.first)]
        source = cite.link(item.first.row["figure_id"])
        goal = html.Span(item.goal, className="goal")
        head = html.P([*marks, growth_link(item.first, item.name), goal, source], className="what")
        lines.append(html.Li([head, html.P(item.sentence)]))
    more = sum(len(item.targets) for item in items[MOST_ATTENTION:])
    return [html.Ol(lines), *([html.P(f"另有 {more} 项，见清单。", className="quiet")] if more > 0 else [])]


def _binding(target: Target) -> list:
    return [html.Span(target.attribute, className="attribute")] if target.attribute else []


def _nothing_urgent(targets: Sequence[Target]) -> str:
    """Of the main period alone, as the reasons under it are: the numbers add up."""
    main = overview_data.of_main_period(targets)
    unknown = sum(one.tone == "none" for one in main)
    known = "有实际数可对照的目标中，没有未完成或滞后的。" if unknown < len(main) else "没有一项目标有实际数可对照。"
    return f"{known}{unknown} 项说不清，先要补上实际数。" if unknown else known


def unjudged(targets: Sequence[Target]) -> list:
    """Why nothing can be said of so many, so that somebody can get the figures."""
    reasons = overview_data.reasons(targets)
    if not reasons:
        return []
    lines = [html.Li([html.Span(f"{number} 项", className="count"), text]) for text, number in reasons]
    return [html.H2("为什么说不清"), html.Ul(lines, className="reasons")]


def target_list(targets: Sequence[Target], region: str, choice: Choice) -> html.Section:
    """The targets that one of the counts counts."""
    chosen = overview_data.listed(targets, choice)
    name = "全部目标" if choice.outcome == EVERYTHING else assessed.standing_name(choice.outcome)
    said = "，".join(filter(None, [choice.period, choice.attribute, name]))
    title = [said, html.Span(f"{len(chosen)} 项", className="count")]
    close = dcc.Link("收起清单", href=address.of(PATH, region=region), className="screen-only")
    heads = [html.Th(text, scope="col") for text in ("目标", "性质", "要求", "结论", "说明")]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody([_target_row(one) for one in chosen])])
    return html.Section(
        [html.Div([html.H2(title), close], className="title-bar"), html.Div(table, className="wide-table")],
        id="targets",
        className="card list",
    )


def _target_row(target: Target) -> html.Tr:
    cells = [
        ("性质", assessed.attribute_name(target.attribute)),
        ("要求", [words.goal(target.row), " ", cite.link(target.row["figure_id"])]),
        ("结论", badges.verdict(target)),
        ("说明", overview_data.sentence(target).removesuffix("。")),
    ]
    name = html.Th(growth_link(target, target.name), scope="row")
    return html.Tr([name, *(html.Td(value, **{"data-label": label}) for label, value in cells)])


def small_map(data: Data, region: str) -> list:
    """A place for the county map around the region (assets/overview/page.js draws it); the whole nation has no map."""
    trail = [one.code for one in data.regions.trail(region)]
    drawn = county_map.provinces(data.outlines)
    provinces = [code for code in drawn if code in trail]
    if not provinces:
        links = [dcc.Link(data.regions[code].name, href=address.of(MAP_PATH, province=code)) for code in drawn]
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
        dcc.Link(f"{names[code]} {counted[code]} 条", href=address.of(AUDIT_PATH, region=region, severity=code))
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
    lines = [html.Li([badges.severity(one["severity"]), _finding_link(one, region)]) for one in found[:MOST_FINDINGS]]
    return html.Ul(lines, className="findings")


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
    parts: list = [html.H1(name), html.P(f"未收录{name}的规划，没有它自己的目标可以评价。", className="verdict")]
    if links:
        parts.append(html.P(["上级的规划目标：", *_separated(links)]))
    names = data.workspace.codelists.indicators["name_zh"]
    known = [
        dcc.Link(names[one], href=address.of("/growth", region=region, indicator=one))
        for one in data.workspace.indicators_of(region)
    ]
    if known:
        parts += [html.H2(["在这里有效的标准和比例", html.Span(f"{len(known)} 项", className="count")])]
        parts += [html.Ul([html.Li(link) for link in known], className="known")]
    return parts


def basis(data: Data, targets: Sequence[Target]) -> html.P:
    """The plans that the targets stand in, and until when outcomes count."""
    titles = data.frames["documents"].set_index("document_id")["title"]
    documents = dict.fromkeys(one.row["document_id"] for one in targets)
    links = [dcc.Link(f"《{titles[one]}》", href=address.of("/data", document=one)) for one in documents]
    return html.P(["依据：", *_separated(links), f"。{components.judged(data.workspace.as_of)}"], className="quiet")
