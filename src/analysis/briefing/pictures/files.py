"""Charts and maps as PNG, SVG and PDF at print size, drawn by matplotlib with the project's own typeface."""

import io
import struct
from datetime import date, datetime
from functools import cache
from threading import Lock

import matplotlib
from matplotlib import font_manager

from analysis.briefing import fonts
from analysis.briefing.exhibits import CountyMap, Graph
from analysis.briefing.ooxml import printable
from analysis.briefing.pictures import map as picture_map
from analysis.briefing.pictures import plot
from analysis.briefing.pictures.sheet import CENTIMETRE

FORMATS = ("png", "svg", "pdf")
DOTS_PER_INCH = 300
# Text of a PDF stays text (an embedded TrueType subset); that of an SVG becomes outlines, which need no font installed.
SETTINGS = {
    "font.family": fonts.FAMILY,
    "axes.unicode_minus": False,
    "text.parse_math": False,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "briefing",
}
_drawing = Lock()  # matplotlib's settings are one for the whole process; the dashboard has many threads


@cache
def _load_fonts() -> None:
    for file in fonts.FILES.values():
        font_manager.fontManager.addfont(file)


def picture(exhibit: Graph | CountyMap, format: str, day: date, bare: bool = False) -> bytes:
    """The exhibit as a file of one of FORMATS. The same exhibit and day give the same bytes.

    `bare`: without title, note and source, for a page that has its own.
    """
    _load_fonts()
    with _drawing, matplotlib.rc_context(SETTINGS):
        figure = picture_map.drawn(exhibit, bare) if isinstance(exhibit, CountyMap) else plot.drawn(exhibit)
        buffer = io.BytesIO()
        figure.savefig(
            buffer, format=format, dpi=DOTS_PER_INCH, metadata=_metadata(format, printable(exhibit.title), day)
        )
    return buffer.getvalue()


def png_size(content: bytes) -> tuple[float, float]:
    """Width and height in centimetres of a PNG of `picture`."""
    width, height = struct.unpack(">II", content[16:24])  # of the IHDR chunk
    return width / DOTS_PER_INCH / CENTIMETRE, height / DOTS_PER_INCH / CENTIMETRE


def _metadata(format: str, title: str, day: date) -> dict:
    """What the picture shows; nobody's name, no program, no clock."""
    if format == "pdf":
        return {
            "Title": title,
            "Creator": None,
            "Producer": None,
            "CreationDate": datetime(day.year, day.month, day.day),
        }
    if format == "svg":
        return {"Title": title, "Creator": None, "Date": None, "Format": None, "Type": None}
    return {"Title": title, "Software": None}
