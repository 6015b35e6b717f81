"""What a printed number stands for. Expected intervals are worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from audit_tables import audited, figure, growth, target
from hypothesis import given
from hypothesis import strategies as st

from analysis.audit.precision import gap, printed_interval

INFINITE = math.inf


def interval(row: dict) -> tuple[float, float]:
    one = audited([row]).numbers.iloc[0]
    return one["low"], one["high"]


@pytest.mark.parametrize(
    ("row", "low", "high"),
    [
        (figure("nursing_bed_share", "42", "%"), 41.5, 42.5),
        (figure("nursing_bed_share", "53.7", "%"), 53.65, 53.75),
        (figure("dibao_standard", "650", "元/人/月"), 650, 650),
        (figure("dibao_standard", "5340", "元/人/年"), 445, 445),
        (figure("dibao_average_standard", "5558", "元/人/年"), 5557.5 / 12, 5558.5 / 12),
        (figure("dibao_standard", "687.5", "元/人/月"), 687.45, 687.55),
        (figure("villages", "14", "个"), 14, 14),
        (figure("place_name_signs", "3.4", "万个"), 33500, 34500),
        (figure("registered_volunteers", "45", "万人"), 445000, 455000),
        (figure("registered_volunteers", "8", "万人", comparator=">", quote="8万余人"), 80000, INFINITE),
        (figure("nursing_bed_share", "8", "%", comparator=">="), 8, INFINITE),
        (figure("nursing_bed_share", "30", "%", comparator="<="), -INFINITE, 30),
        (figure("social_organisation_staff", "18", "万人", comparator="~"), 162000, 198000),
        (figure("households_per_grid", "300-500", "户", read_as="户/个", comparator="range"), 300, 500),
        (figure("village_rules_coverage", "全部", "", read_as="%"), 100, 100),
        (figure("districts", "三", "", read_as="个"), 3, 3),
        (growth("dibao_standard", "38", "total_growth", 2016, 2020), 37.5, 38.5),
        (figure("tekun_expenditure", "1", "亿元", comparator="~"), 0.5e8, 1.5e8),
        (target("nursing_bed_share", "６０", "%"), 59.5, 60.5),
    ],
    ids=lambda value: value["printed_value"] + value["printed_unit"] if isinstance(value, dict) else "",
)
def test_a_printed_number_stands_for_the_values_that_would_be_printed_like_it(row, low, high):
    assert interval(row) == pytest.approx((low, high), rel=1e-12)


def test_no_number_is_no_interval():
    row = figure("dibao_standard", "", "元/人/月", comparator=">=", reference="省定目标")
    assert all(map(math.isnan, interval(row)))


def share(printed: str, value: float, correction: str = "") -> tuple[float, float]:
    """The interval of a share in %, without any table around it."""
    row = {"printed_value": printed, "value": value, "value_low": value, "value_high": value, "form": "level",
           "comparator": "=", "correction": correction}  # fmt: skip
    return tuple(printed_interval(pd.DataFrame([row]), pd.Series(["rate"])).iloc[0])


def test_a_corrected_number_has_the_precision_of_what_is_used():
    assert share("4.2", 42, "printed_value：4.2 → 42（小数点误印）") == (41.5, 42.5)
    assert share("42", 42, "printed_unit：（空） → %（百分号丢失）") == (41.5, 42.5)


@given(st.integers(0, 4), st.floats(0.01, 99.0))
def test_every_value_lies_in_the_interval_of_its_own_printing(places, value):
    printed = f"{value:.{places}f}"
    low, high = share(printed, float(printed))
    assert low - 1e-9 <= value <= high + 1e-9
    if float(printed):
        assert high - low == pytest.approx(10.0**-places)


ends = st.floats(-1e6, 1e6, allow_nan=False)


@given(ends, ends, ends, ends)
def test_gap_is_symmetric_and_zero_exactly_where_intervals_meet(a, b, c, d):
    one, other = sorted((a, b)), sorted((c, d))
    there, back = (float(gap(*(pd.Series([x]) for x in ends))[0]) for ends in ((*one, *other), (*other, *one)))
    meet = one[0] <= other[1] and other[0] <= one[1]
    assert there == back >= 0
    assert (there == 0) == meet or np.isclose(max(one[0], other[0]), min(one[1], other[1]), rtol=1e-8)


def test_gap_takes_open_ends_and_missing_numbers():
    low, high = pd.Series([80000.0, 8.0, np.nan]), pd.Series([INFINITE, INFINITE, np.nan])
    found = gap(low, high, pd.Series([0.0, 9.0, 1.0]), pd.Series([79000.0, 9.5, 2.0]))
    assert found.tolist() == [1000.0, 0.0, 0.0]
