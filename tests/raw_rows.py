"""Rows of a figures.csv made in a test, and what the ETL makes of them."""

from pathlib import Path

import pandas as pd

from analysis.etl.figures import FIGURE_COLUMNS, OBSERVED_COLUMNS
from analysis.etl.harmonise import harmonise
from analysis.etl.read import Raw
from analysis.problems import Problem

FILE = "data/raw/plans/plan/figures.csv"
CORRECTIONS = ["document_id", "figure", "column", "printed", "used", "reason", "file", "line"]


def row(quote: str, value: str, unit: str = "", **cells: str) -> dict:
    """A target of 海城 for 2025 in a rate, unless `cells` say otherwise."""
    usual = {
        "number": "1", "section": "一、", "start": "0", "end": str(len(quote)), "quote": quote, "kind": "target",
        "form": "level", "region_code": "210381", "indicator_id": "nursing_bed_share", "comparator": "=",
        "printed_value": value, "printed_unit": unit, "year": "2025", "year_stated": "true",
    }  # fmt: skip
    return {**dict.fromkeys([*FIGURE_COLUMNS, *OBSERVED_COLUMNS], ""), **usual, **cells}


def read(*rows: dict, corrections: tuple[tuple, ...] = (), folder: Path = Path("nowhere")) -> tuple:
    """The harmonised rows of one plan, and the problems."""
    figures = pd.DataFrame(rows).assign(document_id="plan", file=FILE, line=range(2, len(rows) + 2))
    documents = pd.DataFrame(
        [{"document_id": "plan", "kind": "plan", "region_code": "210381", "baseline_year": 2020, "folder": folder}]
    )
    return harmonise(Raw(figures, documents, pd.DataFrame(list(corrections), columns=CORRECTIONS)))


def value(one: dict) -> tuple[float, str]:
    """Value and comparator of a row without problems."""
    frame, problems = read(one)
    assert problems == []
    return frame["value"].iloc[0], frame["comparator"].iloc[0]


def problem(one: dict) -> Problem:
    """The only problem of a row."""
    _, problems = read(one)
    assert len(problems) == 1, problems
    assert (problems[0].file, problems[0].line) == (FILE, 2)
    return problems[0]
