"""Coverage rates in a place: its own levels, the targets that apply there, and what is known above it as context."""

from collections.abc import Iterable

import pandas as pd

from analysis.domain.series import SERIES
from analysis.models import ownership, trust
from analysis.models.levels import Codelists

LEVEL_ROLES = ("baseline", "observed")  # the kinds of figures that state how high a rate was
ROLES = ("baseline", "target", "observed")


def of_places(
    figures: pd.DataFrame, documents: pd.DataFrame, places: Iterable[str], codelists: Codelists
) -> pd.DataFrame:
    """One row a place of `places` (codes, of any level), coverage rate, role and year: `place_code`, the columns of the
    figure, `role`, `figure_ids`, `source_level` (`own`, or the level above whose target applies) and
    `source_region_code`.

    Levels are the place's own. Targets are its own, else the applicable ones of the nearest place above
    (`ownership.applies`). `figures`, `documents`: the tables of those names. What is below a place says nothing about
    it: a county's figure is never its city's. Nothing known is no row.
    """
    pairs = _pairs(figures, documents, places, codelists)
    own = pairs[pairs["distance"] == 0]
    place_level = pairs["place_code"].map(codelists.regions["level"])
    reach = pairs["indicator_id"].map(codelists.indicators["targets_apply_to"])
    targets = pairs[(pairs["role"] == "target") & ownership.applies(pairs["distance"], place_level, reach)]
    return _named(pd.concat([own[own["role"] != "target"], _nearest(targets)]), codelists)


def context(
    figures: pd.DataFrame, documents: pd.DataFrame, places: Iterable[str], codelists: Codelists
) -> pd.DataFrame:
    """The levels of rates that are published above the places: for a sentence beside, never as a place's own value.

    Columns as `of_places`; of each place, rate, role and year the nearest place above that published one.
    """
    pairs = _pairs(figures, documents, places, codelists)
    above = pairs[(pairs["distance"] > 0) & pairs["role"].isin(LEVEL_ROLES)]
    return _named(_nearest(above), codelists)


def _pairs(figures: pd.DataFrame, documents: pd.DataFrame, places: Iterable[str], codelists: Codelists) -> pd.DataFrame:
    """Each place with each stated rate of it and of the places above; one figure a key."""
    indicators, _, lineage, _ = codelists
    stated = pd.concat([trust.levels(figures, role).assign(role=role) for role in ROLES])
    rates = stated[stated["indicator_id"].isin(indicators.query("coverage").index)]
    stated = trust.one_a_key(trust.preferred(rates, documents), [*SERIES, "role", "year"])
    above = lineage[lineage["region_code"].isin(set(places))].rename(columns={"region_code": "place_code"})
    return above.merge(stated, left_on="ancestor_code", right_on="region_code")


def _nearest(pairs: pd.DataFrame) -> pd.DataFrame:
    distance = pairs.groupby(["place_code", *SERIES[1:], "role", "year"])["distance"].transform("min")
    return pairs[pairs["distance"] == distance]


def _named(pairs: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    level = pairs["region_code"].map(codelists.regions["level"])
    return pairs.assign(source_level=level.mask(pairs["distance"] == 0, "own"), source_region_code=pairs["region_code"])
