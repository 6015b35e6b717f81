"""The assessment of every target: what it asks, what is known, at which rate it is reached, is it on course."""

import numpy as np
import pandas as pd

from analysis.domain.quantities import PER_PERSON
from analysis.domain.series import SERIES
from analysis.models import floors, growth, outcome, references, status
from analysis.models import targets as forms
from analysis.models.levels import RATIO_FACTORS, SEPARATOR, UNBOUNDED, Codelists, is_fact, with_ratios
from analysis.models.matching import JUDGED, OF_LEVEL, base_and_latest, match

RATE = 0.08  # the growth that the project asks about: does 8% a year meet the targets?
TABLE_NAMES = {
    "projected": "projected_at_8_percent",
    "met_at_rate": "met_at_8_percent",
    "gap": "gap_at_8_percent",
    "year_reached": "year_reached_at_8_percent",
    "condition": "condition_at_8_percent",
    "condition_limit": "condition_limit_at_8_percent",
    "baseline_level_id": "baseline_figure_id",
    "latest_level_id": "latest_figure_id",
}
OF_FORECAST = ["median", "low_50", "high_50", "low_80", "high_80"]
FORECAST = ["probability", "probability_word", *OF_FORECAST, "reach_80", "reach_50", "reach_20", "peers_share"]
# What is still to come or to be chosen: empty where the target's year has ended. The estimate of a final value that
# nobody published (`probability`, `median` and its intervals) says what was, and stays until the value is known.
STILL_NEEDED = ["needed_rate_from_now", "needed_step_from_now"]
AHEAD = ["reach_80", "reach_50", "reach_20", "peers_share"]
FROM_PROBABILITY = [*FORECAST, "reason", "borrowed_share", "points_used", "method"]


def assess(
    targets: pd.DataFrame,
    levels: pd.DataFrame,
    figures: pd.DataFrame,
    codelists: Codelists,
    as_of: int,
    rate: float = RATE,
) -> pd.DataFrame:
    """One row a target: its columns and those of the table `assessments`, without the rules' and the probability's.

    `targets`, `figures`: the processed tables; `levels`: `levels.known_levels`; `as_of`: the last year that has ended:
    levels count up to it, and targets of up to it are over. What depends on `rate` is in `projected`, `met_at_rate`,
    `gap`, `year_reached`, `condition` and `condition_limit`. Where a target is judged by its parts, the row is that of
    the part that stands worst, and says which parts are known (`outcome.of_all_series`).
    """
    matched = match(targets, with_ratios(levels, codelists.indicators), codelists)
    known = base_and_latest(targets, matched, as_of)
    followed = references.follow(targets, codelists).rename(columns={"figure_id": "target_id"})
    printed = ["baseline_value", "baseline_year", "baseline_figure_id", "target_level"]
    rows = followed.drop(columns=printed).merge(known, on="target_id")
    rows = _resolved(rows, codelists)
    rows = rows.join(floors.record(rows, matched, figures, codelists.lineage, as_of))
    rows = rows.join(_rates(rows)).join(at_rate(rows, rate))
    judged = status.verdicts(_comparable(rows, codelists))
    rows = rows.join(judged).join(status.agreement(judged))
    rows["trend"] = status.eurostat_trend(rows["level_growth"], rows["direction"])
    rows["fragile"] = _fragile(rows, matched, judged, codelists)
    rows = rows.join(outcome.outcomes(rows, as_of))
    rows["as_of"], rows["ended"] = as_of, rows["target_year"] <= as_of
    rows[STILL_NEEDED] = rows[STILL_NEEDED].mask(rows["ended"])
    worst = outcome.of_all_series(rows.assign(margin=_margin(rows))).sort_index()
    return worst.reset_index(drop=True).rename(columns={"target_id": "figure_id"})


def _resolved(rows: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """Adds the target level and how it came about, the direction, and whether base and latest level meet it."""
    indicator = codelists.indicators.reindex(rows["indicator_id"]).set_axis(rows.index)
    years = {name: rows[name].astype("float64") for name in ("baseline_year", "start_year", "target_year")}
    stated = forms.direction_of(rows["comparator"], indicator["direction"], rows["value"], rows["baseline_value"])
    value = forms.wanted_value(rows, stated)
    base = rows["baseline_value"]
    level = forms.level_of(rows["form"], value, base, *years.values())
    level, _ = forms.within_bounds(rows["form"], level, indicator["lower_bound"], indicator["upper_bound"])
    why = forms.why_no_level(rows["form"], base, years["baseline_year"], years["start_year"])
    rows["target_level"], rows["level_unit"] = level, indicator["unit"]
    rows["direction"] = forms.direction_of(rows["comparator"], indicator["direction"], level, base)
    rows["unresolved"] = rows["unresolved"].mask((rows["unresolved"] == "") & np.isnan(level), why)
    rows["not_measurable"] = references.not_measurable(rows["indicator_id"], codelists)
    rows["level_basis"] = np.select(
        [np.isnan(level), rows["parent_figure_id"] != "", rows["form"].isin(forms.FROM_BASELINE)],
        ["", "parent_target", "from_baseline"],
        default="printed",
    )
    rows["money"] = indicator["quantity"].isin(PER_PERSON) & indicator["unit"].str.startswith("元")
    # both parts of such a ratio are standards that grow by the rate asked about
    rows["pair"] = (indicator["numerator"] != "") & (rows["not_measurable"] == "")
    rows["path"] = rows["path"].mask(rows["pair"], "geometric")  # what a constant outgrowth leads along
    rows = _settled_by_bound(rows)
    rows["met"], rows["surely_missed"] = _met_for_certain(rows, "latest"), _missed_for_certain(rows, "latest")
    rows["met_at_base"] = _met_for_certain(rows, "baseline")
    final = (rows["latest_year"] == rows["target_year"]).fillna(False)
    rows["final_open"] = (final & ~rows["met"] & ~rows["surely_missed"]) | (~final & rows["bound_value"].notna())
    rows["conditional"] = references.conditional(rows, codelists)
    return rows


def _settled_by_bound(rows: pd.DataFrame) -> pd.DataFrame:
    """A published limit of the target year ("98% 以上") is the latest level where it decides the target by itself."""
    no_final = ~(rows["latest_year"] == rows["target_year"]).fillna(False) & rows["bound_value"].notna()
    decides = no_final & (_met_for_certain(rows, "bound") | _missed_for_certain(rows, "bound"))
    rows = rows.copy()
    for name in OF_LEVEL:
        rows[f"latest_{name}"] = rows[f"latest_{name}"].mask(decides, rows[f"bound_{name}"])
    return rows


def _met_for_certain(rows: pd.DataFrame, prefix: str) -> pd.Series:
    """Whether even the worst end of a level (a range, a bound) meets the target; no level does not."""
    return _meets(rows, prefix, worst=True)


def _missed_for_certain(rows: pd.DataFrame, prefix: str) -> pd.Series:
    """Whether not even the best end of a level meets the target; no level is missed by nobody."""
    return rows[f"{prefix}_value"].notna() & rows["target_level"].notna() & ~_meets(rows, prefix, worst=False)


def _meets(rows: pd.DataFrame, prefix: str, worst: bool) -> pd.Series:
    value, comparator = rows[f"{prefix}_value"], rows[f"{prefix}_comparator"]
    single = comparator.isin(["=", "~"])
    low = rows[f"{prefix}_value_low"].mask(single, value).astype("float64").fillna(-np.inf)
    high = rows[f"{prefix}_value_high"].mask(single, value).astype("float64").fillna(np.inf)
    end = low.where((rows["direction"] > 0) == worst, high).where(value.notna())
    return pd.Series(forms.is_met(end, rows["target_level"], rows["comparator"], rows["direction"]), rows.index)


def _rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Needed and achieved growth (fractions a year), the same as steps in the indicator's unit, the path's level now.

    For a pair the rates are those by which its lagging part must outgrow (outgrew) the other. 0 where the base, or the
    latest level, is at the target; but a yearly floor asks for its rate in each year that is left.
    """
    base, latest, level = (rows[name].to_numpy(float) for name in ("baseline_value", "latest_value", "target_level"))
    latest = np.where(rows["latest_comparator"].isin(UNBOUNDED), latest, np.nan)  # nothing is computed from a bound
    base_year, year, end = (rows[name].astype("float64") for name in ("baseline_year", "latest_year", "target_year"))

    def rate(start, finish, years):
        outgrowth = growth.needed_outgrowth(start, finish, years, rows["direction"])
        return np.where(rows["pair"], outgrowth, growth.compound_growth(start, finish, years))

    whole, gone, left = (np.where(part > 0, part, np.nan) for part in (end - base_year, year - base_year, end - year))
    from_now = np.where(rows["met"] & (left > 0), 0.0, rate(latest, level, left))
    floor = np.where(rows["form"] == floors.FORM, rows["value"] / 100, np.nan)
    falls = floors.sides(rows["comparator"], rows["value"]) < 0
    found = {
        "needed_rate": np.where(rows["met_at_base"], 0.0, rate(base, level, whole)),
        "needed_rate_from_now": np.where(np.isnan(from_now), np.nan, _further(from_now, floor, falls)),
        "achieved_rate": rate(base, latest, gone),
        "level_growth": growth.compound_growth(base, latest, gone),
        "needed_step": np.where(rows["met_at_base"], 0.0, (level - base) / whole),
        "needed_step_from_now": np.where(rows["met"] & (left > 0), 0.0, (level - latest) / left),
        "achieved_step": (latest - base) / gone,
        "path_value": forms.declared_level(rows["path"], base, base_year, level, end, year),
    }
    return pd.DataFrame(found, index=rows.index)


def _further(one: np.ndarray, other: np.ndarray, falls: pd.Series) -> np.ndarray:
    """The one that asks for more: the larger, or the smaller where a floor is one of a fall; NaN asks for nothing."""
    return np.where(falls, np.fmin(one, other), np.fmax(one, other))


def at_rate(rows: pd.DataFrame, rate: float | np.ndarray) -> pd.DataFrame:
    """What the rate gives for money standards and pairs of them; other indicators do not grow by a rate: empty.

    `rate` is one for all rows or one a row. A pair whose parts both grow by the rate stays where it is. Columns
    `projected`, `met_at_rate` (yes, no, conditional), `gap`, `year_reached`, and the condition where the target depends
    on a number that is not known (`condition`, `condition_limit`; see `references.at_most`).
    """
    base, level = rows["baseline_value"].to_numpy(float), rows["target_level"].to_numpy(float)
    base_year, end = rows["baseline_year"].astype("float64"), rows["target_year"].astype("float64")
    money, pair = rows["money"].to_numpy(), rows["pair"].to_numpy()
    projected = np.where(money, growth.project(base, rate, end - base_year), np.where(pair, base, np.nan))
    steps = growth.adjustments_to_reach(base, level, np.where(pair, 0.0, rate), rows["direction"])
    reached = base_year + np.where((money | pair) & np.isfinite(steps), steps, np.nan)
    met = forms.is_met(projected, level, rows["comparator"], rows["direction"])
    answered = ~np.isnan(projected) & ~np.isnan(level)
    conditional = ~answered & money & (rows["conditional"] != "").to_numpy()
    limit = references.at_most(rows["conditional"], rate, projected)
    return pd.DataFrame(
        {
            "projected": projected,
            "met_at_rate": np.select([conditional, answered & met, answered], ["conditional", "yes", "no"], ""),
            "condition": rows["conditional"].where(conditional, ""),
            "condition_limit": np.where(conditional, limit, np.nan),
            "gap": growth.gap(projected, level),
            "year_reached": reached.astype("Int64"),
        },
        index=rows.index,
    )


def _comparable(rows: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """The inputs of the methods; two groups of one indicator (城乡) are compared by their distance from parity."""
    indicator = codelists.indicators.reindex(rows["indicator_id"]).set_axis(rows.index)
    parts = indicator[["numerator", "denominator"]].apply(lambda part: part.str.split(":").str[0])
    groups = (parts["numerator"] != "") & (parts["numerator"] == parts["denominator"])
    frame = rows[status.INPUTS].copy()
    factor = indicator["unit"].map(RATIO_FACTORS)
    for name in ("baseline_value", "latest_value", "target_level", "path_value"):
        frame[name] = frame[name].mask(groups, status.parity(frame[name].astype("float64"), factor))
    frame["direction"] = frame["direction"].mask(groups, -1.0)
    return frame


def _fragile(rows: pd.DataFrame, matched: pd.DataFrame, judged: pd.DataFrame, codelists: Codelists) -> pd.Series:
    """ "yes" where a method's answer (on course or not) flips when the base year moves by one, "no" where none does.

    "" where neither neighbouring year is known, so that nobody can tell. The target's level stays what it is.
    """
    facts = matched.loc[is_fact(matched), [*JUDGED, "year", "value"]]
    usual, flips, tested = status.on_course(judged), pd.Series(False, rows.index), pd.Series(False, rows.index)
    for step in (-1, 1):
        moved = rows[[*JUDGED, "baseline_year"]].assign(year=rows["baseline_year"] + step)
        value = moved.merge(facts, how="left", on=[*JUDGED, "year"])["value"].set_axis(rows.index)
        usable = (moved["year"] < rows["latest_year"]).fillna(False) & value.notna()
        other = rows.assign(baseline_value=value.where(usable), baseline_year=moved["year"])
        other["path_value"] = _rates(other)["path_value"]
        answer = status.on_course(status.verdicts(_comparable(other, codelists)))
        compared = usual.notna() & answer.notna()
        flips |= (compared & (usual != answer)).any(axis=1)
        tested |= compared.any(axis=1)
    return pd.Series(np.select([flips, tested], ["yes", "no"], default=""), rows.index)


def _margin(rows: pd.DataFrame) -> pd.Series:
    """How far each row lies beyond its path (or its target), as a share of it; negative behind, NaN without levels."""
    reached = rows["latest_value"].fillna(rows["baseline_value"])
    return rows["direction"] * (reached / rows["path_value"].fillna(rows["target_level"]) - 1)


def for_probability(
    rows: pd.DataFrame, targets: pd.DataFrame, levels: pd.DataFrame, codelists: Codelists
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What `probability.reach_probability` needs: levels as they hold for each target, the targets, and the peers.

    The levels carry the judged series of the target, inherited ones too; the peers are all levels where they are known.
    The goal of a yearly floor is at least the floor from the latest level on: earlier gains do not help; it places
    the growth that is needed, while the probability is that of every year (`every_year`).
    """
    peers = with_ratios(levels, codelists.indicators)
    judged = {"judged_residence": "residence", "judged_arrangement": "arrangement"}
    goals = rows.drop(columns=list(judged.values())).rename(columns=judged)
    left = (rows["target_year"] - rows["latest_year"]).astype("float64")
    ahead = growth.project(rows["latest_value"], rows["value"] / 100, left)
    floor = np.where(rows["form"] == floors.FORM, ahead, np.nan)
    falls = floors.sides(rows["comparator"], rows["value"]) < 0
    goal = goals["target_level"].to_numpy(float)
    goals["target_level"] = np.where(np.isnan(goal), np.nan, _further(goal, floor, falls))
    matched = match(targets, peers, codelists).merge(
        rows[["figure_id", "region_code", "indicator_id", "subgroup"]], left_on="target_id", right_on="figure_id"
    )
    matched = matched.drop(columns="figure_id").rename(columns={**judged, "level_id": "figure_id"})
    held = matched.drop_duplicates([*SERIES, "year"])
    return held, goals, peers


def with_rules(rows: pd.DataFrame, figures: pd.DataFrame, levels: pd.DataFrame, codelists: Codelists) -> pd.DataFrame:
    """Adds `references.RULE`: what a standing multiple of another standard asks in the target year, and on what."""
    found = references.rule_levels(rows, figures, levels, codelists).reindex(rows["figure_id"]).reset_index(drop=True)
    named = {name: found[name].fillna("") for name in ("rule_figure_id", "rule_base_figure_id")}
    return rows.assign(**found.assign(**named))


def told(rows: pd.DataFrame, probability: pd.DataFrame) -> pd.DataFrame:
    """FROM_PROBABILITY for each row of `rows`, without what may not be said.

    Where the outcome is settled nothing is likely any more: `reason` says so, and only the evidence stays. Where the
    target's year has ended nothing lies ahead (AHEAD). Where there is a reason for no probability, there is none for an
    interval or a median either (`silence`). `rows`: figure_id, outcome, target_year, as_of.
    """
    found = probability.set_index("figure_id")[FROM_PROBABILITY].reindex(rows["figure_id"]).set_axis(rows.index)
    settled = rows["outcome"].isin(outcome.SETTLED)
    for name in FORECAST:
        found[name] = found[name].mask(settled)
    found[AHEAD] = found[AHEAD].mask(rows["target_year"] <= rows["as_of"])
    found["reason"] = found["reason"].mask(settled, "settled")
    for name in OF_FORECAST:
        found[name] = found[name].where(found["reason"] == "")
    return found


def table(rows: pd.DataFrame, probability: pd.DataFrame) -> pd.DataFrame:
    """The columns of the table `assessments`; `rows` from `assess` at RATE and `with_rules`.

    `probability`: figure_id and FROM_PROBABILITY; what of it may be said is in `told`.
    """
    rests_on = ["figure_ids", "parent_figure_id", "baseline_level_ids", "latest_level_ids", "rule_figure_id",
                "rule_base_figure_id"]  # fmt: skip
    ids = rows[rests_on].fillna("").to_numpy()
    named = [SEPARATOR.join(dict.fromkeys(SEPARATOR.join(filter(None, row)).split(SEPARATOR))) for row in ids]
    found = told(rows, probability)
    found = found.rename(columns={"method": "probability_method", "reason": "probability_reason"})
    return rows.rename(columns=TABLE_NAMES).assign(figure_ids=named).join(found)
