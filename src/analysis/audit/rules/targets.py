"""E1: targets against the state that they start from."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.inputs import SEPARATOR, Tables
from analysis.audit.related import positions, together, total
from analysis.audit.telling import described
from analysis.audit.wording import amount, inferred, percent
from analysis.domain.series import SERIES

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
    base = frame["baseline_figure_id"].map(tables.position)
    # Of a range the end that is surely reached counts: the weaker one of what there is, the weaker one of what is due.
    present, due = (
        _weaker_end(tables.numbers, position, value, frame["sign"])
        for position, value in ((base, frame["baseline_value"]), (frame["figure"], frame["target_level"]))
    )
    surplus = frame["sign"] * (present - due)
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


def _weaker_end(numbers: pd.DataFrame, position: pd.Series, value: pd.Series, sign: pd.Series) -> pd.Series:
    """`value`; of a printed range the end that is the less good."""
    ends = numbers.reindex(position)[["comparator", "low", "high"]].set_axis(value.index)
    return value.mask(ends["comparator"] == "range", ends["low"].where(sign > 0, ends["high"]))


def _behind(row: tuple) -> str:
    if row.surplus:
        return f"目标比基期还差 {amount(row.surplus, row.level_unit)}，请核对"
    return "目标在基期已经达到，若为保持，请写明"


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
        f"若一处一个，折算为 {percent(row.share)}，目标已经达到；请核对口径{row.guess}。"
        for row in described(tables, found, figures)
    ]
    recomputed = [percent(share) for share in found["share"]]
    ahead = found["share"] - found["value"]
    return findings(tables, figures, message, recomputed=recomputed, deviation=ahead, unit="百分点")


@rule("E106", "note")
def norm_below_present(tables: Tables) -> pd.DataFrame:
    """标准或规范低于已有的水平。

    理由：建设标准是每一处的下限，现状是平均，下限低于平均不是错；但远低于现状的标准推动不了改进，值得核对。

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
            f"至少差 {amount(row.low_state - row.value, row.unit)}；一是每处的下限，一是平均，请核对是否够用"
            f"{row.guess}。"
            for row in described(tables, found, figures)
        ]
        recomputed = [amount(row.low_state, row.unit) for row in found.itertuples()]
        short = found["low_state"] - found["value"]
        parts.append(findings(tables, figures, message, recomputed=recomputed, deviation=short, unit=found["unit"]))
    return pd.concat(parts) if parts else nothing()


@rule("E107", "warning")
def before_the_period(tables: Tables) -> pd.DataFrame:
    """目标年早于规划期。

    理由：规划期从某年起，目标年却在此之前：规划印发时该年已过的，应改为实际数或移到期内，是疑点；规划成文时该年还没有
    过完的，是提示。同一处所写、同一年的合成一条。

    算例：2021—2025年的规划写“力争年底前（2020年）注册志愿者13.8万人”，成文于2020年6月，是提示；成文于2021年的是疑点。
    """
    numbers = tables.numbers
    start = numbers["document_id"].map(tables.documents.set_index("document_id")["period_start"])
    early = (numbers["kind"] == "target") & numbers["plan"] & (numbers["at"] > 0) & (numbers["at"] < start)
    date = numbers["document_id"].map(tables.documents.set_index("document_id")["date"])
    found = numbers.assign(begin=start, date=date, series_name=numbers["series"].map(tables.series_name))[early]
    if found.empty:
        return nothing()
    keys = ["document_id", "region_code", "section", "at"]
    rows = []
    for _, group in found.groupby(keys, sort=False):
        first = group.iloc[0]
        running = first["date"] != "" and first["date"][:4] <= str(first["at"])
        told = "、".join(f"“{name}”“{quote}”" for name, quote in zip(group["series_name"], group["quote"], strict=True))
        when = (
            f"本规划{first['date']}成文，当时该年尚未结束；引用时请核对实际数"
            if running
            else "请改为实际数，或移到规划期内"
        )
        guess = inferred(numbers, pd.DataFrame([group.index.to_list()]))[0]
        message = (
            f"{tables.place[first['region_code']]}的目标{told}以{first['at']}年为期，早于规划期（{first['begin']}年起）；"
            f"{when}{guess}。"
        )
        ids = SEPARATOR.join(group["figure_id"])
        severity = "note" if running else "warning"
        rows.append((ids, message, "；".join(group["quote"]), severity, first["region_code"], first["indicator_id"],
                     first["begin"] - first["at"]))  # fmt: skip
    ids, message, printed, severity, region, indicator, early_by = zip(*rows, strict=True)
    return findings(
        tables,
        ids,
        message,
        printed=printed,
        severity=severity,
        region_code=region,
        indicator_id=indicator,
        deviation=early_by,
        unit="年",
    )


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
        f"“{row.earlier_quote}”，差 {amount(row.loss, row.level_unit)}，请核对{row.guess}。"
        for row in rows
    ]
    recomputed = [row.earlier_quote for row in rows]
    unit = found["level_unit"]
    return findings(tables, figures, message, recomputed=recomputed, deviation=found["loss"], unit=unit)
