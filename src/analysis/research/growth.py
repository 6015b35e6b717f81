"""One indicator of a place and its targets: what a rate gives, what is needed, what happened so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import numerals
from analysis.charts import growth_path, parity, wording
from analysis.charts.chart import ChartData
from analysis.domain.series import SERIES
from analysis.models import answers as models
from analysis.models import scenario, silence, trend
from analysis.research.workspace import Workspace, current
from analysis.words import growth as sentences
from analysis.words import targets

INTERVAL = 0.8
PATH_COLUMNS = ["role", "name", "year", "value"]


@dataclass(frozen=True)
class Growth:
    """The answers to one question, one a series (集中, 分散 …); iterate to take them singly. Shows itself in Jupyter.

    `answers`: see `models.answers.Answer`: `row` is the assessment, `known` the levels, `years()` the table by year.
    """

    answers: tuple[models.Answer, ...]
    space: Workspace

    def __iter__(self) -> Iterator["Growth"]:
        return (Growth((answer,), self.space) for answer in self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    @property
    def has_levels(self) -> bool:
        """Whether any level is known, so that there is something to draw."""
        return any(len(answer.known) for answer in self.answers)

    def as_dict(self) -> dict | list[dict]:
        """For programs: the keys of `python -m analysis growth --json`; a list where there are several series."""
        found = [answer.as_dict() for answer in self.answers]
        return found[0] if len(found) == 1 else found

    def sentences(self) -> list[str]:
        """The answer in Chinese, one statement each, those of each series after its title."""
        names = self.space.names
        return [
            text
            for answer in self.answers
            for text in (f"**{sentences.title(answer, names)}**", *sentences.sentences(answer, names))
        ]

    def chart(self) -> ChartData:
        """The chart's data of a single series. Raises ValueError for several, or where no level is known."""
        if len(self) != 1:
            titles = "、".join(sentences.title(answer, self.space.names) for answer in self.answers)
            raise ValueError(f"有 {len(self)} 个口径（{titles}），请指明一个，或逐个画：for part in 结果")
        return _chart(self.answers[0], self.space)

    def _repr_markdown_(self) -> str:
        return "\n".join(f"\n{text}\n" if text.startswith("**") else f"- {text}" for text in self.sentences())


def growth(
    region: str | int,
    indicator: str,
    residence: str | None = None,
    arrangement: str | None = None,
    subgroup: str | None = None,
    rate: float | str = "8%",
) -> Growth:
    """What a yearly rate makes of an indicator of a region, against its targets.

    `region` and `indicator` by code (that of a region may be a number) or by unambiguous Chinese name, `residence` and
    `arrangement` by code or Chinese word (城市, 分散); left out, all series are answered. `rate` as "8%" or
    0.08. Raises ValueError (Chinese, with the candidates) for what is unclear or where nothing is known.
    """
    space = current()
    code, asked = space.region(region), space.indicator_id(indicator)
    wanted = space.distinctions(residence, arrangement, subgroup)
    found = space.answers(code, [asked], space.rate(rate), wanted)[asked]
    if not found:
        place, name = space.region_names[code], space.indicator(asked)["name_zh"]
        raise ValueError(f"没有适用于{place}的“{name}”的水平，也没有目标，或没有所指的口径")
    return Growth(tuple(found), space)


def of_indicators(region_code: str, indicator_ids: Sequence[str], rate: float, space: Workspace) -> list[Growth]:
    """One Growth a series of several indicators of a place, in their order: much faster than one question each."""
    found = space.answers(region_code, indicator_ids, rate)
    return [Growth((answer,), space) for indicator in indicator_ids for answer in found[indicator]]


def _chart(answer: models.Answer, space: Workspace) -> ChartData:
    row = answer.row
    series = {name: row[name] for name in SERIES}
    of_figure = space.tables["figures"].set_index("figure_id")["region_code"]
    levels = answer.known.assign(
        region_code=answer.known["figure_id"].map(of_figure), figure_ids=answer.known["level_ids"]
    )
    if levels.empty:
        raise ValueError(f"{sentences.title(answer, space.names)}：没有已知水平，画不出图")
    target = None
    if answer.has_target and pd.notna(row["target_level"]):
        target = {"level": row["target_level"], "label": targets.level(row), "year": int(row["target_year"]),
                  "figure_id": row["figure_id"], "region_code": row["region_code"],
                  "finding": targets.finding(row)}  # fmt: skip
    elif row["pair"] and len(above := answer.above[answer.above["indicator_id"] == row["indicator_id"]]):
        target = _set_above(above.iloc[-1])
    base_year = int(row["baseline_year"]) if pd.notna(row["baseline_year"]) else space.base_year
    paths = _paths(answer)
    if row["pair"]:
        return parity.data(series, levels, paths, target, base_year, space.lookup)
    return growth_path.data(series, levels, paths, target, base_year, space.lookup, _interval(answer, space))


def _set_above(target: pd.Series) -> dict:
    """A ratio that a region above promises: something to compare with, no promise of this region."""
    label = wording.valued(*target[["comparator", "value", "value_low", "value_high", "unit"]])
    return {"level": target["value"], "label": label, "year": int(target["target_year"]), "finding": "",
            "figure_id": target["figure_id"], "region_code": target["region_code"]}  # fmt: skip


def _paths(answer: models.Answer) -> pd.DataFrame:
    """From the base to the target year: the path at the rate, for standards and pairs, and the one that is needed."""
    row, rate = answer.row, answer.rate
    if pd.isna(row["baseline_value"]) or row["target_year"] <= row["baseline_year"]:
        return pd.DataFrame(columns=PATH_COLUMNS)
    years = answer.years()
    years = years[years["year"] <= row["target_year"]]
    drawn = []
    if "at_rate" in years:
        name = f"{'双方同按' if row['pair'] else '按'}每年 {numerals.as_chosen(rate)} 增长"
        drawn.append(("path", name, years["at_rate"].tolist()))
    if answer.has_target and years["path"].notna().all():
        each = numerals.needing("每年", row["needed_rate"], row["comparator"])
        needed = f"需要的增长（{each}）" if row["money"] else "目标路径"
        values = years["path"].tolist()
        if row["pair"]:  # a ratio moves by a constant factor where both parts grow at constant rates
            ends = int(row["baseline_year"]), row["baseline_value"], int(row["target_year"]), row["target_level"]
            needed, values = "需要的比值", [row["baseline_value"], *scenario.gliding_ratio(*ends).values()]
        drawn.append(("needed", needed, values))
    parts = [pd.DataFrame({"role": role, "name": name, "year": years["year"], "value": values})
             for role, name, values in drawn]  # fmt: skip
    return pd.concat(parts)[PATH_COLUMNS] if parts else pd.DataFrame(columns=PATH_COLUMNS)


def _interval(answer: models.Answer, space: Workspace) -> pd.DataFrame | None:
    """The interval from the last known year on, as far as one may be told (`silence`); None where there is none."""
    row, known = answer.row, answer.known
    last, end = known["year"].max(), int(row["target_year"])
    if len(known) < 2 or last >= end:  # one point draws no trend
        return None
    own = known.assign(**{name: row[name] for name in SERIES})
    fits = trend.fit(own, space.tables["indicators"], space.as_of, space.levels)
    fan = silence.intervals(fits, range(int(last), end + 1), space.tables["skill"], (INTERVAL,))
    name = f"{INTERVAL * 100:.0f}"
    fan = fan.rename(columns={f"low_{name}": "low", f"high_{name}": "high"})
    return fan[["year", "low", "high"]].assign(level=INTERVAL, over=end <= space.as_of)
