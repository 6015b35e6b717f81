"""What a chart says, apart from how it is drawn: one data for the page's figure and the briefing's native charts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.charts import theme

DECIMALS = 6
COLUMNS = ["series", "position", "value", "low", "high", "label", "figure_id"]


@dataclass(frozen=True)
class ChartSeries:
    """A series of a chart: its name as readers see it, and its role, a key of `theme.ROLES`."""

    name: str
    role: str


@dataclass(frozen=True)
class ChartData:
    """Everything that a chart shows.

    `chart` is the module of `analysis.charts` that draws it. `title` states the finding, `subtitle` says what is shown;
    `unit` is that of `value`, `low`, `high`. `frame` has COLUMNS: series name, position (a year, or the text of a row),
    value (missing where only an interval is known), ends of an interval, the value as text, and the figure it rests on
    ("" for what is computed). `source` is computed from those figures. `note` says what a reader must know besides.
    Raises ValueError for a frame that does not fit.
    """

    chart: str
    title: str
    subtitle: str
    unit: str
    frame: pd.DataFrame
    series: tuple[ChartSeries, ...]
    source: str
    note: str = ""

    def __post_init__(self):
        if list(self.frame.columns) != COLUMNS:
            raise ValueError(f"columns {list(self.frame.columns)}, expected {COLUMNS}")
        names = [series.name for series in self.series]
        if len(set(names)) < len(names) or set(self.frame["series"]) != set(names):
            raise ValueError(f"series {sorted(set(self.frame['series']))} in the frame, {names} declared")
        if unknown := {series.role for series in self.series} - set(theme.ROLES):
            raise ValueError(f"unknown roles {sorted(unknown)}")

    def rows(self, name: str) -> pd.DataFrame:
        return self.frame[self.frame["series"] == name]


def tidy(parts: Iterable[tuple[ChartSeries, pd.DataFrame]]) -> tuple[pd.DataFrame, tuple[ChartSeries, ...]]:
    """Frames of single series, each with some of COLUMNS, as one frame and the series that have rows."""
    kept = [(series, frame) for series, frame in parts if len(frame)]
    if not kept:
        raise ValueError("没有可画的数据")
    frame = pd.concat([frame.assign(series=series.name) for series, frame in kept]).reindex(columns=COLUMNS)
    for text in ("label", "figure_id"):
        frame[text] = frame[text].astype("object").fillna("").astype("str")
    for number in ("value", "low", "high"):
        # Digits beyond are floating point: they differ with the number of processors and are nothing to hand on.
        frame[number] = frame[number].astype("float64").round(DECIMALS)
    return frame.reset_index(drop=True), tuple(series for series, _ in kept)


def source_line(figure_ids: Iterable[str], lookup: Mapping[str, pd.DataFrame], region_code: str = "") -> str:
    """资料来源：《title》；… of the documents in which the figures are printed, in order of first use.

    `lookup` has the tables `figures`, `documents`, `regions`. Regions that figures are printed for follow their
    document, unless it is the document's own or `region_code`. Raises KeyError for a figure that does not exist.
    """
    ids = list(dict.fromkeys(figure for figure in figure_ids if figure))
    if not ids:
        return ""
    figures = lookup["figures"].set_index("figure_id").loc[ids, ["document_id", "region_code"]]
    documents = lookup["documents"].set_index("document_id")
    names = lookup["regions"].set_index("region_code")["name_zh"]
    parts = []
    for document, rows in figures.groupby("document_id", sort=False):
        title, own = documents.at[document, "title"], documents.at[document, "region_code"]
        places = [names[code] for code in dict.fromkeys(rows["region_code"]) if code not in (region_code, own)]
        title = f"《{title}》" if documents.at[document, "kind"] == "plan" else title
        parts.append(title + (f"（{'、'.join(places)}）" if places else ""))
    return f"资料来源：{'；'.join(parts)}。"
