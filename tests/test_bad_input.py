"""One fixture folder a defect: laid over the valid example project, each gives exactly the messages it should.

Folders are signed with their defect, as if somebody had overlooked it; those about signatures are taken as they are.
"""

import shutil
from pathlib import Path

import pytest
from signatures import sign_all
from typer.testing import CliRunner

from analysis.__main__ import app

DATA = Path(__file__).parent / "data"
DEFECTS = sorted(folder.name for folder in (DATA / "bad").iterdir())
OF_SIGNATURES = {
    "changed-since-signed",
    "file-gone-since-signed",
    "observed-cut-off",
    "observed-unsigned",
    "plan-unsigned",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copytree(DATA / "valid", tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_the_valid_example_passes_every_check(project):
    assert run("check").exit_code == 0
    assert run("verify", "--documents", "documents", "--leftovers").exit_code == 0


@pytest.mark.parametrize("defect", DEFECTS)
def test_defect_gives_its_messages(project, defect):
    folder = DATA / "bad" / defect
    shutil.copytree(folder, project, dirs_exist_ok=True)
    if defect not in OF_SIGNATURES:
        sign_all(project / "data" / "raw")
    result = run(*(folder / "command.txt").read_text(encoding="utf-8").split())
    assert result.exit_code == 1
    assert result.stderr == (folder / "expected.txt").read_text(encoding="utf-8")
    assert "Traceback" not in result.output


def test_all_problems_come_at_once(project):
    shutil.copytree(DATA / "bad" / "several-problems", project, dirs_exist_ok=True)
    sign_all(project / "data" / "raw")
    assert len(run("check").stderr.splitlines()) == 5  # four problems in two files and the count


def test_messages_name_file_and_line():
    for defect in DEFECTS:
        for line in (DATA / "bad" / defect / "expected.txt").read_text(encoding="utf-8").splitlines()[:-1]:
            assert line.startswith(("data/raw/plans/", "data/raw/observed/", "documents/")), line
            assert "；应为：" in line, line
            assert "；请" in line, line


@pytest.mark.parametrize("arguments", [["verify"], ["nonsense"], ["check", "--nonsense"]])
def test_bad_usage_is_2(arguments):
    assert run(*arguments).exit_code == 2


def test_a_folder_without_documents_says_so(project):
    shutil.rmtree(project / "data")
    (project / "data" / "raw").mkdir(parents=True)
    result = run("check")
    assert result.exit_code == 1
    assert "没有任何规划" in result.stderr


def test_documents_folder_that_does_not_exist(project):
    result = run("verify", "--documents", "nowhere")
    assert result.exit_code == 1
    assert "没有这个文件夹" in result.stderr
