"""What the page 增长路径 shows of one series: its chart, and what every position of the rate's slider makes of it.

Everything that a position says is computed here, by the models and charts that the command line and the notebooks use,
and sent with the page. The browser only looks it up, so that a drag asks nobody and no formula exists twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.charts import growth_path, wording
from analysis.charts.chart import ChartData
from analysis.codelists import definitions
from analysis.models import answers as models
from analysis.models import growth as arithmetic
from analysis.models import targets as forms
from analysis.models import wording as sentences
from analysis.models.answers import Answer
from analysis.models.levels import SERIES, is_fact
from analysis.research.growth import Growth
from analysis.research.workspace import Workspace
from dashboard import growth_rules
from dashboard.growth_rules import Wish

RATE = 0.08
RATES = [step / 1000 for step in range(151)]  # 0 to 15 %: what was ever decreed lies within
BEYOND = 5  # years: a plan's length. A path from the latest level goes on so long after the target year
DECIMALS = 4  # of what is drawn; texts are made from the full number
DIMENSIONS = SERIES[1:]


@lru_cache(maxsize=256)
def answers(space: Workspace, region_code: str, indicator_id: str, marks: tuple[str, ...] = ()) -> list[Answer]:
    """All series and targets of an indicator in a region, at RATE; with `marks` (urban, dispersed) only these."""
    terms = definitions.terms()
    wanted = {name: mark for name in ("residence", "arrangement") for mark in marks if mark in terms[name]}
    return models.answers(space.tables, space.codelists, region_code, indicator_id, RATE, wanted)


def keys(found: Sequence[Answer]) -> list[str]:
    """Each answer as addresses name it: orphan_standard.dispersed; with the year where a series has several targets."""
    plain = [".".join(filter(None, answer.row[DIMENSIONS])) for answer in found]
    return [
        f"{key}.{answer.row['target_year']}" if plain.count(key) > 1 else key
        for key, answer in zip(plain, found, strict=True)
    ]


def indicators(space: Workspace, region_code: str) -> list[str]:
    """The indicators that there is a path or a target of in a region: own targets, own levels of money and ratios, and
    standards of the group and the city that it belongs to."""
    listed, lineage = space.codelists.indicators, space.codelists.lineage
    places = lineage.loc[lineage["region_code"] == region_code, "ancestor_code"]
    near = places[places.map(space.codelists.regions["level"]).isin(["county", "group", "city"])]
    held = space.levels[space.levels["region_code"].isin({region_code, *near})]
    quantity = held["indicator_id"].map(listed["quantity"])
    own = held["region_code"] == region_code
    moving = (quantity.isin(["standard", "average"]) & (own | (quantity == "standard"))) | (quantity == "ratio")
    targets = space.tables["targets"]
    promised = targets.loc[targets["region_code"] == region_code, "indicator_id"]
    found = {*held.loc[moving, "indicator_id"], *promised}
    return [indicator for indicator in listed.index if indicator in found]


def find(space: Workspace, region_code: str, key: str) -> tuple[Answer, str] | None:
    """What `key` means in a region, and its full key there. With fewer distinctions than there are it means the first
    that has them; with more (散居 where the target makes no difference) the part of what there is; else None."""
    indicator, *marks = key.split(".")
    found = answers(space, region_code, indicator)
    known = dict(zip(keys(found), found, strict=True))
    having = [one for one in known if set(marks) <= set(one.split(".")[1:])]
    if key in known or having:
        first = key if key in known else having[0]
        return known[first], first
    narrowed = answers(space, region_code, indicator, tuple(marks))
    known = dict(zip(keys(narrowed), narrowed, strict=True))
    return (known[key], key) if key in known else None


def comparable(space: Workspace, answer: Answer) -> dict[str, str]:
    """Other regions with levels for the same people: region → key there; averages where there are no standards."""
    row, listed = answer.row, space.codelists.indicators
    marks = row[DIMENSIONS[1:]].tolist()
    own = space.levels[is_fact(space.levels) & (space.levels["region_code"] != row["region_code"])]
    own = own[(own[DIMENSIONS[1:]] == marks).all(axis=1) & (own["year"] >= space.base_year - BEYOND)]
    found: dict[str, str] = {}
    for indicator in [row["indicator_id"], *listed.index[listed["average_of"] == row["indicator_id"]]]:
        key = ".".join(filter(None, [indicator, *marks]))
        found |= {
            region: key
            for region in own.loc[own["indicator_id"] == indicator, "region_code"].unique()
            if region not in found
        }
    return dict(sorted(found.items()))


def most_telling(space: Workspace, region_code: str) -> str:
    """What a first visit opens on: the series whose needed growth lies nearest to RATE, else a standard, else any
    indicator; "" where nothing is known."""
    rows = space.tables["assessments"]
    rows = rows[(rows["region_code"] == region_code) & rows["met_at_8_percent"].isin(["yes", "no"])]
    if rows.empty:
        listed = space.codelists.indicators
        paid = listed["quantity"].map({"average": 1, "standard": 2}).where(listed["unit"].str.startswith("元/人"), 0)
        return max(indicators(space, region_code), key=paid.get, default="")
    nearest = rows.loc[(rows["needed_rate"] - RATE).abs().sort_values(kind="stable").index[0]]
    return ".".join(filter(None, nearest[DIMENSIONS]))


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


@lru_cache(maxsize=256)
def place(space: Workspace, region_code: str, key: str, asked: Wish) -> Place:
    """`key`: a full key, as `find` gives it."""
    answer, _ = find(space, region_code, key)
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
    content = {"name": space.region_names[region_code], "unit": row["level_unit"], "title": title, **drawn, **steps}
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
    it another question), `values` and `labels` by `years`, `effects` of each rule, `reaches` (see `_told`).
    """
    row = answer.row
    usual = asked == Wish()
    shared = {"said": [_said(one, space.names) for one in models.at_rates(answer, RATES)] if usual else []}
    if row["pair"]:
        path = chart.rows(next(one.name for one in chart.series if one.role == "path"))
        names = [f"双方同按每年 {wording.percent(rate)} 增长" for rate in RATES]
        values = [path["value"].tolist()] * len(RATES)
        drawn = _texts(path["position"].astype(int).tolist(), values, row["level_unit"])
        return {**shared, **drawn, "names": names, "titles": [chart.title] * len(RATES), "effects": []}, []
    years, values, paths, labels = _paths(answer, asked, ground)
    begins = "" if asked.start == "base" else f"从 {years[0]} 年起"
    rules = "并执行所选规则" if labels else ""
    names = [f"{begins}按每年 {wording.percent(rate)} 增长{rules}" for rate in RATES]
    effects = [[growth_rules.effect(path, label) for label in labels] for path in paths]
    told = _told(answer, what, years, values, names)
    return {**shared, **_texts(years, values, row["level_unit"]), **told, "names": names, "effects": effects}, labels


def _texts(years: list[int], values: list[list[float]], unit: str) -> dict:
    return {
        "years": years,
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
    if asked.start == "latest":
        start, value, end = int(last["year"]), last["value"], int(row["target_year"]) + BEYOND
    else:
        start, value, end = int(row["baseline_year"]), row["baseline_value"], int(row["target_year"])
    years = range(start, end + 1)
    paths, labels = growth_rules.paths(asked, ground, RATES, years, float(value))
    if labels:
        return list(years), [path["value"].tolist() for path in paths], paths, labels
    gone = np.arange(len(years))
    return list(years), arithmetic.project(value, np.array(RATES)[:, None], gone[None, :]).tolist(), [], []


def _told(answer: Answer, what: str, years: list[int], values: list, names: list[str]) -> dict:
    """`titles`: the sentence of the chart's title for each rate; `reaches`: position of the first rate that meets the
    target, None where none does."""
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
    return {"titles": titles, "reaches": int(met.argmax()) if met.any() else None}
