"""What a TOML file of a raw folder must hold, checked field by field: one message a field, at the field's line."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis import paths, textfiles
from analysis.problems import Problem

LONGEST_SHOWN = 80  # a checksum is told whole


@dataclass(frozen=True)
class Field:
    """`fits` says whether a value is what `expected` (Chinese) says."""

    expected: str
    fits: Callable[[object], bool]
    required: bool = True


@dataclass(frozen=True)
class TomlFile:
    """A file's content. Raises DataProblems where it cannot be read."""

    path: Path

    @cached_property
    def content(self) -> dict:
        return textfiles.read_toml(self.path)

    @cached_property
    def _lines(self) -> dict[tuple, int]:
        return textfiles.toml_lines(self.path)

    def line(self, *at: str | int) -> int:
        """Of a part of the content, or of the nearest part around it that has a line of its own; 0 for the whole."""
        return next((self._lines[at[:end]] for end in range(len(at), 0, -1) if at[:end] in self._lines), 0)

    @property
    def name(self) -> str:
        """As messages say it."""
        return paths.shown(self.path)

    def problem(self, at: tuple, code: str, found: str, expected: str, action: str) -> Problem:
        return Problem(self.name, self.line(*at), code, found, expected, action)

    def unfit(self, fields: Mapping[str, Field], at: tuple = ()) -> list[Problem]:
        """A problem for each field that is missing, unknown or not as expected. `at`: of which entry; else the file."""
        content, problems = self._part(at), []
        for name, field in fields.items():
            if name in content and not field.fits(content[name]):
                found = f"{name} = {shown(content[name])}"
                problems.append(self.problem((*at, name), "field-value", found, field.expected, f"改正 {name}"))
            elif name not in content and field.required:
                problems.append(self.problem(at, "missing-field", f"缺少 {name}", field.expected, f"补上 {name}"))
        for name in sorted(content.keys() - fields.keys()):
            expected = "、".join(fields)
            problems.append(self.problem((*at, name), "unknown-field", f"不认识的 {name}", expected, "改名或删去"))
        return problems

    def fitting(self, fields: Mapping[str, Field]) -> dict:
        """The file's own fields that are as expected."""
        return {name: self.content[name] for name, field in fields.items()
                if name in self.content and field.fits(self.content[name])}  # fmt: skip

    def entries(self, name: str, fields: Mapping[str, Field]) -> tuple[list[tuple[int, dict]], list[Problem]]:
        """(line, entry) of each `[[name]]` that fits, and what is wrong with the others and the rest of the file."""
        expected = f"一条或几条 [[{name}]]"
        written, problems = self.content.get(name, []), []
        for other in sorted(self.content.keys() - {name}):
            problems.append(self.problem((other,), "unknown-table", f"不认识的 {other}", expected, "改名或删去"))
        if not isinstance(written, list) or not all(isinstance(entry, dict) for entry in written):
            action = f"每条以 [[{name}]] 一行开头"
            return [], [*problems, self.problem((name,), "not-entries", f"{name} 不是一条条的表", expected, action)]
        fit = []
        for number, entry in enumerate(written):
            wrong = self.unfit(fields, (name, number))
            problems += wrong
            if not wrong:
                fit.append((self.line(name, number), entry))
        return fit, problems

    def _part(self, at: tuple) -> dict:
        part = self.content
        for step in at:
            part = part[step]
        return part


def shown(value: object) -> str:
    """A value as a message repeats it: much as TOML writes it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "……"


def is_text(value: object) -> bool:
    """Text without characters that nobody sees, which TOML can also hold as escapes."""
    return isinstance(value, str) and not textfiles.INVISIBLE.search(value)


def is_filled(value: object) -> bool:
    return is_text(value) and bool(value.strip())


def is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
