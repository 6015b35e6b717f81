"""What Dash shows for an address that no page has."""

import dash
from dash import dcc, html

dash.register_page(__name__, path="/404", title="没有这个页面 · 民政事业规划数据看板")

layout = html.Main(
    [html.H1("没有这个页面"), html.P(["地址可能写错了。", dcc.Link("回到总览", href="/")])],
    className="static-page",
)
