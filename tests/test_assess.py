"""Assessments: whose levels count for a target, what follows from them; on tables of a few rows and on real ones."""

import itertools
import math

import pandas as pd
import pytest

import analysis as research
from analysis import tables
from analysis.codelists import definitions
from analysis.models import assess, matching, outcome, statements
from analysis.models import levels as known
from analysis.models.levels import Codelists

CODELISTS = Codelists(definitions.indicators(), definitions.regions(), definitions.lineage(), definitions.references())
SERIES = {
    "region_code": "210381",
    "indicator_id": "tekun_standard",
    "residence": "urban",
    "arrangement": "",
    "subgroup": "",
}
LEVEL = {**SERIES, "comparator": "=", "unit": "元/人·月", "year_stated": True, "origin": "report",
         "how_known": "published", "source_standing": "news"}  # fmt: skip
TARGET = {**SERIES, "form": "level", "comparator": "=", "value": 200.0, "value_low": 200.0, "value_high": 200.0,
          "unit": "元/人·月", "start_year": 2020, "target_year": 2025, "path": "geometric", "attribute": "",
          "reference": "", "document_id": "d", "baseline_value": math.nan, "baseline_year": pd.NA,
          "baseline_figure_id": "", "target_level": math.nan}  # fmt: skip


def levels(*rows: dict) -> pd.DataFrame:
    frame = pd.DataFrame([{**LEVEL, "figure_id": f"l#{number}", **row} for number, row in enumerate(rows)])
    for end in ("value_low", "value_high"):
        stated = frame.get(end, pd.Series(math.nan, frame.index))
        frame[end] = stated.fillna(frame["value"].where(frame["comparator"].isin(["=", "~"])))
    return frame.assign(figure_ids=frame["figure_id"])


def promises(*rows: dict) -> pd.DataFrame:
    frame = pd.DataFrame([{**TARGET, "figure_id": f"t#{number}", **row} for number, row in enumerate(rows)])
    return frame.assign(figure_ids=frame["figure_id"]).astype({"start_year": "Int64", "target_year": "Int64"})


def changes(*rows: dict) -> pd.DataFrame:
    """Rows of `figures` that state a growth; the columns that models read of them."""
    blank = {**LEVEL, "kind": "change", "form": "total_growth", "unit": "%", "year": pd.NA, "period_start": pd.NA,
             "period_end": pd.NA}  # fmt: skip
    frame = pd.DataFrame([{**blank, "figure_id": f"c#{number}", **row} for number, row in enumerate(rows)])
    frame = frame.reindex(columns=[*blank, "value", "figure_id"])
    years = dict.fromkeys(("year", "period_start", "period_end"), "Int64")
    texts = dict.fromkeys(name for name in frame if name not in (*years, "value", "year_stated"))
    return frame.astype({**years, **dict.fromkeys(texts, "str"), "value": float})


def assessed(target: dict, *held: dict, as_of: int = 2025, rate: float = 0.08, stated=()) -> pd.Series:
    return assess.assess(promises(target), levels(*held), changes(*stated), CODELISTS, as_of, rate).iloc[0]


def at(year: int, value: float, **rest) -> dict:
    return {"year": year, "value": value, **rest}


def test_a_standard_is_inherited_own_before_group_before_city():
    held = [at(2020, 100, region_code="210300"), at(2021, 101, region_code="210300"),
            at(2021, 102, region_code="210300-u"), at(2022, 103, region_code="210300"),
            at(2022, 104, region_code="210300-u"), at(2022, 105, region_code="210302")]  # fmt: skip
    found = matching.match(promises({"region_code": "210302"}), levels(*held), CODELISTS)
    assert found["value"].tolist() == [100, 102, 105]
    assert found["source_level"].tolist() == ["city", "group", "own"]


def test_a_standard_that_a_province_decrees_holds_in_its_members_and_nothing_comes_from_below():
    target = promises({"region_code": "210300"})
    held = levels(at(2020, 100, region_code="210000"), at(2021, 110, region_code="210381"))
    found = matching.match(target, held, CODELISTS)
    assert found[["year", "source_level"]].values.tolist() == [[2020, "province"]]


@pytest.mark.parametrize(
    ("before", "years"),
    [
        (at(2012, 120), [2012, 2018]),  # the city's 100 of 2017 is a minimum that the place was beyond; its 125 is not
        (at(2012, 100), [2012, 2017, 2018]),
        (at(2012, 120, region_code="210300-u"), [2012, 2018]),  # what the nearer group decreed holds as well
        (at(2018, 120), [2017, 2018]),  # later than the city's
        (at(2012, 120, comparator=">="), [2012, 2018]),
        (at(2012, 120, comparator="<="), [2012, 2017, 2018]),
        (at(2012, 110, comparator="range", value_low=90, value_high=130), [2012, 2017, 2018]),
        (at(2012, 120, how_known="expected", arrangement="collective"), [2017, 2018]),  # another series
    ],
)
def test_a_decreed_standard_is_no_level_of_a_place_that_was_beyond_it_before(before, years):
    held = levels({"region_code": "210302", **before}, at(2017, 100, region_code="210300"),
                  at(2018, 125, region_code="210300"))  # fmt: skip
    found = matching.match(promises({"region_code": "210302"}), held, CODELISTS)
    assert found["year"].tolist() == years


def test_a_ratio_holds_below_where_both_of_its_standards_do():
    urban, rural = ({"indicator_id": "dibao_standard", "residence": one} for one in ("urban", "rural"))
    city = {"region_code": "210300"}
    held = known.with_ratios(
        levels(at(2020, 700, **urban, **city), at(2020, 500, **rural, **city), at(2021, 740, **urban, **city),
               at(2021, 510, **rural, **city), at(2020, 520, **rural)),
        CODELISTS.indicators,
    )  # fmt: skip
    ratio = {"indicator_id": "dibao_urban_rural_ratio", "residence": ""}
    target = promises(ratio, ratio | {"region_code": "210323"})
    found = matching.match(target, held, CODELISTS)
    assert found.loc[found["target_id"] == "t#0", "year"].empty  # 520 of its own
    assert found.loc[found["target_id"] == "t#1", "year"].tolist() == [2020, 2021]


def test_wuhai_s_orphans_did_not_lose_a_quarter_to_a_standard_of_the_region_above():
    held = research.growth("150300", "orphan_standard", arrangement="集中").answers[0].known
    assert held["year"].tolist() == [2012, 2015, 2020]
    assert held["source_level"].eq("own").all()
    assert held["value"].is_monotonic_increasing


def test_a_level_that_follows_from_a_stated_growth_of_a_city_holds_in_no_member():
    target = promises({"region_code": "210381"})
    held = levels(at(2022, 100, region_code="210300", origin="implied"))
    assert matching.match(target, held, CODELISTS).empty


def test_the_nation_s_and_a_neighbour_s_standards_hold_nowhere_else_and_are_context():
    target = promises({"region_code": "220502"})
    held = levels(at(2025, 440, region_code="220503"), at(2025, 500, region_code="100000"))
    assert matching.match(target, held, CODELISTS).empty
    beside = matching.context("220502", held, CODELISTS)
    assert beside[["region_code", "relation"]].values.tolist() == [["220503", "neighbour"], ["100000", "above"]]


@pytest.mark.parametrize("indicator", ["nursing_bed_share", "elderly_beds", "dibao_average_standard"])
def test_rates_counts_and_averages_speak_of_their_own_region_only(indicator):
    target = promises({"indicator_id": indicator, "residence": ""})
    held = levels(at(2020, 50, indicator_id=indicator, region_code="210300", residence=""))
    assert matching.match(target, held, CODELISTS).empty


def test_an_undivided_level_holds_for_both_kinds_and_is_marked():
    target = promises({"arrangement": "collective"})
    found = matching.match(target, levels(at(2020, 100), at(2021, 110, arrangement="collective")), CODELISTS)
    assert found["series_match"].tolist() == ["undistinguished", "exact"]


def test_an_undivided_rate_says_nothing_about_the_towns():
    target = promises({"indicator_id": "nursing_bed_share", "residence": "urban"})
    held = levels(at(2020, 50, indicator_id="nursing_bed_share", residence=""))
    assert matching.match(target, held, CODELISTS).empty


def test_an_undivided_promise_is_judged_by_the_part_that_is_furthest_behind():
    row = assessed({}, *(at(year, value, arrangement=kind) for kind, values in
                         (("collective", (100, 120)), ("dispersed", (100, 110)))
                         for year, value in zip((2020, 2024), values, strict=True)))  # fmt: skip
    assert (row["judged_arrangement"], row["series_match"], row["latest_value"]) == ("dispersed", "part", 110)


def test_parts_do_not_count_where_the_whole_is_known():
    row = assessed({}, at(2020, 100), at(2024, 180), at(2024, 110, arrangement="dispersed"))
    assert (row["latest_value"], row["series_match"]) == (180, "exact")


def test_the_base_is_the_last_fact_before_the_start_and_the_latest_the_last_one_after():
    held = [at(2018, 90), at(2020, 100), at(2023, 130), at(2026, 300)]
    row = assessed({}, *held)
    assert (row["baseline_year"], row["baseline_value"]) == (2020, 100)
    assert (row["latest_year"], row["latest_value"]) == (2023, 130)
    assert pd.isna(assessed({}, *held, as_of=2022)["latest_year"])
    assert assessed({"target_year": 2015, "start_year": 2020}, at(2010, 50), at(2015, 220))["outcome"] == "met"


@pytest.mark.parametrize(
    "weak",
    [{"how_known": "expected"}, {"how_known": "provincial_guide"}, {"how_known": "plan_target"}],
)
def test_bounds_expectations_and_plans_are_no_facts(weak):
    row = assessed({}, at(2020, 100), at(2025, 250, **weak))
    assert row["outcome_reason"] == "only_a_bound_known"


def test_amounts_that_a_plan_puts_into_force_are_levels_of_that_year():
    """东昌: 2021年7月1日起执行 600 元/月, of kind `rule`; the 1.5–2 multiple and rules without a year are none."""
    read = {name: tables.read(name) for name in ("baselines", "observations", "figures")}
    found = known.known_levels(**read)
    dongchang = found[(found["region_code"] == "220502") & (found["indicator_id"] == "dibao_standard")]
    assert dongchang.loc[dongchang["year"] == 2021, ["residence", "value"]].values.tolist() == [
        ["rural", 410],
        ["urban", 600],
    ]
    assert not found["indicator_id"].isin(["low_income_threshold_ratio", "tekun_dibao_ratio"]).any()
    assert len(known.known_levels(read["baselines"], read["observations"])) < len(found)


def test_ratios_follow_from_standards_from_averages_and_give_way_to_printed_ones():
    held = levels(
        at(2020, 672, indicator_id="dibao_average_standard", region_code="210000"),
        at(2020, 5558 / 12, indicator_id="dibao_average_standard", region_code="210000", residence="rural"),
        at(2020, 550, indicator_id="dibao_standard", region_code="220502"),
        at(2020, 340, indicator_id="dibao_standard", region_code="220502", residence="rural"),
        at(2021, 410, indicator_id="dibao_standard", region_code="220502", residence="rural", comparator=">="),
        at(2021, 600, indicator_id="dibao_standard", region_code="220502"),
        at(2020, 62.0, indicator_id="dibao_rural_urban_ratio", region_code="220502", residence="", unit="%"),
    )
    ratios = known.with_ratios(held, CODELISTS.indicators)
    ratios = ratios[ratios["indicator_id"].str.contains("ratio")].set_index(["region_code", "indicator_id", "year"])
    assert ratios["value"].to_dict() == pytest.approx({
        ("210000", "dibao_rural_urban_ratio", 2020): 5558 / 12 / 6.72,
        ("210000", "dibao_urban_rural_ratio", 2020): 672 / (5558 / 12),
        ("220502", "dibao_rural_urban_ratio", 2020): 62.0,
        ("220502", "dibao_urban_rural_ratio", 2020): 550 / 340,
    })  # fmt: skip
    assert ratios["origin"].tolist() == ["computed_from_averages"] * 2 + ["report", "computed"]
    assert ratios["figure_ids"].tolist()[1] == "l#0;l#1"


def test_a_ratio_of_standards_is_inherited_as_they_are():
    ratio = {"indicator_id": "dibao_rural_urban_ratio", "residence": "", "region_code": "220502", "form": "ratio_to",
             "value": 70.0}  # fmt: skip
    dibao = {"indicator_id": "dibao_standard", "region_code": "220500-u"}
    row = assessed(ratio, at(2020, 500, **dibao), at(2020, 300, **dibao, residence="rural"))
    assert (row["baseline_value"], row["baseline_source_level"]) == (60, "group")


FLOOR = {"form": "annual_floor", "value": 5.0, "comparator": ">="}
RUNNING = {"target_year": 2026}


@pytest.mark.parametrize(
    ("target", "held", "expected", "reason"),
    [
        ({}, [at(2020, 100), at(2025, 200)], "met", "observed_in_target_year"),
        ({}, [at(2020, 100), at(2025, 199)], "not_met", "observed_in_target_year"),
        ({}, [at(2025, 210)], "met", "observed_in_target_year"),
        (RUNNING, [at(2020, 100), at(2024, 200)], "on_path", "reached_before_target_year"),
        (RUNNING, [at(2020, 100), at(2022, 132)], "on_path", "last_observed_year"),  # path: 2^(2/6) = 1.26
        (RUNNING, [at(2020, 100), at(2022, 110)], "behind", "last_observed_year"),
        (RUNNING, [at(2020, 200)], "met_at_base", "already_at_target_in_base_year"),
        (RUNNING, [at(2020, 100)], "not_judgeable", "no_later_level"),
        (RUNNING, [at(2023, 150)], "not_judgeable", "no_baseline"),
        (RUNNING, [at(2020, 100, region_code="210900")], "not_judgeable", "no_level_known"),
        ({}, [at(2020, 100), at(2025, 250, comparator=">=", value_low=250.0)], "met", "observed_in_target_year"),
        ({}, [at(2020, 100), at(2025, 150, comparator="<", value_high=150.0)], "not_met", "observed_in_target_year"),
        ({"comparator": ">="}, [at(2025, 205, comparator="range", value_low=201.0, value_high=209.0)], "met",
         "observed_in_target_year"),
        ({}, [at(2020, 100), at(2025, 150, comparator=">=", value_low=150.0)], "not_judgeable", "final_value_open"),
        ({"comparator": ">="}, [at(2020, 100), at(2025, 201, comparator="range", value_low=199.0, value_high=203.0)],
         "not_judgeable", "final_value_open"),
        ({"form": "total_growth", "value": 50.0}, [at(2023, 150)], "not_judgeable", "no_baseline"),
        ({"form": "total_growth", "value": 50.0}, [at(2018, 99)], "not_judgeable", "baseline_not_at_start"),
        (FLOOR, [at(2020, 100), at(2023, 110), at(2025, 150)], "not_met", "floor_broken"),
        (FLOOR, [at(2020, 100), at(2023, 110)], "not_met", "floor_broken"),
        (FLOOR | RUNNING, [at(2020, 100), at(2024, 140)], "on_path", "last_observed_year"),
        (FLOOR, [at(2020 + year, 100 * 1.06**year) for year in range(6)], "met", "observed_in_target_year"),
        ({"value": math.nan, "reference": "省定目标"}, [at(2020, 100)], "not_judgeable", "parent_target_unknown"),
    ],
)  # fmt: skip
def test_the_outcome_and_its_reason(target, held, expected, reason):
    row = assessed(target, *held)
    assert (row["outcome"], row["outcome_reason"]) == (expected, reason)
    assert expected in definitions.terms()["outcome"]
    assert reason in definitions.terms()["outcome_reason"]


@pytest.mark.parametrize(
    ("target", "held", "standing", "reason"),
    [
        ({}, [at(2020, 100), at(2022, 132)], "on_path", "final_value_unpublished"),
        ({}, [at(2020, 100), at(2022, 120)], "behind", "final_value_unpublished"),
        ({}, [at(2020, 100), at(2024, 200)], "on_path", "reached_before_target_year"),
        ({}, [at(2024, 150)], "not_comparable", "no_baseline"),
        ({}, [at(2020, 200)], "unknown", "no_later_level"),
        ({}, [at(2020, 100)], "unknown", "no_later_level"),
        ({}, [at(2020, 100, region_code="210900")], "unknown", "no_level_known"),
        (FLOOR, [at(2020, 100), at(2024, 125)], "on_path", "final_value_unpublished"),
        (FLOOR, [at(2020, 100), at(2024, 140)], "on_path", "reached_before_target_year"),
        (FLOOR, [at(2020, 100), at(2025, 140)], "on_path", "floor_years_unknown"),
    ],
)  # fmt: skip
def test_a_target_whose_year_has_ended_without_its_final_value_is_expired_and_keeps_its_last_standing(
    target, held, standing, reason
):
    row = assessed(target, *held)
    assert (row["outcome"], row["last_standing"], row["outcome_reason"]) == ("expired_unpublished", standing, reason)


@pytest.mark.parametrize("comparator", ["=", ">", "range"])
def test_what_a_plan_says_of_now_is_no_value_of_the_end_of_the_year_it_promises_for(comparator):
    """A plan of June 2020: 目前 80; 200 by the end of 2020."""
    promise = {"target_year": 2020, "start_year": 2020, "document_id": "plan"}
    now = {"comparator": comparator, "value_low": 70.0, "value_high": 210.0, "origin": "plan", "year_stated": False}
    row = assessed(promise, at(2020, 80, figure_id="plan#1", **now))
    assert row[["outcome", "outcome_reason", "last_standing"]].tolist() == [
        "expired_unpublished", "known_at_writing", "unknown"]  # fmt: skip
    assert pd.isna(row["latest_value"])
    stated = assessed(promise, at(2020, 80, figure_id="plan#1", **{**now, "year_stated": True, "comparator": "="}))
    other = assessed(promise, at(2020, 80, figure_id="later-plan#1", **{**now, "comparator": "="}))
    assert {stated["outcome"], other["outcome"]} == {"not_met"}
    base = assessed({**promise, "target_year": 2025}, at(2020, 80, figure_id="plan#1", **{**now, "comparator": "="}))
    assert (base["baseline_value"], base["outcome_reason"]) == (80, "no_later_level")


# What a reason says is known of the target year's end: a published value, a published one that decides nothing, none.
VALUE, OPEN, NO_VALUE = "value", "open", "none"
SAYS_OF_THE_END = {
    "observed_in_target_year": VALUE, "final_value_open": OPEN, "floor_years_unknown": NO_VALUE,
    "part_unknown": NO_VALUE, "reached_before_target_year": NO_VALUE, "final_value_unpublished": NO_VALUE,
    "last_observed_year": NO_VALUE, "already_at_target_in_base_year": NO_VALUE, "no_baseline": NO_VALUE,
    "known_at_writing": NO_VALUE, "only_a_bound_known": NO_VALUE, "no_later_level": NO_VALUE,
    "no_level_known": NO_VALUE,
}  # fmt: skip
NOTHING_LATER = {"known_at_writing", "only_a_bound_known", "no_later_level", "no_level_known"}
FITS = {
    "met": {VALUE}, "not_met": {VALUE}, "on_path": {NO_VALUE}, "behind": {NO_VALUE}, "met_at_base": {NO_VALUE},
    "expired_unpublished": {NO_VALUE}, "not_judgeable": {OPEN, NO_VALUE},
}  # fmt: skip


def _states() -> pd.DataFrame:
    """All that `outcome.outcomes` can be told about a target with a level: a floor's level comes from its base, no
    method finds a target behind that is met, and a level of a running target's year is not known yet."""
    flags = ["base", "latest", "final", "met", "missed", "met_at_base", "floor", "floor_open", "bound_known",
             "known_at_writing", "final_open", "behind", "over"]  # fmt: skip
    rows = pd.DataFrame(list(itertools.product([False, True], repeat=len(flags))), columns=flags)
    known = rows["latest"] | ~(rows["met"] | rows["missed"] | rows["final"])
    met = ~(rows["met"] & (rows["missed"] | rows["behind"])) & (rows["base"] | ~rows["met_at_base"])
    possible = known & met & (rows["base"] | ~rows["floor"]) & (rows["over"] | ~(rows["final"] | rows["final_open"]))
    return rows[possible].reset_index(drop=True)


def test_outcome_reason_and_last_standing_never_contradict_each_other():
    states = _states()
    year = pd.Series(2025, states.index).where(states["over"], 2026)
    told = pd.DataFrame({
        "form": states["floor"].map({True: "annual_floor", False: "level"}), "target_level": 200.0, "unresolved": "",
        "not_measurable": "", "baseline_value": states["base"].map({True: 100.0, False: math.nan}),
        "latest_value": states["latest"].map({True: 150.0, False: math.nan}), "target_year": year,
        "latest_year": year.where(states["final"], 2024), "met": states["met"], "surely_missed": states["missed"],
        "met_at_base": states["met_at_base"], "floor_years_broken": "",
        "floor_years_open": states["floor_open"].map({True: "2022", False: ""}), "bound_known": states["bound_known"],
        "known_at_writing": states["known_at_writing"], "final_open": states["final_open"],
        outcome.DECIDING: states["behind"].map({True: "behind", False: "as_expected"}),
    })  # fmt: skip
    found = outcome.outcomes(told, 2025).join(states)
    assert found["outcome"].nunique() == len(FITS)
    assert set(found["outcome_reason"]) | {"part_unknown"} == set(SAYS_OF_THE_END)
    for row in found.drop_duplicates(["outcome", "outcome_reason", "last_standing"]).itertuples():
        assert SAYS_OF_THE_END[row.outcome_reason] in FITS[row.outcome], row
        assert (row.last_standing != "") == (row.outcome == "expired_unpublished"), row
        if row.last_standing:
            assert (row.last_standing == outcome.UNKNOWN) == (row.outcome_reason in NOTHING_LATER), row
            assert (row.last_standing == outcome.NOT_COMPARABLE) == (row.outcome_reason == "no_baseline"), row


def test_the_built_table_has_no_outcome_that_its_reason_contradicts(real):
    judged = real[real["outcome_reason"].isin(SAYS_OF_THE_END)]
    assert len(judged) > 100
    for row in judged.itertuples():
        assert SAYS_OF_THE_END[row.outcome_reason] in FITS[row.outcome], row.figure_id
    unknown = real["last_standing"] == outcome.UNKNOWN
    assert set(real.loc[unknown, "outcome_reason"]) <= NOTHING_LATER


def test_the_next_year_turns_running_targets_into_expired_ones():
    held = [at(2020, 100), at(2024, 150)]
    running, over = (assessed({}, *held, as_of=year) for year in (2024, 2025))
    assert (running["outcome"], running["last_standing"]) == ("behind", "")
    assert (over["outcome"], over["last_standing"]) == ("expired_unpublished", "behind")


def test_a_yearly_floor_says_what_is_known_of_each_year():
    held = [at(2020, 100), at(2021, 106), at(2023, 125), at(2024, 126)]
    row = assessed(FLOOR, *held)
    assert row["floor_years_kept"] == "2021"
    assert row["floor_years_broken"] == "2024"
    assert row["floor_years_open"] == "2022;2023;2025"
    assert (row["outcome"], row["outcome_reason"]) == ("not_met", "floor_broken")
    row = assessed(FLOOR, at(2020, 100), at(2023, 108), at(2024, 120))
    assert (row["floor_years_kept"], row["floor_years_broken"]) == ("2024", "2021-2023")


FALL = {"form": "annual_floor", "value": -5.0, "comparator": "<="}


def test_a_yearly_floor_of_a_fall_is_kept_by_falling_enough():
    held = [at(2020, 100), at(2021, 94), at(2023, 90), at(2024, 80)]
    row = assessed(FALL, *held)
    assert (row["floor_years_kept"], row["floor_years_broken"]) == ("2021;2024", "2022-2023")
    assert row["floor_years_open"] == "2022;2023;2025"
    assert (row["outcome"], row["outcome_reason"]) == ("not_met", "floor_broken")
    kept = [at(2020 + year, 100 * 0.94**year) for year in range(6)]
    row = assessed(FALL, *kept)
    assert (row["outcome"], row["floor_years_broken"], row["floor_years_open"]) == ("met", "", "")
    assert row["target_level"] == pytest.approx(100 * 0.95**5)
    row = assessed(FALL, *(at(2020 + year, 100 * 1.06**year) for year in range(6)))
    assert (row["outcome"], row["floor_years_kept"]) == ("not_met", "")


def test_a_yearly_floor_of_a_fall_goes_on_after_its_level_is_reached():
    row = assessed(FALL | RUNNING, at(2020, 100), at(2024, 60))
    assert row["needed_rate_from_now"] == -0.05
    row = assessed(FALL | RUNNING, at(2020, 100), at(2024, 90))
    assert row["needed_rate_from_now"] == pytest.approx((100 * 0.95**6 / 90) ** 0.5 - 1)


@pytest.mark.parametrize(("comparator", "value", "kept"), [
    ("<=", -5.0, -6.0), ("<", -5.0, -6.0), ("=", -5.0, -6.0), (">=", -5.0, -4.0), ("<=", 5.0, 4.0), ("=", 5.0, 6.0),
])  # fmt: skip
def test_a_stated_growth_is_held_against_the_side_of_the_floor(comparator, value, kept):
    floor = {"form": "annual_floor", "value": value, "comparator": comparator}
    for stated, column in ((kept, "floor_years_kept"), (2 * value - kept, "floor_years_broken")):
        rise = {"period_start": 2021, "period_end": 2022, "value": stated}
        assert assessed(floor, at(2020, 100), stated=[rise])[column] == "2022"


def test_the_goal_of_a_fall_is_the_lower_of_both():
    """From 60 in 2024 5% less a year is 54.15 in 2026, although the path from 100 in 2020 only asks for 73.5."""
    target = promises(FALL | RUNNING)
    held = levels(at(2020, 100), at(2024, 60))
    rows = assess.assess(target, held, changes(), CODELISTS, 2024)
    _, goals, _ = assess.for_probability(rows, target, held, CODELISTS)
    assert goals["target_level"].item() == pytest.approx(60 * 0.95**2)


def test_a_published_rise_settles_its_own_place_s_year_and_a_city_s_settles_no_member_s():
    rise = {"period_start": 2021, "period_end": 2022, "value": 3.0}
    own = assessed(FLOOR, at(2020, 100), at(2024, 140), stated=[rise])
    assert (own["floor_years_broken"], own["outcome"]) == ("2022", "not_met")
    city = assessed(FLOOR, at(2020, 100), at(2024, 140), stated=[{**rise, "region_code": "210300"}])
    assert (city["floor_years_broken"], city["floor_context_ids"]) == ("", "c#0")
    assert city["outcome"] == "expired_unpublished"


def test_a_stated_growth_gives_the_level_at_its_other_end_and_nothing_more():
    held, stated = levels(at(2020, 100)), {"period_start": 2020, "period_end": 2025}
    facts = held.assign(figure_ids="l#0")
    found = statements.implied_levels(facts, changes({**stated, "value": 21.3}), known.SERIES)
    assert found[["year", "comparator", "how_known"]].values.tolist() == [[2025, "~", "implied_by_rate"]]
    assert found["value"].item() == pytest.approx(121.3)
    yearly = {**stated, "form": "annual_growth", "value": 8.0}
    assert statements.implied_levels(facts, changes(yearly), known.SERIES)["value"].item() == pytest.approx(146.9328)
    back = {**stated, "period_start": 2015, "period_end": 2020, "form": "absolute_change", "value": 20.0}
    assert statements.implied_levels(facts, changes(back), known.SERIES)[["year", "value"]].values.tolist() == [
        [2015, 80]
    ]
    at_least = changes({**stated, "value": 8.0, "comparator": ">="})
    assert statements.implied_levels(facts, at_least, known.SERIES).empty


def test_a_verdict_that_rests_on_one_of_several_series_says_so():
    row = assessed({}, *(at(year, value, arrangement="collective") for year, value in ((2020, 100), (2025, 210))))
    assert (row["series_judged"], row["series_unknown"]) == ("urban.collective", "urban.dispersed")
    assert (row["outcome"], row["outcome_reason"]) == ("expired_unpublished", "part_unknown")
    ends = {"collective": 210, "dispersed": 190}
    held = [at(*level, arrangement=kind) for kind, end in ends.items() for level in ((2020, 100), (2025, end))]
    row = assessed({}, *held)
    assert (row["series_judged"], row["series_unknown"]) == ("urban.collective;urban.dispersed", "")
    assert (row["outcome"], row["judged_arrangement"]) == ("not_met", "dispersed")


@pytest.mark.parametrize(
    ("target", "condition", "limit"),
    [
        ({"form": "annual_floor", "reference": "居民上年度人均消费支出增速"}, "consumption_growth_at_most", 8.0),
        ({"form": "annual_floor", "reference": "省定目标"}, "parent_rate_at_most", 8.0),
        ({"form": "reference", "reference": "省定标准"}, "parent_level_at_most", 146.93),
    ],
)
def test_a_target_tied_to_an_unknown_number_is_answered_by_a_condition(target, condition, limit):
    row = assessed({"value": math.nan, "comparator": ">=", **target}, at(2020, 100))
    assert (row["met_at_rate"], row["condition"]) == ("conditional", condition)
    assert row["condition_limit"] == pytest.approx(limit, abs=0.005)


def test_total_growth_of_a_half_needs_8447_percent_and_misses_at_8():
    row = assessed({"form": "total_growth", "value": 50.0}, at(2020, 1680))
    assert row["target_level"] == pytest.approx(2520)
    assert row["needed_rate"] == pytest.approx(0.084472, abs=5e-7)
    assert (row["met_at_rate"], row["year_reached"], row["level_basis"]) == ("no", 2026, "from_baseline")
    assert row["projected"] == pytest.approx(2468.47, abs=0.01)
    assert row["gap"] == pytest.approx(51.53, abs=0.01)


@pytest.mark.parametrize(("rate", "met", "reached"), [(0.09, "yes", 2025), (0.0, "no", pd.NA), (-0.02, "no", pd.NA)])
def test_another_rate_gives_another_answer(rate, met, reached):
    row = assessed({"form": "total_growth", "value": 50.0}, at(2020, 1680), rate=rate)
    assert row["met_at_rate"] == met
    assert row["year_reached"] is reached or row["year_reached"] == reached


def test_shares_do_not_grow_by_a_rate_but_by_steps():
    share = {"indicator_id": "nursing_bed_share", "residence": "", "value": 60.0, "path": "linear", "unit": "%"}
    held = {"indicator_id": "nursing_bed_share", "residence": "", "unit": "%"}
    row = assessed(share, at(2020, 40, **held), at(2023, 55, **held), as_of=2024)
    assert math.isnan(row["projected"])
    assert row["met_at_rate"] == ""
    assert row[["needed_step", "achieved_step", "needed_step_from_now", "path_value"]].tolist() == [4, 5, 2.5, 52]


def test_who_is_there_already_needs_no_growth():
    row = assessed({"value": 90.0}, at(2020, 100))
    assert row[["needed_rate", "needed_step"]].tolist() == [0, 0]
    row = assessed({}, at(2020, 100), at(2023, 220), as_of=2024)
    assert row["needed_rate_from_now"] == 0


@pytest.mark.parametrize("value", [130.0, 200.0])
@pytest.mark.parametrize("form", [{}, {"form": "annual_floor", "value": 5.0, "comparator": ">="}])
def test_nothing_is_needed_from_now_on_of_a_year_that_is_over(value, form):
    """The same levels: what is left to do is said in the last running year, and no more in the next."""
    held = [at(2020, 100), at(2023, value)]
    names = ["needed_rate_from_now", "needed_step_from_now"]
    assert assessed(form, *held, as_of=2024)[names].notna().all()
    over = assessed(form, *held, as_of=2025)
    assert over[names].isna().all() and over[["needed_rate", "achieved_rate"]].notna().all()


def test_no_row_of_the_tables_says_of_a_past_year_what_is_to_come(real):
    over = real[real["target_year"] <= real["as_of"]]
    assert over[[*assess.STILL_NEEDED, *assess.AHEAD]].isna().all().all()
    assert over["median"].notna().any(), "what is estimated of an unpublished year stays"


def test_a_yearly_floor_goes_on_after_its_level_is_reached():
    """From 140 in 2024 5% more is 147 in 2025, although the floor path from 100 in 2020 only asks for 127.6."""
    held = [at(2020, 100), at(2024, 140)]
    row = assessed(FLOOR, *held, as_of=2024)
    assert row["target_level"] == pytest.approx(127.628, abs=5e-4)
    assert row["needed_rate_from_now"] == 0.05
    rows = assess.assess(promises(FLOOR), levels(*held), changes(), CODELISTS, 2025)
    _, goals, _ = assess.for_probability(rows, promises(FLOOR), levels(*held), CODELISTS)
    assert goals["target_level"].tolist() == pytest.approx([147.0])


def test_a_verdict_that_flips_with_the_base_year_is_fragile_and_one_that_cannot_be_tested_is_empty():
    """From 100 in 2020 120 is behind the path (132); from 110 in 2021 it is further behind; from 85 in 2019 ahead."""
    assert assessed({}, at(2020, 100), at(2022, 120))["fragile"] == ""
    assert assessed({}, at(2020, 100), at(2021, 110), at(2022, 120))["fragile"] == "no"
    assert assessed({}, at(2019, 60), at(2020, 100), at(2021, 110), at(2022, 120))["fragile"] == "yes"


def test_a_later_series_in_other_units_gives_the_same_rates_and_verdicts():
    held = [at(2019, 96), at(2020, 100), at(2021, 110), at(2023, 150)]
    yearly = [{**level, "value": level["value"] * 12} for level in held]
    monthly, annual = (
        assessed({}, *held, as_of=2024),
        assessed({"value": 2400.0, "value_low": 2400.0, "value_high": 2400.0}, *yearly, as_of=2024),
    )
    same = ["needed_rate", "needed_rate_from_now", "achieved_rate"]
    assert monthly[same].astype(float).tolist() == pytest.approx(annual[same].astype(float).tolist())
    words = ["outcome", "outcome_reason", "fragile", "met_at_rate", "methods_agreeing", "status_unsd", "status_sdsn"]
    assert monthly[words].tolist() == annual[words].tolist()
    assert monthly["year_reached"] == annual["year_reached"]


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    return tables.read("assessments")


def test_every_target_has_one_assessment(real):
    targets = tables.read("targets")
    assert set(real["figure_id"]) == set(targets["figure_id"])
    assert real["figure_id"].is_unique


def test_levels_that_the_targets_table_resolves_are_the_same_here(real):
    both = real.merge(tables.read("targets")[["figure_id", "target_level"]], on="figure_id", suffixes=("", "_printed"))
    both = both[both["target_level_printed"].notna()]
    assert both["target_level"].tolist() == pytest.approx(both["target_level_printed"].tolist())
    assert len(both) > 150


def test_a_target_without_a_level_says_what_is_missing_and_is_judged_only_by_what_needs_none(real):
    unresolved = real[real["target_level"].isna()]
    assert (unresolved["outcome"] == "not_judgeable").all()
    general = {"no_level_known", "no_later_level", "only_a_bound_known"}
    assert not set(unresolved["outcome_reason"]) & general
    assert (unresolved["level_basis"] == "").all()
    assert (real.loc[real["target_level"].notna(), "level_basis"] != "").all()


def test_what_is_judged_on_its_course_has_base_and_latest_level(real):
    judged = real[real["outcome"].isin(["on_path", "behind"]) | real["last_standing"].isin(["on_path", "behind"])]
    assert len(judged) >= 5
    assert judged[["baseline_value", "latest_value", "path_value", "achieved_rate"]].notna().all(axis=None)
    assert (judged["latest_year"] < judged["target_year"]).all()
    running = real[real["outcome"].isin(["on_path", "behind", "met_at_base"])]
    assert (running["target_year"] > running["as_of"]).all()
    expired = real[real["outcome"] == "expired_unpublished"]
    assert (expired["target_year"] <= expired["as_of"]).all()
    assert set(real.loc[real["last_standing"] != "", "outcome"]) == {"expired_unpublished"}


def test_every_row_names_the_figures_that_it_rests_on(real):
    known_ids = set(tables.read("figures")["figure_id"])
    for row in real.itertuples():
        named = row.figure_ids.split(tables.SEPARATOR)
        assert len(named) == len(set(named)), row.figure_id
        assert set(named) <= known_ids
        ids = {row.figure_id, row.baseline_figure_id, row.latest_figure_id, row.parent_figure_id, row.rule_figure_id}
        assert ids - {""} <= set(named)


def test_a_settled_target_has_no_probability_and_every_other_has_one_or_a_reason(real):
    settled = real["outcome"].isin(outcome.SETTLED)
    assert real.loc[settled, "probability"].isna().all()
    assert (real.loc[settled, "probability_reason"] == "settled").all()
    assert (real["probability"].notna() == (real["probability_reason"] == "")).all()
    assert real["probability"].dropna().between(0, 1).all()
    assert (real["low_80"].dropna() <= real["low_50"].dropna()).all()


def test_known_answers_of_the_real_plans(real):
    rows = real.set_index("figure_id")
    ratio = rows.loc["liaoning-2021-2025#29"]
    assert ratio[["baseline_value", "needed_rate"]].tolist() == pytest.approx([1.4509, 0.02220], abs=5e-5)
    assert (ratio["met_at_8_percent"], ratio["outcome"]) == ("no", "expired_unpublished")
    assert ratio["projected_at_8_percent"] == ratio["baseline_value"]
    orphans = rows.loc[["haicheng-2021-2025#70", "haicheng-2021-2025#71"]]
    assert orphans["target_level"].tolist() == pytest.approx([3300, 2520])
    assert orphans["outcome"].tolist() == ["expired_unpublished"] * 2
    assert orphans["last_standing"].tolist() == ["behind", "behind"]
    assert orphans["latest_source_level"].tolist() == ["city", "city"]
    income = rows.loc[["dongchang-2021-2025#72", "dongchang-2021-2025#73"], "outcome_reason"]
    assert set(income) == {"needs_disposable_income"}
    assert rows.loc["liaoning-2021-2025#27", "outcome_reason"] == "needs_consumption_growth"
    assert rows.loc["dongchang-2021-2025#59", "outcome_reason"] == "parent_target_unknown"


def test_the_floor_of_haicheng_was_broken_by_urban_dibao(real):
    """650 (2020) → 727 (2023) is 3.80% a year, below the 5% promised for each year."""
    row = real.set_index("figure_id").loc["haicheng-2021-2025#63"]
    assert (row["outcome"], row["outcome_reason"], row["met_at_8_percent"]) == ("not_met", "floor_broken", "yes")


@pytest.mark.parametrize(
    ("target", "base"),
    [({"form": "absolute_change", "value": 10.0}, 95), ({"form": "annual_growth", "value": 8.0}, 80)],
)
def test_a_rate_promised_beyond_its_bound_is_met_at_the_bound(target, base):
    rate = {"indicator_id": "nursing_bed_share", "residence": "", "unit": "%"}
    row = assessed({**rate, **target, "path": "linear"}, at(2020, base, **rate), at(2025, 100, **rate))
    assert (row["target_level"], row["outcome"]) == (100, "met")
