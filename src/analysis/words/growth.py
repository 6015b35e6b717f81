"""Answers in Chinese sentences: what is known, what is promised, what the rate gives, what it takes, how sure it is."""

import pandas as pd

from analysis.models import growth
from analysis.models.amounts import quantity
from analysis.models.answers import Answer
from analysis.numerals import as_chosen, percent, plain
from analysis.words import floors, targets
from analysis.words.naming import Names, holds, judged_part, pair, source, title
from analysis.words.needed import needed, needed_beside

__all__ = ["Names", "at_rate", "digits", "needed_beside", "sentences", "title"]

MOST_CONTEXT = 3


def sentences(answer: Answer, names: Names) -> list[str]:
    """The answer as sentences, each one thing."""
    parts = [_earlier, _baseline, _target, _rule, at_rate, needed, _observed, _context, _verdict, _floor_context,
             _probability]  # fmt: skip
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
    computed, printed = _computed(row["baseline_how_known"], names), source(row["baseline_level_id"], names)
    return f"基期：{row['baseline_year']}年 {value}{where}{computed}（{printed}）。"


def _target(answer: Answer, names: Names) -> str:
    row = answer.row
    if not answer.has_target:
        return _targets_above(answer, names)
    level = ""
    if pd.isna(row["target_level"]):
        level = f"；折不成水平值：{names.terms['outcome_reason'][row['unresolved']]}"
    elif row["level_basis"] == "parent_target":
        level = f"，取自{source(row['parent_figure_id'], names)}"
    part = f"目标未分口径，这里按{judged_part(row, names)}对照。" if row["series_match"] == "part" else ""
    return f"目标：{targets.goal(row)}{level}（{source(row['figure_id'], names)}）。{part}"


def _targets_above(answer: Answer, names: Names) -> str:
    """The targets above of the same series, of each place and indicator the nearest kind: 城市 is not told of 农村."""
    above = answer.above
    for distinction in ("residence", "arrangement"):
        if answer.row[distinction]:
            above = above[above[distinction].isin([answer.row[distinction], ""])]
    listed = [
        f"{names.regions.at[target.region_code, 'name_zh']}{names.indicators.at[target.indicator_id, 'name_zh']}"
        f"（{target.figure_id}）"
        for target in above.drop_duplicates(["region_code", "indicator_id"]).itertuples()
    ]
    return "目标：本地没有这一目标" + (f"；上级的相关目标：{'、'.join(listed)}。" if listed else "。")


def _rule(answer: Answer, names: Names) -> str:
    row = answer.row
    if pd.isna(row["rule_level"]):
        return ""
    value, where = quantity(row["rule_level"], row["level_unit"], 0), source(row["rule_figure_id"], names)
    base = names.figures.loc[names.figures["figure_id"] == row["rule_base_figure_id"]].iloc[0]
    other = names.terms["residence"].get(base["residence"], "") + names.indicators.at[base["indicator_id"], "name_zh"]
    known = "的目标" if base["kind"] == "target" else ""
    times = plain(row["rule_level"] / row["rule_base_value"], 2)
    rests = f"{row['rule_base_year']}年{other}{known} {_level(row['rule_base_value'], row)}的 {times} 倍"
    return f"现行规定：按{rests}，{row['target_year']}年至少 {value}（{where}；{row['rule_base_figure_id']}）。"


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
    if row["met_at_rate"] == "conditional":
        answered = targets.at_rate(row, answer.rate, "conditional", row["condition"], row["condition_limit"])
        return f"{said}{level}；{answered}。"
    if row["met_at_rate"] == "yes":
        return f"{said}{level}，达到目标。"
    reached = f"；一年调整一次，{row['year_reached']}年才达到" if pd.notna(row["year_reached"]) else ""
    return f"{said}{level}，差 {_difference(row)}，达不到目标{reached}。"


def _observed(answer: Answer, names: Names) -> str:
    row = answer.row
    if answer.observed.empty:
        known = "基期之后本地没有公布实际值" if pd.notna(row["baseline_value"]) else "本地没有公布实际值"
        return f"实际：{known}。"
    last = answer.observed.iloc[-1]
    where = holds(last["source_level"], names)
    said = f"实际：{last['year']}年 {_level(last['value'], row)}{where}{_computed(last['how_known'], names)}"
    said += f"（{source(last['figure_id'], names)}）"
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
            said += f"，目标路径当年应到 {quantity(row['path_value'], row['level_unit'], digits(row))}"
    return said + "。"


def _context(answer: Answer, names: Names) -> str:
    """What is published elsewhere, where the place has published nothing since its base: it decides nothing."""
    if len(answer.observed) or answer.context.empty:
        return ""
    last = answer.context.groupby("region_code", sort=False).tail(1)
    listed = [
        f"{names.regions.at[level.region_code, 'name_zh']}{level.year}年 {_level(level.value, answer.row)}"
        f"（{source(level.figure_id, names)}）"
        for level in last.head(MOST_CONTEXT).itertuples()
    ]
    return f"只作参考，不是本地的数：{'；'.join(listed)}。"


def _verdict(answer: Answer, names: Names) -> str:
    row = answer.row
    if not answer.has_target:
        return ""
    said = f"判断：{targets.verdict(row)}"
    if row["outcome_reason"] != row["unresolved"]:  # that one is told with the target
        said += f"。{targets.finding(row)}"
    if row["methods_judging"]:
        said += f"；{_methods(row['methods_judging'], row['methods_on_course'])}"
    if row["fragile"] == "yes":
        said += "；基期前后移动一年，有的方法会改变判断"
    return said + "。"


def _floor_context(answer: Answer, names: Names) -> str:
    context = floors.context(answer.row, names.figures.set_index("figure_id"), names.regions["name_zh"])
    return f"{context}。" if context else ""


def _probability(answer: Answer, names: Names) -> str:
    row, terms = answer.row, names.terms
    if not answer.has_target or pd.isna(row["probability_reason"]):
        return ""
    if pd.isna(row["probability"]):
        why = terms["probability_reason"][row["probability_reason"]]
        return f"可能性：不作估计（{why}）{_peers(row)}。"
    borrowed = f"增速的 {percent(row['borrowed_share'], 0)} 借自同类数列" if pd.notna(row["borrowed_share"]) else ""
    return f"可能性：{targets.likelihood(row)}{'，' + borrowed if borrowed else ''}{_peers(row)}{_reach(row)}。"


def _peers(row: pd.Series) -> str:
    """How many of the peers grew as fast as it takes from the last known year to the target's."""
    if pd.isna(row["peers_share"]) or pd.isna(row["latest_year"]):
        return ""
    span = f"{row['latest_year']}年到{row['target_year']}年"
    return f"；同类数列中 {percent(row['peers_share'], 0)} 的年均增速达到过{span}所需的增速"


def _reach(row: pd.Series) -> str:
    """The levels of the target's year that have a probability of 80, 50 and 20%."""
    if pd.isna(row["reach_80"]):
        return ""
    levels = "、".join(quantity(row[f"reach_{chance}"], row["level_unit"], digits(row)) for chance in (80, 50, 20))
    what = "的水平" if row["target_year"] > row["as_of"] else "的公布值"
    return f"；{row['target_year']}年{what}，可能性为 80%、50%、20% 的分别是 {levels}"


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


def _computed(how_known: str, names: Names) -> str:
    """，由公布的增速推算, for a level that follows from a published growth."""
    return f"，{names.terms['how_known'][how_known]}" if how_known.startswith("implied") else ""


def _difference(row: pd.Series) -> str:
    unit = "个百分点" if row["level_unit"] == "%" else row["level_unit"]
    return quantity(abs(row["gap"]), unit, digits(row))
