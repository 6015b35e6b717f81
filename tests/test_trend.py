"""Trends: equal to statsmodels where it does the same, sensible where it has nothing, whatever units and order."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from panels import COUNT, RATE, STANDARD, indicators, levels, panel
from scipy.stats import chi2
from statsmodels.stats.meta_analysis import combine_effects

from analysis.models import peers, trend
from analysis.models.levels import SERIES
from analysis.models.pooling import group_medians, pool

DIBAO = indicators(dibao=STANDARD)
SAME = {"rtol": 0, "atol": 1e-8}


def test_each_series_is_the_weighted_least_squares_of_statsmodels():
    data = panel(30, [2015, 2016, 2019, 2020, 2024])
    fits = trend.fit(data, DIBAO)
    for row, (_, series) in zip(fits.itertuples(), data.groupby("region_code"), strict=True):
        gaps = np.diff(series["year"].to_numpy(float))
        rates = np.diff(np.log(series["value"])) / gaps
        reference = sm.WLS(rates, np.ones_like(rates), weights=gaps).fit()
        np.testing.assert_allclose([row.drift, row.own_sigma], [reference.params[0], reference.scale**0.5], **SAME)
        np.testing.assert_allclose(row.own_sigma / np.sqrt(gaps.sum()), reference.bse[0], **SAME)


def test_peers_are_the_random_effects_mean_of_statsmodels():
    fits = trend.fit(panel(25, [2018, 2020, 2021, 2024], growth=(0.08, 0.03)), DIBAO)
    variance = fits["sigma"] ** 2 / (fits["last_year"] - fits["first_year"])
    reference = combine_effects(fits["drift"].to_numpy(), variance.to_numpy(), method_re="dl")
    assert reference.tau2 > 0
    found = fits[["peer_mean", "peer_mean_error", "peer_variance"]].drop_duplicates().to_numpy()
    np.testing.assert_allclose(found, [[reference.mean_effect_re, reference.sd_eff_w_re, reference.tau2]], **SAME)
    assert fits["peer_median"].unique() == pytest.approx(np.median(fits["drift"]))


@given(seed=st.integers(0, 10_000), groups=st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_pooling_many_groups_is_statsmodels_group_by_group(seed, groups):
    random = np.random.default_rng(seed)
    group = random.integers(0, groups, 40)
    effect, variance = random.normal(0.08, 0.03, 40), random.uniform(1e-4, 1e-3, 40)
    pooled = pool(group, effect, variance, groups)
    for number in np.unique(group):
        member = group == number
        assert pooled.members[number] == member.sum()
        assert pooled.median[number] == pytest.approx(np.median(effect[member]))
        if member.sum() == 1:
            continue
        with np.errstate(invalid="ignore"):
            reference = combine_effects(effect[member], variance[member], method_re="dl")
        # Where the members differ less than chance would make them, statsmodels keeps a negative variance: then
        # nothing but the fixed-effects mean makes sense.
        kind = "re" if reference.tau2 > 0 else "fe"
        wanted = [getattr(reference, f"mean_effect_{kind}"), getattr(reference, f"sd_eff_w_{kind}")]
        np.testing.assert_allclose([pooled.mean[number], pooled.mean_error[number]], wanted, **SAME)
        assert pooled.between[number] == pytest.approx(max(reference.tau2, 0), abs=1e-8)


def test_a_group_without_members_has_no_numbers():
    pooled = pool(np.array([0, 0, 2]), np.array([0.1, 0.2, 0.3]), np.ones(3), 4)
    assert pooled.members.tolist() == [2, 0, 1, 0]
    assert np.isnan([pooled.mean[1], pooled.between[3], pooled.median[1], pooled.median[3]]).all()
    assert np.isnan(group_medians(np.array([], dtype=int), np.array([]), 2)).all()


def test_the_median_of_variances_is_mended_for_small_samples():
    degrees = np.arange(1, 30)
    assert peers.chi_square_median(degrees) == pytest.approx(chi2.median(degrees) / degrees, rel=0.04)
    assert peers.chi_square_median(degrees[2:]) == pytest.approx(chi2.median(degrees[2:]) / degrees[2:], rel=0.01)


def with_peers(*series: dict) -> pd.DataFrame:
    """The fits of these series among ten peers of four known years; in their order, without the peers."""
    others = panel(10, [2019, 2020, 2023, 2024], seed=3)
    data = pd.concat([levels(*series), others], ignore_index=True)
    return trend.fit(data, indicators(dibao=STANDARD, beds=COUNT, share=RATE)).head(len(series))


def test_two_points_give_the_yearly_rate_between_them():
    """By hand: 500 → 605 in two years is 10% a year, whatever lies unpublished between."""
    row = with_peers({"region": "210381", "of": "dibao", 2018: 500, 2020: 605}).iloc[0]
    assert row["drift"] == pytest.approx(np.log(1.1))
    assert row["drift_error"] == pytest.approx(row["sigma"] / np.sqrt(2))
    assert (row["rung"], row["method"]) == (2, "one_rate")
    assert np.isnan(row["own_sigma"])


def test_the_shrunken_rate_lies_between_own_and_peers_in_the_stated_proportion():
    row = with_peers({"region": "210381", "of": "dibao", 2018: 500, 2020: 700}).iloc[0]
    weight = row["peer_variance"] / (row["peer_variance"] + row["drift_error"] ** 2)
    assert 0 < weight < 1
    assert row["own_weight"] == pytest.approx(weight)
    assert row["borrowed_share"] == pytest.approx(1 - weight)
    assert row["shrunken_drift"] == pytest.approx(weight * row["drift"] + (1 - weight) * row["peer_median"])


def test_more_years_borrow_less():
    short, long = (
        with_peers({"region": "210381", "of": "dibao", first: 500, 2020: 700}).iloc[0]["borrowed_share"]
        for first in (2019, 2010)
    )
    assert long < short


def test_one_point_borrows_everything():
    row = with_peers({"region": "210381", "of": "dibao", 2020: 500}).iloc[0]
    assert (row["rung"], row["method"], row["borrowed_share"]) == (1, "peer_rates", 1)
    assert np.isnan(row["drift"])
    assert row["shrunken_drift"] == row["peer_median"]


def test_counties_under_one_decree_count_once():
    counties = [{"region": f"21032{number}", "of": "dibao", 2019: 600, 2020: 650, 2024: 778} for number in range(8)]
    others = panel(4, [2019, 2020, 2024], seed=5)
    many, one = (trend.fit(pd.concat([others, levels(*counties[:count])]), DIBAO).tail(1).iloc[0] for count in (8, 1))
    assert many["peers"] == one["peers"] == 5
    for name in ("peer_mean", "peer_variance", "sigma", "shrunken_drift"):
        assert many[name] == pytest.approx(one[name])


def test_inherited_rows_are_no_further_evidence():
    own = panel(6, [2019, 2020, 2024])
    inherited = own[own["region_code"] == "110000"].assign(region_code="999999")
    fits = trend.fit(pd.concat([own, inherited]), DIBAO, peers=own)
    pd.testing.assert_frame_equal(fits.iloc[:6], trend.fit(own, DIBAO))
    assert fits.iloc[6]["peers"] == 6
    assert fits.iloc[6]["drift"] == fits.iloc[0]["drift"]


def test_averages_are_peers_of_the_standard():
    kinds = indicators(dibao=STANDARD, dibao_average=STANDARD | {"quantity": "average", "average_of": "dibao"})
    data = pd.concat([panel(2, [2019, 2020, 2024]), panel(2, [2019, 2020, 2024], of="dibao_average", seed=1)])
    assert trend.fit(data, kinds)["peers"].tolist() == [4, 4, 4, 4]


def test_peers_are_looked_for_farther_away_step_by_step():
    kinds = indicators(dibao=STANDARD, tekun=STANDARD, beds=COUNT)
    urban = panel(3, [2019, 2020, 2024]).assign(residence="urban")
    rural = panel(1, [2019, 2024], seed=1).assign(residence="rural")
    other = levels({"region": "210300", "of": "tekun", 2020: 700}, {"region": "210300", "of": "beds", 2020: 70})
    fits = trend.fit(pd.concat([urban, rural, other]), kinds)
    assert fits["peer_scope"].tolist() == [*["same_series"] * 3, "same_indicator", "money_standards", ""]
    assert fits.iloc[-1][["method", "reason"]].tolist() == ["none", "too_few_peers"]


def test_regions_with_two_years_each_lend_half_of_their_differences_as_noise():
    """By hand: rates of 4, 6, 8% (logarithmic) over two years have variance 0.02² = 4e-4; half of it is sigma²/2."""
    two = {f"{number}": 500 * np.exp(2 * rate) for number, rate in enumerate((0.04, 0.06, 0.08))}
    fits = trend.fit(levels(*({"region": at, "of": "dibao", 2018: 500, 2020: end} for at, end in two.items())), DIBAO)
    assert fits["sigma"].tolist() == pytest.approx([0.02] * 3)
    assert fits["peer_variance"].tolist() == pytest.approx([2e-4] * 3)
    assert fits["own_weight"].tolist() == pytest.approx([0.5] * 3)


def test_one_leap_does_not_widen_everybodys_forecast():
    calm = panel(6, [2019, 2020, 2021, 2022], noise=0.02)
    leap = levels({"region": "210100", "of": "dibao", 2019: 1300, 2020: 1363, 2021: 1460, 2022: 2170})
    with_leap, without = (trend.fit(data, DIBAO)["sigma"].iloc[0] for data in (pd.concat([calm, leap]), calm))
    assert with_leap < 1.5 * without


def test_shares_move_on_the_logit_and_stay_between_their_bounds():
    """METHODS: a straight line through 88, 91, 94, 96 predicts 101.7% four years on."""
    kinds = indicators(share=RATE)
    data = levels(
        {"region": "1", "of": "share", 2016: 88, 2017: 91, 2018: 94, 2019: 96},
        {"region": "2", "of": "share", 2016: 20, 2018: 30, 2019: 36},
        {"region": "3", "of": "share", 2016: 0, 2019: 100},
    )
    fits = trend.fit(data, kinds)
    assert fits["drift"].iloc[0] == pytest.approx((np.log(96 / 4) - np.log(88 / 12)) / 3)
    ends = trend.level(np.array([-50.0, 0.0, 50.0]), *(part[:3] for part in trend.bounds(fits)))
    assert ends == pytest.approx([0, 50, 100])
    assert np.isfinite(fits["drift"].iloc[2])
    assert fits["last_position"].iloc[2] == pytest.approx(np.log(0.995 / 0.005))


@pytest.mark.parametrize("value", [0, -5])
def test_a_level_without_logarithm_is_a_stated_reason(value):
    row = with_peers({"region": "210381", "of": "beds", 2018: value, 2020: 5, 2021: 7}).iloc[0]
    assert row[["method", "reason"]].tolist() == ["none", "not_positive"]
    assert np.isnan(row[["drift", "shrunken_drift", "borrowed_share"]].to_numpy(float)).all()


def test_series_that_never_move_give_finite_numbers():
    data = levels(
        *({"region": f"{value}", "of": "dibao", 2018: value, 2020: value, 2024: value} for value in (500, 600, 700))
    )
    fits = trend.fit(data, DIBAO)
    assert fits["drift"].eq(0).all()
    assert fits["sigma"].eq(peers.SMALLEST_SIGMA).all()
    assert fits["shrunken_drift"].eq(0).all()


def test_only_facts_count():
    series = {"region": "210381", "of": "dibao", 2018: 500, 2020: 605}
    for other in ({"how_known": "expected"}, {"comparator": ">="}, {"how_known": "provincial_guide"}, {2022: np.nan}):
        extra = levels({"region": "210381", "of": "dibao", 2022: 900} | other)
        others = panel(10, [2019, 2020, 2023, 2024], seed=3)
        row = trend.fit(pd.concat([levels(series), extra, others]), DIBAO).iloc[0]
        assert (row["points"], row["last_year"]) == (2, 2020), other


def test_prescribed_parameters_have_no_trend():
    kinds = indicators(age=STANDARD | {"quantity": "norm", "unit": "周岁"})
    assert trend.fit(levels({"region": "210000", "of": "age", 2015: 16, 2020: 18}), kinds).empty


def test_what_lies_after_as_of_is_unknown():
    data = panel(8, [2018, 2019, 2020, 2023])
    then = trend.fit(data[data["year"] <= 2020], DIBAO)
    pd.testing.assert_frame_equal(trend.fit(data, DIBAO, as_of=2020), then)


def test_strong_points_are_published_by_an_official_or_news_source():
    series = {"region": "210381", "of": "dibao"}
    weak = [{"source_standing": "second_hand"}, {"how_known": "implied_by_rate"}]
    parts = [series | {2018: 500, 2019: 520}, *(series | other | {2020 + at: 600} for at, other in enumerate(weak))]
    row = with_peers(*parts).iloc[0]
    assert (row["points"], row["strong_points"]) == (4, 2)


def test_the_order_of_rows_does_not_matter():
    data = panel(12, [2018, 2019, 2022, 2024])
    mixed = trend.fit(data.sample(frac=1, random_state=0), DIBAO)
    pd.testing.assert_frame_equal(mixed.sort_values(SERIES, ignore_index=True), trend.fit(data, DIBAO))


def test_two_levels_for_one_year_are_an_error():
    data = panel(3, [2019, 2020])
    with pytest.raises(ValueError, match="two rows for one year"):
        trend.fit(pd.concat([data, data.head(1)]), DIBAO)


def test_no_levels_give_no_fits():
    fits = trend.fit(panel(1, [2020]).head(0), DIBAO)
    assert fits.empty
    assert {"shrunken_drift", "borrowed_share", "method"} <= set(fits.columns)


@given(factor=st.floats(1e-3, 1e3), kind=st.sampled_from([STANDARD, RATE]))
@settings(max_examples=30, deadline=None)
def test_units_do_not_matter(factor, kind):
    """元/月 or 元/年, 人 or 万人: rates, weights and peers are the same."""
    data = panel(6, [2018, 2020, 2024], growth=(0.02, 0.02))
    data["value"] /= 20  # from some 400 to 20, so that the shares lie inside 0–100%
    scaled = data.assign(value=data["value"] * factor)
    bounds = {name: kind[name] * factor for name in ("lower_bound", "upper_bound")}
    usual, other = trend.fit(data, indicators(dibao=kind)), trend.fit(scaled, indicators(dibao=kind | bounds))
    for name in ("drift", "sigma", "peer_variance", "shrunken_drift", "borrowed_share"):
        np.testing.assert_allclose(usual[name], other[name], rtol=1e-6, atol=1e-9)
