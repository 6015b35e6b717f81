"""What a target needs, from its base on and, while it runs, from the last known level on."""

from collections.abc import Sequence

import pandas as pd

from analysis.models import growth
from analysis.models.amounts import quantity
from analysis.models.answers import Answer
from analysis.numerals import as_chosen, needed_percent, needing
from analysis.words import floors
from analysis.words.naming import Names, pair

LEADING_RATES = (0.05, 0.06, 0.08)


def needed(answer: Answer, names: Names) -> str:
    """What the target asks from the base on; of a running target also what it asks from the last known level on."""
    row = answer.row
    if pd.isna(row["baseline_value"]) or pd.isna(row["target_level"]):
        return ""
    if row["met_at_base"]:
        condition = floors.condition(row)
        return f"所需：{condition}。" if condition else "所需：基期已达到目标，不需要再增长。"
    if not (row["money"] or row["pair"]):
        return _needed_step(answer)
    if pd.isna(row["needed_rate"]):
        years = row["target_year"] - row["baseline_year"]
        why = str(growth.undefined_because(row["baseline_value"], row["target_level"], years))
        return f"所需增速：{names.terms['outcome_reason'][why]}。"
    later = _needed_from_now(answer)
    if condition := floors.condition(row):
        return f"所需增速：{condition}{later}。"
    if not row["pair"]:
        each = needing("每年", row["needed_rate"], row["comparator"])
        return f"所需增速：从{row['baseline_year']}年起{each}{later}。"
    behind, ahead = pair(row, names)
    must = "每年须" if answer.running else "每年"
    return (
        f"所需：从{row['baseline_year']}年起{behind}{must}比{ahead}多增 {needed_percent(row['needed_rate'])}{later}；"
        f"{needed_beside(answer, LEADING_RATES, names)}。"
    )


def _needed_from_now(answer: Answer) -> str:
    """Nothing for what is over: the level of the last year is there already, published or not."""
    row = answer.row
    left = row["target_year"] - row["latest_year"] if pd.notna(row["latest_year"]) else 0
    if left <= 0 or not answer.running:
        return ""
    if row["met"] and row["form"] != "annual_floor":
        return f"；{row['latest_year']}年已达到目标水平"
    each = needing("须每年", row["needed_rate_from_now"], row["comparator"])
    return f"；从{row['latest_year']}年的实际水平起，余下{left}年{each}"


def needed_beside(answer: Answer, rates: Sequence[float], names: Names) -> str:
    """What the lagging part of a pair needs beside these rates of the other: 城市每年增长 8% 时，农村须增长 10.4%"""
    behind, ahead = pair(answer.row, names)
    given = "、".join(as_chosen(rate) for rate in rates)
    needed = "、".join(needed_percent(rate) for rate in growth.lagging_rate(rates, answer.row["needed_rate"]))
    return f"{ahead}每年增长 {given} 时，{behind}须增长 {needed}"


def _needed_step(answer: Answer) -> str:
    row = answer.row
    if row["path"] == "step":
        return f"所需：{row['target_year']}年一次调整到位。"
    share = row["level_unit"] == "%"
    verbs = ("提高", "降低") if share else ("增加", "减少")

    def each_year(step: float) -> str:
        return f"每年{verbs[step < 0]} {quantity(abs(step), '个百分点' if share else row['level_unit'])}"

    said = f"所需进度：从{row['baseline_year']}年起{each_year(row['needed_step'])}"
    if answer.running and pd.notna(row["needed_step_from_now"]) and row["needed_step_from_now"] != 0:
        said += f"；从{row['latest_year']}年起{each_year(row['needed_step_from_now'])}"
    return said + "。"
