"""What the page 增长路径 shows of one series: its chart, and what every position of the rate's slider makes of it.

Everything that a position says is computed here, by the models and charts that the command line and the notebooks use,
and sent with the page. The browser only looks it up, so that a drag asks nobody and no formula exists twice.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis import numerals
from analysis.charts import growth_path, wording
from analysis.charts.chart import ChartData
from analysis.models import answers as models
from analysis.models import growth as arithmetic
from analysis.models import targets as forms
from analysis.models.answers import Answer
from analysis.models.levels import SERIES
from analysis.research.growth import Growth
from analysis.research.workspace import Workspace
from analysis.words import growth as sentences
from dashboard import growth_rules, growth_series
from dashboard.growth_rules import Wish

STEP = 0.001
RATES = [step / 1000 for step in range(151)]  # 0 to 15%: what was ever decreed lies within
DECIMALS = 4  # of what is drawn; texts are made from the full number


@dataclass(frozen=True, eq=False)
class Place:
    """One series of one place. `content` goes to the browser; the rest is what the server writes around the chart.

    `why_not`: why there is no chart. `start`: that of the path, "latest" also where there is no base. `position`: that
    of the sentence about the rate among `said`, None without one. `labels`: of the rules that act.
    """

    answer: Answer
    what: str
    chart: ChartData | None
    why_not: str
    start: str
    said: list[str]
    position: int | None
    ground: growth_rules.Ground | None
    labels: list[str]
    content: dict

    @property
    def steps(self) -> bool:
        """Whether there is a path that moves with the rate."""
        return "titles" in self.content


@lru_cache(maxsize=64)
def place(space: Workspace, region_code: str, key: str, asked: Wish) -> Place:
    """`key`: a full key, as `growth_series.find` gives it."""
    answer, _ = growth_series.find(space, region_code, key)
    row, names = answer.row, space.names
    what = space.region_names[region_code] + wording.series_name(row, space.indicator(row["indicator_id"]))
    chart, why_not = None, ""
    try:
        chart = Growth((answer,), space).chart()
    except ValueError as error:
        why_not = str(error)
    said = sentences.sentences(answer, names)
    at_rate = sentences.at_rate(answer, names)
    ground = growth_rules.ground(space, row[SERIES].to_dict()) if row["money"] else None
    if row["money"] and pd.isna(row["baseline_value"]):
        asked = replace(asked, start="latest")
    slides = chart is not None and (row["money"] or bool(at_rate))
    steps, labels = _steps(space, answer, what, chart, asked, ground) if slides else ({}, [])
    drawn = _drawn(chart, bool(steps)) if chart else {}
    title = chart.title if chart else what
    first = row["baseline_year"] if pd.notna(row["baseline_year"]) else steps.get("years", [0])[0]
    named = {"name": space.region_names[region_code], "unit": row["level_unit"], "title": title, "from": int(first)}
    content = {**named, **drawn, **steps}
    position = said.index(at_rate) if at_rate else None
    return Place(answer, what, chart, why_not, asked.start, said, position, ground, labels, content)


def _drawn(chart: ChartData, slides: bool) -> dict:
    """The chart's series without the path of the chosen rate, which the steps hold."""
    kept = [series for series in chart.series if not (slides and series.role == "path")]
    return {"series": [{"name": one.name, "role": one.role, "rows": _rows(chart.rows(one.name))} for one in kept]}


def _rows(frame: pd.DataFrame) -> list[list]:
    """Year, value, low, high, label; None for what is missing."""
    columns = ["value", "low", "high"]
    numbers = frame[columns].round(DECIMALS).astype("object").where(frame[columns].notna(), None)
    return [
        [int(year), *row, label]
        for year, row, label in zip(frame["position"], numbers.to_numpy().tolist(), frame["label"], strict=True)
    ]


def _steps(
    space: Workspace, answer: Answer, what: str, chart: ChartData, asked: Wish, ground: growth_rules.Ground | None
) -> tuple[dict, list[str]]:
    """What each rate of RATES gives, and the labels of the rules that act.

    `names` and `titles` of the paths, `said` (the command line's sentence; none where rules or another start make
    it another question), `values` and `labels` (without their unit, `suffix`) by `years`, `effects` of each rule,
    `reaches`, `mark`, `pick` (see `_told`); for a pair, whose title speaks of what is known, `subtitles`.
    """
    row = answer.row
    usual = asked == Wish()
    shared = {"said": [_said(one, space.names) for one in models.at_rates(answer, RATES)] if usual else []}
    if row["pair"]:
        path = chart.rows(next(one.name for one in chart.series if one.role == "path"))
        names = [f"双方同按每年 {numerals.percent(rate)} 增长" for rate in RATES]
        values = [path["value"].tolist()] * len(RATES)
        drawn = _texts(path["position"].astype(int).tolist(), values, row["level_unit"])
        usual_name = names[RATES.index(growth_series.RATE)]
        subtitles = [chart.subtitle.replace(usual_name, name) for name in names]
        titles = [chart.title] * len(RATES)
        return {**shared, **drawn, "names": names, "titles": titles, "subtitles": subtitles, "effects": []}, []
    years, values, paths, labels = _paths(answer, asked, ground)
    begins = "" if asked.start == "base" else f"从{years[0]}年起"
    rules = "并执行所选规则" if labels else ""
    names = [f"{begins}按每年 {numerals.percent(rate)} 增长{rules}" for rate in RATES]
    effects = [[growth_rules.effect(path, label) for label in labels] for path in paths]
    told = _told(answer, what, years, values, names, bool(labels))
    return {**shared, **_texts(years, values, row["level_unit"]), **told, "names": names, "effects": effects}, labels


def _texts(years: list[int], values: list[list[float]], unit: str) -> dict:
    return {
        "years": years,
        "suffix": numerals.with_unit("", wording.short_unit(unit)),
        "values": [[round(value, DECIMALS) for value in one] for one in values],
        "labels": [[wording.number(value, unit) for value in one] for one in values],
    }


def _said(answer: Answer, names: sentences.Names) -> str:
    """The command line's sentence about the rate; of a pair also what its lagging part then needs."""
    said, row = sentences.at_rate(answer, names), answer.row
    if row["pair"] and pd.notna(row["needed_rate"]) and not row["met_at_base"]:
        said += f"{sentences.needed_beside(answer, [answer.rate], names)}。"
    return said


def _paths(answer: Answer, asked: Wish, ground: growth_rules.Ground) -> tuple[list[int], list, list, list[str]]:
    """Years, levels at each rate, and with rules the paths of `scenario.path` and the rules' labels."""
    row, last = answer.row, answer.known.sort_values("year").iloc[-1]
    start, value, end = row["baseline_year"], row["baseline_value"], row["target_year"]
    if asked.start == "latest":
        start, value, end = last["year"], last["value"], end + growth_series.PLAN  # through the next plan
    start, end = int(start), int(end)
    years = range(start, end + 1)
    paths, labels = growth_rules.paths(asked, ground, RATES, years, float(value))
    if labels:
        return list(years), [path["value"].tolist() for path in paths], paths, labels
    gone = np.arange(len(years))
    return list(years), arithmetic.project(value, np.array(RATES)[:, None], gone[None, :]).tolist(), [], []


def _told(answer: Answer, what: str, years: list[int], values: list, names: list[str], ruled: bool) -> dict:
    """`titles`: the sentence of the chart's title for each rate; `reaches`: position of the first rate that meets the
    target, None where none does; `mark`, `pick`: see `_pick`. `ruled`: rules act on the path."""
    row = answer.row
    known = answer.has_target and pd.notna(row["target_level"])
    at = years.index(int(row["target_year"])) if known and row["target_year"] in years else -1
    reached = np.array([one[at] for one in values])
    comparator = pd.Series([row["comparator"]] * len(values))
    met = forms.is_met(reached, row["target_level"], comparator, row["direction"]) & known
    target = {"level": row["target_level"], "comparator": row["comparator"]}
    titles = [
        growth_path.verdict(what, name, years[at], level, {**target, "met": one} if known else None, row["level_unit"])
        for name, level, one in zip(names, reached, met, strict=True)
    ]
    if not met.any():
        return {"titles": titles, "reaches": None}
    reaches = int(met.argmax())
    exact = None if ruled else float(arithmetic.needed_rate(values[0][0], row["target_level"], at))
    return {"titles": titles, "reaches": reaches, **_pick(reaches, exact, row["comparator"])}


def _pick(reaches: int, needed: float | None, comparator: str) -> dict:
    """`pick`: what the button says that leads to the first position that meets the target; `mark`: where the needed
    rate lies, as a position. Where that rate lies between two positions, the button says both: the needed rate is
    written as everywhere, and the slider has no finer step. `needed` is None where rules act."""
    at, written = RATES[reaches], numerals.needed(needed) if needed is not None else math.nan
    if not (at - STEP - 1e-9 < written < at - 1e-9):
        return {"mark": reaches, "pick": f"▲ {numerals.percent(at)} 起达到目标"}
    said = numerals.needing("▲ 达标须", needed, comparator)
    return {"mark": round(written / STEP, DECIMALS), "pick": f"{said}，取 {numerals.percent(at)}"}
