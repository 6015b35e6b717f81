"""A county map in the HTML file: SVG that a keyboard can walk through, with a legend."""

from html import escape

from analysis.briefing.exhibits import NOTHING, CountyMap, alternative_text
from analysis.briefing.ooxml import printable
from analysis.charts import theme

HATCH = (
    '<pattern id="{id}" width="30" height="30" patternUnits="userSpaceOnUse" patternTransform="rotate({turned})">'
    f'<rect width="30" height="30" fill="{theme.NO_DATA}"/>{{marks}}</pattern>'
)
DOT, LINE = '<circle cx="15" cy="15" r="4" fill="#9a968c"/>', '<path d="M0 0v30" stroke="#c2622c" stroke-width="8"/>'
# Nothing, or a target of this level that applies: how its hatch is turned.
HATCHES = {NOTHING: (DOT, 45), "province": (LINE, 45), "city": (LINE, 135), "nation": (LINE, 90), "group": (LINE, 0)}


def map_html(county_map: CountyMap, number: int) -> str:
    """`number`: of the map in its page, for ids that are there once."""
    fills = dict(enumerate(county_map.colours)) | {what: f"url(#{_id(what, number)})" for what in HATCHES}
    width, height = county_map.drawing.view_box
    shapes = "".join(_county(county_map, shape, fills) for shape in _own_last(county_map))
    borders = (
        f'<path class="borders" d="{county_map.drawing.city_borders}"/>' if county_map.drawing.city_borders else ""
    )
    drawing = (
        f'<svg viewBox="0 0 {width} {height}" role="group" aria-label="{_text(alternative_text(county_map))}">'
        f"<defs>{_hatches(number)}</defs>{shapes}{borders}</svg>"
    )
    return f'<p class="said" role="status"></p><div class="map">{drawing}{_legend(county_map, fills)}</div>'


def _own_last(county_map: CountyMap) -> list:
    """Counties whose outline is drawn heavily come last, so that no neighbour covers it."""
    return sorted(county_map.drawing.counties, key=lambda shape: county_map.is_own(shape.code))


def _id(what: str, number: int) -> str:
    return f"hatch-{what}-{number}"


def _hatches(number: int) -> str:
    return "".join(
        HATCH.format(id=_id(what, number), marks=marks, turned=turned) for what, (marks, turned) in HATCHES.items()
    )


def _county(county_map: CountyMap, shape, fills: dict[int | str, str]) -> str:
    fill = fills[county_map.drawn_as(shape.code)]
    said = f"{shape.name}：{county_map.said(shape.code)}"
    own = " own" if county_map.is_own(shape.code) else ""
    return (
        f'<path class="county{own}" d="{shape.path}" fill="{fill}" tabindex="0" role="img" aria-label="{_text(said)}">'
        f"<title>{_text(said)}</title></path>"
    )


def _legend(county_map: CountyMap, fills: dict[int | str, str]) -> str:
    """The samples are as large in the drawing's units as on the page, so that their hatches are those of the map."""
    items = "".join(
        f'<li><svg viewBox="0 0 160 80" aria-hidden="true"><rect width="160" height="80" fill="{fills[what]}"/></svg>'
        f"<span>{_text(text)}</span></li>"
        for what, text in county_map.legend()
    )
    return f'<ul class="legend">{items}</ul>'


def _text(text: str) -> str:
    return escape(printable(text))
