"""Series that a user brings to the backtest: a CSV of levels, read strictly."""

import datetime
from pathlib import Path

import pandas as pd

from analysis import paths, textfiles
from analysis.codelists import definitions
from analysis.models.levels import COLUMNS
from analysis.problems import DataProblems, Problem

REQUIRED = ("region_code", "indicator_id", "residence", "arrangement", "year", "value")
DISTINCTIONS = ("residence", "arrangement")
FIRST_YEAR = 1978


def read(path: Path, today: datetime.date) -> pd.DataFrame:
    """The levels of the file, as `levels.known_levels` gives them: published facts of an official source.

    Values are in the indicator's canonical unit. Regions need not be in the codelist. No year
    after that of `today` can be a fact. Raises DataProblems.
    """
    problems, rows, seen = [], [], {}
    for row in textfiles.read_csv(path, REQUIRED):
        cells = {name: cell.strip() for name, cell in row.cells.items()}
        found = _faults(path, row.line, cells, today.year)
        key = tuple(cells[name] for name in REQUIRED[:-1])
        if not found and key in seen:
            expected, action = "一个数列一年一行", "删去其中一行"
            found = [
                _problem(path, row.line, "repeated-level", f"与第 {seen[key]} 行是同一数列同一年", expected, action)
            ]
        problems += found
        if not found:
            seen[key] = row.line
            rows.append(cells | {"year": int(cells["year"]), "value": float(cells["value"])})
    if not rows and not problems:
        problems = [_problem(path, 0, "no-levels", "没有数据行", "至少一行水平", "补上数据")]
    if problems:
        raise DataProblems(problems)
    frame = pd.DataFrame(rows).assign(
        subgroup="", comparator="=", year_stated=True, origin="report", how_known="published",
        source_standing="official", unit=lambda rows: rows["indicator_id"].map(definitions.indicators()["unit"]),
    )  # fmt: skip
    frame["value_low"] = frame["value_high"] = frame["value"]
    frame["figure_id"] = frame["figure_ids"] = [f"{path.stem}#{number}" for number in range(1, len(frame) + 1)]
    text = [name for name in COLUMNS if name not in ("year", "value", "value_low", "value_high", "year_stated")]
    return frame[COLUMNS].astype(dict.fromkeys(text, "str") | {"year": "Int64"})


def _faults(path: Path, line: int, cells: dict[str, str], last_year: int) -> list[Problem]:
    terms, indicators = definitions.terms(), definitions.indicators()
    found = []
    if not cells["region_code"]:
        found.append(("missing-region", "没有写地区", "任一不变的代码或名称", "填写 region_code"))
    if cells["indicator_id"] not in indicators.index:
        what = f"没有指标“{cells['indicator_id']}”"
        found.append(("unknown-indicator", what, "indicators.toml 中的代码", "改用已有的代码"))
    for name in DISTINCTIONS:
        if cells[name] and cells[name] not in terms[name]:
            codes = "、".join(code for code in terms[name] if code)
            what = f"{name} 是“{cells[name]}”"
            found.append((f"unknown-{name}", what, f"{codes} 或空", "改用这些代码"))
    if not (cells["year"].isdecimal() and FIRST_YEAR <= int(cells["year"]) <= last_year):
        what, expected = f"年份是“{cells['year']}”", f"{FIRST_YEAR}—{last_year} 的整数；以后的年份不是实际数"
        found.append(("bad-year", what, expected, "改正年份，或删去预计的数"))
    found += _value_faults(cells)
    return [_problem(path, line, *fault) for fault in found]


def _value_faults(cells: dict[str, str]) -> list[tuple[str, str, str, str]]:
    indicators = definitions.indicators()
    try:
        value = float(cells["value"])
    except ValueError:
        value = float("nan")
    if value != value:
        return [
            ("bad-value", f"数值是“{cells['value']}”", "一个数，不带单位和千分号", "改正数值；没有数据的年份不写行")
        ]
    if cells["indicator_id"] not in indicators.index:
        return []
    kind = indicators.loc[cells["indicator_id"]]
    low, high = kind["lower_bound"], kind["upper_bound"]
    if low <= value <= high:
        return []
    expected = f"{low:g}—{high:g}（{kind['unit']}）"
    return [("value-out-of-bounds", f"数值 {value:g} 超出指标的范围", expected, "检查数值和单位")]


def _problem(path: Path, line: int, code: str, found: str, expected: str, action: str) -> Problem:
    return Problem(paths.shown(path), line, code, found, expected, action)
