"""The backtest looks back honestly: nothing later is known, copies count once, the scores are what they are called."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from panels import STANDARD, indicators, levels, panel
from scipy.integrate import quad
from scipy.stats import norm
from scipy.stats import t as student
from typer.testing import CliRunner

from analysis import documentation, paths, tables
from analysis.__main__ import app
from analysis.documentation import backtest as page
from analysis.domain.series import SERIES
from analysis.models import backtest, every_year, floor_backtest, pooling, scores, trend, withheld

DIBAO = indicators(dibao=STANDARD)
PANEL = panel(9, [2018, 2019, 2020, 2022, 2024], seed=4)
PANEL["region_code"] = [f"{11 + int(code) % 100:02d}0000" for code in PANEL["region_code"]]


@pytest.fixture(autouse=True)
def few_candidates(request, monkeypatch):
    """The choice is among few, except where the shipped tables are tested."""
    if "shipped" not in request.fixturenames and "project_root" not in request.fixturenames:
        monkeypatch.setattr(backtest, "CANDIDATES", backtest.CANDIDATES[:2])


def case(said: float, reached: float, **other: object) -> dict:
    """A forecast and what came, the same for each pace."""
    usual = dict.fromkeys(SERIES, "") | {"origin": 2020, "year": 2022, "ahead": 2, "points": 2, "kind": "standard"}
    usual |= {"cluster": "2103", "rule": "model", "error": 5.0, "bias": 5.0, "above": 1.0, "crps": 2.0}
    usual |= {"inside_50": 1.0, "inside_80": 1.0, "promise": "level"}
    for chance, came in backtest.paces():
        usual |= {chance: said, came: reached}
    return usual | other


def test_every_later_year_is_forecast_from_every_year():
    """Nine regions, five years: in the first nobody knows a rate yet, after the last nothing is left to forecast."""
    cases = backtest.forecasts(PANEL, DIBAO)
    model = cases[cases["rule"] == "model"]
    pairs = [(2019, 2020), (2019, 2022), (2019, 2024), (2020, 2022), (2020, 2024), (2022, 2024)]
    assert model.groupby(["origin", "year"]).size().to_dict() == dict.fromkeys(pairs, 9)
    assert cases.groupby("rule").size().to_dict() == dict.fromkeys(backtest.RULES, 54)


def test_nothing_later_is_known():
    """Another future changes the errors of a forecast and nothing that each candidate had forecast."""
    later = PANEL["year"] > 2020
    other = PANEL.assign(value=PANEL["value"].where(~later, PANEL["value"] * 1.5))
    usual, changed = (backtest._cases(data, DIBAO) for data in (PANEL, other))
    then = (usual[0]["origin"] <= 2020).to_numpy()
    assert then.sum() == 45
    for place in (1, 2):
        np.testing.assert_allclose(usual[place][:, then], changed[place][:, then])
    assert (usual[0]["value"] != changed[0]["value"])[then & (usual[0]["year"] > 2020)].all()


def test_the_sizes_are_chosen_without_the_tested_place_and_strictly_without_the_future():
    """By hand: candidate 0 forecasts cluster a best, candidate 1 all others, and b best only after 2020."""
    cases = pd.DataFrame(
        [(cluster, origin, year) for cluster in "abc" for origin in (2018, 2020) for year in [origin + 1] * 15],
        columns=["cluster", "origin", "year"],
    )
    own = cases["cluster"].eq("a") | (cases["cluster"].eq("b") & cases["year"].le(2019))
    score = np.array([np.where(own, 1.0, 4.0), np.where(own, 3.0, 2.0)])
    nested, strict, chosen = backtest.choices(score, cases)
    for cluster in "abc":
        others = (cases["cluster"] != cluster).to_numpy()
        best = score[:, others].mean(axis=1).argmin()
        assert (nested[~others] == best).all()
    assert set(nested[cases["cluster"] == "a"]) == {1}
    assert set(nested[cases["cluster"] == "c"]) == {0}
    early = (cases["origin"] == 2018).to_numpy()
    assert (strict[early] == 0).all(), "before anything is known the first candidate stands"
    assert len(set(chosen)) == 1


def test_simple_rules_by_hand():
    """500 → 550 in two years is 10% a year; the next two years bring 620."""
    known = levels({"region": "210381", "of": "dibao", 2018: 500, 2020: 550, 2022: 620})
    cases = backtest.forecasts(pd.concat([known, PANEL]), DIBAO)
    rows = cases[(cases["region_code"] == "210381") & (cases["origin"] == 2020)].set_index("rule")
    assert rows.loc["last_rate", "median"] == pytest.approx(550 * 1.1)
    assert rows.loc["eight_percent", "median"] == pytest.approx(550 * 1.08**2)
    assert rows.loc["eight_percent", "bias"] == pytest.approx((550 * 1.08**2 / 620 - 1) * 100)
    assert rows.loc["eight_percent", "said_8"] == pytest.approx(0.5)
    assert rows.loc["model", ["reached_5", "reached_6", "reached_8"]].tolist() == [1, 1, 0]
    others = cases[(cases["rule"] == "model") & (cases["cluster"] != "2103")]
    assert rows.loc["base_rate", "said_6"] == pytest.approx(others["reached_6"].mean())
    assert np.isnan(rows.loc["base_rate", "median"])


def test_a_decree_for_several_counties_is_one_forecast():
    counties = levels(
        *({"region": f"21032{number}", "of": "dibao", 2019: 600, 2020: 650, 2023: 727} for number in range(4))
    )
    cases = backtest.forecasts(pd.concat([PANEL, counties]), DIBAO)
    assert len(cases[cases["cluster"].eq("2103") & cases["origin"].eq(2020) & cases["rule"].eq("model")]) == 1


def test_expectations_are_no_outcomes():
    later = levels({"region": PANEL["region_code"].iloc[0], "of": "dibao", "how_known": "expected", 2025: 900})
    assert backtest.forecasts(pd.concat([PANEL, later]), DIBAO)["year"].max() == 2024


def test_crps_is_the_integral_that_it_stands_for():
    """∫ (F(y) − [y ≥ seen])² dy (Gneiting and Raftery 2007), in 1/100."""
    for seen, middle, spread in ((6.1, 6.0, 0.05), (5.7, 6.0, 0.2)):
        below = quad(lambda y, m=middle, s=spread: norm.cdf(y, m, s) ** 2, middle - 12 * spread, seen)[0]
        beyond = quad(lambda y, m=middle, s=spread: norm.sf(y, m, s) ** 2, seen, middle + 12 * spread)[0]
        found = backtest.crps(np.array([seen]), np.array([middle]), np.array([spread]))
        assert found[0] == pytest.approx(100 * (below + beyond), rel=1e-5)


def test_scores_by_hand():
    """(0.8 − 1)² = 0.04 and (0.6 − 0)² = 0.36: mean 0.2."""
    cases = pd.DataFrame([case(0.8, 1), case(0.6, 0, year=2023, error=15.0, bias=-15.0, above=0.0, inside_50=0.0)])
    row = scores.scores(cases).iloc[0]
    assert row["brier"] == pytest.approx(0.2)
    measures = ["forecasts", "series", "clusters", "error", "bias", "above", "inside_50", "inside_80"]
    assert row[measures].tolist() == [2, 1, 1, 10, -5, 50, 50, 100]


def test_the_error_of_a_mean_is_the_clustered_one_of_statsmodels():
    random = np.random.default_rng(0)
    cluster = random.integers(0, 7, 60)
    values = random.normal(cluster, 1)
    fitted = sm.OLS(values, np.ones(60)).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    mean, error, clusters = scores.clustered_mean(values, cluster)
    assert (mean, error) == pytest.approx((fitted.params[0], fitted.bse[0]), abs=1e-10)
    assert clusters == 7


def test_differences_are_paired_and_their_limits_are_those_of_student():
    rows = []
    for place, above in (("2101", 2.0), ("2102", 4.0), ("2103", 9.0)):
        usual = {"region_code": f"{place}00", "cluster": place}
        rows += [case(0.5, 1, **usual), case(0.5, 1, rule="peer_median", error=5.0 + above, **usual)]
    row = scores.differences(pd.DataFrame(rows), "error").iloc[0]
    error = np.sqrt(3 / 2 * sum((one - 5) ** 2 for one in (2, 4, 9))) / 3
    assert (row["difference"], row["standard_error"]) == pytest.approx((5, error))
    assert row["high"] == pytest.approx(5 + student.ppf(0.975, 2) * error)


def test_reliability_counts_what_became_of_each_band():
    cases = pd.DataFrame([case(0.9, 1), case(0.85, 0, year=2023, cluster="1500"), case(0.1, 0, year=2024), case(1, 1)])
    found = scores.reliability(cases).set_index("low")
    assert found["forecasts"].tolist() == [4, 12]
    assert found.loc[0.8, ["said", "reached"]].tolist() == pytest.approx([2.75 / 3, 2 / 3])
    assert found.loc[0.8, "reached_low"] <= 2 / 3 <= found.loc[0.8, "reached_high"]


def cell_cases(clusters: int, said: float, **cell: object) -> list[dict]:
    """Forecasts in `clusters` clusters that all came true; the base rate said 50%."""
    rows = []
    for number in range(clusters):
        usual = {"cluster": f"{number}", "region_code": f"{number}", **cell}
        rows += [case(said, 1, **usual), case(0.5, 1, rule="base_rate", **usual)]
    return rows


def test_cells_of_few_clusters_are_merged_over_distances_then_known_years_then_kinds():
    merged = {}
    for name, extra in {
        "": cell_cases(5, 0.9, points=3, ahead=1),
        "horizon": cell_cases(3, 0.9, points=3, ahead=1) + cell_cases(5, 0.9, points=3, ahead=4),
        "points": cell_cases(3, 0.9, points=3, ahead=1) + cell_cases(5, 0.9, points=1, ahead=4),
        "kind": cell_cases(3, 0.9, points=3, ahead=1) + cell_cases(5, 0.9, points=1, ahead=4, kind="average"),
    }.items():
        found = scores.skill(pd.DataFrame(extra)).set_index(scores.CELL)
        merged[name] = found.loc[("level", "standard", "3+", "1"), "merged"]
    assert merged == {name: name for name in merged}


@pytest.mark.parametrize("clusters", [0, 1, 2, 3, 4])
def test_a_cell_of_any_few_clusters_is_merged_in_the_fixed_order_and_with_nothing_else(clusters):
    """Its own k clusters, then 4 − k more of another distance, and so on: the first merger with five is taken, and all
    forecasts of the merger count. By hand: k + 2, or 5 where what comes next has enough."""
    own = cell_cases(clusters, 0.9, points=3, ahead=1)
    other = [row | {"cluster": f"x{row['cluster']}"} for row in cell_cases(5 - clusters, 0.9, points=3, ahead=7)]
    beside = [row | {"cluster": f"y{row['cluster']}"} for row in cell_cases(9, 0.9, points=2, ahead=1)]
    found = scores.skill(pd.DataFrame(own + other + beside)).set_index(scores.CELL)
    row = found.loc[("level", "standard", "3+", "1")]
    assert (row["merged"], row["forecasts"], row["clusters"]) == ("horizon", 5, 5)
    fewer = scores.skill(pd.DataFrame(own + other[:-2] + beside)).set_index(scores.CELL)
    row = fewer.loc[("level", "standard", "3+", "1")]
    assert (row["merged"], row["forecasts"], row["clusters"]) == ("points", 4 + 9, 4 + 9)


def test_too_few_clusters_in_all_together_are_silent_however_good():
    rows = cell_cases(2, 1.0) + cell_cases(2, 1.0, kind="average") + cell_cases(4, 1.0, points=1)
    found = scores.skill(pd.DataFrame(rows))
    assert set(found["merged"]) == {"kind"} and set(found["clusters"]) == {4}
    assert not found["shown"].any()


def test_levels_lend_nothing_to_floors():
    """However many clusters say that levels are forecast well: a floor's cells are merged among floors alone."""
    rows = cell_cases(9, 0.9) + cell_cases(4, 0.9, promise="every_year")
    found = scores.skill(pd.DataFrame(rows))
    floors = found[found["promise"] == "every_year"]
    assert len(floors) == len(found) / 2 and not floors["shown"].any() and set(floors["clusters"]) == {4}
    asked = pd.DataFrame({"kind": "standard", "points": 2, "ahead": 2, "promise": ["level", "every_year"]})
    assert scores.shown(asked, found).tolist() == [True, False]
    assert scores.shown(asked.drop(columns="promise"), found).tolist() == [True, True]


def yearly(region: str, *growth: float, first: int = 2018) -> pd.DataFrame:
    values = 500 * np.cumprod([1, *(1 + one for one in growth)])
    return levels({"region": region, "of": "dibao", **dict(enumerate(values.tolist(), first))})


def test_a_floor_is_tested_over_periods_of_which_every_year_is_known():
    """2018–2022 without a gap, then 2024: periods of two years and more end by 2022."""
    known = pd.concat([yearly("210381", 0.1, 0.09, 0.04, 0.09), levels({"region": "210381", "of": "dibao", 2024: 800})])
    found = floor_backtest.periods(known.assign(year=known["year"].astype(int)), 2019)
    assert found["year"].tolist() == [2021, 2022]
    assert found[["reached_5", "reached_8"]].to_numpy().tolist() == [[0, 0], [0, 0]]
    found = floor_backtest.periods(known.assign(year=known["year"].astype(int)), 2018)
    assert found["year"].tolist() == [2020, 2021, 2022]
    assert found["reached_8"].tolist() == [1, 0, 0]
    assert found["reached_10"].tolist() == [0, 0, 0]


def test_a_forecast_of_a_floor_is_the_chance_of_every_year_from_what_was_known_then():
    data = pd.concat([PANEL, yearly("210381", 0.1, 0.09, 0.04, 0.09, 0.06)], ignore_index=True)
    tested = backtest.tested(data, DIBAO)
    found = floor_backtest.forecasts(data, DIBAO, tested)
    assert set(found["rule"]) == {"model", "strict", "base_rate"}
    row = found[found["region_code"].eq("210381") & found["rule"].eq("model") & found["year"].eq(2022)
                & found["origin"].eq(2020)].iloc[0]  # fmt: skip
    case = (tested.cases["cluster"].eq("2103") & tested.cases["origin"].eq(2020)).to_numpy()
    sizes = backtest.candidate(int(tested.nested[case][0]))
    fits = trend.fit(data[data["year"] <= 2020], DIBAO, parameters=sizes)
    number = fits.rows.index[fits.rows["region_code"] == "210381"][0]
    assert row["said_5"] == pytest.approx(every_year.chance(fits, number, 2021, 2022, 0.05), abs=0.015)
    assert (row["ahead"], row["points"], row["promise"], row["reached_5"]) == (2, 3, "every_year", 0)
    later = data.assign(value=data["value"].where(data["year"] <= 2020, data["value"] * 1.3))
    again = floor_backtest.forecasts(later, DIBAO, tested)
    said = [
        frame.loc[frame["origin"].le(2020) & frame["rule"].eq("strict"), "said_6"].tolist() for frame in (found, again)
    ]
    assert said[0] == said[1], "another future changes nothing that was said"


def test_the_base_rate_of_floors_is_that_of_the_other_places():
    growth = {"210100": (0.1, 0.1, 0.1), "150300": (0.1, 0.03, 0.1), "320000": (0.06, 0.06, 0.06)}
    data = pd.concat([PANEL, *(yearly(place, *rises, first=2019) for place, rises in growth.items())])
    found = floor_backtest.forecasts(data, DIBAO, backtest.tested(data, DIBAO))
    model, base = (found[found["rule"] == rule].reset_index(drop=True) for rule in ("model", "base_rate"))
    assert len(model) == len(base) > 0
    for place in model["cluster"].unique():
        others = model[model["cluster"] != place]
        assert base.loc[base["cluster"] == place, "said_5"].tolist() == pytest.approx(
            [others["reached_5"].mean()] * (model["cluster"] == place).sum()
        )


def test_a_probability_is_shown_only_where_skill_exceeds_its_error():
    cases = {"good": cell_cases(6, 0.9), "bad": cell_cases(6, 0.4), "few": cell_cases(4, 0.9)}
    uneven = cell_cases(3, 0.9) + [row | {"cluster": f"x{row['cluster']}", "region_code": f"x{row['cluster']}"}
                                   for row in cell_cases(3, 0.35)]  # fmt: skip
    shown = {
        name: scores.skill(pd.DataFrame(rows))["shown"].any() for name, rows in (cases | {"uneven": uneven}).items()
    }
    assert shown == {"good": True, "bad": False, "few": False, "uneven": False}


def test_the_skill_of_a_cell_by_hand():
    """Brier .01 against .25: skill .96, the same in every cluster, so without error."""
    row = scores.skill(pd.DataFrame(cell_cases(6, 0.9))).iloc[0]
    assert row[["brier", "base_rate_brier", "skill", "skill_error"]].tolist() == pytest.approx([0.01, 0.25, 0.96, 0])


def statement(growth: float) -> pd.DataFrame:
    usual = dict.fromkeys(SERIES, "") | {"region_code": "100000", "indicator_id": "dibao", "figure_id": "nation#1"}
    usual |= {"kind": "change", "form": "total_growth", "comparator": "=", "value": growth}
    return pd.DataFrame([usual | {"period_start": 2020, "period_end": 2025}])


def test_a_national_statement_is_withheld_and_compared():
    """By hand: 600 in 2020 and 20% are 720 in 2025."""
    nation = levels({"region": "100000", "of": "dibao", 2018: 520, 2020: 600})
    implied = levels({"region": "100000", "of": "dibao", "how_known": "implied_by_rate", 2025: 720})
    implied["figure_ids"] = "nation#1;test#0"
    data = pd.concat([nation, implied, PANEL], ignore_index=True)
    assert withheld.without(data, statement(20))["year"].max() == 2024
    row = withheld.outcomes(data, statement(20), DIBAO).iloc[0]
    assert row["stated"] == pytest.approx(720)
    assert (row["origin"], row["points"]) == (2020, 2)
    assert row["low_95"] < row["low_80"] < row["median"] < row["high_80"]
    assert row["inside_80"] == (row["low_80"] <= 720 <= row["high_80"])
    assert not withheld.outcomes(data, statement(500), DIBAO)["inside_95"].any()


@pytest.fixture(scope="module")
def shipped():
    return page.shipped().levels


def test_the_sizes_in_use_are_those_that_forecast_best_on_the_shipped_tables(shipped):
    levels_, figures, kinds = page._read(paths.processed())
    assert backtest.best_parameters(withheld.without(levels_, figures), kinds) == pooling.Parameters()


@pytest.mark.parametrize("measure", ["error", "crps", "brier"])
def test_the_model_beats_the_peers_median_on_the_shipped_tables(shipped, measure):
    """Beyond its error by cluster; else the plain median must become the default."""
    found = scores.differences(shipped[shipped["points"] > 1], measure).set_index("rule")
    assert found.loc["peer_median", "low"] > 0


@pytest.mark.parametrize("kind", ["average", "standard"])
def test_intervals_hold_what_they_say_on_the_shipped_tables(shipped, kind):
    model = shipped[(shipped["rule"] == "model") & (shipped["points"] > 1) & (shipped["kind"] == kind)]
    row = scores.scores(model).iloc[0]
    assert 42 <= row["inside_50"] <= 58
    assert 74 <= row["inside_80"] <= 88


def test_the_table_of_skill_is_that_of_the_backtest(shipped):
    found = tables.conform(page.shipped().skill(), "skill")
    pd.testing.assert_frame_equal(tables.read("skill"), found, rtol=1e-6)


def test_the_command_writes_the_page_and_gives_the_scores(project_root, tmp_path, monkeypatch):
    shutil.copytree(project_root / "data" / "processed", tmp_path / "data" / "processed")
    written = project_root / "docs" / "backtest.md"
    (tmp_path / "docs").mkdir()
    emptied = documentation.BLOCK.sub(lambda match: match[1] + match[3], written.read_text(encoding="utf-8"))
    (tmp_path / "docs" / "backtest.md").write_text(emptied, encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    run = CliRunner().invoke(app, ["backtest", "--json"])
    assert run.exit_code == 0, run.output
    answer = json.loads(run.stdout)
    assert {row["rule"] for row in answer["scores"]} == set(backtest.RULES)
    assert (tmp_path / "docs" / "backtest.md").read_text(encoding="utf-8") == written.read_text(encoding="utf-8")


def test_without_tables_the_command_says_what_to_do(tmp_path, monkeypatch, project_root):
    (tmp_path / "docs").mkdir()
    shutil.copy(project_root / "docs" / "backtest.md", tmp_path / "docs")
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    run = CliRunner().invoke(app, ["backtest"])
    assert run.exit_code == 1
    assert "先运行 python -m analysis build" in run.output


HEADER = "region_code,indicator_id,residence,arrangement,year,value\n"


def observed(tmp_path, text: str, *options: str):
    file = tmp_path / "own.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["backtest", "--observed", str(file), *options])


def test_the_same_test_runs_on_series_that_the_user_brings(project_root, tmp_path):
    """Places outside the codelist, with the shipped series as peers; the page stays as it is."""
    before = (project_root / "docs" / "backtest.md").read_bytes()
    rows = [f"甲{place}县,dibao_standard,rural,,{year},{(400 + place * 10) * 1.06 ** (year - 2016):.0f}"
            for place in range(3) for year in (2016, 2018, 2020, 2022)]  # fmt: skip
    run = observed(tmp_path, HEADER + "\n".join(rows) + "\n", "--json")
    assert run.exit_code == 0, run.output
    answer = json.loads(run.stdout)
    assert {"scores", "coverage", "reliability", "floors", "skill"} <= set(answer)
    model = [row for row in answer["scores"] if row["rule"] == "model"]
    assert sum(row["forecasts"] for row in model) == 3 * 6
    assert (project_root / "docs" / "backtest.md").read_bytes() == before
    assert "说法与事实" in observed(tmp_path, HEADER + "\n".join(rows) + "\n").stdout


def test_yearly_series_of_the_user_are_tested_for_floors_too(project_root, tmp_path):
    rows = [f"甲县,dibao_standard,rural,,{year},{400 * 1.06 ** (year - 2016):.1f}" for year in range(2016, 2021)]
    run = observed(tmp_path, HEADER + "\n".join(rows) + "\n", "--json")
    floors = {row["rule"]: row for row in json.loads(run.stdout)["floors"]}
    assert floors["model"]["forecasts"] == floors["base_rate"]["forecasts"] == 3 + 2 + 1
    assert floors["model"]["reached"] == pytest.approx(50), "6% a year keeps 5% and 6%, not 8% and 10%"
    assert "每年不低于" in observed(tmp_path, HEADER + "\n".join(rows) + "\n").stdout


def test_what_spreadsheets_save_is_read_or_refused_in_words(project_root, tmp_path):
    text = HEADER + "甲县,dibao_standard,rural,,2016,400\n甲县,dibao_standard,rural,,2018,450\n"
    plain = observed(tmp_path, text, "--json")
    assert json.loads(plain.stdout)["scores"]
    assert observed(tmp_path, "\ufeff" + text.replace("\n", "\r\n"), "--json").stdout == plain.stdout
    files = {
        "gbk": (text.encode("gb18030"), "not-utf8"),
        "utf16": (text.encode("utf-16"), "not-utf8"),
        "empty": (b"", "empty-csv"),
        "head": (HEADER.encode(), "no-levels"),
        "semicolons": (text.replace(",", ";").encode(), "semicolon-csv"),
        "short": (text.encode() + b"x,dibao_standard,rural\n", "cell-count"),
    }
    for name, (content, code) in files.items():
        (tmp_path / f"{name}.csv").write_bytes(content)
        run = CliRunner().invoke(app, ["backtest", "--observed", str(tmp_path / f"{name}.csv"), "--json"])
        assert (run.exit_code, json.loads(run.stdout)["problems"][0]["code"]) == (1, code), name
    (tmp_path / "folder.csv").mkdir()
    for name in ("folder.csv", "none.csv"):
        run = CliRunner().invoke(app, ["backtest", "--observed", str(tmp_path / name)])
        assert run.exit_code == 1 and isinstance(run.exception, SystemExit) and "没有这个文件" in run.stderr


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("甲县,nothing,rural,,2020,500", "unknown-indicator"),
        ("甲县,dibao_standard,suburb,,2020,500", "unknown-residence"),
        ("甲县,dibao_standard,rural,at_home,2020,500", "unknown-arrangement"),
        ("甲县,dibao_standard,rural,,20年,500", "bad-year"),
        ("甲县,dibao_standard,rural,,2100,500", "bad-year"),
        ("甲县,dibao_standard,rural,,2020,五百", "bad-value"),
        ("甲县,dibao_standard,rural,,2020,", "bad-value"),
        ("甲县,dibao_standard,rural,,2020,-5", "value-out-of-bounds"),
        (",dibao_standard,rural,,2020,500", "missing-region"),
        ("甲县,dibao_standard,rural,,2019,500", "repeated-level"),
    ],
)
def test_each_fault_of_the_users_file_is_named_with_its_line(project_root, tmp_path, row, code):
    run = observed(tmp_path, HEADER + "甲县,dibao_standard,rural,,2019,480\n" + row + "\n", "--json")
    assert run.exit_code == 1
    problem = json.loads(run.stdout)["problems"][0]
    assert (problem["code"], problem["line"]) == (code, 3)


def test_a_file_without_the_columns_is_named(project_root, tmp_path):
    run = observed(tmp_path, "region_code,year\n甲县,2020\n", "--json")
    assert run.exit_code == 1
    assert json.loads(run.stdout)["problems"]


def test_series_too_short_to_be_tested_are_said_so(project_root, tmp_path):
    run = observed(tmp_path, HEADER + "甲县,dibao_standard,rural,,2019,480\n")
    assert run.exit_code == 0
    assert "没有可检验的预测" in run.stdout


def test_places_that_are_named_without_a_code_are_clusters_of_their_own(tmp_path):
    paths = {f"辽宁省{name}县": rate for name, rate in zip("甲乙丙丁戊", (1.04, 1.05, 1.06, 1.07, 1.08), strict=True)}
    rows = [
        f"{place},dibao_standard,rural,,{year},{500 * rate ** (year - 2015):.2f}"
        for place, rate in paths.items()
        for year in range(2015, 2020)
    ]
    run = observed(tmp_path, HEADER + "\n".join(rows) + "\n")
    assert re.search(r"^\| 待遇标准 \| \d+ \| 5 \|", run.stdout, re.MULTILINE), run.stdout
