"""The table of all printed numbers: searched, filtered and sorted as a whole, worded row by row where it is looked at.

Searching tens of thousands of rows takes milliseconds, wording them takes seconds: so only the rows that somebody sees
or takes along are worded.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.codelists import definitions
from analysis.domain.series import DIMENSIONS
from dashboard.shared import wording
from dashboard.shared.data import Data

# What the full-text search looks through, beside the names of place, indicator, document, kind and domain.
SEARCHED = ("figure_id", "section", "quote", "printed_value", "printed_unit", "reference", "note", "correction", "year")
SORTS = ("place", "name", "when", "value", "document")
LONGEST_SEARCH, MOST_WORDS = 200, 8


@dataclass(frozen=True)
class Choice:
    """Empty texts are no condition. `regions` are codes, None for all; `series` is an indicator, or one with its
    dimensions (`dibao_standard.urban`)."""

    search: str = ""
    document: str = ""
    kind: str = ""
    regions: frozenset[str] | None = None
    series: str = ""
    domain: str = ""
    sort: str = ""
    descending: bool = False


class Figures:
    """Made from the tables `figures`, `documents`, `indicators`, `regions`."""

    @classmethod
    def of(cls, data: Data) -> "Figures":
        return cls(data.frames)

    def __init__(self, frames: Mapping[str, pd.DataFrame]):
        figures = frames["figures"].reset_index(drop=True)
        documents = frames["documents"].set_index("document_id")
        indicators, regions = frames["indicators"].set_index("indicator_id"), frames["regions"].set_index("region_code")
        self.figures, self.documents, self.indicators = figures, documents, indicators
        self.titles: dict[str, str] = documents["title"].to_dict()
        self.names: dict[str, str] = indicators["name_zh"].to_dict()
        self.places: dict[str, str] = regions["name_zh"].to_dict()
        self.position = {figure: position for position, figure in enumerate(figures["figure_id"])}
        self._domain = figures["indicator_id"].map(indicators["domain"])
        self._haystack = self._searched()
        self._keys = self._sort_keys(regions)

    def _searched(self) -> list[str]:
        figures, terms = self.figures, definitions.terms()
        named = [
            figures["region_code"].map(self.places),
            figures["indicator_id"].map(self.indicators["name_zh"] + " " + self.indicators["name_en"]),
            figures["document_id"].map(self.documents["title"] + " " + self.documents["issuers"]),
            figures["kind"].map(terms["kind"]),
            figures["residence"].map({**terms["residence"], "": ""}),
            figures["arrangement"].map({**terms["arrangement"], "": ""}),
            figures["subgroup"].map(lambda code: definitions.subgroups().get(code, code)),
            self._domain.map(terms["domain"]),
            *(figures[name].astype("str") for name in SEARCHED),
        ]
        texts = zip(*(column.fillna("").to_list() for column in named), strict=True)
        return [normal(" ".join(parts)) for parts in texts]

    def _sort_keys(self, regions: pd.DataFrame) -> dict[str, np.ndarray]:
        figures = self.figures
        order = {code: position for position, code in enumerate(sorted(regions.index))}
        when = figures["year"].fillna(figures["period_end"]).astype("float64")
        domains = list(definitions.terms()["domain"])
        names = figures["indicator_id"].map(self.names)
        by_name = self._domain.map(domains.index).astype("str").str.zfill(2) + names
        return {
            "place": figures["region_code"].map(order).to_numpy(),
            "name": by_name.rank(method="dense").to_numpy(),
            "when": when.to_numpy(),
            "value": figures["value"].to_numpy(dtype="float64"),
            "document": figures["document_id"].rank(method="dense").to_numpy(),
        }

    def chosen(self, choice: Choice) -> np.ndarray:
        """Positions of the rows that fit, in the order asked for (as printed, where none is); missing values last."""
        figures = self.figures
        mask = np.ones(len(figures), dtype=bool)
        if choice.document:
            mask &= (figures["document_id"] == choice.document).to_numpy()
        if choice.kind:
            mask &= (figures["kind"] == choice.kind).to_numpy()
        if choice.regions is not None:
            mask &= figures["region_code"].isin(choice.regions).to_numpy()
        if choice.domain:
            mask &= (self._domain == choice.domain).to_numpy()
        if choice.series:
            mask &= self._of_series(choice.series)
        positions = np.flatnonzero(mask)
        for word in normal(choice.search[:LONGEST_SEARCH]).split()[:MOST_WORDS]:
            positions = np.array([one for one in positions if word in self._haystack[one]], dtype=int)
        return self._sorted(positions, choice)

    def _of_series(self, series: str) -> np.ndarray:
        indicator, _, dimensions = series.partition(".")
        mask = (self.figures["indicator_id"] == indicator).to_numpy(copy=True)
        asked = set(filter(None, dimensions.split(".")))
        if asked:
            rows = self.figures.loc[mask, DIMENSIONS].itertuples(index=False, name=None)
            mask[mask] = [asked == set(filter(None, row)) for row in rows]
        return mask

    def _sorted(self, positions: np.ndarray, choice: Choice) -> np.ndarray:
        if choice.sort not in self._keys:
            return positions
        keys = self._keys[choice.sort][positions]
        order = np.argsort(-keys if choice.descending else keys, kind="stable")  # NaN last in both directions
        return positions[order]

    def rows(self, positions: Iterable[int]) -> list[dict[str, str]]:
        """The rows as the table on the page shows them: texts."""
        return [self._row(row) for row in self.figures.iloc[list(positions)].to_dict("records")]

    def _row(self, row: dict) -> dict[str, str]:
        return {
            "id": row["figure_id"],
            "place": self.places[row["region_code"]],
            "name": self.series_name(row),
            "what": what(row),
            "when": _short(wording.period_text(row)),
            "value": wording.value_text(row),
            "document": self.titles[row["document_id"]],
            "section": row["section"],
            "quote": wording.one_line(row["quote"]),
        }

    def series_name(self, row: Mapping) -> str:
        return wording.series_text(self.names[row["indicator_id"]], row)

    def row(self, figure: str) -> dict:
        """All columns of one figure, as the table has them. Raises KeyError for an unknown one."""
        return self.figures.iloc[self.position[figure]].to_dict()

    def table(self, positions: np.ndarray) -> pd.DataFrame:
        """The rows to take along: the table's columns, with the names of what its codes mean put before them."""
        rows = self.figures.iloc[positions].reset_index(drop=True)
        terms = definitions.terms()
        records = rows.to_dict("records")
        named = pd.DataFrame(
            {
                "place": rows["region_code"].map(self.places),
                "name": [self.series_name(row) for row in records],
                "what": [what(row) for row in records],
                "when": [wording.period_text(row) for row in records],
                "text": [wording.value_text(row) for row in records],
                "document": rows["document_id"].map(self.titles),
                "how_known_text": rows["how_known"].map({**terms["how_known"], "": ""}),
            }
        )
        return pd.concat([named, rows], axis=1)


def normal(text: str) -> str:
    """For comparing: full-width letters and digits as half-width ones, lower case, one line."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def what(row: Mapping) -> str:
    """The figure's kind, and its form where that is not a level: 规划目标·年均增速."""
    terms = definitions.terms()
    kind = terms["kind"][row["kind"]]
    return kind if row["form"] == "level" else f"{kind}·{terms['form'][row['form']]}"


def _short(period: str) -> str:
    """2020年* for a year that is inferred."""
    return period.replace("（推断）", "*").replace("年份未载明", "—")
