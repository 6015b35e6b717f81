"""Several figures may state one fact (a table and a chapter, two reports): which one is used, and what all of them are.

One is used, by the order of `preferred`; all are named in `figure_ids`, and `conflicting` says whether they differ.
"""

import pandas as pd

from analysis.models.levels import SEPARATOR

STANDING = ["official", "news", "", "second_hand", "none"]
KNOWN_BY = ["published", "published_as_start_of_next_rise", "", "plan_target", "implied_by_rise", "implied_by_rate",
            "expected", "provincial_guide", "policy_floor"]  # fmt: skip


def levels(figures: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The figures of a kind that state a level, and state it as a number."""
    return figures[(figures["kind"] == kind) & (figures["form"] == "level") & figures["value"].notna()]


def preferred(figures: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Figures by trust: the place's own plan, an indicator table, official source, published value, first."""
    document_region = figures["document_id"].map(documents.set_index("document_id")["region_code"])
    order = pd.DataFrame(
        {
            "foreign": document_region != figures["region_code"],
            "prose": figures["table_row"] == "",
            "standing": figures["source_standing"].map({code: rank for rank, code in enumerate(STANDING)}),
            "known": figures["how_known"].map({code: rank for rank, code in enumerate(KNOWN_BY)}),
            "document_id": figures["document_id"],
            "number": figures["number"],
        }
    )
    return figures.loc[order.sort_values(list(order)).index]


def one_a_key(figures: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The first figure of each key, with `figure_ids` of all and `conflicting`. Expects figures in order of trust."""
    if figures.empty:
        return figures.assign(figure_ids="", conflicting=False)
    groups = figures.groupby(key, sort=False, dropna=False)
    # 9 significant digits: two printings of one fact in unlike units (元/月 and 元/年) differ only by floating point
    stated = figures["comparator"] + figures["value"].map("{:.9g}".format) + figures["reference"]
    used = groups.head(1).set_index(key)
    used["figure_ids"] = groups["figure_id"].agg(SEPARATOR.join)
    used["conflicting"] = stated.groupby([figures[column] for column in key], sort=False, dropna=False).nunique() > 1
    return used.reset_index()
