import datetime

from analysis.commands.options import AsJson, AsOf, finish
from analysis.problems import DataProblems


def run(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """检查代码表和全部原始数据，列出所有问题。"""
    from analysis.etl.build import checked_tables

    try:
        built = checked_tables(as_of.date() if as_of else datetime.date.today())
    except DataProblems as error:
        return finish(error.problems, "", as_json)
    rows = {name: len(frame) for name, frame in built.items()}
    return finish([], f"检查通过：{rows['documents']} 份文献，{rows['figures']} 个数字。", as_json, rows=rows)
