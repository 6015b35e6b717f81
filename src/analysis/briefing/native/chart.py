"""The XML of a chart part: lines over years with a band behind them, or bars.

Children are written in the order of the ECMA-376 schema (DrawingML Charts); PowerPoint repairs or refuses a file
where LibreOffice forgives. Colours are the theme's, so that staff can recolour.
"""

from analysis.briefing.grid import Band, Column, Grid
from analysis.briefing.native.axes import axes, axis_ids, legend
from analysis.briefing.native.data import band_columns, categories, identity, values_of
from analysis.briefing.native.labels import label_flags, point_labels
from analysis.briefing.native.looks import ROLES, Look, RoleLook, bar_fill, marker_of, outline, text_look
from analysis.briefing.ooxml import as_xml, node, scheme_colour

FEW_ROWS = 5  # of bars, which would be too thick with the usual gap


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
            node("c:plotArea", node("c:layout"), *drawn, *axes(grid, look), node("c:spPr", node("a:noFill"))),
            legend(grid, look),
            node("c:plotVisOnly", val=1),
            node("c:dispBlanksAs", val="span"),
        ),
        node("c:spPr", node("a:noFill"), node("a:ln", node("a:noFill"))),
        text_look(look),
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
            node("c:areaChart", node("c:grouping", val="stacked"), node("c:varyColors", val=0), *areas, *axis_ids())
        )
    charts.append(
        node("c:lineChart", node("c:grouping", val="standard"), node("c:varyColors", val=0), *lines,
             node("c:marker", val=1), *axis_ids())
    )  # fmt: skip
    return charts


def _band_series(grid: Grid, place: int, band: Band) -> list:
    accent = ROLES["interval"].accent
    visible = scheme_colour(accent, node("a:alpha", val=55_000))
    fills = [node("c:spPr", fill, node("a:ln", node("a:noFill"))) for fill in (node("a:noFill"), visible)]
    return [
        node(
            "c:ser",
            *identity(2 * place + part, name),
            fill,
            categories(grid),
            values_of(grid, 2 * place + part, values),
        )
        for part, ((name, values), fill) in enumerate(zip(band_columns(band), fills, strict=True))
    ]


def _line_series(grid: Grid, place: int, column: Column, look: Look):
    role = ROLES[column.role]
    marked = column.role != "target"
    points = [] if marked else [_marked_point(column.places[-1], role)]
    return node(
        "c:ser",
        *identity(place, column.name),
        node("c:spPr", outline(role)),
        marker_of(role) if marked else node("c:marker", node("c:symbol", val="none")),
        *points,
        point_labels(grid, column, look),
        categories(grid),
        values_of(grid, place, column.values),
        node("c:smooth", val=0),
    )


def _marked_point(place: int, role: RoleLook):
    return node(
        "c:dPt", node("c:idx", val=place), marker_of(role, 10), node("c:bubble3D", val=0), node("c:spPr", outline(role))
    )


def _bars(grid: Grid, look: Look) -> list:
    series = [_bar_series(grid, place, column, look) for place, column in enumerate(grid.columns)]
    gap = 45 if len(grid.categories) > FEW_ROWS else 150
    return [
        node("c:barChart", node("c:barDir", val="bar"), node("c:grouping", val="clustered"),
             node("c:varyColors", val=0), *series, node("c:gapWidth", val=gap),
             node("c:overlap", val=0 if len(series) == 1 else -5), *axis_ids())
    ]  # fmt: skip


def _bar_series(grid: Grid, place: int, column: Column, look: Look):
    role = ROLES[column.role]
    return node(
        "c:ser",
        *identity(place, column.name),
        node("c:spPr", *bar_fill(role)),
        node("c:invertIfNegative", val=0),
        node(
            "c:dLbls",
            node("c:numFmt", formatCode=grid.number_format, sourceLinked=0),
            node("c:spPr", node("a:noFill"), node("a:ln", node("a:noFill"))),
            text_look(look),
            node("c:dLblPos", val="outEnd"),
            *label_flags(value=1),
        ),
        categories(grid),
        values_of(grid, place, column.values),
    )
