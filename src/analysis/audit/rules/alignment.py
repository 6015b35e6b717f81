"""F1: alignment between levels: a plan's targets against those above it."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.forms import AMOUNTS
from analysis.audit.inputs import Tables
from analysis.audit.promises import aligned, demanded, promises
from analysis.audit.telling import described
from analysis.audit.wording import amount, needed_percent, number
from analysis.domain.series import DIMENSIONS

BINDING, EXPECTED = "约束性", "预期性"
SAME = 1e-9
MEASURES = {"level": "水平", "growth": "增速"}


@rule("F101", "warning")
def weaker_than_above(tables: Tables) -> pd.DataFrame:
    """下级规划的目标低于上级。

    理由：上级的目标要靠下级完成；下级同一指标、同一年份的目标更低，全省（全国）的目标就落不了地。只比较比例、标准、人
    均量和增速，不比较数量；累计增幅折成每年的、增加额由基期折成水平比较。不适用到下级的目标，如上级自己的机构、平均标准
    （codelists/indicators.toml 的 targets_apply_to），不能要求下级。上级的目标取自公开报道时写明。

    算例：某区“养老机构护理型床位占50%”，而全国“十四五”目标是 55%，相差 5 个百分点。
    """
    pairs = tables.once(demanded)
    return _told(tables, pairs[pairs["ahead"] < -SAME], "低于", "，请核对是否衔接")


@rule("F102", "note")
def stricter_than_above(tables: Tables) -> pd.DataFrame:
    """下级规划的目标高于上级。

    理由：高于上级不是错，但值得知道：更高的承诺要有相应的投入，也可作为上级调整目标的依据。上级的平均标准与下级的标准
    视为同一指标。

    算例：省“节地生态安葬率2025年60%”，市“2022年65%以上”，高 5 个百分点，且早三年。
    """
    pairs = tables.once(aligned)
    return _told(tables, pairs[pairs["ahead"] > SAME], "高于")


@rule("F103", "note")
def comparator_weaker_than_above(tables: Tables) -> pd.DataFrame:
    """数与上级相同，比较词弱于上级。

    理由：数相同而上级印“大于”、下级印“达到”，下级恰好完成时上级并未完成。不适用到下级的目标不比较。

    算例：省“每百户大于30平方米”，市“按照每百户30平方米标准”。
    """
    pairs = tables.once(demanded)
    same = pairs[(pairs["ahead"].abs() <= SAME) & pairs["strict_upper"] & ~pairs["strict"]]
    return _told(tables, same, "数相同而比较词弱于")


@rule("F104", "warning")
def binding_above_expected_below(tables: Tables) -> pd.DataFrame:
    """上级是约束性指标，下级是预期性指标。

    理由：约束性指标是必须完成的；下级把它降为预期性，责任就断了。

    算例：省“县级公益性安葬设施覆盖率100%，约束性”，市同一指标印“预期性”。
    """
    pairs = tables.once(demanded)
    found = pairs[(pairs["attribute_upper"] == BINDING) & (pairs["attribute"] == EXPECTED)]
    return _told(tables, found.assign(ahead=0.0), "是预期性指标，而约束性的是", "，请核对属性")


@rule("F106", "note")
def other_form_above(tables: Tables) -> pd.DataFrame:
    """上下级用不同的形式定同一指标的目标。

    理由：上级定水平、下级定增速（或相反），完成情况无法汇总；应换算成同一形式。

    算例：省“孤儿养育标准年均增速大于 6%”，县“2025年达到每月 2400 元”。
    """
    all_promises = tables.once(promises)
    all_promises = all_promises[~all_promises["norm"].astype(bool)]
    lower = all_promises[all_promises["figure"].map(tables.numbers["plan"]).astype(bool)]
    upward = tables.lineage[tables.lineage["distance"] > 0]
    keys = ["common", *DIMENSIONS]
    pairs = lower.merge(upward, on="region_code").merge(
        all_promises, left_on=[*keys, "ancestor_code"], right_on=[*keys, "region_code"], suffixes=("", "_upper")
    )
    both = pairs.groupby("figure")["measure_upper"].transform("nunique") > 1
    pairs = pairs[(pairs["measure"] != pairs["measure_upper"]) & ~both]
    pairs = pairs.sort_values("distance", kind="stable").drop_duplicates("figure")
    if pairs.empty:
        return nothing()
    figures = pairs[["figure", "figure_upper"]]
    pairs = pairs.assign(above=pairs["ancestor_code"].map(tables.place))
    rows = described(tables, pairs, figures)
    message = [
        f"{row.place}规划“{row.name}”{row.at}年的目标“{row.figure_quote}”是{_called(row.form, row.measure)}，"
        f"{row.above}的“{row.figure_upper_quote}”是{_called(row.form_upper, row.measure_upper)}，"
        f"不能直接比较，宜换算成同一形式{row.guess}。"
        for row in rows
    ]
    return findings(tables, figures, message, recomputed=[row.figure_upper_quote for row in rows])


def _told(tables: Tables, pairs: pd.DataFrame, said: str, todo: str = "") -> pd.DataFrame:
    if pairs.empty:
        return nothing()
    figures = pairs[["figure", "figure_upper"]]
    pairs = pairs.assign(
        above=pairs["ancestor_code"].map(tables.place),
        by_plan=pairs["figure_upper"].map(tables.numbers["plan"]),
        unit=np.where(pairs["measure"] == "growth", "%", pairs["figure"].map(tables.numbers["unit"])),
    )
    rows = described(tables, pairs, figures)
    message = [
        f"{row.place}规划“{row.name}”{'的标准' if row.norm else f'{row.at}年目标'}“{row.figure_quote}”"
        f"{_computed(row.form, row.strength, row.unit)}，"
        f"{said}{row.above}{'规划' if row.by_plan else '目标（据公开报道）'}的"
        f"{'' if row.name == row.figure_upper_name else f'“{row.figure_upper_name}”'}“{row.figure_upper_quote}”"
        f"{_computed(row.form_upper, row.strength_upper, row.unit)}"
        f"{f'（{row.at_upper}年）' if row.at != row.at_upper else ''}{_difference(row.ahead, row.unit)}"
        f"{todo}{row.guess}。"
        for row in rows
    ]
    return findings(
        tables,
        figures,
        message,
        recomputed=[row.figure_upper_quote for row in rows],
        deviation=pairs["ahead"].abs(),
        unit=pairs["unit"].replace("%", "百分点"),
    )


def _called(form: str, measure: str) -> str:
    return "增加额" if form in AMOUNTS else MEASURES[measure]


def _computed(form: str, strength: float, unit: str) -> str:
    """What was computed from a promise, so that it can be compared."""
    if form in AMOUNTS:
        return f"（折算 {amount(round(strength, 2), unit)}）"
    return f"（折算每年 {needed_percent(strength)}）" if form == "total_growth" else ""


def _difference(ahead: float, unit: str) -> str:
    if abs(ahead) <= SAME:
        return ""
    size = round(abs(ahead), 2)
    return f"，相差 {number(size)} 个百分点" if unit == "%" else f"，相差 {amount(size, unit)}"
