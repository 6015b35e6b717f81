"""Five methods side by side: their bands at the edges, by hand; what none of them can judge; how they are compared."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codelists import definitions
from analysis.models import growth, status


def rows(**changed) -> pd.DataFrame:
    """A target of +100% in ten years, half of the time gone: needed 7.177% a year, linear pace 10 a year."""
    levels = {"baseline_value": 100.0, "latest_value": 150.0, "target_level": 200.0, "path_value": 150.0}
    years = {"baseline_year": 2020, "latest_year": 2025, "target_year": 2030}
    usual = {**levels, **years, "direction": 1.0, "met": False}
    return pd.DataFrame([{**usual, **changed}])


def verdict(method: str, **changed) -> str:
    return status.verdicts(rows(**changed))[f"status_{method}"].item()


def reached_at(ratio: float) -> float:
    """The level after five years whose growth rate is `ratio` times the needed one."""
    return growth.project(100, ratio * growth.needed_rate(100, 200, 10), 5)


@pytest.mark.parametrize(
    ("ratio", "canada", "eurostat"),
    [
        (1.2, "on_track", "significant_progress"),
        (0.951, "on_track", "significant_progress"),
        (0.949, "needs_acceleration", "moderate_progress"),
        (0.601, "needs_acceleration", "moderate_progress"),
        (0.599, "limited_progress", "insufficient_progress"),
        (0.001, "limited_progress", "insufficient_progress"),
        (-0.001, "deteriorating", "movement_away"),
    ],
)
def test_bands_of_the_ratio_of_growth_rates(ratio, canada, eurostat):
    assert verdict("statistics_canada", latest_value=reached_at(ratio)) == canada
    assert verdict("eurostat", latest_value=reached_at(ratio)) == eurostat


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (139.7, "on_track"),  # 139.7² / 100 = 195.16: 95.2% of the way
        (139.6, "some_progress"),  # 194.88: 94.9%
        (104.9, "some_progress"),  # 110.04: 10.0%
        (104.8, "stagnation"),  # 109.83: 9.8%
        (90.0, "stagnation"),
    ],
)
def test_unsd_extrapolates_to_the_target_year(latest, expected):
    assert verdict("unsd", latest_value=latest) == expected


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (150.0, "on_track"), (149.0, "moderately_improving"),
        (125.0, "moderately_improving"), (124.0, "stagnating"),
        (100.0, "stagnating"), (99.0, "decreasing"),
    ],
)  # fmt: skip
def test_sdsn_compares_linear_paces(latest, expected):
    assert verdict("sdsn", latest_value=latest) == expected


@pytest.mark.parametrize(
    ("latest", "expected"),
    [(152.6, "faster"), (152.4, "as_expected"), (145.1, "as_expected"), (144.9, "behind"), (90.0, "behind")],
)
def test_domestic_method_follows_the_declared_path(latest, expected):
    """By now 50 are due: 1.05 · 50 = 52.5 and 0.90 · 50 = 45."""
    assert verdict("domestic", latest_value=latest) == expected


def test_domestic_cut_offs_can_be_chosen():
    judged = status.verdicts(rows(latest_value=144.0), faster=1.2, behind=0.8)
    assert judged["status_domestic"].item() == "as_expected"


def test_a_perfect_8_percent_path_is_as_expected_on_its_own_path_and_slow_on_a_straight_line():
    path = {"latest_value": 100 * 1.08**2, "latest_year": 2022, "target_level": 100 * 1.08**5, "target_year": 2025,
            "path_value": 100 * 1.08**2}  # fmt: skip
    assert verdict("domestic", **path) == "as_expected"
    assert verdict("statistics_canada", **path) == "on_track"
    assert verdict("sdsn", **path) == "moderately_improving"


def test_a_path_that_asks_for_nothing_yet_waits():
    assert verdict("domestic", latest_value=100.0, path_value=100.0) == "as_expected"
    assert verdict("domestic", latest_value=110.0, path_value=100.0) == "faster"
    assert verdict("domestic", latest_value=90.0, path_value=100.0) == "behind"


def test_a_met_target_is_met_by_every_method_and_early_before_its_year():
    judged = status.verdicts(rows(latest_value=200.0, met=True)).iloc[0]
    assert judged.drop("status_domestic").tolist() == ["met"] * 4
    assert judged["status_domestic"] == "reached_early"
    assert verdict("domestic", latest_value=200.0, met=True, latest_year=2030) == "met"


def test_where_less_is_better_a_fall_is_progress():
    falling = {"baseline_value": 200.0, "target_level": 100.0, "direction": -1.0}
    judged = status.verdicts(rows(**falling, latest_value=140.0)).iloc[0]
    assert judged.tolist() == ["on_track", "significant_progress", "on_track", "on_track", "faster"]
    judged = status.verdicts(rows(**falling, latest_value=210.0)).iloc[0]
    assert judged.tolist() == ["deteriorating", "movement_away", "stagnation", "decreasing", "behind"]


@pytest.mark.parametrize("target", [100.0, 90.0])
def test_who_fell_below_a_target_that_the_base_had_met_gets_the_lowest_verdict(target):
    judged = status.verdicts(rows(target_level=target, latest_value=80.0, path_value=target)).iloc[0]
    assert judged.tolist() == ["deteriorating", "movement_away", "stagnation", "decreasing", "behind"]


def test_a_base_of_zero_has_a_pace_but_no_growth_rate():
    judged = status.verdicts(rows(baseline_value=0.0, latest_value=100.0, path_value=100.0)).iloc[0]
    assert judged.tolist() == ["", "", "", "on_track", "as_expected"]
    assert status.agreement(judged.to_frame().T).iloc[0].tolist() == [2, 2, 2]


@pytest.mark.parametrize("missing", ["baseline_value", "latest_value", "target_level"])
def test_nothing_is_judged_without_all_three_levels(missing):
    judged = status.verdicts(rows(**{missing: math.nan}))
    assert (judged == "").all(axis=None)
    assert status.agreement(judged).iloc[0].tolist() == [0, 0, 0]


def test_agreement_counts_the_more_frequent_answer():
    judged = pd.DataFrame([["on_track", "significant_progress", "some_progress", "on_track", "behind"]],
                          columns=status.COLUMNS)  # fmt: skip
    assert status.agreement(judged).iloc[0].to_dict() == {
        "methods_judging": 5,
        "methods_on_course": 3,
        "methods_agreeing": 3,
    }


def test_parity_is_the_same_whichever_group_is_ahead():
    apart = status.parity(pd.Series([1.25, 0.8, 80.0, 100.0]), pd.Series([1, 1, 100, 100]))
    assert apart.tolist() == pytest.approx([1.25, 1.25, 1.25, 1.0])


@pytest.mark.parametrize(
    ("rate", "direction", "expected"),
    [
        (0.01, 1, "significant_progress"), (0.0099, 1, "moderate_progress"), (0.0, 1, "no_change"),
        (-0.0099, 1, "moderate_movement_away"), (-0.01, 1, "significant_movement_away"),
        (-0.02, -1, "significant_progress"), (math.nan, 1, ""),
    ],
)  # fmt: skip
def test_without_a_target_one_percent_a_year_is_significant(rate, direction, expected):
    assert status.eurostat_trend(np.array([rate]), np.array([direction])).tolist() == [expected]


def test_the_neutral_band_can_be_chosen():
    assert status.eurostat_trend(np.array([0.004]), np.array([1]), neutral=0.005).tolist() == ["no_change"]


def test_what_counts_as_on_course_has_a_chinese_name():
    terms = definitions.terms()
    for column, codes in status.ON_COURSE.items():
        assert set(codes) < set(terms[column]), column


@given(
    st.floats(10, 1000), st.floats(-0.2, 0.3), st.floats(1.01, 3), st.integers(1, 9), st.sampled_from([2, 4096, 0.5])
)
def test_every_verdict_has_a_name_and_scaling_units_changes_none(base, rate, factor, gone, scale):
    """Powers of two scale without rounding, so that not even a level at the edge of a band may change its verdict."""
    levels = {"baseline_value": base, "latest_value": base * (1 + rate) ** gone, "target_level": base * factor}
    levels["path_value"] = base * factor ** (gone / 10)
    years = {"latest_year": 2020 + gone, "met": levels["latest_value"] >= levels["target_level"]}
    judged = status.verdicts(rows(**levels, **years))
    for column in status.COLUMNS:
        assert judged[column].item() in definitions.terms()[column]
    scaled = status.verdicts(rows(**{name: value * scale for name, value in levels.items()}, **years))
    pd.testing.assert_frame_equal(judged, scaled)
