"""What a question about an indicator of a region is about: its targets there, and its series without one."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.domain.quantities import PER_PERSON
from analysis.domain.series import DIMENSIONS
from analysis.models.levels import Codelists, is_fact
from analysis.models.matching import match

NO_TARGET = "?"  # begins the figure_id of what is asked about without a target


def question_of(
    tables: Mapping[str, pd.DataFrame],
    levels: pd.DataFrame,
    codelists: Codelists,
    nearby: pd.DataFrame,
    region_code: str,
    indicator_id: str,
    wanted: Mapping[str, str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The targets of an indicator in a region and its series without one; and the targets of the regions above.

    `nearby`: the targets of the region and of all above it.
    """
    levels = levels[levels["indicator_id"] == indicator_id]
    here = nearby["region_code"] == region_code
    own = nearby[here & (nearby["indicator_id"] == indicator_id)]
    averages = codelists.indicators.index[codelists.indicators["average_of"] == indicator_id]
    above = nearby[~here & nearby["indicator_id"].isin([indicator_id, *averages])]
    series = _series(levels, codelists, region_code, indicator_id, tables["documents"])
    kept = _narrowed(own, wanted, codelists.indicators.at[indicator_id, "quantity"] in PER_PERSON)
    series = _narrowed(series[~_covered(series, own)], wanted, False)
    return pd.concat([kept, series]).drop_duplicates("figure_id"), above


def _series(
    levels: pd.DataFrame, codelists: Codelists, region_code: str, indicator_id: str, documents: pd.DataFrame
) -> pd.DataFrame:
    """The series that hold in the region, as targets without a value for the end of the plans' period.

    Of a series with a distinction (集中, 分散) and the one without, those with it are kept if they reach to the plans'
    base year, else the one without.
    """
    plans = documents[documents["kind"] == "plan"]
    first, last = int(plans["baseline_year"].max()), int(plans["period_end"].max())
    series = levels[DIMENSIONS].drop_duplicates().reset_index(drop=True)
    series = series.assign(
        region_code=region_code, indicator_id=indicator_id,
        figure_id=[f"{NO_TARGET}{indicator_id}{n}" for n in series.index],
        form="level", comparator="", value=float("nan"), value_low=float("nan"), value_high=float("nan"),
        start_year=first, target_year=last, path=codelists.indicators.at[indicator_id, "path"], reference="",
        document_id="", figure_ids="", attribute="", unit=codelists.indicators.at[indicator_id, "unit"],
    )  # fmt: skip
    held = match(series, levels, codelists)
    exact = held[is_fact(held) & (held["series_match"] == "exact")]
    until = exact.groupby("target_id")["year"].max()
    series = series[series["figure_id"].isin(until.index)]
    marks = (series[["residence", "arrangement"]] != "").sum(axis=1)
    recent = series["figure_id"].map(until) >= first
    kept = []
    for index in series.index:
        others = series[recent & ((marks > marks[index]) | ~recent[index])].drop(index=index, errors="ignore")
        kept.append(not _covered(series.loc[[index]], others).item())
    return series[np.array(kept, dtype=bool)]


def _covered(series: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Whether another row speaks of the same people: each distinction equal, or not made by one of the two."""
    covered = pd.Series(False, index=series.index)
    for other in others[DIMENSIONS].itertuples(index=False):
        same = series["subgroup"] == other.subgroup
        for name in ("residence", "arrangement"):
            mark = getattr(other, name)
            same &= (series[name] == mark) | (series[name] == "") | (mark == "")
        covered |= same
    return covered


def _narrowed(rows: pd.DataFrame, wanted: Mapping[str, str], holds_for_parts: bool) -> pd.DataFrame:
    """The rows of the distinctions asked for. An undivided promise about a standard holds for each part."""
    for name, code in wanted.items():
        undivided = (rows[name] == "") & holds_for_parts & (name != "subgroup")
        rows = rows[(rows[name] == code) | undivided].assign(**{name: code})
    return rows
