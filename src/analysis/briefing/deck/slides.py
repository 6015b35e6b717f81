"""A brief as a PowerPoint file: every slide states a finding; charts, tables and map stay editable."""

import io
import itertools

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.util import Emu, Pt

from analysis.briefing.deck import map as deck_map
from analysis.briefing.deck.master import (
    BODY_BOX,
    BODY_SIZE,
    CONTENT,
    COVER,
    SUBTITLE_BOX,
    SUBTITLE_SIZE,
    TITLE_BOX,
    TITLE_SIZE,
    layouts,
    presentation,
    set_theme,
)
from analysis.briefing.deck.table import add_table, first_page, height_of, pages_of
from analysis.briefing.deck.text import (
    add_foot,
    add_page_number,
    add_paragraphs,
    add_text,
    fitting,
    higher,
    mark_chinese,
    set_notes,
)
from analysis.briefing.exhibits import CountyMap, Exhibit, Graph, Table, alternative_text
from analysis.briefing.native.chart import chart_xml
from analysis.briefing.native.looks import Look
from analysis.briefing.ooxml import CHART_TYPE, cleaned, emu, printable, set_properties
from analysis.briefing.parts import Brief, Statement
from analysis.charts.layout import text_width

SMALLEST_BODY = 15  # of conclusions: rather a second slide
SMALLEST_TITLE, SMALLEST_IN_TWO_LINES = 17, 16
TITLE_SAFETY = 0.97  # LibreOffice puts a little room between Chinese and Latin letters
POINTS_A_CENTIMETRE = 28.35
WORKBOOK_RELATION = "rId1"
TABLE_HEIGHT = BODY_BOX[3] + 0.6  # without a subtitle above
LISTING_SIZES = (12, 11, 10)
REMARK_SIZE, SMALLEST_REMARK, REMARKS_GAP = 15, 12, 0.9
MAP_SHARE = 0.62  # of a slide: the rest lists the counties
SHORT_SHARES = {0: (), 1: (1.0,), 2: (0.54, 0.46)}  # of the height, by number of exhibits
SHORT_SIZE = 16
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
    set_theme(made)
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
        mark_chinese(slide.shapes.title.text_frame)
        day = self.brief.day
        lines = [self.brief.subtitle, f"{day.year}年{day.month}月{day.day}日"]
        frame = slide.placeholders[1].text_frame
        frame.text = "\n".join(filter(None, lines))
        mark_chinese(frame)
        notes = ["本文件中的图、表、地图均可编辑；颜色随主题变化。", *self.brief.caveats]
        set_notes(slide, notes)

    def conclusions(self) -> None:
        """First sentences only; the whole statements, with their sources, are in the notes."""
        left, top, width, height = BODY_BOX
        box = (left, top - 0.6, width, height)
        parts = _legible(self.brief.summary, box)
        for number, part in enumerate(parts, start=1):
            slide = self._slide("主要结论" if len(parts) == 1 else f"主要结论（{number}/{len(parts)}）")
            add_paragraphs(slide, [statement.headline for statement in part], box, BODY_SIZE, "主要结论")
            add_foot(slide, self.brief.source_line(part))
            set_notes(slide, self._quotes(part))

    def exhibit(self, exhibit: Exhibit, statements: tuple[Statement, ...]) -> None:
        pages, size = pages_of(exhibit, BODY_BOX[2], TABLE_HEIGHT) if isinstance(exhibit, Table) else ([None], 0)
        for place, rows in enumerate(pages):
            slide = self._slide(exhibit.title + (f"（{place + 1}/{len(pages)}）" if len(pages) > 1 else ""))
            subtitle = exhibit.data.subtitle if isinstance(exhibit, Graph) else getattr(exhibit, "subtitle", "")
            if subtitle:
                add_text(slide, subtitle, SUBTITLE_BOX, SUBTITLE_SIZE, "副标题", grey=True)
            box = BODY_BOX if subtitle else higher(BODY_BOX, 0.8)
            self._draw(slide, exhibit, rows, box, size)
            if isinstance(exhibit, Table) and len(pages) == 1:
                _remarks(slide, exhibit, box, size)
            add_foot(slide, exhibit.source, exhibit.note)
            set_notes(slide, [exhibit.method, *(self._quotes(statements) if place == 0 else [])])

    def documents(self) -> None:
        """The last slides: what the brief rests on, and what the data do not tell."""
        table = self.brief.document_table()
        pages, size = pages_of(table, BODY_BOX[2], TABLE_HEIGHT)
        for rows in pages:
            slide = self._slide(table.title)
            self._draw(slide, table, rows, higher(BODY_BOX, 0.8), size)
            add_foot(slide, *self.brief.caveats)
            set_notes(slide, ["每个数字的章节和原文见同名 Word、Excel 文件的“资料来源”。"])

    def one_page(self) -> None:
        slide = self._slide(self.brief.title)
        left, top, width, height = BODY_BOX
        statements = [*self.brief.summary, *(s for section in self.brief.sections for s in section.statements)]
        text_wide = width * SHORT_TEXT_SHARE
        add_text(slide, self.brief.subtitle, SUBTITLE_BOX, SUBTITLE_SIZE, "副标题", grey=True)
        add_paragraphs(
            slide, [statement.text for statement in statements], (left, top, text_wide, height), SHORT_SIZE, "要点"
        )
        exhibits = self.brief.exhibits[:2]
        y = top
        for exhibit, share in zip(exhibits, SHORT_SHARES[len(exhibits)], strict=True):
            x, wide = left + text_wide + 0.8, width - text_wide - 0.8
            add_text(slide, exhibit.title, (x, y, wide, 0.8), 12, "图表标题", bold=True)
            box = (x, y + 0.9, wide, height * share - 1.1)
            rows, size = first_page(exhibit, wide, box[3], LISTING_SIZES) if isinstance(exhibit, Table) else (None, 0)
            self._draw(slide, exhibit, rows, box, size)
            y += height * share
        add_foot(slide, self.brief.source_line(), *self.brief.caveats[:1])
        set_notes(slide, [*(exhibit.method for exhibit in exhibits), *self._quotes(statements)])

    def _slide(self, title: str):
        slide = self.made.slides.add_slide(self.layouts[CONTENT])
        frame = slide.shapes.title.text_frame
        frame.text = printable(title)
        mark_chinese(frame)
        one_line = TITLE_SAFETY * (TITLE_BOX[2] - 0.5) * POINTS_A_CENTIMETRE / text_width(title)
        if one_line < TITLE_SIZE:
            # Rather one line of a smaller size; where that gets too small, two lines.
            size = int(one_line) if one_line >= SMALLEST_TITLE else min(20, int(1.9 * one_line))
            for run in frame.paragraphs[0].runs:
                run.font.size = Pt(max(SMALLEST_IN_TWO_LINES, size))
        add_page_number(slide)
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
            shown, size = first_page(listing, wide, height, LISTING_SIZES)
            place = (left + width - wide, top, wide, height)
            add_table(slide.shapes, listing, shown, place, alternative_text(listing), size)

    def _quotes(self, statements) -> list[str]:
        """Statements with the printed figures that they rest on, for the speaker."""
        sources = {source.figure_id: source for source in self.brief.sources}
        lines = []
        for statement in statements:
            cited = [sources[figure] for figure in dict.fromkeys(statement.figure_ids) if figure in sources]
            places = "；".join(f"《{s.document}》{s.section}“{s.quote}”" if s.quote else s.document for s in cited)
            lines.append(statement.text + (f"〔依据：{places}〕" if places else ""))
        return lines


def _legible(statements: tuple[Statement, ...], box) -> list[tuple[Statement, ...]]:
    """The statements on as few slides as show them in letters of SMALLEST_BODY."""
    for slides in range(1, len(statements) + 1):
        ends = [number * len(statements) // slides for number in range(slides + 1)]
        parts = [statements[start:end] for start, end in itertools.pairwise(ends)]
        if all(fitting([s.headline for s in part], box, BODY_SIZE) >= SMALLEST_BODY for part in parts):
            break
    return parts


def _remarks(slide, table: Table, box, size: float) -> None:
    """The table's remarks in the room below it, as many as are legible there."""
    left, top, width, height = box
    used = height_of(table, width, size) + REMARKS_GAP
    below = (left, top + used, width, height - used)
    kept = list(table.remarks)
    while kept and fitting(kept, below, REMARK_SIZE) < SMALLEST_REMARK:
        kept.pop()
    if kept:
        add_paragraphs(slide, kept, below, REMARK_SIZE, "说明")


def add_chart(slide, graph: Graph, box, text: str) -> None:
    """A native chart with its workbook. `_add_chart_graphicFrame` is python-pptx's own way to place one (pinned)."""
    numbers = graph.grid
    package = slide.part.package
    name = package.next_partname(ChartPart.partname_template)
    xml = chart_xml(numbers, Look(size=12), WORKBOOK_RELATION)
    part = ChartPart.load(PackURI(name), CHART_TYPE, package, xml.encode("utf-8"))
    workbook = EmbeddedXlsxPart.new(graph.workbook, package)
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
