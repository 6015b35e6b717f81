"""From transcribed text to figures in canonical units: corrections, checks, numbers, units, years, regions.

Works on whole columns: each distinct number, unit pair and code is looked at once, whatever the number of rows.
"""

import numpy as np
import pandas as pd

from analysis.codelists import definitions, units
from analysis.etl import checks, numbers
from analysis.etl.read import Raw
from analysis.problems import Problem

FALLING = "下调|下降|降低|减少|降幅"  # a fall is printed as a word and a positive number


def harmonise(raw: Raw) -> tuple[pd.DataFrame, list[Problem]]:
    """The `figures` table (see codelists/tables.toml) and every problem found on the way."""
    frame, problems = _corrected(raw)
    findings = checks.Findings(frame)
    checks.codes(frame, findings)
    checks.integers(frame, findings)
    _numbers(frame, findings)
    _units(frame, findings)
    checks.years(frame, findings)
    checks.bounds(frame, findings)
    checks.duplicates(frame, findings)
    frame["figure_id"] = frame["document_id"] + "#" + frame["number"].astype(str)
    return frame, problems + findings.problems


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
    """`value_low`, `value_high`, `value` in the printed unit; the comparator decides which ends are open.

    A change whose quote says 下调, 下降 … is negative.
    """
    parsed, failed = {}, set()
    for text in frame["used_value"].unique():
        try:
            parsed[text] = numbers.parse(text)
        except numbers.NotANumber:
            parsed[text] = (None, None)
            failed.add(text)
    findings.add(
        frame["used_value"].isin(failed),
        "not-a-number",
        lambda row: f"读不出数字“{row['used_value']}”",
        "数字、中文数字、number_words.toml 中的词或“--”",
        "改正 printed_value",
    )
    low = frame["used_value"].map(lambda text: parsed[text][0]).astype(float)
    high = frame["used_value"].map(lambda text: parsed[text][1]).astype(float)
    comparator = frame["comparator"]
    findings.add(
        (comparator != "") & low.isna() & (frame["reference"] == "") & ~frame["used_value"].isin(failed),
        "comparator-without-value",
        lambda row: f"有比较符“{row['comparator']}”而没有数字",
        "数字，或 reference 中的依据",
        "补上 printed_value 或 reference，或删去比较符",
    )
    findings.add(
        (comparator == "") & low.notna(),
        "value-without-comparator",
        lambda row: f"有数字“{row['used_value']}”而没有比较符",
        "、".join(definitions.terms()["comparator"]),
        "补上 comparator",
    )
    findings.add(
        (low < high) != (comparator == "range"),
        "range-mismatch",
        lambda row: f"比较符“{row['comparator']}”与数字“{row['used_value']}”不符",
        "区间用 range，单个数字不用",
        "改正 comparator 或 printed_value",
    )
    findings.add(
        [
            not (value == "" or value in quote or quote == "")
            for value, quote in zip(frame["printed_value"], frame["quote"], strict=True)
        ],
        "value-not-in-quote",
        lambda row: f"数字“{row['printed_value']}”不在引文“{row['quote']}”中",
        "引文含有该数字",
        "改正 printed_value 或 quote",
    )
    falls = (frame["kind"] == "change") & frame["quote"].str.contains(FALLING)
    low, high = low.mask(falls, -high), high.mask(falls, -low)
    frame["value"] = (low + high) / 2
    frame["value_low"] = low.where(comparator.isin(["=", ">", ">=", "range"]))
    frame["value_high"] = high.where(comparator.isin(["=", "<", "<=", "range"]))


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
