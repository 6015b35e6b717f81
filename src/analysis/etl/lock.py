"""One build at a time: two at once would clear each other's scratch folders away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from analysis import paths
from analysis.problems import DataProblems, Problem

NAME = ".build.lock"  # beside data/processed
PATIENCE = 60  # seconds; a build takes some ten


@contextmanager
def alone(folder: Path, patience: float = PATIENCE, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Waits until no other process builds below `folder`; `waiting` is called once where there is one to wait for.

    Raises DataProblems where the other one does not end within `patience` seconds. The system lets go of the lock when
    a process ends, however it ends: the file that stays behind locks nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / NAME)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        waiting()
        try:
            lock.acquire(timeout=patience)
        except filelock.Timeout:
            raise DataProblems([_problem(folder / NAME, patience)]) from None
    try:
        yield
    finally:
        lock.release()


def _problem(path: Path, patience: float) -> Problem:
    found = f"另一个 build 正在运行，等了 {patience:g} 秒还没有结束"
    return Problem(paths.shown(path), 0, "build-running", found, "同一时间只有一个 build", "等它结束后再运行")
