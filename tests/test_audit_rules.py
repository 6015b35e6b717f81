"""Every rule of the audit: it finds what it should, stays silent where all is right, and keeps the contract."""

import re

import pandas as pd
import pytest
from audit_cases import CASES
from audit_tables import audited, built

from analysis import tables
from analysis.audit import engine, inputs
from analysis.codelists import definitions

RULES = engine.rules()
HALF_WIDTH_BETWEEN_CHINESE = re.compile(r"[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff]")


def run(rows: list[dict], code: str) -> pd.DataFrame:
    case = CASES[code]
    return engine.run(audited(rows, plans=case.plans or None), [code])


@pytest.fixture(scope="module")
def real():
    return inputs.tables({name: tables.read(name) for name in inputs.TABLES})


@pytest.fixture(scope="module")
def found(real):
    return engine.run(real)


def test_every_rule_has_its_two_tables():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("code", RULES)
def test_rule_fires_once_and_says_by_how_much(code):
    case, findings = CASES[code], run(CASES[code].fires, code)
    assert len(findings) == 1, findings["message"].tolist()
    one = findings.iloc[0]
    assert one["severity"] == case.severity
    for words in case.words:
        assert words in one["message"]
    if case.deviation is not None:
        assert one["deviation"] == pytest.approx(case.deviation, abs=1e-3, rel=1e-6)
    assert one["figure_ids"] and one["printed"]


@pytest.mark.parametrize("code", RULES)
def test_rule_stays_silent_where_all_is_right(code):
    assert run(CASES[code].silent, code)["message"].tolist() == []


@pytest.mark.parametrize("code", RULES)
def test_rule_says_nothing_of_tables_without_rows(code):
    rows = CASES[code].fires[:1]
    frames = {name: frame.iloc[:0] if name in ("figures", "baselines", "targets", "observations") else frame
              for name, frame in built(rows).items()}  # fmt: skip
    assert engine.run(inputs.tables(frames), [code]).empty


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_rule_is_registered_and_explained(rule):
    letter, family, number = re.fullmatch(r"([A-Z])(\d)(\d\d)", rule.code).groups()
    assert letter in definitions.terms()["rule_family"]
    assert (int(family), int(number)) > (0, 0)
    assert rule.severity in engine.SEVERITIES
    assert list(engine.SEVERITIES) == list(definitions.terms()["severity"])
    assert rule.check.__module__.startswith("analysis.audit.rules.")
    assert rule.title and rule.reason.endswith("。") and rule.example.endswith("。")
    assert re.search(r"\d", rule.example), "a worked example has numbers"
    assert not HALF_WIDTH_BETWEEN_CHINESE.search(rule.title + rule.reason + rule.example)


@pytest.mark.parametrize("code", RULES)
def test_findings_keep_the_contract(code, found):
    mine = pd.concat([found[found["rule"] == code], run(CASES[code].fires, code)])
    assert list(mine.columns) == engine.COLUMNS
    gravest = engine.SEVERITIES.index(RULES[code].severity)
    for row in mine.itertuples():
        assert engine.SEVERITIES.index(row.severity) >= gravest
        assert row.message.endswith("。") and row.message.count("。") == 1, row.message
        assert "nan" not in row.message and "None" not in row.message and "<NA>" not in row.message, row.message
        assert not HALF_WIDTH_BETWEEN_CHINESE.search(row.message), row.message
        assert not row.deviation < 0
        documents = [one.partition("#")[0] for one in row.figure_ids.split(";")]
        assert set(row.document_ids.split(";")) >= set(documents)
        assert row.document_id == row.document_ids.split(";")[0]
        assert row.document_id == documents[0] or code == "F105", "only what a plan lacks is printed nowhere in it"


def test_a_code_is_given_once():
    with pytest.raises(ValueError, match="A101"):

        @engine.rule("A101", "note")
        def another(frames):
            """另一条。"""


def test_findings_are_sorted_unique_and_the_same_again(real, found):
    assert found["finding_id"].is_unique
    ranks = found["severity"].map(engine.SEVERITIES.index)
    assert ranks.is_monotonic_increasing
    shuffled = inputs.tables(
        {name: getattr(real, name).sample(frac=1, random_state=1) if name == "figures" else getattr(real, name)
         for name in inputs.TABLES}
    )  # fmt: skip
    columns = ["finding_id", "severity", "message"]
    pd.testing.assert_frame_equal(engine.run(shuffled)[columns], found[columns])


def test_rules_leave_the_tables_as_they_were(real):
    before = {name: getattr(real, name).copy() for name in inputs.TABLES}
    engine.run(real)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(real, name), frame)


def test_running_one_rule_finds_what_running_all_finds(real, found):
    for code in ("A102", "B104", "F105"):
        alone = engine.run(real, [code])
        pd.testing.assert_frame_equal(alone, found[found["rule"] == code].reset_index(drop=True))
