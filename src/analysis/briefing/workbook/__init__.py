"""The Excel file."""

from analysis.briefing.workbook.book import workbook

__all__ = ["workbook"]
