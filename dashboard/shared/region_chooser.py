"""The control by which a page's region is chosen: one searchable list of all regions, province → city → county.

How a page uses it (`page` is the page's prefix of ids, say "growth"; `regions` is `Data.regions`):

    region_chooser.chooser("growth", regions, code)   the labelled control; put it into the page's controls
    Input("growth-region", "value")                   reads the chosen code; Output("growth-region", "value") sets it
    region_chooser.trail(regions, code, "/growth")    links 全国 › 辽宁省 › 鞍山市 › 海城市, each to its own view
    region_chooser.navigates("growth")                once a page, at import: a choice opens the same page with the
                                                      parameter `region` replaced and all others kept; leave it out
                                                      where the page's own JavaScript writes the address; the same
                                                      for any control <page>-<parameter>:
                                                      ClientsideFunction("address", "choose"), Input(id, "value")
    region_chooser.asked(regions, text)               the code that the parameter `region` means, None if unknown;
                                                      names count, too: ?region=海城市

The query parameter is `region` on every page: a code of the table `regions` (210381; an urban group is 210300-u). Where
it is missing, `regions.first` holds. An unknown one never reaches a page (not_found.py).
"""

from functools import lru_cache

from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from analysis.domain.places import forms
from analysis.domain.regions import Region, Regions
from dashboard.shared import address, components


def chooser(page: str, regions: Regions, code: str, label: str = "地区") -> html.Div:
    control = components.dropdown(f"{page}-region")
    control.options = options(regions)
    control.value = code
    return components.labelled(label, control, basis="13rem", most="18rem")


@lru_cache(maxsize=2)  # the same on every page, and most of what some pages consist of
def options(regions: Regions) -> list[dict]:
    """All regions in tree order, a shared name with its city. A search finds a place by its own name, English
    name or code, by those above it, and by its city's name with its own, in any order and in one word.

    The list is shared by all who ask: nobody changes it.
    """
    return [
        {
            "value": one.code,
            "label": html.Span([one.name, *_marks(one, regions)], className=f"region-option {one.level}"),
            "search": " ".join([*_searched(one, regions), one.english, one.code]),
        }
        for one in regions
    ]


def _marks(one: Region, regions: Regions) -> list[html.Small]:
    city = regions.city(one.code)
    shared = [html.Small(city.name)] if city and one.name in regions.shared_names else []
    return [*shared, *([html.Small("有规划")] if one.planned else [])]


def _searched(one: Region, regions: Regions) -> list[str]:
    """Words of which what is typed is a part."""
    words = [step.name for step in regions.trail(one.code)]
    if city := regions.city(one.code):
        short_city, short = forms(city.name)[-1], forms(one.name)[-1]
        words += [words[1] + city.name + one.name, short_city + one.name, one.name + city.name, short + city.name]
    return words


def trail(regions: Regions, code: str, path: str, **others: str) -> html.Nav:
    """The way down to the region as links to the same page; `others` are parameters that the links keep."""
    *above, here = regions.trail(code)
    parts: list = []
    for one in above:
        parts += [dcc.Link(one.name, href=address.of(path, region=one.code, **others)), html.Span("›")]
    parts.append(html.Span(here.name, **{"aria-current": "page"}))
    return html.Nav(parts, className="trail", **{"aria-label": "上级地区"})


def navigates(page: str) -> None:
    """Registers the callback by which a choice opens the page's view of another region."""
    clientside_callback(ClientsideFunction("address", "choose"), Input(f"{page}-region", "value"))


def asked(regions: Regions, text: object) -> str | None:
    """The region that the address means, by code or by name; `regions.first` where it names none."""
    named = address.one(text)
    return regions.find(named) if named else regions.first
