"""From transcribed text to figures in canonical units: corrections, checks, numbers, units, years, regions.

Works on whole columns: each distinct number, unit pair and code is looked at once, whatever the number of rows.
"""

import numpy as np
import pandas as pd

from analysis.codelists import definitions, units
from analysis.etl import belonging, checks, exceptions, numbers, quotes
from analysis.etl.read import Raw
from analysis.problems import Problem

OPPOSITE = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def harmonise(raw: Raw) -> tuple[pd.DataFrame, list[Problem]]:
    """The `figures` table (see codelists/tables.toml) and every problem found on the way."""
    frame, problems = _corrected(raw)
    excepted = exceptions.read(raw.documents)
    findings = checks.Findings(frame, excepted)
    checks.codes(frame, findings)
    checks.integers(frame, findings)
    _numbers(frame, findings)
    _units(frame, findings)
    checks.years(frame, findings)
    belonging.kinds(frame, raw.documents, findings)
    belonging.regions(frame, raw.documents, findings)
    belonging.years(frame, raw.documents, findings)
    checks.bounds(frame, findings)
    checks.duplicates(frame, findings)
    frame["figure_id"] = frame["document_id"] + "#" + frame["number"].astype(str)
    return frame, problems + findings.problems + excepted.problems + excepted.unused()


def _corrected(raw: Raw) -> tuple[pd.DataFrame, list[Problem]]:
    """Figures with corrected cells. `printed_value`, `printed_unit` stay; `used_value`, `used_unit` count."""
    frame = raw.figures.copy()
    frame["correction"] = ""
    frame["used_value"], frame["used_unit"] = frame["printed_value"], frame["printed_unit"]
    position = {key: at for at, key in enumerate(zip(frame["document_id"], frame["number"], strict=True))}
    problems = []
    for entry in raw.corrections.itertuples():
        at = position.get((entry.document_id, entry.figure))
        if at is None:
            found = f"更正指向的第 {entry.figure} 号数字不存在"
            problems.append(
                Problem(
                    entry.file, entry.line, "correction-without-figure", found, "figures.csv 中的序号", "改正序号或删去"
                )
            )
            continue
        current = frame.at[at, entry.column]
        if current != entry.printed:
            found = f"第 {entry.figure} 号数字的 {entry.column} 现为“{current}”"
            expected = f"更正所针对的“{entry.printed}”"
            problems.append(
                Problem(
                    entry.file,
                    entry.line,
                    "correction-guard",
                    found,
                    expected,
                    "重核（原始数据已变），再改正或删去这条更正",
                )
            )
            continue
        column = {"printed_value": "used_value", "printed_unit": "used_unit"}.get(entry.column, entry.column)
        frame.at[at, column] = entry.used
        change = f"{entry.column}：{entry.printed or '（空）'} → {entry.used or '（空）'}"
        earlier = frame.at[at, "correction"]
        frame.at[at, "correction"] = f"{change}；{earlier}" if earlier else f"{change}（{entry.reason}）"
    return frame, problems


def _numbers(frame: pd.DataFrame, findings: checks.Findings) -> None:
    """`value_low`, `value_high`, `value` in the row's unit; the comparator decides which ends are open.

    A rise whose quote says 下调, 缩短 … is negative, and its bounds change sides: 下降不低于5% is at most −5%.
    """
    cells, refused = _cells(frame)
    findings.add(
        frame.index.isin(refused),
        "not-a-number",
        lambda row: refused[row.name],
        "数字、中文数字、number_words.toml 中的词或“--”，单位与这一行一致",
        "改正 printed_value 或单位",
    )
    low = pd.Series([cell.low for cell in cells], frame.index, dtype=float)
    high = pd.Series([cell.high for cell in cells], frame.index, dtype=float)
    _comparators(frame, findings, cells, low)
    sign = pd.Series(_against_quotes(frame, findings), frame.index)
    low, high = (low * sign).where(sign > 0, high * sign), (high * sign).where(sign > 0, low * sign)
    frame["comparator"] = frame["comparator"].mask(sign < 0, frame["comparator"].replace(OPPOSITE))
    comparator = frame["comparator"]
    frame["value"] = (low + high) / 2
    frame["value_low"] = low.where(comparator.isin(["=", ">", ">=", "range"]))
    frame["value_high"] = high.where(comparator.isin(["=", "<", "<=", "range"]))


def _cells(frame: pd.DataFrame) -> tuple[list[numbers.Cell], dict[int, str]]:
    """What each used_value says in its row's unit, and why the others (by index) say nothing."""
    unit = frame["unit_read_as"].where(frame["unit_read_as"] != "", frame["used_unit"])
    cells, refused = [], {}
    for at, text, label in zip(frame.index, frame["used_value"], unit, strict=True):
        try:
            cells.append(numbers.read(text, label))
        except numbers.NotANumber as error:
            cells.append(numbers.Cell(None, None))
            refused[at] = str(error)
    return cells, refused


def _comparators(frame: pd.DataFrame, findings: checks.Findings, cells: list[numbers.Cell], low: pd.Series) -> None:
    comparator = frame["comparator"]
    findings.add(
        (comparator != "") & low.isna() & (frame["reference"] == "") & frame["used_value"].map(numbers.is_empty),
        "comparator-without-value",
        lambda row: f"有比较符“{row['comparator']}”而没有数字",
        "数字，或 reference 中的依据",
        "补上 printed_value 或 reference，或删去比较符",
    )
    findings.add(
        (comparator == "") & (frame["used_value"].str.strip() == ""),
        "without-value",
        lambda row: "没有数字也没有比较符",
        "数字；没有印出数字的写“--”，依据另一数值的写比较符和 reference",
        "补上 printed_value 或 comparator",
    )
    findings.add(
        (comparator == "") & low.notna(),
        "value-without-comparator",
        lambda row: f"有数字“{row['used_value']}”而没有比较符",
        "、".join(definitions.terms()["comparator"]),
        "补上 comparator",
    )
    ranges = pd.Series([cell.low is not None and cell.low < cell.high for cell in cells], frame.index)
    findings.add(
        low.notna() & (ranges != (comparator == "range")),
        "range-mismatch",
        lambda row: f"比较符“{row['comparator']}”与数字“{row['used_value']}”不符",
        "区间用 range，单个数字不用",
        "改正 comparator 或 printed_value",
    )
    unlike = [
        bool(cell.comparators) and sign not in ("", "range", *cell.comparators)
        for cell, sign in zip(cells, comparator, strict=True)
    ]
    findings.add(
        pd.Series(unlike, frame.index) & ~ranges,
        "comparator-mismatch",
        lambda row: f"比较符“{row['comparator']}”与数字“{row['used_value']}”中的字不符",
        "与余、多、近、左右、以上等字一致的比较符",
        "改正 comparator 或 printed_value",
    )


def _against_quotes(frame: pd.DataFrame, findings: checks.Findings) -> list[int]:
    """Reports rows that say another thing than their quote; −1 for each row whose quote says that it is a fall."""
    cells = (quotes.Row(*row) for row in frame[list(quotes.Row.__annotations__)].itertuples(index=False))
    compared = [quotes.compare(row) for row in cells]
    for at, (_, disagreements) in zip(frame.index, compared, strict=True):
        for one in disagreements:
            findings.report(frame.loc[at], one.code, one.found, one.expected, one.action)
    return [sign for sign, _ in compared]


def _units(frame: pd.DataFrame, findings: checks.Findings) -> None:
    """Values in the canonical unit. `unit_stated` is false where unit_read_as completes the printed unit."""
    canonical = frame["indicator_id"].map(definitions.indicators()["unit"]).fillna("")
    frame["unit"] = canonical.where(~frame["form"].isin(checks.GROWTH_FORMS), "%")
    frame["unit_stated"] = frame["unit_read_as"] == ""
    used = frame["unit_read_as"].where(~frame["unit_stated"], frame["used_unit"])
    unknown, unlike, factor = set(), set(), {}
    for pair in set(zip(used, frame["unit"], strict=True)):
        factor[pair] = np.nan
        try:
            factor[pair] = units.factor(*pair) if all(pair) else np.nan
        except units.UnknownUnit as error:
            unknown.add(str(error))
        except units.UnlikeUnits:
            unlike.add(pair)
    for column in ("printed_unit", "unit_read_as", "used_unit"):
        for label in frame[column].unique():
            if label and label not in units.labels():
                unknown.add(label)
    findings.add(
        frame["used_unit"].isin(unknown) | frame["unit_read_as"].isin(unknown),
        "unknown-unit",
        lambda row: f"不认识的单位“{row['unit_read_as'] if row['unit_read_as'] in unknown else row['used_unit']}”",
        "codelists/units.toml 中的单位",
        "改正，或在 units.toml 中补上",
    )
    stated = set(zip(frame["unit_read_as"], frame["used_unit"], strict=True))
    contrary = {pair for pair in stated if all(pair) and not unknown.intersection(pair) and not units.completes(*pair)}
    findings.add(
        pd.Series(list(zip(frame["unit_read_as"], frame["used_unit"], strict=True)), frame.index).isin(contrary),
        "unit-contradicted",
        lambda row: f"印出的单位是“{row['used_unit']}”，unit_read_as 却是“{row['unit_read_as']}”",
        "unit_read_as 只补上没有印出的部分（元 → 元/人/月）",
        "改正 unit_read_as；印错的单位写入 corrections.toml",
    )
    pairs = pd.Series(list(zip(used, frame["unit"], strict=True)), index=frame.index)
    findings.add(
        pairs.isin(unlike),
        "unlike-unit",
        lambda row: f"单位“{row['unit_read_as'] or row['used_unit']}”不能换算为指标的“{row['unit']}”",
        "同类的单位",
        "改正单位或指标；印得不全的单位写在 unit_read_as",
    )
    findings.add(
        (used == "") & frame["value"].notna(),
        "without-unit",
        lambda row: f"数字“{row['used_value']}”没有单位",
        "printed_unit，或 unit_read_as 中推断的单位",
        "补上单位",
    )
    multiplier = pairs.map(factor).astype(float)
    for column in ("value", "value_low", "value_high"):
        frame[column] = frame[column] * multiplier
