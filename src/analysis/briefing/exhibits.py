"""What a brief shows: charts, tables, county maps; each with its source, and in words for who cannot see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Integral

import pandas as pd

from analysis.briefing.grid import Band, Column, Grid, grid
from analysis.briefing.native.data import data_workbook
from analysis.briefing.ooxml import printable
from analysis.charts import wording
from analysis.charts.chart import ChartData
from analysis.charts.county_map import ProvinceMap

MOST_SPOKEN = 8  # years of a series that are read out one by one
NO_VALUE = "—"  # in tables; what it stands for is said below them


@dataclass(frozen=True)
class Graph:
    """A chart; `method` says how what it shows was computed."""

    data: ChartData
    method: str

    @property
    def title(self) -> str:
        return self.data.title

    # Every file of a brief asks for these three: they are made once.
    @cached_property
    def grid(self) -> Grid:
        return grid(self.data)

    @cached_property
    def workbook(self) -> bytes:
        """The workbook behind the native charts of slides and documents."""
        return data_workbook(self.grid, self.source)

    @cached_property
    def alternative(self) -> str:
        numbers = self.grid
        parts = [f"{column.name}：{_spoken(numbers, column)}" for column in numbers.columns]
        parts += [f"{band.name}：{_spoken_band(numbers, band)}" for band in numbers.bands]
        parts += [f"对照：{numbers.reference}"] if numbers.reference else []
        return f"图表：{self.title}。{self.data.subtitle}。{'；'.join(parts)}。{self.source}"

    @property
    def source(self) -> str:
        return self.data.source

    @property
    def note(self) -> str:
        return self.data.note


@dataclass(frozen=True)
class Table:
    """A table in words of the reader. Numbers are written as those of `unit`, or of the row's `unit_column`.

    `widths` are relative. Numeric columns stand to the right. `remarks`: what a slide says below if it has room.
    `own_units`: of columns whose numbers have another unit than their row. `page_break`: the column that a second sheet
    of paper begins with, where one is not wide enough; the first column is printed again there.
    """

    title: str
    frame: pd.DataFrame
    widths: tuple[float, ...]
    source: str
    note: str = ""
    method: str = ""
    unit: str = ""
    unit_column: str = ""
    remarks: tuple[str, ...] = ()
    figure_ids: tuple[str, ...] = ()
    own_units: Mapping[str, str] = field(default_factory=dict)
    page_break: int = 0

    def units(self) -> list[str]:
        """The unit of each row's numbers."""
        return list(self.frame[self.unit_column]) if self.unit_column else [self.unit] * len(self.frame)

    def numeric(self) -> list[bool]:
        return [
            pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind) for kind in self.frame.dtypes
        ]

    def texts(self) -> list[list[str]]:
        """The cells as they are printed."""
        columns = [
            (self.own_units.get(name), is_number) for name, is_number in zip(self.frame, self.numeric(), strict=True)
        ]
        return [
            [_cell(value, own or unit, is_number) for value, (own, is_number) in zip(row, columns, strict=True)]
            for row, unit in zip(self.frame.itertuples(index=False, name=None), self.units(), strict=True)
        ]


def _cell(value: object, unit: str, is_number: bool) -> str:
    if pd.isna(value) or value == "":
        return NO_VALUE
    if not is_number:
        return str(value)
    if isinstance(value, Integral):
        return str(value)  # a year, a number of things
    return wording.number(float(value), unit)


@dataclass(frozen=True)
class MapValue:
    """What a county shows: its value, as text with comparator and unit, and whether the figure is the county's own."""

    value: float
    text: str
    own: bool
    source_level: str


@dataclass(frozen=True)
class CountyMap:
    """`values` by county code; a county without one is drawn as having no data.

    `lows`, `labels`, `colours`: the classes, ascending.
    """

    title: str
    subtitle: str
    drawing: ProvinceMap
    values: dict[str, MapValue]
    lows: list[float]
    labels: list[str]
    colours: list[str]
    source: str
    note: str
    method: str
    figure_ids: tuple[str, ...] = ()

    def class_of(self, code: str) -> int | None:
        """Index of the county's class; None without a value."""
        if code not in self.values:
            return None
        return max(index for index, low in enumerate(self.lows) if low <= self.values[code].value)

    def spoken_values(self) -> str:
        """Each county with its value, for a picture that has one alternative text for all."""
        return (
            "各县："
            + "；".join(
                f"{shape.name} {self.values[shape.code].text if shape.code in self.values else '没有数据'}"
                for shape in self.drawing.counties
            )
            + "。"
        )

    def listing(self) -> Table:
        """The values as a table, highest first: value, where it comes from, how many counties, which ones."""
        names = {shape.code: shape.name for shape in self.drawing.counties}
        rows = pd.DataFrame(
            {"value": value.value, "text": value.text, "level": value.source_level, "name": names[code]}
            for code, value in self.values.items()
            if code in names
        )
        groups = rows.groupby(["value", "text", "level"], sort=False) if len(rows) else ()
        listed = sorted(((key, list(group["name"])) for key, group in groups), key=lambda group: -group[0][0])
        lines = [(text, level, len(found), _some(found)) for (_, text, level), found in listed]
        missing = [name for code, name in names.items() if code not in self.values]
        if missing:
            lines.append(("没有数据", "", len(missing), _some(missing)))
        frame = pd.DataFrame(lines, columns=["数值", "数字来自", "个数", "县（市、区）"])
        return Table(
            f"{self.title}：各县（市、区）数值", frame, (2.5, 3.0, 1.3, 4.2), self.source, self.note, self.method
        )


def _some(names: list[str], most: int = 12) -> str:
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


Exhibit = Graph | Table | CountyMap


def alternative_text(exhibit: Exhibit) -> str:
    """What a screen reader says instead of the picture: what it shows, its values, its source."""
    if isinstance(exhibit, Graph):
        return printable(exhibit.alternative)
    if isinstance(exhibit, Table):
        shown = f"表格：{exhibit.title}。{len(exhibit.frame)} 行，各列为{'、'.join(exhibit.frame.columns)}。"
    else:
        known = len(exhibit.values)
        shown = f"县级地图：{exhibit.title}。{exhibit.subtitle}。{known} 个县（市、区）有数值，"
        shown += f"{len(exhibit.drawing.counties) - known} 个没有数据。各县数值见各形状的替代文字。"
    return printable(shown + exhibit.source)


def _spoken(numbers: Grid, column: Column) -> str:
    """The values of a series; of a long one over years the first and the last, of a target only where it is set."""
    places = [place for place in column.places if column.labels[place]]
    if numbers.over_years and len(places) > MOST_SPOKEN:
        places = [places[0], places[-1]]
    year = "年" if numbers.over_years else ""
    return "，".join(f"{numbers.categories[place]}{year} {column.labels[place]}" for place in places)


def _spoken_band(numbers: Grid, band: Band) -> str:
    low, high = band.low[-1], band.low[-1] + band.width[-1]
    ends = f"{wording.number(low, numbers.unit)}—{wording.amount(high, numbers.unit)}"
    return f"{numbers.categories[-1]}年 {ends}"
