"""The cell `printed_value`: read whole in its unit, or refused."""

import pytest

from analysis.codelists import definitions
from analysis.etl.numbers import NotANumber, read


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("35.9", "%", (35.9, 35.9)),
        ("12,000", "元", (12000, 12000)),
        ("１２．５", "%", (12.5, 12.5)),
        ("1.5-2", "倍", (1.5, 2)),
        ("1至2", "所", (1, 2)),
        ("200元至30000", "元", (200, 30000)),
        ("16.4亿", "元", (1.64e9, 1.64e9)),
        ("16.4亿元", "亿元", (16.4, 16.4)),
        ("三千", "万元", (3000, 3000)),
        ("两", "个", (2, 2)),
        ("十五", "分钟", (15, 15)),
        ("一百二十", "人", (120, 120)),
        ("半", "年", (0.5, 0.5)),
        ("零", "人", (0, 0)),
        ("全覆盖", "%", (100, 100)),
        ("翻两番", "%", (300, 300)),
        ("翻番", "倍", (1, 1)),
        ("五成", "%", (50, 50)),
        ("千分之五", "‰", (5, 5)),
        ("百分之百", "%", (100, 100)),
        ("1:4", "倍", (0.25, 0.25)),
        ("1.3∶1", "∶1", (1.3, 1.3)),
        ("−3.2", "%", (-3.2, -3.2)),
        ("55%", "％", (55, 55)),
        ("5个百分点", "个百分点", (5, 5)),
        ("--", "%", (None, None)),
        ("", "%", (None, None)),
    ],
)
def test_a_cell_is_read_whole(text, unit, expected):
    cell = read(text, unit)
    assert (cell.low, cell.high) == expected


@pytest.mark.parametrize(
    ("text", "comparator"),
    [("300余", ">"), ("近5", "~"), ("20余", ">"), ("60以上", ">="), ("≥60", ">="), ("约8", "~"), ("过半", ">"),
     ("三五", "range"), ("八千多", ">")],
)  # fmt: skip
def test_words_in_a_cell_demand_their_comparator(text, comparator):
    assert read(text, "%" if text == "过半" else "个").comparators == {comparator}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("不低于", "%"), ("省定目标", "%"), ("1、2、3", "个"), ("5-2", "个"), ("abc", "个"), ("三八", "年"),
        ("5个", "元"), ("55%", "‰"), ("16.4亿", "亿元"), ("五成", "元"), ("翻番", "元"), ("半", "%"), ("全覆盖", "元"),
        ("1:4", "个"), ("余20", "万元"), ("20以上余", "个"), ("3月5日", "年"), ("约莫3", "个"), ("3个左右吧", "个"),
        ("第3", "名"),
    ],
)  # fmt: skip
def test_what_is_left_over_or_of_another_unit_is_refused(text, unit):
    with pytest.raises(NotANumber, match="“"):
        read(text, unit)


def test_every_number_word_is_read_in_its_unit():
    for word, (value, unit) in definitions.number_words().items():
        assert read(word, unit or "个").low == value
