"""Runs, fields, bookmarks and citations of a Word paragraph."""

from analysis.briefing.ooxml import node, printable
from analysis.briefing.parts import ranges
from analysis.briefing.report.styles import CITATION

SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def run(text: str, style: str = ""):
    """A run of Chinese text: quotation marks and dashes take the Chinese typeface (hint)."""
    words = node("w:t", printable(text))
    words.set(SPACE, "preserve")
    return node("w:r", _properties(style), words)


def _properties(style: str):
    named = node("w:rStyle", w__val=style) if style else None
    return node("w:rPr", named, node("w:rFonts", w__hint="eastAsia"))


def field(instruction: str, shown: str, style: str = "") -> list:
    """A complex field with the value it has now."""
    text = node("w:instrText", f" {instruction} ")
    text.set(SPACE, "preserve")
    marks = {kind: node("w:r", _properties(style), node("w:fldChar", w__fldCharType=kind))
             for kind in ("begin", "separate", "end")}  # fmt: skip
    return [marks["begin"], node("w:r", _properties(style), text), marks["separate"], run(shown, style), marks["end"]]


def bookmark(number: int, name: str, inside: list) -> list:
    start = node("w:bookmarkStart", w__id=number, w__name=name)
    return [start, *inside, node("w:bookmarkEnd", w__id=number)]


def citation(numbers: list[int]) -> list:
    """〔1、3—5〕, raised; each number leads to its row in the list of sources."""
    if not numbers:
        return []
    parts = [run("〔", CITATION)]
    for place, (first, last) in enumerate(ranges(numbers)):
        parts += [run("、", CITATION)] if place else []
        parts.append(_link(first))
        if last > first:
            parts += [run("—" if last > first + 1 else "、", CITATION), _link(last)]
    return [*parts, run("〕", CITATION)]


def _link(number: int):
    return node("w:hyperlink", run(str(number), CITATION), w__anchor=f"source_{number}", w__history=1)
