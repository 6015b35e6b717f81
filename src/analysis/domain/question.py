"""What a person means: a rate, an indicator, a distinction, as typed. What is unclear is asked, not guessed.

Regions are in `places`. The functions take the codelists as tables and return codes; `Unclear` carries the Chinese
question and the candidates.
"""

import re
import unicodedata
from difflib import get_close_matches

import pandas as pd

LARGEST_RATE = 0.5  # a year; above this a typed rate is rather a slip than a wish
DASHES = str.maketrans("−–—﹣", "----")  # signs that word processors put for a minus
CANDIDATES = 8


class Unclear(ValueError):
    """A question that cannot be answered as it stands: what was understood, and what to write instead (Chinese)."""

    def __init__(self, message: str, candidates: list[str] | None = None):
        self.message, self.candidates = message, candidates or []
        super().__init__("\n".join([message, *(f"  {candidate}" for candidate in self.candidates)]))


def rate_of(text: str) -> float:
    """The yearly rate as a fraction, from "8%", "8 ％", "0.08", "-2%", also with full-width digits and a true minus.

    Raises Unclear for what may be meant otherwise: "8" (8% or 800%?), "800%", "0.8", and for what is no number.
    """
    typed = unicodedata.normalize("NFKC", text).strip().translate(DASHES)
    found = re.fullmatch(r"([+-]?(?:\d+\.?\d*|\.\d+))\s*(%?)", typed)
    if not found:
        raise Unclear(f"看不懂增速“{text}”。请写成 8% 或 0.08。")
    number, percent = float(found[1]), found[2] == "%"
    rate = number / 100 if percent else number
    if not percent and abs(number) >= 1:
        raise Unclear(f"增速“{text}”是 {number:g}% 还是 {number * 100:g}%？请写成 {number:g}% 或 {number / 100:g}。")
    if abs(rate) > LARGEST_RATE:
        meant = f"{rate:g}%" if percent else f"{rate * 10:g}%"
        limits = f"-{LARGEST_RATE:.0%} 至 {LARGEST_RATE:.0%}"
        raise Unclear(f"增速“{text}”即每年 {rate * 100:g}%，不在 {limits} 之内。是不是想写 {meant}？")
    return rate


def indicator_of(text: str, indicators: pd.DataFrame, at_hand: set[str]) -> str:
    """The id of an indicator given by id or by its Chinese name. `indicators` is indexed by indicator_id.

    Raises Unclear with similar ones: those whose name holds the characters in this order (低保标准: 最低生活保障标准)
    or is close in spelling, first those `at_hand`, which the region has figures of.
    """
    typed = re.sub(r"\s", "", text)
    if typed in indicators.index:
        return typed
    exact = indicators.index[indicators["name_zh"] == typed]
    if len(exact):
        return exact[0]
    abridged = re.compile(".*".join(map(re.escape, typed)), re.IGNORECASE)
    names = indicators["name_zh"]
    close = get_close_matches(typed, [*names, *names.index], n=CANDIDATES, cutoff=0.5)
    similar = [code for code, name in names.items() if abridged.search(name) or {name, code} & set(close)]
    similar.sort(key=lambda code: (code not in at_hand, len(names[code])))
    listed = [f"{code} {names[code]}{'' if code in at_hand else '（本地没有数字）'}" for code in similar[:CANDIDATES]]
    hint = "相近的有：" if listed else "指标表见 docs/data.md 所述的 indicators 表。"
    raise Unclear(f"没有指标“{text}”。{hint}", listed)


def code_of(text: str | None, terms: dict[str, str], what: str) -> str | None:
    """The code of a distinction given by code or Chinese name; None where none is asked for. Raises Unclear."""
    if text is None or text in terms:
        return text
    for code, name in terms.items():
        if text == name:
            return code
    raise Unclear(f"没有{what}“{text}”，可以写：", [f"{code}（{name}）" for code, name in terms.items()])
