"""The two minutes of a leader: how a region's targets stand, what needs attention first, what its plan gets wrong."""

import dash
from dash import ClientsideFunction, Input, Output, clientside_callback, html

from dashboard.pages.overview import counts as overview_counts
from dashboard.pages.overview import data as overview_data
from dashboard.pages.overview import parts as overview_parts
from dashboard.pages.overview.table import table
from dashboard.shared import components, downloads, region_chooser
from dashboard.shared.assessed import all_targets
from dashboard.shared.data import Data, current

PATH = overview_counts.PATH

dash.register_page(__name__, path=PATH, name="总览", title=f"总览 · {components.NAME}", order=0)
region_chooser.navigates("overview")
downloads.offer("overview", table)
clientside_callback(
    ClientsideFunction("overview", "draw"), Output("overview-rate", "children"), Input("overview-place", "data")
)


def layout(region=None, **parameters) -> html.Main:
    """`outcome`, `attribute` and `period` open the list of the targets that a number counts."""
    data = current()
    code = region_chooser.asked(data.regions, region)
    targets = overview_data.of_region(data.view(all_targets), code)
    choice = overview_data.chosen(parameters, targets)
    parts = [_controls(data, code), _standing(data, code, targets)]
    if choice.outcome:
        parts.append(overview_parts.target_list(targets, code, choice))
    return html.Main([*parts, _attention(targets), _side(data, code)], id="overview")


def _controls(data: Data, code: str) -> html.Div:
    chooser = region_chooser.chooser("overview", data.regions, code)
    trail = region_chooser.trail(data.regions, code, PATH)
    return html.Div([chooser, trail, components.briefing_button(code)], className="controls")


def _standing(data: Data, code: str, targets: list) -> html.Section:
    if not targets:
        return html.Section(overview_parts.without_plan(data, code), className="card standing")
    take = downloads.buttons("overview", label="下载目标")
    parts = [
        html.H1(f"{data.regions[code].name}的规划目标"),
        html.P(overview_data.verdict(targets), className="verdict"),
        overview_counts.share_bar(targets),
        overview_counts.count_table(targets, code),
        html.Div([overview_parts.basis(data, targets), take], className="title-bar"),
    ]
    return html.Section(parts, className="card standing")


def _attention(targets: list) -> html.Section:
    first = [html.H2("先看这几项"), *overview_parts.attention_list(targets)] if targets else []
    return html.Section([*first, *overview_parts.unjudged(targets)], className="card attention", hidden=not targets)


def _side(data: Data, code: str) -> html.Aside:
    pieces = (overview_parts.small_map, overview_parts.findings, overview_counts.places_below)
    cards = [piece(data, code) for piece in pieces]
    return html.Aside([html.Section(card, className="card") for card in cards if card])
