"""Problems found in the data: collected, sorted, reported together, never one at a time with a traceback."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, in words for the person who mends it (Chinese).

    `code` is a stable slug for programs and tests; `line` is 1-based, 0 where the whole file is meant.
    """

    file: str
    line: int
    code: str
    found: str
    expected: str
    action: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.found}；应为：{self.expected}；请{self.action}。"

    def as_dict(self) -> dict:
        return asdict(self)


class DataProblems(Exception):
    """Raised once with all problems of a step."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def raise_if_any(problems: Iterable[Problem]) -> None:
    problems = list(problems)
    if problems:
        raise DataProblems(problems)
