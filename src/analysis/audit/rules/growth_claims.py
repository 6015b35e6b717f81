"""A1: stated rates of growth and rises against the levels printed at both ends."""

import math

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.growth import ratio_interval, with_end_points
from analysis.audit.inputs import Tables
from analysis.audit.precision import gap
from analysis.audit.telling import described
from analysis.audit.wording import amount, number, percent

MOST_STEPS = 10
PAIR = ["claim", "base", "end"]


@rule("A101", "error")
def yearly_rate(tables: Tables) -> pd.DataFrame:
    """年均增速与两端水平不符。

    理由：印出了起止两年的水平，又印出“年均增长”或“每年不低于”，二者必须相容：年均增速是（末值 ÷ 初值）开年数次方减
    一；“每年不低于 g”则年均不会低于 g。按算术平均（累计增幅 ÷ 年数）相符的也不报。两端取自同一规划、年份都印明的是差
    错，取自另一文献或年份系推断的是疑点；并指出按几步（几次提标）计才成立。

    算例：500 元（2016年）到 650 元（2020年）是四步，(650÷500)^(1/4)−1＝6.78%，算术平均 7.5%，都不到“8%以上”；只有
    按三步计（9.14%）才成立。
    """
    numbers, pairs = tables.numbers, tables.once(with_end_points)
    form = pairs["claim"].map(numbers["form"])
    pairs = pairs[form.isin(["annual_growth", "annual_floor"])]
    low, high = ratio_interval(pairs)
    years = pairs["years"].to_numpy()
    with np.errstate(all="ignore"):
        rate_low, rate_high = 100 * (low ** (1 / years) - 1), 100 * (high ** (1 / years) - 1)
        mean_low, mean_high = 100 * (low - 1) / years, 100 * (high - 1) / years
    claimed_low, claimed_high = (pairs["claim"].map(numbers[end]).to_numpy() for end in ("low", "high"))
    claimed_high = np.where(pairs["claim"].map(numbers["form"]) == "annual_floor", np.inf, claimed_high)
    missed = gap(claimed_low, claimed_high, rate_low, rate_high)
    wrong = (missed > 0) & (gap(claimed_low, claimed_high, mean_low, mean_high) > 0)
    pairs = pairs.assign(rate=(rate_low + rate_high) / 2, mean=(mean_low + mean_high) / 2, missed=missed)
    pairs = pairs.assign(claimed_low=claimed_low, claimed_high=claimed_high)[wrong]
    if pairs.empty:
        return nothing()
    message = [
        f"{row.place}“{row.end_name}”{head}，{row.years} 步的年均增速是 {percent(row.rate)}"
        f"（算术平均 {percent(row.mean)}），与所称“{row.claim_quote}”相差 {number(row.missed, 3)} 个百分点；"
        f"{_steps(row)}{row.guess}。"
        for row, head in zip(described(tables, pairs, pairs[PAIR]), _from_to(tables, pairs), strict=True)
    ]
    return findings(
        tables,
        pairs[PAIR],
        message,
        recomputed=[percent(rate) for rate in pairs["rate"]],
        deviation=pairs["missed"],
        unit="百分点",
        severity=_severity(tables, pairs),
    )


def _steps(row: tuple) -> str:
    """Over which whole number of steps the claim would hold."""
    total = (1 + row.rate / 100) ** row.years
    rates = {steps: 100 * (total ** (1 / steps) - 1) for steps in range(1, MOST_STEPS + 1)}
    holds = [steps for steps, rate in rates.items() if row.claimed_low <= rate <= row.claimed_high]
    if not holds:
        return "按任何步数计都不成立"
    return f"按 {holds[-1]} 步计（年均 {percent(rates[holds[-1]])}）才成立"


@rule("A102", "error")
def stated_rise(tables: Tables) -> pd.DataFrame:
    """累计增幅或增加额与两端水平不符。

    理由：印出的增幅（%）或增加额应当等于末年与基年水平之差。两端取自同一规划、年份都印明的是差错；取自上下级规划、公
    开报道，或年份系推断的是疑点。同一句中印给别处的增幅恰好相符时，一并指出：多半是并列分组的标点有误。

    算例：鞍山市规划称海城市农村低保“增幅 38%”，海城市规划印 313 元（2016年）和 445 元（2020年），增幅是 42.17%，不
    在 37.5%—38.5% 之内，而与同句印给台安县的 42% 相合。
    """
    numbers, pairs = tables.numbers, tables.once(with_end_points)
    form = pairs["claim"].map(numbers["form"])
    pairs = pairs[form.isin(["total_growth", "absolute_change"])]
    absolute = (pairs["claim"].map(numbers["form"]) == "absolute_change").to_numpy()
    low, high = ratio_interval(pairs)
    low = np.where(absolute, pairs["end_low"] - pairs["base_high"], 100 * (low - 1))
    high = np.where(absolute, pairs["end_high"] - pairs["base_low"], 100 * (high - 1))
    missed = gap(pairs["claim"].map(numbers["low"]), pairs["claim"].map(numbers["high"]), low, high)
    pairs = pairs.assign(rise=(low + high) / 2, rise_low=low, rise_high=high, missed=missed, absolute=absolute)
    pairs = pairs[missed > 0]
    if pairs.empty:
        return nothing()
    pairs = pairs.assign(unit=pairs["claim"].map(numbers["unit"]), sibling=_fitting_sibling(tables, pairs))
    figures = pairs[[*PAIR, "sibling"]]
    message = [
        f"{row.place}“{row.end_name}”{head}，{'增加' if row.absolute else '增幅'} {_rise(row)}，"
        f"而{source}印作“{row.claim_quote}”，相差 {number(row.missed, 3)} {'个百分点' if row.unit == '%' else row.unit}"
        f"{_hint(tables, row.sibling)}{row.guess}。"
        for row, head, source in zip(
            described(tables, pairs, figures), _from_to(tables, pairs), _source(tables, pairs["claim"]), strict=True
        )
    ]
    return findings(
        tables,
        figures,
        message,
        recomputed=[_rise(row) for row in pairs.itertuples()],
        deviation=pairs["missed"],
        unit=pairs["unit"].replace("%", "百分点"),
        severity=_severity(tables, pairs),
    )


def _rise(row: tuple) -> str:
    return percent(row.rise) if row.unit == "%" else amount(row.rise, row.unit)


def _fitting_sibling(tables: Tables, pairs: pd.DataFrame) -> np.ndarray:
    """Another place's rise in the same passage that fits the levels; its position, NaN where there is none."""
    numbers = tables.numbers
    keys = ["document_id", "section", "indicator_id", "residence", "arrangement", "subgroup", "form"]
    wrong = numbers.loc[pairs["claim"], [*keys, "region_code", "value"]].reset_index(drop=True)
    wrong = wrong.assign(**{name: pairs[name].to_numpy() for name in ("rise_low", "rise_high", "claim")})
    others = numbers.loc[numbers["kind"] == "change", [*keys, "region_code", "value", "low", "high"]]
    found = wrong.merge(others.assign(sibling=others.index), on=keys, suffixes=("", "_other"))
    found = found[(found["region_code"] != found["region_code_other"]) & (found["value"] != found["value_other"])]
    found = found[gap(found["low"], found["high"], found["rise_low"], found["rise_high"]) == 0]
    first = found.drop_duplicates("claim").set_index("claim")["sibling"]
    return pairs["claim"].map(first).to_numpy(float)


def _hint(tables: Tables, sibling: float) -> str:
    if math.isnan(sibling):
        return ""
    other = tables.numbers.loc[sibling]
    return f"；同处印给{tables.place[other['region_code']]}的“{other['quote']}”与之相合，疑并列分组有误"


@rule("A103", "error")
def rise_and_rate(tables: Tables) -> pd.DataFrame:
    """增加额、增幅与期末水平三者不合。

    理由：只印期末水平、增加额和增幅，也能互相检验：增幅应等于 增加额 ÷（期末水平 − 增加额）。

    算例：期末 461 家，增加 161 家，期初是 300 家，增幅应为 53.67%；印 53.7% 相符，印 51% 则差 2.17 个百分点。
    """
    numbers = tables.numbers
    changes = numbers[(numbers["kind"] == "change") & numbers["value"].notna() & (numbers["at"] > 0)]
    keys = ["document_id", "series", "at"]
    rises = _ends(changes[changes["form"] == "absolute_change"], keys, "rise")
    both = rises.merge(_ends(changes[changes["form"] == "total_growth"], keys, "rate"), on=keys)
    both = both[both["rise"].map(numbers["period_start"]) == both["rate"].map(numbers["period_start"])]
    both = both.merge(_ends(tables.levels, keys, "end"), on=keys).drop_duplicates("rate")
    start_low, start_high = both["low_end"] - both["high_rise"], both["high_end"] - both["low_rise"]
    with np.errstate(all="ignore"):
        low, high = 100 * both["low_rise"] / start_high, 100 * both["high_rise"] / start_low
    missed = gap(both["low_rate"], both["high_rate"], low, high)
    both = both.assign(fits=(low + high) / 2, missed=missed)[(missed > 0) & (start_low > 0).to_numpy()]
    if both.empty:
        return nothing()
    figures = both[["rate", "rise", "end"]]
    message = [
        f"{row.place}“{row.name}”：期末“{row.end_quote}”、增加“{row.rise_quote}”，增幅应为 {percent(row.fits)}，"
        f"而印作“{row.rate_quote}”，相差 {number(row.missed, 3)} 个百分点{row.guess}。"
        for row in described(tables, both, figures)
    ]
    recomputed = [percent(fits) for fits in both["fits"]]
    return findings(tables, figures, message, recomputed=recomputed, deviation=both["missed"], unit="百分点")


def _ends(frame: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    ends = {"low": f"low_{name}", "high": f"high_{name}"}
    return frame[[*keys, *ends]].rename(columns=ends).assign(**{name: frame.index})


def _severity(tables: Tables, pairs: pd.DataFrame) -> list[str]:
    """An error where claim and both levels stand in one plan and all years are printed; else a warning."""
    claim, base, end = (pairs[name].map(tables.numbers["document_id"]) for name in PAIR)
    stated = [pairs[name].map(tables.numbers["year_stated"]).astype(bool) for name in PAIR]
    return np.where((claim == base) & (claim == end) & stated[0] & stated[1] & stated[2], "error", "warning").tolist()


def _source(tables: Tables, positions: pd.Series) -> list[str]:
    regions = positions.map(tables.numbers["own_region"]).map(tables.place)
    plans = positions.map(tables.numbers["plan"])
    return [f"{place}规划" if plan else "公开报道" for place, plan in zip(regions, plans, strict=True)]


def _from_to(tables: Tables, pairs: pd.DataFrame) -> list[str]:
    """“由 500 元/人·月（2016年，海城市规划）到 650 元/人·月（2020年，海城市规划）”."""
    numbers, told = tables.numbers, []
    for name in ("base", "end"):
        columns = (pairs[name].map(numbers[column]) for column in ("value", "unit", "at"))
        told.append(
            [
                f"{amount(value, unit)}（{year}年，{source}）"
                for value, unit, year, source in zip(*columns, _source(tables, pairs[name]), strict=True)
            ]
        )
    return [f"由 {base}到 {end}" for base, end in zip(*told, strict=True)]
