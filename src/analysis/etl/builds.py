"""A folder of processed tables read for comparison, also one that another version wrote."""

import json
import tempfile
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.changes.compare import FIGURE_KEY, NEEDED, TARGET_KEY, Build, repeated
from analysis.problems import DataProblems, Problem, raise_if_any

DESCRIPTOR = "datapackage.json"
KEYS = {"figures": FIGURE_KEY, "assessments": TARGET_KEY}


def read(folder: Path) -> Build:
    """The tables that `changes.compare` needs. Raises DataProblems with all that is wrong in the folder.

    Columns that another version did not have are missing from the frames; without those of NEEDED it cannot be read.
    """
    frames, problems = {}, []
    for name, columns in NEEDED.items():
        try:
            frames[name] = tables.read(name, folder, columns)
        except DataProblems as error:
            problems += error.problems
            continue
        problems += [_repeated(folder / f"{name}.csv", key) for key in repeated(frames[name], KEYS[name])]
    as_of = None
    try:
        as_of = _as_of(folder / DESCRIPTOR)
    except DataProblems as error:
        problems += error.problems
    raise_if_any(problems)
    if as_of is None and "as_of" in frames["assessments"] and len(frames["assessments"]):
        as_of = int(frames["assessments"]["as_of"].max())
    return Build(frames["figures"], frames["assessments"], as_of)


def as_written(built: dict[str, pd.DataFrame], as_of: int) -> Build:
    """Tables that are not written, with the digits that they would have on disk, so that they compare with a build."""
    with tempfile.TemporaryDirectory() as folder:
        for name in NEEDED:
            tables.write(built[name], name, Path(folder))
        return read(Path(folder))._replace(as_of=as_of)


def _as_of(path: Path) -> int | None:
    """The last year whose levels counted, as the descriptor says; None where it does not say or is missing."""
    if not path.exists():
        return None
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        said = descriptor.get("last_ended_year")
        return None if said is None else int(said)
    except (ValueError, TypeError, AttributeError) as error:
        found, expected = f"读不出（{error}）", "build 写出的描述，last_ended_year 为年份"
        problem = Problem(
            paths.shown(path), 0, "broken-descriptor", found, expected, "重新运行 python -m analysis build"
        )
        raise DataProblems([problem]) from None


def _repeated(path: Path, key: tuple) -> Problem:
    found = f"键重复：{'、'.join(filter(None, map(str, key)))}"
    action = "重新运行 python -m analysis build"
    return Problem(paths.shown(path), 0, "repeated-key", found, "每个键一行", action)
