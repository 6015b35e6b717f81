"""The coverage map by city: what a city has, what applies there, its outline, and the page as people use it, on real
tables."""

import io
import json
import re

import pdfplumber
import pytest
from browsing import expect_address, expect_no_scrolling_sideways, expect_value, serious
from playwright.sync_api import expect
from test_county_map import ring_areas
from test_dashboard_accessibility import BEYOND_THE_EDGE, SIZES

from dashboard.pages.coverage_map.data import CoverageMap

LIAONING, JILIN, ANSHAN, HAICHENG = "210000", "220000", "210300", "210381"
LIAOYANG, BAITA = "211000", "211002"
BEDS = "nursing_bed_share"
CITIES = {"150000": 12, "210000": 14, "220000": 9}
BY_CITY = f"/coverage-map?province={LIAONING}&level=city&indicator={BEDS}&moment=target-2025"


# ---- what a city has, and what applies there ----


@pytest.mark.parametrize(
    ("city", "role", "year", "text", "level", "figure"),
    [
        (ANSHAN, "target", 2025, ">=60", "own", "anshan-2021-2025#113"),
        (LIAOYANG, "observed", 2024, "=57", "own", "public-reports-2005-2025#278"),
        ("210100", "target", 2025, ">=55", "province", "liaoning-2021-2025#47"),
        ("210200", "target", 2025, ">=55", "province", "liaoning-2021-2025#47"),
        ("150300", "baseline", 2020, "=37", "own", "wuhai-2021-2025#82"),
        ("150300", "target", 2025, "=55", "own", "wuhai-2021-2025#83"),
        # 东昌区 of 通化市 plans 50%: that is not its city's.
        ("220500", "target", 2025, "=55", "nation", "public-reports-2005-2025#28"),
    ],
)
def test_a_city_has_its_own_figure_or_the_target_of_the_nearest_level_above(
    data, city, role, year, text, level, figure
):
    coverage_map = data.view(CoverageMap.of)
    held = coverage_map.held[(coverage_map.held["place_code"] == city) & (coverage_map.held["indicator_id"] == BEDS)]
    row = held[(held["role"] == role) & (held["year"] == year)].iloc[0]
    found = f"{row['comparator']}{row['value']:g}", row["source_level"], row["figure_id"]
    assert found == (text, level, figure)


@pytest.mark.parametrize(
    ("place", "year", "owner", "figure"),
    [
        (ANSHAN, 2024, "100000", "public-reports-2005-2025#25"),
        (ANSHAN, 2025, "100000", "public-reports-2005-2025#26"),
        (HAICHENG, 2024, "100000", "public-reports-2005-2025#25"),
        (BAITA, 2024, LIAOYANG, "public-reports-2005-2025#278"),  # its city's 57 %, and not the nation's
    ],
)
def test_a_level_of_a_place_above_is_context_and_never_the_place_s_own(data, place, year, owner, figure):
    coverage_map = data.view(CoverageMap.of)

    def of_view(rows):
        return rows[
            (rows["place_code"] == place)
            & (rows["indicator_id"] == BEDS)
            & (rows["role"] == "observed")
            & (rows["year"] == year)
        ]

    assert of_view(coverage_map.held).empty
    beside = of_view(coverage_map.context)
    assert beside[["source_region_code", "figure_id"]].to_numpy().tolist() == [[owner, figure]]


def test_every_city_shows_its_own_levels_and_its_own_or_else_its_province_s_or_the_nation_s_targets(data, rows):
    """Looked up in the tables' files, city by city."""
    coverage_map = data.view(CoverageMap.of)
    rates = {row["indicator_id"] for row in rows("indicators") if row["coverage"] == "true"}
    reaching = {row["indicator_id"] for row in rows("indicators") if row["targets_apply_to"] in ("city", "county")}
    assert rates, "the table writes truth otherwise"
    stated = {}
    for row in rows("figures"):
        if row["indicator_id"] in rates and row["form"] == "level" and row["value"]:
            key = row["kind"], row["year"], *(row[name] for name in ("indicator_id", "residence", "arrangement"))
            stated.setdefault((row["region_code"], *key, row["subgroup"]), set()).add(row["figure_id"])
    keys = {key[1:] for key in stated if key[1] in ("baseline", "target", "observed")}
    expected = {}
    for province, content in coverage_map.maps.items():
        for city, *_ in json.loads(content)["cities"]:
            for key in keys:
                ways = [
                    (region, stated[(region, *key)])
                    for region in (city, province, "100000")
                    if (region, *key) in stated and (region == city or (key[0] == "target" and key[2] in reaching))
                ]
                if ways:
                    expected[(city, *key)] = ways[0]
    cities = {city for city, *_ in expected}
    shown = coverage_map.held[coverage_map.held["place_code"].isin(cities)]
    found = {
        (row.place_code, row.role, str(row.year), row.indicator_id, row.residence, row.arrangement, row.subgroup): (
            row.source_region_code,
            set(row.figure_ids.split(";")),
        )
        for row in shown.itertuples()
    }
    assert found == expected


def test_counties_have_what_the_table_says(data):
    coverage_map = data.view(CoverageMap.of)
    counties = coverage_map.held[coverage_map.held["place_code"].isin(data.frames["coverage"]["county_code"])]
    assert counties["figure_id"].to_list() == data.frames["coverage"]["figure_id"].to_list()


@pytest.mark.parametrize("province", sorted(CITIES))
def test_a_city_s_outline_encloses_its_counties_and_nothing_inside_is_drawn(data, province):
    drawing = json.loads(data.view(CoverageMap.of).maps[province])
    assert len(drawing["cities"]) == CITIES[province]
    for city in drawing["cities"]:
        inside = [county for county in drawing["counties"] if county[2] == city[0]]
        areas = sum(abs(sum(ring_areas(county[6]))) for county in inside)
        assert abs(sum(ring_areas(city[6]))) == pytest.approx(areas, rel=2e-3, abs=60)
        assert city[2] == province
        assert len(city[6]) < sum(len(county[6]) for county in inside) or len(inside) == 1


def test_the_numbers_of_a_city_are_answered_with_their_quotes(data):
    from dashboard.pages.coverage_map import numbers as county_numbers

    held, others = county_numbers.numbers(data.view(CoverageMap.of).provenance, ANSHAN)
    assert (held["title"], others["title"]) == ("本市的覆盖率和适用的目标", "本市的其他数字")
    lines = [
        line
        for series in held["series"]
        for one in series["statements"]
        for line in one["lines"]
        if one["value"] == "≥60%"
    ]
    assert "本市（州、盟）" in lines and any("“不低于 60%”" in line for line in lines)
    assert {"最低生活保障标准（城市）"} <= {series["name"] for series in others["series"]}


# ---- its data file ----


def taken(client, query: str) -> dict:
    return client.get(f"/download/coverage-map.json?{query}").json


def test_the_file_by_city_holds_all_cities_whichever_is_chosen(client):
    records = taken(client, f"level=city&city={ANSHAN}&indicator={BEDS}&moment=target-2025")["rows"]
    assert len(records) == CITIES[LIAONING] and list(records[0])[:3] == ["city_code", "city", "rate"]
    found = {row["city"]: (row["value"], row["text"], row["applicable"]) for row in records}
    assert found["鞍山市"] == (60, "≥60%", None) and found["沈阳市"] == (None, "未收录目标", "辽宁省 ≥55%")
    assert sum(row["value"] is not None for row in records) == 1


@pytest.mark.parametrize("level", ["", "county", "nonsense", "CITY", "<script>"])
def test_the_file_of_any_other_level_is_by_county(client, level):
    assert len(taken(client, f"level={level}&indicator={BEDS}")["rows"]) == 100


def test_a_rate_without_cities_is_replaced_in_the_file_as_on_the_page(client):
    content = taken(client, f"province={JILIN}&level=city&indicator=public_nursing_bed_share")
    assert {row["rate"] for row in content["rows"]} != {"公办养老机构护理型床位占比"}


# ---- the page ----


@pytest.fixture
def visit(visit):
    """Opens a map, by city where the path does not say otherwise."""
    return lambda path=BY_CITY, size=SIZES[0], scheme="light": visit(path, *size, color_scheme=scheme)


def choose_level(page, name: str) -> None:
    page.locator("#coverage-map-level-choices label", has_text=name).click()


def shape(page, code: str):
    return page.locator(f'.county-map [data-county="{code}"]')


def shows_cities(page, count: int = CITIES[LIAONING]) -> None:
    expect(page.locator("path.county")).to_have_count(count)
    expect(page.locator("#coverage-map-list-title")).to_have_text("各市（州、盟）数值")
    expect(page).to_have_url(re.compile("level=city"))


def shows_counties(page) -> None:
    expect(page.locator("path.county")).to_have_count(100)
    expect(page.locator("#coverage-map-list-title")).to_have_text("各县（市、区）数值")
    expect(page).not_to_have_url(re.compile("level="))


def test_the_level_is_switched_without_asking_the_server_and_back_and_forward_follow(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=target-2025")
    shows_counties(page)
    asked = len(page.requests)
    choose_level(page, "市（州、盟）")
    shows_cities(page)
    expect(page.locator("#coverage-map-list thead th").first).to_have_text("市（州、盟）")
    expect(page.locator("#coverage-map-list tbody button")).to_have_count(CITIES[LIAONING])
    page.locator("#coverage-map-moment-choices label", has_text="实际 2025").click()
    expect(page.locator("h1")).to_have_text("养老机构护理型床位占比 · 实际 2025")
    expect(page).to_have_url(re.compile("moment=observed-2025"))
    page.go_back()
    expect(page.locator("h1")).to_have_text("养老机构护理型床位占比 · 目标 2025")
    shows_cities(page)
    page.go_back()
    shows_counties(page)
    page.go_forward()
    shows_cities(page)
    choose_level(page, "县（市、区）")
    shows_counties(page)
    # The browser itself asks for the icon of its tab.
    assert [url for url in page.requests[asked:] if not url.endswith("/icon.svg")] == []


def test_own_values_of_cities_and_targets_that_apply_there_are_told_apart(visit):
    page = visit()
    expect(shape(page, ANSHAN)).to_have_attribute("data-level", "own")
    expect(shape(page, "210100")).to_have_attribute("data-level", "province")
    expect(shape(page, ANSHAN)).to_have_attribute(
        "aria-label",
        re.compile(r"鞍山市（辽宁省）：养老机构护理型床位占比，数值 ≥60%；时点 目标 2025；来源级别 本市（州、盟）；"),
    )
    expect(shape(page, "210100")).to_have_attribute(
        "aria-label",
        re.compile(
            r"沈阳市（辽宁省）：养老机构护理型床位占比，数值 本地未收录目标；时点 目标 2025；适用目标 辽宁省 ≥55%；"
        ),
    )
    expect(page.locator(".overlays .own")).to_have_attribute("d", shape(page, ANSHAN).get_attribute("d"))
    expect(shape(page, ANSHAN)).to_have_attribute("fill", re.compile("^#[0-9A-F]{6}$"))
    expect(page.locator("path.county[fill='url(#map-applicable-province)']")).to_have_count(13)
    lines = page.locator("#coverage-map-legend li:not(.nobody)")
    expect(lines).to_have_text(["≥60%1 个", "适用辽宁省目标13 个"])
    expect(page.locator("#coverage-map-legend li.nobody")).to_have_text(["57%0 个", "53.51%0 个", "未收录目标0 个"])
    expect(page.locator(".county-map")).to_have_attribute("aria-label", re.compile("辽宁省市级地图"))


def test_a_link_reopens_a_city_s_panel_with_value_target_standing_years_and_sources(visit):
    page = visit(f"{BY_CITY}&city={ANSHAN}")
    shows_cities(page)
    now = page.locator("#coverage-map-now")
    expect(now).to_contain_text("鞍山市")
    expect(now.locator(".value").first).to_have_text("≥60%")
    expect(now.locator(".standing")).to_contain_text("目标 2025　≥60%")
    expect(now.locator(".standing .badge")).to_be_visible()
    expect(now.locator(".spark[role=img]")).to_have_attribute("aria-label", re.compile("目标 2025 ≥60%（鞍山市）"))
    expect(now).to_contain_text("“不低于 60%”")
    expect(now.locator(".spark-key li", has_text="目标 2025")).to_contain_text("本市")
    expect(page.locator("#coverage-map-sources h3").first).to_contain_text("本市的覆盖率和适用的目标")
    expect(page.locator(".overlays .selected")).to_have_attribute("d", shape(page, ANSHAN).get_attribute("d"))
    expect(page.locator("path.county.outside")).to_have_count(0)
    expect(page.locator("#coverage-map-city")).to_contain_text("鞍山市")
    expect(page.locator("#coverage-map .briefing a").first).to_have_attribute("href", re.compile(f"region={ANSHAN}"))
    expect_address(page, only=True, province=LIAONING, level="city", city=ANSHAN, indicator=BEDS, moment="target-2025")


def test_from_the_province_to_a_city_to_its_counties_and_back_up(visit):
    page = visit()
    shape(page, ANSHAN).click(position={"x": 60, "y": 110})
    expect(page.locator("#coverage-map-now .place")).to_contain_text("鞍山市")
    expect(page).to_have_url(re.compile(f"city={ANSHAN}"))
    page.locator("#coverage-map-now").get_by_role("button", name="看各县（市、区）").click()
    shows_counties(page)
    expect(page.locator("path.county:not(.outside)")).to_have_count(7)
    expect(page.locator("#coverage-map-panel")).to_be_hidden()
    expect(page.locator("#coverage-map-list tbody button")).to_have_count(7)
    page.locator("#coverage-map-list").get_by_role("button", name="海城市").click()
    expect(page.locator("#coverage-map-now .place")).to_contain_text("海城市")
    page.locator("#coverage-map-now").get_by_role("button", name="看鞍山市").click()
    shows_cities(page)
    expect(page.locator("#coverage-map-now .place")).to_contain_text("鞍山市")
    expect(page.locator("#coverage-map-sources h3").first).to_contain_text("本市的覆盖率和适用的目标")
    expect_address(page, county=None)


def test_the_place_stays_when_the_level_is_switched(visit):
    page = visit(f"/coverage-map?indicator={BEDS}&moment=target-2025&city={ANSHAN}")
    expect(page.locator("path.county:not(.outside)")).to_have_count(7)
    choose_level(page, "市（州、盟）")
    shows_cities(page)
    expect(page.locator("#coverage-map-now .place")).to_contain_text("鞍山市")
    page.click("#coverage-map-close")
    expect(page.locator("#coverage-map-panel")).to_be_hidden()
    expect(page.locator("#coverage-map-city")).to_contain_text("全省（区）")
    choose_level(page, "县（市、区）")
    shows_counties(page)
    expect(page.locator("path.county.outside")).to_have_count(0)


def test_a_city_chosen_in_the_list_of_ranges_opens_its_panel_and_the_whole_map_stays(visit):
    page = visit()
    page.click("#coverage-map-city")
    page.locator(".dash-dropdown-option", has_text="大连市").click()
    expect(page.locator("#coverage-map-now .place")).to_contain_text("大连市")
    expect(page.locator("#coverage-map-now")).to_contain_text("适用目标辽宁省 ≥55%")
    shows_cities(page)
    expect(page.locator("path.county.outside")).to_have_count(0)
    page.click("#coverage-map-city")
    page.locator(".dash-dropdown-option", has_text="全省（区）").click()
    expect(page.locator("#coverage-map-panel")).to_be_hidden()


def test_cities_are_reached_with_the_keyboard_alone(visit):
    page = visit()
    shape(page, "210100").focus()
    page.keyboard.press("ArrowDown")
    focused = page.locator("path.county:focus")
    expect(focused).to_have_count(1)
    expect(focused).not_to_have_attribute("data-county", "210100")
    expect(page.locator(".hover-card")).to_be_visible()
    code = focused.get_attribute("data-county")
    page.keyboard.press("Enter")
    expect(page.locator("#coverage-map-panel")).to_be_focused()
    expect(page).to_have_url(re.compile(f"city={code}"))
    page.keyboard.press("Escape")
    expect(page.locator("#coverage-map-panel")).to_be_hidden()
    expect(shape(page, code)).to_be_focused()
    page.keyboard.press("Enter")
    button = page.locator("#coverage-map-now").get_by_role("button", name="看各县（市、区）")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    shows_counties(page)
    expect(page.locator("path.county:not(.outside):focus")).to_have_count(1)


def test_list_and_map_are_linked_and_the_list_ranks_cities(visit):
    page = visit(f"{BY_CITY}&order=high")
    blocks = page.locator("#coverage-map-list .block")
    expect(blocks.first).to_have_text("≥60%，第 1 位")
    expect(blocks.nth(1)).to_contain_text("适用上级目标，不参加排序（13 个）")
    expect(blocks).to_have_count(2)
    row = page.locator("#coverage-map-list").get_by_role("button", name="鞍山市")
    row.hover()
    expect(page.locator(".hover-card")).to_contain_text("鞍山市")
    expect(page.locator(".overlays .hovered")).to_have_attribute("d", shape(page, ANSHAN).get_attribute("d"))
    page.locator("h1").hover()
    expect(page.locator(".hover-card")).to_be_hidden()
    shape(page, ANSHAN).hover(position={"x": 60, "y": 110})
    expect(page.locator("#coverage-map-list tr.linked")).to_contain_text("鞍山市")


def test_only_rates_and_moments_that_cities_have_are_offered_and_a_change_is_said(visit):
    page = visit(f"/coverage-map?province={JILIN}&indicator=public_nursing_bed_share")
    expect(page.locator("h1")).to_have_text("公办养老机构护理型床位占比 · 目标 2025")
    choose_level(page, "市（州、盟）")
    shows_cities(page, CITIES[JILIN])
    expect(page.locator("#coverage-map-notice")).to_contain_text("吉林省各市（州、盟）没有所选覆盖率的数据，已显示“")
    page.click("#coverage-map-rate")
    page.fill(".dash-dropdown-search", "养老机构护理型床位占比")
    expect(page.locator(".dash-dropdown-option")).to_have_text(["养老机构护理型床位占比"])


@pytest.mark.parametrize(
    "level", ["nonsense", "CITY", "__proto__", "%3Cimg%20src=x%20onerror=alert(1)%3E", "9" * 10_000]
)
def test_a_level_that_does_not_exist_is_said_and_counties_are_shown(visit, level):
    page = visit(f"/coverage-map?level={level}")
    expect(page.locator("#coverage-map-notice")).to_have_text("没有所要的层级，已显示县（市、区）。")
    shows_counties(page)
    expect(page.locator("#coverage-map img")).to_have_count(0)


def test_a_county_in_a_link_by_city_means_its_city(visit):
    page = visit(f"{BY_CITY}&county={HAICHENG}")
    expect(page.locator("#coverage-map-now .place")).to_contain_text("鞍山市")
    expect(page.locator("#coverage-map-notice")).to_have_text("")


def test_the_years_play_by_city(visit):
    page = visit(f"/coverage-map?level=city&indicator={BEDS}&moment=observed-2025")
    page.click("#coverage-map-play")
    expect(page.locator("h1")).to_contain_text("目标 2025")
    expect(page.locator("h1")).to_contain_text("目标 2030")
    expect(page.locator("#coverage-map-play")).to_have_text("▶ 播放")
    shows_cities(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=["pc", "phone"])
def test_axe_finds_nothing_serious_by_city(visit, scheme, size):
    page = visit(f"{BY_CITY}&city={ANSHAN}", size, scheme)
    expect(page.locator("#coverage-map-sources .series").first).to_be_attached()
    assert serious(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_has_to_be_scrolled_sideways_by_city(visit, size):
    page = visit(f"{BY_CITY}&city={ANSHAN}", size)
    expect(page.locator("#coverage-map-sources .series").first).to_be_attached()
    expect_no_scrolling_sideways(page)
    expect_value(page, BEYOND_THE_EDGE, [], size[0])


@pytest.mark.parametrize("query", ["", f"&city={ANSHAN}", "&order=high"])
def test_cities_print_on_one_sheet(visit, query):
    page = visit(BY_CITY + query)
    expect(page.locator("path.county").first).to_have_attribute("aria-label", re.compile("："))
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as sheet:
        assert len(sheet.pages) == 1
        text = re.sub(r"\s", "", sheet.pages[0].extract_text())
    assert "≥60%" in text and "level=city" in text
    assert "层级" not in text and "看各县" not in text


def test_a_picture_by_city_is_named_so(visit):
    page = visit()
    with page.expect_download() as download:
        page.locator(".downloads button:text-is('SVG')").click()
    name = download.value.suggested_filename
    assert re.fullmatch(r"覆盖率地图_养老机构护理型床位占比·目标2025_辽宁省各市_\d{4}-\d\d-\d\d\.svg", name)
    drawing = download.value.path().read_text(encoding="utf-8")
    assert "鞍山市" in drawing and "看各县" not in drawing and "var(" not in drawing


def test_what_lies_outside_the_chosen_city_is_calm_in_the_dark(visit):
    """Its edges differ less from their ground than the city's own edges do from theirs."""
    page = visit(f"/coverage-map?city={ANSHAN}", scheme="dark")
    expect(page.locator("path.county.outside")).to_have_count(93)
    style = "node => { const {fill, stroke} = getComputedStyle(node); return [fill, stroke]; }"
    ground, edge = page.locator("path.county.outside").first.evaluate(style)
    dark, light = (sum(int(part) for part in re.findall(r"\d+", colour)[:3]) / 3 for colour in (ground, edge))
    assert 5 < light - dark < 40
    borders = page.locator(".county-borders").get_attribute("d")
    assert shape(page, "210102").get_attribute("d") not in borders
    assert shape(page, HAICHENG).get_attribute("d") in borders


def test_the_map_is_complete_again_after_another_page(visit):
    page = visit(f"{BY_CITY}&city={ANSHAN}")
    expect(page.locator("#coverage-map-sources .series").first).to_be_attached()
    page.locator(".head nav a", has_text="目标衔接").click()
    expect(page.locator("#coverage-map")).to_have_count(0)
    page.go_back()
    shows_cities(page)
    expect(page.locator("#coverage-map-now .place")).to_contain_text("鞍山市")
    expect(page.locator("#coverage-map-sources .series").first).to_be_attached()
    expect(page.locator("#coverage-map-rate")).to_contain_text("养老机构护理型床位占比")
    page.click("#coverage-map-city")
    expect(page.locator(".dash-dropdown-option")).to_have_count(1 + CITIES[LIAONING])
