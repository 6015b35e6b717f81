"""Every printed number with its source: searched, filtered, sorted, opened and taken along.

The browser asks for rows in blocks as they come into sight (assets/figures/page.js), so the page weighs the same with a
thousand figures and with a hundred thousand.
"""

import dash
from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html

from dashboard.pages.figures import parts as figures_parts
from dashboard.pages.figures import view as figures_view
from dashboard.pages.figures.data import Figures
from dashboard.pages.figures.view import FILTERS, PATH, View
from dashboard.shared import components, downloads, routes
from dashboard.shared.components import NAME
from dashboard.shared.data import Data, current

dash.register_page(__name__, path=PATH, name="数据与来源", title=f"数据与来源 · {NAME}", order=6)
routes.offer("/data/figures.json", figures_view.answer)
downloads.offer("data", figures_view.table)


def layout(**parameters) -> html.Main:
    """Parameters: the fields of figures_view.View."""
    data = current()
    view, missing = figures_view.asked(data, parameters)
    known = {"view": figures_view.asdict(view), "figure": view.figure, "shown": None}
    stores = [dcc.Store(id=f"data-{name}", data=value) for name, value in known.items()]
    notices = [*figures_parts.notices(data, missing), html.P(id="data-notice", className="notice", role="status")]
    # assets/figures/page.js puts in the place and the topic that are chosen.
    briefing = components.briefing_button(view.region, "-")
    parts = [
        *stores,
        html.Div([*figures_parts.choices(data, view), briefing], className="controls"),
        html.Div(notices, className="notices"),
    ]
    return html.Main([*parts, _figures(data, view), _side(data, view.figure)], id="data")


def _figures(data: Data, view: View) -> html.Section:
    title = [
        html.H1("印出的数字"),
        html.P(id="data-count", className="count", role="status"),
        html.P(f"* 年份系推断。{components.judged(data.workspace.as_of)}", className="quiet"),
        html.Button("清除条件", id="data-clear", type="button", className="screen-only", hidden=True),
    ]
    bar = [html.Div(title, className="with-count"), downloads.buttons("data")]
    parts = [
        html.Div(bar, className="title-bar"),
        figures_parts.table(view),
        html.Div(id="data-print", className="print-only"),
    ]
    return html.Section(parts, className="card figures")


def _side(data: Data, figure: str) -> html.Aside:
    """The documents; the provenance of a chosen number takes their place."""
    close = html.Button("×", id="data-close", title="关闭（Esc）", **{"aria-label": "关闭"})
    inside = [
        html.Div([html.H2("数字与出处"), close], className="bar"),
        html.Div(id="data-provenance", className="scroll", tabIndex=0),
    ]
    region = {"hidden": not figure, "tabIndex": -1, "role": "region", "aria-label": "数字与出处"}
    sources = html.Div(figures_parts.documents(data), id="data-sources", hidden=bool(figure))
    return html.Aside([sources, html.Div(inside, id="data-panel", **region)], className="side")


clientside_callback(
    ClientsideFunction("grid", "load"), Output("data-grid-place", "children"), Input("data-grid-asked", "data")
)
clientside_callback(
    ClientsideFunction("data_page", "choose"),
    Output("data-shown", "data"),
    Input("data-view", "data"),
    *[Input(f"data-{name}", "value") for name in ("search", "scope", *FILTERS)],
)


@callback(Output("data-provenance", "children"), Input("data-figure", "data"))
def show_provenance(figure: str | None) -> list:
    """Where a number is from; nothing for what is no figure of the table."""
    data = current()
    if not isinstance(figure, str) or figure not in data.view(Figures.of).position:
        return []
    return figures_parts.provenance(data, figure)
