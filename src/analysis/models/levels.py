"""The known levels of every series, over the years, from plans and from reports: what all models start from."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from analysis.domain.series import SERIES
from analysis.models import statements

COLUMNS = [*SERIES, "year", "value", "value_low", "value_high", "comparator", "unit", "year_stated", "origin",
           "how_known", "source_standing", "figure_id", "figure_ids"]  # fmt: skip
SEPARATOR = ";"

# What says which level a place really had, weakest last; the other ways to know one are plans, expectations and lower
# limits, which no growth is computed from and which decide nothing.
FACTS = (
    "published",
    "published_as_start_of_next_rise",
    "implied_by_rise",
    "implied_by_rate",
)
STANDINGS = ("official", "news", "second_hand", "none")
UNBOUNDED = ("=", "~", "range")
RATIO_FACTORS = {"倍": 1, "%": 100}


class Codelists(NamedTuple):
    """The codelists that models need, as `analysis.codelists.definitions` gives them."""

    indicators: pd.DataFrame
    regions: pd.DataFrame
    lineage: pd.DataFrame
    references: dict[str, dict[str, str]]


def known_levels(
    baselines: pd.DataFrame, observations: pd.DataFrame, figures: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row a series and year: COLUMNS, sorted by series and year.

    `baselines`, `observations`, `figures`: the processed tables of those names. Where a plan and a report give the same
    year, the plan's own figure is used (`origin` "plan", else "report") and `figure_ids` names both. With `figures`,
    amounts that a plan says are in force from a year on (kind "rule", 2021年7月1日起执行) are levels of that year, and
    published statements of growth give the level at their other end where one is known (`statements.implied_levels`).
    """
    plan = baselines.assign(origin="plan", how_known="published", source_standing="official")
    parts = [plan, observations.assign(origin="report")]
    if figures is not None:
        parts.insert(1, _in_force(figures))
    both = pd.concat(parts)[COLUMNS]
    key = [*SERIES, "year"]
    named = both.groupby(key)["figure_ids"].agg(SEPARATOR.join).rename("all_ids")
    levels = both.drop_duplicates(key).merge(named, left_on=key, right_index=True)
    levels["figure_ids"] = levels.pop("all_ids")
    if figures is not None:
        implied = statements.implied_levels(levels[is_fact(levels)], figures, SERIES)
        levels = pd.concat([levels, implied[COLUMNS]]).drop_duplicates(key) if len(implied) else levels
    return levels.sort_values(key, ignore_index=True)


def _in_force(figures: pd.DataFrame) -> pd.DataFrame:
    rows = figures[(figures["kind"] == "rule") & (figures["form"] == "level") & (figures["comparator"] == "=")]
    rows = rows[rows["year"].notna() & rows["value"].notna()]
    return rows.assign(figure_ids=rows["figure_id"], origin="plan", how_known="published", source_standing="official")


def is_fact(levels: pd.DataFrame) -> pd.Series:
    """Whether a level says what a place had: no bound ("不低于"), no plan, no expectation."""
    return levels["how_known"].isin(FACTS) & levels["comparator"].isin(UNBOUNDED)


def is_published_bound(levels: pd.DataFrame) -> pd.Series:
    """Whether a level is a published limit of what a place had ("98% 以上"): it can settle a target, no growth."""
    return levels["how_known"].isin(FACTS) & levels["comparator"].isin([">", ">=", "<", "<="])


def parts_of(indicator_ids: Iterable[str], indicators: pd.DataFrame) -> set[str]:
    """The indicators that these are ratios of; `indicators`: the codelist, indexed by indicator_id."""
    ratios = indicators.loc[list(indicator_ids), ["numerator", "denominator"]].to_numpy().ravel()
    return {part.partition(":")[0] for part in ratios} - {""}


def with_ratios(levels: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """`levels` and the ratios that follow from them: numerator / denominator of the same region, group and year.

    `indicators`: the codelist, indexed by indicator_id, with `numerator` and `denominator` as "indicator:residence".
    Where only averages are known (`average_of`), the ratio is that of the averages. Both parts must be facts. A printed
    ratio of the same year is kept instead. `origin` is "computed", or "computed_from_averages"; `figure_id` is the
    numerator's, `figure_ids` names both parts.
    """
    facts = levels[is_fact(levels)]
    averages = {row.average_of: row.Index for row in indicators.itertuples() if row.average_of}
    parts = []
    for ratio in indicators[indicators["numerator"] != ""].itertuples():
        (over, over_residence), (under, under_residence) = (
            part.split(":") for part in (ratio.numerator, ratio.denominator)
        )
        for origin, numerator, denominator in (
            ("computed", over, under),
            ("computed_from_averages", averages.get(over), averages.get(under)),
        ):
            above = facts[facts["indicator_id"] == numerator]
            below = facts[facts["indicator_id"] == denominator]
            if above.empty or below.empty:
                continue
            if over_residence:
                above = above[above["residence"] == over_residence].assign(residence="")
                below = below[below["residence"] == under_residence].assign(residence="")
            parts.append(_quotients(above, below).assign(indicator_id=ratio.Index, unit=ratio.unit, origin=origin))
    computed = pd.concat(parts) if parts else facts.iloc[:0]
    factor = computed["unit"].map(RATIO_FACTORS)
    computed = computed.assign(**{name: computed[name] * factor for name in ("value", "value_low", "value_high")})
    both = pd.concat([levels, computed[COLUMNS]]) if len(computed) else levels
    key = [*SERIES, "year"]
    return both.drop_duplicates(key).sort_values(key, ignore_index=True)


def _quotients(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Each row of `above` over the row of `below` of its place and year; an undivided denominator serves both kinds."""
    pairs = above.merge(below, on=["region_code", "residence", "subgroup", "year"], suffixes=("", "_below"))
    same = pairs["arrangement"] == pairs["arrangement_below"]
    pairs = pairs[(same | (pairs["arrangement_below"] == "")) & (pairs["value_below"] > 0)]
    pairs = pairs.assign(undivided=~same).sort_values("undivided", kind="stable").drop_duplicates([*SERIES, "year"])
    return pairs.assign(
        value=pairs["value"] / pairs["value_below"],
        value_low=pairs["value"] / pairs["value_below"],
        value_high=pairs["value"] / pairs["value_below"],
        comparator="=",
        year_stated=pairs["year_stated"] & pairs["year_stated_below"],
        how_known=_weaker(pairs["how_known"], pairs["how_known_below"], FACTS),
        source_standing=_weaker(pairs["source_standing"], pairs["source_standing_below"], STANDINGS),
        figure_ids=pairs["figure_ids"] + SEPARATOR + pairs["figure_ids_below"],
    )


def _weaker(one: pd.Series, other: pd.Series, order: tuple[str, ...]) -> pd.Series:
    rank = {code: position for position, code in enumerate(order)}
    return one.where(one.map(rank) >= other.map(rank), other)
