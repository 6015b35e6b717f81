"""Addresses of views: how they are written, and whether they name something that does not exist."""

from collections.abc import Mapping
from urllib.parse import urlencode

from dashboard.shared.data import Data
from dashboard.web import proxy

SEPARATOR = ","  # between the values of a parameter that takes several


def of(path: str, **parameters: str | None) -> str:
    """A page's address with those parameters that are not empty, as the browser that asks needs it.

    >>> of("/growth", region="210381", indicator="")
    '/growth?region=210381'
    """
    query = urlencode({name: value for name, value in parameters.items() if value})
    return proxy.at(f"{path}?{query}" if query else path)


def one(text: object) -> str:
    """The first value of a parameter, as Flask would give it; Dash gives a list where the name stands twice."""
    first = text[0] if isinstance(text, list) and text else text
    return first if isinstance(first, str) else ""


def values(text: object) -> list[str]:
    """What a parameter of several values names, without repetitions. Dash gives a list where a name stands twice."""
    texts = text if isinstance(text, list) else [text]
    parts = [part.strip() for one in texts if isinstance(one, str) for part in one.split(SEPARATOR)]
    return list(dict.fromkeys(filter(None, parts)))


def names_nothing(parameters: Mapping[str, str], data: Data) -> bool:
    """Whether the region or an indicator of an address is unknown: what such an address asks for is not found.

    An indicator may be followed by its dimensions: `dibao_standard.urban`.
    """
    region = parameters.get("region")
    indicators = {one.partition(".")[0] for one in values(parameters.get("indicator"))}
    known = set(data.frames["indicators"]["indicator_id"])
    return bool(region and data.regions.find(region) is None) or not indicators <= known
