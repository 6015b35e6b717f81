"""C1: units and magnitude: month for year, per cent for per mille, no unit at all, far from what other places have."""

import re

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.inputs import SEPARATOR, Tables, rows_by
from analysis.audit.telling import described
from analysis.audit.wording import amount, inferred, number, percent
from analysis.codelists import units
from analysis.codelists.relations import POPULATION

MONTHS = 12
# A value so many times above or below the median of other places is another magnitude; within NEAR of it, the same.
FAR, NEAR = 6.0, 2.5
MUCH = 4.0  # a share of the population so many times the others'
FEWEST_PLACES = 4
OUTLIER, FEWEST_PEERS = 5.0, 5
COMPARABLE = ("standard", "average", "density")
MONTHLY = "元/人·月"
WORDS_AROUND_NUMBERS = r"[\s>≥≧<≤=~～约近超过不低于少以上余]"


@rule("C101", "error")
def month_for_year(tables: Tables) -> pd.DataFrame:
    """月标准印成了年标准，或相反。

    理由：按印出的单位折算，只及（或高达）各地同一标准中位数的六分之一以下（六倍以上），而乘以（除以）12 后正好相当：
    月和年印错了。至少有四个地区的数可比才报；同一标准几处都这样印的合成一条；已在 corrections.toml 中更正的也报，
    因为印出的仍是错的。

    算例：孤儿标准“每人每年1100元”折算 91.67 元/月，各地中位数约 1500 元/月；若是每月 1100 元则相当。
    """
    found = tables.once(_months_and_years)
    if found.empty:
        return nothing()
    rows = described(tables, found, pd.DataFrame({"figure": found.index}, index=found.index))
    groups: dict[tuple, list] = {}
    for row in rows:
        groups.setdefault((row.document_id, row.series), []).append(row)
    every = list(groups.values())
    return findings(
        tables,
        [SEPARATOR.join(row.figure_id for row in group) for group in every],
        [_month_for_year(tables, group) for group in every],
        printed=["；".join(dict.fromkeys(row.quote for row in group)) for group in every],
        recomputed=["；".join(amount(round(row.mended, 2), MONTHLY) for row in group) for group in every],
        deviation=[max(abs(row.mended - row.as_printed) for row in group) for group in every],
        unit=MONTHLY,
        region_code=[group[0].region_code for group in every],
        indicator_id=[group[0].indicator_id for group in every],
    )


def _month_for_year(tables: Tables, group: list) -> str:
    """One sentence on all levels of a series that a plan prints with the wrong period."""
    first = group[0]
    told = "、".join(
        f"“{row.quote}”（{row.at}年，折算 {amount(round(row.as_printed, 2), MONTHLY)}，"
        f"是各地中位数 {amount(round(row.median), MONTHLY)} 的 {percent(100 * row.ratio)}）"
        for row in group
    )
    right, wrong = ("月", "年") if first.ratio < 1 else ("年", "月")
    mended = "、".join(amount(round(row.mended, 2), MONTHLY) for row in group)
    corrected = "（数据中已更正）" if first.correction else ""
    guess = inferred(tables.numbers, pd.DataFrame([[tables.position[row.figure_id] for row in group]]))[0]
    return (
        f"{first.place}“{first.name}”印作{told}；若是每{right}则为 {mended}，当是“{right}”印成了“{wrong}”{corrected}，"
        f"请核对原件{guess}。"
    )


def _months_and_years(tables: Tables) -> pd.DataFrame:
    """The levels of plans that are right with month for year; `as_printed`, `median`, `ratio` of both, `mended`."""
    levels = tables.levels[(tables.levels["unit"] == MONTHLY) & tables.levels["plan"]]
    as_printed = _as_printed(levels)
    median, places = _median_of_places(tables.levels, levels["indicator_id"])
    ratio = as_printed / median
    mended = np.where(ratio < 1, ratio * MONTHS, ratio / MONTHS)
    far = (ratio < 1 / FAR) | (ratio > FAR)
    wrong = far & (mended > 1 / NEAR) & (mended < NEAR) & (places >= FEWEST_PLACES)
    return levels.assign(as_printed=as_printed, ratio=ratio, median=median, mended=mended * median)[wrong]


def _as_printed(levels: pd.DataFrame) -> pd.Series:
    """The value by the printed unit, before any correction of it; the value itself where the unit is not complete."""
    value = levels["value"].copy()
    for at in levels.index[levels["correction"].str.contains("printed_unit", regex=False)]:
        used = re.search(r"printed_unit：.*? → ([^；（]+)", levels.at[at, "correction"])
        try:
            value[at] *= units.factor(levels.at[at, "printed_unit"], used[1])
        except (units.UnknownUnit, units.UnlikeUnits):
            continue  # a unit that was missing: nothing to hold the value against
    return value


def _median_of_places(levels: pd.DataFrame, indicator: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Of each indicator the median over places (each place's own median once) and the number of places."""
    place = levels.groupby(["indicator_id", "region_code"])["value"].median()
    of_places = place.groupby("indicator_id").agg(["median", "size"])
    return indicator.map(of_places["median"]).to_numpy(float), indicator.map(of_places["size"]).to_numpy(float)


@rule("C102", "warning")
def percent_for_permille(tables: Tables) -> pd.DataFrame:
    """占人口的比例大了十倍：疑‰印成了%。

    理由：别处印了人数，除以常住人口就是可比的比例；印出的比例是它的四倍以上，缩小到十分之一却正好相当。

    算例：“社会工作专业人才占全市人口 1.2%”，按常住人口 55.68 万人是 6682 人；辽宁省 4.8 万人占 1.13 ‰，1.2 ‰ 与之相
    当。
    """
    parts = []
    for relation in tables.relations.get("share", ()):
        if list(relation["whole"]) != [POPULATION]:
            continue
        shares = tables.facts_of.get(relation["share"], tables.facts.iloc[:0])
        counts = tables.facts_of.get(relation["parts"][0], tables.facts.iloc[:0])
        counts = counts[(counts["subgroup"] == "") & (counts["residence"] == "")]
        peers = counts.merge(tables.persons, on="region_code")
        peers = peers.assign(share=100 * peers["value"] / peers["persons"])
        places = peers.groupby("region_code")["share"].median()
        value = shares["value"] / places.median()
        alone = shares["region_code"].isin(places.index) & (len(places) == 1)  # no other place to compare with
        wrong = (value > MUCH) & (value / 10 > 1 / NEAR) & (value / 10 < NEAR) & ~alone
        if wrong.any():
            parts.append(_permille(tables, shares[wrong].sort_values("at", kind="stable"), peers))
    return pd.concat(parts) if parts else nothing()


def _permille(tables: Tables, found: pd.DataFrame, peers: pd.DataFrame) -> pd.DataFrame:
    """One finding a plan and place, with one other place to compare with."""
    persons = tables.persons.set_index("region_code")["persons"].to_dict()
    others = list(peers.drop_duplicates("region_code").head(2).itertuples())
    columns = ["figure_id", "quote", "value", "printed_unit", "unit", "indicator_id", "series"]
    rows = []
    for (_, region), group in rows_by(found, ["document_id", "region_code"], columns).items():
        ids, quotes, values, *_ = zip(*group, strict=True)
        printed_unit, unit, indicator, series = group[0][3:]
        peer = next(row for row in others if row.region_code != region)
        heads = ""
        if region in persons:
            people = round(persons[region] * values[0] / 100)
            heads = f"，按常住人口 {amount(persons[region], '人')}是 {people} 人"
        message = (
            f"{tables.place[region]}“{tables.series_name[series]}”印“{'”“'.join(quotes)}”（单位{printed_unit or unit}）"
            f"{heads}；{tables.place[peer.region_code]}“{peer.quote}”只占其人口的 {number(10 * peer.share, 3)} ‰，"
            f"请核对单位是否为‰。"
        )
        figure_ids = ";".join([*ids, peer.figure_id])
        rows.append(
            (region, indicator, figure_ids, "；".join(quotes), f"{number(values[0])} ‰", message, values[0] * 0.9)
        )
    region, indicator, ids, printed, recomputed, message, deviation = zip(*rows, strict=True)
    return findings(
        tables,
        ids,
        message,
        printed=printed,
        recomputed=recomputed,
        deviation=deviation,
        unit="百分点",
        region_code=region,
        indicator_id=indicator,
    )


@rule("C103", "warning")
def no_unit(tables: Tables) -> pd.DataFrame:
    """只印了数，没有单位。

    理由：指标表的单位栏空缺，或单位在转换文件时丢失，读者只能猜。比例、金额、面积没有单位是疑点；个数（个、家、人）一
    看就明白，已由更正补上的也不必再问，都是提示。

    算例：指标表“福利彩票销售网点数 12000”，单位栏空白：是个还是家，按上下文推断。
    """
    numbers = tables.numbers
    unitless = numbers[
        (numbers["printed_unit"] == "")
        & numbers["value"].notna()
        & numbers["printed_value"].str.contains(r"\d")
        & numbers["plan"]
    ]
    bare = unitless["quote"].str.replace(WORDS_AROUND_NUMBERS, "", regex=True) == unitless["printed_value"]
    found = unitless[bare]
    if found.empty:
        return nothing()
    figures = pd.DataFrame({"figure": found.index}, index=found.index)
    message = [
        f"{row.place}“{row.name}”只有“{row.quote}”，没有单位（原件空缺，或转换文件时脱落），按“{row.unit}”读"
        f"{'（数据中已更正）' if row.correction else ''}，请核对原件。"
        for row in described(tables, found, figures)
    ]
    clear = (found["correction"] != "") | (found["quantity"] == "count")
    severity = np.where(clear, "note", "warning").tolist()
    recomputed = [amount(row.value, row.unit) for row in found.itertuples()]
    return findings(tables, figures, message, severity=severity, recomputed=recomputed)


@rule("C104", "note")
def far_from_peers(tables: Tables) -> pd.DataFrame:
    """与各地同一指标相差五倍以上。

    理由：待遇标准、人均拥有量各地相差有限；比各地中位数高出四倍或不到五分之一，多半是单位、口径或抄录有误。至少有五个
    地区可比才报，月与年相混的由 C101 报。

    算例：某县每千名老人床位印 190 张，各地中位数 35 张，是它的 5.43 倍。
    """
    levels = tables.levels[tables.levels["quantity"].isin(COMPARABLE) & (tables.levels["value"] > 0)]
    levels = levels[levels["comparator"] != "range"]
    median, places = _median_of_places(tables.levels, levels["indicator_id"])
    with np.errstate(all="ignore"):
        ratio = levels["value"] / median
    far = ((ratio > OUTLIER) | (ratio < 1 / OUTLIER)) & (places >= FEWEST_PEERS)
    far &= ~levels.index.isin(tables.once(_months_and_years).index)
    found = levels.assign(ratio=ratio, median=median)[far]
    if found.empty:
        return nothing()
    figures = pd.DataFrame({"figure": found.index}, index=found.index)
    message = [
        f"{row.place}“{row.name}”（{row.at}年）印作“{row.quote}”，折算 {amount(row.value, row.unit)}，"
        f"是各地中位数 {amount(row.median, row.unit)} 的 {number(row.ratio, 3)} 倍，请核对单位和口径{row.guess}。"
        for row in described(tables, found, figures)
    ]
    recomputed = [amount(row.median, row.unit) for row in found.itertuples()]
    deviation = found["value"] - found["median"]
    return findings(tables, figures, message, recomputed=recomputed, deviation=deviation, unit=found["unit"])
