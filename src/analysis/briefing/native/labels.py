"""Which points of a line carry their value, and on which side."""

from analysis.briefing.grid import KNOWN_ROLES, Column, Grid
from analysis.briefing.native.looks import ROLES, Look, text_look
from analysis.briefing.ooxml import node

NEAR = 0.2  # of the axis
FEW_POINTS = 4  # of known levels all are labelled, of more the first and the last


def labelled_places(column: Column) -> list[int]:
    """Which points carry their value: all of few known levels, else first and last; the end of everything else."""
    if column.role in KNOWN_ROLES and column.places:
        return column.places if len(column.places) <= FEW_POINTS else [column.places[0], column.places[-1]]
    return column.places[-1:]


def shown_places(column: Column) -> list[int]:
    """Without the end of the needed path, which is the target's own mark and number."""
    return [] if column.role == "needed" else labelled_places(column)


def side(grid: Grid, column: Column, place: int) -> str:
    """`t` or `b`, above or below: away from the nearest other series in that year, and above where none is near."""
    value, near = column.values[place], NEAR * (grid.scale.high - grid.scale.low)
    others = [
        other.values[place]
        for other in grid.columns
        if other is not column
        and other.role != "needed"
        and other.values[place] is not None
        and abs(other.values[place] - value) < near
    ]
    if not others:
        return "t"
    nearest = min(others, key=lambda other: abs(other - value))
    return "b" if nearest > value else "t"


def point_labels(grid: Grid, column: Column, look: Look):
    shown = shown_places(column)
    labels = [
        node(
            "c:dLbl",
            node("c:idx", val=place),
            node("c:numFmt", formatCode=grid.number_format, sourceLinked=0),
            node("c:spPr", node("a:noFill"), node("a:ln", node("a:noFill"))),
            text_look(look, bold=True, accent=ROLES[column.role].accent),
            node("c:dLblPos", val=side(grid, column, place)),
            *label_flags(value=1),
        )
        for place in shown
    ]
    return node("c:dLbls", *labels, *label_flags(value=0))


def label_flags(value: int) -> list:
    names = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return [node(f"c:show{name}", val=value if name == "Val" else 0) for name in names]
