"""Does each quote stand where its offsets say, in the document with that sha256?"""

import hashlib
from pathlib import Path

import pandas as pd

from analysis import paths, textfiles
from analysis.etl.read import Raw
from analysis.problems import Problem

NEAREST_SHOWN = 3


def texts(documents: pd.DataFrame, folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The text of each plan: the file in `folder` with the sha256 that document.toml names, whatever its name.

    Decoded from UTF-8 with line ends untouched. A file of the right name and other bytes is named in the problem.
    """
    found: dict[str, str] = {}
    if not folder.is_dir():
        action = "检查 --documents 的路径"
        return {}, [Problem(str(folder), 0, "no-documents-folder", "没有这个文件夹", "存放规划文本的文件夹", action)]
    by_hash, problems = _by_hash(folder)
    for row in documents[documents["kind"] == "plan"].itertuples():
        place = paths.shown(row.folder / "document.toml")
        if row.sha256 in by_hash:
            file = by_hash[row.sha256]
            try:
                found[row.document_id] = file.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                problems.append(_no_text(file))
        elif (folder / row.file).exists():
            what = f"{row.file} 的 sha256 与 document.toml 的 {row.sha256[:12]}… 不同"
            problems.append(
                Problem(
                    place,
                    0,
                    "other-document",
                    what,
                    "转录时所用的同一文件",
                    "换回原文件，或按新文件重新核对后更新 sha256",
                )
            )
        else:
            what = f"文件夹中没有 sha256 为 {row.sha256[:12]}… 的文件（{row.file}）"
            problems.append(Problem(place, 0, "document-not-found", what, "转录时所用的文件", "把该文件放入文件夹"))
    return found, problems


def _by_hash(folder: Path) -> tuple[dict[str, Path], list[Problem]]:
    """sha256 → file of the folder, and a problem for each file that cannot be read."""
    by_hash, problems = {}, []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            by_hash[hashlib.sha256(path.read_bytes()).hexdigest()] = path
        except OSError as error:
            what, action = f"读不出（{error.strerror}）", "检查权限，或移走这个文件"
            problems.append(Problem(paths.shown(path), 0, "unreadable-document", what, "可读的文件", action))
    return by_hash, problems


def _no_text(file: Path) -> Problem:
    """The file is the one that document.toml names, but offsets count characters of a UTF-8 text."""
    start, name = file.read_bytes()[:8], "不是 UTF-8 文本"
    kinds = {
        b"%PDF": "是 PDF",
        b"PK\x03\x04": "是 Word、Excel 或压缩文件",
        b"\xd0\xcf\x11\xe0": "是旧版 Word 或 Excel 文件",
    }
    what = next((kind for mark, kind in kinds.items() if start.startswith(mark)), "")
    if not what and textfiles.decodes_as_gb18030(file.read_bytes()):
        what = "像是 GBK（GB18030）编码"
    found = f"{name}{'，' if what else ''}{what}"
    action = "转成 UTF-8 文本，按它核对位置，并在 document.toml 的 file、sha256 中写这个文本"
    return Problem(paths.shown(file), 0, "document-not-text", found, "转录时所用的 UTF-8 文本", action)


def misplaced(raw: Raw, texts: dict[str, str]) -> list[Problem]:
    """A problem for each figure whose quote is not at its offsets; says where the quote does stand."""
    problems = []
    figures = raw.figures[raw.figures["document_id"].isin(texts)]
    columns = ["document_id", "start", "end", "quote", "file", "line"]
    for document_id, start_text, end_text, quote, file, line in figures[columns].itertuples(index=False):
        if not (start_text.isdigit() and end_text.isdigit()):
            continue  # `check` reports it
        text, start, end = texts[document_id], int(start_text), int(end_text)
        if text[start:end] != quote:
            found = f"位置 {start}–{end} 处是“{text[start:end]}”"
            expected = f"引文“{quote}”{_places(text, quote, start)}"
            problems.append(Problem(file, line, "misplaced-quote", found, expected, "改正 start、end 或 quote"))
    return problems


def _places(text: str, quote: str, near: int) -> str:
    starts, at = [], text.find(quote) if quote else -1
    while at >= 0:
        starts.append(at)
        at = text.find(quote, at + 1)
    if not starts:
        return "（全文没有这一引文）"
    starts = sorted(starts, key=lambda start: abs(start - near))[:NEAREST_SHOWN]
    return "（它在 " + "、".join(f"{start}–{start + len(quote)}" for start in starts) + " 处）"
