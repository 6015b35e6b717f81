"""The grammar of printed numbers: each is found whole, with its unit, or not at all."""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codelists import units
from analysis.printed import numbers, words


def found(text: str) -> list[tuple]:
    """(low, high, unit) of each number in the text."""
    return [
        (float(number.low), float(number.high), number.unit) for number in numbers.find(text, tuple(units.labels()))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("35.9万", [(359000, 359000, "")]),
        ("520.11万余元", [(5201100, 5201100, "元")]),
        ("20余万元", [(200000, 200000, "元")]),
        ("8千多万", [(80000000, 80000000, "")]),
        ("1亿3000万元", [(130000000, 130000000, "元")]),
        ("2万3000元", [(23000, 23000, "元")]),
        ("12,000", [(12000, 12000, "")]),
        ("１２．５％", [(12.5, 12.5, "%")]),
        (".5%", [(0.5, 0.5, "%")]),
        ("增长−3.2%", [(-3.2, -3.2, "%")]),
        ("增长-3.2%", [(-3.2, -3.2, "%")]),
        ("人均 3263 元/ 月", [(3263, 3263, "元/月")]),
        ("2485人（次）", [(2485, 2485, "人（次）")]),
        ("提高10.5个百分点", [(10.5, 10.5, "个百分点")]),
        ("每个千分点", []),
        ("500—1000平方米的29个", [(500, 1000, "平方米"), (29, 29, "个")]),
        ("200元至30000元", [(200, 30000, "元")]),
        ("3-5万元", [(30000, 50000, "元")]),
        ("5000-1万", [(5000, 10000, "")]),
        ("三至五万人", [(30000, 50000, "人")]),
        ("1～2所", [(1, 2, "所")]),
        ("1到2所", [(1, 2, "所")]),
        ("比率1.3∶1", [(1.3, 1.3, "")]),
        ("按1:4配备", [(0.25, 0.25, "")]),
        ("岗位数446个", [(446, 446, "个")]),
        ("十五分钟", [(15, 15, "分钟")]),
        ("八千多万", [(80000000, 80000000, "")]),
        ("一点二倍", [(1.2, 1.2, "倍")]),
        ("两亿三千万", [(230000000, 230000000, "")]),
        ("百余名", [(100, 100, "名")]),
        ("十来个", [(10, 10, "个")]),
        ("三五年", [(3, 5, "年")]),
        ("两三个", [(2, 3, "个")]),
        ("十七八岁", [(17, 18, "岁")]),
        ("二〇二五年", [(2025, 2025, "年")]),
        ("五成", [(50, 50, "")]),
        ("七八成", [(70, 80, "")]),
        ("三成五", [(35, 35, "")]),
        ("过半", [(50, 50, "")]),
        ("三分之二", [(200 / 3, 200 / 3, "")]),
        ("百分之百", [(100, 100, "")]),
        ("百分之三点五", [(3.5, 3.5, "")]),
        ("翻番", [(100, 100, "")]),
        ("翻了一番", [(100, 100, "")]),
        ("翻两番", [(300, 300, "")]),
        ("半年", [(0.5, 0.5, "年")]),
    ],
)
def test_numbers_are_read_whole(text, expected):
    assert found(text) == [
        (pytest.approx(low, rel=1e-12), pytest.approx(high, rel=1e-12), unit) for low, high, unit in expected
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3", "1,23", "12 000元", "1/3", "1.2E+05", "5G", "±3", "第3名", "几十个", "数百名", "1个半月", "一年半",
        "三八", "1万5", "5-2", "1-2-3", "至2所", "—5", "十一五",
    ],
)  # fmt: skip
def test_what_is_not_understood_as_a_whole_is_no_number(text):
    assert found(text) == []


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_decimal_comes_back(number):
    assert found(f"{number}元") == [(float(number), float(number), "元")]


@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_separators_change_nothing(number):
    assert found(f"{number:,}") == [(number, number, "")]


@given(st.integers(min_value=0, max_value=10**9))
def test_every_chinese_numeral_comes_back(number):
    assert found(cn2an.an2cn(number) + "户") == [(number, number, "户")]


@given(
    st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from(["-", "—", "——", "–", "～", "~", "至", "到", "－"])
)
def test_every_sign_of_a_range_leads_from_one_end_to_the_other(low, more, sign):
    assert found(f"{low}{sign}{low + more}户") == [(low, low + more, "户")]


@given(st.text(alphabet="0123456789.,%-−—至到万亿千百十一二三五半成番分之余多近约第几数:/ 元个年", max_size=12))
def test_any_text_is_read_without_an_error_and_each_number_stands_where_it_says(text):
    at = 0
    for number in numbers.find(text, tuple(units.labels())):
        assert at <= number.start < number.end <= len(text)
        assert number.low <= number.high
        at = number.end


@pytest.mark.parametrize(
    ("text", "number", "binding"),
    [
        ("不低于55%", "55%", {">="}),
        ("≥55", "55", {">="}),
        ("80周岁以上", "80周岁", {">="}),
        ("不少于2名和4名", "4名", {">="}),
        ("不超过6个月", "6个月", {"<="}),
        ("3000元以下", "3000元", {"<="}),
        ("超过 1.3 亿元", "1.3 亿元", {">"}),
        ("高于全国5个百分点", "5个百分点", set()),
        ("近5万名", "5万名", {"~"}),
        ("节约5%", "5%", set()),
        ("500人左右", "500人", {"~"}),
        ("基本实现2015年之后新建小区设施全覆盖", "全覆盖", {"~"}),
        ("基本生活费1055元", "1055元", set()),
        ("1000平方米以上的26个", "26个", set()),
        ("基本实现普惠化，先行在14个", "14个", set()),
        ("上千名", "千名", {">="}),
    ],
)
def test_words_that_bound_a_number(text, number, binding):
    start = text.index(number)
    assert words.comparators(numbers.fold(text), start, start + len(number))[0] == binding


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("缩短15分钟", -1), ("压减3个", -1), ("减少3个", -1), ("下降3%", -1), ("降低3%", -1), ("下调3%", -1),
        ("负增长3%", -1), ("增幅负增长3%", -1), ("降幅为3%", -1), ("降幅3%", -1), ("3%的降幅", -1), ("增长3%", 1),
        ("由下降转为增长3%", 1), ("2020年下降，2021年增长3%", 1), ("3%", 0), ("减免3元", 0), ("降幅收窄3%", None),
    ],
)  # fmt: skip
def test_words_of_rising_and_falling(text, sign):
    number = numbers.find(text, tuple(units.labels()))[-1]
    assert words.direction(numbers.fold(text), number.start, number.unit_end) == sign
