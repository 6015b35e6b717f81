"""The table `findings`: what the audit says of the built tables, with the accepted findings of data/raw marked.

A plan's folder may hold `accepted.toml`:

    [[accepted]]
    rule = "B101"
    figures = [15, 79]       # of this document; figures of another one as "other-document#7"; the finding's first first
    reason = "……"
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.audit import acceptance, engine, inputs
from analysis.etl.read import folders
from analysis.etl.schema import Field, TomlFile, is_filled, is_integer
from analysis.problems import DataProblems, Problem

FILE = "accepted.toml"
COLUMNS = ["rule", "figures", "reason", "file", "line"]


def findings(
    built: dict[str, pd.DataFrame], raw: Path, codes: Iterable[str] | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """The findings of the rules named (default: all), and the problems of the acceptances in `raw`."""
    codes = None if codes is None else set(codes)
    found = engine.run(inputs.tables(built), codes)
    accepted, problems = read_accepted(raw)
    if codes is not None:
        accepted = accepted[accepted["rule"].isin(codes | set(found["rule"]))].reset_index(drop=True)
    found, matches = acceptance.accept(found, accepted)
    for row, count in zip(accepted.itertuples(), matches, strict=True):
        if count != 1 and (codes is None or row.rule in codes):
            what = f"规则 {row.rule} 的接受（{'、'.join(row.figures)}）对应 {count} 条发现"
            expected, action = (
                "恰好一条发现，其第一个数字写在最前",
                "删去这条接受，或改正 rule、figures（运行 audit 查看）",
            )
            problems.append(Problem(row.file, row.line, "acceptance-without-finding", what, expected, action))
    return found, problems


def read_accepted(raw: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """COLUMNS of every accepted.toml, and what is wrong with them."""
    rows, problems = [], []
    for folder in folders(raw):
        if not (folder / FILE).exists():
            continue
        file = TomlFile(folder / FILE)
        try:
            entries, wrong = file.entries("accepted", _fields())
        except DataProblems as error:
            problems += error.problems
            continue
        problems += wrong
        for line, entry in entries:
            figures = tuple(f"{folder.name}#{one}" if is_integer(one) else one for one in entry["figures"])
            rows.append((entry["rule"], figures, entry["reason"], file.name, line))
    return pd.DataFrame(rows, columns=COLUMNS), problems


def _fields() -> dict[str, Field]:
    rules = list(engine.rules())
    return {
        "rule": Field("docs/audit.md 中的规则代码", lambda value: value in rules),
        "figures": Field('数字的列表，如 [15, "other-document#7"]', _is_figures),
        "reason": Field("不空的理由", is_filled),
    }


def _is_figures(value: object) -> bool:
    """Numbers of this document, or of another one with its id."""
    return isinstance(value, list) and bool(value) and all(
        is_integer(one) or (isinstance(one, str) and re.fullmatch(r"\S+#\d+", one)) for one in value
    )  # fmt: skip
