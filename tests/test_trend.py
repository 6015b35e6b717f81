"""Trends: equal to statsmodels and to dense normal algebra where these do the same, whatever units and order."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import COUNT, RATE, STANDARD, indicators, levels, panel

from analysis.domain.series import SERIES
from analysis.models import pooling, positions, trend
from analysis.models.forecast import forecast
from analysis.models.known_series import known_series
from analysis.models.peers import Achieved

DIBAO = indicators(dibao=STANDARD)
SAME = {"rtol": 0, "atol": 1e-8}
FREE = pooling.Parameters(clip=1e9)  # no step is cut: all is linear
AVERAGE = STANDARD | {"quantity": "average", "average_of": "dibao"}


def scattered(series: int = 12, seed: int = 1) -> pd.DataFrame:
    """Series of four provinces, urban and rural, standards and averages, known in different years, half second-hand."""
    random = np.random.default_rng(seed)
    parts = []
    for number in range(series):
        years = np.sort(random.choice(np.arange(2012, 2024), random.integers(2, 6), replace=False))
        values = 400 * np.exp(np.cumsum(random.normal(0.07, 0.04, len(years))))
        one = {"region": f"{11 + number % 4}{number:02d}00", "of": ("dibao", "dibao_average")[number % 3 == 0]}
        one |= {"residence": ("urban", "rural")[number % 2], "source_standing": ("official", "none")[number % 5 > 2]}
        parts.append(one | dict(zip(map(int, years), values, strict=True)))
    return levels(*parts)


KINDS = indicators(dibao=STANDARD, dibao_average=AVERAGE)


def dense(data: pd.DataFrame, until: int, sizes: pooling.Parameters) -> dict[str, np.ndarray]:
    """The whole model written out as covariance matrices over series and years, without any of its shortcuts."""
    series = data.groupby(SERIES, sort=False)
    names = pd.DataFrame(list(series.groups), columns=SERIES)
    years = np.arange(data["year"].min() + 1, until + 1).astype(int)
    count = len(years)
    lag = np.abs(years[:, None] - years)
    fading = sizes.persistence**lag
    same = {"group": names["residence"].to_numpy(), "place": names["region_code"].str[:4].to_numpy()}
    same = {name: (values[:, None] == values).astype(float) for name, values in same.items()}
    average = names["indicator_id"].eq("dibao_average").to_numpy()
    step = np.where(average, sizes.step_average, sizes.step)
    common = np.kron(sizes.common**2 + sizes.group**2 * same["group"], fading) + sizes.long_run_error**2
    alone = np.kron(np.eye(len(names)), sizes.own**2 * fading) + np.kron(np.diag(step**2), np.eye(count))
    luck = np.kron(sizes.place**2 * same["place"], np.eye(count))
    covers, rises, owner = [], [], []
    points = data.sort_values([*SERIES, "year"]).reset_index(drop=True)
    errors = np.diag(np.where(points["source_standing"].isin(["official", "news"]), 0, sizes.second_hand**2))
    ends = []
    for number, key in enumerate(names.itertuples(index=False)):
        rows = points.index[(points[SERIES] == list(key)).all(axis=1)]
        for before, after in pairwise(rows):
            cover = np.zeros((len(names), count))
            cover[number] = (years > points.at[before, "year"]) & (years <= points.at[after, "year"])
            end = np.zeros(len(points))
            end[before], end[after] = -1, 1
            covers.append(cover.ravel()), ends.append(end), owner.append(number)
            rises.append(np.log(points.at[after, "value"] / points.at[before, "value"]))
    return {"names": names, "years": years, "covers": np.array(covers), "ends": np.array(ends), "points": points,
            "rises": np.array(rises), "common": common, "alone": alone, "luck": luck, "errors": errors}  # fmt: skip


def test_each_series_is_the_weighted_least_squares_of_statsmodels():
    data = panel(30, [2015, 2016, 2019, 2020, 2024])
    fits = trend.fit(data, DIBAO).rows
    for row, (_, series) in zip(fits.itertuples(), data.groupby("region_code"), strict=True):
        gaps = np.diff(series["year"].to_numpy(float))
        rates = np.diff(np.log(series["value"])) / gaps
        reference = sm.WLS(rates, np.ones_like(rates), weights=gaps).fit()
        assert row.drift == pytest.approx(reference.params[0], abs=1e-8)


def test_the_common_growth_is_the_generalised_least_squares_of_statsmodels():
    """The paths with their prior as further observations: one regression with a full covariance matrix."""
    data = scattered()
    full = dense(data, 2026, FREE)
    groups = full["names"]["residence"].drop_duplicates().tolist()
    years, count = full["years"], len(full["years"])
    member = np.kron(full["names"]["residence"].to_numpy()[:, None] == np.array(groups), np.eye(count))
    noise = full["covers"] @ (full["alone"] + full["luck"]) @ full["covers"].T
    noise += full["ends"] @ full["errors"] @ full["ends"].T
    fading = FREE.persistence ** np.abs(years[:, None] - years)
    prior = np.kron(FREE.common**2 + FREE.group**2 * np.eye(len(groups)), fading) + FREE.long_run_error**2
    seen = np.concatenate([full["rises"], np.full(len(prior), FREE.long_run)])
    design = np.vstack([full["covers"] @ member, np.eye(len(prior))])
    sigma = np.block([[noise, np.zeros((len(noise), len(prior)))], [np.zeros((len(prior), len(noise))), prior]])
    reference = sm.GLS(seen, design, sigma=sigma).fit()
    fits = trend.fit(data, KINDS, parameters=FREE)
    family = next(iter(fits.families.values()))
    for number, name in enumerate(groups):
        group = fits.rows.loc[fits.rows["residence"] == name, "group"].iloc[0]
        mean, covariance = pooling.path(family.paths, group, years)
        part = slice(number * count, (number + 1) * count)
        np.testing.assert_allclose(mean, reference.params[part], **SAME)
        np.testing.assert_allclose(covariance, reference.normalized_cov_params[part, part], **SAME)


@pytest.mark.parametrize("ahead", [1, 4, 9])
def test_a_forecast_is_the_conditional_normal_distribution_of_the_whole_model(ahead):
    """Exact where no place has two series: everything known at once, in one matrix."""
    data = scattered(8)
    full = dense(data, 2023 + ahead, FREE)
    assert full["names"]["region_code"].str[:4].is_unique
    growth = full["common"] + full["alone"] + full["luck"]
    seen = full["covers"] @ growth @ full["covers"].T + full["ends"] @ full["errors"] @ full["ends"].T
    points, years = full["points"], full["years"]
    fits = trend.fit(data, KINDS, parameters=FREE)
    last = fits.rows["last_year"].to_numpy()
    found = forecast(fits, last + ahead)
    for number, key in enumerate(full["names"].itertuples(index=False)):
        row = fits.rows.index[(fits.rows[SERIES] == list(key)).all(axis=1)][0]
        future = np.zeros((len(full["names"]), len(years)))
        future[number] = (years > last[row]) & (years <= last[row] + ahead)
        future = future.ravel()
        final = (points[SERIES] == list(key)).all(axis=1) & (points["year"] == last[row])
        slip = -final.to_numpy(float)
        together = future @ growth @ full["covers"].T + slip @ full["errors"] @ full["ends"].T
        around = full["rises"] - FREE.long_run * full["covers"].sum(axis=1)
        middle = FREE.long_run * future.sum() + together @ np.linalg.solve(seen, around)
        variance = future @ growth @ future + slip @ full["errors"] @ slip
        variance -= together @ np.linalg.solve(seen, together)
        average = fits.rows["quantity"].iloc[row] == "average"
        assert found.position[row] - fits.rows["last_position"].iloc[row] == pytest.approx(middle, abs=1e-8)
        spread = np.sqrt(variance) * (FREE.average_spread if average else 1)
        assert found.spread[row] == pytest.approx(spread, abs=1e-8)


def test_one_leap_moves_nobody_else():
    calm = panel(6, [2019, 2020, 2021, 2022], noise=0.02)
    leap = levels({"region": "210100", "of": "dibao", 2019: 1300, 2020: 1363, 2021: 1460, 2022: 2170})
    with_leap, without = (
        forecast(trend.fit(data, DIBAO), 2025).position[0] for data in (pd.concat([calm, leap]), calm)
    )
    uncut = forecast(trend.fit(pd.concat([calm, leap]), DIBAO, parameters=FREE), 2025).position[0]
    assert abs(with_leap - without) < 0.03
    assert abs(with_leap - without) < 0.6 * abs(uncut - without)


def with_peers(*series: dict) -> pd.DataFrame:
    """The rows of these series among ten peers of four known years; in their order, without the peers."""
    others = panel(10, [2019, 2020, 2023, 2024], seed=3)
    data = pd.concat([levels(*series), others], ignore_index=True)
    return trend.fit(data, indicators(dibao=STANDARD, beds=COUNT, share=RATE)).rows.head(len(series))


def test_two_points_give_the_yearly_rate_between_them():
    """By hand: 500 → 605 in two years is 10% a year, whatever lies unpublished between."""
    row = with_peers({"region": "210381", "of": "dibao", 2018: 500, 2020: 605}).iloc[0]
    assert row["drift"] == pytest.approx(np.log(1.1))
    assert row["method"] == "one_rate"


def test_own_deviation_follows_the_own_rate_and_more_years_borrow_less():
    fast, slow = with_peers(
        {"region": "210381", "of": "dibao", 2018: 500, 2020: 650},
        {"region": "210382", "of": "dibao", 2018: 500, 2020: 510},
    )["deviation"]
    assert fast > 0 > slow
    data = [levels({"region": "210381", "of": "dibao", first: 500, 2020: 700}) for first in (2019, 2010)]
    others = panel(10, [2009, 2019, 2020, 2023, 2024], seed=3)
    short, long = (forecast(trend.fit(pd.concat([one, others]), DIBAO), 2025).borrowed_share[0] for one in data)
    assert long < short < 1


def test_one_point_borrows_everything():
    row = with_peers({"region": "210381", "of": "dibao", 2020: 500}).iloc[0]
    assert (row["method"], row["deviation"]) == ("peer_rates", 0)
    assert np.isnan(row["drift"])


def test_growth_that_slows_is_forecast_to_slow_further():
    """Ten regions whose growth falls from 14% to 4%: the next years are forecast lower than the mean of the past."""
    pace = np.linspace(0.14, 0.04, 10)
    values = 300 * np.exp(np.concatenate([[0], np.cumsum(pace)]))
    known = dict(zip(range(2014, 2025), values.tolist(), strict=True))
    data = levels(*({"region": f"{11 + number}0000", "of": "dibao", **known} for number in range(10)))
    data["value"] *= 1 + data["region_code"].str[:2].astype(int) / 1000  # not one decree
    found = forecast(trend.fit(data, DIBAO), 2027).position[0] - np.log(data["value"].iloc[10])
    assert 0.02 < found / 3 < 0.05


def test_counties_under_one_decree_count_once():
    counties = [{"region": f"21032{number}", "of": "dibao", 2019: 600, 2020: 650, 2024: 778} for number in range(8)]
    others = panel(4, [2019, 2020, 2024], seed=5)
    many, one = (trend.fit(pd.concat([others, levels(*counties[:count])]), DIBAO) for count in (8, 1))
    assert many.rows["peers"].iloc[-1] == one.rows["peers"].iloc[-1] == 5
    assert forecast(many, 2026).position[-1] == pytest.approx(forecast(one, 2026).position[-1])


def test_inherited_rows_are_no_further_evidence():
    own = panel(6, [2019, 2020, 2024])
    inherited = own[own["region_code"] == "110000"].assign(region_code="999999")
    fits = trend.fit(pd.concat([own, inherited]), DIBAO, peers=own)
    alone = trend.fit(own, DIBAO)
    np.testing.assert_allclose(forecast(fits, 2026).position[:6], forecast(alone, 2026).position)
    assert fits.rows.iloc[6]["peers"] == 6
    assert forecast(fits, 2026).position[6] == pytest.approx(forecast(fits, 2026).position[0])


def test_averages_are_peers_of_the_standard():
    data = pd.concat([panel(2, [2019, 2020, 2024]), panel(2, [2019, 2020, 2024], of="dibao_average", seed=1)])
    assert trend.fit(data, KINDS).rows["peers"].tolist() == [4, 4, 4, 4]


def test_peers_are_looked_for_farther_away_step_by_step():
    kinds = indicators(dibao=STANDARD, tekun=STANDARD, beds=COUNT)
    urban = panel(3, [2019, 2020, 2024]).assign(residence="urban")
    rural = panel(1, [2019, 2024], seed=1).assign(residence="rural")
    other = levels({"region": "210300", "of": "tekun", 2020: 700}, {"region": "210300", "of": "beds", 2020: 70})
    rows = trend.fit(pd.concat([urban, rural, other]), kinds).rows
    assert rows["peer_scope"].tolist() == [*["same_series"] * 3, "same_indicator", "money_standards", ""]
    assert rows.iloc[-1][["method", "reason"]].tolist() == ["none", "too_few_peers"]


@given(seed=st.integers(0, 10_000), side=st.sampled_from([1.0, -1.0]))
@settings(max_examples=30, deadline=None)
def test_the_share_of_peers_is_a_count_of_their_rates(seed, side):
    random = np.random.default_rng(seed)
    data = panel(int(random.integers(3, 12)), [2019, 2021], seed=seed)
    known = known_series(data, DIBAO, None)
    needed = random.normal(0.08, 0.02, len(known.rows))
    rates = known.rows["drift"].to_numpy()
    achieved = Achieved(known.rows, known.rows)
    found = achieved.share(needed, np.full(len(needed), side), np.arange(len(needed)))
    wanted = [np.mean(side * rates >= side * one) for one in needed]
    np.testing.assert_allclose(found, wanted)
    np.testing.assert_allclose(achieved.median, np.median(rates))


def test_shares_move_on_the_logit_and_stay_between_their_bounds():
    """METHODS: a straight line through 88, 91, 94, 96 predicts 101.7% four years on."""
    kinds = indicators(share=RATE)
    data = levels(
        {"region": "1", "of": "share", 2016: 88, 2017: 91, 2018: 94, 2019: 96},
        {"region": "2", "of": "share", 2016: 20, 2018: 30, 2019: 36},
        {"region": "3", "of": "share", 2016: 0, 2019: 100},
    )
    fits = trend.fit(data, kinds)
    assert fits.rows["drift"].iloc[0] == pytest.approx((np.log(96 / 4) - np.log(88 / 12)) / 3)
    bounds = positions.bounds(fits.rows)
    assert positions.level(np.array([-50.0, 0.0, 50.0]), *bounds) == pytest.approx([0, 50, 100])
    assert fits.rows["last_position"].iloc[2] == pytest.approx(np.log(0.995 / 0.005))
    assert (positions.level(forecast(fits, 2023).position, *bounds) < 100).all()


def test_other_indicators_have_the_size_of_their_own_steps():
    """Shares that move ten times as far on the logit as money does are forecast as much wider."""
    wide = panel(9, [2016, 2017, 2018, 2019, 2020], growth=(0, 0.05), noise=0.3)
    fits = trend.fit(wide, indicators(dibao=COUNT))
    assert next(iter(fits.families.values())).paths.scale > 3
    assert forecast(fits, 2021).spread[0] > 0.15


@pytest.mark.parametrize("value", [0, -5])
def test_a_level_without_logarithm_is_a_stated_reason(value):
    row = with_peers({"region": "210381", "of": "beds", 2018: value, 2020: 5, 2021: 7}).iloc[0]
    assert row[["method", "reason"]].tolist() == ["none", "not_positive"]
    assert np.isnan(row[["drift", "deviation"]].to_numpy(float)).all()


def test_series_that_never_move_give_finite_numbers():
    data = levels(
        *({"region": f"{value}", "of": "dibao", 2018: value, 2020: value, 2024: value} for value in (500, 600, 700))
    )
    found = forecast(trend.fit(data, DIBAO), 2026)
    assert np.isfinite(found).all()
    assert (found.spread > 0).all()


def test_only_facts_count():
    series = {"region": "210381", "of": "dibao", 2018: 500, 2020: 605}
    for other in ({"how_known": "expected"}, {"comparator": ">="}, {"how_known": "provincial_guide"}, {2022: np.nan}):
        extra = levels({"region": "210381", "of": "dibao", 2022: 900} | other)
        others = panel(10, [2019, 2020, 2023, 2024], seed=3)
        row = trend.fit(pd.concat([levels(series), extra, others]), DIBAO).rows.iloc[0]
        assert (row["points"], row["last_year"]) == (2, 2020), other


def test_prescribed_parameters_have_no_trend():
    kinds = indicators(age=STANDARD | {"quantity": "norm", "unit": "周岁"})
    assert trend.fit(levels({"region": "210000", "of": "age", 2015: 16, 2020: 18}), kinds).rows.empty


def test_what_lies_after_as_of_is_unknown():
    data = panel(8, [2018, 2019, 2020, 2023])
    then = trend.fit(data[data["year"] <= 2020], DIBAO)
    pd.testing.assert_frame_equal(trend.fit(data, DIBAO, as_of=2020).rows, then.rows)


def test_the_order_of_rows_does_not_matter():
    data = panel(12, [2018, 2019, 2022, 2024])
    usual, mixed = (trend.fit(one, DIBAO) for one in (data, data.sample(frac=1, random_state=0)))
    found = [fits.rows[SERIES].assign(x=forecast(fits, 2026).position).sort_values(SERIES) for fits in (usual, mixed)]
    np.testing.assert_allclose(found[0]["x"], found[1]["x"])


def test_two_levels_for_one_year_are_an_error():
    data = panel(3, [2019, 2020])
    with pytest.raises(ValueError, match="two rows for one year"):
        trend.fit(pd.concat([data, data.head(1)]), DIBAO)


def test_no_levels_give_no_fits():
    fits = trend.fit(panel(1, [2020]).head(0), DIBAO)
    assert fits.rows.empty
    assert {"deviation", "method"} <= set(fits.rows.columns)


@given(factor=st.floats(1e-3, 1e3), kind=st.sampled_from([STANDARD, RATE]))
@settings(max_examples=30, deadline=None)
def test_units_do_not_matter(factor, kind):
    """元/月 or 元/年, 人 or 万人: growth, spread and peers are the same."""
    data = panel(6, [2018, 2020, 2024], growth=(0.02, 0.02))
    data["value"] /= 20  # from some 400 to 20, so that the shares lie inside 0–100%
    scaled = data.assign(value=data["value"] * factor)
    bounds = {name: kind[name] * factor for name in ("lower_bound", "upper_bound")}
    usual, other = trend.fit(data, indicators(dibao=kind)), trend.fit(scaled, indicators(dibao=kind | bounds))
    for one in (2025, 2030):
        found = [forecast(fits, one) for fits in (usual, other)]
        rises = [part.position - fits.rows["last_position"] for part, fits in zip(found, (usual, other), strict=True)]
        np.testing.assert_allclose(*rises, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(found[0].spread, found[1].spread, rtol=1e-6)
