"""The PowerPoint file."""

from analysis.briefing.deck.slides import deck

__all__ = ["deck"]
