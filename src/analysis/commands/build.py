import sys
from datetime import date

from analysis import paths
from analysis.commands.options import AsJson, finish
from analysis.problems import DataProblems


def run(as_json: AsJson = False) -> None:
    """由原始数据生成 data/processed 中的全部表；有问题时原有的表不变。"""
    from analysis.etl.build import build as build_tables

    try:
        built = build_tables(
            waiting=lambda: print("另一个 build 正在运行，等它结束……", file=sys.stderr), judged_on=date.today()
        )
    except DataProblems as error:
        return finish(error.problems, "", as_json)
    rows = {name: len(frame) for name, frame in built.items()}
    lines = [f"  {name:<13}{count:>7} 行" for name, count in rows.items()]
    return finish([], "\n".join([f"已写入 {paths.shown(paths.processed())}：", *lines]), as_json, rows=rows)
