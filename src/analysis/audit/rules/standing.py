"""G1: standing rules between standards: 特困 and 低保, 城市 and 农村, 集中 and 分散; and standards do not fall."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.inputs import Tables
from analysis.audit.telling import described
from analysis.audit.wording import amount, number

ONE_YUAN = 1.0  # standards are decreed in whole yuan: 1.3 × 744 is 967.2, and 967 keeps the rule
PLACE = ["document_id", "region_code", "residence"]


@rule("G101", "warning", adds_to="B101")
def ratio_between_standards(tables: Tables) -> pd.DataFrame:
    """特困标准低于低保标准的 1.3 倍。

    理由：特困人员基本生活标准原则上不低于当地低保标准的 1.3 倍；每个地方、每种供养方式、城乡各自比较。上级规划自己印
    了倍数的，按它印的。相差不到 1 元的是取整，不报；早于规划基期年的、来自公开报道的是提示。

    算例：农村低保 340 元/月，1.3 倍是 442 元；特困印 423 元，只有 1.244 倍，差 19 元。
    """
    parts = []
    for relation in tables.relations.get("ratio", ()):
        higher, lower = _sides(tables, relation)
        pairs = higher.merge(lower, on=[*PLACE, "at"], suffixes=("", "_lower"))
        found = _short(tables, pairs, relation).drop_duplicates("higher")
        if found.empty:
            continue
        start = found["document_id"].map(tables.documents.set_index("document_id")["baseline_year"])
        severity = np.where((found["at"] < start) | ~found["plan"], "note", "warning").tolist()
        message = [
            f"{row.place}“{row.name}”（{row.at}年）{amount(round(row.value, 2), row.unit)}，只有“{row.lower_name}”"
            f"{amount(row.value_lower, row.unit)} 的 {_times(row)}，请核对两个标准{row.guess}。"
            for row in described(tables, found, found[["higher", "lower"]])
        ]
        parts.append(_ratio_findings(tables, found, message, severity))
    return pd.concat(parts) if parts else nothing()


@rule("G102", "warning", together=True)
def left_behind(tables: Tables) -> pd.DataFrame:
    """低保提标后，规划所印的特困标准没有跟上。

    理由：规划写了新的低保标准，也写了某种供养方式的新特困标准，而另一种方式只有提标前的数；若不随之提高，就不
    足 1.3 倍。是没有提高还是没有写，须问明。城市和农村一同提标的，是一件事，合为一条。

    算例：2021年7月城市低保由 550 元提到 600 元，集中供养特困提到 1100 元，而其余特困人员的标准仍印 715 元，只
    有 1.192 倍。
    """
    parts = []
    for relation in tables.relations.get("ratio", ()):
        higher, lower = (side[side["plan"]] for side in _sides(tables, relation))
        newest = lower.sort_values("at", kind="stable").drop_duplicates(PLACE, keep="last")
        last = higher.sort_values(["at", "higher"]).drop_duplicates([*PLACE, "arrangement", "subgroup"], keep="last")
        pairs = last.merge(newest, on=PLACE, suffixes=("", "_lower"))
        raised = _raised(tables, higher.merge(newest[[*PLACE, "at"]], on=[*PLACE, "at"]))
        found = _short(tables, pairs[pairs["at"] < pairs["at_lower"]].merge(raised, on=PLACE), relation)
        if found.empty:
            continue
        risen = [name for name in found if name.startswith("raised_")]
        message = [
            f"{row.place}{row.at_lower}年“{row.lower_name}”{amount(row.value_lower, row.unit)}，"
            f"{row.raised}，而“{row.name}”规划中仍是 {amount(row.value, row.unit)}（{row.at}年），只有 "
            f"{_times(row)}；是未提高还是未写，请核对{row.guess}。"
            for row in described(tables, found, found[["higher", "lower", *risen]])
        ]
        parts.append(_ratio_findings(tables, found, message, "", risen))
    return pd.concat(parts) if parts else nothing()


def _raised(tables: Tables, levels: pd.DataFrame) -> pd.DataFrame:
    """PLACE, `raised` (the new standards of the place in words) and their positions as `raised_0`, `raised_1` …"""
    positions = levels["higher"]
    names = positions.map(tables.numbers["series"]).map(tables.series_name).astype("object")
    units = positions.map(tables.numbers["unit"])
    told = [
        f"“{name}”提到 {amount(value, unit)}" for name, value, unit in zip(names, levels["value"], units, strict=True)
    ]
    levels = levels.assign(told=told, rank=levels.groupby(PLACE).cumcount())
    wide = levels.pivot(index=PLACE, columns="rank", values="higher").add_prefix("raised_")
    return wide.assign(raised=levels.groupby(PLACE)["told"].agg("、".join)).reset_index()


def _sides(tables: Tables, relation: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The levels of both indicators of a ratio rule; `higher` and `lower` are their positions."""
    sides = []
    for name in ("higher", "lower"):
        facts = tables.facts_of.get(relation[name], tables.facts.iloc[:0])
        facts = facts[(facts["role"] == "actual") & (facts["comparator"] == "=")]
        sides.append(facts.assign(**{name: facts.index}))
    kept = [*PLACE, "at", "low", "high", "value", "plan", "unit"]
    lower = sides[1][sides[1]["subgroup"] == ""]
    return sides[0][[*kept, "arrangement", "subgroup", "higher"]], lower[[*kept, "lower"]]


def _short(tables: Tables, pairs: pd.DataFrame, relation: dict) -> pd.DataFrame:
    """The pairs that break the rule by a yuan or more. `factor` is what the nearest plan of the lineage prints (`rule`
    is that figure), else the relation's own; `short` the missing amount."""
    numbers = tables.numbers
    printed = numbers[
        (numbers["indicator_id"] == relation["rule"])
        & (numbers["kind"] == "rule")
        & numbers["comparator"].isin([">=", "="])
        & numbers["value"].notna()
    ]
    printed = printed.assign(rule=printed.index)[["region_code", "value", "rule"]]
    nearest = tables.lineage.merge(printed, left_on="ancestor_code", right_on="region_code", suffixes=("", "_rule"))
    nearest = nearest.sort_values("distance", kind="stable").drop_duplicates("region_code").set_index("region_code")
    factor = pairs["region_code"].map(nearest["value"]).fillna(relation["factor"])
    pairs = pairs.assign(factor=factor, rule=pairs["region_code"].map(nearest["rule"]))
    short = pairs["factor"] * pairs["low_lower"] - pairs["high"]
    return pairs.assign(short=short)[short >= ONE_YUAN]


def _times(row: tuple) -> str:
    """“1.244 倍，不足 1.3 倍（442 元/人·月），差 19 元/人·月”."""
    due = amount(round(row.factor * row.value_lower, 1), row.unit)
    return (
        f"{number(row.value / row.value_lower, 4)} 倍，不足 {number(row.factor)} 倍（{due}），"
        f"差 {amount(round(row.short, 1), row.unit)}"
    )


def _ratio_findings(
    tables: Tables, found: pd.DataFrame, message: list[str], severity: list[str] | str, beside: Sequence[str] = ()
) -> pd.DataFrame:
    """`beside`: columns of further figures that the message names."""
    return findings(
        tables,
        found[["higher", "lower", *beside, "rule"]],
        message,
        recomputed=[f"{number(ratio, 4)} 倍" for ratio in found["value"] / found["value_lower"]],
        deviation=found["short"],
        unit=found["unit"],
        severity=severity,
    )


@rule("G103", "warning")
def ladder(tables: Tables) -> pd.DataFrame:
    """两类标准的高低颠倒。

    理由：城市标准不低于农村，集中（机构）供养不低于分散（散居），全护理不低于半护理、自理；颠倒多半是两个数印反了。

    算例：某地散居孤儿印 2200 元、机构孤儿 1680 元：颠倒，差 520 元。
    """
    parts = []
    for relation in tables.relations.get("ladder", ()):
        dimension = relation["dimension"]
        facts = [tables.facts_of[name] for name in relation["indicators"] if name in tables.facts_of]
        if not facts:
            continue
        rank = {value: at for at, value in enumerate(relation["order"])}
        frame = pd.concat(facts)
        frame = frame[frame[dimension].isin(rank) & (frame["role"] == "actual") & (frame["comparator"] == "=")]
        frame = frame.assign(rank=frame[dimension].map(rank), higher=frame.index, lower=frame.index)
        others = [name for name in ("residence", "arrangement", "subgroup") if name != dimension]
        keys = ["document_id", "region_code", "indicator_id", "at", *others]
        below = frame[[*keys, "rank", "low", "lower"]]
        pairs = frame.drop(columns="lower").merge(below, on=keys, suffixes=("", "_lower"))
        pairs = pairs.assign(short=pairs["low_lower"] - pairs["high"])
        found = pairs[(pairs["rank"] < pairs["rank_lower"]) & (pairs["short"] > 0)]
        if len(found):
            parts.append(_upside_down(tables, found))
    return pd.concat(parts) if parts else nothing()


def _upside_down(tables: Tables, found: pd.DataFrame) -> pd.DataFrame:
    figures = found[["higher", "lower"]]
    rows = described(tables, found, figures)
    message = [
        f"{row.place}“{row.name}”（{row.at}年）印“{row.higher_quote}”，反而低于“{row.lower_name}”的“{row.lower_quote}”，"
        f"差 {amount(row.short, row.unit)}，请核对是否印反{row.guess}。"
        for row in rows
    ]
    return findings(
        tables,
        figures,
        message,
        recomputed=[f"不低于 {row.lower_quote}" for row in rows],
        deviation=found["short"],
        unit=found["unit"],
        severity=np.where(found["plan"], "warning", "note").tolist(),
    )


@rule("G104", "warning")
def standard_falls(tables: Tables) -> pd.DataFrame:
    """待遇标准比以前低。

    理由：救助和供养标准只升不降是惯例；后一年低于前一年，多半是口径、单位或抄录有误。

    算例：某县2019年城市低保 600 元，2020年印 560 元，低 40 元。
    """
    levels = tables.levels
    rising = (levels["quantity"] == "standard") & (levels["direction"] == "more") & (levels["comparator"] == "=")
    levels = levels[rising].assign(later=levels.index[rising]).sort_values(["series", "at"], kind="stable")
    before = levels.groupby("series")[["low", "at", "later", "plan"]].shift().add_prefix("before_")
    levels = levels.join(before)
    fall = levels["before_low"] - levels["high"]
    found = levels.assign(fall=fall)[(fall > 0) & (levels["before_at"] < levels["at"])]
    if found.empty:
        return nothing()
    figures = found[["later", "before_later"]].set_axis(["later", "earlier"], axis=1)
    rows = described(tables, found, figures)
    message = [
        f"{row.place}“{row.name}”{row.at}年印“{row.later_quote}”，低于{int(row.before_at)}年的“{row.earlier_quote}”，"
        f"低 {amount(row.fall, row.unit)}，请核对口径、单位和年份{row.guess}。"
        for row in rows
    ]
    both_plans = found["plan"] & (found["before_plan"] == True)  # noqa: E712  (missing is no plan)
    return findings(
        tables,
        figures,
        message,
        recomputed=[f"不低于 {row.earlier_quote}" for row in rows],
        deviation=found["fall"],
        unit=found["unit"],
        severity=np.where(both_plans, "warning", "note").tolist(),
    )
