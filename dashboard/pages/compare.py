"""Places side by side for one or several indicators: level, target, gap, pace; and who is behind and slowing down."""

import dash
import flask
from dash import ClientsideFunction, Input, clientside_callback, html

from dashboard import compare_choices, compare_parts, compare_view, components, downloads, region_chooser, target_files
from dashboard.compare_view import PATH, View
from dashboard.data import Data

dash.register_page(__name__, path=PATH, name="横向比较", title=f"横向比较 · {components.NAME}", order=4)
region_chooser.navigates("compare")
downloads.offer("compare", target_files.comparison)
clientside_callback(ClientsideFunction("address", "choose"), Input("compare-indicator", "value"))


def layout(**parameters) -> html.Main:
    """Parameters `region`, `scope`, `indicator` (several with commas), `sort`, `order`; see View."""
    data: Data = flask.current_app.extensions["source"].current()
    view = compare_view.asked(data, parameters)
    rows = compare_view.rows(data, view)
    red = data.comparison.twice_red(compare_view.regions(data, view))
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
    names = [data.comparison.names[key] for key in view.series]
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
