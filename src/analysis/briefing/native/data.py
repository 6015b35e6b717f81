"""The sheet behind a native chart, and how the chart refers to it; cached values and sheet come from one list."""

import io
from datetime import datetime

import xlsxwriter

from analysis.briefing.grid import Band, Grid
from analysis.briefing.ooxml import ZIP_TIME, node
from analysis.briefing.spreadsheet import PLAIN_TEXT

SHEET = "图表数据"


def data_workbook(grid: Grid, source: str) -> bytes:
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
    remark = "".join(band.about for band in grid.bands)
    sheet.write_string(len(grid.categories) + 2, 0, f"单位：{grid.unit}。{remark}{source}")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, max(1, len(columns_of(grid))), 16)
    book.set_properties({"author": "", "comments": "", "created": datetime(*ZIP_TIME)})  # else the clock is asked
    book.close()
    return buffer.getvalue()


def columns_of(grid: Grid) -> list[tuple[str, tuple[float | None, ...]]]:
    """Name and values of each column of the sheet: bands as lower end and width, then the series."""
    bands = [part for band in grid.bands for part in band_columns(band)]
    return [*bands, *((column.name, column.values) for column in grid.columns)]


def band_columns(band: Band) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """The width carries the band's own name, because that is what the legend shows."""
    return (f"{band.name}下限", band.low), (band.name, band.width)


def identity(place: int, name: str) -> list:
    cache = node("c:strCache", node("c:ptCount", val=1), node("c:pt", node("c:v", name), idx=0))
    reference = node("c:strRef", node("c:f", f"'{SHEET}'!${_letter(place + 1)}$1"), cache)
    return [node("c:idx", val=place), node("c:order", val=place), node("c:tx", reference)]


def categories(grid: Grid):
    points = [node("c:pt", node("c:v", category), idx=place) for place, category in enumerate(grid.categories)]
    cache = node("c:strCache", node("c:ptCount", val=len(points)), *points)
    return node("c:cat", node("c:strRef", node("c:f", f"'{SHEET}'!$A$2:$A${len(points) + 1}"), cache))


def values_of(grid: Grid, place: int, values: tuple[float | None, ...]):
    points = [
        node("c:pt", node("c:v", as_written(value)), idx=row) for row, value in enumerate(values) if value is not None
    ]
    letter = _letter(place + 1)
    count = node("c:ptCount", val=len(values))
    cache = node("c:numCache", node("c:formatCode", "General"), count, *points)
    return node("c:val", node("c:numRef", node("c:f", f"'{SHEET}'!${letter}$2:${letter}${len(values) + 1}"), cache))


def as_written(value: float) -> str:
    """The number as XlsxWriter writes it into the sheet, so that chart and sheet agree to the last digit."""
    return f"{value:.16G}"


def _letter(place: int) -> str:
    return chr(ord("A") + place)
