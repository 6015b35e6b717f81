"""E2: targets that imply one another: a ratio and its two standards, a density and its total."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.inputs import Tables
from analysis.audit.related import quotients, select, together
from analysis.audit.telling import described
from analysis.audit.wording import amount, needed_percent, number, percent
from analysis.domain.series import DIMENSIONS, SERIES

RATIO_FACTORS = {"倍": 1.0, "%": 100.0}
SIGN = {"more": 1, "less": -1}
SIDE_NAMES = {"urban": "城市", "rural": "农村", "": ""}


@rule("E201", "warning")
def ratio_and_its_pair(tables: Tables) -> pd.DataFrame:
    """比值目标与现有的两个标准：已经达到，或要求一方增长更快。

    理由：比值由两个标准得出，规划印了这两个标准，就知道现在的比值和今后须有的相对增速；两者同速增长，比值不动。已达到
    的是疑点，其余是提示。

    算例：2020年城市 672 元/月、农村 5558 元/年，比值 1.451；2025年降到 1.3，是农村年均比城市多增 2.23%。
    """
    ratios = tables.indicators[tables.indicators["denominator"] != ""]
    parts = [_of_ratio(tables, ratio) for ratio in ratios.itertuples() if ratio.direction in SIGN]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts) if parts else nothing()


def _of_ratio(tables: Tables, ratio: tuple) -> pd.DataFrame:
    averages = tables.indicators[tables.indicators["average_of"] != ""].set_index("average_of")["indicator_id"]
    sides = [tuple(side.split(":")) for side in (ratio.numerator, ratio.denominator)]
    of_averages = [(averages.get(indicator, ""), residence) for indicator, residence in sides]
    pairs = pd.concat([_latest_pair(tables, *sides), _latest_pair(tables, *of_averages)])
    targets = tables.targets[tables.targets["indicator_id"] == ratio.indicator_id]
    frame = targets[targets["target_level"].notna()].merge(pairs, on=["document_id", "region_code"])
    frame = frame[frame["at"] < frame["target_year"]].sort_values("at").drop_duplicates("figure_id", keep="last")
    if frame.empty:
        return nothing()
    now = RATIO_FACTORS[ratio.unit] * frame["over_value"] / frame["under_value"]
    years = (frame["target_year"] - frame["at"]).astype(float)
    frame = frame.assign(
        now=now,
        faster=100 * ((frame["target_level"] / now) ** (1 / years) - 1),
        ahead=SIGN[ratio.direction] * (now - frame["target_level"]),
        figure=frame["figure_id"].map(tables.position),
    )
    figures = frame[["figure", "over", "under"]]
    message = [
        f"{row.place}“{ratio.name_zh}”{row.target_year}年目标“{row.figure_quote}”，而{int(row.at)}年两个标准"
        f"“{row.over_quote}”“{row.under_quote}”之比已是 {amount(round(row.now, 3), ratio.unit)}，"
        f"{_needed(row, ratio)}{row.guess}。"
        for row in described(tables, frame, figures)
    ]
    return findings(
        tables,
        figures,
        message,
        recomputed=[amount(round(value, 4), ratio.unit) for value in now],
        deviation=(frame["now"] - frame["target_level"]).abs(),
        unit=ratio.unit,
        severity=np.where(frame["ahead"] >= 0, "warning", "note").tolist(),
    )


def _latest_pair(tables: Tables, over: tuple[str, str], under: tuple[str, str]) -> pd.DataFrame:
    """The last year in which a plan prints both sides: document, region, `at`, `over`, `under`, `<side>_value`."""
    keys, sides = ["document_id", "region_code", "at"], []
    for name, (indicator, residence) in (("over", over), ("under", under)):
        facts = tables.facts_of.get(indicator, tables.facts.iloc[:0])
        facts = facts[(facts["role"] == "actual") & (facts["residence"] == residence) & facts["plan"]]
        sides.append(facts[keys].assign(**{name: facts.index, f"{name}_value": facts["value"]}))
    pairs = sides[0].merge(sides[1], on=keys).sort_values("at")
    return pairs.drop_duplicates(["document_id", "region_code"], keep="last")


def _needed(row: tuple, ratio: tuple) -> str:
    if row.ahead >= 0:
        return "目标在基期已经达到，请核对目标"
    over, under = (SIDE_NAMES[side.split(":")[1]] for side in (ratio.numerator, ratio.denominator))
    faster, slower = (over, under) if row.faster > 0 else (under, over)
    rate = row.faster if row.faster > 0 else 100 * (1 / (1 + row.faster / 100) - 1)
    return f"折算：恰好达到目标是{faster}标准年均比{slower}标准多增 {needed_percent(rate)}，两者同速则比值不变"


@rule("E202", "warning")
def density_total_and_base(tables: Tables) -> pd.DataFrame:
    """每千人拥有量与总数的目标合在一起，意味着人口不合理地增长（或减少）。

    理由：总数 ÷ 每千人拥有量就是人数。基期和目标年都能算出人数，人数的增速就定了；超出合理范围（见
    codelists/relations.toml），两个目标至少有一个不实，或者口径不同。新增数按基期总数加上它计。

    算例：2020年 3354 张、每千名老人 37 张，老年人 9.06 万；2025年 3354＋4343＝7697 张、每千名 60 张，老年
    人 12.83 万，五年增长 41.5%，年均 7.19%；全国60岁及以上人口十年年均增长 4.0%。
    """
    parts = []
    for relation in tables.relations.get("density", ()):
        density = select(tables, relation["density"], "density")
        base = together(density, select(tables, relation["total"], "total"))
        base = _implied(base[base["role"] == "actual"], relation["per"])
        promised = density[density["role"] == "target"].merge(_target_totals(tables, relation["total"]))
        keys = ["document_id", "region_code", *DIMENSIONS]
        pairs = base.merge(_implied(promised, relation["per"]), on=keys, suffixes=("_base", "_target"))
        pairs = pairs.assign(years=(pairs["at_target"] - pairs["at_base"]).astype(float))
        pairs = pairs[pairs["years"] > 0]
        lowest, highest = relation["growth"]
        slow = _yearly(pairs["low_target"] / pairs["high_base"], pairs["years"])
        fast = _yearly(pairs["high_target"] / pairs["low_base"], pairs["years"])
        pairs = pairs[(slow > highest) | (fast < lowest)]
        if len(pairs):
            parts.append(_density_findings(tables, pairs, relation))
    return pd.concat(parts) if parts else nothing()


def _yearly(ratio: pd.Series, years: pd.Series) -> pd.Series:
    return 100 * (ratio ** (1 / years) - 1)


def _implied(frame: pd.DataFrame, per: float) -> pd.DataFrame:
    """The people that total and density imply: lowest, highest, and of the middles."""
    low, high = quotients(frame, "total", "density")
    middle = (frame["total_low"] + frame["total_high"]) / (frame["density_low"] + frame["density_high"])
    return frame.assign(low=low * per, high=high * per, middle=middle * per)


def _target_totals(tables: Tables, indicator: str) -> pd.DataFrame:
    """Target levels of a total; where only an addition is promised, the baseline and the addition."""
    targets = tables.targets[(tables.targets["indicator_id"] == indicator) & tables.targets["target_level"].notna()]
    level = targets["target_level"].astype(float)
    frame = targets[["document_id", *(name for name in SERIES if name != "indicator_id")]]
    return frame.assign(
        at=targets["target_year"].astype("int64"),
        role="target",
        total_low=level,
        total_high=level,
        total=targets["figure_id"].map(tables.position),
    )


def _density_findings(tables: Tables, pairs: pd.DataFrame, relation: dict) -> pd.DataFrame:
    figures = pairs[["density_target", "total_target", "density_base", "total_base"]]
    growth = _yearly(pairs["middle_target"] / pairs["middle_base"], pairs["years"])
    pairs = pairs.assign(growth=growth, unit=pairs["total_base"].map(tables.numbers["unit"]))
    lowest, highest = relation["growth"]
    message = [
        f"{row.place}“{row.name}”{int(row.at_target)}年“{row.density_target_quote}”与"
        f"“{row.total_target_name}”“{row.total_target_quote}”"
        f"（折算合计 {amount(row.total_low_target, row.unit)}）意味着{relation['base']}由 {_people(row.middle_base)}"
        f"（{int(row.at_base)}年）增到 {_people(row.middle_target)}，年均 {percent(row.growth)}，超出合理范围 "
        f"{number(lowest)}%—{number(highest)}%（{relation['source']}）；口径若一致，两个目标不能同时恰好完成，请核对口径{row.guess}。"
        for row in described(tables, pairs, figures)
    ]
    recomputed = [f"{relation['base']}年均增长 {percent(rate)}" for rate in growth]
    over = np.where(growth > highest, growth - highest, lowest - growth)
    return findings(tables, figures, message, recomputed=recomputed, deviation=over, unit="百分点")


def _people(count: float) -> str:
    """Implied people are known to a few digits only."""
    return f"{number(count / 1e4, 4)} 万人" if count >= 1e4 else f"{number(count, 3)} 人"
