"""A chart's numbers as the sheet behind a native chart: a row a year (or a named item), a column a series."""

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.charts.chart import ChartData, ChartSeries
from analysis.words.promises import COMPUTED

YEARS, ITEMS = "年份", "项目"
KNOWN_ROLES = ("baseline", "observed")
MOST_TICKS = 6
DECIMALS = re.compile(r"\d\.(\d+)")
TICK_STEPS = np.array([1, 2, 2.5, 5, 10])


@dataclass(frozen=True)
class Column:
    """One series: a value for each category, None where there is none; `labels` are the values as text."""

    name: str
    role: str
    values: tuple[float | None, ...]
    labels: tuple[str, ...]

    @cached_property
    def places(self) -> list[int]:
        """Where the series has a value."""
        return [place for place, value in enumerate(self.values) if value is not None]


@dataclass(frozen=True)
class Band:
    """An interval as two stacked areas: the lower end, unfilled, and the width above it.

    There are no gaps, because Office reads them as 0: what stands in other years than `first` to `last` is no forecast.
    """

    name: str
    low: tuple[float, ...]
    width: tuple[float, ...]
    first: int
    last: int

    @property
    def about(self) -> str:
        """What its two columns are, for the sheet that shows them."""
        span = f"{self.first}—{self.last}年" if self.first < self.last else f"{self.last}年"
        return (
            f"“{self.name}”一列是上限减下限；它和“{self.name}下限”一列只有{span}的数是推算，"
            "其余年份的数是为作图补的，不是推算。"
        )


@dataclass(frozen=True)
class Scale:
    low: float
    high: float
    step: float

    @property
    def number_format(self) -> str:
        """Excel's format for ticks: only as many decimals as the step has."""
        decimals = next(n for n in range(4) if abs(self.step * 10**n - round(self.step * 10**n)) < 1e-9 or n == 3)
        return "#,##0" + ("." + "0" * decimals if decimals else "")


@dataclass(frozen=True)
class Grid:
    """`corner` is YEARS (lines over years) or ITEMS (bars); `bands` belong to lines only.

    `reference` names a constant that bars are compared with: Office has no such line beside horizontal bars.
    """

    corner: str
    categories: tuple[str, ...]
    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    scale: Scale
    unit: str
    reference: str = ""

    @property
    def over_years(self) -> bool:
        return self.corner == YEARS

    @property
    def open_above(self) -> bool:
        """Office chooses the axis' upper end: next year's amounts, typed into the chart's data, have to fit."""
        return self.over_years and self.unit != "%"

    @property
    def number_format(self) -> str:
        """Excel's format for the values: as many decimals as the most exact of their texts has, % behind a rate."""
        texts = [label for column in self.columns for label in column.labels]
        decimals = max((len(found[1]) for text in texts if (found := DECIMALS.search(text))), default=0)
        return "#,##0" + ("." + "0" * decimals if decimals else "") + ('"%"' if self.unit == "%" else "")


class _Point(NamedTuple):
    """A row of a chart's frame; missing numbers are NaN."""

    position: object
    value: float
    low: float
    high: float
    label: str


def _points(data: ChartData) -> dict[str, list[_Point]]:
    """The rows of each series, in plain Python: charts are small, and every file of a brief asks for them."""
    frame = data.frame
    numbers = [frame[name].astype("float64").tolist() for name in ("value", "low", "high")]
    points: dict[str, list[_Point]] = {series.name: [] for series in data.series}
    for name, *point in zip(frame["series"], frame["position"].tolist(), *numbers, frame["label"], strict=True):
        points[name].append(_Point(*point))
    return points


def grid(data: ChartData) -> Grid:
    """The sheet of a chart. Over years every year from the first to the last is a row, so that the axis keeps time."""
    points = _points(data)
    positions = list(dict.fromkeys(data.frame["position"].tolist()))
    over_years = all(isinstance(place, int) for place in positions)
    keys = list(range(min(positions), max(positions) + 1)) if over_years else positions
    drawn = [series for series in data.series if series.role != "interval" and (over_years or series.role != "path")]
    columns = tuple(_column(series, points[series.name], keys, over_years) for series in drawn)
    intervals = [series for series in data.series if series.role == "interval" and over_years]
    return Grid(
        corner=YEARS if over_years else ITEMS,
        categories=tuple(map(str, keys)),
        columns=columns,
        bands=tuple(_band(series.name, points[series.name], keys, columns) for series in intervals),
        scale=scale(data.frame, over_years, data.unit),
        unit=data.unit,
        reference="、".join(series.name for series in data.series if series.role == "path" and not over_years),
    )


def _column(series: ChartSeries, points: list[_Point], keys: list, over_years: bool) -> Column:
    known = {point.position: point for point in reversed(points) if not math.isnan(point.value)}
    labels = tuple(known[key].label if key in known else "" for key in keys)
    if series.role == "target" and over_years and len(known) == 1:
        # One promise for one year is drawn as a line that leads to it.
        (point,) = known.values()
        values = tuple(point.value if key <= point.position else None for key in keys)
    else:
        values = tuple(known[key].value if key in known else None for key in keys)
    # Office writes the labels of its charts from the values: that a target is computed has to stand in its name.
    computed = any(label.startswith(COMPUTED) for label in labels)
    return Column(f"{series.name}（{COMPUTED}）" if computed else series.name, series.role, values, labels)


def _band(name: str, points: list[_Point], keys: list[int], columns: tuple[Column, ...]) -> Band:
    """Before the interval's first year the band is closed: it opens where the last known level lies."""
    first = min(point.position for point in points)
    closed = {
        keys[place]: column.values[place]
        for column in columns
        if column.role in KNOWN_ROLES
        for place in column.places
        if keys[place] < first
    }
    ends = []
    for end in ("low", "high"):
        known = dict(sorted((closed | {point.position: getattr(point, end) for point in points}).items()))
        ends.append(np.interp(keys, list(known), list(known.values())))
    low, high = ends
    last = max(point.position for point in points)
    return Band(name, tuple(low.tolist()), tuple((high - low).tolist()), first, last)


def scale(frame: pd.DataFrame, over_years: bool, unit: str) -> Scale:
    """Round ends and step of the value axis; bars start at 0, and no percentage has a tick above 100."""
    numbers = frame[["value", "low", "high"]].to_numpy(dtype=float)
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    bottom, top = (low, high) if over_years else (min(low, 0.0), max(high, 0.0))
    room = (top - bottom) * 0.08 or abs(top) * 0.1 or 1.0
    wanted_low = bottom - room if over_years else bottom
    wanted_high = top + room
    rough = (wanted_high - wanted_low) / MOST_TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(TICK_STEPS[np.searchsorted(TICK_STEPS * power, rough - 1e-12 * power)] * power)
    start, end = np.floor(wanted_low / step) * step, np.ceil(wanted_high / step) * step
    if low >= 0:
        start = max(start, 0.0)
    if unit == "%" and high <= 100 and end > 100:
        # No tick above 100%, but room for the numbers at the ends of full bars.
        end = 100.0 if over_years else 100.0 + step * 0.5
    return Scale(float(start), float(end), step)
