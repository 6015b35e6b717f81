"""The rows of 横向比较 as a file to take along: plain numbers with their units, words for codes."""

from collections.abc import Mapping

import pandas as pd

from analysis.codelists import definitions
from analysis.words import targets as words
from dashboard.pages.compare import view as compare_view
from dashboard.pages.compare.data import Comparison, Row
from dashboard.shared import assessed, components
from dashboard.shared.data import Data
from dashboard.shared.table_files import Table

COLUMNS = {
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


def table(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """The rows of 横向比较 in the view's order."""
    view = compare_view.asked(data, dict(parameters))
    rows = compare_view.rows(data, view) if view else []
    if not rows:
        return None
    names = [data.view(Comparison.of).names[key] for key in view.series]
    frame = pd.DataFrame([_compared(row) for row in rows], columns=list(COLUMNS))
    title = names[0] if len(names) == 1 else f"{len(names)}项指标"
    notes = (f"{'、'.join(names)}。{components.judged(data.workspace.as_of)}", assessed.ABOUT_PACES)
    return Table("横向比较", title, data.regions[view.region].name, frame, COLUMNS, notes)


def _compared(row: Row) -> dict:
    kind = "rate" if row.unit.startswith("元") else "step"
    told: Mapping = row.target.row if row.target else {}
    return {
        "place": row.place,
        "name": row.name,
        "value": row.value,
        "year": row.year,
        "unit": row.unit,
        "whose": assessed.whose(row.source_level),
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
