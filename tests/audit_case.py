"""What a case is, and figures that several cases share."""

from dataclasses import dataclass, field

import pandas as pd
from audit_tables import figure

MONTH, YEAR, PER_THOUSAND = "元/人/月", "元/人/年", "张/千名老人"
FIVE_YEARS = {"year": pd.NA, "period_start": 2016, "period_end": 2020}
BEDS = "elderly_beds_per_thousand"
DIBAO, TEKUN, ORPHAN = "dibao_standard", "tekun_standard", "orphan_standard"


@dataclass(frozen=True)
class Case:
    """`fires`: rows with one finding, of this `severity`, `deviation` and with these `words` in its sentence."""

    fires: list[dict]
    silent: list[dict]
    severity: str
    words: tuple[str, ...]
    deviation: float | None = None
    plans: dict[str, tuple[str, str]] = field(default_factory=dict)


def dibao(printed: str, **cells) -> dict:
    return figure(DIBAO, printed, MONTH, **{"residence": "urban", **cells})


def rural(indicator: str, printed: str, unit: str = MONTH, **cells) -> dict:
    return figure(indicator, printed, unit, **{"residence": "rural", **cells})


def places(indicator: str, values: list[str], unit: str = MONTH, **cells) -> list[dict]:
    """One value for each of several other places, from reports."""
    regions = ["210100", "210200", "210400", "210500", "210600", "210700"]
    return [
        figure(
            indicator, value, unit, kind="observed", region=region, document="reports", how_known="published", **cells
        )
        for value, region in zip(values, regions, strict=False)
    ]


def over(residence: str, *values: str) -> list[dict]:
    """A standard in 2016 and 2020."""
    return [
        figure(DIBAO, value, MONTH, year=year, residence=residence)
        for value, year in zip(values, (2016, 2020), strict=True)
    ]
