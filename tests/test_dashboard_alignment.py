"""目标衔接: who set more, less, the same, nothing, and the page as people use it."""

import csv
import io
import re
from collections import Counter

import dash
import pytest
from audit_case import MONTH, dibao
from audit_tables import built, target
from browsing import expect_address, expect_no_scrolling_sideways, pick
from dash import dcc, html
from dash.development.base_component import Component
from playwright.sync_api import expect
from rendered import text

from analysis.audit import inputs
from analysis.audit.promises import aligned
from analysis.codelists import definitions
from dashboard.pages.alignment import parts as alignment_parts
from dashboard.pages.alignment.data import Alignment
from dashboard.pages.alignment.words import RELATIONS, value_text

NATION, INNER_MONGOLIA, WUHAI, LIAONING = "100000", "150000", "150300", "210000"
ANSHAN, HAICHENG, DONGCHANG, TIEXI, TAIAN = "210300", "210381", "220502", "210303", "210321"
BEDS = "nursing_bed_share"


@pytest.fixture(scope="module")
def alignment(data):
    return data.view(Alignment.of)


@pytest.fixture(scope="module")
def layout(app):
    def make(**parameters) -> Component:
        page = next(page for page in dash.page_registry.values() if page["path"] == "/alignment")
        with app.server.test_request_context("/alignment"):
            return page["layout"](**parameters)

    return make


# ---- what is compared ----


@pytest.mark.parametrize(
    ("region", "indicator", "relation", "detail"),
    [
        (LIAONING, BEDS, "same", "与全国的55%相同"),
        (ANSHAN, BEDS, "more", "高于辽宁省的≥55%，相差 5 个百分点"),
        (HAICHENG, BEDS, "applies", "适用鞍山市的≥60%"),
        (DONGCHANG, BEDS, "less", "低于全国的55%，相差 5 个百分点"),
        (WUHAI, BEDS, "same", "与全国的55%相同"),
        (INNER_MONGOLIA, BEDS, "unplanned", "未收录它的规划；上级适用的目标：全国的55%"),
        (TIEXI, BEDS, "unplanned", "未收录它的规划；上级适用的目标：鞍山市的≥60%"),
        # 50% in five years is 8.447% a year; 辽宁: average standard, more than 6% a year
        (HAICHENG, "orphan_standard", "more", "折每年 8.45%，高于辽宁省平均标准的年均增长>6%"),
        # the same number, but 辽宁 prints more than 30
        (ANSHAN, "community_facility_area_per_hundred_households", "weaker", "数与辽宁省的>30 平方米/百户相同"),
        (HAICHENG, "village_public_cemetery_coverage", "same", "与鞍山市的约100%相同"),
        (HAICHENG, "dibao_standard", "unlike", "没有给出数字"),
        (LIAONING, "home_modification_households", "count", "数量因地区大小而异"),
        # counted by cities: a county has none of its own
        (HAICHENG, "sea_burial_memorial_coverage", "inapplicable", "只对其本级，不适用于海城市"),
    ],
)
def test_a_place_stands_to_the_one_above_as_the_plans_print(alignment, region, indicator, relation, detail):
    cell = alignment.cell(region, indicator)
    assert (cell.relation, detail in cell.detail) == (relation, True), cell.detail


def test_milestones_are_told_apart_from_the_year_that_is_compared(alignment):
    stated = alignment.cell(ANSHAN, "ecological_burial_rate").statements
    assert [(one.value, one.year, one.relation) for one in stated if not one.what] == [
        ("≥60%", "2021年", "step"),
        ("≥65%", "2022年", "more"),
    ]


def test_targets_of_other_periods_do_not_oblige_anybody(alignment):
    """The nation's beds per thousand are targets of 2015 and 2020, its facility coverage one of 2030."""
    assert [one.year for one in alignment.cell(NATION, "elderly_beds_per_thousand").statements] == ["2015年", "2020年"]
    assert alignment.cell(DONGCHANG, "elderly_beds_per_thousand").relation == "nobody"
    assert alignment.cell(HAICHENG, "community_elderly_facility_coverage").relation == "nobody"


def test_every_pair_that_the_audit_compares_is_told_with_its_sign(data, alignment):
    tables = inputs.tables(data.frames)
    pairs = tables.once(aligned)
    ids = pairs["figure"].map(tables.numbers["figure_id"])
    told = {
        one.figure_id: one.relation
        for region in data.regions
        for common in alignment.known(region.code)
        for one in alignment.cell(region.code, common).statements
    }
    assert len(pairs) > 5
    for figure, ahead in zip(ids, pairs["ahead"], strict=True):
        expected = {"more"} if ahead > 1e-9 else {"less"} if ahead < -1e-9 else {"same", "weaker"}
        assert told[figure] in expected, figure


def test_what_does_not_apply_below_is_no_measure_of_it(data):
    """A city's average asks nothing of a county; the province's standard, which applies, does."""
    own = dibao("700", kind="target", year=2025)
    average = target("dibao_average_standard", "900", MONTH, region=ANSHAN, residence="urban")
    province = dibao("800", kind="target", year=2025, region=LIAONING)
    told = []
    for rows in ([own, average], [own, average, province]):
        (statement,) = Alignment(built(rows), data.regions).cell(HAICHENG, "dibao_standard").statements
        told.append((statement.relation, statement.detail))
    assert told[0] == ("unlike", "低于鞍山市平均标准的900 元/人·月，相差 200 元；这一目标不适用到这里")
    assert told[1] == ("less", "低于辽宁省的800 元/人·月，相差 100 元")


@pytest.mark.parametrize(
    ("promise", "text"),
    [
        ({"form": "annual_floor", "value": 5.0, "comparator": ">="}, "每年增幅≥5%"),
        ({"form": "annual_floor", "value": -5.0, "comparator": "<="}, "每年下降≥5%"),
        ({"form": "absolute_change", "value": -15.0, "comparator": "=", "unit": "分钟"}, "减少15 分钟"),
        ({"form": "annual_growth", "value": -4.0, "value_low": -5.0, "value_high": -3.0, "comparator": "range"},
         "年均下降3～5%"),
    ],
)  # fmt: skip
def test_a_fall_is_told_by_its_size(promise, text):
    assert value_text({"unit": "%", "reference": "", "value_low": None, "value_high": None} | promise) == text


@pytest.mark.parametrize(("rule", "relation"), [("F101", "less"), ("F102", "more"), ("F103", "weaker")])
def test_the_findings_say_the_same(alignment, rows, rule, relation):
    found = [row for row in rows("findings") if row["rule"] == rule]
    assert found
    for row in found:
        stated = alignment.cell(row["region_code"], alignment.common(row["indicator_id"])).statements
        first = row["figure_ids"].split(";")[0]
        assert next(one.relation for one in stated if one.figure_id == first) == relation


def test_every_target_is_shown_once_and_nothing_else_but_norms(alignment, rows):
    targets = {row["figure_id"]: row["region_code"] for row in rows("targets")}
    shown = Counter(
        (one.figure_id, place, one.year)
        for place in {*targets.values()}
        for common in alignment.known(NATION)
        for one in alignment.cell(place, common).statements
    )
    assert set(shown.values()) == {1}
    assert {(figure, place) for figure, place, year in shown if year != "现行标准"} == set(targets.items())
    norms = {figure for figure, _, year in shown if year == "现行标准"}
    assert norms and norms <= {row["figure_id"] for row in rows("figures") if row["kind"] == "rule"}


def test_the_way_down_leads_to_every_planned_place_below(alignment):
    assert [one.code for one in alignment.places(HAICHENG)] == [NATION, LIAONING, ANSHAN, HAICHENG]
    below = {one.code for one in alignment.places(NATION)}
    assert {WUHAI, LIAONING, ANSHAN, HAICHENG, DONGCHANG, INNER_MONGOLIA, "220500"} <= below and TIEXI not in below


def test_a_plan_older_than_the_one_above_is_remarked(alignment, rows):
    dates = {row["region_code"]: row["date"] for row in rows("documents") if row["kind"] == "plan"}
    assert dates[HAICHENG] < dates[LIAONING]
    said = "".join(alignment.remarks(HAICHENG))
    assert f"{dates[HAICHENG]} 成文，早于" in said and "全国的目标取自公开报道" in said
    assert "成文" not in "".join(alignment.remarks(WUHAI))


def test_a_target_applies_down_to_the_level_that_the_codelist_names_and_no_further(alignment, rows):
    """Only what is set above, never what a neighbour or a place below has set; and never beside an own target."""
    reach = dict(definitions.indicators()["targets_apply_to"].items())
    depth = {"province": 1, "city": 2, "group": 3, "county": 4}
    level = {row["region_code"]: row["level"] for row in rows("regions")}
    for region in (HAICHENG, DONGCHANG, WUHAI, TIEXI):
        for common in alignment.known(region):
            cell = alignment.cell(region, common)
            if cell.applicable:
                assert not cell.statements and cell.relation in ("applies", "unplanned")
                reached = {reach[one] for one in reach if alignment.common(one) == common}
                assert any(depth[level[region]] <= depth.get(one, 0) for one in reached), (region, common)
    assert "没有设" not in {name for name, _ in RELATIONS.values()}, "not to copy a target from above is no fault"
    assert all(RELATIONS[code][1] == "none" for code in ("applies", "inapplicable", "unplanned"))


def test_an_average_is_named_as_an_average_and_obliges_its_own_level_alone(alignment, layout, rows):
    """What a province promises of an average is no standard of a county, and no words make it one."""
    averages = {row["indicator_id"]: row["name_zh"] for row in rows("indicators") if row["average_of"]}
    targets = [row for row in rows("targets") if row["indicator_id"] in averages]
    assert targets
    for promise in targets:
        place, common = promise["region_code"], alignment.common(promise["indicator_id"])
        (stated,) = [one for one in alignment.cell(place, common).statements if one.figure_id == promise["figure_id"]]
        assert stated.what.endswith("平均标准（只对其本级）")
        page = layout(region=place, indicator=common)
        assert f"“{averages[promise['indicator_id']]}”的目标是" in text(page)
        assert averages[promise["indicator_id"]] in listed(page) and f"平均标准{stated.value}" in text(page)
        for below in alignment.below(place):
            cell = alignment.cell(below, common)
            assert not cell.applicable
            assert stated.value not in cell.detail or "平均标准" in cell.detail


# ---- the page without a browser ----


@pytest.mark.parametrize(
    ("region", "indicator", "said"),
    [
        (HAICHENG, BEDS, "海城市没有单独设“养老机构护理型床位占比”的目标，适用鞍山市的≥60%。"),
        (DONGCHANG, BEDS, "东昌区“养老机构护理型床位占比”的目标是50%（2025年），低于全国的55%，相差 5 个百分点。"),
        (NATION, BEDS, "所列其他规划中有 1 个低于上级、1 个高于上级、2 个与上级相同、1 个适用上级。"),
        (TIEXI, BEDS, "未收录铁西区的规划；上级适用的目标：鞍山市的≥60%"),
        (NATION, "ecological_burial_rate", "公开报道中没有全国“节地生态安葬率”的目标"),
    ],
)
def test_the_verdict_is_one_sentence(layout, region, indicator, said):
    assert said in text(layout(region=region, indicator=indicator))


def test_every_statement_names_year_attribute_comparator_and_source(layout):
    said = text(layout(region=HAICHENG, indicator=BEDS))
    for part in (
        "≥60%",
        "2025年 · 约束性",
        "《鞍山市民政事业发展“十四五”规划》",
        "anshan-2021-2025#113",
        "依据：规划目标",
    ):
        assert part in said


def test_a_first_visit_opens_on_what_most_levels_have_set(layout):
    assert "养老机构护理型床位占比" in text(layout())


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?region=海城市&indicator=orphan_standard.dispersed", 200),
        ("?region=999999", 404),
        ("?indicator=none", 404),
        ("?indicator=%3Cscript%3Ealert(1)%3C/script%3E", 404),
    ],
)
def test_an_address_that_names_nothing_is_not_found(client, query, status):
    assert client.get(f"/alignment{query}").status_code == status


def test_what_the_address_asks_for_in_vain_is_said(layout):
    said = text(layout(region=WUHAI, indicator="orphan_standard"))
    assert "这些地区都没有“孤儿基本生活养育标准”的目标，已显示" in said
    assert "没有地址中的筛选条件，已显示全部。" in text(layout(region=HAICHENG, show="<script>" * 500))
    assert "没有“护理型床位占比”这个指标" in text(layout(indicator="护理型床位占比"))


@pytest.mark.parametrize("region", [HAICHENG, DONGCHANG, TAIAN, TIEXI, ANSHAN, LIAONING, INNER_MONGOLIA, NATION])
def test_the_filters_part_the_table_s_rows_and_each_counts_what_it_leads_to(alignment, layout, region):
    chips = filters(layout(region=region))
    everything = int(re.search(r"全部 (\d+) 项指标", chips.pop("")[0])[1])
    assert everything == len(listed(layout(region=region))) == len(alignment.known(region))
    shown = []
    for code, (said, number) in chips.items():
        names = listed(layout(region=region, show=code))
        assert said.startswith(RELATIONS[code][0]) and number == len(names), code
        shown += names
    assert len(shown) == len(set(shown)) == everything


@pytest.mark.parametrize(
    ("region", "codes", "said"),
    [
        # whose plan is not known is not judged by the plans of others
        (TAIAN, ["unplanned"], "按台安县与上级的关系归类"),
        (HAICHENG, None, "按海城市与上级的关系归类"),
        (NATION, None, "按全国所辖 5 份规划中排在最前的一种关系归类"),
    ],
)
def test_the_filters_name_what_they_count(layout, region, codes, said):
    page = layout(region=region)
    assert said in text(page)
    assert codes is None or list(filters(page))[1:] == codes


def filters(page: Component) -> dict[str, tuple[str, int]]:
    """Code in the link ("" for all) → what the filter says, and its number."""
    box = next(one for one in found(page, html.Div) if "filters" in (getattr(one, "className", "") or ""))
    links = {link.href.partition("show=")[2]: text(link) for link in found(box, dcc.Link)}
    return {code: (said, int(re.search(r"\d+", said)[0])) for code, said in links.items()}


def listed(page: Component) -> list[str]:
    """The indicators that the table has a row of."""
    (table,) = found(next(one for one in found(page, html.Section) if "all" in one.className), html.Table)
    return [text(row.children[0]) for row in found(table, html.Tr)[1:] if len(row.children) > 1]


def found(component: object, kind: type) -> list[Component]:
    return [one for one in component._traverse() if isinstance(one, kind)]


def test_where_plans_are_many_places_that_say_the_same_share_a_card(data, alignment, monkeypatch):
    monkeypatch.setattr(alignment_parts, "MOST_CARDS", 0)
    places = alignment.places(NATION)
    for common in alignment.known(NATION):
        cards = found(alignment_parts.ladder(data, places, NATION, common), html.Article)
        linked = [link.href for card in cards for link in found(card, dcc.Link) if link.href.startswith("/alignment?")]
        assert len(set(linked)) == len(linked) == len(places) - 1, "each place but the chosen one is on one card"
        said = [text([one for one in card.children if not isinstance(one, html.H3 | html.Details)]) for card in cards]
        assert len(cards) < len(places) and "" not in said


def test_where_plans_are_many_the_table_counts_those_below(data, alignment, monkeypatch):
    places = alignment.places(LIAONING)
    below = [one.code for one in places if one.code in alignment.plans and one.code != LIAONING]
    monkeypatch.setattr(alignment_parts, "MOST_COLUMNS", len(below) - 1)
    table = alignment_parts.matrix(data, places, LIAONING, "", BEDS)
    rows = [row for row in found(table, html.Tr) if len(row.children) > 1]
    assert text(rows[0].children[-1]) == f"所辖 {len(below)} 份规划"
    shown = {text(row.children[0]): text(row.children[-1]) for row in rows[1:]}
    # 鞍山 sets 60% against 55%, 海城 nothing of its own.
    assert shown["养老机构护理型床位占比"] == "高于上级 1适用上级 1"
    for name, counted in shown.items():
        assert sum(map(int, re.findall(r"\d+", counted))) == len(below), name


def test_the_table_is_taken_along_with_sources(client, alignment):
    answer = client.get(f"/download/alignment.csv?region={HAICHENG}&show=more")
    table = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert {(row["地区"], row["指标"], row["与上级相比"]) for row in table if row["地区"] == "海城市"} == {
        ("海城市", "孤儿基本生活养育标准", "高于上级")
    }
    assert {row["数字编号"] for row in table if row["地区"] == "辽宁省"} == {"liaoning-2021-2025#30"}
    everything = client.get(f"/download/alignment.csv?region={HAICHENG}").data.decode("utf-8-sig")
    taken = [row for row in csv.DictReader(io.StringIO(everything)) if row["适用的上级目标"]]
    assert len(taken) > 20 and all(not row["目标"] and not row["数字编号"] for row in taken), "no value of its own"
    beds = next(row for row in taken if (row["地区"], row["指标"]) == ("海城市", "养老机构护理型床位占比"))
    assert beds["适用的上级目标"] == "鞍山市的≥60%" and beds["与上级相比"] == "适用上级"
    assert "没有设" not in everything
    assert client.get("/download/alignment.csv?region=999999").status_code == 404


# ---- the page in a browser ----


def test_the_levels_stand_side_by_side_from_the_nation_to_the_county(visit):
    page = visit(f"/alignment?region={HAICHENG}&indicator={BEDS}")
    assert page.locator(".ladder h2").all_inner_texts() == ["全国", "省（区）", "市", "县（市、区）"]
    assert page.locator(".place-card h3").all_inner_texts() == ["全国", "辽宁省", "鞍山市", "海城市"]
    left = [card.bounding_box()["x"] for card in page.locator(".place-card").all()]
    assert left == sorted(left) and len(set(left)) == 4
    badges = page.locator(".place-card .badge").all_inner_texts()
    assert badges == ["与上级相同", "高于上级", "适用上级"]
    assert [url for url in page.requests if "plotly" in url.rsplit("/", 1)[-1]] == []


def test_a_source_is_unfolded(visit):
    page = visit(f"/alignment?region={ANSHAN}&indicator={BEDS}")
    card = page.locator(".place-card.chosen")
    expect(card).not_to_contain_text("不低于 60%", use_inner_text=True)
    card.locator("summary").click()
    expect(card).to_contain_text("“不低于 60%”，原文", use_inner_text=True)
    card.locator(".cite").click()
    expect(page.locator("#data-provenance")).to_contain_text("anshan-2021-2025#113")


def test_choices_and_filters_are_steps_to_go_back_from(visit):
    page = visit(f"/alignment?region={HAICHENG}&indicator={BEDS}")
    page.locator(".filters a", has_text="高于上级").click()
    expect(page.locator(".alignment-all tbody tr:not(.domain)")).to_have_count(1)
    page.locator(".alignment-all tbody a").click()
    expect(page.locator("h1")).to_contain_text(
        "海城市“孤儿基本生活养育标准”的目标是累计提高50%（2025年），折每年 8.45%，高于"
    )
    expect_address(page, only=True, region=HAICHENG, indicator="orphan_standard", show="more")
    page.go_back()
    expect_address(page, only=True, region=HAICHENG, indicator=BEDS, show="more")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("养老机构护理型床位占比")
    expect(page.locator(".filters .current")).to_contain_text("全部")
    pick(page, "alignment-indicator", "村级公益性公墓覆盖率")
    expect(page.locator("h1")).to_contain_text("与鞍山市的约100%相同")


def test_a_card_and_the_trail_lead_to_the_place_s_view(visit):
    page = visit(f"/alignment?region={HAICHENG}&indicator={BEDS}")
    page.locator(".place-card a", has_text="鞍山市").click()
    expect(page.locator("h1")).to_contain_text("鞍山市“养老机构护理型床位占比”的目标是≥60%")
    page.locator(".trail a", has_text="全国").click()
    expect(page.locator("h1")).to_contain_text("所列其他规划中有 1 个低于上级")
    expect_address(page, only=True, region=NATION, indicator=BEDS)


@pytest.mark.parametrize("region", [HAICHENG, NATION])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768), (390, 844)])
def test_nothing_has_to_be_scrolled_sideways(visit, width, height, region):
    page = visit(f"/alignment?region={region}", width, height)
    expect_no_scrolling_sideways(page)
    cards = [card.bounding_box() for card in page.locator(".place-card").all()]
    assert all(card["x"] >= 0 and card["x"] + card["width"] <= width for card in cards)


@pytest.mark.parametrize("region", [HAICHENG, NATION])
def test_a_view_prints_on_one_sheet(visit, region):
    sheet = visit(f"/alignment?region={region}&indicator={BEDS}").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
