"""The page around a picture: title, subtitle, foot; measured in points, so that nothing overlaps and nothing is cut."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.briefing.ooxml import printable
from analysis.charts import layout, theme

CENTIMETRE = 1 / 2.54  # inches
POINT = 1 / 72  # inches
WIDTH = 16.0  # centimetres: the text width of an A4 page
EDGE = 4  # points
TITLE, SUBTITLE, LABEL, TICK, FOOT = 12.5, 9, 8.5, 8.5, 7.5
LEADING = 1.45


@dataclass(frozen=True)
class Page:
    """A figure with its texts, and axes that fill what is left."""

    figure: Figure
    axes: Axes
    plot_width: float  # points


def page(texts: dict[str, str], plot_height: float, left: float, right: float, below: float, above: float = 8) -> Page:
    """A page WIDTH wide and as high as it needs to be.

    `texts`: title, subtitle, note, source. In points: `plot_height` of the axes, room `left`, `right`, `below` and
    `above` them.
    """
    width = WIDTH * CENTIMETRE / POINT
    inner = width - 2 * EDGE
    head = [(line, TITLE, "bold", theme.CATEGORICAL[0]) for line in layout.wrap(texts["title"], TITLE, inner)]
    head += [(line, SUBTITLE, "normal", theme.MUTED) for line in filled_lines(texts["subtitle"], SUBTITLE, inner)]
    foot = [line for text in (texts["note"], texts["source"]) if text for line in filled_lines(text, FOOT, inner)]
    top = EDGE + sum(size * LEADING for _, size, *_ in head) + 6
    bottom = EDGE + len(foot) * FOOT * LEADING
    height = top + above + plot_height + below + bottom
    figure = Figure(figsize=(width * POINT, height * POINT), facecolor="white")
    y = height - EDGE
    for line, size, weight, colour in head:
        y -= size * LEADING
        figure.text(
            EDGE / width, (y + size * 0.3) / height, line, size=size, weight=weight, color=colour, va="baseline"
        )
    for place, line in enumerate(reversed(foot)):
        y = EDGE + place * FOOT * LEADING + FOOT * 0.3
        figure.text(EDGE / width, y / height, line, size=FOOT, color=theme.MUTED, va="baseline")
    box = (left / width, (bottom + below) / height, (width - left - right) / width, plot_height / height)
    return Page(figure, figure.add_axes(box), width - left - right)


def filled_lines(text: str, size: float, width: float) -> list[str]:
    """Lines of at most `width` points, as full as they get; no number is torn from its unit, no mark begins a line."""
    lines, line = [], ""
    for piece in layout.PIECES.findall(printable(text)):
        if line and layout.text_width((line + piece).rstrip()) * size > width:
            lines.append(line.strip())
            line = ""
        line += piece
    return [*lines, line.strip()] if line.strip() else lines


def plain(axes: Axes) -> None:
    """Only the axis lines that are read: no box."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(theme.MUTED)
    axes.tick_params(labelsize=TICK, length=3, color=theme.MUTED, labelcolor=theme.TEXT)
    axes.set_axisbelow(True)
