"""A county map by matplotlib: own values in one hue and outlined, counties without one hatched."""

from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.path import Path

from analysis.briefing.exhibits import NOTHING, CountyMap
from analysis.briefing.look import is_dark
from analysis.briefing.map_shapes import named_shapes, points
from analysis.briefing.pictures.sheet import CENTIMETRE, LABEL, POINT, WIDTH, page
from analysis.charts import theme

LEGEND_ROOM = 118  # points
NAME = 6.5
TALLEST, TALLEST_BARE = 400, 212  # bare ones are as high as a document leaves them, so that names keep their size
OWN = {"edgecolor": theme.CATEGORICAL[0], "linewidth": 1.4}
LINES = {"province": "///", "city": "\\\\\\", "nation": "---", "group": "|||"}  # of a target that applies, by level
HATCHED = {NOTHING: {"facecolor": theme.NO_DATA, "edgecolor": "#9A968C", "linewidth": 0.4, "hatch": "...."}} | {
    level: {"facecolor": theme.NO_DATA, "edgecolor": "#C2622C", "linewidth": 0.4, "hatch": lines}
    for level, lines in LINES.items()
}
LONGEST = 13  # letters of a line of the legend


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
    shapes = county_map.drawing.counties
    for what, look in HATCHED.items():
        _paint(axes, [shape for shape in shapes if county_map.drawn_as(shape.code) == what], **look)
    own = [shape for shape in shapes if county_map.is_own(shape.code)]  # their outlines lie on top
    _paint(axes, own, facecolor=[county_map.colours[county_map.class_of(shape.code)] for shape in own], **OWN)
    if county_map.drawing.city_borders:
        borders = PathCollection(
            [_path(county_map.drawing.city_borders)], facecolor="none", edgecolor=theme.MUTED, linewidth=0.9
        )
        axes.add_collection(borders, autolim=False)
    _names(axes, county_map, height / view_height)
    _legend(axes, county_map)
    return made.figure


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
    entries = [
        Patch(label=_folded(text), **(HATCHED.get(what) or {"facecolor": county_map.colours[what]}))
        for what, text in county_map.legend()
    ]
    axes.legend(handles=entries, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=LABEL,
                handlelength=1.6, handleheight=1.0, borderaxespad=0.3)  # fmt: skip


def _folded(text: str) -> str:
    """A long text in two lines, the target in the second."""
    return text.replace(" ", "\n", 1) if len(text) > LONGEST else text
