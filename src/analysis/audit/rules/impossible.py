"""D1: values that cannot be: shares no count gives, parts above the whole, a minimum above the mean."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.inputs import Tables
from analysis.audit.related import convert, positions, select, together
from analysis.audit.telling import described
from analysis.audit.units_of import units_of_rates
from analysis.audit.wording import amount, number, percent
from analysis.domain.quantities import EXTENSIVE

ROUNDING = 1e-9


@rule("D101", "error")
def share_of_few_units(tables: Tables) -> pd.DataFrame:
    """几个单位凑不出的比例。

    理由：县、乡镇、社区（村）的个数是有限的，“覆盖率”只能是 k÷N。规划自己印了 N（或由行政区划知道县数），而没有整
    数 k 落在印出的精度内，这个比例就不可能。已达到的水平是差错；个数是另一年的、或多算一个单位（如市本级）就凑得出的，
    只须写明分母，是提示；目标也是提示：写明要达到几个，比写比例清楚。N 在 20 以内才报。

    算例：三个区的覆盖率只能是 0、33.3%、66.7%、100%，印 40% 就不可能；印 25%，把市本级也算一个，是 1÷4。
    """
    rates = units_of_rates(tables)
    target = rates["kind"] == "target"
    low, high = rates["value"].where(target, rates["low"]), rates["value"].where(target, rates["high"])
    rates = rates.assign(low=low, high=high, exact=rates["value"] * rates["units"] / 100)
    rates["with_own"] = _some_count(low, high, rates["units"] + 1) & (rates["counted_over"] == "县")
    rates["nearest"] = np.where(target, np.ceil(rates["exact"]), np.round(rates["exact"])).astype(int)
    found = rates[~_some_count(low, high, rates["units"])].drop_duplicates(["document_id", "series", "kind", "at"])
    if found.empty:
        return nothing()
    share = 100 * found["nearest"] / found["units"]
    found = found.assign(share=share)
    figures = positions(found, "figure", "count")
    message = [_share_message(row) for row in described(tables, found, figures)]
    return findings(
        tables,
        figures,
        message,
        recomputed=[f"{row.nearest}÷{row.units}＝{percent(row.share)}" for row in found.itertuples()],
        deviation=(share - found["value"]).abs(),
        unit="百分点",
        severity=np.where(
            (found["kind"] == "target") | found["with_own"] | ~found["same_year"], "note", "error"
        ).tolist(),
    )


def _some_count(low: pd.Series, high: pd.Series, units: pd.Series) -> pd.Series:
    """Whether some whole number of the units is a share (in %) between the two ends."""
    return np.ceil(low * units / 100 - ROUNDING) <= np.floor(high * units / 100 + ROUNDING)


def _share_message(row: tuple) -> str:
    head = f"{row.place}“{row.name}”（{row.at}年）印“{row.quote}”，而{row.unit_name}共 {row.units} 个"
    if row.kind == "target":
        return (
            f"{head}，折算 {number(row.exact, 3)} 个，{row.nearest} 个（{percent(row.share)}）才达到，"
            f"目标宜写明个数{row.guess}。"
        )
    if row.with_own:
        return f"{head}，连同本级共 {row.units + 1} 个才凑得出这个比例，请写明分母{row.guess}。"
    fitting = [units for units in range(2, 2 * row.units + 2) if _some_count(row.low, row.high, units)]
    more = f"；要有 {fitting[0]} 个单位才凑得出" if fitting else ""
    return (
        f"{head}，没有一个整数个数得出这个比例（最近的是 {row.nearest} 个，{percent(row.share)}）{more}，"
        f"请核对比例和分母{row.guess}。"
    )


@rule("D102", "error")
def part_above_whole(tables: Tables) -> pd.DataFrame:
    """部分大于总体。

    理由：受益人数不能多于它所属的人群，部分不能大于全部。哪些是哪些的部分，见 codelists/relations.toml。部分是一个时
    期的累计（可能重复计人）而总体是期末存量时是提示。

    算例：“累计为全区1211名建档立卡贫困人员发放”，而同一规划的脱贫人口是 908 人，多出 303 人：累计数里有重复或已退出的
    人。
    """
    parts = []
    for relation in tables.relations.get("subset", ()):
        frame = together(select(tables, relation["part"], "part"), select(tables, relation["whole"], "whole"))
        frame = convert(frame, "part", "whole", relation.get("factor"))
        frame = frame.assign(over=frame["part_low"] - frame["whole_high"])[lambda rows: rows["over"] > 0]
        if frame.empty:
            continue
        frame = frame.assign(cumulative=(frame["part_kind"] == "flow") & (frame["whole_kind"] != "flow"))
        figures = positions(frame, "part", "whole")
        because = f"（{relation['reason']}）" if "reason" in relation else ""
        message = [
            f"{row.place}“{row.part_name}”印“{row.part_quote}”，大于“{row.whole_name}”的“{row.whole_quote}”{because}，"
            f"多出 {amount(row.over, row.whole_unit)}"
            f"{'：前者是累计数，可能含重复或已退出的，请写明口径' if row.cumulative else '，请核对两个数'}{row.guess}。"
            for row in described(tables, frame, figures)
        ]
        parts.append(
            findings(
                tables,
                figures,
                message,
                recomputed=[f"不大于 {amount(row.whole_high, row.whole_unit)}" for row in frame.itertuples()],
                deviation=frame["over"],
                unit=frame["whole_unit"],
                severity=np.where(frame["cumulative"], "note", "error").tolist(),
            )
        )
    return pd.concat(parts) if parts else nothing()


@rule("D103", "error")
def more_people_than_live_there(tables: Tables) -> pd.DataFrame:
    """人数超过常住人口。

    理由：任何一类人都不能比当地常住人口（人口普查，codelists/population.csv）还多；人次不在此列。

    算例：某市注册志愿者印 450 万人，常住人口 332.54 万人：多半是“45 万人”多了一个零。
    """
    facts = tables.facts
    people = facts[(facts["unit"] == "人") & (facts["quantity"] == "count")]
    people = people.assign(figure=people.index).merge(tables.persons, on="region_code")
    people = people[people["low"] > people["persons"]]
    if people.empty:
        return nothing()
    message = [
        f"{row.place}“{row.name}”（{row.at}年）印“{row.quote}”，超过常住人口 {amount(row.persons, '人')}"
        f"（{row.population_year}年），请核对数字和单位{row.guess}。"
        for row in described(tables, people, people[["figure"]])
    ]
    recomputed = [f"不大于 {amount(persons, '人')}" for persons in people["persons"]]
    over = people["low"] - people["persons"]
    return findings(tables, people[["figure"]], message, recomputed=recomputed, deviation=over, unit="人")


@rule("D104", "warning")
def county_above_city(tables: Tables) -> pd.DataFrame:
    """下级的数大于上级的数。

    理由：数量、金额和面积，一个县的不能比它所在市（省）同一年、同一时期的还大；大了，不是口径不同就是有一处错了。

    算例：县规划印社会组织 790 家，市规划同年印全市 461 家，多出 329 家。
    """
    facts = tables.facts[tables.facts["quantity"].isin(EXTENSIVE)]
    facts = facts.assign(begin=facts["period_start"].fillna(0).astype("int64"), figure=facts.index)
    keys = ["indicator_id", "residence", "arrangement", "subgroup", "at", "kind", "begin"]
    upward = tables.lineage[tables.lineage["distance"] > 0]
    above = facts[[*keys, "region_code", "high", "figure"]].rename(columns={"region_code": "ancestor_code"})
    below = facts[[*keys, "region_code", "low", "figure", "unit"]].merge(upward, on="region_code")
    pairs = below.merge(above, on=[*keys, "ancestor_code"], suffixes=("", "_above"))
    pairs = pairs[pairs["low"] > pairs["high"]].sort_values("distance", kind="stable").drop_duplicates("figure")
    if pairs.empty:
        return nothing()
    figures = pairs[["figure", "figure_above"]]
    pairs = pairs.assign(over=pairs["low"] - pairs["high"], above=pairs["ancestor_code"].map(tables.place))
    message = [
        f"{row.place}“{row.name}”（{row.at}年）印“{row.figure_quote}”，大于{row.above}的“{row.figure_above_quote}”，"
        f"多出 {amount(row.over, row.unit)}，请核对口径{row.guess}。"
        for row in described(tables, pairs, figures)
    ]
    recomputed = [f"不大于 {amount(row.high, row.unit)}" for row in pairs.itertuples()]
    return findings(tables, figures, message, recomputed=recomputed, deviation=pairs["over"], unit=pairs["unit"])


@rule("D105", "error")
def smallest_above_mean(tables: Tables) -> pd.DataFrame:
    """最小值大于平均值。

    理由：“全部达到多少以上”的最小值不能比同一批的平均值还大。

    算例：设施“面积全部达到 400 平方米”而“平均面积 317 平方米”：最小 400 大于平均 317，差 83 平方米。
    """
    parts = []
    for relation in tables.relations.get("smallest", ()):
        frame = together(select(tables, relation["smallest"], "smallest"), select(tables, relation["mean"], "mean"))
        frame = frame.assign(over=frame["smallest_low"] - frame["mean_high"])[lambda rows: rows["over"] > 0]
        if frame.empty:
            continue
        figures = positions(frame, "smallest", "mean")
        message = [
            f"{row.place}“{row.name}”印“{row.smallest_quote}”，而平均值印“{row.mean_quote}”，"
            f"最小值比平均值还大 {amount(row.over, row.mean_unit)}，请核对两个数{row.guess}。"
            for row in described(tables, frame, figures)
        ]
        recomputed = [f"不大于 {amount(row.mean_high, row.mean_unit)}" for row in frame.itertuples()]
        unit = frame["mean_unit"]
        parts.append(findings(tables, figures, message, recomputed=recomputed, deviation=frame["over"], unit=unit))
    return pd.concat(parts) if parts else nothing()
