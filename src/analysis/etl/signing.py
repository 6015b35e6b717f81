"""The state of a folder that somebody has reviewed: document.toml says how many rows figures.csv has, and a checksum of
what each file says. A code, a year or a flag changed into another valid one, which no check can know, is noticed so.

A checksum is of the content, not of the bytes: line ends, a byte order mark, quotation marks, comments, the order of
rows, columns and keys, empty columns and TRUE for true, as spreadsheets and editors change them, do not matter.
"""

import hashlib
import json
import shutil
import tempfile
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd

from analysis import paths, textfiles
from analysis.etl import figures
from analysis.etl.schema import TomlFile
from analysis.problems import DataProblems, Problem

DOCUMENT = "document.toml"
ROWS = "rows"  # of figures.csv, without its header
FILES = {  # field of document.toml → the file whose content it signs
    "document_sha256": DOCUMENT,
    "figures_sha256": figures.FILE,
    "corrections_sha256": "corrections.toml",
    "exceptions_sha256": "exceptions.toml",
    "accepted_sha256": "accepted.toml",
    "left_out_sha256": "left_out.csv",
}
FIELDS = (ROWS, *FILES)
UNSIGNED, CHANGED = "unsigned-folder", "changed-since-signed"  # codes of the problems
CODES = (UNSIGNED, CHANGED)
COMMAND = "python -m analysis check --sign"


def present(folder: Path) -> dict[str, int | str]:
    """What document.toml would say of the folder as it is: FIELDS, without those of files that are not there.
    Raises DataProblems where a file cannot be read."""
    rows = [
        _without_empty(row, figures.FIGURE_COLUMNS + figures.OBSERVED_COLUMNS) for row in figures.read_figures(folder)
    ]
    found: dict[str, int | str] = {ROWS: len(rows)}
    for name, file in FILES.items():
        path = folder / file
        if file == figures.FILE:
            found[name] = _checksum(sorted(map(_canonical, rows)))
        elif path.exists():
            found[name] = _checksum(_lines(path))
    return found


def problems(documents: pd.DataFrame, but_for: Collection[str] = ()) -> list[Problem]:
    """A problem for each folder that is not as it was signed, or what is wrong with a file that cannot be read.
    `documents`: `document_id`, `folder`; `but_for`: ids of those that are about to be signed.
    """
    found = []
    for row in documents.itertuples():
        if row.document_id not in but_for:
            try:
                found += _unlike_signed(row.folder)
            except DataProblems as error:
                found += error.problems
    return found


def differences(folder: Path, state: dict[str, int | str]) -> list[str]:
    """Chinese, one a file: what of `state` (see `present`) is not as document.toml signs it."""
    return [told for _, told in _differing(TomlFile(folder / DOCUMENT), state)]


def sign(folder: Path, state: dict[str, int | str]) -> None:
    """Writes `state` (what `present` gave when the folder was checked) into document.toml, in one step.

    Raises DataProblems where the file cannot be written, or holds the fields in a form that cannot be replaced.
    """
    file = TomlFile(folder / DOCUMENT)
    lines = textfiles.read_text(file.path).split("\n")
    ours = {file.line(name) for name in FIELDS if name in file.content}
    kept = "\n".join(line for number, line in enumerate(lines, start=1) if number not in ours).rstrip()
    end = "\r\n" if lines[0].endswith("\r") else "\n"
    text = end.join([kept, *(f"{name} = {json.dumps(value)}" for name, value in state.items()), ""])
    if not _says(text, {**_unsigned(file.content), **state}):
        expected = "各签核项自成一行，不在表（[……]）之内"
        raise DataProblems(
            [file.problem((), "signature-not-written", "写不进签核项", expected, f"删去 {'、'.join(FIELDS)} 再签核")]
        )
    _replace(file.path, text)


def _unlike_signed(folder: Path) -> list[Problem]:
    file, now = TomlFile(folder / DOCUMENT), present(folder)
    command = f"{COMMAND} {folder.name}"
    if not any(name in file.content for name in FIELDS):
        found, expected = f"还没有签核（{figures.FILE} 有 {now[ROWS]} 行）", "写明核对过的行数和各文件的校验值"
        return [file.problem((), UNSIGNED, found, expected, f"在核对无误后运行 {command}")]
    differing = _differing(file, now)
    if not differing:
        return []
    found = f"签核以后，{'、'.join(told for _, told in differing)}"
    expected = f"各文件与签核时相同（{figures.FILE} {file.content.get(ROWS, '？')} 行）"
    action = f"换回签核时的文件；确是有意修改的，在核对后运行 {command}"
    return [file.problem((differing[0][0],), CHANGED, found, expected, action)]


def _differing(file: TomlFile, now: dict[str, int | str]) -> list[tuple[str, str]]:
    """(field, what is otherwise) for each file that is not as signed."""
    signed, told = file.content, []
    for name, path in FILES.items():
        if name not in now and name in signed:
            told.append((name, f"{path} 不见了"))
        elif name in now and (name not in signed or (path == figures.FILE and ROWS not in signed)):
            told.append((name, f"{path} 未经签核"))
        elif path == figures.FILE and signed[ROWS] != now[ROWS]:
            told.append((name, f"{path} 由 {signed[ROWS]} 行变为 {now[ROWS]} 行"))
        elif name in now and str(signed[name]).lower() != now[name]:
            told.append((name, f"{path} 有改动"))
    return told


def _lines(path: Path) -> Iterable[str]:
    """The content of a file that is not figures.csv, in the one form that is signed."""
    if path.suffix == ".csv":
        return sorted(_canonical(row.cells) for row in textfiles.read_csv(path, ("text", "reason")))
    return [_canonical(_unsigned(textfiles.read_toml(path)))]


def _without_empty(row: dict, columns: Iterable[str]) -> dict[str, str]:
    """The cells that say something; a spreadsheet writes TRUE for true."""
    cells = {column: row[column] for column in columns if row[column]}
    return {**cells, **{name: cells[name].lower() for name in ("year_stated",) if name in cells}}


def _unsigned(content: dict) -> dict:
    return {name: value for name, value in content.items() if name not in FIELDS}


def _canonical(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _checksum(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _says(text: str, content: dict) -> bool:
    try:
        return tomllib.loads(text) == content
    except tomllib.TOMLDecodeError:
        return False


def _replace(path: Path, text: str) -> None:
    """The file as a whole or not at all."""
    scratch = None
    try:
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".signing-", delete=False) as file:
            scratch = Path(file.name)
            file.write(text.encode())
        shutil.copymode(path, scratch)
        scratch.replace(path)
    except OSError as error:
        found, action = f"不能写入（{error.strerror or error}）", "关闭正打开它的程序，检查权限和磁盘空间，再运行一次"
        raise DataProblems(
            [Problem(paths.shown(path), 0, "signature-not-written", found, "可写的文件", action)]
        ) from None
    finally:
        if scratch:
            scratch.unlink(missing_ok=True)
