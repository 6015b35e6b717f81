"""What a check refuses and a person declares to be right: `exceptions.toml` in a document's folder.

    [[exception]]
    figures = [12]
    check = "out-of-bounds"                                # a code of EXCEPTABLE
    printed = { printed_value = "12", printed_unit = "倍" }  # the guard: what figures.csv must say
    reason = "……"

An exception that no row needs any more is a problem itself, so that none outlives what it was declared for.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.etl.figures import CORRECTABLE
from analysis.etl.schema import Field, TomlFile, is_filled, is_integer, is_text
from analysis.problems import DataProblems, Problem

FILE = "exceptions.toml"
EXCEPTABLE = {
    "out-of-bounds": "超出指标的范围",
    "comparator-mismatch": "限定的字不在引文中",
    "form-mismatch": "引文的说法与 form 不同",
    "unit-not-in-quote": "引文的单位与这一行不同",
    "region-outside-document": "说的是规划之外的地区",
    "year-outside-document": "年份与规划期不合",
}


def _is_figures(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(is_integer, value))


def _is_guard(value: object) -> bool:
    """Cells as figures.csv prints them, which are text."""
    return isinstance(value, dict) and bool(value) and all(
        column in CORRECTABLE and is_text(text) for column, text in value.items()
    )  # fmt: skip


FIELDS = {
    "figures": Field("序号列表", _is_figures),
    "check": Field("、".join(EXCEPTABLE), lambda value: value in list(EXCEPTABLE)),
    "printed": Field("列 = 文字", _is_guard),
    "reason": Field("不空的理由", is_filled),
}


@dataclass
class Declared:
    """One exception for one figure; `used` once a check has met it."""

    figure: str
    check: str
    printed: dict[str, str]
    place: tuple[str, int]
    used: bool = False

    def holds(self, row: pd.Series) -> bool:
        return all(row[column] == text for column, text in self.printed.items())


@dataclass
class Exceptions:
    """All declared exceptions by (document, figure, check), and what is wrong with their files."""

    declared: dict[tuple[str, str, str], Declared] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def excuse(self, row: pd.Series, check: str) -> bool:
        """Whether this row is declared right although `check` refuses it."""
        one = self.declared.get((row["document_id"], str(row["number"]), check))
        if one is None or not one.holds(row):
            return False
        one.used = True
        return True

    def unused(self) -> list[Problem]:
        return [
            Problem(
                *one.place,
                "exception-without-problem",
                f"第 {one.figure} 号数字没有“{one.check}”的问题，或现在印的不是“{'、'.join(one.printed.values())}”",
                "仍有这一问题、印的仍与 printed 相同的数字",
                "删去这条例外，或改正 figures、check、printed",
            )
            for one in self.declared.values()
            if not one.used
        ]


def read(documents: pd.DataFrame) -> Exceptions:
    """The exceptions of every document; `documents` has `document_id` and the path `folder`."""
    found = Exceptions()
    for document in documents.itertuples():
        path = document.folder / FILE
        if path.exists():
            try:
                _read_file(path, document.document_id, found)
            except DataProblems as error:
                found.problems += error.problems
    return found


def _read_file(path: Path, document: str, found: Exceptions) -> None:
    file = TomlFile(path)
    entries = file.content.get("exception", [])
    tables = isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
    if set(file.content) - {"exception"} or not tables:
        found.problems.append(_problem(file, 0, f"有 {'、'.join(file.content)}"))
        return
    for number, entry in enumerate(entries):
        line = file.line("exception", number)
        if file.unfit(FIELDS, ("exception", number)):
            what = f"例外写了 {'、'.join(entry)}，check 是“{entry.get('check', '')}”"
            found.problems.append(_problem(file, line, what))
            continue
        for figure in map(str, entry["figures"]):
            declared = Declared(figure, entry["check"], entry["printed"], (file.name, line))
            found.declared[document, figure, entry["check"]] = declared


def _problem(file: TomlFile, line: int, found: str) -> Problem:
    expected = (
        f"[[exception]] 下 figures（序号列表）、check（{'、'.join(EXCEPTABLE)}）、printed（列 = 文字）、reason 四项"
    )
    return Problem(file.name, line, "broken-exception", found, expected, "按此改写这条例外")
