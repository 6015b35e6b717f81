"""What became of a target, in one word for a leader, with the reason.

Only a final value settles a target ("已见分晓"), or a yearly floor that is broken for certain. A target whose year has
ended without a published final value is `expired_unpublished`, with the standing that was known last.
"""

import numpy as np
import pandas as pd

from analysis.models.floors import FORM as FLOOR

# The method whose verdict decides between on_path and behind: it follows the path that the target itself declares.
DECIDING = "status_domestic"
SETTLED = ("met", "not_met")
ON_PATH, BEHIND, NOT_COMPARABLE, UNKNOWN = "on_path", "behind", "not_comparable", "unknown"
# Worst first: a target that is judged by several series has the outcome of the one that stands worst.
SEVERITY = ("not_met", "behind", "not_judgeable", "expired_unpublished", "met_at_base", "on_path", "met")


def outcomes(rows: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """`outcome`, `outcome_reason`, `last_standing` (codes of these vocabularies) of each row; the first that applies:

    - a floor of the yearly growth that was certainly broken: not_met, because nothing later mends it;
    - a level of the target year: met or not_met; a floor is met only where each of its years is known;
    - of the target year only a range or a limit is published, which leaves open whether it is met: not_judgeable;
    - the target year has ended: expired_unpublished, where the target amounts to a level at all;
    - running: on_path or behind, by the domestic method at the last observed year; on_path where the level is reached;
      met_at_base where only a base is known and meets the target;
    - else not_judgeable, with the reason.

    `last_standing` of an expired target: on_path or behind at the last known year, not_comparable (a level is known,
    but no base to compare it with), or unknown (no level).

    `as_of`: the last year that has ended. `rows`: form, target_level, unresolved, not_measurable, baseline_value,
    latest_value, latest_year, target_year, met, surely_missed, met_at_base, floor_years_broken, floor_years_open,
    bound_known,
    known_at_writing, final_open, DECIDING.
    """
    base, latest = rows["baseline_value"].notna(), rows["latest_value"].notna()
    level, floor = rows["target_level"].notna(), rows["form"] == FLOOR
    final = level & latest & (rows["latest_year"] == rows["target_year"]).fillna(False)
    ended = level & (rows["target_year"] <= as_of)
    standing = _standings(rows, base, latest, floor)
    floor_open = floor & (rows["floor_years_open"] != "")
    cases = {
        ("not_met", "floor_broken"): rows["floor_years_broken"] != "",
        ("met", "observed_in_target_year"): final & rows["met"] & ~floor_open,
        ("not_met", "observed_in_target_year"): final & rows["surely_missed"],
        ("expired_unpublished", "floor_years_unknown"): ended & final & floor_open,
        ("not_judgeable", "final_value_open"): ended & rows["final_open"],
        ("expired_unpublished", "reached_before_target_year"): ended & latest & rows["met"],
        ("expired_unpublished", "final_value_unpublished"): ended & base & latest,
        ("on_path", "reached_before_target_year"): level & ~ended & latest & rows["met"] & ~floor,
        ("behind", "last_observed_year"): level & ~ended & base & latest & (rows[DECIDING] == "behind"),
        ("on_path", "last_observed_year"): level & ~ended & base & latest,
        ("met_at_base", "already_at_target_in_base_year"): level & ~ended & base & rows["met_at_base"],
        ("not_judgeable", "no_baseline"): level & latest,
        ("not_judgeable", "known_at_writing"): level & ~base & rows["known_at_writing"],
        ("not_judgeable", "only_a_bound_known"): level & rows["bound_known"],
        ("not_judgeable", "no_later_level"): level & base,
    }
    conditions = [condition.to_numpy(bool) for condition in cases.values()]
    outcome = np.select(conditions, [outcome for outcome, _ in cases], default="not_judgeable")
    reason = np.select(conditions, [reason for _, reason in cases], default="no_level_known")
    undecided = ~np.any(conditions, axis=0)
    unmeasurable = undecided & (rows["not_measurable"] != "").to_numpy()
    reason = np.where(unmeasurable, rows["not_measurable"], reason)
    unresolved = undecided & (~level & (rows["unresolved"] != "")).to_numpy()
    reason = np.where(unresolved, rows["unresolved"], reason)
    open_end = reason == "final_value_open"  # published, though it decides nothing
    expired = ended.to_numpy() & (outcome == "not_judgeable") & ~unmeasurable & ~open_end
    outcome = np.where(expired, "expired_unpublished", outcome)
    last = np.where(outcome == "expired_unpublished", standing, "")
    return pd.DataFrame({"outcome": outcome, "outcome_reason": reason, "last_standing": last}, index=rows.index)


def _standings(rows: pd.DataFrame, base: pd.Series, latest: pd.Series, floor: pd.Series) -> np.ndarray:
    """How each target stood at its last known level."""
    reached = latest & rows["met"] & ~floor
    return np.select(
        [~latest, reached, ~base, rows[DECIDING] == "behind"],
        [UNKNOWN, ON_PATH, NOT_COMPARABLE, BEHIND],
        default=ON_PATH,
    )


def of_all_series(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a target: of the series that it is judged by, the one that stands worst; and what the others lack.

    Adds `series_judged` and `series_unknown` ("urban.collective;urban.dispersed"): the series of which a level after
    the base is known, and those of which none is. An undivided promise holds for each of its parts, so it is not met
    while a part is unknown: then its outcome is expired_unpublished (or on_path, where it still runs).

    `rows`: target_id, residence, arrangement, judged_residence, judged_arrangement, latest_value, margin, ended, and
    the columns of `outcomes`.
    """
    keys = [
        ".".join(filter(None, pair)) for pair in zip(rows["judged_residence"], rows["judged_arrangement"], strict=True)
    ]
    rows = rows.assign(series=keys, known=rows["latest_value"].notna())
    standing = rows["outcome"].map({code: rank for rank, code in enumerate(SEVERITY)})
    standing = standing.mask(rows["last_standing"] == BEHIND, SEVERITY.index("behind"))
    order = rows.assign(severity=standing, lacking=~rows["known"])
    order = order.sort_values(["target_id", "lacking", "severity", "margin", "series"], na_position="last")
    worst = order.drop_duplicates("target_id").copy()
    judged = order[order["known"]].groupby("target_id")["series"].agg(lambda names: ";".join(sorted(names)))
    parts = rows[(rows["series_match"] == "part") | rows["part_missing"]]
    unknown = parts[~parts["known"]].groupby("target_id")["series"].agg(lambda names: ";".join(sorted(names)))
    worst["series_judged"] = worst["target_id"].map(judged.to_dict()).astype("object").fillna("").astype("str")
    worst["series_unknown"] = worst["target_id"].map(unknown.to_dict()).astype("object").fillna("").astype("str")
    rash = (worst["series_unknown"] != "") & (worst["outcome"] == "met")
    worst["outcome"] = worst["outcome"].mask(rash, np.where(worst["ended"], "expired_unpublished", "on_path"))
    worst["outcome_reason"] = worst["outcome_reason"].mask(rash, "part_unknown")
    worst["last_standing"] = worst["last_standing"].mask(rash & worst["ended"], ON_PATH)
    return worst.drop(columns=["margin", "severity", "lacking", "series", "known", "ended", "part_missing"])
