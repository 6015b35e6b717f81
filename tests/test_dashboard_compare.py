"""横向比较: rows, paces, order and scope against the tables, and the page as people use it."""

import csv
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import expect_address, expect_no_scrolling_sideways, expect_value, pick
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from dashboard.pages.compare import choices as compare_choices
from dashboard.pages.compare import parts as compare_parts
from dashboard.pages.compare import table as compare_table
from dashboard.pages.compare import view as compare_view
from dashboard.pages.compare.data import FASTER, SLOWER, STEADY, Comparison, movement
from dashboard.shared import assessed

NATION, LIAONING, ANSHAN, HAICHENG, DONGCHANG = "100000", "210000", "210300", "210381", "220502"
TAIAN = "210321"  # without a plan
RURAL, ORPHANS, BEDS = "dibao_standard.rural", "orphan_standard.dispersed", "nursing_bed_share"
MONEY, SHARE = ("standard", "元/人·月"), ("rate", "%")


def view(data, **parameters) -> compare_view.View:
    return compare_view.asked(data, parameters)


def points(**years) -> list[dict]:
    """points(y2020=100) → one known level."""
    return [{"year": int(year[1:]), "value": value} for year, value in years.items()]


# ---- movement ----


def test_growth_is_compared_with_the_years_before():
    """By hand: 100 · 1.05^4 = 121.550625 in four years is 5% a year; 124/121.550625 − 1 = 2.015%."""
    found = movement(points(y2019=100.0, y2023=121.550625, y2024=124.0), *MONEY)
    assert found.recent == pytest.approx(0.020151, abs=1e-6) and found.recent_years == (2023, 2024)
    assert found.earlier == pytest.approx(0.05) and found.earlier_years == (2019, 2023)
    assert found.word(less_is_better=False) == SLOWER and found.word(less_is_better=True) == FASTER


def test_only_five_years_before_the_latest_stretch_count():
    """2010 to 2019 is left out: 2019 to 2023 grew from 100 to 110.25, 2.47% a year."""
    found = movement(points(y2010=10.0, y2019=100.0, y2023=110.25, y2024=115.0), *MONEY)
    assert found.earlier_years == (2019, 2023) and found.earlier == pytest.approx(1.1025**0.25 - 1)
    assert found.word(less_is_better=False) == FASTER


def test_shares_move_in_percentage_points():
    found = movement(points(y2020=40.0, y2022=50.0, y2023=53.0), *SHARE)
    assert (found.recent, found.earlier, found.relative) == (3.0, 5.0, False)


@pytest.mark.parametrize(
    ("known", "word"),
    [
        (points(y2022=100.0, y2023=105.0), ""),
        (points(y2010=50.0, y2022=100.0, y2023=105.0), ""),
        (points(y2021=100.0, y2022=105.0, y2023=110.25), STEADY),
    ],
)
def test_without_a_comparable_pace_nothing_is_said(known, word):
    assert movement(known, *MONEY).word(less_is_better=False) == word


@pytest.mark.parametrize("known", [[], points(y2020=1.0)])
def test_one_year_is_no_movement(known):
    assert movement(known, *MONEY) is None


def test_a_level_of_zero_has_no_growth_rate_and_moves_in_steps():
    assert movement(points(y2020=0.0, y2022=50.0), *MONEY).recent == 25.0


levels = st.lists(st.floats(0.1, 1e6), min_size=2, max_size=8)


@given(levels, st.floats(0.01, 100))
def test_growth_does_not_depend_on_the_unit(values, factor):
    years = range(2015, 2015 + len(values))
    one = movement([{"year": y, "value": v} for y, v in zip(years, values, strict=True)], *MONEY)
    other = movement([{"year": y, "value": v * factor} for y, v in zip(years, values, strict=True)], *MONEY)
    assert other.recent == pytest.approx(one.recent, rel=1e-6, abs=1e-9)


# ---- rows ----


def test_every_target_is_a_row_with_the_level_it_is_judged_by(data, rows):
    shown = {row.target.row["figure_id"]: row.value for row in data.view(Comparison.of).rows if row.target}
    expected = {
        row["figure_id"]: float(row["latest_value"]) if row["latest_value"] else None for row in rows("assessments")
    }
    assert shown == expected


def test_places_without_a_target_are_there_with_their_latest_published_level(data, rows):
    own = [
        row
        for row in rows("observations")
        if row["region_code"] == "210100" and row["indicator_id"] == "dibao_standard"
    ]
    last = max((row for row in own if row["residence"] == "rural"), key=lambda row: int(row["year"]))
    (row,) = data.view(Comparison.of).rows_of([RURAL], {"210100"})
    assert row.target is None and (row.value, row.year) == (float(last["value"]), int(last["year"]))


def test_the_double_red_list_holds_what_is_behind_and_slowing_down(data):
    """By hand for the city's orphans: 2,211/2,066 − 1 = 7.0% after (2,066/1,400)^(1/4) − 1 = 10.2% a year."""
    red = data.view(Comparison.of).twice_red({one.code for one in data.regions})
    orphans = next(row for row in red if row.series == ORPHANS)
    assert orphans.region == HAICHENG and orphans.movement.recent_years == (2023, 2024)
    assert [round(one, 3) for one in (orphans.movement.recent, orphans.movement.earlier)] == [0.07, 0.102]
    behind = {"behind", "expired_unpublished.behind", "not_met"}
    assert all(row.target.standing in behind and row.pace == SLOWER for row in red)
    shares = [assessed.share_missing(row.target) for row in red]
    assert shares == sorted(shares, reverse=True)


def test_who_is_behind_but_gathers_pace_is_not_on_it(data):
    (row,) = data.view(Comparison.of).rows_of(["dibao_standard.urban"], {HAICHENG})
    assert row.target.outcome == "not_met" and row.pace == FASTER and not row.twice_red


def test_the_list_keeps_to_the_scope(data):
    comparison = data.view(Comparison.of)
    inside = compare_view.regions(data, view(data, region=HAICHENG, scope="province"))
    assert {row.region for row in comparison.twice_red(inside)} == {HAICHENG}
    elsewhere = compare_view.regions(data, view(data, region=DONGCHANG, scope="province"))
    assert comparison.twice_red(elsewhere) == [], "another district's figures put nobody on it"


def test_series_of_one_place_are_not_offered_and_the_first_view_has_rows(data):
    comparison = data.view(Comparison.of)
    assert all(
        len({row.region for row in comparison.rows_of([key], {one.code for one in data.regions})}) > 1
        for key in comparison.series
    )
    assert all(comparison.first(one.code) in comparison.series for one in data.regions)


def test_a_first_view_shows_what_the_marked_place_is_behind_in(data):
    comparison = data.view(Comparison.of)

    def standing(region):
        rows = [row for row in comparison.rows_of([comparison.first(region)], {region}) if row.target]
        return [row.target.standing for row in rows]

    assert standing(HAICHENG) == ["not_met"] and standing(DONGCHANG) == ["expired_unpublished.on_path"]
    shown = comparison.rows_of([comparison.first(TAIAN)], {one.code for one in data.regions})
    aimed = [row.region for row in shown if row.target]
    assert TAIAN not in aimed, "without a target of its own a place gets the series that most places have one in"
    assert len(set(aimed)) == max(
        len({row.region for row in comparison.rows if row.series == key and row.target}) for key in comparison.series
    )


def test_every_row_names_the_figures_it_rests_on_and_the_page_their_documents(data):
    known = set(data.frames["figures"]["figure_id"])
    assert all(row.figure_ids and set(row.figure_ids) <= known for row in data.view(Comparison.of).rows)
    view = compare_view.asked(data, {"region": HAICHENG})
    said = compare_parts.sources(data, view, compare_view.rows(data, view))
    assert said.startswith("资料来源：") and "《海城市民政事业发展第十四个五年规划（2021年—2025年）》" in said


def test_the_page_defines_what_twice_red_means(data):
    said = str(compare_parts.red_list(data.view(Comparison.of).twice_red({HAICHENG})))
    assert "未完成、滞后，或到期未公布而末次滞后" in said and "小于再往前5年内每年的变动" in said


def test_nobody_is_ranked_by_a_value_or_a_target_that_is_not_its_own(data, rows):
    """A level is the place's own, or a standard that its city or province decreed, and then it says so."""
    comparison = data.view(Comparison.of)
    quantity = {row["indicator_id"]: row["quantity"] for row in rows("indicators")}
    for row in comparison.rows:
        assert row.target is None or row.target.region == row.region
        if row.value is not None and row.source_level != "own":
            ratio = row.unit in ("倍", "%")
            assert quantity[row.series.partition(".")[0]] == "standard" or ratio, row.series
            assert "标准" in str(compare_parts._latest(row, row.value))
    shares = {row.region for row in comparison.rows if row.series == BEDS and row.value is not None}
    assert shares <= {row["region_code"] for name in ("observations", "baselines") for row in rows(name)
                      if row["indicator_id"] == BEDS}  # fmt: skip


# ---- views ----


def test_a_view_s_address_means_the_same_view(data):
    series = list(data.view(Comparison.of).names)

    @settings(max_examples=60)
    @given(
        st.sampled_from([one.code for one in data.regions]),
        st.sampled_from(compare_view.SCOPES),
        st.lists(st.sampled_from(series), min_size=1, max_size=4, unique=True),
        st.sampled_from(list(compare_view.SORTS)),
        st.booleans(),
    )
    def check(region, scope, chosen, sort, descending):
        one = compare_view.View(region, scope, tuple(chosen), sort, descending)
        query = {name: values[0] for name, values in parse_qs(urlsplit(one.address()).query).items()}
        assert compare_view.asked(data, query) == one

    check()


@given(st.dictionaries(st.sampled_from(["scope", "indicator", "sort", "order"]), st.text(max_size=200), max_size=4))
def test_no_parameter_upsets_the_view(data, parameters):
    asked = compare_view.asked(data, parameters)
    assert asked.sort in compare_view.SORTS and asked.scope in compare_view.SCOPES
    assert set(asked.series) <= set(data.view(Comparison.of).names)


@pytest.mark.parametrize("sort", [name for name in compare_view.SORTS if name != "place"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_rows_are_sorted_and_what_has_no_value_comes_last(data, sort, order):
    asked = view(data, indicator=f"{RURAL},{ORPHANS},{BEDS}", sort=sort, order=order)
    values = [compare_view.value_of(row, sort) for row in compare_view.rows(data, asked)]
    given_values = [value for value in values if value is not None]
    assert values == given_values + [None] * (len(values) - len(given_values))
    assert given_values == sorted(given_values, reverse=order == "desc") and len(given_values) > 1


def test_places_are_sorted_as_the_tree_is(data):
    asked = view(data, indicator=RURAL, sort="place")
    shown = [row.region for row in compare_view.rows(data, asked)]
    assert shown == sorted(shown) and len(shown) == 14


@pytest.mark.parametrize(
    ("region", "scope", "inside", "outside"),
    [
        (HAICHENG, "all", DONGCHANG, None),
        (HAICHENG, "province", "210100", DONGCHANG),
        (HAICHENG, "level", DONGCHANG, ANSHAN),
        (NATION, "province", DONGCHANG, None),
    ],
)
def test_scopes(data, region, scope, inside, outside):
    found = compare_view.regions(data, view(data, region=region, scope=scope))
    assert {inside, region} <= found and outside not in found


def test_an_indicator_alone_means_its_undistinguished_series_or_else_all(data):
    assert view(data, indicator="dibao_standard").series == ("dibao_standard",)
    care = {f"tekun_care_standard.{kind}_care" for kind in ("full", "partial", "self")}
    assert set(view(data, indicator="tekun_care_standard").series) == care


def test_an_unknown_indicator_is_named_with_the_nearest_and_answered_with_404(data, client):
    assert client.get("/compare?indicator=dibao_standrd.rural").status_code == 404
    assert compare_view.unknown(data, {"indicator": "dibao_standrd.rural"}) == ["dibao_standrd.rural"]
    notice = compare_choices.unknown_indicator(data, "dibao_standrd.rural")
    assert next(part.href for part in notice.children if hasattr(part, "href")) == f"/compare?indicator={RURAL}"


def test_a_gap_is_told_towards_the_target(data):
    rows = data.view(Comparison.of).rows_of([ORPHANS, RURAL], {HAICHENG})
    told = {row.series: json.dumps(compare_parts._gap(row), default=str, ensure_ascii=False) for row in rows}
    assert "差 309 元" in told[ORPHANS]  # 2,520 − 2,211
    assert "超出 23 元" in told[RURAL]  # 591 − 445·1.05^5 = 591 − 567.9


def test_the_rows_can_be_taken_along_in_the_view_s_order(client, data):
    answer = client.get(f"/download/compare.csv?indicator={RURAL}&sort=latest")
    taken = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert list(taken[0]) == list(compare_table.COLUMNS.values())
    expected = compare_view.rows(data, view(data, indicator=RURAL, sort="latest"))
    assert [(row["地区"], float(row["最近实际"])) for row in taken] == [(row.place, row.value) for row in expected]
    assert {row["属于"] for row in taken if row["最近实际"]} == {"本地"}
    assert client.get("/download/compare.csv?region=999999").status_code == 404


# ---- in a browser ----


def first_place(page):
    return page.locator(".comparison tbody tr").first.locator("th")


def test_a_click_on_a_head_sorts_and_back_returns(visit):
    page = visit(f"/compare?indicator={RURAL}")
    expect(first_place(page)).to_have_text("海城市")
    page.locator(".comparison thead a", has_text="最近实际").click()
    expect(first_place(page)).to_have_text("沈阳市")
    expect(page.locator(".comparison thead th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    expect_address(page, sort="latest")
    page.locator(".comparison thead a", has_text="最近实际").click()
    expect(first_place(page)).to_have_text("葫芦岛市")
    page.go_back()
    expect(first_place(page)).to_have_text("沈阳市")
    page.go_back()
    expect(first_place(page)).to_have_text("海城市")


def test_the_chosen_place_is_marked_and_leads_to_its_growth_path(visit):
    page = visit(f"/compare?indicator={ORPHANS}&region={HAICHENG}")
    marked = page.locator(".comparison tr.marked")
    expect(marked).to_have_count(1)
    for part in (
        "2,211 元/人·月",
        "所在市标准",
        "差 309 元",
        "放慢",
        "到期未公布，末次滞后（2024年）",
        "折算 2,520 元",
    ):
        expect(marked).to_contain_text(part)
    marked.locator("th a").click()
    page.wait_for_selector("#growth")
    expect_address(page, only=True, region=HAICHENG, indicator=ORPHANS)


def test_another_indicator_is_added_and_the_scope_narrowed(visit):
    page = visit(f"/compare?indicator={RURAL}&region={HAICHENG}")
    pick(page, "compare-indicator", "城市最低生活保障标准")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("2 项指标：各地比较")
    expect_address(page, indicator="dibao_standard.rural,dibao_standard.urban")
    page.locator(".link-chips a", has_text="辽宁省内").click()
    expect(page.locator(".link-chips .chosen")).to_have_text("辽宁省内")
    expect_address(page, scope="province")
    expect(page.locator(".comparison")).not_to_contain_text("长春市")


def test_who_is_behind_and_slowing_down_is_listed_with_both_paces(visit):
    page = visit("/compare")
    lines = page.locator("#red-list li").all_inner_texts()
    orphans = next(line for line in lines if "散居孤儿" in line)
    assert re.sub(r"\s+", "", orphans).endswith("差309元；每年变动由10.22%（2019—2023年）放慢到7.02%（2023—2024年）")


def test_an_unknown_indicator_is_said(visit, client):
    query = "/compare?indicator=%3Cimg%20src=x%20onerror=alert(1)%3E"
    page = visit(query, excused=["status of 404"])
    expect(page.locator("h1")).to_contain_text("这个指标")
    expect(page.locator("main img")).to_have_count(0)
    assert client.get(query).status_code == 404


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768), (390, 844)])
def test_nothing_has_to_be_scrolled_sideways(visit, width, height):
    page = visit(f"/compare?indicator={RURAL},{ORPHANS},{BEDS}", width, height)
    expect_no_scrolling_sideways(page)
    wide = "() => [...document.querySelectorAll('.card')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    expect_value(page, wide, 0)


def test_the_view_prints_on_one_sheet(visit):
    sheet = visit("/compare").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
