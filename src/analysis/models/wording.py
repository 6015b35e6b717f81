"""Answers in Chinese sentences: what is known, what is promised, what the rate gives, what it takes, how sure it is."""

from collections.abc import Sequence

import pandas as pd

from analysis.models import growth
from analysis.models.amounts import quantity, share
from analysis.models.answers import Answer
from analysis.models.naming import Names, holds, judged_part, pair, source, title
from analysis.numerals import as_chosen, needed_percent, needing, percent

__all__ = ["PROMISES", "Names", "at_rate", "digits", "needed_beside", "sentences", "title"]

LEADING_RATES = (0.05, 0.06, 0.08)
PROMISES = {
    "annual_floor": "每年增幅",
    "annual_growth": "年均增长",
    "total_growth": "累计提高",
    "absolute_change": "增加",
    "annual_absolute_change": "每年增加",
}


def sentences(answer: Answer, names: Names) -> list[str]:
    """The answer as sentences, each one thing."""
    parts = [_earlier, _baseline, _target, _rule, at_rate, _needed, _observed, _verdict, _probability]
    return [sentence for part in parts if (sentence := part(answer, names))]


def _earlier(answer: Answer, names: Names) -> str:
    first, row = answer.earlier, answer.row
    if first is None:
        return ""
    rate = growth.compound_growth(first["value"], row["baseline_value"], row["baseline_year"] - first["year"])
    pace = f"，到{row['baseline_year']}年年均增长 {percent(rate)}" if row["money"] and pd.notna(rate) else ""
    return f"此前：{first['year']}年 {_level(first['value'], row)}{pace}。"


def _baseline(answer: Answer, names: Names) -> str:
    row = answer.row
    if pd.isna(row["baseline_value"]):
        return "基期：没有适用于本地的基期水平。"
    where = holds(row["baseline_source_level"], names)
    value = _level(row["baseline_value"], row)
    return f"基期：{row['baseline_year']}年 {value}{where}（{source(row['baseline_level_id'], names)}）。"


def _target(answer: Answer, names: Names) -> str:
    row = answer.row
    if not answer.has_target:
        return _targets_above(answer, names)
    comparator = names.terms["comparator"].get(row["comparator"], "")
    said = PROMISES.get(row["form"], "") + ("" if comparator == "等于" else comparator)
    unit = row["unit"] if row["form"] in PROMISES else row["level_unit"]
    printed = row["reference"] or quantity(row["value"], unit)
    gap = "" if row["reference"] or not said else " "
    level = ""
    if pd.isna(row["target_level"]):
        level = f"；折不成水平值：{names.terms['outcome_reason'][row['unresolved']]}"
    elif row["form"] in PROMISES or row["level_basis"] == "parent_target":
        level = f"，折合 {_level(row['target_level'], row)}"
    part = f"目标未分口径，这里按{judged_part(row, names)}对照。" if row["series_match"] == "part" else ""
    where = source(row["figure_id"], names)
    return f"目标：{row['target_year']}年{said or ' '}{gap}{printed}{level}（{where}）。{part}"


def _targets_above(answer: Answer, names: Names) -> str:
    listed = [
        f"{names.regions.at[target.region_code, 'name_zh']}{names.indicators.at[target.indicator_id, 'name_zh']}"
        f"（{target.figure_id}）"
        for target in answer.above.drop_duplicates(["region_code", "indicator_id"]).itertuples()
    ]
    return "目标：本地没有这一目标" + (f"；上级的相关目标：{'、'.join(listed)}。" if listed else "。")


def _rule(answer: Answer, names: Names) -> str:
    row = answer.row
    if pd.isna(row["rule_level"]):
        return ""
    value, where = quantity(row["rule_level"], row["level_unit"], 0), source(row["rule_figure_id"], names)
    return f"现行规定：按参照标准的目标折算，{row['target_year']}年至少 {value}（{where}）。"


def at_rate(answer: Answer, names: Names) -> str:
    """What the answer's rate gives, and whether that meets the target; "" where no rate is asked about."""
    row, rate = answer.row, f"每年{'增长' if answer.rate >= 0 else '下降'} {as_chosen(abs(answer.rate))}"
    if pd.isna(row["baseline_value"]) or not (row["money"] or row["pair"]):
        return ""
    if row["pair"]:
        level, said = _level(row["projected"], row), f"双方都{rate}：比值不变，仍为 "
    else:
        level = quantity(row["projected"], row["level_unit"], 0)
        said = f"{rate}：{row['target_year']}年为 "
    if row["met_at_rate"] == "":
        return f"{said}{level}。"
    if row["met_at_rate"] == "yes":
        return f"{said}{level}，达到目标。"
    reached = f"；一年调整一次，要到{row['year_reached']}年才达到" if pd.notna(row["year_reached"]) else ""
    return f"{said}{level}，差 {_difference(row)}，达不到目标{reached}。"


def _needed(answer: Answer, names: Names) -> str:
    row = answer.row
    if pd.isna(row["baseline_value"]) or pd.isna(row["target_level"]):
        return ""
    if row["met_at_base"]:
        return "所需：基期已达到目标，不需要再增长。"
    if not (row["money"] or row["pair"]):
        return _needed_step(row)
    if pd.isna(row["needed_rate"]):
        years = row["target_year"] - row["baseline_year"]
        why = str(growth.undefined_because(row["baseline_value"], row["target_level"], years))
        return f"所需增速：{names.terms['outcome_reason'][why]}。"
    left = row["target_year"] - row["latest_year"] if pd.notna(row["latest_year"]) else 0
    later = ""
    if row["met"] and left > 0 and row["form"] != "annual_floor":
        later = f"；{row['latest_year']}年已达到目标水平"
    elif left > 0:
        each = needing("须每年", row["needed_rate_from_now"], row["comparator"])
        later = f"；从{row['latest_year']}年的实际水平起，余下{left}年{each}"
    if not row["pair"]:
        each = needing("每年", row["needed_rate"], row["comparator"])
        return f"所需增速：从{row['baseline_year']}年起{each}{later}。"
    behind, ahead = pair(row, names)
    return (
        f"所需：从{row['baseline_year']}年起{behind}每年须比{ahead}多增 {needed_percent(row['needed_rate'])}{later}；"
        f"{needed_beside(answer, LEADING_RATES, names)}。"
    )


def needed_beside(answer: Answer, rates: Sequence[float], names: Names) -> str:
    """What the lagging part of a pair needs beside these rates of the other: 城市每年增长 8% 时，农村须增长 10.4%"""
    behind, ahead = pair(answer.row, names)
    given = "、".join(as_chosen(rate) for rate in rates)
    needed = "、".join(needed_percent(rate) for rate in growth.lagging_rate(rates, answer.row["needed_rate"]))
    return f"{ahead}每年增长 {given} 时，{behind}须增长 {needed}"


def _needed_step(row: pd.Series) -> str:
    if row["path"] == "step":
        return f"所需：到{row['target_year']}年一次调整到位。"
    share = row["level_unit"] == "%"
    verbs = ("提高", "降低") if share else ("增加", "减少")

    def each_year(step: float) -> str:
        return f"每年{verbs[step < 0]} {quantity(abs(step), '个百分点' if share else row['level_unit'])}"

    said = f"所需进度：从{row['baseline_year']}年起{each_year(row['needed_step'])}"
    if pd.notna(row["needed_step_from_now"]) and row["needed_step_from_now"] != 0:
        said += f"；从{row['latest_year']}年起{each_year(row['needed_step_from_now'])}"
    return said + "。"


def _observed(answer: Answer, names: Names) -> str:
    row = answer.row
    if answer.observed.empty:
        return "实际：基期之后没有实际值。" if pd.notna(row["baseline_value"]) else "实际：没有实际值。"
    last = answer.observed.iloc[-1]
    where = holds(last["source_level"], names)
    said = f"实际：{last['year']}年 {_level(last['value'], row)}{where}（{source(last['figure_id'], names)}）"
    if last["series_match"] == "undistinguished":
        said += "，公布时未分口径"
    if pd.notna(row["achieved_rate"]) and last["year"] == row["latest_year"]:
        if row["pair"]:
            lagging, leading = pair(row, names)
            more = "多" if row["achieved_rate"] >= 0 else "少"
            pace = percent(abs(row["achieved_rate"]))
            said += f"；{row['baseline_year']}年以来{lagging}每年比{leading}{more}增 {pace}"
        elif row["money"]:
            said += f"；{row['baseline_year']}年以来年均增长 {percent(row['achieved_rate'])}"
        if pd.notna(row["path_value"]) and row["latest_year"] < row["target_year"]:
            said += f"，目标路径此时应为 {quantity(row['path_value'], row['level_unit'], digits(row))}"
    return said + "。"


def _verdict(answer: Answer, names: Names) -> str:
    row, terms = answer.row, names.terms
    if not answer.has_target:
        return ""
    said = f"判断：{terms['outcome'][row['outcome']]}"
    if row["outcome_reason"] != row["unresolved"]:  # that one is told with the target
        said += f"（{terms['outcome_reason'][row['outcome_reason']]}）"
    if row["methods_judging"]:
        said += f"；{_methods(row['methods_judging'], row['methods_on_course'])}"
    if row["fragile"] == "yes":
        said += "；基期前后移动一年，有的方法会改变判断"
    if row["form"] == "annual_floor" and row["outcome"] == "on_path":
        said += "；“每年不低于”须逐年做到"
    return said + "。"


def _probability(answer: Answer, names: Names) -> str:
    row, terms = answer.row, names.terms
    if not answer.has_target or pd.isna(row["probability_reason"]):
        return ""
    if pd.isna(row["probability"]):
        return f"可能性：不作估计（{terms['probability_reason'][row['probability_reason']]}）。"
    borrowed = f"增速的 {percent(row['borrowed_share'], 0)} 借自同类数列" if pd.notna(row["borrowed_share"]) else ""
    grade = f"证据等级 {row['evidence_grade']}（{terms['evidence_grade'][row['evidence_grade']]}）"
    likely = f"{share(row['probability'])}（{terms['probability_word'][row['probability_word']]}）"
    return f"可能性：达到目标的可能性 {likely}，{grade}{'，' + borrowed if borrowed else ''}。"


def _methods(judging: int, on_course: int) -> str:
    if on_course == judging:
        return f"{judging} 种方法都认为已达到或进度正常"
    if on_course == 0:
        return f"{judging} 种方法都认为进度不够"
    return f"{judging} 种方法中 {on_course} 种认为已达到或进度正常"


def _level(value: float, row: pd.Series) -> str:
    """A known level, as precise as it is printed."""
    return quantity(value, row["level_unit"], max(2, digits(row)))


def digits(row: pd.Series) -> int:
    """Decimals of a computed level: whole yuan, three for a multiple (1.451 倍), else one."""
    return 3 if row["level_unit"] == "倍" else 0 if row["money"] else 1


def _difference(row: pd.Series) -> str:
    unit = "个百分点" if row["level_unit"] == "%" else row["level_unit"]
    return quantity(abs(row["gap"]), unit, digits(row))
