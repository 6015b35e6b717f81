"""Paths under combined rules: each rule by itself by hand, their order, and what must hold for all paths."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.models import cost, scenario
from analysis.models.scenario import START

RATES = st.floats(-0.05, 0.3)
STARTS = st.floats(100, 5000)
STEPS = st.sampled_from([5, 10])
WAYS = st.sampled_from(["up", "nearest"])


def values(*rules, start=1000.0, years=2):
    return scenario.path(2020, start, 2020 + years, rules)["value"].tolist()


def test_a_constant_rate_is_compound_growth():
    # 1680 · 1.08⁵ = 2468.47 (docs of the plans: 海城 orphans)
    path = scenario.path(2020, 1680, 2025, [scenario.constant_rate(0.08)])
    assert path["value"].iloc[-1] == pytest.approx(2468.4712, abs=1e-3)
    assert path["growth"].iloc[1:].tolist() == pytest.approx([0.08] * 5)
    assert path["binding"].tolist() == [START, *["每年增长 8%"] * 5]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param([scenario.yearly_rates([0.1, 0.05], 2021)], [1000, 1100, 1155], id="yearly rates"),
        pytest.param([scenario.constant_rate(0.03), scenario.growth_floor(0.05)],
                     [1000, 1050, 1102.5], id="floor of the growth"),
        pytest.param([scenario.level_floor({2022: 1200})], [1000, 1000, 1200], id="level floor in one year"),
        pytest.param([scenario.constant_rate(0.1), scenario.cap(1150)], [1000, 1100, 1150], id="cap"),
        pytest.param([scenario.indexed_to({2019: 100, 2020: 104, 2021: 110.24}, "人均消费支出")], [1000, 1040, 1102.4],
                     id="last year's growth of consumption"),
        pytest.param([scenario.constant_rate(0.05),
                      scenario.indexed_to({2019: 100, 2020: 104, 2021: 114.4}, "人均消费支出", at_least=True)],
                     [1000, 1050, 1155], id="at least last year's growth of consumption"),
        pytest.param([scenario.parity({2021: 1400, 2022: 1700}, 0.7, "城市")], [1000, 1000, 1190], id="70% of urban"),
        pytest.param([scenario.at_least_parent({2021: 900, 2022: 1100}, "省定标准")], [1000, 1000, 1100], id="parent"),
        pytest.param([scenario.constant_rate(0.083), scenario.rounding(10)], [1000, 1080, 1170], id="nearest"),
        pytest.param([scenario.constant_rate(0.083), scenario.rounding(10, "up")], [1000, 1090, 1190], id="up"),
        pytest.param([scenario.constant_rate(0.0825), scenario.rounding(5)], [1000, 1085, 1175], id="halves go up"),
        pytest.param([], [1000, 1000, 1000], id="without growth the level stays"),
    ],
)  # fmt: skip
def test_each_rule_by_hand(rules, expected):
    assert values(*rules) == pytest.approx(expected)


def test_growth_starts_from_the_decreed_level_not_from_the_unrounded_one():
    # 1043 ≈ 1040; 1040 · 1.043 = 1084.72 ≈ 1080, whereas 1000 · 1.043² = 1087.85 ≈ 1090
    assert values(scenario.constant_rate(0.043), scenario.rounding()) == [1000, 1040, 1080]


def test_rounding_to_the_nearest_step_does_not_break_a_floor():
    # 650 · 1.05 = 682.5, nearest 680 would be a rise of 4.6%
    assert values(scenario.growth_floor(0.05), scenario.rounding(), start=650, years=1) == [650, 690]


def test_rounding_up_does_not_break_a_cap():
    assert values(scenario.constant_rate(0.08), scenario.cap(1085), scenario.rounding(10, "up"), years=1) == [
        1000,
        1080,
    ]


def test_a_level_between_limits_without_a_multiple_stays_unrounded():
    rules = [scenario.constant_rate(0.5), scenario.level_floor(1083), scenario.cap(1087), scenario.rounding()]
    assert values(*rules, years=1) == [1000, 1087]


def test_the_highest_lower_limit_binds_and_is_named():
    rules = [
        scenario.constant_rate(0.02),
        scenario.growth_floor(0.05),
        scenario.level_floor({2022: 1200}, "省定标准"),
        scenario.cap(5000),
        scenario.rounding(10),
    ]
    path = scenario.path(2020, 1000, 2023, rules)
    assert path["value"].tolist() == [1000, 1050, 1200, 1260]
    assert path["binding"].tolist() == [START, "每年增长不低于 5%", "省定标准", "每年增长不低于 5%"]
    table = scenario.first_binding(path, rules)
    assert table["rule"].tolist() == [rule.label for rule in rules]
    assert table["years"].tolist() == [0, 2, 1, 0, 0]
    assert table["first_year"].astype(object).where(table["years"] > 0, None).tolist() == [None, 2021, 2022, None, None]


def test_a_cap_overrules_a_floor_and_says_so():
    path = scenario.path(2020, 1000, 2021, [scenario.growth_floor(0.05), scenario.cap(1020, "财力上限")])
    last = path.iloc[-1]
    assert (last["value"], last["binding"], last["overruled"]) == (1020, "财力上限", "每年增长不低于 5%")


def test_the_order_in_which_rules_are_given_changes_nothing():
    rules = [scenario.rounding(), scenario.cap(1300), scenario.growth_floor(0.06), scenario.constant_rate(0.03)]
    assert values(*rules, years=5) == values(*reversed(rules), years=5)


def test_a_gliding_ratio_is_the_constant_rate_by_which_rural_outgrows_urban():
    # By hand: 672 / (5558/12) = 1.451; (1.451/1.3)^(1/5) − 1 = 2.22% a year; 1.08 · 1.0222 − 1 = 10.40%
    urban, rural = 672.0, 5558 / 12
    urban_path = scenario.path(2020, urban, 2025, [scenario.constant_rate(0.08)]).set_index("year")["value"]
    ratio = scenario.gliding_ratio(2020, urban / rural, 2025, 1.3)
    rule = scenario.parity(urban_path.to_dict(), {year: 1 / value for year, value in ratio.items()}, "城市")
    path = scenario.path(2020, rural, 2025, [rule])
    assert path["growth"].iloc[1:].tolist() == pytest.approx([0.1040] * 5, abs=5e-5)
    assert urban_path[2025] / path["value"].iloc[-1] == pytest.approx(1.3)


@settings(deadline=None)  # a busy machine is no failure
@given(STARTS, st.floats(0.0, 0.15), st.lists(RATES, min_size=5, max_size=5))
def test_a_path_with_a_floor_is_never_below_the_average_path_of_that_rate(start, floor, rates):
    average = scenario.path(2020, start, 2025, [scenario.constant_rate(floor)])
    floored = scenario.path(2020, start, 2025, [scenario.yearly_rates(rates, 2021), scenario.growth_floor(floor)])
    assert (floored["value"] >= average["value"] * (1 - 1e-9)).all()


@settings(deadline=None)  # a busy machine is no failure
@given(STARTS, RATES, st.floats(0.0, 0.15), STEPS, WAYS)
def test_rounding_never_takes_a_year_below_its_floor(start, rate, floor, step, way):
    rules = [scenario.constant_rate(rate), scenario.growth_floor(floor), scenario.rounding(step, way)]
    path = scenario.path(2020, start, 2027, rules)
    assert (path["growth"].iloc[1:] >= floor - 1e-9).all()
    off_step = (path["value"].iloc[1:] / step) % 1
    assert ((off_step < 1e-6) | (off_step > 1 - 1e-6)).all()
    assert (path["value"] - path["unrounded"]).abs().max() <= step


@settings(deadline=None)  # a busy machine is no failure
@given(STARTS, RATES, st.floats(200, 4000), STEPS, WAYS)
def test_no_year_lies_above_a_cap(start, rate, limit, step, way):
    path = scenario.path(
        2020, start, 2027, [scenario.constant_rate(rate), scenario.cap(limit), scenario.rounding(step, way)]
    )
    assert (path["value"].iloc[1:] <= limit * (1 + 1e-9)).all()


@settings(deadline=None)  # a busy machine is no failure
@given(STARTS, RATES, RATES)
def test_one_more_lower_limit_never_lowers_a_path(start, rate, parent_rate):
    parent = scenario.path(2020, start, 2026, [scenario.constant_rate(parent_rate)]).set_index("year")["value"]
    free = scenario.path(2020, start, 2026, [scenario.constant_rate(rate)])
    bound = scenario.path(
        2020, start, 2026, [scenario.constant_rate(rate), scenario.at_least_parent(parent, "省定标准")]
    )
    assert (bound["value"] >= free["value"] * (1 - 1e-9)).all()
    assert (bound["value"] >= parent.to_numpy() * (1 - 1e-9)).all()


@settings(deadline=None)  # a busy machine is no failure
@given(STARTS, RATES, st.floats(0.01, 1000))
def test_a_change_of_units_changes_nothing(start, rate, factor):
    def path(scale):
        rules = [scenario.constant_rate(rate), scenario.cap(3000 * scale), scenario.rounding(10 * scale, "up")]
        return scenario.path(2020, start * scale, 2025, rules)["value"]

    # Rounding may fall to the other side where a level lies on a step but for floating point: compare to half a step.
    assert path(factor).div(factor).sub(path(1.0)).abs().iloc[1] <= 10 + 1e-6
    unrounded = [scenario.constant_rate(rate), scenario.growth_floor(0.02)]
    scaled = scenario.path(2020, start * factor, 2025, unrounded)["value"]
    assert scaled.tolist() == pytest.approx((scenario.path(2020, start, 2025, unrounded)["value"] * factor).tolist())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: scenario.path(2020, 0, 2025, []), "起点应为正数"),
        (lambda: scenario.path(2020, math.nan, 2025, []), "起点应为正数"),
        (lambda: scenario.path(2025, 1000, 2020, []), "终点年 2020 早于起点年 2025"),
        (lambda: scenario.constant_rate(8), "8% 写作 0.08"),
        (lambda: scenario.constant_rate(math.nan), "增速应为小数"),
        (lambda: scenario.rounding(0), "取整应为正的步长"),
        (lambda: scenario.rounding(10, "down"), "nearest 或 up"),
        (lambda: scenario.cap(0), "限额应为正数"),
        (lambda: scenario.at_least_parent({2021: math.nan}, "省定标准"), "没有数字的年份请不要列出"),
        (lambda: values(scenario.constant_rate(0.05), scenario.yearly_rates([0.1, 0.1], 2021)), "只能有一条增速规则"),
        (lambda: values(scenario.cap(1), scenario.cap(2)), "规则的名称重复"),
        (lambda: values(scenario.yearly_rates([0.1], 2021)), "没有2022年的增速（已有的年份：2021）"),
        (lambda: values(scenario.indexed_to({2019: 100, 2021: 110}, "消费")), "没有2021年的增速（已有的年份：无）"),
    ],
)
def test_bad_input_is_told_in_one_sentence(make, words):
    with pytest.raises(ValueError) as error:
        make()
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_end_at_the_start_is_the_start_alone():
    assert scenario.path(2020, 1000, 2020, [scenario.constant_rate(0.08)])["value"].tolist() == [1000]


def people(**changes):
    row = {"region_code": "220502", "indicator_id": "tekun_recipients", "residence": "", "arrangement": "",
           "subgroup": "", "year": 2020, "value": 335.0, "figure_id": "plan#3"}  # fmt: skip
    return pd.DataFrame([row | changes])


SERIES = {"region_code": "220502", "indicator_id": "tekun_standard", "residence": "", "arrangement": "", "subgroup": ""}


def test_extra_cost_is_difference_times_recipients_times_twelve():
    found = cost.recipients(people(), SERIES)
    higher = scenario.path(2020, 700, 2021, [scenario.constant_rate(0.10)])
    lower = scenario.path(2020, 700, 2021, [scenario.constant_rate(0.05)])
    table = cost.extra_cost(higher, lower, found)
    assert table["cost"].tolist() == pytest.approx([0, 35 * 335 * 12])
    assert table[["recipients_year", "recipients_figure_id"]].values.tolist() == [[2020, "plan#3"]] * 2


@pytest.mark.parametrize(
    ("table", "series", "reason"),
    [
        (people(), SERIES | {"residence": "rural"}, "只有不分类别的总人数（2020年 335 人）"),
        (people(region_code="210381"), SERIES, "本地区没有享受人数"),
        (people(), SERIES | {"indicator_id": "community_facility_coverage"}, "没有对应的人数指标"),
    ],
)
def test_an_unknown_number_of_recipients_has_a_reason_and_no_cost(table, series, reason):
    found = cost.recipients(table, series)
    assert found.number is None
    assert reason in found.reason
    path = scenario.path(2020, 700, 2021, [])
    with pytest.raises(ValueError, match="不能估算增支"):
        cost.extra_cost(path, path, found)
