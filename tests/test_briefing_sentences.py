"""Sentences: each case, rounding, and that each number stands for a figure."""

import re

import pandas as pd
import pytest
from briefs import DAY, lines, real
from hypothesis import given
from hypothesis import strategies as st

from analysis.briefing import sentences
from analysis.briefing.exhibits import Graph, alternative_text
from analysis.briefing.parts import ranges, shown_ranges
from analysis.codelists import definitions

PLACES = ("海城市", "辽宁省", "鞍山市", "乌海市", "东昌区")
TARGET = {
    "what": "农村最低生活保障标准",
    "indicator_id": "dibao_standard",
    "residence": "rural",
    "comparator": ">=",
    "value": 568.0,
    "target_level": 568.0,
    "level_unit": "元/人·月",
    "target_year": 2025,
    "reference": "",
    "baseline_value": 445.0,
    "baseline_year": 2020,
    "latest_value": 591.0,
    "latest_year": 2024,
    "latest_source_level": "own",
    "path_value": 540.87,
    "needed_rate": 0.05,
    "needed_rate_from_now": 0.0,
    "achieved_rate": 0.0735,
    "money": True,
    "projected": 653.85,
    "met_at_rate": "yes",
    "outcome": "on_path",
    "outcome_reason": "last_observed_year",
    "probability": float("nan"),
    "probability_word": "",
    "evidence_grade": "B",
    "figure_id": "a#1",
    "baseline_level_id": "a#2",
    "latest_level_id": "a#3;a#4",
    "parent_figure_id": "",
}


def said(**changes) -> str:
    return sentences.target_statement(TARGET | changes, 0.08).text


NAME = "农村最低生活保障标准"
UNJUDGED = {"outcome": "not_judgeable", "money": False}
IN_TARGET_YEAR = {"outcome_reason": "observed_in_target_year", "latest_year": 2025}
CASES = {
    "on path": (
        {},
        f"截至2024年，{NAME}为 591 元，较目标路径当年应达到的 541 元高 50 元，"
        "对照2025年不低于 568 元的目标，进度达标。",
    ),
    "on path, equal": ({"path_value": 591.0}, f"{NAME}为 591 元，与目标路径持平，对照"),
    "on path, a little above": ({"path_value": 590.6}, "较目标路径当年应达到的 590.6 元高 0.4 元"),
    "behind": (
        {"outcome": "behind", "latest_value": 500.0, "needed_rate_from_now": 0.136},
        "较目标路径当年应达到的 541 元低 41 元，对照2025年不低于 568 元的目标，进度滞后；"
        "2025年须比2024年增长 13.6% 才能达到。",
    ),
    "met": ({"outcome": "met", **IN_TARGET_YEAR}, f"2025年{NAME}为 591 元，完成不低于 568 元的目标。"),
    "met early": ({"outcome": "met"}, f"截至2024年，{NAME}为 591 元，已提前达到2025年不低于 568 元的目标。"),
    "after the end year": (
        {"outcome": "not_met", "latest_value": 560.0, **IN_TARGET_YEAR},
        f"2025年{NAME}为 560 元，比2025年不低于 568 元的目标低 8 元，未完成。",
    ),
    "a yearly floor broken": (
        {"outcome": "not_met", "outcome_reason": "floor_broken", "value": 8.0},
        f"规划要求{NAME}每年增长不低于 8%，2020—2024年年均增长 7.35%，有的年份低于这一要求，目标未完成。",
    ),
    "met at the base": (
        {"outcome": "met_at_base"},
        f"{NAME}2020年已为 445 元，达到2025年不低于 568 元的目标，此后没有查到实际数。",
    ),
    "no data": (
        {**UNJUDGED, "outcome_reason": "no_level_known"},
        f"{NAME}的2025年目标为不低于 568 元，没有基期水平，也没有后续实际值，无法判断。",
    ),
    "no number": (
        {**UNJUDGED, "outcome_reason": "no_number", "target_level": float("nan")},
        f"{NAME}的2025年目标没有印出数字，无法判断。",
    ),
    "only inherited": ({"latest_source_level": "city"}, "为 591 元（为所在市标准）"),
}


@pytest.mark.parametrize(("changes", "text"), CASES.values(), ids=CASES)
def test_each_case_has_its_sentence(changes, text):
    assert text in said(**changes)


def test_the_chosen_rate_is_judged_in_a_sentence_of_its_own():
    assert "如从2020年起每年增长 8%，2025年为 654 元，可以达到 568 元的目标。" in said()
    short = said(target_level=2520.0, projected=2467.87, met_at_rate="no", needed_rate=0.084472, baseline_value=1680.0)
    assert "2025年为 2,468 元，比目标 2,520 元低 52 元；须年均增长 8.45% 才能达到。" in short


def test_a_forecast_is_never_certain():
    assert "可能性约为 42%（难以判断，证据较好）" in said(probability=0.42, probability_word="uncertain")
    assert "不到 1%" in said(probability=0.0, probability_word="very_unlikely")
    assert "在 99% 以上" in said(probability=1.0, probability_word="very_likely")


def test_targets_of_the_same_numbers_are_said_once():
    other = TARGET | {"what": "农村第二项", "figure_id": "b#1"}
    (merged,) = sentences.alike([TARGET, other])
    statement = sentences.target_statement(merged, 0.08)
    assert "农村最低生活保障标准、农村第二项为 591 元" in statement.text
    assert {"a#1", "b#1", "a#3", "a#4"} <= set(statement.figure_ids)


@pytest.mark.parametrize(
    ("first", "second", "unit", "text"),
    [
        (2467.87, 2520.0, "元/人·月", "52 元"),
        (2519.6, 2520.0, "元/人·月", "0.4 元"),
        (91.0, 95.0, "%", "4 个百分点"),
        (94.96, 95.0, "%", "0.04 个百分点"),
        (1.4509, 1.45, "倍", "0.001 倍"),
        (8.0, 8.0, "%", None),
    ],
)
def test_differences_by_hand(first, second, unit, text):
    assert sentences.difference(first, second, unit) == text


@given(
    first=st.floats(min_value=0, max_value=1e6),
    second=st.floats(min_value=0, max_value=1e6),
    unit=st.sampled_from(["元/人·月", "%", "倍", "张"]),
)
def test_a_difference_is_never_printed_as_nothing(first, second, unit):
    text = sentences.difference(first, second, unit)
    if text is not None:
        assert float(text.split(" ")[0].replace(",", "")) > 0
    elif abs(first - second) > 0.001:
        raise AssertionError(f"{first} and {second} {unit} differ")


@given(first=st.floats(min_value=-50, max_value=50), second=st.floats(min_value=-50, max_value=50))
def test_a_difference_of_rates_is_in_percentage_points(first, second):
    text = sentences.difference_of_rates(first, second)
    assert text is None or (text.endswith(" 个百分点") and float(text.split(" ")[0]) >= 0.01)


def test_growth_of_a_standard_against_the_rate():
    row = {"what": "农村低保标准", "unit": "元/人·月", "base_value": 445.0, "base_year": 2020, "last_value": 591.0,
           "last_year": 2024, "achieved_rate": 0.07352, "figure_ids": "a#1;a#2"}  # fmt: skip
    text = "农村低保标准2020年为 445 元，2024年为 591 元，年均增长 7.35%，比每年 8% 的参照增速低 0.65 个百分点。"
    assert sentences.standard_statement(row, 0.08).text == text
    assert "持平" in sentences.standard_statement(row | {"achieved_rate": 0.08}, 0.08).text


@pytest.mark.parametrize("place", PLACES)
def test_sentences_of_real_briefs(place):
    """No half-finished text, no invented number: what is printed is in a figure, a count, or computed from them."""
    brief = real(place)
    statements = [*brief.summary, *(statement for section in brief.sections for statement in section.statements)]
    assert statements
    known = {source.figure_id for source in brief.sources}
    for statement in statements:
        assert statement.text.endswith("。")
        for fault in ("nan", "None", "NaT", "<NA>", "  ", "。。", "，。", "；。", "差 0", "低 0 ", "高 0 ", "inf"):
            assert fault not in statement.text, statement.text
        assert not re.search(r"\d\.0(?!\d)", statement.text), statement.text
        assert statement.figure_ids, f"no figure behind: {statement.text}"
        assert set(statement.figure_ids) <= known


@pytest.mark.parametrize("place", PLACES)
def test_the_sources_are_complete_and_numbered_in_order(place):
    brief = real(place)
    assert [source.number for source in brief.sources] == list(range(1, len(brief.sources) + 1))
    known = {source.figure_id for source in brief.sources}
    for exhibit in brief.exhibits:
        ids = exhibit.data.frame["figure_id"] if isinstance(exhibit, Graph) else exhibit.figure_ids
        assert set(filter(None, ids)) <= known
        assert exhibit.source.startswith("资料来源："), exhibit.title
    names = set(brief.documents["简称"])
    assert {source.document for source in brief.sources} == names
    assert all(len(source.quote) <= 40 for source in brief.sources)


@pytest.mark.parametrize(
    ("place", "text", "not_said"),
    [
        ("鞍山市", "发现疑点 2 处，引用前", "（疑点 2 处）"),
        ("东昌区", "发现疑点 7 处（其中差错 1 处、疑点 6 处），引用前", "均为"),
        ("东昌区", "可以判断 1 项，结论为未完成；其余 33 项", "1 项：未完成 1 项"),
        ("辽宁省", "可以判断 2 项：完成 1 项、进度达标 1 项；其余 56 项", "结论"),
    ],
)
def test_a_count_is_not_said_twice(place, text, not_said):
    texts = "".join(statement.text for section in real(place).sections for statement in section.statements)
    assert text in texts and not_said not in texts


def test_a_finding_is_counted_for_the_plan_that_prints_the_number():
    section = next(one for one in real("海城市").sections if one.heading == "规划数字中的疑点")
    own, elsewhere = (statement.text for statement in section.statements)
    assert "复核海城市规划印出的数字，发现疑点 2 处" in own
    assert elsewhere == "其他规划印出、说到海城市的数字另有疑点 2 处，不计入海城市规划。"
    assert [len(table.frame) for table in section.exhibits] == [2, 2]


@pytest.mark.parametrize("place", ["内蒙古自治区", "岫岩满族自治县"])
def test_of_a_place_without_a_plan_it_is_said_that_it_was_not_audited(place):
    assert f"{place}未收录规划，未体检。" in real(place).caveats
    assert not any(section.heading == "规划数字中的疑点" for section in real(place).sections)


def test_after_the_plans_end_the_brief_says_what_is_known_till_when():
    text = "".join(real("海城市").caveats)
    assert DAY.year == 2026 and "“十四五”已于2025年结束" in text and "不是零" in text


def test_numbers_of_citations_are_put_together():
    assert ranges([1, 2, 3, 7]) == [(1, 3), (7, 7)]
    assert shown_ranges([1, 2, 3, 7]) == "1—3、7"


def test_the_alternative_text_says_the_values():
    text = alternative_text(lines())
    assert "基期及以前：2019年 1,000 元，2020年 1,100 元" in text
    assert "目标：2024年 1,500 元" in text and "2024年 1,280—1,420 元" in text


def test_every_outcome_has_a_sentence():
    outcomes = set(definitions.terms()["outcome"])
    assert outcomes == {*sentences.JUDGED, "not_judgeable"}
    assert set(sentences.NEEDS_ATTENTION) == set(sentences.JUDGED)


def test_missing_numbers_in_a_row_are_not_printed():
    row = TARGET | {"path_value": float("nan"), "projected": float("nan"), "needed_rate_from_now": pd.NA}
    assert "nan" not in sentences.target_statement(row, 0.08).text
    assert "nan" not in sentences.target_statement(row | {"outcome": "behind"}, 0.08).text
