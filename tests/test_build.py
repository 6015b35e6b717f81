"""Building: the same bytes every time, the old tables whole until the new ones are complete."""

import datetime
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from frictionless import validate

from analysis import paths, tables
from analysis.codelists import definitions
from analysis.etl import boundaries, judgement, lock
from analysis.etl import build as building
from analysis.problems import DataProblems

DATA = Path(__file__).parent / "data"
DAY = datetime.date(2026, 11, 30)


@pytest.fixture(scope="session")
def nation():
    return boundaries.national_counties()


@pytest.fixture(scope="session")
def simplified(nation):
    return boundaries.simplified(nation)


@pytest.fixture
def nation_once(nation, simplified, monkeypatch):
    """All builds in this process take the nation's outlines from one reading and simplifying, which take seconds."""
    monkeypatch.setattr(boundaries, "national_counties", lambda: nation)
    monkeypatch.setattr(boundaries, "simplified", lambda national: simplified.copy())


@pytest.fixture
def project(tmp_path, nation_once):
    shutil.copytree(DATA / "valid", tmp_path, dirs_exist_ok=True)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_built_twice_gives_the_same_bytes(project):
    building.build(DAY, project)
    first = contents(paths.processed(project))
    building.build(DAY, project)
    assert contents(paths.processed(project)) == first
    assert set(first) == {f"{name}.csv" for name in tables.schemas()} | {"counties.geojson", "datapackage.json"}


def test_real_data_build_to_the_committed_bytes(tmp_path, nation_once):
    shutil.copytree(paths.raw(), tmp_path / "data" / "raw")
    building.build(judgement.fixed_day(), tmp_path)
    assert contents(paths.processed(tmp_path)) == contents(paths.processed())


def test_the_day_of_judgement_is_kept_as_the_last_year_that_had_ended(project):
    building.build(datetime.date(2024, 6, 30), project)
    package = json.loads((paths.processed(project) / "datapackage.json").read_text(encoding="utf-8"))
    assert package["last_ended_year"] == 2023
    assert str(judgement.fixed_day()) not in json.dumps(package)


@pytest.mark.parametrize("year", [2024, 2025])
def test_with_the_next_year_only_targets_of_that_year_turn_from_running_to_over(year):
    """What turns on 1 January: the targets due in the year that has ended, and nothing that is settled."""
    key = "figure_id"
    before, after = (
        building.checked_tables(datetime.date(one + 1, 1, 1))["assessments"].set_index(key) for one in (year, year + 1)
    )
    turned = before.index[before["outcome"] != after["outcome"]]
    due = set(before.index[before["target_year"] == year + 1])
    late = before.loc[turned, "latest_year"].ne(after.loc[turned, "latest_year"])
    assert set(turned) - due <= set(turned[late.fillna(True)])
    assert not before.loc[turned, "outcome"].isin(["met", "not_met"]).any()
    running = ["on_path", "behind", "met_at_base"]
    assert not after.loc[after["target_year"] <= year + 1, "outcome"].isin(running).any()
    assert len(turned) > 100 if year == 2024 else len(turned) == 0, list(turned)


def test_problems_leave_the_old_tables_whole(project):
    building.build(DAY, project)
    before = contents(paths.processed(project))
    shutil.copytree(DATA / "bad" / "unknown-indicator", project, dirs_exist_ok=True)
    with pytest.raises(DataProblems):
        building.build(DAY, project)
    assert contents(paths.processed(project)) == before


def test_an_interruption_while_writing_leaves_the_old_tables_whole(project, monkeypatch):
    building.build(DAY, project)
    before = contents(paths.processed(project))

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "write_datapackage", interrupted)
    with pytest.raises(KeyboardInterrupt):
        building.build(DAY, project)
    assert contents(paths.processed(project)) == before
    assert [path.name for path in (project / "data").iterdir() if path.name.startswith(".")] == [lock.NAME]


@pytest.mark.parametrize("failing", ["processed", "scratch"])
def test_a_table_that_is_open_elsewhere_is_told_in_one_message_and_the_old_tables_stay(project, monkeypatch, failing):
    """As on Windows, where no folder can be renamed in which a program has a file open."""
    target, real_rename = project / "data" / "processed", Path.rename
    building.build(DAY, project)
    before = contents(target)

    def rename(path: Path, new: Path) -> Path:
        if (path == target) == (failing == "processed") and path != building._old(target):
            raise PermissionError(13, "Access is denied", str(path))
        return real_rename(path, new)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(DataProblems) as raised:
        building.build(DAY, project)
    (problem,) = raised.value.problems
    assert problem.code == "tables-not-written" and "Excel" in problem.action
    assert contents(target) == before
    assert [path.name for path in target.parent.iterdir() if path.name.startswith(building.SCRATCH_PREFIX)] == []
    monkeypatch.undo()
    building.build(DAY, project)
    assert contents(target) == before


def test_a_half_finished_earlier_build_is_cleared_away(project):
    """Killed between the two renames: the old tables lie aside, a scratch folder is left over."""
    building.build(DAY, project)
    before = contents(paths.processed(project))
    target = paths.processed(project)
    target.rename(target.with_name(".processed-old"))
    scratch = target.with_name(".processed-abc")
    scratch.mkdir()
    (scratch / "figures.csv").write_text("half", encoding="utf-8")
    building._recover(target)
    assert contents(target) == before
    assert not scratch.exists()


# What another build holds while it runs, in a process of its own; says so, and waits to be killed.
HOLDER = """
import sys, time
from pathlib import Path
from analysis.etl import lock
with lock.alone(Path(sys.argv[1])):
    print("holds", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_build(project):
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(project / "data")], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline().strip() == b"holds"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_build_says_that_another_one_runs_and_leaves_its_scratch_folder(project):
    scratch = project / "data" / ".processed-abc"
    scratch.mkdir()
    said = pytest.raises(DataProblems, match=r"另一个 build 正在运行，等了 0\.1 秒")
    with another_build(project), said, lock.alone(project / "data", patience=0.1):
        pytest.fail("two builds at once")
    assert scratch.exists()


def test_a_second_build_waits_for_the_first_and_a_killed_one_locks_nobody_out(project):
    told = []
    with another_build(project) as first:

        def waiting():
            told.append("waits")
            first.kill()

        building.build(DAY, project, waiting)
    assert told == ["waits"]
    assert {f"{name}.csv" for name in tables.schemas()} <= set(contents(paths.processed(project)))
    building.build(DAY, project, lambda: pytest.fail("the file that stays behind locks nothing"))


def test_builds_at_once_all_end_with_whole_tables(project):
    """As two people, or a timer and a person, start them."""
    command = [sys.executable, "-m", "analysis", "build"]
    environment = {**os.environ, "ANALYSIS_PROJECT": str(project)}
    builds = [subprocess.Popen(command, env=environment, stdout=-1, stderr=-1, text=True) for _ in range(3)]
    said = [one.communicate(timeout=120) for one in builds]
    assert [one.returncode for one in builds] == [0, 0, 0], said
    assert any("另一个 build 正在运行" in errors for _, errors in said)
    assert sorted(path.name for path in (project / "data").iterdir()) == [lock.NAME, "processed", "raw"]
    building.build(DAY, project)


def test_committed_datapackage_is_valid_under_frictionless():
    report = validate(str(paths.processed() / "datapackage.json"))
    assert report.valid, report.flatten(["taskName", "rowNumber", "fieldName", "message"])


def test_datapackage_notices_a_changed_table(tmp_path):
    shutil.copytree(paths.processed(), tmp_path / "processed")
    table = tmp_path / "processed" / "documents.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("210381", "999999", 1), encoding="utf-8")
    assert not validate(str(tmp_path / "processed" / "datapackage.json")).valid


def test_datapackage_names_every_table():
    package = json.loads((paths.processed() / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == [*tables.schemas(), "counties"]


@pytest.fixture(scope="session")
def liaoning(nation):
    return nation[nation["region_code"].str.startswith("21")]


def test_a_county_without_outline_is_an_error(liaoning):
    missing = liaoning[liaoning["region_code"] != "210381"]
    with pytest.raises(DataProblems, match="210381 没有边界"):
        boundaries.simplified_counties(missing, ["210000"])


def test_an_outline_without_county_is_an_error(liaoning):
    renamed = liaoning.assign(region_code=liaoning["region_code"].replace("210381", "210999"))
    with pytest.raises(DataProblems, match=r"210000 的 1 条边界不在 regions.csv 中（210999）"):
        boundaries.simplified_counties(renamed, ["210000"])


def test_the_outlines_of_a_province_without_its_counties_are_one_problem():
    """A plan of a province that the codelist does not hold yet: one line, not one a county."""
    known = {"210381", "210382"}
    with pytest.raises(DataProblems) as raised:
        boundaries._raise_unmatched(known | {f"5101{number:02}" for number in range(1, 21)}, known)
    (problem,) = raised.value.problems
    assert "510000 的 20 条边界不在 regions.csv 中（510101、510102、510103……）" in problem.found


def test_a_county_directly_under_its_province_is_its_own_city(monkeypatch):
    """As 仙桃市 in Hubei; no province with a plan has one yet."""
    regions = definitions.regions().copy()
    regions.loc["210381", "parent_code"] = "210000"
    monkeypatch.setattr(definitions, "regions", lambda: regions)
    monkeypatch.setattr(definitions, "lineage", definitions.lineage.__wrapped__)
    counties = boundaries._counties_of(["210000"]).set_index("region_code")
    assert counties.loc[["210381", "210321"], "city_code"].tolist() == ["210381", "210300"]


def test_boundaries_are_whole(nation, nation_once):
    counties = boundaries.simplified_counties(nation, ["210000", "150000", "220000"])
    assert counties["province_code"].value_counts().to_dict() == {"150000": 103, "210000": 100, "220000": 60}
    assert counties.geometry.is_valid.all()
    assert not counties.geometry.is_empty.any()
    liaoning = counties.loc[counties["province_code"] == "210000", "area_km2"].sum()
    assert liaoning == pytest.approx(148_000, rel=0.01)  # the province's own yearbook: 14.8 万平方公里
    exteriors = counties.geometry.explode().exterior
    assert not exteriors.is_ccw.any()
