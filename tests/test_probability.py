"""Probabilities: by hand where that is possible, monotone, the same in every unit, silent where nothing can be said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import COUNT, RATE, STANDARD, indicators, levels, panel, target
from scipy.stats import norm

from analysis.codelists import definitions
from analysis.models import forecast, peers, probability, trend

KINDS = indicators(
    dibao=STANDARD,
    minutes=STANDARD | {"direction": "less"},
    age=STANDARD | {"quantity": "norm"},
    share=RATE,
    beds=COUNT,
)
PEERS = panel(12, [2018, 2019, 2021, 2023, 2024], seed=2)
LEVEL_2024 = PEERS.iloc[4]["value"]  # of region 110000


def reach(*targets: dict, data: pd.DataFrame = PEERS, as_of: int | None = None) -> pd.DataFrame:
    return probability.reach_probability(data, pd.DataFrame(list(targets)), KINDS, as_of)


def test_probability_and_intervals_by_hand():
    """Two years ahead: mean share left of the own deviation (½ + ¼)/2; normal on the logarithm."""
    row = reach(target(LEVEL_2024 * 1.2, 2026)).iloc[0]
    fit = trend.fit(PEERS, KINDS).iloc[0]
    carried = 0.375 * fit["own_weight"]
    rate = carried * fit["drift"] + (1 - carried) * fit["peer_median"]
    variance = fit["peer_variance"] * (1 - 0.375**2 * fit["own_weight"])
    variance += (1 - carried) ** 2 * fit["peer_mean_error"] ** 2 * np.pi / 2
    future = norm(np.log(LEVEL_2024) + 2 * rate, np.sqrt(4 * variance + 2 * fit["sigma"] ** 2))
    assert row["probability"] == pytest.approx(future.sf(np.log(LEVEL_2024 * 1.2)))
    assert row[["median", "low_50", "high_80"]].tolist() == pytest.approx(np.exp(future.ppf([0.5, 0.25, 0.9])))
    assert row["borrowed_share"] == pytest.approx(1 - carried)
    assert row[["points_used", "method", "reason"]].tolist() == [5, "pooled", ""]


@pytest.mark.parametrize(("years", "left"), [(1, 0.5), (2, 0.375), (3, 0.875 / 3), (0, 0.5)])
def test_half_of_a_deviation_is_left_each_year(years, left):
    assert forecast.mean_persistence(years, 0.5) == pytest.approx(left)


def test_persistence_has_its_ends():
    assert forecast.mean_persistence([1, 7], 1.0).tolist() == [1, 1]
    assert forecast.mean_persistence([1, 7], 0.0).tolist() == [0, 0]


def test_the_median_is_the_median_of_draws_and_not_their_mean():
    row = reach(target(LEVEL_2024, 2029)).iloc[0]
    fit = trend.fit(PEERS, KINDS).head(1)
    future = forecast.forecast(fit, 2029)
    draws = np.exp(np.random.default_rng(0).normal(future.position[0], future.spread[0], 20_000))
    assert np.mean(draws < row["median"]) == pytest.approx(0.5, abs=0.01)
    assert draws.mean() > row["median"] * 1.01
    assert np.mean((row["low_80"] < draws) & (draws < row["high_80"])) == pytest.approx(0.8, abs=0.01)


@given(low=st.floats(0.5, 3), step=st.floats(1.0001, 2), year=st.integers(2025, 2040))
@settings(max_examples=40, deadline=None)
def test_a_higher_target_is_never_likelier(low, step, year):
    at_least = reach(target(LEVEL_2024 * low, year), target(LEVEL_2024 * low * step, year))["probability"]
    at_most = reach(
        target(LEVEL_2024 * low, year, comparator="<="), target(LEVEL_2024 * low * step, year, comparator="<=")
    )["probability"]
    assert at_least[0] >= at_least[1]
    assert at_most[0] <= at_most[1]
    assert at_least.tolist() == pytest.approx((1 - at_most).tolist())
    assert at_least.between(0, 1).all()


@given(factor=st.floats(1e-3, 1e3))
@settings(max_examples=30, deadline=None)
def test_units_do_not_matter(factor):
    scaled = PEERS.assign(value=PEERS["value"] * factor)
    usual = reach(target(LEVEL_2024 * 1.3, 2027)).iloc[0]
    other = reach(target(LEVEL_2024 * 1.3 * factor, 2027), data=scaled).iloc[0]
    assert other["probability"] == pytest.approx(usual["probability"], abs=1e-7)
    assert other["high_80"] == pytest.approx(usual["high_80"] * factor)


@pytest.mark.parametrize(
    ("of", "comparator", "like"),
    [
        ("dibao", "=", ">="),
        ("dibao", ">", ">="),
        ("minutes", "=", "<="),
        ("minutes", "<", "<="),
        ("minutes", ">=", ">="),
    ],
)
def test_what_reaching_means(of, comparator, like):
    """“=” means at least, or at most where less is better; a printed comparator decides before the indicator."""
    data = PEERS.assign(indicator_id=of)
    wanted = LEVEL_2024 * 1.15
    found = reach(target(wanted, of=of, comparator=comparator), target(wanted, of=of, comparator=like), data=data)
    assert found["probability"].nunique() == 1
    assert found["probability"].between(0.001, 0.999).all()


def test_about_is_reached_five_percent_short_and_a_range_from_its_nearer_end():
    about, range_, nearer, short = reach(
        target(LEVEL_2024 * 1.2, comparator="~"),
        target(LEVEL_2024 * 1.2, comparator="range", value_low=LEVEL_2024 * 1.1, value_high=LEVEL_2024 * 1.3),
        target(LEVEL_2024 * 1.1),
        target(LEVEL_2024 * 1.2 * 0.95),
    )["probability"]
    assert about == pytest.approx(short)
    assert range_ == pytest.approx(nearer)


SILENT = {
    "observed": target(LEVEL_2024, 2024),
    "no_level": target(np.nan),
    "no_points": target(500, region="999999"),
    "unusable_points": target(500, region="888888"),
    "prescribed": target(18, of="age"),
    "too_few_peers": target(90, of="beds"),
    "not_positive": target(900, region="777777", of="beds"),
    "at_limit": target(100, region="1", of="share"),
}


@pytest.mark.parametrize("reason", SILENT)
def test_nothing_is_said_without_a_reason(reason):
    other = levels(
        {"region": "888888", "of": "dibao", "comparator": ">=", 2020: 400},
        {"region": "110000", "of": "age", 2015: 16, 2020: 17},
        {"region": "110000", "of": "beds", 2019: 70, 2020: 80},
        {"region": "777777", "of": "beds", 2019: 0, 2020: 80},
        *({"region": f"{number}", "of": "share", 2019: 80 + number, 2020: 90, 2023: 100} for number in range(1, 5)),
    )
    row = reach(SILENT[reason], data=pd.concat([PEERS, other])).iloc[0]
    assert row["reason"] == reason
    assert np.isnan(row["probability"])
    assert row[["probability_word", "evidence_grade"]].tolist() == ["", ""]


def test_an_unresolved_target_still_has_a_median():
    assert reach(target(np.nan, 2026)).iloc[0][["low_80", "median", "high_80"]].is_monotonic_increasing


def test_a_hundred_percent_is_reached_from_what_is_printed_as_such():
    data = levels(
        *({"region": f"{number}", "of": "share", 2018: 80 + number, 2019: 84, 2022: 93 + number} for number in range(4))
    )
    whole, nearly = reach(target(100, region="1", of="share"), target(99.5, region="1", of="share"), data=data)[
        "probability"
    ]
    assert whole == nearly
    assert 0 < whole < 1


def test_the_later_is_hidden_before_as_of():
    early = PEERS[PEERS["year"] <= 2021]
    wanted = target(LEVEL_2024, 2024)
    pd.testing.assert_frame_equal(reach(wanted, as_of=2021), reach(wanted, data=early))
    assert reach(wanted, as_of=2021).iloc[0]["reason"] == ""


def test_answers_keep_the_order_of_the_targets():
    wanted = [target(LEVEL_2024, region=f"{110000 + number}", figure_id=f"goal#{number}") for number in (5, 0, 11)]
    assert reach(*wanted)["figure_id"].tolist() == ["goal#5", "goal#0", "goal#11"]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0.8, "very_likely"),
        (0.79, "likely"),
        (0.6, "likely"),
        (0.4, "uncertain"),
        (0.2, "unlikely"),
        (0, "very_unlikely"),
        (np.nan, ""),
    ],
)
def test_words(value, word):
    assert probability.words(np.array([value])).tolist() == [word]


def test_codes_have_chinese_names():
    terms = definitions.terms()
    assert list(terms["probability_word"]) == list(probability.WORDS)
    assert list(terms["evidence_grade"]) == [*probability.GRADES, "D"]
    assert list(terms["peer_scope"]) == list(peers.SCOPES)
    assert set(SILENT) <= set(terms["probability_reason"])
    assert {"peer_rates", "one_rate", "pooled", "none"} == set(terms["probability_method"])


GOOD = {"points": 5, "strong_points": 4, "peer_scope": "same_series"}


@pytest.mark.parametrize(
    ("weakness", "borrowed", "grade"),
    [
        ({}, 0.7, "A"),
        ({"points": 4}, 0.7, "B"),
        ({"strong_points": 3}, 0.7, "B"),
        ({"strong_points": 1}, 0.7, "C"),
        ({"peer_scope": "same_indicator"}, 0.7, "B"),
        ({"peer_scope": "money_standards"}, 0.7, "C"),
        ({}, 0.85, "B"),
        ({}, 0.97, "C"),
        ({"points": 2, "strong_points": 2}, 0.7, "C"),
        ({"points": 1, "strong_points": 1}, 1.0, "D"),
    ],
)
def test_the_weakest_link_grades_the_evidence(weakness, borrowed, grade):
    """The table of docs/backtest.md, one weakness at a time."""
    fits = pd.DataFrame([GOOD | weakness])
    assert probability.grades(fits, np.array([borrowed])).tolist() == [grade]


def test_the_fan_opens_from_the_last_known_level():
    single = levels({"region": "210381", "of": "dibao", 2020: 500})
    fits = trend.fit(pd.concat([PEERS, single]), KINDS)
    fan = probability.intervals(fits, range(2020, 2028), (0.5, 0.8))
    assert "210381" not in set(fan["region_code"]), "one known year draws no trend"
    one = fan[fan["region_code"] == "110000"]
    assert one["year"].tolist() == [2024, 2025, 2026, 2027]
    assert one.iloc[0][["low_80", "median", "high_80"]].tolist() == pytest.approx([LEVEL_2024] * 3)
    ordered = one[["low_80", "low_50", "median", "high_50", "high_80"]]
    assert (ordered.iloc[1:].diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    assert (ordered["high_80"] / ordered["low_80"]).is_monotonic_increasing


def test_the_fan_and_the_probability_are_one_forecast():
    row = reach(target(LEVEL_2024, 2027)).iloc[0]
    fan = probability.intervals(trend.fit(PEERS, KINDS).head(1), [2027]).iloc[-1]
    for name in ("median", "low_50", "high_50", "low_80", "high_80"):
        assert fan[name] == pytest.approx(row[name])


def test_no_targets_give_no_answers():
    empty = pd.DataFrame([target(500)]).head(0)
    assert probability.reach_probability(PEERS, empty, KINDS).empty


@pytest.mark.parametrize("known", [[2018, 2020], [2018, 2019, 2020], [2015, 2016, 2017, 2018, 2019, 2020]])
def test_intervals_hold_what_they_say_on_simulated_regions(known):
    """METHODS: 80 regions, growth N(8%, 2%) for ever; five years ahead, where ETS intervals hold 7–13% of 80%."""
    inside = []
    for seed in range(8):
        data = panel(80, [*known, 2025], seed=seed)
        fits = trend.fit(data, KINDS, as_of=2020)
        fan = probability.quantiles(fits, 2025)
        truth = data.loc[data["year"] == 2025, "value"].to_numpy()
        inside.append((fan["low_80"] < truth) & (truth < fan["high_80"]))
    assert np.mean(inside) == pytest.approx(0.8, abs=0.06)
