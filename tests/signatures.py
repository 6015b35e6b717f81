"""Raw folders signed as they are, for tests that change them on purpose."""

from pathlib import Path

from analysis.etl import signing
from analysis.etl.read import folders
from analysis.problems import DataProblems


def sign_all(raw: Path) -> None:
    """Signs each folder below `raw` that can be read; the others stay as they are."""
    for folder in folders(raw):
        try:
            signing.sign(folder, signing.present(folder))
        except DataProblems:
            continue
