"""A county map in the HTML file: SVG that a keyboard can walk through, with a legend."""

from html import escape

from analysis.briefing.exhibits import CountyMap, alternative_text
from analysis.briefing.ooxml import printable
from analysis.charts import theme

HATCH = (
    '<pattern id="{id}" width="30" height="30" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="30" height="30" fill="{theme.NO_DATA}"/>'
    '<path d="M0 0v30" stroke="#9a968c" stroke-width="8"/></pattern>'
)


def map_html(county_map: CountyMap, number: int) -> str:
    """`number`: of the map in its page, for ids that are there once."""
    unknown = f"no-data-{number}"
    width, height = county_map.drawing.view_box
    shapes = "".join(_county(county_map, shape, unknown) for shape in _own_last(county_map))
    borders = (
        f'<path class="borders" d="{county_map.drawing.city_borders}"/>' if county_map.drawing.city_borders else ""
    )
    drawing = (
        f'<svg viewBox="0 0 {width} {height}" role="group" aria-label="{_text(alternative_text(county_map))}">'
        f"<defs>{HATCH.format(id=unknown)}</defs>{shapes}{borders}</svg>"
    )
    return f'<p class="said" role="status"></p><div class="map">{drawing}{_legend(county_map, unknown)}</div>'


def _own_last(county_map: CountyMap) -> list:
    """Counties whose outline is drawn heavily come last, so that no neighbour covers it."""
    own = {code for code, value in county_map.values.items() if value.own}
    return sorted(county_map.drawing.counties, key=lambda shape: shape.code in own)


def _county(county_map: CountyMap, shape, unknown: str) -> str:
    value, index = county_map.values.get(shape.code), county_map.class_of(shape.code)
    fill = f"url(#{unknown})" if index is None else county_map.colours[index]
    said = f"{shape.name}：{value.text}（{value.source_level}）" if value else f"{shape.name}：没有数据"
    own = " own" if value and value.own else ""
    return (
        f'<path class="county{own}" d="{shape.path}" fill="{fill}" tabindex="0" role="img" aria-label="{_text(said)}">'
        f"<title>{_text(said)}</title></path>"
    )


def _legend(county_map: CountyMap, unknown: str) -> str:
    codes = [shape.code for shape in county_map.drawing.counties]
    shown = sorted({county_map.class_of(code) for code in codes} - {None}, reverse=True)
    entries = [(county_map.colours[index], "#fff", 0, county_map.labels[index]) for index in shown]
    if any(code not in county_map.values for code in codes):
        entries.append((f"url(#{unknown})", "#fff", 0, "没有数据"))
    if any(value.own for value in county_map.values.values()):
        entries.append(("none", theme.CATEGORICAL[0], 3, "本县（市、区）自有数字"))
    if any(not value.own for value in county_map.values.values()):
        entries.append(("none", "#b9bdc4", 1, "沿用上级数字"))
    items = "".join(
        f'<li><svg viewBox="0 0 40 20" aria-hidden="true"><rect x="1" y="1" width="38" height="18" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{width}"/></svg>{_text(text)}</li>'
        for fill, stroke, width, text in entries
    )
    return f'<ul class="legend">{items}</ul>'


def _text(text: str) -> str:
    return escape(printable(text))
