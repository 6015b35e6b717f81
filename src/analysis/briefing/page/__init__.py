"""The HTML file."""

from analysis.briefing.page.html import page

__all__ = ["page"]
