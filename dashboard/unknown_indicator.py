"""What a page shows for an address with an indicator that does not exist: that there is none, and which are near."""

from dash import dcc, html

from dashboard import address, region_chooser
from dashboard.data import Data
from dashboard.regions import nearest


def page(data: Data, path: str, region: str, asked: str) -> html.Main:
    """`asked`: the parameter as it stands in the address; `region`: a known code, which the links keep."""
    text = asked.partition(".")[0][: region_chooser.SHOWN]
    listed = data.frames["indicators"].set_index("indicator_id")["name_zh"]

    def link(code: str) -> dcc.Link:
        return dcc.Link(listed[code], href=address.of(path, region=region, indicator=code))

    links = [html.Li(link(code)) for code in nearest(text, {code: [name, code] for code, name in listed.items()})]
    more = [html.P("是不是要找："), html.Ul(links)] if links else [html.P("没有名称相近的指标。")]
    start = dcc.Link(f"{data.regions[region].name}的其他指标", href=address.of(path, region=region))
    return html.Main([html.H1(f"没有“{text}”这个指标"), *more, html.P(["打开", start])], className="static-page")
