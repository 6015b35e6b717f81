"""Sentences of a brief, as an official would write them: one case one template, every number from the row.

A difference is taken between the numbers as they are printed, so that a reader who subtracts gets the same; amounts
that differ are printed with as many decimals as show it, and equal ones are said to be equal.
"""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.briefing.parts import Statement
from analysis.charts import wording
from analysis.codelists import definitions
from analysis.models.levels import SEPARATOR

JUDGED = ("met", "not_met", "on_path", "behind", "met_at_base")
NEEDS_ATTENTION = ("not_met", "behind", "on_path", "met_at_base", "met")  # in the order in which a leader reads
SAME_NUMBERS = ("indicator_id", "residence", "outcome", "outcome_reason", "baseline_value", "baseline_year",
                "latest_value", "latest_year", "target_level", "target_year", "comparator")  # fmt: skip
FIGURE_COLUMNS = ("figure_id", "baseline_level_id", "latest_level_id", "parent_figure_id")


def difference(first: float, second: float, unit: str) -> str | None:
    """How far apart two amounts are, with its unit; None where they are equal as printed.

    >>> difference(2467.87, 2520, "元/人·月"), difference(91.0, 95.0, "%"), difference(8.0, 8.0, "%")
    ('52 元', '4 个百分点', None)
    """
    for decimals in (None, 1, 2, 3):
        texts = wording.number(first, unit, decimals), wording.number(second, unit, decimals)
        if texts[0] != texts[1]:
            apart = abs(_as_printed(texts[0]) - _as_printed(texts[1]))
            text = wording.number(apart, unit, decimals if decimals is not None else _decimals(*texts))
            return f"{text} {'个百分点' if unit == '%' else wording.short_unit(unit)}"
    return None


def _as_printed(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def _decimals(*texts: str) -> int:
    return max(len(text.partition(".")[2]) for text in texts)


def figures_of(row: Mapping) -> tuple[str, ...]:
    """The figures an assessed target rests on: target, base, latest level, parent's target."""
    ids = [row.get(name) for name in FIGURE_COLUMNS]
    listed = [part for text in ids if isinstance(text, str) and text for part in text.split(SEPARATOR)]
    return tuple(dict.fromkeys(listed))


def target_statement(row: Mapping, rate: float) -> Statement:
    """What is to be said of one target, by its outcome. `row`: a row of `research.assessed.Assessments.frame`."""
    say = {
        "met": _met,
        "not_met": _not_met,
        "on_path": _on_path,
        "behind": _behind,
        "met_at_base": _met_at_base,
        "not_judgeable": _not_judgeable,
    }[row["outcome"]]
    parts = [say(row), _at_rate(row, rate), _chance(row)]
    return Statement("".join(f"{part}。" for part in parts if part), figures_of(row))


def alike(rows: list[dict]) -> list[dict]:
    """Rows that say the same of several series (集中供养 and 分散供养) as one, with both names."""
    merged: dict[tuple, dict] = {}
    for row in rows:
        key = tuple(str(row[name]) for name in SAME_NUMBERS)
        if key in merged:
            first = merged[key]
            ids = SEPARATOR.join([*figures_of(first), *figures_of(row)])
            merged[key] = first | {"what": f"{first['what']}、{row['what']}", "figure_id": ids}
        else:
            merged[key] = dict(row)
    return list(merged.values())


def _limit(row: Mapping) -> str:
    """不低于 568 元（每年增幅不低于 5%）, or the reference where there is no number."""
    if pd.isna(row["target_level"]):
        return row["reference"] or ""
    return wording.limit(row["comparator"], row["target_level"], row["level_unit"])


def _goal(row: Mapping) -> str:
    """2025年不低于 568 元的目标, 2025年 3,300 元的目标."""
    limit = _limit(row)
    return f"{int(row['target_year'])}年{' ' if limit[:1].isdigit() else ''}{_aimed(limit)}"


def _aimed(limit: str) -> str:
    """100% 的目标, 568 元的目标."""
    return f"{limit}{' ' if limit.endswith('%') else ''}的目标"


def _latest(row: Mapping) -> str:
    return wording.amount(row["latest_value"], row["level_unit"])


def _from_above(row: Mapping) -> str:
    """Whose level it is, where it is not the place's own."""
    level = row.get("latest_source_level") or ""
    word = definitions.terms()["series_level"].get(level, "") if level not in ("", "own") else ""
    return f"（为{word}标准）" if word else ""


def _met(row: Mapping) -> str:
    year = int(row["latest_year"])
    if year >= int(row["target_year"]):
        limit = _limit(row)
        goal = f"{' ' if limit[:1].isdigit() else ''}{_aimed(limit)}"
        return f"{year}年{row['what']}为 {_latest(row)}{_from_above(row)}，完成{goal}"
    return f"截至{year}年，{row['what']}为 {_latest(row)}{_from_above(row)}，已提前达到{_goal(row)}"


def _not_met(row: Mapping) -> str:
    year = int(row["latest_year"])
    if row["outcome_reason"] == "floor_broken":
        promised = wording.limit(row["comparator"], row["value"], "%")
        reached = numerals.percent(row["achieved_rate"])
        years = f"{int(row['baseline_year'])}—{year}年"
        text = f"规划要求{row['what']}每年增长{promised}，{years}年均增长 {reached}{_from_above(row)}"
        return f"{text}，有的年份低于这一要求，目标未完成"
    borrowed = row["outcome_reason"] == "borrowed_from_neighbour"
    whose = "（同城区公布值，不是本地公布值）" if borrowed else _from_above(row)
    text = f"{year}年{row['what']}为 {_latest(row)}{whose}"
    short = difference(row["latest_value"], row["target_level"], row["level_unit"])
    return f"{text}，比{_goal(row)}{_side(row, 'target_level')} {short}，未完成"


def _side(row: Mapping, other: str) -> str:
    return "低" if row["latest_value"] < row[other] else "高"


def _path(row: Mapping) -> str:
    """Where the latest level lies against the path to the target in that year."""
    due = row["path_value"]
    if pd.isna(due):
        return ""
    apart = difference(row["latest_value"], due, row["level_unit"])
    at_path = wording.told_apart(row["latest_value"], due, row["level_unit"])[1]
    return (
        "，与目标路径持平" if apart is None else f"，较目标路径当年应达到的 {at_path}{_side(row, 'path_value')} {apart}"
    )


def _on_path(row: Mapping) -> str:
    year = int(row["latest_year"])
    return f"截至{year}年，{row['what']}为 {_latest(row)}{_from_above(row)}{_path(row)}，对照{_goal(row)}，进度达标"


def _behind(row: Mapping) -> str:
    reached = f"{row['what']}为 {_latest(row)}{_from_above(row)}{_path(row)}"
    text = f"截至{int(row['latest_year'])}年，{reached}，对照{_goal(row)}，进度滞后"
    left = int(row["target_year"]) - int(row["latest_year"])
    if pd.notna(row["needed_rate_from_now"]) and left > 0 and row["money"]:
        last = int(row["latest_year"])
        words = f"{last + 1}年须比{last}年增长" if left == 1 else f"此后{left}年须年均增长"
        text += f"；{numerals.needing(words, row['needed_rate_from_now'], row['comparator'])} 才能达到"
    return text


def _met_at_base(row: Mapping) -> str:
    base = wording.amount(row["baseline_value"], row["level_unit"])
    return f"{row['what']}{int(row['baseline_year'])}年已为 {base}，达到{_goal(row)}，此后没有查到实际数"


def _not_judgeable(row: Mapping) -> str:
    reason = definitions.terms()["outcome_reason"][row["outcome_reason"]]
    year, limit = int(row["target_year"]), _limit(row)
    if not limit:
        return f"{row['what']}的{year}年{reason}，无法判断"  # 目标没有印出数字
    return f"{row['what']}的{year}年目标为{' ' if limit[:1].isdigit() else ''}{limit}，{reason}，无法判断"


def _at_rate(row: Mapping, rate: float) -> str:
    """What the chosen rate gives; only for money standards, and not for the case that it explains."""
    if not row["money"] or pd.isna(row["projected"]) or pd.isna(row["target_level"]):
        return ""
    unit, year = row["level_unit"], int(row["target_year"])
    projected, goal = wording.told_apart(row["projected"], row["target_level"], unit)
    text = f"如从{int(row['baseline_year'])}年起每年增长 {numerals.as_chosen(rate)}，{year}年为 {projected}"
    apart = difference(row["projected"], row["target_level"], unit)
    if row["met_at_rate"] == "yes":
        return f"{text}，{'可以' if apart else '正好'}达到 {_aimed(goal)}"
    needed = numerals.needing("须年均增长", row["needed_rate"], row["comparator"])
    return f"{text}，比目标 {goal}低 {apart}；{needed} 才能达到"


def _chance(row: Mapping) -> str:
    if row["outcome"] not in ("on_path", "behind") or pd.isna(row["probability"]):
        return ""
    word = definitions.terms()["probability_word"][row["probability_word"]]
    grade = definitions.terms()["evidence_grade"][row["evidence_grade"]]
    return f"{int(row['target_year'])}年实际数尚未查到，推算达到的可能性{chance(row['probability'])}（{word}，{grade}）"


def chance(probability: float) -> str:
    """A forecast is never certain: nothing is printed as 0% or 100%."""
    if probability < 0.01:
        return "不到 1%"
    return "在 99% 以上" if probability > 0.99 else f"约为 {probability * 100:.0f}%"


def standard_statement(row: Mapping, rate: float) -> Statement:
    """The growth of one money standard since the base year. `row`: a row of `research.progress.progress`."""
    amount = wording.amount(row["last_value"], row["unit"])
    first = wording.amount(row["base_value"], row["unit"])
    achieved, wanted = row["achieved_rate"] * 100, rate * 100
    apart = difference_of_rates(achieved, wanted)
    reference = f"每年 {numerals.as_chosen(rate)} 的参照增速"
    side = "高" if achieved > wanted else "低"
    against = f"与{reference}持平" if apart is None else f"比{reference}{side} {apart}"
    text = (
        f"{row['what']}{int(row['base_year'])}年为 {first}，{int(row['last_year'])}年为 {amount}，"
        f"年均增长 {numerals.percent(row['achieved_rate'])}，{against}。"
    )
    return Statement(text, tuple(row["figure_ids"].split(SEPARATOR)))


def difference_of_rates(first: float, second: float) -> str | None:
    """Percentage points between two rates in per cent, as they are printed (up to two decimals); None if equal."""
    apart = round(abs(round(first, 2) - round(second, 2)), 2)
    return f"{wording.number(apart, '%', 2)} 个百分点" if apart else None


def standard_in_force(row: Mapping) -> Statement:
    """The last known level of a standard. `row`: a row of `research.standards.standards`."""
    level = row["source_level"]
    word = definitions.terms()["series_level"].get(level, "") if level != "own" else ""
    whose = f"（为{word}标准）" if word else ""
    text = f"{int(row['year'])}年{row['what']}为 {wording.amount(row['value'], row['unit'])}{whose}"
    if row["first_year"] < row["year"]:
        change = difference(row["value"], row["first_value"], row["unit"])
        more = "提高" if row["value"] > row["first_value"] else "降低"
        since = f"{int(row['first_year'])}年"
        text += f"，与 {since}持平" if change is None else f"，比 {since}{more} {change}"
    return Statement(text + "。", (row["figure_id"],))
