"""Checks of the codelists themselves, in the same words as the checks of the data."""

import re

import pandas as pd

from analysis import paths, textfiles
from analysis.codelists import definitions, units
from analysis.problems import Problem

VOCABULARY_FIELDS = ("domain", "quantity", "counted_over", "direction", "targets_apply_to")


def problems() -> list[Problem]:
    """Every field of every indicator filled, from its vocabulary, in a known unit; every region's parent known, every
    code of earlier years leading to one in force."""
    return [*_indicators(), *_regions(), *_region_changes()]


def _indicators() -> list[Problem]:
    file = paths.shown(definitions.FOLDER / "indicators.toml")
    frame, found = definitions.indicators(), []

    def add(code: str, indicator: str, what: str, expected: str) -> None:
        found.append(Problem(file, 0, code, f"指标 {indicator} 的{what}", expected, "改正 indicators.toml"))

    for row in frame.reset_index().itertuples():
        for field in definitions.INDICATOR_FIELDS:
            if field != "bounds" and _empty(getattr(row, field)):
                add("indicator-field", row.indicator_id, f" {field} 是空的", "每项都填写")
        for field in VOCABULARY_FIELDS:
            if not _empty(getattr(row, field)) and getattr(row, field) not in definitions.terms()[field]:
                add(
                    "indicator-term",
                    row.indicator_id,
                    f" {field} 是“{getattr(row, field)}”",
                    "、".join(definitions.terms()[field]),
                )
        if row.unit not in units.labels():
            add("indicator-unit", row.indicator_id, f"单位“{row.unit}”不认识", "units.toml 中的单位")
        if not row.lower_bound < row.upper_bound:
            add("indicator-bounds", row.indicator_id, "范围颠倒", "下限小于上限")
        if row.coverage and (row.unit != "%" or row.upper_bound > 100):
            add("indicator-coverage", row.indicator_id, "是覆盖率而单位或上限不是百分比", "单位 %，上限 100")
        for field in ("average_of", "numerator", "denominator"):
            other = (getattr(row, field) or "").partition(":")[0]
            if other and other not in frame.index and other not in definitions.EXTERNAL_SERIES:
                add("indicator-reference", row.indicator_id, f" {field} 指向不存在的“{other}”", "已有的指标")
    return found


def _empty(value: object) -> bool:
    return value == "" or pd.isna(value)  # a field that is left out is NaN


def _regions() -> list[Problem]:
    file = paths.shown(definitions.FOLDER / "regions.csv")
    frame = definitions.regions()
    lost = frame[(frame["parent_code"] != "") & ~frame["parent_code"].isin(frame.index)]
    return [
        Problem(file, 0, "region-parent", f"{code} 的上级 {parent} 不存在", "regions.csv 中的代码", "改正 parent_code")
        for code, parent in lost["parent_code"].items()
    ]


def _region_changes() -> list[Problem]:
    """Each code of earlier years once, no longer in force, and leading to a code in force."""
    path, known = definitions.FOLDER / "region_changes.csv", definitions.regions().index
    found, seen = [], set()
    for row in textfiles.read_csv(path, ("old_code", "new_code", "year")):
        old, year = row.cells["old_code"], row.cells["year"]
        now = definitions.region_changes()[old]
        wrong = {
            f"{old} 出现多次": old in seen,
            f"{old} 现在仍是一个代码": old in known,
            f"{old} 所变成的 {now} 不在 regions.csv 中": now not in known,
            f"年份是“{year}”": not re.fullmatch(r"(?:19|20)\d\d", year),
        }
        expected = "旧代码一行，变成现行的代码，写明从哪一年起"
        for what in [what for what, holds in wrong.items() if holds]:
            found.append(Problem(paths.shown(path), row.line, "region-change", what, expected, "改正这一行"))
        seen.add(old)
    return found
