"""增长路径: what a yearly rate makes of a standard, against its target and against what happened.

The server computes every position of the slider with the models and sends them with the page (data.py); the
browser draws them (assets/growth). All other choices are parameters of the address.
"""

import dash
from dash import ClientsideFunction, Input, Output, clientside_callback, dcc, html

from dashboard.pages.growth import parts as growth_parts
from dashboard.pages.growth import view as growth_view
from dashboard.pages.growth.view import View
from dashboard.shared import address, components, downloads, region_chooser
from dashboard.shared.data import Data, current

PATH, PAGE = "/growth", growth_view.PAGE
# Controls whose id ends in the name of the parameter that they set.
CONTROLS = ("indicator", "places", "floor", "index", "growth", "parity", "rounding")

dash.register_page(__name__, path=PATH, name=PAGE, title=f"{PAGE} · {components.NAME}", order=2)
region_chooser.navigates("growth")
for _name in CONTROLS:
    clientside_callback(ClientsideFunction("growth", "choose"), Input(f"growth-{_name}", "value"))
# Without an output Dash would not call it when the page has been made.
clientside_callback(ClientsideFunction("growth", "draw"), Output("growth-drawn", "data"), Input("growth-data", "data"))
downloads.offer("growth", growth_view.table)


def layout(region=None, **parameters) -> html.Main:
    """`parameters`: indicator, rate (%), places, and the rules of rules.wish."""
    data = current()
    code = region_chooser.asked(data.regions, region)
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
    stores = [dcc.Store(id="growth-drawn"), dcc.Store(id="growth-data", data=growth_parts.store(shown, space))]
    parts = [*stores, growth_parts.chart(shown, space.as_of), side]
    return [*parts, growth_parts.year_table(shown, space)] if shown.place.chart else parts


def _nothing(data: Data, shown: View) -> list[html.Section]:
    """The region has neither level nor target of the indicator: what it has instead."""
    name = data.regions[shown.region].name
    listed = data.workspace.codelists.indicators["name_zh"]
    offered = data.workspace.indicators_of(shown.region)
    what = f"“{listed[shown.indicator]}”的" if shown.indicator else ""
    said = html.H1(f"{name}没有{what}目标，本地也没有公布的水平")
    links = [html.Li(_link(shown.region, code, listed[code])) for code in offered]
    more = [html.P(f"{name}有数字的指标："), html.Ul(links)] if links else []
    return [html.Section([said, *more], className="growth-main")]


def _link(region: str, indicator: str, name: str) -> dcc.Link:
    return dcc.Link(name, href=address.of(PATH, region=region, indicator=indicator))
