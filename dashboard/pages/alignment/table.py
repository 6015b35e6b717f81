"""The table that the page 目标衔接 gives away: all that its view rests on, with sources."""

from collections.abc import Mapping

import pandas as pd

from dashboard.pages.alignment import parts
from dashboard.pages.alignment.data import Alignment
from dashboard.pages.alignment.words import RELATIONS, UNSAID
from dashboard.shared import address, components, region_chooser
from dashboard.shared.data import Data
from dashboard.shared.table_files import Table

NAMES = {
    "place": "地区",
    "indicator": "指标",
    "kind": "口径",
    "value": "目标",
    "year": "年份",
    "attribute": "性质",
    "relation": "与上级相比",
    "applicable": "适用的上级目标",
    "detail": "说明",
    "document": "文献",
    "section": "章节",
    "figure_id": "数字编号",
}


def table(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """Everything that the table of a view rests on, one row a target; places without one have a row that says so."""
    region = region_chooser.asked(data.regions, parameters.get("region"))
    if region is None or address.names_nothing(parameters, data):
        return None
    alignment, rows = data.view(Alignment.of), []
    shown = parameters.get("show", "") if parameters.get("show") in RELATIONS else ""
    for code in parts.listed(alignment, region, shown):
        for place in alignment.places(region):
            cell = alignment.cell(place.code, code)
            named = {"place": place.name, "indicator": alignment.name(code)}
            if not cell.statements and (cell.relation not in UNSAID or place.code in parts.judged(alignment, region)):
                told = {"relation": RELATIONS[cell.relation][0], "applicable": cell.applicable, "detail": cell.detail}
                rows.append({**named, **told})
            for one in cell.statements:
                rows.append({
                    **named, "indicator": alignment.name(one.indicator), "kind": one.what, "value": one.value,
                    "year": one.year, "attribute": one.attribute,
                    "relation": RELATIONS[one.relation][0], "detail": one.detail, "document": alignment.title(one),
                    "section": one.row["section"], "figure_id": one.figure_id,
                })  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(NAMES)).fillna("")
    title = f"各级规划目标的衔接{f'（{RELATIONS[shown][0]}）' if shown else ''}"
    return Table(parts.PAGE, title, data.regions[region].name, frame, NAMES, (components.judged(data.workspace.as_of),))
