"""Whose a finding is: the plan's in which the doubted number is printed, whatever place the number speaks of."""

from dataclasses import dataclass

import pandas as pd

UNAUDITED = "未收录规划，未体检"
NOTHING_FOUND = "没有发现规划本身的数字问题"


@dataclass(frozen=True)
class Belonging:
    """The findings of one place: `own` are printed in its own plans (`plans`, ids of documents; none where no plan of
    the place is kept), `elsewhere` are about the place and printed in documents of others. Both are rows of `findings`
    in their order."""

    plans: tuple[str, ...]
    own: pd.DataFrame
    elsewhere: pd.DataFrame

    @property
    def audited(self) -> bool:
        """Without a plan there is nothing to audit, and nothing to be said about faults."""
        return bool(self.plans)

    @property
    def nothing(self) -> str:
        """What is said in place of a list of the place's own findings where there is none."""
        return NOTHING_FOUND if self.audited else UNAUDITED


def of_place(findings: pd.DataFrame, documents: pd.DataFrame, region_code: str) -> Belonging:
    """`findings` and `documents`: the tables, or those rows of `findings` that are wanted; `region_code`: the place."""
    plans = documents.loc[(documents["kind"] == "plan") & (documents["region_code"] == region_code), "document_id"]
    own = findings["document_id"].isin(set(plans))
    about = findings["region_code"] == region_code
    return Belonging(tuple(plans), findings[own], findings[about & ~own])


def owners(findings: pd.DataFrame, documents: pd.DataFrame) -> pd.Series:
    """The place whose document each finding is printed in, index of `findings`."""
    return findings["document_id"].map(documents.set_index("document_id")["region_code"])
