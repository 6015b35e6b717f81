"""Numbers as documents print them: Arabic with decimals and thousands separators, Chinese numerals, words, ranges."""

import re

import cn2an

from analysis.codelists import definitions

FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％－", "0123456789.,%-")
ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
CHINESE = re.compile(r"[零〇○一二三四五六七八九十百千万亿两半]+")
NO_NUMBER = {"", "-", "--", "—", "——", "/"}


class NotANumber(ValueError):
    """The text holds no number, or more than a range has."""


def parse(text: str) -> tuple[float | None, float | None]:
    """The lower and upper end that the text states; equal for a single number; (None, None) for "--" and "".

    >>> parse("35.9"), parse("1.5-2"), parse("全覆盖"), parse("两"), parse("--")
    ((35.9, 35.9), (1.5, 2.0), (100.0, 100.0), (2.0, 2.0), (None, None))
    """
    text = text.translate(FULL_WIDTH).strip()
    if text in NO_NUMBER:
        return None, None
    if text in definitions.number_words():
        value = float(definitions.number_words()[text])
        return value, value
    numbers = [float(match.replace(",", "")) for match in ARABIC.findall(text)]
    if not numbers:
        numbers = [_chinese(match) for match in CHINESE.findall(text)]
    if len(numbers) == 1:
        return numbers[0], numbers[0]
    if len(numbers) == 2 and numbers[0] < numbers[1]:
        return numbers[0], numbers[1]
    raise NotANumber(text)


def _chinese(text: str) -> float:
    if text == "半":
        return 0.5
    text = text.replace("○", "零").replace("〇", "零")
    try:
        return float(cn2an.cn2an(text, "smart"))
    except ValueError as error:
        raise NotANumber(text) from error
