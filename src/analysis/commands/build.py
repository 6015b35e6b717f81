import datetime
import sys

from analysis import paths
from analysis.commands.options import AsJson, AsOf, Everything, finish, told_changes
from analysis.problems import DataProblems


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
    found, told = told_changes(built, everything)
    head = f"已写入 {paths.shown(paths.processed())}（按截至{year}年底的数字判断）："
    facts = {"rows": rows, "last_ended_year": year, "changes": found, "changes_note": "" if found else told}
    return finish([], "\n".join([head, *written, told]), as_json, **facts)
