"""增长路径: what a yearly rate makes of a standard, against its target and against what happened.

The server computes every position of the slider with the models and sends them with the page (growth_data.py); the
browser draws them (assets/growth.js, assets/line_chart.js). All other choices are parameters of the address.
"""

from difflib import get_close_matches

import dash
import flask
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from dashboard import address, components, downloads, growth_data, growth_parts, growth_view, region_chooser
from dashboard.data import Data
from dashboard.growth_view import View

PATH, PAGE = "/growth", growth_view.PAGE
# Controls whose id ends in the name of the parameter that they set.
CONTROLS = ("indicator", "series-indicator", "places", "start", "floor", "index", "growth", "parity", "rounding")

dash.register_page(__name__, path=PATH, name=PAGE, title=f"{PAGE} · {components.NAME}", order=2)
region_chooser.navigates("growth")
for _name in CONTROLS:
    clientside_callback(ClientsideFunction("growth", "choose"), Input(f"growth-{_name}", "value"))
clientside_callback(ClientsideFunction("growth", "draw"), Input("growth-data", "data"))
downloads.offer("growth", growth_view.table)


def layout(region=None, **parameters) -> html.Main:
    """`parameters`: indicator, rate (%), places, and the rules of growth_rules.wish."""
    data: Data = flask.current_app.extensions["source"].current()
    code = region_chooser.asked(data.regions, region)
    if code is None:
        return region_chooser.unknown(data.regions, region, PATH)
    if address.names_nothing({"indicator": address.one(parameters.get("indicator"))}, data):
        return _unknown_indicator(data, code, address.one(parameters["indicator"]))
    shown = growth_view.view(data, parameters, code)
    chooser = region_chooser.chooser("growth", data.regions, code)
    parts = [
        growth_parts.controls(data, shown, chooser),
        html.P("".join(shown.notices), className="notice", role="status"),
    ]
    parts += _nothing(data, shown) if shown.place is None else _known(data, shown)
    return html.Main(parts, id="growth")


def _known(data: Data, shown: View) -> list:
    space = data.workspace
    side = html.Aside([growth_parts.rules(shown), growth_parts.reasons(shown, space)])
    parts = [dcc.Store(id="growth-data", data=growth_parts.store(shown)), growth_parts.chart(shown), side]
    return [*parts, growth_parts.year_table(shown, space)] if shown.place.chart else parts


def _nothing(data: Data, shown: View) -> list[html.Section]:
    """The region has neither level nor target of the indicator: what it has instead."""
    name = data.regions[shown.region].name
    listed = data.workspace.codelists.indicators["name_zh"]
    offered = growth_data.indicators(data.workspace, shown.region)
    what = f"“{listed[shown.indicator]}”的" if shown.indicator else ""
    said = html.H1(f"{name}没有{what}目标，也没有已知水平")
    links = [html.Li(_link(shown.region, code, listed[code])) for code in offered]
    more = [html.P(f"{name}有数字的指标："), html.Ul(links)] if links else []
    return [html.Section([said, *more], className="main")]


def _unknown_indicator(data: Data, region: str, asked: str) -> html.Main:
    """A page that says that there is no such indicator, and which are near."""
    listed = data.workspace.codelists.indicators["name_zh"]
    text = asked.partition(".")[0][: region_chooser.SHOWN]
    near = [code for code in listed.index if text in (listed[code], code) or (text and text in listed[code])]
    close = get_close_matches(text, [*listed.index, *listed], n=5, cutoff=0.5)
    near += [code for code in listed.index if {code, listed[code]} & set(close) and code not in near]
    links = [html.Li(_link(region, code, listed[code])) for code in near[:8]]
    more = [html.P("是不是要找："), html.Ul(links)] if links else [html.P("没有名称相近的指标。")]
    start = html.P(dcc.Link(f"打开{data.regions[region].name}的增长路径", href=address.of(PATH, region=region)))
    return html.Main([html.H1(f"没有“{text}”这个指标"), *more, start], className="static-page")


def _link(region: str, indicator: str, name: str) -> dcc.Link:
    return dcc.Link(name, href=address.of(PATH, region=region, indicator=indicator))
