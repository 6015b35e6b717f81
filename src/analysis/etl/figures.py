"""`figures.csv`: the transcribed rows of a folder, as text, and whether the file is whole."""

import hashlib
from pathlib import Path

from analysis import paths, textfiles
from analysis.etl.schema import TomlFile, shown
from analysis.problems import Problem

FILE = "figures.csv"
# What a row says its number means; where that is printed wrongly, corrections.toml says so.
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
FIGURE_COLUMNS = (
    "number",
    "section",
    "table_row",
    "start",
    "end",
    "quote",
    *CORRECTABLE,
    "year_stated",
    "base",
    "reference",
    "attribute",
    "note",
)
OBSERVED_COLUMNS = ("effective", "how_known", "source_standing", "address")


def read_figures(folder: Path) -> list[dict]:
    """A dict a row: the columns as text, `document_id`, `file`, `line`. Raises DataProblems."""
    path = folder / FILE
    blank = dict.fromkeys(OBSERVED_COLUMNS, "")
    place = {"document_id": folder.name, "file": paths.shown(path)}
    return [
        {**blank, **row.cells, **place, "line": row.line}
        for row in textfiles.read_csv(path, FIGURE_COLUMNS, OBSERVED_COLUMNS)
    ]


def unlike_signed(folder: Path, document: TomlFile, rows: int, required: bool) -> list[Problem]:
    """Whether figures.csv is the file that document.toml signs by `rows` and `figures_sha256`.

    A file that was cut off or changed unseen is told, with what would have to be written if that is right. Without
    `required` a document may leave both out.
    """
    present = {"rows": rows, "figures_sha256": hashlib.sha256((folder / FILE).read_bytes()).hexdigest()}
    signed = {name: document.content[name] for name in present if name in document.content}
    wrong = [name for name, value in signed.items() if str(value).lower() != str(present[name])]
    missing = [name for name in present if name not in signed] if required else []
    to_write = "、".join(f"{name} = {shown(present[name])}" for name in [*missing, *wrong])
    problems = []
    if missing:
        found, expected = f"缺少 {'、'.join(missing)}", f"数据集写明 {FILE} 的行数和校验值，以便发现文件不完整"
        action = f"核对文件完整后写 {to_write}"
        problems.append(document.problem((), "unsigned-figures", found, expected, action))
    if wrong:
        found = f"{FILE} 有 {rows} 行，校验值 {present['figures_sha256'][:12]}…"
        expected = "、".join(f"{name} = {shown(signed[name])}" for name in wrong)
        action = f"换回完整的文件；确是有意修改的，写 {to_write}"
        problems.append(document.problem((wrong[0],), "changed-figures", found, expected, action))
    return problems
