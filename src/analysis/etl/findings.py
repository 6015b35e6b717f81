"""The table `findings`: what the audit says of the built tables, with the accepted findings of data/raw marked.

A plan's folder may hold `accepted.toml`:

    [[accepted]]
    rule = "B101"
    figures = [15, 79]       # of this document; figures of another one as "other-document#7"; the finding's first first
    reason = "……"
"""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis import paths, textfiles
from analysis.audit import acceptance, engine, inputs
from analysis.etl.read import folders
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
        path = folder / FILE
        if not path.exists():
            continue
        try:
            entries = textfiles.read_toml(path).get("accepted", [])
        except DataProblems as error:
            problems += error.problems
            continue
        lines = [
            at for at, line in enumerate(textfiles.read_text(path).splitlines(), 1) if line.strip() == "[[accepted]]"
        ]
        for line, entry in zip(lines, entries, strict=True):
            if not entry.get("reason") or not entry.get("figures") or entry.get("rule") not in engine.rules():
                what = f"接受不完整：rule {entry.get('rule')!r}，figures {entry.get('figures')!r}"
                expected = "已有的规则代码、至少一个数字的序号、理由"
                problems.append(
                    Problem(paths.shown(path), line, "incomplete-acceptance", what, expected, "补全这条接受")
                )
                continue
            figures = tuple(one if "#" in str(one) else f"{folder.name}#{one}" for one in entry["figures"])
            rows.append((entry["rule"], figures, entry["reason"], paths.shown(path), line))
    return pd.DataFrame(rows, columns=COLUMNS), problems
