"""Files of a brief: their names, and how they come into a folder: all or none, and over nothing that is there."""

import errno
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from analysis.briefing import chart_table, deck, page, pictures, report, workbook
from analysis.briefing.exhibits import Graph, Table
from analysis.briefing.parts import Brief
from analysis.briefing.spreadsheet import safe_csv

DOCUMENTS = {"pptx": deck.deck, "docx": report.report, "xlsx": workbook.workbook, "html": page.page}
FORMATS = (*DOCUMENTS, *pictures.FORMATS, "csv")
STANDARD = ("pptx", "docx", "xlsx", "html")
FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', " "))
LONGEST_NAME = 80
SHOWN = 3


def files(brief: Brief, formats: tuple[str, ...] = STANDARD) -> dict[str, bytes]:
    """File name → content, in memory. Pictures and CSV are one file a chart or map.

    Raises ValueError (Chinese) for a format that does not exist, and where there is nothing to draw.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"没有格式“{'、'.join(unknown)}”；可用：{'、'.join(FORMATS)}")
    made: dict[str, bytes] = {}
    stem = file_stem(brief)
    for name in dict.fromkeys(formats):
        if name in DOCUMENTS:
            made[f"{stem}.{name}"] = DOCUMENTS[name](brief)
        else:
            made |= _of_exhibits(brief, stem, name)
    if not made:
        raise ValueError(f"{brief.place}“{brief.topic}”没有图可画，{'、'.join(formats)} 无从写出")
    return made


def file_stem(brief: Brief) -> str:
    """Place, topic and date: 鞍山市_养老服务_2026-11-22."""
    return f"{_clean(brief.place)}_{_clean(brief.topic)}_{brief.day.isoformat()}"


def _clean(text: str) -> str:
    """A part of a name that Windows accepts."""
    return " ".join(text.translate(FORBIDDEN).split())[:LONGEST_NAME].strip(". ") or "简报"


def _of_exhibits(brief: Brief, stem: str, format: str) -> dict[str, bytes]:
    made = {}
    drawn = [exhibit for exhibit in brief.exhibits if not isinstance(exhibit, Table)]
    for number, exhibit in enumerate(drawn, start=1):
        if format == "csv":
            table = chart_table.chart_table(exhibit) if isinstance(exhibit, Graph) else exhibit.listing()
            content = safe_csv(table.frame)
        else:
            content = pictures.picture(exhibit, format, brief.day)
        made[f"{stem}_图{number:02d}.{format}"] = content
    return made


def write(made: Mapping[str, bytes], folder: Path, overwrite: bool = False) -> list[Path]:
    """Writes the files into the folder, which is made where it is missing; returns their paths.

    Everything is first written to a scratch folder inside, so that no other file system or folder is touched, then
    moved: an error or an interruption leaves no half file and no new folder. Raises FileExistsError (Chinese), having
    written nothing, where a file exists and `overwrite` is not given; other files of the folder stay in any case.
    Raises another OSError where that cannot be; its `filename` is what stands in the way: the nearest folder that
    there is, or the file that is not to be replaced.
    """
    if part := next((part for part in (folder, *folder.parents) if part.exists() and not part.is_dir()), None):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(part))
    targets = {folder / name: content for name, content in made.items()}
    there = [path for path in targets if path.exists()]
    if there and not overwrite:
        named = "、".join(path.name for path in there[:SHOWN]) + ("等" if len(there) > SHOWN else "")
        raise FileExistsError(f"{folder} 中已有 {len(there)} 个同名文件（{named}）")
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    scratch = in_the_way = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".", dir=folder))
        for path, content in targets.items():
            (scratch / path.name).write_bytes(content)
        for path in targets:
            in_the_way = path if path.exists() else None
            (scratch / path.name).replace(path)
    except OSError as error:
        in_the_way = in_the_way or next(part for part in (folder, *folder.parents) if part.exists())
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(in_the_way)) from error
    finally:
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)
        for part in missing:
            _remove_if_empty(part)
    return list(targets)


def _remove_if_empty(folder: Path) -> None:
    """Of the folders that were made, those that nothing came into."""
    with suppress(OSError):
        folder.rmdir()
