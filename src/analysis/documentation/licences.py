"""Under which licences the packages stand that `requirements.lock` pins: from what each package says of itself."""

import re
from importlib import metadata
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.documentation import markdown

PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==[^ ;]+(?P<marker> ;)?", re.MULTILINE)
APPROVED = "License :: OSI Approved :: "
LONGEST = 60  # characters: longer ones are whole texts of licences


def everywhere(lock: str) -> tuple[list[str], list[str]]:
    """Names of the pinned packages that every machine installs, and of those that only some do.

    A name that is pinned twice has a version for each Python, so that every machine installs one of them.
    """
    names: dict[str, list[bool]] = {}
    for line in PINNED.finditer(lock):
        names.setdefault(line["name"], []).append(line["marker"] is None)
    always = [name for name, lines in names.items() if any(lines) or len(lines) > 1]
    return sorted(always), sorted(set(names) - set(always))


def of(package: str) -> str:
    """The licence that an installed package declares: an SPDX expression, else its classifiers, else its own words."""
    said = metadata.metadata(package)
    if expression := said.get("License-Expression"):
        return expression
    classifiers = [one.removeprefix(APPROVED) for one in said.get_all("Classifier", []) if one.startswith(APPROVED)]
    first_line = (said.get("License") or "").strip().partition("\n")[0]
    return "；".join(classifiers) or (first_line if 0 < len(first_line) <= LONGEST else "见软件包")


def table(root: Path | None = None) -> str:
    """The block `licences` of docs/licences.md. Raises PackageNotFoundError where a pinned package is not installed."""
    lock = ((root or paths.project_root()) / "requirements.lock").read_text(encoding="utf-8")
    always, sometimes = everywhere(lock)
    listed = markdown.table(pd.DataFrame({"软件包": always, "许可": [of(name) for name in always]}))
    rest = f"只在某些系统或 Python 版本上安装的另有 {len(sometimes)} 个：{'、'.join(sometimes)}。"
    return f"{listed}\n\n{rest}"


BLOCKS = {"licences": table}
