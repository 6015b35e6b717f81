"""The coverage map's view as a table to take along: every county, or city, of the view, its rate and where
that is printed."""

import json
from collections.abc import Mapping

import pandas as pd

from analysis.domain.series import measure_key
from analysis.words import naming
from dashboard.pages.coverage_map.data import CoverageMap
from dashboard.shared import wording
from dashboard.shared.data import Data
from dashboard.shared.table_files import Table

FIRST_PROVINCE = "210000"  # as assets/coverage_map/address.js
NAMES = {
    "county_code": "代码",
    "city": "市",
    "county": wording.PLACES["county"],
    "rate": "覆盖率",
    "moment": "时点",
    "value": "本地数值（%）",
    "text": "本地印出的数",
    "applicable": "适用的上级目标",
    "beside": "上级公布值（仅供参考）",
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
    coverage_map = data.view(CoverageMap.of)
    maps = coverage_map.maps
    content = maps.get(parameters.get("province", FIRST_PROVINCE), maps.get(FIRST_PROVINCE))
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
    figures = _held(data, rate["key"], moment["key"])
    beside = _of_view(coverage_map.context, rate["key"], moment["key"])
    above = dict(zip(beside["place_code"], _told(data, beside), strict=True))
    frame = pd.DataFrame(rows).merge(figures, left_on=f"{level}_code", right_on="place_code", how="left")
    context = [above.get(code, "") for code in frame[f"{level}_code"]]
    frame = frame.assign(rate=rate["name"], moment=moment["name"], beside=context)[list(names)]
    texts = frame.columns.drop("value")
    frame[texts] = frame[texts].fillna("")
    frame["text"] = frame["text"].replace("", naming.NOTHING_OWN[moment["role"]])
    title = f"{rate['name']} · {moment['name']}"
    place = cities.get(city, drawing["name"]) + ("各市" if level == "city" else "")
    whose = f"“本地数值”只是本{wording.PLACES[level]}自己公布或规定的；没有的不用上级的代替，也不是 0。"
    notes = (rate["definition"], whose)
    return Table("覆盖率地图", title, place, frame, names, notes)


def _chosen(options: list[dict], key: str | None, otherwise: str) -> dict | None:
    found = {one["key"]: one for one in options}
    return found.get(key) or found.get(otherwise) or next(iter(options), None)


def _of_view(rows: pd.DataFrame, rate: str, moment: str) -> pd.DataFrame:
    """The rows of `CoverageMap.held` or `context` of one rate and moment (keys as on the map)."""
    indicator, _, _ = rate.partition(".")
    role, _, year = moment.partition("-")
    rows = rows[(rows["indicator_id"] == indicator) & (rows["role"] == role) & (rows["year"] == int(year))]
    keys = list(map(measure_key, rows.to_dict("records")))
    return rows.loc[[key == rate for key in keys]]  # `rows[[]]` would be a frame without columns


def _told(data: Data, rows: pd.DataFrame) -> list[str]:
    """Each row's figure with its owner: 辽宁省 ≥55%."""
    told = [wording.value_text(row) for row in rows.to_dict("records")]
    owners = [data.regions[code].name for code in rows["source_region_code"]]
    return [f"{owner} {text}" for owner, text in zip(owners, told, strict=True)]


def _held(data: Data, rate: str, moment: str) -> pd.DataFrame:
    """What each county or city has: its own value or the target that applies there, with the printed place."""
    rows = _of_view(data.view(CoverageMap.of).held, rate, moment)
    own = (rows["source_level"] == "own").to_numpy()
    figures = data.frames["figures"].set_index("figure_id").loc[rows["figure_id"]].reset_index()
    titles = data.frames["documents"].set_index("document_id")["title"]
    printed = figures.to_dict("records")
    texts = [wording.value_text(row) for row in rows.to_dict("records")]
    return pd.DataFrame(
        {
            "place_code": rows["place_code"].to_list(),
            "value": rows["value"].where(own).to_list(),
            "text": [text if mine else "" for text, mine in zip(texts, own, strict=True)],
            "applicable": ["" if mine else told for told, mine in zip(_told(data, rows), own, strict=True)],
            "document": figures["document_id"].map(titles),
            "section": figures["section"],
            "quote": [wording.one_line(row["quote"]) for row in printed],
            "place": [wording.place_text(row) for row in printed],
            "how_known": [wording.how_known_text(row) for row in printed],
            "figure_id": figures["figure_id"],
        }
    )
