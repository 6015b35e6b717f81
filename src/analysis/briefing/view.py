"""A brief of the charts that somebody has before them: a page of the dashboard, a notebook."""

from datetime import date

from analysis.briefing import gather
from analysis.briefing.completion import finish
from analysis.briefing.parts import Brief, Section, Statement
from analysis.charts.chart import ChartData
from analysis.research.workspace import current


def compose(region: str, title: str, charts: list[ChartData], day: date) -> Brief:
    """One chapter; each chart's finding is a conclusion. Raises ValueError without a chart."""
    if not charts:
        raise ValueError("没有图可以写成简报")
    space = current()
    code = space.region(region)
    graphs = tuple(gather.graph(data) for data in charts)
    findings = tuple(Statement(f"{data.title}。", tuple(filter(None, data.frame["figure_id"]))) for data in charts)
    place = space.region_names[code]
    full = title if place in title else f"{place}：{title}"
    return finish(
        region_code=code,
        topic=title,
        title=full,
        summary=findings,
        sections=(Section(title, (), graphs),),
        day=day,
        space=space,
    )
