"""Native Office charts: the XML of a chart part and the workbook behind it, the same for PowerPoint and Word.

Children are written in the order of the ECMA-376 schema (DrawingML Charts); PowerPoint repairs or refuses a file
where LibreOffice forgives. Colours are the theme's, so that staff can recolour.
"""

import io
from dataclasses import dataclass

import xlsxwriter

from analysis.briefing.grid import Band, Column, Grid
from analysis.briefing.ooxml import as_xml, node, scheme_colour
from analysis.briefing.spreadsheet import PLAIN_TEXT

SHEET = "图表数据"
POINT = 12_700  # EMU
FEW_ROWS = 5  # of bars, which would be too thick with the usual gap
AXES = ("111111111", "222222222")


@dataclass(frozen=True)
class Look:
    """Type of a chart: size in points, East Asian and Latin typeface (theme references or names)."""

    size: float = 12
    east_asian: str = "+mn-ea"
    latin: str = "+mn-lt"


@dataclass(frozen=True)
class RoleLook:
    """How a role is drawn natively; dashes and markers keep roles apart where colour is lost."""

    accent: str
    dash: str = "solid"
    marker: str = "circle"
    hollow: bool = False
    width: float = 2.25
    bar: str = "solid"  # or "hollow", "light", "hatched"


# The same roles, colours and markers as charts.theme.ROLES; accents 1 … 5 are theme.CATEGORICAL (a test compares).
ROLES = {
    "baseline": RoleLook("accent1", marker="square", bar="light"),
    "observed": RoleLook("accent1", marker="circle"),
    "path": RoleLook("accent2", dash="dash", marker="triangle"),
    "needed": RoleLook("accent3", dash="sysDot", marker="diamond", bar="hatched"),
    "target": RoleLook("accent3", marker="diamond", hollow=True, width=1.5, bar="hollow"),
    "comparison": RoleLook("accent4", dash="dashDot", marker="x"),
    "event": RoleLook("accent1", marker="circle", hollow=True),
    "interval": RoleLook("accent5", dash="sysDot", width=1),
}


def workbook(grid: Grid, source: str) -> bytes:
    """The sheet that the chart draws, in the order of `columns_of`, with the source below it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **PLAIN_TEXT})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, grid.corner)
    for row, category in enumerate(grid.categories, start=1):
        sheet.write_string(row, 0, category)
    for place, (name, values) in enumerate(columns_of(grid), start=1):
        sheet.write_string(0, place, name)
        for row, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(row, place, value)
    remark = "".join(f"“{band.name}”一列为上限与下限之差。" for band in grid.bands)
    sheet.write_string(len(grid.categories) + 2, 0, f"单位：{grid.unit}。{remark}{source}")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, max(1, len(columns_of(grid))), 16)
    book.set_properties({"author": "", "comments": ""})
    book.close()
    return buffer.getvalue()


def columns_of(grid: Grid) -> list[tuple[str, tuple[float | None, ...]]]:
    """Name and values of each column of the sheet: bands as lower end and width, then the series."""
    bands = [part for band in grid.bands for part in _band_columns(band)]
    return [*bands, *((column.name, column.values) for column in grid.columns)]


def _band_columns(band: Band) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """The width carries the band's own name, because that is what the legend shows."""
    return (f"{band.name}下限", band.low), (band.name, band.width)


def chart_xml(grid: Grid, look: Look, workbook_relation: str) -> str:
    """The `c:chartSpace` of a chart part; `workbook_relation` is the id of its relation to the workbook."""
    drawn = _lines(grid, look) if grid.over_years else _bars(grid, look)
    space = node(
        "c:chartSpace",
        node("c:date1904", val=0),
        node("c:lang", val="zh-CN"),
        node("c:roundedCorners", val=0),
        node(
            "c:chart",
            node("c:autoTitleDeleted", val=1),
            node("c:plotArea", node("c:layout"), *drawn, *_axes(grid, look), node("c:spPr", node("a:noFill"))),
            _legend(grid, look),
            node("c:plotVisOnly", val=1),
            node("c:dispBlanksAs", val="span"),
        ),
        node("c:spPr", node("a:noFill"), node("a:ln", node("a:noFill"))),
        _text(look),
        node("c:externalData", node("c:autoUpdate", val=0), r__id=workbook_relation),
    )
    return as_xml(space)


def _lines(grid: Grid, look: Look) -> list:
    areas = [series for place, band in enumerate(grid.bands) for series in _band_series(grid, place, band)]
    first = 2 * len(grid.bands)
    lines = [_line_series(grid, first + place, column, look) for place, column in enumerate(grid.columns)]
    charts = []
    if areas:
        charts.append(
            node("c:areaChart", node("c:grouping", val="stacked"), node("c:varyColors", val=0), *areas, *_axis_ids())
        )
    charts.append(
        node("c:lineChart", node("c:grouping", val="standard"), node("c:varyColors", val=0), *lines,
             node("c:marker", val=1), *_axis_ids())
    )  # fmt: skip
    return charts


def _band_series(grid: Grid, place: int, band: Band) -> list:
    accent = ROLES["interval"].accent
    fills = (node("c:spPr", node("a:noFill"), node("a:ln", node("a:noFill"))),
             node("c:spPr", scheme_colour(accent, node("a:alpha", val=55_000)), node("a:ln", node("a:noFill"))))  # fmt: skip
    return [
        node("c:ser", *_identity(2 * place + part, name), fill, _categories(grid), _values(grid, 2 * place + part, values))
        for part, ((name, values), fill) in enumerate(zip(_band_columns(band), fills, strict=True))
    ]


def _line_series(grid: Grid, place: int, column: Column, look: Look):
    role = ROLES[column.role]
    marked = column.role != "target"
    points = [] if marked else [_marked_point(column.places[-1], role)]
    return node(
        "c:ser",
        *_identity(place, column.name),
        node("c:spPr", _outline(role)),
        _marker(role) if marked else node("c:marker", node("c:symbol", val="none")),
        *points,
        _point_labels(grid, column, look),
        _categories(grid),
        _values(grid, place, column.values),
        node("c:smooth", val=0),
    )


def _marked_point(place: int, role: RoleLook):
    return node("c:dPt", node("c:idx", val=place), _marker(role, 10), node("c:bubble3D", val=0), node("c:spPr", _outline(role)))


def _outline(role: RoleLook):
    width = round(role.width * POINT)
    return node("a:ln", scheme_colour(role.accent), node("a:prstDash", val=role.dash), node("a:round"), w=width, cap="rnd")


def _marker(role: RoleLook, size: int = 7):
    line = node("a:ln", scheme_colour(role.accent), w=round(1.5 * POINT))
    fill = node("a:solidFill", node("a:schemeClr", val="bg1")) if role.hollow else scheme_colour(role.accent)
    fill = node("a:noFill") if role.marker == "x" else fill
    return node("c:marker", node("c:symbol", val=role.marker), node("c:size", val=size), node("c:spPr", fill, line))


def labelled_places(column: Column) -> list[int]:
    """Which points carry their value: all of few known levels, else first and last; the end of everything else."""
    if column.role in ("baseline", "observed") and column.places:
        return column.places if len(column.places) <= 4 else [column.places[0], column.places[-1]]
    return column.places[-1:]


def _point_labels(grid: Grid, column: Column, look: Look):
    shown = shown_places(column)
    labels = [
        node(
            "c:dLbl",
            node("c:idx", val=place),
            node("c:numFmt", formatCode=grid.number_format, sourceLinked=0),
            node("c:spPr", node("a:noFill"), node("a:ln", node("a:noFill"))),
            _text(look, bold=True, accent=ROLES[column.role].accent),
            node("c:dLblPos", val=side(grid, column, place)),
            *_flags(value=1),
        )
        for place in shown
    ]
    return node("c:dLbls", *labels, *_flags(value=0))


def shown_places(column: Column) -> list[int]:
    """Without the end of the needed path, which is the target's own mark and number."""
    return [] if column.role == "needed" else labelled_places(column)


def side(grid: Grid, column: Column, place: int) -> str:
    """`t` or `b`, above or below: away from the nearest other series in that year, and above where it is alone."""
    value = column.values[place]
    others = [
        other.values[place]
        for other in grid.columns
        if other is not column and other.role != "needed" and other.values[place] is not None
    ]
    if not others:
        return "t"
    nearest = min(others, key=lambda other: abs(other - value))
    return "b" if nearest > value else "t"


def _bars(grid: Grid, look: Look) -> list:
    series = [_bar_series(grid, place, column, look) for place, column in enumerate(grid.columns)]
    gap = 45 if len(grid.categories) > FEW_ROWS else 150
    return [
        node("c:barChart", node("c:barDir", val="bar"), node("c:grouping", val="clustered"),
             node("c:varyColors", val=0), *series, node("c:gapWidth", val=gap),
             node("c:overlap", val=0 if len(series) == 1 else -5), *_axis_ids())
    ]  # fmt: skip


def _bar_series(grid: Grid, place: int, column: Column, look: Look):
    role = ROLES[column.role]
    return node(
        "c:ser",
        *_identity(place, column.name),
        node("c:spPr", *_bar_fill(role)),
        node("c:invertIfNegative", val=0),
        node(
            "c:dLbls",
            node("c:numFmt", formatCode=grid.number_format, sourceLinked=0),
            node("c:spPr", node("a:noFill"), node("a:ln", node("a:noFill"))),
            _text(look),
            node("c:dLblPos", val="outEnd"),
            *_flags(value=1),
        ),
        _categories(grid),
        _values(grid, place, column.values),
    )


def _bar_fill(role: RoleLook) -> list:
    line = node("a:ln", scheme_colour(role.accent), w=round(1.25 * POINT))
    if role.bar == "hollow":
        return [node("a:solidFill", node("a:schemeClr", val="bg1")), line]
    if role.bar == "light":
        return [scheme_colour(role.accent, node("a:lumMod", val=25_000), node("a:lumOff", val=75_000)), line]
    if role.bar == "hatched":
        colours = node("a:fgClr", node("a:schemeClr", val=role.accent)), node("a:bgClr", node("a:schemeClr", val="bg1"))
        return [node("a:pattFill", *colours, prst="wdUpDiag"), line]
    return [scheme_colour(role.accent), line]


def _identity(place: int, name: str) -> list:
    cache = node("c:strCache", node("c:ptCount", val=1), node("c:pt", node("c:v", name), idx=0))
    reference = node("c:strRef", node("c:f", f"'{SHEET}'!${_letter(place + 1)}$1"), cache)
    return [node("c:idx", val=place), node("c:order", val=place), node("c:tx", reference)]


def _categories(grid: Grid):
    points = [node("c:pt", node("c:v", category), idx=place) for place, category in enumerate(grid.categories)]
    cache = node("c:strCache", node("c:ptCount", val=len(points)), *points)
    return node("c:cat", node("c:strRef", node("c:f", f"'{SHEET}'!$A$2:$A${len(points) + 1}"), cache))


def _values(grid: Grid, place: int, values: tuple[float | None, ...]):
    points = [node("c:pt", node("c:v", repr(value)), idx=row) for row, value in enumerate(values) if value is not None]
    letter = _letter(place + 1)
    count = node("c:ptCount", val=len(values))
    cache = node("c:numCache", node("c:formatCode", "General"), count, *points)
    return node("c:val", node("c:numRef", node("c:f", f"'{SHEET}'!${letter}$2:${letter}${len(values) + 1}"), cache))


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _flags(value: int) -> list:
    names = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return [node(f"c:show{name}", val=value if name == "Val" else 0) for name in names]


def _axis_ids() -> list:
    return [node("c:axId", val=number) for number in AXES]


def _axes(grid: Grid, look: Look) -> list:
    lines = grid.over_years
    scale = grid.scale
    grey = node("a:solidFill", node("a:schemeClr", node("a:lumMod", val=85_000), val="bg1"))
    dark = node("a:solidFill", node("a:schemeClr", node("a:lumMod", val=65_000), node("a:lumOff", val=35_000), val="tx1"))
    category = node(
        "c:catAx",
        node("c:axId", val=AXES[0]),
        node("c:scaling", node("c:orientation", val="minMax" if lines else "maxMin")),
        node("c:delete", val=0),
        node("c:axPos", val="b" if lines else "l"),
        node("c:numFmt", formatCode="General", sourceLinked=0),
        node("c:majorTickMark", val="out" if lines else "none"),
        node("c:minorTickMark", val="none"),
        node("c:tickLblPos", val="low"),
        node("c:spPr", node("a:ln", dark, w=9525)),
        _text(look),
        node("c:crossAx", val=AXES[1]),
        node("c:crosses", val="autoZero"),
        node("c:auto", val=0),
        node("c:lblAlgn", val="ctr"),
        node("c:lblOffset", val=100),
        None if lines else node("c:tickLblSkip", val=1),  # every item keeps its name
        node("c:noMultiLvlLbl", val=1),
    )
    value = node(
        "c:valAx",
        node("c:axId", val=AXES[1]),
        node("c:scaling", node("c:orientation", val="minMax"), node("c:max", val=scale.high), node("c:min", val=scale.low)),
        node("c:delete", val=0),
        node("c:axPos", val="l" if lines else "b"),
        node("c:majorGridlines", node("c:spPr", node("a:ln", grey, w=6350))),
        _axis_title(grid, look),
        node("c:numFmt", formatCode=scale.number_format, sourceLinked=0),
        node("c:majorTickMark", val="none"),
        node("c:minorTickMark", val="none"),
        node("c:tickLblPos", val="nextTo" if lines else "high"),
        node("c:spPr", node("a:ln", node("a:noFill"))),
        _text(look),
        node("c:crossAx", val=AXES[0]),
        node("c:crosses", val="autoZero" if lines else "max"),
        node("c:crossBetween", val="between"),
        node("c:majorUnit", val=scale.step),
    )
    return [category, value]


def _axis_title(grid: Grid, look: Look):
    """The unit, upright: above the axis of lines, below that of bars."""
    run = node("a:r", _run_properties("a:rPr", look, lang="zh-CN"), node("a:t", axis_text(grid)))
    paragraph = node("a:p", node("a:pPr", _run_properties("a:defRPr", look)), run)
    text = node("c:tx", node("c:rich", node("a:bodyPr", rot=0, vert="horz"), node("a:lstStyle"), paragraph))
    corner = node("c:layout", node("c:manualLayout", node("c:xMode", val="edge"), node("c:yMode", val="edge"),
                                   node("c:x", val=0.005), node("c:y", val=0.005)))  # fmt: skip
    return node("c:title", text, corner if grid.over_years else node("c:layout"), node("c:overlay", val=0))


def axis_text(grid: Grid) -> str:
    return grid.unit + (f"（参照线：{grid.reference}）" if grid.reference else "")


def _legend(grid: Grid, look: Look):
    hidden = [
        node("c:legendEntry", node("c:idx", val=2 * place), node("c:delete", val=1)) for place in range(len(grid.bands))
    ]
    if len(grid.columns) + len(grid.bands) < 2:
        return None
    return node("c:legend", node("c:legendPos", val="t"), *hidden, node("c:overlay", val=0), _text(look))


def _text(look: Look, bold: bool = False, accent: str = "tx1"):
    paragraph = node("a:p", node("a:pPr", _run_properties("a:defRPr", look, bold, accent)), node("a:endParaRPr", lang="zh-CN"))
    return node("c:txPr", node("a:bodyPr"), node("a:lstStyle"), paragraph)


def _run_properties(name: str, look: Look, bold: bool = False, accent: str = "tx1", **attributes):
    darker = (node("a:lumMod", val=75_000),) if accent not in ("tx1", "accent1") else ()
    fonts = node("a:latin", typeface=look.latin), node("a:ea", typeface=look.east_asian)
    return node(name, scheme_colour(accent, *darker), *fonts, sz=round(look.size * 100), b=int(bold), **attributes)
