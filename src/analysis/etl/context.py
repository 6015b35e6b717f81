"""Does a quote hold its number whole? Read again with the text around it, it must say the same.

`16.4` quoted from `16.4亿`, `55%` from `不低于55%`, `15分钟` from `缩短15分钟` say something else than the document.
"""

from collections.abc import Iterator

import pandas as pd

from analysis.etl import numbers, quotes
from analysis.etl.read import Raw
from analysis.printed import numbers as grammar
from analysis.printed import words
from analysis.problems import Problem

BEFORE, AFTER = 24, 12  # characters of the document that are read with the quote
COLUMNS = ["document_id", "start", "end", "file", "line", *quotes.Row.__annotations__]


def cut(raw: Raw, texts: dict[str, str]) -> list[Problem]:
    """A problem for each figure whose quote leaves out what changes its number; quotes elsewhere are skipped."""
    problems = []
    figures = raw.figures.loc[raw.figures["document_id"].isin(texts), COLUMNS]
    for figure in figures.itertuples(index=False):
        text = texts[figure.document_id]
        if not (figure.start.isdigit() and figure.end.isdigit()) or not figure.quote:
            continue
        start, end = int(figure.start), int(figure.end)
        if text[start:end] == figure.quote:
            problems += [
                Problem(
                    figure.file, figure.line, "quote-cuts-number", found, "引文含有整个数字和限定它的字", "改长 quote"
                )
                for found in _lost(figure, text[max(0, start - BEFORE) : start], text[end : end + AFTER])
            ]
    return problems


def _lost(figure: pd.Series, before: str, after: str) -> Iterator[str]:
    """What the number says with the text around it and not without, one sentence each."""
    text, shift = before + figure.quote + after, len(before)
    inside = numbers.found(figure.quote)
    around = {number.start - shift: number for number in numbers.found(text)}
    for number in inside:
        other = around.get(number.start)
        if other is None or (other.low, other.high, other.step) != (number.low, number.high, number.step):
            yield f"引文“{figure.quote}”只是“{_near(text, shift + number.start, shift + number.unit_end)}”的一部分"
            return
    row = quotes.Row(*(getattr(figure, name) for name in quotes.Row.__annotations__))
    for start, end in quotes.places(row):
        alone, around = grammar.fold(figure.quote), grammar.fold(text)
        binding, _ = words.comparators(around, shift + start, shift + end)
        if row.comparator == "=" and binding:
            yield f"引文“{row.quote}”没有“{_near(text, shift + start, shift + end)}”中限定的字，比较符却是“=”"
        direction = words.direction(around, shift + start, shift + end)
        if row.form != "level" and direction != 1 and direction != words.direction(alone, start, end):
            yield f"引文“{row.quote}”没有“{_near(text, shift + start, shift + end)}”中表明升降的字"


def _near(text: str, start: int, end: int) -> str:
    return text[max(0, start - 8) : end + 4].replace("\n", " ")
