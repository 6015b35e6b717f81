"""The set-up agrees with itself: what is declared, pinned, offered to conda users, imported, and called by CI."""

import contextlib
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from source_files import code_of, imports, source_files

# Declared, but imported nowhere: why it is needed all the same. Whatever comes to be imported must leave this table.
NOT_IMPORTED = {
    "basedpyright": "make lint",
    "jupyterlab": "researchers work in it; the notebooks run in its kernel",
    "oxlint": "make lint",
    "pandas-stubs": "types of pandas for make lint",
    "nbmake": "runs the notebooks as tests: a plug-in of pytest",
    "pytest-xdist": "runs the tests in several processes: a plug-in of pytest",
    "ruff": "make lint",
    "uv": "make setup, make lock",
}
# Distributions that conda-forge lists under another name; extras are packages of their own there.
CONDA_NAMES = {"pandera-pandas": "pandera[pandas]", "playwright-python": "playwright", "python-kaleido": "kaleido"}
FIRST_PARTY = {"analysis", "dashboard", "bench"}
LOCKED_PACKAGE = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^ ;]+)(?: ; [^\\]+)? \\$", re.MULTILINE)


def requirements(lines: list[str]) -> dict[str, Requirement]:
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines}


@pytest.fixture(scope="module")
def pyproject(project_root) -> dict:
    return tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def runtime(pyproject) -> dict[str, Requirement]:
    return requirements(pyproject["project"]["dependencies"])


@pytest.fixture(scope="module")
def development(pyproject) -> dict[str, Requirement]:
    return requirements(pyproject["dependency-groups"]["dev"])


@pytest.fixture(scope="module")
def installer(pyproject) -> dict[str, Requirement]:
    return requirements(pyproject["dependency-groups"]["setup"])


@pytest.fixture(scope="module")
def lock(project_root) -> str:
    return (project_root / "requirements.lock").read_text(encoding="utf-8")


def test_lock_holds_each_direct_dependency_within_its_bounds(lock, runtime, development, installer):
    versions = {}
    for package in LOCKED_PACKAGE.finditer(lock):
        versions.setdefault(package["name"], []).append(package["version"])
    wrong = {
        name: (str(requirement), versions.get(name))
        for name, requirement in (runtime | development | installer).items()
        if not versions.get(name) or not all(map(requirement.specifier.contains, versions[name]))
    }
    assert wrong == {}, "run `make lock`"


def test_lock_has_hashes_for_every_package_and_names_no_host(lock):
    packages = [match.start() for match in LOCKED_PACKAGE.finditer(lock)]
    blocks = [lock[start:end] for start, end in zip(packages, [*packages[1:], len(lock)], strict=True)]
    assert len(blocks) == len(re.findall(r"^\S.*==", lock, re.MULTILINE)), "a pinned line that this test cannot read"
    assert [block.splitlines()[0] for block in blocks if "    --hash=sha256:" not in block] == []
    assert re.findall(r"^.*(?:://|--index-url|--extra-index-url|--find-links| @ ).*$", lock, re.MULTILINE) == []


def test_conda_environment_has_the_same_dependencies_and_bounds(project_root, pyproject, runtime, development):
    environment = yaml.safe_load((project_root / "environment.yml").read_text(encoding="utf-8"))
    from_pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    from_conda = requirements([entry for entry in environment["dependencies"] if isinstance(entry, str)])
    assert environment["channels"] == ["conda-forge"]
    assert from_conda.pop("python").specifier == SpecifierSet(pyproject["project"]["requires-python"])
    assert from_conda.pop("pip")
    assert "-e ." in from_pip
    offered = [f"{CONDA_NAMES.get(name, name)}{entry.specifier}" for name, entry in from_conda.items()]
    offered += [entry for entry in from_pip if entry != "-e ."]
    assert requirements(offered) == runtime | development


@cache
def distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def third_party_imports(path: Path) -> set[str]:
    """Distributions whose modules the file imports; a module that is not installed stands for itself."""
    beside = {other.stem for folder in path.parents[:2] for other in folder.iterdir()}  # helpers of the tests
    modules = {name.split(".")[0] for name in imports(code_of(path), package="analysis")}
    modules -= sys.stdlib_module_names | FIRST_PARTY | beside
    return {canonicalize_name(distributions().get(module, [module])[0]) for module in modules}


def test_every_third_party_import_is_declared(project_root, runtime, development):
    wrong = {}
    for folders, declared in [
        (("src", "dashboard", "notebooks"), runtime),
        (("tests", "bench"), runtime | development),
    ]:
        for path in source_files(*(project_root / folder for folder in folders)):
            if undeclared := third_party_imports(path) - set(declared):
                wrong[path.relative_to(project_root).as_posix()] = undeclared
    assert wrong == {}


def test_every_declared_dependency_is_imported_or_says_why_not(project_root, runtime, development, installer):
    folders = [project_root / folder for folder in ("src", "dashboard", "notebooks", "tests", "bench")]
    imported = set().union(*map(third_party_imports, source_files(*folders)))
    not_imported = set(runtime | development | installer) - imported
    assert not_imported - set(NOT_IMPORTED) == set(), "import it, drop it, or say why in NOT_IMPORTED"
    assert set(NOT_IMPORTED) - not_imported == set(), "take what is imported by now out of NOT_IMPORTED"


def test_every_make_target_has_a_line_of_help(project_root):
    makefile = (project_root / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())
    assert set(re.findall(r"^([a-z-]+):.* ## \S", makefile, re.MULTILINE)) == phony
    assert phony >= {"help", "setup", "data", "check", "dashboard", "test", "lint"}


def test_ci_runs_the_tests_and_the_linters(project_root):
    script = project_root / ".ci" / "run"
    assert os.access(script, os.X_OK)
    commands = [line.strip() for line in script.read_text(encoding="utf-8").splitlines()]
    assert commands.index("make lint") < commands.index("make test-all"), "the log ends with the count of the tests"


SKIPPED_TEST = "import pytest\ndef test(): pytest.skip('no browser')"
SKIPPED_MODULE = "import pytest\npytest.importorskip('a_module_that_nobody_has')"
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test(): assert False"


@pytest.mark.parametrize(
    ("test", "ci", "closing_line"),
    [
        pytest.param(SKIPPED_TEST, "", "1 skipped", id="outside CI"),
        pytest.param(SKIPPED_TEST, "true", "1 failed", id="test in CI"),
        pytest.param(SKIPPED_MODULE, "true", "1 error", id="module in CI"),
        pytest.param(EXPECTED_FAILURE, "true", "1 xfailed", id="expected failure in CI"),
    ],
)
def test_a_skip_is_a_failure_in_ci_and_only_there(tmp_path, project_root, test, ci, closing_line):
    (tmp_path / "conftest.py").write_bytes((project_root / "tests" / "conftest.py").read_bytes())
    (tmp_path / "test_example.py").write_text(test)
    environment = os.environ | {"CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", tmp_path]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert closing_line in run.stdout.splitlines()[-1]
    assert (run.returncode == 0) == (closing_line in {"1 skipped", "1 xfailed"})


def test_the_browser_draws_a_page_without_asking_any_host(browser):
    page = browser.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.set_content("<title>空页</title><p>民政</p>")
    assert page.title() == "空页"
    assert page.inner_text("p") == "民政"
    assert requests == []
    page.close()


def answered(address: str) -> dict:
    """What a server says that has printed its address and may not listen yet."""
    for pause in (0.1,) * 100:
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(address, timeout=30) as answer:
            return json.load(answer)
        time.sleep(pause)
    raise TimeoutError(address)


@pytest.mark.build
def test_make_lab_serves_the_notebooks_without_a_screen_and_prints_the_address(project_root):
    """The command that make would run, on a free port; the address with its token stands in what it prints."""
    # The tests may be run by make: what it hands on would make this one tell of folders.
    others = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and name not in others}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = subprocess.run(["make", "--dry-run", "lab", f"PORT={port}"], cwd=project_root, env=environment,
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    command = shlex.split(told.replace("\\\n", " ").rsplit(".venv/bin/python", 1)[1])
    assert command[:2] == ["-m", "jupyterlab"] and "--no-browser" in command
    server = subprocess.Popen([sys.executable, *command], cwd=project_root, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    stop = threading.Timer(60, server.kill)
    stop.start()
    try:
        said = []
        for line in server.stdout:
            said.append(line)
            if address := re.search(r"http://127\.0\.0\.1:(\d+)(/lab/tree/notebooks)\?token=(\w+)", line):
                break
        assert address and int(address[1]) == port, "".join(said)
        listed = answered(f"http://127.0.0.1:{port}/api/contents/notebooks?token={address[3]}")
        names = {entry["name"] for entry in listed["content"]}
    finally:
        stop.cancel()
        server.terminate()
        server.wait(30)
    assert {path.name for path in (project_root / "notebooks").glob("*.ipynb")} <= names
