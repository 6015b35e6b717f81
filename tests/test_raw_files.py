"""Files of a raw folder one by one: what is read, in which forms, and what is told with file and line."""

import datetime
import hashlib
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import textfiles
from analysis.etl import documents, findings, observed
from analysis.etl.corrections import read_corrections
from analysis.etl.harmonise import harmonise
from analysis.etl.read import read_raw
from analysis.etl.verify import texts
from analysis.problems import DataProblems

VALID = Path(__file__).parent / "data" / "valid"
PLAN = Path("plans", "example-2021-2025")


@pytest.fixture
def raw(tmp_path):
    """A folder like data/raw with the valid example."""
    return Path(shutil.copytree(VALID / "data" / "raw", tmp_path / "raw"))


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2021-09-06", "2021-09-06"),
        ("2021年9月6日", "2021-09-06"),
        ("2021年12月", "2021-12"),
        ("2021年", "2021"),
        ("", ""),
        (datetime.date(2021, 9, 6), "2021-09-06"),
    ],
)
def test_dates_are_read_as_documents_print_them(printed, iso):
    assert documents.date_of(printed) == iso


@pytest.mark.parametrize("text", ["2021年13月45日", "2021-02-30", "2021/9/6", "九月", "0000-01-01", 2021, None])
def test_what_is_no_date_is_none(text):
    assert documents.date_of(text) is None


def test_a_checksum_in_upper_case_names_the_same_file(raw):
    digest = hashlib.sha256((VALID / "documents" / "example.txt").read_bytes()).hexdigest()
    replaced(raw / PLAN / "document.toml", digest, digest.upper())
    read, problems = read_raw(raw)
    assert problems == []
    found, problems = texts(read.documents, VALID / "documents")
    assert list(found) == ["example-2021-2025"]
    assert problems == []


def test_a_code_of_earlier_years_in_document_toml_is_the_place_of_today(raw):
    replaced(raw / PLAN / "document.toml", '"210381"', '"220181"')
    read, problems = read_raw(raw)
    assert problems == []
    assert list(read.documents["region_code"]) == ["220113"]


def test_a_code_of_earlier_years_in_figures_is_the_place_of_today(raw):
    replaced(raw / PLAN / "figures.csv", ",210381,", ",210282,")
    replaced(raw / PLAN / "document.toml", '"210381"', '"210282"')  # a plan's figures are of its own place
    figures, problems = harmonise(read_raw(raw)[0])
    assert problems == []
    assert set(figures["region_code"]) == {"210214"}


def test_the_same_document_in_two_groups_is_told_for_its_id_and_its_file(raw):
    shutil.copytree(raw / PLAN, raw / "observed" / PLAN.name)
    replaced(raw / "observed" / PLAN.name / "document.toml", 'kind = "plan"', 'kind = "observed"')
    told = {(problem.file.split("/")[-3], problem.line, problem.code) for problem in read_raw(raw)[1]}
    assert {("observed", 1, "same-document"), ("observed", 12, "same-document")} <= told


def test_headings_of_corrections_may_have_spaces_and_comments(raw):
    (raw / PLAN / "corrections.toml").write_text(
        '[[ correction ]]\nfigure = 2\nreason = "缺字"\nprinted = { printed_unit = "元" }\n'
        'used = { printed_unit = "元/月" }\n\n[[correction]] # 印错\nfigures = [1, 4]\nreason = "[[correction]]"\n'
        'printed = { year = 2020 }\nused = { year = "2021" }\n',
        encoding="utf-8",
    )
    rows = read_corrections(raw / PLAN)
    assert [(row["figure"], row["used"], row["line"]) for row in rows] == [
        ("2", "元/月", 1),
        ("1", "2021", 7),
        ("4", "2021", 7),
    ]


def test_cells_of_a_correction_may_be_tables_of_their_own(raw):
    (raw / PLAN / "corrections.toml").write_text(
        '[[correction]]\nfigure = 2\nreason = "缺字"\n[correction.printed]\nprinted_unit = "元"\n'
        '[correction.used]\nprinted_unit = "元/月"\n',
        encoding="utf-8",
    )
    assert [(row["printed"], row["used"]) for row in read_corrections(raw / PLAN)] == [("元", "元/月")]


def test_acceptances_are_read_with_the_lines_of_their_headings(raw):
    (raw / PLAN / "accepted.toml").write_text(
        '# 已核\n[[ accepted ]] # 两处\nrule = "B101"\nfigures = [2, "other#7"]\nreason = "核对过"\n', encoding="utf-8"
    )
    accepted, problems = findings.read_accepted(raw)
    assert problems == []
    assert list(accepted[["figures", "line"]].itertuples(index=False, name=None)) == [
        (("example-2021-2025#2", "other#7"), 2)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "correction = 3",
        "correction = [1, 2]",
        "correction = { figure = 1 }",
        "[[correction]]",
        "[[correction]]\nfigure = 1\nfigures = []\nprinted = 3\nused = []\nreason = {}",
        "[[correction]]\nfigures = [[1]]\nprinted = { year = [1] }\nused = { year = {} }\nreason = 1979-05-27",
        "correction = [{ figure = 1 }]",
        "[[correction.extra]]\nfigure = 1",
        "figure = 1",
    ],
)
def test_whatever_a_corrections_file_holds_is_told_and_never_a_traceback(raw, text):
    (raw / PLAN / "corrections.toml").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(DataProblems) as raised:
        read_corrections(raw / PLAN)
    assert all(problem.line for problem in raised.value.problems)


@pytest.mark.parametrize("name", list(documents._fields()))
@pytest.mark.parametrize("value", ["[]", "{}", "true", "-1", "1e400", "1979-05-27", '"\\u0000"', "[[1]]", '[""]'])
def test_whatever_a_field_of_a_document_holds_is_told_at_its_line_or_read(raw, name, value):
    path = raw / PLAN / "document.toml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{name} ")]
    path.write_text("\n".join([*lines, f"{name} = {value}"]) + "\n", encoding="utf-8")
    _, problems = read_raw(raw)
    readable = {("date", "1979-05-27"), ("issuers", "[]")}
    if (name, value) not in readable:
        assert problems
    assert {problem.line for problem in problems} <= {len(lines) + 1}


def test_a_document_of_a_day_to_come_is_told(raw):
    replaced(raw / PLAN / "document.toml", 'date = ""', 'date = "2021年9月6日"')
    assert read_raw(raw, datetime.date(2021, 9, 6))[1] == []
    (problem,) = read_raw(raw, datetime.date(2021, 9, 5))[1]
    assert (problem.code, problem.line) == ("date-to-come", 7)


def test_years_after_the_day_of_judgement_are_no_facts(raw):
    """The example's baseline of 2020 and its change from 2015 to 2020; its targets of 2025 may lie ahead."""
    assert read_raw(raw, datetime.date(2020, 1, 1))[1] == []
    problems = read_raw(raw, datetime.date(2019, 12, 31))[1]
    assert [(problem.code, problem.line) for problem in problems] == [("fact-to-come", 3), ("fact-to-come", 4)]


def test_a_day_before_most_facts_of_a_file_is_told_once_a_file():
    figures = pd.DataFrame({"year": map(str, range(2010, 2026)), "line": range(2, 18)})
    figures = figures.assign(kind="baseline", how_known="", period_end="", file="figures.csv")
    (problem,) = observed.facts_to_come(figures, datetime.date(2012, 6, 30))
    assert (problem.code, problem.line) == ("fact-to-come", 5)
    assert "13 行的年份是 2013—2025" in problem.found and "--as-of" in problem.action
    few = observed.facts_to_come(figures, datetime.date(2016, 1, 1))
    assert [one.line for one in few] == [*range(9, 18)]


@pytest.mark.parametrize(
    ("how_known", "told"),
    [("published", ["fact-to-come"]), ("implied_by_rate", ["fact-to-come"]), ("expected", []), ("plan_target", [])],
)
def test_an_observed_year_to_come_is_known_from_plans_and_expectations_alone(raw, how_known, told):
    folder = raw / "observed" / "reports"
    shutil.copytree(raw / PLAN, folder)
    header = (folder / "figures.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "figures.csv").write_text(
        f"{header},effective,how_known,source_standing,address\n"
        f"1,,,,,,observed,level,210381,dibao_standard,urban,,,=,690,元/人·月,,2031,,,true,,,,,,{how_known},none,\n",
        encoding="utf-8",
    )
    for old, new in (("example-2021-2025", "reports"), ('"plan"', '"observed"'), ('\nsha256 = "5', '\nsha256 = "6')):
        replaced(folder / "document.toml", old, new)
    problems = read_raw(raw, datetime.date(2026, 11, 30))[1]
    assert [problem.code for problem in problems] == told


def test_problems_of_a_document_do_not_hide_those_of_its_figures(raw):
    replaced(raw / PLAN / "document.toml", '"final"', '"finally"')
    read, problems = read_raw(raw)
    assert [problem.code for problem in problems] == ["field-value"]
    assert len(read.figures) == 6


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x7f", "\x85", "\u200b", "\u202e", "\ufeff", "\ufffd", "\r"])
@pytest.mark.parametrize("name", ["document.toml", "figures.csv", "left_out.csv"])
def test_a_character_that_nobody_sees_is_refused_at_its_line(raw, name, character):
    path = raw / PLAN / name
    first, *others = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    path.write_bytes((first + character + "".join(others)).encode())
    assert [(problem.code, problem.line) for problem in read_raw(raw)[1]] == [("control-character", 2)]


def test_tabs_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes("a,b\r\n1,二\t三\r\n".encode())
    assert [row.cells for row in textfiles.read_csv(path, ("a", "b"))] == [{"a": "1", "b": "二\t三"}]
