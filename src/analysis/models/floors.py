"""Yearly floors ("每年不低于 5%", "每年下降 5% 以上"): a promise about each year. What is known of each of its years.

A floor has a side: growth of at least so much (1), or of at most so much (−1, a fall: −5 with <=). A year is *kept*
or *broken* where its own growth is known: from the levels of two consecutive years, or from a published rise of that
year in this very place. Where the mean growth over several years misses the floor, one of them did, nobody knows
which: these years are *broken within*. Of all other years nothing is known: they are *open*. A rise that is published
for a whole city limits what its members did, and settles no year of theirs.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.domain.series import SERIES
from analysis.models import growth, statements
from analysis.models.levels import FACTS, SEPARATOR, is_fact
from analysis.models.matching import JUDGED
from analysis.models.targets import DOWNWARD, UPWARD

FORM = "annual_floor"
KEPT, BROKEN = "kept", "broken"
COLUMNS = ["floor_years_kept", "floor_years_broken", "floor_years_open", "floor_context_ids"]


def sides(comparator: pd.Series, value: pd.Series) -> pd.Series:
    """1 where each year's growth is to be at least `value`, −1 where at most; what the comparator leaves open the sign
    says: each year 5% less is a fall."""
    side = np.select([comparator.isin(UPWARD), comparator.isin(DOWNWARD), value < 0], [1, -1, -1], default=1)
    return pd.Series(side, index=comparator.index)


def record(rows: pd.DataFrame, matched: pd.DataFrame, figures: pd.DataFrame, lineage: pd.DataFrame, as_of: int):
    """COLUMNS as text for each row (index of `rows`), empty for other forms than a yearly floor.

    `floor_years_kept`: "2021;2022"; `floor_years_broken`: "2023", or "2021-2024" where one of these years missed the
    floor; `floor_years_open`: the years of the promise, up to `as_of` at the latest, of which nothing is known.
    `floor_context_ids`: the figures of published rises of single years in the places above.

    `rows`: JUDGED, SERIES, form, comparator, value (%), start_year, target_year; `matched`: what `matching.match`
    found; `figures`, `lineage`: the tables.
    """
    floors = _floors(rows)
    steps = _from_levels(floors, matched)
    rises = _from_rises(floors, figures, lineage)
    own = rises[rises["own"]].assign(first=lambda frame: frame["year"], last=lambda frame: frame["year"])
    known = pd.concat([steps, own])[[*JUDGED, "first", "last", "state"]]
    inside = known.merge(floors[[*JUDGED, "start_year", "target_year"]], on=JUDGED)
    inside = inside[
        (inside["first"] > inside["start_year"]) & (inside["last"] <= np.minimum(inside["target_year"], as_of))
    ]
    states = dict(list(inside.groupby(JUDGED)))
    context = rises[~rises["own"]].groupby(JUDGED)["figure_id"].agg(SEPARATOR.join)
    found = pd.DataFrame("", index=rows.index, columns=COLUMNS)
    for floor in floors.itertuples():
        key = (floor.target_id, floor.judged_residence, floor.judged_arrangement)
        promised = range(int(floor.start_year) + 1, min(int(floor.target_year), as_of) + 1)
        told = _told(states[key], promised) if key in states else ("", "", _listed(promised))
        found.loc[floor.Index] = [*told, context.get(key, "")]
    return found


def around(rows: pd.DataFrame, figures: pd.DataFrame, lineage: pd.DataFrame) -> pd.DataFrame:
    """The published rises of single years in the places above, which limit what a series did: SERIES of the series that
    the floor is judged by, `period_start`, `period_end`, `value` (%).

    `rows`: of `assess.assess`; `figures`, `lineage`: the tables.
    """
    rises = _from_rises(_floors(rows.rename(columns={"figure_id": "target_id"})), figures, lineage)
    rises = rises[~rises["own"]].assign(residence=rises["judged_residence"], arrangement=rises["judged_arrangement"])
    rises = rises.assign(period_start=rises["year"] - 1, period_end=rises["year"], value=rises["growth"] * 100)
    return rises[[*SERIES, "period_start", "period_end", "value"]].drop_duplicates(ignore_index=True)


def _floors(rows: pd.DataFrame) -> pd.DataFrame:
    columns = [*SERIES, *JUDGED[1:], "target_id", "value", "start_year", "target_year"]
    floors = rows[(rows["form"] == FORM) & rows["value"].notna()]
    return floors[columns].rename(columns={"value": "floor"}).assign(side=sides(floors["comparator"], floors["value"]))


def _from_levels(floors: pd.DataFrame, matched: pd.DataFrame) -> pd.DataFrame:
    """JUDGED, `first`, `last` (the years of the interval between two known levels), `state`; intervals that say it."""
    known = matched.loc[is_fact(matched), [*JUDGED, "year", "value"]].rename(columns={"value": "level"})
    known = known.merge(floors[[*JUDGED, "floor", "side"]], on=JUDGED).sort_values([*JUDGED, "year"])
    earlier = known.groupby(JUDGED)[["year", "level"]].shift()
    known["first"], known["last"] = earlier["year"] + 1, known["year"]
    ends = np.stack([earlier["level"], known["level"]], axis=-1).astype(float)
    years = np.stack([earlier["year"], known["year"]], axis=-1).astype(float)
    broken = growth.breaks_floor(ends, years, known["floor"] / 100, known["side"])[:, 0]
    single = (known["first"] == known["last"]).fillna(False).astype(bool)
    known["state"] = np.select([broken, single], [BROKEN, KEPT], default="")
    return known[known["state"] != ""].astype({"first": int, "last": int})


def _from_rises(floors: pd.DataFrame, figures: pd.DataFrame, lineage: pd.DataFrame) -> pd.DataFrame:
    """Published rises of single years: JUDGED, year, state, figure_id, `own` (of this very series; else context)."""
    rises = statements.single_years(figures)
    rises = rises[rises["how_known"].isin([*FACTS, ""])]
    rises = rises[[*SERIES, "year", "growth", "figure_id"]].rename(columns={"region_code": "ancestor_code"})
    places = floors.merge(lineage, on="region_code")
    pairs = places.merge(rises, on=["ancestor_code", "indicator_id", "subgroup"], suffixes=("_of_target", ""))
    pairs["own"] = pairs["distance"] == 0
    for name in ("residence", "arrangement"):
        same = pairs[name] == pairs[f"judged_{name}"]
        pairs["own"] &= same  # a rise of all kinds together is an average of them
        pairs = pairs[same | (pairs[name] == "")]
    pairs = pairs[(pairs["year"] > pairs["start_year"]) & (pairs["year"] <= pairs["target_year"])]
    enough = pairs["side"] * (pairs["growth"] - pairs["floor"] / 100) >= -growth.YEAR_TOLERANCE
    return pairs.assign(state=np.where(enough, KEPT, BROKEN))


def _told(states: pd.DataFrame, promised: Iterable[int]) -> tuple[str, str, str]:
    single = states[states["first"] == states["last"]]
    kept = set(single.loc[single["state"] == KEPT, "last"])
    broken = set(single.loc[single["state"] == BROKEN, "last"])
    within = states[(states["first"] < states["last"]) & (states["state"] == BROKEN)]
    spans = [
        f"{row.first}-{row.last}" for row in within.itertuples() if not broken & set(range(row.first, row.last + 1))
    ]
    return _listed(kept), SEPARATOR.join([*map(str, sorted(broken)), *spans]), _listed(set(promised) - kept - broken)


def _listed(years: Iterable[int]) -> str:
    return SEPARATOR.join(map(str, sorted(years)))
