"""What 横向比较 lets a reader choose: series and scope; and what is said where the address names no series."""

from dash import dcc, html

from analysis.codelists import definitions
from analysis.domain.regions import nearest
from dashboard.pages.compare import view as compare_view
from dashboard.pages.compare.data import Comparison
from dashboard.pages.compare.view import View
from dashboard.shared import address, components
from dashboard.shared.data import Data


def indicator_choice(data: Data, view: View) -> html.Div:
    """Several series at once, grouped by domain; those of one place only are not offered."""
    comparison = data.view(Comparison.of)
    offered = dict(comparison.series)
    offered.update({key: comparison.names[key] for key in view.series if key not in offered})
    domains, options = definitions.terms()["domain"], []
    for domain, name in domains.items():
        inside = [key for key in offered if comparison.domain(key) == domain]
        if inside:
            options.append({"value": f"domain:{domain}", "label": name, "disabled": True})
            options += [{"value": key, "label": offered[key]} for key in inside]
    control = components.dropdown("compare-indicator")
    control.options, control.value, control.multi = options, list(view.series), True
    control.closeOnSelect, control.debounce = False, True
    return components.labelled("指标（可选多个）", control, basis="22rem", most="40rem")


def scope_choice(data: Data, view: View) -> html.Div:
    trail = data.regions.trail(view.region)
    level = definitions.terms()["level"][trail[-1].level]
    names = {"all": "全部地区", "level": f"同为{level}"}
    if len(trail) > 1:
        names["province"] = f"{trail[1].name}内"
    links = [
        dcc.Link(
            names[scope],
            href=view.within(scope).address(),
            **({"className": "chosen"} if scope == view.scope else {}),
        )
        for scope in compare_view.SCOPES
        if scope in names
    ]
    return components.labelled("范围", html.Div(links, className="link-chips"))


def unknown_indicator(data: Data, text: str) -> html.P:
    """Says that nobody has what the address asks for, and what comes near."""
    comparison = data.view(Comparison.of)
    names = {key: [name, key] for key, name in comparison.names.items()}
    links = [
        dcc.Link(comparison.names[key], href=address.of(compare_view.PATH, indicator=key))
        for key in nearest(text, names)
    ]
    near = ["相近的有：", *[part for link in links for part in ("　", link)][1:]] if links else []
    said = f"没有“{text[:40]}”这个指标，或没有一个地区有它的数据。"
    return html.P([said, *near], className="notice", role="status")
