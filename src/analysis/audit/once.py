"""One fact, one finding: what several rules, or one rule for several series, say of one printed number."""

import re
from collections.abc import Mapping, Set

import pandas as pd

from analysis.audit.inputs import SEPARATOR, SEVERITIES, Tables
from analysis.audit.wording import inferred

INFERRED = re.compile(r"（[^（）]*系推断）。$")


def merged(tables: Tables, found: pd.DataFrame, adds_to: Mapping[str, str], together: Set[str]) -> pd.DataFrame:
    """`found` (RAW_COLUMNS, `rule`) with `other_rules`, each fact once.

    A number that the plan prints once and the table keeps as several rows (城乡, 集中和分散) is doubted once: findings
    of one rule whose first figures stand at one place become one. So do all that a rule of `together` finds of one
    document, place and indicator. A rule that `adds_to` another is told within the
    other's finding where both doubt one number. The figures of all are kept, the gravest severity counts.
    """
    subject = found["figure_ids"].str.partition("#")[0] + " " + found["region_code"] + " " + found["indicator_id"]
    places = pd.Series(_places(tables, found["figure_ids"]), index=found.index)
    found = found.assign(other_rules="", place=places.mask(found["rule"].isin(together), subject))
    groups = found.groupby(["rule", "document_ids", "place"], sort=False).indices.values()
    rows = [_joined(tables, found.iloc[at].to_dict("records")) for at in groups]
    return pd.DataFrame(_told_within(tables, rows, adds_to)).drop(columns="place")


def _places(tables: Tables, figure_ids: pd.Series) -> list[str]:
    """Where the first figure is printed; figures without offsets, and lists of many, stand for themselves."""
    numbers, told = tables.numbers, []
    for ids in figure_ids:
        first = numbers.loc[tables.position[ids.partition(SEPARATOR)[0]]]
        alone = pd.isna(first["start"])
        told.append(ids if alone else f"{first['document_id']} {int(first['start'])} {first['region_code']}")
    return told


def _told_within(tables: Tables, rows: list[dict], adds_to: Mapping[str, str]) -> list[dict]:
    """The rows of rules that add to another one's put into those, where there is one about the same number."""
    kept = [row for row in rows if not adds_to[row["rule"]]]
    for row in (row for row in rows if adds_to[row["rule"]]):
        first = row["figure_ids"].partition(SEPARATOR)[0]
        same = [
            other["rule"] == adds_to[row["rule"]] and first in other["figure_ids"].split(SEPARATOR) for other in kept
        ]
        if any(same):
            at = same.index(True)
            kept[at] = _joined(tables, [kept[at], row])
        else:
            kept.append(row)
    return kept


def _joined(tables: Tables, rows: list[dict]) -> dict:
    """The first row with the figures, the rules and the sentences of all. Equal sentences but for the series' name are
    told once with the other names."""
    first, *others = rows
    if not others:
        return first
    ids = list(dict.fromkeys(one for row in rows for one in row["figure_ids"].split(SEPARATOR)))
    codes = dict.fromkeys(one for row in rows for one in (row["rule"], *row["other_rules"].split(SEPARATOR)) if one)
    figures = pd.DataFrame([[tables.position[one] for one in ids]])
    sentences = [INFERRED.sub("", row["message"]).removesuffix("。") for row in rows]
    tail = _common_end(sentences)
    sentences = [sentence.removesuffix(tail) for sentence in sentences]
    message = sentences[0]
    for row, sentence in zip(others, sentences[1:], strict=True):
        names = [_name(tables, one) for one in (first, row)]
        same = sentence.replace(f"“{names[1]}”", f"“{names[0]}”") == sentences[0]
        message += f"；“{names[1]}”同此" if same else f"；{sentence.removeprefix(tables.place[first['region_code']])}"
    return first | {
        "figure_ids": SEPARATOR.join(ids),
        "other_rules": SEPARATOR.join(one for one in codes if one != first["rule"]),
        "severity": min((row["severity"] for row in rows), key=SEVERITIES.index),
        "message": f"{message}{tail}{inferred(tables.numbers, figures)[0]}。",
    }


def _common_end(sentences: list[str]) -> str:
    """The closing clause, with its ；, that all sentences share: it is told once, at the end."""
    ends = {"；" + sentence.rpartition("；")[2] for sentence in sentences if "；" in sentence}
    return ends.pop() if len(ends) == 1 and all("；" in sentence for sentence in sentences) else ""


def _name(tables: Tables, row: dict) -> str:
    first = tables.position[row["figure_ids"].partition(SEPARATOR)[0]]
    return tables.series_name[tables.numbers.at[first, "series"]]
