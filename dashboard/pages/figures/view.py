"""What view of 数据与来源 an address asks for; its rows for the grid, and as a table to take along."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import flask

from analysis import tables
from analysis.codelists import definitions
from dashboard.pages.figures.data import LONGEST_SEARCH, SORTS, Choice, Figures
from dashboard.shared import address
from dashboard.shared.data import Data, current
from dashboard.shared.table_files import Table

PATH = "/data"
FILTERS = ("document", "kind", "region", "indicator", "domain")
BELOW = "below"  # of `scope`: the region and all below it
MOST_ROWS = 200  # that are answered at once
NAMES = {
    "place": "地区",
    "name": "指标和口径",
    "what": "类别和形式",
    "when": "年份或时期",
    "text": "数值",
    "document": "文献",
    "how_known_text": "如何得知",
}
SHORT_NAMES = {
    "figure_id": "数字标识",
    "value": "值",
    "unit": "统一单位",
    "section": "章节",
    "quote": "原文",
    "note": "说明",
}


@dataclass(frozen=True)
class View:
    """Codes, empty for all; `search` is free text; `figure` is the one whose provenance is open."""

    search: str = ""
    document: str = ""
    kind: str = ""
    region: str = ""
    scope: str = ""
    indicator: str = ""
    domain: str = ""
    sort: str = ""
    order: str = ""
    figure: str = ""

    def address(self) -> str:
        return address.of(PATH, **asdict(self))


def asked(data: Data, parameters: Mapping) -> tuple[View, dict[str, str]]:
    """The view that the parameters name, and those that name nothing: parameter → what it says. The page says the
    unknown region and indicators itself, since their address is not found."""
    said = {name: address.one(parameters.get(name)) for name in View.__dataclass_fields__}
    terms, known = definitions.terms(), data.view(Figures.of)
    region = data.regions.find(said["region"]) if said["region"] else ""
    held = {
        "document": said["document"] in known.titles,
        "kind": said["kind"] in terms["kind"],
        "region": region is not None,
        "indicator": said["indicator"].partition(".")[0] in known.names,
        "domain": said["domain"] in terms["domain"],
        "scope": said["scope"] == BELOW,
        "sort": said["sort"] in SORTS,
        "order": said["order"] == "desc",
        "figure": said["figure"] in known.position,
    }
    missing = {name: said[name] for name, holds in held.items() if said[name] and not holds}
    kept = {name: said[name] for name, holds in held.items() if holds}
    return View(**{**kept, "region": region or "", "search": said["search"][:LONGEST_SEARCH].strip()}), missing


def choice(data: Data, view: View) -> Choice:
    regions = None
    if view.region:
        below = data.regions.descendants(view.region) if view.scope == BELOW else {view.region}
        regions = frozenset(below)
    return Choice(
        search=view.search,
        document=view.document,
        kind=view.kind,
        regions=regions,
        series=view.indicator,
        domain=view.domain,
        sort=view.sort,
        descending=view.order == "desc",
    )


def answer() -> flask.Response:
    """A block of the view's rows as JSON: parameters of the view, `start` and `end` (not included)."""
    data = current()
    view, missing = asked(data, flask.request.args)
    start, end = (_number(flask.request.args.get(name, "")) for name in ("start", "end"))
    # Where a condition names nothing, nothing fits it: the whole table would be the wrong answer.
    printed = data.view(Figures.of)
    found = [] if missing.keys() & set(FILTERS) else printed.chosen(choice(data, view))
    rows = printed.rows(found[start : min(end, start + MOST_ROWS)])
    content = {
        "total": len(found),
        "all": len(printed.figures),
        "index": _index(data, view, found),
        "rows": rows,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return flask.Response(text, mimetype="application/json", headers={"Cache-Control": "no-cache"})


def _index(data: Data, view: View, found) -> int:
    """Where the open figure stands among the rows, −1 where it does not."""
    position = data.view(Figures.of).position.get(view.figure, -1)
    return next((index for index, one in enumerate(found) if one == position), -1)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def table(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """All rows of the view with all columns; None where a condition names nothing."""
    printed = data.view(Figures.of)
    view, missing = asked(data, parameters)
    if missing.keys() & set(FILTERS):
        return None
    positions = printed.chosen(choice(data, view))
    columns = {
        column.name: SHORT_NAMES.get(column.name, column.about) for column in tables.schemas()["figures"].columns
    }
    place = data.regions[view.region].name if view.region else ""
    said = words(data, view)
    return Table(
        page="数据与来源",
        title="".join(said) or "全部数字",
        place=place,
        frame=printed.table(positions),
        names={**columns, **NAMES},
        notes=(f"共 {len(positions)} 条。" + "，".join(said), "一行是一个印出的数字；值换算为统一单位，空不是 0。"),
    )


def words(data: Data, view: View) -> list[str]:
    """The view's conditions beside the place, in words."""
    terms, known = definitions.terms(), data.view(Figures.of)
    named = [
        known.titles.get(view.document, ""),
        terms["kind"].get(view.kind, ""),
        terms["domain"].get(view.domain, ""),
        known.names.get(view.indicator.partition(".")[0], ""),
        f"“{view.search}”" if view.search else "",
    ]
    return list(filter(None, named))


def without(view: View, name: str) -> View:
    return replace(view, **{name: ""})
