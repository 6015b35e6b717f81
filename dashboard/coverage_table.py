"""The coverage map's view as a table to take along: every county, or city, of the view, its rate and where
that is printed."""

import json
from collections.abc import Mapping

import pandas as pd

from dashboard import wording
from dashboard.data import Data
from dashboard.table_files import Table

FIRST_PROVINCE = "210000"  # as assets/coverage_address.js
NO_DATA = "无数据"
NAMES = {
    "county_code": "代码",
    "city": "市",
    "county": wording.PLACES["county"],
    "rate": "覆盖率",
    "moment": "时点",
    "value": "数值（%）",
    "text": "印出的数",
    "source_level": "来源级别",
    "document": "文献",
    "section": "章节",
    "quote": "原文",
    "place": "位置",
    "how_known": "依据",
    "figure_id": "数字标识",
}
NAMES_OF_CITIES = {"city_code": "代码", "city": wording.PLACES["city"]} | {
    column: name for column, name in NAMES.items() if column not in ("county_code", "city", "county")
}


def table(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """`province`, `level`, `city`, `indicator`, `moment` as the map's page, unknown ones replaced as there. None
    without a map. By city, all cities are given, as they are drawn; `city` is the one whose panel is open."""
    content = data.maps.get(parameters.get("province", FIRST_PROVINCE), data.maps.get(FIRST_PROVINCE))
    if content is None:
        return None
    drawing = json.loads(content)
    level = "city" if parameters.get("level") == "city" else "county"
    rates = [rate for rate in drawing["rates"] if rate["start"][level]]
    rate = _chosen(rates, parameters.get("indicator"), drawing["start"])
    if rate is None:
        return None
    moments = [moment for moment in rate["moments"] if level in moment["holds"]]
    moment = _chosen(moments, parameters.get("moment"), rate["start"][level])
    cities = {code: name for code, name, *_ in drawing["cities"]}
    city = parameters.get("city", "") if level == "county" and parameters.get("city") in cities else ""
    if level == "city":
        names, rows = NAMES_OF_CITIES, [{"city_code": code, "city": name} for code, name in cities.items()]
    else:
        counties = [one for one in drawing["counties"] if city in ("", one[2])]
        names = NAMES
        rows = [{"county_code": code, "county": name, "city": cities[of]} for code, name, of, *_ in counties]
    figures = _held(data, level, rate["key"], moment["key"])
    frame = pd.DataFrame(rows).merge(figures, left_on=f"{level}_code", right_on="place_code", how="left")
    frame = frame.assign(rate=rate["name"], moment=moment["name"])[list(names)]
    texts = frame.columns.drop("value")
    frame[texts] = frame[texts].fillna("")
    frame["text"] = frame["text"].replace("", NO_DATA)
    title = f"{rate['name']} · {moment['name']}"
    place = cities.get(city, drawing["name"]) + ("各市" if level == "city" else "")
    notes = (rate["definition"], f"本{wording.PLACES[level]}没有数字的取最近的上级，见“来源级别”；无数据不是 0。")
    return Table("覆盖率地图", title, place, frame, names, notes)


def _chosen(options: list[dict], key: str | None, otherwise: str) -> dict | None:
    found = {one["key"]: one for one in options}
    return found.get(key) or found.get(otherwise) or next(iter(options), None)


def _held(data: Data, level: str, rate: str, moment: str) -> pd.DataFrame:
    """What holds in each county or city, with the printed place of the figure."""
    coverage, regions = data.held, data.regions
    indicator, _, _ = rate.partition(".")
    role, _, year = moment.partition("-")
    rows = coverage[
        (coverage["indicator_id"] == indicator) & (coverage["role"] == role) & (coverage["year"] == int(year))
    ]
    dimensions = rows[["residence", "arrangement", "subgroup"]]
    keys = [".".join(filter(None, (indicator, *row))) for row in dimensions.itertuples(index=False)]
    rows = rows[[key == rate for key in keys]]
    figures = data.frames["figures"].set_index("figure_id").loc[rows["figure_id"]].reset_index()
    titles = data.frames["documents"].set_index("document_id")["title"]
    printed = figures.to_dict("records")
    return pd.DataFrame(
        {
            "place_code": rows["place_code"].to_list(),
            "value": rows["value"].to_list(),
            "text": [wording.value_text(row) for row in rows.to_dict("records")],
            "source_level": [
                wording.source_text(source, regions[code].name, level)
                for source, code in zip(rows["source_level"], rows["source_region_code"], strict=True)
            ],
            "document": figures["document_id"].map(titles),
            "section": figures["section"],
            "quote": [wording.one_line(row["quote"]) for row in printed],
            "place": [wording.place_text(row) for row in printed],
            "how_known": [wording.how_known_text(row) for row in printed],
            "figure_id": figures["figure_id"],
        }
    )
