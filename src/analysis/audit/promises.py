"""What plans promise, as numbers that places of unlike size can compare, each beside the promise of the plan above."""

import numpy as np
import pandas as pd

from analysis.audit.forms import RATES
from analysis.audit.inputs import Tables
from analysis.codelists.reach import applies
from analysis.domain.quantities import INTENSIVE
from analysis.domain.series import MEASURE

SIGN = {"more": 1, "less": -1}
COLUMNS = ["document_id", "region_code", *MEASURE, "form", "comparator", "attribute", "figure", "at", "measure",
           "strength", "low", "high", "norm"]  # fmt: skip


def common_name(tables: Tables, frame: pd.DataFrame) -> pd.Series:
    """The indicator, or the one that it is the average of: a province can set targets only for averages."""
    average_of = frame["indicator_id"].map(tables.indicators.set_index("indicator_id")["average_of"])
    return average_of.replace("", pd.NA).fillna(frame["indicator_id"])


def promises(tables: Tables) -> pd.DataFrame:
    """Targets, and densities that a plan makes a norm: COLUMNS and `common`, `sign`, `strict`.

    `strength` in `measure`: "level" (canonical unit), or "growth" (% a year; total growth is spread over its years).
    `low`, `high`: the ends of a range, else twice `strength`. `strict`: more than, not at least. `norm`: a norm in
    force, without a year. Sums and counts are left out, for a county's cannot be held against a province's; growth of
    them is kept. Each plan speaks for its own region only; national targets come from reports.
    """
    frame = pd.concat([_targets(tables)[COLUMNS], _norms(tables)[COLUMNS]])
    indicator = tables.indicators.set_index("indicator_id")
    own = frame["document_id"].map(tables.documents.set_index("document_id")["region_code"])
    frame = frame.assign(
        common=common_name(tables, frame),
        sign=frame["indicator_id"].map(indicator["direction"]).map(SIGN),
        strict=frame["comparator"].isin([">", "<"]),
    )
    comparable = frame["indicator_id"].map(indicator["quantity"]).isin(INTENSIVE) | (frame["measure"] == "growth")
    foreign = (own != frame["region_code"]) & frame["figure"].map(tables.numbers["plan"])
    kept = comparable & ~foreign.astype(bool) & frame["sign"].notna() & frame["strength"].notna()
    return frame[kept.astype(bool)]  # without rows the masks would be of no type


def _targets(tables: Tables) -> pd.DataFrame:
    targets = tables.targets[(tables.targets["comparator"] != "~") & tables.targets["value"].notna()]
    growth = targets["form"].isin(RATES)
    years = (targets["target_year"] - targets["start_year"]).astype(float)
    with np.errstate(all="ignore"):
        spread = 100 * ((1 + targets["value"] / 100) ** (1 / years) - 1)
    yearly = spread.where(targets["form"] == "total_growth", targets["value"])
    strength = yearly.where(growth, targets["target_level"])
    ranged = (targets["comparator"] == "range") & (targets["form"] == "level")
    return targets.assign(
        measure=np.where(growth, "growth", "level"),
        strength=strength,
        low=strength.mask(ranged, targets["value_low"]),
        high=strength.mask(ranged, targets["value_high"]),
        at=targets["target_year"].astype("int64"),
        figure=targets["figure_id"].map(tables.position),
        norm=False,
    )


def _norms(tables: Tables) -> pd.DataFrame:
    numbers = tables.numbers
    rows = numbers[
        (numbers["kind"] == "rule")
        & (numbers["form"] == "level")
        & (numbers["quantity"] == "density")
        & numbers["value"].notna()
        & numbers["plan"]
    ]
    strength = dict.fromkeys(("strength", "low", "high"), rows["value"])
    return rows.assign(measure="level", figure=rows.index, norm=True, **strength)


def demanded(tables: Tables) -> pd.DataFrame:
    """As `aligned`, with the nearest promise above that applies in the place (`targets_apply_to`): what is asked of it.

    A province's target for its own organisations, or for an average, asks nothing of a county.
    """
    pairs = tables.once(_pairs)
    return _nearest(pairs[pairs["applies"]])


def aligned(tables: Tables) -> pd.DataFrame:
    """Each promise of a plan with the nearest one above it for the same thing and measure, applying there or not.

    Suffix `_upper` for the latter; `ahead`: how far the lower one is stronger (negative: weaker), in the unit of the
    measure, 0 where ranges overlap. Of several milestones the last one counts that is not after the upper one's year;
    upper targets of a later plan period are passed over.
    """
    return _nearest(tables.once(_pairs))


def _pairs(tables: Tables) -> pd.DataFrame:
    """Each promise of a plan with all above it that can be compared; `applies`: whether that one is asked there."""
    all_promises = tables.once(promises)
    lower = all_promises[all_promises["figure"].map(tables.numbers["plan"]).astype(bool)]
    upward = tables.lineage[tables.lineage["distance"] > 0]
    upper = all_promises[~all_promises["norm"].astype(bool)].drop(columns=["sign", "document_id"])
    keys = ["common", "measure", "subgroup"]
    pairs = lower.merge(upward, on="region_code").merge(
        upper, left_on=[*keys, "ancestor_code"], right_on=[*keys, "region_code"], suffixes=("", "_upper")
    )
    for column in ("residence", "arrangement"):
        of_upper = pairs[f"{column}_upper"]
        pairs = pairs[(pairs[column] == of_upper) | (of_upper == "") | (pairs[column] == "")]
    period_end = pairs["document_id"].map(tables.documents.set_index("document_id")["period_end"])
    within = (pairs["at"] <= pairs["at_upper"]) & (pairs["at_upper"] <= period_end)
    pairs = pairs[pairs["norm"].astype(bool) | within]
    return pairs.assign(applies=applying(tables, pairs, "indicator_id_upper"))


def applying(tables: Tables, pairs: pd.DataFrame, indicator: str) -> pd.Series:
    """Whether a target set above applies in the place of each row. `pairs`: region_code, distance, and the column
    `indicator` of the upper target."""
    level = pairs["region_code"].map(tables.regions.set_index("region_code")["level"])
    reach = pairs[indicator].map(tables.indicators.set_index("indicator_id")["targets_apply_to"])
    return applies(pairs["distance"], level, reach)


def _nearest(pairs: pd.DataFrame) -> pd.DataFrame:
    pairs = pairs.sort_values(["distance", "at"], ascending=[True, False], kind="stable")
    pairs = pairs.drop_duplicates(["document_id", "region_code", *MEASURE, "measure", "norm"])
    over, under = pairs["low"] - pairs["high_upper"], pairs["high"] - pairs["low_upper"]
    return pairs.assign(ahead=pairs["sign"] * (over.clip(lower=0) + under.clip(upper=0)))
