"""How indicators hang together (relations.toml) and how many people live where (population.csv): for the audit."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis import textfiles
from analysis.codelists.definitions import FOLDER

POPULATION = "population"


@dataclass(frozen=True)
class Term:
    """An indicator in a relation. `residence`, `arrangement`, `subgroup` count only where `fixed`."""

    indicator_id: str
    fixed: bool = False
    residence: str = ""
    arrangement: str = ""
    subgroup: str = ""


def term(text: str) -> Term:
    """`indicator` or `indicator:residence:arrangement:subgroup`; what is left out at the end is empty.

    >>> term("nursing_beds").fixed, term("villages:").fixed, term("dibao_standard:rural").residence
    (False, True, 'rural')
    """
    indicator, colon, rest = text.partition(":")
    dimensions = [*rest.split(":"), "", ""][:3]
    return Term(indicator, bool(colon), *dimensions)


@cache
def relations() -> dict[str, tuple[dict, ...]]:
    """Kind of relation → its entries as in relations.toml."""
    return {kind: tuple(entries) for kind, entries in textfiles.read_toml(FOLDER / "relations.toml").items()}


@cache
def population() -> pd.DataFrame:
    """Resident population: `region_code`, `year`, `persons`, `source`. Only regions that a plan speaks of."""
    return pd.read_csv(FOLDER / "population.csv", dtype={"region_code": str})
