"""What view of 规划体检 an address asks for, which findings it shows, and the same as a table to take along."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis.codelists import definitions
from dashboard.shared import address
from dashboard.shared.data import Data
from dashboard.shared.findings import Finding, Findings
from dashboard.shared.table_files import Table

PATH = "/audit"
FILTERS = ("region", "document", "rule", "severity")
OPEN, ACCEPTED = "open", "accepted"  # what is left to do, what has been looked at and let stand
A_PAGE = 18  # fit on a sheet of paper
NAMES = {
    "finding_id": "发现标识",
    "severity": "严重程度",
    "rule": "规则",
    "rule_title": "规则说明",
    "document": "出自",
    "place": "所说的地区",
    "indicator": "指标",
    "message": "发现",
    "printed": "印出的",
    "recomputed": "重算的，或应当的",
    "deviation": "相差",
    "quotes": "所依据的原文",
    "figure_ids": "数字标识",
    "accepted": "接受的理由",
}


@dataclass(frozen=True)
class View:
    """Filters are codes, empty for all. `finding` is the one that is open, empty for none; `page` counts from 1."""

    region: str = ""
    document: str = ""
    rule: str = ""
    severity: str = ""
    state: str = OPEN
    page: int = 1
    finding: str = ""

    def address(self) -> str:
        parameters = {name: getattr(self, name) for name in (*FILTERS, "finding")}
        state, page = "" if self.state == OPEN else self.state, "" if self.page == 1 else str(self.page)
        return address.of(PATH, **parameters, state=state, page=page)

    def without(self, name: str) -> "View":
        """The same with one filter taken away: what its choices are counted over."""
        return replace(self, **{name: ""})

    def change(self, **values: str) -> "View":
        """Another choice starts from the first page, with nothing open."""
        return replace(self, **{"page": 1, "finding": "", **values})


def at_page(view: View, page: int) -> View:
    return replace(view, page=page, finding="")


def asked(data: Data, parameters: Mapping) -> tuple[View, list[str]]:
    """The view that the parameters name, and what has to be said about those that name nothing. The region is looked
    up by the page."""
    audit = data.view(Findings.of)
    said = {name: address.one(parameters.get(name)) for name in (*FILTERS, "state", "page", "finding")}
    known = {
        "document": audit.titles,
        "rule": {**audit.rules, **{one.rule: None for one in audit.all}},
        "severity": definitions.terms()["severity"],
        "finding": audit.by_id,
    }
    unknown = said["severity"] and said["severity"] not in known["severity"]
    missing = ["没有地址中的严重程度，已略过。"] if unknown else []
    kept = {name: said[name] for name in known if said[name] in known[name]}
    view = View(
        region=data.regions.find(said["region"]) or "", state=ACCEPTED if said["state"] == ACCEPTED else OPEN, **kept
    )
    return _on_its_page(audit, view, said["page"], missing), missing


def _on_its_page(audit: Findings, view: View, page: str, missing: list[str]) -> View:
    """The page that the open finding stands on, else the one asked for; the last where there are fewer."""
    ids = [one.id for one in shown(audit, view)]
    if view.finding in ids:
        return replace(view, page=ids.index(view.finding) // A_PAGE + 1)
    apart = view.finding in [one.id for one in elsewhere(audit, view)]
    if view.finding and not apart:
        missing.append("地址中的发现不在所选范围内，未打开。")
    last = max(1, -(-len(ids) // A_PAGE))
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return replace(view, page=min(max(1, number), last), finding=view.finding if apart else "")


def shown(audit: Findings, view: View) -> list[Finding]:
    """All findings of the view, gravest first; of a region those that its own plans print."""
    chosen = _chosen(audit, view)
    if not view.region:
        return chosen
    own = set(audit.of_place(view.region).own["finding_id"])
    return [one for one in chosen if one.id in own]


def elsewhere(audit: Findings, view: View) -> list[Finding]:
    """What other documents print about the view's region: listed apart and not counted."""
    if not view.region:
        return []
    apart = set(audit.of_place(view.region).elsewhere["finding_id"])
    return [one for one in _chosen(audit, view) if one.id in apart]


def _chosen(audit: Findings, view: View) -> list[Finding]:
    return [
        one
        for one in audit.all
        if view.document in ("", one.document)
        and view.rule in ("", one.rule)
        and view.severity in ("", one.severity)
        and bool(one.accepted) == (view.state == ACCEPTED)
    ]


def table(data: Data, parameters: Mapping[str, str]) -> Table | None:
    audit = data.view(Findings.of)
    view, _ = asked(data, parameters)
    found = shown(audit, view)
    severity = definitions.terms()["severity"]
    rows = [
        {
            **{name: getattr(one, name) for name in ("rule", "place", "message", "printed", "recomputed", "deviation")},
            "finding_id": one.id,
            "document": audit.titles[one.document],
            "severity": severity[one.severity],
            "rule_title": audit.rule_title(one.rule),
            "indicator": audit.indicators.get(one.indicator, ""),
            "quotes": "；".join(f"{quote.place}{quote.name} {quote.citation}" for quote in audit.quotes(one, None)),
            "figure_ids": "；".join(one.figures),
            "accepted": one.accepted,
        }
        for one in found
    ]
    place = data.regions[view.region].name if view.region else ""
    chosen = [audit.titles.get(view.document, ""), view.rule, severity.get(view.severity, "")]
    state = ["已核对并接受"] if view.state == ACCEPTED else []
    apart = len(elsewhere(audit, view))
    notes = (
        f"共 {len(found)} 条。" + "，".join(filter(None, [*chosen, *state])),
        *([f"其他文献印出、说到{place}的 {apart} 条不在此表。"] if apart else []),
    )
    return Table(
        "规划体检",
        "".join(filter(None, [*state, *chosen])) or "发现",
        place,
        pd.DataFrame(rows, columns=list(NAMES)),
        NAMES,
        notes,
    )
