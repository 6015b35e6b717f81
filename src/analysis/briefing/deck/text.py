"""Text on slides and in notes: boxes, statements that are made to fit, source lines, page numbers."""

from pptx.oxml import parse_xml
from pptx.util import Emu, Pt

from analysis.briefing.deck.master import FOOT_BOX, FOOT_SIZE
from analysis.briefing.ooxml import as_xml, emu, node, printable, scheme_colour
from analysis.charts.layout import text_width

POINTS_A_CENTIMETRE = 28.35


def higher(box, by: float):
    left, top, width, height = box
    return left, top - by, width, height + by


def add_text(slide, text: str, box, size: float, name: str, grey: bool = False, bold: bool = False):
    shape = slide.shapes.add_textbox(*(Emu(emu(side)) for side in box))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    run = frame.paragraphs[0].add_run()
    run.text = printable(text)
    run.font.size, run.font.bold = Pt(size), bold
    if grey:
        _grey(run)
    mark_chinese(frame)
    return shape


def _grey(run) -> None:
    changes = node("a:lumMod", val=65_000), node("a:lumOff", val=35_000)
    run._r.get_or_add_rPr().insert(0, parse_xml(as_xml(scheme_colour("tx1", *changes))))


def add_paragraphs(slide, texts: list[str], box, size: float, name: str) -> None:
    """Statements one below the other, with a mark before each, shrunk as far as they need to fit the box."""
    size = fitting(texts, box, size)
    shape = add_text(slide, "", box, size, name)
    frame = shape.text_frame
    for place, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        for run in list(paragraph.runs):
            paragraph._p.remove(run._r)
        run = paragraph.add_run()
        run.text = printable(text)
        run.font.size = Pt(size)
        paragraph.space_after = Pt(size * 0.6)
        paragraph.line_spacing = 1.15
        properties = paragraph._p.get_or_add_pPr()
        indent = round(size * 1.2 * 12_700)
        properties.set("marL", str(indent))
        properties.set("indent", str(-indent))
        colour = node("a:buClr", node("a:schemeClr", val="accent2"))
        for bullet in (colour, node("a:buFont", typeface="Arial"), node("a:buChar", char="■")):
            properties.append(parse_xml(as_xml(bullet)))
    mark_chinese(frame)


def fitting(texts: list[str], box, size: float) -> float:
    """The type size, at most `size`, at which the paragraphs of `add_paragraphs` fit into the box."""
    while size > 10:
        letters_a_line = (box[2] * POINTS_A_CENTIMETRE - size * 1.2) / size
        lines = sum(-(-text_width(text) // letters_a_line) for text in texts)
        if (lines * 1.15 * 1.25 + len(texts) * 0.6) * size <= box[3] * POINTS_A_CENTIMETRE:
            return size
        size -= 0.5
    return size


def add_foot(slide, *texts: str) -> None:
    text = "　".join(filter(None, texts))
    if not text:
        return
    size = FOOT_SIZE
    while size > 7.5 and text_width(text) * size / POINTS_A_CENTIMETRE > FOOT_BOX[2] * 2.85:
        size -= 0.5
    add_text(slide, text, FOOT_BOX, size, "资料来源", grey=True)


def add_page_number(slide) -> None:
    """The layout's placeholder again: python-pptx does not take it over."""
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.type.name == "SLIDE_NUMBER":
            kind = node("p:ph", type="sldNum", sz="quarter", idx=shape.placeholder_format.idx)
            number = max(int(other.shape_id) for other in slide.shapes) + 1
            identity = node("p:nvSpPr", node("p:cNvPr", id=number, name="页码"),
                            node("p:cNvSpPr", node("a:spLocks", noGrp=1)), node("p:nvPr", kind))  # fmt: skip
            field = node("a:fld", node("a:rPr", lang="zh-CN"), node("a:t", "‹#›"), type="slidenum",
                         id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}")  # fmt: skip
            body = node("p:txBody", node("a:bodyPr"), node("a:lstStyle"), node("a:p", field))
            slide.shapes._spTree.append(parse_xml(as_xml(node("p:sp", identity, node("p:spPr"), body))))


def mark_chinese(frame) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            properties = run._r.get_or_add_rPr()
            properties.set("lang", "zh-CN")
            properties.set("altLang", "en-US")


def set_notes(slide, lines) -> None:
    text = "\n".join(printable(line) for line in lines if line)
    if text:
        frame = slide.notes_slide.notes_text_frame
        frame.text = text
        mark_chinese(frame)
