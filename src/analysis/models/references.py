"""Targets and rules that are tied to something else: the parent's target, another standard, a series from outside."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.models.levels import RATIO_FACTORS, Codelists, is_fact
from analysis.models.matching import PART, match
from analysis.models.targets import YEARLY_FORMS

OTHER = ["region_code", "other", "residence"]
RULE = ["rule_level", "rule_figure_id", "rule_base_value", "rule_base_year", "rule_base_figure_id"]
OF_PARENT = ["comparator", "value", "value_low", "value_high"]


def follow(targets: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """`targets` with the values that "不低于省定目标" takes over, `parent_figure_id` and `unresolved`.

    A target without a number that refers to the level above takes the value and comparator of the nearest target above
    that has one: of the same indicator or of its average, for the same residence and group (or undivided), and for the
    same target year. Both must be a growth a year, or both a level. `unresolved`: a code of `outcome_reason` where
    there is still no value, else "".
    """
    frame = targets.assign(parent_figure_id="", unresolved="")
    empty = frame["value"].isna()
    means = frame["reference"].map(lambda text: codelists.references.get(text, {}).get("means", "unknown_reference"))
    series = frame["reference"].map(lambda text: codelists.references.get(text, {}).get("series", ""))
    reason = means.mask(means == "external", "needs_" + series)
    reason = reason.mask(means.isin(["parent_standard", "indicator"]), "reference_without_number")
    reason = reason.mask(frame["reference"] == "", "no_number")
    deferred = empty & (means == "parent_target")
    found = _parents(frame[deferred], targets, codelists)
    frame = frame.set_index("figure_id")
    ids = targets["figure_id"]
    frame["unresolved"] = reason.set_axis(ids).where(empty.set_axis(ids), "")
    frame.loc[ids[deferred], "unresolved"] = found["unresolved"].reindex(ids[deferred])
    taken = found.index[found["unresolved"] == ""]
    frame.loc[taken, [*OF_PARENT, "parent_figure_id"]] = found.loc[taken, [*OF_PARENT, "parent_figure_id"]]
    return frame.reset_index()[[*targets.columns, "parent_figure_id", "unresolved"]]


def _parents(deferred: pd.DataFrame, targets: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """Of each deferred target (index figure_id) the parent's OF_PARENT, parent_figure_id and why it cannot be taken."""
    above = targets.rename(columns={"region_code": "ancestor_code", "indicator_id": "parent_indicator"})
    average_of = above["parent_indicator"].map(codelists.indicators["average_of"])
    own = above.assign(indicator_id=above["parent_indicator"], averaged=False)
    averages = above[average_of != ""].assign(indicator_id=average_of, averaged=True)
    places = deferred[["figure_id", "region_code", "indicator_id", "residence", "arrangement", "subgroup", "form",
                       "target_year"]].merge(codelists.lineage, on="region_code")  # fmt: skip
    places = places[places["distance"] > 0]
    pairs = places.merge(
        pd.concat([own, averages]), on=["ancestor_code", "indicator_id", "subgroup", "target_year"],
        suffixes=("", "_above"),
    )  # fmt: skip
    for name in ("residence", "arrangement"):
        pairs = pairs[pairs[f"{name}_above"].isin([""]) | (pairs[f"{name}_above"] == pairs[name])]
    yearly = pairs["form"].isin(YEARLY_FORMS)
    level = ~yearly & pairs["form"].isin(["level", "reference"])
    fits = (yearly & pairs["form_above"].isin(YEARLY_FORMS)) | (level & (pairs["form_above"] == "level"))
    fits |= pairs["form"] == pairs["form_above"]
    pairs["unresolved"] = "parent_target_of_other_form"
    pairs.loc[fits, "unresolved"] = ""
    pairs.loc[pairs["value"].isna(), "unresolved"] = "parent_target_unresolvable"
    rank = pairs["unresolved"].map({"": 0, "parent_target_of_other_form": 1, "parent_target_unresolvable": 2})
    best = pairs.assign(rank=rank).sort_values(["figure_id", "rank", "distance", "averaged"])
    best = best.drop_duplicates("figure_id").rename(columns={"figure_id_above": "parent_figure_id"})
    best = best.set_index("figure_id")[[*OF_PARENT, "parent_figure_id", "unresolved"]].reindex(deferred["figure_id"])
    return best.assign(unresolved=best["unresolved"].astype("object").fillna("parent_target_unknown"))


# What an unknown number may be at most, so that a rate is enough: code of the vocabulary `condition`, by what the
# target refers to, for promises of yearly growth and for levels. A rate is compared with a rate, a level with a level;
# of an amount or a total growth that nobody knows no condition on a yearly rate is told.
OF_RATES = {"external": "{series}_at_most", "parent_target": "parent_rate_at_most"}
OF_LEVELS = {"parent_target": "parent_level_at_most", "parent_standard": "parent_level_at_most",
             "indicator": "other_level_at_most"}  # fmt: skip
CONDITIONS = dict.fromkeys(YEARLY_FORMS, OF_RATES) | dict.fromkeys(("level", "reference", "ratio_to"), OF_LEVELS)
RATES = ("consumption_growth_at_most", "parent_rate_at_most")


def conditional(rows: pd.DataFrame, codelists: Codelists) -> pd.Series:
    """The condition under which a rate is enough for a target that depends on a number which nobody knows; else "".

    "不低于上年度居民人均消费支出增速": 8% is enough while consumption grew by at most 8% in each year before
    (`consumption_growth_at_most`); "不低于省定目标": while the province asks for no more. `rows`: form, reference,
    target_level.
    """
    codes = []
    for form, reference in zip(rows["form"], rows["reference"], strict=True):
        entry = codelists.references.get(reference, {})
        code = CONDITIONS.get(form, {}).get(entry.get("means", ""), "")
        codes.append(code.format(series=entry.get("series", "")))
    found = pd.Series(codes, index=rows.index, dtype="str")
    return found.where(rows["target_level"].isna(), "")


def at_most(condition: pd.Series, rate: ArrayLike, projected: ArrayLike) -> np.ndarray:
    """What the unknown number may be at most: in % a year for growth rates, else the level that the rate leads to."""
    return np.where(condition.isin(RATES), np.asarray(rate) * 100, projected)


def not_measurable(indicator_ids: pd.Series, codelists: Codelists) -> pd.Series:
    """Why the level of a ratio cannot be known, "needs_…": one of its parts is a series from outside; else ""."""
    reasons = {}
    for row in codelists.indicators[codelists.indicators["numerator"] != ""].itertuples():
        parts = [part.split(":")[0] for part in (row.numerator, row.denominator)]
        outside = [part for part in parts if part not in codelists.indicators.index]
        reasons[row.Index] = f"needs_{outside[0]}" if outside else ""
    return indicator_ids.map(reasons).fillna("").astype("str")


def rule_levels(rows: pd.DataFrame, figures: pd.DataFrame, levels: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """What a standing multiple (特困标准不低于当地低保标准 1.3 倍) asks in a target's year, on the other standard.

    The base is the other standard's last known level between start and target year where that is of the target year,
    or the target year is over, or it is beyond what was promised for then; else the promise. So what is asked rests on
    a promise only while that may still be kept, and as long as nothing known asks for more.

    `rows`: resolved targets (figure_id, region_code, indicator_id, residence, start_year, target_year, target_level,
    as_of); `figures`: the table, of which rules (kind "rule") are used whose indicator is a ratio of two standards;
    `levels`: `levels.known_levels`. A rule holds in its region and below. Returns `rule_level` = multiple · base,
    `rule_figure_id`, and the base: `rule_base_value`, `rule_base_year`, `rule_base_figure_id` (a level's or a
    target's); indexed by figure_id; the highest where several hold. Of a range the lower end counts.
    """
    wanted = rows.merge(codelists.lineage, on="region_code")
    wanted = wanted.merge(_multiples(figures, codelists), on=["ancestor_code", "indicator_id"])
    other = rows[["region_code", "indicator_id", "residence", "target_year", "target_level", "figure_id"]]
    promise = ["other_level", "other_id"]
    other = other[other["target_level"].notna()].set_axis([*OTHER, "target_year", *promise], axis=1)
    pairs = wanted.merge(other, how="left", on=[*OTHER, "target_year"])
    pairs = pairs.merge(_known_others(pairs, levels, codelists), how="left", on=["figure_id", "other"])
    settled = (pairs["year"] == pairs["target_year"]) | (pairs["target_year"] <= pairs["as_of"])
    known = pairs["year"].notna() & (settled.fillna(False) | ~(pairs["least"] <= pairs["other_level"]))
    pairs["rule_base_value"] = pairs["least"].where(known, pairs["other_level"])
    pairs["rule_base_year"] = pairs["year"].where(known, pairs["target_year"])
    pairs["rule_base_figure_id"] = pairs["level_id"].where(known, pairs["other_id"])
    pairs["rule_level"] = pairs["multiple"] * pairs["rule_base_value"]
    pairs = pairs[pairs["rule_level"].notna()].sort_values("rule_level", ascending=False)
    return pairs.drop_duplicates("figure_id").set_index("figure_id")[RULE]


def _multiples(figures: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """The standing multiples: `ancestor_code` (where they hold), `indicator_id`, `other`, `multiple`, their figure."""
    rules = figures[(figures["kind"] == "rule") & (figures["form"] == "level") & figures["value"].notna()]
    indicator = codelists.indicators.reindex(rules["indicator_id"])
    rules = rules.assign(
        multiple=rules["value_low"].fillna(rules["value"]) / indicator["unit"].map(RATIO_FACTORS).to_numpy(),
        indicator_id=indicator["numerator"].str.split(":").str[0].to_numpy(),
        other=indicator["denominator"].str.split(":").str[0].to_numpy(),
        undivided=(indicator["numerator"].str.endswith(":") & indicator["denominator"].str.endswith(":")).to_numpy(),
    )
    rules = rules[rules["undivided"] & rules["other"].isin(codelists.indicators.index)]
    rules = rules.rename(columns={"region_code": "ancestor_code", "figure_id": "rule_figure_id"})
    return rules[["ancestor_code", "indicator_id", "other", "multiple", "rule_figure_id"]]


def _known_others(pairs: pd.DataFrame, levels: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """Of each pair the other standard's last known level after its start and up to its target year: `figure_id`,
    `other`, `year`, `least` (the lower end of a range), `level_id`."""
    asked = pairs[[*OTHER, "figure_id", "start_year", "target_year", "as_of"]].reset_index(drop=True)
    asked = asked.rename(columns={"figure_id": "asker"}).assign(figure_id=asked.index.astype("str"))
    series = asked.rename(columns={"other": "indicator_id"}).assign(arrangement="", subgroup="")
    held = match(series, levels, codelists)
    held = held[is_fact(held) & (held["series_match"] != PART)]
    held = held.merge(asked, left_on="target_id", right_on="figure_id")
    until = held[["target_year", "as_of"]].min(axis=1)
    held = held[(held["year"] > held["start_year"]) & (held["year"] <= until)].sort_values("year")
    held = held.assign(least=held["value"].mask(held["comparator"] == "range", held["value_low"]))
    last = held.drop_duplicates(["asker", "other"], keep="last")
    return last[["asker", "other", "year", "least", "level_id"]].rename(columns={"asker": "figure_id"})
