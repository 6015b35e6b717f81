"""A county map by matplotlib: classes in one hue, counties without data hatched, own values outlined."""

from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.path import Path

from analysis.briefing.exhibits import CountyMap
from analysis.briefing.look import is_dark
from analysis.briefing.map_shapes import named_shapes, points
from analysis.briefing.pictures.sheet import CENTIMETRE, LABEL, POINT, WIDTH, page
from analysis.charts import theme

LEGEND_ROOM = 118  # points
NAME = 6.5
TALLEST, TALLEST_BARE = 400, 212  # bare ones are as high as a document leaves them, so that names keep their size
OWN = {"edgecolor": theme.CATEGORICAL[0], "linewidth": 1.4}
BORROWED = {"edgecolor": "white", "linewidth": 0.5}


def drawn(county_map: CountyMap, bare: bool = False) -> Figure:
    """`bare`: without title, note and source."""
    view_width, view_height = county_map.drawing.view_box
    width = WIDTH * CENTIMETRE / POINT - LEGEND_ROOM - 12
    height = min(width * view_height / view_width, TALLEST_BARE if bare else TALLEST)
    texts = {
        "title": county_map.title,
        "subtitle": county_map.subtitle,
        "note": county_map.note,
        "source": county_map.source,
    }
    made = page(dict.fromkeys(texts, "") if bare else texts, height, 6, LEGEND_ROOM, 6)
    axes = made.axes
    axes.set_xlim(0, view_width)
    axes.set_ylim(view_height, 0)
    axes.set_aspect("equal", anchor="W")
    axes.set_axis_off()
    for own in (False, True):  # own outlines lie on top
        shapes = [shape for shape in county_map.drawing.counties if _is_own(county_map, shape.code) == own]
        known = [shape for shape in shapes if shape.code in county_map.values]
        colours = [county_map.colours[county_map.class_of(shape.code)] for shape in known]
        _paint(axes, known, facecolor=colours, **(OWN if own else BORROWED))
        unknown = [shape for shape in shapes if shape.code not in county_map.values]
        _paint(axes, unknown, facecolor=theme.NO_DATA, edgecolor="#9A968C", linewidth=0.4, hatch="////")
    if county_map.drawing.city_borders:
        borders = PathCollection(
            [_path(county_map.drawing.city_borders)], facecolor="none", edgecolor=theme.MUTED, linewidth=0.9
        )
        axes.add_collection(borders, autolim=False)
    _names(axes, county_map, height / view_height)
    _legend(axes, county_map)
    return made.figure


def _is_own(county_map: CountyMap, code: str) -> bool:
    return code in county_map.values and county_map.values[code].own


def _paint(axes, shapes: list, **look) -> None:
    if shapes:
        axes.add_collection(PathCollection([_path(shape.path) for shape in shapes], **look), autolim=False)


def _path(text: str) -> Path:
    vertices, codes = [], []
    for line in points(text):
        vertices += line
        codes += [Path.MOVETO, *[Path.LINETO] * (len(line) - 1)]
        if line[0] == line[-1]:
            codes[-1] = Path.CLOSEPOLY
    return Path(vertices, codes)


def _names(axes, county_map: CountyMap, points_a_unit: float) -> None:
    for shape in named_shapes(county_map.drawing, NAME / points_a_unit):
        index = county_map.class_of(shape.code)
        dark = index is not None and is_dark(county_map.colours[index])
        veil = {"boxstyle": "round,pad=0.15", "facecolor": "white", "alpha": 0.7, "linewidth": 0}
        on_county = len(county_map.drawing.cities) == 1
        axes.text(shape.label[0], shape.label[1], shape.name, size=NAME, ha="center", va="center",
                  color="white" if dark and on_county else theme.TEXT, bbox=None if on_county else veil)  # fmt: skip


def _legend(axes, county_map: CountyMap) -> None:
    codes = [shape.code for shape in county_map.drawing.counties]
    shown = sorted({county_map.class_of(code) for code in codes} - {None}, reverse=True)
    entries = [Patch(facecolor=county_map.colours[index], label=county_map.labels[index]) for index in shown]
    if any(code not in county_map.values for code in codes):
        entries.append(
            Patch(facecolor=theme.NO_DATA, edgecolor="#9A968C", hatch="////", linewidth=0.4, label="没有数据")
        )
    if any(_is_own(county_map, code) for code in codes):
        entries.append(Patch(facecolor="white", label="本县（市、区）自有数字", **OWN))
    if any(code in county_map.values and not _is_own(county_map, code) for code in codes):
        entries.append(Patch(facecolor="white", edgecolor="#C8C8C8", linewidth=0.6, label="沿用上级数字"))
    axes.legend(handles=entries, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=LABEL,
                handlelength=1.6, handleheight=1.0, borderaxespad=0.3)  # fmt: skip
