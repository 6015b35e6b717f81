import sys
from typing import Annotated

import typer

from analysis import paths


def run(
    host: Annotated[str, typer.Option(help="监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口。")] = 8050,
) -> None:
    """打开县级地图（浏览器访问 http://127.0.0.1:8050）。"""
    sys.path.insert(0, str(paths.project_root()))  # the dashboard lies beside src, not in the package
    from dashboard.app import serve

    serve(host, port)
