import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis import paths
from analysis.commands.options import AsJson, finish
from analysis.problems import DataProblems

if TYPE_CHECKING:
    import pandas as pd


class Severity(StrEnum):
    error = "error"
    warning = "warning"
    note = "note"


class Format(StrEnum):
    text = "text"
    html = "html"


def run(
    plan: Annotated[
        str, typer.Option(help="只看这份文献的发现（文献标识，如 haicheng-2021-2025）；别处印出、说到该地的另列。")
    ] = "",
    rule: Annotated[str, typer.Option(help="只运行这条规则（如 A101）。")] = "",
    min_severity: Annotated[Severity, typer.Option(help="最低严重程度：error、warning 或 note。")] = Severity.note,
    output: Annotated[Format, typer.Option("--format", help="text 或 html（一个自成一体的页面）。")] = Format.text,
    out: Annotated[Path | None, typer.Option(help="写入这个文件，而不是屏幕。")] = None,
    explain: Annotated[str, typer.Option(help="说明一条规则的理由和算例（如 A101），不运行审计。")] = "",
    as_json: AsJson = False,
) -> None:
    """审计规划：算术、前后和上下级是否一致、单位、不可能的值、目标、现行规则；有未接受的差错时以 1 退出。"""
    from analysis import tables
    from analysis.audit import engine, inputs, report
    from analysis.etl.findings import findings

    for code in filter(None, (explain, rule)):
        if code not in engine.rules():
            _refuse(f"没有规则“{code}”。已有：{'、'.join(engine.rules())}。")
    if explain:
        return print(report.explanation(explain))
    try:
        frames = {name: tables.read(name) for name in inputs.TABLES}
        if plan and plan not in set(frames["documents"]["document_id"]):
            _refuse(f"没有文献“{plan}”。已有：{'、'.join(frames['documents']['document_id'])}。")
        found, problems = findings(frames, paths.raw(), [rule] if rule else None)
    except DataProblems as error:
        return finish(error.problems, "", as_json)
    if problems:
        return finish(problems, "", as_json)
    chosen, elsewhere = report.of_plan(report.selected(found, min_severity), frames["documents"], plan)
    written = _written(chosen, elsewhere, frames, plan, "json" if as_json else output)
    if out is None:
        sys.stdout.write(written)
    else:
        out.write_text(written, encoding="utf-8", newline="\n")
        print(f"{report.summary(chosen)}已写入 {paths.shown(out)}")
    if ((chosen["severity"] == Severity.error) & (chosen["accepted"] == "")).any():
        raise typer.Exit(1)


def _written(
    chosen: "pd.DataFrame", elsewhere: "pd.DataFrame", frames: Mapping[str, "pd.DataFrame"], plan: str, output: str
) -> str:
    """`chosen` are counted; `elsewhere`, about the plan's place and printed by others, are listed apart."""
    from analysis.audit import inputs, page, report

    judged = inputs.tables(frames)
    told, others = (report.entries(rows, judged) for rows in (chosen, elsewhere))
    about = f"另列：其他文献印出、说到{others[0]['region_name']}的发现，不计在内" if others else ""
    if output == "json":
        marked = [entry | {"printed_elsewhere": at >= len(told)} for at, entry in enumerate([*told, *others])]
        return json.dumps(marked, ensure_ascii=False, indent=1) + "\n"
    if output == Format.html:
        titles = dict(zip(frames["documents"]["document_id"], frames["documents"]["title"], strict=True))
        heading = f"规划审计：{titles[plan]}" if plan else "规划审计"
        return page.page(told, titles, heading, report.summary(chosen), others, about)
    apart = f"\n{about}（{len(others)} 条）：\n\n{report.text(others)}" if others else ""
    return f"{report.text(told)}{report.summary(chosen)}\n{apart}"


def _refuse(message: str) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(2)
