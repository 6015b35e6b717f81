"""The browser's scripts in an order in which each finds what it needs: it says at its top which these are.

    /* needs: address.js, county_map/drawing.js */

Dash would load them by the names of their files.
"""

import graphlib
import hashlib
import re
from pathlib import Path

NEEDS = re.compile(r"^/\* needs: (.+) \*/$", re.MULTILINE)
IN_THE_HEAD = "theme.js"  # it must run before anything is painted
ALL = r"\.js$"  # as Dash's `assets_ignore`


def needs(script: str) -> list[str]:
    """What a script's text says it needs: files below the folder of scripts."""
    found = NEEDS.search(script)
    return found[1].split(", ") if found else []


def in_order(folder: Path) -> list[str]:
    """All scripts below `folder`, each after those it needs.

    Raises ValueError where a script needs a file that is not there, or itself through others.
    """
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.js"))}
    graph = {name: needs(text) for name, text in texts.items() if name != IN_THE_HEAD}
    for name, needed in graph.items():
        if absent := [one for one in needed if one not in graph]:
            raise ValueError(f"{name} needs {', '.join(absent)}: not below {folder.name}")
    return list(graphlib.TopologicalSorter(graph).static_order())


def tags(folder: Path, address: str) -> str:
    """The HTML that loads all of them; `address`: where the browser finds the folder. A changed script gets another
    address, so that browsers may keep what they have."""
    return "\n".join(
        f'<script src="{address}/{name}?m={_version(folder / name)}"></script>' for name in in_order(folder)
    )


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
