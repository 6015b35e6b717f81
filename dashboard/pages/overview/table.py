"""The targets of 总览 as a file to take along: plain numbers with their units, words for codes."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.words import targets as words
from dashboard.pages.overview import data as overview_data
from dashboard.pages.overview.data import EVERYTHING
from dashboard.shared import assessed, components, region_chooser
from dashboard.shared.assessed import Target, all_targets
from dashboard.shared.data import Data
from dashboard.shared.table_files import Table

COLUMNS = {
    "name": "目标",
    "period": "规划期",
    "attribute": "性质",
    "goal": "要求",
    "target_year": "目标年",
    "target_level": "目标水平",
    "computed": "折算",
    "baseline_year": "基期年份",
    "baseline_value": "基期水平",
    "baseline_whose": "基期水平属于",
    "latest_year": "最近年份",
    "latest_value": "最近实际",
    "latest_whose": "最近实际属于",
    "missing": "与目标相差",
    "unit": "单位",
    "needed": "需要每年",
    "achieved": "实际每年",
    "verdict": "结论",
    "finding": "说明",
    "probability": "公布值达到目标的可能性",
    "figure_ids": "依据的数字",
}


def table(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """The targets that the view of 总览 lists, all of the region's where no list is open."""
    region = region_chooser.asked(data.regions, parameters.get("region"))
    if region is None:
        return None
    mine = overview_data.of_region(data.view(all_targets), region)
    choice = overview_data.chosen(parameters, mine)
    everything = choice.outcome in (None, EVERYTHING)
    rows = overview_data.listed(mine, replace(choice, outcome=choice.outcome or EVERYTHING))
    if not rows:
        return None
    frame = pd.DataFrame([_target(one) for one in rows], columns=list(COLUMNS))
    name = "规划目标" if everything else assessed.standing_name(choice.outcome)
    title = "".join(filter(None, [choice.period, choice.attribute, name]))
    notes = (f"{overview_data.verdict(rows)}{components.judged(data.workspace.as_of)}", assessed.ABOUT_PACES)
    return Table("总览", title, data.regions[region].name, frame, COLUMNS, notes)


def _target(target: Target) -> dict:
    row = target.row
    kind = "rate" if target.unit.startswith("元") else "step"
    levels = ("target_year", "target_level", "baseline_year", "baseline_value", "latest_year", "latest_value")
    return {
        "name": target.name,
        "period": target.period,
        "attribute": assessed.attribute_name(target.attribute),
        "goal": words.goal(row),
        **{name: row[name] for name in levels},
        "computed": row["level_basis"] == "from_baseline",
        "baseline_whose": assessed.whose(row["baseline_source_level"]),
        "latest_whose": assessed.whose(row["latest_source_level"]),
        "missing": assessed.missing(target),
        "unit": target.unit,
        "needed": row[f"needed_{kind}"],
        "achieved": row[f"achieved_{kind}"],
        "verdict": words.verdict(row),
        "finding": words.finding(row),
        "probability": row["probability"],
        "figure_ids": row["figure_ids"],
    }
