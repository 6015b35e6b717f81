import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis import paths


def run(
    host: Annotated[str, typer.Option(help="监听地址；0.0.0.0 表示本机的全部地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口。", min=0, max=65535)] = 8050,
    workers: Annotated[int, typer.Option(help="工作进程数（多于 1 时需要 Linux 或 macOS）。", min=1, max=64)] = 1,
    secret_file: Annotated[
        Path | None,
        typer.Option(
            envvar="DASHBOARD_SECRET_FILE", help="登录：共用口令所在的文件（或用环境变量 DASHBOARD_SECRET）。"
        ),
    ] = None,
    accounts: Annotated[
        Path | None,
        typer.Option(envvar="DASHBOARD_ACCOUNTS", help="登录：账号文件，用 python -m analysis account 增加账号。"),
    ] = None,
    user_header: Annotated[
        str | None, typer.Option(help="登录：单位单点登录代理写入用户名的请求头，如 X-Remote-User。")
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None, typer.Option(help="反向代理的地址或网段，可多次给出；只有来自这里的代理请求头才可信。")
    ] = None,
    path: Annotated[
        str, typer.Option(envvar="DASHBOARD_PATH", help="反向代理把看板放在哪个路径下，如 /minzheng。")
    ] = "",
    no_login: Annotated[bool, typer.Option("--no-login", help="不要登录，即使别的机器也能访问。")] = False,
) -> None:
    """打开看板（浏览器访问 http://127.0.0.1:8050）。在其他地址上提供服务时需要登录方式，见 docs/deploy.md。"""
    sys.path.insert(0, str(paths.project_root()))  # the dashboard lies beside src, not in the package
    from dashboard.access import gates
    from dashboard.web import proxy

    try:
        below = proxy.path_of(path)
        proxies = proxy.networks(trusted_proxy or [])
        gate = gates.choose(os.environ.get(gates.SECRET_VARIABLE), secret_file, accounts, user_header, proxies)
    except ValueError as error:
        _refuse(str(error))
    if gate and no_login:
        _refuse("既给了登录方式，又给了 --no-login，请去掉一个。")
    if not gate and not no_login and (proxies or not proxy.only_here(host)):
        way = "经过代理" if proxies else ""
        _refuse(
            f"别的机器能{way}访问 {host}，请选一种登录方式：环境变量 {gates.SECRET_VARIABLE} 或 --secret-file"
            "（共用口令）、--accounts（账号）、--user-header（单点登录代理）；确实不需要登录时用 --no-login。"
        )
    if workers > 1 and os.name != "posix":
        _refuse("这个系统上只能用一个工作进程，请去掉 --workers。")
    from dashboard.serving import serve

    serve(host, port, workers, gate, proxies, path=below)


def _refuse(message: str) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(2)
