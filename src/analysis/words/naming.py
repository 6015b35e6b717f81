"""What codes are called in sentences: series, places, sources, the two sides of a ratio."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from analysis.models.answers import Answer

# What is said where a place has no figure of its own, by role. Whether an unseen plan sets a target is not known.
NOTHING_OWN = {"baseline": "未公布", "target": "未收录目标", "observed": "未公布"}


class Names(NamedTuple):
    """What codes are called: codelists and the tables that figures are looked up in."""

    terms: Mapping[str, Mapping[str, str]]
    subgroups: Mapping[str, str]
    indicators: pd.DataFrame
    regions: pd.DataFrame
    documents: pd.DataFrame
    figures: pd.DataFrame


def title(answer: Answer, names: Names) -> str:
    """鞍山市海城市：孤儿基本生活养育标准（分散）"""
    row = answer.row
    marks = [names.terms[name][row[name]] for name in ("residence", "arrangement") if row[name]]
    marks += [names.subgroups.get(row["subgroup"], row["subgroup"])] if row["subgroup"] else []
    name = names.indicators.at[row["indicator_id"], "name_zh"]
    return f"{place(row['region_code'], names)}：{name}" + (f"（{'，'.join(marks)}）" if marks else "")


def place(region_code: str, names: Names) -> str:
    """As `place_in`, among the regions of `names`."""
    return place_in(region_code, names.regions)


def place_in(region_code: str, regions: pd.DataFrame) -> str:
    """A county after its city's name: 29 names of counties are shared by several. `regions`: by region_code."""
    region, city = regions.loc[region_code], region_code
    while regions.at[city, "level"] in ("county", "group"):
        city = regions.at[city, "parent_code"]
    below = region["level"] == "county" and regions.at[city, "level"] == "city"
    return (regions.at[city, "name_zh"] if below else "") + region["name_zh"]


def source(figure_id: str, names: Names) -> str:
    """《规划名称》，编号 — for reports their standing too."""
    figure = names.figures.loc[names.figures["figure_id"] == figure_id].iloc[0]
    if figure["address"] or figure["how_known"]:
        standing = names.terms["source_standing"].get(figure["source_standing"], "")
        known = names.terms["how_known"].get(figure["how_known"], "")
        return "，".join(["公开报道", standing, *([known] if figure["how_known"] != "published" else []), figure_id])
    document = names.documents.loc[names.documents["document_id"] == figure["document_id"]].iloc[0]
    return f"《{document['title']}》，{figure_id}"


def judged_part(row: pd.Series, names: Names) -> str:
    """The kind that an undivided target is judged by: 集中."""
    return "、".join(
        names.terms[name][row[f"judged_{name}"]] for name in ("residence", "arrangement") if row[f"judged_{name}"]
    )


def pair(row: pd.Series, names: Names) -> tuple[str, str]:
    """What the lagging and the leading part of a ratio are called: 农村, 城市, or their indicators."""
    parts = []
    for name in ("denominator", "numerator") if row["direction"] < 0 else ("numerator", "denominator"):
        indicator, _, residence = names.indicators.at[row["indicator_id"], name].partition(":")
        parts.append(names.terms["residence"][residence] if residence else names.indicators.at[indicator, "name_zh"])
    return parts[0], parts[1]


def holds(level: str, names: Names) -> str:
    return "" if level == "own" else f"，{names.terms['series_level'][level]}的标准，适用于本地"
