"""How grave a finding is: an error holds for whoever reads the places, a doubt is a question, a fact is told once."""

import pandas as pd
from audit_case import BEDS, DIBAO, MONTH, ORPHAN, PER_THOUSAND, TEKUN, dibao, over, places, rural
from audit_findings import SEPARATOR, only, run
from audit_tables import built, figure, growth, target

from analysis.audit import engine, inputs

AVERAGE = "dibao_average_standard"
JOINT = {"start": 7, "document": "province", "region": "210000"}


def test_a_claim_whose_start_is_not_printed_may_count_one_year_less():
    # 492 → 672: 6.43% over five years, 8.11% over four
    rows = [
        figure(AVERAGE, value, MONTH, year=year, residence="urban") for value, year in (("492", 2015), ("672", 2020))
    ]
    stated = growth(AVERAGE, "8", "annual_growth", 2015, 2020, residence="urban")
    one = only([*rows, stated], "A101")
    assert (one["severity"], one["recomputed"]) == ("note", "6.43%")
    assert "起算年没有印，请核对" in one["message"]
    assert only([*rows, stated | {"base": "2015年"}], "A101")["severity"] == "error"


def joint(urban: tuple[str, str], rural_: tuple[str, str] | None, claim: str = "8") -> list[dict]:
    """Levels of 2015 and 2020 of a province, and one printed rate for 城 and 乡."""
    sides = {"urban": urban, "rural": rural_}
    levels = [
        figure(AVERAGE, value, MONTH, year=year, residence=side, region="210000")
        for side, values in sides.items() if values
        for value, year in zip(values, (2015, 2020), strict=True)
    ]  # fmt: skip
    claims = [
        growth(AVERAGE, claim, "annual_growth", 2015, 2020, residence=side, base="2015年") | JOINT for side in sides
    ]
    return [*levels, *claims]


def test_a_rate_for_town_and_country_is_tested_on_both():
    low, fits, high = ("500", "600"), ("400", "588"), ("400", "700")  # 3.7%, 8.0%, 11.8% a year
    assert run(joint(low, fits), "A101").empty
    assert run(joint(low, high), "A101").empty, "the mean of both may be 8%"
    one = only(joint(low, ("400", "500")), "A101")
    assert one["severity"] == "error"
    assert "城市最低生活保障平均标准" in one["message"] and "农村最低生活保障平均标准" in one["message"]
    assert len(one["figure_ids"].split(SEPARATOR)) == 6


def test_a_rate_for_town_and_country_of_which_one_is_known_is_at_most_a_question_and_says_so():
    one = only(joint(("500", "600"), None), "A101")
    assert one["severity"] == "warning"
    assert "所称并及“农村最低生活保障平均标准”，其两端没有都印" in one["message"]


def test_a_rise_for_town_and_country_is_tested_on_both():
    rows = [*over("urban", "500", "600"), *over("rural", "313", "445")]  # 20%, 42.2%
    claims = [
        growth(DIBAO, "42", "total_growth", 2016, 2020, residence=side) | {"start": 7} for side in ("urban", "rural")
    ]
    assert run([*rows, *claims], "A102").empty
    assert len(run([*rows, *(claim | {"printed_value": "60"} for claim in claims)], "A102")) == 1


def institutions(printed: str, **cells) -> list[dict]:
    """A coverage over the districts of a city that says it has three."""
    return [
        figure("child_protection_institution_coverage", printed, "%", region="150300", **cells),
        figure("districts", "三", "", read_as="个", region="150300"),
    ]


def test_a_share_that_the_city_and_its_districts_give_together_is_no_error():
    one = only(institutions("25"), "D101")
    assert one["severity"] == "note"
    assert "共 3 个，连同本级共 4 个才凑得出这个比例，请写明分母" in one["message"]
    assert only(institutions("40"), "D101")["severity"] == "error"


def test_a_share_of_another_year_than_the_number_of_units_is_no_error():
    assert only(institutions("40", year=2019), "D101")["severity"] == "note"


def test_two_numbers_without_a_printed_year_may_be_of_two_dates():
    rows = [rural(TEKUN, "423"), rural(TEKUN, "442") | {"year_stated": False}]
    one = only(rows, "B101")
    assert one["severity"] == "warning"
    assert "可能是两个时点，请核对各是哪一年的数" in one["message"]


def test_of_a_plan_and_a_report_the_plan_is_in_question_of_two_plans_the_one_that_speaks_of_another_place():
    report = dibao("660", kind="observed", document="reports", how_known="published")
    assert (
        only([report, dibao("645", region="150300", document="wuhai") | {"region_code": "210381"}], "B102")[
            "document_id"
        ]
        == "wuhai"
    )
    assert only([dibao("650"), dibao("645", document="wuhai")], "B102")["document_id"] == "wuhai"
    assert only([dibao("650"), dibao("645", document="city")], "B102")["document_id"] == "city"


def test_another_district_s_level_contradicts_no_plan():
    borrowed = dibao("660", kind="observed", document="reports", how_known="published_for_neighbour")
    for code in ("B102", "G101", "G104"):
        assert run([borrowed, dibao("645"), figure(TEKUN, "838", MONTH, residence="urban")], code).empty


def test_a_count_without_a_unit_is_clear_a_share_is_not():
    assert only([target("lottery_outlets", "12000", "", read_as="个", quote="12000")], "C103")["severity"] == "note"


def test_months_printed_as_years_for_one_standard_are_one_finding():
    rows = [*places(ORPHAN, ["1500", "1600", "1700", "1800"]),
            figure(ORPHAN, "700", "元/人/年", year=2015), figure(ORPHAN, "1100", "元/人/年")]  # fmt: skip
    one = only(rows, "C101")
    assert one["figure_ids"] == "county#5;county#6"
    assert "“700元/人/年”（2015年" in one["message"] and "“1100元/人/年”（2020年" in one["message"]


def test_the_share_is_doubted_where_it_stands_under_the_name_of_the_indicator():
    rows = [
        figure("nursing_bed_share", "37", "%"),
        figure("nursing_bed_share", "37", "%", table_row="5"),
        figure("nursing_beds", "1237", "张"),
        figure("elderly_beds", "3354", "张"),
    ]
    assert only(rows, "A202")["figure_ids"] == "county#2;county#3;county#4"


def early(date: str) -> pd.DataFrame:
    rows = [
        target("registered_volunteers", "13.8", "万人", year=2020),
        target("registered_volunteer_share", "13", "%", year=2020),
    ]
    return run(rows, "E107", plans={"county": ("210381", date)})


def test_a_year_that_was_running_when_the_plan_was_written_is_a_note():
    assert early("2020-06-24")["severity"].tolist() == ["note"]
    assert "2020-06-24成文，当时该年尚未结束" in early("2020-06-24")["message"].item()
    for date in ("2021-03-01", ""):
        assert early(date)["severity"].tolist() == ["warning"]


def test_targets_of_an_early_year_in_one_passage_are_one_finding():
    assert early("2021-03-01")["figure_ids"].tolist() == ["county#1;county#2"]


def test_a_target_read_as_of_another_year_than_the_period_s_end_is_not_said_to_be_of_its_end():
    assert run([target("registered_volunteers", "13.8", "万人", year=2020, year_stated=False)], "E105").empty


def beyond(base: str, printed: str, form: str, **cells) -> pd.DataFrame:
    return run(
        [figure("cremation_rate", base, "%"), target("cremation_rate", printed, "%", form=form, **cells)], "E110"
    )


def test_a_growing_share_is_stopped_at_a_hundred_per_cent():
    floor = {"comparator": ">=", "year": pd.NA, "period_start": 2020, "period_end": 2025}
    found = beyond("80", "8", "annual_floor", **floor)
    assert "折算为 117.55%，高于上限 100%，按 100% 计" in found["message"].item()  # 80 × 1.08^5
    assert beyond("80", "3", "annual_floor", **floor).empty  # 92.7%
    assert len(beyond("80", "30", "total_growth", **floor | {"comparator": "="})) == 1


def test_within_the_printed_precision_the_bound_may_just_be_kept():
    assert beyond("90.4", "10", "absolute_change").empty  # 90.35 + 9.5
    assert len(beyond("91", "10", "absolute_change")) == 0  # 90.5 + 9.5 = 100
    assert len(beyond("92", "10", "absolute_change")) == 1


def test_a_fall_below_nothing_is_stopped_at_the_lower_bound():
    rows = [
        figure("elderly_service_circle_minutes", "15", "分钟"),
        target("elderly_service_circle_minutes", "30", "分钟", form="absolute_change"),
    ]
    frames = built(rows)
    falls = frames["figures"]["form"] == "absolute_change"
    frames["figures"].loc[falls, ["value", "value_low", "value_high"]] = -30.0
    frames["targets"].loc[frames["targets"]["form"] == "absolute_change", "value"] = -30.0
    found = engine.run(inputs.tables(frames), ["E110"])
    assert "低于下限 0 分钟" in found["message"].item()


def test_a_range_is_reached_at_its_weaker_end_and_weaker_than_another_only_as_a_whole():
    reached = [figure(BEDS, "36", PER_THOUSAND), target(BEDS, "35-40", PER_THOUSAND, comparator="range")]
    assert len(run(reached, "E101")) == 1
    assert run([reached[0] | {"printed_value": "34"}, reached[1]], "E101").empty
    city = target(BEDS, "38", PER_THOUSAND, region="210300")
    assert run([reached[1], city], "F101").empty and run([reached[1], city], "F102").empty
    assert only([reached[1], city | {"printed_value": "42"}], "F101")["deviation"] == 2


def test_a_target_that_the_table_keeps_for_two_series_is_told_once_with_both_names():
    above = growth(
        "orphan_average_standard", "6", "annual_growth", 2020, 2025, kind="target", region="210000", comparator=">"
    )
    same = {"start": 7}
    rows = [
        growth(ORPHAN, "50", "total_growth", 2020, 2025, arrangement=one, kind="target") | same
        for one in ("collective", "dispersed")
    ]
    one = only([*rows, above], "F102")
    assert one["figure_ids"] == "county#1;province#3;county#2"
    assert one["message"].endswith("；“分散孤儿基本生活养育标准”同此。")
