"""Raw folders as they lie in data/raw: one frame of figures, one of documents, the declared corrections.

Everything is text here; nothing is converted. A folder is a document; the folder is the registry.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import paths, textfiles
from analysis.problems import DataProblems, Problem

FIGURE_COLUMNS = (
    "number",
    "section",
    "table_row",
    "start",
    "end",
    "quote",
    "kind",
    "form",
    "region_code",
    "indicator_id",
    "residence",
    "arrangement",
    "subgroup",
    "comparator",
    "printed_value",
    "printed_unit",
    "unit_read_as",
    "year",
    "period_start",
    "period_end",
    "year_stated",
    "base",
    "reference",
    "attribute",
    "note",
)
OBSERVED_COLUMNS = ("effective", "how_known", "source_standing", "address")
CORRECTABLE = (
    "kind",
    "form",
    "region_code",
    "indicator_id",
    "residence",
    "arrangement",
    "subgroup",
    "comparator",
    "printed_value",
    "printed_unit",
    "unit_read_as",
    "year",
    "period_start",
    "period_end",
)
DOCUMENT_FIELDS = {
    "id": str,
    "kind": str,
    "title": str,
    "region_code": str,
    "issuers": list,
    "number": str,
    "date": str,
    "status": str,
    "period": list,
    "baseline_year": int,
    "file": str,
    "sha256": str,
    "note": str,
}


@dataclass(frozen=True)
class Raw:
    """`figures`: FIGURE_COLUMNS and OBSERVED_COLUMNS as text, `document_id`, `file`, `line`.
    `documents`: one row a folder, with its path `folder`.
    `corrections`: document_id, figure (text), column, printed, used, reason, file, line; a row a corrected cell.
    """

    figures: pd.DataFrame
    documents: pd.DataFrame
    corrections: pd.DataFrame


def folders(raw: Path) -> list[Path]:
    """The document folders, plans first, each sorted by name."""
    found = [folder for group in ("plans", "observed") for folder in sorted((raw / group).glob("*/"))]
    return [folder for folder in found if not folder.name.startswith((".", "_"))]


def read_raw(raw: Path) -> tuple[Raw, list[Problem]]:
    """All that can be read, and the problems of what cannot: one bad folder does not hide those of the others."""
    problems, figures, documents, corrections = [], [], [], []
    if not folders(raw):
        found, action = "没有任何规划", "在 data/raw/plans/ 下为每个规划建一个文件夹"
        problems.append(Problem(paths.shown(raw), 0, "no-documents", found, "至少一个规划文件夹", action))
    for folder in folders(raw):
        try:
            document = _read_document(folder)
        except DataProblems as error:
            problems += error.problems
            document = None
        try:
            rows = _read_figures(folder)
        except DataProblems as error:
            problems += error.problems
            rows = []
        if document is not None:
            documents.append({**document, "figure_count": len(rows)})
            figures += rows
        try:
            corrections += _read_corrections(folder)
        except DataProblems as error:
            problems += error.problems
    figure_columns = [*FIGURE_COLUMNS, *OBSERVED_COLUMNS, "document_id", "file", "line"]
    correction_columns = ["document_id", "figure", "column", "printed", "used", "reason", "file", "line"]
    return (
        Raw(
            pd.DataFrame(figures, columns=figure_columns),
            pd.DataFrame(documents),
            pd.DataFrame(corrections, columns=correction_columns),
        ),
        problems,
    )


def _read_document(folder: Path) -> dict:
    path = folder / "document.toml"
    content = textfiles.read_toml(path)
    problems = []

    def problem(code: str, found: str, expected: str, action: str) -> None:
        problems.append(Problem(paths.shown(path), 0, code, found, expected, action))

    for field, kind in DOCUMENT_FIELDS.items():
        if field not in content:
            problem("missing-field", f"缺少 {field}", "、".join(DOCUMENT_FIELDS), f"补上 {field}")
        elif not isinstance(content[field], kind):
            problem(
                "field-type",
                f"{field} = {content[field]!r}",
                {str: "文字", list: "列表", int: "整数"}[kind],
                f"改正 {field}",
            )
    for field in content.keys() - DOCUMENT_FIELDS.keys():
        problem("unknown-field", f"不认识的字段 {field}", "、".join(DOCUMENT_FIELDS), "改名或删去")
    if content.get("id", folder.name) != folder.name:
        problem("document-id", f"id 是 {content['id']}", f"与文件夹同名的 {folder.name}", "改 id 或文件夹名")
    period = content.get("period")
    if isinstance(period, list) and not (len(period) == 2 and all(isinstance(year, int) for year in period)):
        problem("field-type", f"period = {period!r}", "[起始年, 末年]", "改正 period")
    if problems:
        raise DataProblems(problems)
    return {
        **{field: content[field] for field in DOCUMENT_FIELDS if field not in ("id", "issuers", "period")},
        "document_id": content["id"],
        "issuers": "；".join(content["issuers"]),
        "period_start": content["period"][0],
        "period_end": content["period"][1],
        "folder": folder,
    }


def _read_figures(folder: Path) -> list[dict]:
    path = folder / "figures.csv"
    blank = dict.fromkeys(OBSERVED_COLUMNS, "")
    place = {"document_id": folder.name, "file": paths.shown(path)}
    return [
        {**blank, **row.cells, **place, "line": row.line}
        for row in textfiles.read_csv(path, FIGURE_COLUMNS, OBSERVED_COLUMNS)
    ]


def _read_corrections(folder: Path) -> list[dict]:
    """One row a corrected cell. `printed` is the guard: what figures.csv must say for the correction to hold."""
    path = folder / "corrections.toml"
    if not path.exists():
        return []
    entries = textfiles.read_toml(path).get("correction", [])
    lines = [n for n, line in enumerate(textfiles.read_text(path).splitlines(), 1) if line.strip() == "[[correction]]"]
    rows, problems = [], []
    for line, entry in zip(lines, entries, strict=True):
        printed, used = entry.get("printed", {}), entry.get("used", {})
        figures = entry.get("figures", [entry["figure"]] if "figure" in entry else [])
        if (
            not figures
            or not entry.get("reason")
            or not used
            or set(printed) != set(used)
            or set(used) - set(CORRECTABLE)
        ):
            found = f"更正不完整：{sorted(entry)}，printed {sorted(printed)}，used {sorted(used)}"
            expected = f"figures、reason，以及列相同的 printed 与 used（可更正 {'、'.join(CORRECTABLE)}）"
            problems.append(Problem(paths.shown(path), line, "incomplete-correction", found, expected, "补全这条更正"))
            continue
        for figure in figures:
            for column in used:
                rows.append(
                    {
                        "document_id": folder.name,
                        "figure": str(figure),
                        "column": column,
                        "printed": str(printed[column]),
                        "used": str(used[column]),
                        "reason": entry["reason"],
                        "file": paths.shown(path),
                        "line": line,
                    }
                )
    if problems:
        raise DataProblems(problems)
    return rows
