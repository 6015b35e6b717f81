"""Published statements of growth ("2020—2025年提高 21.3%"): facts about two levels, used as such.

Where one of the two levels is known, the statement gives the other (`implied_levels`). Where it speaks of a single
year, it says what that year's growth was (`single_years`).
"""

import numpy as np
import pandas as pd

YEARLY = ("annual_growth", "annual_absolute_change")
RELATIVE = ("total_growth", "annual_growth")
STATED = ("total_growth", "annual_growth", "absolute_change", "annual_absolute_change")
EXACT = ("=", "~")  # "8% 以上" is a bound, not a growth
HOW_IMPLIED = {True: "implied_by_rate", False: "implied_by_rise"}


def statements(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of `figures` (kind "change") that state a growth between two years, with `start_year`, `end_year`.

    A yearly growth that names one year only is that year's over the year before.
    """
    rows = figures[(figures["kind"] == "change") & figures["form"].isin(STATED) & figures["comparator"].isin(EXACT)]
    rows = rows[rows["value"].notna()]
    single = rows["form"].isin(YEARLY) & rows["period_start"].isna() & rows["year"].notna()
    rows = rows.assign(
        start_year=rows["period_start"].mask(single, rows["year"] - 1),
        end_year=rows["period_end"].mask(single, rows["year"]),
    )
    return rows[rows["start_year"].notna() & (rows["end_year"] > rows["start_year"])]


def single_years(figures: pd.DataFrame) -> pd.DataFrame:
    """Of the statements those of one year's growth: `year`, `growth` (a fraction) and the columns of `figures`."""
    rows = statements(figures)
    rows = rows[(rows["end_year"] - rows["start_year"] == 1) & rows["form"].isin(RELATIVE)]
    return rows.assign(year=rows["end_year"], growth=rows["value"] / 100)


def implied_levels(facts: pd.DataFrame, figures: pd.DataFrame, series: list[str]) -> pd.DataFrame:
    """Levels that follow from a known one and a stated growth: `series`, year, value and what levels have.

    `facts`: known levels (facts only). For total growth g: end = start · (1 + g); for g a year over n years:
    start · (1 + g)^n; for a rise r: start + r, or start + n · r; and the other way round. `origin` is "implied", the
    comparator "~", because the printed growth is rounded. `figure_id` is the statement's; `figure_ids` names both.
    Nothing is implied from a level that is implied itself.
    """
    stated = statements(figures)
    found = [_other_end(stated, facts, series, from_start) for from_start in (True, False)]
    implied = pd.concat(found, ignore_index=True)
    return implied[implied["value"] > 0].drop_duplicates([*series, "year"])


def _other_end(stated: pd.DataFrame, facts: pd.DataFrame, series: list[str], from_start: bool) -> pd.DataFrame:
    known_year, other_year = ("start_year", "end_year") if from_start else ("end_year", "start_year")
    known = facts[[*series, "year", "value", "figure_ids", "unit"]]
    known = known.rename(columns={"value": "known_value", "figure_ids": "known_ids", "unit": "level_unit"})
    pairs = stated.drop(columns=["year"]).merge(known, left_on=[*series, known_year], right_on=[*series, "year"])
    years = (pairs["end_year"] - pairs["start_year"]).astype("float64")
    times = np.where(pairs["form"].isin(YEARLY), years, 1.0)
    factor = np.power(1 + pairs["value"] / 100, times)
    rise = pairs["value"] * times
    relative = pairs["form"].isin(RELATIVE)
    if not from_start:
        factor, rise = 1 / factor, -rise
    value = (pairs["known_value"] * factor).where(relative, pairs["known_value"] + rise)
    return pairs.assign(
        year=pairs[other_year].astype("Int64"),
        value=value,
        value_low=value,
        value_high=value,
        unit=pairs["level_unit"],
        comparator="~",
        origin="implied",
        how_known=relative.map(HOW_IMPLIED),
        source_standing=pairs["source_standing"].replace("", "official"),
        figure_ids=pairs["figure_id"] + ";" + pairs["known_ids"],
    )
