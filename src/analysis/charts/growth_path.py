"""A standard over the years: known levels, the path at a chosen rate, the path that is needed, the target."""

from collections.abc import Mapping

import pandas as pd

from analysis import numerals
from analysis.charts import lines, wording
from analysis.charts.chart import ChartData, ChartSeries, source_line, tidy

figure = lines.figure
INTERVAL_NOTE = "预测区间从最近一年的已知水平算起，用到同类地区的增速和波动（docs/methods.md）。"
VERDICTS = {True: "达到", False: "低于"}


def data(
    series: Mapping,
    levels: pd.DataFrame,
    paths: pd.DataFrame,
    target: Mapping | None,
    base_year: int,
    lookup: Mapping[str, pd.DataFrame],
    interval: pd.DataFrame | None = None,
) -> ChartData:
    """The chart of one series.

    `series`: region_code, indicator_id, residence, arrangement, subgroup. `levels`: known levels of it (of
    `models.levels.known_levels`; those of a region above where it has none of its own). `paths`: columns `role`
    ("path", "needed", "comparison"), `name`, `year`, `value`; the first path of role "path" is what the title speaks
    of. `target`: `level`, `comparator`, `year`, `figure_id`, `met` (by that path), `reached` (by the last level), or
    None. Levels after `base_year` are what really happened. `interval`: `year`, `low`, `high`, `level` (0.8). `lookup`:
    tables `figures`, `documents`, `regions`, `indicators`.
    """
    indicator = lookup["indicators"].set_index("indicator_id").loc[series["indicator_id"]]
    unit = indicator["unit"]
    place = lookup["regions"].set_index("region_code")["name_zh"]
    known = lines.known(levels, base_year, unit)
    drawn = [
        (ChartSeries(name, role), lines.points(rows[["year", "value"]], unit))
        for (role, name), rows in paths.groupby(["role", "name"], sort=False)
    ]
    frame, roles = tidy([*known, *drawn, *_band(interval, unit), *_target(target, unit)])
    what = place[series["region_code"]] + wording.series_name(series, indicator)
    return ChartData(
        chart="growth_path",
        title=_title(what, levels, paths, target, unit),
        subtitle=_subtitle(levels[levels["year"] > base_year], target, unit),
        unit=unit,
        frame=frame,
        series=roles,
        source=source_line(frame["figure_id"], lookup, series["region_code"]),
        note=_note(series, levels, paths, place) + (INTERVAL_NOTE if interval is not None and len(interval) else ""),
    )


def _band(interval: pd.DataFrame | None, unit: str) -> list[tuple[ChartSeries, pd.DataFrame]]:
    if interval is None or interval.empty:
        return []
    ends = [
        f"{wording.number(low, unit)}—{wording.amount(high, unit)}"
        for low, high in zip(interval["low"], interval["high"], strict=True)
    ]
    rows = interval[["year", "low", "high"]].rename(columns={"year": "position"}).assign(label=ends)
    return [(ChartSeries(f"{numerals.percent(interval['level'].iloc[0])} 预测区间", "interval"), rows)]


def _target(target: Mapping | None, unit: str) -> list[tuple[ChartSeries, pd.DataFrame]]:
    if target is None:
        return []
    label = wording.limit(target["comparator"], target["level"], unit)
    row = {"position": target["year"], "value": target["level"], "label": label, "figure_id": target["figure_id"]}
    return [(ChartSeries("目标", "target"), pd.DataFrame([row]))]


def _title(what: str, levels: pd.DataFrame, paths: pd.DataFrame, target: Mapping | None, unit: str) -> str:
    chosen = paths[paths["role"] == "path"]
    if chosen.empty:
        return _title_without_path(what, levels, target, unit)
    name = chosen["name"].iloc[0]
    of_path = chosen[chosen["name"] == name].set_index("year")["value"]
    year = int(target["year"]) if target is not None and target["year"] in of_path.index else int(of_path.index.max())
    return verdict(what, name, year, of_path[year], target, unit)


def verdict(what: str, name: str, year: int, value: float, target: Mapping | None, unit: str) -> str:
    """The title of a chart with a path: what it leads to in `year`, and whether that meets the target.

    `target`: `level`, `comparator`, `met`; or None.
    """
    if target is None:
        return f"{what}{name}，{year}年为 {wording.amount(value, unit)}"
    reached, wanted = wording.told_apart(value, target["level"], unit)
    said = f"{VERDICTS[bool(target['met'])]}目标" if target["comparator"] not in ("<", "<=") else (
        "达到目标" if target["met"] else "高于目标"
    )  # fmt: skip
    return f"{what}{name}，{year}年为 {reached}，{said} {wanted}"


def _title_without_path(what: str, levels: pd.DataFrame, target: Mapping | None, unit: str) -> str:
    """What no rate is asked of: the last level against the target, and the steps that are needed."""
    last = levels.sort_values("year").iloc[-1]
    text = f"{what}{last['year']}年为 {wording.amount(last['value'], unit)}"
    if target is None:
        return text
    aim = f"{target['year']}年目标 {wording.limit(target['comparator'], target['level'], unit)}"
    if target["reached"]:
        return f"{text}，已达到{aim}"
    left = int(target["year"]) - int(last["year"])
    if left <= 0:
        return f"{text}，未达到{aim}"
    step = wording.amount(abs(target["level"] - last["value"]) / left, "个百分点" if unit == "%" else unit)
    return f"{text}，要达到{aim}，须每年变动 {step}"


def _subtitle(actual: pd.DataFrame, target: Mapping | None, unit: str) -> str:
    if actual.empty:
        return "没有查到公开的后续实际数"
    last = actual.sort_values("year").iloc[-1]
    text = f"已公开的最新实际数：{last['year']}年 {wording.amount(last['value'], unit)}"
    if target is not None and last["year"] < target["year"]:
        text += f"；{target['year']}年的实际数尚未查到"
    return text


def _note(series: Mapping, levels: pd.DataFrame, paths: pd.DataFrame, place: pd.Series) -> str:
    notes = ["虚线为推算。"] if len(paths) else []
    inherited = [code for code in dict.fromkeys(levels["region_code"]) if code != series["region_code"]]
    if inherited:
        notes.append(f"本地区没有单独公布的年份取{'、'.join(place[code] for code in inherited)}的标准。")
    derived = levels[levels["how_known"].str.startswith("implied_by")]
    if len(derived):
        notes.append(f"{wording.years(derived['year'])}的实际数由公布的增幅推算。")
    return "".join(notes)
