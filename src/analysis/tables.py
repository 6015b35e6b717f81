"""The processed tables: what their columns are, how they are checked, read and written.

One declaration (codelists/tables.toml) feeds the pandera check before writing, the types on reading, and the
Frictionless descriptor `datapackage.json`.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import paths, textfiles
from analysis.codelists import definitions
from analysis.problems import DataProblems, Problem

DTYPES = {"text": "str", "integer": "Int64", "number": "float64", "boolean": "bool"}
FRICTIONLESS_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
SEPARATOR = ";"  # between the ids of a column that holds several


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    about: str
    empty: bool = False
    terms: str = ""
    refers: str = ""

    @property
    def codes(self) -> list[str]:
        return list(definitions.terms()[self.terms]) if self.terms else []


@dataclass(frozen=True)
class Table:
    name: str
    about: str
    key: list[str]
    id: list[str]
    sort: list[str]
    columns: list[Column]

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


@cache
def schemas() -> dict[str, Table]:
    """Table name → its declaration, in the order in which tables are built."""
    declared = textfiles.read_toml(definitions.FOLDER / "tables.toml")
    return {
        name: Table(name, **{**entry, "columns": [Column(column, **rest) for column, rest in entry["columns"].items()]})
        for name, entry in declared.items()
    }


def conform(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The frame with the table's columns in order, its types, sorted by its key. Missing text becomes ''."""
    table = schemas()[name]
    frame = frame.reindex(columns=table.column_names)
    for column in table.columns:
        if column.type == "text":
            frame[column.name] = frame[column.name].fillna("").astype("str")
        else:
            frame[column.name] = frame[column.name].astype(DTYPES[column.type])
    return frame.sort_values(table.sort, ignore_index=True)


def check(tables: dict[str, pd.DataFrame]) -> None:
    """Raises DataProblems for every break of the declared types, vocabularies, keys and references."""
    import pandera.pandas as pandera  # only the build needs it, and it is slow to import

    problems = []
    for name, frame in tables.items():
        table = schemas()[name]
        columns = {}
        for column in table.columns:
            checks = [pandera.Check.isin([*column.codes, *([""] if column.empty else [])])] if column.terms else []
            if column.type == "text" and not column.empty and not column.terms:
                checks.append(pandera.Check.str_length(min_value=1))
            nullable = column.empty and column.type != "text"
            columns[column.name] = pandera.Column(DTYPES[column.type], checks, nullable=nullable)
        schema = pandera.DataFrameSchema(columns, strict=True, ordered=True, unique=table.id)
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            for case in error.failure_cases.itertuples():
                found = f"列 {case.column} 的第 {case.index} 行是 {case.failure_case}（{case.check}）"
                problems.append(_problem(name, "schema", found, "符合表的定义", "检查原始数据或改表的定义"))
        for row in frame[frame.duplicated(table.key, keep=False)][table.key].drop_duplicates().itertuples(index=False):
            problems.append(_problem(name, "repeated-key", f"键重复：{tuple(row)}", "每个键一行", "检查由哪些数字得出"))
        problems += _broken_references(table, frame, tables)
    if problems:
        raise DataProblems(problems)


def _broken_references(table: Table, frame: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[Problem]:
    problems = []
    for column in table.columns:
        target, _, field = column.refers.partition(".")
        if target in tables:
            known = set(tables[target][field]) | ({""} if column.empty else set())
            for value in sorted(set(frame[column.name]) - known):
                found = f"列 {column.name} 的 {value!r} 不在 {column.refers} 中"
                problems.append(_problem(table.name, "broken-reference", found, "存在的标识", "检查这个标识"))
    return problems


def _problem(name: str, code: str, found: str, expected: str, action: str) -> Problem:
    return Problem(f"{name}.csv", 0, code, found, expected, action)


def write(frame: pd.DataFrame, name: str, folder: Path) -> None:
    """Writes a conformed table as UTF-8 CSV: `\\n` line ends, 12 significant digits, true/false, empty for missing."""
    out = frame.copy()
    for column in schemas()[name].columns:
        if column.type == "boolean":
            out[column.name] = out[column.name].map({True: "true", False: "false"})
    out.to_csv(folder / f"{name}.csv", index=False, float_format="%.12g", lineterminator="\n", encoding="utf-8")


def read(name: str, folder: Path | None = None, needed: Collection[str] | None = None) -> pd.DataFrame:
    """The table with its declared types. Raises DataProblems where it is missing or of another schema.

    With `needed`, only these columns must be there, in any order: so tables of another version can be read. Columns
    that are not declared are text.
    """
    table, path = schemas()[name], (folder or paths.processed()) / f"{name}.csv"
    types = {column.name: DTYPES[column.type] for column in table.columns}
    numbers = [column.name for column in table.columns if column.type in ("integer", "number")]
    as_read = defaultdict(lambda: DTYPES["text"], types | dict.fromkeys(numbers, "float64"))
    try:
        frame = pd.read_csv(path, dtype=as_read, keep_default_na=False, na_values={name: [""] for name in numbers})
        frame = frame.astype({column: types[column] for column in numbers if column in frame})
    except FileNotFoundError:
        raise _unreadable(path, 0, "missing-table", "没有这张表", "已生成的数据表", "先") from None
    except (ValueError, TypeError) as error:  # undecodable bytes are a ValueError, 2020.5 as a year a TypeError
        raise _unreadable(path, 0, "broken-table", f"读不出（{error}）", "完整的数据表") from None
    expected = table.column_names if needed is None else list(needed)
    if list(frame.columns) != expected if needed is None else not set(expected) <= set(frame.columns):
        raise _unreadable(path, 1, "old-table", "列与当前版本不同", "、".join(expected))
    return frame


def _unreadable(path: Path, line: int, code: str, found: str, expected: str, again: str = "重新") -> DataProblems:
    action = f"{again}运行 python -m analysis build"
    return DataProblems([Problem(paths.shown(path), line, code, found, expected, action)])


def datapackage(folder: Path, extra: list[dict], as_of: int) -> dict:
    """The Frictionless descriptor of the tables lying in `folder`; `extra` are resources that are no tables.

    `as_of`: the last year that had ended when the tables were judged.
    """
    resources = [_resource(table, folder) for table in schemas().values() if (folder / f"{table.name}.csv").exists()]
    for resource in extra:
        resources.append({**resource, **_fingerprint(folder / resource["path"])})
    return {
        "name": "minzheng-plan-figures",
        "title": "民政事业五年规划的数字、目标与实际",
        "profile": "data-package",
        "last_ended_year": as_of,
        "resources": resources,
    }


def write_datapackage(folder: Path, extra: list[dict], as_of: int) -> None:
    text = json.dumps(datapackage(folder, extra, as_of), ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _fingerprint(path: Path) -> dict:
    content = path.read_bytes()
    return {"bytes": len(content), "hash": "sha256:" + hashlib.sha256(content).hexdigest()}


def _resource(table: Table, folder: Path) -> dict:
    fields, foreign = [], []
    for column in table.columns:
        field = {"name": column.name, "type": FRICTIONLESS_TYPES[column.type], "description": column.about}
        constraints = {} if column.empty else {"required": True}
        if column.terms:
            constraints["enum"] = column.codes
        if constraints:
            field["constraints"] = constraints
        fields.append(field)
        resource, _, target = column.refers.partition(".")
        if resource:
            reference = {"resource": "" if resource == table.name else resource, "fields": [target]}
            foreign.append({"fields": [column.name], "reference": reference})
    schema = {"fields": fields, "missingValues": [""], "primaryKey": table.id}
    if foreign:
        schema["foreignKeys"] = foreign
    path = folder / f"{table.name}.csv"
    return {
        "name": table.name,
        "description": table.about,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_fingerprint(path),
        "schema": schema,
    }
