"""What printed targets amount to: each form, each comparator, each path; what cannot be resolved says why."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables
from analysis.codelists import check, definitions
from analysis.models import references, targets
from analysis.models.levels import Codelists

CODELISTS = Codelists(definitions.indicators(), definitions.regions(), definitions.lineage(), definitions.references())
BLANK = {
    "region_code": "210381", "indicator_id": "dibao_standard", "residence": "urban", "arrangement": "", "subgroup": "",
    "form": "annual_floor", "comparator": ">=", "value": math.nan, "value_low": math.nan, "value_high": math.nan,
    "reference": "", "start_year": 2020, "target_year": 2025,
}  # fmt: skip


def promised(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{**BLANK, "figure_id": f"p#{number}", **row} for number, row in enumerate(rows)])


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("level", 2500, 2500),
        ("ratio_to", 1.3, 1.3),
        ("total_growth", 50, 2520),  # 海城 orphans: 1680 · 1.5
        ("annual_growth", 8, 2468.47),  # 1680 · 1.4693281
        ("annual_floor", 5, 2144.15),  # 1680 · 1.2762816
        ("absolute_change", 320, 2000),
        ("annual_absolute_change", 30, 1830),  # 1680 + 5 · 30
    ],
)
def test_each_form_amounts_to_a_level(form, value, expected):
    level = targets.level_of(pd.Series([form]), [value], [1680], [2020], [2020], [2025])
    assert level == pytest.approx([expected], abs=0.005)


def test_a_computed_level_stays_within_the_bounds_of_its_indicator_and_says_so():
    forms = pd.Series(["absolute_change", "annual_growth", "absolute_change", "absolute_change", "level", "level"])
    level = [105, 117.5, -5, 85, 103.5, math.nan]  # 95 + 10; 80 · 1.08^5; 10 - 15; 75 + 10; printed; not printed
    held, capped = targets.within_bounds(forms, level, [0] * 6, [100] * 6)
    assert held.tolist() == pytest.approx([100, 100, 0, 85, 103.5, math.nan], nan_ok=True)
    assert capped.tolist() == [True, True, True, False, False, False]


@pytest.mark.parametrize("form", targets.FROM_BASELINE)
@pytest.mark.parametrize(
    ("base", "base_year", "reason"), [(math.nan, math.nan, "no_baseline"), (1680, 2018, "baseline_not_at_start")]
)
def test_a_change_without_the_level_of_its_start_has_no_level(form, base, base_year, reason):
    forms = pd.Series([form])
    assert np.isnan(targets.level_of(forms, [5], [base], [base_year], [2020], [2025])).all()
    assert targets.why_no_level(forms, [base], [base_year], [2020]).tolist() == [reason]


def test_growth_on_a_base_of_zero_says_so_and_a_level_needs_no_base():
    forms = pd.Series(["total_growth", "level", "absolute_change"])
    bases, years = [0, 0, 0], [2020] * 3
    assert targets.why_no_level(forms, bases, years, years).tolist() == ["base_not_positive", "", ""]
    level = targets.level_of(forms, [50, 50, 50], bases, years, years, [2025] * 3)
    assert level.tolist() == pytest.approx([math.nan, 50, 50], nan_ok=True)


@pytest.mark.parametrize(
    ("comparator", "level", "met"),
    [
        (">=", 100, True), (">=", 99.9, False),
        (">", 100, False), (">", 100.1, True),
        ("<=", 100, True), ("<=", 100.1, False),
        ("<", 100, False), ("<", 99.9, True),
        ("=", 100, True), ("=", 101, True), ("=", 99.9, False),
        ("~", 95, True), ("~", 94.9, False),
        ("=", math.nan, False),
    ],
)  # fmt: skip
def test_whether_a_level_meets_a_target(comparator, level, met):
    comparators = pd.Series([comparator])
    direction = targets.direction_of(comparators, pd.Series(["more"]), [100], [50])
    assert targets.is_met([level], [100], comparators, direction).tolist() == [met]


def test_where_less_is_better_an_equal_target_is_met_from_above():
    direction = targets.direction_of(pd.Series(["=", "="]), pd.Series(["less", "none"]), [1.3, 15], [1.45, 30])
    assert direction.tolist() == [-1, -1]
    assert targets.is_met([1.25, 20], [1.3, 15], pd.Series(["=", "="]), direction).tolist() == [True, False]


def test_of_a_range_the_end_that_is_reached_first_is_wanted():
    rows = pd.DataFrame({"comparator": ["range", "range", "="], "value": [37.5, 37.5, 30.0],
                         "value_low": [35.0, 35.0, 30.0], "value_high": [40.0, 40.0, 30.0]})  # fmt: skip
    assert targets.wanted_value(rows, [1, -1, 1]).tolist() == [35, 40, 30]


def test_a_straight_line_would_call_a_perfect_8_percent_path_late():
    """METHODS: after 2 of 5 years the path has done 35.5% of its rise at 40% of the time."""
    path = targets.declared_level(["geometric", "linear"], 100, 2020, 100 * 1.08**5, 2025, 2022)
    assert (path - 100) / (100 * 1.08**5 - 100) == pytest.approx([0.355, 0.40], abs=5e-4)


def test_a_step_stays_at_the_base_until_the_target_year():
    level = targets.declared_level("step", 16, 2020, 18, 2025, [2020, 2024, 2025, 2027])
    assert level.tolist() == [16, 16, 18, 18]


@given(st.sampled_from(["geometric", "linear", "step"]), st.floats(1, 1e6), st.floats(0.2, 5), st.integers(1, 20))
def test_every_path_leads_from_the_base_to_the_target(path, base, factor, years):
    level = targets.declared_level(path, base, 2020, base * factor, 2020 + years, [2020, 2020 + years])
    assert level == pytest.approx([base, base * factor])


def deferred(**parent) -> pd.Series:
    """海城's own "不低于省定目标" beside one target of the province."""
    own = {"reference": "省定目标"}
    above = {"region_code": "210000", "indicator_id": "dibao_average_standard", "value": 7.0, **parent}
    return references.follow(promised(own, above), CODELISTS).set_index("figure_id").loc["p#0"]


def test_a_deferred_target_takes_over_the_growth_that_the_province_sets_for_the_average():
    row = deferred()
    assert (row["value"], row["parent_figure_id"], row["unresolved"]) == (7.0, "p#1", "")


def test_a_deferred_target_takes_the_comparator_of_the_parent():
    assert deferred(comparator=">", indicator_id="dibao_standard")["comparator"] == ">"


@pytest.mark.parametrize(
    ("parent", "reason"),
    [
        ({"value": math.nan, "reference": "居民上年度人均消费支出增速"}, "parent_target_unresolvable"),
        ({"form": "level", "value": 900}, "parent_target_of_other_form"),
        ({"residence": "rural"}, "parent_target_unknown"),
        ({"target_year": 2030}, "parent_target_unknown"),
        ({"region_code": "220000"}, "parent_target_unknown"),
        ({"indicator_id": "orphan_average_standard"}, "parent_target_unknown"),
    ],
)
def test_a_deferred_target_that_cannot_be_resolved_says_why(parent, reason):
    row = deferred(**parent)
    assert math.isnan(row["value"])
    assert row["unresolved"] == reason


def test_of_several_targets_above_the_nearest_with_a_number_counts():
    rows = promised(
        {"reference": "省定目标"},
        {"region_code": "210000", "value": 6.0},
        {"region_code": "210300", "reference": "省定目标"},
    )
    followed = references.follow(rows, CODELISTS).set_index("figure_id")
    assert followed["parent_figure_id"].tolist() == ["p#1", "", "p#1"]
    assert followed["value"].tolist() == [6.0, 6.0, 6.0]


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("居民上年度人均消费支出增速", "needs_consumption_growth"),
        ("上年度当地社会平均工资", "needs_average_wage"),
        ("当地低保标准", "reference_without_number"),
        ("省定标准", "reference_without_number"),
        ("某个没有登记的说法", "unknown_reference"),
        ("", "no_number"),
    ],
)
def test_a_target_without_a_number_says_what_it_depends_on(reference, reason):
    followed = references.follow(promised({"reference": reference}), CODELISTS)
    assert followed["unresolved"].tolist() == [reason]


AMOUNT = "annual_absolute_change"


def test_an_amount_of_each_year_follows_one_above_and_no_other_form():
    own = {"form": AMOUNT, "reference": "省定目标"}
    above = {"region_code": "210000", "value": 30.0}
    followed = references.follow(promised(own, above | {"form": AMOUNT}), CODELISTS).iloc[0]
    assert (followed["unresolved"], followed["value"]) == ("", 30)
    other = references.follow(promised(own, above | {"form": "annual_growth"}), CODELISTS).iloc[0]
    assert other["unresolved"] == "parent_target_of_other_form"


@pytest.mark.parametrize("form", [AMOUNT, "absolute_change", "total_growth"])
def test_of_an_unknown_amount_no_condition_on_a_rate_is_told(form):
    rows = promised({"form": form, "reference": "省定目标"}, {"form": "level", "reference": "省定目标"})
    rows["target_level"] = float("nan")
    assert references.conditional(rows, CODELISTS).tolist() == ["", "parent_level_at_most"]


def test_a_target_with_a_number_follows_nobody():
    rows = promised({"value": 5.0}, {"region_code": "210000", "value": 9.0})
    assert references.follow(rows, CODELISTS)["value"].tolist() == [5.0, 9.0]


def test_a_share_of_income_cannot_be_measured_and_a_ratio_of_standards_can():
    ids = pd.Series(["dibao_income_share", "low_income_threshold_ratio", "dibao_urban_rural_ratio", "elderly_beds"])
    found = references.not_measurable(ids, CODELISTS).tolist()
    assert found == ["needs_disposable_income", "needs_low_income_threshold", "", ""]


def rules(**changed) -> pd.DataFrame:
    rule = {"figure_id": "r#1", "kind": "rule", "form": "level", "region_code": "210000", "value": 1.3,
            "indicator_id": "tekun_dibao_ratio", "value_low": 1.3}  # fmt: skip
    return pd.DataFrame([{**rule, **changed}])


def promised_pair(as_of: int) -> pd.DataFrame:
    """城市低保 of 829.58 in 2025, so 特困 at least 1078.45; a rule is about one residence: nothing about the rural."""
    rows = promised({}, {"indicator_id": "tekun_standard", "arrangement": "collective"},
                    {"indicator_id": "tekun_standard", "residence": "rural"})  # fmt: skip
    return rows.assign(target_level=[829.58, 1346.48, 842.35], as_of=as_of)


def known_dibao(*rows: tuple[int, float], **changed) -> pd.DataFrame:
    columns = {"region_code": "210381", "indicator_id": "dibao_standard", "residence": "urban", "arrangement": "",
               "subgroup": "", "comparator": "=", "origin": "report", "how_known": "published",
               "source_standing": "news", "year_stated": True}  # fmt: skip
    found = [
        {**columns, "year": year, "value": value, "value_low": value, "value_high": value, "figure_id": f"l#{year}",
         "figure_ids": f"l#{year}", **changed}
        for year, value in rows
    ]  # fmt: skip
    return pd.DataFrame(
        found, columns=[*columns, "year", "value", "value_low", "value_high", "figure_id", "figure_ids"]
    )


@pytest.mark.parametrize(
    ("as_of", "known", "base"),
    [
        (2024, [], (829.58, 2025, "p#0")),  # nothing is known but the promise
        (2024, [(2024, 778.0)], (829.58, 2025, "p#0")),  # the promise may still be kept
        (2024, [(2023, 727.0), (2024, 900.0)], (900.0, 2024, "l#2024")),  # what is known asks for more
        (2025, [(2024, 778.0)], (778.0, 2024, "l#2024")),  # whether the promise was kept is not known
        (2025, [(2024, 778.0), (2025, 790.0)], (790.0, 2025, "l#2025")),
        (2023, [(2024, 900.0)], (829.58, 2025, "p#0")),  # not known yet
        (2025, [(2020, 650.0)], (829.58, 2025, "p#0")),  # the base of all that was promised
    ],
)
def test_a_standing_multiple_rests_on_the_known_level_else_on_the_promise(as_of, known, base):
    found = references.rule_levels(promised_pair(as_of), rules(), known_dibao(*known), CODELISTS)
    assert found.index.tolist() == ["p#1"]
    assert found["rule_level"].tolist() == pytest.approx([1.3 * base[0]])
    assert found["rule_figure_id"].tolist() == ["r#1"]
    assert found[["rule_base_value", "rule_base_year", "rule_base_figure_id"]].values.tolist() == [list(base)]


def test_a_standing_multiple_of_a_known_standard_needs_no_promise_of_it():
    found = references.rule_levels(promised_pair(2025).iloc[1:], rules(), known_dibao((2024, 778.0)), CODELISTS)
    assert found["rule_level"].to_dict() == pytest.approx({"p#1": 1011.4})


@pytest.mark.parametrize(
    "changed", [{"region_code": "220000"}, {"kind": "target"}, {"indicator_id": "low_income_threshold_ratio"}]
)
def test_a_multiple_holds_in_its_region_only_as_a_rule_and_for_standards_only(changed):
    assert references.rule_levels(promised_pair(2025), rules(**changed), known_dibao((2024, 778.0)), CODELISTS).empty


def test_every_printed_reference_is_registered_and_every_entry_is_used():
    assert set(tables.read("figures")["reference"]) - {""} == set(definitions.references())
    assert check.problems() == []


def test_entries_of_the_references_name_what_they_mean():
    for text, entry in definitions.references().items():
        assert entry["means"] in definitions.terms()["reference_means"], text
        named = entry.get("series", "")
        if entry["means"] == "external":
            assert named in definitions.EXTERNAL_SERIES, text
        elif entry["means"] == "indicator":
            assert named in definitions.indicators().index, text
        else:
            assert named == "", text


def test_every_series_from_outside_has_a_reason_in_words():
    assert {f"needs_{series}" for series in definitions.EXTERNAL_SERIES} <= set(definitions.terms()["outcome_reason"])
