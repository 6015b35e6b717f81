"""Rules and the forms of a change: an amount of each year, a fall, a level that is held at its bound; and whether what
is set above is asked of a place at all."""

import numpy as np
import pandas as pd
import pytest
from audit_case import DIBAO, MONTH, dibao, over
from audit_findings import only, run
from audit_tables import built, figure, growth, target

from analysis.audit import forms
from analysis.codelists import definitions

YEARLY = "annual_absolute_change"
MINUTES = "elderly_service_circle_minutes"
PERIOD = {"year": pd.NA, "period_start": 2020, "period_end": 2025}
URBAN = {"residence": "urban"}
FALLING = {"comparator": "<=", **URBAN}


def yuan(printed: str, form: str = YEARLY, **cells) -> dict:
    """A promise of so many yuan more, from 2020 to 2025."""
    return target(DIBAO, printed, MONTH, form=form, **{**URBAN, **PERIOD, **cells})


def floor(indicator: str, printed: str, start: int = 2020, end: int = 2025, **cells) -> dict:
    return growth(indicator, printed, "annual_floor", start, end, **{"kind": "target", **cells})


def test_the_forms_of_the_codelist_are_all_known():
    assert {"level", *forms.CHANGES} == set(definitions.terms()["form"])


def test_what_a_change_leads_to():
    frame = pd.DataFrame({"form": forms.CHANGES, "change": [50.0, 8, 8, 30, 30]})
    found = forms.reached(frame["form"], pd.Series(100.0, frame.index), frame["change"], pd.Series(5, frame.index))
    assert found.tolist() == pytest.approx([150, 146.93281, 146.93281, 130, 250])
    lowest = forms.reached(pd.Series(["annual_floor"]), pd.Series([80.0]), pd.Series([-np.inf]), pd.Series([4]))
    assert lowest.tolist() == [0], "nothing falls by more than all of it"


def test_a_stated_yearly_amount_is_held_against_both_levels():
    levels = over("urban", "500", "600")
    claim = growth(DIBAO, "30", YEARLY, 2016, 2020, unit=MONTH, **URBAN)
    found = only([*levels, claim], "A102")
    assert found["deviation"] == pytest.approx(29.5 - 25) and "平均每年增加 25 元/人·月" in found["message"]
    assert run([*levels, claim | {"printed_value": "25"}], "A102").empty
    assert run([*levels, claim | {"form": "absolute_change", "printed_value": "100"}], "A102").empty


def test_a_yearly_amount_times_its_years_is_the_rise_of_the_period():
    end = figure("social_organisations", "461", "家")
    rise = growth("social_organisations", "32.2", YEARLY, 2015, 2020, unit="家")
    rate = growth("social_organisations", "53.7", "total_growth", 2015, 2020)
    assert run([end, rise, rate], "A103").empty
    assert "应为 53.67%" in only([end, rise, rate | {"printed_value": "51"}], "A103")["message"]


def test_a_floor_of_a_fall_is_missed_by_too_small_a_fall():
    claim = floor(DIBAO, "−5", 2016, 2020, kind="change", base="2016年", **FALLING)
    assert only([*over("urban", "100", "90"), claim], "A101")["deviation"] == pytest.approx(5 - 2.5996, abs=1e-3)
    assert run([*over("urban", "100", "75"), claim], "A101").empty
    assert len(run([*over("urban", "100", "125"), claim], "A101")) == 1


def test_a_yearly_amount_needs_no_base_and_names_no_single_year():
    assert run([yuan("30")], "E103").empty
    assert len(run([yuan("30", "level", year=2025)], "E103")) == 1
    unstated = {"year_stated": False, "year": 2025}
    assert run([yuan("30", **unstated)], "E105").empty
    assert len(run([yuan("30", "absolute_change", **unstated)], "E105")) == 1


def test_a_yearly_amount_may_pass_the_bound():
    rows = [figure("cremation_rate", "95", "%"), target("cremation_rate", "2.0", "%", form=YEARLY, **PERIOD)]
    assert "折算为 105%，高于上限 100%" in only(rows, "E110")["message"]
    assert run([rows[0] | {"printed_value": "85"}, rows[1]], "E110").empty


def test_a_floor_of_a_fall_does_not_pass_the_bound():
    rows = [figure("cremation_rate", "80", "%"), floor("cremation_rate", "−8", end=2024, comparator="<=")]
    assert run(rows, "E110").empty


@pytest.mark.parametrize(
    ("form", "printed", "fits", "fails", "apart"),
    [(YEARLY, "50", "900", "1000", 97.5), ("absolute_change", "300", "950", "1000", 50)],
)
def test_amounts_and_a_level_of_one_year_must_agree(form, printed, fits, fails, apart):
    rows = [dibao("650"), yuan(printed, form, year=2025)]
    assert run([*rows, yuan(fits, "level", year=2025)], "E204").empty
    assert only([*rows, yuan(fails, "level", year=2025)], "E204")["deviation"] == pytest.approx(apart)


def test_a_level_beyond_its_bound_is_compared_at_the_bound_and_told_once():
    rows = [
        figure("cremation_rate", "95", "%"),
        target("cremation_rate", "10", "%", form="absolute_change"),
        target("cremation_rate", "100", "%"),
    ]
    assert built(rows)["targets"]["level_capped"].tolist() == [True, False]
    assert run(rows, "E204").empty and len(run(rows, "E110")) == 1
    assert len(run([*rows[:2], rows[2] | {"printed_value": "97"}], "E204")) == 1


def test_a_level_below_the_floor_of_a_fall_is_no_contradiction():
    """30 minutes, at least 10% less each year: at most 17.7."""
    rows = [figure(MINUTES, "30", "分钟"), floor(MINUTES, "−10", comparator="<=")]
    assert run([*rows, target(MINUTES, "15", "分钟")], "E204").empty
    found = only([*rows, target(MINUTES, "20", "分钟")], "E204")
    assert found["deviation"] == pytest.approx(20 - 30 * 0.9**5)


def test_an_amount_is_compared_with_the_level_above_and_marked_as_computed():
    rows = [dibao("650"), yuan("50"), dibao("1000", kind="target", year=2025, region="210300")]
    found = only(rows, "F101")
    assert found["deviation"] == pytest.approx(100) and "（折算 900 元/人·月），低于鞍山市规划" in found["message"]
    above = growth(DIBAO, "8", "annual_growth", 2020, 2025, kind="target", region="210300", **URBAN)
    assert "是增加额，鞍山市的“8%”是增速" in only([*rows[:2], above], "F106")["message"]


REACHES_CITIES, REACHES_NOBODY = (
    "child_protection_institution_coverage",
    "social_organisation_party_organisation_coverage",
)


@pytest.mark.parametrize("code", ["F101", "F103", "F104"])
@pytest.mark.parametrize(
    ("indicator", "region", "asked"),
    [
        ("nursing_bed_share", "210381", True),
        (REACHES_CITIES, "210300", True),
        (REACHES_CITIES, "210381", False),
        (REACHES_NOBODY, "210300", False),
    ],
)
def test_what_does_not_reach_a_place_is_not_asked_of_its_plan(code, indicator, region, asked):
    own = {"F101": ("50", "=", ""), "F103": ("60", "=", ""), "F104": ("60", ">", "预期性")}[code]
    printed, comparator, attribute = own
    rows = [
        target(indicator, printed, "%", region=region, comparator=comparator, attribute=attribute),
        target(indicator, "60", "%", region="210000", comparator=">", attribute="约束性"),
    ]
    assert len(run(rows, code)) == asked


def test_a_target_that_does_not_reach_a_place_does_not_hide_one_that_does():
    """The city's average asks nothing of a county; the province's standard does."""
    rows = [
        dibao("700", kind="target", year=2025),
        target("dibao_average_standard", "900", MONTH, region="210300", **URBAN),
        dibao("800", kind="target", year=2025, region="210000"),
    ]
    assert "低于辽宁省规划" in only(rows, "F101")["message"]


def test_what_a_plan_leaves_out_is_counted_among_what_reaches_its_place():
    above = {"region": "210000", "attribute": "约束性"}
    rows = [
        target("nursing_bed_share", "55", "%", table_row="1", **above),
        target(REACHES_CITIES, "100", "%", table_row="2", **above),
        target("social_organisation_staff", "25", "万人", table_row="3", **above),
        target("dibao_average_standard", "800", MONTH, table_row="4", **above, **URBAN),
        target("cremation_rate", "95", "%", region="210300"),
        target("cremation_rate", "95", "%", region="210381"),
    ]
    plans = {"province": ("210000", ""), "city": ("210300", ""), "county": ("210381", "")}
    found = run(rows, "F105", plans=plans).set_index("region_code")["message"]
    assert "适用到鞍山市的 2 项约束性指标中，鞍山市规划有 2 项没有目标" in found["210300"]
    assert "适用到海城市的 1 项约束性指标中，海城市规划有 1 项没有目标" in found["210381"]
