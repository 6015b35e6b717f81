"""The dashboard as its three users meet it, on a PC and on a phone: leader, researcher, briefing writer."""

import csv
import io
import json
import re
import unicodedata
from xml.etree import ElementTree

import dash
import docx
import openpyxl
import pdfplumber
import pytest
from browsing import expect_address, expect_value, parameters, pick, quiet, taken
from PIL import Image
from playwright.sync_api import expect

HAICHENG, NATION = "210381", "100000"
SIZES = {"pc": {}, "phone": {"width": 390, "height": 844, "is_mobile": True, "has_touch": True}}
A4 = (595.3, 841.9)  # points


def figure_in_address(page, figures) -> dict[str, str]:
    page.wait_for_url("**figure=*")
    return figures[parameters(page.url)["figure"]]


# ---- the leader ----


@pytest.mark.parametrize("size", SIZES)
def test_a_leader_comes_from_what_is_behind_to_why_and_to_the_printed_source_in_four_clicks(visit, figures, size):
    page = visit(f"/?region={NATION}", **SIZES[size])
    page.locator(".below a", has_text="海城市").click()
    expect(page.locator("h1")).to_have_text("海城市的规划目标")
    behind = page.locator(".counts tbody .warn a").first
    number = int(behind.text_content())
    behind.click()
    expect(page.locator("#targets tbody tr")).to_have_count(number)
    first = page.locator("#targets tbody tr").first
    name = first.locator("th").inner_text()
    first.locator("th a").click()
    expect(page.locator("h1")).to_contain_text(f"海城市{name}")
    reasons = page.locator(".growth-reasons li")
    expect(reasons.filter(has_text="判断：")).to_contain_text("滞后")
    reasons.filter(has_text="目标：").locator(".cite").click()
    source = figure_in_address(page, figures)
    panel = page.locator("#data-provenance")
    expect(panel).to_contain_text(f"“{source['quote']}”")
    expect(panel).to_contain_text(source["section"])
    assert source["kind"] == "target" and source["region_code"] == HAICHENG
    for title in ("增长路径", "总览"):  # and back to where one came from
        quiet(page)
        page.go_back()
        expect(page).to_have_title(re.compile(f"^{title}"))
    expect(page.locator("#targets tbody tr")).to_have_count(number)


@pytest.mark.parametrize("size", SIZES)
def test_what_needs_attention_first_is_one_click_from_where_it_is_printed(visit, figures, size):
    page = visit(f"/?region={HAICHENG}", **SIZES[size])
    page.locator(".attention ol .cite").first.click()
    source = figure_in_address(page, figures)
    expect(page.locator("#data-provenance")).to_contain_text(f"“{source['quote']}”")


def narrow_overview(page):
    page.locator(".counts td a").first.click()
    page.wait_for_selector("#targets")


def narrow_map(page):
    pick(page, "coverage-map-rate", "护理型床位")
    expect(page.locator("h1")).to_contain_text("养老机构护理型床位占比")
    expect(page.locator("#coverage-map-list")).to_contain_text("适用：鞍山市")  # the list follows the map and its title


def narrow_growth(page):
    page.locator("#growth-series-indicator label", has_text="分散").click()
    expect(page.locator("h1")).to_contain_text("散居")


def narrow_alignment(page):
    page.locator("#alignment .filters a", has_text="高于上级").click()
    expect(page.locator("#alignment .chip.current")).to_contain_text("高于上级")


def narrow_compare(page):
    page.locator(".link-chips a", has_text="辽宁省内").click()
    expect(page.locator(".link-chips .chosen")).to_have_text("辽宁省内")


def narrow_audit(page):
    page.locator(".link-chips a", has_text="差错").click()
    expect(page.locator(".link-chips .chosen")).to_contain_text("差错")


def narrow_data(page):
    before = page.text_content("#data-count")
    page.fill("#data-search", "低保")
    expect(page.locator("#data-count")).not_to_have_text(before)


STEPS = {
    "/": narrow_overview,
    "/coverage-map": narrow_map,
    "/growth": narrow_growth,
    "/alignment": narrow_alignment,
    "/compare": narrow_compare,
    "/audit": narrow_audit,
    "/data": narrow_data,
}


def test_every_page_is_met_by_its_users(address):
    pages = {page["path"] for page in dash.page_registry.values()} - {"/404"}
    assert set(STEPS) == pages


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", STEPS)
def test_a_link_handed_on_opens_the_same_view_and_back_and_forward_lead_through_it(visit, path, size):
    page = visit(f"{path}?region={HAICHENG}", **SIZES[size])
    before, address = page.evaluate(READ), page.url
    STEPS[path](page)
    page.wait_for_url(lambda now: now != address)
    quiet(page)
    other = visit(page.url, **SIZES[size])
    after = other.evaluate(READ)
    assert after != before
    expect_value(page, READ, after)
    page.go_back()
    expect_value(page, READ, before)
    page.go_forward()
    expect_value(page, READ, after)


# Of a grid the first rows in their order: the others come into the document as they come into sight.
READ = """() => {
    const main = document.querySelector('main'), rows = [...main.querySelectorAll('.ag-center-cols-container .ag-row')];
    if (!main.querySelector('.ag-root')) return main.innerText.trim();
    rows.sort((one, other) => one.getAttribute('row-index') - other.getAttribute('row-index'));
    const known = [...main.querySelectorAll('.control, #data-count')].map(one => one.innerText);
    known.push(document.getElementById('data-search').value);
    return [...known, ...rows.slice(0, 4).map(one => one.getAttribute('row-id'))].join('|');
}"""


VIEWS = [
    f"/?region={HAICHENG}",
    "/?region=210000",
    "/?region=150300",
    f"/?region={NATION}",
    "/?region=210321",
    f"/?region={HAICHENG}&outcome=all",
    "/coverage-map",
    f"/coverage-map?county={HAICHENG}",
    "/coverage-map?province=210000&city=210300&order=high",
    f"/growth?region={HAICHENG}",
    "/growth?region=210000&indicator=dibao_urban_rural_ratio",
    f"/growth?region={HAICHENG}&indicator=dibao_standard.rural&floor=5&rounding=up-10&start=latest&places=210300,210100",
    f"/alignment?region={HAICHENG}",
    f"/alignment?region={NATION}&indicator=dibao_standard",
    f"/compare?region={HAICHENG}",
    "/compare?region=150300&scope=level",
    "/audit",
    "/audit?page=2",
    f"/audit?region={HAICHENG}",
    f"/data?region={HAICHENG}",
    "/data?figure=haicheng-2021-2025%2340",
]
# Text that a box cuts off, and boxes wider than the sheet; what lies outside the flow (the map's) does not count.
CUT = """() => [...document.querySelectorAll('main *')].filter(one => {
    const style = getComputedStyle(one);
    if (style.display === 'none' || !one.clientWidth || one.closest('svg')) return false;
    const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    const cut = hides && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2);
    return cut || one.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_prints_on_one_clean_sheet(visit, view):
    page = visit(view)
    title = page.inner_text("h1" if "figure=" not in view else "#data-provenance .place")
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as sheet:
        assert len(sheet.pages) == 1
        paper = sheet.pages[0]
        assert (paper.width, paper.height) == pytest.approx(A4, abs=1)
        edges = [(char["x0"], paper.width - char["x1"], paper.height - char["bottom"]) for char in paper.chars]
        assert min(min(edge) for edge in edges) > 0
        text = plain(paper.extract_text())
    assert plain(title) in text
    assert re.search(r"20\d\d年\d+月\d+日打印", text)
    assert plain(page.url) in text, "where the view is found again"
    assert any(mark in text for mark in ("《", "文献", "未收录规划")), "where it is from"
    for control in ("生成简报", "深色显示", "CSV", "清除条件", "收起清单", "覆盖率地图增长路径"):
        assert control not in text
    page.set_viewport_size({"width": 703, "height": 1017})  # what the margins leave of A4
    page.emulate_media(media="print")
    expect_value(page, CUT, [])


# Of the radicals that stand for whole characters in a PDF's text, those that Unicode does not call compatible.
RADICALS = str.maketrans("⺠⻓⻅⻔⻋⻛⻉⻚⻢⻥⻦⻝⻩⻄⺟―", "民长见门车风贝页马鱼鸟食黄西母—")


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", without_blanks(text).translate(RADICALS))


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


# ---- the researcher ----


@pytest.mark.parametrize("size", SIZES)
def test_a_researcher_takes_along_what_the_filters_show_with_each_number_s_source(visit, figures, size):
    page = visit("/data", **SIZES[size])
    pick(page, "data-kind", "目标")
    expect_address(page, kind="target")
    pick(page, "data-region", "海城市")
    expect_address(page, kind="target", region=HAICHENG)
    expected = [one for one, row in figures.items() if row["kind"] == "target" and row["region_code"] == HAICHENG]
    expect(page.locator("#data-count")).to_have_text(f"{len(expected)} 条（全部 {len(figures)} 条）")
    rows = {one: page.locator(f'#data-grid .ag-center-cols-container [row-id="{one}"]') for one in expected[:4]}
    for row in rows.values():
        expect(row.locator('[col-id="value"]')).not_to_be_empty()
    values = {one: row.locator('[col-id="value"]').inner_text() for one, row in rows.items()}
    texts = list(csv.DictReader(io.StringIO(taken(page, ".downloads a:text-is('CSV')")[1].decode("utf-8-sig"))))
    records = json.loads(taken(page, ".downloads a:text-is('JSON')")[1])["rows"]
    book = openpyxl.load_workbook(io.BytesIO(taken(page, ".downloads a:text-is('XLSX')")[1])).active
    column = next(cell.column for row in book.iter_rows() for cell in row if cell.value == "数字标识")
    cells = [row[column - 1].value for row in book.iter_rows()]
    assert [row["数字标识"] for row in texts] == [row["figure_id"] for row in records] == expected
    assert cells[cells.index("数字标识") + 1 :] == expected
    told = {row["figure_id"]: row["text"] for row in records}
    assert {one: without_blanks(value) for one, value in values.items()} == {
        one: without_blanks(told[one]) for one in values
    }
    rows[expected[1]].locator('[col-id="name"]').click()
    panel = page.locator("#data-provenance")
    source = figure_in_address(page, figures)
    expect(panel).to_contain_text(source["figure_id"])
    for printed in (source["quote"], source["section"], f"文本第 {source['start']}—{source['end']} 字符"):
        expect(panel).to_contain_text(printed)


def test_conditions_are_cleared_at_once_and_back_returns_to_them(visit, figures):
    page = visit("/data?search=低保&kind=target")
    expect(page.locator("#data-count")).to_contain_text("（全部")
    page.click("#data-clear")
    expect(page.locator("#data-count")).to_have_text(f"共 {len(figures)} 条")
    expect(page.locator("#data-clear")).to_be_hidden()
    expect_address(page, only=True)
    expect(page.locator("#data-search")).to_have_value("")
    page.go_back()
    expect(page.locator("#data-count")).to_contain_text("（全部")
    expect(page.locator("#data-search")).to_have_value("低保")


# ---- the briefing writer ----


@pytest.mark.parametrize("size", SIZES)
def test_a_writer_takes_the_chart_as_picture_and_drawing(visit, size):
    page = visit(f"/growth?region={HAICHENG}&indicator=orphan_standard.dispersed&rate=8.5", **SIZES[size])
    title = page.inner_text("h1")
    name, content = taken(page, ".downloads button:text-is('PNG')")
    picture = Image.open(io.BytesIO(content))
    width = page.locator(".growth-main").bounding_box()["width"]
    assert re.fullmatch(r"增长路径_海城市散居.+_\d{4}-\d\d-\d\d\.png", name) and picture.width >= 2 * (width - 40)
    assert len(picture.convert("RGB").getcolors(1_000_000)) > 10, "something is drawn"
    name, content = taken(page, ".downloads button:text-is('SVG')")
    text = "".join("".join(node.itertext()) for node in ElementTree.fromstring(content).iter() if "text" in node.tag)
    assert without_blanks(title) in without_blanks(text) and "资料来源" in text and name.endswith(".svg")


@pytest.mark.parametrize("size", SIZES)
def test_a_writer_makes_a_briefing_of_the_place_on_the_page(visit, size):
    page = visit(f"/?region={HAICHENG}", **SIZES[size])
    page.click(".briefing summary")
    expect(page.locator(".briefing ul").first).to_be_visible()
    menu = page.locator(".briefing ul").bounding_box()
    assert menu["x"] >= 0 and menu["x"] + menu["width"] <= page.viewport_size["width"]
    name, content = taken(page, ".briefing a:has-text('Word')")
    assert name.startswith("海城市") and name.endswith(".docx")
    text = "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert "海城市" in text and "目标" in text
