"""What is said of a target, in one place: what is promised, how it stands, what is known of each year, what it takes.

A row is a mapping with the columns of the table `assessments`, those of its target in `targets` (value, value_low,
value_high, unit, reference), and `what`, the series' name. Missing values may be None or NaN. Texts have no full stop.
What is over is never told as something to come: only a running target asks for growth "from now".
"""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.words import floors

PROMISES = {
    "annual_floor": "每年增幅",
    "annual_growth": "年均增长",
    "total_growth": "累计提高",
    "absolute_change": "增加",
    "annual_absolute_change": "每年增加",
}
THIRD, THIRD_END, PERIOD_YEARS = 3, 1970, 5  # 三五: 1966—1970, after a gap; every five years since
RISES = ("absolute_change", "annual_absolute_change")
COMPUTED = "折算"
YEARLY = ("annual_floor", "annual_growth", "annual_absolute_change")
NUMERALS = "零一二三四五六七八九十"


def period(year: int) -> str:
    """The five-year plan that a year belongs to.

    >>> period(2020), period(2025), period(2026)
    ('十三五', '十四五', '十五五')
    """
    number = THIRD - (THIRD_END - year) // PERIOD_YEARS
    tens, ones = divmod(number, 10)
    return ("十" if tens else "") + (NUMERALS[ones] if ones else "") + "五"


def outcome(row: Mapping) -> str:
    """The outcome in its word: 完成, 未完成, 到期未公布 …"""
    return definitions.terms()["outcome"][row["outcome"]]


def standing(row: Mapping) -> str:
    """How an expired target stood last: 末次滞后（2024年）, 无实际数; empty for others."""
    if not row["last_standing"]:
        return ""
    said = definitions.terms()["last_standing"][row["last_standing"]]
    return said if _missing(row["latest_value"]) else f"{said}（{int(row['latest_year'])}年）"


def verdict(row: Mapping) -> str:
    """到期未公布，末次滞后（2024年）; 未完成; 无法判断."""
    return "，".join(filter(None, [outcome(row), standing(row)]))


def promised(row: Mapping) -> str:
    """What the plan prints: 不低于 55%, 1—2 个, 每年增幅不低于 5%; the reference where it has no number."""
    promise = PROMISES.get(row["form"], "")
    if _missing(row["value"]):
        limit = wording.LIMITS.get(row["comparator"], "").strip()
        return promise + limit + row["reference"] if row["reference"] else "未列数字"
    unit = row["unit"]
    if row["form"] in RISES and unit == "%":
        unit = "个百分点"
    numbers = [row["value"], row["value_low"], row["value_high"]]
    if row["form"] in RISES and row["value"] < 0:
        promise, numbers = promise.replace("增加", "减少"), [-row["value"], _minus(numbers[2]), _minus(numbers[1])]
    said = wording.valued(row["comparator"], *numbers, unit)
    return promise + (" " if promise and said[:1].isdigit() else "") + said


def level(row: Mapping, when: str = "") -> str:
    """The level that is to be reached: 不低于 55%, 1—2 个; what is computed from a promise is marked 折算.

    `when` stands behind the mark: 折算2025年不低于 568 元.
    """
    if _missing(row["target_level"]):
        return ""
    ranged = row["comparator"] == "range"
    if row["level_basis"] == "from_baseline":
        said = wording.amount(row["target_level"], row["level_unit"])
        said = f"至少 {said}" if ranged else wording.LIMITS[row["comparator"]] + said
        return f"{COMPUTED}{when}{_spaced(said)}"
    if ranged and not _missing(row["value_low"]):
        return promised(row)
    return wording.limit(row["comparator"], row["target_level"], row["level_unit"])


def wanted(row: Mapping, when: str = "") -> str:
    """The promise and, where it is computed, its level: 累计提高 50%（折算 3,300 元）. `when`: see `level`."""
    computed = row["level_basis"] == "from_baseline" and not _missing(row["target_level"])
    return promised(row) + (f"（{level(row, when)}）" if computed else "")


def goal(row: Mapping) -> str:
    """What is wanted with its year: 2025年累计提高 50%（折算 3,300 元）.

    A promise about each year, or about the years' average, names all of them:
    2021—2025年每年增幅不低于 5%（折算2025年不低于 568 元）.
    """
    end = f"{int(row['target_year'])}年"
    if row["form"] not in YEARLY or _missing(row["start_year"]) or row["start_year"] + 1 >= row["target_year"]:
        return end + _spaced(wanted(row))
    return floors.span(int(row["start_year"]) + 1, int(row["target_year"])) + wanted(row, end)


def scenario(row: Mapping, rate: float) -> str:
    """What a yearly rate leads to: 如从2020年起每年增长 8%，2025年为 955 元; empty where none is asked.

    The row has `projected`. It says nothing of whether that is enough: see `at_rate`.
    """
    if not row["money"] or _missing(row["projected"]):
        return ""
    grown = f"{'增长' if rate >= 0 else '下降'} {numerals.as_chosen(abs(rate))}"
    reached = wording.amount(row["projected"], row["level_unit"])
    return f"如从{int(row['baseline_year'])}年起每年{grown}，{int(row['target_year'])}年为 {reached}"


def finding(row: Mapping) -> str:
    """How the target stands, verdict of the fact first: what a title, a list and a briefing say alike."""
    said = {
        "met": _met,
        "not_met": _not_met,
        "on_path": _running,
        "behind": _running,
        "met_at_base": _met_at_base,
        "expired_unpublished": _expired,
        "not_judgeable": _not_judgeable,
    }[row["outcome"]](row)
    return "；".join(filter(None, [said, parts(row)]))


def _met(row: Mapping) -> str:
    return f"{_latest(row)}，完成{_aim(row)}"


def _not_met(row: Mapping) -> str:
    if row["outcome_reason"] == "floor_broken":
        return f"没有做到{promised(row)}（{floors.years(row)}）"
    side = "低于" if row["latest_value"] < row["target_level"] else "高于"
    return f"{_latest(row)}，{side}{_aim(row)}，未完成"


def _aim(row: Mapping) -> str:
    """目标 55%, 目标不低于 55%, 目标（折算 3,300 元）."""
    said = level(row)
    return f"目标（{said}）" if said.startswith(COMPUTED) else f"目标{_spaced(said)}"


def _expired(row: Mapping) -> str:
    year = int(row["target_year"])
    over = f"期限已过，{year}年实际数未公布"
    if row["outcome_reason"] == "floor_years_unknown":
        return f"{_latest(row)}，但不是每一年的增幅都已公布（{floors.years(row)}）"
    if row["outcome_reason"] in ("final_value_open", "part_unknown"):
        return "；".join(filter(None, [f"期限已过，{_reason(row)}", _latest(row)]))
    if row["last_standing"] == "unknown":
        base = _baseline(row)
        return f"{over}，{'基期之后没有实际数；' + base if base else '基期和此后都没有实际数'}"
    said = f"{over}；{_latest(row)}"
    if row["outcome_reason"] == "reached_before_target_year":
        return f"{said}，已达到目标水平（{level(row)}）" + _floor_left(row)
    return said + _against_path(row) + _floor_left(row)


def _running(row: Mapping) -> str:
    said = _latest(row)
    if row["outcome_reason"] == "reached_before_target_year":
        return f"{said}，已达到{int(row['target_year'])}年目标水平（{level(row)}），期末数尚未公布"
    return "；".join(filter(None, [said + _against_path(row), _effort(row)]))


def _met_at_base(row: Mapping) -> str:
    return f"{_baseline(row)}，基期已达到{goal(row)}，此后没有实际数"


def _not_judgeable(row: Mapping) -> str:
    return f"{goal(row)}，无法判断：{_reason(row)}"


def _reason(row: Mapping) -> str:
    return definitions.terms()["outcome_reason"][row["outcome_reason"]]


def _latest(row: Mapping) -> str:
    return known_level(row, "latest")


def _baseline(row: Mapping) -> str:
    return known_level(row, "baseline")


def known_level(row: Mapping, prefix: str) -> str:
    """2024年为 2,690 元（所在市标准）; a level that follows from a published growth says so, a range stays one.

    `prefix`: "latest" or "baseline". Of the level's comparator, ends and how it is known what the row has is told.
    """
    if _missing(row[f"{prefix}_value"]):
        return ""
    comparator = row.get(f"{prefix}_comparator")
    ends = [row.get(f"{prefix}_value_{end}") for end in ("low", "high")]
    said = wording.valued(
        "=" if _missing(comparator) or not comparator else comparator,
        row[f"{prefix}_value"],
        *ends,
        row["level_unit"],
    )
    how = row.get(f"{prefix}_how_known")
    implied = not _missing(how) and how.startswith("implied")
    computed = f"（{definitions.terms()['how_known'][how]}）" if implied else ""
    return f"{int(row[f'{prefix}_year'])}年为{' ' if said[:1].isdigit() else ''}{said}{whose(row, prefix)}{computed}"


def whose(row: Mapping, prefix: str) -> str:
    """（所在市标准） where a level is a standard decreed above, else empty."""
    source = row[f"{prefix}_source_level"]
    if _missing(source) or source in ("", "own"):
        return ""
    return f"（{definitions.terms()['series_level'][source]}标准）"


def _against_path(row: Mapping) -> str:
    due, latest, unit = row["path_value"], row["latest_value"], row["level_unit"]
    if _missing(due):
        return ""
    reached, wanted = wording.told_apart(latest, due, unit)
    if reached == wanted:
        return "，与当年应到的水平相同"
    return f"，{'低于' if latest < due else '高于'}当年应到的 {wanted}"


def _effort(row: Mapping) -> str:
    """What a running target takes from its last known level; nothing for what is over."""
    left = 0 if _missing(row["latest_year"]) else int(row["target_year"]) - int(row["latest_year"])
    if left <= 0 or row["target_year"] <= row["as_of"]:
        return ""
    each = f"到{int(row['target_year'])}年的 {left} 年里须每年"
    money = row["level_unit"].startswith("元")
    if money and not _missing(row["needed_rate_from_now"]):
        return numerals.needing(f"{each}增长", row["needed_rate_from_now"], row["comparator"])
    step = row["needed_step_from_now"]
    if _missing(step) or step == 0:
        return ""
    unit = "个百分点" if row["level_unit"] == "%" else row["level_unit"]
    return f"{each}{'提高' if step > 0 else '降低'} {wording.amount(abs(step), unit)}"


def _floor_left(row: Mapping) -> str:
    """Behind what is known of the level: a floor is a promise about each year."""
    condition, told = floors.condition(row), floors.years(row)
    return f"；{condition}（{told}）" if condition and told else ""


def parts(row: Mapping) -> str:
    """Where a verdict rests on some of the series that the target is about: 只按集中判断，分散没有实际数."""
    if not row["series_unknown"]:
        return ""
    return (
        f"只按{_series(row['series_judged'])}判断，{_series(row['series_unknown'])}没有实际数"
        if row["series_judged"]
        else ""
    )


def _series(keys: str) -> str:
    terms = definitions.terms()
    words = terms["residence"] | terms["arrangement"]
    return "、".join("".join(words[code] for code in key.split(".") if code) for key in keys.split(";"))


def at_rate(row: Mapping, rate: float, answer: str, condition: str = "", limit: float | None = None) -> str:
    """Whether a yearly rate meets the target: it does, it does not, or on which condition; empty where none is asked.

    `answer`: met_at_rate; `condition`, `limit`: of a conditional answer.
    """
    said = numerals.as_chosen(rate)
    if answer == "conditional":
        unknown = definitions.terms()["condition"][condition]
        most = numerals.percent(limit / 100) if condition.startswith(("consumption", "parent_rate")) else None
        return f"{unknown}不超过 {most or wording.amount(limit, row['level_unit'])} 时，每年增长 {said} 足够"
    return {"yes": f"每年增长 {said} 达到目标", "no": f"每年增长 {said} 达不到目标"}.get(answer, "")


def _spaced(text: str) -> str:
    return (" " if text[:1].isdigit() else "") + text


def _minus(value: float | None) -> float | None:
    return None if _missing(value) else -value


def _missing(value: object) -> bool:
    return value is None or pd.isna(value)
