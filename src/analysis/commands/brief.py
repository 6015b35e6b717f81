import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from analysis import paths
from analysis.commands.options import finish
from analysis.problems import DataProblems

INTERRUPTED = 130  # what shells expect after Ctrl-C


def run(
    region: Annotated[str, typer.Argument(help="地区：代码（210300）或名称（鞍山市、鞍山市铁西区）。")],
    topic: Annotated[str, typer.Option(help="领域（如 养老服务）或一个指标；不给则写全部领域。")] = "",
    rate: Annotated[str, typer.Option(help="待遇标准对照的每年增速，如 8%。")] = "8%",
    formats: Annotated[
        str,
        typer.Option(
            "--format", help="pptx,docx,xlsx,html,png,svg,pdf,csv 中的几种；不给则写前四种（各县一页的只写 docx）。"
        ),
    ] = "",
    out: Annotated[Path | None, typer.Option(help="写到哪个文件夹；不给则是 output/briefings。")] = None,
    all_counties: Annotated[bool, typer.Option("--all-counties", help="给省或市的每个县（市、区）各写一页。")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有的同名文件。")] = False,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="简报日期；不给则是今天。")
    ] = None,
    jobs: Annotated[int, typer.Option(help="--all-counties 用几个进程；-1 为每核一个。")] = -1,
) -> None:
    """写一个地区的简报：PowerPoint、Word、Excel、网页和图片，数字相同，可编辑，注明出处。"""
    from analysis import briefing

    on = day.date() if day else date.today()
    folder = out or paths.project_root() / "output" / "briefings"
    usual = ("docx",) if all_counties else briefing.STANDARD
    wanted = tuple(name.strip().lower() for name in formats.split(",") if name.strip()) or usual
    try:
        if unknown := [name for name in wanted if name not in briefing.FORMATS]:
            raise ValueError(f"没有格式“{'、'.join(unknown)}”；可用：{'、'.join(briefing.FORMATS)}")
        if all_counties:
            made = _counties(region, topic, rate, wanted, on, jobs)
        else:
            made = briefing.brief(region, topic, rate, wanted, day=on)
        written = briefing.write(made, folder, overwrite)
    except DataProblems as error:
        return finish(error.problems, "", False)
    except FileExistsError as error:
        print(f"没有写：{error}。加 --overwrite 覆盖，或用 --out 写到别处。", file=sys.stderr)
        raise typer.Exit(1) from None
    except OSError as error:  # no folder, no permission, no room
        print(
            f"没有写：{folder} 写不进去（{error.filename}：{error.strerror}）。"
            "请检查这里的权限和磁盘空间，关闭正打开的文件，或用 --out 写到别处。",
            file=sys.stderr,
        )
        raise typer.Exit(1) from None
    except ValueError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        print("已中断，没有留下写了一半的文件；需要时请重新运行同一条命令。", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    shown = written if len(written) <= 12 else written[:10]
    for path in shown:
        print(f"{paths.shown(path)}（{path.stat().st_size / 1024:,.0f} kB）")
    if len(written) > len(shown):
        print(f"……共 {len(written)} 个文件，在 {paths.shown(folder)}")


def _counties(region: str, topic: str, rate: str, formats: tuple[str, ...], on: date, jobs: int) -> dict[str, bytes]:
    """One page a county, with a progress bar on a terminal and none in a pipe."""
    from rich.console import Console
    from rich.progress import Progress

    from analysis.briefing import counties

    codes = counties.counties_of(region)
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("各县一页", total=len(codes))
        made, failed = counties.one_pagers(codes, topic, rate, formats, on, jobs, lambda code: bar.advance(task))
    for code, reason in failed.items():
        print(f"{code} 没有写：{reason}", file=sys.stderr)
    if not made:
        raise ValueError("没有一个县写得成简报")
    return made
