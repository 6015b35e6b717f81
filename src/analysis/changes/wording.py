"""Changes in Chinese: one line a figure, a target, a turn; numbers, places and indicators as everywhere else."""

import re
from functools import cache

import pandas as pd

from analysis import numerals, tables
from analysis.audit.wording import amount, listed, number, series_names
from analysis.changes.compare import VERDICT, Cause, Changes, Turn
from analysis.codelists import definitions
from analysis.words import corrections
from analysis.words.naming import place_in

# What together says how much: told as one text ("不低于 830 元/人·月").
SAYING = ("comparator", "printed_value", "printed_unit", "value", "value_low", "value_high", "unit")
HAPPENED = {"added": "新增", "gone": "删去", "changed": "改动", "taken_up": "改用", "let_go": "不再采用"}
EXACT = 10  # decimals, where two numbers would otherwise be written alike
EMPTY = "（空）"


class Told:
    """The lines of one comparison. Codes that the codelists do not have are told as they are."""

    def __init__(self, changes: Changes):
        self.changes, self.regions = changes, definitions.regions()
        self.indicators = definitions.indicators().reset_index()
        ids = {cause.figure_id for turn in changes.turns for cause in (*turn.causes, *turn.nearby)}
        self.before, self.after = (
            {row["figure_id"]: row for row in frame[frame["figure_id"].isin(ids)].to_dict("records")}
            for frame in (changes.old.figures, changes.new.figures)
        )
        self.differences = dict(zip(changes.figures.after["figure_id"], self._differences(), strict=True))

    def place(self, region_code: str) -> str:
        return place_in(region_code, self.regions) if region_code in self.regions.index else region_code

    def figures(self, rows: pd.DataFrame) -> list[str]:
        """海城市　农村最低生活保障标准　2025年　规划目标　不低于 830 元/人·月"""
        return [
            "　".join(
                filter(None, [row["figure_id"], place, what, when(row), _term("figures", "kind", row), said(row)])
            )
            for place, what, row in self._named(rows)
        ]

    def changed_figures(self) -> list[str]:
        """…　最低生活保障标准　2024年　后续实际：数值从 591 元/人·月 改为 450 元/人·月"""
        lines = []
        for place, what, row in self._named(self.changes.figures.after):
            head = filter(None, [row["figure_id"], place, what, when(row), _term("figures", "kind", row)])
            lines.append(f"{'　'.join(head)}：{self.differences[row['figure_id']]}")
        return lines

    def _differences(self) -> list[str]:
        rows = self.changes.figures
        told = []
        frames = (frame.to_dict("records") for frame in (rows.before, rows.after, rows.differs))
        for old, new, differs in zip(*frames, strict=True):
            columns = [name for name, other in differs.items() if other]
            first, second = said_apart(old, new)
            parts = [] if first == second else [f"数值从 {first} 改为 {second}"]
            parts += [self._column(name, old, new) for name in columns if not (parts and name in SAYING)]
            told.append("；".join(parts))
        return told

    def targets(self, rows: pd.DataFrame) -> list[str]:
        return [
            f"{self._target(place, what, row)}：{_verdict(row)}{_reason(row)}" for place, what, row in self._named(rows)
        ]

    def turns(self) -> list[str]:
        """…　2025年目标（…#70）：从“滞后”（…）到“完成”（…）；因为新增 …#330（2025年　3,400 元/人·月）"""
        positions = [turn.at for turn in self.changes.turns]
        before, after = (frame.loc[positions] for frame in (self.changes.targets.before, self.changes.targets.after))
        return [
            f"{self._target(place, what, new)}：{_turned(old, new)}；{self._because(turn)}"
            for turn, old, (place, what, new) in zip(
                self.changes.turns, before.to_dict("records"), self._named(after), strict=True
            )
        ]

    def _named(self, rows: pd.DataFrame) -> list[tuple[str, str, dict]]:
        """Each row behind the names of its place and its series."""
        names = series_names(rows, self.indicators)
        return list(zip(map(self.place, rows["region_code"]), names, rows.to_dict("records"), strict=True))

    def _target(self, place: str, what: str, row: dict) -> str:
        form = "" if row["form"] == "level" else f"（{_term('assessments', 'form', row)}）"
        return f"{place}　{what}　{row['target_year']}年目标{form}（{row['figure_id']}）"

    def _column(self, name: str, old: dict, new: dict) -> str:
        names = definitions.indicators()["name_zh"]
        called = {"region_code": self.place, "indicator_id": lambda code: names.get(code, code)}
        called |= {"subgroup": lambda code: definitions.subgroups().get(code, code), "correction": corrections.worded}
        tell = called.get(name, lambda _: "")
        first, second = ((tell(row[name]) or _term("figures", name, row)) for row in (old, new))
        return f"{_label('figures', name)}从 {first or EMPTY} 改为 {second or EMPTY}"

    def _because(self, turn: Turn) -> str:
        reasons = [self._cause(cause) for cause in turn.causes]
        if turn.nearby:
            told = listed(self._cause(cause) for cause in turn.nearby)
            reasons.append(f"所列依据未变，同一指标在本地或上级的数字有变（{told}）")
        if self.changes.as_of_moved:
            reasons.append(as_of_text(self.changes))
        if not reasons:
            year = "" if None in (self.changes.old.as_of, self.changes.new.as_of) else "和判断截至的年份都"
            return f"依据的数字{year}未变，变的是文献信息、代码表或规则"
        return f"因为{'；'.join(reasons)}"

    def _cause(self, cause: Cause) -> str:
        row = (self.before if cause.what == "gone" else self.after).get(cause.figure_id)
        if cause.what == "changed":
            detail = self.differences[cause.figure_id]
        else:
            detail = "　".join(filter(None, [when(row), said(row)])) if row else ""
        return f"{HAPPENED[cause.what]} {cause.figure_id}" + (f"（{detail}）" if detail else "")


def as_of_text(changes: Changes) -> str:
    return f"判断截至的年份从 {changes.old.as_of} 移到 {changes.new.as_of}"


def when(row: dict) -> str:
    """2025年, 2016—2020年; empty where no year is known."""
    years = [row["year"]] if pd.notna(row["year"]) else [row["period_start"], row["period_end"]]
    return "—".join(str(int(year)) for year in years if pd.notna(year)) + ("年" if pd.notna(years).any() else "")


def said(row: dict, exact: bool = False) -> str:
    """How much a figure says, with its comparator and unit; what is printed where that is no number."""
    if pd.isna(row["value"]):
        return row["printed_value"] or row.get("reference", "") or "没有数字"

    def spelt(value: float) -> str:
        return numerals.with_unit(numerals.plain(value, EXACT), row["unit"]) if exact else amount(value, row["unit"])

    if row["comparator"] == "range":
        low = numerals.plain(row["value_low"], EXACT) if exact else number(row["value_low"])
        return f"{low}—{spelt(row['value_high'])}"
    limit = "" if row["comparator"] in ("=", "") else _term("figures", "comparator", row) + " "
    return limit + spelt(row["value"])


def said_apart(old: dict, new: dict) -> tuple[str, str]:
    """Both texts, to the last decimal where they would be alike; alike where the figures say the same."""
    texts = said(old), said(new)
    return texts if texts[0] != texts[1] else (said(old, exact=True), said(new, exact=True))


def _turned(old: dict, new: dict) -> str:
    first, second = _verdict(old), _verdict(new)
    if first == second:
        return f"结论仍为{second}，依据从“{_term('assessments', 'outcome_reason', old)}”到“{_reason_name(new)}”"
    return f"从{first}{_reason(old)}到{second}{_reason(new)}"


def _verdict(row: dict) -> str:
    """“到期未公布，末次滞后”: the outcome, and the standing where the table has one."""
    names = [_term("assessments", name, row) for name in VERDICT if name != "outcome_reason" and name in row]
    return f"“{'，'.join(filter(None, names))}”"


def _reason_name(row: dict) -> str:
    return _term("assessments", "outcome_reason", row)


def _reason(row: dict) -> str:
    return f"（{_reason_name(row)}）"


@cache
def _columns(table: str) -> dict[str, tables.Column]:
    return {column.name: column for column in tables.schemas()[table].columns}


def columns_text(table: str, names: list[str]) -> str:
    return "、".join(_label(table, name) for name in names)


def _label(table: str, name: str) -> str:
    """What the declaration says of a column, up to the first mark outside brackets.

    A column that this version does not declare has no other name than its own.
    """
    column = _columns(table).get(name)
    if column is None:
        return f"另一版本的列“{name}”"
    return re.split("[；，]", re.sub(r"（[^）]*）", "", column.about))[0].strip()


def _term(table: str, name: str, row: dict) -> str:
    """A cell as people read it: the name of a code, a year without separators, 是 or 否; empty where it is."""
    value, column = row[name], _columns(table).get(name)
    if pd.isna(value) or value == "":
        return ""
    if isinstance(value, bool) or (column is not None and column.type == "boolean"):
        return definitions.terms()["yes_no"]["yes" if value else "no"]
    if column is not None and column.terms:
        return definitions.terms()[column.terms].get(value, value)
    return numerals.plain(value, EXACT) if isinstance(value, float) else str(value)
