"""`document.toml`: what the document of a folder is."""

import datetime
import re
from dataclasses import replace
from pathlib import Path

from analysis.codelists import definitions
from analysis.etl import signing
from analysis.etl.checks import YEARS
from analysis.etl.schema import Field, TomlFile, is_filled, is_integer, is_text, shown
from analysis.problems import DataProblems, Problem

FILE = signing.DOCUMENT
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|年(?:(\d{1,2})月(?:(\d{1,2})日)?)?)")
SHA256 = re.compile(r"[0-9A-Fa-f]{64}")
COLUMNS = (
    *("document_id", "kind", "title", "region_code", "issuers", "number", "date", "status", "period_start"),
    *("period_end", "baseline_year", "file", "sha256", "note", "folder", "toml"),
)
GROUPS = {"plans": "plan", "observed": "observed"}  # folder of data/raw → kind of its documents


def date_of(text: object) -> str | None:
    """The date in ISO form, as far as it is given: `2021-09-06`, `2021年9月6日`, `2021年9月`, `2021年`; None for none.

    >>> date_of("2021年9月6日"), date_of("2021年9月"), date_of(""), date_of("2021年13月45日")
    ('2021-09-06', '2021-09', '', None)
    """
    if isinstance(text, datetime.date):
        return f"{text:%Y-%m-%d}"
    found = DATE.fullmatch(text) if isinstance(text, str) else None
    if not found:
        return "" if text == "" else None
    parts = [int(part) for part in found.groups() if part]
    try:
        datetime.date(*parts, *[1] * (3 - len(parts)))
    except ValueError:
        return None
    return "-".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])])


def _fields() -> dict[str, Field]:
    terms = definitions.terms()
    text, checksum = Field("文字", is_text), Field("64 位十六进制数字", _is_checksum)
    file_name = Field("文件名，不带文件夹", lambda value: is_filled(value) and not re.search(r'[\\/:*?"<>|]', value))
    return {
        "id": Field("文字", is_filled),
        "kind": Field("、".join(terms["document_kind"]), lambda value: value in list(terms["document_kind"])),
        "title": Field("不空的标题", is_filled),
        "region_code": Field("codelists/regions.csv 中的代码，加引号", lambda value: _region(value) is not None),
        "issuers": Field('发文机关的列表，如 ["海城市民政局"]', _is_list_of_names),
        "number": text,
        "date": Field("存在的日期，如 2021-09-06、2021年9月6日，没有则为空", lambda value: date_of(value) is not None),
        "status": Field("、".join(terms["document_status"]), lambda value: value in list(terms["document_status"])),
        "period": Field(f"[起始年, 末年]，起始年不晚于末年，在 {YEARS[0]} 至 {YEARS[1]} 之间", _is_period),
        "baseline_year": Field(f"{YEARS[0]} 至 {YEARS[1]} 之间的年份", _is_year),
        "file": file_name,
        "sha256": checksum,
        "note": text,
        signing.ROWS: Field(
            "figures.csv 的数字行数（不算表头）", lambda value: is_integer(value) and value >= 0, False
        ),
        **dict.fromkeys(signing.FILES, replace(checksum, required=False)),
    }


def read_document(folder: Path, judged_on: datetime.date | None = None) -> dict:
    """COLUMNS: the fields, with region, date and sha256 in one form, and the folder and file that they are from. Raises
    DataProblems with all that is wrong. `judged_on`: no document can be of a later day.
    """
    file, fields = TomlFile(folder / FILE), _fields()
    problems = [*file.unfit(fields), *_contradictions(file, folder, file.fitting(fields), judged_on)]
    if problems:
        raise DataProblems(problems)
    content = file.content
    start, end = content["period"]
    return {
        **{name: content[name] for name in ("kind", "title", "number", "status", "baseline_year", "file", "note")},
        "region_code": _region(content["region_code"]),
        "date": date_of(content["date"]),
        "sha256": content["sha256"].lower(),
        "document_id": content["id"],
        "issuers": "；".join(content["issuers"]),
        "period_start": start,
        "period_end": end,
        "folder": folder,
        "toml": file,
    }


def _contradictions(file: TomlFile, folder: Path, given: dict, judged_on: datetime.date | None) -> list[Problem]:
    """Between fields that are well formed each by itself (`given`), the folder's name and the day of judgement."""
    problems = []
    if given.get("id", folder.name) != folder.name:
        found, expected = f"id 是 {given['id']}", f"与文件夹同名的 {folder.name}"
        problems.append(file.problem(("id",), "document-id", found, expected, "改 id 或文件夹名"))
    kind = GROUPS.get(folder.parent.name)
    if kind and given.get("kind", kind) != kind:
        found, expected = f"kind = {shown(given['kind'])}", f"{folder.parent.name}/ 中的 {kind}"
        action = "改正 kind，或把文件夹移到另一处"
        problems.append(file.problem(("kind",), "kind-of-folder", found, expected, action))
    if {"period", "baseline_year"} <= given.keys():
        start, end = given["period"]
        if not start - 1 <= given["baseline_year"] <= end:
            found = f"baseline_year = {given['baseline_year']}"
            expected = f"规划期 {start}—{end} 之内，或前一年 {start - 1}"
            problems.append(file.problem(("baseline_year",), "baseline-year", found, expected, "改正 baseline_year"))
    date = date_of(given.get("date", ""))
    if judged_on and date and date > judged_on.isoformat():
        found, expected = f"date = {shown(given['date'])}", f"不晚于判断日 {judged_on.isoformat()}"
        problems.append(file.problem(("date",), "date-to-come", found, expected, "改正 date"))
    return problems


def same_documents(documents: list[dict]) -> list[Problem]:
    """A problem for each document that another folder holds already: the same id, or the same file."""
    problems = []
    for name, what in (("document_id", "id"), ("sha256", "sha256")):
        first: dict[str, dict] = {}
        for document in documents:
            other = first.setdefault(document[name], document)
            if other is not document:
                found = f"{what} 与 {other['folder'].parent.name}/{other['folder'].name} 的相同"
                action = f"删去重复的一份，或改正 {what}"
                file = document["toml"]
                problems.append(file.problem((what,), "same-document", found, "每份文献一个文件夹", action))
    return problems


def _region(code: object) -> str | None:
    """The code in force; None where it cannot be placed."""
    now = definitions.region_changes().get(code, code) if isinstance(code, str) else None
    return now if now in definitions.regions().index else None


def _is_checksum(value: object) -> bool:
    return isinstance(value, str) and SHA256.fullmatch(value) is not None


def _is_list_of_names(value: object) -> bool:
    return isinstance(value, list) and all(is_filled(name) for name in value)


def _is_year(value: object) -> bool:
    return is_integer(value) and YEARS[0] <= value <= YEARS[1]


def _is_period(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_year, value)) and value[0] <= value[1]
