"""增长路径: what every position of the slider says is what the models say, and the page as people use it."""

import csv
import io
import json
import re

import dash
import pytest
from browsing import expect_address, expect_no_scrolling_sideways, expect_value, pick, quiet
from dash.development.base_component import Component
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect
from rendered import text
from typer.testing import CliRunner

from analysis.__main__ import app as commands
from analysis.domain.quantities import PER_PERSON
from analysis.models import answers as models
from analysis.models import growth
from analysis.models.levels import is_fact
from analysis.research.growth import Growth
from analysis.words import growth as wording
from analysis.words import naming
from dashboard.pages.growth import data as growth_data
from dashboard.pages.growth import rules as growth_rules
from dashboard.pages.growth import series as growth_series
from dashboard.pages.growth import view as growth_view
from dashboard.pages.growth.data import RATES
from dashboard.pages.growth.rules import Wish

HAICHENG, ANSHAN, SHENYANG, LIAONING, ERDAOJIANG, WUHAI = "210381", "210300", "210100", "210000", "220503", "150300"
DONGCHANG = "220502"
ORPHAN, RURAL = "orphan_standard.dispersed", "dibao_standard.rural"
EIGHT = RATES.index(0.08)
SERIES = [
    (HAICHENG, ORPHAN),
    (HAICHENG, RURAL),
    (HAICHENG, "tekun_standard.urban.collective"),
    (LIAONING, "dibao_urban_rural_ratio"),
    (ANSHAN, RURAL),
]


@pytest.fixture(scope="module")
def space(data):
    return data.workspace


@pytest.fixture(scope="module")
def layout(app):
    def make(**parameters) -> Component:
        page = next(page for page in dash.page_registry.values() if page["path"] == "/growth")
        with app.server.test_request_context("/growth"):
            return page["layout"](**parameters)

    return make


def step_of(percent: float) -> int:
    return RATES.index(round(percent / 100, 3))


def answer_at(space, region: str, key: str, rate: float):
    """The same question at another rate, asked of the models anew."""
    indicator = key.partition(".")[0]
    found = models.answers(space.tables, space.codelists, region, indicator, rate)
    return found[growth_series.keys(found).index(key)]


# ---- what the positions of the slider say ----


@pytest.mark.parametrize("percent", [0, 5, 8, 8.4, 8.5, 15])
@pytest.mark.parametrize(("region", "key"), SERIES)
def test_each_position_says_what_the_command_line_and_the_chart_say_at_that_rate(space, region, key, percent):
    content, step = growth_data.place(space, region, key, Wish()).content, step_of(percent)
    answer = answer_at(space, region, key, RATES[step])
    chart = Growth((answer,), space).chart()
    assert not answer.has_target or content["title"] == chart.title
    assert content["scenarios"][step].startswith(chart.subtitle)
    path = chart.rows(content["names"][step])
    assert path["position"].tolist() == content["years"]
    assert content["values"][step] == pytest.approx(path["value"].tolist(), abs=1e-4)
    assert [label + content["suffix"] for label in content["labels"][step]] == path["label"].tolist()
    said = wording.at_rate(answer, space.names)
    assert said and content["said"][step].startswith(said)


def test_a_pair_says_what_its_lagging_part_needs(space):
    """Urban 8% a year, ratio 1.451 → 1.3 in five years: rural 10.40% (docs/methods.md, growth of ratios)."""
    content = growth_data.place(space, LIAONING, "dibao_urban_rural_ratio", Wish()).content
    assert content["said"][EIGHT].endswith("城市每年增长 8% 时，农村须增长 10.4%。")


def test_the_first_rate_that_reaches_the_target_is_the_one_needed_rounded_up(space):
    """1680 → 2520 in five years takes 1.5^(1/5) − 1 = 8.447% a year."""
    content = growth_data.place(space, HAICHENG, ORPHAN, Wish()).content
    assert content["reaches"] == step_of(8.5)
    assert "达不到目标（折算 2,520 元）" in content["scenarios"][step_of(8.4)]
    assert "，达到目标（折算 2,520 元）" in content["scenarios"][step_of(8.5)]


def test_without_a_target_no_position_claims_to_reach_one(space):
    content = growth_data.place(space, ANSHAN, RURAL, Wish()).content
    assert content["reaches"] is None and "目标" not in content["title"]
    assert {one.rpartition("；")[2] for one in content["scenarios"]} == {"本地没有这一目标"}


def test_the_interval_is_named_with_its_level_and_drawn_only_where_a_probability_may_be_said(space):
    average = growth_data.place(space, LIAONING, "orphan_average_standard.collective", Wish()).content["series"]
    series = {one["role"]: one for one in average}
    assert series["interval"]["name"] == "80% 推算区间", "its year is over: no forecast"
    assert series["interval"]["rows"][-1][0] == 2025 and series["interval"]["rows"][-1][1] is None
    series = {one["role"]: one for one in growth_data.place(space, HAICHENG, ORPHAN, Wish()).content["series"]}
    assert "interval" not in series
    assert [row[0] for row in series["observed"]["rows"]] == [2023, 2024]
    assert series["needed"]["name"] == "需要的增长（每年 8.45%）" and "path" not in series


def test_everything_a_region_offers_can_be_shown_and_sent(data, space):
    offered = space.indicators_of(HAICHENG)
    assert {"orphan_standard", "dibao_standard", "village_public_cemetery_coverage"} <= set(offered)
    for indicator in offered:
        shown = growth_view.view(data, {"indicator": indicator}, HAICHENG)
        assert shown.place is not None, indicator
        json.dumps(shown.place.content, allow_nan=False)
        assert bool(shown.place.content["series"]) != bool(shown.place.why_not)


# ---- rules ----


def rows_of(space, key: str, **asked) -> dict[int, float]:
    content = growth_data.place(space, HAICHENG, key, Wish(**asked)).content
    return dict(zip(content["years"], content["values"][EIGHT], strict=True))


def test_floor_and_rounding_by_hand(space):
    """445 × 1.09 = 485.05 → 490; × 1.09 = 534.1 → 540; 588.6 → 590; 643.1 → 650; 708.5 → 710."""
    found = rows_of(space, RURAL, floor=0.09, rounding="up-10")
    assert found == {2020: 445, 2021: 490, 2022: 540, 2023: 590, 2024: 650, 2025: 710}


def test_parity_by_hand(space):
    """Urban 650 at 8% is 702 in 2021 and 955.06 in 2025; three quarters are 526.5 and 716.2974."""
    found = rows_of(space, RURAL, parity=0.75)
    assert found[2021] == pytest.approx(526.5) and found[2025] == pytest.approx(716.2974, abs=1e-3)


def test_indexation_by_hand(space):
    """Index 10% a year, known a year later: every year grows by 10 instead of 8%."""
    found = rows_of(space, ORPHAN, index="consumption", growth=0.10)
    assert found[2025] == pytest.approx(1680 * 1.1**5)


def test_an_index_of_the_region_above_acts_in_the_year_after(space):
    """辽宁's rural average: 463.17 in 2020, 508.92 in 2021: its 9.88% is the floor of 2022."""
    index = f"{LIAONING}.dibao_average_standard.rural"
    found = rows_of(space, RURAL, index=index)
    assert found[2021] == pytest.approx(445 * 1.08)
    assert found[2022] / found[2021] - 1 == pytest.approx(508.916666667 / 463.166666667 - 1)


def test_every_rule_says_when_it_acts(space):
    place = growth_data.place(space, HAICHENG, RURAL, Wish(floor=0.05, rounding="nearest-10"))
    effects = dict(zip(place.labels, place.content["effects"][EIGHT], strict=True))
    assert effects["每年增长不低于 5%"] == "没有起作用"
    assert effects["就近取整到 10 元"].startswith("自2021年起作用")
    assert "自2021年起作用，共5年" in dict(zip(place.labels, place.content["effects"][0], strict=True)).values()
    assert "并执行所选规则" in place.content["scenarios"][EIGHT] and place.content["said"] == []


def test_a_path_from_the_latest_level_goes_on_through_the_next_plan(space):
    content = growth_data.place(space, HAICHENG, ORPHAN, Wish(start="latest")).content
    assert content["years"] == list(range(2024, 2031))
    assert content["values"][EIGHT][-1] == pytest.approx(growth.project(2211, 0.08, 6), abs=1e-4)
    # 2,211 · 1.08^6 = 3,508.6; the target's year is over, so that nothing is held against it from now on
    assert content["scenarios"][EIGHT] == "如从2024年起按每年 8% 增长，2030年为 3,509 元" and content["reaches"] is None


def test_without_a_base_the_path_starts_at_the_latest_level_and_says_so(data):
    shown = growth_view.view(data, {"indicator": RURAL}, ERDAOJIANG)
    levels = [row for one in shown.place.content["series"] for row in one["rows"]]
    assert shown.place.answer.row["baseline_value"] != shown.place.answer.row["baseline_value"]
    assert shown.place.start == "latest" and shown.place.content["years"][0] == max(row[0] for row in levels)
    assert "没有适用的基期水平" in "".join(shown.notices)


@pytest.mark.parametrize(
    ("parameters", "wish", "notice"),
    [
        ({}, Wish(), ""),
        ({"floor": "5", "parity": "70"}, Wish(floor=0.05, parity=0.7), ""),
        ({"floor": "500"}, Wish(), "“每年不低于”应为 0 到 15 之间的数"),
        ({"floor": "nan"}, Wish(), "“每年不低于”应为"),
        ({"parity": "<script>"}, Wish(), "“比例”应为"),
        ({"rounding": "down-3"}, Wish(), "没有地址中的取整方式"),
        ({"start": "x", "index": ["a", "b"]}, Wish(), ""),
        ({"growth": "9" * 10_000}, Wish(), "“挂钩增速”应为"),
    ],
)
def test_rules_of_an_address_are_taken_only_where_they_make_sense(parameters, wish, notice):
    found, notices = growth_rules.wish(parameters)
    assert found == wish and notice in "".join(notices) and bool(notice) == bool(notices)


# ---- which series is meant ----


def test_a_key_is_found_with_fewer_and_with_more_distinctions(space):
    assert growth_series.find(space, HAICHENG, "orphan_standard")[1] == "orphan_standard.collective"
    assert growth_series.find(space, HAICHENG, ORPHAN)[1] == ORPHAN
    answer, key = growth_series.find(space, LIAONING, "orphan_average_standard.dispersed")
    assert key == "orphan_average_standard.dispersed" and answer.row["judged_arrangement"] == "dispersed"
    assert growth_series.find(space, WUHAI, "village_public_cemetery_coverage") is None


def test_targets_of_two_years_are_told_apart(space):
    assert growth_series.find(space, ANSHAN, "ecological_burial_rate.2022")[0].row["target_year"] == 2022
    assert growth_series.find(space, ANSHAN, "ecological_burial_rate.2021")[0].row["target_year"] == 2021


def test_places_to_compare_have_the_same_series_and_averages_stand_for_standards(space):
    answer, _ = growth_series.find(space, HAICHENG, ORPHAN)
    offered = growth_series.comparable(space, answer)
    assert HAICHENG not in offered and offered[SHENYANG] == ORPHAN
    assert offered[LIAONING] == "orphan_average_standard.dispersed"


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["indicator", "rate", "places", "start", "floor", "index", "growth", "parity", "rounding"]),
        st.text(max_size=30)
        | st.sampled_from(["8.5", "210300,210100", "dibao_standard.urban", "consumption", "latest"]),
    )
)
def test_no_address_upsets_a_view(data, parameters):
    if parameters.get("indicator", "").partition(".")[0] not in set(data.frames["indicators"]["indicator_id"]):
        parameters.pop("indicator", None)  # the page answers 404 before
    shown = growth_view.view(data, parameters, HAICHENG)
    assert 0 <= shown.step < len(RATES) and set(shown.others) <= set(shown.offered)


# ---- the page without a browser ----


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("?region=海城市&indicator=orphan_standard", 200), ("?region=999999", 404), ("?indicator=none", 404)],
)
def test_an_address_that_names_nothing_is_not_found(client, query, status):
    assert client.get(f"/growth{query}").status_code == status


def test_an_unknown_indicator_is_answered_with_the_nearest(layout):
    said = text(layout(region=HAICHENG, indicator="孤儿养育标准"))
    assert "没有“孤儿养育标准”这个指标" in said and "孤儿基本生活养育标准" in said
    assert "x" * 100 not in text(layout(indicator="x" * 10_000))


def test_a_region_without_the_indicator_says_what_it_has_instead(layout):
    said = text(layout(region=WUHAI, indicator="village_public_cemetery_coverage"))
    assert "乌海市没有“村级公益性公墓覆盖率”的目标，本地也没有公布的水平" in said and "最低生活保障标准" in said


def test_the_reasons_are_the_command_line_s_sentences(layout, space):
    page = layout(region=HAICHENG, indicator=ORPHAN)
    said = text(page).replace("原文", "")  # on the screen the links say this, on paper the figures' identifiers
    answer, _ = growth_series.find(space, HAICHENG, ORPHAN)
    for sentence in wording.sentences(answer, space.names):
        assert sentence in said


@pytest.mark.parametrize("rate", ["0", "5.5", "8", "8.5"])
@pytest.mark.parametrize(
    ("place", "region", "indicator"),
    [
        ("海城", HAICHENG, "orphan_standard"),
        ("海城", HAICHENG, "dibao_standard"),
        ("辽宁", LIAONING, "orphan_average_standard"),
    ],
)
def test_the_page_s_numbers_are_the_command_s(client, place, region, indicator, rate):
    said = CliRunner().invoke(commands, ["growth", place, indicator, "--rate", f"{rate}%", "--json"])
    assert said.exit_code == 0, said.output
    answers = json.loads(said.output)
    for answer in answers if isinstance(answers, list) else [answers]:
        key = ".".join(filter(None, [indicator, answer["residence"], answer["arrangement"]]))
        rows = client.get(f"/download/growth.json?region={region}&indicator={key}&rate={rate}").json
        by_year = {row["year"]: row for row in rows["rows"]}
        target, base = answer["target"], answer["baseline"]
        assert by_year[base["year"]]["known"] == base["value"]
        assert by_year[target["year"]]["at_rate"] == pytest.approx(answer["projected"], abs=1e-3)
        assert {one["year"]: one["value"] for one in answer["observed"]}.items() <= {
            year: row["known"] for year, row in by_year.items()
        }.items()
        scenario = rows["notes"][1]
        assert f"{answer['projected']:,.0f} 元" in scenario
        assert ("，达到目标" in scenario, "，达不到目标" in scenario) == (answer["met"], not answer["met"])


def test_a_level_that_is_not_published_is_said_so_and_others_stand_beside_with_their_names(layout, space):
    """The nation had 67.5% in 2025: no county's and no city's own value."""
    said = text(layout(region=ANSHAN, indicator="nursing_bed_share"))
    assert "期限已过，2025年实际数未公布，基期和此后都没有实际数" in said and "完成目标" not in said
    assert (
        "只作参考，不是本地的数：全国2025年 67.5%" in said and "不低于 60%" in said and "anshan-2021-2025#113" in said
    )
    content = growth_data.place(space, ANSHAN, "nursing_bed_share", Wish()).content
    assert [(one["name"], one["role"]) for one in content["series"]] == [
        ("目标", "target"),
        ("全国（参考）", "context"),
    ]
    assert content["series"][0]["rows"] == [[2025, 60.0, None, None, "不低于 60%"]]
    assert content["series"][1]["rows"][-1] == [2025, 67.5, None, None, "67.5%"]


def test_where_neither_level_nor_context_is_known_nothing_is_drawn(layout):
    said = text(layout(region=LIAONING, indicator="child_protection_institution_coverage"))
    assert "没有已知水平，画不出图" in said and "空心点" not in said


def test_levels_of_other_places_stand_only_where_the_place_has_none_since_its_base(space):
    for region, key in SERIES:
        place = growth_data.place(space, region, key, Wish())
        assert len(place.answer.observed) and "context" not in {one["role"] for one in place.content["series"]}


# ---- what is known comes first, the scenario second (CASES.md, "Statements") ----


def test_an_expired_target_is_told_by_what_is_known_and_asks_for_nothing_more(space):
    """海城's orphans in institutions: 2,200 · 1.5^(4/5) = 3,042.9 was due in 2024; 2,690 was paid."""
    place = growth_data.place(space, HAICHENG, "orphan_standard.collective", Wish())
    assert place.content["title"] == (
        "海城市集中养育孤儿基本生活养育标准：期限已过，2025年实际数未公布；"
        "2024年为 2,690 元（所在市标准），低于当年应到的 3,043 元"
    )
    assert place.scenario(EIGHT) == "如按每年 8% 增长，2025年为 3,233 元，达不到目标（折算 3,300 元）"
    everything = json.dumps(place.content, ensure_ascii=False) + "".join(place.said)
    for words in ("须每年", "一年内", "要达到", "22.68", "余下"):
        assert words not in everything, words
    (target,) = (one for one in place.content["series"] if one["role"] == "target")
    assert target["rows"] == [[2025, 3300.0, None, None, "折算 3,300 元"]]


def test_a_ratio_whose_last_year_is_not_published_is_no_success(space):
    place = growth_data.place(space, LIAONING, "dibao_urban_rural_ratio", Wish())
    assert place.content["title"].endswith("期限已过，2025年实际数未公布；2023年为 1.25 倍，已达到目标水平（1.3 倍）")
    assert not any("已见分晓" in one for one in place.said)


def test_a_yearly_floor_says_what_is_known_of_each_year_and_has_no_probability(space):
    place = growth_data.place(space, HAICHENG, RURAL, Wish())
    assert "2021—2025年每年都须不低于 5%（2024年做到，2021—2023年、2025年的增幅未公布）" in place.content["title"]
    assert "鞍山市2022年平均增幅 6.03%，只作参考。" in place.said
    assert not any("可能性 " in one for one in place.said)


def test_a_verdict_that_stands_beside_a_rate_that_would_do_stays_the_headline(space):
    content = growth_data.place(space, HAICHENG, "dibao_standard.urban", Wish()).content
    assert content["title"].startswith("海城市城市最低生活保障标准：2024年为 778 元，没有做到每年增幅不低于 5%")
    assert content["scenarios"][EIGHT] == "如按每年 8% 增长，2025年为 955 元，达到目标（折算不低于 830 元）"


@pytest.mark.parametrize(
    ("region", "key", "said"),
    [
        ("220502", RURAL, "上级规定的每年增幅不超过 {rate} 时，每年增长 {rate} 足够"),
        (LIAONING, "dibao_average_standard.rural", "居民人均消费支出增速不超过 {rate} 时，每年增长 {rate} 足够"),
    ],
)
@pytest.mark.parametrize("percent", [5, 8, 8.5])
def test_a_target_that_depends_on_an_unknown_number_has_its_condition_at_every_rate(space, region, key, said, percent):
    content = growth_data.place(space, region, key, Wish()).content
    assert content["scenarios"][step_of(percent)].endswith(said.format(rate=f"{percent:g}%"))


@pytest.mark.parametrize("region", [LIAONING, ANSHAN, HAICHENG, DONGCHANG])
def test_every_money_standard_with_a_base_is_answered_at_8_percent(rows, space, region):
    """Yes, no, a condition, or that no target is set."""
    answered = re.compile("，达到目标（|，达不到目标（|足够$|本地没有这一目标$")
    bases = space.levels[space.levels["region_code"] == region]
    bases = bases[is_fact(bases) & (bases["year"] <= space.base_year)]
    money = bases["indicator_id"].map(space.codelists.indicators["quantity"]).isin(PER_PERSON)
    shown = set()
    for indicator in bases.loc[money, "indicator_id"].unique():
        found = growth_series.answers(space, region, indicator)
        for key, answer in zip(growth_series.keys(found), found, strict=True):
            if answer.row["money"] and answer.row["baseline_value"] > 0:
                said = growth_data.place(space, region, key, Wish()).scenario(EIGHT)
                assert answered.search(said), (key, said)
                shown.add(answer.row["figure_id"])
    asked = [row for row in rows("assessments") if row["region_code"] == region and row["level_unit"].startswith("元")]
    assert {
        row["figure_id"] for row in asked if row["met_at_8_percent"] and row["baseline_source_level"] == "own"
    } <= shown


def test_the_years_are_taken_along_with_their_sources(client, space):
    answer = client.get(f"/download/growth.csv?region={HAICHENG}&indicator={ORPHAN}&rate=8.5")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["年份", "已知水平", "按所选增速"]
    by_year = {row[0]: row for row in rows[1:]}
    assert float(by_year["2025"][2]) == pytest.approx(1680 * 1.085**5, abs=1e-3) and by_year["2025"][1] == ""
    assert by_year["2020"][1] == "1680.0" and by_year["2020"][-1] == naming.source(by_year["2020"][-2], space.names)
    assert client.get("/download/growth.csv?region=999999").status_code == 404


# ---- the page in a browser ----


def slide(page, percent: float) -> None:
    page.locator("#growth-rate").fill(str(step_of(percent)))
    expect_address(page, rate=f"{percent:g}" if percent != 8 else None)
    quiet(page)  # a moment later Dash knows the address, too


def test_it_opens_at_8_percent_on_a_county_s_standard(visit):
    page = visit("/growth")
    expect(page.locator("h1")).to_contain_text("海城市集中养育孤儿基本生活养育标准：期限已过，2025年实际数未公布")
    expect(page.locator("#growth-subtitle")).to_have_text(
        "如按每年 8% 增长，2025年为 3,233 元，达不到目标（折算 3,300 元）"
    )
    expect(page.locator(".growth-main")).to_contain_text("截至2025年底。")
    expect(page.locator("#growth-chosen")).to_have_text("8%")
    expect(page.locator("#growth-slider")).to_contain_text("▲ 达标须 8.45%，取 8.5%")
    ends = page.locator("#growth-chart text.end").all_text_contents()
    assert set(ends) == {
        "目标 折算 3,300 元",
        "需要的增长（每年 8.45%） 3,300 元",
        "按每年 8% 增长 3,233 元",
    }
    assert [url for url in page.requests if "plotly" in url.rsplit("/", 1)[-1]] == []


@pytest.mark.parametrize("percent", [0, 6.5, 8.4, 8.5, 12.3])
def test_the_page_shows_the_model_s_numbers_at_every_rate(visit, space, percent):
    page = visit(f"/growth?region={HAICHENG}&indicator={ORPHAN}")
    slide(page, percent)
    answer = answer_at(space, HAICHENG, ORPHAN, round(percent / 100, 3))
    expect(page.locator("h1")).to_have_text(Growth((answer,), space).chart().title)
    expect(page.locator("#growth-subtitle")).to_contain_text(Growth((answer,), space).chart().subtitle)
    expect(page.locator("#growth-said")).to_have_text(wording.at_rate(answer, space.names))
    for year in range(2020, 2026):
        expected = f"{growth.project(1680, percent / 100, year - 2020):,.0f}"
        expect(page.locator(f'[data-path-year="{year}"]')).to_have_text(expected)
    end = f"按每年 {percent:g}% 增长 {growth.project(1680, percent / 100, 5):,.0f} 元"
    expect(page.locator("#growth-chart text.end.path")).to_have_text(end)
    expect(page.locator("#growth-rate")).to_have_attribute("aria-valuetext", f"{percent:g}%")


def test_dragging_redraws_at_once_at_every_step_and_asks_nobody(visit):
    page = visit(f"/growth?region={HAICHENG}&indicator={ORPHAN}")
    asked = len(page.requests)
    drawn = page.evaluate(
        """() => {
            const rate = document.getElementById("growth-rate");
            const drawn = new Set();
            for (let step = 60; step <= 120; step += 1) {
                rate.value = step;
                rate.dispatchEvent(new Event("input", { bubbles: true }));
                drawn.add(document.querySelector("#growth-chart path.line.path").getAttribute("d"));
            }
            return drawn.size;
        }"""
    )
    assert drawn == 61, "each before the next"
    expect_address(page, rate="12")
    quiet(page)
    assert [url for url in page.requests[asked:] if not url.endswith("icon.svg")] == []


def test_the_slider_is_moved_with_the_keyboard_and_the_address_keeps_the_rate(visit):
    page = visit(f"/growth?region={HAICHENG}&indicator={ORPHAN}")
    page.focus("#growth-rate")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#growth-subtitle")).to_contain_text("按每年 8.1% 增长")
    expect_address(page, rate="8.1")
    page.reload()
    quiet(page)
    expect(page.locator("#growth-chosen")).to_have_text("8.1%")
    page.get_by_role("button", name="8%", exact=True).click()
    expect_address(page, rate=None)


def test_choices_are_steps_to_go_back_from_and_keep_the_rate(visit):
    page = visit(f"/growth?region={HAICHENG}&indicator=orphan_standard")
    slide(page, 9)
    page.locator("#growth-series-indicator label", has_text="分散").click()
    expect(page.locator("h1")).to_contain_text("散居孤儿基本生活养育标准")
    expect(page.locator("#growth-subtitle")).to_contain_text("按每年 9% 增长")
    page.fill("#growth-floor", "10")
    page.keyboard.press("Enter")
    expect(page.locator("#growth-effects")).to_contain_text("每年增长不低于 10%自2021年起作用，共5年")
    expect_address(page, only=True, region=HAICHENG, indicator=ORPHAN, rate="9", floor="10")
    expect(page.locator("#growth-floor")).to_be_focused()
    page.go_back()
    expect(page.locator("#growth-effects li")).to_have_count(0)
    page.go_back()
    expect(page.locator("h1")).to_contain_text("集中养育孤儿基本生活养育标准")
    expect(page.locator("#growth-subtitle")).to_contain_text("按每年 9% 增长")
    page.go_forward()
    expect(page.locator("h1")).to_contain_text("散居孤儿基本生活养育标准")
    expect(page.locator("#growth-subtitle")).to_contain_text("按每年 9% 增长")


def test_a_choice_made_right_after_a_drag_keeps_the_rate(visit):
    page = visit(f"/growth?region={HAICHENG}&indicator=orphan_standard")
    page.evaluate("""() => {
        const rate = document.getElementById("growth-rate");
        rate.value = 90;
        rate.dispatchEvent(new Event("input", { bubbles: true }));
        document.querySelector("#growth-series-indicator input:not(:checked)").click();
    }""")
    expect(page.locator("h1")).to_contain_text("散居孤儿基本生活养育标准")
    expect(page.locator("#growth-subtitle")).to_contain_text("按每年 9% 增长")
    expect_address(page, only=True, region=HAICHENG, indicator=ORPHAN, rate="9")


def test_rules_change_with_the_slider(visit):
    page = visit(f"/growth?region={HAICHENG}&indicator={RURAL}&floor=6&rounding=up-10")
    expect(page.locator("#growth-effects li").first).to_have_text("每年增长不低于 6%没有起作用")
    slide(page, 4)
    expect(page.locator("#growth-effects li").first).to_contain_text("自2021年起作用")
    expect(page.locator("#growth-subtitle")).to_contain_text("按每年 4% 增长并执行所选规则")


def test_places_are_compared_at_the_same_rate(visit):
    page = visit(f"/growth?region={HAICHENG}&indicator={ORPHAN}&places={SHENYANG},{LIAONING}")
    slide(page, 9)
    beginnings = ("沈阳市散居", "辽宁省散居孤儿基本生活养育平均标准")
    told = [re.compile(f"^{beginning}.*每年 9% 增长") for beginning in beginnings]
    expect(page.locator("#growth-others li")).to_have_text(told)
    ends = page.locator("#growth-chart text.end").all_text_contents()
    assert any(one.startswith("沈阳市 ") for one in ends) and any(one.startswith("辽宁省 ") for one in ends)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"?region={HAICHENG}&indicator=orphan_standard.nobody", "没有地址中的口径，已显示"),
        (f"?region={HAICHENG}&indicator={ORPHAN}&rate=99", "地址中的增速不在 0% 至 15% 之间，已取 8%。"),
        (f"?region={HAICHENG}&indicator={ORPHAN}&rate=8.447", "增速按 0.1 个百分点一档，已取 8.4%。"),
        (f"?region={HAICHENG}&indicator={ORPHAN}&places=210102", "有的比较地区没有同一口径的水平，未显示。"),
        (f"?region={HAICHENG}&indicator={ORPHAN}&index=__proto__", "没有地址中的挂钩数列，未采用。"),
        (f"?region={HAICHENG}&indicator={ORPHAN}&parity=70", "没有可以相比的另一标准，比例未采用。"),
        (f"?region={HAICHENG}&indicator={ORPHAN}&floor=%3Cimg%20src=x%20onerror=alert(1)%3E", "“每年不低于”应为"),
        (f"?region={HAICHENG}&indicator={ORPHAN}&rate=" + "9" * 10_000, "地址中的增速不在"),
    ],
)
def test_what_the_address_asks_for_in_vain_is_said_and_replaced(visit, query, said):
    page = visit("/growth" + query)
    expect(page.locator(".notice")).to_contain_text(said)
    expect(page.locator("#growth img, #growth script")).to_have_count(0)


def test_a_ratio_says_that_equal_growth_leaves_it_where_it_is(visit):
    page = visit(f"/growth?region={LIAONING}&indicator=dibao_urban_rural_ratio")
    slide(page, 5)
    expect(page.locator("#growth-subtitle")).to_have_text("如双方同按每年 5% 增长，比值不变，2025年仍为 1.451")
    expect(page.locator("#growth-said")).to_have_text(re.compile(r"城市每年增长 5% 时，农村须增长 7\.34%。$"))


def test_an_indicator_without_a_rate_has_no_slider_but_its_path(visit):
    page = visit(f"/growth?region={LIAONING}&indicator=elderly_beds")
    expect(page.locator(".growth-main")).to_contain_text("这一指标不按增速推算")
    expect(page.locator("#growth-slider")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1024, 768), (390, 844)])
def test_nothing_has_to_be_scrolled_sideways_and_verdict_and_slider_are_seen_first(visit, width, height):
    page = visit(f"/growth?region={HAICHENG}&indicator={RURAL}&places={SHENYANG}&floor=5", width, height)
    expect_no_scrolling_sideways(page)
    for part in ("h1", "#growth-subtitle", "#growth-rate"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= height and box["x"] + box["width"] <= width
    drawing = page.locator("#growth-chart svg").bounding_box()
    assert drawing["width"] > 0.45 * width - 100 and drawing["x"] + drawing["width"] <= width
    beyond = """width => [...document.querySelectorAll('#growth-chart text')].filter(
        one => one.getBoundingClientRect().right > width).map(one => one.textContent)"""
    expect_value(page, beyond, [], width)


def test_the_chart_follows_the_width_of_the_window(visit):
    page = visit("/growth")
    before = page.locator("#growth-chart svg").bounding_box()["width"]
    page.set_viewport_size({"width": 900, "height": 720})
    fits = """before => {
        const host = document.querySelector('#growth-chart').getBoundingClientRect();
        const drawing = document.querySelector('#growth-chart svg');
        const width = drawing.getBoundingClientRect().width;
        return width < before && Math.abs(host.width - width) <= 1 && Number(drawing.getAttribute('width')) < before;
    }"""
    expect_value(page, fits, True, before)


@pytest.mark.parametrize(
    "query", ["", f"?region={HAICHENG}&indicator={RURAL}&places={SHENYANG}&floor=5&rounding=up-10"]
)
def test_a_view_prints_on_one_sheet(visit, query):
    sheet = visit("/growth" + query).pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_a_chosen_region_opens_its_own_view(visit):
    page = visit("/growth")
    pick(page, "growth-region", "乌海")
    expect(page.locator("h1")).to_contain_text("乌海市最低生活保障标准")
    expect_address(page, region=WUHAI)
