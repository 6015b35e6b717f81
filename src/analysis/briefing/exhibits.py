"""What a brief shows: charts, tables, county maps; each with its source, and in words for who cannot see it."""

from collections import Counter
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
from analysis.codelists import definitions

MOST_SPOKEN = 8  # years of a series that are read out one by one
MOST_TARGETS = 6  # that a map's legend names
NOTHING = "nothing"  # what a county shows that has no value and where no target applies
OWN_COUNTY = "本县（市、区）"
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
    """What a county has: its own value, or the target of a level above that applies there, as text with comparator and
    unit; `source_level` (a term of that name) and `owner`: whose number it is."""

    value: float
    text: str
    source_level: str
    owner: str

    @property
    def own(self) -> bool:
        return self.source_level == "own"


@dataclass(frozen=True)
class CountyMap:
    """`values` by county code; a county without one is drawn as having no data. Only own values have a colour; where a
    target of a level above applies, the county is hatched, for each level in another way.

    `lows`, `labels`, `colours`: the classes of the own values, ascending. `missing`: what is said of a county without.
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
    missing: str = "未公布"
    figure_ids: tuple[str, ...] = ()

    def is_own(self, code: str) -> bool:
        return code in self.values and self.values[code].own

    def applies(self, code: str) -> bool:
        """Whether the county has nothing of its own and a target of a level above applies there."""
        return code in self.values and not self.values[code].own

    def said(self, code: str) -> str:
        """60%; 适用鞍山市目标 ≥60%; 未公布."""
        if code not in self.values:
            return self.missing
        value = self.values[code]
        return value.text if value.own else f"适用{value.owner}目标 {value.text}"

    def legend(self) -> list[tuple[int | str, str]]:
        """From top to bottom: what is drawn (as `drawn_as`), and what that means in how many counties. Of many targets
        that apply, those of most counties are named."""
        codes = [shape.code for shape in self.drawing.counties]
        shown = Counter(map(self.drawn_as, codes))
        classes = sorted((what for what in shown if isinstance(what, int)), reverse=True)
        targets = Counter((self.drawn_as(code), self.said(code)) for code in codes if self.applies(code)).most_common()
        rest: Counter[str] = Counter()
        for (level, _), count in targets[MOST_TARGETS:]:
            rest[level] += count
        levels = definitions.terms()["source_level"]
        rows = [(index, self.labels[index], shown[index]) for index in classes]
        rows += [(level, text, count) for (level, text), count in targets[:MOST_TARGETS]]
        rows += [(level, f"适用{levels[level]}的其他目标", count) for level, count in rest.items()]
        rows += [(NOTHING, self.missing, shown[NOTHING])] if shown[NOTHING] else []
        return [(what, f"{text}（{count} 个）") for what, text, count in rows]

    def drawn_as(self, code: str) -> int | str:
        """What a county shows: the index of its class, the level whose target applies there, or NOTHING."""
        if self.applies(code):
            return self.values[code].source_level
        return self.class_of(code) if self.is_own(code) else NOTHING

    def class_of(self, code: str) -> int | None:
        """Index of the county's class; None without an own value."""
        if not self.is_own(code):
            return None
        return max(index for index, low in enumerate(self.lows) if low <= self.values[code].value)

    def spoken_values(self) -> str:
        """Each county with its value, for a picture that has one alternative text for all."""
        return "各县：" + "；".join(f"{shape.name} {self.said(shape.code)}" for shape in self.drawing.counties) + "。"

    def listing(self) -> Table:
        """The own values, highest first, then the targets that apply, then who has neither: how many, which ones."""
        names = {shape.code: shape.name for shape in self.drawing.counties}
        known = [code for code in names if self.is_own(code)]
        known.sort(key=lambda code: -self.values[code].value)
        others = [code for code in names if self.applies(code)] + [code for code in names if code not in self.values]
        groups: dict[tuple[str, str], list[str]] = {}
        for code in [*known, *others]:
            owner = self.values[code].owner if self.applies(code) else OWN_COUNTY if self.is_own(code) else ""
            groups.setdefault((self.said(code), owner), []).append(names[code])
        lines = [(text, whose, len(found), _some(found)) for (text, whose), found in groups.items()]
        frame = pd.DataFrame(lines, columns=["数值", "谁的数字", "个数", "县（市、区）"])
        return Table(f"{self.title}：各县（市、区）", frame, (3.6, 2.2, 1.1, 4.1), self.source, self.note, self.method)


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
        codes = [shape.code for shape in exhibit.drawing.counties]
        known, applying = sum(map(exhibit.is_own, codes)), sum(map(exhibit.applies, codes))
        shown = f"县级地图：{exhibit.title}。{exhibit.subtitle.rstrip('。')}。{known} 个县（市、区）有自己的数值，"
        shown += f"{applying} 个适用上级目标，{len(codes) - known - applying} 个{exhibit.missing}。"
        shown += "各县数值见各形状的替代文字。"
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
