"""Signed folders: what is noticed, what does not matter, and how a person signs again."""

import csv
import io
import json
import shutil
import tomllib
from pathlib import Path

import pytest
from signatures import sign_all
from test_spreadsheet_round_trip import round_trip
from typer.testing import CliRunner

from analysis import paths
from analysis.__main__ import app
from analysis.etl import build as building
from analysis.etl import corrections, exceptions, figures, findings, signing
from analysis.etl.read import folders, read_raw
from analysis.problems import DataProblems

VALID = Path(__file__).parent / "data" / "valid"
PLAN = "example-2021-2025"
ACCEPTED = '[[accepted]]\nrule = "B101"\nfigures = [2, "other#7"]\nreason = "核对过"\n'


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copytree(VALID, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folder(project):
    return project / "data" / "raw" / "plans" / PLAN


@pytest.fixture
def shipped(tmp_path):
    """A copy of the project's own raw folders."""
    return Path(shutil.copytree(paths.raw(), tmp_path / "raw"))


def told(raw: Path) -> list[str]:
    """What is said of the signatures below `raw`."""
    return [problem.found for problem in signing.problems(read_raw(raw)[0].documents)]


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def check(*arguments: object, status: int = 0):
    result = CliRunner().invoke(app, ["check", *map(str, arguments)])
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result


def rewritten(path: Path, change) -> None:
    """The CSV file with the same rows, as `change` (rows → rows, the header among them) orders them, all quoted."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(change(rows))
    path.write_bytes(out.getvalue().encode())


def test_every_shipped_folder_is_signed_with_all_its_files():
    assert told(paths.raw()) == []
    for folder in folders(paths.raw()):
        signed = tomllib.loads((folder / "document.toml").read_text(encoding="utf-8")).keys() & set(signing.FIELDS)
        assert {signing.FILES[name] for name in signed - {"rows"}} == {path.name for path in folder.iterdir()}


def test_the_files_that_are_read_are_those_that_are_signed():
    read = {figures.FILE, corrections.FILE, exceptions.FILE, findings.FILE, signing.DOCUMENT, "left_out.csv"}
    assert set(signing.FILES.values()) == read


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
        lambda path: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()),
        lambda path: path.write_bytes(path.read_bytes() + b"\n\n"),
        lambda path: rewritten(path, lambda rows: rows),
        lambda path: rewritten(path, lambda rows: [rows[0], *rows[:0:-1]]),
        lambda path: rewritten(path, lambda rows: [row[::-1] for row in rows]),
        lambda path: rewritten(path, lambda rows: [[*row, "" if at else "address"] for at, row in enumerate(rows)]),
        lambda path: path.write_bytes(path.read_bytes().replace(b",true,", b",TRUE,")),
    ],
    ids=["line ends", "byte order mark", "empty lines", "quotation marks", "order of rows", "order of columns",
         "an empty column", "true as spreadsheets write it"],
)  # fmt: skip
def test_what_editors_and_spreadsheets_change_in_figures_does_not_matter(shipped, change):
    path = shipped / "plans" / "haicheng-2021-2025" / "figures.csv"
    before = path.read_bytes()
    change(path)
    assert path.read_bytes() != before
    assert told(shipped) == []


def test_figures_saved_by_a_spreadsheet_are_still_those_that_were_signed(shipped):
    round_trip(shipped / "plans" / "haicheng-2021-2025" / "figures.csv")
    assert told(shipped) == []


def test_comments_line_ends_and_the_order_of_keys_do_not_matter_in_toml(folder, project):
    path = folder / "document.toml"
    path.write_bytes("\r\n".join(["# 已核", *path.read_text(encoding="utf-8").splitlines()[::-1], ""]).encode())
    assert told(paths.raw(project)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("figures.csv", ",urban,", ",rural,", "figures.csv 有改动"),
        ("figures.csv", ",2015,,,true,", ",2016,,,true,", "figures.csv 有改动"),
        ("figures.csv", ",2025,,,false,", ",2025,,,true,", "figures.csv 有改动"),
        ("figures.csv", ",一、,", ",二、,", "figures.csv 有改动"),
        ("left_out.csv", "测试片段", "别的理由", "left_out.csv 有改动"),
        ("document.toml", "baseline_year = 2020", "baseline_year = 2021", "document.toml 有改动"),
        ("document.toml", '"final"', '"draft_for_comment"', "document.toml 有改动"),
        ("document.toml", "rows = 6", "rows = 7", "figures.csv 由 7 行变为 6 行"),
        ("document.toml", "rows = 6\n", "", "figures.csv 未经签核"),
        ("accepted.toml", "[2, ", "[3, ", "accepted.toml 有改动"),
        ("accepted.toml", "核对过", "没有核对", "accepted.toml 有改动"),
    ],
)
def test_a_valid_value_that_became_another_valid_one_is_told(folder, project, name, old, new, found):
    (folder / "accepted.toml").write_text(ACCEPTED, encoding="utf-8")
    sign_all(paths.raw(project))
    assert told(paths.raw(project)) == []
    replaced(folder / name, old, new)
    assert told(paths.raw(project)) == [f"签核以后，{found}"]


def test_a_folder_with_several_changes_gives_one_message(folder, project):
    replaced(folder / "figures.csv", ",urban,", ",rural,")
    (folder / "left_out.csv").unlink()
    (folder / "accepted.toml").write_text(ACCEPTED, encoding="utf-8")
    assert told(paths.raw(project)) == ["签核以后，figures.csv 有改动、accepted.toml 未经签核、left_out.csv 不见了"]


def test_build_refuses_what_is_not_signed_and_verify_does_not_ask(folder, project):
    replaced(folder / "figures.csv", ",2015,,,true,", ",2016,,,true,")
    result = CliRunner().invoke(app, ["build"])
    assert result.exit_code == 1
    assert "签核以后，figures.csv 有改动" in result.stderr
    assert not paths.processed(project).exists()
    assert CliRunner().invoke(app, ["verify", "--documents", "documents", "--leftovers"]).exit_code == 0


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_signing_leaves_the_rest_of_document_toml_as_it_is(folder, end):
    path = folder / "document.toml"
    own = [line for line in path.read_text(encoding="utf-8").splitlines() if line.split(" ")[0] not in signing.FIELDS]
    own[-1:] = ['note = """', "rows = 3", 'figures_sha256 = "在说明里的不是签核项" """  # 说明']
    path.write_bytes((end.join([own[0], "rows = 1", *own[1:]]) + end).encode())
    for _ in range(2):
        signing.sign(folder, signing.present(folder))
        written = path.read_bytes().decode()
        assert written.startswith(end.join([*own, "rows = 6", 'document_sha256 = "']))
        assert written.endswith('"' + end)
        assert written.count("\r\n") == (written.count("\n") if end == "\r\n" else 0)
    assert told(folder.parents[1]) == []
    assert sorted(one.name for one in folder.iterdir()) == ["document.toml", "figures.csv", "left_out.csv"]


def test_a_form_that_cannot_be_replaced_is_told_and_left(folder):
    path = folder / "document.toml"
    path.write_text(path.read_text(encoding="utf-8") + "[more]\nrows = 6\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(DataProblems, match="写不进签核项"):
        signing.sign(folder, signing.present(folder))
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_written_is_told_and_stays_whole(folder, monkeypatch):
    """As on Windows, where another program has it open."""

    def refused(*_):
        raise PermissionError(13, "Access is denied")

    before = (folder / "document.toml").read_bytes()
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(DataProblems, match=r"document\.toml: 不能写入（Access is denied）"):
        signing.sign(folder, signing.present(folder))
    assert (folder / "document.toml").read_bytes() == before
    assert len(list(folder.iterdir())) == 3


def test_who_edits_on_purpose_sees_what_changed_and_signs(folder, project):
    """First `check`, which says the command; then the command, by name or path."""
    assert CliRunner().invoke(app, ["build", "--as-of", "2026-11-30"]).exit_code == 0
    replaced(folder / "figures.csv", ",2015,,,true,", ",2014,,,true,")
    change = "城市最低生活保障标准　2014年　基期水平：数字所属年份从 2015 改为 2014"
    refused = check("--as-of", "2026-11-30", status=1)
    assert f"python -m analysis check --sign {PLAN}。" in refused.stderr
    assert "改动数字 1 个" in refused.stdout and change in refused.stdout
    signed = check("--sign", folder.relative_to(project), "--as-of", "2026-11-30").stdout
    assert signed.startswith(f"{PLAN}：figures.csv 有改动\n与上次生成的表（data/processed）相比：\n  改动数字 1 个")
    assert change in signed and signed.endswith(f"已签核：{PLAN}。\n")
    check()


def test_nothing_is_signed_while_there_are_other_problems(folder):
    before = (folder / "document.toml").read_bytes()
    replaced(folder / "figures.csv", ",210381,", ",999999,")
    assert "不认识的地区代码" in check("--sign", PLAN, status=1).stderr
    (folder / "figures.csv").write_bytes(b"\xff")
    assert "不是 UTF-8" in check("--sign", PLAN, status=1).stderr
    assert (folder / "document.toml").read_bytes() == before


def test_another_folder_that_is_not_signed_is_another_problem_unless_it_is_named_too(folder):
    second = folder.with_name("second-2021-2025")
    shutil.copytree(folder, second)
    for old, new in ((f'"{PLAN}"', '"second-2021-2025"'), ('\nsha256 = "5', '\nsha256 = "6'), ("rows = 6\n", "")):
        replaced(second / "document.toml", old, new)
    replaced(folder / "left_out.csv", "测试片段", "别的理由")
    refused = check("--sign", PLAN, status=1)
    assert "second-2021-2025/document.toml" in refused.stderr and "共 1 处问题" in refused.stderr
    facts = json.loads(check("--sign", PLAN, "--sign", second, "--json").stdout)
    assert facts["ok"] and set(facts["signed"]) == {PLAN, "second-2021-2025"}
    assert facts["signed"][PLAN]["rows"] == 6
    check()


def test_what_is_saved_between_checking_and_signing_is_not_signed(folder, monkeypatch):
    replaced(folder / "left_out.csv", "测试片段", "别的理由")
    checked = building.checked_tables

    def meanwhile(*arguments, **options):
        built = checked(*arguments, **options)
        replaced(folder / "figures.csv", ",2015,,,true,", ",2014,,,true,")
        return built

    with monkeypatch.context() as patch:
        patch.setattr(building, "checked_tables", meanwhile)
        check("--sign", PLAN)
    assert "签核以后，figures.csv 有改动；" in check(status=1).stderr


def test_a_folder_that_is_not_there_is_bad_usage(project):
    assert "nowhere" in check("--sign", "nowhere", status=2).output
