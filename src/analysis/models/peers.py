"""The series that are alike, and the growth that they achieved.

Peers are the series of one indicator, residence and arrangement in all regions, averages of a standard together with
the standard; where these have fewer than PEERS_NEEDED rates, all of the indicator; then all money standards. Series
under one decree (the same end points in the same years) count once.
"""

import numpy as np
import pandas as pd

PEERS_NEEDED = 3
LARGEST = np.finfo(float).max
TIE = 1e-9  # a rate that equals the needed one has achieved it, also after rounding of logarithms
SCOPES = {
    "same_series": ["base", "residence", "arrangement"],
    "same_indicator": ["base"],
    "money_standards": ["money"],
}
DECREE = [*SCOPES["same_series"], "first_year", "last_year", "first_position", "last_position"]


class Achieved:
    """The distinct yearly rates of the peers of each series, on the scale of `positions`.

    `scope` (code, "" without peers), `count` and `median` of the rates: one entry a row of `rows`. `rows`, `source`:
    series as `known_series` gives them, those to be compared and those that lend.
    """

    def __init__(self, rows: pd.DataFrame, source: pd.DataFrame):
        rated = source[source["drift"].notna()]
        rated = rated[~rated.duplicated(DECREE)]
        drift = rated["drift"].to_numpy(float)
        self.scope = np.full(len(rows), "", dtype=object)
        self.count, self.median = np.zeros(len(rows), dtype=int), np.full(len(rows), np.nan)
        self._set, self._first = np.full(len(rows), -1), np.zeros(len(rows), dtype=int)
        sets, rates, offset = [], [], 0
        for name, keys in SCOPES.items():
            code = codes([pd.concat([rows[key], rated[key]]) for key in keys]) + offset
            own, lent = code[: len(rows)], code[len(rows) :]
            order = np.lexsort((drift, lent))
            members = np.bincount(lent, minlength=code.max(initial=-1) + 1)
            filled = (self._set < 0) & (members[own] >= PEERS_NEEDED)
            filled &= (name != "money_standards") | rows["money"].to_numpy(bool)
            self.scope[filled], self._set[filled], self.count[filled] = name, own[filled], members[own][filled]
            sets.append(lent[order])
            rates.append(drift[order])
            offset += len(rows) + len(rated)
        self._rates = np.concatenate(rates)
        # Ordered by set, then rate, as complex numbers are ordered.
        self._ordered = np.concatenate(sets) + 1j * self._rates
        has = self.count > 0
        self._first = np.searchsorted(self._ordered, self._set - 1j * LARGEST)
        lower, upper = ((self.count[has] - 1) // 2, self.count[has] // 2)
        self.median[has] = (self._rates[self._first[has] + lower] + self._rates[self._first[has] + upper]) / 2

    def share(self, needed: np.ndarray, side: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Share of the peers that grew by at least `needed` (side 1) or at most (−1), for the rows `chosen` (numbers).

        NaN without peers or a needed rate.
        """
        count, first, number = self.count[chosen], self._first[chosen], self._set[chosen]
        known = (count > 0) & np.isfinite(needed)
        asked = np.where(known, needed, 0.0)
        below = np.searchsorted(self._ordered, number + 1j * (asked - TIE)) - first
        up_to = np.searchsorted(self._ordered, number + 1j * (asked + TIE), side="right") - first
        met = np.where(side > 0, count - below, up_to)
        return np.where(known, met / np.maximum(count, 1), np.nan)


def codes(columns: list[pd.Series | np.ndarray]) -> np.ndarray:
    """The number of each distinct row of keys, in order of first appearance."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        code, names = pd.factorize(column)
        key = pd.factorize(key * max(len(names), 1) + code)[0]
    return key
