"""What the audit found, ready to read: every finding with its rule and the quotes it rests on."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis import numerals, tables
from analysis.audit import belonging, engine
from analysis.codelists import definitions
from analysis.words import corrections
from dashboard.shared import wording
from dashboard.shared.data import Data

MOST_QUOTES = 12  # of one finding at once; some rest on all figures of a plan


@dataclass(frozen=True)
class Finding:
    """`document`: the one it belongs to, `owner` that one's region; `region`: the place it speaks of. `figures`: ids,
    the doubted one first. `deviation` is written with its unit; texts are empty where there are none. `accepted` is the
    reason why the finding is let stand."""

    id: str
    rule: str
    severity: str
    document: str
    owner: str
    region: str
    place: str
    indicator: str
    documents: tuple[str, ...]
    figures: tuple[str, ...]
    printed: str
    recomputed: str
    deviation: str
    message: str
    accepted: str


@dataclass(frozen=True)
class Quote:
    """One printed number, as one would cite it; texts are empty where there is nothing to say."""

    figure: str
    place: str
    name: str
    what: str
    when: str
    value: str
    document: str
    section: str
    quote: str
    position: str
    correction: str
    note: str

    @property
    def citation(self) -> str:
        said = f"：“{self.quote}”" if self.quote else ""
        return f"《{self.document}》{self.section}{said}（{self.position}）"


class Findings:
    """All of them, gravest first. Made from the tables `findings`, `figures`, `documents`, `indicators`, `regions`."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]):
        self._frames = frames
        self._places = frames["regions"].set_index("region_code")["name_zh"].to_dict()
        self.titles: dict[str, str] = frames["documents"].set_index("document_id")["title"].to_dict()
        self.document_regions: dict[str, str] = frames["documents"].set_index("document_id")["region_code"].to_dict()
        self.indicators: dict[str, str] = frames["indicators"].set_index("indicator_id")["name_zh"].to_dict()
        order = list(definitions.terms()["severity"])
        found = map(self._finding, frames["findings"].to_dict("records"))
        self.all = sorted(found, key=lambda one: order.index(one.severity))
        self.by_id = {one.id: one for one in self.all}

    @classmethod
    def of(cls, data: Data) -> "Findings":
        return cls(data.frames)

    def of_place(self, region: str) -> belonging.Belonging:
        """Which findings are the place's own, and which are about it and printed elsewhere."""
        return belonging.of_place(self._frames["findings"], self._frames["documents"], region)

    @cached_property
    def _figures(self) -> dict[str, dict]:
        asked = {figure for one in self.all for figure in one.figures}
        figures = self._frames["figures"]
        return {row["figure_id"]: row for row in figures[figures["figure_id"].isin(asked)].to_dict("records")}

    @property
    def rules(self) -> dict[str, engine.Rule]:
        """By code. A code that only the table knows has been taken out of the program since."""
        return engine.rules()

    def rule_title(self, code: str) -> str:
        return self.rules[code].title if code in self.rules else "（程序中已没有这条规则）"

    def quotes(self, finding: Finding, most: int | None = MOST_QUOTES) -> list[Quote]:
        """What the finding rests on, the doubted number first."""
        return [self._quote(self._figures[one]) for one in finding.figures[:most] if one in self._figures]

    def _finding(self, row: Mapping[str, Any]) -> Finding:
        size = row["deviation"]
        deviation = "" if pd.isna(size) else numerals.with_unit(wording.number(round(size, 2)), row["deviation_unit"])
        texts = {name: row[name] for name in ("rule", "severity", "printed", "recomputed", "message", "accepted")}
        return Finding(
            id=row["finding_id"],
            document=row["document_id"],
            owner=self.document_regions[row["document_id"]],
            region=row["region_code"],
            place=self._places.get(row["region_code"], row["region_code"]),
            indicator=row["indicator_id"],
            documents=tuple(row["document_ids"].split(tables.SEPARATOR)),
            figures=tuple(row["figure_ids"].split(tables.SEPARATOR)),
            deviation=deviation,
            **texts,
        )

    def _quote(self, figure: Mapping[str, Any]) -> Quote:
        terms = definitions.terms()
        what = terms["kind"][figure["kind"]]
        return Quote(
            figure=figure["figure_id"],
            place=self._places[figure["region_code"]],
            name=wording.series_text(self.indicators[figure["indicator_id"]], figure),
            what=what if figure["form"] == "level" else f"{what}·{terms['form'][figure['form']]}",
            when=wording.period_text(figure),
            value=wording.value_text(figure),
            document=self.titles[figure["document_id"]],
            section=figure["section"],
            quote=wording.one_line(figure["quote"]),
            position=wording.place_text(figure),
            correction=corrections.worded(figure["correction"]),
            note=figure["note"],
        )


def counts(findings: Iterable[Finding], by: str) -> dict[str, int]:
    """How many findings there are of each rule, severity, owner or document."""
    return dict(Counter(getattr(one, by) for one in findings))
