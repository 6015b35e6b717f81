"""Growth claims and the printed levels that they connect: what the rules of rises have in common."""

import numpy as np
import pandas as pd

from analysis.audit.forms import CHANGES
from analysis.audit.inputs import Tables

FLOATING = 1e-9
LOOSE = ["region_code", "indicator_id", "residence", "subgroup"]


def claims(tables: Tables) -> pd.DataFrame:
    """The stated rises and falls over a past period: rows of `tables.numbers`."""
    frame = tables.numbers
    return frame[
        (frame["kind"] == "change")
        & frame["form"].isin(CHANGES)
        & frame["value"].notna()
        & frame["period_start"].notna()
        & frame["period_end"].notna()
        & (frame["period_start"] < frame["period_end"]).fillna(False)
    ]


def with_end_points(tables: Tables) -> pd.DataFrame:
    """Each claim that has a printed level at both ends of its period, one row a claim.

    Columns: `claim`, `base`, `end` (positions in `tables.numbers`), `years`, and of each end `<end>_low`, `<end>_high`.
    A claim that does not tell apart 集中 and 分散 is held against each of them that has both ends. Levels of the same
    document are preferred, then those of plans, then reports.
    """
    stated = claims(tables)
    claim = pd.DataFrame({name: stated[name] for name in [*LOOSE, "arrangement", "document_id"]})
    claim["claim"] = stated.index
    claim["start"], claim["finish"] = stated["period_start"].astype("int64"), stated["period_end"].astype("int64")
    levels = tables.levels[tables.levels["indicator_id"].isin(claim["indicator_id"].unique())]
    known = pd.DataFrame({name: levels[name] for name in [*LOOSE, "arrangement", "document_id", "plan", "at"]})
    known["low"], known["high"], known["position"] = levels["low"], levels["high"], levels.index
    ends = [_at_one_end(claim, known, name, year) for name, year in (("base", "start"), ("end", "finish"))]
    pairs = ends[0].merge(ends[1], on=["claim", "arrangement"])
    if pairs.empty:
        return pairs.assign(years=0)
    exact = pairs["claim"].map(stated["arrangement"]) == pairs["arrangement"]
    pairs["rank"] = pairs["base_rank"] + pairs["end_rank"] - 10 * exact
    pairs = pairs.sort_values(["rank", "base", "end"]).drop_duplicates("claim").sort_values("claim", ignore_index=True)
    pairs["years"] = (pairs["claim"].map(stated["period_end"]) - pairs["claim"].map(stated["period_start"])).astype(int)
    return pairs.drop(columns=["rank", "base_rank", "end_rank"])


def _at_one_end(claim: pd.DataFrame, known: pd.DataFrame, name: str, year: str) -> pd.DataFrame:
    found = claim.merge(known, left_on=[*LOOSE, year], right_on=[*LOOSE, "at"], suffixes=("_claimed", ""))
    found = found[(found["arrangement_claimed"] == "") | (found["arrangement_claimed"] == found["arrangement"])]
    foreign = found["document_id"] != found["document_id_claimed"]
    rank = foreign.astype(int) + (foreign & ~found["plan"]).astype(int)
    columns = {"position": name, "low": f"{name}_low", "high": f"{name}_high"}
    return found.rename(columns=columns)[["claim", "arrangement", *columns.values()]].assign(**{f"{name}_rank": rank})


def ratio_interval(pairs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """What end ÷ base can be, given what both printed levels stand for; NaN where a base is not positive."""
    with np.errstate(all="ignore"):
        positive = pairs["base_low"].to_numpy() > 0
        low = np.where(positive, pairs["end_low"] / pairs["base_high"], np.nan)
        high = np.where(positive, pairs["end_high"] / pairs["base_low"], np.nan)
    return low, high


def all_sides_miss(tables: Tables, pairs: pd.DataFrame) -> pd.Series:
    """Whether a claim is missed on every side that it covers, and on all of them in one direction.

    One printed number for 城 and 乡 may be either's, or lie between the two. `pairs`: `claim`, and `below`, `above`: by
    how much the levels stay below, or go above, what is claimed.
    """
    same = _printed_once(tables, pairs["claim"])
    under, over = ((pairs[side] > FLOATING).groupby(same).transform("all") for side in ("below", "above"))
    return under | over


def untested_sides(tables: Tables, claim: pd.Series) -> pd.Series:
    """The names of what a claim's printed number covers beside the claims given, joined; empty where nothing."""
    every = claims(tables).index.to_series()
    same = _printed_once(tables, every)
    left = every[~every.isin(claim)]
    names = left.map(tables.numbers["series"]).map(tables.series_name).groupby(same[left.index]).agg("、".join)
    return pd.Series([names.get(printed, "") for printed in same.loc[claim]], index=claim.index, dtype="str")


def _printed_once(tables: Tables, claim: pd.Series) -> pd.Series:
    """Equal for claims that the plan prints as one number about one place. `claim`: positions in `tables.numbers`."""
    printed = tables.numbers.loc[claim].set_axis(claim.index)
    known = printed["start"].notna()
    place = printed["start"].where(known, claim).astype("int64").astype("str") + known.map({True: "", False: "?"})
    return printed["document_id"] + " " + printed["region_code"] + " " + printed["form"] + " " + place
