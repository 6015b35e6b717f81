"""B1: one fact stated twice: in one plan, in two plans, under two scopes."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.inputs import NO_YEAR, Tables
from analysis.audit.precision import gap
from analysis.audit.telling import described
from analysis.audit.wording import amount, number
from analysis.domain.quantities import INTENSIVE

# What two figures must share to state one fact, beside the series.
OCCASION = ["role", "form", "at", "start"]
ROLES = {
    "baseline": "level",
    "observed": "level",
    "target": "target",
    "flow": "flow",
    "change": "change",
    "rule": "rule",
}
LOCAL_LEVELS = ("city", "group")
# Two sums or counts of one name may be two things that add up; two rates, standards or averages may not.
ONE_VALUE = tuple(one for one in INTENSIVE if one != "norm")  # norms may be of two things


def _statements(tables: Tables) -> pd.DataFrame:
    """Every figure with a number, with `role` (baselines and observed values are both levels), `at` and `start`."""
    frame = tables.numbers[tables.numbers["value"].notna()]
    estimates = (frame["kind"] == "observed") & ~frame.index.isin(tables.levels.index)
    frame = frame[~estimates]
    start = frame["period_start"].where(frame["kind"].isin(["flow", "change"])).fillna(NO_YEAR).astype("int64")
    return frame.assign(role=frame["kind"].map(ROLES), start=start)


def _clashes(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The groups in which no value fits all printed numbers: `top` and `bottom` are the two figures furthest apart,
    `figures` all positions, `missed` the distance."""
    groups = frame.groupby(keys, sort=False)
    repeated = frame[groups["low"].transform("size") > 1]
    groups = repeated.groupby(keys, sort=False)
    ends = groups.agg(top_low=("low", "max"), bottom_high=("high", "min")).reset_index()
    ends["missed"] = gap(ends["top_low"], np.full(len(ends), np.inf), np.full(len(ends), -np.inf), ends["bottom_high"])
    ends = ends[ends["missed"] > 0]
    members = repeated.assign(position=repeated.index).merge(ends, on=keys)
    top = members[members["low"] == members["top_low"]].drop_duplicates(keys).set_index(keys)["position"]
    bottom = members[members["high"] == members["bottom_high"]].drop_duplicates(keys).set_index(keys)["position"]
    every = members.groupby(keys, sort=False)["position"].agg(list)
    return pd.DataFrame({"top": top, "bottom": bottom, "members": every}).join(ends.set_index(keys)).reset_index()


@rule("B101", "error")
def twice_in_one_plan(tables: Tables) -> pd.DataFrame:
    """同一规划两处的数不一致。

    理由：同一地区、指标、口径、年份的水平或目标只能有一个；按印出的精度没有共同的值就是矛盾。目标一处“55”、一处“55以
    上”有共同的值，不在此列（见 B103）。年份没有都印出的，可能是两个时点的数；数量、金额、时期累计和规定可能是两件事各
    有一数：都只是疑点。

    算例：农村特困标准（2020年）一处“每月423元”，另一处“442元/月”，相差 19 元；若两处都没有印年份，可能是两个时点。
    """
    frame = _statements(tables)
    found = _clashes(frame[frame["plan"]], ["document_id", "series", *OCCASION])
    one_value = found["top"].map(frame["quantity"]).isin(ONE_VALUE) & found["role"].isin(["level", "target"])
    dated = found["top"].map(frame["year_stated"]).astype(bool) & found["bottom"].map(frame["year_stated"]).astype(bool)
    todo = np.where(dated, "，请核对", "；年份没有都印出，可能是两个时点，请核对各是哪一年的数")
    severity = np.where(one_value & dated, "error", "warning").tolist()
    return _twice(tables, found.assign(todo=todo), "本规划", severity)


@rule("B102", "warning")
def twice_in_two_documents(tables: Tables) -> pd.DataFrame:
    """两份文献对同一事实的数不一致。

    理由：市规划、县规划和公开报道都会说到同一地区同一年的水平，应当一致；不一致时至少有一份错了，或者口径、时点不同。

    算例：市规划印某县城市低保 650 元（2020年），该县规划印 645 元（2020年），相差 5 元。
    """
    frame = _statements(tables)
    levels = frame[(frame["role"] == "level") & (frame["at"] != NO_YEAR)]
    found = _clashes(levels, ["series", *OCCASION])
    document = tables.numbers["document_id"]
    found = found[(found["top"].map(document) != found["bottom"].map(document)).to_numpy(bool)]
    return _twice(tables, found.assign(todo="，请核对口径和时点"), "两份文献")


def _twice(tables: Tables, found: pd.DataFrame, where: str, severity: list[str] | str = "") -> pd.DataFrame:
    if found.empty:
        return nothing()
    numbers, ids = tables.numbers, tables.numbers["figure_id"]
    found = found.assign(**_in_question(tables, found), when=_when(found))
    found["unit"] = found["one"].map(numbers["unit"])
    rows = described(tables, found, found[["one", "other"]])
    message = [
        f"{row.place}“{row.name}”{row.when}在{where}中一处印“{row.one_quote}”、一处印“{row.other_quote}”，"
        f"相差 {amount(row.missed, row.unit)}{row.todo}{row.guess}。"
        for row in rows
    ]
    figure_ids = [
        ";".join(ids[at] for at in dict.fromkeys([int(row.one), int(row.other), *row.members])) for row in rows
    ]
    return findings(
        tables,
        figure_ids,
        message,
        printed=[f"{row.one_quote}；{row.other_quote}" for row in rows],
        severity=severity,
        deviation=found["missed"],
        unit=found["unit"],
        region_code=found["one"].map(numbers["region_code"]),
        indicator_id=found["one"].map(numbers["indicator_id"]),
    )


def _in_question(tables: Tables, found: pd.DataFrame) -> dict[str, pd.Series]:
    """`one`, the figure in question, and `other`. Of a plan and a report it is the plan's; of two plans that of the
    plan that speaks of another place than its own; in one plan the one that is printed first."""
    numbers, ends = tables.numbers, found[["top", "bottom"]]
    foreign = numbers["own_region"] != numbers["region_code"]
    rank = 2 * (~numbers["plan"]).astype(int) + (numbers["plan"] & ~foreign).astype(int)
    first, second = ends.min(axis=1), ends.max(axis=1)
    swapped = first.map(rank) > second.map(rank)
    return {"one": first.where(~swapped, second), "other": second.where(~swapped, first)}


def _when(found: pd.DataFrame) -> list[str]:
    return [
        "" if row.at == NO_YEAR else f"（{row.start}—{row.at}年）" if row.start != NO_YEAR else f"（{row.at}年）"
        for row in found.itertuples()
    ]


@rule("B103", "note")
def comparators_differ(tables: Tables) -> pd.DataFrame:
    """同一目标两处的比较词不同。

    理由：指标表印“55”，正文印“55%以上”，考核时究竟是达到还是不低于，应当统一。

    算例：指标表第 5 项护理型床位占比“55”，第四章“55%以上”“不低于55%”。
    """
    frame = _statements(tables)
    frame = frame[(frame["kind"] == "target") & (frame["comparator"] != "range") & frame["plan"]]
    keys = ["document_id", "series", "form", "at"]
    frame = frame.assign(rounded=frame["value"].round(9))
    groups = frame.groupby([*keys, "rounded"], sort=False)
    frame = frame[groups["comparator"].transform("nunique") > 1]
    if frame.empty:
        return nothing()
    grouped = frame.groupby([*keys, "rounded"], sort=False)
    rows = grouped.agg(
        ids=("figure_id", ";".join),
        quotes=("quote", lambda printed: "”“".join(dict.fromkeys(printed))),
        region_code=("region_code", "first"),
        indicator_id=("indicator_id", "first"),
    ).reset_index()
    message = [
        f"{tables.place[row.region_code]}“{tables.series_name[row.series]}”的目标（{row.at}年）几处用词不同：“{row.quotes}”，请统一。"
        for row in rows.itertuples()
    ]
    return findings(
        tables,
        rows["ids"],
        message,
        printed=rows["quotes"].str.replace("”“", "；"),
        region_code=rows["region_code"],
        indicator_id=rows["indicator_id"],
    )


@rule("B104", "note")
def scopes_differ(tables: Tables) -> pd.DataFrame:
    """名称相近的两个指标口径不同，数值也不同。

    理由：同一规划里名称只差几个字的两个指标，读者会当作一个；应当写明口径，或只用一个。哪些指标相近
    见 codelists/relations.toml。口径不同不是错，所以是提示。

    算例：指标表“未成年人保护工作站覆盖率 50”，正文“工作站或工作专干实现全覆盖”（100%）：前者只计工作站，后者有其一即
    可。
    """
    parts = []
    for relation in tables.relations.get("scope", ()):
        narrow, wide = (tables.facts_of.get(relation[name], tables.facts.iloc[:0]) for name in ("narrow", "wide"))
        keys = ["document_id", "region_code", "role", "at"]
        pairs = _located(narrow, keys, "narrow").merge(_located(wide, keys, "wide"), on=keys)
        missed = gap(pairs["low_narrow"], pairs["high_narrow"], pairs["low_wide"], pairs["high_wide"])
        unlike = pairs["value_narrow"] != pairs["value_wide"]
        pairs = pairs.assign(missed=missed)[unlike].drop_duplicates("narrow")
        if len(pairs):
            parts.append(_scopes(tables, pairs, relation))
    return pd.concat(parts) if parts else nothing()


def _located(frame: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    ends = {column: f"{column}_{name}" for column in ("low", "high", "value")}
    return frame[[*keys, *ends]].rename(columns=ends).assign(**{name: frame.index})


def _scopes(tables: Tables, pairs: pd.DataFrame, relation: dict) -> pd.DataFrame:
    figures = pairs[["narrow", "wide"]]
    rows = described(tables, pairs, figures)
    distance = (pairs["value_narrow"] - pairs["value_wide"]).abs()
    message = [
        f"{row.place}“{row.narrow_name}”印“{row.narrow_quote}”，“{row.wide_name}”印“{row.wide_quote}”（{row.at}年）："
        f"{relation['difference']}，相差 {number(apart, 4)} 个百分点，不能互相代替，请写明口径。"
        for row, apart in zip(rows, distance, strict=True)
    ]
    printed = [f"{row.narrow_quote}；{row.wide_quote}" for row in rows]
    return findings(tables, figures, message, printed=printed, deviation=distance, unit="百分点")


@rule("B105", "warning")
def standard_of_city_and_county(tables: Tables) -> pd.DataFrame:
    """市里统一的标准与县里印的不同。

    理由：市（或城区）规划为全市印一个待遇标准，它就在每个县（市、区）执行；县级文献同一年印的标准应当相同，不同则须说
    明。

    算例：市规划“机构孤儿养育标准 2200 元”（2020年），县规划同年印 2100 元，相差 100 元。
    """
    levels = tables.levels
    levels = levels[(levels["quantity"] == "standard") & (levels["comparator"] == "=")]
    level_of = tables.regions.set_index("region_code")["level"]
    keys = ["indicator_id", "residence", "arrangement", "subgroup", "at"]
    columns = [*keys, "region_code", "low", "high"]
    upward = tables.lineage[tables.lineage["distance"] > 0]
    below = levels[columns].assign(below=levels.index).merge(upward, on="region_code")
    above = levels.loc[levels["region_code"].map(level_of).isin(LOCAL_LEVELS), columns]
    above = above.assign(above=above.index).rename(columns={"region_code": "ancestor_code"})
    pairs = below.merge(above, on=[*keys, "ancestor_code"], suffixes=("", "_above"))
    missed = gap(pairs["low"], pairs["high"], pairs["low_above"], pairs["high_above"])
    pairs = pairs.assign(missed=missed)[missed > 0].sort_values("distance").drop_duplicates(["region_code", *keys])
    if pairs.empty:
        return nothing()
    figures = pairs[["below", "above"]]
    pairs = pairs.assign(city=pairs["ancestor_code"].map(tables.place), unit=pairs["below"].map(tables.numbers["unit"]))
    rows = described(tables, pairs, figures)
    message = [
        f"{row.place}“{row.name}”（{row.at}年）印“{row.below_quote}”，而{row.city}统一的标准是“{row.above_quote}”，"
        f"相差 {amount(row.missed, row.unit)}，请核对{row.guess}。"
        for row in rows
    ]
    recomputed = [row.above_quote for row in rows]
    return findings(tables, figures, message, recomputed=recomputed, deviation=pairs["missed"], unit=pairs["unit"])
