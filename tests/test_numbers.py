"""Numbers as documents print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codelists import definitions
from analysis.etl.numbers import NotANumber, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("35.9", (35.9, 35.9)),
        ("12,000", (12000, 12000)),
        ("１２．５", (12.5, 12.5)),
        ("1.5-2", (1.5, 2)),
        ("1至2", (1, 2)),
        ("200元至30000", (200, 30000)),
        ("两", (2, 2)),
        ("十五", (15, 15)),
        ("一百二十", (120, 120)),
        ("半", (0.5, 0.5)),
        ("全覆盖", (100, 100)),
        ("零", (0, 0)),
        ("--", (None, None)),
        ("", (None, None)),
    ],
)
def test_parse(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["不低于", "省定目标", "1、2、3", "5-2", "abc"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        parse(text)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_decimal_comes_back(number):
    assert parse(f"{number}") == (float(number), float(number))


@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_separators_change_nothing(number):
    assert parse(f"{number:,}") == (number, number)


def test_every_number_word_parses():
    for word, value in definitions.number_words().items():
        assert parse(word) == (value, value)
