"""What 总览 says of one region: counts, what needs attention first and why, the audit's findings, places below."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from analysis.audit import belonging
from analysis.codelists import definitions
from analysis.words import targets as words
from dashboard.shared import address, assessed
from dashboard.shared.assessed import SEPARATOR, Target, all_targets
from dashboard.shared.data import Data

DOUBTFUL = ("very_unlikely", "unlikely", "uncertain")  # words of probability that call for attention
ON_PATH = "on_path"
EVERYTHING = "all"


@dataclass(frozen=True)
class Attention:
    """One thing to look at: `targets` share the promise and what is said of it."""

    name: str
    goal: str
    sentence: str
    targets: Sequence[Target]

    @property
    def first(self) -> Target:
        return self.targets[0]


@dataclass(frozen=True)
class Choice:
    """Which targets a list shows. `outcome`: EVERYTHING, an outcome, or one with its last standing (a key of
    `assessed.STANDINGS`); None for no list. `attribute`, `period`: as readers see them, None for all."""

    outcome: str | None = None
    attribute: str | None = None
    period: str | None = None


def of_region(targets: Iterable[Target], region: str) -> list[Target]:
    return [one for one in targets if one.region == region]


def chosen(parameters: Mapping[str, object], targets: Iterable[Target]) -> Choice:
    """Which list of `targets` an address opens; what it names that does not exist is passed over."""
    outcome, attribute, period = (address.one(parameters.get(name)) for name in ("outcome", "attribute", "period"))
    known = [assessed.attribute_name(one) for one in assessed.ATTRIBUTES]
    offered = (EVERYTHING, *assessed.STANDINGS, assessed.EXPIRED)
    return Choice(
        outcome if outcome in offered else None,
        attribute if attribute in known else None,
        period if period in {one.period for one in targets} else None,
    )


def listed(targets: Iterable[Target], choice: Choice) -> list[Target]:
    return [
        one
        for one in targets
        if choice.outcome in (EVERYTHING, one.outcome, one.standing)
        and choice.attribute in (None, assessed.attribute_name(one.attribute))
        and choice.period in (None, one.period)
    ]


def counts(targets: Iterable[Target]) -> Counter[tuple[str, str, str]]:
    """(period, attribute, standing) → how many targets."""
    return Counter((one.period, one.attribute, one.standing) for one in targets)


def periods(targets: Iterable[Target]) -> list[str]:
    """The five-year plans that the targets' years belong to: first the one of most targets, then the others in turn."""
    years = {one.period: one.row["target_year"] for one in targets}
    found = Counter(one.period for one in targets)
    main = max(found, key=lambda period: (found[period], years[period]), default="")
    return sorted(found, key=lambda period: (period != main, years[period]))


def verdict(targets: Sequence[Target]) -> str:
    """One sentence: 十四五目标 14 项：未完成 3 项，到期未公布 11 项（末次滞后 2 项，无实际数 9 项）。"""
    main, *others = periods(targets)
    inside = [one for one in targets if one.period == main]
    said = f"{main}目标 {len(inside)} 项：{_told(inside)}。"
    apart = "，".join(f"{period}目标 {sum(one.period == period for one in targets)} 项" for period in others)
    return said + (f"另有{apart}，分列于下。" if apart else "")


def _told(targets: Sequence[Target]) -> str:
    terms = definitions.terms()
    found = Counter(one.outcome for one in targets)
    last = Counter(one.standing for one in targets)
    parts = []
    for outcome in filter(found.__getitem__, terms["outcome"]):
        inner = [
            f"{terms['last_standing'][standing.partition(SEPARATOR)[2]]} {last[standing]} 项"
            for standing in assessed.STANDINGS
            if standing.startswith(outcome + SEPARATOR) and last[standing]
        ]
        parts.append(f"{terms['outcome'][outcome]} {found[outcome]} 项" + (f"（{'，'.join(inner)}）" if inner else ""))
    return "，".join(parts)


def attention(targets: Sequence[Target]) -> list[Attention]:
    """Binding targets first; then what is missed, what was behind at last, what is behind; then the larger gap.

    Missed targets, those that are or last were behind, and running ones on their path that are not likely to be
    reached; none of a five-year plan before the one of most targets.
    """
    first = min((one.row["target_year"] for one in targets if one.period == periods(targets)[0]), default=0)
    urgent = [one for one in targets if one.row["target_year"] >= first and (one.short or _doubtful(one))]
    told = [
        (_place_in_line(one), one.row["indicator_id"], one.row["residence"], words.goal(one.row), sentence(one), one)
        for one in urgent
    ]
    told.sort(key=lambda entry: entry[:5])
    groups = [list(group) for _, group in groupby(told, key=lambda entry: entry[1:5])]
    return [
        Attention(_common_name([entry[5] for entry in group]), *group[0][3:5], [entry[5] for entry in group])
        for group in groups
    ]


def _doubtful(target: Target) -> bool:
    return target.outcome == ON_PATH and target.row["probability_word"] in DOUBTFUL


def _place_in_line(target: Target) -> tuple[int, int, float]:
    standing = (*assessed.SHORT, ON_PATH).index(target.standing)
    return assessed.ATTRIBUTES.index(target.attribute), standing, -assessed.share_missing(target)


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
    """How it stands, and how likely its published value reaches it, where that may be said."""
    said = [words.finding(target.row), words.likelihood(target.row)]
    return "；".join(filter(None, said)) + "。"


def of_main_period(targets: Sequence[Target]) -> list[Target]:
    """The targets of the five-year plan to which most of them belong."""
    main = periods(targets)[0] if targets else ""
    return [one for one in targets if one.period == main]


def reasons(targets: Sequence[Target]) -> list[tuple[str, int]]:
    """Why nothing can be said of targets of the main period, most frequent first: (reason in words, how many)."""
    terms = definitions.terms()["outcome_reason"]
    found = Counter(one.row["outcome_reason"] for one in of_main_period(targets) if one.tone == "none")
    return [(terms[code], number) for code, number in found.most_common()]


def below(data: Data, region: str) -> tuple[str, list[tuple[str, Counter[str]]]]:
    """Places below the region with targets of the period of most of them, in tree order: the period, and of each place
    (code, standing → how many)."""
    inside = data.regions.descendants(region) - {region}
    targets = [one for one in data.view(all_targets) if one.region in inside]
    main = periods(targets)[0] if targets else ""
    found: dict[str, Counter[str]] = {one.code: Counter() for one in data.regions if one.code in inside and one.planned}
    for one in targets:
        if one.period == main:
            found[one.region][one.standing] += 1
    return main, [(code, counted) for code, counted in found.items() if counted]


def findings(data: Data, region: str) -> belonging.Belonging:
    """What the audit found in the region's own plans, and about it in others, gravest first; without what was looked
    at and accepted."""
    rows = data.frames["findings"]
    order = list(definitions.terms()["severity"])
    rows = rows[rows["accepted"] == ""].sort_values("severity", key=lambda one: one.map(order.index), kind="stable")
    return belonging.of_place(rows, data.frames["documents"], region)
