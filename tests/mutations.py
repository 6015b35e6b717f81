"""Single cells of figures.csv changed as people, spreadsheets and converters change them, and what becomes of them."""

import itertools
import re
from collections.abc import Iterator

import pandas as pd

from analysis.codelists import definitions, units
from analysis.etl.harmonise import harmonise
from analysis.etl.read import Raw

# What a row says, once it is read; the rest says where it is printed and what somebody remarks.
MEANING = [
    "kind", "form", "region_code", "indicator_id", "residence", "arrangement", "subgroup", "comparator", "value",
    "value_low", "value_high", "unit", "year", "period_start", "period_end", "year_stated", "reference", "effective",
    "how_known", "source_standing",
]  # fmt: skip
WHOLE_FILE = ("duplicate-figure", "duplicate-number", "exception-without-problem")  # about other rows than this one

FULL_WIDTH = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
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
