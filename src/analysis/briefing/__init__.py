"""Briefings: what leaves the project as PowerPoint, Word, Excel, HTML and pictures, all from the same numbers.

`brief` makes the package of a place in memory, `of_charts` that of charts that are open somewhere, `write` puts the
files into a folder. Nothing here asks the clock: the date is handed in.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the libraries of the file formats cost half a second
    from pathlib import Path

    from analysis.charts.chart import ChartData

FORMATS = ("pptx", "docx", "xlsx", "html", "png", "svg", "pdf", "csv")
STANDARD = ("pptx", "docx", "xlsx", "html")


def brief(
    region: str,
    topic: str = "",
    rate: "float | str" = "8%",
    formats: Iterable[str] = STANDARD,
    *,
    day: date,
    short: bool = False,
) -> dict[str, bytes]:
    """File name → content of the brief of a place (code or unambiguous name).

    `topic`: a domain or an indicator by code or Chinese name, "" for everything; `rate`: the growth that standards are
    compared with; `formats`: of FORMATS; `short`: one page. Raises ValueError (one Chinese sentence) for what is
    unknown, ambiguous or not in the data.
    """
    from analysis.briefing import content, output

    return output.files(content.compose(region, topic, rate, day=day, short=short), tuple(formats))


def of_charts(
    region: str, title: str, charts: "Iterable[ChartData]", formats: Iterable[str] = STANDARD, *, day: date
) -> dict[str, bytes]:
    """File name → content for charts that are open on a page of the dashboard or in a notebook.

    `title` names the view; the sources follow from the charts' figures. Raises ValueError without a chart.
    """
    from analysis.briefing import output, view

    return output.files(view.compose(region, title, list(charts), day), tuple(formats))


def write(made: dict[str, bytes], folder: "Path", overwrite: bool = False) -> "list[Path]":
    """Writes the files of `brief` or `of_charts` into a folder; see `output.write`."""
    from analysis.briefing import output

    return output.write(made, folder, overwrite)
