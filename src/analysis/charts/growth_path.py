"""A standard over the years: known levels, the path at a chosen rate, the path that is needed, the target."""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.charts import lines, wording
from analysis.charts.chart import ChartData, ChartSeries, source_line, tidy
from analysis.codelists import definitions

figure = lines.figure
FORECAST, RECKONED = "预测区间", "推算区间"  # of a year to come; of one that is over
INTERVAL_NOTE = "{name}按{year}年及以前数字推算，用到同类地区的增速和波动{over}。"
OVER = "，说的是尚未公布的数，不是预测"


def data(
    series: Mapping,
    levels: pd.DataFrame,
    paths: pd.DataFrame,
    target: Mapping | None,
    base_year: int,
    lookup: Mapping[str, pd.DataFrame],
    interval: pd.DataFrame | None = None,
) -> ChartData:
    """The chart of one series. Its title is what is known; the scenario stands below, and says no verdict.

    `series`: region_code, indicator_id, residence, arrangement, subgroup. `levels`: known levels of it (of
    `models.levels.known_levels`; those of a region above where it has none of its own). `paths`: columns `role`
    ("path", "needed", "comparison"), `name`, `year`, `value`; the first path of role "path" is the scenario. `target`:
    `level`, `label` (it in words: 折算 2,520 元, 35—40 张), `year`, `figure_id`,
    `finding` (how it stands, of `words.targets`), or None. Levels after `base_year` are what really happened.
    `interval`: `year`, `low`, `high`, `level` (0.8), `over` (whether its last year has ended); its first year is the
    last known one. `lookup`: tables `figures`, `documents`, `regions`, `indicators`.
    """
    indicator = lookup["indicators"].set_index("indicator_id").loc[series["indicator_id"]]
    unit = indicator["unit"]
    place = lookup["regions"].set_index("region_code")["name_zh"]
    known = lines.known(levels, base_year, unit)
    drawn = [
        (ChartSeries(name, role), lines.points(rows[["year", "value"]], unit))
        for (role, name), rows in paths.groupby(["role", "name"], sort=False)
    ]
    frame, roles = tidy([*known, *drawn, *_band(interval, unit), *_target(target)])
    what = place[series["region_code"]] + wording.series_name(series, indicator)
    return ChartData(
        chart="growth_path",
        title=f"{what}：{target['finding']}"
        if target is not None
        else what + _known(series, levels, paths, base_year, unit, lookup["regions"]),
        subtitle=_subtitle(paths, target, unit),
        unit=unit,
        frame=frame,
        series=roles,
        source=source_line(frame["figure_id"], lookup, series["region_code"]),
        note=_note(series, levels, paths, place) + _about(interval),
    )


def _band(interval: pd.DataFrame | None, unit: str) -> list[tuple[ChartSeries, pd.DataFrame]]:
    if interval is None or interval.empty:
        return []
    ends = [
        f"{wording.number(low, unit)}—{wording.amount(high, unit)}"
        for low, high in zip(interval["low"], interval["high"], strict=True)
    ]
    rows = interval[["year", "low", "high"]].rename(columns={"year": "position"}).assign(label=ends)
    return [(ChartSeries(f"{numerals.percent(interval['level'].iloc[0])} {_name(interval)}", "interval"), rows)]


def _name(interval: pd.DataFrame) -> str:
    return RECKONED if interval["over"].iloc[0] else FORECAST


def _about(interval: pd.DataFrame | None) -> str:
    if interval is None or interval.empty:
        return ""
    over = OVER if interval["over"].iloc[0] else ""
    return INTERVAL_NOTE.format(name=_name(interval), year=int(interval["year"].min()), over=over)


def _target(target: Mapping | None) -> list[tuple[ChartSeries, pd.DataFrame]]:
    if target is None:
        return []
    row = {"position": target["year"], "value": target["level"], "label": target["label"],
           "figure_id": target["figure_id"]}  # fmt: skip
    return [(ChartSeries("目标", "target"), pd.DataFrame([row]))]


def _known(
    series: Mapping, levels: pd.DataFrame, paths: pd.DataFrame, base_year: int, unit: str, regions: pd.DataFrame
) -> str:
    """The last known level, whose it is where it was decreed above, and how far it lies from the path in that year;
    nothing after the base is said so."""
    last = levels.sort_values("year").iloc[-1]
    text = f"{last['year']}年为 {wording.amount(last['value'], unit)}"
    if last["region_code"] != series["region_code"]:
        level = regions.set_index("region_code").at[last["region_code"], "level"]
        text += f"（{definitions.terms()['series_level'][level]}标准）"
    if last["year"] <= base_year:
        return f"{text}，此后没有查到公开的实际数" if len(paths) else text
    name, of_path = _chosen(paths)
    if last["year"] not in of_path.index:
        return text
    apart = wording.difference(last["value"], of_path[last["year"]], unit)
    if apart is None:
        return f"{text}，与{name}持平"
    return f"{text}，比{name}{'高' if last['value'] > of_path[last['year']] else '低'} {apart}"


def _chosen(paths: pd.DataFrame) -> tuple[str, pd.Series]:
    """Name and values by year of the first path of role "path"; "" and none without one."""
    chosen = paths[paths["role"] == "path"]
    if chosen.empty:
        return "", pd.Series(dtype="float64")
    name = chosen["name"].iloc[0]
    return name, chosen[chosen["name"] == name].set_index("year")["value"]


def _subtitle(paths: pd.DataFrame, target: Mapping | None, unit: str) -> str:
    """Where the scenario leads; without one, what the chart shows."""
    name, of_path = _chosen(paths)
    if of_path.empty:
        return "公开的实际数与目标" if target is not None else "公开的实际数"
    year = int(target["year"]) if target is not None and target["year"] in of_path.index else int(of_path.index.max())
    return f"如{name}，{year}年为 {wording.amount(of_path[year], unit)}"


def _note(series: Mapping, levels: pd.DataFrame, paths: pd.DataFrame, place: pd.Series) -> str:
    notes = ["虚线为推算。"] if len(paths) else []
    inherited = [code for code in dict.fromkeys(levels["region_code"]) if code != series["region_code"]]
    if inherited:
        notes.append(f"本地区没有单独公布的年份取{'、'.join(place[code] for code in inherited)}的标准。")
    derived = levels[levels["how_known"].str.startswith("implied_by")]
    if len(derived):
        notes.append(f"{wording.years(derived['year'])}的实际数由公布的增幅推算。")
    return "".join(notes)
