"""The numbers of a chart as a table: a row a year or an item, a column a series; an interval with both ends."""

import pandas as pd

from analysis.briefing.exhibits import Graph, Table


def chart_table(graph: Graph) -> Table:
    data, numbers = graph.data, graph.grid
    columns: dict[str, list] = {numbers.corner: list(numbers.categories)}
    for column in numbers.columns:
        columns[column.name] = list(column.values)
    for series in data.series:
        if series.role == "interval":
            rows = data.rows(series.name).set_index(data.rows(series.name)["position"].astype(str))
            for end, name in (("low", "下限"), ("high", "上限")):
                columns[f"{series.name}{name}"] = list(rows[end].reindex(list(numbers.categories)))
    frame = pd.DataFrame(columns)
    for name in frame.columns[1:]:
        frame[name] = frame[name].astype("float64")
    widths = (1.0 if numbers.over_years else 3.0, *[1.2] * (len(frame.columns) - 1))
    return Table(f"{data.title}（单位：{numbers.unit}）", frame, widths, data.source, data.note, unit=numbers.unit)
