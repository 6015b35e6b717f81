"""What 总览 says of one region: counts, what needs attention first and why, the audit's findings, places below."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from analysis import numerals
from analysis.audit import belonging
from analysis.charts.wording import LIMITS
from analysis.codelists import definitions
from dashboard import address, assessed, wording
from dashboard.assessed import Target
from dashboard.data import Data

DOUBTFUL = ("very_unlikely", "unlikely", "uncertain")  # words of probability that call for attention


@dataclass(frozen=True)
class Attention:
    """One thing to look at: `targets` are told in one sentence, several where the sentence fits them all."""

    name: str
    sentence: str
    targets: Sequence[Target]

    @property
    def first(self) -> Target:
        return self.targets[0]


def of_region(targets: Iterable[Target], region: str) -> list[Target]:
    return [one for one in targets if one.region == region]


def chosen(parameters: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Which list an address opens: the outcome (a code, or "all"; None for no list) and the attribute's name."""
    outcome, attribute = (address.one(parameters.get(name)) for name in ("outcome", "attribute"))
    known = [assessed.attribute_name(one) for one in assessed.ATTRIBUTES]
    return (outcome if outcome in ("all", *assessed.OUTCOMES) else None), (attribute if attribute in known else None)


def listed(targets: Iterable[Target], outcome: str, attribute: str | None) -> list[Target]:
    return [
        one
        for one in targets
        if outcome in ("all", one.outcome) and attribute in (None, assessed.attribute_name(one.attribute))
    ]


def counts(targets: Iterable[Target]) -> Counter[tuple[str, str]]:
    """(attribute, outcome) → how many targets."""
    return Counter((one.attribute, one.outcome) for one in targets)


def verdict(targets: Sequence[Target]) -> str:
    """One sentence: 16 项目标：进度达标 3 项，滞后 2 项，未完成 3 项，无法判断 8 项。"""
    found = Counter(one.outcome for one in targets)
    parts = [f"{assessed.outcome_name(code)} {found[code]} 项" for code in assessed.OUTCOMES if found[code]]
    return f"共 {len(targets)} 项目标：{'，'.join(parts)}。"


def attention(targets: Iterable[Target]) -> list[Attention]:
    """Binding targets first; then what can still be made good before what cannot; then the larger gap.

    Targets behind or missed, and those on their path that are not likely to be reached.
    """
    urgent = [one for one in targets if one.outcome in assessed.SHORT or _doubtful(one)]
    told = [(_place_in_line(one), one.row["indicator_id"], one.row["residence"], sentence(one), one) for one in urgent]
    told.sort(key=lambda entry: entry[:4])
    groups = [list(group) for _, group in groupby(told, key=lambda entry: entry[1:4])]
    return [
        Attention(_common_name([entry[4] for entry in group]), group[0][3], [e[4] for e in group]) for group in groups
    ]


def _doubtful(target: Target) -> bool:
    return target.outcome == "on_path" and target.row["probability_word"] in DOUBTFUL


def _place_in_line(target: Target) -> tuple[int, int, float]:
    outcome = (*assessed.SHORT, "on_path").index(target.outcome)
    return assessed.ATTRIBUTES.index(target.attribute), outcome, -assessed.share_missing(target)


def _common_name(targets: Sequence[Target]) -> str:
    """The name; of targets that differ in their arrangement only: 城市特困人员基本生活标准（集中、分散）."""
    if len(targets) == 1:
        return targets[0].name
    terms = definitions.terms()
    first = targets[0].row
    names = [terms["arrangement"].get(one.row["arrangement"], "") or one.name for one in targets]
    indicator = targets[0].indicator_name
    return f"{terms['residence'].get(first['residence'], '')}{indicator}（{'、'.join(names)}）"


def sentence(target: Target) -> str:
    """Why it needs attention: what was reached, what was due, what it takes."""
    reason, row = target.row["outcome_reason"], target.row
    if target.outcome == "on_path":
        word = definitions.terms()["probability_word"][row["probability_word"]]
        return f"{_now(target)}，进度达标，但达到目标的可能性只有 {row['probability']:.0%}（{word}）。"
    if reason == "floor_broken":
        years = f"{row['baseline_year']}—{row['latest_year']}年"
        promised = f"每年增幅{LIMITS[row['comparator']] or ' '}{wording.level(row['printed'], '%')}"
        pace = wording.rate(row["achieved_rate"])
        return f"要求{promised}，{years}年均增长 {pace}{_borrowed(target)}，其中有年份低于下限，以后无法弥补。"
    if target.outcome == "not_met":
        gap = wording.difference(assessed.missing(target), target.unit)
        return f"{_now(target)}，目标是 {_goal(target)}，差 {gap}。"
    side = "高于" if target.less_is_better else "低于"
    due = wording.level(row["path_value"], target.unit)
    return (
        f"{_now(target)}，{side}目标路径应有的 {due}；{row['target_year']}年要达到 {_goal(target)}，{_effort(target)}。"
    )


def _now(target: Target) -> str:
    neighbour = target.row["outcome_reason"] == "borrowed_from_neighbour"
    whose = "（同城区公布值，非本地）" if neighbour else _borrowed(target)
    return f"{target.row['latest_year']}年为 {wording.level(target.row['latest_value'], target.unit)}{whose}"


def _borrowed(target: Target) -> str:
    return assessed.whose(target.row["latest_source_level"])


def _goal(target: Target) -> str:
    return LIMITS[target.row["comparator"]] + wording.level(target.row["target_level"], target.unit)


def _effort(target: Target) -> str:
    """What it takes from now on, in the terms of the quantity: growth of money, steps of shares and numbers."""
    row, money = target.row, target.unit.startswith("元")
    left = row["target_year"] - row["latest_year"]
    each = f"余下{left}年须每年" if left > 1 else "一年内须"
    if money and row["needed_rate_from_now"] is not None:
        needed = numerals.needing(f"{each}增长", row["needed_rate_from_now"], row["comparator"])
        return f"{needed}（此前每年 {wording.rate(row['achieved_rate'])}）"
    if row["needed_step_from_now"] is not None:
        change = "提高" if row["needed_step_from_now"] > 0 else "降低"
        return f"{each}{change} {wording.difference(row['needed_step_from_now'], target.unit)}"
    return f"还差 {wording.difference(assessed.missing(target), target.unit)}"


def reasons(targets: Iterable[Target]) -> list[tuple[str, int]]:
    """Why targets cannot be judged, most frequent first: (reason in words, how many)."""
    terms = definitions.terms()["outcome_reason"]
    found = Counter(one.row["outcome_reason"] for one in targets if one.outcome == "not_judgeable")
    return [(terms[code], number) for code, number in found.most_common()]


def below(data: Data, region: str) -> list[tuple[str, Counter[str]]]:
    """Places with targets of their own below the region, in tree order: (code, outcome → how many)."""
    inside = data.regions.descendants(region) - {region}
    found: dict[str, Counter[str]] = {one.code: Counter() for one in data.regions if one.code in inside and one.planned}
    for one in data.targets:
        if one.region in found:
            found[one.region][one.outcome] += 1
    return list(found.items())


def findings(data: Data, region: str) -> belonging.Belonging:
    """What the audit found in the region's own plans, and about it in others, gravest first; without what was looked
    at and accepted."""
    rows = data.frames["findings"]
    order = list(definitions.terms()["severity"])
    rows = rows[rows["accepted"] == ""].sort_values("severity", key=lambda one: one.map(order.index), kind="stable")
    return belonging.of_place(rows, data.frames["documents"], region)
