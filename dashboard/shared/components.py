"""Pieces that pages are put together from, and the one page that needs no Dash: what to do when tables are missing."""

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from pathlib import PurePath
from urllib.parse import urlencode, urlsplit

import dash
import flask
from dash import dcc, html

from analysis.problems import Problem
from dashboard.web import proxy

NAME = "民政事业规划数据看板"
DROPDOWN_WORDS = {
    "search": "搜索",
    "clear_search": "清除搜索",
    "clear_selection": "清除",
    "no_options_found": "没有匹配的项",
    "selected_count": "已选 {num_selected} 项",
    "select_all": "全选",
    "deselect_all": "全不选",
}
BRIEFINGS = (  # format, name, kind
    ("docx", "文稿", "Word"),
    ("pptx", "演示稿", "PowerPoint"),
    ("xlsx", "数据表", "Excel"),
    ("html", "网页", "单个文件，可离线打开"),
)
ASK_FOR_A_PLACE = "简报按地区写，请先选一个地区。"


def frame() -> html.Div:
    """Head with the pages' links, the page itself, and nothing else. Called once a visit, when all pages are known."""
    pages = [page for page in dash.page_registry.values() if page.get("order") is not None]
    links = [dcc.Link(page["name"], href=proxy.at(page["path"]), className="page-link") for page in pages]
    inner = [html.Span(NAME, className="app-name"), html.Nav(links, **{"aria-label": "页面"})]
    printed = html.P(id="print-line", className="print-only")  # page, day and address of the view (assets/frame.js)
    tools = html.Div([theme_switch(), *sign_out()], className="head-tools")
    head = html.Header([*inner, tools, printed], className="head")
    # What controls set their view's parameters through (assets/address.js).
    address = dcc.Location(id="address", refresh="callback-nav")
    return html.Div([address, head, dash.page_container], className="frame")


def theme_switch() -> html.Button:
    """Light or dark (assets/theme.js); the style sheet shows the one of the two words that says what a click does."""
    words = [html.Span("深色显示", className="to-dark"), html.Span("浅色显示", className="to-light")]
    return html.Button(words, id="theme-switch", type="button")


def sign_out() -> list[html.Form]:
    """For who has signed in here; nobody where no login is asked for or the office's proxy does it."""
    name = flask.session.get("name") if flask.has_request_context() and flask.g.get("viewer") else None
    button = html.Button("退出", type="submit", title=f"{name}：退出登录")
    return [html.Form(button, action=proxy.at("/logout"), method="post")] if name else []


def judged(as_of: int) -> str:
    """Until when what happened counts; `as_of` is the last year that had ended when the tables were built."""
    return f"截至{as_of}年底。"


def labelled(label: str, control, basis: str = "auto", most: str = "") -> html.Div:
    """A control under its visible name, which also names the group for screen readers.

    `basis` is the width it asks for; with `most` it takes free room up to that width.
    """
    widths = {"--basis": basis, **({"--grow": 1, "--most": most} if most else {})}
    inner = [html.Span(label, className="control-name"), control]
    return html.Div(inner, className="control", role="group", style=widths, **{"aria-label": label})


def dropdown(id: str, searchable: bool = True) -> dcc.Dropdown:
    return dcc.Dropdown(
        id=id, clearable=False, searchable=searchable, maxHeight=420, labels=DROPDOWN_WORDS, placeholder=""
    )


def choices(id: str) -> html.Div:
    """A bar of radio buttons, filled in the browser (assets/coverage_map/choices.js)."""
    return html.Div(id=id, className="chips")


def briefing_button(region: str, topic: str = "", carried: str = "") -> html.Details:
    """The menu “生成简报” for a place: about `topic`, an indicator or a domain, where the view has one, and about all.
    Where no place is chosen yet, it asks for one.

    `carried` names the address's parameter that goes into the briefing as it is at the click (assets/briefing.js);
    dashboard/shared/briefings.py answers.
    """

    def entry(format: str, name: str, kind: str, topic: str) -> html.Li:
        query = urlencode({"region": region, **({"topic": topic} if topic else {}), "format": format})
        return html.Li(html.A([name, html.Small(kind)], href=proxy.at(f"/briefing?{query}")))

    parts: list = []
    for title, asked in [("所选指标或领域", topic), ("全部领域", "")] if topic else [("", "")]:
        parts += [html.P(title)] if title else []
        parts.append(html.Ul([entry(*one, asked) for one in BRIEFINGS], className="of-topic" if asked else ""))
    data = {"data-carried": carried} if carried else {}
    ask = html.P(ASK_FOR_A_PLACE, className="no-place", hidden=bool(region))
    inside = html.Div([ask, html.Div(parts, className="offered", hidden=not region)])
    return html.Details([html.Summary("生成简报"), inside], className="briefing screen-only", **data)


def web_link(address: str) -> html.A | str:
    """A link for web addresses; any other text stays text, so that no `javascript:` from a table can be clicked."""
    host = web_host(address)
    if not host:
        return address
    return html.A(host, href=address, target="_blank", rel="noopener noreferrer nofollow", title=address)


def web_host(address: str) -> str:
    """The host of a web address; empty for any other text."""
    parts = urlsplit(address)
    return parts.hostname or "" if parts.scheme in ("http", "https") else ""


def problem_page(problems: Iterable[Problem]) -> str:
    """A whole HTML page that says in words what is missing. Static: Dash's own pages need tables to show anything."""
    # The file's name is enough here: a viewer need not learn the server's folders.
    named = [replace(problem, file=PurePath(problem.file).name) for problem in problems]
    lines = "".join(f"<li>{escape(str(problem))}</li>" for problem in named)
    return static_page(
        "数据表还不能用",
        f"<p>看板已启动，但缺少或读不出所需的数据表：</p><ul>{lines}</ul>"
        "<p>请在项目文件夹运行下面的命令，完成后刷新本页：</p><pre>python -m analysis build</pre>",
    )


def failure_page() -> str:
    advice = "服务器处理时出错，详情已记入日志。请稍后刷新；若仍打不开，请联系维护人员。"
    return static_page("页面暂时打不开", f"<p>{advice}</p>")


def notice_page(title: str, text: str) -> str:
    return static_page(title, f"<p>{escape(text)}</p>")


def static_page(title: str, body: str) -> str:
    """A whole HTML page without Dash. `title` and `body` are markup: escape what comes from elsewhere."""
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title} · {NAME}</title><link rel="icon" href="{proxy.at("/assets/icon.svg")}">'
        f'<link rel="stylesheet" href="{proxy.at("/assets/app.css")}">'
        f'<script src="{proxy.at("/assets/theme.js")}"></script></head>'
        f'<body><header class="head"><span class="app-name">{NAME}</span></header>'
        f'<main class="static-page"><h1>{title}</h1>{body}</main></body></html>'
    )
