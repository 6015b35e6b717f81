"""What the server does not do (submissions, uploads, made-up addresses), said in words in place of the library's."""

import flask
from werkzeug.exceptions import HTTPException

from dashboard.shared import components

WORDS = {  # status → title and text
    400: ("请求有误", "服务器没有接受这个请求。请用看板启动时显示的地址重新打开首页。"),
    404: ("没有这个文件", "地址可能写错了，或数据已更新。请从看板的页面进入。"),
    405: ("不能这样访问", "这个地址只供查看，不接受提交或上传。"),
    413: ("内容太大", "看板不接受上传，请求超过了允许的大小。"),
}


def explained(error: HTTPException) -> flask.typing.ResponseReturnValue:
    """Redirections, and what has an answer of its own, stay."""
    if error.response is not None or not error.code or error.code < 400:
        return error
    title, text = WORDS.get(error.code, ("请求被拒绝", f"服务器没有接受这个请求（{error.code}）。"))
    response = flask.Response(components.notice_page(title, text), status=error.code)
    response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return response
