"""A brief as an Excel file: a sheet an exhibit with its native chart, the tables behind, definitions, sources."""

import io
from datetime import datetime

import pandas as pd
import xlsxwriter

from analysis.briefing.exhibits import CountyMap, Exhibit, Graph, Table, alternative_text
from analysis.briefing.ooxml import cleaned, printable
from analysis.briefing.parts import Brief, shown_ranges
from analysis.briefing.spreadsheet import PLAIN_TEXT
from analysis.briefing.workbook.chart import insert_chart
from analysis.briefing.workbook.sheet import Formats, Sheet

FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
PORTRAIT_WIDTH = 17.5  # centimetres
LONGEST_NAME = 31  # Excel's limit for the name of a sheet


def workbook(brief: Brief) -> bytes:
    """The XLSX file. Text is text: nothing that stands in a cell is evaluated or becomes a link."""
    buffer = io.BytesIO()
    day = datetime(brief.day.year, brief.day.month, brief.day.day)
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "nan_inf_to_errors": False, **PLAIN_TEXT})
    book.set_properties({"title": printable(brief.title), "subject": f"{brief.place}：{brief.topic}", "author": "",
                         "comments": "", "created": day})  # fmt: skip
    formats = Formats(book)
    used: set[str] = set()

    def sheet(name: str, title: str, subtitle: str = "") -> Sheet:
        return Sheet(book.add_worksheet(_free(name, used)), formats, title, subtitle, brief)

    _overview(sheet("概览", brief.title, brief.subtitle), brief)
    counts = {"图": 0, "表": 0}
    for exhibit in brief.exhibits:
        word = "表" if isinstance(exhibit, Table) else "图"
        counts[word] += 1
        made = sheet(f"{word}{counts[word]}", exhibit.title, getattr(exhibit, "subtitle", ""))
        _exhibit(made, book, exhibit)
    for name, table in brief.tables.items():
        sheet(name, f"{brief.place}：{name}").table(table, width=sum(table.widths))
    sheet("指标定义", "指标定义").table(brief.definition_table())
    sheet("文献", "引用的文献").table(brief.document_table())
    sheet("资料来源", "资料来源：每个数字印在哪里").table(brief.source_table())
    book.close()
    return cleaned(buffer.getvalue())


def _overview(sheet: Sheet, brief: Brief) -> None:
    """All statements, chapter by chapter; the conclusions of a brief that has no other."""
    said = [(section.heading, statement) for section in brief.sections for statement in section.statements]
    said = said or [("主要结论", statement) for statement in brief.summary]
    rows = [(heading, statement.text, shown_ranges(brief.source_numbers(statement))) for heading, statement in said]
    frame = pd.DataFrame(rows, columns=["章节", "结论", "出处序号（见“资料来源”）"], dtype=object)
    sheet.table(Table("主要结论", frame, (1.8, 8, 2.3), "", "".join(brief.caveats)))


def _exhibit(sheet: Sheet, book, exhibit: Exhibit) -> None:
    if isinstance(exhibit, Table):
        sheet.table(exhibit)
    elif isinstance(exhibit, Graph):
        insert_chart(book, sheet, exhibit)
    else:
        sheet.table(_county_table(exhibit), colours=_county_colours(exhibit), width=PORTRAIT_WIDTH)
        sheet.portrait(0)
    sheet.describe(alternative_text(exhibit))


def _county_table(county_map: CountyMap) -> Table:
    """Every county of the map, also those without a value."""
    names = {city.code: city.name for city in county_map.drawing.cities}
    rows = []
    for shape in county_map.drawing.counties:
        value = county_map.values.get(shape.code)
        own = value.value if value and value.own else None
        rows.append((shape.code, names.get(shape.city_code, ""), shape.name, own, county_map.said(shape.code)))
    frame = pd.DataFrame(rows, columns=["代码", "市", "县（市、区）", "本地数值（%）", "印出的数，或适用的目标"])
    return Table(county_map.title, frame, (1.2, 1.5, 2, 1.6, 3.8), county_map.source, county_map.note)


def _county_colours(county_map: CountyMap) -> dict[tuple[int, int], str]:
    """Fill of the values' cells, as on the map."""
    classes = [county_map.class_of(shape.code) for shape in county_map.drawing.counties]
    return {(row, 3): county_map.colours[index] for row, index in enumerate(classes) if index is not None}


def _free(name: str, used: set[str]) -> str:
    """A sheet name that Excel accepts and that is not taken."""
    base = name.translate(FORBIDDEN).strip()[:LONGEST_NAME] or "表"
    candidate, count = base, 2
    while candidate.lower() in used:
        candidate = f"{base[: LONGEST_NAME - 4]}（{count}）"
        count += 1
    used.add(candidate.lower())
    return candidate
