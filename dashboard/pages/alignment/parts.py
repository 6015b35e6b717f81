"""The pieces of the page 目标衔接: one indicator level by level, and all indicators of the same places in a table."""

from collections import Counter

from dash import dcc, html

from analysis.codelists import definitions
from analysis.domain.regions import NATION, Region
from dashboard.pages.alignment.comparisons import Cell, Statement
from dashboard.pages.alignment.data import Alignment
from dashboard.pages.alignment.words import AVERAGE, RELATIONS, UNSAID
from dashboard.shared import address, cite, components, wording
from dashboard.shared.data import Data

PATH, PAGE, KEY = "/alignment", "目标衔接", "alignment"
COLUMNS = (("全国", ("nation",)), ("省（区）", ("province",)), ("市", ("city",)), ("县（市、区）", ("group", "county")))
ORDER = ("less", "weaker", "more", "same", "applies")
MOST_VALUES = 2  # of one place in a cell of the table
# With hundreds of plans, places that say the same share a card, and one column of the table counts those below.
MOST_CARDS, MOST_COLUMNS = 6, 6
NAMED = 2  # of the places that share a card


def badge(relation: str) -> html.Span | None:
    name, tone = RELATIONS[relation]
    return None if relation in UNSAID else html.Span(name, className=f"badge tone {tone}")


def indicator_control(alignment: Alignment, region: str, common: str) -> html.Div:
    control = components.dropdown(f"{KEY}-indicator")
    control.options, control.value = [], common
    known = alignment.known(region)
    for domain, name in definitions.terms()["domain"].items():
        codes = [code for code in known if alignment.domain(code) == domain]
        if codes:
            control.options.append({"value": f"domain:{domain}", "label": name, "disabled": True})
        control.options += [{"value": code, "label": alignment.row_name(region, code)} for code in codes]
    return components.labelled("指标", control, basis="18rem", most="30rem")


def verdict(alignment: Alignment, places: list[Region], region: Region, common: str) -> str:
    """One sentence: the place's own target against the one above; else how the places below stand to theirs."""
    cell, name = alignment.cell(region.code, common), alignment.row_name(region.code, common)
    if cell.relation == "applies":
        return f"{region.name}没有单独设“{name}”的目标，{cell.detail}"
    compared = next((one for one in cell.statements if one.relation == cell.relation and one.detail), None)
    if compared is not None and cell.relation != "unknown":
        return f"{region.name}“{name}”的目标是{compared.value}（{compared.year}），{compared.detail}"
    own = "、".join(dict.fromkeys(f"{one.value}（{one.year}）" for one in cell.statements))
    said = f"{region.name}“{name}”的目标是{own}" if own else f"{region.name}没有设“{name}”的目标"
    if cell.relation in ("unplanned", "inapplicable"):
        said = cell.detail.replace("它", region.name)
    elif not own and region.code == NATION:
        said = f"公开报道中没有全国“{name}”的目标"
    way = [one for one in places if one.code in alignment.plans and one.code != region.code]
    found = Counter(alignment.cell(one.code, common).relation for one in way)
    told = [f"{found[code]} 个{RELATIONS[code][0]}" for code in ORDER if found[code]]
    return f"{said}；所列其他规划中有 {'、'.join(told)}" if told else said


def ladder(data: Data, places: list[Region], region: str, common: str) -> html.Div:
    """A column a level, from the nation down to the county; a card a place, or a card for all that say the same."""
    columns = []
    for title, levels in COLUMNS:
        of_level = [one for one in places if one.level in levels]
        groups = [[one] for one in of_level]
        if len(of_level) > MOST_CARDS:
            groups = _alike(data.view(Alignment.of), of_level, region, common)
        cards = [
            _card(data, one[0], one[0].code == region, common) if len(one) == 1 else _shared_card(data, one, common)
            for one in groups
        ]
        if cards:
            columns.append(html.Section([html.H2(title), *cards], className="level"))
    return html.Div(columns, className="ladder")


def _alike(alignment: Alignment, places: list[Region], region: str, common: str) -> list[list[Region]]:
    """The places that have set the same and stand to those above alike, in order of the first; `region` by itself."""
    groups: dict[tuple, list[Region]] = {}
    for place in places:
        cell = alignment.cell(place.code, common)
        said = tuple(
            (one.what, one.value, one.year, one.attribute, one.relation, one.detail) for one in cell.statements
        )
        own = place.code if place.code == region else ""
        groups.setdefault((own, cell.relation, "" if said else cell.detail, said), []).append(place)
    return list(groups.values())


def _shared_card(data: Data, places: list[Region], common: str) -> html.Article:
    title = f"{'、'.join(one.name for one in places[:NAMED])}等 {len(places)} 个地区"
    links = [dcc.Link(one.name, href=address.of(PATH, region=one.code, indicator=common)) for one in places]
    listed = html.Details([html.Summary("全部地区"), html.Ul([html.Li(link) for link in links])], className="places")
    said = _said(data, places[0], common, with_sources=False)
    return html.Article([html.H3(title), *said, listed], className="place-card")


def _card(data: Data, place: Region, chosen: bool, common: str) -> html.Article:
    link = dcc.Link(place.name, href=address.of(PATH, region=place.code, indicator=common))
    head = html.H3(html.Span(place.name, **{"aria-current": "true"}) if chosen else link)
    return html.Article([head, *_said(data, place, common)], className="place-card chosen" if chosen else "place-card")


def _said(data: Data, place: Region, common: str, with_sources: bool = True) -> list:
    """What a place has set, or that it has not."""
    cell = data.view(Alignment.of).cell(place.code, common)
    if cell.statements:
        return [_statement(data.view(Alignment.of), one, with_sources) for one in cell.statements]
    what = "公开报道中没有这一目标" if place.code == NATION else cell.detail or "没有设这一目标"
    return [html.P([*filter(None, [badge(cell.relation)]), html.Span(what)], className="unset")]


def _statement(alignment: Alignment, one: Statement, with_source: bool = True) -> html.Div:
    facts = [one.year, *filter(None, [one.attribute])]
    head = [html.Span(one.what, className="kind")] if one.what else []
    lines = [html.P([*head, html.Strong(one.value), html.Span(" · ".join(facts), className="when")], className="value")]
    if RELATIONS[one.relation][0]:
        lines.append(html.P([badge(one.relation), html.Span(one.detail, className="detail")]))
    if not with_source:
        return html.Div(lines, className="statement")
    quote = wording.one_line(one.row["quote"] or "") or f"{one.row['printed_value']}{one.row['printed_unit']}"
    cited = [f"《{alignment.title(one)}》{one.row['section']}：“{quote}”，", cite.link(one.figure_id)]
    known = wording.how_known_text({name: one.row[name] or "" for name in ("how_known", "source_standing")})
    source = [html.P(cited), *([html.P(f"依据：{known}")] if known else [])]
    source += [html.P(f"说明：{one.row['note']}")] if one.row["note"] else []
    lines.append(html.Details([html.Summary("出处"), *source]))
    return html.Div(lines, className="statement")


def judged(alignment: Alignment, region: str) -> list[str]:
    """The places that the filters speak of: the chosen one, known or not; where it has no plan but places below it
    have, those."""
    if region in alignment.plans:
        return [region]
    return [code for code in alignment.below(region) if code in alignment.plans] or [region]


def row_relation(alignment: Alignment, region: str, common: str) -> str:
    """The one kind of an indicator's row: the gravest relation among the places that the filters speak of."""
    found = {alignment.cell(one, common).relation for one in judged(alignment, region)}
    return next(code for code in RELATIONS if code in found)


def growth_link(alignment: Alignment, region: str, common: str) -> list[html.P]:
    """To the page 增长路径, for what the place itself has set (a province an average)."""
    stated = alignment.cell(region, common).statements
    if not stated:
        return []
    href = address.of("/growth", region=region, indicator=stated[0].row["indicator_id"])
    return [html.P(dcc.Link("这一目标的增长路径和完成情况", href=href), className="screen-only")]


def counts(alignment: Alignment, region: str, shown: str, common: str) -> html.Div:
    """The table's rows by kind, as links that filter it. The kinds part the rows: their numbers add up to all."""
    found = Counter(row_relation(alignment, region, code) for code in alignment.known(region))
    links = [_filter("", f"全部 {found.total()} 项指标", shown, region, common)]
    links += [
        _filter(code, f"{name} {found[code]} 项", shown, region, common)
        for code, (name, _) in RELATIONS.items()
        if found[code]
    ]
    return html.Div(links, className="filters screen-only", role="group", **{"aria-label": "筛选"})


def counted(alignment: Alignment, region: Region) -> str:
    """What the filters count."""
    places = judged(alignment, region.code)
    if places == [region.code]:
        return f"每项指标计一次，按{region.name}与上级的关系归类。"
    return f"每项指标计一次，按{region.name}所辖 {len(places)} 份规划中排在最前的一种关系归类。"


def _filter(code: str, text: str, shown: str, region: str, common: str) -> dcc.Link:
    current = {"className": "chip current"} if code == shown else {"className": "chip"}
    return dcc.Link(text, href=address.of(PATH, region=region, indicator=common, show=code), **current)


def matrix(data: Data, places: list[Region], region: str, shown: str, common: str) -> html.Div:
    """All indicators of the places: what each has set, and how the chosen one stands to those above."""
    alignment = data.view(Alignment.of)
    columns = [one for one in places if one.code in alignment.plans or one.code in (NATION, region)]
    way = [one.code for one in data.regions.trail(region)]
    below = [one for one in columns if one.code not in way]
    counted = below if len(below) > MOST_COLUMNS else []
    columns = [one for one in columns if one not in counted]
    heads = [html.Th("指标", scope="col"), *(html.Th(one.name, scope="col") for one in columns)]
    heads += [html.Th(f"所辖 {len(counted)} 份规划", scope="col")] if counted else []
    rows, domain = [], None
    for code in listed(alignment, region, shown):
        if alignment.domain(code) != domain:
            domain = alignment.domain(code)
            name = definitions.terms()["domain"][domain]
            rows.append(html.Tr(html.Th(name, colSpan=len(heads), scope="colgroup"), className="domain"))
        link = dcc.Link(
            alignment.row_name(region, code), href=address.of(PATH, region=region, indicator=code, show=shown)
        )
        cells = [_cell(alignment.cell(one.code, code)) for one in columns]
        cells += [_counts_of([alignment.cell(one.code, code) for one in counted])] if counted else []
        rows.append(html.Tr([html.Th(link, scope="row"), *cells], className="current" if code == common else ""))
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)])
    return html.Div(table, className="scroll", tabIndex=0)


def listed(alignment: Alignment, region: str, shown: str) -> list[str]:
    """The indicators that the table has a row of: all, or those of one kind; by domain."""
    known = alignment.known(region)
    order = list(definitions.terms()["domain"])
    kept = [code for code in known if not shown or shown == row_relation(alignment, region, code)]
    return sorted(kept, key=lambda code: order.index(alignment.domain(code)))


def _cell(cell: Cell) -> html.Td:
    said = [f"{AVERAGE}{one.value}" if one.average else one.value for one in cell.statements]
    values = list(dict.fromkeys(said))
    text = "；".join(values[:MOST_VALUES]) + (f" 等 {len(values)} 项" if len(values) > MOST_VALUES else "")
    marks = [] if cell.relation == "unknown" else filter(None, [badge(cell.relation)])
    return html.Td([html.Span(text or "—"), *marks], title=cell.detail)


def _counts_of(cells: list[Cell]) -> html.Td:
    """How many places stand how: 高于上级 80、没有设 20."""
    found = Counter(cell.relation for cell in cells)
    named = [(RELATIONS[code][0], tone, found[code]) for code, (_, tone) in RELATIONS.items() if found[code]]
    marks = [html.Span(f"{name} {number}", className=f"badge tone {tone}") for name, tone, number in named]
    return html.Td(marks or "—", className="counts")
