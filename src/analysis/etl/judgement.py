"""The day of judgement: which year is the last that has ended and counts."""

import datetime
from pathlib import Path

from analysis import paths, textfiles
from analysis.problems import DataProblems, Problem

FILE, FIELD = "judgement.toml", "judged_on"


def last_ended_year(judged_on: datetime.date) -> int:
    """The last year that had ended by that day.

    >>> last_ended_year(datetime.date(2026, 11, 30)), last_ended_year(datetime.date(2026, 12, 31))
    (2025, 2026)
    """
    return judged_on.year if (judged_on.month, judged_on.day) == (12, 31) else judged_on.year - 1


def fixed_day(root: Path | None = None) -> datetime.date:
    """The day that data/raw names for the project's own tables. Raises DataProblems where it is missing or no date."""
    path = paths.raw(root) / FILE
    day = textfiles.read_toml(path).get(FIELD)
    if not isinstance(day, datetime.date) or isinstance(day, datetime.datetime):
        found = f"{FIELD} = {day!r}" if day is not None else f"缺少 {FIELD}"
        raise DataProblems(
            [Problem(paths.shown(path), 0, "judgement-day", found, "日期，如 2026-11-30", f"改正 {FIELD}")]
        )
    return day
