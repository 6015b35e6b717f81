"""Reading TOML and CSV files that people edit: strict, with the line of each problem.

pandas' reader guesses encodings, separators and types and cannot tell the line of a row with a line break in a cell,
so the csv module is used; the files have some hundred rows.
"""

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from analysis import paths
from analysis.problems import DataProblems, Problem

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Control characters but tab and line end, marks that turn or hide text, and what stands for characters that were lost.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]|\r(?!\n)"
)
# What names a part of a TOML file, and what may only look like it: strings and comments are taken whole.
TOML_PART = re.compile(
    "|".join(
        (
            r'"{3}(?:\\[\s\S]|[^\\])*?"{3}',
            r"'{3}[\s\S]*?'{3}",
            r"^[ \t]*\[\[(?P<entry>[^\[\]\n]+)\]\]",
            r"^[ \t]*\[(?P<table>[^\[\]\n]+)\]",
            r"^[ \t]*(?P<key>[\w-]+|\"[^\"\n]+\"|'[^'\n]+')[ \t]*=",
            r'"(?:\\.|[^"\\\n])*"',
            r"'[^'\n]*'",
            r"#[^\n]*",
        )
    ),
    re.MULTILINE,
)


@dataclass(frozen=True)
class Row:
    """One record of a CSV file: its cells by column and the line it starts on."""

    line: int
    cells: dict[str, str]


def _problem(path: Path, line: int, code: str, found: str, expected: str, action: str) -> Problem:
    return Problem(paths.shown(path), line, code, found, expected, action)


def read_text(path: Path, byte_order_mark: bool = False) -> str:
    """The file as text, line ends untouched. Raises DataProblems if it is missing or no plain UTF-8.

    `byte_order_mark`: whether the file may start with one, as spreadsheets save CSV; it is not part of the text.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        raise DataProblems(
            [_problem(path, 0, "missing-file", "没有这个文件", "可读的文件", "补上文件或检查文件名")]
        ) from None
    if byte_order_mark:
        raw = raw.removeprefix(BYTE_ORDER_MARK)
    if raw.startswith(BYTE_ORDER_MARK):
        action = "在编辑器中另存为“UTF-8（无 BOM）”"
        raise DataProblems([_problem(path, 1, "byte-order-mark", "文件开头有 UTF-8 BOM", "不带 BOM 的 UTF-8", action)])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        guess = "，像是 GBK（GB18030）编码" if decodes_as_gb18030(raw) else ""
        found = f"第 {error.start + 1} 个字节不是 UTF-8{guess}"
        raise DataProblems([_problem(path, line, "not-utf8", found, "UTF-8 编码", "用 UTF-8 重新保存文件")]) from None
    if problems := _invisible(path, text):
        raise DataProblems(problems)
    return text


def _invisible(path: Path, text: str) -> list[Problem]:
    """A problem a line: what nobody sees in an editor can neither be reviewed nor compared."""
    by_line: dict[int, set[str]] = {}
    for match in INVISIBLE.finditer(text):
        by_line.setdefault(text.count("\n", 0, match.start()) + 1, set()).add(f"U+{ord(match.group()):04X}")
    expected, action = "看得见的字符、制表符和换行", "删去这些字符（多由复制粘贴带入）"
    return [
        _problem(path, line, "control-character", f"有看不见的字符 {'、'.join(sorted(found))}", expected, action)
        for line, found in by_line.items()
    ]


def decodes_as_gb18030(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def read_toml(path: Path) -> dict:
    """The file's content. Raises DataProblems that name the line of a syntax error."""
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        detail = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise DataProblems(
            [_problem(path, line, "broken-toml", f"TOML 语法错误（{detail}）", "合法的 TOML", "改正这一行")]
        ) from None


def toml_lines(path: Path) -> dict[tuple, int]:
    """Where the parts of a TOML file stand: ("title",) → line, ("correction", 0) → line of the first `[[correction]]`,
    ("correction", 0, "reason") → line of its key. Strings and comments that look like a heading are none.
    """
    text, lines, at, count = read_text(path), {}, (), {}
    for match in TOML_PART.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match["entry"]:
            names = _names(match["entry"])
            at = (*names, count.get(names, 0))
            count[names] = at[-1] + 1
            lines.setdefault(names[:1], line)
        elif match["table"]:
            first, *rest = _names(match["table"])
            at = (first, count[first,] - 1, *rest) if (first,) in count else (first, *rest)
        elif match["key"]:
            lines.setdefault((*at, *_names(match["key"])), line)
            continue
        else:
            continue
        lines.setdefault(at, line)
    return lines


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))


def read_csv(path: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> list[Row]:
    """The records of a comma-separated UTF-8 file with a header line.

    Raises DataProblems with all of: wrong separator, missing, repeated or unknown columns, broken quoting, rows with
    another number of cells.
    """
    text = read_text(path, byte_order_mark=True)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, problems = [], []
    try:
        line = 1
        for cells in reader:
            if cells:
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        found = f"CSV 引号或换行有误（{error}）"
        raise DataProblems([_problem(path, line, "broken-csv", found, "成对的引号", "改正这一行的引号")]) from None
    if not records:
        raise DataProblems([_problem(path, 1, "empty-csv", "文件是空的", "表头一行和数据", "补上表头")])
    header = records[0][1]
    problems += _header_problems(path, header, required, optional)
    if problems:
        raise DataProblems(problems)
    for line, cells in records[1:]:
        if len(cells) != len(header):
            found, expected = f"这一行有 {len(cells)} 格", f"与表头一样的 {len(header)} 格"
            problems.append(_problem(path, line, "cell-count", found, expected, "检查逗号和引号"))
    if problems:
        raise DataProblems(problems)
    return [Row(line, dict(zip(header, cells, strict=True))) for line, cells in records[1:]]


def _header_problems(
    path: Path, header: list[str], required: tuple[str, ...], optional: tuple[str, ...]
) -> list[Problem]:
    if len(header) == 1 and header[0].count(";") >= 2:
        found, action = "列之间是分号（像是 Excel 另存的）", "以逗号分隔重新保存"
        return [_problem(path, 1, "semicolon-csv", found, "以逗号分隔的 CSV", action)]
    if len(header) == 1 and header[0].count("\t") >= 2:
        found, action = "列之间是制表符", "以逗号分隔重新保存"
        return [_problem(path, 1, "tab-csv", found, "以逗号分隔的 CSV", action)]
    problems = []
    for name in sorted({name for name in header if header.count(name) > 1}):
        problems.append(_problem(path, 1, "repeated-column", f"列 {name} 出现多次", "每列一次", "删去重复的列"))
    for name in required:
        if name not in header:
            problems.append(_problem(path, 1, "missing-column", f"缺少列 {name}", "、".join(required), "补上这一列"))
    for name in header:
        if name not in required and name not in optional:
            problems.append(
                _problem(path, 1, "unknown-column", f"不认识的列“{name}”", "、".join(required + optional), "改名或删去")
            )
    return problems
