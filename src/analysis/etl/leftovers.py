"""Every number of a document that no figure covers, and why it is left out.

A number is a run of digits or of Chinese numerals, or a word that stands for one (全覆盖, 全部, 翻番). It is accounted
for by a figure's span, by a pattern of codelists/left_out.toml, or by a snippet in the document's own left_out.csv.
"""

import re
from pathlib import Path

import pandas as pd

from analysis import paths, textfiles
from analysis.codelists import definitions
from analysis.problems import DataProblems, Problem

NUMBER = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?|翻了?[一二两三四五]?番|[〇○零一二三四五六七八九十百千万亿两双半]+|全面?覆盖|全部|所有"
)
SNIPPET_LENGTH = (2, 20)  # one character would account for too much, a sentence does not belong into the project
CONTEXT = 12


def snippets(folder: Path) -> list[tuple[int, str, str]]:
    """(line, text, reason) of the document's left_out.csv; raises DataProblems for a snippet too short or too long,
    without a number or a reason, or listed twice."""
    path = folder / "left_out.csv"
    if not path.exists():
        return []
    rows = [(row.line, row.cells["text"], row.cells["reason"]) for row in textfiles.read_csv(path, ("text", "reason"))]
    expected = f"{SNIPPET_LENGTH[0]} 至 {SNIPPET_LENGTH[1]} 字、含数字的片段，和理由，各片段一行"
    seen: set[str] = set()
    problems = []
    for line, text, reason in rows:
        fits = SNIPPET_LENGTH[0] <= len(text) <= SNIPPET_LENGTH[1] and NUMBER.search(text)
        if not (fits and reason.strip()) or text in seen:
            found = f"片段“{text}”，理由“{reason}”" + ("，前面已有" if text in seen else "")
            problems.append(Problem(paths.shown(path), line, "snippet", found, expected, "改正这一行"))
        seen.add(text)
    if problems:
        raise DataProblems(problems)
    return rows


def leftovers(text: str, figures: pd.DataFrame, folder: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """One row a number outside every figure: `start`, `number`, `context`, `reason` ('' where unaccounted).

    `figures` are the document's rows with `start` and `end`. A snippet that no longer occurs is a problem.
    """
    covered = _covered(
        text, ((int(start), int(end)) for start, end in zip(figures["start"], figures["end"], strict=True))
    )
    reasons: list[tuple[range, str]] = []
    for pattern, reason in definitions.left_out_patterns():
        reasons += [(range(*match.span()), reason) for match in re.finditer(pattern, text, re.MULTILINE)]
    problems = []
    for line, snippet, reason in snippets(folder):
        spans = [range(*match.span()) for match in re.finditer(re.escape(snippet), text)]
        if not spans:
            place = paths.shown(folder / "left_out.csv")
            problems.append(
                Problem(place, line, "stale-snippet", f"片段“{snippet}”不在文本中", "文本中有的片段", "改正或删去")
            )
        reasons += [(span, reason) for span in spans]
    reason_at = _reason_at(text, reasons)
    rows = []
    for match in NUMBER.finditer(text):
        span = range(*match.span())
        if not all(covered[at] for at in span):
            why = {reason_at[at] for at in span if not covered[at]}
            context = text[max(0, span.start - CONTEXT) : span.stop + CONTEXT].replace("\n", " ").replace("\t", " ")
            rows.append((span.start, match.group(), context, "；".join(sorted(why)) if "" not in why else ""))
    return pd.DataFrame(rows, columns=["start", "number", "context", "reason"]), problems


def _covered(text: str, spans) -> bytearray:
    covered = bytearray(len(text))
    for start, end in spans:
        covered[start:end] = b"\x01" * (min(end, len(text)) - start)
    return covered


def _reason_at(text: str, reasons: list[tuple[range, str]]) -> list[str]:
    at = [""] * len(text)
    for span, reason in reasons:
        for position in span:
            at[position] = at[position] or reason
    return at
