"""What a row of figures.csv means, and what is refused because cell, unit, comparator, form and quote disagree."""

import pytest
from raw_rows import problem, read, row, value

CHANGE = {"kind": "change", "form": "total_growth", "year": "", "period_start": "2015", "period_end": "2020"}
MONEY = {"indicator_id": "dibao_standard", "residence": "urban", "unit_read_as": "元/人·月"}
SPENT = {"indicator_id": "tekun_expenditure", "kind": "flow", "year": "", "period_start": "2016", "period_end": "2020"}
DIBAO = {"indicator_id": "dibao_standard"}
HOMES = {"indicator_id": "elderly_institutions"}
BEDS = {"indicator_id": "elderly_beds_per_thousand", "unit_read_as": "张/千人"}
MINUTES = {"indicator_id": "elderly_service_circle_minutes"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # falls count in every kind and form
        (row("缩短15分钟", "15", "分钟", form="absolute_change", **MINUTES), (-15, "=")),
        (row("负增长3%", "3", "%", **CHANGE), (-3, "=")),
        (row("增幅负增长3%", "3", "%", **CHANGE), (-3, "=")),
        (row("压减3个百分点", "3", "个百分点", form="absolute_change"), (-3, "=")),
        (row("年均下降不低于5%", "5", "%", form="annual_growth", comparator=">="), (-5, "<=")),
        (row("降幅超过5%", "5", "%", comparator=">", **CHANGE), (-5, "<")),
        (row("下降3%至5%", "3%至5", "%", comparator="range", **CHANGE), (-4, "range")),
        (row("降低到30%", "30", "%"), (30, "=")),
        (row("收缩3个百分点", "3", "个百分点", form="absolute_change"), (-3, "=")),
        (row("下浮3%", "3", "%", **CHANGE), (-3, "=")),
        (row("↓3%", "3", "%", **CHANGE), (-3, "=")),
        (row("比上年低约3个百分点", "3", "个百分点", form="absolute_change", comparator="~"), (-3, "~")),
        (row("较2020年少了3个百分点", "3", "个百分点", form="absolute_change"), (-3, "=")),
        (row("低于上年3个百分点", "3", "个百分点", form="absolute_change"), (-3, "=")),
        (row("较低收入家庭高3个百分点", "3", "个百分点", form="absolute_change"), (3, "=")),
        (row("撤并5所", "5", "所", **{**CHANGE, "form": "absolute_change"}, **HOMES), (-5, "=")),
        (row("撤并5所", "5", "所", **HOMES), (5, "=")),
        (row("下降,幅度为3个百分点", "3", "个百分点", form="absolute_change"), (-3, "=")),
        (row("增长较快，总体幅度达到3个百分点", "3", "个百分点", form="absolute_change"), (3, "=")),
        (row("下降,降幅为3个百分点", "3", "个百分点", form="absolute_change"), (-3, "=")),
        (row("退出5所", "5", "所", **{**CHANGE, "form": "absolute_change"}, **HOMES), (-5, "=")),
        (row("每人每月500元", "500", "元", **DIBAO, unit_read_as="元/人·月"), (500, "=")),
        # numerals
        (row("16.4亿", "16.4亿", "元", **SPENT), (1.64e9, "=")),
        (row("16.4亿元", "16.4", "亿元", **SPENT), (pytest.approx(1.64e9), "=")),
        (row("八千多万元", "八千多万", "元", comparator=">", **SPENT), (8e7, ">")),
        (row("20余万元", "20余", "万元", comparator=">", **SPENT), (2e5, ">")),
        (row("翻两番", "翻两番", unit_read_as="%", form="total_growth"), (300, "=")),
        (row("翻番", "翻番", unit_read_as="%", form="total_growth"), (100, "=")),
        (row("提高1.5倍", "1.5", "倍", form="total_growth"), (150, "=")),
        (row("五成", "五成", unit_read_as="%"), (50, "=")),
        (row("过半", "过半", unit_read_as="%", comparator=">"), (50, ">")),
        (row("百分之百", "百分之百", unit_read_as="%"), (100, "=")),
        (row("三分之二", "三分之二", unit_read_as="%"), (pytest.approx(200 / 3), "=")),
        (row("−3.2%", "−3.2", "%", **CHANGE), (-3.2, "=")),
        (row("-3.2%", "-3.2", "%", **CHANGE), (-3.2, "=")),
        (row(".5%", ".5", "%"), (0.5, "=")),
        (row("55‰", "55", "‰"), (5.5, "=")),
        # ranges stay ranges
        (row("1至2倍", "1至2", "倍", indicator_id="tekun_dibao_ratio", comparator="range"), (1.5, "range")),
        (row("35%—40%", "35%—40", "%", comparator="range"), (37.5, "range")),
        (row("三五成", "三五成", unit_read_as="%", comparator="range"), (40, "range")),
        # what is counted by, and when
        (row("每1000名老人40张", "40", "张", **BEDS), (40, "=")),
        (row("2020年标准500元", "500", "元", **DIBAO, unit_read_as="元/人·月"), (500, "=")),
        # yearly amounts
        (row("每年提高30元", "30", "元", form="annual_absolute_change", **MONEY), (30, "=")),
        (row("年均提高1.2个百分点", "1.2", "个百分点", form="annual_absolute_change"), (1.2, "=")),
        (row("提高10个百分点", "10", "个百分点", form="absolute_change"), (10, "=")),
        (row("提高10个千分点", "10", "个千分点", form="absolute_change"), (1, "=")),
        (row("基本实现村级公墓全覆盖", "全覆盖", unit_read_as="%", comparator="~"), (100, "~")),
    ],
)
def test_what_a_row_means(cells, expected):
    assert value(cells) == expected


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        # the number in the quote is another one, or longer
        (row("不低于55%", "5", "%", comparator=">="), "not-the-whole-number"),
        (row("16.4亿元", "16.4", "元", **SPENT), "not-the-whole-number"),
        (row("35.9万", "35.9", unit_read_as="元", **SPENT), "not-the-whole-number"),
        (row("−3.2%", "3.2", "%", **CHANGE), "not-the-whole-number"),
        (row("1至2所", "2", "所", indicator_id="elderly_institutions"), "not-the-whole-number"),
        (row("至2所", "2", "所", indicator_id="elderly_institutions"), "not-the-whole-number"),
        (row("12.50%", "12.5", "%"), "not-the-whole-number"),
        (row("五十%", "五", "%"), "not-the-whole-number"),
        (row("55%", "56", "%"), "value-not-in-quote"),
        (row("提高55%", "", "%", reference="省定目标"), "value-omitted"),
        # what cannot be read in one way
        (row("三八%", "三八", "%"), "not-a-number"),
        (row("3成左", "3成左", unit_read_as="%"), "not-a-number"),
        (row("翻一番", "翻一番", unit_read_as="元/人·月", form="absolute_change", **DIBAO), "not-a-number"),
        (row("降幅收窄3个百分点", "3", "个百分点", form="absolute_change"), "unclear-direction"),
        (row("下降−3%", "−3", "%", **CHANGE), "unclear-direction"),
        (row("不降低3个百分点", "3", "个百分点", form="absolute_change"), "unclear-direction"),
        (row("没有减少3个百分点", "3", "个百分点", form="absolute_change"), "unclear-direction"),
        (row("整合5所", "5", "所", **{**CHANGE, "form": "absolute_change"}, **HOMES), "unclear-direction"),
        # units
        (row("55‰", "55", "%"), "unit-not-in-quote"),
        (row("每月500元", "500", "元", indicator_id="dibao_standard", unit_read_as="元/人·年"), "unit-not-in-quote"),
        (row("月保障标准500元", "500", "元", **DIBAO, unit_read_as="元/人·年"), "unit-not-in-quote"),
        (row("全年补助600元", "600", "元", **DIBAO, unit_read_as="元/人·月"), "unit-not-in-quote"),
        (row("年标准600元", "600", "元", **DIBAO, unit_read_as="元/人·月"), "unit-not-in-quote"),
        (row("每季度1500元", "1500", "元", **DIBAO, unit_read_as="元/人·月"), "unit-not-in-quote"),
        (row("每天20元", "20", "元", **DIBAO, unit_read_as="元/人·月"), "unit-not-in-quote"),
        (row("每百名老人4张", "4", "张", **BEDS), "unit-not-in-quote"),
        (row("每100名老人4张", "4", "张", **BEDS), "unit-not-in-quote"),
        (row("每人4张", "4", "张", **BEDS), "unit-not-in-quote"),
        (row("每户每月500元", "500", "元", **DIBAO, unit_read_as="元/人·月"), "unit-not-in-quote"),
        (row("500美元", "500", "元", **DIBAO, unit_read_as="元/人·月"), "unit-not-in-quote"),
        (row("补助500英镑", "500", "元", **DIBAO, unit_read_as="元/人·月"), "unit-not-in-quote"),
        (row("500", "500", "元/月", indicator_id="dibao_standard", unit_read_as="元/人·年"), "unit-contradicted"),
        (row("55", "55", "‰", unit_read_as="%"), "unit-contradicted"),
        # comparators
        (row("不低于55%", "55", "%"), "comparator-mismatch"),
        (row("55%以上", "55", "%", comparator="<="), "comparator-mismatch"),
        (row("55%", "55", "%", comparator=">="), "comparator-mismatch"),
        (row("520.11万余元", "520.11", "万元", **SPENT), "comparator-mismatch"),
        (row("近5万元", "5", "万元", **SPENT), "comparator-mismatch"),
        (row("35%—40%", "35%—40", "%"), "range-mismatch"),
        (row("5∶4", "5∶4", "倍", indicator_id="tekun_dibao_ratio", comparator="range"), "range-mismatch"),
        (row("", "30余", "%", how_known="published"), "comparator-mismatch"),
        # forms
        (row("提高10个百分点", "10", "个百分点"), "form-mismatch"),
        (row("提高50%", "50", "%"), "form-mismatch"),
        (row("提高10个百分点", "10", "个百分点", form="total_growth"), "form-mismatch"),
        (row("每年提高30元", "30", "元", form="absolute_change", **MONEY), "form-mismatch"),
        (row("提高到660元", "660", "元", form="absolute_change", **MONEY), "form-mismatch"),
        (row("是2016年的3倍", "3", "倍", form="total_growth"), "form-mismatch"),
        (row("55%", "55", "%", kind="change", year="2020"), "kind-and-form"),
        (row("55%", "55", "%", kind="baseline", form="total_growth", year="2020"), "kind-and-form"),
        # places and times that the plan cannot speak of
        (row("55%", "55", "%", region_code="210321"), "region-outside-document"),
        (row("55%", "55", "%", year="2019"), "year-outside-document"),
        (row("55%", "55", "%", kind="baseline"), "year-outside-document"),
        (row("55%", "55", "%", period_start="2021"), "period-incomplete"),
        (row("5\u200b5%", "55", "%"), "value-not-in-quote"),
        (row("55%", "5\x005", "%"), "not-a-number"),
        (row("提高105个百分点", "105", "个百分点", form="absolute_change"), "out-of-bounds"),
    ],
)
def test_what_is_refused_and_how(cells, code):
    assert problem(cells).code == code


def test_a_quote_may_hold_the_line_ends_and_tabs_of_its_document():
    assert value(row("养老\n床位\t55%", "55", "%")) == (55, "=")


def test_a_spreadsheet_s_booleans_are_read():
    frame, problems = read(
        row("55%", "55", "%", year_stated="TRUE"),
        row("56%", "56", "%", number="2", start="3", end="6", year_stated="FALSE"),
    )
    assert problems == []
    assert frame["year_stated"].tolist() == [True, False]


def test_an_indicator_says_what_a_number_of_any_length_is():
    frame, problems = read(row("55%", "55", "%", year="9" * 40))
    assert {one.code for one in problems} >= {"not-integer"}
    assert frame["year"].isna().all()


EXCEPTION = """[[exception]]
figures = [1]
check = "out-of-bounds"
printed = {{ printed_value = "{value}" }}
reason = "原文如此"
"""


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (row("103.5%", "103.5", "%"), 103.5),
        (row("增长12倍", "12", "倍", **CHANGE), 1200),
        (row("增长12.5倍", "12.5", "倍", form="total_growth"), 1250),
    ],
)
def test_what_is_out_of_bounds_is_read_where_a_person_declares_it_right(cells, expected, tmp_path):
    assert problem(cells).code == "out-of-bounds"
    (tmp_path / "exceptions.toml").write_text(EXCEPTION.format(value=cells["printed_value"]), encoding="utf-8")
    frame, problems = read(cells, folder=tmp_path)
    assert problems == []
    assert frame["value"].tolist() == [expected]


def test_an_exception_holds_only_for_what_was_printed_when_it_was_declared(tmp_path):
    (tmp_path / "exceptions.toml").write_text(EXCEPTION.format(value="103.5"), encoding="utf-8")
    _, problems = read(row("203.5%", "203.5", "%"), folder=tmp_path)
    assert {one.code for one in problems} == {"out-of-bounds", "exception-without-problem"}


@pytest.mark.parametrize(
    "content",
    [
        "exception = 3",
        "[[exceptions]]",
        "[exception]",
        EXCEPTION.format(value="1").replace("[1]", '["1"]'),
        "exception = [1]",
    ],
)
def test_a_broken_exception_is_one_clear_problem(content, tmp_path):
    (tmp_path / "exceptions.toml").write_text(content, encoding="utf-8")
    _, problems = read(row("55%", "55", "%"), folder=tmp_path)
    assert [one.code for one in problems] == ["broken-exception"]


def test_a_correction_may_say_another_thing_than_the_quote():
    """提高660元 without 到 is printed as a rise and corrected to the level that it is."""
    cells = row("提高660元", "660", "元", kind="change", form="absolute_change", year="2020", **MONEY)
    corrected = [
        ("plan", "1", column, printed, used, "缺“到”", "corrections.toml", 1)
        for column, printed, used in (("kind", "change", "baseline"), ("form", "absolute_change", "level"))
    ]
    frame, problems = read(cells, corrections=tuple(corrected))
    assert problems == []
    assert frame[["kind", "form", "value"]].values.tolist() == [["baseline", "level", 660]]
