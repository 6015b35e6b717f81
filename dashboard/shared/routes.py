"""Addresses at which a page gives data to its scripts.

routes.offer("/data/figures.json", figures)     once, at import of the page. `figures` answers as Flask's views do.
"""

from collections.abc import Callable

import flask

Answer = Callable[..., flask.typing.ResponseReturnValue]
_offers: dict[str, Answer] = {}


def offer(rule: str, answer: Answer) -> None:
    """`rule`: as Flask writes them, `/coverage-map/<province>.json`; its parts are handed to `answer` by name."""
    _offers[rule] = answer


def register(server: flask.Flask) -> None:
    for rule, answer in _offers.items():
        server.add_url_rule(rule, endpoint=rule, view_func=answer)
