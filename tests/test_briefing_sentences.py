"""Sentences: each case, rounding, and that each number stands for a figure."""

import re

import pandas as pd
import pytest
from briefs import lines, real
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables
from analysis.briefing import chapters, sentences
from analysis.briefing.exhibits import CountyMap, Graph, Table, alternative_text
from analysis.briefing.parts import ranges, shown_ranges
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.words import floors, promises
from analysis.words import targets as words

PLACES = ("海城市", "辽宁省", "鞍山市", "乌海市", "东昌区")
FIGURES = tables.read("figures").set_index("figure_id")
TARGET = {
    "what": "农村最低生活保障标准",
    "indicator_id": "dibao_standard",
    "residence": "rural",
    "form": "level",
    "comparator": ">=",
    "value": 568.0,
    "value_low": 568.0,
    "value_high": float("nan"),
    "unit": "元/人·月",
    "reference": "",
    "target_level": 568.0,
    "level_unit": "元/人·月",
    "level_basis": "printed",
    "start_year": 2020,
    "target_year": 2025,
    "baseline_value": 445.0,
    "baseline_year": 2020,
    "baseline_source_level": "own",
    "latest_value": 591.0,
    "latest_year": 2024,
    "latest_source_level": "own",
    "path_value": 540.87,
    "needed_rate": 0.05,
    "needed_rate_from_now": 0.0,
    "needed_step_from_now": 0.0,
    "money": True,
    "projected": 653.85,
    "met_at_rate": "yes",
    "condition": "",
    "condition_limit": float("nan"),
    "outcome": "expired_unpublished",
    "outcome_reason": "final_value_unpublished",
    "last_standing": "on_path",
    "floor_years_kept": "",
    "floor_years_broken": "",
    "floor_years_open": "",
    "floor_context_ids": "",
    "series_judged": "rural",
    "series_unknown": "",
    "as_of": 2025,
    "probability": float("nan"),
    "probability_word": "",
    "figure_id": "a#1",
    "baseline_level_id": "a#2",
    "latest_level_id": "a#3;a#4",
    "parent_figure_id": "",
}


def said(**changes) -> str:
    return sentences.target_statement(TARGET | changes, 0.08).text


NAME = "农村最低生活保障标准"
RUNNING = {"as_of": 2024, "outcome": "on_path", "outcome_reason": "last_observed_year", "last_standing": ""}
ORPHANS = {"form": "total_growth", "comparator": "=", "value": 50.0, "unit": "%", "level_basis": "from_baseline",
           "target_level": 3300.0, "baseline_value": 2200.0, "latest_value": 2690.0, "path_value": 3042.8,
           "last_standing": "behind", "met_at_rate": "no", "projected": 3232.52, "needed_rate": 0.084472}  # fmt: skip
FLOOR = {"form": "annual_floor", "value": 5.0, "unit": "%", "level_basis": "from_baseline",
         "floor_years_kept": "2024", "floor_years_open": "2021;2022;2023;2025"}  # fmt: skip
FALL = FLOOR | {"value": -5.0, "value_low": float("nan"), "value_high": -5.0, "comparator": "<=",
                "target_level": 344.0}  # fmt: skip
IN_TARGET_YEAR = {"outcome_reason": "observed_in_target_year", "latest_year": 2025, "last_standing": ""}
CASES = {
    "over, on its path when last known": (
        {},
        f"{NAME}：期限已过，2025年实际数未公布；2024年为 591 元，高于当年应到的 541 元。",
    ),
    "over, behind when last known (海城's orphans)": (
        ORPHANS,
        "期限已过，2025年实际数未公布；2024年为 2,690 元，低于当年应到的 3,043 元。"
        "目标：2025年累计提高 50%（折算 3,300 元）。"
        "如从2020年起每年增长 8%，2025年为 3,233 元，比目标（折算 3,300 元）低 67 元；目标需要年均增长 8.45%。",
    ),
    "over, nothing known since": (
        {"outcome_reason": "no_level_known", "last_standing": "unknown", "latest_value": float("nan"),
         "latest_year": pd.NA},
        "期限已过，2025年实际数未公布，基期之后没有实际数；2020年为 445 元。",
    ),
    "a floor whose level is reached": (
        FLOOR | {"outcome_reason": "reached_before_target_year"},
        "已达到目标水平（折算不低于 568 元）；2021—2025年每年都须不低于 5%"
        "（2024年做到，2021—2023年、2025年的增幅未公布）。",
    ),
    "a floor broken": (
        FLOOR | {"outcome": "not_met", "outcome_reason": "floor_broken", "last_standing": "",
                 "floor_years_broken": "2021-2023", "floor_years_open": "2021;2022;2023;2025"},
        "没有做到每年增幅不低于 5%（2024年做到，2021—2023年间至少一年没有做到，2025年的增幅未公布）。",
    ),
    "a floor of a fall whose level is reached": (
        FALL | {"outcome_reason": "reached_before_target_year", "latest_value": 300.0},
        "2024年为 300 元，已达到目标水平（折算不高于 344 元）；2021—2025年每年都须下降 5% 以上"
        "（2024年做到，2021—2023年、2025年的降幅未公布）。",
    ),
    "a floor of a fall broken": (
        FALL | {"outcome": "not_met", "outcome_reason": "floor_broken", "last_standing": "",
                "floor_years_broken": "2021-2023", "floor_years_open": "2021;2022;2023;2025"},
        "没有做到每年下降 5% 以上（2024年做到，2021—2023年间至少一年没有做到，2025年的降幅未公布）。",
    ),
    "running, behind": (
        RUNNING | {"outcome": "behind", "latest_value": 500.0, "needed_rate_from_now": 0.136},
        "2024年为 500 元，低于当年应到的 541 元；到2025年的 1 年里须每年增长 13.6%。",
    ),
    "running, on path, a little above": (
        RUNNING | {"path_value": 590.6}, "2024年为 591 元，高于当年应到的 590.6 元"
    ),
    "met": ({"outcome": "met", **IN_TARGET_YEAR}, f"{NAME}：2025年为 591 元，完成目标不低于 568 元。"),
    "missed": (
        {"outcome": "not_met", "latest_value": 560.0, **IN_TARGET_YEAR},
        f"{NAME}：2025年为 560 元，低于目标不低于 568 元，未完成。",
    ),
    "no number, but a condition": (
        {"outcome": "not_judgeable", "outcome_reason": "needs_consumption_growth", "last_standing": "",
         "form": "annual_floor", "value": float("nan"), "target_level": float("nan"), "level_basis": "",
         "reference": "居民上年度人均消费支出增速", "met_at_rate": "conditional",
         "condition": "consumption_growth_at_most", "condition_limit": 8.0},
        "2025年为 654 元；各上年度居民人均消费支出增速不超过 8% 时，每年增长 8% 足够。",
    ),
    "one part of several": (
        {"series_judged": "rural.collective", "series_unknown": "rural.dispersed"},
        "；只按农村集中判断，农村分散没有实际数。",
    ),
    "only inherited": ({"latest_source_level": "city"}, "为 591 元（所在市标准）"),
    "a range": (
        {"comparator": "range", "value": 37.5, "value_low": 35.0, "value_high": 40.0, "target_level": 35.0,
         "outcome": "met", "unit": "张", "level_unit": "张", "money": False, **IN_TARGET_YEAR},
        "完成目标 35—40 张",
    ),
    "implied by a growth": (
        {"latest_how_known": "implied_by_rate", "latest_comparator": "~", "latest_value_low": 591.0,
         "latest_value_high": 591.0},
        "2024年为约 591 元（由公布的增速推算）",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "text"), CASES.values(), ids=CASES)
def test_each_case_has_its_sentence(changes, text):
    assert text in said(**changes)


@pytest.mark.parametrize("changes", [changes for changes, _ in CASES.values()], ids=CASES)
def test_a_year_that_is_over_is_not_spoken_of_as_one_to_come(changes):
    row = TARGET | changes
    for future in ("要达到", "须增长", "余下", "才能达到", "里须"):
        assert row["as_of"] < row["target_year"] or future not in said(**changes)


def test_the_chosen_rate_is_judged_in_a_sentence_of_its_own():
    assert "如从2020年起每年增长 8%，2025年为 654 元，可以达到目标（不低于 568 元）。" in said()


def test_what_a_city_published_of_its_members_stands_beside_a_floor():
    text = "鞍山市2022年平均增幅 6.03%，只作参考"
    row = TARGET | FLOOR | {"floor_context_ids": "b#9"}
    statement = sentences.target_statement(row, 0.08, text)
    assert f"{text}。" in statement.text and "b#9" in statement.figure_ids


def test_a_forecast_is_never_certain():
    told = RUNNING | {"probability": 0.42, "probability_word": "uncertain"}
    assert "。达到目标的可能性 42%（难以判断）。" in said(**told)
    assert "不到 1%" in said(**told | {"probability": 0.0, "probability_word": "very_unlikely"})
    assert "99% 以上" in said(**told | {"probability": 1.0, "probability_word": "very_likely"})


def test_the_likelihood_of_a_year_that_is_over_is_about_what_is_not_published_yet():
    text = said(probability=0.33, probability_word="unlikely")
    assert "。按2024年及以前数字推算，公布值达到目标的可能性 33%。" in text
    assert "较难" not in text, "hard is what is still to be done"
    base_only = TARGET | {"probability": 0.33, "latest_year": None}
    assert words.likelihood(base_only).startswith("按2020年及以前数字推算")


def test_targets_of_the_same_numbers_are_said_once():
    other = TARGET | {"what": "农村第二项", "figure_id": "b#1"}
    (merged,) = sentences.alike([TARGET, other])
    statement = sentences.target_statement(merged, 0.08)
    assert statement.text.startswith("农村最低生活保障标准、农村第二项：期限已过")
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
    assert wording.difference(first, second, unit) == text


@given(
    first=st.floats(min_value=0, max_value=1e6),
    second=st.floats(min_value=0, max_value=1e6),
    unit=st.sampled_from(["元/人·月", "%", "倍", "张"]),
)
def test_a_difference_is_never_printed_as_nothing(first, second, unit):
    text = wording.difference(first, second, unit)
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
    ("place", "quote", "used"),
    [("乌海市", "1至2个", "1—2 个"), ("乌海市", "≥36", "不低于 36 平方米/百户"),
     ("辽宁省", ">30", "高于 30 平方米/百户"),
     ("海城市", "249万余元", "高于 2,490,000 元")],
)  # fmt: skip
def test_a_source_keeps_its_range_and_its_limit(place, quote, used):
    """Nothing of 1.5 个, the middle of "1至2个", and no "36" for "at least 36"."""
    (source,) = [source for source in real(place).sources if source.quote == quote]
    assert used in source.printed and "1.5" not in source.printed


def test_targets_of_other_periods_come_last_and_say_so():
    """The nation's brief of the 十四五 also has targets for 2015 and 2030."""
    texts = [statement.text for statement in real("全国").summary]
    of_others = [text for text in texts if text.startswith("“十")]
    assert [text[1:4] for text in of_others] == ["十五五", "十二五"]
    first = texts.index(of_others[0])
    assert all("完成目标" in text for text in texts[1:first]) and first == 3, "2 项完成, and two are told"


@pytest.mark.parametrize("place", ["台安县", "210302"])
def test_a_standard_decreed_above_says_so_in_each_title(place):
    for exhibit in real(place).exhibits:
        if isinstance(exhibit, Graph) and exhibit.data.chart == "growth_path":
            last = exhibit.data.frame[exhibit.data.frame["series"].isin(["基期及以前", "实际"])].iloc[-1]
            region = FIGURES.at[last["figure_id"], "region_code"]
            assert ("标准）" in exhibit.title) == (region != real(place).region_code), exhibit.title


@pytest.mark.parametrize("place", ["乌海市", "全国"])
def test_a_chart_of_some_coverage_targets_counts_them_all(place):
    (title,) = [exhibit.title for exhibit in real(place).exhibits if "覆盖率目标" in exhibit.title]
    indicators, targets = tables.read("indicators").set_index("indicator_id"), tables.read("targets")
    code = real(place).region_code
    all_of_them = targets[(targets["region_code"] == code) & targets["indicator_id"].map(indicators["coverage"])]
    assert title.startswith(f"{place} {len(all_of_them)} 项覆盖率目标中，")


def test_no_note_speaks_of_values_taken_from_above():
    """Values are a county's own; only targets apply from above."""
    for exhibit in real("海城市").exhibits + real("辽宁省").exhibits:
        if isinstance(exhibit, (Table, CountyMap)):
            assert "取最近的上级" not in exhibit.method
            assert "。。" not in alternative_text(exhibit)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("海城市", "载有“十四五”目标 14 项（同一指标分城乡、分类的各计一项）：未完成 3 项、到期未公布 11 项"),
        ("海城市", "另有“十三五”目标 2 项"),
        ("辽宁省", "规划的指标表注明指标 20 项：约束性 4 项、预期性 16 项"),
        ("东昌区", "规划的指标表注明指标 12 项：约束性 3 项、预期性 9 项"),
        ("东昌区", "到期未公布 30 项（末次进度达标 1 项、无实际数 29 项）、无法判断 4 项"),
        ("全国", "另有“十二五”目标 1 项、“十三五”目标 1 项、“十五五”目标 2 项"),
    ],
)
def test_things_are_counted_in_the_unit_that_is_named(place, text):
    """辽宁's 专栏1 has 4 约束性 and 16 预期性 items, from which 23 rows of targets are read."""
    assert text in statements_of(place)


def statements_of(place: str) -> str:
    return "".join(statement.text for section in real(place).sections for statement in section.statements)


@pytest.mark.parametrize("place", [*PLACES, "全国"])
def test_each_count_equals_the_list_under_it(place):
    """ "6 项…目标" over a table of six rows, the outcomes in its title add up to as many, and the tables to all."""
    brief = real(place)
    (section,) = [section for section in brief.sections if section.heading == chapters.TARGETS]
    listed = 0
    for table in section.exhibits:
        number = int(re.match(r"(\d+) 项", table.title)[1])
        outside = re.sub(r"（[^）]*）", "", table.title.partition("：")[2])
        assert len(table.frame) == number == sum(map(int, re.findall(r"(\d+) 项", outside))), table.title
        listed += number
    assert listed == len(brief.tables["本地全部目标"].frame)


def test_findings_belong_to_the_plan_that_prints_them():
    texts = statements_of("海城市")
    own, others = (
        re.search(rf"{head} (\d+) 处（([^）]*)）", texts)
        for head in ("复核海城市规划印出的数字，发现", "其他规划印出、说到海城市的数字，另发现")
    )
    tables = {exhibit.title: len(exhibit.frame) for exhibit in real("海城市").exhibits if isinstance(exhibit, Table)}
    assert tables[f"复核海城市规划印出的数字，发现 {own[1]} 处"] == int(own[1])
    assert tables[f"其他规划印出、说到海城市的数字，发现 {others[1]} 处"] == int(others[1])


@pytest.mark.parametrize(
    ("promise", "text"),
    [
        ({"form": "annual_growth", "value": 2.25, "comparator": ">"}, "年均增长高于 2.25%"),
        ({"form": "annual_floor", "value": 2.25}, "每年增幅不低于 2.25%"),
        ({"form": "annual_floor", "value": -2.25, "comparator": "<="}, "每年下降 2.25% 以上"),
        ({"form": "annual_growth", "value": -3.0, "comparator": "<"}, "年均下降超过 3%"),
        ({"form": "total_growth", "value": -12.5, "comparator": "="}, "累计下降 12.5%"),
        ({"form": "annual_floor", "value": -5.0, "comparator": ">="}, "每年下降不超过 5%"),
        ({"form": "absolute_change", "value": -15.0, "comparator": "<=", "unit": "分钟"}, "减少 15 分钟以上"),
        ({"form": "absolute_change", "value": 2.25, "comparator": "="}, "增加 2.25 个百分点"),
        ({"form": "annual_growth", "comparator": "range", "value": -4.0, "value_low": -5.25, "value_high": -2.75},
         "年均下降 2.75—5.25%"),
        ({"form": "level", "value": 0.6125, "comparator": ">="}, "不低于 0.6125%"),
        ({"form": "level", "value": 97.25, "comparator": "range", "value_low": 97.25, "value_high": 98.75},
         "97.25—98.75%"),
        ({"form": "level", "value": 5558 / 12, "comparator": ">=", "unit": "元/人·月"}, "不低于 463 元"),
    ],
)  # fmt: skip
def test_a_printed_number_is_repeated_as_it_is_printed(promise, text):
    row = TARGET | {"unit": "%", "value_low": float("nan"), "value_high": float("nan")} | promise
    assert promises.promised(row) == text


def test_known_levels_and_conditions_keep_all_printed_decimals():
    row = TARGET | {"latest_value": 57.25, "level_unit": "%", "target_level": 60.125}
    assert promises.known_level(row, "latest") == "2024年为 57.25%"
    assert promises.level(row) == "不低于 60.125%"
    assert "每年都须不低于 2.25%" in floors.condition(TARGET | FLOOR | {"value": 2.25})


def test_the_promises_of_all_plans_repeat_what_is_printed():
    targets = tables.read("targets").merge(tables.read("figures")[["figure_id", "printed_value"]], on="figure_id")
    printed = targets["printed_value"].str.fullmatch(r"\d+(\.\d+)?")
    same = targets[printed & (targets["printed_value"].where(printed).astype(float) == targets["value"])]
    assert len(same) > 100
    for row in same.to_dict("records"):
        assert row["printed_value"].removesuffix(".0") in promises.promised(row).replace(",", "")


@pytest.mark.parametrize("place", PLACES)
def test_one_word_names_all_findings_and_others_name_their_kinds(place):
    """疑点 is a kind beside 差错 and 提示: the whole is never called so, and its kinds add up to the list under it."""
    brief = real(place)
    for section in brief.sections:
        for told, table in zip(section.statements, section.exhibits, strict=False):
            if not isinstance(table, Table) or "程度" not in table.frame:
                continue
            whole, kinds = re.search(r"发现 (\d+) 处（([^）]*)）", told.text).groups()
            parts = dict(re.findall(r"(差错|疑点|提示) (\d+) 处", kinds))
            assert {name: int(count) for name, count in parts.items()} == table.frame["程度"].value_counts().to_dict()
            assert int(whole) == len(table.frame) == sum(map(int, parts.values()))
    outside = re.sub(r"（[^）]*）", "", statements_of(place) + "".join(table.title for table in brief.exhibits))
    assert "疑点" not in outside + "".join(section.heading for section in brief.sections)


@pytest.mark.parametrize("place", ["全国", "内蒙古自治区", "岫岩满族自治县"])
def test_a_place_without_a_plan_was_not_audited(place):
    brief = real(place)
    texts = "".join([*(statement.text for statement in brief.summary), *brief.caveats, statements_of(place)])
    assert f"{place}未收录规划，未体检" in texts and "没有发现规划本身的数字问题" not in texts


def test_a_county_has_the_nations_level_beside_and_not_as_its_own():
    """岫岩 published no share of nursing beds: the nation's 67.5% of 2025 is for reference, the target is 鞍山's."""
    (table,) = [exhibit for exhibit in real("岫岩满族自治县").exhibits if "覆盖率目标" in exhibit.title]
    rows = table.frame.set_index("覆盖率")
    row = rows[rows["目标年"] == 2025].loc["养老机构护理型床位占比"]
    assert pd.isna(row["本地现状（%）"])
    assert (row["谁的目标"], row["目标"], row["上级公布（参考）"]) == ("鞍山市", "不低于 60%", "全国2025年 67.5%")


@pytest.mark.parametrize("place", ["海城市", "岫岩满族自治县", "鞍山市"])
def test_no_title_beside_a_verdict_speaks_of_what_a_rate_would_reach(place):
    for exhibit in real(place).exhibits:
        if isinstance(exhibit, Graph) and exhibit.data.chart == "growth_path":
            assert "达到目标 " not in exhibit.title and "docs/" not in exhibit.note
            assert not exhibit.data.subtitle or exhibit.data.subtitle.startswith(("如", "公开"))


def test_after_the_plans_end_the_brief_says_what_is_known_till_when():
    text = "".join(real("海城市").caveats)
    assert "目标按2025年年底的情况判断" in text and "到期未公布" in text and "不是零" in text


def test_numbers_of_citations_are_put_together():
    assert ranges([1, 2, 3, 7]) == [(1, 3), (7, 7)]
    assert shown_ranges([1, 2, 3, 7]) == "1—3、7"


def test_the_alternative_text_says_the_values():
    text = alternative_text(lines())
    assert "基期及以前：2019年 1,000 元，2020年 1,100 元" in text
    assert "目标：2024年 1,500 元" in text and "2024年 1,280—1,420 元" in text


def test_every_standing_has_its_place_in_the_order():
    terms = definitions.terms()
    outcomes = set(terms["outcome"]) - {"expired_unpublished", "not_judgeable"}
    expired = {f"expired_unpublished.{standing}" for standing in terms["last_standing"]}
    assert {*sentences.NEEDS_ATTENTION, sentences.UNKNOWN} == outcomes | expired


def test_missing_numbers_in_a_row_are_not_printed():
    row = TARGET | {"path_value": float("nan"), "projected": float("nan"), "needed_rate_from_now": pd.NA}
    assert "nan" not in sentences.target_statement(row, 0.08).text
    assert "nan" not in sentences.target_statement(row | {"outcome": "behind"}, 0.08).text
