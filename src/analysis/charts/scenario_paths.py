"""Paths under different rules side by side: what each rule adds, and when it begins to bind."""

from collections.abc import Mapping

import pandas as pd

from analysis.charts import lines, wording
from analysis.charts.chart import ChartData, ChartSeries, source_line, tidy

figure = lines.figure
ROLES = ("path", "comparison", "needed")


def data(
    series: Mapping,
    levels: pd.DataFrame,
    paths: Mapping[str, pd.DataFrame],
    lookup: Mapping[str, pd.DataFrame],
    cost: pd.DataFrame | None = None,
) -> ChartData:
    """The chart of one to three scenarios for one standard.

    `series`: region_code, indicator_id, residence, arrangement, subgroup. `levels`: its known levels (`year`, `value`,
    `figure_id`). `paths`: name → path (`year`, `value`, `binding`,
    `rounding`, of `models.scenario.path`); the title compares the first with the second. `cost`: what the first costs
    more than the second (`year`, `cost`, `recipients`, `recipients_year`, `recipients_figure_id`, of
    `models.cost.extra_cost`), where it is known. Raises ValueError for more than three paths.
    """
    if len(paths) > len(ROLES):
        raise ValueError(f"一张图最多比较 {len(ROLES)} 条路径，给出了 {len(paths)} 条")
    indicator = lookup["indicators"].set_index("indicator_id").loc[series["indicator_id"]]
    unit = indicator["unit"]
    parts = [(ChartSeries("已知水平", "observed"), lines.points(levels, unit))]
    for role, (name, path) in zip(ROLES, paths.items(), strict=False):
        parts.append((ChartSeries(name, role), lines.points(path[["year", "value"]], unit)))
    parts.append((ChartSeries("规则开始起作用", "event"), _events(next(iter(paths.values())))))
    frame, roles = tidy(parts)
    place = lookup["regions"].set_index("region_code").at[series["region_code"], "name_zh"]
    recipients = [] if cost is None else cost["recipients_figure_id"]
    return ChartData(
        chart="scenario_paths",
        title=_title(place + wording.series_name(series, indicator), paths, unit),
        subtitle=_cost(cost, list(paths)),
        unit=unit,
        frame=frame,
        series=roles,
        source=source_line([*frame["figure_id"], *recipients], lookup, series["region_code"]),
        note="虚线为推算，逐年按“增速—下限—上限—取整”的次序确定；圆圈标出第一条路径改由另一条规则决定的年份。",
    )


def _events(path: pd.DataFrame) -> pd.DataFrame:
    """The years in which another rule than the year before begins to set the level (rounding is not told)."""
    later = path[path["year"] > path["year"].min()]
    changed = later[later["binding"] != later["binding"].shift(fill_value=later["binding"].iloc[0])]
    labels = [f"{row.year}年起：{row.binding}" for row in changed.itertuples()]
    return pd.DataFrame({"position": changed["year"], "value": changed["value"], "label": labels})


def _title(what: str, paths: Mapping[str, pd.DataFrame], unit: str) -> str:
    ends = {name: path.iloc[-1] for name, path in paths.items()}
    name, end = next(iter(ends.items()))
    text = f"{what}如按“{name}”，{int(end['year'])}年为 {wording.amount(end['value'], unit)}"
    if len(ends) == 1:
        return text
    other_name, other = list(ends.items())[1]
    difference = end["value"] - other["value"]
    if abs(difference) < 0.5:
        return f"{text}，与“{other_name}”相同"
    return f"{text}，比“{other_name}”{'高' if difference > 0 else '低'} {wording.amount(abs(difference), unit)}"


def _cost(cost: pd.DataFrame | None, names: list[str]) -> str:
    if cost is None or len(names) < 2:
        return ""
    last = cost.iloc[-1]
    return (
        f"“{names[0]}”比“{names[1]}”{int(last['year'])}年多支出 {last['cost'] / 1e4:,.1f} 万元"
        f"（按{int(last['recipients_year'])}年 {last['recipients']:,.0f} 人计）"
    )
