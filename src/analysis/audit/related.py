"""The figures that a relation of codelists/relations.toml connects, brought into one row."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.audit.inputs import Tables
from analysis.codelists import units
from analysis.codelists.relations import POPULATION, term
from analysis.domain.series import DIMENSIONS

PLACE = ["document_id", "region_code", "role", "at"]


def select(tables: Tables, text: str, name: str) -> pd.DataFrame:
    """The facts of one term: PLACE (and DIMENSIONS unless the term fixes it), `<name>` (position in `tables.numbers`),
    `<name>_low`, `<name>_high`, `<name>_unit`, `<name>_kind`. Of several figures for one key the first is kept."""
    return tables.once(_select, text, name)


def _select(tables: Tables, text: str, name: str) -> pd.DataFrame:
    wanted = term(text)
    facts = tables.facts_of.get(wanted.indicator_id, tables.facts.iloc[:0])
    keys = PLACE if wanted.fixed else [*PLACE, *DIMENSIONS]
    if wanted.fixed:
        facts = facts[
            (facts["residence"] == wanted.residence)
            & (facts["arrangement"] == wanted.arrangement)
            & (facts["subgroup"] == wanted.subgroup)
        ]
    columns = {column: f"{name}_{column}" for column in ("low", "high", "unit", "kind")}
    frame = facts[[*keys, *columns]].rename(columns=columns).assign(**{name: facts.index})
    return frame.drop_duplicates(keys)


def total(tables: Tables, terms: Sequence[str], name: str) -> pd.DataFrame:
    """The sum of several terms, in the first one's unit: keys, `<name>_low`, `<name>_high`, `<name>_unit`, and
    `<name>_0`, `<name>_1` … (positions). Only where every term is there. `population` stands alone."""
    if list(terms) == [POPULATION]:
        persons = tables.persons
        return pd.DataFrame({"region_code": persons["region_code"], f"{name}_low": persons["persons"].astype(float),
                             f"{name}_high": persons["persons"].astype(float), f"{name}_unit": "人"})  # fmt: skip
    parts = [select(tables, text, f"{name}_{at}") for at, text in enumerate(terms)]
    frame = parts[0]
    for part in parts[1:]:
        frame = frame.merge(part, on=[column for column in [*PLACE, *DIMENSIONS] if column in frame and column in part])
    sums = {
        f"{name}_{end}": sum(
            frame[f"{name}_{at}_{end}"] * _factor(frame, f"{name}_{at}_unit", f"{name}_0_unit")
            for at in range(len(parts))
        )
        for end in ("low", "high")
    }
    return frame.assign(**sums, **{f"{name}_unit": frame[f"{name}_0_unit"]})


def together(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Rows of both that belong to one place, year and role, and one group where both distinguish groups."""
    return left.merge(right, on=[column for column in [*PLACE, *DIMENSIONS] if column in left and column in right])


def _factor(frame: pd.DataFrame, unit: str, to: str) -> float:
    """One factor for the frame: an indicator has one unit."""
    return units.factor(frame[unit].iloc[0], frame[to].iloc[0]) if len(frame) else 1.0


def convert(frame: pd.DataFrame, name: str, to: str, factor: float | None) -> pd.DataFrame:
    """`<name>_low`, `<name>_high` in the unit of `<to>`; by `factor` where the relation gives one for unlike units."""
    by = _factor(frame, f"{name}_unit", f"{to}_unit") if factor is None else factor
    ends = [f"{name}_low", f"{name}_high"]
    return frame.assign(**{end: frame[end] * by for end in ends})


def positions(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The columns of figure positions whose names are, or begin with, the names given (parts of sums are numbered)."""
    kept = [
        column
        for name in names
        for column in frame
        if column == name or (column.startswith(f"{name}_") and column[len(name) + 1 :].isdigit())
    ]
    return frame[kept]


def quotients(frame: pd.DataFrame, over: str, under: str) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest `over` ÷ `under`; NaN where the divisor can be zero."""
    with np.errstate(all="ignore"):
        low = np.where(frame[f"{under}_low"] > 0, frame[f"{over}_low"] / frame[f"{under}_high"], np.nan)
        high = np.where(frame[f"{under}_low"] > 0, frame[f"{over}_high"] / frame[f"{under}_low"], np.nan)
    return low, high
