"""Which names the project's source files import, read from their syntax trees, for the tests about structure."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path


def code_of(path: Path) -> str:
    """The Python in a `.py` file or in the code cells of a notebook (without IPython's `%` and `!` lines)."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    lines = "\n".join(cells).splitlines()
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)


def source_files(*folders: Path) -> Iterator[Path]:
    """All `.py` and `.ipynb` files below the folders that exist."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".ipynb"} and ".ipynb_checkpoints" not in path.parts:
                yield path


def imports(code: str, package: str = "") -> set[str]:
    """Dotted names imported anywhere in the code, functions included; relative ones resolved against `package`.

    >>> sorted(imports("import os.path\\nfrom analysis import tables", ""))
    ['analysis.tables', 'os.path']
    >>> sorted(imports("from . import growth\\nfrom ..tables import read", "analysis.models"))
    ['analysis.models.growth', 'analysis.tables.read']
    """
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*parents, *([node.module] if node.module else [])])
            names |= {f"{source}.{alias.name}" for alias in node.names}
    return names
