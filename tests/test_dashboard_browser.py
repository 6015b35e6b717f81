"""The coverage map as people use it, in a real browser, on the real tables."""

import csv
import re
import shutil
import threading
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
import waitress
from playwright.sync_api import expect

from dashboard.app import create_app

HAICHENG = "210381"
BEDS, CEMETERIES = "nursing_bed_share", "village_public_cemetery_coverage"


@contextmanager
def served(folder, gate=None):
    """The address of the app over a folder of tables, served as in earnest, on a free port."""
    server = waitress.create_server(create_app(folder, gate).server, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/"
    server.close()
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def address(project_root):
    with served(project_root / "data" / "processed") as address:
        yield address


@pytest.fixture
def visit(browser, address):
    """Opens the app at a query and waits for the map. At the end: no console error, no request to any other host."""
    contexts, complaints, requests = [], [], []

    def open_page(
        query: str = "", width: int = 1280, height: int = 720, drawn: bool = True, path: str = "coverage-map"
    ):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.requests = requests
        page.complaints = complaints
        page.goto(address + path + query)
        if drawn:
            page.wait_for_selector("#coverage-map-list tbody button", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith((address, "data:"))] == []


def fills(page) -> list[str]:
    return page.eval_on_selector_all("path.county", "paths => paths.map(path => path.getAttribute('fill'))")


def labels(page) -> dict[str, str]:
    """What a screen reader says of each county, by code."""
    script = "paths => paths.map(path => [path.dataset.county, path.getAttribute('aria-label')])"
    return dict(page.eval_on_selector_all("path.county", script))


def levels(page) -> dict[str, str]:
    return dict(page.eval_on_selector_all("path.county", "all => all.map(p => [p.dataset.county, p.dataset.level])"))


def state(page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def choose_moment(page, name: str) -> None:
    page.locator("#coverage-map-moment-choices label", has_text=name).click()
    expect(page.locator("h1")).to_contain_text(name)


def choose_rate(page, name: str) -> None:
    page.click("#coverage-map-rate")
    page.fill(".dash-dropdown-search", name)
    page.locator(".dash-dropdown-option", has_text=name).first.click()
    expect(page.locator("h1")).to_contain_text(name)


def test_it_opens_on_liaoning_with_every_county_filled(visit):
    page = visit()
    assert state(page)["province"] == "210000"
    assert page.title().startswith("覆盖率地图")
    drawn = fills(page)
    assert len(drawn) == 100 and all(re.fullmatch(r"#[0-9A-F]{6}|url\(#map-no-data\)", fill) for fill in drawn)
    box = page.locator("path.county").first.bounding_box()
    assert box["width"] > 1 and box["height"] > 1
    assert "示意图，不作为划界依据" in page.inner_text("#coverage-map")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_plotly_is_not_loaded_for_a_map_that_needs_none(visit):
    page = visit()
    assert [url for url in page.requests if "plotly" in url or "graph" in url] == []


@pytest.mark.parametrize(("province", "name", "count"), [("150000", "内蒙古自治区", 103), ("220000", "吉林省", 60)])
def test_another_province_is_drawn(visit, province, name, count):
    page = visit()
    page.locator("#coverage-map-province-choices label", has_text=name).click()
    expect(page.locator("path.county")).to_have_count(count)
    assert len([fill for fill in fills(page) if fill]) == count
    assert state(page)["province"] == province


def test_another_rate_changes_fills_legend_and_title_without_asking_the_server(visit):
    page = visit()
    before, legend, asked = fills(page), page.inner_text("#coverage-map-legend"), len(page.requests)
    choose_rate(page, "村级公益性公墓覆盖率")
    assert fills(page) != before
    assert page.inner_text("#coverage-map-legend") != legend
    assert state(page)["rate"] == CEMETERIES
    assert [url for url in page.requests[asked:] if "_dash-update-component" in url or ".json" in url] == []


def test_another_year_changes_the_fills_and_keeps_the_legend_s_classes(visit):
    page = visit(f"?rate={BEDS}&moment=target-2025")
    before = fills(page)
    classes = page.eval_on_selector_all(
        "#coverage-map-legend ul:first-of-type .label", "all => all.map(e => e.textContent)"
    )
    choose_moment(page, "实际 2024")
    assert fills(page) != before
    now = page.eval_on_selector_all(
        "#coverage-map-legend ul:first-of-type .label", "all => all.map(e => e.textContent)"
    )
    assert now == classes, "one colour means one value in every year"


def test_only_moments_with_data_are_offered(visit):
    page = visit(f"?rate={CEMETERIES}")
    assert page.locator("#coverage-map-moment-choices label").all_inner_texts() == ["目标 2025"]


def test_own_inherited_and_missing_values_are_told_apart(visit):
    page = visit(f"?rate={CEMETERIES}")
    found = levels(page)
    assert found[HAICHENG] == "own"
    anshan = [county for county, level in found.items() if level == "city"]
    assert len(anshan) == 6 and all(county.startswith("2103") for county in anshan)
    assert sorted(set(found.values())) == ["city", "none", "own"]
    path = {code: page.get_attribute(f'[data-county="{code}"]', "d") for code in (HAICHENG, anshan[0], "210102")}
    inherited, own = (page.get_attribute(f".overlays .{name}", "d") for name in ("inherited", "own"))
    assert own == path[HAICHENG]
    assert path[anshan[0]] in inherited and path[HAICHENG] not in inherited and path["210102"] not in inherited
    assert page.get_attribute('[data-county="210102"]', "fill") == "url(#map-no-data)"
    legend = page.locator("#coverage-map-legend li").all_inner_texts()
    said = dict(re.split(r"\s+", line, maxsplit=1) for line in legend)
    assert said == {"100%": "7 个", "无数据": "93 个", "本县（市、区）": "1 个", "所在市": "6 个"}
    assert "0%" not in page.inner_text('#coverage-map-list tr:has([data-county="210102"])')


def test_every_county_says_the_value_of_the_coverage_table(visit, project_root):
    with (project_root / "data" / "processed" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["county_code"].startswith("21")]
    expected = {
        row["county_code"]: f"{float(row['value']):g}%"
        for row in rows
        if (row["indicator_id"], row["role"], row["year"]) == (BEDS, "target", "2025")
    }
    said = labels(visit(f"?rate={BEDS}&moment=target-2025"))
    assert len(expected) == len(said) == 100
    assert [code for code, value in expected.items() if value not in said[code]] == []


def test_hovering_shows_value_source_level_document_and_quote(visit):
    page = visit(f"?rate={BEDS}&moment=target-2025")
    page.hover(f'path[data-county="{HAICHENG}"]')
    card = page.inner_text(".hover-card")
    for part in (
        "海城市",
        "鞍山市",
        "≥60%",
        "目标 2025",
        "所在市，取自鞍山市",
        "《鞍山市民政事业发展“十四五”规划》",
        "“不低于",
    ):
        assert part in card
    page.mouse.move(2, 2)
    page.wait_for_selector(".hover-card", state="hidden")


def test_hovering_a_county_without_data_says_so(visit):
    page = visit(f"?rate={CEMETERIES}")
    page.hover('path[data-county="211322"]')
    assert "无数据" in page.inner_text(".hover-card") and "0%" not in page.inner_text(".hover-card")


def test_a_click_opens_all_numbers_with_their_sources(visit):
    page = visit()
    page.click(f'path[data-county="{HAICHENG}"]')
    page.wait_for_selector("#coverage-map-sources .series")
    panel = page.locator("#coverage-map-panel")
    assert "《鞍山市民政事业发展“十四五”规划》" in panel.inner_text() and "“不低于" in panel.inner_text()
    everything = panel.text_content()
    for part in (
        "本县的其他数字",
        "最低生活保障标准（农村）",
        "《海城市民政事业发展第十四个五年规划",
        "文本第",
        "（推断）",
    ):
        assert part in everything
    summary = panel.locator("summary").first
    summary.click()
    assert panel.locator("details[open]").first.inner_text().count("\n") >= 2
    assert state(page)["county"] == HAICHENG
    assert page.get_attribute(f'path[data-county="{HAICHENG}"]', "aria-pressed") == "true"


@pytest.mark.parametrize("close", ["Escape", "button"])
def test_the_panel_closes(visit, close):
    page = visit(f"?county={HAICHENG}")
    page.wait_for_selector("#coverage-map-sources .series")
    page.keyboard.press("Escape") if close == "Escape" else page.click("#coverage-map-close")
    page.wait_for_selector("#coverage-map-panel", state="hidden")
    assert "county" not in state(page)


def test_the_panel_follows_the_chosen_year(visit):
    page = visit(f"?rate={BEDS}&moment=target-2025&county={HAICHENG}")
    value = page.locator("#coverage-map-now .facts .value")
    assert value.inner_text() == "≥60%"
    choose_moment(page, "实际 2024")
    expect(value).to_have_text("65.7%")
    assert "全国" in page.inner_text("#coverage-map-now")


def test_the_map_can_be_used_with_the_keyboard_alone(visit):
    page = visit()
    page.focus('path.county[tabindex="0"]')
    start = page.evaluate("document.activeElement.dataset.county")
    page.keyboard.press("ArrowDown")
    below = page.evaluate("document.activeElement.dataset.county")
    assert below != start and page.locator('path.county[tabindex="0"]').count() == 1
    assert page.is_visible(".hover-card")
    page.keyboard.press("Enter")
    page.wait_for_selector("#coverage-map-sources .series")
    assert state(page)["county"] == below
    assert page.evaluate("document.activeElement.id") == "coverage-map-panel"
    page.keyboard.press("Escape")
    page.wait_for_selector("#coverage-map-panel", state="hidden")
    assert page.evaluate("document.activeElement.dataset.county") == below


def test_the_list_is_a_text_alternative_and_leads_to_the_same_panel(visit):
    page = visit(f"?rate={BEDS}&moment=target-2025")
    rows = page.locator("#coverage-map-list tbody tr:not(.block)")
    assert rows.count() == 100
    row = page.locator("#coverage-map-list tr", has=page.locator(f'[data-county="{HAICHENG}"]'))
    assert re.split(r"\s+", row.inner_text().strip()) == ["海城市", "≥60%", "所在市"]
    row.locator("button").click()
    page.wait_for_selector("#coverage-map-sources .series")
    assert state(page)["county"] == HAICHENG


def headings(page) -> list[str]:
    return page.eval_on_selector_all("#coverage-map-list tr.block th", "all => all.map(e => e.firstChild.textContent)")


def choose_order(page, name: str) -> None:
    page.locator("#coverage-map-order-choices label", has_text=name).click()


def test_the_ranking_says_which_numbers_are_equal_and_whose_they_are(visit):
    page = visit(f"?rate={BEDS}&moment=observed-2024")
    choose_order(page, "由高到低")
    high = [
        "65.7%，并列第 1 位（93 个）：同取全国的数，不分先后",
        "57%，并列第 94 位（7 个）：同取辽阳市的数，不分先后",
    ]
    assert headings(page) == high
    choose_order(page, "由低到高")
    low = ["57%，并列第 1 位（7 个）：同取辽阳市的数，不分先后", "65.7%，并列第 8 位（93 个）：同取全国的数，不分先后"]
    assert headings(page) == low
    assert state(page)["order"] == "low"
    page.go_back()
    expect(page.locator("#coverage-map-list tr.block th").first).to_contain_text(high[0])
    assert headings(page) == high and state(page)["order"] == "high"


def test_counties_that_nothing_tells_apart_are_folded_and_those_without_data_are_not_ranked(visit):
    page = visit(f"?rate={CEMETERIES}&order=high")
    assert headings(page) == [
        "约100%，并列第 1 位（7 个）：其中 6 个取自鞍山市",
        "无数据，不参加排序（93 个）",
    ]
    rows = page.locator("#coverage-map-list tbody tr:not(.block):visible")
    assert rows.count() == 7 and HAICHENG in rows.locator("button").evaluate_all(
        "all => all.map(b => b.dataset.county)"
    )
    page.click("#coverage-map-list .fold")
    assert rows.count() == 100 and page.get_attribute("#coverage-map-list .fold", "aria-expanded") == "true"


def test_map_and_list_mark_the_same_county_under_the_pointer(visit):
    page = visit(f"?rate={BEDS}&moment=target-2025")
    page.hover(f'path[data-county="{HAICHENG}"]')
    row = page.locator("#coverage-map-list tr.linked")
    assert row.inner_text().startswith("海城市")
    box, window = row.bounding_box(), page.locator("#coverage-map-list-box .scroll").bounding_box()
    assert window["y"] <= box["y"] and box["y"] + box["height"] <= window["y"] + window["height"]
    page.hover('#coverage-map-list [data-county="210311"]')
    assert page.inner_text(".hover-card .place").startswith("千山区")
    path = page.get_attribute('path[data-county="210311"]', "d")
    assert page.get_attribute(".overlays .hovered", "d") == path
    page.hover("#coverage-map-title")
    page.wait_for_selector(".hover-card", state="hidden")
    assert page.locator("#coverage-map-list tr.linked").count() == 0


def test_the_panel_shows_target_status_years_and_leads_on(visit):
    page = visit(f"?rate={BEDS}&moment=observed-2024&county={HAICHENG}")
    now = page.locator("#coverage-map-now")
    standing = now.locator(".standing").inner_text()
    assert "目标 2025" in standing and "≥60%" in standing and "无法判断" in standing
    assert "这是鞍山市的目标" in standing, "a target of the city is not the county's own"
    said = now.locator("svg.spark[role=img]").get_attribute("aria-label")
    assert "实际 2020 48%（全国）" in said and "目标 2025 ≥60%（鞍山市）" in said
    # What belongs to different places is not joined by a line: the nation's known levels and its target alone are.
    assert now.locator("svg.spark .known").count() == 1 and now.locator("svg.spark .ahead").count() == 1
    links = dict(now.locator(".more a").evaluate_all("all => all.map(a => [a.textContent, a.getAttribute('href')])"))
    assert links["从全国到海城市的目标"] == f"alignment?region={HAICHENG}&indicator={BEDS}"
    assert links["全国的增长路径"] == f"growth?region=100000&indicator={BEDS}"
    now.locator(".more a", has_text="从全国到海城市的目标").click()
    expect(page).to_have_title(re.compile("^目标衔接"))
    page.go_back()
    expect(page.locator("#coverage-map-now .place")).to_contain_text("海城市")


def test_a_county_for_which_nothing_is_known_says_so(visit):
    page = visit(f"?rate={CEMETERIES}&county=210102")
    now = page.inner_text("#coverage-map-now")
    assert "无数据" in now and "0%" not in now and "增长路径" not in now


def test_playing_goes_through_the_moments_and_stops_at_the_last(visit):
    page = visit(f"?rate={BEDS}&moment=observed-2025")
    entries = page.evaluate("history.length")
    page.click("#coverage-map-play")
    assert page.inner_text("#coverage-map-play") == "■ 停止"
    expect(page.locator("h1")).to_contain_text("目标 2025")
    expect(page.locator("h1")).to_contain_text("目标 2030")
    expect(page.locator("#coverage-map-play")).to_have_text("▶ 播放")
    assert state(page)["moment"] == "target-2030"
    assert page.evaluate("history.length") == entries, "a played moment is no step to go back to"
    page.click("#coverage-map-play")
    expect(page.locator("h1")).to_contain_text("实际 2020")
    page.locator("#coverage-map-moment-choices label", has_text="目标 2025").click()
    assert page.inner_text("#coverage-map-play") == "▶ 播放"
    page.wait_for_timeout(1300)
    assert "目标 2025" in page.inner_text("h1")


def test_a_rate_with_one_moment_cannot_be_played(visit):
    assert not visit(f"?rate={CEMETERIES}").is_visible("#coverage-map-play")


def test_a_link_reopens_the_view(visit):
    query = f"?province=210000&city=210300&rate={BEDS}&moment=observed-2024&county={HAICHENG}"
    page = visit(query)
    assert state(page) == {name: values[0] for name, values in parse_qs(query[1:]).items()}
    assert page.inner_text("h1") == "养老机构护理型床位占比 · 实际 2024"
    assert page.inner_text("#coverage-map-city") == "鞍山市"
    assert page.locator("#coverage-map-moment-choices input:checked + span").inner_text() == "实际 2024"
    assert page.locator("path.county:not(.outside)").count() == 7
    assert "海城市" in page.inner_text("#coverage-map-now")
    assert page.inner_text("#coverage-map-notice") == ""


def test_back_and_forward_move_through_the_views(visit):
    page = visit(f"?rate={BEDS}&moment=target-2025")
    choose_moment(page, "实际 2024")
    choose_rate(page, "村级公益性公墓覆盖率")
    asked = len(page.requests)
    page.go_back()
    expect(page.locator("h1")).to_have_text("养老机构护理型床位占比 · 实际 2024")
    page.go_back()
    expect(page.locator("h1")).to_have_text("养老机构护理型床位占比 · 目标 2025")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("养老机构护理型床位占比 · 实际 2024")
    assert page.inner_text("#coverage-map-rate") == "养老机构护理型床位占比"
    assert [url for url in page.requests[asked:] if "_dash-update-component" in url] == []


def test_zooming_to_a_city_shows_its_counties_and_their_names(visit):
    page = visit()
    page.click("#coverage-map-city")
    page.locator(".dash-dropdown-option", has_text="沈阳市").click()
    expect(page.locator("#coverage-map-list tbody tr:not(.block)")).to_have_count(13)
    assert page.locator("text.county-name:visible", has_text="康平县").count() == 1
    assert page.locator("text.city:visible").count() == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?rate=unknown", "辽宁省没有所选覆盖率的数据，已显示“养老机构护理型床位占比”。"),
        (f"?rate={BEDS}&moment=target-1999", "没有所要时点的数据，已显示“目标 2025”。"),
        ("?city=150100", "辽宁省没有地址中的市，已显示全省（区）。"),
        ("?county=150102", "辽宁省没有地址中的县（市、区）。"),
        ("?rate=%3Cimg%20src=x%20onerror=alert(1)%3E", "辽宁省没有所选覆盖率的数据，已显示"),
        ("?rate=__proto__&moment=constructor", "辽宁省没有所选覆盖率的数据，已显示"),
        ("?moment=" + "9" * 10_000, "没有所要时点的数据"),
        ("?rate=a&rate=b&self=1&pathname_=x", "辽宁省没有所选覆盖率的数据，已显示"),
    ],
)
def test_what_the_address_asks_for_in_vain_is_said_and_replaced(visit, query, said):
    page = visit(query)
    page.on("dialog", lambda dialog: pytest.fail(f"script from the address ran: {dialog.message}"))
    assert said in page.inner_text("#coverage-map-notice")
    assert len(fills(page)) == 100
    assert page.locator("#coverage-map img, #coverage-map script").count() == 0


def test_a_province_without_a_map_falls_back_to_liaoning(visit):
    page = visit("?province=100000")
    assert "没有所要省份的地图，已显示辽宁省。" in page.inner_text("#coverage-map-notice")
    assert len(fills(page)) == 100
    # The browser itself reports the 404 of the province that does not exist.
    assert all("404" in complaint for complaint in page.complaints)
    page.complaints.clear()


def test_an_address_without_a_page_says_so_in_chinese(visit):
    page = visit(path="no-such-page", drawn=False)
    page.wait_for_selector("text=没有这个页面")
    # The browser itself reports the status 404 of the page.
    assert all("404" in complaint for complaint in page.complaints)
    page.complaints.clear()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768), (390, 844)])
def test_nothing_has_to_be_scrolled_sideways(visit, width, height):
    page = visit(f"?county={HAICHENG}", width, height)
    page.wait_for_selector("#coverage-map-sources .series")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    county_map = page.locator(".county-map").bounding_box()
    assert county_map["width"] > 0.3 * width and county_map["x"] + county_map["width"] <= width
    page.keyboard.press("Escape")
    page.wait_for_selector("#coverage-map-panel", state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_missing_tables_are_explained_and_the_page_works_once_they_are_built(browser, tmp_path, project_root):
    with served(tmp_path) as address:
        page = browser.new_page()
        page.goto(f"{address}coverage-map")
        assert "数据表还不能用" in page.inner_text("h1")
        assert "coverage.csv" in page.inner_text("main") and "python -m analysis build" in page.inner_text("main")
        shutil.copytree(project_root / "data" / "processed", tmp_path, dirs_exist_ok=True)
        page.reload()
        page.wait_for_selector("path.county[fill]")
        page.close()
