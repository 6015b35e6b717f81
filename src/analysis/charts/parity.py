"""A ratio between two standards over the years: what both growing at one rate does to it, and what the target needs."""

from collections.abc import Mapping

import pandas as pd

from analysis.charts import lines, wording
from analysis.charts.chart import ChartData, ChartSeries, source_line, tidy

figure = lines.figure
SEPARATOR = ";"


def data(
    series: Mapping,
    ratios: pd.DataFrame,
    paths: pd.DataFrame,
    target: Mapping | None,
    base_year: int,
    lookup: Mapping[str, pd.DataFrame],
) -> ChartData:
    """The chart of one ratio.

    `series`: region_code, indicator_id (a ratio), residence, arrangement, subgroup. `ratios`: `year`, `value`,
    `figure_ids` of the known ratios, computed from the standards of a year or printed; those up to `base_year` are the
    base. `paths`: `role` ("path", "needed", "comparison"), `name`, `year`, `value`. `target`: as in `growth_path.data`,
    and `region_code` of who set it; its `finding` is "" for the target of a region above, which is only compared with.
    `lookup` as in `growth_path.data`.
    """
    indicator = lookup["indicators"].set_index("indicator_id").loc[series["indicator_id"]]
    unit, names = indicator["unit"], lookup["regions"].set_index("region_code")["name_zh"]
    ratios = ratios.sort_values("year").assign(figure_id=ratios["figure_ids"].str.split(SEPARATOR).str[0])
    parts = lines.known(ratios, base_year, unit)
    for (role, name), rows in paths.groupby(["role", "name"], sort=False):
        parts.append((ChartSeries(name, role), lines.points(rows[["year", "value"]], unit)))
    if target is not None:
        row = {"position": target["year"], "value": target["level"], "label": target["label"],
               "figure_id": target["figure_id"]}  # fmt: skip
        parts.append((ChartSeries("目标", "target"), pd.DataFrame([row])))
    frame, roles = tidy(parts)
    figures = [*ratios["figure_ids"].str.split(SEPARATOR).explode(), *frame["figure_id"]]
    return ChartData(
        chart="parity",
        title=_title(series, ratios[ratios["year"] >= _base(ratios, base_year)], target, indicator, names),
        subtitle=_subtitle(paths, target, unit),
        unit=unit,
        frame=frame,
        series=roles,
        source=source_line(figures, lookup, series["region_code"]),
        note=_note(series, target, names),
    )


def _base(ratios: pd.DataFrame, base_year: int) -> int:
    """The last known year up to the base year, or the first known one."""
    before = ratios.loc[ratios["year"] <= base_year, "year"]
    return int(before.max() if len(before) else ratios["year"].min())


def _title(
    series: Mapping, ratios: pd.DataFrame, target: Mapping | None, indicator: pd.Series, names: pd.Series
) -> str:
    """`ratios` begins with the base. A target that another region set is named so, and no verdict is spoken on it."""
    first, last, unit = ratios.iloc[0], ratios.iloc[-1], indicator["unit"]
    what = names[series["region_code"]] + indicator["name_zh"]
    if target is not None and target["finding"]:
        return f"{what}：{target['finding']}"
    text = f"{what}{first['year']}年为 {_ratio(first['value'], unit)}"
    if last["year"] != first["year"]:
        text += f"，{last['year']}年为 {_ratio(last['value'], unit)}"
    if target is None:
        return text
    setter = names[target["region_code"]]
    apart = last["value"] - target["level"]
    side = "等于" if abs(apart) < 1e-9 else "高于" if apart > 0 else "低于"
    return f"{text}，{side}{setter}{target['year']}年目标 {_ratio(target['level'], unit)}"


def _subtitle(paths: pd.DataFrame, target: Mapping | None, unit: str) -> str:
    """What the chosen path leads to, in the target year or its own last one."""
    chosen = paths[paths["role"] == "path"]
    if chosen.empty:
        return ""
    name = chosen["name"].iloc[0]
    of_path = chosen[chosen["name"] == name].set_index("year")["value"]
    year = target["year"] if target is not None and target["year"] in of_path.index else of_path.index.max()
    return f"如{name}，比值不变，{year}年仍为 {_ratio(of_path[year], unit)}"


def _ratio(value: float, unit: str) -> str:
    """1.25 for so many times, 62% for a share."""
    return wording.amount(value, unit) if unit == "%" else wording.number(value, unit)


def _note(series: Mapping, target: Mapping | None, names: pd.Series) -> str:
    note = "虚线为推算；比值由同年两类标准相除得出，当年另有公布数的用公布数。"
    if target is not None and target["region_code"] != series["region_code"]:
        note += f"本地区没有自己的目标，所示为{names[target['region_code']]}的目标。"
    return note
