"""A1: stated rates of growth and rises against the levels printed at both ends."""

import math

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.forms import AMOUNTS, falls
from analysis.audit.growth import all_sides_miss, ratio_interval, untested_sides, with_end_points
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
    一；“每年不低于 g”则年均不会低于 g。按算术平均（累计增幅 ÷ 年数）相符的不报；城乡合印一个数的，两边都算，有一边相符
    或两边在它上下的不报。两端取自同一规划、年份都印明的是差错，取自另一文献或年份系推断的是疑点；起算年没有印、少算一年
    就相符的是提示。

    算例：500 元（2016年）到 650 元（2020年）是四步，(650÷500)^(1/4)−1＝6.78%，算术平均 7.5%，都不到“8%以上”；只有
    按三步计（9.14%）才成立。
    """
    numbers, pairs = tables.numbers, tables.once(with_end_points)
    form = pairs["claim"].map(numbers["form"])
    pairs = pairs[form.isin(["annual_growth", "annual_floor"])]
    claimed_low, claimed_high = (pairs["claim"].map(numbers[end]).to_numpy() for end in ("low", "high"))
    floor = (pairs["claim"].map(numbers["form"]) == "annual_floor").to_numpy()
    falling = falls(*(pairs["claim"].map(numbers[name]) for name in ("comparator", "value"))).to_numpy()
    claimed_low = np.where(floor & falling, -np.inf, claimed_low)
    claimed_high = np.where(floor & ~falling, np.inf, claimed_high)
    rate_low, rate_high = _yearly(pairs, pairs["years"])
    low, high = ratio_interval(pairs)
    mean_low, mean_high = (100 * (end - 1) / pairs["years"].to_numpy() for end in (low, high))
    pairs = pairs.assign(
        claimed_low=claimed_low,
        claimed_high=claimed_high,
        rate=(rate_low + rate_high) / 2,
        mean=(mean_low + mean_high) / 2,
        missed=gap(claimed_low, claimed_high, rate_low, rate_high),
        below=claimed_low - np.fmax(rate_high, mean_high),
        above=np.fmin(rate_low, mean_low) - claimed_high,
        one_year_less=gap(claimed_low, claimed_high, *_yearly(pairs, pairs["years"] - 1)) == 0,
    )
    pairs = pairs[all_sides_miss(tables, pairs)]
    if pairs.empty:
        return nothing()
    pairs = pairs.assign(untested=untested_sides(tables, pairs["claim"]))
    start_stated = pairs["claim"].map(numbers["start_stated"]).astype(bool)
    loose = ~start_stated & pairs["one_year_less"] & (pairs["years"] > 1)
    severity = np.where(loose, "note", _severity(tables, pairs)).tolist()
    pairs = pairs.assign(todo=np.where(loose, "起算年没有印，请核对", "请核对增幅和两端的年份"))
    message = [
        f"{row.place}“{row.end_name}”{head}，{row.years} 步的年均增速是 {percent(row.rate)}"
        f"（算术平均 {percent(row.mean)}），与所称“{row.claim_quote}”相差 {number(row.missed, 3)} 个百分点；"
        f"{_steps(row)}，{row.todo}{_untested(row.untested)}{row.guess}。"
        for row, head in zip(described(tables, pairs, pairs[PAIR]), _from_to(tables, pairs), strict=True)
    ]
    return findings(
        tables,
        pairs[PAIR],
        message,
        recomputed=[percent(rate) for rate in pairs["rate"]],
        deviation=pairs["missed"],
        unit="百分点",
        severity=severity,
    )


def _yearly(pairs: pd.DataFrame, years: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest geometric mean growth (% a year) over so many years; NaN over none."""
    low, high = ratio_interval(pairs)
    with np.errstate(all="ignore"):
        power = np.where(years > 0, 1 / years, np.nan)
        return 100 * (low**power - 1), 100 * (high**power - 1)


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

    理由：印出的增幅（%）或增加额应当等于末年与基年水平之差，“每年增加”的等于差 ÷ 年数；城乡合印一个数的，两边都算，有
    一边相符的不报。两端取自同一规划、年份都印明的是差错；取自上下级规划、公开报道，或年份系推断的是疑点。同一句中印给别处
    的增幅恰好相符时，一并指出：多半是并列分组的标点有误。

    算例：鞍山市规划称海城市农村低保“增幅 38%”，海城市规划印 313 元（2016年）和 445 元（2020年），增幅是 42.17%，不
    在 37.5%—38.5% 之内，而与同句印给台安县的 42% 相合。
    """
    numbers, pairs = tables.numbers, tables.once(with_end_points)
    form = pairs["claim"].map(numbers["form"])
    pairs = pairs[form.isin(["total_growth", *AMOUNTS])]
    form = pairs["claim"].map(numbers["form"])
    absolute, yearly = form.isin(AMOUNTS).to_numpy(), (form == "annual_absolute_change").to_numpy()
    low, high = ratio_interval(pairs)
    parts = np.where(yearly, pairs["years"], 1)
    low = np.where(absolute, (pairs["end_low"] - pairs["base_high"]) / parts, 100 * (low - 1))
    high = np.where(absolute, (pairs["end_high"] - pairs["base_low"]) / parts, 100 * (high - 1))
    missed = gap(pairs["claim"].map(numbers["low"]), pairs["claim"].map(numbers["high"]), low, high)
    claimed_low, claimed_high = (pairs["claim"].map(numbers[end]).to_numpy(float) for end in ("low", "high"))
    pairs = pairs.assign(rise=(low + high) / 2, rise_low=low, rise_high=high, missed=missed)
    pairs = pairs.assign(called=np.select([yearly, absolute], ["平均每年增加", "增加"], default="增幅"))
    below, above = (np.where(missed > 0, far, 0.0) for far in (claimed_low - high, low - claimed_high))
    pairs = pairs.assign(below=below, above=above)
    pairs = pairs[all_sides_miss(tables, pairs)]
    if pairs.empty:
        return nothing()
    pairs = pairs.assign(untested=untested_sides(tables, pairs["claim"]))
    pairs = pairs.assign(unit=pairs["claim"].map(numbers["unit"]), sibling=_fitting_sibling(tables, pairs))
    figures = pairs[[*PAIR, "sibling"]]
    message = [
        f"{row.place}“{row.end_name}”{head}，{row.called} {_rise(row)}，"
        f"而{source}印作“{row.claim_quote}”，相差 {number(row.missed, 3)} {'个百分点' if row.unit == '%' else row.unit}"
        f"{_hint(tables, row.sibling)}，请核对增幅和两端的数{_untested(row.untested)}{row.guess}。"
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
    rises = _ends(_whole_rises(changes), keys, "rise")
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
        f"而印作“{row.rate_quote}”，相差 {number(row.missed, 3)} 个百分点，请核对三个数{row.guess}。"
        for row in described(tables, both, figures)
    ]
    recomputed = [percent(fits) for fits in both["fits"]]
    return findings(tables, figures, message, recomputed=recomputed, deviation=both["missed"], unit="百分点")


def _whole_rises(changes: pd.DataFrame) -> pd.DataFrame:
    """The amounts of a whole period; those of each year times its years."""
    amounts = changes[changes["form"].isin(AMOUNTS)]
    years = (amounts["period_end"] - amounts["period_start"]).astype(float)
    times = years.where(amounts["form"] == "annual_absolute_change", 1.0)
    return amounts.assign(low=amounts["low"] * times, high=amounts["high"] * times)


def _ends(frame: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    ends = {"low": f"low_{name}", "high": f"high_{name}"}
    return frame[[*keys, *ends]].rename(columns=ends).assign(**{name: frame.index})


def _severity(tables: Tables, pairs: pd.DataFrame) -> list[str]:
    """An error where claim and both levels stand in one plan, all years are printed, and all that the claim covers
    could be tested; else a warning."""
    claim, base, end = (pairs[name].map(tables.numbers["document_id"]) for name in PAIR)
    stated = [pairs[name].map(tables.numbers["year_stated"]).astype(bool) for name in PAIR]
    sure = (claim == base) & (claim == end) & stated[0] & stated[1] & stated[2] & (pairs["untested"] == "")
    return np.where(sure, "error", "warning").tolist()


def _untested(names: str) -> str:
    return f"；所称并及“{names}”，其两端没有都印，未能核对" if names else ""


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
