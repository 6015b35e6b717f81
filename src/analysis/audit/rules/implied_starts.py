"""A1: what a stated rise says about the level that it started from."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.growth import LOOSE
from analysis.audit.inputs import Tables
from analysis.audit.telling import described
from analysis.audit.wording import amount, number

# Only a start that is known to a fifth of a yuan can be told from a whole yuan.
INFORMATIVE_WIDTH = 0.2
FEWEST_WHOLE = 2


@rule("A104", "warning", adds_to="A102")
def start_in_whole_yuan(tables: Tables) -> pd.DataFrame:
    """由增幅反推的原标准不是整元，而同处别的地方都是。

    理由：待遇标准按整元制定。水平 ÷（1＋增幅）在印出的精度内应当含有一个整元数；同一处的其他增幅都反推出整元，唯独一
    个不能，这个增幅多半印错。至少有两个不同的整元作参照、反推值精确到 0.2 元以内才报。

    算例：月标准同为 1055 元，增幅 21.68% 反推 867 元，44.72% 反推 729 元，而 38.71% 反推 760.55—760.61 元，其中没
    有整元。
    """
    starts = _implied_starts(tables)
    whole = np.floor(starts["high"] + 1e-9) >= np.ceil(starts["low"] - 1e-9)
    starts = starts.assign(whole=whole, nearest=np.round((starts["low"] + starts["high"]) / 2, 2))
    group = ["document_id", "section", "indicator_id", "residence"]
    others = starts[whole].assign(yuan=starts["nearest"].round()).drop_duplicates([*group, "yuan"])
    enough = others[others.groupby(group)["yuan"].transform("size") >= FEWEST_WHOLE]
    odd = starts[~whole].groupby(group)["nearest"].transform("nunique") == 1
    if enough.empty or not odd.any():
        return nothing()
    reference = enough.groupby(group)["yuan"].agg(list).rename("references")
    found = starts[~whole][odd].merge(reference, left_on=group, right_index=True)
    if found.empty:
        return nothing()
    figures = found[["claim", "end"]]
    found = found.assign(text=[f"{number(row.low)}—{number(row.high)} 元/人·月" for row in found.itertuples()])
    message = [
        f"{row.place}“{row.name}”提高到“{row.end_quote}”、增幅“{row.claim_quote}”，反推原标准 {row.text}，没有整元；"
        f"同处其他增幅反推为 {'、'.join(amount(yuan, '元') for yuan in sorted(row.references))}，请核对增幅"
        f"{row.guess}。"
        for row in described(tables, found, figures)
    ]
    distance = np.minimum(found["low"] - np.floor(found["low"]), np.ceil(found["high"]) - found["high"])
    return findings(tables, figures, message, recomputed=found["text"], deviation=distance, unit="元/人·月")


def _implied_starts(tables: Tables) -> pd.DataFrame:
    """Of each stated rise of a monthly standard the interval that its start lies in: `claim`, `end`, `low`, `high`."""
    numbers = tables.numbers
    claims = numbers[
        (numbers["kind"] == "change")
        & (numbers["form"] == "total_growth")
        & (numbers["quantity"] == "standard")
        & (numbers["low"] > -100)
    ]
    columns = [*LOOSE, "arrangement", "document_id", "at"]
    ends = tables.levels.loc[tables.levels["comparator"] == "=", [*columns, "low", "high"]]
    pairs = claims[[*columns, "section", "low", "high"]].assign(claim=claims.index)
    pairs = pairs.merge(ends.assign(end=ends.index), on=[*LOOSE, "document_id", "at"], suffixes=("_rise", ""))
    same = pairs["arrangement_rise"] == pairs["arrangement"]
    pairs = pairs[same | (pairs["arrangement_rise"] == "")].drop_duplicates("claim")
    low = pairs["low"] / (1 + pairs["high_rise"] / 100)
    high = pairs["high"] / (1 + pairs["low_rise"] / 100)
    starts = pairs[["claim", "end", "document_id", "section", "indicator_id", "residence"]].assign(low=low, high=high)
    return starts[(high - low) <= INFORMATIVE_WIDTH]
