"""E1: targets against the state that they start from."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.inputs import SERIES, Tables
from analysis.audit.related import positions, together, total
from analysis.audit.telling import described
from analysis.audit.wording import amount, number, percent

SIGN = {"more": 1, "less": -1}


def _signed(tables: Tables, targets: pd.DataFrame) -> pd.DataFrame:
    """Targets that amount to a level of an indicator with a direction; `sign` is 1 where more is better, else −1."""
    sign = targets["indicator_id"].map(tables.indicators.set_index("indicator_id")["direction"]).map(SIGN)
    return targets.assign(sign=sign, figure=targets["figure_id"].map(tables.position))[
        sign.notna() & targets["target_level"].notna()
    ]


@rule("E101", "warning")
def reached_already(tables: Tables) -> pd.DataFrame:
    """目标在基期已经达到。

    理由：目标等于或低于基期水平，五年不做任何事也能“完成”；规划若意在保持，应当写明“保持”。已是 100% 的是提示，目标
    低于基期的是疑点。

    算例：“到2025年，社区综合服务设施达标率达到100%”，而基期已印“达标率100%”。
    """
    frame = _signed(tables, tables.targets)
    frame = frame[frame["form"].isin(["level", "ratio_to"]) & frame["baseline_value"].notna()]
    surplus = frame["sign"] * (frame["baseline_value"] - frame["target_level"])
    base = frame["baseline_figure_id"].map(tables.position)
    found = frame.assign(surplus=surplus, base=base)[surplus >= 0]
    if found.empty:
        return nothing()
    figures = found[["figure", "base"]]
    message = [
        f"{row.place}“{row.name}”{row.target_year}年目标“{row.figure_quote}”，而{int(row.baseline_year)}年已印“{row.base_quote}”，"
        f"{_behind(row)}{row.guess}。"
        for row in described(tables, found, figures)
    ]
    keeping = (found["surplus"] == 0) & (found["target_level"] >= 100)
    return findings(
        tables,
        figures,
        message,
        recomputed=[amount(row.baseline_value, row.level_unit) for row in found.itertuples()],
        deviation=found["surplus"],
        unit=found["level_unit"],
        severity=np.where(keeping, "note", "warning").tolist(),
    )


def _behind(row: tuple) -> str:
    if row.surplus:
        return f"目标比基期还差 {amount(row.surplus, row.level_unit)}"
    return "目标已经达到，若为保持应写明"


@rule("E102", "warning")
def reached_by_counts(tables: Tables) -> pd.DataFrame:
    """按印出的个数，目标在基期已经达到。

    理由：规划没有印基期的比例，却印了部分和总体的个数；两者之商已不低于目标。

    算例：“农村养老大院总体覆盖率达到60%”，而已建成大院 11 个、行政村 14 个，若一村一个，覆盖率已是 78.57%。
    """
    parts, keys = [], ["document_id", "region_code"]
    for relation in tables.relations.get("share", ()):
        indicator = relation["share"].partition(":")[0]
        facts = tables.facts_of.get(indicator, tables.facts.iloc[:0])
        targets = facts[(facts["role"] == "target") & (facts["direction"] == "more") & facts["plan"]]
        counts = together(total(tables, relation["parts"], "part"), total(tables, relation["whole"], "whole"))
        if targets.empty or counts.empty:
            continue
        latest = counts[counts["role"] == "actual"].sort_values("at").drop_duplicates(keys, keep="last")
        pairs = targets.assign(figure=targets.index).merge(latest, on=keys, suffixes=("", "_counted"))
        stated = facts.loc[facts["role"] == "actual", "series"]  # then other rules compare
        pairs["share"] = 100 * pairs["part_low"] / pairs["whole_high"]
        found = pairs[(pairs["share"] >= pairs["value"]) & ~pairs["series"].isin(stated)]
        if len(found):
            parts.append(_by_counts(tables, found))
    return pd.concat(parts) if parts else nothing()


def _by_counts(tables: Tables, found: pd.DataFrame) -> pd.DataFrame:
    figures = positions(found, "figure", "part", "whole")
    message = [
        f"{row.place}“{row.name}”{row.at}年目标“{row.quote}”，而{int(row.at_counted)}年已有 "
        f"{amount(row.part_low, row.part_unit)}，总体 {amount(row.whole_high, row.whole_unit)}，"
        f"按一处一个计已是 {percent(row.share)}，目标已经达到或口径不同{row.guess}。"
        for row in described(tables, found, figures)
    ]
    recomputed = [percent(share) for share in found["share"]]
    ahead = found["share"] - found["value"]
    return findings(tables, figures, message, recomputed=recomputed, deviation=ahead, unit="百分点")


@rule("E106", "warning")
def norm_below_present(tables: Tables) -> pd.DataFrame:
    """标准或规范低于已有的水平。

    理由：建设标准比现状还低，就不能推动任何改进；多半照抄了上级的最低标准。

    算例：“每百户不低于30平方米的标准”，而2020年已有 33 平方米，目标 36 平方米。
    """
    numbers, parts = tables.numbers, []
    norms = numbers[
        (numbers["kind"] == "rule") & numbers["value"].notna() & numbers["plan"] & (numbers["subgroup"] == "")
    ]
    for relation in tables.relations.get("norm", ()):
        norm = norms[norms["indicator_id"] == relation["norm"]]
        state = tables.facts_of.get(relation["state"], tables.facts.iloc[:0])
        state = state[state["kind"].isin(["baseline", "observed"]) & (state["subgroup"] == "")]
        keys = ["document_id", "region_code"]
        latest = state.sort_values("at").drop_duplicates([*keys, "residence"], keep="last")
        latest = latest.assign(state=latest.index)[[*keys, "residence", "low", "at", "state"]]
        pairs = norm.assign(figure=norm.index).merge(latest, on=keys, suffixes=("", "_state"))
        same = (pairs["residence"] == pairs["residence_state"]) | (pairs["residence_state"] == "")
        found = pairs[same & (pairs["low_state"] > pairs["value"])].drop_duplicates("figure")
        if found.empty:
            continue
        figures = found[["figure", "state"]]
        message = [
            f"{row.place}“{row.name}”的标准印“{row.quote}”，低于{row.at_state}年已有的“{row.state_quote}”，"
            f"至少差 {amount(row.low_state - row.value, row.unit)}{row.guess}。"
            for row in described(tables, found, figures)
        ]
        recomputed = [amount(row.low_state, row.unit) for row in found.itertuples()]
        short = found["low_state"] - found["value"]
        parts.append(findings(tables, figures, message, recomputed=recomputed, deviation=short, unit=found["unit"]))
    return pd.concat(parts) if parts else nothing()


@rule("E107", "warning")
def before_the_period(tables: Tables) -> pd.DataFrame:
    """目标年早于规划期。

    理由：规划期从某年起，目标年却在此之前：到规划印发时已成往事，应改为实际数或移到期内。

    算例：2021—2025年的规划写“力争年底前（2020年）注册志愿者13.8万人”。
    """
    numbers = tables.numbers
    start = numbers["document_id"].map(tables.documents.set_index("document_id")["period_start"])
    early = (numbers["kind"] == "target") & numbers["plan"] & (numbers["at"] > 0) & (numbers["at"] < start)
    found = numbers.assign(begin=start)[early]
    if found.empty:
        return nothing()
    figures = pd.DataFrame({"figure": found.index}, index=found.index)
    message = [
        f"{row.place}“{row.name}”的目标“{row.quote}”以{row.at}年为期，早于规划期（{row.begin}年起）{row.guess}。"
        for row in described(tables, found, figures)
    ]
    return findings(tables, figures, message, deviation=found["begin"] - found["at"], unit="年")


@rule("E109", "warning")
def milestones_fall(tables: Tables) -> pd.DataFrame:
    """后一个目标年的目标比前一个弱。

    理由：同一规划给同一指标定了几个年份的目标，越往后应当越强。

    算例：2021年 60%以上、2022年 65%以上，若2025年只写 60%，就弱于2022年。
    """
    keys = [*SERIES, "document_id"]
    frame = _signed(tables, tables.targets[tables.targets["comparator"] != "range"])
    frame = frame.sort_values([*keys, "target_year"], kind="stable")
    before = frame.groupby(keys)[["target_level", "target_year", "figure"]].shift().add_prefix("earlier_")
    frame = frame.join(before)
    frame["loss"] = frame["sign"] * (frame["earlier_target_level"] - frame["target_level"])
    found = frame[(frame["loss"] > 0) & (frame["earlier_target_year"] < frame["target_year"]).fillna(False)]
    if found.empty:
        return nothing()
    figures = found[["figure", "earlier_figure"]].set_axis(["later", "earlier"], axis=1)
    rows = described(tables, found, figures)
    message = [
        f"{row.place}“{row.name}”{row.target_year}年目标“{row.later_quote}”弱于{int(row.earlier_target_year)}年的"
        f"“{row.earlier_quote}”，差 {number(row.loss, 4)} {row.level_unit}。"
        for row in rows
    ]
    recomputed = [row.earlier_quote for row in rows]
    unit = found["level_unit"]
    return findings(tables, figures, message, recomputed=recomputed, deviation=found["loss"], unit=unit)
