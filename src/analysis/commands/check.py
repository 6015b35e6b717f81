import datetime
from pathlib import Path
from typing import Annotated

import typer

from analysis import paths
from analysis.commands.options import AsJson, AsOf, finish, told_changes
from analysis.problems import DataProblems, Problem

Sign = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="文件夹",
        help="签核 data/raw 下的这个文件夹（路径或名称，可写几次）：列出与上次生成的表有何不同，"
        "在 document.toml 中写下行数和校验值。还有其他问题时不签。",
    ),
]


SAME = "与签核时相同"
SINCE = "与上次生成的表（data/processed）相比："


def run(as_of: AsOf = None, sign: Sign = None, as_json: AsJson = False) -> None:
    """检查代码表和全部原始数据，列出所有问题；核对过的文件夹用 --sign 签核。"""
    from analysis.etl.build import checked_tables

    day = as_of.date() if as_of else datetime.date.today()
    if sign:
        return _signed(sign, day, as_json)
    try:
        built = checked_tables(day)
    except DataProblems as error:
        return finish(error.problems, "", as_json, **_since_built(error.problems, day, as_json))
    rows = {name: len(frame) for name, frame in built.items()}
    return finish([], f"检查通过：{rows['documents']} 份文献，{rows['figures']} 个数字。", as_json, rows=rows)


def _since_built(problems: list[Problem], day: datetime.date, as_json: bool) -> dict:
    """Where only signatures are wrong: which figures somebody would sign, printed, or for programs."""
    from analysis.etl import signing
    from analysis.etl.build import checked_tables, compared
    from analysis.etl.read import folders

    if any(problem.code not in signing.CODES for problem in problems):
        return {}
    everything = [folder.name for folder in folders(paths.raw())]
    try:
        built = compared(checked_tables(day, to_be_signed=everything), day)
    except DataProblems:
        return {}  # told by the next check, once those of the signatures are mended
    found, told = told_changes(built, everything=False, heading=SINCE)
    if not as_json:
        print(told)
    return {"changes": found, "changes_note": "" if found else told}


def _signed(named: list[Path], day: datetime.date, as_json: bool) -> None:
    """What is signed is what was checked: a file saved in between is noticed by the next check."""
    from analysis.etl import signing
    from analysis.etl.build import checked_tables, compared

    folders = list(dict.fromkeys(map(_folder, named)))
    try:
        states = {folder: _state(folder) for folder in folders}
        built = compared(checked_tables(day, to_be_signed=[folder.name for folder in folders]), day)
        told = [
            f"{folder.name}：{'；'.join(signing.differences(folder, states[folder])) or SAME}" for folder in folders
        ]
        for folder, state in states.items():
            signing.sign(folder, state)
    except DataProblems as error:
        return finish(error.problems, "", as_json)
    found, changes = told_changes(built, everything=True, heading=SINCE)
    summary = "\n".join([*told, changes, f"已签核：{'、'.join(folder.name for folder in folders)}。"])
    signed = {folder.name: state for folder, state in states.items()}
    return finish([], summary, as_json, signed=signed, changes=found, changes_note="" if found else changes)


def _state(folder: Path) -> dict[str, int | str]:
    """As the folder is now; empty where a file cannot be read, which the check then tells with all that is wrong."""
    from analysis.etl import signing

    try:
        return signing.present(folder)
    except DataProblems:
        return {}


def _folder(named: Path) -> Path:
    """The document folder of that path or name; bad usage where there is none."""
    from analysis.etl.read import folders

    for folder in folders(paths.raw()):
        if named.resolve() == folder.resolve() or str(named) == folder.name:
            return folder
    raise typer.BadParameter(f"data/raw 下没有文件夹“{named}”。写它的路径或名称，如 haicheng-2021-2025。")
