"""What is wrong with the plans' own numbers: findings by plan, rule and severity, each with the quotes it rests on."""

import dash
from dash import ClientsideFunction, Input, clientside_callback, html

from dashboard.pages.audit import parts as audit_parts
from dashboard.pages.audit import view as audit_view
from dashboard.pages.audit.view import PATH, View
from dashboard.shared import components, downloads
from dashboard.shared.data import Data, current
from dashboard.shared.findings import Findings

dash.register_page(__name__, path=PATH, name="规划体检", title=f"规划体检 · {components.NAME}", order=5)
downloads.offer("audit", audit_view.table)
for name in ("region", "document", "rule"):
    clientside_callback(ClientsideFunction("audit", "choose"), Input(f"audit-{name}", "value"))


def layout(**parameters) -> html.Main:
    """Parameters `region`, `document`, `rule`, `severity`, `state`, `page`, `finding`; see View."""
    data = current()
    view, missing = audit_view.asked(data, parameters)
    notices = [html.P(text, className="notice", role="status") for text in missing]
    rules = html.Aside(html.Section(audit_parts.rule_list(data, view), className="card rules"))
    return html.Main([_controls(data, view), *notices, _findings(data, view), rules], id="audit")


def _controls(data: Data, view: View) -> html.Div:
    place = view.region or data.view(Findings.of).document_regions.get(view.document, "")
    return html.Div([*audit_parts.choices(data, view), components.briefing_button(place)], className="controls")


def _findings(data: Data, view: View) -> html.Section:
    found = audit_view.shown(data.view(Findings.of), view)
    first = (view.page - 1) * audit_view.A_PAGE
    place = f"{data.regions[view.region].name}：" if view.region else ""
    title = html.H1(f"{place}规划数字的问题")
    if not found:
        told = [title, *audit_parts.nothing(data, view), *audit_parts.elsewhere(data, view)]
        return html.Section(told, className="card")
    listed = [audit_parts.finding(data, view, one) for one in found[first : first + audit_view.A_PAGE]]
    parts = [
        html.Div([title, downloads.buttons("audit")], className="title-bar"),
        html.P(audit_parts.summary(data, found), className="verdict"),
        html.Ol(listed, className="findings-list", start=first + 1),
        *audit_parts.pages(view, len(found)),
        html.P("按印出的精度比较；点开一条，看它依据的原文和规则。", className="quiet screen-only"),
        html.P(audit_parts.sources(data, found), className="quiet"),
        *audit_parts.elsewhere(data, view),
    ]
    return html.Section(parts, className="card")
