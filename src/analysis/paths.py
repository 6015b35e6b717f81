"""Where things live. Every function takes the project's folder so that tests can hand in another one."""

import os
from pathlib import Path


def project_root() -> Path:
    """The folder that holds `data/`: the variable `ANALYSIS_PROJECT` if set, else the checkout this package lies in."""
    configured = os.environ.get("ANALYSIS_PROJECT")
    return Path(configured).resolve() if configured else Path(__file__).resolve().parents[2]


def raw(root: Path | None = None) -> Path:
    return (root or project_root()) / "data" / "raw"


def processed(root: Path | None = None) -> Path:
    return (root or project_root()) / "data" / "processed"


def shown(path: Path, root: Path | None = None) -> str:
    """The path as messages print it: relative to the project where it lies inside, with forward slashes."""
    path, root = Path(path), root or project_root()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
