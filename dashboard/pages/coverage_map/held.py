"""What the map's places have of coverage rates: counties as the table `coverage` says, cities by the same rule; and
what is published above them, as context."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis import tables
from analysis.codelists import definitions
from analysis.models import coverage
from analysis.models.levels import Codelists


def held(frames: Mapping[str, pd.DataFrame], cities: Iterable[str]) -> pd.DataFrame:
    """The rows of `coverage` and such rows of `cities` (codes); `place_code` instead of `county_code` says whose."""
    counties = frames["coverage"]
    others = set(cities) - set(counties["county_code"])  # without the counties that lie directly under a province
    found = _named(coverage.of_places(frames["figures"], frames["documents"], others, _codelists()))
    return pd.concat([counties.rename(columns={"county_code": "place_code"}), found], ignore_index=True)


def context(frames: Mapping[str, pd.DataFrame], places: Iterable[str]) -> pd.DataFrame:
    """The levels published above `places` (codes), nearest first: rows as `held`'s, which are nobody's own values."""
    return _named(coverage.context(frames["figures"], frames["documents"], places, _codelists()))


def _named(found: pd.DataFrame) -> pd.DataFrame:
    rows = tables.conform(found.rename(columns={"place_code": "county_code"}), "coverage")
    return rows.rename(columns={"county_code": "place_code"})


def _codelists() -> Codelists:
    return Codelists(definitions.indicators(), definitions.regions(), definitions.lineage(), definitions.references())
