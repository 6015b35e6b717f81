import datetime
import sys
from typing import TYPE_CHECKING

from analysis import paths
from analysis.commands.options import AsJson, AsOf, Everything, finish
from analysis.problems import DataProblems

if TYPE_CHECKING:
    from analysis.etl.build import Built


def run(as_of: AsOf = None, everything: Everything = False, as_json: AsJson = False) -> None:
    """由原始数据生成 data/processed 中的全部表，并说明与原有的表有何不同；有问题时原有的表不变。"""
    from analysis.etl.build import build as build_tables
    from analysis.etl.judgement import last_ended_year

    day = as_of.date() if as_of else datetime.date.today()
    year = last_ended_year(day)
    try:
        built = build_tables(day, waiting=lambda: print("另一个 build 正在运行，等它结束……", file=sys.stderr))
    except DataProblems as error:
        return finish(error.problems, "", as_json)
    rows = {name: len(frame) for name, frame in built.tables.items()}
    written = [f"  {name:<13}{count:>7} 行" for name, count in rows.items()]
    found, told = _changes(built, everything)
    head = f"已写入 {paths.shown(paths.processed())}（按截至{year}年底的数字判断）："
    facts = {"rows": rows, "last_ended_year": year, "changes": found, "changes_note": "" if found else told}
    return finish([], "\n".join([head, *written, told]), as_json, **facts)


def _changes(built: "Built", everything: bool) -> tuple[dict | None, str]:
    """What is different from the tables before, for programs (None: nothing to compare with) and for people."""
    from analysis.changes import report

    if built.changes is not None:
        found = report.structure(built.changes)
        return found, report.lines(found, "与原有的表相比：", everything)
    if built.unread:
        return None, "\n".join(
            ["原有的表读不出，无从比较：", *(f"  {problem.file}：{problem.found}" for problem in built.unread)]
        )
    return None, "原来没有表，无从比较。"
