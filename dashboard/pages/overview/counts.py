"""The counts of 总览: how targets stand, by attribute and five-year plan; each number leads to what it counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dash import dcc, html

from dashboard.pages.overview import data as overview_data
from dashboard.pages.overview.data import EVERYTHING, Choice
from dashboard.shared import address, assessed
from dashboard.shared.assessed import STANDINGS, Target
from dashboard.shared.data import Data

PATH = "/"
ALWAYS = ("met", "not_met", "not_judgeable")  # standings that have a column even where nothing stands so
TOTAL = "合计"


def _list_link(region: str, choice: Choice) -> str:
    return address.of(PATH, region=region, attribute=choice.attribute, period=choice.period, outcome=choice.outcome)


def count_table(targets: Sequence[Target], region: str) -> html.Table:
    """How targets stand by attribute, and those of other five-year plans apart; each number opens what it counts."""
    found = overview_data.counts(targets)
    shown = _columns(one.standing for one in targets)
    main, *others = overview_data.periods(targets)
    attributes = [name for name in assessed.ATTRIBUTES if any(key[:2] == (main, name) for key in found)]
    corner = [html.Td(), *map(_head, shown), html.Th(TOTAL, scope="col")]
    chosen = [(assessed.attribute_name(one), Choice(None, assessed.attribute_name(one), main)) for one in attributes]
    if len(attributes) > 1:
        chosen.append((TOTAL, Choice(None, None, main)))
    chosen += [(f"{period}目标", Choice(None, None, period)) for period in others]
    rows = [_count_row(name, targets, one, shown, region) for name, one in chosen]
    return html.Table([html.Thead(html.Tr(corner)), html.Tbody(rows)], className="counts")


def _columns(found: Iterable[str]) -> list[str]:
    occurring = {*found, *ALWAYS}
    return [standing for standing in STANDINGS if standing in occurring]


def _head(standing: str) -> html.Th:
    """到期未公布 above the last standing."""
    outcome, _, last = assessed.standing_name(standing).partition("，")
    parts = [html.Small(outcome), html.Br(), last] if last else outcome
    return html.Th(parts, scope="col", className=f"tone {STANDINGS[standing]}")


def _count_row(name: str, targets: Sequence[Target], choice: Choice, shown: list[str], region: str) -> html.Tr:
    cells = []
    for standing in (*shown, EVERYTHING):
        one = replace(choice, outcome=standing)
        number = len(overview_data.listed(targets, one))
        what = "全部" if standing == EVERYTHING else assessed.standing_name(standing)
        tone = "sum" if standing == EVERYTHING else f"tone {STANDINGS[standing]}" if number else ""
        cells.append(html.Td(_number(number, _list_link(region, one), f"{name}，{what}"), className=tone))
    return html.Tr([html.Th(name, scope="row"), *cells], className="total" if name == TOTAL else "")


def _number(number: int, href: str, what: str) -> dcc.Link | html.Span:
    if not number:
        return html.Span("0", className="zero")
    return dcc.Link(str(number), href=href, title=f"{what}：{number} 项，打开清单")


def share_bar(targets: Sequence[Target]) -> html.Div:
    """The counts of the main period as one bar, for the eye only."""
    main = overview_data.periods(targets)[0]
    found = Counter(one.standing for one in targets if one.period == main)
    parts = [
        html.Span(className=f"tone {STANDINGS[one]}", style={"flexGrow": found[one]}) for one in STANDINGS if found[one]
    ]
    return html.Div(parts, className="share-bar", **{"aria-hidden": "true"})


def places_below(data: Data, region: str) -> list:
    """Places below that have targets of their own, with the same counts."""
    period, places = overview_data.below(data, region)
    if not places:
        return []
    shown = _columns(standing for _, found in places for standing in found)
    rows = []
    for code, found in places:
        name = dcc.Link(data.regions[code].name, href=address.of(PATH, region=code))
        cells = [
            html.Td(str(found[one]), className=f"tone {STANDINGS[one]}" if found[one] else "zero") for one in shown
        ]
        rows.append(html.Tr([html.Th(name, scope="row"), *cells]))
    heads = [html.Th("地区", scope="col"), *map(_head, shown)]
    title = html.H2([f"所辖地区的{period}目标", html.Span("单位：项", className="count")])
    return [title, html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="below")]
