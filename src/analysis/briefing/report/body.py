"""What stands in the Word file: paragraphs with citations, charts, tables, maps, captions, the list of sources."""

import io

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm

from analysis.briefing import pictures
from analysis.briefing.exhibits import CountyMap, Exhibit, Graph, Table, alternative_text
from analysis.briefing.native.chart import chart_xml
from analysis.briefing.native.looks import Look
from analysis.briefing.ooxml import CHART_TYPE, WORKBOOK_TYPE, as_xml, emu, node, printable
from analysis.briefing.parts import Brief, Statement, shown_ranges
from analysis.briefing.report.fields import bookmark, citation, field, run
from analysis.briefing.report.styles import CAPTION, FIGURE, HEADING, SOURCE, SUBTITLE, TITLE, Sheet
from analysis.briefing.report.table import add_table

CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SCREEN_FONT = "微软雅黑"
TALLEST_MAP = 8.5  # centimetres: a page holds what is said of the map, the map and its list
ROW_OF_BARS = 0.62  # centimetres that a row of a bar chart needs


class Body:
    """Writes a brief into a document; counts figures, tables and ids."""

    def __init__(self, document, brief: Brief, sheet: Sheet):
        self.document, self.brief, self.sheet = document, brief, sheet
        self.labels = _labels(brief)
        self.next_id, self.charts = 1, 0

    def title(self) -> None:
        self._append(TITLE, run(self.brief.title))
        day = self.brief.day
        dated = f"{day.year}年{day.month}月{day.day}日"
        self._append(SUBTITLE, run("　".join(filter(None, [self.brief.subtitle, dated]))))

    def heading(self, text: str) -> None:
        self._append(HEADING, run(text))

    def paragraph(self, text: str) -> None:
        self._append("Normal", run(text))

    def statement(self, statement: Statement, exhibits: tuple[Exhibit, ...] = ()) -> None:
        """The sentence, the numbers of its sources raised, and where its charts are."""
        text, stop = (statement.text[:-1], "。") if statement.text.endswith("。") else (statement.text, "")
        parts = [run(text), *self._seen_in(exhibits), *citation(self.brief.source_numbers(statement)), run(stop)]
        self._append("Normal", *parts)

    def _seen_in(self, exhibits: tuple[Exhibit, ...]) -> list:
        """（见图1至图3、表1）, in fields that follow the captions' numbers."""
        parts = []
        for word in ("图", "表"):
            numbers = [self.labels[id(exhibit)][1] for exhibit in exhibits if self.labels[id(exhibit)][0] == word]
            ends = [numbers[0], numbers[-1]] if len(numbers) > 2 else numbers
            for place, number in enumerate(ends):
                joint = "（见" if not parts else "至" if place and len(numbers) > 2 else "、"
                parts += [run(joint), *field(f"REF {_anchor(word, number)} \\h", f"{word}{number}")]
        return [*parts, run("）")] if parts else []

    def exhibit(self, exhibit: Exhibit) -> None:
        if isinstance(exhibit, Table):
            self._caption(exhibit)
            add_table(self.document, exhibit, self.sheet.text_width, alternative_text(exhibit))
        elif isinstance(exhibit, Graph):
            self._chart(exhibit)
            self._caption(exhibit)
        else:
            self._picture(exhibit)
            self._caption(exhibit)
            add_table(self.document, exhibit.listing(), self.sheet.text_width, alternative_text(exhibit.listing()))
        self._append(SOURCE, run("　".join(filter(None, [exhibit.note, exhibit.source]))))

    def definitions(self) -> None:
        table = self.brief.definition_table()
        if len(table.frame):
            self._append(CAPTION, run(table.title))
            add_table(self.document, table, self.sheet.text_width, alternative_text(table), small=True)

    def sources(self) -> None:
        """Every figure that the brief rests on: document, section, quote; its number is the target of the citations."""
        listed = self.brief.document_table()
        self._append(CAPTION, run(listed.title))
        add_table(self.document, listed, self.sheet.text_width, alternative_text(listed), small=True)
        table = self.brief.source_table()
        self._append(CAPTION, run(table.title))
        marks = [f"source_{source.number}" for source in self.brief.sources]
        add_table(self.document, table, self.sheet.text_width, alternative_text(table), marks, small=True)

    def short_sources(self) -> None:
        """In one paragraph: the numbers of each document, and its sections."""
        numbers: dict[str, list[int]] = {}
        sections: dict[str, list[str]] = {}
        for source in self.brief.sources:
            numbers.setdefault(source.document, []).append(source.number)
            sections.setdefault(source.document, []).append(source.section)
        parts = []
        for document, found in numbers.items():
            named = "、".join(dict.fromkeys(filter(None, sections[document])))
            parts.append(f"〔{shown_ranges(found)}〕{document}" + (f"（{named}）" if named else ""))
        if parts:
            self._append(SOURCE, run(f"出处：{'；'.join(parts)}。"))
        self._append(SOURCE, run("".join(self.brief.caveats)))

    def _caption(self, exhibit: Exhibit) -> None:
        """图 1 and 表 1 count by themselves in the document they are copied to (SEQ fields)."""
        word, number = self.labels[id(exhibit)]
        counted = [run(word), *field(f"SEQ {word} \\* ARABIC", str(number))]
        self.next_id += 1
        self._append(CAPTION, *bookmark(self.next_id, _anchor(word, number), counted), run(f"　{exhibit.title}"))

    def _chart(self, graph: Graph) -> None:
        numbers = graph.grid
        height = self.sheet.chart_height
        if not numbers.over_years:
            rows = len(numbers.categories) * (1 + len(numbers.columns)) / 2
            height = min(18.0, max(4.5, ROW_OF_BARS * rows + 2.2))
        relation = self._chart_part(graph, numbers)
        chart = node("c:chart", r__id=relation)
        self._inline(chart, CHART_URI, self.sheet.text_width, height, alternative_text(graph))

    def _chart_part(self, graph: Graph, numbers) -> str:
        self.charts += 1
        part = self.document.part
        look = Look(self.sheet.chart, SCREEN_FONT, SCREEN_FONT)
        xml = chart_xml(numbers, look, "rId1").encode("utf-8")
        chart = Part(PackURI(f"/word/charts/chart{self.charts}.xml"), CHART_TYPE, xml, part.package)
        name = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{self.charts}.xlsx")
        workbook = Part(name, WORKBOOK_TYPE, graph.workbook, part.package)
        chart.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)  # a part's first relation is rId1
        return part.relate_to(chart, RELATIONSHIP_TYPE.CHART)

    def _inline(self, content, uri: str, width: float, height: float, text: str) -> None:
        self.next_id += 1
        size = {"cx": emu(width), "cy": emu(height)}
        inline = node(
            "wp:inline",
            node("wp:extent", **size),
            node("wp:effectExtent", l=0, t=0, r=0, b=0),
            node("wp:docPr", id=self.next_id, name=f"图表 {self.charts}", descr=printable(text)),
            node("wp:cNvGraphicFramePr"),
            node("a:graphic", node("a:graphicData", content, uri=uri)),
            distT=0,
            distB=0,
            distL=0,
            distR=0,
        )
        self._append(FIGURE, node("w:r", node("w:drawing", inline)))

    def _picture(self, county_map: CountyMap) -> None:
        content = pictures.picture(county_map, "png", self.brief.day, bare=True)
        width, height = pictures.png_size(content)
        scale = min(self.sheet.text_width / width, TALLEST_MAP / height, 1.0)
        paragraph = self.document.add_paragraph()
        paragraph._p.get_or_add_pPr().append(parse_xml(as_xml(node("w:pStyle", w__val=FIGURE))))
        shape = paragraph.add_run().add_picture(io.BytesIO(content), Cm(width * scale), Cm(height * scale))
        self.next_id += 1
        properties = shape._inline.docPr
        properties.set("id", str(self.next_id))
        properties.set("name", "县级地图")
        properties.set("descr", printable(alternative_text(county_map) + county_map.spoken_values()))
        for inner in shape._inline.iter("{*}cNvPr"):
            inner.set("name", "map.png")

    def _append(self, style: str, *runs) -> None:
        if not any(len(element) for element in runs):
            return
        paragraph = node("w:p", node("w:pPr", node("w:pStyle", w__val=style)), *runs)
        self.document.element.body.insert_element_before(parse_xml(as_xml(paragraph)), "w:sectPr")


def _labels(brief: Brief) -> dict[int, tuple[str, int]]:
    """图 and 表, each counted through the brief, by the exhibit's identity."""
    labels, counts = {}, {"图": 0, "表": 0}
    for exhibit in brief.exhibits:
        word = "表" if isinstance(exhibit, Table) else "图"
        counts[word] += 1
        labels[id(exhibit)] = (word, counts[word])
    return labels


def _anchor(word: str, number: int) -> str:
    return f"{'table' if word == '表' else 'figure'}_{number}"
