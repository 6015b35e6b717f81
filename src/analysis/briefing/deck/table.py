"""Native tables on slides: broken into pages that fit, numbers to the right, one look through the theme."""

import math

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.util import Emu, Pt

from analysis.briefing.exhibits import Table
from analysis.briefing.ooxml import as_xml, emu, node, printable, scheme_colour
from analysis.charts.layout import text_width

SIZES = (16, 14, 13, 12, 11)
POINTS_A_CENTIMETRE = 28.35
LEADING = 1.42
FULL = 0.92  # how much of a line is filled before it breaks, on average
HALVINGS = 8  # of a slide's height: to less than a row
PADDING = 0.12, 0.2  # above and below, left and right, in centimetres
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # Office's "no style, no grid": the lines below are our own


def pages_of(
    table: Table, width: float, height: float, sizes: tuple[float, ...] = SIZES
) -> tuple[list[list[int]], float]:
    """Rows of each page, so that head and rows fit into `height` centimetres, and the type size in points.

    As few pages as the smallest size needs, about equally full, in the largest size that needs no more.
    """
    columns = _widths(table, width)
    lines = [list(table.frame.columns), *table.texts()]
    heights = {size: [_row_height(line, columns, size) for line in lines] for size in sizes}
    fewest = len(_pages(heights[sizes[-1]], height))
    size = next(size for size in sizes if len(_pages(heights[size], height)) == fewest)
    low, high = 0.0, height
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_pages(heights[size], middle)) == fewest else (middle, high)
    return _pages(heights[size], high), size


def first_page(table: Table, width: float, height: float, sizes: tuple[float, ...] = SIZES) -> tuple[list[int], float]:
    """The rows that fit into `height` centimetres, and the type size: the largest that fits all, else the smallest."""
    columns = _widths(table, width)
    for size in sizes:
        lines = [list(table.frame.columns), *table.texts()]
        pages = _pages([_row_height(line, columns, size) for line in lines], height)
        if len(pages) == 1:
            break
    return pages[0], size


def height_of(table: Table, width: float, size: float) -> float:
    """Of all its rows and the head, in centimetres."""
    columns = _widths(table, width)
    return sum(_row_height(line, columns, size) for line in [list(table.frame.columns), *table.texts()])


def _pages(heights: list[float], height: float) -> list[list[int]]:
    """Row numbers page by page; `heights` begins with that of the head, which each page repeats."""
    head, *rows = heights
    pages, used = [[]], head
    for place, needed in enumerate(rows):
        if used + needed > height and pages[-1]:
            pages.append([])
            used = head
        pages[-1].append(place)
        used += needed
    return pages


def _widths(table: Table, width: float) -> list[float]:
    total = sum(table.widths)
    return [width * share / total for share in table.widths]


def _row_height(texts: list[str], columns: list[float], size: float) -> float:
    lines = [
        max(1, math.ceil(text_width(text) * size / POINTS_A_CENTIMETRE / (column - 2 * PADDING[1]) / FULL))
        for text, column in zip(texts, columns, strict=True)
    ]
    return max(lines) * size * LEADING / POINTS_A_CENTIMETRE + 2 * PADDING[0]


def add_table(
    shapes, table: Table, rows: list[int], box: tuple[float, float, float, float], text: str, size: float
) -> None:
    """Draws the rows into `box` (left, top, width, height in centimetres); `text` is said by screen readers."""
    left, top, width, _ = box
    columns = _widths(table, width)
    texts = table.texts()
    frame = shapes.add_table(len(rows) + 1, len(columns), *(Emu(emu(side)) for side in (left, top, width, 1)))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", text)
    frame.name = "表格"
    drawn = frame.table
    drawn._tbl.tblPr.find("{*}tableStyleId").text = PLAIN_STYLE
    drawn.horz_banding = False
    for column, share in zip(drawn.columns, columns, strict=True):
        column.width = Emu(emu(share))
    numeric = table.numeric()
    for place, cells in enumerate([list(table.frame.columns), *(texts[row] for row in rows)]):
        drawn.rows[place].height = Emu(emu(_row_height(cells, columns, size)))
        for column, cell_text in enumerate(cells):
            _cell(drawn.cell(place, column), cell_text, size, place == 0, numeric[column])


def _cell(cell, text: str, size: float, head: bool, to_the_right: bool) -> None:
    cell.margin_top = cell.margin_bottom = Emu(emu(PADDING[0]))
    cell.margin_left = cell.margin_right = Emu(emu(PADDING[1]))
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if to_the_right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = printable(text)
    run.font.size, run.font.bold = Pt(size), head
    run._r.get_or_add_rPr().set("lang", "zh-CN")
    properties = cell._tc.get_or_add_tcPr()
    # Order of the schema: lines, then fill.
    line = {"head": ("tx2", 1.5), "row": ("bg1", 0.75)}["head" if head else "row"]
    darker = () if head else (node("a:lumMod", val=85_000),)
    rule = node("a:lnB", scheme_colour(line[0], *darker), w=round(line[1] * 12_700))
    fill = scheme_colour("bg2") if head else node("a:noFill")
    for element in (rule, fill):
        properties.append(parse_xml(as_xml(element)))
