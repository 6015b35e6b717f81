"""总览 and what it shares with other pages: the tree of regions, addresses, what is said of a target."""

import csv
import doctest
import io
import json
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

from analysis.codelists import definitions
from analysis.domain import regions
from analysis.words import targets as sentences
from dashboard.pages.coverage_map.data import CoverageMap
from dashboard.pages.overview import counts as overview_counts
from dashboard.pages.overview import data as overview_data
from dashboard.pages.overview import parts as overview_parts
from dashboard.pages.overview import table as overview_table
from dashboard.pages.overview.data import Choice
from dashboard.shared import address, assessed, not_found, region_chooser, wording
from dashboard.shared.assessed import all_targets

NATION, LIAONING, WUHAI, SHENYANG, ANSHAN, HAICHENG = "100000", "210000", "150300", "210100", "210300", "210381"


@pytest.fixture(scope="module")
def layout(app):
    """The page's content for parameters of the address."""

    def make(**parameters) -> Component:
        page = next(page for page in dash.page_registry.values() if page["path"] == "/")
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
    """A period's last year is the next that 5 divides."""
    expected = Counter(
        (
            row["region_code"],
            {3: "十二五", 4: "十三五", 5: "十四五", 6: "十五五", 7: "十六五"}[-(-int(row["target_year"]) // 5) - 400],
            row["attribute"],
            ".".join(filter(None, [row["outcome"], row["last_standing"]])),
        )
        for row in rows("assessments")
    )
    shown = Counter()
    for region in {row["region_code"] for row in rows("assessments")}:
        found = overview_data.counts(overview_data.of_region(data.view(all_targets), region))
        shown.update({(region, *key): number for key, number in found.items()})
    assert shown == expected


def test_every_number_opens_a_list_of_as_many_targets(data, layout):
    for region in (NATION, LIAONING, HAICHENG):
        table = overview_counts.count_table(overview_data.of_region(data.view(all_targets), region), region)
        numbers = [one for one in inside(table) if getattr(one, "href", None)]
        assert numbers
        for link in numbers:
            asked = {name: values[0] for name, values in parse_qs(urlsplit(link.href).query).items()}
            opened = next(one for one in inside(layout(**asked)) if getattr(one, "id", "") == "targets")
            listed = next(one for one in inside(opened) if isinstance(one, dash.html.Tbody))
            assert len(listed.children) == int(link.children)


def test_nothing_is_a_number_without_a_link_and_never_missing(data):
    """海城 has met nothing: the column is there, with 0, which leads nowhere; its two targets of 2020 stand apart."""
    targets = overview_data.of_region(data.view(all_targets), HAICHENG)
    table = overview_counts.count_table(targets, HAICHENG)
    heads = ["完成", "到期未公布末次进度达标", "到期未公布末次滞后", "未完成", "到期未公布无实际数", "无法判断", "合计"]
    assert text(table.children[0]) == "".join(heads)
    assert [text(row) for row in table.children[1].children] == ["未注明性质03236014", "十三五目标0000202"]
    assert overview_data.verdict(targets) == (
        "十四五目标 14 项：未完成 3 项，到期未公布 11 项（末次进度达标 3 项，末次滞后 2 项，无实际数 6 项）。"
        "另有十三五目标 2 项，分列于下。"
    )


def test_targets_of_ended_earlier_periods_are_counted_apart(data):
    """The nation's beds per thousand: one target of 2015, met, one of 2020; it says nothing of its 十四五."""
    targets = overview_data.of_region(data.view(all_targets), NATION)
    assert overview_data.periods(targets) == ["十四五", "十二五", "十三五", "十五五"]
    said = overview_data.verdict(targets)
    assert (
        said.startswith("十四五目标 6 项：完成 2 项，")
        and "另有十二五目标 1 项，十三五目标 1 项，十五五目标 2 项" in said
    )
    assert sum(number for _, number in overview_data.reasons(targets)) == 4


@pytest.mark.parametrize("region", [NATION, LIAONING, WUHAI, ANSHAN, HAICHENG, "220502"])
def test_the_numbers_of_the_sentence_add_up_to_the_list_under_them(data, region):
    targets = overview_data.of_region(data.view(all_targets), region)
    total, *parts = map(int, re.findall(r"(\d+) 项", re.sub("（[^）]*）|另有.*", "", overview_data.verdict(targets))))
    main = overview_data.periods(targets)[0]
    assert total == sum(parts) == len(overview_data.listed(targets, Choice("all", None, main)))
    expired = overview_data.listed(targets, Choice("expired_unpublished", None, main))
    assert f"到期未公布 {len(expired)} 项" in overview_data.verdict(targets)
    standings = [overview_data.listed(targets, Choice(one, None, main)) for one in assessed.STANDINGS]
    assert sum(map(len, standings)) == total


@pytest.mark.parametrize(
    ("standing", "tone"),
    [
        ("expired_unpublished.behind", "warn"),
        ("expired_unpublished.on_path", "fair"),
        ("expired_unpublished.unknown", "none"),
        ("expired_unpublished.not_comparable", "none"),
        ("behind", "warn"),
        ("not_met", "bad"),
    ],
)
def test_the_last_standing_gives_the_colour(standing, tone):
    assert assessed.STANDINGS[standing] == tone


def test_every_standing_that_can_occur_has_a_colour_and_a_name():
    terms = definitions.terms()
    expired = {f"expired_unpublished.{last}" for last in terms["last_standing"]}
    assert set(assessed.STANDINGS) == (set(terms["outcome"]) - {"expired_unpublished"}) | expired
    assert assessed.standing_name("expired_unpublished.behind") == "到期未公布，末次滞后"


def test_the_page_says_until_when_outcomes_count(layout, data):
    assert data.workspace.as_of == 2025 and "截至2025年底。" in text(layout(region=HAICHENG))


def test_all_links_lead_to_pages_that_exist(client, layout):
    found = set()
    for region in (NATION, LIAONING, SHENYANG, HAICHENG):
        of_region = set(links(layout(region=region, outcome="all")))
        assert any(link.startswith("/growth?") for link in of_region) or region in (SHENYANG,)
        found |= of_region
    statuses = {link: client.get(link).status_code for link in found}
    assert {link: status for link, status in statuses.items() if status != 200} == {}


# ---- what needs attention ----


def test_a_target_that_was_behind_at_last_is_told_with_what_was_due_and_nothing_to_come(data):
    """By hand: 1,680 × 1.5^(4/5) = 2,323.7. Nobody can raise 2025 any more."""
    items = {
        item.name: item for item in overview_data.attention(overview_data.of_region(data.view(all_targets), HAICHENG))
    }
    orphans = items["散居孤儿基本生活养育标准"]
    assert orphans.goal == "2025年累计提高 50%（折算 2,520 元）"
    assert orphans.sentence == (
        "期限已过，2025年实际数未公布；2024年为 2,211 元（所在市标准），低于当年应到的 2,324 元。"
    )
    assert items["城市最低生活保障标准"].sentence == (
        "2024年为 778 元，没有做到每年增幅不低于 5%（2024年做到，2021—2023年间至少一年没有做到，2025年的增幅未公布）。"
    )


def test_no_page_speaks_of_a_year_that_is_over_as_to_come(layout, data):
    for region in {one.region for one in data.view(all_targets)}:
        said = text(layout(region=region, outcome="all"))
        for words in ("一年内", "要达到", "余下", "到2025年的"):
            assert words not in said, (region, words)
        assert set(re.findall(r"到(\d{4})年的 \d+ 年里须每年", said)) <= {"2030", "2035"}


def test_targets_of_which_the_same_is_true_are_told_once(data):
    items = overview_data.attention(overview_data.of_region(data.view(all_targets), HAICHENG))
    both = next(item for item in items if len(item.targets) == 2)
    assert both.name == "城市特困人员基本生活标准（集中、分散）"
    assert {one.row["arrangement"] for one in both.targets} == {"collective", "dispersed"}


def test_a_neighbour_s_value_decides_nothing(data):
    """东昌's own ratio of 2021 is 410/600; 440/760 of 2025 are 二道江's."""
    mine = overview_data.of_region(data.view(all_targets), "220502")
    assert overview_data.attention(mine) == []
    (ratio,) = (one for one in mine if one.row["indicator_id"] == "dibao_rural_urban_ratio")
    assert ratio.standing == "expired_unpublished.on_path"
    assert overview_data.sentence(ratio) == ("期限已过，2025年实际数未公布；2021年为 68.3%，高于当年应到的 63.4%。")


def test_binding_targets_come_first_then_what_is_missed_then_the_larger_gap(data):
    behind, worse = (one for one in data.view(all_targets) if one.standing == "expired_unpublished.behind")
    assert assessed.share_missing(behind) != assessed.share_missing(worse)
    behind, worse = sorted((behind, worse), key=assessed.share_missing)
    missed = next(one for one in data.view(all_targets) if one.row["outcome_reason"] == "floor_broken")
    binding = replace(behind, name="binding", attribute="约束性")
    told = {**behind.row, "outcome": "behind", "last_standing": ""}
    running = replace(behind, name="running", outcome="behind", row=told)
    order = [item.first for item in overview_data.attention([running, behind, missed, worse, binding])]
    assert [one.name for one in order] == ["binding", missed.name, worse.name, behind.name, "running"]


def test_running_targets_on_their_path_are_only_told_where_they_are_unlikely(data):
    (on_path,) = (one for one in data.view(all_targets) if one.outcome == "on_path")
    likely = {**on_path.row, "probability_word": "very_likely", "probability": 0.95}
    assert overview_data.attention([replace(on_path, row=likely)]) == []
    doubtful = {**on_path.row, "probability_word": "unlikely", "probability": 0.3}
    (item,) = overview_data.attention([replace(on_path, row=doubtful)])
    assert "达到目标的可能性 30%（较难）" in item.sentence
    over = replace(on_path, outcome="expired_unpublished", row={**doubtful, "last_standing": "on_path"})
    assert overview_data.attention([over]) == [], "what is over cannot be made likelier"


def test_a_likelihood_is_told_wherever_there_is_one(layout, data):
    told = [one for one in data.view(all_targets) if sentences.likelihood(one.row)]
    over = [one for one in told if one.region == LIAONING and one.row["target_year"] <= one.row["as_of"]]
    assert over, "the orphans' average standard of Liaoning"
    page = text(layout(region=LIAONING, outcome="all"))
    for one in over:
        said = sentences.likelihood(one.row)
        assert said.startswith("按") and "公布值达到目标的可能性" in said
        assert said in overview_data.sentence(one) and said in page


def test_where_nothing_is_behind_the_page_says_what_is_not_known(layout, data):
    targets = overview_data.of_region(data.view(all_targets), LIAONING)
    unknown = sum(number for _, number in overview_data.reasons(targets))
    assert unknown < sum(one.tone == "none" for one in targets), "the target of 2035 is none of the 十四五's"
    page = text(layout(region=LIAONING))
    assert f"有实际数可对照的目标中，没有未完成或滞后的。{unknown} 项说不清" in page
    assert "没有一项目标有实际数可对照。18 项说不清" in text(layout(region=ANSHAN))
    assert "没有一项目标有实际数可对照。42 项说不清" in text(layout(region=WUHAI))


def test_reasons_add_up_to_what_nothing_can_be_said_of(data):
    for region in (LIAONING, WUHAI, HAICHENG):
        targets = overview_data.of_region(data.view(all_targets), region)
        reasons = overview_data.reasons(targets)
        expected = sum(one.tone == "none" and one.period == "十四五" for one in targets)
        assert sum(number for _, number in reasons) == expected
        assert [number for _, number in reasons] == sorted((number for _, number in reasons), reverse=True)


# ---- beside it ----


def test_findings_are_the_region_s_gravest_first(data, rows, layout):
    found = overview_data.findings(data, HAICHENG).own
    mine = [row for row in rows("findings") if row["document_id"] == "haicheng-2021-2025" and not row["accepted"]]
    assert set(found["finding_id"]) == {row["finding_id"] for row in mine}
    grave = [("error", "warning", "note").index(one) for one in found["severity"]]
    assert grave == sorted(grave)
    page = layout(region=HAICHENG)
    assert f"/audit?region={HAICHENG}&finding={found['finding_id'].iloc[0]}" in links(page)
    assert found["message"].iloc[0] in text(page)


def test_what_another_plan_prints_about_the_region_stands_apart(data, layout):
    apart = overview_data.findings(data, HAICHENG).elsewhere
    assert set(apart["document_id"]) == {"anshan-2021-2025"}
    page = layout(region=HAICHENG)
    assert f"其他文献印出、说到海城市的 {len(apart)} 条，不计在内" in text(page)
    assert f"/audit?region={HAICHENG}&finding={apart['finding_id'].iloc[0]}" in links(page)


@pytest.mark.parametrize("place", [NATION, "150000", "210323"])
def test_a_place_without_a_plan_has_not_been_audited(layout, place):
    page = text(layout(region=place))
    assert "未收录规划，未体检。" in page and "没有发现" not in page


def test_places_below_are_those_with_targets_and_lead_to_their_view(data, layout):
    period, places = overview_data.below(data, LIAONING)
    assert period == "十四五" and [code for code, _ in places] == [ANSHAN, HAICHENG]
    assert [sum(found.values()) for _, found in places] == [18, 14]
    assert overview_data.below(data, HAICHENG) == ("", [])
    assert f"/?region={HAICHENG}" in links(layout(region=LIAONING))


def test_a_place_without_a_plan_says_so_and_leads_on(layout):
    page = layout(region=SHENYANG)
    assert "未收录沈阳市的规划" in text(page) and "未收录规划，未体检。" in text(page)
    assert f"/?region={LIAONING}" in links(page)


def test_the_map_is_of_the_region_s_province_and_the_nation_has_none(data):
    _, *parts = overview_parts.small_map(data, HAICHENG)
    store = next(part for part in parts if isinstance(part, dash.dcc.Store))
    assert store.data == {"province": LIAONING, "city": ANSHAN, "county": HAICHENG}
    nation = overview_parts.small_map(data, NATION)
    assert [link for part in nation for link in links(part)] == [
        f"/coverage-map?province={code}" for code in data.view(CoverageMap.of).maps
    ]


def test_the_listed_targets_can_be_taken_along(client, rows):
    answer = client.get(f"/download/overview.csv?region={HAICHENG}&outcome=expired_unpublished.behind")
    taken = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    mine = [row for row in rows("assessments") if row["region_code"] == HAICHENG and row["last_standing"] == "behind"]
    assert {float(row["最近实际"]) for row in taken} == {float(row["latest_value"]) for row in mine}
    assert len(taken) == 2 and {row["结论"] for row in taken} == {"到期未公布，末次滞后（2024年）"}
    assert {row["最近实际属于"] for row in taken} == {"所在市"} and {row["折算"] for row in taken} == {"是"}
    assert {row["要求"] for row in taken} == {
        "2025年累计提高 50%（折算 3,300 元）",
        "2025年累计提高 50%（折算 2,520 元）",
    }
    everything = client.get(f"/download/overview.json?region={HAICHENG}").json
    assert len(everything["rows"]) == 16 and "截至2025年底。" in everything["notes"][0]
    assert list(taken[0]) == list(overview_table.COLUMNS.values())
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
    row = {**data.view(all_targets)[0].row, "comparator": comparator, "target_level": level, "latest_value": latest}
    found = assessed.missing(replace(data.view(all_targets)[0], less_is_better=less, row=row))
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
    page.locator(".counts td.warn a", has_text=re.compile("^2$")).click()
    expect(page.locator("#targets tbody tr")).to_have_count(2)
    listed = {"outcome": "expired_unpublished.behind", "attribute": "未注明性质", "period": "十四五"}
    expect_address(page, only=True, region=HAICHENG, **listed)
    again = visit(page.url)
    expect(again.locator("#targets tbody tr")).to_have_count(2)
    again.locator("#targets a", has_text="收起清单").click()
    expect(again.locator("#targets")).to_have_count(0)


def test_the_small_map_is_drawn_and_leads_to_the_large_one(visit, data):
    page = visit(f"/?region={HAICHENG}")
    expect(page.locator("#overview-canvas path.county[fill]")).to_have_count(100)
    drawing = json.loads(data.view(CoverageMap.of).maps[LIAONING])
    opened = next(rate["name"] for rate in drawing["rates"] if rate["key"] == drawing["start"])
    expect(page.locator("#overview-rate")).to_contain_text(opened)
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
@pytest.mark.parametrize("query", ["", f"?region={LIAONING}&outcome=all", f"?region={HAICHENG}&outcome=not_met"])
def test_nothing_has_to_be_scrolled_sideways(visit, width, height, query):
    page = visit(f"/{query}", width, height)
    expect_no_scrolling_sideways(page)
    wide = "() => [...document.querySelectorAll('.card')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    expect_value(page, wide, 0)


@pytest.mark.parametrize("query", [f"?region={HAICHENG}", f"?region={LIAONING}", f"?region={HAICHENG}&outcome=not_met"])
def test_a_view_prints_on_one_sheet(visit, query):
    sheet = visit(f"/{query}").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_an_unknown_region_in_a_browser_says_so(visit, client):
    query = "/?region=%3Cimg%20src=x%20onerror=alert(1)%3E"
    page = visit(query, excused=["status of 404"])
    expect(page.get_by_text("这个地区").first).to_be_visible()
    expect(page.locator("main img")).to_have_count(0)
    assert client.get(query).status_code == 404
