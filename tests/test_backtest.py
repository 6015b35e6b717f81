"""The backtest looks back honestly: nothing later is known, copies count once, the scores are what they are called."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from panels import STANDARD, indicators, levels, panel
from typer.testing import CliRunner

from analysis import documentation, tables
from analysis.__main__ import app
from analysis.models import backtest
from analysis.models.levels import SERIES, known_levels

DIBAO = indicators(dibao=STANDARD)
PANEL = panel(9, [2018, 2019, 2020, 2022, 2024], seed=4)


def case(said: float, reached: float, **other: object) -> dict:
    """A forecast and what came, the same for each pace."""
    usual = dict.fromkeys(SERIES, "") | {"origin": 2020, "year": 2022, "cluster": "2103", "rule": "model"}
    usual |= {"error": 5.0, "bias": 5.0, "inside_50": 1.0, "inside_80": 1.0}
    for pace in ("5", "6", "8", "10"):
        usual |= {f"said_{pace}": said, f"reached_{pace}": reached}
    return usual | other


def test_every_later_year_is_forecast_from_every_year():
    """Nine regions, five years: in the first nobody knows a rate yet, after the last nothing is left to forecast."""
    cases = backtest.forecasts(PANEL, DIBAO)
    model = cases[cases["rule"] == "model"]
    pairs = [(2019, 2020), (2019, 2022), (2019, 2024), (2020, 2022), (2020, 2024), (2022, 2024)]
    assert model.groupby(["origin", "year"]).size().to_dict() == dict.fromkeys(pairs, 9)
    assert cases.groupby("rule").size().to_dict() == dict.fromkeys(backtest.RULES, 54)


def test_nothing_later_is_known():
    """Another future changes the errors of a forecast and nothing that was forecast."""
    later = PANEL["year"] > 2020
    other = PANEL.assign(value=PANEL["value"].where(~later, PANEL["value"] * 1.5))
    usual, changed = (
        cases[cases["origin"] <= 2020].set_index([*SERIES, "origin", "year", "rule"])
        for cases in (backtest.forecasts(PANEL, DIBAO), backtest.forecasts(other, DIBAO))
    )
    said = ["median", *(f"said_{pace}" for pace in (5, 6, 8, 10))]
    pd.testing.assert_frame_equal(usual[said], changed[said])
    future = usual.index.get_level_values("year") > 2020
    assert (usual["error"] != changed["error"])[future].all()


def test_simple_rules_by_hand():
    """500 → 550 in two years is 10% a year; the next two years bring 620."""
    known = levels({"region": "210381", "of": "dibao", 2018: 500, 2020: 550, 2022: 620})
    cases = backtest.forecasts(pd.concat([known, PANEL]), DIBAO)
    rows = cases[(cases["region_code"] == "210381") & (cases["origin"] == 2020)].set_index("rule")
    assert rows.loc["last_rate", "median"] == pytest.approx(550 * 1.1)
    assert rows.loc["eight_percent", "median"] == pytest.approx(550 * 1.08**2)
    assert rows.loc["eight_percent", "bias"] == pytest.approx((550 * 1.08**2 / 620 - 1) * 100)
    assert rows.loc["eight_percent", ["said_6", "said_8", "said_10"]].tolist() == [1, 1, 0]
    assert rows.loc["model", ["reached_5", "reached_6", "reached_8"]].tolist() == [1, 1, 0]
    assert rows["inside_80"].isna().to_dict() == {
        rule: rule in ("last_rate", "eight_percent") for rule in backtest.RULES
    }


def test_a_decree_for_several_counties_is_one_forecast():
    counties = levels(
        *({"region": f"21032{number}", "of": "dibao", 2019: 600, 2020: 650, 2023: 727} for number in range(4))
    )
    cases = backtest.forecasts(pd.concat([PANEL, counties]), DIBAO)
    assert len(cases[cases["cluster"].eq("2103") & cases["origin"].eq(2020) & cases["rule"].eq("model")]) == 1


def test_expectations_and_borrowed_values_are_no_outcomes():
    for how in ("expected", "published_for_neighbour"):
        later = levels({"region": "110000", "of": "dibao", "how_known": how, 2025: 900})
        cases = backtest.forecasts(pd.concat([PANEL, later]), DIBAO)
        assert cases["year"].max() == 2024, how


def test_scores_by_hand():
    """(0.8 − 1)² = 0.04 and (0.6 − 0)² = 0.36: mean 0.2."""
    cases = pd.DataFrame([case(0.8, 1), case(0.6, 0, year=2023, error=15.0, bias=-15.0, inside_50=0.0)])
    row = backtest.scores(cases).iloc[0]
    assert row["brier"] == pytest.approx(0.2)
    assert row[["forecasts", "series", "error", "bias", "inside_50", "inside_80"]].tolist() == [2, 1, 10, -5, 50, 100]


def test_the_error_of_a_difference_comes_from_leaving_places_and_years_out():
    """By hand: 2 in 2019, 4 and 9 in 2020. Without a place the mean is 6.5, 5.5 or 3; without a year 6.5 or 2."""
    rows = []
    for place, origin, above in (("2101", 2019, 2.0), ("2102", 2020, 4.0), ("2103", 2020, 9.0)):
        usual = {"region_code": f"{place}00", "cluster": place, "origin": origin}
        rows += [case(0.5, 1, **usual), case(0.5, 1, rule="peer_median", error=5.0 + above, **usual)]
    row = backtest.differences(pd.DataFrame(rows), "error").iloc[0]
    by_place = np.sqrt(2 / 3 * sum((mean - 5) ** 2 for mean in (6.5, 5.5, 3)))
    by_year = np.sqrt(1 / 2 * sum((mean - 4.25) ** 2 for mean in (6.5, 2)))
    assert row["difference"] == pytest.approx(5)
    assert row["standard_error"] == pytest.approx(max(by_place, by_year))


def test_reliability_counts_what_became_of_each_word():
    cases = pd.DataFrame([case(0.9, 1), case(0.8, 0, year=2023), case(0.1, 0, year=2024)])
    found = backtest.reliability(cases).set_index("word")
    assert found["forecasts"].to_dict() == {"very_likely": 8, "very_unlikely": 4}
    assert found.loc["very_likely", ["said", "reached"]].tolist() == pytest.approx([0.85, 0.5])


@pytest.fixture(scope="module")
def real_forecasts():
    names = ("baselines", "observations", "figures", "indicators")
    baselines, observations, figures, kinds = (tables.read(name) for name in names)
    return backtest.forecasts(known_levels(baselines, observations, figures), kinds)


@pytest.mark.parametrize("measure", ["error", "brier"])
@pytest.mark.parametrize("several", [True, False])
def test_no_rule_clearly_beats_the_model_on_the_observed_years(real_forecasts, several, measure):
    """If one does (by two standard errors), it must become the default, in `forecast` or `trend`."""
    cases = real_forecasts[(real_forecasts["points"] > 1) == several]
    cases = cases if several else cases[cases["rule"] != "last_rate"]
    found = backtest.differences(cases, measure)
    assert len(found) >= 4
    better = found[found["difference"] < -documentation.CLEARLY * found["standard_error"]]
    assert better.empty, better.to_dict("records")


def test_intervals_hold_at_least_what_they_say_on_the_observed_years(real_forecasts):
    row = backtest.scores(real_forecasts[real_forecasts["rule"] == "model"]).iloc[0]
    assert row["inside_80"] > 75
    assert 45 < row["inside_50"] < 65


def test_the_command_writes_the_page_and_gives_the_scores(project_root, tmp_path, monkeypatch):
    shutil.copytree(project_root / "data" / "processed", tmp_path / "data" / "processed")
    page = project_root / "docs" / "backtest.md"
    (tmp_path / "docs").mkdir()
    emptied = documentation.BLOCK.sub(lambda match: match[1] + match[3], page.read_text(encoding="utf-8"))
    (tmp_path / "docs" / "backtest.md").write_text(emptied, encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    run = CliRunner().invoke(app, ["backtest", "--json"])
    assert run.exit_code == 0, run.output
    answer = json.loads(run.stdout)
    assert {row["rule"] for row in answer["scores"]} == set(backtest.RULES)
    assert (tmp_path / "docs" / "backtest.md").read_text(encoding="utf-8") == page.read_text(encoding="utf-8")
    assert "docs/backtest.md" in CliRunner().invoke(app, ["backtest"]).stdout


def test_without_tables_the_command_says_what_to_do(tmp_path, monkeypatch, project_root):
    (tmp_path / "docs").mkdir()
    shutil.copy(project_root / "docs" / "backtest.md", tmp_path / "docs")
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    run = CliRunner().invoke(app, ["backtest"])
    assert run.exit_code == 1
    assert "先运行 python -m analysis build" in run.output
