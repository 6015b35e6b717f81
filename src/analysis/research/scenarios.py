"""A path of one standard under rules, beside another, with what it costs more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.charts import scenario_paths, wording
from analysis.charts.chart import ChartData
from analysis.models import cost as costs
from analysis.models import scenario as rules_model
from analysis.models.scenario import Rule
from analysis.research import show
from analysis.research.workspace import current

HEADS = {"year": "年份", "value": "水平", "growth": "比上年", "binding": "由哪条规则决定", "rounding": "取整"}


@dataclass(frozen=True)
class Scenario:
    """A path under rules. `path`: columns of `models.scenario.path`; `binding`: first year of each rule; `base`: the
    path it is compared with (None without one); `cost`: the extra yearly cost over it (None where the number of
    recipients is not known, and `cost_reason` says why).
    """

    series: Mapping[str, str]
    what: str
    unit: str
    name: str
    path: pd.DataFrame
    binding: pd.DataFrame
    base_name: str
    base: pd.DataFrame | None
    cost: pd.DataFrame | None
    cost_reason: str
    levels: pd.DataFrame = field(repr=False)
    lookup: Mapping[str, pd.DataFrame] = field(repr=False)

    def chart(self) -> ChartData:
        paths = {self.name: self.path} | ({self.base_name: self.base} if self.base is not None else {})
        return scenario_paths.data(self.series, self.levels, paths, self.lookup, self.cost)

    def readable(self) -> pd.DataFrame:
        """The path as people read it: text only, columns of HEADS, and the extra cost where it is known."""
        frame = self.path.assign(
            value=show.amounts(self.path["value"], self.unit),
            growth=show.percents(self.path["growth"]),
        )[list(HEADS)]
        if self.cost is None:
            return frame
        extra = self.path["year"].map(self.cost.set_index("year")["cost"])
        return frame.assign(cost=[f"{value / 1e4:,.1f} 万元" for value in extra])

    def sentences(self) -> list[str]:
        last = self.path.iloc[-1]
        text = f"{self.what}按“{self.name}”，{last['year']}年为 {wording.amount(last['value'], self.unit)}。"
        acting = self.binding[self.binding["years"] > 0]
        text += "".join(f"“{row.rule}”自{row.first_year}年起作用，共{row.years}年。" for row in acting.itertuples())
        idle = self.binding.loc[self.binding["years"] == 0, "rule"]
        if len(idle):
            text += f"没有起作用的：{'、'.join(idle)}。"
        return [text, *([f"增支不能估算：{self.cost_reason}。"] if self.cost_reason else [])]

    def _repr_html_(self) -> str:
        return show.styled(self.readable(), HEADS | ({} if self.cost is None else {"cost": "每年多支出"}))._repr_html_()


def scenario(
    region: str,
    indicator: str,
    rules: Sequence[Rule],
    residence: str | None = None,
    arrangement: str | None = None,
    subgroup: str | None = None,
    end_year: int = 2030,
    name: str = "所设规则",
    compared_with: Sequence[Rule] | None = None,
    base_name: str = "对照",
) -> Scenario:
    """The path of a standard from its last known level to `end_year` under `rules` (of `analysis.models.scenario`).

    `compared_with`: the rules of another path from the same start; the extra cost is that of the first over it. Region,
    indicator and dimensions as for `growth`. Raises ValueError (one Chinese sentence) where no level is known, the end
    is not after it, or rules contradict one another.
    """
    space = current()
    series = {
        "region_code": space.region(region),
        "indicator_id": space.indicator_id(indicator),
        **{"residence": "", "arrangement": "", "subgroup": ""},
        **space.distinctions(residence, arrangement, subgroup),
    }
    what = space.region_names[series["region_code"]] + wording.series_name(
        series, space.indicator(series["indicator_id"])
    )
    levels = space.series(series)
    if levels.empty:
        raise ValueError(f"{what}没有已知水平，不能设情景")
    start = levels.sort_values("year").iloc[-1]
    ends = int(start["year"]), float(start["value"]), end_year
    path = rules_model.path(*ends, rules)
    base = None if compared_with is None else rules_model.path(*ends, compared_with)
    people = costs.recipients(space.known, series)
    known = base is not None and people.number is not None
    return Scenario(
        series=series,
        what=what,
        unit=space.indicator(series["indicator_id"])["unit"],
        name=name,
        path=path,
        binding=rules_model.first_binding(path, rules),
        base_name=base_name,
        base=base,
        cost=costs.extra_cost(path, base, people) if known else None,
        cost_reason="" if base is None else people.reason,
        levels=levels,
        lookup=space.lookup,
    )
