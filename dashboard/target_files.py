"""The tables of 总览 and 横向比较 as files to take along: plain numbers with their units, words for codes."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.codelists import definitions
from analysis.words import targets as words
from dashboard import assessed, compare_view, components, overview_data, region_chooser
from dashboard.assessed import Target
from dashboard.compare_data import Row
from dashboard.data import Data
from dashboard.overview_data import EVERYTHING
from dashboard.table_files import Table

TARGET_COLUMNS = {
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
    "probability": "达到的可能性",
    "figure_ids": "依据的数字",
}
COMPARISON_COLUMNS = {
    "place": "地区",
    "name": "指标",
    "value": "最近实际",
    "year": "年份",
    "unit": "单位",
    "whose": "属于",
    "known": "如何得知",
    "goal": "目标",
    "missing": "与目标相差",
    "achieved": "年均变动",
    "needed": "需要每年",
    "recent": "近期变动",
    "earlier": "此前变动",
    "pace": "快慢",
    "verdict": "结论",
}
ABOUT_PACES = "金额每年的变动是增速（0.08 即 8%），其余是每年增减多少（与单位相同）。"


def targets(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """The targets that the view of 总览 lists, all of the region's where no list is open."""
    region = region_chooser.asked(data.regions, parameters.get("region"))
    if region is None:
        return None
    mine = overview_data.of_region(data.targets, region)
    choice = overview_data.chosen(parameters, mine)
    everything = choice.outcome in (None, EVERYTHING)
    rows = overview_data.listed(mine, replace(choice, outcome=choice.outcome or EVERYTHING))
    if not rows:
        return None
    frame = pd.DataFrame([_target(one) for one in rows], columns=list(TARGET_COLUMNS))
    name = "规划目标" if everything else assessed.standing_name(choice.outcome)
    title = "".join(filter(None, [choice.period, choice.attribute, name]))
    notes = (f"{overview_data.verdict(rows)}{components.judged(data.workspace.as_of)}", ABOUT_PACES)
    return Table("总览", title, data.regions[region].name, frame, TARGET_COLUMNS, notes)


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
        "baseline_whose": _whose(row["baseline_source_level"]),
        "latest_whose": _whose(row["latest_source_level"]),
        "missing": assessed.missing(target),
        "unit": target.unit,
        "needed": row[f"needed_{kind}"],
        "achieved": row[f"achieved_{kind}"],
        "verdict": words.verdict(row),
        "finding": words.finding(row),
        "probability": row["probability"],
        "figure_ids": row["figure_ids"],
    }


def _whose(level: str | None) -> str:
    """本地; 所在市 for a standard that the city decreed; empty where no level is known."""
    return definitions.terms()["series_level"].get(level or "", "")


def comparison(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """The rows of 横向比较 in the view's order."""
    view = compare_view.asked(data, dict(parameters))
    rows = compare_view.rows(data, view) if view else []
    if not rows:
        return None
    names = [data.comparison.names[key] for key in view.series]
    frame = pd.DataFrame([_compared(row) for row in rows], columns=list(COMPARISON_COLUMNS))
    title = names[0] if len(names) == 1 else f"{len(names)}项指标"
    notes = (f"{'、'.join(names)}。{components.judged(data.workspace.as_of)}", ABOUT_PACES)
    return Table("横向比较", title, data.regions[view.region].name, frame, COMPARISON_COLUMNS, notes)


def _compared(row: Row) -> dict:
    kind = "rate" if row.unit.startswith("元") else "step"
    told: Mapping = row.target.row if row.target else {}
    return {
        "place": row.place,
        "name": row.name,
        "value": row.value,
        "year": row.year,
        "unit": row.unit,
        "whose": _whose(row.source_level),
        "known": definitions.terms()["how_known"].get(row.how_known, ""),
        "goal": words.goal(told) if row.target else "",
        "missing": row.missing,
        "achieved": told.get(f"achieved_{kind}"),
        "needed": told.get(f"needed_{kind}"),
        "recent": row.movement.recent if row.movement else None,
        "earlier": row.movement.earlier if row.movement else None,
        "pace": row.pace,
        "verdict": words.verdict(told) if row.target else "",
    }
