"""Which coverage rates hold in the map's places: counties as the table `coverage` says, cities by the same rule."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis import tables
from analysis.codelists import definitions
from analysis.models import coverage
from analysis.models.levels import Codelists


def held(frames: Mapping[str, pd.DataFrame], cities: Iterable[str]) -> pd.DataFrame:
    """The rows of `coverage` and such rows of `cities` (codes); `place_code` instead of `county_code` says whose."""
    regions, lineage = definitions.regions(), definitions.lineage()
    codelists = Codelists(definitions.indicators(), regions, lineage, definitions.references())
    counties = frames["coverage"]
    others = set(cities) - set(counties["county_code"])  # without the counties that lie directly under a province
    found = coverage.holding(frames["figures"], frames["documents"], others, codelists)
    found = tables.conform(found.rename(columns={"place_code": "county_code"}), "coverage")
    return pd.concat([counties, found], ignore_index=True).rename(columns={"county_code": "place_code"})
