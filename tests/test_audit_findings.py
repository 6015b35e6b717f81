"""What the rules say beyond firing: severity by evidence, hints, units, the higher plan; and the real five plans."""

import re

import pandas as pd
import pytest
from audit_case import BEDS, DIBAO, MONTH, ORPHAN, PER_THOUSAND, TEKUN, dibao, over, places, rural
from audit_findings import SEPARATOR, only, run
from audit_tables import figure, growth, target

from analysis import tables

CLAIM = growth(DIBAO, "8", "annual_floor", 2016, 2020, comparator=">=", residence="urban", base="2016年")


def test_an_inferred_year_makes_a_growth_claim_a_warning_and_is_named():
    one = only([*over("urban", "500", "650"), CLAIM | {"year_stated": False}], "A101")
    assert one["severity"] == "warning"
    assert "年份2016、2020系推断" in one["message"]


def test_levels_of_another_document_make_a_growth_claim_a_warning():
    rows = [*over("urban", "500", "650"), CLAIM | {"document": "city"}]
    assert only(rows, "A101")["severity"] == "warning"
    assert only(rows, "A101")["document_ids"] == "city;county"


def test_inferred_units_are_named():
    rows = [row | {"printed_unit": "元/月", "read_as": "元/人·月"} for row in over("urban", "500", "650")]
    assert "单位“元/人·月”系推断" in only([*rows, CLAIM], "A101")["message"]


def test_an_average_rate_may_be_the_arithmetic_mean():
    # 500 → 660 in four years: 7.19% compounded, 8.00% on average
    stated = growth(DIBAO, "8", "annual_growth", 2016, 2020, residence="urban", base="2016年")
    assert run([*over("urban", "500", "660"), stated], "A101").empty
    assert only([*over("urban", "500", "700"), stated], "A101")["severity"] == "error"


def test_a_claim_that_holds_over_no_number_of_steps_says_so():
    one = only([*over("urban", "500", "505"), CLAIM], "A101")
    assert "按任何步数计都不成立" in one["message"]


def test_an_increase_in_yuan_is_held_against_both_levels():
    pay = "community_worker_pay"
    rows = [figure(pay, "2040", "元/人/月", year=2015), figure(pay, "3263", "元/人/月")]
    rise = growth(pay, "1223", "absolute_change", 2015, 2020, unit="元/人/月")
    assert run([*rows, rise], "A102").empty
    one = only([*rows, rise | {"printed_value": "1323"}], "A102")
    assert one["deviation"] == pytest.approx(100 - 1.5)  # each of the three averages is rounded to a yuan
    assert "增加 1,223 元/人·月" in one["message"]


def test_the_rise_that_fits_is_pointed_at_in_the_same_passage():
    rows = [
        *over("rural", "313", "445"),
        growth(DIBAO, "38", "total_growth", 2016, 2020, residence="rural", document="city"),
        growth(DIBAO, "42", "total_growth", 2016, 2020, residence="rural", region="210321", document="city"),
    ]
    one = only(rows, "A102")
    assert "印给台安县的“42%”与之相合" in one["message"]
    assert one["figure_ids"].split(SEPARATOR)[-1] == "city#4"
    assert "相合" not in only([*rows[:3], rows[3] | {"printed_value": "44"}], "A102")["message"]


def test_a_rise_that_does_not_tell_arrangements_apart_is_held_against_each():
    rows = [
        figure(TEKUN, value, "元/人/年", residence="urban", arrangement="dispersed", year=year)
        for value, year in (("9960", 2016), ("12660", 2020))
    ]
    rise = growth(TEKUN, "38.71", "total_growth", 2016, 2020, residence="urban")
    assert only([*rows, rise], "A102")["deviation"] == pytest.approx(38.705 - (12660 / 9960 - 1) * 100, abs=1e-4)


def test_shares_of_the_population_are_held_against_the_census():
    rows = [figure("registered_volunteer_share", "13", "%"), figure("registered_volunteers", "13.8", "万人")]
    assert run(rows, "A201").empty
    one = only([rows[0] | {"printed_value": "10"}, rows[1]], "A201")
    assert one["severity"] == "warning"


def test_two_sums_of_money_may_be_two_things():
    rows = [figure("columbarium_investment", value, "万元", kind="target", year=2025) for value in ("800", "500")]
    assert only(rows, "B101")["severity"] == "warning"


def test_all_figures_of_one_fact_are_named_the_outermost_first():
    one = only([rural(TEKUN, value) for value in ("440", "423", "442")], "B101")
    assert one["figure_ids"] == "county#2;county#3;county#1"


def test_a_target_that_few_units_cannot_reach_exactly_is_a_note_with_their_number():
    rows = [target("mental_rehabilitation_area_coverage", "80", "%", region="210300", comparator=">=")]
    one = only(rows, "D101")
    assert (one["severity"], one["recomputed"]) == ("note", "6÷7＝85.71%")


def test_recipients_counted_over_years_may_exceed_the_stock_with_a_note():
    rows = [
        figure("disability_allowances_recipients", "1211", "名", subgroup="registered_poor", kind="flow",
               year=pd.NA, period_start=2016, period_end=2020),
        figure("registered_poor_people", "908", "人"),
    ]  # fmt: skip
    one = only(rows, "D102")
    assert (one["severity"], one["deviation"]) == ("note", 303)
    assert "累计数" in one["message"]


def test_a_full_share_kept_is_a_note_a_target_below_the_baseline_a_warning():
    kept = [figure("cremation_rate", "100", "%"), target("cremation_rate", "100", "%")]
    assert only(kept, "E101")["severity"] == "note"
    fewer = [
        figure("elderly_service_circle_minutes", "15", "分钟"),
        target("elderly_service_circle_minutes", "30", "分钟"),
    ]
    one = only(fewer, "E101")
    assert (one["severity"], one["deviation"]) == ("warning", 15)  # less is better: 30 minutes fall behind 15


def test_a_ratio_that_is_reached_already_is_a_warning():
    rows = [target("dibao_urban_rural_ratio", "1.5", "倍"), dibao("672"), rural(DIBAO, "463")]
    one = only(rows, "E201")
    assert one["severity"] == "warning"
    assert "目标在基期已经达到" in one["message"]


def test_a_floor_below_a_level_target_is_no_contradiction():
    rows = [
        dibao("650"),
        target(DIBAO, "1000", MONTH, residence="urban"),
        growth(DIBAO, "5", "annual_floor", 2020, 2025, kind="target", comparator=">=", residence="urban"),
    ]
    assert run(rows, "E204").empty
    assert only([rows[0], rows[1] | {"printed_value": "800"}, rows[2]], "E204")["deviation"] == pytest.approx(
        650 * 1.05**5 - 800, abs=1e-3
    )


def test_targets_printed_as_one_count_once():
    same = {"attribute": "约束性", "start": 7}
    rows = [
        target("disability_living_allowance_coverage", "100", "%", **same),
        target("disability_care_allowance_coverage", "100", "%", **same),
    ]
    message = only(rows, "E103")["message"]
    assert "1 处约束性目标中，1 处没有" in message
    assert "：困难残疾人生活补贴覆盖率和重度残疾人护理补贴覆盖率；" in message


def test_a_later_plan_period_above_is_not_compared():
    rows = [target("nursing_bed_share", "55", "%"), target("nursing_bed_share", "73", "%", region="210000", year=2030)]
    assert run(rows, "F101").empty


def test_national_targets_from_reports_are_compared_and_said_to_be_that():
    rows = [
        target("nursing_bed_share", "50", "%"),
        target("nursing_bed_share", "55", "%", region="100000", document="reports", how_known="published"),
    ]
    assert "全国目标（据公开报道）" in only(rows, "F101")["message"]


def test_the_nearest_plan_above_counts():
    rows = [
        target("nursing_bed_share", "58", "%"),
        target("nursing_bed_share", "60", "%", region="210300"),
        target("nursing_bed_share", "55", "%", region="210000"),
    ]
    assert "低于鞍山市规划" in only(rows, "F101")["message"]


def missing(plans: dict[str, tuple[str, str]], region: str) -> pd.DataFrame:
    rows = [
        target("nursing_bed_share", "55", "%", region="210000", table_row="1", attribute="约束性"),
        target("mental_welfare_institution_coverage", "100", "%", region="210000", table_row="2", attribute="约束性"),
        target("cremation_rate", "95", "%", region=region),
    ]
    found = run(rows, "F105", plans=plans)
    return found[found["region_code"] == region]


def test_a_county_need_not_take_up_what_is_counted_over_cities():
    found = missing({"province": ("210000", ""), "county": ("210381", "")}, "210381")
    assert found["message"].tolist() == [
        "辽宁省指标表适用到海城市的 1 项约束性指标中，海城市规划有 1 项没有目标：养老机构护理型床位占比；"
        "不照抄不是错，由本级承担的可以补上。"
    ]
    assert found["severity"].tolist() == ["note"]
    assert found["document_ids"].tolist() == ["county;province"]
    assert found["document_id"].tolist() == ["county"], "it is the lower plan's, though the number stands in the other"


def test_a_plan_older_than_the_one_above_is_said_to_be():
    found = missing({"province": ("210000", "2021-09-06"), "county": ("210381", "2020-06-24")}, "210381")
    assert "早于上级的2021-09-06" in found["message"].item()


def test_the_ratio_that_the_province_prints_is_used_and_named():
    printed = figure("tekun_dibao_ratio", "1.5", "倍", kind="rule", region="210000", comparator=">=", year=pd.NA)
    one = only([rural(DIBAO, "340"), rural(TEKUN, "442"), printed], "G101")
    assert "不足 1.5 倍（510 元/人·月）" in one["message"]
    assert one["figure_ids"].split(SEPARATOR)[-1] == "province#3"


def test_standing_rules_are_milder_before_the_base_year():
    rows = [rural(DIBAO, "340", year=2016), rural(TEKUN, "423", year=2016)]
    assert only(rows, "G101")["severity"] == "note"


def test_every_arrangement_is_held_against_the_rule():
    rows = [rural(DIBAO, "340"), *(rural(TEKUN, "423", arrangement=one) for one in ("collective", "dispersed"))]
    assert len(run(rows, "G101")) == 2


def test_month_for_year_needs_places_to_compare_with():
    three = places(ORPHAN, ["1500", "1600"])
    assert run([*three, figure(ORPHAN, "1100", "元/人/年")], "C101").empty


def test_no_place_is_compared_with_itself_alone():
    rows = [
        figure("social_work_professionals_population_share", "1.2", "%", region="150300"),
        figure("social_work_professionals", "600", "人", region="150300"),
    ]
    assert run(rows, "C102").empty


def test_the_baseline_of_beds_without_targets_is_left_alone():
    assert run([figure(BEDS, "37", PER_THOUSAND), figure("elderly_beds", "3354", "张")], "E202").empty


# ---- the five plans ----

FOUND_BY_HAND = {
    "8% a year claimed, 500 → 650 over four years": ("A101", "haicheng-2021-2025#3"),
    "rural tekun 423 and 442": ("B101", "dongchang-2021-2025#15;dongchang-2021-2025#79"),
    "orphan standard 700 and 1100 a year": ("C101", "dongchang-2021-2025#21;dongchang-2021-2025#22"),
    "25% of three districts": ("D101", "wuhai-2021-2025#94"),
    "social workers 1.2% of the population": ("C102", "wuhai-2021-2025#86;wuhai-2021-2025#87"),
    "stations 50% and everywhere": ("B104", "liaoning-2021-2025#41;liaoning-2021-2025#82"),
    "rural dibao 38% for Haicheng": ("A102", "anshan-2021-2025#14"),
    "urban tekun 38.71% for Haicheng": ("A102", "anshan-2021-2025#26"),
    "355 students at 7000 yuan": ("A204", "haicheng-2021-2025#17"),
    "beds per thousand and new beds": ("E202", "wuhai-2021-2025#81;wuhai-2021-2025#125"),
    "beds of institutions or of all": ("A202", "wuhai-2021-2025#82"),
    "80% of seven counties": ("D101", "anshan-2021-2025#129"),
    "60% of fourteen villages": ("D101", "dongchang-2021-2025#96"),
    "410 to 600 against 70%": ("E201", "dongchang-2021-2025#61"),
    "672 to 5558 / 12 against 1.3": ("E201", "liaoning-2021-2025#29"),
    "30 below the 33 there are": ("E106", "wuhai-2021-2025#134"),
    "a target of 2020 in a plan for 2021 to 2025": ("E107", "haicheng-2021-2025#61"),
    "12000 of what": ("C103", "liaoning-2021-2025#34"),
}
ERRORS = {"A101": 1, "C101": 1}


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return tables.read("findings")


@pytest.mark.parametrize(("code", "figures"), FOUND_BY_HAND.values(), ids=list(FOUND_BY_HAND))
def test_what_a_reader_found_is_found(found, code, figures):
    ids = found.loc[found["rule"] == code, "figure_ids"] + SEPARATOR
    assert ids.str.startswith(figures + SEPARATOR).any()


def test_there_are_only_the_errors_that_were_read_and_hold(found):
    errors = found[found["severity"] == "error"]
    assert errors["rule"].value_counts().to_dict() == ERRORS


def test_every_error_and_warning_is_told_in_the_documentation(found, project_root):
    told = (project_root / "docs" / "audit.md").read_text(encoding="utf-8")
    for row in found[found["severity"] != "note"].itertuples():
        assert f"{row.rule} `{row.figure_ids.split(SEPARATOR)[0]}`" in told, row.message
    for code, figure_id in re.findall(r"（([A-G]\d{3}) `([^`]+)`）", told):
        assert ((found["rule"] == code) & found["figure_ids"].str.startswith(figure_id)).any(), (code, figure_id)
