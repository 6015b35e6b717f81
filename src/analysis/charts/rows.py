"""Marks in rows: how charts that compare many targets or places are drawn, with the values as columns beside."""

import pandas as pd
import plotly.graph_objects as go

from analysis.charts import layout, theme
from analysis.charts.chart import ChartData, ChartSeries

ROW_HEIGHT = 27
SMALLEST_PLOT = 90
COLUMN_GAP = 18
SIGNS = {"square": "■", "circle": "●", "triangle-up": "▲", "diamond": "◆", "diamond-open": "◇", "cross": "✚"}
LINE_SIGN = "┆"


def figure(data: ChartData) -> go.Figure:
    """A row a `position`, in the frame's order from the top; a mark a series; a series of role "path" is one line down.

    Rows that have several marks are joined by a thin line, so that the distance is seen.
    """
    positions = list(dict.fromkeys(data.frame["position"]))
    height = max(ROW_HEIGHT * len(positions), SMALLEST_PLOT)
    drawing = go.Figure()
    _joins(drawing, data)
    for series in data.series:
        drawing.add_trace(_marks(series, data.rows(series.name)))
    left = round(max(map(layout.text_width, positions)) * layout.LABEL_SIZE) + 26
    right = _columns(drawing, data, positions)
    drawing.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=positions[::-1],
        range=[-0.6, len(positions) - 0.4],
        automargin=False,
        tickfont={"size": layout.LABEL_SIZE},
        showgrid=True,
        ticks="",
    )
    drawing.update_xaxes(ticksuffix="%" if data.unit == "%" else "", tickformat=",", nticks=7, range=_range(data.frame))
    layout.finish(drawing, data, height, left, right)
    return drawing


def _range(frame: pd.DataFrame) -> list[float]:
    low, high = min(0.0, float(frame["value"].min())), float(frame["value"].max())
    room = (high - low) * 0.05 or 1.0
    return [low - room, high + room]


def _joins(drawing: go.Figure, data: ChartData) -> None:
    of_path = {series.name for series in data.series if series.role == "path"}
    marks = data.frame[~data.frame["series"].isin(of_path)].dropna(subset=["value"])
    ends = marks.groupby("position", sort=False)["value"].agg(["min", "max", "size"])
    for position, row in ends[ends["size"] > 1].iterrows():
        drawing.add_trace(
            go.Scatter(
                x=[row["min"], row["max"]],
                y=[position, position],
                mode="lines",
                line={"color": theme.MUTED, "width": 1},
                hoverinfo="skip",
            )
        )


def _marks(series: ChartSeries, rows: pd.DataFrame) -> go.Scatter:
    style = theme.ROLES[series.role]
    hover = [f"{place}<br>{series.name} {label}" for place, label in zip(rows["position"], rows["label"], strict=True)]
    return go.Scatter(
        x=rows["value"],
        y=rows["position"],
        name=series.name,
        mode="lines" if series.role == "path" else "markers",
        line={"color": style.colour, "dash": style.dash, "width": style.width},
        marker={"symbol": style.symbol, "size": 11, "color": style.colour, "line": {"width": 2, "color": style.colour}},
        hovertext=hover,
        hoverinfo="text",
    )


def _columns(drawing: go.Figure, data: ChartData, positions: list[str]) -> int:
    """The values of each series as a column right of the plot, headed by its sign and name. Returns the room needed."""
    shift = COLUMN_GAP
    for series in data.series:
        style, rows = theme.ROLES[series.role], data.rows(series.name)
        sign = LINE_SIGN if series.role == "path" else SIGNS[style.symbol]
        texts = dict(zip(rows["position"], rows["label"], strict=True))
        font = {"size": layout.LABEL_SIZE, "color": theme.readable(style.colour)}
        head = f"{sign} {series.name}"
        width = round(max(map(layout.text_width, [head, *texts.values()])) * layout.LABEL_SIZE)
        common = {"xref": "paper", "x": 1, "xshift": shift, "xanchor": "left", "showarrow": False, "font": font}
        drawing.add_annotation(text=f"<b>{head}</b>", yref="paper", y=1, yanchor="bottom", yshift=2, **common)
        if series.role != "path":  # one value for all rows: the head says it
            for position in positions:
                drawing.add_annotation(text=texts.get(position, "—"), yref="y", y=position, yanchor="middle", **common)
        shift += width + COLUMN_GAP
    return shift
