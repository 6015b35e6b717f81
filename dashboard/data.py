"""What the pages show, read once from the processed tables and read again when the files change."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path

from analysis import paths, tables
from analysis.charts import county_map
from analysis.problems import DataProblems, Problem
from dashboard import map_data
from dashboard.provenance import Provenance

TABLES = ("coverage", "documents", "figures", "indicators", "regions")
OUTLINES = "counties.geojson"


@dataclass(frozen=True)
class Data:
    """`maps`: province → the JSON that its map is drawn from; `county_names`: of all counties drawn."""

    maps: dict[str, bytes]
    county_names: dict[str, str]
    provenance: Provenance


class Source:
    """A folder of processed tables. `current()` answers from memory until one of its files changes."""

    def __init__(self, folder: Path | None = None):
        self.folder = Path(folder) if folder else paths.processed()
        self._lock = threading.Lock()
        self._stamp: list | None = None
        self._data: Data | None = None

    def current(self) -> Data:
        """Raises DataProblems (all of them at once) where tables are missing, broken or of another version."""
        with self._lock:
            stamp = self._files()
            if stamp != self._stamp:
                self._data = load(self.folder)
                self._stamp = stamp
            return self._data

    def _files(self) -> list[tuple[str, int, int]]:
        files = [self.folder / name for name in (*(f"{name}.csv" for name in TABLES), OUTLINES)]
        found = [(file.name, file.stat()) for file in files if file.exists()]
        return [(name, status.st_mtime_ns, status.st_size) for name, status in found]


def load(folder: Path) -> Data:
    """Raises DataProblems with the problems of all files together."""
    frames, problems = {}, []
    for name in TABLES:
        try:
            frames[name] = tables.read(name, folder)
        except DataProblems as error:
            problems += error.problems
    try:
        outlines = json.loads((folder / OUTLINES).read_text(encoding="utf-8"))
        names = county_map.county_names(outlines)
    except FileNotFoundError:
        problems.append(_problem(folder / OUTLINES, "missing-outlines", "没有县界文件"))
    except (ValueError, KeyError, TypeError, AttributeError):
        problems.append(_problem(folder / OUTLINES, "broken-outlines", "县界文件读不出"))
    if problems:
        raise DataProblems(problems)
    try:
        return Data(map_data.all_maps(frames, outlines), names, Provenance(frames))
    except (ValueError, KeyError, TypeError) as error:
        raise DataProblems([_problem(folder, "unlike-tables", f"各表之间或与县界对不上（{error}）")]) from error


def _problem(path: Path, code: str, found: str) -> Problem:
    return Problem(paths.shown(path), 0, code, found, "同一次生成的一套文件", "运行 python -m analysis build")
