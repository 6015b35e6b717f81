"""figures.csv opened in a spreadsheet and saved again: what it does to cells is read, or refused with the row."""

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from analysis.etl.harmonise import harmonise
from analysis.etl.read import read_raw

PLAN = "plans/haicheng-2021-2025"


def cell_as_typed(text: str, column: str) -> object:
    """What a spreadsheet makes of a cell of a CSV file whose column of codes was imported as text."""
    if text in ("true", "false"):
        return text == "true"
    if column == "region_code":
        return text
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?[0-9]*\.[0-9]+", text) else text


def as_saved(value: object) -> str:
    """How a spreadsheet writes a cell into CSV."""
    if value is None:
        return ""
    return str(value).upper() if isinstance(value, bool) else str(value)


def round_trip(path: Path) -> None:
    """CSV → workbook → “CSV UTF-8” with its byte order mark."""
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append([cell_as_typed(text, column) for text, column in zip(row, header, strict=True)])
    file = io.BytesIO()
    book.save(file)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([as_saved(value) for value in row] for row in load_workbook(file).active.values)
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"))


@pytest.fixture
def project(tmp_path, project_root):
    shutil.copytree(project_root / "data" / "raw" / PLAN, tmp_path / PLAN)
    return tmp_path


def figures(raw_folder):
    raw, problems = read_raw(raw_folder)
    frame, found = harmonise(raw)
    return frame, problems + found


def test_figures_saved_by_a_spreadsheet_mean_the_same(project):
    before, problems = figures(project)
    assert problems == []
    round_trip(project / PLAN / "figures.csv")
    after, problems = figures(project)
    assert problems == []
    assert after.equals(before)


def test_codes_that_became_decimal_numbers_are_refused_row_by_row(project):
    path = project / PLAN / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",210381,", ",210381.0,"), encoding="utf-8")
    _, problems = figures(project)
    assert {problem.code for problem in problems} == {"region-code-as-number"}
    assert sorted({problem.line for problem in problems}) == list(range(2, 80))
