"""What all figures share: the title above, source and note below, room for labels, labels that do not overlap."""

import math
import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from analysis.charts import theme
from analysis.charts.chart import ChartData

TITLE_SIZE, SUBTITLE_SIZE, FOOT_SIZE, LABEL_SIZE = 18, 13, 12, 13
LINE_HEIGHT = 1.45
LEFT_EDGE = 12
WIDTH = 860  # lines are broken to fit this width; wider pages leave room, narrower ones are not made for
RAGGED = 0.06  # by how much a line may be longer than the mean, so that the last one is not left over
PAUSES = "，。；："
PAUSE_WORTH = 0.15  # of the text: by how much more uneven two lines may be to break after a mark
PAUSE_FROM = 0.6  # a line is rather broken after a mark in its last part
# What stays together: a number with the blanks and signs around it and the unit behind, or one character; with the
# marks that close it or open before it.
PIECES = re.compile(
    r"[（《“‘]*(?:[\x20-\x7e—−·]+[^\x00-\x7f，。；、：？！（《“）》”’]?|[^\x00-\x7f])[，。；、：？！）》”’]*"
)


def text_width(text: str) -> float:
    """Width in units of the type size: 1 for a Chinese character, a little over half for a Latin one."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.56 for letter in text)


def wrap(text: str, size: float, width: float = WIDTH - 2 * LEFT_EDGE) -> list[str]:
    """Lines of at most `width` pixels, about equally long; no number is torn from its unit, no mark begins a line.

    >>> wrap("低于目标，差 52 元", 10, 70)
    ['低于目标，', '差 52 元']
    """
    total = text_width(text) * size
    if total <= width:
        return [text] if text else []
    fewest = math.ceil(total / width)
    if fewest == 2 and (two := _in_two(text, size, width)):
        return two
    even = _broken(text, size, min(width, total / fewest * (1 + RAGGED)))
    return even if len(even) == fewest else _broken(text, size, width)


def _in_two(text: str, size: float, width: float) -> list[str]:
    """Two lines about equally long, rather broken after a mark; [] where no break leaves both within the width."""
    pieces, found = PIECES.findall(text), []
    for place in range(1, len(pieces)):
        lines = ["".join(part).strip() for part in (pieces[:place], pieces[place:])]
        longest = max(text_width(line) * size for line in lines)
        if longest <= width:
            liked = pieces[place - 1][-1] in PAUSES
            found.append((longest - liked * PAUSE_WORTH * text_width(text) * size, lines))
    return min(found)[1] if found else []


def _broken(text: str, size: float, width: float) -> list[str]:
    lines, line, pause = [], "", 0
    for piece in PIECES.findall(text):
        if line and text_width(line + piece.rstrip()) * size > width:
            cut = pause if pause > len(line) * PAUSE_FROM else len(line)
            lines.append(line[:cut].strip())
            line, pause = line[cut:], 0
        line += piece
        if piece[-1] in PAUSES:
            pause = len(line)
    return [*lines, line.strip()]


def finish(figure, data: ChartData, plot_height: int, left: int, right: int) -> None:
    """Adds title, subtitle, source and note, and sets the size so that nothing is cut off.

    `left`, `right`: room in pixels beside the plotting area for axis and labels.
    """
    title, subtitle = wrap(data.title, TITLE_SIZE), wrap(data.subtitle, SUBTITLE_SIZE)
    foot = [line for text in (data.note, data.source) if text for line in wrap(text, FOOT_SIZE)]
    top = round(LINE_HEIGHT * (TITLE_SIZE * len(title) + SUBTITLE_SIZE * len(subtitle))) + 48
    bottom = round(LINE_HEIGHT * FOOT_SIZE * len(foot)) + 62
    figure.update_layout(
        template=theme.template(),
        height=plot_height + top + bottom,
        margin={"l": left, "r": right, "t": top, "b": bottom},
    )
    for lines, size, colour, drop in (
        ([f"<b>{line}</b>" for line in title], TITLE_SIZE, theme.TEXT, 10),
        (subtitle, SUBTITLE_SIZE, theme.MUTED, 14 + round(LINE_HEIGHT * TITLE_SIZE * len(title))),
    ):
        _text(figure, lines, size, colour, {"y": 1, "yshift": top - drop, "xshift": LEFT_EDGE - left})
    _text(figure, foot, FOOT_SIZE, theme.MUTED, {"y": 0, "yshift": -48, "xshift": LEFT_EDGE - left})


def _text(figure, lines: list[str], size: int, colour: str, place: dict) -> None:
    figure.add_annotation(
        text="<br>".join(lines),
        font={"size": size, "color": colour},
        **{"x": 0, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top"},
        **{"align": "left", "showarrow": False},
        **place,
    )


def spread(places: Sequence[float], gap: float) -> np.ndarray:
    """The places moved apart as little as needed, so that neighbours keep `gap`; order and centre are kept.

    >>> spread([10, 11, 50], 4).tolist()
    [8.5, 12.5, 50.0]
    """
    order = np.argsort(np.asarray(places, dtype=float), kind="stable")
    blocks: list[list[float]] = []  # [centre of gravity, members]
    for place in np.asarray(places, dtype=float)[order]:
        blocks.append([float(place), 1])
        while len(blocks) > 1 and blocks[-1][0] - blocks[-2][0] < gap * (blocks[-1][1] + blocks[-2][1]) / 2:
            (upper, more), (lower, fewer) = blocks.pop(), blocks.pop()
            blocks.append([(upper * more + lower * fewer) / (more + fewer), more + fewer])
    moved = np.concatenate([centre + gap * (np.arange(size) - (size - 1) / 2) for centre, size in blocks])
    result = np.empty(len(moved))
    result[order] = moved
    return result
