"""Places side by side for one or several indicators: level, target, gap, pace; and who is behind and slowing down."""

import dash
from dash import ClientsideFunction, Input, clientside_callback, html

from dashboard.pages.compare import choices as compare_choices
from dashboard.pages.compare import parts as compare_parts
from dashboard.pages.compare import view as compare_view
from dashboard.pages.compare.data import Comparison
from dashboard.pages.compare.table import table
from dashboard.pages.compare.view import PATH, View
from dashboard.shared import components, downloads, region_chooser
from dashboard.shared.data import Data, current

dash.register_page(__name__, path=PATH, name="横向比较", title=f"横向比较 · {components.NAME}", order=4)
region_chooser.navigates("compare")
downloads.offer("compare", table)
clientside_callback(ClientsideFunction("address", "choose"), Input("compare-indicator", "value"))


def layout(**parameters) -> html.Main:
    """Parameters `region`, `scope`, `indicator` (several with commas), `sort`, `order`; see View."""
    data = current()
    view = compare_view.asked(data, parameters)
    rows = compare_view.rows(data, view)
    red = data.view(Comparison.of).twice_red(compare_view.regions(data, view))
    missing = compare_view.unknown(data, parameters)
    notices = [compare_choices.unknown_indicator(data, text) for text in missing]
    parts = [_controls(data, view), *notices, _comparison(data, view, rows, len(red)), compare_parts.red_list(red)]
    return html.Main(parts, id="compare")


def _controls(data: Data, view: View) -> html.Div:
    controls = [
        compare_choices.indicator_choice(data, view),
        region_chooser.chooser("compare", data.regions, view.region, "标出地区"),
        compare_choices.scope_choice(data, view),
        components.briefing_button(view.region, view.series[0].partition(".")[0] if view.series else ""),
    ]
    return html.Div(controls, className="controls")


def _comparison(data: Data, view: View, rows: list, red: int) -> html.Section:
    names = [data.view(Comparison.of).names[key] for key in view.series]
    title = names[0] if len(names) == 1 else f"{len(names)} 项指标"
    jump = html.A(f"双红名单 {red} 项", href="#red-list", className="screen-only") if red else None
    head = html.Div([html.H1(f"{title}：各地比较"), jump], className="with-count")
    parts = [
        html.Div([head, downloads.buttons("compare")], className="title-bar"),
        html.P(compare_parts.summary(rows), className="verdict"),
        html.Div(compare_parts.table(view, rows), className="wide-table") if rows else None,
        html.P(compare_parts.NOTE + components.judged(data.workspace.as_of), className="quiet"),
        html.P(compare_parts.sources(data, view, rows), className="quiet"),
    ]
    return html.Section(parts, className="card")
