"""What a brief is made of, whatever file it becomes: statements, charts, tables, a map, sources.

Every format is written from one `Brief`, so that all of them show the same numbers.
"""

from dataclasses import dataclass, field
from datetime import date
from numbers import Integral

import pandas as pd

from analysis.charts import wording
from analysis.charts.chart import ChartData
from analysis.charts.county_map import ProvinceMap

NO_VALUE = "—"  # in tables; what it stands for is said below them


@dataclass(frozen=True)
class Statement:
    """A sentence and the figures that its numbers rest on; none without numbers of the tables is made."""

    text: str
    figure_ids: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """The first sentence."""
        return self.text.partition("。")[0] + "。"


@dataclass(frozen=True)
class Graph:
    """A chart; `method` says how what it shows was computed."""

    data: ChartData
    method: str

    @property
    def title(self) -> str:
        return self.data.title

    @property
    def source(self) -> str:
        return self.data.source

    @property
    def note(self) -> str:
        return self.data.note


@dataclass(frozen=True)
class Table:
    """A table in words of the reader. Numbers are written as those of `unit`, or of the row's `unit_column`.

    `widths` are relative. Numeric columns stand to the right.
    """

    title: str
    frame: pd.DataFrame
    widths: tuple[float, ...]
    source: str
    note: str = ""
    method: str = ""
    unit: str = ""
    unit_column: str = ""
    figure_ids: tuple[str, ...] = ()

    def units(self) -> list[str]:
        """The unit of each row's numbers."""
        return list(self.frame[self.unit_column]) if self.unit_column else [self.unit] * len(self.frame)

    def numeric(self) -> list[bool]:
        return [pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind) for kind in self.frame.dtypes]

    def texts(self) -> list[list[str]]:
        """The cells as they are printed."""
        numeric = self.numeric()
        return [
            [_cell(value, unit, is_number) for value, is_number in zip(row, numeric, strict=True)]
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
    """`values` by county code; a county without one is drawn as having no data. `lows`, `colours`, `labels`: its classes."""

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
        return "各县："+ "；".join(
            f"{shape.name} {self.values[shape.code].text if shape.code in self.values else '没有数据'}"
            for shape in self.drawing.counties
        ) + "。"

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
        return Table(f"{self.title}：各县（市、区）数值", frame, (2.2, 2.2, 1.1, 5.5), self.source, self.note, self.method)


def _some(names: list[str], most: int = 12) -> str:
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


Exhibit = Graph | Table | CountyMap


@dataclass(frozen=True)
class Section:
    heading: str
    statements: tuple[Statement, ...]
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True)
class Source:
    """One figure as it is printed: where, and in which words."""

    number: int
    figure_id: str
    document: str
    section: str
    quote: str
    printed: str
    remark: str
    address: str = ""

    @property
    def place(self) -> str:
        """Document and section, or the address of a report."""
        return "，".join(filter(None, [self.document, self.section or self.address]))

    def short(self) -> str:
        """In one line."""
        return "，".join(filter(None, [self.document, self.section])) + (f"“{self.quote}”" if self.quote else "")


@dataclass(frozen=True)
class Brief:
    """`short` briefs go on one page. `sources` in order of first use; `documents` are those they are printed in.

    `definitions`: indicator, unit, definition. `tables`: further sheets of the workbook.
    """

    region_code: str
    place: str
    topic: str
    day: date
    title: str
    subtitle: str
    summary: tuple[Statement, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    documents: pd.DataFrame
    definitions: pd.DataFrame
    caveats: tuple[str, ...] = ()
    short: bool = False
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def exhibits(self) -> list[Exhibit]:
        return [exhibit for section in self.sections for exhibit in section.exhibits]

    def document_table(self) -> Table:
        return Table("引用的文献", self.documents, (1.6, 5.2, 3.4, 2.0, 1.5, 1.5), "")

    def source_table(self) -> Table:
        heads = ["序号", "出处", "原文", "采用的数", "说明"]
        lines = [(s.number, s.place, s.quote, s.printed, s.remark) for s in self.sources]
        frame = pd.DataFrame(lines, columns=heads, dtype=object)
        return Table("逐个数字的出处", frame, (0.8, 4.6, 3.0, 3.6, 3.4), "")

    def definition_table(self) -> Table:
        return Table("指标定义", self.definitions, (3.2, 1.6, 6.5), "")

    def source_numbers(self, statement: Statement) -> list[int]:
        numbers = {source.figure_id: source.number for source in self.sources}
        return sorted({numbers[figure] for figure in statement.figure_ids if figure in numbers})


def ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as (first, last).

    >>> ranges([1, 2, 3, 7])
    [(1, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def shown_ranges(numbers: list[int]) -> str:
    return "、".join(f"{first}" if first == last else f"{first}—{last}" for first, last in ranges(numbers))


def alternative_text(exhibit: Exhibit) -> str:
    """What a screen reader says instead of the picture: what it shows, its values, its source."""
    if isinstance(exhibit, Graph):
        parts = [f"{series.name}：{_series_text(exhibit.data, series.name)}" for series in exhibit.data.series]
        shown = f"图表：{exhibit.title}。{exhibit.data.subtitle}。" + "；".join(parts) + "。"
    elif isinstance(exhibit, Table):
        shown = f"表格：{exhibit.title}。{len(exhibit.frame)} 行，各列为{'、'.join(exhibit.frame.columns)}。"
    else:
        known = len(exhibit.values)
        shown = f"县级地图：{exhibit.title}。{exhibit.subtitle}。{known} 个县（市、区）有数值，"
        shown += f"{len(exhibit.drawing.counties) - known} 个没有数据。各县数值见各形状的替代文字。"
    return shown + exhibit.source


def _series_text(data: ChartData, name: str) -> str:
    rows = data.rows(name)
    if len(rows) > 8 and pd.api.types.is_numeric_dtype(data.frame["position"]):
        rows = rows.iloc[[0, -1]]
    year = " 年" if pd.api.types.is_numeric_dtype(data.frame["position"]) else ""
    return "，".join(f"{row.position}{year} {row.label}" for row in rows.itertuples())
