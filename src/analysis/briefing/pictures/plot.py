"""Charts by matplotlib: lines over years and marks in rows, with the roles' looks of charts.theme."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.briefing.exhibits import Graph
from analysis.briefing.grid import KNOWN_ROLES, Grid
from analysis.briefing.native.labels import labelled_places
from analysis.briefing.pictures import labels
from analysis.briefing.pictures.sheet import LABEL, Page, page, plain
from analysis.charts import layout, theme
from analysis.charts.chart import ChartData

LINES = {"solid": "-", "dash": (0, (5, 2.5)), "dot": (0, (1, 1.8)), "dashdot": (0, (5, 2, 1, 2))}
MARKS = {
    "square": "s",
    "circle": "o",
    "triangle-up": "^",
    "diamond": "D",
    "diamond-open": "D",
    "circle-open": "o",
    "cross": "P",
}
FIRST_EDGE, LAST_EDGE = -0.35, 0.2  # of the axis, in years from the first and behind the last
VEIL = {"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.4}
THINNER = 0.7  # of the screen's line widths
PLOT_HEIGHT, ROW_HEIGHT = 190, 19
BELOW_AXIS = 26
COLUMN_GAP = 12
NAMES_ROOM = 178  # points


def drawn(graph: Graph) -> Figure:
    data, numbers = graph.data, graph.grid
    return _lines(data, numbers) if numbers.over_years else _rows(data, numbers)


def _texts(data: ChartData) -> dict[str, str]:
    return {"title": data.title, "subtitle": data.subtitle, "note": data.note, "source": data.source}


def _look(role: str, filled_with: str = "white") -> dict:
    style = theme.ROLES[role]
    hollow = style.symbol.endswith("-open")
    return {
        "color": style.colour,
        "linestyle": LINES[style.dash],
        "linewidth": style.width * THINNER,
        "marker": MARKS[style.symbol],
        "markerfacecolor": filled_with if hollow else style.colour,
        "markeredgecolor": style.colour,
        "markeredgewidth": 1.3 if hollow else 0.5,
    }


def _lines(data: ChartData, numbers: Grid) -> Figure:
    scale = numbers.scale
    ends = [(column, column.places[-1]) for column in numbers.columns if column.role not in KNOWN_ROLES]
    texts = [_end_text(column.name, column.labels[place], place, numbers) for column, place in ends]
    texts += [band.name for band in numbers.bands]
    left = (
        max(layout.text_width(_tick(value)) for value in (scale.low, scale.high, scale.low + scale.step)) * LABEL + 14
    )
    right = max([layout.text_width(text) for text in texts], default=0) * LABEL + 18
    made = page(_texts(data), PLOT_HEIGHT, left, right, BELOW_AXIS, above=20)
    axes, count = made.axes, len(numbers.categories)
    for band in numbers.bands:
        low, top = np.array(band.low), np.array(band.low) + np.array(band.width)
        style = theme.ROLES["interval"]
        opened = np.flatnonzero(np.array(band.width) > 0)
        shown = slice(max(0, opened[0] - 1), opened[-1] + 1) if len(opened) else slice(0, 0)
        places = np.arange(count)[shown]
        axes.fill_between(places, low[shown], top[shown], color=style.colour, alpha=0.55, linewidth=0)
        for edge in (low, top):
            axes.plot(places, edge[shown], color=style.colour, linestyle=LINES["dot"], linewidth=0.8)
    for column in numbers.columns:
        look = _look(column.role)
        values = [column.values[place] for place in column.places]
        marked = [len(values) - 1] if column.role == "target" else None
        size = 6.5 if column.role in (*KNOWN_ROLES, "target") else 4
        axes.plot(column.places, values, markersize=size, markevery=marked, clip_on=False, zorder=3, **look)
    _known_labels(made, numbers)
    _end_labels(made, numbers, ends, texts)
    plain(axes)
    axes.set_xlim(FIRST_EDGE, count - 1 + LAST_EDGE)
    axes.set_ylim(scale.low, scale.high)
    axes.set_xticks(range(count), numbers.categories)
    axes.set_yticks(np.arange(scale.low, scale.high + scale.step / 2, scale.step))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", color=theme.GRID, linewidth=0.7)
    axes.annotate(numbers.unit, (0, 1), (-left + 4, 8), xycoords="axes fraction", textcoords="offset points",
                  size=LABEL, color=theme.MUTED, va="bottom")  # fmt: skip
    return made.figure


def _tick(value: float) -> str:
    return f"{value:,.10g}" if abs(value) < 1000 else f"{value:,.0f}"


def _end_text(name: str, label: str, place: int, numbers: Grid) -> str:
    year = "" if place == len(numbers.categories) - 1 else f"（{numbers.categories[place]}年）"
    return f"{name}{year} {label}".strip()


def _known_labels(made: Page, numbers: Grid) -> None:
    """Values at the known points, the series' name with the last one; where they cover nothing, or least."""
    width, count, scale = made.plot_width, len(numbers.categories), numbers.scale

    def at(place: int, value: float) -> labels.Point:
        share = (value - scale.low) / (scale.high - scale.low)
        return (place - FIRST_EDGE) / (count - 1 + LAST_EDGE - FIRST_EDGE) * width, share * PLOT_HEIGHT

    lines = [[at(place, column.values[place]) for place in column.places] for column in numbers.columns]
    written: list[labels.Box] = []
    frame = labels.Box(-2, 0, width + 2, PLOT_HEIGHT + LABEL)
    for column in numbers.columns:
        for place in labelled_places(column) if column.role in KNOWN_ROLES else ():
            last = place == column.places[-1]
            text = f"{column.name} {column.labels[place]}" if last else column.labels[place]
            label = labels.placed(text, at(place, column.values[place]), lines, written, frame)
            written.append(label.box)
            made.axes.annotate(
                text, (place, column.values[place]), label.shift, textcoords="offset points", size=LABEL,
                color=theme.ROLES[column.role].colour, weight="bold" if last else "normal", zorder=4,
                ha=label.horizontal, va=label.vertical, bbox=VEIL,
            )  # fmt: skip


def _end_labels(made: Page, numbers: Grid, ends: list, texts: list[str]) -> None:
    """Name and value right of the plot, moved apart where they would overlap."""
    scale = numbers.scale
    heights = [column.values[place] for column, place in ends]
    heights += [band.low[-1] + band.width[-1] / 2 for band in numbers.bands]
    roles = [column.role for column, _ in ends] + ["interval"] * len(numbers.bands)
    if not heights:
        return
    points = PLOT_HEIGHT / (scale.high - scale.low)
    moved = layout.spread((np.array(heights) - scale.low) * points, LABEL * 1.4)
    for role, text, place in zip(roles, texts, moved, strict=True):
        colour = theme.readable(theme.ROLES[role].colour)
        made.axes.annotate(text, (1, 0), (9, place), xycoords="axes fraction", textcoords="offset points",
                           size=LABEL, color=colour, va="center", ha="left")  # fmt: skip


def _rows(data: ChartData, numbers: Grid) -> Figure:
    """A row a category from the top; a mark a series; a series of role "path" is one line down; values to the right."""
    names = ["\n".join(layout.wrap(category, LABEL, NAMES_ROOM)) for category in numbers.categories]
    heights = max(name.count("\n") + 1 for name in names)
    row = ROW_HEIGHT + (heights - 1) * LABEL * 1.25
    left = min(NAMES_ROOM, max(layout.text_width(part) for name in names for part in name.split("\n")) * LABEL) + 14
    heads, columns = _value_columns(data, numbers)
    right = sum(width for width, _ in columns) + COLUMN_GAP * (len(columns) + 1)
    made = page(_texts(data), row * len(names) + 6, left, right, BELOW_AXIS, above=22)
    axes, places = made.axes, {category: place for place, category in enumerate(numbers.categories)}
    _joins(axes, data, places)
    for series in data.series:
        rows = data.rows(series.name).dropna(subset="value")
        look = _look(series.role)
        if series.role == "path":
            axes.axvline(
                float(rows["value"].iloc[0]), **{key: look[key] for key in ("color", "linestyle", "linewidth")}
            )
            continue
        axes.plot(rows["value"], [places[position] for position in rows["position"]],
                  **(look | {"linestyle": "none"}), markersize=6.5, clip_on=False, zorder=3)  # fmt: skip
    plain(axes)
    low, high = min(0.0, float(data.frame["value"].min())), float(data.frame["value"].max())
    room = (high - low) * 0.05 or 1.0
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.grid(color=theme.GRID, linewidth=0.7)
    suffix = "%" if numbers.unit == "%" else ""
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{_tick(value)}{suffix}"))
    _write_columns(made, numbers, heads, columns)
    return made.figure


def _joins(axes, data: ChartData, places: dict[str, int]) -> None:
    of_path = {series.name for series in data.series if series.role == "path"}
    marks = data.frame[~data.frame["series"].isin(of_path)].dropna(subset=["value"])
    for position, values in marks.groupby("position", sort=False)["value"]:
        if len(values) > 1:
            axes.plot([values.min(), values.max()], [places[position]] * 2, color=theme.MUTED, linewidth=0.8)


def _value_columns(data: ChartData, numbers: Grid) -> tuple[list, list]:
    """Head (sign, name, role) and (width in points, text by category) of each series' column."""
    heads, columns = [], []
    for series in data.series:
        rows: pd.DataFrame = data.rows(series.name)
        texts = {} if series.role == "path" else dict(zip(rows["position"], rows["label"], strict=True))
        width = max(map(layout.text_width, ["◆ " + series.name, *texts.values()])) * LABEL
        heads.append((series.name, series.role))
        columns.append((width, texts))
    return heads, columns


def _write_columns(made: Page, numbers: Grid, heads: list, columns: list) -> None:
    axes = made.axes
    x = COLUMN_GAP
    for (name, role), (width, texts) in zip(heads, columns, strict=True):
        style = theme.ROLES[role]
        colour = theme.readable(style.colour)
        where = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
        sign = {
            "square": "■",
            "circle": "●",
            "triangle-up": "▲",
            "diamond": "◆",
            "diamond-open": "◇",
            "circle-open": "○",
            "cross": "✚",
        }
        mark = "┆" if role == "path" else sign[style.symbol]
        axes.annotate(f"{mark} {name}", (1, 1), (x, 7), xycoords="axes fraction", textcoords="offset points",
                      size=LABEL, weight="bold", color=colour, va="bottom")  # fmt: skip
        if role != "path":
            for place, category in enumerate(numbers.categories):
                axes.annotate(
                    texts.get(category, "—"), (1, place), (x, 0), size=LABEL, color=colour, va="center", **where
                )
        x += width + COLUMN_GAP
