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
from analysis.charts import wording
from analysis.charts.chart import ChartData, source_line
from analysis.domain.series import SERIES
from analysis.models import answers as models
from analysis.models import growth as arithmetic
from analysis.models import targets as forms
from analysis.models.answers import Answer
from analysis.research.growth import Growth
from analysis.research.workspace import Workspace
from analysis.words import growth as sentences
from analysis.words import targets as words
from dashboard.pages.growth import drawn as growth_drawn
from dashboard.pages.growth import rules as growth_rules
from dashboard.pages.growth import series as growth_series
from dashboard.pages.growth.rules import Wish

STEP = 0.001
BESIDE = "空心点是其他地区的数，只作参考。"
RATES = [step / 1000 for step in range(151)]  # 0 to 15%: what was ever decreed lies within


@dataclass(frozen=True, eq=False)
class Place:
    """One series of one place. `content` goes to the browser; the rest is what the server writes around the chart.

    `why_not`: why nothing is drawn; `note`, `source`: what stands under the drawing. `chart` is None where no level is
    known; then the target and the levels of other places are drawn alone. `start`: that of the path, "latest" also
    where there is no base. `position`: that of the sentence about the rate among `said`, None without one. `labels`: of
    the rules that act.
    """

    answer: Answer
    what: str
    chart: ChartData | None
    why_not: str
    note: str
    source: str
    start: str
    said: list[str]
    position: int | None
    ground: growth_rules.Ground | None
    labels: list[str]
    content: dict

    @property
    def steps(self) -> bool:
        """Whether there is a path that moves with the rate."""
        return "scenarios" in self.content

    def scenario(self, step: int) -> str:
        """Where the rate at a position leads; without a path, what the chart shows."""
        return self.content["scenarios"][step] if self.steps else self.content["subtitle"]


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
    steps, labels = _steps(space, answer, chart, asked, ground) if slides else ({}, [])
    drawn = [
        *(growth_drawn.drawn(chart, bool(steps)) if chart else growth_drawn.target(answer)),
        *growth_drawn.beside(space, answer),
    ]
    first = row["baseline_year"] if pd.notna(row["baseline_year"]) else steps.get("years", [0])[0]
    content = {
        "name": space.region_names[region_code],
        "unit": row["level_unit"],
        "title": _headline(answer, what, chart),
        "subtitle": chart.subtitle if chart else "",
        "from": int(first),
        "series": drawn,
        **steps,
    }
    note, source = _foot(space, answer, chart)
    why_not = "" if drawn else why_not
    position = said.index(at_rate) if at_rate else None
    return Place(answer, what, chart, why_not, note, source, asked.start, said, position, ground, labels, content)


def _foot(space: Workspace, answer: Answer, chart: ChartData | None) -> tuple[str, str]:
    """Note and sources under the drawing, with those of the other places' levels."""
    note, source = (chart.note, chart.source) if chart else ("", "")
    others = growth_drawn.others(answer)
    if others.empty:
        return note, source
    own = chart.frame["figure_id"] if chart else [answer.row["figure_id"]] if answer.has_target else []
    return note + BESIDE, source_line([*own, *others["figure_id"]], space.lookup, answer.row["region_code"])


def _headline(answer: Answer, what: str, chart: ChartData | None) -> str:
    """What is known, whatever the slider says: how the target stands; without one the last known level."""
    row = answer.row
    if answer.has_target:
        return f"{what}：{words.finding(row)}"
    if row["pair"] and chart:
        return chart.title
    return f"{what}{words.known_level(row, 'latest') or words.known_level(row, 'baseline') or '本地未公布'}"


def _steps(
    space: Workspace, answer: Answer, chart: ChartData, asked: Wish, ground: growth_rules.Ground | None
) -> tuple[dict, list[str]]:
    """What each rate of RATES gives, and the labels of the rules that act.

    `names` of the paths, `scenarios` (where each leads), `said` (the command line's sentence; none where rules or
    another start make it another question), `values` and `labels` (without their unit, `suffix`) by `years`, `effects`
    of each rule, `reaches`, `mark`, `pick` (see `_told`).
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
        scenarios = [chart.subtitle.replace(usual_name, name) for name in names]
        return {**shared, **drawn, "names": names, "scenarios": scenarios, "effects": []}, []
    years, values, paths, labels = _paths(answer, asked, ground)
    begins = "" if asked.start == "base" else f"从{years[0]}年起"
    rules = "并执行所选规则" if labels else ""
    names = [f"{begins}按每年 {numerals.percent(rate)} 增长{rules}" for rate in RATES]
    effects = [[growth_rules.effect(path, label) for label in labels] for path in paths]
    told = _told(answer, asked, years, values, names, bool(labels))
    return {**shared, **_texts(years, values, row["level_unit"]), **told, "names": names, "effects": effects}, labels


def _texts(years: list[int], values: list[list[float]], unit: str) -> dict:
    return {
        "years": years,
        "suffix": numerals.with_unit("", wording.short_unit(unit)),
        "values": [[round(value, growth_drawn.DECIMALS) for value in one] for one in values],
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


def _told(
    answer: Answer, asked: Wish, years: list[int], values: list[list[float]], names: list[str], ruled: bool
) -> dict:
    """`scenarios`: where each rate leads, and whether that would meet the target; `reaches`: position of the first rate
    that meets it, None where none does; `mark`, `pick`: see `_pick`. `ruled`: rules act on the path.

    A path from the latest level on is not held against a target whose year is over.
    """
    row = answer.row
    compared = answer.has_target and (asked.start == "base" or answer.running)
    known = compared and pd.notna(row["target_level"]) and row["target_year"] in years
    at = years.index(int(row["target_year"])) if known else -1
    reached = np.array([one[at] for one in values])
    comparator = pd.Series([row["comparator"]] * len(values))
    met = forms.is_met(reached, row["target_level"], comparator, row["direction"]) & known
    ends = [_against(row, level, bool(one) if known else None) for level, one in zip(reached, met, strict=True)]
    if not known and asked == Wish():
        ends = [end + _condition(one) for end, one in zip(ends, models.at_rates(answer, RATES), strict=True)]
    scenarios = [f"如{name}，{years[at]}年为 {end}" for name, end in zip(names, ends, strict=True)]
    if not met.any():
        return {"scenarios": scenarios, "reaches": None}
    reaches = int(met.argmax())
    exact = None if ruled else float(arithmetic.needed_rate(values[0][0], row["target_level"], at))
    return {"scenarios": scenarios, "reaches": reaches, **_pick(reaches, exact, row["comparator"])}


def _against(row: pd.Series, level: float, met: bool | None) -> str:
    """3,233 元，达不到目标（折算 3,300 元）; `met` is None where nothing is compared."""
    unit = row["level_unit"]
    reached = (
        wording.amount(level, unit) if met is not False else wording.told_apart(level, row["target_level"], unit)[0]
    )
    return reached if met is None else f"{reached}，{'达到' if met else '达不到'}目标（{words.level(row)}）"


def _condition(answer: Answer) -> str:
    """What else must hold so that the rate is enough, where the target depends on a number that is not known."""
    if not answer.has_target:
        return "；本地没有这一目标"
    row = answer.row
    said = words.at_rate(row, answer.rate, row["met_at_rate"], row["condition"], row["condition_limit"])
    return f"；{said}" if row["met_at_rate"] == "conditional" else ""


def _pick(reaches: int, needed: float | None, comparator: str) -> dict:
    """`pick`: what the button says that leads to the first position that meets the target; `mark`: where the needed
    rate lies, as a position. Where that rate lies between two positions, the button says both: the needed rate is
    written as everywhere, and the slider has no finer step. `needed` is None where rules act."""
    at, written = RATES[reaches], numerals.needed(needed) if needed is not None else math.nan
    if not (at - STEP - 1e-9 < written < at - 1e-9):
        return {"mark": reaches, "pick": f"▲ {numerals.percent(at)} 起达到目标"}
    said = numerals.needing("▲ 达标须", needed, comparator)
    return {"mark": round(written / STEP, growth_drawn.DECIMALS), "pick": f"{said}，取 {numerals.percent(at)}"}
