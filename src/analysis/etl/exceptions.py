"""What a check refuses and a person declares to be right: `exceptions.toml` in a document's folder.

    [[exception]]
    figures = [12]
    check = "out-of-bounds"                                # a code of EXCEPTABLE
    printed = { printed_value = "12", printed_unit = "倍" }  # the guard: what figures.csv must say
    reason = "……"

An exception that no row needs any more is a problem itself, so that none outlives what it was declared for.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis import paths, textfiles
from analysis.etl.corrections import CORRECTABLE
from analysis.problems import DataProblems, Problem

FILE = "exceptions.toml"
KEYS = {"figures", "check", "printed", "reason"}
EXCEPTABLE = {
    "out-of-bounds": "超出指标的范围",
    "comparator-mismatch": "限定的字不在引文中",
    "form-mismatch": "引文的说法与 form 不同",
    "unit-not-in-quote": "引文的单位与这一行不同",
    "region-outside-document": "说的是规划之外的地区",
    "year-outside-document": "年份与规划期不合",
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
    content = textfiles.read_toml(path)
    entries = content.get("exception", [])
    tables = isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
    if set(content) - {"exception"} or not tables:
        found.problems.append(_problem(path, 0, f"有 {'、'.join(content)}"))
        return
    heads = [at for at, line in enumerate(textfiles.read_text(path).splitlines(), 1) if re.match(r"\s*\[\[", line)]
    lines = heads if len(heads) == len(entries) else [0] * len(entries)
    for line, entry in zip(lines, entries, strict=True):
        if not _complete(entry):
            what = f"例外写了 {'、'.join(entry)}，check 是“{entry.get('check', '')}”"
            found.problems.append(_problem(path, line, what))
            continue
        for figure in map(str, entry["figures"]):
            declared = Declared(figure, entry["check"], entry["printed"], (paths.shown(path), line))
            found.declared[document, figure, entry["check"]] = declared


def _complete(entry: dict) -> bool:
    """Figures by their number, a check that may be excepted, the printed cells as a guard, a reason."""
    if set(entry) != KEYS:
        return False
    figures, printed, reason = entry["figures"], entry["printed"], entry["reason"]
    return (
        isinstance(figures, list)
        and bool(figures)
        and all(type(figure) is int for figure in figures)
        and entry["check"] in list(EXCEPTABLE)
        and isinstance(printed, dict)
        and bool(printed)
        and all(column in CORRECTABLE and isinstance(text, str) for column, text in printed.items())
        and isinstance(reason, str)
        and bool(reason.strip())
    )


def _problem(path: Path, line: int, found: str) -> Problem:
    expected = (
        f"[[exception]] 下 figures（序号列表）、check（{'、'.join(EXCEPTABLE)}）、printed（列 = 文字）、reason 四项"
    )
    return Problem(paths.shown(path), line, "broken-exception", found, expected, "按此改写这条例外")
