"""What the pages show, read once from the processed tables and read again when the files change."""

import json
import logging
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.charts import county_map
from analysis.problems import DataProblems, Problem
from analysis.research import workspace
from dashboard import alignment_data, assessed, audit_data, compare_data, figures_data, map_data
from dashboard.provenance import Provenance
from dashboard.regions import Regions

TABLES = (
    *("assessments", "baselines", "coverage", "documents", "figures", "findings", "indicators"),
    *("observations", "regions", "targets"),
)
OUTLINES = "counties.geojson"
ATTEMPTS, PAUSE = 6, 0.2  # for tables that are being replaced; seconds
log = logging.getLogger("dashboard")


@dataclass(frozen=True)
class Data:
    """`maps`: province → the JSON that its map is drawn from; `county_names`: of all counties drawn; `frames`: the
    processed tables by name, which nobody changes. What only some pages need is made when it is first asked for."""

    maps: dict[str, bytes]
    county_names: dict[str, str]
    provenance: Provenance
    frames: dict[str, pd.DataFrame]

    @cached_property
    def regions(self) -> Regions:
        return Regions(self.frames["regions"], set(self.frames["targets"]["region_code"]))

    @cached_property
    def alignment(self) -> alignment_data.Alignment:
        return alignment_data.Alignment(self.frames, self.regions)

    @cached_property
    def audit(self) -> audit_data.Audit:
        return audit_data.Audit(self.frames)

    @cached_property
    def comparison(self) -> compare_data.Comparison:
        return compare_data.Comparison(self.workspace, self.targets)

    @cached_property
    def printed(self) -> figures_data.Figures:
        return figures_data.Figures(self.frames)

    @cached_property
    def targets(self) -> list[assessed.Target]:
        return assessed.targets(self.frames)

    @cached_property
    def workspace(self) -> workspace.Workspace:
        """What models and charts answer from."""
        return workspace.of(self.frames)


class Source:
    """A folder of processed tables. `current()` answers from memory until one of its files changes.

    While changed tables are read, others are answered with the ones before. What changes under the reading (a build
    swaps the folder, a copy takes its time) is read again, so that the tables of two builds are not mixed.
    """

    def __init__(self, folder: Path | None = None):
        self.folder = Path(folder) if folder else paths.processed()
        self._lock = threading.Lock()
        self._known: tuple[list | None, Data | None, list[Problem]] = (None, None, [])  # replaced as a whole

    def current(self) -> Data:
        """Raises DataProblems (all of them at once) where tables are missing, broken or of another version."""
        stamp = self._known[0]
        changed = stamp is None or self._files() != stamp
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
            settled = self._files() == stamp
            if settled and (data or not before):
                break
            time.sleep(PAUSE)
        self._known = (stamp if settled else [], data, problems)
        for problem in problems:
            log.error("%s", problem)
        if data and known is not None:
            log.info("数据表已变化，重新读取完毕")

    def _files(self) -> list[tuple]:
        return [_state(self.folder / name) for name in (*(f"{name}.csv" for name in TABLES), OUTLINES)]


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
        except (OSError, ValueError, TypeError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            problems.append(_problem(folder / f"{name}.csv", "unreadable-table", f"读不出（{reason}）"))
    try:
        outlines = json.loads((folder / OUTLINES).read_text(encoding="utf-8"))
        names = county_map.county_names(outlines)
    except FileNotFoundError:
        problems.append(_problem(folder / OUTLINES, "missing-outlines", "没有县界文件"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        problems.append(_problem(folder / OUTLINES, "broken-outlines", "县界文件读不出"))
    if problems:
        raise DataProblems(problems)
    try:
        return Data(map_data.all_maps(frames, outlines), names, Provenance(frames), frames)
    except (ValueError, KeyError, TypeError) as error:
        raise DataProblems([_problem(folder, "unlike-tables", f"各表之间或与县界对不上（{error}）")]) from error


def _problem(path: Path, code: str, found: str) -> Problem:
    return Problem(paths.shown(path), 0, code, found, "同一次生成的一套文件", "运行 python -m analysis build")
