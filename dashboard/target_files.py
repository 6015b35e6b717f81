"""The tables of 总览 and 横向比较 as files to take along: plain numbers with their units, words for codes."""

from collections.abc import Mapping

import pandas as pd

from analysis.codelists import definitions
from dashboard import assessed, compare_view, overview_data, region_chooser
from dashboard.assessed import Target
from dashboard.compare_data import Row
from dashboard.data import Data
from dashboard.table_files import Table

TARGET_COLUMNS = {
    "name": "目标",
    "attribute": "性质",
    "wanted": "要求",
    "target_year": "目标年",
    "target_level": "目标水平",
    "baseline_year": "基期年份",
    "baseline_value": "基期水平",
    "latest_year": "最近年份",
    "latest_value": "最近实际",
    "missing": "还差",
    "unit": "单位",
    "needed": "需要每年",
    "achieved": "实际每年",
    "outcome": "结论",
    "reason": "依据或原因",
    "probability": "达到的可能性",
    "figure_ids": "依据的数字",
}
COMPARISON_COLUMNS = {
    "place": "地区",
    "name": "指标",
    "value": "最近实际",
    "year": "年份",
    "unit": "单位",
    "known": "如何得知",
    "wanted": "目标",
    "missing": "还差",
    "achieved": "年均变动",
    "needed": "需要每年",
    "recent": "近期变动",
    "earlier": "此前变动",
    "pace": "快慢",
    "outcome": "结论",
}
ABOUT_PACES = "金额每年的变动是增速（0.08 即 8%），其余是每年增减多少（与单位相同）。"


def targets(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """The targets that the view of 总览 lists, all of the region's where no list is open."""
    region = region_chooser.asked(data.regions, parameters.get("region"))
    if region is None:
        return None
    outcome, attribute = overview_data.chosen(parameters)
    rows = overview_data.listed(overview_data.of_region(data.targets, region), outcome or "all", attribute)
    if not rows:
        return None
    frame = pd.DataFrame([_target(one) for one in rows])
    title = f"{attribute or ''}{'规划目标' if outcome in (None, 'all') else assessed.outcome_name(outcome)}"
    return Table(
        "总览", title, data.regions[region].name, frame, TARGET_COLUMNS, (overview_data.verdict(rows), ABOUT_PACES)
    )


def _target(target: Target) -> dict:
    row = target.row
    kind = "rate" if target.unit.startswith("元") else "step"
    levels = ("target_year", "target_level", "baseline_year", "baseline_value", "latest_year", "latest_value")
    return {
        "name": target.name,
        "attribute": assessed.attribute_name(target.attribute),
        "wanted": assessed.wanted(target),
        **{name: row[name] for name in levels},
        "missing": assessed.missing(target),
        "unit": target.unit,
        "needed": row[f"needed_{kind}"],
        "achieved": row[f"achieved_{kind}"],
        "outcome": assessed.outcome_name(target.outcome),
        "reason": definitions.terms()["outcome_reason"][row["outcome_reason"]],
        "probability": row["probability"],
        "figure_ids": row["figure_ids"],
    }


def comparison(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """The rows of 横向比较 in the view's order."""
    view = compare_view.asked(data, dict(parameters))
    rows = compare_view.rows(data, view) if view else []
    if not rows:
        return None
    names = [data.comparison.names[key] for key in view.series]
    frame = pd.DataFrame([_compared(row) for row in rows])
    title = names[0] if len(names) == 1 else f"{len(names)}项指标"
    return Table(
        "横向比较", title, data.regions[view.region].name, frame, COMPARISON_COLUMNS, ("、".join(names), ABOUT_PACES)
    )


def _compared(row: Row) -> dict:
    kind = "rate" if row.unit.startswith("元") else "step"
    told: Mapping = row.target.row if row.target else {}
    return {
        "place": row.place,
        "name": row.name,
        "value": row.value,
        "year": row.year,
        "unit": row.unit,
        "known": definitions.terms()["how_known"].get(row.how_known, ""),
        "wanted": assessed.wanted(row.target) if row.target else "",
        "missing": row.missing,
        "achieved": told.get(f"achieved_{kind}"),
        "needed": told.get(f"needed_{kind}"),
        "recent": row.movement.recent if row.movement else None,
        "earlier": row.movement.earlier if row.movement else None,
        "pace": row.pace,
        "outcome": assessed.outcome_name(row.target.outcome) if row.target else "",
    }
