"""Probabilities: by hand where that is possible, monotone, the same in every unit, silent where nothing can be said."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import COUNT, RATE, STANDARD, indicators, levels, panel, target
from scipy.stats import multivariate_normal, norm

from analysis.codelists import definitions
from analysis.domain.series import SERIES
from analysis.models import every_year, forecast, peers, pooling, probability, scores, trend

KINDS = indicators(
    dibao=STANDARD,
    minutes=STANDARD | {"direction": "less"},
    age=STANDARD | {"quantity": "norm"},
    share=RATE,
    beds=COUNT,
)
PEERS = panel(12, [2018, 2019, 2021, 2023, 2024], seed=2)
LEVEL_2024 = PEERS.iloc[4]["value"]  # of region 110000


def skills(**kinds: bool) -> pd.DataFrame:
    """The skill of every cell of these kinds of series."""
    cells = product(["level", "every_year"], kinds, scores.POINTS, scores.HORIZONS)
    return pd.DataFrame(cells, columns=scores.CELL).assign(shown=lambda rows: rows["kind"].map(kinds))


SKILLED = skills(standard=True, rate=True, count=True)


def reach(
    *targets: dict, data: pd.DataFrame = PEERS, as_of: int | None = None, skill: pd.DataFrame | None = SKILLED, **other
) -> pd.DataFrame:
    return probability.reach_probability(data, pd.DataFrame(list(targets)), KINDS, as_of, skill=skill, **other)


def test_probability_intervals_and_reach_are_those_of_one_normal_distribution():
    row = reach(target(LEVEL_2024 * 1.2, 2026)).iloc[0]
    middle, spread, borrowed = (part[0] for part in forecast.forecast(trend.fit(PEERS, KINDS), 2026))
    future = norm(middle, spread)
    assert row["probability"] == pytest.approx(future.sf(np.log(LEVEL_2024 * 1.2)))
    assert row[["median", "low_50", "high_80"]].tolist() == pytest.approx(np.exp(future.ppf([0.5, 0.25, 0.9])))
    assert row[["reach_80", "reach_50", "reach_20"]].tolist() == pytest.approx(np.exp(future.ppf([0.2, 0.5, 0.8])))
    assert row["borrowed_share"] == pytest.approx(borrowed)
    assert row[["points_used", "method", "reason"]].tolist() == [5, "pooled", ""]


def test_what_is_reached_with_eighty_percent_has_that_probability():
    for comparator in (">=", "<="):
        row = reach(target(LEVEL_2024 * 1.2, comparator=comparator)).iloc[0]
        likely = reach(*(target(row[f"reach_{share}"], comparator=comparator) for share in (80, 50, 20)))
        assert likely["probability"].tolist() == pytest.approx([0.8, 0.5, 0.2])


def test_nothing_is_said_where_nothing_was_tested_or_had_no_skill():
    quiet = skills(standard=True)
    quiet.loc[(quiet["points_known"] == "3+") & (quiet["horizon"] == "2"), "shown"] = False
    for skill, year, reason in ((None, 2026, "no_skill"), (quiet, 2026, "no_skill"), (quiet, 2025, ""),
                                (skills(rate=True), 2025, "no_skill")):  # fmt: skip
        row = reach(target(LEVEL_2024 * 1.1, year), skill=skill).iloc[0]
        assert row["reason"] == reason
        assert np.isnan(row["probability"]) == np.isnan(row["reach_80"]) == (reason == "no_skill")
        assert row["peers_share"] >= 0, "the growth needed is still placed among that of the peers"


def test_the_peers_share_by_hand():
    """Needed from now: 10% a year; four peers grew by 6, 8, 10 and 14% a year."""
    paces = {"1": 1.06, "2": 1.08, "3": 1.1, "4": 1.14}
    data = levels(*({"region": name, "of": "dibao", 2020: 500, 2022: 500 * pace**2} for name, pace in paces.items()))
    row = reach(target(500 * 1.06**2 * 1.1**3, 2025, region="1"), data=data).iloc[0]
    assert row["peers_share"] == pytest.approx(0.5)


def test_the_median_is_the_median_of_draws_and_not_their_mean():
    row = reach(target(LEVEL_2024, 2029)).iloc[0]
    future = forecast.forecast(trend.fit(PEERS, KINDS), 2029)
    draws = np.exp(np.random.default_rng(0).normal(future.position[0], future.spread[0], 20_000))
    assert np.mean(draws < row["median"]) == pytest.approx(0.5, abs=0.01)
    assert draws.mean() > row["median"] * 1.005
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
    assert row["probability_word"] == ""


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
    assert list(terms["peer_scope"]) == list(peers.SCOPES)
    assert list(terms["points_known"]) == list(scores.POINTS)
    assert list(terms["horizon"]) == list(scores.HORIZONS)
    assert list(terms["promise"]) == ["level", "every_year"]
    assert "no_skill" in terms["probability_reason"]
    assert set(SILENT) <= set(terms["probability_reason"])
    assert {"peer_rates", "one_rate", "pooled", "none"} == set(terms["probability_method"])


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
    fan = probability.intervals(trend.fit(PEERS, KINDS), [2027])
    fan = fan[fan["region_code"] == "110000"].iloc[-1]
    for name in ("median", "low_50", "high_50", "low_80", "high_80"):
        assert fan[name] == pytest.approx(row[name])


def test_no_targets_give_no_answers():
    empty = pd.DataFrame([target(500)]).head(0)
    assert probability.reach_probability(PEERS, empty, KINDS).empty


@pytest.mark.parametrize("known", [[2018, 2020], [2018, 2019, 2020], [2015, 2016, 2017, 2018, 2019, 2020]])
def test_intervals_hold_what_they_say_on_regions_simulated_from_the_model(known):
    inside = []
    for seed in range(12):
        data = simulated(60, [*known, 2025], seed)
        fan = probability.quantiles(trend.fit(data, KINDS, as_of=2020), 2025)
        truth = data.loc[data["year"] == 2025, "value"].to_numpy()
        inside.append((fan["low_80"] < truth) & (truth < fan["high_80"]))
    assert np.mean(inside) == pytest.approx(0.8, abs=0.08)


def simulated(regions: int, known: list[int], seed: int) -> pd.DataFrame:
    """Regions, each its own place, whose growth is drawn from the model with the sizes in use."""
    random, sizes = np.random.default_rng(seed), trend.DEFAULT
    years = np.arange(known[0] + 1, known[-1] + 1)
    fading = sizes.persistence ** np.abs(years[:, None] - years)
    common = random.multivariate_normal(
        np.full(len(years), sizes.long_run),
        (sizes.common**2 + sizes.group**2) * fading + sizes.long_run_error**2,
    )
    own = random.multivariate_normal(np.zeros(len(years)), sizes.own**2 * fading, regions)
    luck = random.normal(0, np.hypot(sizes.place, sizes.step), (regions, len(years)))
    values = 500 * np.exp(np.cumsum(np.c_[random.normal(0, 0.3, regions), common + own + luck], axis=1))
    columns = [year - known[0] for year in known]
    named = (dict(zip(known, row, strict=True)) for row in values[:, columns].tolist())
    return levels(*({"region": f"{1000 + number}00", "of": "dibao", **row} for number, row in enumerate(named)))


FLOOR = {"form": "annual_floor", "value": 5.0, "start_year": 2020}


def floor_fits(**known: float) -> trend.Fits:
    """The fits of one series of these years (`y2020=500`) among twelve peers; its row is the first."""
    years = {int(name[1:]): value for name, value in known.items()}
    return trend.fit(pd.concat([levels({"region": "999900", "of": "dibao", **years}), PEERS]), KINDS)


def test_every_year_keeps_a_floor_as_the_normal_integral_says():
    """Three years ahead of all that is known: an orthant probability."""
    fits = trend.fit(PEERS, KINDS)
    years, mean, covariance = every_year.yearly_growth(fits, 0, 2025, 2027)
    ahead = years > 2024
    floor = np.full(3, np.log(1.05) - every_year.ROUNDING)
    wanted = multivariate_normal(-mean[ahead], covariance[np.ix_(ahead, ahead)]).cdf(-floor)
    assert every_year.chance(fits, 0, 2025, 2027, 0.05) == pytest.approx(wanted, abs=0.015)


def test_the_growth_of_all_years_ahead_together_is_the_forecast():
    fits = trend.fit(PEERS, KINDS, parameters=trend.DEFAULT._replace(clip=1e9))
    years, mean, covariance = every_year.yearly_growth(fits, 0, 2025, 2028)
    ahead = years > 2024
    found = forecast.forecast(fits, 2028)
    assert mean[ahead].sum() == pytest.approx(found.position[0] - fits.rows["last_position"].iloc[0])
    assert covariance[np.ix_(ahead, ahead)].sum() == pytest.approx(found.spread[0] ** 2)


def test_between_two_known_levels_the_years_are_a_bridge():
    """Two years that rose by 12% together: both kept 5% unless one took more than 12% − 5%. One integral."""
    fits = floor_fits(y2020=500, y2022=500 * 1.12)
    years, mean, covariance = every_year.yearly_growth(fits, 0, 2021, 2022)
    assert mean[years <= 2022].sum() == pytest.approx(np.log(1.12))
    spread = np.sqrt(covariance[0, 0])
    low = np.log(1.05) - every_year.ROUNDING
    wanted = norm.cdf((np.log(1.12) - low - mean[0]) / spread) - norm.cdf((low - mean[0]) / spread)
    assert every_year.chance(fits, 0, 2021, 2022, 0.05) == pytest.approx(wanted, abs=0.015)


def test_a_year_that_is_known_settles_itself():
    assert every_year.chance(floor_fits(y2020=500, y2021=525, y2022=551.25), 0, 2021, 2022, 0.05) == 1
    assert every_year.chance(floor_fits(y2020=500, y2021=520, y2022=600), 0, 2021, 2022, 0.05) == 0
    assert every_year.chance(floor_fits(y2020=500, y2023=500 * 1.05**3 - 1), 0, 2021, 2023, 0.05) < 0.01


def test_a_floor_of_a_fall_is_kept_by_falling_enough():
    fits = floor_fits(y2020=500, y2021=470, y2022=440)
    assert every_year.chance(fits, 0, 2021, 2022, -0.05, side=-1) == 1
    assert every_year.chance(fits, 0, 2021, 2022, -0.05) == 0
    ahead = every_year.chance(fits, 0, 2023, 2025, -0.05, side=-1)
    assert 0 <= ahead <= 1 - every_year.chance(fits, 0, 2023, 2023, -0.05)


def test_that_the_last_step_exceeds_the_floor_is_not_that_every_year_did():
    known = {f"y{year}": 500 * 1.16 ** ((year - 2020) / 3) for year in (2020, 2023)}
    fits = floor_fits(**known)
    last = every_year.chance(fits, 0, 2024, 2024, 0.05)
    assert every_year.chance(fits, 0, 2021, 2024, 0.05) < last


def test_a_rise_of_the_place_around_limits_and_does_not_settle():
    fits = floor_fits(y2020=500, y2022=500 * 1.12)
    usual = every_year.chance(fits, 0, 2021, 2022, 0.05)
    around = every_year.Rises(np.array([2020.0]), np.array([2021.0]), np.array([np.log(1.02)]))
    limited = every_year.chance(fits, 0, 2021, 2022, 0.05, around)
    assert 0 < limited < usual


def test_a_floor_is_silent_where_floors_had_no_skill_whatever_levels_had():
    """As many years are asked for as its levels leave open: of five, 2021–2023 and 2024–2025 are, 2024 is known."""
    data = pd.concat([levels({"region": "999900", "of": "dibao", 2020: 500, 2023: 590, 2024: 640}), PEERS])
    goal = target(700, 2025, region="999900", **FLOOR)
    assert every_year.open_years(trend.fit(data, KINDS), 0, 2021, 2025) == 4
    for promise, horizon, reason in (("level", None, ""), ("every_year", "3-5", "no_skill"), ("every_year", "1", "")):
        quiet = skills(standard=True)
        quiet.loc[quiet["promise"].eq(promise) & (quiet["horizon"].eq(horizon) | (horizon is None)), "shown"] = False
        row = reach(goal, data=data, skill=quiet).iloc[0]
        assert row["reason"] == reason
        assert np.isnan(row["probability"]) == (reason != "")


def test_a_floor_is_answered_for_every_year_of_its_period():
    data = pd.concat([levels({"region": "999900", "of": "dibao", 2020: 500, 2023: 590}), PEERS])
    fits = trend.fit(data, KINDS)
    goal = target(650, 2025, region="999900", **FLOOR)
    row = reach(goal, data=data).iloc[0]
    assert row["probability"] == every_year.chance(fits, 0, 2021, 2025, 0.05)
    rises = pd.DataFrame([{**{name: goal[name] for name in SERIES}, "period_start": 2020, "period_end": 2021,
                           "value": 1.0}])  # fmt: skip
    assert reach(goal, data=data, rises=rises).iloc[0]["probability"] < row["probability"]


def test_the_weights_of_a_second_hand_level_are_smaller():
    """A step that ends in a second-hand level tells less of the series' own growth."""
    covers = np.eye(3)[None]  # three years, each known
    told = []
    for flag in (0.0, 1.0):
        patterns = pooling.Patterns(covers, np.array([[0, 0, 0, flag]]), np.array([True]), np.array([2]))
        own = pooling.own_model(patterns, 1.0, trend.DEFAULT)
        told.append((own.deviation[0, -1], own.slip[0, -1]))
    assert told[1][0] < told[0][0]
    assert told[0][1] == 0 < told[1][1]
