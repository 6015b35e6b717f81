"""A brief as one HTML file that opens offline: interactive charts, a map, every number linked to its source.

Nothing is fetched and nothing runs but the two scripts whose hashes stand in the page's Content-Security-Policy: the
page's own, and plotly.js, which lies in the page compressed.
"""

import base64
import gzip
import hashlib
import importlib
import json
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from analysis.briefing.chart_table import chart_table
from analysis.briefing.exhibits import CountyMap, Exhibit, Graph, Table, alternative_text
from analysis.briefing.ooxml import printable
from analysis.briefing.page.map import map_html
from analysis.briefing.parts import Brief, Statement, ranges


def page(brief: Brief) -> bytes:
    """The HTML file, UTF-8."""
    maker = _Maker(brief)
    body = maker.body()
    style, script = _asset("page.css"), _asset("page.js")
    compressed, plotly_hash = _plotly() if maker.figures else ("", "")
    scripts = " ".join(f"'sha256-{mark}'" for mark in (_hash(script), plotly_hash) if mark)
    # plotly sets style attributes while it draws; no other inline thing is allowed.
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    data = "".join(
        f'<script type="text/plain" id="{name}">{content}</script>\n'
        for name, content in (("plotly", compressed), ("figures", _packed(json.dumps(maker.figures))))
        if maker.figures
    )
    text = (
        "<!DOCTYPE html>\n"
        f'<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(brief.title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{body}\n{data}<script>{script}</script>\n</body>\n</html>\n"
    )
    return text.encode("utf-8")


@cache
def _asset(name: str) -> str:
    return files("analysis.briefing.page").joinpath(name).read_text(encoding="utf-8")


@cache
def _plotly() -> tuple[str, str]:
    """plotly.js compressed as text, and the hash of what it unpacks to."""
    from plotly.offline import get_plotlyjs

    code = get_plotlyjs()
    return _packed(code), _hash(code)


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _text(text: str) -> str:
    return escape(printable(str(text)))


class _Maker:
    """Writes the body; collects the figures that the script draws."""

    def __init__(self, brief: Brief):
        self.brief = brief
        self.figures: list[dict] = []
        self.counts = {"图": 0, "表": 0}

    def body(self) -> str:
        brief, day = self.brief, self.brief.day
        dated = "　".join(filter(None, [brief.subtitle, f"{day.year}年{day.month}月{day.day}日"]))
        parts = [f"<header><div><h1>{_text(brief.title)}</h1><p>{_text(dated)}</p></div></header>\n<main>"]
        parts.append("<h2>主要结论</h2>\n" + self._list(statement.concluded for statement in brief.summary))
        for section in brief.sections:
            parts.append(f"<h2>{_text(section.heading)}</h2>")
            parts += [f"<p>{self._statement(statement)}</p>" for statement in section.statements]
            parts += [self._exhibit(exhibit) for exhibit in section.exhibits]
        parts.append("<h2>数据说明</h2>")
        parts += [f"<p>{_text(text)}</p>" for text in brief.caveats]
        parts.append(f"<details><summary>指标定义</summary>{_table(brief.definition_table())}</details>")
        marks = [f"source-{source.number}" for source in brief.sources]
        parts.append("<h2>资料来源</h2>\n" + _table(brief.document_table()))
        parts.append("<h3>逐个数字的出处</h3>\n" + _table(brief.source_table(), marks))
        return "\n".join([*parts, "</main>"])

    def _list(self, statements: Iterable[Statement]) -> str:
        return '<ol class="findings">' + "".join(f"<li>{self._statement(s)}</li>" for s in statements) + "</ol>"

    def _statement(self, statement: Statement) -> str:
        links = "、".join(
            "—".join(f'<a href="#source-{end}">{end}</a>' for end in dict.fromkeys(ends))
            for ends in ranges(self.brief.source_numbers(statement))
        )
        text = statement.text.removesuffix("。")
        stop = statement.text[len(text) :]
        return _text(text) + (f"<sup>〔{links}〕</sup>" if links else "") + stop

    def _exhibit(self, exhibit: Exhibit) -> str:
        word = "表" if isinstance(exhibit, Table) else "图"
        self.counts[word] += 1
        label = f"{word}{self.counts[word]}"
        head = f"<h3>{label}　{_text(exhibit.title)}</h3>"
        foot = "".join(f"<figcaption>{_text(text)}</figcaption>" for text in (exhibit.note, exhibit.source) if text)
        if isinstance(exhibit, Table):
            return f"<figure>{head}{_table(exhibit)}{foot}</figure>"
        if isinstance(exhibit, CountyMap):
            listing = f"<details><summary>各县（市、区）数值</summary>{_table(exhibit.listing())}</details>"
            drawn = map_html(exhibit, self.counts["图"])
            return f"<figure>{head}{_quiet(exhibit.subtitle)}{drawn}{listing}{foot}</figure>"
        return self._chart(exhibit, label)

    def _chart(self, graph: Graph, label: str) -> str:
        """The figure carries its own title, note and source, as on the dashboard."""
        figure = importlib.import_module(f"analysis.charts.{graph.data.chart}").figure(graph.data)
        self.figures.append(json.loads(figure.to_json()))
        number = len(self.figures) - 1
        name = f"{self.brief.place}_{label}"
        values = _table(chart_table(graph))
        return (
            f'<figure><h3>{label}</h3><div class="scroll"><div class="chart" data-chart="{number}" role="img" '
            f'aria-label="{_text(alternative_text(graph))}"></div></div>'
            f'<button type="button" hidden data-name="{_text(name)}">下载图片</button>'
            f"<details><summary>{label}的数据和算法</summary>{values}{_quiet(graph.method)}</details></figure>"
        )


def _quiet(text: str) -> str:
    return f'<p class="quiet">{_text(text)}</p>' if text else ""


def _table(table: Table, marks: list[str] | None = None) -> str:
    numeric = table.numeric()
    kinds = [' class="number"' if is_number else "" for is_number in numeric]
    head = "".join(
        f'<th scope="col"{kind}>{_text(name)}</th>' for name, kind in zip(table.frame.columns, kinds, strict=True)
    )
    rows = []
    for place, cells in enumerate(table.texts()):
        mark = f' id="{marks[place]}"' if marks else ""
        rows.append(
            f"<tr{mark}>"
            + "".join(f"<td{kind}>{_text(cell)}</td>" for cell, kind in zip(cells, kinds, strict=True))
            + "</tr>"
        )
    return (
        f'<div class="scroll"><table aria-label="{_text(table.title)}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
