"""A brief as a PowerPoint file: every slide states a finding; charts, tables and map stay editable."""

import io

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.util import Emu, Pt

from analysis.briefing import deck_map, native
from analysis.briefing.deck_master import (
    BODY_BOX,
    BODY_SIZE,
    CONTENT,
    COVER,
    FOOT_BOX,
    FOOT_SIZE,
    SUBTITLE_BOX,
    SUBTITLE_SIZE,
    TITLE_BOX,
    TITLE_SIZE,
    layouts,
    presentation,
)
from analysis.briefing.deck_table import add_table, pages_of
from analysis.briefing.grid import grid
from analysis.briefing.ooxml import CHART_TYPE, as_xml, cleaned, emu, node, printable, scheme_colour, set_properties
from analysis.briefing.parts import Brief, CountyMap, Exhibit, Graph, Statement, Table, alternative_text
from analysis.charts.layout import text_width

STATEMENTS_A_SLIDE = 6
SMALLEST_TITLE, SMALLEST_IN_TWO_LINES = 19, 16
POINTS_A_CENTIMETRE = 28.35
WORKBOOK_RELATION = "rId1"
TABLE_HEIGHT = BODY_BOX[3] + 0.6  # without a subtitle above
LISTING_SIZES = (12, 11, 10)
MAP_SHARE = 0.56  # of a slide: the rest lists the counties
SHORT_SHARES = {0: (), 1: (1.0,), 2: (0.55, 0.45)}  # of the height, by number of exhibits
SHORT_TEXT_SHARE = 0.36  # of a one-page slide's width


def deck(brief: Brief) -> bytes:
    """The PPTX file: cover, conclusions, a slide an exhibit (long tables on several); a short brief is one slide."""
    made = presentation()
    maker = _Maker(made, brief)
    if brief.short:
        maker.one_page()
    else:
        maker.cover()
        maker.conclusions()
        for section in brief.sections:
            for exhibit in section.exhibits:
                maker.exhibit(exhibit, section.statements)
        maker.documents()
    set_properties(made.core_properties, brief.title, f"{brief.place}：{brief.topic}", brief.day)
    buffer = io.BytesIO()
    made.save(buffer)
    return cleaned(buffer.getvalue())


class _Maker:
    """Adds the slides of one brief."""

    def __init__(self, made, brief: Brief):
        self.made, self.brief, self.layouts = made, brief, layouts(made)

    def cover(self) -> None:
        slide = self.made.slides.add_slide(self.layouts[COVER])
        slide.shapes.title.text = printable(self.brief.title)
        _chinese(slide.shapes.title.text_frame)
        day = self.brief.day
        lines = [self.brief.subtitle, f"{day.year} 年 {day.month} 月 {day.day} 日"]
        frame = slide.placeholders[1].text_frame
        frame.text = "\n".join(filter(None, lines))
        _chinese(frame)
        notes = ["本文件中的图、表、地图均可编辑；颜色随主题变化。", *self.brief.caveats]
        _set_notes(slide, notes)

    def conclusions(self) -> None:
        """First sentences only; the whole statements, with their sources, are in the notes."""
        statements = self.brief.summary
        slides = -(-len(statements) // STATEMENTS_A_SLIDE)
        for number in range(slides):
            part = statements[number * len(statements) // slides : (number + 1) * len(statements) // slides]
            slide = self._slide("主要结论" if slides == 1 else f"主要结论（{number + 1}/{slides}）")
            left, top, width, height = BODY_BOX
            texts = [statement.headline for statement in part]
            _paragraphs(slide, texts, (left, top - 0.6, width, height), BODY_SIZE, "主要结论")
            _foot(slide, "、".join(self.brief.caveats[:1]))
            _set_notes(slide, self._quotes(part))

    def exhibit(self, exhibit: Exhibit, statements: tuple[Statement, ...]) -> None:
        pages, size = pages_of(exhibit, BODY_BOX[2], TABLE_HEIGHT) if isinstance(exhibit, Table) else ([None], 0)
        for place, rows in enumerate(pages):
            slide = self._slide(exhibit.title + (f"（{place + 1}/{len(pages)}）" if len(pages) > 1 else ""))
            subtitle = exhibit.data.subtitle if isinstance(exhibit, Graph) else getattr(exhibit, "subtitle", "")
            if subtitle:
                _text(slide, subtitle, SUBTITLE_BOX, SUBTITLE_SIZE, "副标题", grey=True)
            self._draw(slide, exhibit, rows, BODY_BOX if subtitle else _higher(BODY_BOX, 0.8), size)
            _foot(slide, exhibit.source, exhibit.note)
            _set_notes(slide, [exhibit.method, *(self._quotes(statements) if place == 0 else [])])

    def documents(self) -> None:
        """The last slides: what the brief rests on, and what the data do not tell."""
        table = self.brief.document_table()
        pages, size = pages_of(table, BODY_BOX[2], TABLE_HEIGHT)
        for rows in pages:
            slide = self._slide(table.title)
            self._draw(slide, table, rows, _higher(BODY_BOX, 0.8), size)
            _foot(slide, *self.brief.caveats)
            _set_notes(slide, ["每个数字的章节和原文见同名 Word、Excel 文件的“资料来源”。"])

    def one_page(self) -> None:
        slide = self._slide(self.brief.title)
        left, top, width, height = BODY_BOX
        statements = [*self.brief.summary, *(s for section in self.brief.sections for s in section.statements)]
        text_wide = width * SHORT_TEXT_SHARE
        _text(slide, self.brief.subtitle, SUBTITLE_BOX, SUBTITLE_SIZE, "副标题", grey=True)
        _paragraphs(slide, [statement.text for statement in statements], (left, top, text_wide, height), 13, "要点")
        exhibits = self.brief.exhibits[:2]
        y = top
        for exhibit, share in zip(exhibits, SHORT_SHARES[len(exhibits)], strict=True):
            x, wide = left + text_wide + 0.8, width - text_wide - 0.8
            _text(slide, exhibit.title, (x, y, wide, 0.8), 12, "图表标题", bold=True)
            box = (x, y + 0.9, wide, height * share - 1.1)
            pages, size = pages_of(exhibit, wide, box[3], LISTING_SIZES) if isinstance(exhibit, Table) else ([None], 0)
            self._draw(slide, exhibit, pages[0], box, size)
            y += height * share
        _foot(slide, " ".join(dict.fromkeys(exhibit.source for exhibit in exhibits)), *self.brief.caveats[:1])
        _set_notes(slide, [*(exhibit.method for exhibit in exhibits), *self._quotes(statements)])

    def _slide(self, title: str):
        slide = self.made.slides.add_slide(self.layouts[CONTENT])
        frame = slide.shapes.title.text_frame
        frame.text = printable(title)
        _chinese(frame)
        one_line = (TITLE_BOX[2] - 0.5) * POINTS_A_CENTIMETRE / text_width(title)
        if one_line < TITLE_SIZE:
            # Rather one line of a smaller size; where that gets too small, two lines.
            size = int(one_line) if one_line >= SMALLEST_TITLE else min(20, int(1.9 * one_line))
            for run in frame.paragraphs[0].runs:
                run.font.size = Pt(max(SMALLEST_IN_TWO_LINES, size))
        _page_number(slide)
        return slide

    def _draw(self, slide, exhibit: Exhibit, rows: list[int] | None, box, size: float) -> None:
        text = alternative_text(exhibit)
        if isinstance(exhibit, Graph):
            add_chart(slide, exhibit, box, text)
        elif isinstance(exhibit, Table):
            add_table(slide.shapes, exhibit, rows, box, text, size)
        else:
            left, top, width, height = box
            add_map(slide, exhibit, (left, top, width * MAP_SHARE, height), text)
            listing, wide = exhibit.listing(), width * (1 - MAP_SHARE) - 0.6
            pages, size = pages_of(listing, wide, height, LISTING_SIZES)
            place = (left + width - wide, top, wide, height)
            add_table(slide.shapes, listing, pages[0], place, alternative_text(listing), size)

    def _quotes(self, statements) -> list[str]:
        """Statements with the printed figures that they rest on, for the speaker."""
        sources = {source.figure_id: source for source in self.brief.sources}
        lines = []
        for statement in statements:
            cited = [sources[figure] for figure in dict.fromkeys(statement.figure_ids) if figure in sources]
            places = "；".join(f"《{s.document}》{s.section}“{s.quote}”" if s.quote else s.document for s in cited)
            lines.append(statement.text + (f"〔依据：{places}〕" if places else ""))
        return lines


def add_chart(slide, graph: Graph, box, text: str) -> None:
    """A native chart with its workbook. `_add_chart_graphicFrame` is python-pptx's own way to place one (pinned)."""
    numbers = grid(graph.data)
    package = slide.part.package
    name = package.next_partname(ChartPart.partname_template)
    xml = native.chart_xml(numbers, native.Look(size=12), WORKBOOK_RELATION)
    part = ChartPart.load(PackURI(name), CHART_TYPE, package, xml.encode("utf-8"))
    workbook = EmbeddedXlsxPart.new(native.workbook(numbers, graph.source), package)
    part.rels.get_or_add(RELATIONSHIP_TYPE.PACKAGE, workbook)  # a part's first relation is WORKBOOK_RELATION
    relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    frame = slide.shapes._add_chart_graphicFrame(relation, *(Emu(emu(side)) for side in box))
    properties = frame.nvGraphicFramePr.cNvPr
    properties.set("name", f"图表 {properties.get('id')}")
    properties.set("descr", text)


def add_map(slide, county_map: CountyMap, box, text: str) -> None:
    first_id = max(int(shape.shape_id) for shape in slide.shapes) + 1
    group = parse_xml(deck_map.group(county_map, box, first_id))
    group.nvGrpSpPr.cNvPr.set("descr", text)
    slide.shapes._spTree.append(group)


def _higher(box, by: float):
    left, top, width, height = box
    return left, top - by, width, height + by


def _text(slide, text: str, box, size: float, name: str, grey: bool = False, bold: bool = False):
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
    _chinese(frame)
    return shape


def _grey(run) -> None:
    changes = node("a:lumMod", val=65_000), node("a:lumOff", val=35_000)
    run._r.get_or_add_rPr().insert(0, parse_xml(as_xml(scheme_colour("tx1", *changes))))


def _paragraphs(slide, texts: list[str], box, size: float, name: str) -> None:
    """Statements one below the other, with a mark before each, shrunk as far as they need to fit the box."""
    size = _fitting(texts, box, size)
    shape = _text(slide, "", box, size, name)
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
    _chinese(frame)


def _fitting(texts: list[str], box, size: float) -> float:
    while size > 10:
        letters_a_line = (box[2] * POINTS_A_CENTIMETRE - size * 1.2) / size
        lines = sum(-(-text_width(text) // letters_a_line) for text in texts)
        if (lines * 1.15 * 1.25 + len(texts) * 0.6) * size <= box[3] * POINTS_A_CENTIMETRE:
            return size
        size -= 0.5
    return size


def _foot(slide, *texts: str) -> None:
    text = "　".join(filter(None, texts))
    if not text:
        return
    size = FOOT_SIZE
    while size > 7.5 and text_width(text) * size / POINTS_A_CENTIMETRE > FOOT_BOX[2] * 2.85:
        size -= 0.5
    _text(slide, text, FOOT_BOX, size, "资料来源", grey=True)


def _page_number(slide) -> None:
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


def _chinese(frame) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            properties = run._r.get_or_add_rPr()
            properties.set("lang", "zh-CN")
            properties.set("altLang", "en-US")


def _set_notes(slide, lines) -> None:
    text = "\n".join(printable(line) for line in lines if line)
    if text:
        frame = slide.notes_slide.notes_text_frame
        frame.text = text
        _chinese(frame)
