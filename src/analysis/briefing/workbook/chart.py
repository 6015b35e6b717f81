"""Native charts of the Excel file, over the cells beside them: lines with a band, or bars; same looks as elsewhere."""

import pandas as pd

from analysis.briefing.exhibits import Graph, Table, alternative_text
from analysis.briefing.grid import Column, Grid
from analysis.briefing.native.axes import axis_text
from analysis.briefing.native.data import columns_of
from analysis.briefing.native.labels import shown_places, side
from analysis.briefing.native.looks import ROLES
from analysis.briefing.workbook.sheet import FONT, HEAD_ROW, Sheet
from analysis.charts import theme

SIDES = {"t": "above", "b": "below"}
DASHES = {"solid": "solid", "dash": "dash", "sysDot": "round_dot", "dashDot": "dash_dot"}
LIGHT = "#D9D9D9"  # white, 15% darker, as in the theme colours of native.py
WIDTH, HEIGHT, ROW = 860, 600, 46  # pixels
FIRST, OTHERS = {True: 1.8, False: 7.0}, 3.1  # centimetres of the columns: years or names, then values
TYPE = {"name": FONT, "size": 10}


def insert_chart(book, sheet: Sheet, graph: Graph) -> None:
    """Writes the chart's numbers as a table and the chart below it."""
    numbers = graph.grid
    columns = {numbers.corner: list(numbers.categories)} | {name: list(values) for name, values in columns_of(numbers)}
    frame = pd.DataFrame(columns)
    for name in frame.columns[1:]:
        frame[name] = frame[name].astype("float64")
    sheet.subtitle = "；".join(filter(None, [graph.data.subtitle, f"单位：{axis_text(numbers)}"]))
    widths = (FIRST[numbers.over_years], *[OTHERS] * (len(frame.columns) - 1))
    note = graph.note + "".join(band.about for band in numbers.bands)
    table = Table(graph.title, frame, widths, graph.source, note, unit=numbers.unit)
    free = sheet.table(table, width=sum(widths))
    sheet.portrait(1)
    name = sheet.worksheet.get_name()
    chart = _lines(book, numbers, name) if numbers.over_years else _bars(book, numbers, name)
    height = (
        HEIGHT
        if numbers.over_years
        else max(360, ROW * len(numbers.categories) * max(1, len(numbers.columns)) // 2 + 120)
    )
    chart.set_size({"width": WIDTH, "height": height})
    chart.set_title({"none": True})
    chart.set_legend(
        {"position": "top", "font": TYPE, "delete_series": [2 * place for place in range(len(numbers.bands))]}
    )
    chart.set_chartarea({"border": {"none": True}})
    sheet.worksheet.insert_chart(free + 1, 0, chart, {"description": alternative_text(graph), "object_position": 2})


def _range(name: str, numbers: Grid, place: int) -> list:
    """A column's cells; column 0 holds the categories."""
    return [name, HEAD_ROW + 1, place, HEAD_ROW + len(numbers.categories), place]


def _lines(book, numbers: Grid, name: str):
    lines = book.add_chart({"type": "line"})
    first = 2 * len(numbers.bands)
    for place, column in enumerate(numbers.columns):
        lines.add_series(_line(numbers, name, first + place + 1, column))
    if not numbers.bands:
        chart = lines
    else:
        chart = book.add_chart({"type": "area", "subtype": "stacked"})
        for place in range(first):
            colour = theme.ROLES["interval"].colour
            fill = {"color": colour, "transparency": 45} if place % 2 else {"none": True}
            cells = {"categories": _range(name, numbers, 0), "values": _range(name, numbers, place + 1)}
            chart.add_series({"name": [name, HEAD_ROW, place + 1], **cells, "fill": fill, "border": {"none": True}})
        chart.combine(lines)
    scale = numbers.scale
    chart.set_x_axis({"num_font": TYPE, "line": {"color": theme.MUTED}})
    high = {} if numbers.open_above else {"max": scale.high}
    chart.set_y_axis({"min": scale.low, **high, "major_unit": scale.step, "num_format": scale.number_format,
                      "num_font": TYPE, "line": {"none": True},
                      "major_gridlines": {"visible": True, "line": {"color": theme.GRID}},
                      "name": axis_text(numbers), "name_font": {**TYPE, "bold": False, "rotation": 0},
                      "name_layout": {"x": 0.005, "y": 0.01}})  # fmt: skip
    chart.show_blanks_as("span")
    return chart


def _line(numbers: Grid, name: str, place: int, column: Column) -> dict:
    role, colour = ROLES[column.role], theme.ROLES[column.role].colour
    kind = {"square": "square", "circle": "circle", "triangle": "triangle", "diamond": "diamond", "x": "x"}[role.marker]
    marker = {
        "type": kind,
        "size": 7,
        "border": {"color": colour},
        "fill": {"color": "#FFFFFF" if role.hollow else colour},
    }
    shown = set(shown_places(column))
    labels = [
        {"position": SIDES[side(numbers, column, at)]} if at in shown else {"delete": True}
        for at in range(len(column.values))
    ]
    return {
        "name": [name, HEAD_ROW, place],
        "categories": _range(name, numbers, 0),
        "values": _range(name, numbers, place),
        "line": {"color": colour, "width": role.width, "dash_type": DASHES[role.dash]},
        "marker": {"type": "none"} if column.role == "target" else marker,
        "data_labels": {"value": True, "position": "above", "num_format": numbers.number_format, "custom": labels,
                        "font": {**TYPE, "color": theme.readable(colour)}},
    }  # fmt: skip


def _bars(book, numbers: Grid, name: str):
    chart = book.add_chart({"type": "bar"})
    for place, column in enumerate(numbers.columns, start=1):
        chart.add_series(
            {
                "name": [name, HEAD_ROW, place],
                "categories": _range(name, numbers, 0),
                "values": _range(name, numbers, place),
                **_bar_look(column.role),
                "gap": 45,
                "data_labels": {"value": True, "num_format": numbers.number_format, "font": TYPE},
            }
        )
    scale = numbers.scale
    chart.set_y_axis({"reverse": True, "num_font": TYPE, "line": {"color": theme.MUTED}, "major_tick_mark": "none"})
    chart.set_x_axis({"min": scale.low, "max": scale.high, "major_unit": scale.step, "num_format": scale.number_format,
                      "num_font": TYPE, "line": {"none": True}, "label_position": "high",
                      "major_gridlines": {"visible": True, "line": {"color": theme.GRID}},
                      "name": axis_text(numbers), "name_font": {**TYPE, "bold": False}})  # fmt: skip
    return chart


def _bar_look(role: str) -> dict:
    colour, bar = theme.ROLES[role].colour, ROLES[role].bar
    border = {"border": {"color": colour, "width": 1.25}}
    if bar == "hollow":
        return {"fill": {"color": "#FFFFFF"}, **border}
    if bar == "hatched":
        return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}, **border}
    if bar == "light":
        return {"fill": {"color": LIGHT}, **border}
    return {"fill": {"color": colour}, **border}
