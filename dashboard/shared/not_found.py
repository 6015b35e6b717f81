"""Addresses that name something that does not exist: on every page one answer, with the nearest matches.

What a parameter is called says what it names, on all pages, whether a page reads it or not: a page that is added is
covered by itself. Parameters that are not listed here choose how something is shown; each page has a default for them.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import dash
from dash import dcc, html

from analysis.codelists import definitions
from analysis.domain.regions import nearest
from dashboard.shared import address
from dashboard.shared.data import Data, current
from dashboard.shared.findings import Findings
from dashboard.web import proxy

SHOWN = 40  # characters of what does not exist that are repeated to the reader
SEVERAL = {"indicator", "places"}  # parameters that may name several things
BY_SCRIPTS = {"province", "city", "county"}  # of the map
PAGE_OF_404 = "/404"  # pages/not_found_404.py


@dataclass(frozen=True)
class Kind:
    """`names`: key as it stands in addresses → what it is called, first as links say it; `find`: the key that a text
    means, None for none."""

    word: str
    names: Callable[[Data], Mapping[str, list[str]]]
    find: Callable[[Data, str], str | None]


def _column(table: str, key: str, *named: str) -> Callable[[Data], Mapping[str, list[str]]]:
    """The keys of a table with their names."""

    def names(data: Data) -> Mapping[str, list[str]]:
        rows = data.frames[table][[*named, key]].drop_duplicates(key)
        return dict(zip(rows[key], rows.to_numpy().tolist(), strict=True))

    return names


def _listed(names: Callable[[Data], Mapping]) -> Callable[[Data, str], str | None]:
    return lambda data, text: text if text in names(data) else None


def _regions(data: Data) -> dict[str, list[str]]:
    planned_first = sorted(data.regions, key=lambda one: not one.planned)
    return {one.code: [one.name, one.code, one.english] for one in planned_first}


def _rules(data: Data) -> dict[str, list[str]]:
    found = data.frames["findings"]["rule"].unique()
    audit = data.view(Findings.of)
    return {code: [f"{code} {audit.rule_title(code)}", code] for code in [*audit.rules, *found]}


def _indicator(data: Data, text: str) -> str | None:
    """May be followed by its dimensions: `dibao_standard.urban`."""
    return text if text.partition(".")[0] in set(data.frames["indicators"]["indicator_id"]) else None


_documents = _column("documents", "document_id", "title")
_findings, _figures = _column("findings", "finding_id"), _column("figures", "figure_id")
REGION = Kind("地区", _regions, lambda data, text: data.regions.find(text))
KINDS = {
    **dict.fromkeys(("region", "places", "province", "city", "county"), REGION),
    "indicator": Kind("指标", _column("indicators", "indicator_id", "name_zh"), _indicator),
    "document": Kind("文献", _documents, _listed(_documents)),
    "rule": Kind("体检规则", _rules, _listed(_rules)),
    "finding": Kind("发现", _findings, _listed(_findings)),
    "figure": Kind("数字", _figures, _listed(_figures)),
}
CHANGING = {"finding": "数据更新后，发现的标识可能已变。", "figure": "数据更新后，数字的标识可能已变。"}


@dataclass(frozen=True)
class Missing:
    """`parameter` of an address says `text`, which names nothing; `kept`: the other parameters, which do."""

    parameter: str
    text: str
    kept: dict[str, str]


def missing(parameters: Mapping[str, object], data: Data) -> Missing | None:
    """The first of the parameters that names nothing. A value may be a list, where a name stands twice."""
    kept, wrong = {}, None
    for name, kind in KINDS.items():
        said = parameters.get(name)
        texts = address.values(said) if name in SEVERAL else [text for text in [address.one(said)] if text]
        unknown = [text for text in texts if kind.find(data, text) is None]
        if unknown and not wrong:
            wrong = name, unknown[0]
        known = [text for text in texts if text not in unknown]
        if known:
            kept[name] = address.SEPARATOR.join(known)
    return Missing(*wrong, kept) if wrong else None


def with_codes_in_force(parameters: Mapping[str, list[str]], data: Data) -> dict[str, list[str]]:
    """The parameters with codes of earlier years replaced, and names, too, where scripts read them, which know codes
    only. What names no place, or several, stays."""
    changes = definitions.region_changes()

    def now(name: str, text: str) -> str:
        if name in BY_SCRIPTS:
            return data.regions.find(text) or text
        return address.SEPARATOR.join(changes.get(one, one) for one in text.split(address.SEPARATOR))

    return {
        name: [now(name, text) for text in texts] if KINDS.get(name) is REGION else texts
        for name, texts in parameters.items()
    }


def page(found: Missing, path: str, data: Data) -> html.Main:
    """Says what there is not, and links to what may be meant at the same page."""
    kind = KINDS[found.parameter]
    names = kind.names(data)
    text = found.text.partition(".")[0] if kind is KINDS["indicator"] else found.text

    def link(key: str) -> dcc.Link:
        name = region_name(data, key) if kind is REGION else names[key][0]
        return dcc.Link(name, href=address.of(path, **{**found.kept, found.parameter: key}))

    near = nearest(text, dict(names))
    links = [html.P("是不是要找："), html.Ul([html.Li(link(key)) for key in near])] if near else []
    said = [html.H1(f"没有“{text[:SHOWN]}”这个{kind.word}"), *links]
    if not near:
        said.append(html.P(f"没有名称相近的{kind.word}。"))
    if found.parameter in CHANGING:
        said.append(html.P(CHANGING[found.parameter]))
    said.append(html.P(["打开", dcc.Link(_page_names().get(path, path), href=address.of(path, **found.kept))]))
    return html.Main(said, className="static-page")


def region_name(data: Data, code: str) -> str:
    """With the places above, since counties of different cities share names."""
    return " › ".join(one.name for one in data.regions.trail(code)[1:]) or data.regions[code].name


def no_page(path: str) -> html.Main:
    """For a path that no page has."""
    names = _page_names()
    near = nearest(path.strip("/"), {known: [name, known.strip("/")] for known, name in names.items()}, most=3)
    listed = near or list(names)
    links = html.Ul([html.Li(dcc.Link(names[known], href=proxy.at(known))) for known in listed])
    asked = path[:SHOWN] + ("……" if len(path) > SHOWN else "")
    lead = "是不是要找：" if near else "看板有这些页面："
    return html.Main([html.H1("没有这个页面"), html.P(f"没有地址“{asked}”。{lead}"), links], className="static-page")


def _page_names() -> dict[str, str]:
    """Path → name, in the order of the head."""
    pages = dash.page_registry.values()
    return {page["path"]: page["name"] for page in pages if page.get("order") is not None}


def known_path(path: str) -> bool:
    """As Dash looks for pages: slashes at both ends do not count."""
    paths = {page["path"].strip("/") for page in dash.page_registry.values()}
    return path.strip("/") in paths - {PAGE_OF_404.strip("/")}


@dataclass(frozen=True)
class Checked:
    """A page's layout that is only asked for addresses whose names exist, with the parameters that it takes."""

    layout: object
    path: str

    def __call__(self, /, **parameters: object) -> object:
        if self.path == PAGE_OF_404:
            return no_page(str(dash.ctx.inputs.get("_pages_location.pathname", "")).removeprefix(proxy.at("")))
        data = current()
        if found := missing(parameters, data):
            return page(found, self.path, data)
        if not callable(self.layout):
            return self.layout
        taken = inspect.signature(self.layout).parameters
        takes_all = any(one.kind is one.VAR_KEYWORD for one in taken.values())
        return self.layout(**{name: value for name, value in parameters.items() if takes_all or name in taken})


def check_all_pages() -> None:
    """Puts the check before every registered page."""
    for entry in dash.page_registry.values():
        if not isinstance(entry["layout"], Checked):
            entry["layout"] = Checked(entry["layout"], entry["path"])
