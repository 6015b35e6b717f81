"""E1: targets that pass what the indicator can be."""

import numpy as np
import pandas as pd

from analysis.audit.engine import findings, nothing, rule
from analysis.audit.forms import CHANGES, reached
from analysis.audit.inputs import Tables
from analysis.audit.telling import described
from analysis.audit.wording import amount

ROUNDING = 1e-9


@rule("E110", "warning")
def target_beyond_its_bound(tables: Tables) -> pd.DataFrame:
    """由增幅折算的目标越过了指标的上限（下限）。

    理由：目标只印增幅或增加额的，由基期折算成水平；折算数超过指标的可能范围（如比例 100%），照印就不能完成：增幅、基期
    至少有一个不实，或者“个百分点”印成了“%”。按印出的精度，最小也越过的才报；判断时以上限（下限）为目标。

    算例：基期 95%，目标“提高10个百分点”，折算 105%，超过上限 100%，按 100% 计；基期 80%，“年均增长8%”，折算 117.5%。
    """
    frame = _computed(tables)
    over, under = frame["low"] - frame["upper_bound"], frame["lower_bound"] - frame["high"]
    frame = frame.assign(beyond=np.fmax(over, under), bound=frame["upper_bound"].where(over > 0, frame["lower_bound"]))
    frame = frame[frame["beyond"] > ROUNDING * frame["level"].abs()]
    if frame.empty:
        return nothing()
    figures = frame[["figure", "base"]]
    message = [
        f"{row.place}“{row.name}”{row.target_year}年目标“{row.figure_quote}”，由{int(row.baseline_year)}年“{row.base_quote}”"
        f"折算为 {amount(round(row.level, 2), row.level_unit)}，"
        f"{'高于上限' if row.level > row.bound else '低于下限'} {amount(row.bound, row.level_unit)}，"
        f"按 {amount(row.bound, row.level_unit)} 计，请核对增幅和基期{row.guess}。"
        for row in described(tables, frame, figures)
    ]
    recomputed = [f"折算 {amount(round(row.level, 2), row.level_unit)}" for row in frame.itertuples()]
    unit = frame["level_unit"].replace("%", "百分点")
    return findings(tables, figures, message, recomputed=recomputed, deviation=frame["beyond"], unit=unit)


def _computed(tables: Tables) -> pd.DataFrame:
    """Targets given as a rise or fall of a known baseline: `figure`, `base` (positions), `level`, and what it can be
    within the printed precision, `low` to `high`; the indicator's `lower_bound` and `upper_bound`."""
    targets = tables.targets[tables.targets["form"] != "level"]
    targets = targets[targets["baseline_value"].notna() & targets["value"].notna()]
    bounds = tables.indicators.set_index("indicator_id")[["lower_bound", "upper_bound"]]
    frame = targets.join(bounds, on="indicator_id")
    frame = frame.assign(
        figure=frame["figure_id"].map(tables.position), base=frame["baseline_figure_id"].map(tables.position)
    )
    frame = frame[frame["base"].notna() & frame["form"].isin(CHANGES)]
    ends = {end: _level(tables, frame, end) for end in ("low", "high")}
    base, change = frame["baseline_value"].astype(float), frame["value"].astype(float)
    middle = reached(frame["form"], base, change, frame["target_year"] - frame["baseline_year"])
    return frame.assign(level=middle, **ends)


def _level(tables: Tables, frame: pd.DataFrame, end: str) -> pd.Series:
    base, change = (frame[name].map(tables.numbers[end]).astype(float) for name in ("base", "figure"))
    return reached(frame["form"], base, change, frame["target_year"] - frame["baseline_year"])
