"""总览 and what it shares with other pages: the tree of regions, addresses, what is said of a target."""

import csv
import doctest
import io
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import dash
import pytest
from browsing import expect_address, expect_no_scrolling_sideways, expect_value, pick, quiet
from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from dashboard import (
    address,
    assessed,
    not_found,
    overview_data,
    overview_parts,
    region_chooser,
    regions,
    target_files,
    wording,
)

NATION, LIAONING, WUHAI, SHENYANG, ANSHAN, HAICHENG = "100000", "210000", "150300", "210100", "210300", "210381"


@pytest.fixture(scope="module")
def layout(app):
    """The page's content for parameters of the address."""

    def make(**parameters) -> Component:
        page = next(page for page in dash.page_registry.values() if page["relative_path"] == "/")
        with app.server.test_request_context("/"):
            return page["layout"](**parameters)

    return make


def inside(component: Component) -> list:
    """All components and texts below a component."""
    children = getattr(component, "children", None)
    children = children if isinstance(children, list) else [children]
    found = []
    for child in children:
        found += [child, *(inside(child) if isinstance(child, Component) else [])]
    return [one for one in found if one is not None]


def text(component: Component) -> str:
    return "".join(one for one in inside(component) if isinstance(one, str))


def links(component: Component) -> list[str]:
    return [one.href for one in inside(component) if getattr(one, "href", None)]


@pytest.mark.parametrize("module", [wording, address, regions])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0 and doctest.testmod(module).attempted > 0


# ---- regions ----


def test_the_way_down_and_what_lies_below_follow_the_parents(data, rows):
    parents = {row["region_code"]: row["parent_code"] for row in rows("regions")}
    for code in parents:
        way = [one.code for one in data.regions.trail(code)]
        assert way[0] == NATION and way[-1] == code
        assert all(parents[lower] == upper for upper, lower in pairwise(way))
    below = {code for code in parents if ANSHAN in [one.code for one in data.regions.trail(code)]}
    assert data.regions.descendants(ANSHAN) == below and HAICHENG in below and SHENYANG not in below


def test_regions_come_in_tree_order(data):
    seen = set()
    for one in data.regions:
        assert not one.parent or one.parent in seen
        seen.add(one.code)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("210381", "210381"), ("海城市", "210381"), ("210300-u", "210300-u"), ("", None), ("铁西区", None), (7, None)],
)
def test_a_region_is_found_by_code_or_by_a_name_that_only_one_place_has(data, asked, found):
    assert data.regions.find(asked) == found


def near_regions(data, text: str) -> list[str]:
    return regions.nearest(text, dict(not_found.REGION.names(data)))


@pytest.mark.parametrize(
    ("mistyped", "meant"), [("海诚", "海城市"), ("Haicheng", "海城市"), ("21038", "海城市"), ("乌海", "乌海市")]
)
def test_the_nearest_match_of_a_mistyped_region_comes_first(data, mistyped, meant):
    assert data.regions[near_regions(data, mistyped)[0]].name == meant


@given(st.text(max_size=12_000))
def test_no_text_upsets_the_search_for_regions(data, said):
    assert len(near_regions(data, said)) <= regions.MOST_MATCHES
    found = region_chooser.asked(data.regions, said)
    assert found is None or found in data.regions
    assert address.names_nothing({"region": said}, data) == (found is None)


def test_the_chooser_offers_every_region_once_and_finds_it_by_the_names_above_it(data, rows):
    offered = region_chooser.options(data.regions)
    assert [one["value"] for one in offered] == sorted(row["region_code"] for row in rows("regions"))
    haicheng = next(one for one in offered if one["value"] == HAICHENG)
    assert all(part in haicheng["search"] for part in ("海城市", "鞍山市", "辽宁省", "Haicheng", HAICHENG))
    marked = {one["value"] for one in offered if "有规划" in text(one["label"])}
    assert marked == {row["region_code"] for row in rows("targets")}


# ---- addresses ----


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("/", 200),
        ("/?region=210381", 200),
        ("/?region=海城市", 200),
        ("/?region=999999", 404),
        ("/?region=%3Cscript%3Ealert(1)%3C/script%3E", 404),
        ("/?region=" + "9" * 10_000, 404),
        ("/coverage-map?region=210381", 200),
        ("/?indicator=dibao_standard.urban,orphan_standard", 200),
        ("/?indicator=dibao_standard,unknown", 404),
        ("/no-such-page", 404),
        ("/assets/app.css?region=999999", 200),
    ],
)
def test_an_address_that_names_nothing_is_answered_with_404(client, query, status):
    assert client.get(query).status_code == status


def test_an_unknown_region_is_repeated_as_text_with_the_nearest_matches(layout):
    page = layout(region="海诚")
    assert "没有“海诚”这个地区" in text(page)
    assert links(page)[0] == f"/?region={HAICHENG}"


@pytest.mark.parametrize("region", ["x" * 10_000, ["x", "y"], "<script>alert(1)</script>"])
def test_hostile_regions_are_shown_as_short_text(layout, region):
    page = layout(region=region, outcome=["all"], _others="1")
    assert len(text(page)) < 200 and "这个地区" in text(page)


@pytest.mark.parametrize("outcome", ["unknown", "<b>", "x" * 10_000, ""])
def test_an_unknown_outcome_opens_no_list(layout, outcome):
    assert "收起清单" not in text(layout(region=HAICHENG, outcome=outcome))


# ---- counts ----


def test_counts_are_those_of_the_assessments_binding_targets_apart(data, rows):
    expected = Counter((row["region_code"], row["attribute"], row["outcome"]) for row in rows("assessments"))
    shown = Counter()
    for region in {row["region_code"] for row in rows("assessments")}:
        found = overview_data.counts(overview_data.of_region(data.targets, region))
        shown.update({(region, *key): number for key, number in found.items()})
    assert shown == expected


def test_every_number_opens_a_list_of_as_many_targets(data, layout):
    for region in (NATION, LIAONING, HAICHENG):
        table = overview_parts.count_table(overview_data.of_region(data.targets, region), region)
        numbers = [one for one in inside(table) if getattr(one, "href", None)]
        assert numbers
        for link in numbers:
            asked = {name: values[0] for name, values in parse_qs(urlsplit(link.href).query).items()}
            opened = next(one for one in inside(layout(**asked)) if getattr(one, "id", "") == "targets")
            listed = next(one for one in inside(opened) if isinstance(one, dash.html.Tbody))
            assert len(listed.children) == int(link.children)


def test_nothing_is_a_number_without_a_link_and_never_missing(data):
    """海城 has met nothing: the column is there, with 0, which leads nowhere."""
    targets = overview_data.of_region(data.targets, HAICHENG)
    table = overview_parts.count_table(targets, HAICHENG)
    assert text(table.children[0]) == "完成进度达标滞后未完成无法判断合计"
    assert text(table.children[1]) == "未注明性质0323816"
    assert overview_data.verdict(targets) == "共 16 项目标：进度达标 3 项，滞后 2 项，未完成 3 项，无法判断 8 项。"


def test_all_links_lead_to_pages_that_exist(client, layout):
    found = set()
    for region in (NATION, LIAONING, SHENYANG, HAICHENG):
        of_region = set(links(layout(region=region, outcome="all")))
        assert any(link.startswith("/growth?") for link in of_region) or region in (SHENYANG,)
        found |= of_region
    statuses = {link: client.get(link).status_code for link in found}
    assert {link: status for link, status in statuses.items() if status != 200} == {}


# ---- what needs attention ----


def test_a_target_behind_is_told_with_what_was_due_and_what_it_takes(data):
    """By hand: 1,680 × 1.5^(4/5) = 2,323.7; (2,211/1,680)^(1/4) − 1 = 7.11%; 2,520/2,211 − 1 = 13.976%."""
    told = {
        item.name: item.sentence for item in overview_data.attention(overview_data.of_region(data.targets, HAICHENG))
    }
    assert told["散居孤儿基本生活养育标准"] == (
        "2024年为 2,211 元/人·月（所在市标准），低于目标路径应有的 2,324 元/人·月；"
        "2025年要达到 2,520 元/人·月，一年内须增长 13.98%（此前每年 7.11%）。"
    )
    assert told["城市最低生活保障标准"] == (
        "要求每年增幅不低于 5%，2020—2024年年均增长 4.6%，其中有年份低于下限，以后无法弥补。"
    )


def test_targets_of_which_the_same_is_true_are_told_once(data):
    items = overview_data.attention(overview_data.of_region(data.targets, HAICHENG))
    both = next(item for item in items if len(item.targets) == 2)
    assert both.name == "城市特困人员基本生活标准（集中、分散）"
    assert {one.row["arrangement"] for one in both.targets} == {"collective", "dispersed"}


def test_a_neighbour_s_value_is_never_told_as_the_place_s_own(data):
    (item,) = overview_data.attention(overview_data.of_region(data.targets, "220502"))
    assert "同城区公布值，非本地" in item.sentence and "差 12.1 个百分点" in item.sentence  # 70 − 57.9


def test_binding_targets_come_first_then_what_can_still_be_made_good_then_the_larger_gap(data):
    behind, worse = (one for one in data.targets if one.outcome == "behind")
    assert assessed.share_missing(behind) != assessed.share_missing(worse)
    behind, worse = sorted((behind, worse), key=assessed.share_missing)
    missed = next(one for one in data.targets if one.row["outcome_reason"] == "floor_broken")
    binding = replace(behind, name="binding", attribute="约束性")
    order = [item.first for item in overview_data.attention([missed, behind, worse, binding])]
    assert [one.name for one in order] == ["binding", worse.name, behind.name, missed.name]


def test_targets_on_their_path_are_only_told_where_they_are_unlikely(data):
    on_path = next(one for one in data.targets if one.outcome == "on_path" and one.row["probability"])
    assert overview_data.attention([replace(on_path, row={**on_path.row, "probability_word": "very_likely"})]) == []
    doubtful = {**on_path.row, "probability_word": "unlikely", "probability": 0.3}
    (item,) = overview_data.attention([replace(on_path, row=doubtful)])
    assert "只有 30%（较难）" in item.sentence


def test_where_nothing_is_behind_the_page_says_what_is_not_known(layout, rows):
    page = text(layout(region=LIAONING))
    unknown = sum(row["region_code"] == LIAONING and row["outcome"] == "not_judgeable" for row in rows("assessments"))
    assert f"能够判断的目标中，没有滞后或未完成的。{unknown} 项无法判断" in page
    assert "没有一项目标能够判断。18 项无法判断" in text(layout(region=ANSHAN))


def test_reasons_add_up_to_what_cannot_be_judged(data, rows):
    for region in (LIAONING, WUHAI, HAICHENG):
        reasons = overview_data.reasons(overview_data.of_region(data.targets, region))
        expected = sum(
            row["region_code"] == region and row["outcome"] == "not_judgeable" for row in rows("assessments")
        )
        assert sum(number for _, number in reasons) == expected
        assert [number for _, number in reasons] == sorted((number for _, number in reasons), reverse=True)


# ---- beside it ----


def test_findings_are_the_region_s_gravest_first(data, rows, layout):
    found = overview_data.findings(data, HAICHENG)
    mine = [row for row in rows("findings") if row["region_code"] == HAICHENG and not row["accepted"]]
    assert {one["finding_id"] for one in found} == {row["finding_id"] for row in mine}
    grave = [("error", "warning", "note").index(one["severity"]) for one in found]
    assert grave == sorted(grave)
    page = layout(region=HAICHENG)
    assert f"/audit?region={HAICHENG}&finding={found[0]['finding_id']}" in links(page)
    assert found[0]["message"] in text(page)


def test_places_below_are_those_with_targets_and_lead_to_their_view(data, layout):
    assert [code for code, _ in overview_data.below(data, LIAONING)] == [ANSHAN, HAICHENG]
    assert overview_data.below(data, HAICHENG) == []
    assert f"/?region={HAICHENG}" in links(layout(region=LIAONING))


def test_a_place_without_a_plan_says_so_and_leads_on(layout):
    page = layout(region=SHENYANG)
    assert "没有录入沈阳市的规划" in text(page)
    assert f"/?region={LIAONING}" in links(page)


def test_the_map_is_of_the_region_s_province_and_the_nation_has_none(data):
    _, *parts = overview_parts.small_map(data, HAICHENG)
    store = next(part for part in parts if isinstance(part, dash.dcc.Store))
    assert store.data == {"province": LIAONING, "city": ANSHAN, "county": HAICHENG}
    nation = overview_parts.small_map(data, NATION)
    assert [link for part in nation for link in links(part)] == [f"/coverage-map?province={code}" for code in data.maps]


def test_the_listed_targets_can_be_taken_along(client, rows):
    answer = client.get(f"/download/overview.csv?region={HAICHENG}&outcome=behind")
    taken = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    expected = [row for row in rows("assessments") if row["region_code"] == HAICHENG and row["outcome"] == "behind"]
    assert {float(row["最近实际"]) for row in taken} == {float(row["latest_value"]) for row in expected}
    assert len(taken) == 2 and {row["结论"] for row in taken} == {"滞后"}
    assert list(taken[0]) == list(target_files.TARGET_COLUMNS.values())
    assert client.get("/download/overview.csv?region=999999").status_code == 404


@pytest.mark.parametrize(
    ("comparator", "level", "latest", "less", "gap"),
    [
        (">=", 60.0, 55.0, False, 5.0),
        (">=", 60.0, 65.0, False, -5.0),
        ("<=", 1.3, 1.5, True, 0.2),
        ("=", 60.0, None, False, None),
    ],
)
def test_what_is_missing_counts_towards_what_is_better(data, comparator, level, latest, less, gap):
    row = {**data.targets[0].row, "comparator": comparator, "target_level": level, "latest_value": latest}
    found = assessed.missing(replace(data.targets[0], less_is_better=less, row=row))
    assert found == (None if gap is None else pytest.approx(gap))


# ---- in a browser ----


def test_a_first_visit_shows_a_county_s_targets_and_no_plotly(visit):
    page = visit()
    expect(page.locator("h1")).to_have_text("海城市的规划目标")
    expect(page.locator(".counts tbody")).to_contain_text("未注明性质")
    expect(page.locator(".attention ol li")).to_have_count(4)
    assert [url for url in page.requests if re.search("plotly|graph|mantine|ag.grid", url)] == []


def test_a_region_is_chosen_by_typing_and_back_returns(visit):
    page = visit()
    pick(page, "overview-region", "乌海")
    expect(page.locator("h1")).to_have_text("乌海市的规划目标")
    expect_address(page, only=True, region=WUHAI)
    expect(page.locator("#overview-region:focus, #overview-region :focus")).to_have_count(1)
    page.go_back()
    expect(page.locator("h1")).to_have_text("海城市的规划目标")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("乌海市的规划目标")


def test_a_county_is_found_by_the_name_of_its_city(visit):
    page = visit()
    page.click("#overview-region")
    page.fill(".dash-dropdown-search", "通化")
    expect(page.locator(".dash-dropdown-option", has_text="海城")).to_have_count(0)
    expect(page.locator(".dash-dropdown-option", has_text="东昌区")).to_have_count(1)


def test_the_way_up_is_a_row_of_links(visit):
    page = visit()
    page.locator(".trail a", has_text="辽宁省").click()
    expect(page.locator("h1")).to_have_text("辽宁省的规划目标")
    expect_address(page, only=True, region=LIAONING)


def test_a_number_opens_the_targets_that_it_counts_and_a_link_reopens_them(visit):
    page = visit(f"/?region={HAICHENG}")
    page.locator(".counts td a", has_text=re.compile("^2$")).click()
    expect(page.locator("#targets tbody tr")).to_have_count(2)
    expect_address(page, only=True, region=HAICHENG, outcome="behind", attribute="未注明性质")
    again = visit(page.url)
    expect(again.locator("#targets tbody tr")).to_have_count(2)
    again.locator("#targets a", has_text="收起清单").click()
    expect(again.locator("#targets")).to_have_count(0)


def test_the_small_map_is_drawn_and_leads_to_the_large_one(visit):
    page = visit(f"/?region={HAICHENG}")
    expect(page.locator("#overview-canvas path.county[fill]")).to_have_count(100)
    expect(page.locator("#overview-rate")).to_contain_text("养老机构护理型床位占比")
    own = page.locator(f'#overview-canvas [data-county="{HAICHENG}"]')
    expect(own).to_have_attribute("aria-pressed", "true")
    page.click('#overview-canvas [data-county="210323"]')
    page.wait_for_selector("#coverage-map-sources .series")
    expect(page).to_have_url(re.compile(r"^[^?]*/coverage-map\?"))
    expect_address(page, county="210323")
    page.go_back()
    expect(page.locator("h1")).to_have_text("海城市的规划目标")


def test_a_map_that_comes_late_does_not_take_the_place_of_the_one_shown(visit):
    page = visit(f"/?region={HAICHENG}")
    late = []

    def hold(route) -> None:
        late.append(route)

    page.route("**/coverage-map/150000.json", hold)
    with page.expect_request("**/coverage-map/150000.json"):
        pick(page, "overview-region", "乌海")
    expect(page.locator("h1")).to_have_text("乌海市的规划目标")
    page.go_back()
    expect(page.locator("h1")).to_have_text("海城市的规划目标")
    expect(page.locator("#overview-canvas path.county")).to_have_count(100)
    with page.expect_response("**/coverage-map/150000.json"):
        late.pop().continue_()
    quiet(page)
    expect(page.locator("#overview-canvas path.county")).to_have_count(100)


def test_what_needs_attention_leads_to_its_growth_path(visit):
    page = visit(f"/?region={HAICHENG}")
    page.locator(".attention li a", has_text="散居孤儿").click()
    page.wait_for_selector("#growth")
    expect_address(page, only=True, region=HAICHENG, indicator="orphan_standard.dispersed")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768), (390, 844)])
@pytest.mark.parametrize("query", ["", f"?region={LIAONING}&outcome=all", "?region=220502&outcome=not_met"])
def test_nothing_has_to_be_scrolled_sideways(visit, width, height, query):
    page = visit(f"/{query}", width, height)
    expect_no_scrolling_sideways(page)
    wide = "() => [...document.querySelectorAll('.card')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    expect_value(page, wide, 0)


@pytest.mark.parametrize("query", [f"?region={HAICHENG}", f"?region={LIAONING}", f"?region={HAICHENG}&outcome=behind"])
def test_a_view_prints_on_one_sheet(visit, query):
    sheet = visit(f"/{query}").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_an_unknown_region_in_a_browser_says_so(visit, client):
    query = "/?region=%3Cimg%20src=x%20onerror=alert(1)%3E"
    page = visit(query, excused=["status of 404"])
    expect(page.get_by_text("这个地区").first).to_be_visible()
    expect(page.locator("main img")).to_have_count(0)
    assert client.get(query).status_code == 404
