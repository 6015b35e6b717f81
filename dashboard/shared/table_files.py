"""A table as a file to take along: CSV and Excel for spreadsheet programs, JSON for programs.

In spreadsheets text stays text: nothing that stands in a cell is evaluated or becomes a link.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd

from analysis.briefing.spreadsheet import PLAIN_TEXT, safe_csv

FONT = "微软雅黑"
WIDEST = 50  # of a column, in digits of the default type
LONGEST_CELL = 32_767  # characters that Excel accepts
PAPER_A4 = 9


@dataclass(frozen=True)
class Table:
    """What a view shows. `names`: column of `frame` → what readers call it; columns without a name keep theirs.

    `page`, `place` and `title` make the file's name; `notes` say what was chosen, and what the numbers mean.
    """

    page: str
    title: str
    place: str
    frame: pd.DataFrame
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def named(self) -> pd.DataFrame:
        return self.frame.rename(columns=dict(self.names))


def csv(table: Table, _day: date) -> bytes:
    """UTF-8 with byte order mark, so that Excel reads it as Chinese."""
    return safe_csv(_plain(table.named))


def records(table: Table, day: date) -> bytes:
    """JSON. What is missing is null, never 0 or ''."""
    frame = _plain(table.frame)
    frame = frame.where(frame.notna() & (frame != ""), None)
    content = {
        "title": table.title,
        "place": table.place,
        "date": day.isoformat(),
        "notes": list(table.notes),
        "columns": {name: table.names.get(name, name) for name in frame.columns},
    }
    head = json.dumps(content, ensure_ascii=False, indent=1).removesuffix("\n}")
    rows = ",\n  ".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in frame.to_dict("records"))
    return f'{head},\n "rows": [\n  {rows}\n ]\n}}\n'.encode()


def workbook(table: Table, day: date) -> bytes:
    """Excel: title, what was chosen, the table with filters and a head that stays, ready to print on A4."""
    import xlsxwriter  # a quarter of a second that no page needs

    buffer, frame = io.BytesIO(), _plain(table.named)
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "constant_memory": True, "nan_inf_to_errors": False, **PLAIN_TEXT}
    )
    # constant_memory keeps one row: everything is written from top to bottom.
    book.set_properties({"title": table.title, "author": "", "created": datetime(day.year, day.month, day.day)})
    plain, wide = {"font_name": FONT, "font_size": 10}, {"text_wrap": True, "valign": "top"}
    title = book.add_format({**plain, "bold": True, "font_size": 14})
    note, head = book.add_format(plain), book.add_format({**plain, "bold": True, "bottom": 2, "bg_color": "#E8F0F8"})
    cell = book.add_format({**plain, **wide})
    sheet = book.add_worksheet("数据")
    for column, name in enumerate(frame.columns):
        sheet.set_column(column, column, _width(name, frame[name]))
    sheet.write_string(0, 0, table.title, title)
    lines = [*table.notes, f"地区：{table.place}　导出日期：{day.isoformat()}"]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, note)
    top = len(lines) + 2
    for column, name in enumerate(frame.columns):
        sheet.write_string(top, column, name, head)
    for row, cells in enumerate(frame.itertuples(index=False, name=None), start=top + 1):
        for column, value in enumerate(cells):
            _write(sheet, row, column, value, cell)
    if len(frame.columns):
        sheet.autofilter(top, 0, top + len(frame), len(frame.columns) - 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_paper(PAPER_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    book.close()
    return buffer.getvalue()


FORMATS = {  # extension → what makes the file, and what the browser is told that it is
    "csv": (csv, "text/csv"),
    "xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (records, "application/json"),
}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Python's own numbers and texts; 是 and 否; None for what is missing."""
    frame = frame.copy()
    for name in frame.columns:
        if pd.api.types.is_bool_dtype(frame[name]):
            frame[name] = frame[name].map({True: "是", False: "否"})
    return frame.astype(object).where(frame.notna(), None)


def _write(sheet, row: int, column: int, value: object, look) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL], look)


def _width(name: str, column: pd.Series) -> int:
    """Room for most cells; a Chinese character takes two digits."""
    texts = [name, *map(str, column.dropna().head(100))]
    return min(WIDEST, max(6, *(2 + sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) for text in texts)))
