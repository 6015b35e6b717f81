"""The parts of docs/backtest.md."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import paths, tables
from analysis.codelists import definitions
from analysis.documentation.markdown import number, table
from analysis.domain.series import SERIES
from analysis.models import backtest, floor_backtest, scores, withheld
from analysis.models.levels import known_levels

MEASURES = {"above": ("中位数高于实际（%）", 0), "bias": ("平均误差（%）", 1), "error": ("平均绝对误差（%）", 1),
            "inside_50": ("50% 区间命中（%）", 0), "inside_80": ("80% 区间命中（%）", 0), "brier": ("布赖尔分数", 3),
            "crps": ("CRPS", 2)}  # fmt: skip
KNOWN = {"two_or_more": True, "one": False}
COMPARED = {"error": ("绝对误差", 1), "crps": ("CRPS", 2), "brier": ("布赖尔分数", 3)}


@cache
def _read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Levels, figures, indicators."""
    names = ("baselines", "observations", "figures", "indicators")
    baselines, observations, figures, indicators = (tables.read(name, folder) for name in names)
    return known_levels(baselines, observations, figures), figures, indicators


class Cases(NamedTuple):
    """The forecasts of a backtest: of levels (`backtest.forecasts_of`), of floors (`floor_backtest.forecasts`)."""

    levels: pd.DataFrame
    floors: pd.DataFrame

    def skill(self) -> pd.DataFrame:
        """`scores.skill` of both."""
        return scores.skill(pd.concat(self, ignore_index=True))


def _tested(levels: pd.DataFrame, indicators: pd.DataFrame) -> Cases:
    found = backtest.tested(levels, indicators)
    return Cases(backtest.forecasts_of(found), floor_backtest.forecasts(levels, indicators, found))


@cache
def _shipped(folder: Path) -> Cases:
    levels, figures, indicators = _read(folder)
    return _tested(withheld.without(levels, figures), indicators)


def shipped() -> Cases:
    """The forecasts of the backtest on the shipped tables."""
    return _shipped(paths.processed())


def of_series(brought: pd.DataFrame) -> Cases:
    """The forecasts of series that a user brings (levels), with the shipped ones as peers.

    A year that both have counts as the user has it.
    """
    levels, figures, indicators = _read(paths.processed())
    both = pd.concat([brought, withheld.without(levels, figures)], ignore_index=True)
    both = both.drop_duplicates([*SERIES, "year"], ignore_index=True)
    return Cases(*(backtest.of_series(part, brought) for part in _tested(both, indicators)))


def facts(tested: Cases) -> dict[str, list[dict]]:
    """For programs: `scores` of each rule, by how much is `known`; of the model its `coverage` by kind and distance,
    its `reliability`; `floors`, the scores of each rule for floors of each year; the `skill` of each cell. Missing
    numbers are None.
    """
    cases, floors = tested
    if cases.empty:
        return {name: [] for name in ("scores", "coverage", "reliability", "floors", "skill")}
    parts = [(known, cases[(cases["points"] > 1) == several]) for known, several in KNOWN.items()]
    found = {
        "scores": pd.concat([scores.scores(part).assign(known=known) for known, part in parts if len(part)]),
        "coverage": scores.scores(scores.with_cells(_model(cases)), ("kind", "horizon")),
        "reliability": scores.reliability(_model(cases)),
        "floors": scores.of_floors(floors),
        "skill": tested.skill(),
    }
    return {name: frame.astype(object).where(frame.notna(), None).to_dict("records") for name, frame in found.items()}


def report(cases: pd.DataFrame) -> str:
    """Scores, coverage and reliability of some forecasts as text."""
    model, names = _model(cases), definitions.terms()
    found = scores.scores(cases)
    kinds = scores.scores(model, ("kind",))
    parts = {
        "得分": _measures(found, found["rule"].map(names["backtest_rule"]).tolist()),
        "命中": _measures(kinds, kinds["kind"].map(names["quantity"]).tolist()),
        "说法与事实": _reliability(model),
    }
    return "\n\n".join(f"{title}\n\n{text}" for title, text in parts.items())


def _part(several: bool) -> pd.DataFrame:
    cases = shipped().levels
    return cases[(cases["points"] > 1) == several]


def _model(cases: pd.DataFrame | None = None) -> pd.DataFrame:
    cases = shipped().levels if cases is None else cases
    return cases[cases["rule"] == "model"]


def _measures(found: pd.DataFrame, label: list[str]) -> str:
    columns = {"": label, "预测数": found["forecasts"].astype(str), "地区数": found["clusters"].astype(str)}
    for name, (title, digits) in MEASURES.items():
        columns[title] = [number(value, digits) for value in found[name]]
    return table(pd.DataFrame(columns, dtype=object))


def rules(several: bool) -> str:
    """Each rule on the same forecasts."""
    found = scores.scores(_part(several))
    return _measures(found, found["rule"].map(definitions.terms()["backtest_rule"]).tolist())


def by_kind() -> str:
    """The model's forecasts of series with two known years and more, averages and standards apart."""
    found = scores.scores(_model(_part(True)), ("kind",))
    return _measures(found, found["kind"].map(definitions.terms()["quantity"]).tolist())


def by_horizon() -> str:
    """The model's forecasts by how far ahead they reach."""
    found = scores.scores(scores.with_cells(_model()), ("horizon",))
    names = definitions.terms()["horizon"]
    found = found.set_index("horizon").reindex([code for code in names if code in set(found["horizon"])]).reset_index()
    return _measures(found, found["horizon"].map(names).tolist())


def reliability() -> str:
    """What became of what the model said, in bands, for series with two known years and more."""
    return _reliability(_model(_part(True)))


def _reliability(cases: pd.DataFrame) -> str:
    rows = []
    for row in scores.reliability(cases).itertuples():
        band = f"{number(row.reached_low * 100, 0)}—{number(row.reached_high * 100, 0)}"
        rows.append({"说的可能性（%）": f"{row.low * 100:.0f}—{row.high * 100:.0f}", "次数": row.forecasts,
                     "地区数": row.clusters, "平均说（%）": round(row.said * 100),
                     "实际达到（%）": round(row.reached * 100),
                     "实际的 95% 区间（%）": band})  # fmt: skip
    return table(pd.DataFrame(rows, dtype=object))


def cells() -> str:
    """In which cells a probability is shown that a level is reached."""
    found, names = shipped().skill(), definitions.terms()
    found = found[found["promise"] == "level"]
    rows = [
        {"数列": names["quantity"][row.kind], "已知": names["points_known"][row.points_known],
         "预测": names["horizon"][row.horizon], "合并": names["merged_over"].get(row.merged, "—"),
         "预测数": row.forecasts, "地区数": row.clusters, "布赖尔分数": number(row.brier, 3),
         "基准": number(row.base_rate_brier, 3),
         "技巧": f"{number(row.skill, 2)} ± {number(row.skill_error, 2)}", "可能性": "报" if row.shown else "不报"}
        for row in found.itertuples()
    ]  # fmt: skip
    return table(pd.DataFrame(rows, dtype=object))


def statements() -> str:
    """The national growth statements, one by one, and how many lie where they should."""
    levels, figures, indicators = _read(paths.processed())
    names, kinds = definitions.terms(), definitions.indicators()["name_zh"]
    found, rows = withheld.outcomes(levels, figures, indicators), []
    for row in found.to_dict("records"):
        parts = names["residence"].get(row["residence"], ""), names["arrangement"].get(row["arrangement"], "")
        inside = "80% 区间内" if row["inside_80"] else "95% 区间内" if row["inside_95"] else "95% 区间外"
        rows.append({"全国": kinds[row["indicator_id"]] + "".join(f"（{part}）" for part in parts if part),
                     "公布的增幅（%）": f"{row['growth']:g}", "折合水平": number(row["stated"], 0),
                     "最近已知": f"{row['origin']}年", "中位数": number(row["median"], 0),
                     "80% 区间": f"{number(row['low_80'], 0)}—{number(row['high_80'], 0)}",
                     "95% 区间": f"{number(row['low_95'], 0)}—{number(row['high_95'], 0)}",
                     "偏离（标准差）": number(row["z"], 1, sign=True), "结果": inside})  # fmt: skip
    inside = (f"{found[f'inside_{share}'].sum()} 个在 {share}% 区间内" for share in (80, 95))
    counted = f"{len(found)} 个增幅中，{'，'.join(inside)}；{(found['z'] < 0).sum()} 个低于预测的中位数。"
    return f"{table(pd.DataFrame(rows, dtype=object))}\n\n{counted}"


def _against(rule: str, several: bool) -> str:
    """A rule against the model, in words: one is better only where 0 lies outside the 95% interval by cluster."""
    parts = []
    for measure, (name, digits) in COMPARED.items():
        found = scores.differences(_part(several), measure).set_index("rule")
        if rule not in found.index:
            continue
        row = found.loc[rule]
        clear = row["low"] > 0 or row["high"] < 0
        verdict = ("模型较好" if row["difference"] > 0 else "模型较差") if clear else "分不出高下"
        ends = f"{number(row['low'], digits, True)} 至 {number(row['high'], digits, True)}"
        parts.append(f"{name}比模型 {number(row['difference'], digits, True)}（95% 区间 {ends}，{verdict}）")
    return "，".join(parts)


def summary() -> str:
    """The findings in sentences, with their numbers."""
    names, lines = definitions.terms()["backtest_rule"], []
    for several, name in ((True, "已知两年以上"), (False, "只知一年")):
        model = scores.scores(_model(_part(several))).iloc[0]
        lines.append(
            f"{name}的 {model['series']} 个数列（来自 {model['clusters']} 个地市、省或全国）、"
            f"{model['forecasts']} 次预测："
            f"平均绝对误差 {number(model['error'], 1)}%，平均误差 {number(model['bias'], 1, True)}%（正数为偏高），"
            f"{number(model['above'], 0)}% 的中位数高于实际；80% 区间命中 {number(model['inside_80'], 0)}%，"
            f"50% 区间命中 {number(model['inside_50'], 0)}%；布赖尔分数 {number(model['brier'], 3)}。"
        )
        for rule in ("peer_median", "eight_percent", "base_rate"):
            lines.append(f"{name}，“{names[rule]}”：{_against(rule, several)}。")
    for promise, found in shipped().skill().groupby("promise", sort=False)["shown"]:
        name = definitions.terms()["promise"][promise]
        lines.append(f"“{name}”的 {len(found)} 类预测中，{found.sum()} 类报可能性，{(~found).sum()} 类不报。")
    return "\n".join(f"- {line}" for line in lines)


def sizes() -> str:
    """The parameters in use, and which of them the backtest chose."""
    used = backtest.Parameters()
    about = {
        "long_run": "远期的年增速（选定）", "long_run_error": "其标准差",
        "persistence": "偏离每过一年留下的份额（选定）", "common": "共同增速的标准差",
        "group": "城乡、集中分散各组增速之差的标准差（选定）", "own": "本地持续偏离的标准差",
        "place": "一个地市一年的偶然", "step_average": "平均数一年的偶然", "step": "标准一年的偶然",
        "second_hand": "转引数字的误差", "average_spread": "平均数的区间宽度（选定）",
        "clip": "一次增幅最多算几个标准差",
    }  # fmt: skip
    rows = [{"参数": f"`{name}`", "含义": about[name], "值": f"{getattr(used, name):g}"} for name in used._fields]
    return table(pd.DataFrame(rows, dtype=object))


BLOCKS: dict[str, Callable[[], str]] = {
    "backtest-summary": summary,
    "backtest-rules": lambda: rules(several=True),
    "backtest-rules-one-year": lambda: rules(several=False),
    "backtest-kinds": by_kind,
    "backtest-spans": by_horizon,
    "backtest-reliability": reliability,
    "backtest-cells": cells,
    "backtest-statements": statements,
    "backtest-sizes": sizes,
}
