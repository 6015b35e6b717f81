"""Which coverage rates hold in a place: its own figure of a rate, else the nearest one above it."""

from collections.abc import Iterable

import pandas as pd

from analysis.models import trust
from analysis.models.levels import SERIES, Codelists

ROLES = ("baseline", "target", "observed")  # the kinds of figures that state a rate


def holding(
    figures: pd.DataFrame, documents: pd.DataFrame, places: Iterable[str], codelists: Codelists
) -> pd.DataFrame:
    """One row a place of `places` (codes, of any level), coverage rate, role and year: `place_code`, the columns of the
    figure that holds there, `role`, `figure_ids`, `source_level` (`own`, or the level above that it is taken from) and
    `source_region_code`.

    `figures`, `documents`: the tables of those names. What is below a place says nothing about it: a county's figure
    is never its city's. Nothing known is no row.
    """
    indicators, regions, lineage, _ = codelists
    stated = pd.concat([trust.levels(figures, role).assign(role=role) for role in ROLES])
    rates = stated[stated["indicator_id"].isin(indicators.query("coverage").index)]
    stated = trust.one_a_key(trust.preferred(rates, documents), [*SERIES, "role", "year"])
    pairs = lineage[lineage["region_code"].isin(set(places))].rename(columns={"region_code": "place_code"})
    frame = pairs.merge(stated, left_on="ancestor_code", right_on="region_code")
    nearest = frame.groupby(["place_code", *SERIES[1:], "role", "year"])["distance"].transform("min")
    frame = frame[frame["distance"] == nearest]
    level = frame["region_code"].map(regions["level"])
    return frame.assign(source_level=level.mask(frame["distance"] == 0, "own"), source_region_code=frame["region_code"])
