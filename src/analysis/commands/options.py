"""What commands share: options and the way they end."""

import datetime
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.problems import Problem

if TYPE_CHECKING:
    from analysis.etl.build import Built

AsOf = Annotated[
    datetime.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="日期",
        help="判断之日，如 2026-11-30（默认今天）；到这一天已经结束的年份，其数字才计入。",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出，供程序读取。")]
Everything = Annotated[bool, typer.Option("--all", help="列出全部变化，不缩短。")]


def finish(problems: list[Problem], summary: str, as_json: bool, **facts: object) -> None:
    """Prints problems and summary, and exits 1 where there are problems."""
    if as_json:
        listed = [problem.as_dict() for problem in problems]
        print(json.dumps({"ok": not problems, "problems": listed, **facts}, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem, file=sys.stderr)
        print(f"共 {len(problems)} 处问题。" if problems else summary, file=sys.stderr if problems else sys.stdout)
    if problems:
        raise typer.Exit(1)


def told_changes(built: "Built", everything: bool, heading: str = "与原有的表相比：") -> tuple[dict | None, str]:
    """What is different from the tables before, for programs (None: nothing to compare with) and for people."""
    from analysis.changes import report

    if built.changes is not None:
        found = report.structure(built.changes)
        return found, report.lines(found, heading, everything)
    if built.unread:
        return None, "\n".join(
            ["原有的表读不出，无从比较：", *(f"  {problem.file}：{problem.found}" for problem in built.unread)]
        )
    return None, "原来没有表，无从比较。"


def region_code(text: str) -> str:
    """The code of a region given by code or name; asks back (exit status 2) where it is unclear."""
    from analysis.codelists import definitions
    from analysis.domain import places, question

    try:
        return places.Places(definitions.regions(), definitions.region_changes()).code(text)
    except question.Unclear as unclear:
        print(unclear, file=sys.stderr)
        raise typer.Exit(2) from None
