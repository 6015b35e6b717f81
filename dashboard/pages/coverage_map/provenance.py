"""Everything that is known of one county or city, each number with the place where it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis import tables
from analysis.codelists import definitions
from analysis.words import corrections
from dashboard.shared import wording


@dataclass(frozen=True)
class Statement:
    """One number as one source gives it. Texts are ready to read; empty where there is nothing to say.

    `others` are the further statements of the same number: (document title, section, quote).
    """

    what: str
    when: str
    value: str
    source: str
    document: str
    section: str
    quote: str
    place: str
    attribute: str
    how_known: str
    address: str
    correction: str
    note: str
    others: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Series:
    """The statements about one indicator with its dimensions, earliest first."""

    domain: str
    name: str
    statements: list[Statement]


class Provenance:
    """Answers for one of `places` (codes of counties and cities) from the tables `figures`, `documents`, `indicators`,
    `regions` and from what the places have (held.py)."""

    def __init__(self, frames: dict[str, pd.DataFrame], held: pd.DataFrame, places: Iterable[str]):
        self.places = frozenset(places)
        self._figures = {row["figure_id"]: row for row in frames["figures"].to_dict("records")}
        self._own = frames["figures"].groupby("region_code")["figure_id"].apply(list).to_dict()
        self._held: dict[str, list[dict]] = {}
        for row in held.to_dict("records"):
            self._held.setdefault(row["place_code"], []).append(row)
        self._titles = frames["documents"].set_index("document_id")["title"].to_dict()
        self._indicators = frames["indicators"].set_index("indicator_id").to_dict("index")
        regions = frames["regions"].set_index("region_code")
        self._names, self._levels = regions["name_zh"].to_dict(), regions["level"].to_dict()

    def level(self, place: str) -> str:
        """The key of `wording.PLACES` that says what kind of place it is: all that is not a county counts as a city."""
        return "county" if self._levels[place] == "county" else "city"

    def coverage(self, place: str) -> list[Series]:
        """The coverage rates of a place: its own levels, its own targets or those of a level above that apply."""
        return self._series([(self._figures[row["figure_id"]], row) for row in self._held.get(place, [])], place)

    def others(self, place: str) -> list[Series]:
        """The place's own figures that `coverage` does not show."""
        shown = {figure for row in self._held.get(place, []) for figure in row["figure_ids"].split(tables.SEPARATOR)}
        own = self._own.get(place, [])
        return self._series([(self._figures[figure], None) for figure in own if figure not in shown], place)

    def _series(self, pairs: list[tuple[dict, dict | None]], place: str) -> list[Series]:
        domains = list(definitions.terms()["domain"])
        series: dict[tuple[int, str], list[Statement]] = {}
        for figure, held in sorted(pairs, key=lambda pair: _when(pair[0])):
            indicator = self._indicators[figure["indicator_id"]]
            key = domains.index(indicator["domain"]), wording.series_text(indicator["name_zh"], figure)
            series.setdefault(key, []).append(self._statement(figure, held, self.level(place)))
        names = definitions.terms()["domain"]
        return [Series(names[domains[key[0]]], key[1], series[key]) for key in sorted(series)]

    def _statement(self, figure: dict, held: dict | None, place_level: str) -> Statement:
        others = [self._figures[other] for other in held["figure_ids"].split(tables.SEPARATOR)[1:]] if held else []
        level = held["source_level"] if held else "own"
        return Statement(
            what=_what(figure, held, level, self._names[figure["region_code"]]),
            when=wording.period_text(figure),
            value=wording.value_text(figure),
            source=wording.source_text(level, self._names[figure["region_code"]], place_level),
            document=self._titles[figure["document_id"]],
            section=figure["section"],
            quote=wording.one_line(figure["quote"]),
            place=wording.place_text(figure),
            attribute=figure["attribute"],
            how_known=wording.how_known_text(figure),
            address=figure["address"],
            correction=corrections.worded(figure["correction"]),
            note=figure["note"],
            others=tuple(map(self._cited, others)),
        )

    def _cited(self, figure: dict) -> tuple[str, str, str]:
        return self._titles[figure["document_id"]], figure["section"], wording.one_line(figure["quote"])


def _what(figure: dict, held: dict | None, level: str, owner: str) -> str:
    """目标 of the place's own, 适用辽宁省目标 of a level above."""
    terms = definitions.terms()
    what = terms["role"][held["role"]] if held else terms["kind"][figure["kind"]]
    what = what if level == "own" else f"适用{owner}{what}"
    return what if figure["form"] == "level" else f"{what}·{terms['form'][figure['form']]}"


def _when(figure: dict) -> tuple[int, int]:
    year = figure["period_end"] if pd.isna(figure["year"]) else figure["year"]
    return (0 if pd.isna(year) else int(year)), figure["number"]
