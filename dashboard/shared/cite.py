"""From what is said to where it is printed: links to the page 数据与来源 in place of the figures' identifiers."""

import re

from dash import dcc, html

from dashboard.shared import address

IDENTIFIER = re.compile(r"[a-z0-9-]+#\d+")


def link(figure: str) -> dcc.Link:
    """“原文” on the screen; on paper the figure's identifier, by which it is found in the table of figures."""
    words = [html.Span("原文", className="screen-only"), html.Span(figure, className="print-only")]
    title = f"打开印出这个数字的原文（{figure}）"
    return dcc.Link(words, href=address.of("/data", figure=figure), title=title, className="cite")


def linked(text: str) -> list:
    """The text with each identifier in it as a link.

    >>> linked("没有出处")
    ['没有出处']
    """
    parts: list = []
    end = 0
    for found in IDENTIFIER.finditer(text):
        parts += [text[end : found.start()], link(found[0])]
        end = found.end()
    return [part for part in [*parts, text[end:]] if part != ""]
