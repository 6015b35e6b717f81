"""One build at a time: two at once would clear each other's scratch folders away."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis import paths
from analysis.problems import DataProblems, Problem

NAME = ".build.lock"  # beside data/processed
PATIENCE = 60  # seconds; a build takes some ten
PAUSE = 0.2


@contextmanager
def alone(folder: Path, patience: float = PATIENCE, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Waits until no other process builds below `folder`; `waiting` is called once where there is one to wait for.

    Raises DataProblems where the other one does not end within `patience` seconds. The system lets go of the lock when
    a process ends, however it ends: the file that stays behind locks nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a+b") as file:
        until, told = time.monotonic() + patience, False
        while not _taken(file.fileno()):
            if time.monotonic() >= until:
                raise DataProblems([_problem(folder / NAME, patience)])
            if not told:
                waiting()
                told = True
            time.sleep(PAUSE)
        yield


def _problem(path: Path, patience: float) -> Problem:
    found = f"另一个 build 正在运行，等了 {patience:g} 秒还没有结束"
    return Problem(paths.shown(path), 0, "build-running", found, "同一时间只有一个 build", "等它结束后再运行")


if os.name == "nt":
    import msvcrt

    def _taken(file: int) -> bool:
        """Tries to lock the file's first byte (which need not exist); closing the file unlocks it."""
        os.lseek(file, 0, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(file: int) -> bool:
        """Tries to lock the file; closing it unlocks it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
