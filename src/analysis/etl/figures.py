"""`figures.csv`: the transcribed rows of a folder, as text."""

from pathlib import Path

from analysis import paths, textfiles

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
