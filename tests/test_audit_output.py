"""Acceptance of findings, and how they are told: text, JSON, a page."""

import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from audit_case import TEKUN, rural
from audit_tables import audited, built, figure
from typer.testing import CliRunner

from analysis import paths, tables
from analysis.__main__ import app
from analysis.audit import acceptance, engine, inputs, page, report
from analysis.etl.findings import findings

ROWS = [rural(TEKUN, "423"), rural(TEKUN, "442"), figure("villages", "14", "个")]


@pytest.fixture
def frames():
    return built(ROWS)


@pytest.fixture
def raw(tmp_path):
    """A raw folder of one plan; what `accepted.toml` says is given."""

    def write(text: str | None):
        folder = tmp_path / "raw" / "plans" / "county"
        folder.mkdir(parents=True, exist_ok=True)
        if text is not None:
            (folder / "accepted.toml").write_text(text, encoding="utf-8")
        return tmp_path / "raw"

    return write


def entry(rule: str = "B101", figures: str = "[1, 2]", reason: str = "两个时点") -> str:
    return f'[[accepted]]\nrule = "{rule}"\nfigures = {figures}\nreason = "{reason}"\n'


def test_an_accepted_finding_keeps_its_place_and_has_the_reason(frames, raw):
    found, problems = findings(frames, raw(entry()), ["B101"])
    assert problems == []
    assert found["accepted"].tolist() == ["两个时点"]


def test_without_the_file_nothing_is_accepted(frames, raw):
    found, problems = findings(frames, raw(None), ["B101"])
    assert (found["accepted"].tolist(), problems) == ([""], [])


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (entry(figures="[2, 1]"), "acceptance-without-finding", "对应 0 条发现"),
        (entry(figures="[1, 3]"), "acceptance-without-finding", "对应 0 条发现"),
        ("\n" + entry(reason=""), "field-value", "reason"),
        (entry(rule="Z999"), "field-value", "Z999"),
        ("[[accepted]\n", "broken-toml", "TOML"),
    ],
)
def test_an_acceptance_that_is_wrong_is_a_problem_with_its_line(frames, raw, text, code, words):
    found, problems = findings(frames, raw(text), ["B101", "D102"])
    assert [problem.code for problem in problems] == [code]
    assert words in str(problems[0])
    head = 2 if text.startswith("\n") else 1
    field = next(
        (at for at, line in enumerate(text.splitlines(), 1) if line.startswith(f"{words} ") or words in line), 0
    )
    assert problems[0].line == (field if code == "field-value" else head)
    assert found["accepted"].tolist() == [""]


def test_an_acceptance_must_single_out_one_finding():
    found = pd.DataFrame({"rule": ["B101", "B101"], "figure_ids": ["a#1;a#2", "a#1;a#3"], "accepted": ["", ""]})
    asked = pd.DataFrame({"rule": ["B101"], "figures": [("a#1",)], "reason": ["x"]})
    kept, matches = acceptance.accept(found, asked)
    assert (kept["accepted"].tolist(), matches.tolist()) == (["", ""], [2])


def test_selection_by_severity():
    found = tables.read("findings")
    assert set(report.selected(found, "warning")["severity"]) == {"error", "warning"}
    assert len(report.selected(found)) == len(found)


def test_a_plan_s_findings_are_those_it_prints_and_what_others_print_of_its_place_stands_apart():
    found, documents = tables.read("findings"), tables.read("documents")
    own, elsewhere = report.of_plan(found, documents, "haicheng-2021-2025")
    assert set(own["document_id"]) == {"haicheng-2021-2025"}
    assert set(elsewhere["document_id"]) == {"anshan-2021-2025"} and set(elsewhere["region_code"]) == {"210381"}


def told(rows: list[dict]) -> list[dict]:
    judged = audited(rows)
    return report.entries(engine.run(judged), judged)


def test_text_shows_quote_and_place_of_every_figure():
    text = report.text([one for one in told(ROWS) if one["rule"] == "B101"])
    assert "差错　B101　海城市　同一规划两处的数不一致" in text
    for number in (1, 2):
        assert re.search(rf"county#{number}　一　第 {number}00—\d+ 字　“4\d\d元/人/月”", text)


class Reader(HTMLParser):
    """Collects tags, addresses and text, and fails on tags that do not close."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.addresses, self.text = [], set(), [], []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.addresses += [value for name, value in attributes if name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read_page(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_is_complete_and_asks_nobody_for_anything():
    found = told(ROWS)
    html = page.page(found, {"county": "规划 county"}, "规划审计", "共 1 条。")
    reader = read_page(html)
    assert {"script", "img", "link", "iframe"}.isdisjoint(reader.tags)
    assert all(address.startswith("#") for address in reader.addresses)
    assert "url(" not in html and "@import" not in html
    assert "default-src 'none'" in html
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert {address[1:] for address in reader.addresses} <= ids
    assert {one["message"] for one in found} <= set(reader.text)


def test_the_page_escapes_what_documents_say():
    rows = [row | {"quote": '<script>"&</script>' + row["printed_value"]} for row in ROWS]
    html = page.page(told(rows), {"county": "<b>规划</b>"}, "<i>审计</i>", "&")
    assert "<script>" not in html and "<b>规划" not in html and "<i>审计" not in html
    assert any('<script>"&</script>423' in text for text in read_page(html).text)


@pytest.fixture(scope="module")
def run():
    runner = CliRunner()
    return lambda *words: runner.invoke(app, ["audit", *words])


def test_errors_that_nobody_accepted_fail_the_command(run):
    outcome = run("--min-severity", "error")
    assert outcome.exit_code == 1
    assert outcome.stdout.count("差错　") == int((tables.read("findings")["severity"] == "error").sum())


def test_a_plan_without_errors_passes(run):
    outcome = run("--plan", "anshan-2021-2025")
    assert outcome.exit_code == 0
    assert "共 " in outcome.stdout


def test_the_command_counts_a_plan_s_own_findings_and_lists_what_others_print_apart(run):
    own, apart = run("--plan", "haicheng-2021-2025").stdout.split("另列：其他文献印出、说到海城市的发现，不计在内")
    stored = tables.read("findings")
    mine = stored[stored["document_id"] == "haicheng-2021-2025"]
    assert f"共 {len(mine)} 条" in own and "鞍山市民政事业" not in own
    assert apart.count("出自：《鞍山市民政事业发展“十四五”规划》") == apart.count("　海城市　")
    listed = json.loads(run("--plan", "haicheng-2021-2025", "--json").stdout)
    assert {one["finding_id"] for one in listed if not one["printed_elsewhere"]} == set(mine["finding_id"])


def test_a_rule_that_adds_to_another_s_finding_gives_that_finding(run):
    listed = json.loads(run("--rule", "A104", "--json").stdout)
    assert [(one["rule"], one["other_rules"]) for one in listed] == [("A102", "A104")]


def test_json_holds_what_the_table_holds(run):
    outcome = run("--json", "--rule", "A102")
    listed = json.loads(outcome.stdout)
    stored = tables.read("findings").query("rule == 'A102'")
    assert len(stored) > 1
    assert {one["finding_id"] for one in listed} == set(stored["finding_id"])
    assert all(figure["quote"] for one in listed for figure in one["figures"])


def test_the_table_is_what_the_rules_say_of_the_tables():
    frames = {name: tables.read(name) for name in inputs.TABLES}
    fresh, problems = findings(frames, paths.raw())
    assert problems == []
    pd.testing.assert_frame_equal(tables.conform(fresh, "findings"), tables.read("findings"))


def test_the_page_is_written_to_a_file(run, tmp_path):
    out = tmp_path / "audit.html"
    outcome = run("--format", "html", "--out", str(out))
    assert outcome.exit_code == 1
    assert "已写入" in outcome.stdout
    assert read_page(out.read_text(encoding="utf-8")).tags >= {"article", "table", "details"}


def test_a_rule_explains_itself(run):
    outcome = run("--explain", "A101")
    assert outcome.exit_code == 0
    assert "理由：" in outcome.stdout and "算例：" in outcome.stdout and "6.78%" in outcome.stdout


@pytest.mark.parametrize("words", [("--rule", "A999"), ("--explain", "x"), ("--plan", "nowhere")])
def test_unknown_names_are_bad_usage_and_the_known_ones_are_listed(run, words):
    outcome = run(*words)
    assert outcome.exit_code == 2
    assert "已有：" in outcome.stderr
