"""The PowerPoint, Word and Excel files: valid, complete, editable, the same numbers, no traces, no formulas."""

import io
import re
import zipfile

import openpyxl
import pytest
from briefs import DAY, HOSTILE, file, made_by_hand, real
from docx import Document
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.util import Emu

from analysis.briefing import look, output
from analysis.briefing.exhibits import CountyMap, Graph, Table
from analysis.briefing.native.looks import ROLES
from analysis.briefing.ooxml import NAMESPACES
from analysis.charts import theme

pytestmark = pytest.mark.office
PLACE = "海城市"
PROVINCE = "辽宁省"
OFFICE = ("pptx", "docx", "xlsx")
MEGABYTE = 1_000_000
CHART = f"{{{NAMESPACES['c']}}}"


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def drawn(chart: bytes) -> dict[str, list[float | None]]:
    """Series name → the values that a chart part draws (its cache), None where it has none."""
    series = {}
    for element in etree.fromstring(chart).iter(f"{CHART}ser"):
        name = element.find(f"{CHART}tx").findtext(f".//{CHART}v")
        cache = element.find(f"{CHART}val//{CHART}numCache")
        count = int(cache.find(f"{CHART}ptCount").get("val"))
        points = {int(point.get("idx")): float(point.findtext(f"{CHART}v")) for point in cache.iter(f"{CHART}pt")}
        series[name] = [points.get(place) for place in range(count)]
    return series


def in_workbook(workbook: bytes) -> dict[str, list[float | None]]:
    """The same from the sheet behind the chart: from the second column on, down to the blank row."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    end = next(place for place, row in enumerate(rows) if row[0] is None)
    return {name: [row[place] for row in rows[1:end]] for place, name in enumerate(rows[0]) if place and name}


def expected(graph: Graph) -> dict[str, dict[str, float]]:
    """Series name → category → value, from the chart's own data."""
    shown = [series for series in graph.data.series if series.role not in ("interval", "target")]
    if not graph.grid.over_years:
        shown = [series for series in shown if series.role != "path"]
    return {
        series.name: {str(row.position): row.value for row in graph.data.rows(series.name).itertuples()}
        for series in shown
    }


def check_valid(path) -> list[str]:
    return [str(error) for error in OpenXmlValidator().validate(path).errors]


@pytest.mark.parametrize("format", OFFICE)
@pytest.mark.parametrize("place", [PLACE, PROVINCE])
def test_files_follow_the_schemas_of_open_xml(tmp_path, place, format):
    path = tmp_path / f"brief.{format}"
    path.write_bytes(file(place, format))
    assert check_valid(path) == []
    assert path.stat().st_size < 5 * MEGABYTE


@pytest.mark.parametrize("format", OFFICE)
def test_one_page_briefs_follow_the_schemas_too(tmp_path, format):
    path = tmp_path / f"brief.{format}"
    path.write_bytes(file("210302", format, short=True))
    assert check_valid(path) == []


def test_the_schema_check_finds_children_in_the_wrong_order(tmp_path):
    content = parts(file(PLACE, "pptx"))
    chart = etree.fromstring(content["ppt/charts/chart1.xml"])
    area = chart.find(f".//{CHART}plotArea")
    area.append(area[1])  # a chart after the axes: LibreOffice opens it, PowerPoint repairs it
    content["ppt/charts/chart1.xml"] = etree.tostring(chart)
    path = tmp_path / "wrong.pptx"
    with zipfile.ZipFile(path, "w") as out:
        for name, part in content.items():
            out.writestr(name, part)
    assert check_valid(path)


@pytest.mark.parametrize(("format", "folder"), [("pptx", "ppt"), ("docx", "word")])
def test_each_native_chart_draws_what_its_workbook_holds(format, folder):
    content = parts(file(PLACE, format))
    charts = [name for name in content if re.fullmatch(rf"{folder}/charts/chart\d+\.xml", name)]
    assert len(charts) == sum(isinstance(exhibit, Graph) for exhibit in real(PLACE).exhibits)
    for name in charts:
        relations = content[name.replace("charts/", "charts/_rels/") + ".rels"].decode()
        workbook = re.search(r'Target="\.\./(embeddings/[^"]+)"', relations)[1]
        assert drawn(content[name]) == in_workbook(content[f"{folder}/{workbook}"])


@pytest.mark.parametrize(("format", "folder"), [("pptx", "ppt"), ("docx", "word"), ("xlsx", "xl")])
def test_all_formats_draw_the_numbers_of_the_chart_data(format, folder):
    content = parts(file(PLACE, format))
    names = sorted(
        (name for name in content if re.fullmatch(rf"{folder}/charts/chart\d+\.xml", name)),
        key=lambda name: int(re.search(r"\d+", name)[0]),
    )
    graphs = [exhibit for exhibit in real(PLACE).exhibits if isinstance(exhibit, Graph)]
    assert len(names) == len(graphs) > 5
    for name, graph in zip(names, graphs, strict=True):
        shown = of_sheet(file(PLACE, format), content[name]) if format == "xlsx" else drawn(content[name])
        for series, values in expected(graph).items():
            found = dict(zip(graph.grid.categories, shown[series], strict=True))
            for category, value in values.items():
                assert found[category] == pytest.approx(value, rel=1e-12), (graph.title, series, category)


def of_sheet(workbook: bytes, chart: bytes) -> dict[str, list[float | None]]:
    """The values that the chart of a sheet refers to (XlsxWriter writes no cache of them)."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    series = {}
    for element in etree.fromstring(chart).iter(f"{CHART}ser"):
        name, values = (element.find(f"{CHART}{part}").findtext(f".//{CHART}f") for part in ("tx", "val"))
        sheet, cell = name.replace("'", "").replace("$", "").split("!")
        _, cells = values.replace("'", "").replace("$", "").split("!")
        column = [row[0].value for row in book[sheet][cells]]
        series[book[sheet][cell].value] = [value if isinstance(value, int | float) else None for value in column]
    return series


def test_slides_state_findings_and_name_their_sources():
    made = Presentation(io.BytesIO(file(PLACE, "pptx")))
    brief = real(PLACE)
    slides = list(made.slides)
    assert slides[0].shapes.title.text == brief.title
    texts = ["\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in slides]
    for exhibit in brief.exhibits:
        (first, *_) = [place for place, text in enumerate(texts) if text.startswith(exhibit.title)]
        assert exhibit.source in texts[first]
        assert exhibit.method in slides[first].notes_slide.notes_text_frame.text
    assert all(slide.shapes.title.text for slide in slides)
    assert all("资料来源：" in text for text in texts[1:-1]) and texts[-1].startswith("引用的文献")


def test_years_stay_whole_beside_a_ratio():
    """In a row of 倍 the ratios have three decimals, 2025 has none."""
    book = openpyxl.load_workbook(io.BytesIO(file(PROVINCE, "xlsx")))
    shown = [
        (cell.value, cell.number_format) for sheet in book.worksheets[1:3] for row in sheet.iter_rows(min_row=5)
        for cell in row if isinstance(cell.value, int | float) and 2000 <= cell.value <= 2050
    ]  # fmt: skip
    assert (2025, "0") in shown and {form for _, form in shown} <= {"0", "#,##0"}


def test_everything_on_slides_has_an_alternative_text_and_stays_on_the_slide():
    made = Presentation(io.BytesIO(file(PROVINCE, "pptx")))
    frames = 0
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= made.slide_width and shape.top + shape.height <= made.slide_height
            if shape.has_chart or shape.has_table or shape.shape_type == 6:
                frames += 1
                assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr")) > 20
    assert frames >= len(real(PROVINCE).exhibits)


def test_a_map_is_one_editable_shape_a_county_with_its_value():
    made = Presentation(io.BytesIO(file(PROVINCE, "pptx")))
    groups = [shape for slide in made.slides for shape in slide.shapes if shape.shape_type == 6]
    maps = [exhibit for exhibit in real(PROVINCE).exhibits if isinstance(exhibit, CountyMap)]
    assert len(groups) == len(maps) >= 1
    for group, county_map in zip(groups, maps, strict=True):
        shapes = {shape.name: shape for shape in group.shapes}
        counties = county_map.drawing.counties
        assert len(counties) == 100
        for county in counties:
            value = county_map.values.get(county.code)
            said = shapes[county.name]._element.xpath(".//p:cNvPr")[0].get("descr") if county.name in shapes else ""
            texts = [
                s._element.xpath(".//p:cNvPr")[0].get("descr") or "" for s in group.shapes if s.name == county.name
            ]
            assert any((value.text if value else "没有数据") in text for text in texts), (county.name, said)
            assert shapes[county.name]._element.xpath(".//a:custGeom/a:pathLst/a:path/a:lnTo")


def test_colours_follow_the_theme_and_the_theme_is_the_charts_palette():
    content = parts(file(PLACE, "pptx"))
    themes = [part.decode() for name, part in content.items() if "/theme/theme" in name]
    assert themes
    for text in themes:
        accents = re.findall(r"<a:accent\d><a:srgbClr val=\"(\w+)\"", text)
        assert accents == [colour.lstrip("#") for colour in look.ACCENTS]
        assert (
            re.findall(r"<a:(?:major|minor)Font><a:latin typeface=\"([^\"]+)\"/><a:ea typeface=\"([^\"]+)\"", text)
            == [("微软雅黑", "微软雅黑")] * 2
        )
    for name, part in content.items():
        if name.startswith(("ppt/slides/slide", "ppt/charts/chart")) and name.endswith(".xml"):
            assert b"srgbClr" not in part, f"{name} has a colour that does not follow the theme"


def test_native_roles_are_the_roles_of_the_charts():
    dashes = {"solid": "solid", "dash": "dash", "dot": "sysDot", "dashdot": "dashDot"}
    marks = {"triangle-up": "triangle", "cross": "x"}
    assert set(ROLES) == set(theme.ROLES)
    for role, style in theme.ROLES.items():
        native = ROLES[role]
        assert look.ACCENTS[int(native.accent[-1]) - 1] == style.colour, role
        assert native.dash == dashes[style.dash], role
        if role != "interval":
            plain = style.symbol.removesuffix("-open")
            assert native.marker == marks.get(plain, plain), role
            assert native.hollow == style.symbol.endswith("-open"), role


def test_a_step_of_the_map_colours_is_reached_from_the_theme_colour():
    """Recomputed as Office does: hue, saturation and luminance in turn."""
    import colorsys

    for colour in theme.SEQUENTIAL:
        hue, light, saturation = look._hls(look.ACCENTS[5])
        for change in look.sequential(colour):
            kind, value = change.tag.rpartition("}")[2], int(change.get("val"))
            hue += value / 60_000 / 360 if kind == "hueOff" else 0
            saturation *= value / 100_000 if kind == "satMod" else 1
            light = (
                light * value / 100_000 if kind == "lumMod" else light + value / 100_000 if kind == "lumOff" else light
            )
        got = [round(channel * 255) for channel in colorsys.hls_to_rgb(hue, light, min(1.0, saturation))]
        wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        assert got == pytest.approx(wanted, abs=3), colour


def test_the_document_follows_the_standard_for_official_documents():
    """GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, 三号仿宋, 每行 28.95 磅, 页码 — 1 —."""
    document = Document(io.BytesIO(file(PLACE, "docx")))
    section = document.sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [210, 297, 37, 28, 26]
    normal = document.styles["Normal"]
    assert normal.element.find(".//{*}rFonts").get(f"{{{NAMESPACES['w']}}}eastAsia") == "仿宋_GB2312"
    assert normal.font.size.pt == 16
    assert normal.paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)
    assert section.footer.paragraphs[0].text.replace("1", "#") == "— # —"
    assert section.even_page_footer.paragraphs[0].text
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings[0] == "一、主要结论" and headings[-1].endswith("、资料来源")


def test_every_style_of_the_document_names_a_chinese_typeface():
    styles = etree.fromstring(parts(file(PLACE, "docx"))["word/styles.xml"])
    for style in styles.iter("{*}style"):
        if style.get(f"{{{NAMESPACES['w']}}}type") == "paragraph":
            fonts = style.find(".//{*}rFonts")
            assert fonts.get(f"{{{NAMESPACES['w']}}}eastAsia"), style.get(f"{{{NAMESPACES['w']}}}styleId")
            assert not [name for name in fonts.attrib if "Theme" in name]


def test_captions_are_numbered_by_fields_and_citations_lead_to_the_sources():
    content = parts(file(PLACE, "docx"))["word/document.xml"].decode()
    brief = real(PLACE)
    figures = sum(not isinstance(exhibit, Table) for exhibit in brief.exhibits)
    assert content.count("SEQ 图 \\* ARABIC") == figures
    assert content.count("SEQ 表 \\* ARABIC") == len(brief.exhibits) - figures
    bookmarks = set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', content))
    targets = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', content)) | set(re.findall(r"REF (\w+) \\h", content))
    assert targets and targets <= bookmarks
    assert {f"source_{source.number}" for source in brief.sources} <= bookmarks


def test_tables_of_the_document_repeat_their_heads_and_do_not_break_rows():
    document = Document(io.BytesIO(file(PLACE, "docx")))
    assert len(document.tables) >= 4
    for made in document.tables:
        rows = made._tbl.tr_lst
        assert rows[0].find(".//{*}tblHeader") is not None
        assert all(row.find(".//{*}cantSplit") is not None for row in rows)
        widths = [[int(cell.find(".//{*}tcW").get(f"{{{NAMESPACES['w']}}}w")) for cell in row.tc_lst] for row in rows]
        assert len({tuple(row) for row in widths}) == 1  # cells as wide as their columns, or Word and WPS differ


def test_every_sheet_is_ready_to_print():
    book = openpyxl.load_workbook(io.BytesIO(file(PLACE, "xlsx")))
    assert len(book.worksheets) >= len(real(PLACE).exhibits) + 4
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9  # A4
        fitted = sheet.page_setup.fitToWidth in (1, None) and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert fitted or sheet.title == "本地全部目标", "that one has a size and breaks of its own"
        assert sheet.print_title_rows and sheet.freeze_panes
        assert "&P" in sheet.oddFooter.center.text
    charts = sum(len(sheet._charts) for sheet in book.worksheets)
    assert charts == sum(isinstance(exhibit, Graph) for exhibit in real(PLACE).exhibits)


def test_numbers_of_the_workbook_are_numbers():
    book = openpyxl.load_workbook(io.BytesIO(file(PLACE, "xlsx")))
    exhibit = next(exhibit for exhibit in real(PLACE).exhibits if isinstance(exhibit, Table) and any(exhibit.numeric()))
    sheet = next(sheet for sheet in book.worksheets if sheet["A1"].value == exhibit.title)
    heads = [cell.value for cell in sheet[4]]
    assert heads == list(exhibit.frame.columns)
    for row, wanted in zip(
        sheet.iter_rows(min_row=5, values_only=True), exhibit.frame.itertuples(index=False), strict=False
    ):
        for value, number, is_number in zip(row, wanted, exhibit.numeric(), strict=True):
            if is_number and number == number and number is not None:
                assert value == pytest.approx(float(number))


@pytest.mark.parametrize("format", OFFICE)
def test_metadata_names_nobody_and_no_place(format):
    for name, part in parts(file(PLACE, format)).items():
        assert not name.endswith((".jpeg", ".bin", ".odttf", ".fntdata", ".ttf")), f"{name} does not belong there"
        for trace in (b"/work/", b"/home/", b"/root", b"/tmp/", b"C:\\", b"Steve", b"python-", b"XlsxWriter"):
            assert trace not in part, (name, trace)
    core = parts(file(PLACE, format))["docProps/core.xml"].decode()
    assert re.findall(r"<dc:creator>([^<]*)</dc:creator>", core) in ([], [""])
    assert re.findall(r"<cp:lastModifiedBy>([^<]*)</cp:lastModifiedBy>", core) in ([], [""])
    assert set(re.findall(r"(\d{4}-\d\d-\d\d)T", core)) <= {DAY.isoformat()}


@pytest.mark.parametrize("format", output.FORMATS)
def test_the_same_brief_gives_the_same_bytes(format):
    brief = made_by_hand()
    assert output.files(brief, (format,)) == output.files(made_by_hand(), (format,))


@pytest.mark.parametrize("format", OFFICE)
def test_hostile_texts_arrive_as_text_in_valid_files(tmp_path, format):
    (made,) = output.files(made_by_hand(HOSTILE), (format,)).values()
    path = tmp_path / f"brief.{format}"
    path.write_bytes(made)
    assert check_valid(path) == []
    opened = {"pptx": of_slides, "docx": of_document, "xlsx": of_cells}[format](made)
    for text in HOSTILE:
        printable = "".join(letter for letter in text if letter.isprintable() or letter == "\t").strip()
        assert printable in opened, text


def of_slides(made: bytes) -> str:
    slides = Presentation(io.BytesIO(made)).slides
    return "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)


def of_document(made: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)


def of_cells(made: bytes) -> str:
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(made)) for row in sheet for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []
    return "\n".join(str(cell.value) for cell in cells if cell.value is not None)


def test_a_title_that_begins_with_a_digit_does_not_become_a_type_size():
    """In Excel's headers `&98 项` would be size 98."""
    book = openpyxl.load_workbook(io.BytesIO(output.files(made_by_hand(("8 项", "甲")), ("xlsx",)).popitem()[1]))
    assert {sheet.oddHeader.right.size for sheet in book.worksheets} <= {9, None}


def test_slides_are_wide():
    made = Presentation(io.BytesIO(file(PLACE, "pptx")))
    assert made.slide_width / made.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert made.slide_width == Emu(round(33.867 * 360_000))


def test_all_targets_are_printed_on_two_sheets_side_by_side_in_a_size_to_read():
    sheet = openpyxl.load_workbook(io.BytesIO(file("海城市", "xlsx")))["本地全部目标"]
    assert sheet.page_setup.scale >= 75 and not sheet.sheet_properties.pageSetUpPr.fitToPage
    (cut,) = [mark.id for mark in sheet.col_breaks.brk]
    assert sheet.print_title_cols == "$A:$A" and sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "B5", "the names stay in sight on the screen, too"
    heads = {cell.value: cell.column - 1 for cell in sheet[4]}
    assert heads["结论"] == cut - 1, "what is to be known first is on the first sheet"
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    orphans = rows["散居孤儿基本生活养育标准"]
    assert orphans[heads["所需年均增速（%）"]].value == 8.45, "by hand: 1.5^(1/5) − 1 = 8.447%, enough at 8.45%"
    assert orphans[heads["实际年均增速（%）"]].value == 7.11
    assert (orphans[heads["目标水平"]].number_format, orphans[heads["目标年"]].number_format) == ("#,##0", "0")
    assert not {cell.column for cell in sheet[2] if cell.value} & {1}, "a note over the repeated column would be cut"


def test_no_line_of_the_document_begins_with_a_citation_or_a_dash():
    """Word's own kind of rule for Chinese line breaks; the order in `w:settings` is checked with every part."""
    package = zipfile.ZipFile(io.BytesIO(file(PLACE, "docx")))
    settings = etree.fromstring(package.read("word/settings.xml"))
    never = {
        kind: settings.find(f"w:noLineBreaks{kind}", NAMESPACES).get(f"{{{NAMESPACES['w']}}}val")
        for kind in ("After", "Before")
    }
    assert set("〔—，。；：、）》”〕") <= set(never["Before"])
    assert set("〔—（《“") <= set(never["After"])
