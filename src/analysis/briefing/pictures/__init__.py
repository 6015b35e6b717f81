"""Charts and maps as PNG, SVG and PDF."""

from analysis.briefing.pictures.files import FORMATS, picture, png_size

__all__ = ["FORMATS", "picture", "png_size"]
