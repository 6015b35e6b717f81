import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.options import AsJson, Everything, finish
from analysis.problems import DataProblems


def run(
    old: Annotated[Path, typer.Argument(help="原先生成的数据表所在的文件夹。")],
    new: Annotated[Path, typer.Argument(help="后来生成的数据表所在的文件夹（如 data/processed）。")],
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """比较两次生成的数据表：新增、删去、改动的数字，结论改变的目标及其原因。"""
    from analysis.changes import report
    from analysis.changes.compare import compare
    from analysis.codelists import definitions
    from analysis.etl import builds

    missing = [folder for folder in (old, new) if not folder.is_dir()]
    for folder in missing:
        print(f"没有文件夹“{folder}”。请给出两个存放数据表（figures.csv 等）的文件夹。", file=sys.stderr)
    if missing:
        raise typer.Exit(2)
    read, problems = [], []
    for folder in (old, new):
        try:
            read.append(builds.read(folder))
        except DataProblems as error:
            problems += error.problems
    if problems:
        return finish(problems, "", as_json)
    found = report.structure(compare(*read, definitions.lineage()))
    return finish([], report.lines(found, f"{new} 与 {old} 相比：", everything), as_json, changes=found)
