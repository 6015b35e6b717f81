"""The pieces of 规划体检: choices with their counts, findings that open on the quotes they rest on, rules explained."""

from collections.abc import Sequence

from dash import dcc, html

from analysis.audit import belonging
from analysis.codelists import definitions
from dashboard.pages.audit import view as audit_view
from dashboard.pages.audit.view import ACCEPTED, OPEN, View
from dashboard.shared import address, badges, components, region_chooser
from dashboard.shared.data import Data
from dashboard.shared.findings import MOST_QUOTES, Finding, Findings, Quote, counts

STATES = {OPEN: "待处理", ACCEPTED: "已核对并接受"}


def choices(data: Data, view: View) -> list:
    """The controls; each says how many findings a choice would show. Only what has findings is offered."""
    return [
        components.labelled("地区", _region_choice(data, view), basis="11rem", most="16rem"),
        components.labelled("规划", _document_choice(data, view), basis="14rem", most="26rem"),
        components.labelled("规则", _rule_choice(data, view), basis="16rem", most="30rem"),
        components.labelled("严重程度", _severity_choice(data, view)),
        *([components.labelled("处理情况", _state_choice(data, view))] if _any_accepted(data) else []),
    ]


def _numbers(data: Data, view: View, filter: str, by: str) -> dict[str, int]:
    return counts(audit_view.shown(data.view(Findings.of), view.without(filter)), by)


def _dropdown(name: str, value: str, everything: str, options: list[dict]):
    control = components.dropdown(f"audit-{name}")
    control.options, control.value = [{"value": "", "label": everything}, *options], value
    return control


def _region_choice(data: Data, view: View):
    numbers = _numbers(data, view, "region", "owner")
    options = [
        {**one, "label": html.Span([one["label"], html.Small(f"{numbers.get(one['value'], 0)} 条", className="count")])}
        for one in region_chooser.options(data.regions)
        if numbers.get(one["value"]) or one["value"] == view.region
    ]
    return _dropdown("region", view.region, "全部地区", options)


def _document_choice(data: Data, view: View):
    findings = data.view(Findings.of)
    numbers = _numbers(data, view, "document", "document")
    names = {code: title for code, title in findings.titles.items() if code in numbers or code == view.document}
    return _dropdown(
        "document", view.document, "全部规划", [_option(code, name, numbers) for code, name in names.items()]
    )


def _rule_choice(data: Data, view: View):
    numbers = _numbers(data, view, "rule", "rule")
    codes = sorted({*numbers, view.rule} - {""})
    options = [_option(code, f"{code} {data.view(Findings.of).rule_title(code)}", numbers) for code in codes]
    return _dropdown("rule", view.rule, "全部规则", options)


def _option(value: str, name: str, numbers: dict[str, int]) -> dict:
    label = html.Span([name, html.Small(f"{numbers.get(value, 0)} 条", className="count")])
    return {"value": value, "label": label, "search": name}


def _severity_choice(data: Data, view: View) -> html.Div:
    numbers = _numbers(data, view, "severity", "severity")
    names = {"": "全部", **definitions.terms()["severity"]}
    total = sum(numbers.values())
    links = [
        _chip(f"{name} {numbers.get(code, 0) if code else total}", view.change(severity=code), code == view.severity)
        for code, name in names.items()
    ]
    return html.Div(links, className="link-chips")


def _any_accepted(data: Data) -> bool:
    return any(one.accepted for one in data.view(Findings.of).all)


def _state_choice(data: Data, view: View) -> html.Div:
    links = [_chip(name, view.change(state=code), code == view.state) for code, name in STATES.items()]
    return html.Div(links, className="link-chips")


def _chip(text: str, view: View, chosen: bool) -> dcc.Link:
    said = html.Span(text, **({"aria-current": "true"} if chosen else {}))  # a link itself takes no such mark
    return dcc.Link(said, href=view.address(), className="chosen" if chosen else "")


def nothing(data: Data, view: View) -> list:
    """Why there is no finding, and the way to all of them."""
    said = f"{belonging.UNAUDITED}。" if _unaudited(data, view) else "没有符合条件的发现。"
    every = html.P(dcc.Link("看全部发现", href=View().address()), className="screen-only")
    return [html.P(said, className="verdict"), every]


def _unaudited(data: Data, view: View) -> bool:
    """Whether the view is of a place without a plan: no rule has run, so none has found nothing."""
    return bool(view.region) and not data.view(Findings.of).of_place(view.region).audited


def elsewhere(data: Data, view: View) -> list:
    """What other documents print about the region, apart from its own findings."""
    found = audit_view.elsewhere(data.view(Findings.of), view)
    if not found:
        return []
    name = data.regions[view.region].name
    return [
        html.H2(f"其他文献印出、说到{name}的 {len(found)} 条"),
        html.P("被质疑的数字印在别处，不计入本地规划。", className="quiet"),
        html.Ol([finding(data, view, one) for one in found], className="findings-list"),
        html.P(sources(data, found), className="quiet"),
    ]


def sources(data: Data, found: Sequence[Finding]) -> str:
    """The documents that the findings rest on."""
    titles = dict.fromkeys(data.view(Findings.of).titles[one] for each in found for one in each.documents)
    return f"资料来源：{'；'.join(f'《{title}》' for title in titles)}。" if titles else ""


def summary(data: Data, found: Sequence[Finding]) -> str:
    """One sentence: 共 60 条发现：差错 5 条，疑点 21 条，提示 34 条，出自 25 条规则。"""
    numbers, names = counts(found, "severity"), definitions.terms()["severity"]
    parts = [f"{names[code]} {numbers[code]} 条" for code in names if code in numbers]
    return f"共 {len(found)} 条发现：{'，'.join(parts)}；出自 {len(counts(found, 'rule'))} 条规则。"


def finding(data: Data, view: View, one: Finding) -> html.Li:
    """One line; unfolded, the numbers and the quotes. The address takes its id along (assets/audit/page.js)."""
    findings = data.view(Findings.of)
    marks = html.Span([badges.severity(one.severity), html.Span(one.rule, className="rule-code")], className="marks")
    head = html.Summary([marks, html.Span(one.message, className="message")])
    measured = [
        ("印出的", one.printed),
        ("重算的，或应当的", one.recomputed),
        ("相差", one.deviation),
        ("接受的理由", one.accepted),
    ]
    facts = [part for name, text in measured if text for part in (html.Dt(name), html.Dd(text))]
    quotes = findings.quotes(one)
    rest = len(one.figures) - len(quotes)
    more = (
        [html.P(f"另有 {rest} 个数字，见下载的表。", className="quiet")]
        if rest > 0 and len(one.figures) > MOST_QUOTES
        else []
    )
    body = [
        html.Dl(facts, className="facts"),
        html.H3("所依据的原文"),
        html.Ol([quote(each) for each in quotes], className="quotes"),
        *more,
        html.H3(f"规则 {one.rule}　{findings.rule_title(one.rule)}"),
        *rule_text(data, one.rule),
        dcc.Link("只看这条规则的发现", href=View(rule=one.rule, state=view.state).address(), className="screen-only"),
    ]
    opened = {"open": True} if one.id == view.finding else {}
    details = html.Details([head, html.Div(body, className="body")], id=f"finding-{one.id}", **opened)
    return html.Li(details)


def quote(one: Quote) -> html.Li:
    value = html.P([html.Strong(f"{one.place}“{one.name}”"), f" {one.when} {one.what}：", html.Strong(one.value)])
    remarks = [f"{label}：{text}" for label, text in (("更正", one.correction), ("说明", one.note)) if text]
    link = dcc.Link("在数据表中打开", href=address.of("/data", figure=one.figure), className="screen-only")
    return html.Li([value, html.P([one.citation, " ", link]), *(html.P(text, className="quiet") for text in remarks)])


def rule_text(data: Data, code: str) -> list:
    known = data.view(Findings.of).rules.get(code)
    if known is None:
        return []
    return [html.P(known.reason), *([html.P(f"算例：{known.example}", className="quiet")] if known.example else [])]


def pages(view: View, found: int) -> list:
    """Links to the other pages of a long list."""
    last = -(-found // audit_view.A_PAGE)
    if last < 2:
        return []
    first = (view.page - 1) * audit_view.A_PAGE
    said = html.Span(f"第 {first + 1}—{min(first + audit_view.A_PAGE, found)} 条，共 {found} 条")
    steps = [("上一页", view.page - 1), ("下一页", view.page + 1)]
    links = [dcc.Link(name, href=audit_view.at_page(view, page).address()) for name, page in steps if 1 <= page <= last]
    return [html.Nav([said, *links], className="pages screen-only", **{"aria-label": "分页"})]


def rule_list(data: Data, view: View) -> list:
    """All rules of the program with what they are about; those that found nothing come last."""
    numbers = _numbers(data, view, "rule", "rule")
    known = data.view(Findings.of).rules
    silent = [code for code in known if code not in numbers]
    unaudited = _unaudited(data, view)
    found = "没有对本地规划运行过" if unaudited else f"其中 {len(known) - len(silent)} 条在所选范围内有发现"
    parts: list = [
        html.H2(["全部规则", html.Span(f"{len(known)} 条", className="count")]),
        html.P(f"{found}。", className="quiet"),
        html.Ul([_rule(data, view, code, numbers[code]) for code in sorted(numbers)]),
    ]
    if silent:
        inner = [
            html.Summary(f"{'规则' if unaudited else '所选范围内没有发现的规则'} {len(silent)} 条"),
            html.Ul([_rule(data, view, code, 0) for code in silent]),
        ]
        parts.append(html.Details(inner, className="silent"))
    return parts


def _rule(data: Data, view: View, code: str, number: int) -> html.Li:
    title = html.Span(data.view(Findings.of).rule_title(code), className="title")
    head = html.Summary([html.Span(code, className="rule-code"), title, html.Span(str(number), className="count")])
    link = [dcc.Link(f"看这 {number} 条", href=view.change(rule=code).address())] if number else []
    return html.Li(html.Details([head, html.Div([*rule_text(data, code), *link], className="body")]))
