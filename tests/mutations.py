"""Single cells and files of raw folders changed as people, spreadsheets and converters change them, and what becomes of
them: by what they say alone, and in a folder that was signed before."""

import csv
import io
import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from cell_grammar import CHINESE_DIGITS, FULL_WIDTH

from analysis.codelists import definitions, units
from analysis.etl import exceptions, findings, signing
from analysis.etl.harmonise import harmonise
from analysis.etl.read import Raw, read_raw
from analysis.problems import Problem

# What a row says, once it is read; the rest says where it is printed and what somebody remarks.
MEANING = [
    "number", "kind", "form", "region_code", "indicator_id", "residence", "arrangement", "subgroup", "comparator",
    "value", "value_low", "value_high", "unit", "year", "period_start", "period_end", "year_stated", "base",
    "reference", "attribute", "effective", "how_known", "source_standing",
]  # fmt: skip
WHOLE_FILE = ("duplicate-figure", "duplicate-number", "exception-without-problem")  # about other rows than this one

NUMBER_WORDS = (
    "全部",
    "零",
    "五成",
    "过半",
    "翻番",
    "翻两番",
    "三分之二",
    "百分之百",
    "一点二",
    "三五",
    "--",
    "八千多万",
)
LEADING = ("-", "−", "约", "近", "第", "不低于", "1", "0", "至", "\u200b", " ")
TRAILING = (
    "0",
    "5",
    ".5",
    "万",
    "亿",
    "千",
    "百",
    "余",
    "多",
    "以上",
    "%",
    "‰",
    "元",
    "倍",
    "-9",
    "至900",
    " 5",
    "\x00",
    "e2",
    " ",
)
GARBAGE = ("", "x", "？", "-", "\t", "1.0", "1E5", "2020.0", "NaN", "None", "=1+1", "０")


def of_cell(column: str, text: str) -> Iterator[str]:
    """Other contents of a cell of this column."""
    yield from GARBAGE
    if text:
        yield text[:-1]
        yield text[1:]
        yield from (text + " ", " " + text, text.upper(), text.translate(FULL_WIDTH))
    if column in ("printed_value", "quote"):
        yield from _of_number(text)
    elif column in ("printed_unit", "unit_read_as"):
        yield from units.labels()
    elif column in ("start", "end", "year", "period_start", "period_end"):
        yield from (str(int(text) + step) for step in (-10, -1, 1, 5, 10**12) if text)
        yield from ("2020", "2025")
    elif column == "year_stated":
        yield from ("true", "false", "TRUE", "FALSE", "是", "1")
    elif column == "region_code":
        yield from ("100000", "210000", "210300", "210381", "150300", "220502", "210300-u", "210321", "21381")
    elif column == "indicator_id":
        yield from ("nursing_bed_share", "dibao_standard", "elderly_institutions", "community_facility_coverage")
    elif column == "subgroup":
        yield from ("age_80_plus", "city_level")
    elif column == "reference":
        yield from ("省定目标", "低保标准")
    elif column in definitions.terms():
        yield from definitions.terms()[column]


def _of_number(text: str) -> Iterator[str]:
    yield from (before + text for before in LEADING)
    yield from (text + after for after in TRAILING)
    for match in re.finditer("[0-9]", text):
        before, digit, after = text[: match.start()], match.group(), text[match.end() :]
        yield before + str((int(digit) + 1) % 10) + after
        yield before + after
        yield before + digit + "," + after
        yield before + digit + "." + after
        yield before + digit + digit + after
    yield text.translate(CHINESE_DIGITS)
    yield text.replace(".", "")
    yield text.replace(".", ",")
    yield from NUMBER_WORDS


def of_rows(figures: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """One row a mutation: the mutated row with `of` (the row's index), `column`, `mutated`, and a line of its own."""
    made = []
    for at, row in figures.iterrows():
        for column in columns:
            made += [(at, column, text) for text in dict.fromkeys(of_cell(column, row[column])) if text != row[column]]
        for one, other in itertools.pairwise(columns):
            if row[one] != row[other]:
                made.append((at, f"{one}⇄{other}", ""))
    frame = figures.loc[[at for at, _, _ in made]].reset_index(drop=True)
    frame["of"], frame["column"], frame["mutated"] = zip(*made, strict=True)
    for column in columns:
        mask = frame["column"] == column
        frame.loc[mask, column] = frame.loc[mask, "mutated"]
    for one, other in itertools.pairwise(columns):
        mask = frame["column"] == f"{one}⇄{other}"
        frame.loc[mask, [one, other]] = frame.loc[mask, [other, one]].to_numpy()
    frame["line"] = range(10**6, 10**6 + len(frame))
    return frame


def outcomes(raw: Raw, mutations: pd.DataFrame) -> pd.DataFrame:
    """The mutations with `outcome`: "refused" (with file and line), "equal" (the same meaning), "silent" (another)."""
    without = raw.corrections.iloc[:0]
    original, _ = harmonise(Raw(raw.figures.loc[mutations["of"].unique()], raw.documents, without))
    read, problems = harmonise(Raw(mutations, raw.documents, without))
    refused = {problem.line for problem in problems if problem.code not in WHOLE_FILE}
    before = original.loc[mutations["of"], MEANING].reset_index(drop=True)
    same = pd.Series(True, mutations.index)
    for column in MEANING:
        same &= (before[column] == read[column]).fillna(False) | (before[column].isna() & read[column].isna())
    outcome = pd.Series("silent", mutations.index).mask(same, "equal")
    return mutations.assign(outcome=outcome.mask(mutations["line"].isin(refused), "refused"))


def drawn(figures: pd.DataFrame, made: list[tuple[int, str, str]]) -> pd.DataFrame:
    """As `of_rows`, of (index of a row, column, other content)."""
    frame = figures.loc[[at for at, _, _ in made]].reset_index(drop=True)
    frame["of"], frame["column"], frame["mutated"] = zip(*made, strict=True)
    for place, (_, column, text) in enumerate(made):
        frame.at[place, column] = text
    frame["line"] = range(10**6, 10**6 + len(frame))
    return frame


def problems_of(raw: Path) -> list[Problem]:
    """Of all that is read below `raw`, the signatures with it."""
    read, found = read_raw(raw)
    return [
        *found,
        *exceptions.read(read.documents).problems,
        *findings.read_accepted(raw)[1],
        *signing.problems(read.documents),
    ]


def of_signed_cell(folder: Path, row: int, column: str, text: str) -> str:
    """What becomes of a signed folder when one cell of figures.csv (`row` from 0) is another: see `outcomes`. The file
    is put back."""
    path = folder / "figures.csv"
    before = path.read_bytes()
    header, *rows = csv.reader(io.StringIO(before.decode(), newline=""))
    rows[row][header.index(column)] = text
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    try:
        path.write_bytes(out.getvalue().encode())
        if problems_of(folder.parents[1]):
            return "refused"
        after = harmonised(folder.parents[1])
    finally:
        path.write_bytes(before)
    return "equal" if after.equals(harmonised(folder.parents[1])) else "silent"


def harmonised(raw: Path) -> pd.DataFrame:
    return harmonise(read_raw(raw)[0])[0]


def of_signed_file(path: Path, text: str) -> str:
    """What becomes of a signed folder when one of its files is another; the file is put back."""
    before = path.read_bytes()
    try:
        path.write_bytes(text.encode())
        if problems_of(path.parents[2]):
            return "refused"
        return "equal" if said(path, text) == said(path, before.decode()) else "silent"
    finally:
        path.write_bytes(before)


def said(path: Path, text: str) -> object:
    """The content of a file without the form it is written in."""
    if path.suffix == ".csv":
        return sorted(sorted(row.items()) for row in csv.DictReader(io.StringIO(text, newline="")))
    content = tomllib.loads(text)
    return {name: value for name, value in content.items() if name not in signing.FIELDS}
