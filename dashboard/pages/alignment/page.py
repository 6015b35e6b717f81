"""目标衔接: nation → province → city → county for one indicator: who set more, less, the same, nothing."""

import dash
from dash import ClientsideFunction, Input, clientside_callback, html

from dashboard.pages.alignment import parts as alignment_parts
from dashboard.pages.alignment import words as alignment_words
from dashboard.pages.alignment.data import Alignment
from dashboard.pages.alignment.table import table
from dashboard.shared import address, components, downloads, region_chooser
from dashboard.shared.data import Data, current

PATH, PAGE, KEY = alignment_parts.PATH, alignment_parts.PAGE, alignment_parts.KEY

dash.register_page(__name__, path=PATH, name=PAGE, title=f"{PAGE} · {components.NAME}", order=3)
region_chooser.navigates(KEY)
clientside_callback(ClientsideFunction("address", "choose"), Input(f"{KEY}-indicator", "value"))
downloads.offer(KEY, table)


def layout(region=None, indicator=None, show=None, **_others) -> html.Main:
    """`show`: a code of RELATIONS, the table's filter."""
    data = current()
    code = region_chooser.asked(data.regions, region)
    common, notices = _indicator(data.view(Alignment.of), code, address.one(indicator))
    shown = address.one(show)
    if shown and shown not in alignment_words.RELATIONS:
        shown, _ = "", notices.append("没有地址中的筛选条件，已显示全部。")
    parts = [
        html.Div([*_controls(data, code, common)], className="controls"),
        html.P("".join(notices), className="notice", role="status"),
    ]
    parts += [_one(data, code, common), _all(data, code, shown, common)] if common else [_nothing(data, code)]
    return html.Main(parts, id=KEY)


def _indicator(alignment: Alignment, region: str, asked: str) -> tuple[str, list[str]]:
    """The indicator to show, and what has to be said where it is not the one asked for."""
    known = alignment.known(region)
    wanted = alignment.common(asked.partition(".")[0]) if asked else ""
    if wanted in known or not known:
        return wanted if known else "", []
    places = [one.code for one in alignment.places(region)]
    most = max(known, key=lambda code: sum(bool(alignment.cell(place, code).statements) for place in places))
    said = f"这些地区都没有“{alignment.name(wanted)}”的目标，已显示“{alignment.name(most)}”。" if wanted else ""
    return most, [said]


def _controls(data: Data, region: str, common: str) -> list[html.Div]:
    chooser = region_chooser.chooser(KEY, data.regions, region)
    trail = region_chooser.trail(data.regions, region, PATH, indicator=common)
    control = alignment_parts.indicator_control(data.view(Alignment.of), region, common)
    return [chooser, control, trail, components.briefing_button(region, common)]


def _one(data: Data, region: str, common: str) -> html.Section:
    alignment = data.view(Alignment.of)
    places = alignment.places(region)
    parts = [
        html.H1(f"{alignment_parts.verdict(alignment, places, data.regions[region], common)}。"),
        html.P(alignment.definition(common), className="subtitle"),
        alignment_parts.ladder(data, places, region, common),
        *(html.P(text, className="quiet") for text in alignment.remarks(region)),
        html.P(components.judged(data.workspace.as_of), className="quiet"),
        *alignment_parts.growth_link(alignment, region, common),
    ]
    return html.Section(parts, className="alignment-one")


def _all(data: Data, region: str, shown: str, common: str) -> html.Section:
    title = [html.H2(f"{data.regions[region].name}：各项目标与上级的衔接"), downloads.buttons(KEY)]
    parts = [
        html.Div(title, className="title-bar"),
        alignment_parts.counts(data.view(Alignment.of), region, shown, common),
        html.P(alignment_parts.counted(data.view(Alignment.of), data.regions[region]), className="quiet screen-only"),
        alignment_parts.matrix(data, data.view(Alignment.of).places(region), region, shown, common),
    ]
    return html.Section(parts, className="alignment-all" if shown else "alignment-all everything")


def _nothing(data: Data, region: str) -> html.Section:
    return html.Section(html.H1(f"{data.regions[region].name}及其上级都没有收录的目标"), className="alignment-one")
