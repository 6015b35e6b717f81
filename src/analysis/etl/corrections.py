"""`corrections.toml`: what is printed wrongly, why, and what is used instead, with the printed cell as a guard."""

from pathlib import Path

from analysis.etl.figures import CORRECTABLE
from analysis.etl.schema import Field, TomlFile, is_filled, is_integer, is_text
from analysis.problems import DataProblems, Problem

FILE = "corrections.toml"


def _is_cells(value: object) -> bool:
    """Text or whole numbers: 0.50 as a number would lose how it is printed."""
    return isinstance(value, dict) and bool(value) and all(
        column in CORRECTABLE and (is_text(cell) or is_integer(cell)) for column, cell in value.items()
    )  # fmt: skip


def _is_numbers(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(is_integer, value)) and len(set(value)) == len(value)


CELLS = Field(f'列 = "文字" 或整数，如 {{ printed_unit = "元/月" }}；可更正的列：{"、".join(CORRECTABLE)}', _is_cells)
FIELDS = {
    "figure": Field("figures.csv 中的一个序号", is_integer, required=False),
    "figures": Field("figures.csv 中不重复的序号，如 [3, 4]", _is_numbers, required=False),
    "reason": Field("不空的理由", is_filled),
    "printed": CELLS,
    "used": CELLS,
}


def read_corrections(folder: Path) -> list[dict]:
    """One row a corrected cell: document_id, figure (text), column, printed, used, reason, file, line. `printed` is the
    guard: what figures.csv must say for the correction to hold. Raises DataProblems."""
    if not (folder / FILE).exists():
        return []
    file = TomlFile(folder / FILE)
    entries, problems = file.entries("correction", FIELDS)
    rows: dict[tuple, dict] = {}
    for line, entry in entries:
        problems += [Problem(file.name, line, *told) for told in _contradictions(entry)]
        for figure in entry.get("figures", [entry["figure"]] if "figure" in entry else []):
            for column in [one for one in entry["used"] if one in entry["printed"]]:
                cell = str(figure), column
                if cell in rows:
                    found = f"第 {figure} 号数字的 {column} 更正了两次（另一条在第 {rows[cell]['line']} 行）"
                    problems.append(Problem(file.name, line, "corrected-twice", found, "每格一条更正", "删去一条"))
                rows[cell] = {
                    "document_id": folder.name,
                    "figure": cell[0],
                    "column": column,
                    "printed": str(entry["printed"][column]),
                    "used": str(entry["used"][column]),
                    "reason": entry["reason"],
                    "file": file.name,
                    "line": line,
                }
    if problems:
        raise DataProblems(problems)
    return list(rows.values())


def _contradictions(entry: dict) -> list[tuple[str, str, str, str]]:
    """(code, found, expected, action) of what is wrong between an entry's fields."""
    told = []
    if ("figure" in entry) == ("figures" in entry):
        found = "figure 和 figures 都写了" if "figure" in entry else "没有写更正的是第几号数字"
        told.append(("incomplete-correction", found, "figure 或 figures 之一", "补上或删去一个"))
    printed, used = entry["printed"], entry["used"]
    if printed.keys() != used.keys():
        found = f"printed 的列是 {'、'.join(printed)}，used 的列是 {'、'.join(used)}"
        told.append(("incomplete-correction", found, "相同的列", "补上缺少的列"))
    for column in [column for column in printed if str(printed[column]) == str(used.get(column))]:
        found = f"{column} 更正前后相同（“{printed[column]}”）"
        told.append(("correction-of-nothing", found, "与印出的不同", "改正 used 或删去"))
    return told
