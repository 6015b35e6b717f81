import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analysis import paths
from analysis.commands.options import AsJson, finish
from analysis.problems import DataProblems


class Severity(StrEnum):
    error = "error"
    warning = "warning"
    note = "note"


class Format(StrEnum):
    text = "text"
    html = "html"


def run(
    plan: Annotated[str, typer.Option(help="只看涉及这份文献的发现（文献标识，如 haicheng-2021-2025）。")] = "",
    rule: Annotated[str, typer.Option(help="只运行这条规则（如 A101）。")] = "",
    min_severity: Annotated[Severity, typer.Option(help="最低严重程度：error、warning 或 note。")] = Severity.note,
    output: Annotated[Format, typer.Option("--format", help="text 或 html（一个自成一体的页面）。")] = Format.text,
    out: Annotated[Path | None, typer.Option(help="写入这个文件，而不是屏幕。")] = None,
    explain: Annotated[str, typer.Option(help="说明一条规则的理由和算例（如 A101），不运行审计。")] = "",
    as_json: AsJson = False,
) -> None:
    """审计规划：算术、前后和上下级是否一致、单位、不可能的值、目标、现行规则；有未接受的差错时以 1 退出。"""
    from analysis import tables
    from analysis.audit import engine, inputs, page, report
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
    chosen = report.selected(found, plan, min_severity)
    told = report.entries(chosen, inputs.tables(frames))
    if as_json:
        written = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    elif output == Format.html:
        titles = dict(zip(frames["documents"]["document_id"], frames["documents"]["title"], strict=True))
        heading = f"规划审计：{titles[plan]}" if plan else "规划审计"
        written = page.page(told, titles, heading, report.summary(chosen))
    else:
        written = f"{report.text(told)}{report.summary(chosen)}\n"
    if out is None:
        sys.stdout.write(written)
    else:
        out.write_text(written, encoding="utf-8", newline="\n")
        print(f"{report.summary(chosen)}已写入 {paths.shown(out)}")
    if ((chosen["severity"] == Severity.error) & (chosen["accepted"] == "")).any():
        raise typer.Exit(1)


def _refuse(message: str) -> None:
    print(message, file=sys.stderr)
    raise typer.Exit(2)
