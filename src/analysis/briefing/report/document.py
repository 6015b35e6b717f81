"""A brief as a Word file in the style of GB/T 9704-2012: native charts, numbered captions, a list of sources."""

import io

from docx import Document
from docx.oxml import parse_xml
from docx.shared import Mm

from analysis.briefing.look import themed
from analysis.briefing.ooxml import UNWANTED_PARTS, as_xml, cleaned, node, set_properties
from analysis.briefing.parts import Brief
from analysis.briefing.report.body import Body
from analysis.briefing.report.fields import field, run
from analysis.briefing.report.styles import (
    BODY_FONT,
    HEADING_FONT,
    LATIN_FONT,
    LONG,
    ONE_PAGE,
    Sheet,
    font_table,
    settings,
    styles,
)

UNWANTED = (
    *UNWANTED_PARTS,
    "customXml/",
    "word/stylesWithEffects",
    "word/webSettings",
    "word/numbering",
    "docProps/app.xml",
)
NUMERALS = "一二三四五六七八九十"


def report(brief: Brief) -> bytes:
    """The DOCX file; a short brief fits one page."""
    sheet = ONE_PAGE if brief.short else LONG
    document = Document()
    _prepare(document, sheet)
    body = Body(document, brief, sheet)
    body.title()
    if brief.short:
        _one_page(body, brief)
    else:
        _chapters(body, brief)
    set_properties(document.core_properties, brief.title, f"{brief.place}：{brief.topic}", brief.day)
    buffer = io.BytesIO()
    document.save(buffer)
    return cleaned(buffer.getvalue())


def numeral(number: int) -> str:
    """Chinese numeral of a heading, 1 … 99.

    >>> numeral(3), numeral(10), numeral(12), numeral(20)
    ('三', '十', '十二', '二十')
    """
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十") + (
        NUMERALS[ones - 1] if ones else ""
    )


def _chapters(body: Body, brief: Brief) -> None:
    body.heading(f"{numeral(1)}、主要结论")
    for statement in brief.summary:
        body.statement(statement.concluded)
    for number, section in enumerate(brief.sections, start=2):
        body.heading(f"{numeral(number)}、{section.heading}")
        for place, statement in enumerate(section.statements):
            body.statement(statement, section.exhibits if place == 0 else ())
        for exhibit in section.exhibits:
            body.exhibit(exhibit)
    number = len(brief.sections) + 2
    body.heading(f"{numeral(number)}、数据说明")
    for text in brief.caveats:
        body.paragraph(text)
    body.definitions()
    body.heading(f"{numeral(number + 1)}、资料来源")
    body.sources()


def _one_page(body: Body, brief: Brief) -> None:
    for statement in (*brief.summary, *(s for section in brief.sections for s in section.statements)):
        body.statement(statement)
    for exhibit in brief.exhibits:
        body.exhibit(exhibit)
    body.short_sources()


def _prepare(document, sheet: Sheet) -> None:
    """Page, styles, settings, theme in place of the template's; what the template carries along is dropped."""
    part = document.part
    for owner in (part, part.package):
        for key, relation in list(owner.rels.items()):
            name = "" if relation.is_external else str(relation.target_part.partname).lstrip("/")
            if name.startswith(UNWANTED):
                del owner.rels[key]
            elif name == "word/fontTable.xml":
                relation.target_part._blob = font_table()
            elif name.startswith("word/theme/"):
                relation.target_part._blob = themed(
                    relation.target_part.blob, (HEADING_FONT, BODY_FONT), (LATIN_FONT, LATIN_FONT)
                )
    part._styles_part._element = styles(sheet)
    part._settings_part._element = settings()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, sheet.margins)
    section.header_distance, section.footer_distance = Mm(15), Mm(25 if sheet is LONG else 7)
    for element in list(section._sectPr):
        if element.tag.endswith("}docGrid"):
            section._sectPr.remove(element)  # the template's grid squeezes tables
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _page_number(footer, side: str) -> None:
    """— 1 —, at the outer edge, one character in (GB/T 9704-2012, 7.5)."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]._p
    for element in list(paragraph):
        paragraph.remove(element)
    edge = node("w:ind", **{f"w__{side}Chars": 100, "w__firstLineChars": 0, "w__firstLine": 0})
    paragraph.append(
        parse_xml(as_xml(node("w:pPr", node("w:pStyle", w__val="Footer"), edge, node("w:jc", w__val=side))))
    )
    for element in (run("— "), *field("PAGE", "1"), run(" —")):
        paragraph.append(parse_xml(as_xml(element)))
