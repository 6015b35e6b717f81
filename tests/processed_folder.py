"""Folders of processed tables for tests that change what lies there."""

import json
from pathlib import Path

from analysis import tables
from analysis.etl import boundaries


def sign(folder: Path) -> None:
    """Makes the folder's `datapackage.json` name its files as they are now, as a build does."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables.write_datapackage(folder, [boundaries.RESOURCE], package["last_ended_year"])


def replaced(path: Path, old: str, new: str) -> None:
    """Another file takes the place of a table, as a build's or a careful copy's would."""
    other = path.with_suffix(".new")
    other.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    other.replace(path)
