"""From transcribed text to figures in canonical units: corrections, checks, numbers, units, years, regions.

Works on whole columns: each distinct number, unit pair and code is looked at once, whatever the number of rows.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.codelists import definitions, units
from analysis.etl import numbers
from analysis.etl.read import Raw
from analysis.problems import Problem

MAX_QUOTE = 40
GROWTH_FORMS = ("total_growth", "annual_growth", "annual_floor")
YEARS = (1949, 2060)
TERM_COLUMNS = ("kind", "form", "residence", "arrangement", "comparator", "attribute", "how_known", "source_standing")
REQUIRED_TERMS = ("kind", "form")
IDENTITY = ["document_id", "start", "end", "address", "kind", "form", "region_code", "indicator_id",
            "residence", "arrangement", "subgroup", "year", "period_start", "period_end"]  # fmt: skip


class _Findings:
    """Collects a problem for each row of a mask."""

    def __init__(self, frame: pd.DataFrame):
        self.frame, self.problems = frame, []

    def add(self, mask: pd.Series, code: str, found: Callable[[pd.Series], str], expected: str, action: str) -> None:
        for _, row in self.frame[mask].iterrows():
            self.problems.append(Problem(row["file"], int(row["line"]), code, found(row), expected, action))


def harmonise(raw: Raw) -> tuple[pd.DataFrame, list[Problem]]:
    """The `figures` table (see codelists/tables.toml) and every problem found on the way."""
    frame, problems = _corrected(raw)
    findings = _Findings(frame)
    _check_codes(frame, findings)
    _integers(frame, findings)
    _numbers(frame, findings)
    _units(frame, findings)
    _years(frame, findings)
    _bounds(frame, findings)
    _duplicates(frame, findings)
    frame["figure_id"] = frame["document_id"] + "#" + frame["number"].astype(str)
    return frame, problems + findings.problems


def _corrected(raw: Raw) -> tuple[pd.DataFrame, list[Problem]]:
    """Figures with corrected cells; `printed_value`, `printed_unit` stay, what is used goes to `used_value`, `used_unit`."""
    frame = raw.figures.copy()
    frame["correction"] = ""
    frame["used_value"], frame["used_unit"] = frame["printed_value"], frame["printed_unit"]
    position = {key: at for at, key in enumerate(zip(frame["document_id"], frame["number"], strict=True))}
    problems = []
    for entry in raw.corrections.itertuples():
        at = position.get((entry.document_id, entry.figure))
        if at is None:
            found = f"更正指向的第 {entry.figure} 号数字不存在"
            problems.append(Problem(entry.file, entry.line, "correction-without-figure", found, "figures.csv 中的序号", "改正序号或删去"))
            continue
        current = frame.at[at, entry.column]
        if current != entry.printed:
            found = f"第 {entry.figure} 号数字的 {entry.column} 现为“{current}”"
            expected = f"更正所针对的“{entry.printed}”"
            problems.append(Problem(entry.file, entry.line, "correction-guard", found, expected, "原始数据已变，请重核后改正或删去这条更正"))
            continue
        column = {"printed_value": "used_value", "printed_unit": "used_unit"}.get(entry.column, entry.column)
        frame.at[at, column] = entry.used
        change = f"{entry.column}：{entry.printed or '（空）'} → {entry.used or '（空）'}"
        earlier = frame.at[at, "correction"]
        frame.at[at, "correction"] = f"{change}；{earlier}" if earlier else f"{change}（{entry.reason}）"
    return frame, problems


def _check_codes(frame: pd.DataFrame, findings: _Findings) -> None:
    for column in TERM_COLUMNS:
        known = set(definitions.terms()[column]) | (set() if column in REQUIRED_TERMS else {""})
        findings.add(
            ~frame[column].isin(known),
            f"unknown-{column.replace('_', '-')}",
            lambda row, column=column: f"不认识的 {column}“{row[column]}”",
            "、".join(definitions.terms()[column]),
            f"改正 {column}",
        )
    findings.add(
        ~frame["subgroup"].isin({*definitions.subgroups(), ""}),
        "unknown-subgroup",
        lambda row: f"不认识的口径“{row['subgroup']}”",
        "codelists/subgroups.toml 中的口径",
        "改正，或在 subgroups.toml 中补上",
    )
    findings.add(
        ~frame["indicator_id"].isin(definitions.indicators().index),
        "unknown-indicator",
        lambda row: f"不认识的指标“{row['indicator_id']}”",
        "codelists/indicators.toml 中的指标",
        "改正，或在 indicators.toml 中补上这个指标",
    )
    spoiled = frame["region_code"].str.fullmatch(r"\d{1,6}\.0+|\d(?:\.\d+)?[Ee]\+?\d+")
    findings.add(
        spoiled,
        "region-code-as-number",
        lambda row: f"地区代码“{row['region_code']}”像是被 Excel 转成了数字",
        "六位文字代码",
        "把该列设为文本后重新填写",
    )
    frame["region_code"] = frame["region_code"].replace(definitions.region_changes())
    findings.add(
        ~frame["region_code"].isin(definitions.regions().index) & ~spoiled,
        "unknown-region",
        lambda row: f"不认识的地区代码“{row['region_code']}”",
        "codelists/regions.csv 中的代码",
        "改正，或在 regions.csv、region_changes.csv 中补上",
    )
    for column in ("year_stated",):
        findings.add(
            ~frame[column].isin(["true", "false"]),
            "not-boolean",
            lambda row, column=column: f"{column} 是“{row[column]}”",
            "true 或 false",
            f"改正 {column}",
        )
        frame[column] = frame[column] == "true"


def _integers(frame: pd.DataFrame, findings: _Findings) -> None:
    for column in ("number", "start", "end", "year", "period_start", "period_end"):
        text = frame[column]
        parsed = pd.to_numeric(text.where(text.str.fullmatch(r"\d+")), errors="coerce").astype("Int64")
        required = column == "number"
        findings.add(
            parsed.isna() & ((text != "") | required),
            "not-integer",
            lambda row, column=column, text=text: f"{column} 是“{text[row.name]}”",
            "非负整数" if required else "非负整数或空",
            f"改正 {column}",
        )
        frame[column] = parsed
    findings.add(
        frame["quote"].str.len() > MAX_QUOTE,
        "long-quote",
        lambda row: f"引文有 {len(row['quote'])} 字",
        f"至多 {MAX_QUOTE} 字",
        "只留数字及其单位",
    )
    located = frame["start"].notna() & frame["end"].notna()
    findings.add(
        located & ((frame["end"] - frame["start"]) != frame["quote"].str.len()),
        "quote-length",
        lambda row: f"起止位置 {row['start']}–{row['end']} 与引文长度 {len(row['quote'])} 不符",
        "end - start 等于引文字数",
        "运行 verify 查看引文的位置",
    )
    plan = frame["address"] == ""
    findings.add(
        plan & (frame["how_known"] == "") & ~located,
        "without-place",
        lambda row: "没有起止位置",
        "规划中的每个数字都有 start 和 end",
        "补上位置",
    )


def _numbers(frame: pd.DataFrame, findings: _Findings) -> None:
    """`value_low`, `value_high`, `value` in the printed unit; the comparator decides which ends are open."""
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
    frame["value"] = (low + high) / 2
    frame["value_low"] = low.where(comparator.isin(["=", ">", ">=", "range"]))
    frame["value_high"] = high.where(comparator.isin(["=", "<", "<=", "range"]))


def _units(frame: pd.DataFrame, findings: _Findings) -> None:
    """Values in the canonical unit; `unit_stated` is false where the printed unit is incomplete (unit_read_as given)."""
    canonical = frame["indicator_id"].map(definitions.indicators()["unit"]).fillna("")
    frame["unit"] = canonical.where(~frame["form"].isin(GROWTH_FORMS), "%")
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


def _years(frame: pd.DataFrame, findings: _Findings) -> None:
    for column in ("year", "period_start", "period_end"):
        findings.add(
            (frame[column] < YEARS[0]) | (frame[column] > YEARS[1]),
            "year-out-of-range",
            lambda row, column=column: f"{column} 是 {row[column]}",
            f"{YEARS[0]} 至 {YEARS[1]}",
            f"改正 {column}",
        )
    findings.add(
        (frame["period_start"] > frame["period_end"]).fillna(False),
        "period-reversed",
        lambda row: f"时期 {row['period_start']}–{row['period_end']} 首尾颠倒",
        "起始年不晚于末年",
        "改正时期",
    )
    levels = frame["kind"].isin(["baseline", "target", "observed"]) & (frame["form"] == "level")
    findings.add(
        levels & frame["year"].isna() & (frame["period_end"].isna() | (frame["kind"] != "target")),
        "without-year",
        lambda row: f"{definitions.terms()['kind'].get(row['kind'], row['kind'])}没有年份",
        "印出或推断的年份（推断的 year_stated 填 false）",
        "补上 year",
    )


def _bounds(frame: pd.DataFrame, findings: _Findings) -> None:
    bounds = definitions.indicators()[["lower_bound", "upper_bound"]]
    lower, upper = (frame["indicator_id"].map(bounds[column]) for column in bounds)
    level = (frame["form"] == "level") & frame["value"].notna()
    findings.add(
        level & ~frame["value"].between(lower, upper),
        "out-of-bounds",
        lambda row: f"{row['used_value']}{row['used_unit']} 折合 {row['value']:.6g} {row['unit']}，超出指标“{row['indicator_id']}”的范围",
        "指标的合理范围内",
        "核对数字和单位；印错的写入 corrections.toml",
    )
    growth = frame["form"].isin(GROWTH_FORMS) & frame["value"].notna()
    findings.add(
        growth & ~frame["value"].between(-100, 1000),
        "out-of-bounds",
        lambda row: f"增幅 {row['value']:.6g} %",
        "-100 % 至 1000 %",
        "核对数字和单位",
    )


def _duplicates(frame: pd.DataFrame, findings: _Findings) -> None:
    repeated = frame.duplicated(IDENTITY, keep=False) & frame["start"].notna()
    findings.add(
        repeated,
        "duplicate-figure",
        lambda row: f"第 {row['number']} 号数字与另一行完全同义（同一位置、指标、地区和口径）",
        "每个数字一行",
        "删去重复的一行",
    )
    findings.add(
        frame.duplicated(["document_id", "number"], keep=False),
        "duplicate-number",
        lambda row: f"序号 {row['number']} 出现多次",
        "文献内不重复的序号",
        "改正序号（已有的序号不要改动）",
    )
