"""The package: what can be asked for, what is refused, and how files come into a folder."""

import errno
import os
import re
from pathlib import Path

import pytest
from briefs import DAY, county_map, file, lines, made_by_hand, real
from typer.testing import CliRunner

from analysis import briefing
from analysis.__main__ import app
from analysis.briefing import content, counties, output
from analysis.briefing.exhibits import CountyMap, Graph
from analysis.codelists import definitions
from analysis.research.workspace import current

run = CliRunner().invoke


@pytest.mark.office
def test_a_package_has_all_formats_named_after_place_topic_and_date():
    made = output.files(made_by_hand(), output.FORMATS)
    stems = {name for name in made if name.startswith("甲乙_全部领域_2026-11-22")}
    assert stems == set(made)
    assert {name.rpartition(".")[2] for name in made} == set(output.FORMATS) == set(briefing.FORMATS)
    assert "甲乙_全部领域_2026-11-22_图03.png" in made


def test_file_names_hold_nothing_that_windows_refuses():
    brief = made_by_hand(('../a\\b:c*?"<>|', "甲"))
    assert output.file_stem(brief) == ".. a b c 甲_全部领域_2026-11-22".replace(".. ", "", 1) or not set(
        '\\/:*?"<>|'
    ) & set(output.file_stem(brief))


def test_files_of_an_unfinished_run_are_not_seen(tmp_path, monkeypatch):
    """The folder is as it was when writing fails half-way, and no scratch folder stays."""
    target = tmp_path / "out"
    output.write({"old.txt": b"old"}, target)
    written = []

    def failing(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) == 2:
            raise OSError("disk full")
        return real_write(path, content)

    real_write = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", failing)
    with pytest.raises(OSError, match="disk full"):
        output.write({"a.txt": b"a", "b.txt": b"b"}, target)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "old.txt"]


def test_existing_files_stay_unless_overwriting_is_asked_for(tmp_path):
    output.write({"a.txt": b"first"}, tmp_path)
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"1 个同名文件（a\.txt）"):
        output.write({"a.txt": b"second", "b.txt": b"new"}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "note.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"first"
    output.write({"a.txt": b"second", "b.txt": b"new"}, tmp_path, overwrite=True)
    assert (tmp_path / "a.txt").read_bytes() == b"second" and (tmp_path / "note.txt").read_text() == "mine"


def test_the_view_that_is_open_becomes_a_package():
    data = next(exhibit.data for exhibit in real("海城市").exhibits if isinstance(exhibit, Graph))
    made = briefing.of_charts("海城市", "增长路径", [data], ("docx", "csv"), day=DAY)
    assert list(made) == ["海城市_增长路径_2026-11-22.docx", "海城市_增长路径_2026-11-22_图01.csv"]
    with pytest.raises(ValueError, match="没有图"):
        briefing.of_charts("海城市", "增长路径", [], day=DAY)


def test_topics_narrow_a_brief():
    space = current()
    brief = content.compose("海城市", "儿童福利", day=DAY)
    domains = {space.indicator(row)["domain"] for row in space.tables["figures"].set_index("figure_id").loc[
        [source.figure_id for source in brief.sources], "indicator_id"]}  # fmt: skip
    assert domains == {"child_welfare"}
    assert brief.topic == "儿童福利" and brief.title.endswith("：儿童福利")


@pytest.mark.parametrize("topic", definitions.terms()["domain"].values())
def test_each_topic_gives_a_brief_or_says_that_there_are_no_data(topic):
    try:
        brief = content.compose("辽宁省", topic, day=DAY)
    except ValueError as error:
        assert f"数据中没有辽宁省“{topic}”" in str(error)
    else:
        assert brief.sections and brief.sources


def test_the_rate_changes_what_standards_are_compared_with():
    shown = {
        rate: [
            exhibit.data.subtitle
            for exhibit in content.compose("海城市", "儿童福利", rate, day=DAY).exhibits
            if isinstance(exhibit, Graph)
        ]
        for rate in ("8%", 0.05)
    }
    assert any("每年 8%" in subtitle for subtitle in shown["8%"])
    assert any("每年 5%" in subtitle for subtitle in shown[0.05])


def test_a_map_counts_every_county_once():
    found = [exhibit for exhibit in real("辽宁省").exhibits if isinstance(exhibit, CountyMap)]
    for drawn in [*found, county_map()]:
        assert drawn.listing().frame["个数"].sum() == len(drawn.drawing.counties)


def test_a_county_without_a_plan_says_whose_numbers_apply():
    brief = content.compose("210302", day=DAY, short=True)
    texts = "".join(statement.text for statement in brief.summary)
    assert brief.place == "鞍山市铁东区"
    assert "铁东区未收录规划，未体检" in texts and "鞍山市规划" in texts
    assert "（鞍山市的标准，适用于本地）" in texts and "（鞍山市城区的标准，适用于本地）" in texts


def test_a_county_without_standards_of_its_own_is_not_given_those_of_the_whole_country():
    brief = content.compose("210102", day=DAY)
    assert {"东昌区规划", "鞍山市规划", "海城市规划"}.isdisjoint(brief.documents["简称"])
    texts = "".join(statement.text for statement in brief.summary)
    assert texts.startswith("和平区未收录规划，未体检")
    assert "所辖地区" not in texts and texts.count("（沈阳市的标准，适用于本地）") > 1


def test_a_path_without_target_is_titled_by_what_is_known():
    titles = {graph.title: graph.data.subtitle for graph in real("鞍山市").exhibits if isinstance(graph, Graph)}
    said = "鞍山市农村最低生活保障标准2024年为 591 元，比按每年 8% 增长低 14 元"  # 445 × 1.08⁴ = 605.4
    assert titles[said] == "如按每年 8% 增长，2025年为 654 元"
    alone = "鞍山市社区工作者人均月报酬2020年为 3,263 元，此后没有查到公开的实际数"
    assert titles[alone] == "如按每年 8% 增长，2025年为 4,794 元"


def test_counties_of_one_name_get_files_of_different_names():
    made, failed = counties.one_pagers(["210106", "210303"], "", "8%", ("docx",), DAY, jobs=1)
    assert failed == {}
    assert list(made) == ["沈阳市铁西区_全部领域_2026-11-22.docx", "鞍山市铁西区_全部领域_2026-11-22.docx"]


@pytest.mark.office
def test_several_processes_make_what_one_makes():
    codes = ["210302", "210381"]
    done = []
    made, _ = counties.one_pagers(codes, "", "8%", ("docx",), DAY, jobs=2, progress=done.append)
    assert sorted(done) == sorted(codes)
    assert made == counties.one_pagers(codes, "", "8%", ("docx",), DAY, jobs=1)[0]


@pytest.mark.office
def test_the_command_writes_a_package(tmp_path):
    options = ["--out", str(tmp_path), "--date", "2026-11-22", "--format", "docx,csv"]
    first = run(app, ["brief", "海城市", "--topic", "儿童福利", *options])
    assert first.exit_code == 0
    assert (tmp_path / "海城市_儿童福利_2026-11-22.docx").read_bytes()[:2] == b"PK"
    again = run(app, ["brief", "海城市", "--topic", "儿童福利", *options])
    assert again.exit_code == 1 and "--overwrite" in again.output
    assert run(app, ["brief", "海城市", "--topic", "儿童福利", *options, "--overwrite"]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["铁西区"], "“铁西区”有 3 个"),
        (["火星市"], "火星市"),
        (["海城市", "--topic", "火星"], "没有主题“火星”"),
        (["海城市", "--rate", "8"], "8% 还是 800%"),
        (["海城市", "--format", "doc"], "没有格式“doc”"),
        (["海城市", "--all-counties"], "没有县（市、区）"),
        (["海城市", "--topic", "婚姻登记", "--format", "png"], "没有图可画"),
    ],
)
def test_bad_usage_is_one_sentence_and_status_2(tmp_path, arguments, message):
    result = run(app, ["brief", *arguments, "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert message in result.output and "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.office
def test_all_counties_of_a_city(tmp_path):
    result = run(
        app, ["brief", "鞍山市", "--all-counties", "--out", str(tmp_path), "--jobs", "1", "--date", "2026-11-22"]
    )
    assert result.exit_code == 0
    assert len(list(tmp_path.glob("鞍山市*_全部领域_2026-11-22.docx"))) == 7


def test_an_interruption_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(counties, "one_pagers", interrupted)
    result = run(app, ["brief", "鞍山市", "--all-counties", "--out", str(tmp_path / "out")])
    assert result.exit_code == 130
    assert result.output.count("\n") == 1 and result.output.startswith("已中断")
    assert list(tmp_path.iterdir()) == []


def test_a_csv_has_the_numbers_and_no_formula():
    made = output.files(made_by_hand(("=1+1", "甲")), ("csv",))
    (text, *_) = [content.decode("utf-8-sig") for name, content in made.items() if name.endswith("图01.csv")]
    assert text.splitlines()[0].startswith("年份,基期及以前,实际")
    assert "2020,1100.0" in text


def test_a_chart_keeps_no_reference_to_the_projects_own_pages():
    assert "docs/" not in "".join(exhibit.note for exhibit in real("海城市").exhibits)
    assert lines().note == ""


@pytest.mark.office
def test_files_are_small():
    for format in output.STANDARD:
        assert len(file("辽宁省", format)) < 5_000_000


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path):
    (tmp_path / "note").write_text("mine")
    for out in (tmp_path / "note", tmp_path / "note" / "deeper"):
        outcome = run(app, ["brief", "海城市", "--topic", "orphan_standard", "--format", "csv", "--out", str(out)])
        assert outcome.exit_code == 1 and outcome.stderr.startswith(f"没有写：{out} 写不进去（")
        assert outcome.stderr.count("\n") == 1 and "--overwrite" not in outcome.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["note"] and (tmp_path / "note").read_text() == "mine"


def test_files_are_moved_within_the_folder_alone_which_may_be_another_file_system(tmp_path, monkeypatch):
    """As where the folder is a mount or a link to another disk: nothing can be moved into it from beside."""
    target, real_replace = tmp_path / "out", Path.replace

    def within(path: Path, new: Path) -> Path:
        if target not in path.parents:
            raise OSError(errno.EXDEV, "Invalid cross-device link", str(path))
        return real_replace(path, new)

    monkeypatch.setattr(Path, "replace", within)
    output.write({"a.txt": b"a"}, target)
    assert [path.name for path in target.iterdir()] == ["a.txt"]


def refused(path: str | Path, *_arguments, **_options) -> None:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_a_folder_below_one_that_cannot_be_written_is_told_by_the_one_that_cannot(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "mkdir", refused)
    out = tmp_path / "year" / "month"
    outcome = run(app, ["brief", "海城市", "--topic", "orphan_standard", "--format", "csv", "--out", str(out)])
    assert outcome.exit_code == 1
    assert outcome.stderr.startswith(f"没有写：{out} 写不进去（{tmp_path}：Permission denied）")
    assert outcome.stderr.count("\n") == 1


def test_a_file_that_is_open_elsewhere_is_named_and_stays(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"open")
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(OSError, match=re.escape(str(tmp_path / "a.txt"))):
        output.write({"a.txt": b"new"}, tmp_path, overwrite=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"open"}


def test_folders_that_nothing_was_written_into_do_not_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(OSError, match="Permission denied"):
        output.write({"a.txt": b"new"}, tmp_path / "year" / "month")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path, monkeypatch):
    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    outcome = run(
        app, ["brief", "海城市", "--topic", "orphan_standard", "--format", "csv", "--out", str(tmp_path / "out")]
    )
    assert outcome.exit_code == 1 and "No space left on device" in outcome.stderr and "磁盘空间" in outcome.stderr
    assert list(tmp_path.iterdir()) == []
