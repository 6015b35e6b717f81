"""Does each quote stand where its offsets say, in the document with that sha256?"""

import hashlib
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.etl.read import Raw
from analysis.problems import Problem

NEAREST_SHOWN = 3


def texts(documents: pd.DataFrame, folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The text of each plan: the file in `folder` with the sha256 that document.toml names, whatever its name.

    Decoded from UTF-8 with line ends untouched. A file of the right name and other bytes is named in the problem.
    """
    found, problems = {}, []
    if not folder.is_dir():
        action = "检查 --documents 的路径"
        return {}, [Problem(str(folder), 0, "no-documents-folder", "没有这个文件夹", "存放规划文本的文件夹", action)]
    by_hash = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(folder.iterdir()) if path.is_file()
    }
    for row in documents[documents["kind"] == "plan"].itertuples():
        place = paths.shown(row.folder / "document.toml")
        if row.sha256 in by_hash:
            found[row.document_id] = by_hash[row.sha256].read_bytes().decode("utf-8")
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
