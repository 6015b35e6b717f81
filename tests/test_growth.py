"""Growth arithmetic: the plans' own numbers by hand, the edges, and what must hold for any numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.models import growth

LEVEL = st.floats(1, 1e5)
RATE = st.floats(-0.5, 1.0)
YEARS = st.integers(1, 40)
SCALE = st.floats(1e-3, 1e3)


@pytest.mark.parametrize(("base", "at_8_percent"), [(1680, 2468.47), (2200, 3232.52)])
def test_haicheng_orphans_need_8447_percent_and_8_percent_misses(base, at_8_percent):
    """By hand: 1.08^5 = 1.4693281; 1.5^(1/5) = 1.0844718."""
    assert growth.needed_rate(base, base * 1.5, 5) == pytest.approx(0.084472, abs=5e-7)
    assert growth.project(base, 0.08, 5) == pytest.approx(at_8_percent, abs=0.01)
    assert growth.gap(growth.project(base, 0.08, 5), base * 1.5) == pytest.approx(base * (1.5 - 1.4693281), abs=0.01)
    assert growth.years_to_reach(base, base * 1.5, 0.08) == pytest.approx(math.log(1.5) / math.log(1.08))
    assert growth.adjustments_to_reach(base, base * 1.5, 0.08) == 6


def test_liaoning_rural_must_outgrow_urban_by_222_percent():
    """672 元/月 and 5558 元/年 in 2020, ratio 1.3 in 2025: 1.4509; (1.4509 / 1.3)^(1/5) = 1.02220."""
    ratio = 672 / (5558 / 12)
    assert ratio == pytest.approx(1.451, abs=5e-4)
    outgrowth = growth.needed_outgrowth(ratio, 1.3, 5, -1)
    assert outgrowth == pytest.approx(0.0222, abs=5e-5)
    assert growth.lagging_rate([0.05, 0.06, 0.08], outgrowth) == pytest.approx([0.0733, 0.0835, 0.1040], abs=5e-5)


def test_haicheng_urban_dibao_grew_678_percent():
    """500 → 650 over 2016–2020: 1.3^(1/4) = 1.067790."""
    assert growth.compound_growth(500, 650, 4) == pytest.approx(0.067790, abs=5e-7)


@pytest.mark.parametrize(
    ("start", "end", "years", "reason"),
    [
        (0, 100, 5, "base_not_positive"),
        (-1, 100, 5, "base_not_positive"),
        (100, -1, 5, "target_negative"),
        (100, 120, 0, "target_year_not_after_base"),
        (100, 120, -5, "target_year_not_after_base"),
        (math.nan, 120, 5, "missing_value"),
        (100, math.nan, 5, "missing_value"),
    ],
)
def test_what_is_not_defined_is_nan_with_a_reason(start, end, years, reason):
    assert math.isnan(growth.needed_rate(start, end, years))
    assert growth.undefined_because(start, end, years) == reason


def test_equal_levels_need_no_growth_and_a_target_below_asks_for_a_negative_rate():
    assert growth.needed_rate(100, 100, 5) == 0
    assert growth.needed_rate(100, 90, 5) < 0
    assert growth.compound_growth(100, 0, 5) == -1
    assert growth.undefined_because(100, 100, 5) == ""


@pytest.mark.parametrize(
    ("value", "target", "rate", "direction", "expected"),
    [
        (100, 100, 0.08, 1, 0),
        (120, 100, 0.08, 1, 0),
        (100, 120, 0, 1, math.inf),
        (100, 120, -0.01, 1, math.inf),
        (100, 80, -0.05, -1, math.log(0.8) / math.log(0.95)),
        (100, 80, 0.05, -1, math.inf),
        (100, 0, -0.05, -1, math.inf),
        (80, 100, 0.05, -1, 0),
        (0, 100, 0.08, 1, math.nan),
        (100, math.nan, 0.08, 1, math.nan),
        (math.nan, 100, 0.08, 1, math.nan),
    ],
)
def test_years_to_reach_at_the_edges(value, target, rate, direction, expected):
    assert growth.years_to_reach(value, target, rate, direction) == pytest.approx(expected, nan_ok=True)


def test_projections_that_mean_nothing_are_nan():
    assert np.isnan(growth.project([-1, 100, 100], [0.08, -1.5, 0.08], [5, 5, -1])).all()
    assert growth.project(0, 0.08, 5) == 0
    assert growth.project(100, 0.08, 0) == 100


def test_a_standard_decreed_once_a_year_stays_between():
    assert growth.stepped(100, 0.1, [0, 0.5, 1, 1.99, 2]) == pytest.approx([100, 100, 110, 110, 121])


def test_a_floor_is_broken_by_one_interval_whatever_follows():
    """650 (2020) → 727 (2023) is 3.80% a year, → 778 (2024) 7.02%: a floor of 5% was broken before 2023."""
    broken = growth.breaks_floor([650, 727, 778], [2020, 2023, 2024], 0.05)
    assert broken.tolist() == [True, False]
    assert growth.breaks_floor([650, 727, 778], [2020, 2023, 2024], 0.035).tolist() == [False, False]
    assert growth.breaks_floor([650, math.nan, 778], [2020, 2023, 2024], 0.05).tolist() == [False, False]


def test_a_floor_of_a_fall_is_broken_by_too_small_a_fall():
    """100 → 94 is −6%, → 90 over two years −2.2% a year, → 99 a rise: at least 5% less a year was asked."""
    broken = growth.breaks_floor([100, 94, 90, 99], [2020, 2021, 2023, 2024], -0.05, -1)
    assert broken.tolist() == [False, True, True]
    assert not growth.breaks_floor(growth.project(100, -0.05, np.arange(6)), np.arange(6), -0.05, -1).any()


def test_growth_at_exactly_the_floor_keeps_it():
    assert not growth.breaks_floor(growth.project(100, 0.05, np.arange(6)), np.arange(6), 0.05).any()


def test_arrays_broadcast():
    assert growth.project([[100], [200]], [0.0, 0.1, 0.2], 1).shape == (2, 3)
    assert growth.floor_path([100, 200], [0.05, 0.05], np.zeros((2, 4))).shape == (2, 5)


@given(LEVEL, LEVEL, YEARS)
def test_projecting_at_the_needed_rate_reaches_the_target(value, target, years):
    rate = growth.needed_rate(value, target, years)
    assert growth.project(value, rate, years) == pytest.approx(target, rel=1e-9)


@given(LEVEL, st.floats(0, 0.3), st.lists(st.floats(-0.2, 0.3), min_size=1, max_size=12))
def test_a_floor_path_is_never_below_the_average_path_of_the_same_rate(value, floor, rates):
    path = growth.floor_path(value, floor, rates)
    average = growth.project(value, floor, np.arange(len(rates) + 1))
    assert (path >= average * (1 - 1e-12)).all()
    assert not growth.breaks_floor(path, np.arange(len(path)), floor).any()


@given(LEVEL, LEVEL, YEARS, RATE, SCALE)
def test_scaling_units_changes_no_rate_and_no_year(value, target, years, rate, scale):
    assert growth.needed_rate(value * scale, target * scale, years) == pytest.approx(
        growth.needed_rate(value, target, years), rel=1e-6, abs=1e-9
    )
    assert growth.project(value * scale, rate, years) == pytest.approx(growth.project(value, rate, years) * scale)
    for direction in (1, -1):
        assert growth.years_to_reach(value, value * 1.37**direction, rate, direction) == pytest.approx(
            growth.years_to_reach(value * scale, value * scale * 1.37**direction, rate, direction), rel=1e-6, abs=1e-6
        )


@given(LEVEL, LEVEL, YEARS, RATE, st.sampled_from([1, -1]))
def test_a_pair_that_grows_as_solved_ends_at_the_ratio_wanted(numerator, denominator, years, leading, direction):
    target = numerator / denominator * 1.2**direction
    outgrowth = growth.needed_outgrowth(numerator / denominator, target, years, direction)
    lagging = growth.lagging_rate(leading, outgrowth)
    rates = (lagging, leading) if direction > 0 else (leading, lagging)
    end = growth.project(numerator, rates[0], years) / growth.project(denominator, rates[1], years)
    assert end == pytest.approx(target, rel=1e-9)


@given(LEVEL, st.floats(1.01, 5), st.floats(0.005, 0.5))
def test_the_level_after_the_years_to_reach_is_the_target(value, factor, rate):
    target = value * factor
    assert growth.project(value, rate, growth.years_to_reach(value, target, rate)) == pytest.approx(target, rel=1e-9)
    steps = growth.adjustments_to_reach(value, target, rate)
    assert growth.project(value, rate, steps) >= target * (1 - 1e-9)
    assert growth.project(value, rate, steps - 1) < target * (1 + 1e-9)
