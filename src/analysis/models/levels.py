"""The known levels of every series, over the years, from plans and from reports: what all models start from."""

import pandas as pd

SERIES = ["region_code", "indicator_id", "residence", "arrangement", "subgroup"]
COLUMNS = [*SERIES, "year", "value", "comparator", "unit", "year_stated", "origin", "how_known", "source_standing",
           "figure_id", "figure_ids"]  # fmt: skip
SEPARATOR = ";"


def known_levels(baselines: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """One row a series and year: COLUMNS, sorted by series and year.

    `baselines`, `observations`: the processed tables of those names. Where a plan and a report give the same year, the
    plan's own figure is used (`origin` "plan", else "report") and `figure_ids` names both.
    """
    plan = baselines.assign(origin="plan", how_known="published", source_standing="official")
    both = pd.concat([plan, observations.assign(origin="report")])[COLUMNS]
    key = [*SERIES, "year"]
    named = both.groupby(key)["figure_ids"].agg(SEPARATOR.join).rename("all_ids")
    levels = both.drop_duplicates(key).merge(named, left_on=key, right_index=True)
    levels["figure_ids"] = levels.pop("all_ids")
    return levels.sort_values(key, ignore_index=True)
