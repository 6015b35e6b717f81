"""Taking a view along: each chart as PNG and SVG, each table as CSV, Excel and JSON.

How a page uses it:

    downloads.offer("overview-targets", table)      once, at import. `table(data, parameters)` gives the Table (see
                                                    table_files.py) of the view that the address asks for, None where
                                                    there is nothing to give. `parameters` are the address's, as texts
                                                    from anybody: look them up among known keys.
    downloads.buttons("overview-targets")           links to its CSV, XLSX, JSON; they follow the page's address
    downloads.buttons("growth", picture="#growth-chart")           and PNG, SVG of what that selector finds: a plotly
                                                    chart as plotly draws it, anything else as it stands on the page
    downloads.buttons(picture="#overview-canvas")   pictures alone

Data files are made by the server from the page's own parameters, so they hold all rows of the filtered view; pictures
are made in the browser (assets/downloads.js) and are always light.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import quote

import flask
from dash import html

from dashboard.shared import components
from dashboard.shared.data import Data, current
from dashboard.shared.table_files import FORMATS, Table
from dashboard.web import proxy

MakeTable = Callable[[Data, Mapping[str, str]], Table | None]
PICTURES = ("png", "svg")
FORBIDDEN = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')  # in file names, on Windows
LONGEST_PART = 60
MOST_CELLS = 600_000  # of an Excel file: some ten seconds of a core
_offers: dict[str, MakeTable] = {}


def offer(key: str, table: MakeTable) -> None:
    _offers[key] = table


def buttons(key: str = "", picture: str = "", label: str = "下载") -> html.Div:
    """`key` of an offer; `picture`: selector of what is to be drawn; `label` says of what where a page has several."""
    made = [
        html.Button(format.upper(), type="button", title=f"{label}：{format.upper()} 图片", **_data(picture, format))
        for format in PICTURES
        if picture
    ]
    links = [
        html.A(format.upper(), href=proxy.at(f"/download/{key}.{format}"), title=f"{label}：{format.upper()} 数据")
        for format in FORMATS
        if key
    ]
    inner = [html.Span(label, className="label", **{"aria-hidden": "true"}), *made, *links]
    return html.Div(inner, className="downloads screen-only", role="group", **{"aria-label": label})


def _data(picture: str, format: str) -> dict[str, str]:
    return {"data-picture": picture, "data-format": format}


def answer(key: str, format: str) -> flask.Response:
    """The file of an offered table for the parameters of the address; what cannot be given is said on a page."""
    if key not in _offers or format not in FORMATS:
        return _refused("没有这种下载。请从页面上的“下载”进入。", 404)
    table = _offers[key](current(), flask.request.args)
    if table is None:
        return _refused("地址中的条件没有对应的数据。请回到页面重新选择。", 404)
    if format == "xlsx" and table.frame.size > MOST_CELLS:
        return _refused(f"表有 {len(table.frame):,} 行，做成 Excel 文件要很久。请缩小范围，或下载 CSV。", 413)
    make, kind = FORMATS[format]
    day = date.today()
    name = f"{file_stem(table.page, table.title, table.place, day=day)}.{format}"
    return attached(make(table, day), kind, name)


def _refused(text: str, status: int) -> flask.Response:
    return flask.Response(components.notice_page("没有可下载的数据", text), status=status)


def attached(content: bytes, kind: str, name: str) -> flask.Response:
    """A file that the browser saves under a name, which may be Chinese; what is made for one view is not kept."""
    response = flask.Response(content, mimetype=kind)
    # The plain name is for programs that do not know the other; all browsers do.
    plain = f"data.{name.rpartition('.')[2]}"
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def file_stem(*parts: str, day: date) -> str:
    """Parts that are empty or said already are left out.

    >>> file_stem("覆盖率地图", "养老机构护理型床位占比 · 目标 2025", "辽宁省", day=date(2026, 11, 22))
    '覆盖率地图_养老机构护理型床位占比·目标2025_辽宁省_2026-11-22'
    """
    clean = [FORBIDDEN.sub("", part)[:LONGEST_PART].strip(".") for part in parts]
    return "_".join([*dict.fromkeys(filter(None, clean)), day.isoformat()])
