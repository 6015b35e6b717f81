"""One sheet of the Excel file: title, head, cells in their units' formats, source above, ready to print on A4."""

import math
from numbers import Integral

import pandas as pd

from analysis.briefing.exhibits import NO_VALUE, Table
from analysis.briefing.look import SHADE, is_dark
from analysis.briefing.ooxml import printable
from analysis.briefing.parts import Brief
from analysis.charts import theme
from analysis.charts.layout import text_width

FONT = "微软雅黑"
HEAD_ROW = 3
PAGE_WIDTH = 25.0  # centimetres of a table on a landscape page
LETTERS_A_CENTIMETRE = 5.0  # Excel counts column widths in digits of the default type
SIZE, LINE = 10, 15  # points
POINTS_A_CENTIMETRE = 28.35
PAPER_A4 = 9
PRINT_SCALE = 78  # per cent; in LibreOffice, whose columns are the widest, 24.5 nominal centimetres then fit


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book):
        self.book, self.made = book, {}

    def get(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(
                {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", **properties}
            )
        return self.made[key]


class Sheet:
    """A worksheet; `table` writes its title and fills it."""

    def __init__(self, worksheet, formats: Formats, title: str, subtitle: str, brief: Brief):
        self.worksheet, self.formats, self.brief = worksheet, formats, brief
        self.title, self.subtitle = title, subtitle
        worksheet.hide_gridlines(2)
        self._print_setup(title)

    def _print_setup(self, title: str) -> None:
        sheet = self.worksheet
        sheet.set_paper(PAPER_A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        # The blank after the size matters: a title that begins with a digit would make another size of it.
        beside = title if title != self.brief.title else self.brief.topic
        sheet.set_header(f"&L&9 {_escaped(self.brief.title)}&R&9 {_escaped(beside)}"[:250])
        sheet.set_footer("&C&9第 &P 页，共 &N 页")
        sheet.repeat_rows(HEAD_ROW)

    def portrait(self, pages: int) -> None:
        """Upright, on so many pages; 0 for as many as it takes."""
        self.worksheet.set_portrait()
        self.worksheet.fit_to_pages(1, pages)

    def table(self, table: Table, colours: dict[tuple[int, int], str] | None = None, width: float = PAGE_WIDTH) -> int:
        """Writes the table from HEAD_ROW, `width` centimetres wide; returns the first free row.

        `colours`: fills by (row, column) of the frame.
        """
        sheet, frame = self.worksheet, table.frame
        units, texts, numeric = table.units(), table.texts(), table.numeric()
        widths = [width * share / sum(table.widths) for share in table.widths]
        # What is merged over the first column would be cut where that column is printed again.
        heading, begins = (widths[1 : table.page_break], 1) if table.page_break else (widths, 0)
        self._across(0, self.title, heading, begins, 14, bold=True, font_color=theme.CATEGORICAL[0])
        # Above the table, so that they are not left over for a page of their own.
        self._across(
            1, "　".join(filter(None, [self.subtitle, table.note])), heading, begins, SIZE, font_color=theme.MUTED
        )
        self._across(2, table.source, heading, begins, 9, font_color=theme.MUTED)
        for column, (name, wide) in enumerate(zip(frame.columns, widths, strict=True)):
            sheet.set_column(column, column, wide * LETTERS_A_CENTIMETRE)
            place = {"align": "right"} if numeric[column] else {"align": "left", "indent": 1}
            head = self.formats.get(bold=True, bg_color=f"#{SHADE}", bottom=2, text_wrap=True, **place)
            sheet.write_string(HEAD_ROW, column, printable(str(name)), head)
        sheet.set_row(HEAD_ROW, _lines(frame.columns, widths) * LINE + 3)
        for row, cells in enumerate(frame.itertuples(index=False, name=None)):
            for column, value in enumerate(cells):
                colour = (colours or {}).get((row, column))
                unit = table.own_units.get(frame.columns[column], units[row])
                self._cell(HEAD_ROW + 1 + row, column, value, unit, numeric[column], colour)
            sheet.set_row(HEAD_ROW + 1 + row, _lines(texts[row], widths) * LINE + 3)
        sheet.freeze_panes(HEAD_ROW + 1, 1 if table.page_break else 0)
        if table.page_break:
            self._two_pages_wide(table.page_break)
        end = HEAD_ROW + 1 + len(frame)
        if len(frame):
            sheet.autofilter(HEAD_ROW, 0, end - 1, len(frame.columns) - 1)
        return end

    def _two_pages_wide(self, page_break: int) -> None:
        """The rest of the columns on a sheet of paper of its own, with the first column again: nothing gets too small.

        Excel takes no notice of breaks where it fits a sheet to pages, so that the widths have to fit as they are.
        """
        self.worksheet.set_print_scale(PRINT_SCALE)
        self.worksheet.set_v_pagebreaks([page_break])
        self.worksheet.repeat_columns(0)

    def _across(self, row: int, text: str, widths: list[float], column: int, size: float, **look) -> None:
        """A text over all columns from `column` on, in as many lines as it needs."""
        style = self.formats.get(font_size=size, text_wrap=True, **look)
        lines = max(1, -(-text_width(text) * size // (sum(widths) * POINTS_A_CENTIMETRE - 8)))
        self.worksheet.set_row(row, lines * size * 1.5 + 3)
        if len(widths) > 1:
            self.worksheet.merge_range(row, column, row, column + len(widths) - 1, "", style)
        self.worksheet.write_string(row, column, printable(text), style)

    def describe(self, text: str) -> None:
        """A comment nobody sees: what the sheet shows, for whoever reads with other means."""
        self.worksheet.write_comment(
            0, 0, printable(text)[:2000], {"author": "", "visible": False, "x_scale": 4, "y_scale": 2}
        )

    def _cell(self, row: int, column: int, value: object, unit: str, is_number: bool, colour: str | None) -> None:
        look = {"bottom": 4, "bottom_color": "#BFBFBF", "text_wrap": True}
        if colour:
            look |= {"bg_color": colour, "font_color": "#FFFFFF" if is_dark(colour) else "#1B1B1B"}
        if pd.isna(value) or value == "":
            place = {"align": "right"} if is_number else {"align": "left", "indent": 1}
            self.worksheet.write_string(row, column, NO_VALUE, self.formats.get(**look, **place))
        elif isinstance(value, bool):
            self.worksheet.write_string(row, column, "是" if value else "否", self.formats.get(**look, indent=1))
        elif pd.api.types.is_number(value):
            look["num_format"] = number_format(value, unit)
            self.worksheet.write_number(row, column, float(value), self.formats.get(**look))
        else:
            self.worksheet.write_string(row, column, printable(str(value)), self.formats.get(**look, indent=1))


def number_format(value: float, unit: str) -> str:
    """As charts.wording.number: yuan whole, ratios to three decimals, years and whole numbers as they are."""
    if isinstance(value, Integral):
        return "0" if abs(value) < 10_000 else "#,##0"
    if unit.startswith("元"):
        return "#,##0"
    if unit == "倍":
        return "0.000"
    if float(value).is_integer():
        return "#,##0"
    return "#,##0.0#"


def _lines(texts, widths: list[float]) -> int:
    """How many lines the fullest cell of a row needs."""
    letters = [width * POINTS_A_CENTIMETRE / SIZE - 2 for width in widths]
    return max(max(1, math.ceil(text_width(str(text)) / room)) for text, room in zip(texts, letters, strict=True))


def _escaped(text: str) -> str:
    """In headers & begins a code."""
    return printable(text).replace("&", "&&")
