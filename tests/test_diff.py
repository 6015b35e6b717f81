"""`diff` and the closing report of `build`: what two builds differ in, and why outcomes turned."""

import datetime
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from signatures import sign_all
from typer.testing import CliRunner

from analysis import paths, tables
from analysis.__main__ import app
from analysis.changes import report
from analysis.changes.compare import NEEDED, Build, Cause, compare
from analysis.codelists import definitions
from analysis.etl import boundaries
from analysis.etl import build as building
from analysis.etl.figures import CORRECTABLE
from analysis.words import corrections

DATA = Path(__file__).parent / "data"
HAICHENG, ANSHAN = "210381", "210300"
VALUES = {"printed_value", "value", "value_low", "value_high"}
TARGET = "鞍山市海城市　农村最低生活保障标准　2025年目标（plan#1）："
SERIES = {"indicator_id": "dibao_standard", "residence": "rural", "arrangement": "", "subgroup": ""}
AS_OF = ("--as-of", "2026-11-30")  # a fixed day of judgement: no test turns with the calendar


def figure(number: int, value: float | None = 591, **other) -> dict:
    printed = "" if value is None else f"{value:g}"
    said = {"value": value, "value_low": value, "value_high": value, "printed_value": printed}
    return {
        **dict.fromkeys((column.name for column in tables.schemas()["figures"].columns if column.type == "text"), ""),
        "figure_id": f"reports#{number}", "document_id": "reports", "number": number, "kind": "observed",
        "form": "level", "region_code": HAICHENG, "comparator": "=", "unit": "元/人·月", "year": 2024,
        "unit_stated": True, "year_stated": True, **SERIES, **said, **other,
    }  # fmt: skip


def target(outcome: str, reason: str, figure_ids: str = "plan#1", **other) -> dict:
    return {
        "region_code": HAICHENG, **SERIES, "form": "level", "target_year": 2025, "document_id": "plan",
        "figure_id": "plan#1", "outcome": outcome, "outcome_reason": reason, "figure_ids": figure_ids, **other,
    }  # fmt: skip


def build(figures: list[dict], targets: list[dict] = (), as_of: int | None = 2024) -> Build:
    judged = pd.DataFrame(list(targets), columns=list(targets[0]) if targets else NEEDED["assessments"])
    return Build(tables.conform(pd.DataFrame(figures or None), "figures"), judged, as_of)


def changes(old: Build, new: Build) -> dict:
    return report.structure(compare(old, new, definitions.lineage()))


def test_equal_builds_have_no_changes():
    same = build([figure(1)], [target("behind", "last_observed_year")])
    assert report.lines(changes(same, same), "相比：") == "相比：\n  没有变化。"


def test_figures_added_and_gone_are_told_with_place_series_year_and_amount():
    found = changes(build([figure(1), figure(2, year=2023, value=541)]), build([figure(1), figure(3, 12345.5)]))
    assert [entry["figure_id"] for entry in found["figures"]["added"]] == ["reports#3"]
    assert found["figures"]["added"][0]["text"] == (
        "reports#3　鞍山市海城市　农村最低生活保障标准　2024年　后续实际　12,345.5 元/人·月"
    )
    assert found["figures"]["gone"][0]["text"] == (
        "reports#2　鞍山市海城市　农村最低生活保障标准　2023年　后续实际　541 元/人·月"
    )
    assert found["figures"]["changed"] == []


@pytest.mark.parametrize(
    ("other", "text", "changed"),
    [
        ({"value": 450}, "数值从 591 元/人·月 改为 450 元/人·月", VALUES),
        ({"unit": "元/人·年"}, "数值从 591 元/人·月 改为 591 元/人·年", {"unit"}),
        ({"comparator": ">="}, "数值从 591 元/人·月 改为 不低于 591 元/人·月", {"comparator"}),
        ({"value": None}, "数值从 591 元/人·月 改为 没有数字", VALUES),
        ({"comparator": "range", "value_low": 500, "value_high": 682},
         "数值从 591 元/人·月 改为 500—682 元/人·月", {"comparator", "value_low", "value_high"}),
        ({"printed_value": "591.0"}, "印出的数字从 591 改为 591.0", {"printed_value"}),
        ({"year": 2023}, "数字所属年份从 2024 改为 2023", {"year"}),
        ({"region_code": ANSHAN}, "所指地区从 鞍山市海城市 改为 鞍山市", {"region_code"}),
        ({"indicator_id": "tekun_standard"}, "指标从 最低生活保障标准 改为 特困人员基本生活标准", {"indicator_id"}),
        ({"kind": "baseline"}, "数字的类别从 后续实际 改为 基期水平", {"kind"}),
        ({"residence": ""}, "城市或农村从 农村 改为 （空）", {"residence"}),
        ({"year_stated": False}, "年份是否印出从 是 改为 否", {"year_stated"}),
        ({"reference": "省定目标"}, "数值依据的另一数值从 （空） 改为 省定目标", {"reference"}),
    ],
)  # fmt: skip
def test_a_changed_figure_names_what_changed_from_and_to(other, text, changed):
    (entry,) = changes(build([figure(1)]), build([figure(1, **other)]))["figures"]["changed"]
    assert entry["text"].endswith(f"：{text}")
    assert set(entry["changed"]) == changed


def test_numbers_that_round_alike_are_told_apart():
    (entry,) = changes(build([figure(1, 13524400)]), build([figure(1, 13524401)]))["figures"]["changed"]
    assert entry["text"].endswith("数值从 13,524,400 元/人·月 改为 13,524,401 元/人·月")
    assert entry["changed"]["value"] == {"from": 13524400, "to": 13524401}


def test_a_moved_quote_is_counted_and_not_listed():
    found = changes(build([figure(1, quote="591元", start=5)]), build([figure(1, quote="为591元", start=4)]))
    assert found["figures"]["changed"] == []
    assert found["figures"]["only_beside"] == 1
    assert "1 个数字只改了位置、引文或备注" in report.lines(found, "相比：")


BEHIND, MET = ("behind", "last_observed_year"), ("met", "observed_in_target_year")


def test_an_outcome_that_turned_names_the_new_figure():
    old = build([figure(1)], [target(*BEHIND, "plan#1;reports#1")])
    new = build([figure(1), figure(2, 700, year=2025)], [target(*MET, "plan#1;reports#2")])
    (entry,) = changes(old, new)["targets"]["turned"]
    assert entry["changed"]["outcome"] == {"from": "behind", "to": "met"}
    assert entry["because"] == {
        "figures": [{"figure_id": "reports#2", "what": "added"}], "nearby_figures": [], "as_of_moved": False,
    }  # fmt: skip
    assert entry["text"] == (
        f"{TARGET}从“滞后”（目标年尚未结束，按最近一年对照目标路径判断）"
        "到“完成”（按目标年实际值判断）；因为新增 reports#2（2025年　700 元/人·月）"
    )


@pytest.mark.parametrize(
    ("old", "new", "old_ids", "new_ids", "what"),
    [
        ([figure(1)], [figure(1, 450)], "reports#1", "reports#1", "changed"),
        ([figure(1)], [], "reports#1", "", "gone"),
        ([figure(1), figure(2)], [figure(1), figure(2)], "reports#1", "reports#2", "taken_up"),
        ([figure(1)], [figure(1)], "reports#1", "", "let_go"),
    ],
)
def test_an_outcome_turns_by_a_figure_that_changed_or_went_or_came_into_use(old, new, old_ids, new_ids, what):
    found = compare(build(old, [target(*BEHIND, old_ids)]), build(new, [target(*MET, new_ids)]), definitions.lineage())
    number = "reports#2" if what == "taken_up" else "reports#1"
    assert found.turns[0].causes == [Cause(number, what)]


def test_an_outcome_turned_by_the_day_of_judgement_says_so():
    old, new = (build([figure(1)], [target(*verdict)], as_of) for verdict, as_of in ((BEHIND, 2024), (MET, 2025)))
    found = changes(old, new)
    assert found["as_of"] == {"from": 2024, "to": 2025, "text": "判断截至的年份从 2024 移到 2025"}
    assert found["targets"]["turned"][0]["text"].endswith("；因为判断截至的年份从 2024 移到 2025")
    assert found["targets"]["turned"][0]["because"]["as_of_moved"] is True


def test_a_day_of_judgement_that_one_build_does_not_tell_has_not_moved():
    assert changes(build([figure(1)], as_of=None), build([figure(1)], as_of=2025))["as_of"]["text"] == ""


def test_where_no_figure_that_is_named_changed_those_of_the_series_here_and_above_are():
    """A floor may be broken by a year that is neither base nor latest."""
    old = build([figure(1)], [target(*BEHIND, "plan#1;reports#1")])
    others = [figure(2, year=2022), figure(3, region_code=ANSHAN), figure(4, region_code="210400"),
              figure(5, indicator_id="tekun_standard")]  # fmt: skip
    new = build([figure(1), *others], [target("not_met", "floor_broken", "plan#1;reports#1")])
    (entry,) = changes(old, new)["targets"]["turned"]
    assert [one["figure_id"] for one in entry["because"]["nearby_figures"]] == ["reports#2", "reports#3"]
    assert "同一指标在本地或上级的数字有变（新增 reports#2" in entry["text"]


def test_where_nothing_in_the_figures_changed_the_rules_are_named():
    old, new = (build([figure(1)], [target(*verdict)]) for verdict in (BEHIND, MET))
    assert changes(old, new)["targets"]["turned"][0]["text"].endswith("变的是文献信息、代码表或规则")


def test_a_new_reason_alone_is_no_turn():
    old = build([figure(1)], [target("not_judgeable", "no_level_known")])
    new = build([figure(1)], [target("not_judgeable", "no_later_level")])
    found = changes(old, new)
    assert found["targets"]["turned"] == []
    (entry,) = found["targets"]["otherwise_reasoned"]
    assert "结论仍为“无法判断”，依据从“没有基期水平，也没有后续实际值”到“只有基期水平，没有后续实际值”" in entry["text"]


def test_a_standing_counts_where_both_builds_have_it():
    old, new = (build([figure(1)], [target(*BEHIND, last_standing=standing)]) for standing in ("on_path", "behind"))
    without = build([figure(1)], [target(*BEHIND)])
    assert [entry["changed"] for entry in changes(old, new)["targets"]["turned"]] == [
        {"last_standing": {"from": "on_path", "to": "behind"}}
    ]
    found = changes(without, new)
    assert (found["targets"]["turned"], found["not_compared"]) == ([], {"assessments": ["last_standing"]})
    assert "只有一边有的列未作比较（目标）：最近一次已知的情况。" in report.lines(found, "相比：")


def test_targets_added_and_gone_are_told_with_their_outcome():
    old = build([figure(1)], [target(*BEHIND)])
    new = build([figure(1)], [target(*BEHIND, target_year=2024)])
    found = changes(old, new)["targets"]
    assert [entry["target_year"] for entry in found["added"]] == [2024]
    assert found["gone"][0]["text"] == f"{TARGET}“滞后”（目标年尚未结束，按最近一年对照目标路径判断）"


def test_codes_that_the_codelists_do_not_have_are_told_as_they_are():
    rows = [figure(2, region_code="999999", indicator_id="gone_indicator", kind="gone_kind")]
    (entry,) = changes(build([]), build(rows))["figures"]["added"]
    assert entry["text"].startswith("reports#2　999999　农村gone_indicator　2024年　gone_kind")


def test_long_lists_are_cut_unless_everything_is_asked_for():
    found = changes(build([]), build([figure(number) for number in range(report.SHOWN + 3)]))
    assert len(found["figures"]["added"]) == report.SHOWN + 3
    short, long = (report.lines(found, "相比：", everything) for everything in (False, True))
    assert short.count("reports#") == report.SHOWN and "另有 3 条" in short
    assert long.count("reports#") == report.SHOWN + 3 and "另有" not in long


# ---- no codes for readers ----

CODE = re.compile(r"[A-Za-z]+_[A-Za-z_0-9]+")
CODES = {
    "region_code": ["210381", "210300-u", "100000"],
    "indicator_id": list(definitions.indicators().index),
    "subgroup": list(definitions.subgroups()),
}


def codes_of(table: str, name: str) -> list[str]:
    column = next(column for column in tables.schemas()[table].columns if column.name == name)
    return CODES.get(name) or (list(definitions.terms()[column.terms]) if column.terms else [])


def correction_of(field: str) -> str:
    codes = codes_of("figures", field) if field != "unit_read_as" else []
    before, after = (codes[0], codes[-1]) if codes else ("5", "6")
    return f"{field}：{before} → {after}"


def every_kind_of_change() -> tuple[Build, Build]:
    """Each code of each column of a figure taken up and let go, each field corrected, each verdict turned, with a
    figure added, gone, changed, taken up and let go as its cause, and each column missing on one side."""
    old, new, number = [], [], 0

    def differing(before: dict, after: dict) -> None:
        nonlocal number
        number += 1
        old.append(figure(number, **before))
        new.append(figure(number, **after))

    for column in tables.schemas()["figures"].columns:
        codes = codes_of("figures", column.name)
        for at, code in enumerate(codes):
            differing({column.name: codes[at - 1]}, {column.name: code})
        if column.type == "boolean":
            differing({column.name: True}, {column.name: False})
    for field in CORRECTABLE:
        differing({}, {"correction": f"{correction_of(field)}（印错）"})
    differing({}, {"correction": "；".join(map(correction_of, CORRECTABLE)) + "（印错）"})
    differing({}, {"correction": "printed_unit：元 → （空）（印错）"})
    kinds = codes_of("figures", "kind")
    new += [figure(10_000 + at, kind=kind) for at, kind in enumerate(kinds)]
    old += [figure(20_000 + at, kind=kind) for at, kind in enumerate(kinds)]
    causes = ["reports#1", "reports#20001", f"reports#{number}", "reports#2;reports#20000", ""]
    verdicts = [
        {"outcome": outcome, "last_standing": standing, "outcome_reason": reason}
        for outcome in codes_of("assessments", "outcome")
        for standing in ["", *codes_of("assessments", "last_standing")]
        for reason in codes_of("assessments", "outcome_reason")
    ]
    forms = codes_of("assessments", "form")
    before, after = [], []
    for at in range(len(verdicts)):
        one = {"target_year": 2000 + at, "form": forms[at % len(forms)]}
        for side, place in ((before, at - 1), (after, at)):
            told = verdicts[place]
            ids = ";".join(filter(None, ["plan#1", causes[place % len(causes)]]))
            row = target(told["outcome"], told["outcome_reason"], ids, last_standing=told["last_standing"], **one)
            side.append(row | {"indicator_id": "orphan_standard"} if at % 7 else row)
    return build(old, before, 2024), build(new, after, 2025)


def test_no_text_shows_a_code_and_the_structure_keeps_them():
    old, new = every_kind_of_change()
    found = changes(old, new)
    lists = [found["figures"][name] for name in ("added", "gone", "changed")]
    lists += [found["targets"][name] for name in ("turned", "otherwise_reasoned")]
    assert all(lists), "a kind of change is missing"
    shown = report.lines(found, "相比：", everything=True)
    assert CODE.findall(shown) == []
    others = changes(build([figure(1)], [target(*BEHIND)]), build([], [target(*MET, target_year=2024)]))
    assert others["targets"]["added"] and others["targets"]["gone"]
    assert CODE.findall(report.lines(others, "相比：", everything=True)) == []
    changed = {name: ends for entry in found["figures"]["changed"] for name, ends in entry["changed"].items()}
    assert {"form", "kind", "indicator_id", "subgroup", "how_known", "correction"} <= set(changed)
    assert any("form：level" in entry["changed"].get("correction", {}).get("to", "")
               for entry in found["figures"]["changed"])  # fmt: skip


@pytest.mark.parametrize("table", ["figures", "assessments"])
def test_columns_that_were_not_compared_have_names_in_words(table):
    """All but those without which nothing can be compared, and one that this version does not declare."""
    columns = [column.name for column in tables.schemas()[table].columns if column.name not in NEEDED[table]]
    found = changes(build([figure(1)]), build([figure(1)]))
    shown = report.lines(found | {"not_compared": {table: [*columns, "former"]}}, "相比：")
    assert CODE.findall(shown) == [] and shown.count("、") >= len(columns)
    assert "另一版本的列“former”" in shown


def test_a_correction_is_told_in_words():
    worded = corrections.worded
    assert worded("form：absolute_change → level；kind：change → baseline（原文缺“到”）") == (
        "形式：增减量 → 水平值；类别：增减幅度 → 基期水平（原文缺“到”）"
    )
    assert worded("indicator_id：dibao_standard → tekun_standard（抄错）") == (
        "指标：最低生活保障标准 → 特困人员基本生活标准（抄错）"
    )
    assert worded("region_code：210300 → 210381（抄错）") == "地区：鞍山市 → 鞍山市海城市（抄错）"
    assert worded("printed_unit：（空） → %（图片丢失）") == "印出的单位：（空） → %（图片丢失）"
    assert worded("printed_unit：元 → （空）（多印）") == "印出的单位：元 → （空）（多印）"
    assert worded("没有字段的说明") == "没有字段的说明"
    assert set(corrections.FIELDS) == set(CORRECTABLE)


# ---- the commands ----


@pytest.fixture(scope="module", autouse=True)
def same_outlines():
    """Builds here take the same outlines, which are not compared."""
    outlines = boundaries.simplified_counties(boundaries.national_counties(), ["210000"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boundaries, "national_counties", lambda: None)
        patch.setattr(boundaries, "simplified_counties", lambda *_: outlines)
        yield


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example project, built."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(DATA / "valid", folder, dirs_exist_ok=True)
    building.build(datetime.date.fromisoformat(AS_OF[1]), folder)
    return folder


@pytest.fixture
def project(tmp_path, example, monkeypatch):
    """A copy of the built example that a test may alter."""
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    return tmp_path


def run(*arguments: object, status: int = 0):
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result


def edited(project: Path) -> None:
    """A printed 650 becomes 660, and a figure of the target's series is added."""
    path = project / "data/raw/plans/example-2021-2025/figures.csv"
    text = path.read_text(encoding="utf-8").replace("49,650元,", "49,660元,").replace(",=,650,", ",=,660,")
    added = "7,一、,,50,53,51%,baseline,level,210381,nursing_bed_share,,,,=,51,%,,2020,,,true,,,,\n"
    path.write_text(text + added, encoding="utf-8")
    sign_all(paths.raw(project))


def test_a_first_build_has_nothing_to_compare_with(project):
    shutil.rmtree(paths.processed(project))
    assert run("build", *AS_OF).stdout.endswith("原来没有表，无从比较。\n")


def test_build_ends_with_what_changed(project):
    edited(project)
    written, _, told = run("build", *AS_OF).stdout.partition("与原有的表相比：\n")
    assert written.startswith("已写入 data/processed（按截至2025年底的数字判断）：\n  documents")
    assert told == (
        "  新增数字 1 个：\n"
        "    example-2021-2025#7　鞍山市海城市　养老机构护理型床位占比　2020年　基期水平　51%\n"
        "  改动数字 1 个：\n"
        "    example-2021-2025#2　鞍山市海城市　城市最低生活保障标准　2020年　基期水平："
        "数值从 650 元/人·月 改为 660 元/人·月\n"
        "  结论未变、依据改变 1 项：\n"
        "    鞍山市海城市　养老机构护理型床位占比　2025年目标（example-2021-2025#4）：结论仍为“到期未公布，无实际数”，"
        "依据从“没有基期水平，也没有后续实际值”到“只有基期水平，没有后续实际值”；"
        "因为新增 example-2021-2025#7（2020年　51%）\n"
    )


def test_diff_and_build_give_programs_the_same(project):
    shutil.copytree(paths.processed(project), project / "before")
    edited(project)
    built = json.loads(run("build", *AS_OF, "--json").stdout)
    compared = json.loads(run("diff", project / "before", paths.processed(project), "--json").stdout)
    assert set(built) == {"ok", "problems", "rows", "last_ended_year", "changes", "changes_note"}
    assert set(compared) == {"ok", "problems", "changes"}
    assert compared["changes"] == built["changes"]
    assert list(compared["changes"]) == ["as_of", "figures", "targets", "not_compared"]
    assert list(compared["changes"]["figures"]) == ["added", "gone", "changed", "only_beside"]
    assert list(compared["changes"]["targets"]) == ["added", "gone", "turned", "otherwise_reasoned"]
    (changed,) = compared["changes"]["figures"]["changed"]
    assert (changed["figure_id"], changed["unit"], changed["year"]) == ("example-2021-2025#2", "元/人·月", 2020)
    assert changed["changed"]["value"] == {"from": 650, "to": 660}


def test_a_real_outcome_turns_by_an_added_observation(project):
    """The project's own plans: 2,690 of 3,300 in 2024 is behind, 3,400 in 2025 meets the target."""
    shutil.rmtree(project / "data")
    shutil.copytree(Path(__file__).parents[1] / "data", project / "data")
    path = project / "data/raw/observed/public-reports-2005-2025/figures.csv"
    series = "observed,level,210381,orphan_standard,,collective,"
    added = f"9999,,,,,,{series},=,3400,元/人·月,,2025,,,true,,,,,07-01,published,none,\n"
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    sign_all(paths.raw(project))
    found = json.loads(run("build", *AS_OF, "--json").stdout)["changes"]
    assert [entry["figure_id"] for entry in found["figures"]["added"]] == ["public-reports-2005-2025#9999"]
    (turned,) = found["targets"]["turned"]
    assert (turned["figure_id"], turned["outcome"]) == ("haicheng-2021-2025#70", "met")
    assert turned["because"]["figures"] == [{"figure_id": "public-reports-2005-2025#9999", "what": "added"}]


def test_old_tables_that_cannot_be_read_do_not_hinder_a_build(project):
    (paths.processed(project) / "figures.csv").write_text("figure_id\n", encoding="utf-8")
    assert "原有的表读不出，无从比较：\n  data/processed/figures.csv：列与当前版本不同" in run("build", *AS_OF).stdout
    (paths.processed(project) / "figures.csv").unlink()
    told = json.loads(run("build", *AS_OF, "--json").stdout)
    assert told["changes"] is None and "没有这张表" in told["changes_note"]


def test_tables_of_another_version_are_compared_by_what_both_have(project):
    older = project / "older"
    shutil.copytree(paths.processed(project), older)
    frame = pd.read_csv(older / "figures.csv", dtype=str).drop(columns="attribute").assign(former="x")
    frame.to_csv(older / "figures.csv", index=False)
    told = run("diff", older, paths.processed(project)).stdout
    left_out = "只有一边有的列未作比较（数字）：约束性或预期性、另一版本的列“former”。"
    assert told.endswith(f"相比：\n  没有变化。\n  {left_out}\n")


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("figures.csv", lambda text: text.replace("figure_id,", "id,", 1), "列与当前版本不同"),
        ("assessments.csv", lambda text: text.replace("outcome,", "verdict,", 1), "列与当前版本不同"),
        ("assessments.csv", lambda text: text + text.splitlines()[1] + "\n", "键重复"),
        ("figures.csv", lambda text: text.replace(",2020,", ",soon,", 1), "读不出"),
        ("figures.csv", lambda text: text.replace(",2020,", ",2020.5,", 1), "读不出"),
        ("datapackage.json", lambda text: text[:-9], "读不出"),
        ("datapackage.json", lambda text: '{"last_ended_year": "soon"}', "读不出"),
    ],
)
def test_tables_that_cannot_be_compared_are_told_and_end_with_1(project, name, spoil, words):
    path = paths.processed(project) / name
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    other = project / "other"
    shutil.copytree(paths.processed(project), other)
    result = run("diff", other, other, status=1)
    assert f"other/{name}" in result.stderr and words in result.stderr
    assert json.loads(run("diff", other, other, "--json", status=1).stdout)["ok"] is False


def test_the_day_of_judgement_is_read_from_the_descriptor(project):
    for name, year in (("old", 2024), ("new", 2025)):
        shutil.copytree(paths.processed(project), project / name)
        path = project / name / "datapackage.json"
        path.write_text(
            json.dumps({**json.loads(path.read_text(encoding="utf-8")), "last_ended_year": year}), encoding="utf-8"
        )
    assert "判断截至的年份从 2024 移到 2025。" in run("diff", project / "old", project / "new").stdout


@pytest.mark.parametrize("arguments", [[], ["only-one"], ["nowhere", "nowhere-else"]])
def test_bad_usage_is_2(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("diff", *arguments, status=2)
    assert "没有文件夹“nowhere”" in result.stderr or len(arguments) < 2


def test_a_folder_without_tables_is_told(project, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("diff", tmp_path / "empty", tmp_path / "empty", status=1)
    assert "没有这张表" in result.stderr
