"""Imports point down only, models, audit and changes touch no files, and `import analysis` is cheap."""

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest
from source_files import code_of, imports, source_files

from analysis.domain.quantities import EXTENSIVE, INTENSIVE, PER_PERSON
from analysis.domain.regions import NATION
from analysis.domain.series import DIMENSIONS, MEASURE, SERIES

# Lowest first. A part imports from lower layers only; parts that share a layer know nothing of each other.
# `__init__` is the public face `import analysis`, which gathers what notebooks use.
LAYERS = (
    {"paths", "problems", "numerals", "printed"},
    {"textfiles"},
    {"codelists"},
    {"tables"},
    {"domain"},
    {"models", "audit", "charts", "extract"},
    {"words"},
    {"changes"},
    {"etl"},
    {"research"},
    {"briefing", "documentation"},
    {"__init__"},
    {"commands", "dashboard", "notebooks"},
    {"__main__"},
)
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}
ALLOWED = {
    ("commands", "dashboard"): "the command `dashboard` starts the app",
}
# The dashboard lies above the ETL, yet shows what was built and never builds.
FORBIDDEN = {("dashboard", "etl"), ("dashboard", "extract")}

PURE_PARTS = ("models", "audit", "changes")
IMPURE_MODULES = {
    *("pathlib", "os", "io", "shutil", "tempfile", "glob", "subprocess", "urllib", "socket", "time", "random"),
    *("analysis.paths", "analysis.textfiles"),
}
IMPURE_CALLS = {
    *("open", "read_text", "write_text", "read_bytes", "write_bytes", "read_csv", "to_csv", "read_file", "to_file"),
    *("read_excel", "to_excel", "now", "today"),
}


def part_of(name: str) -> str | None:
    """The part of the project that a dotted name belongs to; None for other packages."""
    top, _, rest = name.partition(".")
    if top == "analysis":
        first = rest.split(".")[0]
        return first if first in RANK else "__init__"
    return top if top in RANK else None


def module_name(path: Path, root: Path) -> str:
    relative = path.relative_to(root / "src" if path.is_relative_to(root / "src") else root)
    return ".".join(relative.with_suffix("").parts).removesuffix(".__init__")


def package_of(path: Path, root: Path) -> str:
    name = module_name(path, root)
    return name if path.name == "__init__.py" else name.rpartition(".")[0]


def imports_of(path: Path, root: Path) -> set[str]:
    return imports(code_of(path), package_of(path, root))


def upward_imports(part: str, names: set[str]) -> list[str]:
    """The imported names that a file of this part must not know, sorted."""
    wrong = []
    for name in sorted(names):
        other = part_of(name)
        if other is None or other == part or (part, other) in ALLOWED:
            continue
        if RANK[other] >= RANK[part] or (part, other) in FORBIDDEN:
            wrong.append(name)
    return wrong


def impurities(code: str) -> list[str]:
    """Modules and calls in the code that reach files, the network, the clock or chance, sorted."""
    used = {module for module in IMPURE_MODULES for name in imports(code) if f"{name}.".startswith(f"{module}.")}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            used |= {f"{called}()"} if called in IMPURE_CALLS else set()
    return sorted(used)


@pytest.fixture(scope="module")
def files(project_root):
    return list(source_files(project_root / "src", project_root / "dashboard", project_root / "notebooks"))


def test_every_module_of_the_package_has_a_place_in_the_layers(project_root):
    package = project_root / "src" / "analysis"
    present = {path.stem for path in package.iterdir() if path.suffix == ".py" or list(path.glob("*.py"))}
    assert present - set(RANK) == set(), "say in LAYERS where it belongs"


def test_imports_point_down_only(files, project_root):
    wrong = {
        module_name(path, project_root): names
        for path in files
        if (names := upward_imports(part_of(module_name(path, project_root)), imports_of(path, project_root)))
    }
    assert wrong == {}


def test_no_module_imports_itself_through_others(files, project_root):
    used = {module_name(path, project_root): imports_of(path, project_root) for path in files}
    graph = {}
    for module, names in used.items():
        # `from analysis.etl import read` names a module, `from analysis.etl.read import Raw` something inside one.
        targets = {name if name in used else name.rpartition(".")[0] for name in names} & set(used)
        # A module always loads the packages it lies in; that is no circle.
        graph[module] = {target for target in targets if not f"{module}.".startswith(f"{target}.")}
    graphlib.TopologicalSorter(graph).prepare()


def test_models_audit_and_changes_touch_no_files_clock_or_chance(project_root):
    folders = [project_root / "src" / "analysis" / part for part in PURE_PARTS]
    wrong = {path.name: found for path in source_files(*folders) if (found := impurities(code_of(path)))}
    assert wrong == {}


def test_importing_the_package_loads_none_of_the_heavy_libraries():
    code = "import sys, analysis; print(*{'pandas', 'plotly', 'dash', 'geopandas', 'statsmodels'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


@pytest.mark.parametrize(
    ("part", "line", "wrong"),
    [
        ("etl", "from analysis import tables, models", []),
        ("models", "import analysis.etl.read", ["analysis.etl.read"]),
        ("charts", "from analysis.models import growth", ["analysis.models.growth"]),
        ("charts", "from analysis.charts.theme import TEMPLATE", []),
        ("tables", "from analysis import growth_table", ["analysis.growth_table"]),
        ("dashboard", "from analysis.etl import build", ["analysis.etl.build"]),
        ("briefing", "from dashboard import app", ["dashboard.app"]),
        ("__main__", "from dashboard import app", []),
        ("notebooks", "import analysis, pandas", []),
    ],
)
def test_the_layer_check_finds_what_it_should(part, line, wrong):
    assert upward_imports(part, imports(line)) == wrong


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import numpy as np\nnp.log(2)", []),
        ("from pathlib import Path", ["pathlib"]),
        ("import os.path", ["os"]),
        ("from analysis import textfiles", ["analysis.textfiles"]),
        ("def f(p):\n    return open(p)", ["open()"]),
        ("import pandas as pd\npd.read_csv('x')", ["read_csv()"]),
        ("from datetime import date\ndate.today()", ["today()"]),
    ],
)
def test_the_purity_check_finds_what_it_should(code, found):
    assert impurities(code) == found


# The dashboard's rooms, lowest first; pages know what lies below and not one another.
ROOMS = ("web", "shared", "access")


def room_of(name: str) -> str | None:
    """web, shared, access, or `pages.growth` of a dotted name in the dashboard; None for app, serving and the rest."""
    parts = name.split(".")
    if parts[0] != "dashboard" or len(parts) < 3:
        return None
    return ".".join(parts[1:3]) if parts[1] == "pages" else parts[1]


def wrong_ways(room: str, names: set[str]) -> list[str]:
    """The imported names that a module in this room of the dashboard must not know, sorted."""
    wrong = []
    for name in sorted(names):
        other = room_of(name)
        if not name.startswith("dashboard.") or other == room:
            continue
        from_page = room.startswith("pages.")
        below = other in ROOMS and (from_page or ROOMS.index(other) < ROOMS.index(room))
        if not below:
            wrong.append(name)
    return wrong


def test_the_dashboard_s_pages_know_no_other_page_and_nothing_below_knows_a_page(files, project_root):
    modules = {module_name(path, project_root): imports_of(path, project_root) for path in files}
    rooms = {module: room for module in modules if (room := room_of(module))}
    assert {"web", "shared", "access", "pages.growth"} <= set(rooms.values())
    assert {module: wrong for module, room in rooms.items() if (wrong := wrong_ways(room, modules[module]))} == {}


@pytest.mark.parametrize(
    ("room", "line", "wrong"),
    [
        ("pages.growth", "from dashboard.pages.growth import view", []),
        ("pages.growth", "from dashboard.shared import address", []),
        ("pages.growth", "from dashboard.pages.audit import view", ["dashboard.pages.audit.view"]),
        ("shared", "from dashboard.pages.audit import view", ["dashboard.pages.audit.view"]),
        ("shared", "from dashboard.access.gates import Gate", ["dashboard.access.gates.Gate"]),
        ("pages.growth", "from dashboard.app import create_app", ["dashboard.app.create_app"]),
        ("access", "from dashboard.web import proxy", []),
        ("web", "import flask", []),
    ],
)
def test_the_check_of_the_rooms_finds_what_it_should(room, line, wrong):
    assert wrong_ways(room, imports(line)) == wrong


DOMAIN = {"analysis.domain.series", "analysis.domain.quantities", "analysis.domain.regions"}
SAID_THERE = [set(DIMENSIONS), set(MEASURE), set(SERIES), set(PER_PERSON), set(EXTENSIVE), set(INTENSIVE)]


def second_definitions(code: str) -> list[str]:
    """Names at a module's top that say again what `analysis.domain` says: the columns of a series, the groups of
    quantities, the nation's code."""
    found = []
    for node in ast.parse(code).body:
        if not isinstance(node, ast.Assign):
            continue
        try:
            value = ast.literal_eval(node.value)
        except ValueError:
            continue
        texts = isinstance(value, list | tuple | set) and all(isinstance(one, str) for one in value)
        if value == NATION or (texts and set(value) in SAID_THERE):
            found.append(ast.unparse(node.targets[0]))
    return found


def test_what_tells_series_apart_is_said_in_one_place(files, project_root):
    modules = {module_name(path, project_root): path for path in files}
    found = {
        name: twice
        for name, path in modules.items()
        if name not in DOMAIN and (twice := second_definitions(code_of(path)))
    }
    assert found == {}
    assert all(second_definitions(code_of(modules[name])) for name in DOMAIN - {"analysis.domain.series"})
    assert second_definitions('KEYS = ("arrangement", "residence", "subgroup")\nN = "100000"') == ["KEYS", "N"]
