from pathlib import Path
from typing import Annotated

import typer

from analysis import paths


def run(
    region: Annotated[
        str, typer.Option(help="地区：代码（210381）或名称（海城市）；不给则各笔记本用自己的地区。")
    ] = "",
    folder: Annotated[Path | None, typer.Option(help="写到哪里；不给则是 output/notebooks/地区代码。")] = None,
    only: Annotated[str, typer.Option(help="只运行名称以此开头的笔记本，如 02。")] = "",
) -> None:
    """按一个地区运行全部笔记本：写出运行过的副本（.ipynb）和单文件报告（.html，断网可看）。"""
    from analysis.commands.options import region_code
    from analysis.research import reports

    root = paths.project_root()
    notebooks = [path for path in sorted((root / "notebooks").glob("*.ipynb")) if path.name.startswith(only)]
    if not notebooks:
        raise typer.BadParameter(f"没有名称以“{only}”开头的笔记本")
    code = region_code(region) if region else ""
    target = folder or root / "output" / "notebooks" / (code or "各自的地区")
    failed = False
    for notebook in notebooks:
        problem, report = reports.run(notebook, target, {"region": code} if code else {})
        print(f"{paths.shown(report)}：{problem or '完成'}")
        failed |= bool(problem)
    raise typer.Exit(1 if failed else 0)
