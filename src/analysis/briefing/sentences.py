"""Sentences that only briefs say: a target with the rate beside it, the growth of a standard, a standard in force.

What is said of a target itself is in `analysis.words.targets`. A difference is taken between the numbers as they are
printed, so that a reader who subtracts gets the same.
"""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.briefing.parts import Statement
from analysis.charts import wording
from analysis.models.levels import SEPARATOR
from analysis.words import floors
from analysis.words import targets as words

UNKNOWN = "expired_unpublished.unknown"  # over, and no level after the base was published
# How targets stand whose levels are known, in the order in which a leader reads: an outcome, or an expired target with
# its last standing.
NEEDS_ATTENTION = ("not_met", "expired_unpublished.behind", "behind", "expired_unpublished.not_comparable",
                   "expired_unpublished.on_path", "on_path", "met_at_base", "met")  # fmt: skip
SAME_NUMBERS = ("indicator_id", "residence", "outcome", "outcome_reason", "baseline_value", "baseline_year",
                "latest_value", "latest_year", "target_level", "target_year", "comparator", "floor_years_kept",
                "floor_years_broken", "floor_years_open")  # fmt: skip
FIGURE_COLUMNS = ("figure_id", "baseline_level_id", "latest_level_id", "parent_figure_id")


def standings(targets: pd.DataFrame) -> pd.Series:
    """How each target stands: one of NEEDS_ATTENTION, UNKNOWN or not_judgeable."""
    last = targets["last_standing"]
    return targets["outcome"] + ("." + last).where(last != "", "")


def figures_of(row: Mapping) -> tuple[str, ...]:
    """The figures an assessed target rests on: target, base, latest level, parent's target."""
    ids = [row.get(name) for name in FIGURE_COLUMNS]
    listed = [part for text in ids if isinstance(text, str) and text for part in text.split(SEPARATOR)]
    return tuple(dict.fromkeys(listed))


def target_statement(row: Mapping, rate: float, context: str = "", plans: str = "") -> Statement:
    """What is to be said of one target: how it stands, what was promised, what the rate gives, how likely it is.

    `row`: a row of `research.assessed.Assessments.frame`; `context`: what is published above (`words.floors.context`);
    `plans`: the period of the plans (十四五): a target of another one is told as such.
    """
    finding = words.finding(row)
    said = words.goal(row) in finding or (
        not words.level(row).startswith(words.COMPUTED)
        and all(part and part in finding for part in (words.level(row), f"{row['target_year']}年"))
    )
    goal = "" if said else f"目标：{words.goal(row)}"
    period = words.period(int(row["target_year"]))
    other = f"“{period}”目标：" if plans not in ("", period) else ""
    parts = [f"{other}{row['what']}：{finding}", goal, context, _at_rate(row, rate), words.likelihood(row)]
    ids = figures_of(row) + tuple(row["floor_context_ids"].split(SEPARATOR) if context else ())
    return Statement("".join(f"{part}。" for part in parts if part), ids)


def of_targets(targets: pd.DataFrame, rate: float, lookup: Mapping[str, pd.DataFrame]) -> list[Statement]:
    """A statement for each target whose levels are known, gravest first, then for those that depend on a number; last
    those of other periods than the plans'.

    `targets`: `research.assessed.Assessments.frame`; `lookup`: the tables `figures`, `documents` and `regions`.
    """
    order = {standing: place for place, standing in enumerate(NEEDS_ATTENTION)}
    place = standings(targets).map(order)
    place = place.mask(place.isna() & (targets["met_at_rate"] == "conditional"), len(order))
    plans = words.period(int(lookup["documents"]["period_end"].max()))
    other = targets["target_year"].map(words.period) != plans
    rows = targets.assign(other=other, place_in_order=place).dropna(subset=["place_in_order"])
    rows = alike(rows.sort_values(["other", "place_in_order"], kind="stable").to_dict("records"))
    figures, places = lookup["figures"].set_index("figure_id"), lookup["regions"].set_index("region_code")["name_zh"]
    return [target_statement(row, rate, floors.context(row, figures, places), plans) for row in rows]


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


def _at_rate(row: Mapping, rate: float) -> str:
    """What the chosen rate gives, and whether that is enough; only for money standards."""
    scenario = words.scenario(row, rate)
    if not scenario or row["met_at_rate"] == "":
        return ""
    if row["met_at_rate"] == "conditional":
        return f"{scenario}；{words.at_rate(row, rate, 'conditional', row['condition'], row['condition_limit'])}"
    if row["met_at_rate"] == "yes":
        return f"{scenario}，可以达到目标（{words.level(row)}）"
    apart = wording.difference(row["projected"], row["target_level"], row["level_unit"])
    needed = numerals.needing("目标需要年均增长", row["needed_rate"], row["comparator"])
    return f"{scenario}，比目标（{words.level(row)}）{_side(row['projected'], row['target_level'])} {apart}；{needed}"


def _side(value: float, other: float) -> str:
    return "低" if value < other else "高"


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


def standard_in_force(row: Mapping, owner: str) -> Statement:
    """The last known level of a standard, and whose standard it is.

    `row`: a row of `research.standards.standards`; `owner`: the name of the place that set it, "" for the place itself.
    """
    whose = f"（{owner}的标准，适用于本地）" if owner else "（本地标准）"
    text = f"{int(row['year'])}年{row['what']}为 {wording.amount(row['value'], row['unit'])}{whose}"
    if row["first_year"] < row["year"]:
        change = wording.difference(row["value"], row["first_value"], row["unit"])
        more = "提高" if row["value"] > row["first_value"] else "降低"
        since = f"{int(row['first_year'])}年"
        text += f"，与 {since}持平" if change is None else f"，比 {since}{more} {change}"
    return Statement(text + "。", (row["figure_id"],))
