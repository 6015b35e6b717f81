"""The coverage map as people use it, in a real browser, on the real tables."""

import csv
import re
import shutil
from collections import Counter

import pytest
from browsing import expect_address, expect_no_scrolling_sideways, expect_value, parameters, pick, quiet, served
from playwright.sync_api import expect

HAICHENG = "210381"
BEDS, CEMETERIES = "nursing_bed_share", "village_public_cemetery_coverage"


def fills(page) -> list[str]:
    return page.eval_on_selector_all("path.county", "paths => paths.map(path => path.getAttribute('fill'))")


def labels(page) -> dict[str, str]:
    """What a screen reader says of each county, by code."""
    script = "paths => paths.map(path => [path.dataset.county, path.getAttribute('aria-label')])"
    return dict(page.eval_on_selector_all("path.county", script))


def levels(page) -> dict[str, str]:
    return dict(page.eval_on_selector_all("path.county", "all => all.map(p => [p.dataset.county, p.dataset.level])"))


def choose_moment(page, name: str) -> None:
    page.locator("#coverage-map-moment-choices label", has_text=name).click()
    expect(page.locator("h1")).to_contain_text(name)
    quiet(page)  # the map and its title come first, the rest a moment later


def choose_rate(page, name: str) -> None:
    pick(page, "coverage-map-rate", name)
    expect(page.locator("h1")).to_contain_text(name)
    quiet(page)


def test_it_opens_on_liaoning_with_every_county_filled(visit):
    page = visit("/coverage-map")
    expect_address(page, province="210000")
    expect(page).to_have_title(re.compile("^覆盖率地图"))
    drawn = fills(page)
    kinds = re.compile(r"#[0-9A-F]{6}|url\(#map-(no-data|applicable-(nation|province|city|group))\)")
    assert len(drawn) == 100 and all(map(kinds.fullmatch, drawn))
    patterns = page.eval_on_selector_all(".county-map pattern", "all => all.map(one => `url(#${one.id})`)")
    assert {fill for fill in drawn if not fill.startswith("#")} <= set(patterns)
    box = page.locator("path.county").first.bounding_box()
    assert box["width"] > 1 and box["height"] > 1
    assert "示意图，不作为划界依据" in page.inner_text("#coverage-map")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_plotly_is_not_loaded_for_a_map_that_needs_none(visit):
    page = visit("/coverage-map")
    assert [url for url in page.requests if "plotly" in url or "graph" in url] == []


@pytest.mark.parametrize(("province", "name", "count"), [("150000", "内蒙古自治区", 103), ("220000", "吉林省", 60)])
def test_another_province_is_drawn(visit, province, name, count):
    page = visit("/coverage-map")
    page.locator("#coverage-map-province-choices label", has_text=name).click()
    expect(page.locator("path.county")).to_have_count(count)
    expect(page.locator("path.county[fill]:not([fill=''])")).to_have_count(count)
    expect_address(page, province=province)


def test_another_rate_changes_fills_legend_and_title_without_asking_the_server(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&level=city")
    before, legend, asked = fills(page), page.text_content("#coverage-map-legend"), len(page.requests)
    choose_rate(page, "村级公益性公墓覆盖率")
    assert fills(page) != before
    expect(page.locator("#coverage-map-legend")).not_to_have_text(legend)
    expect_address(page, indicator=CEMETERIES)
    quiet(page)
    assert [url for url in page.requests[asked:] if "_dash-update-component" in url or ".json" in url] == []


def test_another_year_changes_the_fills_and_keeps_the_legend_s_classes(visit):
    page = visit(f"/coverage-map?level=city&indicator={BEDS}&moment=target-2025")
    legend = page.locator("#coverage-map-legend")
    before, said, classes = fills(page), legend.text_content(), legend.locator("ul:first-of-type .label")
    names = classes.all_text_contents()
    choose_moment(page, "实际 2024")
    assert fills(page) != before
    expect(legend).not_to_have_text(said)
    assert len(names) == 3 and classes.all_text_contents() == names, "one colour means one value in every year"


def test_only_moments_with_data_are_offered(visit):
    page = visit(f"/coverage-map?indicator={CEMETERIES}")
    assert page.locator("#coverage-map-moment-choices label").all_inner_texts() == ["目标 2025"]


def test_own_values_targets_that_apply_and_what_is_missing_are_told_apart(visit):
    page = visit(f"/coverage-map?indicator={CEMETERIES}")
    found = levels(page)
    assert found[HAICHENG] == "own"
    anshan = [county for county, level in found.items() if level == "city"]
    assert len(anshan) == 6 and all(county.startswith("2103") for county in anshan)
    assert sorted(set(found.values())) == ["city", "none", "own"]
    own = page.locator(f'path[data-county="{HAICHENG}"]')
    assert page.get_attribute(".overlays .own", "d") == own.get_attribute("d")
    assert re.fullmatch("#[0-9A-F]{6}", own.get_attribute("fill"))
    drawn = Counter(fills(page))
    assert drawn == {own.get_attribute("fill"): 1, "url(#map-applicable-city)": 6, "url(#map-no-data)": 93}
    hatched = {page.get_attribute(f'path[data-county="{code}"]', "fill") for code in anshan}
    assert hatched == {"url(#map-applicable-city)"}
    legend = page.locator("#coverage-map-legend li").all_inner_texts()
    said = dict(re.split(r"\s+", line, maxsplit=1) for line in legend)
    assert said == {"约100%": "1 个", "适用鞍山市目标": "6 个", "未收录目标": "93 个"}
    assert "0%" not in page.inner_text('#coverage-map-list tr:has([data-county="210102"])')


def test_every_county_says_what_the_coverage_table_says(visit, project_root):
    with (project_root / "data" / "processed" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["county_code"].startswith("21")]
    owners = {"province": "辽宁省", "city": "鞍山市"}  # no county of the province has a target of its own
    expected = {
        row[
            "county_code"
        ]: f"数值 本地未收录目标；时点 目标 2025；适用目标 {owners[row['source_level']]} ≥{row['value']}%；"
        for row in rows
        if (row["indicator_id"], row["role"], row["year"]) == (BEDS, "target", "2025")
    }
    said = labels(visit(f"/coverage-map?indicator={BEDS}&moment=target-2025"))
    assert len(expected) == len(said) == 100
    assert [code for code, value in expected.items() if value not in said[code]] == []


def test_hovering_shows_the_target_that_applies_whose_it_is_and_its_quote(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=target-2025")
    page.hover(f'path[data-county="{HAICHENG}"]')
    card = page.locator(".hover-card")
    for part in (
        "海城市",
        "鞍山市",
        "数值本地未收录目标",
        "时点目标 2025",
        "适用目标鞍山市 ≥60%",
        "《鞍山市民政事业发展“十四五”规划》",
        "“不低于",
    ):
        expect(card).to_contain_text(part)
    page.mouse.move(2, 2)
    expect(card).to_be_hidden()


def test_hovering_a_county_without_data_says_so(visit):
    page = visit(f"/coverage-map?indicator={CEMETERIES}")
    page.hover('path[data-county="211322"]')
    expect(page.locator(".hover-card")).to_contain_text("本地未收录目标")
    expect(page.locator(".hover-card")).not_to_contain_text("0%")


def test_a_level_of_the_nation_is_no_county_s_value_but_stands_beside(visit):
    """本地未公布；全国 65.7 %: in the hover card, in the panel, for screen readers and in the list."""
    page = visit(f"/coverage-map?indicator={BEDS}&moment=observed-2024")
    assert set(fills(page)) == {"url(#map-no-data)"} and set(levels(page).values()) == {"none"}
    said = labels(page)
    of_liaoyang = {code for code, text in said.items() if text.endswith("上级（仅供参考） 辽阳市 57%")}
    of_nation = {code for code, text in said.items() if text.endswith("上级（仅供参考） 全国 65.7%")}
    assert len(of_liaoyang) == 7 and all(code.startswith("2110") for code in of_liaoyang)
    assert of_liaoyang | of_nation == set(said) and all("数值 本地未公布；" in text for text in said.values())
    legend = page.locator("#coverage-map-legend")
    expect(legend.locator("li")).to_have_text(["各县（市、区）均未收录", "未公布100 个", "全国 65.7%", "辽阳市 57%"])
    facts = ["数值", "本地未公布", "时点", "实际 2024", "上级（仅供参考）", "全国 65.7%"]
    page.hover(f'path[data-county="{HAICHENG}"]')
    expect(page.locator(".hover-card .facts > *")).to_have_text(facts)
    row = page.locator("#coverage-map-list tr", has=page.locator(f'[data-county="{HAICHENG}"]'))
    expect(row.locator("td")).to_have_text(["未公布", "参考：全国 65.7%"])
    page.click(f'path[data-county="{HAICHENG}"]')
    expect(page.locator("#coverage-map-now .facts > *")).to_have_text(facts)
    expect(page.locator("#coverage-map-now .facts .value")).to_have_text("本地未公布")


def test_a_click_opens_all_numbers_with_their_sources(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=target-2025")
    page.click(f'path[data-county="{HAICHENG}"]')
    page.wait_for_selector("#coverage-map-sources .series")
    panel = page.locator("#coverage-map-panel")
    for part in ("《鞍山市民政事业发展“十四五”规划》", "“不低于"):
        expect(panel).to_contain_text(part, use_inner_text=True)
    for part in (
        "本县的其他数字",
        "最低生活保障标准（农村）",
        "《海城市民政事业发展第十四个五年规划",
        "文本第",
        "（推断）",
    ):
        expect(panel).to_contain_text(part)
    panel.locator("summary").first.click()
    expect(panel.locator("details[open]").first).to_have_text(re.compile(r"\n.*\n", re.DOTALL), use_inner_text=True)
    expect_address(page, county=HAICHENG)
    expect(page.locator(f'path[data-county="{HAICHENG}"]')).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("close", ["Escape", "button"])
def test_the_panel_closes(visit, close):
    page = visit(f"/coverage-map?county={HAICHENG}")
    page.wait_for_selector("#coverage-map-sources .series")
    page.keyboard.press("Escape") if close == "Escape" else page.click("#coverage-map-close")
    expect(page.locator("#coverage-map-panel")).to_be_hidden()
    expect_address(page, county=None)


def test_the_panel_follows_the_chosen_year(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=target-2025&county={HAICHENG}")
    value = page.locator("#coverage-map-now .facts .value")
    applying = page.locator("#coverage-map-now .facts", has_text="适用目标鞍山市 ≥60%")
    expect(value).to_have_text("本地未收录目标")
    expect(applying).to_have_count(1)
    choose_moment(page, "实际 2024")
    expect(value).to_have_text("本地未公布")
    expect(applying).to_have_count(0)
    expect(page.locator("#coverage-map-now .facts")).to_contain_text("全国 65.7%")


def test_the_map_can_be_used_with_the_keyboard_alone(visit):
    page = visit("/coverage-map")
    page.focus('path.county[tabindex="0"]')
    start = page.evaluate("document.activeElement.dataset.county")
    page.keyboard.press("ArrowDown")
    stop = page.locator('path.county[tabindex="0"]')
    expect(stop).not_to_have_attribute("data-county", start)
    expect(stop).to_be_focused()
    expect(stop).to_have_count(1)
    expect(page.locator(".hover-card")).to_be_visible()
    below = stop.get_attribute("data-county")
    page.keyboard.press("Enter")
    page.wait_for_selector("#coverage-map-sources .series")
    expect_address(page, county=below)
    expect(page.locator("#coverage-map-panel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#coverage-map-panel")).to_be_hidden()
    expect(page.locator(f'path[data-county="{below}"]')).to_be_focused()


def test_the_list_is_a_text_alternative_and_leads_to_the_same_panel(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=target-2025")
    rows = page.locator("#coverage-map-list tbody tr:not(.block)")
    assert rows.count() == 100
    row = page.locator("#coverage-map-list tr", has=page.locator(f'[data-county="{HAICHENG}"]'))
    assert re.split(r"\s+", row.inner_text().strip()) == ["海城市", "未收录目标", "适用：鞍山市", "≥60%"]
    row.locator("button").click()
    page.wait_for_selector("#coverage-map-sources .series")
    expect_address(page, county=HAICHENG)


def expect_headings(page, expected: list[str]) -> None:
    expect_value(
        page,
        "() => [...document.querySelectorAll('#coverage-map-list tr.block th')].map(one => one.firstChild.textContent)",
        expected,
    )


def choose_order(page, name: str) -> None:
    page.locator("#coverage-map-order-choices label", has_text=name).click()


def test_only_own_values_are_ranked(visit):
    page = visit(f"/coverage-map?level=city&indicator={BEDS}&moment=observed-2024")
    choose_order(page, "由高到低")
    high = ["57%，第 1 位", "本地未公布，不参加排序（13 个）"]
    expect_headings(page, high)
    choose_order(page, "由低到高")
    expect_headings(page, high)
    expect_address(page, order="low")
    page.go_back()
    expect_headings(page, high)
    expect_address(page, order="high")


def test_counties_where_nothing_is_known_are_folded_and_neither_they_nor_applicable_targets_are_ranked(visit):
    page = visit(f"/coverage-map?indicator={CEMETERIES}&order=high")
    expect_headings(
        page, ["约100%，第 1 位", "适用上级目标，不参加排序（6 个）", "本地未收录目标，不参加排序（93 个）"]
    )
    rows = page.locator("#coverage-map-list tbody tr:not(.block):visible")
    expect(rows).to_have_count(7)
    expect(rows.locator(f'[data-county="{HAICHENG}"]')).to_have_count(1)
    page.click("#coverage-map-list .fold")
    expect(rows).to_have_count(100)
    expect(page.locator("#coverage-map-list .fold")).to_have_attribute("aria-expanded", "true")


def test_map_and_list_mark_the_same_county_under_the_pointer(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=target-2025")
    page.hover(f'path[data-county="{HAICHENG}"]')
    row = page.locator("#coverage-map-list tr.linked")
    expect(row).to_have_text(re.compile("^海城市"))
    box, window = row.bounding_box(), page.locator("#coverage-map-list-box .scroll").bounding_box()
    assert window["y"] <= box["y"] and box["y"] + box["height"] <= window["y"] + window["height"]
    page.hover('#coverage-map-list [data-county="210311"]')
    expect(page.locator(".hover-card .place")).to_have_text(re.compile("^千山区"))
    path = page.get_attribute('path[data-county="210311"]', "d")
    expect(page.locator(".overlays .hovered")).to_have_attribute("d", path)
    page.hover("#coverage-map-title")
    expect(page.locator(".hover-card")).to_be_hidden()
    expect(page.locator("#coverage-map-list tr.linked")).to_have_count(0)


def test_the_panel_shows_target_status_years_and_leads_on(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=observed-2024&county={HAICHENG}")
    now = page.locator("#coverage-map-now")
    standing = now.locator(".standing").inner_text()
    assert "适用鞍山市目标 2025" in standing and "≥60%" in standing and "到期未公布，无实际数" in standing
    assert "这是鞍山市的目标" in standing, "a target of the city is not the county's own"
    said = now.locator("svg.spark[role=img]").get_attribute("aria-label")
    assert "实际 2020 48%（全国）" in said and "目标 2025 ≥60%（鞍山市）" in said
    # The county has nothing of its own: all points are hollow, named with their owner, and joined by no line.
    points = now.locator("svg.spark[role=img] path:not(.axis)")
    assert points.count() == now.locator("svg.spark[role=img] .other").count() == 5
    owners = now.locator(".spark-key .quiet").all_inner_texts()
    assert owners == ["全国", "全国", "全国", "鞍山市", "全国"]
    links = dict(now.locator(".more a").evaluate_all("all => all.map(a => [a.textContent, a.getAttribute('href')])"))
    assert links["从全国到海城市的目标"] == f"/alignment?region={HAICHENG}&indicator={BEDS}"
    assert links["全国的增长路径"] == f"/growth?region=100000&indicator={BEDS}"
    now.locator(".more a", has_text="从全国到海城市的目标").click()
    expect(page).to_have_title(re.compile("^目标衔接"))
    page.go_back()
    expect(page.locator("#coverage-map-now .place")).to_contain_text("海城市")


def test_a_county_for_which_nothing_is_known_says_so(visit):
    page = visit(f"/coverage-map?indicator={CEMETERIES}&county=210102")
    now = page.inner_text("#coverage-map-now")
    assert "本地未收录目标" in now and "0%" not in now and "增长路径" not in now


# A moment is shown for a second, which a busy machine may look past.
NOTE_WHAT_IS_SHOWN = """() => {
    window.noted = { title: [], play: [] };
    const before = {};
    const note = () => Object.entries(noted).forEach(([name, seen]) => {
        const now = document.getElementById(`coverage-map-${name}`)?.textContent;
        if (now !== (before[name] ?? now)) seen.push(now);
        before[name] = now;
    });
    note();
    new MutationObserver(note).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


def test_playing_goes_through_the_moments_and_stops_at_the_last(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=observed-2025")
    entries = page.evaluate("history.length")
    page.evaluate(NOTE_WHAT_IS_SHOWN)
    play, title = page.locator("#coverage-map-play"), page.locator("h1")
    play.click()
    expect(title).to_contain_text("目标 2030")
    expect(play).to_have_text("▶ 播放")
    name = "养老机构护理型床位占比 · "
    assert page.evaluate("noted") == {"title": [f"{name}目标 2025", f"{name}目标 2030"], "play": ["■ 停止", "▶ 播放"]}
    expect_address(page, moment="target-2030")
    assert page.evaluate("history.length") == entries, "a played moment is no step to go back to"
    play.click()
    page.wait_for_function("() => noted.title.length > 2")
    page.locator("#coverage-map-moment-choices label", has_text="目标 2025").click()
    expect(play).to_have_text("▶ 播放")
    expect(title).to_contain_text("目标 2025")
    page.wait_for_timeout(1300)  # longer than a moment is shown: nothing more happens
    expect(title).to_contain_text("目标 2025")
    assert page.evaluate("noted.title[2]") == f"{name}实际 2020"


def test_a_rate_with_one_moment_cannot_be_played(visit):
    expect(visit(f"/coverage-map?indicator={CEMETERIES}").locator("#coverage-map-play")).to_be_hidden()


def test_a_link_reopens_the_view(visit):
    query = f"?province=210000&city=210300&indicator={BEDS}&moment=observed-2024&county={HAICHENG}"
    page = visit("/coverage-map" + query)
    expect_address(page, only=True, **parameters(query))
    assert page.inner_text("h1") == "养老机构护理型床位占比 · 实际 2024"
    assert page.inner_text("#coverage-map-city") == "鞍山市"
    assert page.locator("#coverage-map-moment-choices input:checked + span").inner_text() == "实际 2024"
    assert page.locator("path.county:not(.outside)").count() == 7
    assert "海城市" in page.inner_text("#coverage-map-now")
    assert page.inner_text("#coverage-map-notice") == ""


def test_back_and_forward_move_through_the_views(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=target-2025")
    choose_moment(page, "实际 2024")
    choose_rate(page, "村级公益性公墓覆盖率")
    asked = len(page.requests)
    page.go_back()
    expect(page.locator("h1")).to_have_text("养老机构护理型床位占比 · 实际 2024")
    page.go_back()
    expect(page.locator("h1")).to_have_text("养老机构护理型床位占比 · 目标 2025")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("养老机构护理型床位占比 · 实际 2024")
    expect(page.locator("#coverage-map-rate")).to_have_text("养老机构护理型床位占比")
    quiet(page)
    assert [url for url in page.requests[asked:] if "_dash-update-component" in url] == []


def test_zooming_to_a_city_shows_its_counties_and_their_names(visit):
    page = visit("/coverage-map")
    page.click("#coverage-map-city")
    page.locator(".dash-dropdown-option", has_text="沈阳市").click()
    expect(page.locator("#coverage-map-list tbody tr:not(.block)")).to_have_count(13)
    expect(page.locator("text.county-name:visible", has_text="康平县")).to_have_count(1)
    expect(page.locator("text.city:visible")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?indicator=dibao_standard.urban", "辽宁省没有所选覆盖率的数据，已显示“村级公益性公墓覆盖率”。"),
        (f"?indicator={BEDS}&moment=target-1999", "没有所要时点的数据，已显示“目标 2025”。"),
        ("?city=150100", "辽宁省没有地址中的市，已显示全省（区）。"),
        ("?county=150102", "辽宁省没有地址中的县（市、区）。"),
        (f"?indicator={BEDS}.__proto__&moment=constructor", "辽宁省没有所选覆盖率的数据，已显示"),
        (f"?indicator={BEDS},{CEMETERIES}&self=1&pathname_=x", "辽宁省没有所选覆盖率的数据，已显示"),
        ("?moment=%3Cimg%20src=x%20onerror=alert(1)%3E", "没有所要时点的数据"),
        ("?moment=" + "9" * 10_000, "没有所要时点的数据"),
    ],
)
def test_what_the_address_asks_for_in_vain_is_said_and_replaced(visit, query, said):
    page = visit("/coverage-map" + query)
    expect(page.locator("#coverage-map-notice")).to_contain_text(said)
    expect(page.locator("path.county[fill]")).to_have_count(100)
    assert page.locator("#coverage-map img, #coverage-map script").count() == 0


def test_an_indicator_that_does_not_exist_is_not_replaced(visit, client):
    """The parameter is called as on every page, and answered as there (tests/test_dashboard_addresses.py)."""
    address = "/coverage-map?indicator=nursing_bed_shar"
    assert client.get(address, headers={"Accept": "text/html"}).status_code == 404
    page = visit(address, excused=["status of 404"])
    page.locator("main a", has_text="养老机构护理型床位占比").first.click()
    expect(page.locator("#coverage-map-title")).to_contain_text("养老机构护理型床位占比")
    expect_address(page, indicator=BEDS)


def test_a_province_without_a_map_falls_back_to_liaoning(visit):
    page = visit("/coverage-map?province=100000", excused=["status of 404"])  # of the map that does not exist
    expect(page.locator("#coverage-map-notice")).to_contain_text("没有所要省份的地图，已显示辽宁省。")
    expect(page.locator("path.county[fill]")).to_have_count(100)


def test_an_address_without_a_page_says_so_in_chinese(visit):
    page = visit("/no-such-page", excused=["status of 404"])
    expect(page.get_by_text("没有这个页面").first).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768), (390, 844)])
def test_nothing_has_to_be_scrolled_sideways(visit, width, height):
    page = visit(f"/coverage-map?county={HAICHENG}", width, height)
    page.wait_for_selector("#coverage-map-sources .series")
    expect_no_scrolling_sideways(page)
    county_map = page.locator(".county-map").bounding_box()
    assert county_map["width"] > 0.3 * width and county_map["x"] + county_map["width"] <= width
    page.keyboard.press("Escape")
    expect(page.locator("#coverage-map-panel")).to_be_hidden()
    expect_no_scrolling_sideways(page)


def test_missing_tables_are_explained_and_the_page_works_once_they_are_built(visit, tmp_path, processed):
    with served(tmp_path) as address:
        page = visit(f"{address}coverage-map", excused=["status of 503"])
        expect(page.locator("h1")).to_contain_text("数据表还不能用")
        for part in ("coverage.csv", "python -m analysis build"):
            expect(page.locator("main")).to_contain_text(part)
        shutil.copytree(processed, tmp_path, dirs_exist_ok=True)
        page.reload()
        expect(page.locator("path.county[fill]")).to_have_count(100)
