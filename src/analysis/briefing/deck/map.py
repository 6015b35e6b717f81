"""A county map as shapes that PowerPoint can edit: one freeform a county, its value in the alternative text."""

import math

from analysis.briefing.exhibits import NOTHING, CountyMap
from analysis.briefing.look import MAP_ACCENT, sequential
from analysis.briefing.map_shapes import named_shapes, points
from analysis.briefing.ooxml import as_xml, emu, node, scheme_colour
from analysis.charts.county_map import Shape
from analysis.charts.layout import text_width

HATCH_ACCENT = "accent3"
# Office's name for the lines of a target that applies, by level
LINES = {"province": "wdUpDiag", "city": "wdDnDiag", "nation": "horz", "group": "vert"}
LABEL_SIZE, LEGEND_SIZE = 9, 11
FULL = 0.95  # of a line: Office breaks lines a little earlier than counted
LEGEND_WIDTH, LEGEND_TEXT, LEGEND_LINE = 5.7, 4.4, 0.5  # centimetres


def group(county_map: CountyMap, box: tuple[float, float, float, float], first_id: int) -> str:
    """The `p:grpSp` of map, names and legend, fitted into `box` (left, top, width, height in centimetres).

    Shape ids run from `first_id`.
    """
    left, top, width, height = box
    view_width, view_height = county_map.drawing.view_box
    scale = min((width - LEGEND_WIDTH) / view_width, height / view_height) * 360_000  # EMU a drawing unit
    origin = emu(left), emu(top + max(0.0, (height - view_height * scale / 360_000) / 2))
    draw = _Canvas(county_map, origin, scale, first_id + 1)
    shapes = [draw.county(shape) for shape in county_map.drawing.counties]
    shapes += draw.borders(county_map.drawing.city_borders)
    shapes += draw.names()
    shapes += draw.legend(left + view_width * scale / 360_000 + 0.6, top)
    place = {"x": emu(left), "y": emu(top)}
    size = {"cx": emu(width), "cy": emu(height)}
    frame = node(
        "a:xfrm", node("a:off", **place), node("a:ext", **size), node("a:chOff", **place), node("a:chExt", **size)
    )
    identity = node("p:cNvPr", id=first_id, name="县级地图", descr=county_map.title)
    head = node("p:nvGrpSpPr", identity, node("p:cNvGrpSpPr"), node("p:nvPr"))
    return as_xml(node("p:grpSp", head, node("p:grpSpPr", frame), *shapes))


class _Canvas:
    """Makes shapes of one map; counts their ids."""

    def __init__(self, county_map: CountyMap, origin: tuple[int, int], scale: float, first_id: int):
        self.map, self.origin, self.scale, self.next_id = county_map, origin, scale, first_id

    def _identity(self, name: str, text: str = ""):
        properties = node("p:cNvPr", id=self.next_id, name=name, **({"descr": text} if text else {}))
        self.next_id += 1
        return node("p:nvSpPr", properties, node("p:cNvSpPr"), node("p:nvPr"))

    def _emu(self, x: float, y: float) -> tuple[int, int]:
        return self.origin[0] + round(x * self.scale), self.origin[1] + round(y * self.scale)

    def _freeform(self, identity, path: str, *look):
        """A shape whose box is that of its points; coordinates of the path are EMU from the box's corner."""
        lines = [[self._emu(*point) for point in line] for line in points(path)]
        left, top = min(x for line in lines for x, _ in line), min(y for line in lines for _, y in line)
        width = max(x for line in lines for x, _ in line) - left
        height = max(y for line in lines for _, y in line) - top
        steps = []
        for line in lines:
            closed = len(line) > 2 and line[0] == line[-1]
            for place, (x, y) in enumerate(line[:-1] if closed else line):
                point = node("a:pt", x=x - left, y=y - top)
                steps.append(node("a:lnTo" if place else "a:moveTo", point))
            steps.extend([node("a:close")] if closed else [])
        geometry = node(
            "a:custGeom",
            *(node(f"a:{name}") for name in ("avLst", "gdLst", "ahLst", "cxnLst")),
            node("a:rect", l="0", t="0", r="r", b="b"),
            node("a:pathLst", node("a:path", *steps, w=width, h=height)),
        )
        box = node("a:xfrm", node("a:off", x=left, y=top), node("a:ext", cx=width, cy=height))
        return node("p:sp", identity, node("p:spPr", box, geometry, *look), _no_text())

    def county(self, shape: Shape):
        text = f"{shape.name}：{self.map.said(shape.code)}"
        line = _line("tx2", 1.75) if self.map.is_own(shape.code) else _line("bg1", 0.5)
        fill = _fill(self.map, self.map.drawn_as(shape.code))
        return self._freeform(self._identity(shape.name, text), shape.path, fill, line)

    def borders(self, path: str) -> list:
        if not path:
            return []
        return [self._freeform(self._identity("市界"), path, node("a:noFill"), _line("tx1", 1.0, grey=True))]

    def names(self) -> list:
        """Names where they fit: of cities on a province's map, of counties on a city's."""
        boxes = []
        for shape in named_shapes(self.map.drawing, LABEL_SIZE * 12_700 / self.scale):
            x, y, _ = shape.label
            width, height = LABEL_SIZE / 28.35 * (len(shape.name) + 0.6), LABEL_SIZE / 28.35 * 1.5
            middle_x, middle_y = (side / 360_000 for side in self._emu(x, y))
            box = (middle_x - width / 2, middle_y - height / 2, width, height)
            boxes.append(self._text(f"地名 {shape.name}", shape.name, box, LABEL_SIZE, centred=True, veil=True))
        return boxes

    def legend(self, left: float, top: float) -> list:
        shapes = []
        for what, text in self.map.legend():
            lines = math.ceil(text_width(text) * LEGEND_SIZE / 28.35 / (LEGEND_TEXT * FULL))
            height = lines * LEGEND_LINE
            look = _fill(self.map, what), _line("bg1", 0.5)
            shapes.append(_rectangle(self._identity(f"图例 {text}"), (left, top + height / 2 - 0.25, 0.95, 0.5), *look))
            shapes.append(self._text(f"图例文字 {text}", text, (left + 1.1, top, LEGEND_TEXT, height), LEGEND_SIZE))
            top += height + 0.22
        return shapes

    def _text(self, name: str, text: str, box, size: float, centred: bool = False, veil: bool = False):
        left, top, width, height = box
        place = node("a:xfrm", node("a:off", x=emu(left), y=emu(top)), node("a:ext", cx=emu(width), cy=emu(height)))
        fill = scheme_colour("bg1", node("a:alpha", val=70_000)) if veil else node("a:noFill")
        properties = node("p:spPr", place, node("a:prstGeom", node("a:avLst"), prst="rect"), fill)
        run = node("a:rPr", scheme_colour("tx1"), node("a:ea", typeface="+mn-ea"), lang="zh-CN", sz=round(size * 100))
        paragraph = node("a:p", node("a:pPr", algn="ctr" if centred else "l"), node("a:r", run, node("a:t", text)))
        body = node("a:bodyPr", wrap="none" if centred else "square", lIns=0, tIns=0, rIns=0, bIns=0, anchor="ctr")
        identity = self._identity(name)
        identity[1].set("txBox", "1")
        return node("p:sp", identity, properties, node("p:txBody", body, node("a:lstStyle"), paragraph))


def _no_text():
    return node("p:txBody", node("a:bodyPr"), node("a:lstStyle"), node("a:p", node("a:endParaRPr", lang="zh-CN")))


def _rectangle(identity, box, *look):
    left, top, width, height = box
    place = node("a:xfrm", node("a:off", x=emu(left), y=emu(top)), node("a:ext", cx=emu(width), cy=emu(height)))
    return node(
        "p:sp", identity, node("p:spPr", place, node("a:prstGeom", node("a:avLst"), prst="rect"), *look), _no_text()
    )


def _fill(county_map: CountyMap, what: int | str):
    """The colour of a class, or a hatch: dots for nothing, lines for a target of a level above."""
    if what == NOTHING:
        return _hatch("pct10", node("a:schemeClr", node("a:lumMod", val=50_000), val="bg1"))
    if what in LINES:
        return _hatch(LINES[what], node("a:schemeClr", val=HATCH_ACCENT))
    return scheme_colour(MAP_ACCENT, *sequential(county_map.colours[what]))


def _hatch(pattern: str, colour):
    ground = node("a:bgClr", node("a:schemeClr", node("a:lumMod", val=95_000), val="bg1"))
    return node("a:pattFill", node("a:fgClr", colour), ground, prst=pattern)


def _line(colour: str, points_wide: float, grey: bool = False):
    changes = (node("a:lumMod", val=50_000), node("a:lumOff", val=50_000)) if grey else ()
    return node("a:ln", scheme_colour(colour, *changes), node("a:round"), w=round(points_wide * 12_700))
