"""The Word file."""

from analysis.briefing.report.document import report

__all__ = ["report"]
