"""Two builds side by side: figures added, gone and changed, targets whose outcome turned, and on what that rests."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

FIGURE_KEY = ["figure_id"]
TARGET_KEY = [
    "region_code",
    "indicator_id",
    "residence",
    "arrangement",
    "subgroup",
    "form",
    "target_year",
    "document_id",
]
# Where a figure is printed and what is remarked on it; the other columns are what it says.
BESIDE = ("number", "section", "table_row", "start", "end", "quote", "note")
VERDICT = ("outcome", "last_standing", "outcome_reason")
TURNING = ("outcome", "last_standing")
SEPARATOR = ";"  # between the ids of `figure_ids`

# Columns without which the tables cannot be compared or told; all others count where both builds have them.
NEEDED = {
    "figures": ["figure_id", "document_id", "kind", "region_code", "indicator_id", "residence", "arrangement",
                "subgroup", "comparator", "printed_value", "value", "value_low", "value_high", "unit", "year",
                "period_start", "period_end"],
    "assessments": [*TARGET_KEY, "figure_id", "outcome", "outcome_reason", "figure_ids"],
}  # fmt: skip


class Build(NamedTuple):
    """The tables of one build that are compared, and the last year whose levels counted (None where unknown)."""

    figures: pd.DataFrame
    assessments: pd.DataFrame
    as_of: int | None


class Rows(NamedTuple):
    """One table in two builds. `before`, `after` and `differs` (bool) have the same index and columns."""

    added: pd.DataFrame
    gone: pd.DataFrame
    before: pd.DataFrame
    after: pd.DataFrame
    differs: pd.DataFrame
    one_sided: list[str]  # columns that only one build has: not compared


class Cause(NamedTuple):
    """A figure that a verdict rests on and what happened to it: added, gone, changed, taken_up or let_go."""

    figure_id: str
    what: str


class Turn(NamedTuple):
    """A target whose verdict is another one; `at` is its position in `targets`.

    `causes`: the figures named by the target's row that differ. Where none does, `nearby` are the figures of the same
    indicator, here or in a place above, that do.
    """

    at: int
    causes: list[Cause]
    nearby: list[Cause]


class Changes(NamedTuple):
    """All that differs. In `figures` and `targets` the matched rows are those that differ in what they say."""

    old: Build
    new: Build
    figures: Rows
    targets: Rows
    turns: list[Turn]
    beside: int  # figures that differ only in BESIDE

    @property
    def as_of_moved(self) -> bool:
        """Whether the day of judgement is another one; False where a build does not say which it was."""
        return None not in (self.old.as_of, self.new.as_of) and self.old.as_of != self.new.as_of


def compare(old: Build, new: Build, lineage: pd.DataFrame) -> Changes:
    """What is different in `new`. `lineage`: region_code, ancestor_code, distance (the codelists').

    Figures are matched by their id, targets by TARGET_KEY; each must be unique in its table.
    """
    figures = _rows(old.figures, new.figures, FIGURE_KEY)
    said = figures.differs.drop(columns=[name for name in BESIDE if name in figures.differs])
    beside = int((figures.differs.any(axis=1) & ~said.any(axis=1)).sum())
    figures = _only(figures._replace(differs=said), said.any(axis=1))

    targets = _rows(old.assessments, new.assessments, TARGET_KEY)
    verdict = targets.differs[[name for name in VERDICT if name in targets.differs]]
    targets = _only(targets._replace(differs=verdict), verdict.any(axis=1))
    return Changes(old, new, figures, targets, _turns(targets, figures, lineage), beside)


def repeated(frame: pd.DataFrame, key: list[str]) -> list[tuple]:
    """The keys that more than one row has."""
    return list(frame.loc[frame.duplicated(key), key].drop_duplicates().itertuples(index=False, name=None))


def _rows(old: pd.DataFrame, new: pd.DataFrame, key: list[str]) -> Rows:
    shared = [name for name in new.columns if name in old.columns]
    one_sided = sorted(set(old.columns) ^ set(new.columns))
    old, new = (frame.set_index(pd.MultiIndex.from_frame(frame[key])) for frame in (old, new))
    both = new.index.intersection(old.index, sort=False)
    before, after = (frame.loc[both, shared].reset_index(drop=True) for frame in (old, new))
    unlike = {name: _unlike(before[name], after[name]) for name in shared}
    return Rows(
        new[~new.index.isin(old.index)].reset_index(drop=True),
        old[~old.index.isin(new.index)].reset_index(drop=True),
        before,
        after,
        pd.DataFrame(unlike, index=after.index, columns=shared, dtype=bool),
        one_sided,
    )


def _unlike(old: pd.Series, new: pd.Series) -> pd.Series:
    """Whether two cells differ; two empty ones do not."""
    return ~((old == new).fillna(False) | (old.isna() & new.isna())).astype(bool)


def _only(rows: Rows, chosen: pd.Series) -> Rows:
    before, after, differs = (frame[chosen].reset_index(drop=True) for frame in (rows.before, rows.after, rows.differs))
    return rows._replace(before=before, after=after, differs=differs)


def _turns(targets: Rows, figures: Rows, lineage: pd.DataFrame) -> list[Turn]:
    """The matched targets with their causes; first those whose outcome or standing turned, then new reasons alone."""
    happened = {
        **dict.fromkeys(figures.added["figure_id"], "added"),
        **dict.fromkeys(figures.gone["figure_id"], "gone"),
        **dict.fromkeys(figures.after["figure_id"], "changed"),
    }
    by_place = _by_place(figures, happened)
    above = lineage[lineage["region_code"].isin(targets.after["region_code"])]
    above = above.sort_values("distance").groupby("region_code")["ancestor_code"].agg(list).to_dict()
    turns = []
    for at in _turned_first(targets.differs):
        row = targets.after.loc[at]
        causes = _causes(targets.before.at[at, "figure_ids"], row["figure_ids"], happened)
        places = [] if causes else above.get(row["region_code"], [row["region_code"]])
        nearby = [cause for place in places for cause in by_place.get((place, row["indicator_id"]), [])]
        turns.append(Turn(at, causes, nearby))
    return turns


def _turned_first(differs: pd.DataFrame) -> Iterable[int]:
    turned = differs[[name for name in TURNING if name in differs]].any(axis=1)
    return (~turned).sort_values(kind="stable").index


def _causes(old_ids: str, new_ids: str, happened: dict[str, str]) -> list[Cause]:
    """The figures of either row that differ. One that only made way for another is no cause of its own."""
    old, new = ([one for one in ids.split(SEPARATOR) if one] for ids in (old_ids, new_ids))
    found = []
    for figure_id in dict.fromkeys([*new, *old]):
        moved = "taken_up" if figure_id not in old else "let_go" if figure_id not in new else ""
        if what := happened.get(figure_id, moved):
            found.append(Cause(figure_id, what))
    return [cause for cause in found if cause.what != "let_go"] or found


def _by_place(figures: Rows, happened: dict[str, str]) -> dict[tuple[str, str], list[Cause]]:
    """Place and indicator → what happened to figures of them; a figure that moved counts in both places."""
    columns = ["region_code", "indicator_id", "figure_id"]
    parts = [frame[columns] for frame in (figures.added, figures.after, figures.before, figures.gone)]
    found: dict[tuple[str, str], list[Cause]] = {}
    for place, indicator, figure_id in pd.concat(parts).drop_duplicates().itertuples(index=False, name=None):
        found.setdefault((place, indicator), []).append(Cause(figure_id, happened[figure_id]))
    return found
