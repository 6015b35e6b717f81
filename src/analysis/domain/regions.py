"""The tree of regions: names, the way from the nation down to a place, and the nearest matches of a mistyped one."""

import difflib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.codelists import definitions
from analysis.domain.places import Places

NATION = "100000"
MOST_MATCHES = 5
SAME_START = 0.1  # people rarely mistype the first character
EXACT, HOLDS = 3.0, 2.0  # HOLDS: one is part of the other; both nearer than any other likeness
ALIKE = 0.4  # of difflib's ratio: two characters of which one is right, in a name of three


@dataclass(frozen=True)
class Region:
    """`planned`: it has targets of its own. `parent` is empty for the nation."""

    code: str
    name: str
    english: str
    level: str
    parent: str
    planned: bool


class Regions:
    """Made from the table `regions` and the codes of places with targets. Iterates in tree order (nation first)."""

    def __init__(self, regions: pd.DataFrame, planned: set[str]):
        columns = ["region_code", "name_zh", "name_en", "level", "parent_code"]
        self._places = Places(regions.set_index("region_code"), definitions.region_changes())
        # Codes sort as the tree does: a province ends in 0000, a city in 00, its urban group follows it as 00-u.
        rows = regions.sort_values("region_code")[columns].itertuples(index=False, name=None)
        self._all = {row[0]: Region(*row, planned=row[0] in planned) for row in rows}

    def __iter__(self):
        return iter(self._all.values())

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and code in self._all

    def __getitem__(self, code: str) -> Region:
        return self._all[code]

    def find(self, text: object) -> str | None:
        """The one region that is meant (`domain.places`); None for anything else."""
        if text in self:
            return str(text)
        named = self._places.matches(text)
        return named[0] if len(named) == 1 else None

    @cached_property
    def shared_names(self) -> set[str]:
        """Names that several regions have."""
        counts = Counter(one.name for one in self)
        return {name for name, count in counts.items() if count > 1}

    def city(self, code: str) -> Region | None:
        """The city in which a county or a group lies; None for others."""
        above = [one for one in self.trail(code)[:-1] if one.level == "city"]
        return above[-1] if above else None

    @cached_property
    def first(self) -> str:
        """The place a first visit opens on: a planned one of the lowest level, the one with the smallest code."""
        order = ["county", "group", "city", "province", "nation"]
        planned = sorted((order.index(one.level), one.code) for one in self if one.planned)
        return planned[0][1] if planned else NATION

    def trail(self, code: str) -> list[Region]:
        """From the nation down to the region itself."""
        way = [self._all[code]]
        while way[0].parent:
            way.insert(0, self._all[way[0].parent])
        return way

    def children(self, code: str) -> list[Region]:
        return [one for one in self if one.parent == code]

    def descendants(self, code: str) -> set[str]:
        """The region itself and all below it."""
        return {one.code for one in self if any(step.code == code for step in self.trail(one.code))}


def nearest(text: str, names: dict[str, list[str]], most: int = MOST_MATCHES) -> list[str]:
    """The keys whose names come nearest to the text, the nearest first, then as given; none where nothing is similar.

    >>> nearest("海诚市", {"210381": ["海城市"], "210382": ["凤城市"], "150300": ["乌海市"]})[0]
    '210381'
    """
    text = text.strip()[:50].casefold()
    if not text:
        return []
    scores = {
        key: max((_similarity(text, name.casefold()) for name in known if name), default=0.0)
        for key, known in names.items()
    }
    alike = [key for key, score in scores.items() if score >= ALIKE]
    return sorted(alike, key=lambda key: -scores[key])[:most]


def _similarity(text: str, name: str) -> float:
    if text == name:
        return EXACT
    if len(text) > 1 and (text in name or (len(name) > 1 and name in text)):
        return HOLDS
    same_start = SAME_START if text[0] == name[0] else 0
    return difflib.SequenceMatcher(None, text, name, autojunk=False).ratio() + same_start
