"""Which view of the page 增长路径 an address means: what is known of it, and what of it had to be replaced."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import numerals
from analysis.words import naming, promises
from dashboard.pages.growth import data as growth_data
from dashboard.pages.growth import rules as growth_rules
from dashboard.pages.growth import series as growth_series
from dashboard.pages.growth.data import RATES, Place
from dashboard.pages.growth.rules import Wish
from dashboard.pages.growth.series import RATE
from dashboard.shared import address, components, region_chooser
from dashboard.shared.data import Data
from dashboard.shared.table_files import Table

PAGE = "增长路径"
MOST_OTHERS = 3  # places beside the first: more lines cannot be told apart


@dataclass(frozen=True)
class View:
    """`place` is None where nothing is known of the indicator in the region. `step`: position of the rate in RATES.

    `offered`: region → key of the same series there. `others`: those that are shown beside the first.
    """

    region: str
    indicator: str
    key: str
    place: Place | None
    step: int
    asked: Wish
    offered: dict[str, str]
    others: dict[str, Place]
    notices: list[str]


def view(data: Data, parameters: Mapping[str, object], region: str) -> View:
    """`region` is a known code; the indicator named in `parameters` is known, too, or missing."""
    space = data.workspace
    asked, notices = growth_rules.wish(parameters)
    step = _step(parameters.get("rate"), notices)
    wanted = address.one(parameters.get("indicator")) or growth_series.most_telling(space, region)
    indicator = wanted.partition(".")[0]
    found = wanted and (growth_series.find(space, region, wanted) or growth_series.find(space, region, indicator))
    if not found:
        return View(region, indicator, "", None, step, asked, {}, {}, notices)
    answer, key = found
    if wanted not in (key, indicator):
        notices.append(f"没有地址中的口径，已显示{naming.title(answer, space.names)}。")
    place = growth_data.place(space, region, key, asked)
    if place.steps and asked.start != place.start:  # without a path there is nothing that starts
        notices.append(f"没有适用的基期水平，路径从最近的已知水平（{place.content['years'][0]}年）算起。")
    ground = place.ground
    if asked.index and asked.index != growth_rules.ASSUMED and asked.index not in (ground.indexes if ground else {}):
        notices.append("没有地址中的挂钩数列，未采用。")
    if asked.parity is not None and not (ground and ground.other):
        notices.append("没有可以相比的另一标准，比例未采用。")
    offered = growth_series.comparable(space, answer) if place.steps else {}
    others = {}
    for code in address.values(parameters.get("places")):
        if code not in offered or growth_series.find(space, code, offered[code]) is None:
            notices.append("有的比较地区没有同一口径的水平，未显示。")
        elif len(others) < MOST_OTHERS:
            others[code] = growth_data.place(space, code, offered[code], asked)
        else:
            notices.append(f"最多同时比较 {MOST_OTHERS} 个其他地区，多出的未显示。")
    return View(region, indicator, key, place, step, asked, offered, others, list(dict.fromkeys(notices)))


def _step(text: object, notices: list[str]) -> int:
    """The position of the rate that the address asks for (8.5, in %); that of RATE where it asks for none."""
    usual = RATES.index(RATE)
    if not text:
        return usual
    try:
        rate = float(address.one(text)[:10]) / 100
        step = round((rate - RATES[0]) / (RATES[1] - RATES[0]))
    except (ValueError, OverflowError):
        step, rate = -1, None
    if 0 <= step < len(RATES):
        if abs(RATES[step] - rate) > 1e-9:
            notices.append(f"增速按 0.1 个百分点一档，已取 {numerals.percent(RATES[step])}。")
        return step
    first, last = numerals.percent(RATES[0]), numerals.percent(RATES[-1])
    notices.append(f"地址中的增速不在 {first} 至 {last} 之间，已取 {numerals.percent(RATE)}。")
    return usual


def years(shown: View, space) -> pd.DataFrame:
    """The numbers of the view by year: `year`, `known`, `at_rate`, `needed`, `low`, `high`, `known_whose`,
    `figure_id`, `source`.

    Missing where there is none. `source` is empty for what is computed; `known_whose` says whose the known level is.
    """
    place = shown.place
    frame = place.chart.frame
    roles = {one.name: one.role for one in place.chart.series}
    frame = frame.assign(role=frame["series"].map(roles), year=frame["position"].astype(int)).set_index("year")
    levels = frame[frame["role"].isin(["baseline", "observed"])]
    table = pd.DataFrame(index=sorted({*frame.index, *place.content.get("years", [])}))
    table["known"], table["figure_id"] = levels["value"], levels["figure_id"]
    table["at_rate"] = pd.Series(place.content["values"][shown.step], place.content["years"]) if place.steps else None
    table["needed"] = frame.loc[frame["role"] == "needed", "value"]
    band = frame[frame["role"] == "interval"]
    table["low"], table["high"] = band["low"], band["high"]
    levels_of = place.answer.known.drop_duplicates("year", keep="last").set_index("year")["source_level"]
    table["known_whose"] = promises.owners(levels_of.reindex(table.index).where(table["known"].notna()))
    table["figure_id"] = table["figure_id"].fillna("")
    table["source"] = [naming.source(one, space.names) if one else "" for one in table["figure_id"]]
    return table.rename_axis("year").reset_index()


COLUMNS = {
    "year": "年份",
    "known": "已知水平",
    "at_rate": "按所选增速",
    "needed": "目标所需路径",
    "low": "80% 区间下限",
    "high": "80% 区间上限",
    "known_whose": "已知水平属于",
    "figure_id": "数字编号",
    "source": "出处",
}


def table(data: Data, parameters: Mapping[str, str]) -> Table | None:
    """The years of the view that an address means, to be taken along."""
    region = region_chooser.asked(data.regions, parameters.get("region"))
    if region is None or address.names_nothing(parameters, data):
        return None
    shown = view(data, parameters, region)
    if shown.place is None or shown.place.chart is None:
        return None
    place = shown.place
    said = [place.content["title"], place.scenario(shown.step)]
    judged = components.judged(data.workspace.as_of)
    notes = [*said, f"单位：{place.content['unit']}", *place.labels, place.note + judged, place.source]
    frame = years(shown, data.workspace)[list(COLUMNS)]
    name = data.regions[region].name
    return Table(PAGE, place.what.removeprefix(name), name, frame, COLUMNS, tuple(filter(None, notes)))
