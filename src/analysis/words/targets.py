"""What is said of a target, in one place: what is promised, how it stands, what is known of each year, what it takes.

A row is a mapping with the columns of the table `assessments`, those of its target in `targets` (value, value_low,
value_high, unit, reference), and `what`, the series' name. Missing values may be None or NaN. Texts have no full stop.
What is over is never told as something to come: only a running target asks for growth "from now".
"""

from collections.abc import Mapping

from analysis import numerals
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.models import references
from analysis.models.amounts import share
from analysis.words import floors
from analysis.words.promises import COMPUTED, goal, known_level, level, missing, promised, spaced, wanted

__all__ = ["COMPUTED", "at_rate", "finding", "goal", "known_level", "level", "likelihood", "outcome", "parts", "period",
           "promised", "scenario", "standing", "verdict", "wanted"]  # fmt: skip

THIRD, THIRD_END, PERIOD_YEARS = 3, 1970, 5  # 三五: 1966—1970, after a gap; every five years since
NUMERALS = "零一二三四五六七八九十"
SEVERAL = ";"  # between the series in series_judged and series_unknown


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
    return said if missing(row["latest_value"]) else f"{said}（{int(row['latest_year'])}年）"


def verdict(row: Mapping) -> str:
    """到期未公布，末次滞后（2024年）; 未完成; 无法判断."""
    return "，".join(filter(None, [outcome(row), standing(row)]))


def scenario(row: Mapping, rate: float) -> str:
    """What a yearly rate leads to: 如从2020年起每年增长 8%，2025年为 955 元; empty where none is asked.

    The row has `projected`. It says nothing of whether that is enough: see `at_rate`.
    """
    if not row["money"] or missing(row["projected"]):
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
        missed = f"没有做到{promised(row)}（{floors.years(row)}）"
        return "，".join(filter(None, [_latest(row), missed]))
    side = "低于" if row["latest_value"] < row["target_level"] else "高于"
    return f"{_latest(row)}，{side}{_aim(row)}，未完成"


def _aim(row: Mapping) -> str:
    """目标 55%, 目标不低于 55%, 目标（折算 3,300 元）."""
    said = level(row)
    return f"目标（{said}）" if said.startswith(COMPUTED) else f"目标{spaced(said)}"


def _expired(row: Mapping) -> str:
    year = int(row["target_year"])
    over = f"期限已过，{year}年实际数未公布"
    if row["outcome_reason"] == "floor_years_unknown":
        return f"{_latest(row)}，但不是每一年的增幅都已公布（{floors.years(row)}）"
    if row["outcome_reason"] == "part_unknown":
        return "；".join(filter(None, [f"期限已过，{_reason(row)}", _latest(row)]))
    if row["outcome_reason"] == "known_at_writing":
        return f"{over}，{_reason(row)}"
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
    said = f"{goal(row)}，无法判断：{_reason(row)}"
    return "；".join(filter(None, [said, _latest(row) if row["outcome_reason"] == "final_value_open" else ""]))


def _reason(row: Mapping) -> str:
    return definitions.terms()["outcome_reason"][row["outcome_reason"]]


def _latest(row: Mapping) -> str:
    return known_level(row, "latest")


def _baseline(row: Mapping) -> str:
    return known_level(row, "baseline")


def _against_path(row: Mapping) -> str:
    due, latest, unit = row["path_value"], row["latest_value"], row["level_unit"]
    if missing(due):
        return ""
    reached, wanted = wording.told_apart(latest, due, unit)
    if reached == wanted:
        return "，与当年应到的水平相同"
    return f"，{'低于' if latest < due else '高于'}当年应到的 {wanted}"


def _effort(row: Mapping) -> str:
    """What a running target takes from its last known level; nothing for what is over."""
    left = 0 if missing(row["latest_year"]) else int(row["target_year"]) - int(row["latest_year"])
    if left <= 0 or row["target_year"] <= row["as_of"]:
        return ""
    each = f"到{int(row['target_year'])}年的 {left} 年里须每年"
    money = row["level_unit"].startswith("元")
    if money and not missing(row["needed_rate_from_now"]):
        rate = row["needed_rate_from_now"]
        return numerals.needing(f"{each}{'增长' if rate >= 0 else '下降'}", abs(rate), row["comparator"])
    step = row["needed_step_from_now"]
    if missing(step) or step == 0:
        return ""
    unit = "个百分点" if row["level_unit"] == "%" else row["level_unit"]
    return f"{each}{'提高' if step > 0 else '降低'} {wording.amount(abs(step), unit)}"


def _floor_left(row: Mapping) -> str:
    """Behind what is known of the level: a floor is a promise about each year."""
    condition, told = floors.condition(row), floors.years(row)
    return f"；{condition}（{told}）" if condition and told else ""


def parts(row: Mapping) -> str:
    """Where a verdict rests on some of the series that the target is about: 只按集中判断，分散没有实际数; where all of
    several are known, whose level is told: 按集中、分散中进展较慢的集中判断."""
    judged, unknown = row["series_judged"], row["series_unknown"]
    if unknown:
        return f"只按{_series(judged)}判断，{_series(unknown)}没有实际数" if judged else ""
    if SEVERAL not in judged:
        return ""
    slowest = ".".join(filter(None, [row["judged_residence"], row["judged_arrangement"]]))
    return f"按{_series(judged)}中进展较慢的{_series(slowest)}判断"


def _series(keys: str) -> str:
    terms = definitions.terms()
    words = terms["residence"] | terms["arrangement"]
    return "、".join("".join(words[code] for code in key.split(".") if code) for key in keys.split(SEVERAL))


def at_rate(row: Mapping, rate: float, answer: str, condition: str = "", limit: float | None = None) -> str:
    """Whether a yearly rate meets the target: it does, it does not, or on which condition; empty where none is asked.

    `answer`: met_at_rate; `condition`, `limit`: of a conditional answer.
    """
    said = numerals.as_chosen(rate)
    if answer == "conditional":
        unknown = definitions.terms()["condition"][condition]
        most = numerals.percent(limit / 100) if condition in references.RATES else None
        return f"{unknown}不超过 {most or wording.amount(limit, row['level_unit'])} 时，每年增长 {said} 足够"
    return {"yes": f"每年增长 {said} 达到目标", "no": f"每年增长 {said} 达不到目标"}.get(answer, "")


def likelihood(row: Mapping) -> str:
    """达到目标的可能性 30%（较难）; of a year that is over, where only the publication is still to come:
    按2024年及以前数字推算，公布值达到目标的可能性 33%; empty where the row has none."""
    if missing(row["probability"]):
        return ""
    said = share(row["probability"])
    if row["target_year"] > row["as_of"]:
        return f"达到目标的可能性 {said}（{definitions.terms()['probability_word'][row['probability_word']]}）"
    known = row["baseline_year"] if missing(row["latest_year"]) else row["latest_year"]
    return f"按{int(known)}年及以前数字推算，公布值达到目标的可能性 {said}"
