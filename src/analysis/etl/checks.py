"""Checks of the figures, one function a kind of mistake; each names every row that has it."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis import numerals
from analysis.codelists import definitions
from analysis.etl.exceptions import Exceptions
from analysis.etl.quotes import GROWTH_FORMS
from analysis.problems import Problem

MAX_QUOTE = 40
YEARS = (1949, 2060)
ABSOLUTE_FORMS = ("absolute_change", "annual_absolute_change")
TERM_COLUMNS = ("kind", "form", "residence", "arrangement", "comparator", "attribute", "how_known", "source_standing")
REQUIRED_TERMS = ("kind", "form")
IDENTITY = ["document_id", "start", "end", "address", "kind", "form", "region_code", "indicator_id",
            "residence", "arrangement", "subgroup", "year", "period_start", "period_end"]  # fmt: skip


class Findings:
    """Collects a problem for each row of a mask, but for those that `excepted` declares to be right."""

    def __init__(self, frame: pd.DataFrame, excepted: Exceptions):
        self.frame, self.excepted, self.problems = frame, excepted, []

    def add(self, mask: pd.Series, code: str, found: Callable[[pd.Series], str], expected: str, action: str) -> None:
        if not np.any(mask):
            return  # most checks find nothing, and selecting no row of a wide frame costs as much as selecting some
        for _, row in self.frame[mask].iterrows():
            self.report(row, code, found(row), expected, action)

    def report(self, row: pd.Series, code: str, found: str, expected: str, action: str) -> None:
        if not self.excepted.excuse(row, code):
            self.problems.append(Problem(row["file"], int(row["line"]), code, found, expected, action))


def codes(frame: pd.DataFrame, findings: Findings) -> None:
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
    findings.add(
        ~frame["reference"].isin({*definitions.references(), ""}),
        "unknown-reference",
        lambda row: f"不认识的 reference“{row['reference']}”",
        "codelists/references.toml 中登记的说法",
        "改正，或在 references.toml 中补上",
    )
    spoiled = frame["region_code"].str.fullmatch(r"[0-9]{1,6}\.0+|[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+")
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
    findings.add(
        ~frame["year_stated"].str.lower().isin(["true", "false"]),  # a spreadsheet writes TRUE
        "not-boolean",
        lambda row: f"year_stated 是“{row['year_stated']}”",
        "true 或 false",
        "改正 year_stated",
    )
    frame["year_stated"] = frame["year_stated"].str.lower() == "true"


def integers(frame: pd.DataFrame, findings: Findings) -> None:
    unreadable = pd.Series(False, index=frame.index)
    for column in ("number", "start", "end", "year", "period_start", "period_end"):
        text = frame[column]
        parsed = pd.to_numeric(text.where(text.str.fullmatch("[0-9]{1,9}"))).astype("Int64")
        required = column == "number"
        findings.add(
            parsed.isna() & ((text != "") | required),
            "not-integer",
            lambda row, column=column, text=text: f"{column} 是“{text[row.name]}”",
            "非负整数" if required else "非负整数或空",
            f"改正 {column}",
        )
        frame[column] = parsed
        unreadable |= parsed.isna() & (text != "")
    frame["unreadable"] = unreadable
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


def years(frame: pd.DataFrame, findings: Findings) -> None:
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
        levels
        & ~frame["unreadable"]
        & frame["year"].isna()
        & (frame["period_end"].isna() | (frame["kind"] != "target")),
        "without-year",
        lambda row: f"{definitions.terms()['kind'].get(row['kind'], row['kind'])}没有年份",
        "印出或推断的年份（推断的 year_stated 填 false）",
        "补上 year",
    )


def bounds(frame: pd.DataFrame, findings: Findings) -> None:
    bounds = definitions.indicators()[["lower_bound", "upper_bound"]]
    lower, upper = (frame["indicator_id"].map(bounds[column]) for column in bounds)
    level = (frame["form"] == "level") & frame["value"].notna()
    findings.add(
        level & ~frame["value"].between(lower, upper),
        "out-of-bounds",
        lambda row: (
            f"{row['used_value']}{row['used_unit']} 折合 "
            + numerals.with_unit(numerals.plain(row["value"], 4), row["unit"])
            + f"，超出指标“{row['indicator_id']}”的范围"
        ),
        "指标的合理范围内",
        "核对数字和单位；印错的写入 corrections.toml，确是如此的写入 exceptions.toml",
    )
    growth = frame["form"].isin(GROWTH_FORMS) & frame["value"].notna()
    findings.add(
        growth & ~frame["value"].between(-100, 1000),
        "out-of-bounds",
        lambda row: f"增幅 {row['value']:.6g}%",
        "-100% 至 1000%",
        "核对数字和单位；确是如此的写入 exceptions.toml",
    )
    change = frame["form"].isin(ABSOLUTE_FORMS) & (frame["value"].abs() > upper - lower)
    findings.add(
        change,
        "out-of-bounds",
        lambda row: f"增减 {row['value']:.6g} {row['unit']}，超出指标“{row['indicator_id']}”上下限之差",
        "指标的合理范围内",
        "核对数字和单位；确是如此的写入 exceptions.toml",
    )


def duplicates(frame: pd.DataFrame, findings: Findings) -> None:
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
