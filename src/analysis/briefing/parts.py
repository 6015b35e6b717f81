"""What a brief is made of, whatever file it becomes: statements, chapters, sources.

Every format is written from one `Brief`, so that all of them show the same numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from analysis.briefing.exhibits import Exhibit, Table


@dataclass(frozen=True)
class Statement:
    """Sentences and the figures that their numbers rest on; none without numbers of the tables is made.

    `short`: the same in a few words, for the conclusions.
    """

    text: str
    figure_ids: tuple[str, ...] = ()
    short: str = ""

    @property
    def headline(self) -> str:
        """In a few words, or the first sentence."""
        return self.short or self.text.partition("。")[0] + "。"

    @property
    def concluded(self) -> "Statement":
        """As it stands among the conclusions."""
        return replace(self, text=self.headline)


@dataclass(frozen=True)
class Section:
    heading: str
    statements: tuple[Statement, ...]
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True)
class Source:
    """One figure as it is printed: where, and in which words."""

    number: int
    figure_id: str
    document: str
    section: str
    quote: str
    printed: str
    remark: str
    address: str = ""

    @property
    def place(self) -> str:
        """Document and section, or the address of a report."""
        return "，".join(filter(None, [self.document, self.section or self.address]))

    def short(self) -> str:
        """In one line."""
        return "，".join(filter(None, [self.document, self.section])) + (f"“{self.quote}”" if self.quote else "")


@dataclass(frozen=True)
class Brief:
    """`short` briefs go on one page. `sources` in order of first use; `documents` are those they are printed in.

    `definitions`: indicator, unit, definition. `tables`: further sheets of the workbook.
    """

    region_code: str
    place: str
    topic: str
    day: date
    title: str
    subtitle: str
    summary: tuple[Statement, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    documents: pd.DataFrame
    definitions: pd.DataFrame
    caveats: tuple[str, ...] = ()
    short: bool = False
    tables: dict[str, Table] = field(default_factory=dict)

    @property
    def exhibits(self) -> list[Exhibit]:
        return [exhibit for section in self.sections for exhibit in section.exhibits]

    def document_table(self) -> Table:
        return Table("引用的文献", self.documents, (1.85, 3.85, 2.6, 3.3, 1.85, 1.85), "")

    def source_table(self) -> Table:
        heads = ["序号", "出处", "原文", "采用的数", "说明"]
        lines = [(s.number, s.place, s.quote, s.printed, s.remark) for s in self.sources]
        frame = pd.DataFrame(lines, columns=heads, dtype=object)
        return Table("逐个数字的出处", frame, (1.0, 4.6, 3.0, 3.5, 3.3), "")

    def definition_table(self) -> Table:
        return Table("指标定义", self.definitions, (3.2, 1.6, 6.5), "")

    def source_line(self, statements: Iterable[Statement] | None = None) -> str:
        """资料来源：《…》；… of the figures that the statements rest on, or of all; "" where there are none."""
        cited = None if statements is None else {figure for said in statements for figure in said.figure_ids}
        used = [source.document for source in self.sources if cited is None or source.figure_id in cited]
        names = dict.fromkeys(used)
        titles = dict(zip(self.documents["简称"], self.documents["文献"], strict=True))
        listed = [f"《{titles[name]}》" if name.endswith("规划") else titles[name] for name in names]
        return f"资料来源：{'；'.join(listed)}。" if listed else ""

    def source_numbers(self, statement: Statement) -> list[int]:
        numbers = {source.figure_id: source.number for source in self.sources}
        return sorted({numbers[figure] for figure in statement.figure_ids if figure in numbers})


def ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as (first, last).

    >>> ranges([1, 2, 3, 7])
    [(1, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def shown_ranges(numbers: list[int]) -> str:
    return "、".join(f"{first}" if first == last else f"{first}—{last}" for first, last in ranges(numbers))
