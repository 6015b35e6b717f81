import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis import paths


def run(
    name: Annotated[str, typer.Argument(help="登录用的名字：字母、汉字、数字和 . @ - _。")],
    file: Annotated[Path, typer.Option(envvar="DASHBOARD_ACCOUNTS", help="账号文件，没有时新建。")],
    remove: Annotated[bool, typer.Option("--remove", help="删除这个账号。")] = False,
) -> None:
    """增加看板的登录账号，或给已有的账号换密码。密码在终端输入两次；在管道中从标准输入读第一行。"""
    sys.path.insert(0, str(paths.project_root()))  # the dashboard lies beside src, not in the package
    from dashboard.access import accounts

    try:
        if remove:
            accounts.remove(file, name)
            done = "已删除"
        else:
            done = "已增加" if accounts.put(file, name, _password()) else "已换密码"
    except ValueError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    print(f"{done}：{name}（{file}）。运行中的看板会自动采用。")


def _password() -> str:
    if sys.stdin.isatty():
        return typer.prompt("密码", hide_input=True, confirmation_prompt="再输入一次")
    return sys.stdin.readline().rstrip("\r\n")
