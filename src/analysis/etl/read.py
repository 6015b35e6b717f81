"""Raw folders as they lie in data/raw: one frame of figures, one of documents, the declared corrections.

Everything is text here; nothing is converted. A folder is a document; the folder is the registry.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.etl import corrections, documents, figures, leftovers, observed
from analysis.problems import DataProblems, Problem


@dataclass(frozen=True)
class Raw:
    """`figures`: FIGURE_COLUMNS and OBSERVED_COLUMNS as text, `document_id`, `file`, `line`.
    `documents`: one row a folder, with its path `folder` (see documents.read_document).
    `corrections`: document_id, figure (text), column, printed, used, reason, file, line; a row a corrected cell.
    """

    figures: pd.DataFrame
    documents: pd.DataFrame
    corrections: pd.DataFrame


def folders(raw: Path) -> list[Path]:
    """The document folders, plans first, each sorted by name."""
    found = [folder for group in documents.GROUPS for folder in sorted((raw / group).glob("*/"))]
    return [folder for folder in found if not folder.name.startswith((".", "_"))]


def read_raw(raw: Path, judged_on: datetime.date | None = None) -> tuple[Raw, list[Problem]]:
    """All that can be read, and the problems of what cannot: one bad file does not hide those of the others. Whether
    somebody has signed it is for `signing` to say.

    `judged_on`: the day of judgement, after which nothing can be a fact; None: no year is too late.
    """
    problems: list[Problem] = []
    if not folders(raw):
        found, action = "没有任何规划", "在 data/raw/plans/ 下为每个规划建一个文件夹"
        problems.append(Problem(paths.shown(raw), 0, "no-documents", found, "至少一个规划文件夹", action))

    def kept(read: Callable, *arguments) -> object | None:
        """What `read` gives; None where it cannot, its problems added to the others."""
        try:
            return read(*arguments)
        except DataProblems as error:
            problems.extend(error.problems)
            return None

    all_figures, all_documents, all_corrections = [], [], []
    for folder in folders(raw):
        document = kept(documents.read_document, folder, judged_on)
        rows = kept(figures.read_figures, folder)
        all_corrections += kept(corrections.read_corrections, folder) or []
        kept(leftovers.snippets, folder)
        all_figures += rows or []
        is_observed = documents.GROUPS[folder.parent.name] == "observed"
        for row in rows or []:
            problems += observed.source_problems(row, is_observed)
        if document is not None:
            all_documents.append({**document, "figure_count": len(rows or [])})
    problems += documents.same_documents(all_documents)
    read = _framed(all_figures, all_documents, all_corrections)
    if judged_on:
        problems += observed.facts_to_come(read.figures, judged_on)
    return read, problems


def _framed(all_figures: list[dict], all_documents: list[dict], all_corrections: list[dict]) -> Raw:
    figure_columns = [*figures.FIGURE_COLUMNS, *figures.OBSERVED_COLUMNS, "document_id", "file", "line"]
    correction_columns = ["document_id", "figure", "column", "printed", "used", "reason", "file", "line"]
    return Raw(
        pd.DataFrame(all_figures, columns=figure_columns),
        pd.DataFrame(all_documents, columns=[*documents.COLUMNS, "figure_count"]),
        pd.DataFrame(all_corrections, columns=correction_columns),
    )
