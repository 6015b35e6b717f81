"""Tables of the Word file: three lines, a head that repeats on each page, rows that do not break."""

from docx.oxml import parse_xml

from analysis.briefing.exhibits import Table
from analysis.briefing.ooxml import as_xml, node, printable
from analysis.briefing.report.fields import bookmark, run
from analysis.briefing.report.styles import CELL, SMALL_CELL, TABLE_STYLE

CENTIMETRE = 1440 / 2.54  # twips
FEW_ROWS, ROWS_WITH_HEAD = 8, 2
MOST_COLUMNS = 7  # in cells of the usual size
BOOKMARKS_FROM = 10_000  # ids beside those of the captions


def add_table(
    document, table: Table, width: float, text: str, marks: list[str] | None = None, small: bool = False
) -> None:
    """Appends the table, `width` centimetres wide. `text`: what a screen reader says; `marks`: a bookmark a row.

    A few rows stay on one page; of many the first ones stay with the head, the last with the source line below.
    """
    total = sum(table.widths)
    columns = [round(width * share / total * CENTIMETRE) for share in table.widths]
    numeric, style = table.numeric(), SMALL_CELL if small or len(columns) > MOST_COLUMNS else CELL
    bands = {"firstRow": 1, "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 0, "noVBand": 1}
    look = node("w:tblLook", w__val="0420", **{f"w__{name}": value for name, value in bands.items()})
    properties = node(
        "w:tblPr",
        node("w:tblStyle", w__val=TABLE_STYLE),
        node("w:tblW", w__w=sum(columns), w__type="dxa"),
        node("w:jc", w__val="center"),
        node("w:tblLayout", w__type="fixed"),
        look,
        node("w:tblCaption", w__val=printable(table.title)),
        node("w:tblDescription", w__val=printable(text)),
    )
    grid = node("w:tblGrid", *(node("w:gridCol", w__w=share) for share in columns))
    head = _row([run(name) for name in table.frame.columns], columns, numeric, style, True, is_head=True)
    rows = []
    for place, cells in enumerate(table.texts()):
        runs = [[run(cell)] for cell in cells]
        if marks:
            runs[0] = bookmark(BOOKMARKS_FROM + place, marks[place], runs[0])
        followed = place < len(table.frame) - 1 or bool(table.source)
        few = len(table.frame) <= FEW_ROWS
        together = followed and (few or place < ROWS_WITH_HEAD or place == len(table.frame) - 1)
        rows.append(_row(runs, columns, numeric, style, together))
    made = node("w:tbl", properties, grid, head, *rows)
    document.element.body.insert_element_before(parse_xml(as_xml(made)), "w:sectPr")


def _row(cells: list, columns: list[int], numeric: list[bool], style: str, together: bool, is_head: bool = False):
    """`together`: on the page of what follows."""
    rules = node("w:trPr", node("w:cantSplit"), node("w:tblHeader") if is_head else None)
    made = []
    for cell, width, is_number in zip(cells, columns, numeric, strict=True):
        align = node("w:jc", w__val="right" if is_number else "left")
        keep = node("w:keepNext") if together else None
        paragraph = node("w:p", node("w:pPr", node("w:pStyle", w__val=style), keep, align),
                         *(cell if isinstance(cell, list) else [cell]))  # fmt: skip
        box = node("w:tcPr", node("w:tcW", w__w=width, w__type="dxa"), node("w:vAlign", w__val="center"))
        made.append(node("w:tc", box, paragraph))
    return node("w:tr", rules, *made)
