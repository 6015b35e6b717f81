"""How the targets of nation, province, city and county fit together: who set more, less, the same, nothing.

What is compared with what, and by how much they differ, is the audit's (analysis.audit.promises), so that this page and
the findings never disagree.
"""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from analysis import numerals
from analysis.audit import inputs
from analysis.audit.promises import aligned, common_name, demanded, promises
from analysis.domain.quantities import EXTENSIVE
from analysis.domain.regions import NATION, Region, Regions
from dashboard.pages.alignment import comparisons, words
from dashboard.pages.alignment.comparisons import Cell, Statement
from dashboard.shared import assessed, wording
from dashboard.shared.data import Data

SAME = 1e-9
MOST_REMARKS = 3


class Alignment:
    """Made from the processed tables. What is compared has a common indicator: an average stands beside its standard,
    and is named as an average wherever it is told of."""

    @classmethod
    def of(cls, data: Data) -> "Alignment":
        return cls(data.frames, data.regions)

    def __init__(self, frames: Mapping[str, pd.DataFrame], regions: Regions):
        tables = inputs.tables(frames)
        documents = frames["documents"]
        plans = documents[documents["kind"] == "plan"].set_index("region_code")
        self.plans = plans[["title", "date", "baseline_year", "period_end"]].to_dict("index")
        self._regions = regions
        self._reach = comparisons.reach()
        self._titles = documents.set_index("document_id")["title"].to_dict()
        self._indicators = frames["indicators"].set_index("indicator_id").to_dict("index")
        figures = frames["figures"].set_index("figure_id", drop=False)
        # beside the nearest promise above the one that applies, where the nearest does not
        self._pairs = comparisons.by_figure(tables, tables.once(aligned)) | comparisons.by_figure(
            tables, tables.once(demanded)
        )
        comparable = tables.once(promises)
        norms = comparable.loc[comparable["norm"], "figure"].map(tables.numbers["figure_id"])
        set_by = pd.concat([figures.loc[frames["targets"]["figure_id"]], figures.loc[norms]])
        years = frames["targets"].set_index("figure_id")["target_year"]
        set_by = set_by.assign(
            common=common_name(tables, set_by), norm=set_by["figure_id"].isin(norms), at=set_by["figure_id"].map(years)
        )
        self._rows: dict[tuple[str, str], list[dict]] = {}
        for row in assessed.records(set_by):
            self._rows.setdefault((row["region_code"], row["common"]), []).append(row)
        self._cells: dict[tuple[str, str], Cell] = {}

    @property
    def indicators(self) -> set[str]:
        return {common for _, common in self._rows}

    def common(self, indicator: str) -> str:
        """The name under which an indicator is compared."""
        return self._indicators[indicator]["average_of"] or indicator

    def name(self, common: str) -> str:
        return self._indicators[common]["name_zh"]

    def row_name(self, region: str, common: str) -> str:
        """What the region's own target is for, or what those of `places` are for: the average, where there is no other
        target among them."""
        own = self._rows.get((region, common))
        all_rows = own or [row for place in self.places(region) for row in self._rows.get((place.code, common), [])]
        set_for = {row["indicator_id"] for row in all_rows}
        return self.name(set_for.pop() if len(set_for) == 1 else common)

    def domain(self, common: str) -> str:
        return self._indicators[common]["domain"]

    def definition(self, common: str) -> str:
        return self._indicators[common]["definition"]

    def remarks(self, region: str) -> list[str]:
        """What a reader must know of the places' plans: which was written before the one above it, what is no plan."""
        said, earlier = ["全国的目标取自公开报道，不是规划全文。"], []
        for one in self.places(region):
            plan = self.plans.get(one.code)
            above = [self.plans[step.code] for step in self._regions.trail(one.code)[:-1] if step.code in self.plans]
            if plan and plan["date"] and any(plan["date"] < other["date"] for other in above):
                later = next(other for other in above if plan["date"] < other["date"])
                earlier.append(f"《{plan['title']}》{plan['date']} 成文，早于《{later['title']}》（{later['date']}）。")
        if len(earlier) > MOST_REMARKS:
            return [*said, f"所列规划中有 {len(earlier)} 份成文早于上级规划，选择该地区可见日期。"]
        return said + earlier

    def title(self, statement: Statement) -> str:
        return self._titles[statement.row["document_id"]]

    def places(self, region: str) -> list[Region]:
        """The way down to a region, and from it to every place below that has set targets; in tree order."""
        way = {one.code for one in self._regions.trail(region)}
        for code in {code for code, _ in self._rows} & self._regions.descendants(region):
            way |= {one.code for one in self._regions.trail(code)}
        return [one for one in self._regions if one.code in way]

    def below(self, region: str) -> list[str]:
        """The codes of those of `places` that lie below the region."""
        inside = self._regions.descendants(region) - {region}
        return [one.code for one in self.places(region) if one.code in inside]

    def known(self, region: str) -> list[str]:
        """The indicators that any of `places` has set a target for, by domain and name."""
        codes = {one.code for one in self.places(region)}
        found = {common for place, common in self._rows if place in codes}
        return sorted(found, key=lambda common: (self.domain(common), self.name(common)))

    def cell(self, region: str, common: str) -> Cell:
        key = region, common
        if key not in self._cells:
            self._cells[key] = self._cell(*key)
        return self._cells[key]

    def _cell(self, region: str, common: str) -> Cell:
        rows = self._rows.get((region, common), [])
        above, theirs = self._above(region, common)
        if rows:
            made = [self._statement(row, region, common, above, theirs) for row in rows]
            gravest = min(made, key=lambda one: list(words.RELATIONS).index(one.relation))
            return Cell(made, gravest.relation, gravest.detail)
        owner, applicable = self._above(region, common, self._applies)
        said = f"{self._whose(owner, applicable)}的{words.all_values(applicable)}" if applicable else ""
        if region not in self.plans and region != NATION:
            return Cell([], "unplanned", "未收录它的规划" + (f"；上级适用的目标：{said}" if said else ""), said)
        if applicable:
            return Cell([], "applies", f"适用{said}", said)
        if not theirs:
            return Cell([], "nobody", "")
        name, place = self._whose(above, theirs), self._regions[region].name
        return Cell([], "inapplicable", f"{name}的{words.all_values(theirs)}只对其本级，不适用于{place}")

    def _whose(self, region: str, rows: Sequence[Mapping]) -> str:
        """辽宁省, 辽宁省平均标准: whose a target is, and that it is for an average where it is."""
        average = any(self._average(row) for row in rows)
        return self._regions[region].name + (words.AVERAGE if average else "")

    def _average(self, row: Mapping) -> bool:
        return bool(self._indicators[row["indicator_id"]]["average_of"])

    def _above(self, region: str, common: str, counts: Callable = lambda row, region: True) -> tuple[str, list[dict]]:
        """The nearest region above that promised something for the period of this one's plan, and what of it counts
        (all, or what `_applies`). Of a place whose plan is not known the period is that of the latest plans."""
        first, last = self._period(region)
        for one in reversed(self._regions.trail(region)[:-1]):
            rows = [
                row
                for row in self._rows.get((one.code, common), [])
                if (row["norm"] or first < row["at"] <= last) and counts(row, region)
            ]
            if rows:
                return one.code, rows
        return "", []

    def _period(self, region: str) -> tuple[int, int]:
        plans = [self.plans[region]] if region in self.plans else list(self.plans.values())
        return max(((plan["baseline_year"], plan["period_end"]) for plan in plans), default=(0, 0))

    def _applies(self, row: Mapping, region: str) -> bool:
        """Whether what a region above promised is the applicable target of a place that has none of its own."""
        return (row["indicator_id"], self._regions[region].level) in self._reach

    def _statement(self, row: dict, region: str, common: str, above: str, theirs: list[dict]) -> Statement:
        relation, detail = self._relation(row, region, common, above, theirs)
        when = "现行标准" if row["norm"] else f"{int(row['at'])}年"
        value, average = words.value_text(row), self._average(row)
        what = self._what(row, average)
        return Statement(
            row["figure_id"], row["indicator_id"], average, what, value, when, row["attribute"], relation, detail, row
        )

    def _what(self, row: dict, average: bool) -> str:
        """Which kind, where there are several: 农村，平均标准（只对其本级）."""
        kind = wording.series_text("", row).strip("（）")
        return "，".join(filter(None, [kind, f"{words.AVERAGE}（只对其本级）" if average else ""]))

    def _relation(self, row: dict, region: str, common: str, above: str, theirs: list[dict]) -> tuple[str, str]:
        pair = self._pairs.get(row["figure_id"])
        if pair is not None:
            return self._compared(row, pair)
        if region == NATION:
            return "top", ""
        if not theirs:
            if any(one.code in self.plans for one in self._regions.trail(region)[:-1]):
                return "alone", "上级规划没有这一目标"
            return "unknown", "本项目没有收录上级的规划，公开报道中也没有这一目标"
        later = [
            other for other in self._rows[region, common] if words.kind(other) == words.kind(row) and other is not row
        ]
        if any(other["figure_id"] in self._pairs for other in later):
            return "step", "另有一年的目标与上级对照"
        theirs = [other for other in theirs if other["subgroup"] == row["subgroup"]]
        if not theirs:
            return "alone", "上级没有这一口径的目标"
        name = self._whose(above, theirs)
        if any(words.promised(other) == words.promised(row) for other in theirs):
            return "same", f"与{name}的{words.value_text(row)}相同"
        said = f"{name}是{words.all_values(theirs)}"
        if self._indicators[row["indicator_id"]]["quantity"] in EXTENSIVE and row["form"] == "level":
            return "count", f"{said}；数量因地区大小而异，不比高低"
        if all(other["value"] is None for other in theirs):
            return "unlike", f"{said}，没有给出数字"
        if row["value"] is None:
            return "unlike", f"{said}；这里没有给出数字"
        if not {words.measure(other) for other in theirs} & {words.measure(row)}:
            return "form", f"{said}；一个是水平，一个是增速"
        return "unlike", f"{said}；口径、年份或表述不同"

    def _compared(self, row: dict, pair: dict) -> tuple[str, str]:
        name, theirs = self._whose(pair["above"], [pair["row"]]), words.value_text(pair["row"])
        spread = f"折每年 {numerals.needed_percent(pair['strength'] / 100)}，" if row["form"] == "total_growth" else ""
        year = "" if pair["at"] == pair["at_upper"] or row["norm"] else f"（{pair['at_upper']}年）"
        ahead = pair["ahead"]
        if abs(ahead) > SAME:
            code, word = ("more", "高于") if ahead > 0 else ("less", "低于")
            growth = pair["measure"] == "growth"
            apart = wording.points_of_growth(ahead) if growth else wording.difference(ahead, row["unit"])
            told = f"{spread}{word}{name}的{theirs}{year}，相差 {apart}"
            return (code, told) if ahead > 0 or pair["applies"] else ("unlike", f"{told}；这一目标不适用到这里")
        if pair["applies"] and pair["strict_upper"] and not pair["strict"]:
            return "weaker", f"{spread}数与{name}的{theirs}{year}相同，比较词较弱"
        softer = pair["applies"] and pair["attribute_upper"] == words.BINDING and row["attribute"] == words.EXPECTED
        return "same", f"{spread}与{name}的{theirs}{year}相同" + ("，但上级是约束性，本级是预期性" if softer else "")
