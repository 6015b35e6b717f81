"""The small coloured words that say how something stands."""

from dash import html

from analysis.codelists import definitions
from analysis.words import targets as words
from dashboard.shared.assessed import Target


def verdict(target: Target) -> html.Span:
    """The verdict with its last standing and that one's year, in the colours of how the target stands."""
    return html.Span(words.verdict(target.row), className=f"badge tone {target.tone}")


def severity(code: str) -> html.Span:
    """差错, 疑点, 提示."""
    return html.Span(definitions.terms()["severity"][code], className=f"badge severity {code}")
