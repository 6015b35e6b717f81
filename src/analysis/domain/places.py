"""Places as people name them: by code, also of earlier years, by name, or by names of places above and its own.

The one search of command line, notebooks and dashboard. What is unclear is asked, not guessed.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import pandas as pd

from analysis.domain.question import CANDIDATES, Unclear

SUFFIXES = re.compile(r"(?:特别行政区|自治[区州县旗]|[省市区县旗盟])$")
# Those that give an autonomous place its name; nobody says them in daily life (岫岩, 延边, 前郭尔罗斯).
PEOPLES = re.compile(
    "(?:(?:蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|高山|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米"
    "|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺)族?"
    "|[回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京]族)+$"
)
URBAN = ("城区", "市区")  # what the group of a city's districts is called, whichever the table of regions says
BETWEEN = re.compile(r"[\s·•›>/,，、;；—-]+")  # what may stand between the names


@dataclass(frozen=True)
class Places:
    """`regions`: indexed by region_code, with `name_zh`, `level`, `parent_code`; `changes`: earlier code → code in
    force (`definitions.region_changes`)."""

    regions: pd.DataFrame
    changes: Mapping[str, str]

    def code(self, text: object) -> str:
        """The code of the region that is meant. Raises Unclear with the candidates where there are several, and with
        similar names where there is none.

        A code may be a number; the last syllable of a name (市, 县 …) may be left out; the names of upper regions may
        stand before or after, in any order (辽宁省鞍山市海城市, 鞍山铁西, 铁西区鞍山市).
        """
        found = self.matches(text)
        if len(found) == 1:
            return found[0]
        if found:
            listed = [self.described(code) for code in found]
            raise Unclear(f"“{text}”有 {len(found)} 个，请改用代码，或写上所在的市：", listed)
        listed = [self.described(code) for code in self._similar(str(text))]
        hint = "相近的有：" if listed else "请用六位代码（如 210381）或名称（如 海城市）。"
        raise Unclear(f"没有地区“{text}”。{hint}", listed)

    def matches(self, text: object) -> list[str]:
        """The codes of all regions that the text names, those with the whole name before those with a short one."""
        typed = unicodedata.normalize("NFKC", str(text)).strip()
        code = self.changes.get(typed, typed)
        if code in self.regions.index:
            return [code]
        typed = BETWEEN.sub("", typed)
        for whole in (True, False):
            found = [
                code
                for code, (own, above) in self._names.items()
                if any(name in typed for name in own) and _consists_of(typed, own[:1] if whole else own, above)
            ]
            if found:
                return sorted(found)
        return []

    def described(self, region_code: str) -> str:
        """`210303 铁西区（辽宁省·鞍山市·鞍山市城区）`: code, name, and the regions above."""
        above = [code for code in self._trail(region_code)[:-1] if self.regions.at[code, "level"] != "nation"]
        path = "·".join(self.regions.loc[above, "name_zh"])
        name = self.regions.at[region_code, "name_zh"]
        return f"{region_code} {name}（{path}）" if path else f"{region_code} {name}"

    def leading(self, words: Sequence[str]) -> tuple[str, str]:
        """The words that name a place, as one text, and the word behind them: all words where they name one together
        (鞍山 铁东区), else the last stands for something else (鞍山 铁东区 dibao_standard)."""
        everything = " ".join(words)
        if len(words) < 2 or self.matches(everything):
            return everything, ""
        return " ".join(words[:-1]), words[-1]

    @cached_property
    def _names(self) -> dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
        """Code → its own names, the whole one first, and those of each region above."""
        names = {code: forms(name) for code, name in self.regions["name_zh"].items()}
        for code, parent in self._parents.items():
            if self.regions.at[code, "level"] == "group":
                names[code] = _of_group(names[code][0], names[parent])
        return {code: (own, tuple(names[one] for one in self._trail(code)[:-1])) for code, own in names.items()}

    @cached_property
    def _parents(self) -> dict[str, str]:
        return self.regions["parent_code"].to_dict()

    def _trail(self, code: str) -> list[str]:
        """From the nation down to the region itself."""
        way = [code]
        while parent := self._parents[way[0]]:
            way.insert(0, parent)
        return way

    def _similar(self, text: str) -> list[str]:
        """Regions whose name begins like the text or is spelt nearly so, also after the name of a region above."""
        typed = BETWEEN.sub("", text)
        spelt: dict[str, set[str]] = {}
        for code, (own, above) in self._names.items():
            for name in {*own, *(upper + name for forms in above for upper in forms for name in own)}:
                spelt.setdefault(name, set()).add(code)
        close = get_close_matches(typed, sorted(spelt), n=CANDIDATES, cutoff=0.5)
        begun = [name for name in spelt if typed and name.startswith(typed)]
        found = [code for names in (begun, close) for code in sorted(set().union(*(spelt[name] for name in names)))]
        return list(dict.fromkeys(found))[:CANDIDATES]


def forms(name: str) -> tuple[str, ...]:
    """The whole name and the one without its last syllables, where that leaves two characters; an autonomous place's
    also without the people's name, with and without the last syllable.

    >>> forms("海城市"), forms("岫岩满族自治县"), forms("郊区"), forms("内蒙古自治区")
    (('海城市', '海城'), ('岫岩满族自治县', '岫岩满族', '岫岩县', '岫岩'), ('郊区',), ('内蒙古自治区', '内蒙古'))
    """
    stem = SUFFIXES.sub("", name)
    found = [name, stem]
    if (
        "自治" in name.removeprefix(stem)
        and len(short := PEOPLES.sub("", stem) or stem.removesuffix("族")) > 1
        and short != stem
    ):
        found += [short + name[-1], short]
    return tuple(dict.fromkeys(one for one in found if len(one) > 1))


def _of_group(name: str, city: tuple[str, ...]) -> tuple[str, ...]:
    """鞍山市城区, 鞍山城区, 鞍山市区: a group that is called after its city has the city's other names as well."""
    if not name.startswith(city[0]):
        return (name,)
    kind = name.removeprefix(city[0])
    kinds = (kind, *URBAN) if kind in URBAN else (kind,)
    return tuple(dict.fromkeys([name, *(one + last for one in city for last in kinds)]))


def _consists_of(text: str, own: tuple[str, ...], above: tuple[tuple[str, ...], ...]) -> bool:
    """Whether the text is one of the own names with some of those above, each once, in any order and nothing else."""
    if not text:
        return not own
    if any(text.startswith(name) and _consists_of(text.removeprefix(name), (), above) for name in own):
        return True
    return any(
        text.startswith(name) and _consists_of(text.removeprefix(name), own, above[:at] + above[at + 1 :])
        for at, names in enumerate(above)
        for name in names
    )
