"""The pieces of 数据与来源: choices, the list of documents, and everything that is known of one printed number."""

from dash import dcc, html

from analysis import numerals, tables
from analysis.codelists import definitions
from analysis.domain.regions import nearest
from analysis.words import corrections
from dashboard.pages.figures import view as figures_view
from dashboard.pages.figures.data import Figures, what
from dashboard.pages.figures.view import PATH, View
from dashboard.shared import address, badges, components, grid, region_chooser, wording
from dashboard.shared.data import Data
from dashboard.shared.findings import Findings

COLUMNS = [
    {"field": "place", "headerName": "地区", "width": 94},
    {"field": "name", "headerName": "指标和口径", "flex": 5, "minWidth": 130},
    {"field": "what", "headerName": "类别", "width": 82, "sortable": False},
    {"field": "when", "headerName": "年份", "width": 86, "headerTooltip": "* 年份系推断"},
    {"field": "value", "headerName": "数值", "width": 118, "cellClass": "number", "headerClass": "number"},
    {"field": "quote", "headerName": "原文", "flex": 3, "minWidth": 106, "sortable": False},
    {"field": "document", "headerName": "文献", "flex": 4, "minWidth": 140},
]
ROW, LINE = 42, 18  # pixels: two lines of text
BLOCK = 100  # rows that the browser asks for at once
USES = {"baselines": "基期水平", "targets": "规划目标", "observations": "实际水平", "coverage": "县级覆盖率"}


def choices(data: Data, view: View) -> list:
    terms, known = definitions.terms(), data.view(Figures.of)
    search = dcc.Input(id="data-search", type="search", value=view.search, autoComplete="off")
    search.placeholder, search.maxLength = "地区、指标、原文……", 200
    used = set(known.figures["region_code"])
    regions = [one for one in region_chooser.options(data.regions) if one["value"] in used | {view.region}]
    indicators = sorted(set(known.figures["indicator_id"]) | {view.indicator.partition(".")[0]} - {""})
    return [
        components.labelled("全文搜索", search, basis="10rem", most="16rem"),
        _labelled("文献", "document", view.document, "全部文献", _options(known.titles), "9rem"),
        _labelled("类别", "kind", view.kind, "全部类别", _options(terms["kind"]), "7rem"),
        _labelled("地区", "region", view.region, "全部地区", regions, "9rem"),
        _scope_choice(view),
        _labelled("领域", "domain", view.domain, "全部领域", _options(terms["domain"]), "8rem"),
        _labelled("指标", "indicator", view.indicator, "全部指标", _indicators(data, view, indicators), "10rem"),
    ]


def _labelled(label: str, name: str, value: str, everything: str, options: list[dict], basis: str) -> html.Div:
    control = components.dropdown(f"data-{name}")
    control.options, control.value = [{"value": "", "label": everything}, *options], value
    return components.labelled(label, control, basis=basis, most="16rem")


def _options(names: dict[str, str]) -> list[dict]:
    return [{"value": code, "label": name} for code, name in names.items()]


def _indicators(data: Data, view: View, codes: list[str]) -> list[dict]:
    """Every indicator with figures; and the one with its dimensions that the address may name."""
    printed = data.view(Figures.of)
    names, english = printed.names, printed.indicators["name_en"]
    order = list(definitions.terms()["domain"])
    domain = printed.indicators["domain"]
    codes = sorted(codes, key=lambda code: (order.index(domain[code]), names[code]))
    options = [
        {"value": code, "label": names[code], "search": f"{names[code]} {english[code]} {code}"} for code in codes
    ]
    if "." in view.indicator:
        code, _, dimensions = view.indicator.partition(".")
        told = [_dimension(one) for one in dimensions.split(".")]
        options.append({"value": view.indicator, "label": f"{names[code]}（{'，'.join(told)}）"})
    return options


def _dimension(code: str) -> str:
    terms = definitions.terms()
    return {**definitions.subgroups(), **terms["residence"], **terms["arrangement"]}.get(code, code)


def notices(data: Data, missing: dict[str, str]) -> list[html.P]:
    """Says of each parameter that it names nothing and is passed over."""
    names = {"kind": "类别", "domain": "领域"}
    said = [
        html.P(f"没有地址中的{names[one]}，已略过。", className="notice", role="status")
        for one in names
        if one in missing
    ]
    if "indicator" in missing:
        known = {code: [name, code] for code, name in data.view(Figures.of).names.items()}
        near = nearest(missing["indicator"], known)
        links = [
            part for code in near for part in ("　", dcc.Link(known[code][0], href=address.of(PATH, indicator=code)))
        ]
        text = f"没有“{missing['indicator'][:40]}”这个指标，已略过。" + ("相近的有：" if near else "")
        said.append(html.P([text, *links[1:]], className="notice", role="status"))
    return said


def table(view: View) -> html.Div:
    """Rows are asked for in blocks as they come into sight (assets/figures/page.js)."""
    sort = {view.sort: {"sort": view.order or "asc"}}
    return grid.place(
        "data-grid",
        "印出的数字",
        columnDefs=[{**column, **sort.get(column["field"], {})} for column in COLUMNS],
        defaultColDef={
            **{"sortable": True, "resizable": True, "suppressHeaderMenuButton": True, "suppressMovable": True},
            **{"wrapText": True, "cellStyle": {"lineHeight": f"{LINE}px"}},
        },
        rowModelType="infinite",
        getRowId="params.data.id",
        dashGridOptions={
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": 20,
            "rowHeight": ROW,
            "headerHeight": 34,
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "enableCellTextSelection": True,
            "tooltipShowDelay": 400,
        },
    )


def documents(data: Data) -> list:
    """Where all numbers come from; a title shows its numbers only."""
    terms, entries = definitions.terms(), []
    for row in data.frames["documents"].to_dict("records"):
        about = "，".join(
            filter(None, [row["issuers"], row["number"], row["date"], terms["document_status"][row["status"]]])
        )
        button = html.Button(row["title"], type="button", **{"data-document": row["document_id"]})
        lines = [
            html.P([button, html.Span(f"{row['figure_count']} 个数字", className="count")]),
            html.P(about, className="quiet"),
        ]
        note = [html.Details([html.Summary("说明"), html.P(row["note"])], className="quiet")] if row["note"] else []
        entries.append(html.Li([*lines, *note]))
    return [html.H2("来源"), html.Ul(entries, className="scroll", tabIndex=0)]


def provenance(data: Data, figure: str) -> list:
    """Everything that is known of one number: what is printed where, what it was read as, what it is used for."""
    known = data.view(Figures.of)
    row, indicator = known.row(figure), known.indicators.loc[known.row(figure)["indicator_id"]]
    head = [
        html.P([known.places[row["region_code"]], html.Span(row["figure_id"], className="city")], className="place"),
        html.P(known.series_name(row), className="rate"),
        html.Dl(_facts([("数值", wording.value_text(row))], "value"), className="facts"),
        html.Dl(_facts(_reading(row)), className="facts"),
    ]
    parts = [html.Div(head, className="now"), _section("出处", _source(data, row))]
    remarks = [("更正", corrections.worded(row["correction"])), ("说明", row["note"])]
    if any(text for _, text in remarks):
        parts.append(_section("读法", remarks))
    parts.append(
        _section(
            "指标", [("定义", indicator["definition"]), ("领域", definitions.terms()["domain"][indicator["domain"]])]
        )
    )
    return [*parts, *_uses(data, row)]


def _facts(pairs: list, kind: str = "") -> list:
    return [part for name, text in pairs if text for part in (html.Dt(name), html.Dd(text, className=kind))]


def _section(title: str, pairs: list) -> html.Section:
    return html.Section([html.H3(title), html.Dl(_facts(pairs), className="facts")])


def _reading(row: dict) -> list[tuple[str, str]]:
    printed = numerals.with_unit(row["printed_value"], row["printed_unit"]).strip()
    return [
        ("印作", printed + ("" if row["unit_stated"] or not printed else "（单位系推断）")),
        ("类别", what(row)),
        ("年份", wording.period_text(row)),
        ("相对于", row["base"]),
        ("依据", row["reference"]),
        ("性质", row["attribute"]),
        ("执行", row["effective"]),
        ("如何得知", wording.how_known_text(row)),
    ]


def _source(data: Data, row: dict) -> list:
    document = data.view(Figures.of).documents.loc[row["document_id"]]
    about = "，".join(filter(None, [document["issuers"], document["number"], document["date"]]))
    return [
        ("文献", f"《{document['title']}》" + (f"（{about}）" if about else "")),
        ("章节", row["section"]),
        ("表中序号", row["table_row"]),
        ("原文", f"“{wording.one_line(row['quote'])}”" if row["quote"] else ""),
        ("位置", wording.place_text(row)),
        ("网址", components.web_link(row["address"]) if row["address"] else ""),
    ]


def _uses(data: Data, row: dict) -> list:
    """Which tables the number stands in, and what the audit says of it."""
    figure, lines = row["figure_id"], []
    for name, title in USES.items():
        frame = data.frames[name]
        stated = frame[frame["figure_ids"].str.contains(figure, regex=False)]
        stated = stated[[figure in ids.split(tables.SEPARATOR) for ids in stated["figure_ids"]]]
        if len(stated):
            adopted = "采用" if (stated["figure_id"] == figure).any() else "另有同说，未采用"
            lines.append((title, f"{adopted}，{len(stated)} 个县" if name == "coverage" else adopted))
    parts = [_section("用在哪里", lines)] if lines else []
    found = [one for one in data.view(Findings.of).all if figure in one.figures]
    if found:
        items = [
            html.Li(
                [
                    badges.severity(one.severity),
                    " ",
                    dcc.Link(one.message, href=address.of("/audit", finding=one.id)),
                ]
            )
            for one in found
        ]
        parts.append(html.Section([html.H3("规划体检"), html.Ul(items)]))
    return parts


def _scope_choice(view: View) -> html.Div:
    """Whether the chosen region's parts are meant, too; shown by the page's JavaScript where a region is chosen."""
    control = components.dropdown("data-scope", searchable=False)
    control.options = [{"value": "", "label": "仅本地"}, {"value": figures_view.BELOW, "label": "含下级地区"}]
    control.value = view.scope
    return html.Div(components.labelled("范围", control, basis="7rem"), id="data-scope-box", hidden=not view.region)
