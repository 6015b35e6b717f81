"""The processed tables and what is computed from them, read once and again when the tables are built anew."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.codelists import definitions
from analysis.domain import question
from analysis.domain.places import Places
from analysis.models import assess, floors, probability
from analysis.models.answers import Answer, judged_as_of, several
from analysis.models.levels import Codelists, is_fact, known_levels, with_ratios
from analysis.models.matching import match
from analysis.words.naming import Names

LOOKUP = ("figures", "documents", "regions", "indicators")
TABLES = (*LOOKUP, "baselines", "targets", "observations", "coverage", "skill", "assessments", "findings")
OUTLINES = "counties.geojson"
ATTEMPTS = 5  # to read a folder that is being replaced


@dataclass(frozen=True, eq=False)
class Workspace:
    """All tables of one build. Frames are shared: copy before changing one.

    `known` are the known levels (`levels.known_levels`), `levels` the same with the ratios that follow from them.
    `as_of` is the last year that had ended when the tables were built, so that the same tables give the same answers
    whenever they are asked. `outlines`: the counties' (`counties.geojson`), or None.
    """

    tables: dict[str, pd.DataFrame]
    known: pd.DataFrame
    levels: pd.DataFrame
    codelists: Codelists
    as_of: int
    outlines: Mapping | None = None

    @property
    def lookup(self) -> dict[str, pd.DataFrame]:
        return {name: self.tables[name] for name in LOOKUP}

    @property
    def names(self) -> Names:
        """What the sentences of `words.growth` call things."""
        terms, subgroups = definitions.terms(), definitions.subgroups()
        codelists = self.codelists
        documents, figures = self.tables["documents"], self.tables["figures"]
        return Names(terms, subgroups, codelists.indicators, codelists.regions, documents, figures)

    @property
    def base_year(self) -> int:
        """The year that the plans start from."""
        documents = self.tables["documents"]
        return int(documents.loc[documents["kind"] == "plan", "baseline_year"].max())

    @property
    def region_names(self) -> pd.Series:
        return self.codelists.regions["name_zh"]

    def indicator(self, indicator_id: str) -> pd.Series:
        return self.codelists.indicators.loc[indicator_id]

    def region(self, text: str | int) -> str:
        """The code of a region given by code or unambiguous name. Raises `question.Unclear` (a ValueError)."""
        return Places(self.codelists.regions, definitions.region_changes()).code(text)

    def indicator_id(self, text: str) -> str:
        """The id of an indicator given by id or Chinese name. Raises `question.Unclear`."""
        return question.indicator_of(text, self.codelists.indicators, set(self.levels["indicator_id"]))

    def distinctions(self, residence: str | None, arrangement: str | None, subgroup: str | None) -> dict[str, str]:
        """The codes of the distinctions that are asked for, given by code or Chinese word."""
        terms = definitions.terms()
        codes = {
            "residence": question.code_of(residence, terms["residence"], "城乡分类"),
            "arrangement": question.code_of(arrangement, terms["arrangement"], "供养方式"),
            "subgroup": question.code_of(subgroup, definitions.subgroups(), "口径"),
        }
        return {name: code for name, code in codes.items() if code is not None}

    @staticmethod
    def rate(value: float | str) -> float:
        """A yearly growth as a fraction, from 0.08 or "8%". Raises `question.Unclear` for 8, "8", "800%"."""
        return question.rate_of(value if isinstance(value, str) else f"{value:.12g}")

    def assessed(self, rate: float, as_of: int | None = None) -> pd.DataFrame:
        """Every target at a rate: the columns of `assess.assess` and of the probability (see there)."""
        return _assessed(self, rate, as_of or self.as_of)

    def answers(
        self, region_code: str, indicator_ids: Sequence[str], rate: float, wanted: Mapping[str, str] | None = None
    ) -> dict[str, list[Answer]]:
        """`models.answers.several`; all indicators that are asked for at once are assessed once."""
        return several(self.tables, self.levels, self.codelists, region_code, indicator_ids, rate, wanted)

    def indicators_of(self, region_code: str) -> list[str]:
        """The indicators that there is a path or a target of in a region: own targets, own levels of money and ratios,
        and standards of the group and the city that it belongs to."""
        listed, lineage = self.codelists.indicators, self.codelists.lineage
        places = lineage.loc[lineage["region_code"] == region_code, "ancestor_code"]
        near = places[places.map(self.codelists.regions["level"]).isin(["county", "group", "city"])]
        held = self.levels[self.levels["region_code"].isin({region_code, *near})]
        quantity = held["indicator_id"].map(listed["quantity"])
        own = held["region_code"] == region_code
        moving = (quantity.isin(["standard", "average"]) & (own | (quantity == "standard"))) | (quantity == "ratio")
        targets = self.tables["targets"]
        promised = targets.loc[targets["region_code"] == region_code, "indicator_id"]
        found = {*held.loc[moving, "indicator_id"], *promised}
        return [indicator for indicator in listed.index if indicator in found]

    def series(self, series: Mapping[str, str]) -> pd.DataFrame:
        """The known levels that hold for one series (keys SERIES), its own or inherited as `models.matching` says.

        Columns `year`, `value`, `how_known`, `source_standing`, `figure_id`, `region_code` (whose it is), by year.
        """
        asked = pd.DataFrame([{"figure_id": "?", **series}])
        found = match(asked, self.levels, self.codelists)
        same = (found["judged_residence"] == series["residence"]) & (
            found["judged_arrangement"] == series["arrangement"]
        )
        found = found[same & is_fact(found)].rename(columns={"level_id": "figure_id"})
        region = found["figure_id"].map(self.tables["figures"].set_index("figure_id")["region_code"])
        columns = ["year", "value", "how_known", "source_standing", "figure_id"]
        return found[columns].assign(region_code=region).sort_values("year", ignore_index=True)


def current() -> Workspace:
    """The workspace of the tables as they lie in data/processed now. Raises DataProblems where they are not built."""
    folder = paths.processed()
    for _ in range(ATTEMPTS):
        stamp = _stamp(folder)
        space = _read(folder, stamp)
        if _stamp(folder) == stamp:
            break  # else the files were replaced while they were read, and `space` may be of two builds
    return space


def _stamp(folder: Path) -> tuple:
    """Changes when a file does, also when another of the same size and date takes its place."""
    files = [*(folder / f"{name}.csv" for name in TABLES), folder / OUTLINES]
    states = [(file.name, file.stat()) for file in files if file.exists()]
    return tuple((name, state.st_mtime_ns, state.st_size, state.st_ino) for name, state in states)


@lru_cache(maxsize=1)
def _read(folder: Path, stamp: tuple) -> Workspace:
    outlines = folder / OUTLINES
    drawn = json.loads(outlines.read_text(encoding="utf-8")) if outlines.exists() else None
    return of({name: tables.read(name, folder) for name in TABLES}, drawn)


def of(frames: Mapping[str, pd.DataFrame], outlines: Mapping | None = None) -> Workspace:
    """The workspace of tables that are read already; `frames` has at least those of TABLES."""
    codelists = Codelists(
        definitions.indicators(), definitions.regions(), definitions.lineage(), definitions.references()
    )
    known = known_levels(frames["baselines"], frames["observations"], frames["figures"])
    levels = with_ratios(known, codelists.indicators)
    named = {name: frames[name] for name in TABLES}
    return Workspace(named, known, levels, codelists, judged_as_of(frames), outlines)


@lru_cache(maxsize=32)
def _assessed(space: Workspace, rate: float, as_of: int) -> pd.DataFrame:
    targets = space.tables["targets"]
    rows = assess.assess(targets, space.known, space.tables["figures"], space.codelists, as_of, rate)
    held, goals, peers = assess.for_probability(rows, targets, space.known, space.codelists)
    around = floors.around(rows, space.tables["figures"], space.codelists.lineage)
    likely = probability.reach_probability(
        held, goals, space.tables["indicators"], as_of, peers, space.tables["skill"], around
    )
    rest = likely.drop(columns=assess.FROM_PROBABILITY)
    said = assess.told(rows, likely).drop(columns="reason")
    return rows.join(said).merge(rest, on="figure_id", suffixes=("", "_of_trend"))
