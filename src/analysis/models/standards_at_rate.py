"""Does a yearly rate meet the target of each money standard whose base is known: yes, no, on a condition, no target?"""

import numpy as np
import pandas as pd

from analysis.domain.quantities import PER_PERSON
from analysis.domain.series import SERIES
from analysis.models import ownership
from analysis.models.assess import RATE, assess
from analysis.models.levels import Codelists

YES, NO, CONDITIONAL, NO_TARGET, UNANSWERED = "yes", "no", "conditional", "no_target", "unanswered"
ANSWERS = (YES, NO, CONDITIONAL, NO_TARGET, UNANSWERED)
STANDARD = "standard_id"  # the figure_id of the standard's base
OF_TARGET = ["form", "comparator", "value", "value_low", "value_high", "unit", "reference", "start_year", "target_year",
             "target_level", "level_unit", "level_basis", "baseline_value", "baseline_year", "projected", "needed_rate",
             "gap", "condition", "condition_limit", "money", "outcome_reason"]  # fmt: skip
COLUMNS = [*SERIES, STANDARD, "base_year", "base_value", "standard_unit", "target_id", "target_region_code", "answer",
           *OF_TARGET]  # fmt: skip


def bases(baselines: pd.DataFrame, base_year: int, codelists: Codelists) -> pd.DataFrame:
    """The money standards and average standards that a plan states for `base_year`: SERIES, STANDARD, base_year,
    base_value, standard_unit; one row a series of the table `baselines`.

    A standard counts where it is stated: one of a city or a group of districts is one, however many members it holds
    in. Earlier years of the same series are no further standards.
    """
    money = baselines["indicator_id"].map(codelists.indicators["quantity"]).isin(PER_PERSON)
    rows = baselines[money & baselines["unit"].str.startswith("元") & (baselines["year"] == base_year)]
    names = {"figure_id": STANDARD, "year": "base_year", "value": "base_value", "unit": "standard_unit"}
    return rows.rename(columns=names)[[*SERIES, *names.values()]].reset_index(drop=True)


def answers(
    standards: pd.DataFrame,
    targets: pd.DataFrame,
    levels: pd.DataFrame,
    figures: pd.DataFrame,
    codelists: Codelists,
    as_of: int,
    rate: float = RATE,
) -> pd.DataFrame:
    """COLUMNS, one row a standard and target of it (mostly none or one), in the order of `standards`.

    `standards`: from `bases`; the other arguments as in `assess.assess`. The target is the place's own, else one that
    applies there (`ownership.applies`), for the same people: a distinction that one of the two does not make counts for
    both. `answer`: ANSWERS; "unanswered" where a target is set that neither a level nor a condition follows from
    (`outcome_reason` says why). `condition`, `condition_limit`: see `references.conditional`.
    """
    asked = _asked(standards, targets, codelists)
    if asked.empty:
        return standards.assign(answer=NO_TARGET).reindex(columns=COLUMNS)
    every = pd.concat([targets, asked[targets.columns]], ignore_index=True)
    judged = assess(every, levels, figures, codelists, as_of, rate)
    judged = judged[[*OF_TARGET, "figure_id", "met_at_rate"]]
    found = asked[["figure_id", STANDARD, "target_id", "target_region_code"]].merge(judged, on="figure_id")
    found["answer"] = found["met_at_rate"].replace("", UNANSWERED)
    rows = standards.merge(found, how="left", on=STANDARD)
    rows["answer"] = rows["answer"].astype("object").fillna(NO_TARGET)
    return rows[COLUMNS]


def _asked(standards: pd.DataFrame, targets: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """The targets as they are for each standard, addressed to its place and people; the nearest place's only."""
    named = targets.assign(target_id=targets["figure_id"], target_region_code=targets["region_code"])
    pairs = standards.merge(codelists.lineage, on="region_code").merge(
        named.rename(columns={"region_code": "ancestor_code"}),
        on=["ancestor_code", "indicator_id", "subgroup"],
        suffixes=("", "_of_target"),
    )
    for name in ("residence", "arrangement"):
        own, other = pairs[name], pairs[f"{name}_of_target"]
        pairs = pairs[(own == other) | (own == "") | (other == "")]
        pairs = pairs.assign(**{name: pairs[name].mask(pairs[name] == "", pairs[f"{name}_of_target"])})
    level = pairs["region_code"].map(codelists.regions["level"])
    reach = pairs["indicator_id"].map(codelists.indicators["targets_apply_to"])
    pairs = pairs[ownership.applies(pairs["distance"], level, reach)]
    nearest = pairs.groupby(STANDARD)["distance"].transform("min")
    pairs = pairs[(pairs["distance"] == nearest) & (pairs["target_year"] > pairs["base_year"])]
    numbers = np.arange(len(pairs)).astype(str)
    return pairs.assign(figure_id=pairs["target_id"] + "?" + numbers)
