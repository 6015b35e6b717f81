"""The processed tables, read once and read again when the files change; what each page makes of them is made once."""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import flask
import pandas as pd

from analysis import paths, tables
from analysis.charts import county_map
from analysis.domain.regions import Regions
from analysis.problems import DataProblems, Problem
from analysis.research import workspace

TABLES = (
    *("assessments", "baselines", "coverage", "documents", "figures", "findings", "indicators"),
    *("observations", "regions", "skill", "targets"),
)
OUTLINES, DECLARED = "counties.geojson", "datapackage.json"
FILES = (*(f"{name}.csv" for name in TABLES), OUTLINES, DECLARED)
ATTEMPTS, PAUSE = 6, 0.2  # for tables that change while they are read; seconds between
PATIENCE = 5  # seconds that tables may be unusable before viewers of those before are told
log = logging.getLogger("dashboard")
View = TypeVar("View")


@dataclass(frozen=True, eq=False)
class Data:
    """`frames`: the processed tables by name; `outlines`: the counties'. Nobody changes them."""

    frames: dict[str, pd.DataFrame]
    outlines: Mapping
    _views: dict[Callable, Any] = field(default_factory=dict, repr=False)
    _making: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def view(self, make: "Callable[[Data], View]") -> View:
        """What `make` makes of the tables: once for all who look, when the first of them asks."""
        if make not in self._views:
            with self._making:  # may be taken again: a view can rest on another
                if make not in self._views:
                    self._views[make] = make(self)
        return self._views[make]

    @cached_property
    def regions(self) -> Regions:
        return Regions(self.frames["regions"], set(self.frames["targets"]["region_code"]))

    @cached_property
    def workspace(self) -> workspace.Workspace:
        """What models and charts answer from."""
        return workspace.of(self.frames, self.outlines)


_made_at_reading: dict[str, Callable[[Data], Any]] = {}


def made_at_reading(make: Callable[[Data], Any]) -> Callable[[Data], Any]:
    """Registers a page's view to be made whenever tables are read, so that no viewer waits for it; tables that it
    cannot be made of are refused as a whole."""
    _made_at_reading[f"{make.__module__}.{make.__qualname__}"] = make
    return make


def current() -> Data:
    """The tables as the request that is being answered sees them. Raises DataProblems where there are none to show."""
    return flask.current_app.extensions["source"].current()


class Source:
    """A folder of processed tables. `current()` answers from memory until one of its files changes.

    Readers get the tables before a change or those after it, whole: what lies in the folder counts once it is the set
    that its own `datapackage.json` names, to the byte, and did not change while it was read. Until then (a build swaps
    the folder, a copy takes its time), and while one reads, all others are answered from the tables before. Where the
    folder stays unusable for PATIENCE, everybody is told.
    """

    def __init__(self, folder: Path | None = None):
        self.folder = Path(folder) if folder else paths.processed()
        self._lock = threading.Lock()
        self._known: tuple[list | None, Data | None, list[Problem]] = (None, None, [])  # replaced as a whole
        self._unusable: tuple[list | None, float] = (None, 0.0)  # a state of the folder, and when it was first seen
        self._next_try = 0.0

    def current(self) -> Data:
        """Raises DataProblems (all of them at once) where tables are missing, broken or of another version."""
        stamp = self._known[0]
        changed = stamp is None or (time.monotonic() >= self._next_try and self._files() != stamp)
        # Only where nothing has been read yet does everybody wait for the one who reads.
        if changed and self._lock.acquire(blocking=stamp is None):
            try:
                self._read_if_changed()
            finally:
                self._lock.release()
        _, data, problems = self._known
        if data is None:
            raise DataProblems(problems)
        return data

    def _read_if_changed(self) -> None:
        known, before, _ = self._known
        for _ in range(ATTEMPTS):
            stamp = self._files()
            if stamp == known:
                return
            try:
                data, problems = load(self.folder), []
            except DataProblems as error:
                data, problems = None, error.problems
            if self._files() == stamp:
                break
            time.sleep(PAUSE)
        else:
            data, stamp = None, []
            problems = [_problem(self.folder, "changing-tables", "数据表正在被替换")]
        if before and problems and not self._given_up(stamp):
            return
        self._known = (stamp, data, problems)
        for problem in problems:
            log.error("%s", problem)
        if data and known is not None:
            log.info("数据表已变化，重新读取完毕")

    def _given_up(self, stamp: list) -> bool:
        """Whether the folder has been unusable in just this state for so long that nobody seems to be at it."""
        now = time.monotonic()
        if stamp != self._unusable[0]:
            self._unusable = stamp, now
        self._next_try = now + PAUSE
        return now - self._unusable[1] >= PATIENCE

    def _files(self) -> list[tuple]:
        return [_state(self.folder / name) for name in FILES]


def _state(file: Path) -> tuple:
    """Changes when the file does, also when another of the same size and date takes its place."""
    try:
        status = file.stat()
    except OSError:
        return (file.name,)
    return file.name, status.st_mtime_ns, status.st_size, status.st_ino


def load(folder: Path) -> Data:
    """Raises DataProblems with the problems of all files together."""
    frames, problems = {}, []
    for name in TABLES:
        try:
            frames[name] = tables.read(name, folder)
        except DataProblems as error:
            problems += error.problems
        except (OSError, ValueError, TypeError, ArithmeticError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            problems.append(_problem(folder / f"{name}.csv", "unreadable-table", f"读不出（{reason}）"))
    try:
        outlines = json.loads((folder / OUTLINES).read_text(encoding="utf-8"))
        county_map.county_names(outlines), county_map.city_codes(outlines)  # fail where these are no outlines
    except FileNotFoundError:
        problems.append(_problem(folder / OUTLINES, "missing-outlines", "没有县界文件"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        problems.append(_problem(folder / OUTLINES, "broken-outlines", "县界文件读不出"))
    problems = problems or [*_unlike_declared(folder), *_unknown_codes(folder, frames)]
    if problems:
        raise DataProblems(problems)
    data = Data(frames, outlines)
    try:
        for make in _made_at_reading.values():
            data.view(make)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise DataProblems([_problem(folder, "unlike-tables", f"各表之间或与县界对不上（{error}）")]) from error
    return data


def _unlike_declared(folder: Path) -> list[Problem]:
    """Files that are not, to the byte, those that `datapackage.json` was written for: cut short, or of two builds."""
    try:
        resources = json.loads((folder / DECLARED).read_text(encoding="utf-8"))["resources"]
        hashes = {resource["path"]: resource["hash"] for resource in resources}
    except FileNotFoundError:
        return [_problem(folder / DECLARED, "missing-datapackage", "没有这个文件")]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return [_problem(folder / DECLARED, "broken-datapackage", "读不出")]
    found = [name for name in FILES if name != DECLARED and hashes.get(name) != _hash(folder / name)]
    said = f"与 {DECLARED} 记录的内容不同（没有复制完、被改过，或不是同一次生成的）"
    return [_problem(folder / name, "changed-table", said) for name in found]


def _hash(file: Path) -> str:
    try:
        return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _unknown_codes(folder: Path, frames: dict[str, pd.DataFrame]) -> list[Problem]:
    """Codes that this version has no words for: tables of another version with the same columns."""
    problems = []
    for name, frame in frames.items():
        for column in tables.schemas()[name].columns:
            unknown = sorted(set(frame[column.name].unique()) - {*column.codes, ""}) if column.terms else []
            if unknown:
                said = f"列 {column.name} 有当前版本不认识的代码：{'、'.join(unknown[:3])}"
                problems.append(_problem(folder / f"{name}.csv", "unknown-code", said))
    return problems


def _problem(path: Path, code: str, found: str) -> Problem:
    return Problem(paths.shown(path), 0, code, found, "同一次生成的一套文件", "运行 python -m analysis build")
