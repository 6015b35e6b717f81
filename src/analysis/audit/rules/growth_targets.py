"""E2: what growth a target asks for: more than any place achieved, or another than the plan itself says."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.forms import CHANGES, falls, reached
from analysis.audit.inputs import Tables
from analysis.audit.telling import described
from analysis.audit.wording import amount, needed_percent, percent
from analysis.domain.series import SERIES

FEWEST_PEERS, SHORTEST_SPAN = 3, 2
GROWING = ("standard", "average", "density")


@rule("E203", "warning")
def growth_no_peer_achieved(tables: Tables) -> pd.DataFrame:
    """达到目标所需的年均增速高于任何同类地区已有的。

    理由：同一指标、别的地区在两年以上的时间里达到过的最高年均增速，是目标可信与否的尺度。至少有三个地区可比才报。

    算例：折算年均增速 25%，三个以上地区有过的最高年均增速是 15.4%。
    """
    targets = tables.targets
    quantity = targets["indicator_id"].map(tables.indicators.set_index("indicator_id")["quantity"])
    years = (targets["target_year"] - targets["baseline_year"]).astype(float)
    needed = 100 * ((targets["target_level"] / targets["baseline_value"]) ** (1 / years) - 1)
    asked = quantity.isin(GROWING) & (targets["baseline_value"] > 0) & (years >= SHORTEST_SPAN)
    frame = targets.assign(needed=needed)[asked].merge(_best_growth(tables), on="indicator_id")
    frame = frame[
        (frame["places"] >= FEWEST_PEERS)
        & (frame["needed"] > frame["best"])
        & (frame["best_region"] != frame["region_code"])
    ]
    if frame.empty:
        return nothing()
    ids = {"figure": "figure_id", "base": "baseline_figure_id"}
    frame = frame.assign(**{name: frame[column].map(tables.position) for name, column in ids.items()})
    figures = frame[["figure", "base", "first", "last"]]
    message = [
        f"{row.place}“{row.name}”由“{row.base_quote}”（{int(row.baseline_year)}年）到{row.target_year}年“{row.figure_quote}”，"
        f"折算年均增长 {needed_percent(row.needed)}，而 {row.places} 个地区中最快的"
        f"{tables.place[row.best_region]}只有过 {percent(row.best)}，请核对目标是否可行{row.guess}。"
        for row in described(tables, frame, figures)
    ]
    recomputed = [needed_percent(rate) for rate in frame["needed"]]
    over = frame["needed"] - frame["best"]
    return findings(tables, figures, message, recomputed=recomputed, deviation=over, unit="百分点")


def _best_growth(tables: Tables) -> pd.DataFrame:
    """Of each indicator the fastest growth a year (%) between a series' first and last known level, its region, and
    the number of places that have one; `first` and `last` are the positions of the two levels."""
    levels = tables.levels[(tables.levels["value"] > 0) & (tables.levels["comparator"] == "=")]
    levels = levels.assign(position=levels.index).sort_values("at", kind="stable")
    series = levels.groupby("series")
    ends = series[["indicator_id", "region_code"]].first().rename(columns={"region_code": "best_region"})
    for name, column in (("value", "value"), ("year", "at"), ("place", "position")):
        ends[f"{name}_first"], ends[f"{name}_last"] = series[column].first(), series[column].last()
    span = ends["year_last"] - ends["year_first"]
    ends = ends[span >= SHORTEST_SPAN]
    ends["best"] = 100 * ((ends["value_last"] / ends["value_first"]) ** (1 / span) - 1)
    places = ends.groupby("indicator_id")["best_region"].nunique().rename("places")
    fastest = ends.sort_values("best", kind="stable").drop_duplicates("indicator_id", keep="last")
    fastest = fastest.rename(columns={"place_first": "first", "place_last": "last"})
    return fastest[["indicator_id", "best_region", "best", "first", "last"]].merge(places, on="indicator_id")


@rule("E204", "error")
def level_and_growth_targets(tables: Tables) -> pd.DataFrame:
    """同一目标年的水平目标与增长目标不相容。

    理由：规划既定了末年的水平，又定了增速，而由基期按增速推出的水平与前者不同，两个目标只能完成一个。“不低于”的增速推
    出的水平只是下限（每年下降的是上限），水平目标高于（低于）它不算矛盾。增幅、增加额推出的水平超出指标上限（下限）
    的，按上限（下限）比较，见 E110。

    算例：基期 650 元，目标“每年增长 8%”按 7.5%—8.5% 推出2025年 933—977 元，而水平目标印 900 元，至少差 33 元。
    """
    keys = [*SERIES, "target_year", "document_id"]
    targets = tables.targets[tables.targets["target_level"].notna()]
    level = targets[(targets["form"] == "level") & (targets["comparator"] == "=")]
    growth = targets[targets["form"].isin(CHANGES)]
    pairs = level.merge(growth, on=keys, suffixes=("", "_growth"))
    ids = {"level": "figure_id", "growth": "figure_id_growth", "base": "baseline_figure_id_growth"}
    pairs = pairs.assign(**{name: pairs[column].map(tables.position) for name, column in ids.items()})
    low, high = _reached(tables, pairs)
    stated_low, stated_high = (pairs["level"].map(tables.numbers[end]).to_numpy(float) for end in ("low", "high"))
    missed = np.maximum(low - stated_high, stated_low - high)
    pairs = pairs.assign(missed=missed)[missed > 1e-9 * stated_high]
    if pairs.empty:
        return nothing()
    figures = pairs[["level", "growth", "base"]]
    message = [
        f"{row.place}“{row.name}”{row.target_year}年水平目标“{row.level_quote}”，而按“{row.growth_quote}”由 "
        f"{amount(row.baseline_value_growth, row.level_unit)} 折算为 "
        f"{amount(round(row.target_level_growth, 2), row.level_unit)}，"
        f"至少相差 {amount(round(row.missed, 2), row.level_unit)}，请统一两个目标{row.guess}。"
        for row in described(tables, pairs, figures)
    ]
    recomputed = [amount(round(row.target_level_growth, 2), row.level_unit) for row in pairs.itertuples()]
    unit = pairs["level_unit"]
    return findings(tables, figures, message, recomputed=recomputed, deviation=pairs["missed"], unit=unit)


def _reached(tables: Tables, pairs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The levels that the growth target leads to within its printed precision and the indicator's bounds; open upwards
    for a yearly floor, downwards for one of a fall."""
    base, years = pairs["baseline_value_growth"].astype(float), pairs["target_year"] - pairs["baseline_year_growth"]
    low, high = (
        reached(pairs["form_growth"], base, pairs["growth"].map(tables.numbers[end]).astype(float), years)
        for end in ("low", "high")
    )
    low, high = (end.where(~pairs["level_capped_growth"], pairs["target_level_growth"]) for end in (low, high))
    floor = pairs["form_growth"] == "annual_floor"
    falling = falls(pairs["comparator_growth"], pairs["value_growth"])
    return low.mask(floor & falling, -np.inf).to_numpy(), high.mask(floor & ~falling, np.inf).to_numpy()
