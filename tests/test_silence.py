"""Where no probability may be said, nothing of a forecast is drawn or tabled; where one may, outputs say it alike."""

import numpy as np
import pandas as pd
import pytest
from panels import STANDARD, indicators, panel
from test_probability import skills

import analysis
from analysis.domain.series import SERIES
from analysis.models import probability, scores, silence, trend
from analysis.research import forecasts
from analysis.research.workspace import current
from analysis.words import growth as growth_words
from analysis.words import targets as words

KINDS = indicators(dibao=STANDARD)
PEERS = panel(6, [2020, 2022, 2024], seed=3)
YEARS = range(2024, 2031)


@pytest.fixture(scope="module")
def fits():
    return trend.fit(PEERS, KINDS)


def silent(horizon: str) -> pd.DataFrame:
    quiet = skills(standard=True)
    quiet.loc[quiet["horizon"] == horizon, "shown"] = False
    return quiet


def test_an_interval_is_drawn_where_a_probability_may_be_said(fits):
    everything = silence.intervals(fits, YEARS, skills(standard=True))
    pd.testing.assert_frame_equal(everything, probability.intervals(fits, YEARS))
    for nothing in (None, skills(standard=False), skills(rate=True), silent("1")):
        assert silence.intervals(fits, YEARS, nothing).empty


def test_an_interval_ends_before_the_first_year_of_which_nothing_may_be_said(fits):
    found = silence.intervals(fits, YEARS, silent("3-5"))
    assert set(found["year"]) == {2024, 2025, 2026}
    assert found.groupby(SERIES)["year"].count().eq(3).all()


def test_what_is_known_is_no_forecast(fits):
    everything = skills(standard=True)
    assert not silence.spoken(fits.rows, 2024, everything).any()
    assert not silence.spoken(fits.rows, 2020, everything).any()
    assert silence.spoken(fits.rows, 2025, everything).all()


def test_the_built_table_has_an_interval_where_it_has_a_probability_only():
    rows = current().tables["assessments"]
    told = rows["probability_reason"] == ""
    assert told.any()
    for name in ("median", "low_50", "high_50", "low_80", "high_80"):
        assert (rows[name].notna() == told).all(), name
    assert rows.loc[~told, "reach_80"].isna().all()


@pytest.mark.parametrize("region", ["210381", "150300", "210000", "220502"])
def test_no_chart_draws_an_interval_that_the_table_of_skill_forbids(region):
    space = current()
    shown = space.tables["skill"].set_index(scores.CELL)["shown"]
    drawn = 0
    for indicator in space.indicators_of(region):
        for part in analysis.growth(region, indicator):
            if not part.has_levels:
                continue
            answer, chart = part.answers[0], part.chart()
            names = [series.name for series in chart.series if series.role == "interval"]
            if not names:
                continue
            drawn += 1
            ahead = chart.rows(names[0])["position"].iloc[1:].astype(int) - answer.known["year"].max()
            kind = space.codelists.indicators.at[indicator, "quantity"]
            cells = scores.with_cells(pd.DataFrame({"ahead": ahead}).assign(points=len(answer.known), kind=kind))
            assert len(cells)
            assert all(shown[tuple(cell)] for cell in cells[scores.CELL].to_numpy()), chart.title
    assert drawn or region == "210381", "海城 has three known years of all its standards"


def test_the_forecasts_of_a_place_are_numbers_only_where_they_may_be_said():
    table = forecasts.of_place("210381", 2027)
    for name in ("median", "low_80", "high_80"):
        assert (table[name].notna() == table["shown"]).all()
    assert not table["shown"].all(), "of standards with three known years nothing may be said"


def test_a_likelihood_is_worded_once_for_all_outputs():
    rows = analysis.assess().frame
    rows = rows[rows["probability"].notna()]
    over = rows["target_year"] <= rows["as_of"]
    assert over.any()
    for row, ended in zip(rows.to_dict("records"), over, strict=True):
        said = words.likelihood(row)
        assert ("公布值" in said) == ended and ("（" in said) != ended
        found = analysis.growth(row["region_code"], row["indicator_id"], row["residence"] or None)
        told = [growth_words.sentences(part.answers[0], current().names) for part in found]
        assert any(said in sentence for sentences in told for sentence in sentences), row["figure_id"]


def test_nothing_is_nan_where_it_is_said(fits):
    found = silence.intervals(fits, YEARS, skills(standard=True))
    assert np.isfinite(found.select_dtypes("number")).all(axis=None)
