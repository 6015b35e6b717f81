"""What the series that are alike say of one another: how much they scatter, at which rates they grow.

Peers are the series of one indicator, residence and arrangement in all regions, averages of a standard together with
the standard; where these have fewer than PEERS_NEEDED rates, all of the indicator; then all money standards. Series
under one decree (the same end points in the same years) count once.

Their sigma is the median of those of the series with three points and more (each mended for its few points), so that
one leap of 40% does not widen every forecast. Where no series has three points, as when a set of plans prints 2015 and
2020 only, nothing tells noise from lasting differences: half of the variance between the rates is taken for each.
"""

import numpy as np
import pandas as pd

from analysis.models.pooling import group_medians, pool

PEERS_NEEDED = 3  # rates; also the degrees of freedom that a measured sigma needs
SMALLEST_SIGMA = 0.005  # printed levels are rounded: none is known to move more steadily than half a percent a year
NOISE_SHARE = 0.5  # of the variance between rates, where nothing tells it
PEER_COLUMNS = ["sigma", "peers", "peer_mean", "peer_mean_error", "peer_variance", "peer_median"]
SCOPES = {
    "same_series": ["base", "residence", "arrangement"],
    "same_indicator": ["base"],
    "money_standards": ["money"],
}
DECREE = [*SCOPES["same_series"], "first_year", "last_year", "first_position", "last_position"]


def with_peers(fits: pd.DataFrame, source: pd.DataFrame) -> pd.DataFrame:
    """`fits` with PEER_COLUMNS and `peer_scope` from the narrowest scope that suffices; NaN and "" where none does.

    `source`: the series that lend, as `fits` from `trend`. A scope with a measured sigma comes before one without.
    """
    rated = source[source["drift"].notna()]
    rated = rated[~rated.duplicated(DECREE)]
    found = {name: np.full(len(fits), np.nan) for name in PEER_COLUMNS}
    scope = np.full(len(fits), "", dtype=object)
    for measured in (True, False):
        for name, keys in SCOPES.items():
            missing = scope == ""
            if not missing.any():
                break
            code = codes([pd.concat([fits[key], rated[key]]) for key in keys])
            groups, own, lent = code.max(initial=-1) + 1, code[: len(fits)], code[len(fits) :]
            lending, enough = _lent(rated, lent, groups, measured)
            filled = missing & enough[own] & (name != "money_standards" or fits["money"].to_numpy())
            scope[filled] = name
            for column, values in zip(PEER_COLUMNS, lending, strict=True):
                found[column][filled] = values[own[filled]]
    return fits.assign(peer_scope=pd.Series(scope, fits.index, dtype="str"), **found)


def _lent(
    rated: pd.DataFrame, group: np.ndarray, groups: int, measured: bool
) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    """PEER_COLUMNS of each group, and whether its rates suffice (and, if `measured`, its scatter)."""
    drift = rated["drift"].to_numpy()
    years = (rated["last_year"] - rated["first_year"]).to_numpy(float)
    freedom = np.maximum(rated["points"].to_numpy() - 2, 0)
    several = freedom > 0
    if measured:
        variance = rated["own_sigma"].to_numpy()[several] ** 2 / chi_square_median(freedom[several])
        sigma = np.sqrt(group_medians(group[several], variance, groups))
    else:
        sigma = _halved(group, drift, years, groups)
    sigma = np.maximum(np.nan_to_num(sigma), SMALLEST_SIGMA)
    pooled = pool(group, drift, sigma[group] ** 2 / years, groups)
    enough = pooled.members >= PEERS_NEEDED
    if measured:
        enough &= np.bincount(group, freedom, groups) >= PEERS_NEEDED
    return (sigma, *pooled), enough


def _halved(group: np.ndarray, drift: np.ndarray, years: np.ndarray, groups: int) -> np.ndarray:
    """Sigma of each group such that NOISE_SHARE of the variance between its rates is noise: mean(sigma²/years)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        members = np.bincount(group, minlength=groups)
        mean = np.bincount(group, drift, groups) / members
        between = np.bincount(group, (drift - mean[group]) ** 2, groups) / (members - 1)
        return np.sqrt(NOISE_SHARE * between / (np.bincount(group, 1 / years, groups) / members))


def chi_square_median(degrees: np.ndarray) -> np.ndarray:
    """Median of chi-square over its degrees of freedom, by which the median of variances falls short of their mean.

    (1 − 2/(9k))³, Wilson and Hilferty (1931): within 4% at one degree, 1% from three on.
    """
    return (1 - 2 / (9 * degrees)) ** 3


def codes(columns: list[pd.Series]) -> np.ndarray:
    """The number of each distinct row of keys, in order of first appearance."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        code, names = pd.factorize(column)
        key = key * max(len(names), 1) + code
    return pd.factorize(key)[0]
