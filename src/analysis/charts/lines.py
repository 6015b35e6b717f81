"""Lines over years: how the charts of paths are drawn, with a direct label at each line's end instead of a legend."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts import layout, theme, wording
from analysis.charts.chart import ChartData, ChartSeries

PLOT_HEIGHT = 330
LABEL_GAP = 19  # pixels between two direct labels
ROOM_FOR_AXIS = 66
KNOWN = ("baseline", "observed")
AT_POINTS = (*KNOWN, "event")  # labelled where they stand, not at the end of a line
SIZES = {"baseline": 9, "observed": 9, "event": 13}
LABELLED_POINTS = 4  # of known levels; of more only the first and the last carry their value


def figure(data: ChartData) -> go.Figure:
    """A line a series over its years; roles give the look; an interval is a band, a target a line to its year.

    Known levels are labelled at their points, the others right of the plot where they end.
    """
    drawing = go.Figure()
    low, high = _range(data.frame)
    first, last = int(data.frame["position"].min()), int(data.frame["position"].max())
    for series in sorted(data.series, key=lambda series: series.role != "interval"):
        rows = data.rows(series.name).sort_values("position")
        if series.role == "interval":
            _band(drawing, series, rows)
        elif series.role == "target":
            _target(drawing, series, rows, first)
        else:
            drawing.add_trace(_line(series, rows))
            if series.role in AT_POINTS:
                _point_labels(drawing, series, rows, data)
    room = _end_labels(drawing, data, last, (low, high))
    drawing.update_xaxes(range=[first - 0.4, last + 0.25], dtick=1, tickformat="d", showgrid=False)
    drawing.update_yaxes(range=[low, high], tickformat=",")
    layout.finish(drawing, data, PLOT_HEIGHT, ROOM_FOR_AXIS, room)
    drawing.add_annotation(
        text=data.unit,
        font={"size": layout.FOOT_SIZE, "color": theme.MUTED},
        **{"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xshift": layout.LEFT_EDGE - ROOM_FOR_AXIS, "yshift": 8},
        **{"xanchor": "left", "yanchor": "bottom", "showarrow": False},
    )
    return drawing


def _range(frame: pd.DataFrame) -> tuple[float, float]:
    numbers = frame[["value", "low", "high"]].to_numpy(dtype=float)
    low, high = np.nanmin(numbers), np.nanmax(numbers)
    room = (high - low) * 0.1 or abs(high) * 0.1 or 1.0
    return float(max(low - room, 0.0) if low >= 0 else low - room), float(high + room)


def _hover(series: ChartSeries, rows: pd.DataFrame) -> list[str]:
    return [f"{year}年　{series.name}<br>{label}" for year, label in zip(rows["position"], rows["label"], strict=True)]


def _line(series: ChartSeries, rows: pd.DataFrame) -> go.Scatter:
    style = theme.ROLES[series.role]
    return go.Scatter(
        x=rows["position"],
        y=rows["value"],
        name=series.name,
        mode="markers" if series.role == "event" else "lines+markers",
        line={"color": style.colour, "dash": style.dash, "width": style.width},
        marker={
            "symbol": style.symbol,
            "size": SIZES.get(series.role, 6),
            "color": style.colour,
            "line": {"width": 2, "color": style.colour},
        },
        hovertext=_hover(series, rows),
        hoverinfo="text",
    )


def _point_labels(drawing: go.Figure, series: ChartSeries, rows: pd.DataFrame, data: ChartData) -> None:
    """Values at the points, the series' name with the last one; on the side away from the path in that year."""
    paths = data.frame[data.frame["series"].isin([other.name for other in data.series if other.role == "path"])]
    highest = paths.groupby("position")["value"].max()
    rising = rows["value"].iloc[-1] >= rows["value"].iloc[0]
    first = data.frame["position"].min()
    shown = rows if len(rows) <= LABELLED_POINTS or series.role == "event" else rows.iloc[[0, -1]]
    for row in shown.itertuples():
        named = series.role in KNOWN and row.Index == rows.index[-1]
        above = row.value >= highest.get(row.position, np.inf)
        left = above == rising  # a rising line leaves room left above and right below its points
        if row.position == first:  # left of it is the axis
            above, left = not rising, False
        drawing.add_annotation(
            text=f"{series.name} {row.label}" if named else row.label,
            font={"size": layout.LABEL_SIZE, "color": theme.ROLES[series.role].colour},
            **{"x": row.position, "y": row.value, "xref": "x", "yref": "y", "yshift": 13 if above else -13},
            **{"xanchor": "right" if left else "left", "xshift": -4 if left else 4, "showarrow": False},
        )


def _target(drawing: go.Figure, series: ChartSeries, rows: pd.DataFrame, first: int) -> None:
    """A thin line from the first year to the target year, where a mark stands."""
    style = theme.ROLES[series.role]
    for row in rows.itertuples():
        drawing.add_trace(
            go.Scatter(
                x=[first, row.position],
                y=[row.value, row.value],
                name=series.name,
                mode="lines+markers",
                line={"color": style.colour, "dash": style.dash, "width": style.width},
                marker={"symbol": style.symbol, "size": [0, 12], "color": style.colour, "line": {"width": 2}},
                hovertext=["", _hover(series, rows.loc[[row.Index]])[0]],
                hoverinfo="text",
            )
        )


def _band(drawing: go.Figure, series: ChartSeries, rows: pd.DataFrame) -> None:
    style = theme.ROLES[series.role]
    drawing.add_trace(
        go.Scatter(
            x=[*rows["position"], *rows["position"][::-1]],
            y=[*rows["high"], *rows["low"][::-1]],
            name=series.name,
            mode="lines",
            fill="toself",
            fillcolor=theme.translucent(style.colour, 0.35),
            line={"color": style.colour, "width": style.width, "dash": style.dash},
            hoverinfo="skip",
        )
    )


def _end_labels(drawing: go.Figure, data: ChartData, last: int, limits: tuple[float, float]) -> int:
    """A label right of each series' last point, moved apart where they would overlap. Returns the room they need."""
    labelled = [series for series in data.series if series.role not in AT_POINTS]
    if not labelled:
        return 30
    ends = [(series, data.rows(series.name).sort_values("position").iloc[-1]) for series in labelled]
    heights = [row["high"] if pd.isna(row["value"]) else row["value"] for _, row in ends]
    pixels = PLOT_HEIGHT / (limits[1] - limits[0])
    moved = layout.spread(np.array(heights) * pixels, LABEL_GAP)
    texts = [_label(series, row, last) for series, row in ends]
    for (series, _), height, place, text in zip(ends, heights, moved, texts, strict=True):
        style = theme.ROLES[series.role]
        drawing.add_annotation(
            text=text,
            font={"size": layout.LABEL_SIZE, "color": theme.readable(style.colour)},
            **{"x": 1, "y": height, "xref": "paper", "yref": "y", "xshift": 10, "yshift": place - height * pixels},
            **{"xanchor": "left", "showarrow": False, "align": "left"},
        )
    return round(max(map(layout.text_width, texts)) * layout.LABEL_SIZE) + 24


def _label(series: ChartSeries, row: pd.Series, last: int) -> str:
    year = "" if row["position"] == last else f"（{row['position']}年）"
    if pd.isna(row["value"]):
        return f"{series.name}{year}"
    return f"{series.name}{year} {row['label']}"


def points(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Columns of `chart.COLUMNS` for levels over years: `year`, `value`, and `figure_id` where there is one.

    Where the levels have `comparator`, `value_low`, `value_high`, their labels say so: 约 463 元, 35—40 张, with all
    decimals that are printed. Levels without are computed, and rounded.
    """
    if "comparator" in frame:
        told = frame.reindex(columns=["comparator", "value", "value_low", "value_high"])
        told["comparator"] = told["comparator"].astype("object").fillna("=")
        labels = [wording.valued(*row, unit) for row in told.itertuples(index=False)]
    else:
        labels = [wording.amount(value, unit) for value in frame["value"]]
    columns = [name for name in ("year", "value", "figure_id") if name in frame]
    return frame[columns].rename(columns={"year": "position"}).assign(label=labels)


def known(levels: pd.DataFrame, base_year: int, unit: str) -> list[tuple[ChartSeries, pd.DataFrame]]:
    """Known levels (`year`, `value`, `figure_id`) as two series: up to the base year, and what happened after it."""
    levels = levels.sort_values("year")
    after = levels["year"] > base_year
    return [
        (ChartSeries("基期及以前", "baseline"), points(levels[~after], unit)),
        (ChartSeries("实际", "observed"), points(levels[after], unit)),
    ]
