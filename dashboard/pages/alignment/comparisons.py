"""What a place has set, and what it is held against: how far targets above reach, the pairs that the audit compares."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.audit import inputs
from analysis.codelists import definitions
from analysis.models import ownership
from dashboard.shared import assessed


@dataclass(frozen=True)
class Statement:
    """One target, or one norm in force, as a place has set it. `indicator`: what it is set for, an average where it is
    one. `detail` says in words what `relation` rests on."""

    figure_id: str
    indicator: str
    average: bool
    what: str
    value: str
    year: str
    attribute: str
    relation: str
    detail: str
    row: Mapping


@dataclass(frozen=True)
class Cell:
    """What one place has set for one indicator; `relation` is the gravest of its statements'. Where it has set nothing,
    `applicable` names the target of the nearest level above that applies there, and whose it is."""

    statements: list[Statement]
    relation: str
    detail: str
    applicable: str = ""


def reach() -> set[tuple[str, str]]:
    """(indicator, level) of the places that a target set above applies to (`ownership.applies`)."""
    named = definitions.indicators()["targets_apply_to"].rename("reach").reset_index()
    pairs = named.merge(pd.DataFrame({"level": list(ownership.DEPTH)}), how="cross")
    below = pd.Series(1, index=pairs.index)
    applying = pairs[ownership.applies(below, pairs["level"], pairs["reach"])]
    return set(applying[["indicator_id", "level"]].itertuples(index=False, name=None))


def by_figure(tables: inputs.Tables, pairs: pd.DataFrame) -> dict[str, dict]:
    """Figure of the lower promise → its pair, with the upper figure's row as `row`."""
    numbers = tables.numbers
    ids = pairs["figure"].map(numbers["figure_id"])
    columns = {"ancestor_code": "above"}
    rows = assessed.records(pairs.rename(columns=columns).drop(columns=["row"], errors="ignore"))
    upper = tables.figures.set_index("figure_id", drop=False)
    upper_ids = pairs["figure_upper"].map(numbers["figure_id"])
    return {
        figure: {**pair, "row": upper.loc[other].to_dict()}
        for figure, other, pair in zip(ids, upper_ids, rows, strict=True)
    }
