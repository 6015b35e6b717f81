"""Where the numbers of known levels stand in a picture: beside their points, off the lines and off one another."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.briefing.pictures.sheet import LABEL
from analysis.charts.layout import text_width

GAP = 6  # points between a mark and its text
PLACES = (("center", "bottom"), ("center", "top"), ("left", "top"), ("right", "bottom"), ("left", "bottom"),
          ("right", "top"))  # fmt: skip
STEPS = 12  # into which a line is cut to see whether it crosses a text
WORTH = {"text": 4.0, "line": 1.0, "outside": 6.0}  # how bad it is to touch which

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, point: Point) -> bool:
        return self.left <= point[0] <= self.right and self.bottom <= point[1] <= self.top

    def meets(self, other: "Box") -> bool:
        return (self.left < other.right and other.left < self.right
                and self.bottom < other.top and other.bottom < self.top)  # fmt: skip


@dataclass(frozen=True)
class Label:
    """`horizontal`, `vertical`: how the text is aligned at the point, which lies `shift` (points) away."""

    horizontal: str
    vertical: str
    shift: Point
    box: Box


def placed(text: str, point: Point, lines: Iterable[list[Point]], others: list[Box], frame: Box) -> Label:
    """The best place for a text at a point; all in points. `lines` are drawn, `others` written, `frame` is the plot."""
    crossed = [step for line in lines for step in _steps(line)]
    candidates = [_candidate(text, point, *where) for where in PLACES]
    return min(candidates, key=lambda label: _harm(label.box, crossed, others, frame))


def _candidate(text: str, point: Point, horizontal: str, vertical: str) -> Label:
    width, height = text_width(text) * LABEL, LABEL * 1.2
    x = {"center": 0.0, "left": GAP, "right": -GAP}[horizontal]
    y = GAP if vertical == "bottom" else -GAP
    left = point[0] + x - {"center": width / 2, "left": 0.0, "right": width}[horizontal]
    bottom = point[1] + y - (0.0 if vertical == "bottom" else height)
    return Label(horizontal, vertical, (x, y), Box(left, bottom, left + width, bottom + height))


def _harm(box: Box, crossed: list[Point], others: list[Box], frame: Box) -> float:
    outside = box.left < frame.left or box.right > frame.right or box.bottom < frame.bottom or box.top > frame.top
    touched = sum(box.holds(point) for point in crossed) / STEPS
    written = sum(box.meets(other) for other in others)
    return WORTH["outside"] * outside + WORTH["line"] * touched + WORTH["text"] * written


def _steps(line: list[Point]) -> list[Point]:
    return [
        (first[0] + (second[0] - first[0]) * step / STEPS, first[1] + (second[1] - first[1]) * step / STEPS)
        for first, second in itertools.pairwise(line)
        for step in range(STEPS + 1)
    ]
