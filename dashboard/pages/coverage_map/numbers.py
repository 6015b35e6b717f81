"""All numbers of a county or city with their sources, as plain data: assets/coverage_map/panel.js writes them.

Dash components for some sixty series took seconds to draw.
"""

from dashboard.pages.coverage_map.provenance import Provenance, Series, Statement
from dashboard.shared import components, wording


def numbers(provenance: Provenance, place: str) -> list[dict]:
    """Two groups, each with `title` and `series`; a series has `domain`, `name`, `statements`; a statement `what`,
    `value`, `lines` and, where its document has an address on the web, `link` and `host`."""
    this = f"本{wording.PLACES[provenance.level(place)][0]}"  # 本县, 本市
    groups = {f"{this}的覆盖率和适用的目标": provenance.coverage(place), f"{this}的其他数字": provenance.others(place)}
    return [{"title": title, "series": list(map(_series, series))} for title, series in groups.items()]


def _series(series: Series) -> dict:
    return {"domain": series.domain, "name": series.name, "statements": list(map(_statement, series.statements))}


def _statement(statement: Statement) -> dict:
    """One line with the value; unfolded, where it is from, as one would cite it."""
    cited = _citation(statement.document, statement.section, statement.quote)
    remarks = [
        ("性质", statement.attribute),
        ("依据", statement.how_known),
        ("更正", statement.correction),
        ("说明", statement.note),
        *(("另见", _citation(*other)) for other in statement.others),
    ]
    lines = [statement.source, f"{cited}（{statement.place}）"]
    lines += [f"{label}：{text}" for label, text in remarks if text]
    said = {"what": f"{statement.what} {statement.when}", "value": statement.value, "lines": lines}
    host = components.web_host(statement.address)
    if host:
        said |= {"link": statement.address, "host": host}
    elif statement.address:
        lines.append(f"网址：{statement.address}")
    return said


def _citation(title: str, section: str, quote: str) -> str:
    said = f"：“{quote}”" if quote else ""
    return f"《{title}》{section}{said}"
