"""What rules are handed: the processed tables, and views of them that several rules need, each computed once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.audit.precision import printed_interval
from analysis.codelists import relations as codelist
from analysis.domain.series import SERIES

TABLES = ("figures", "baselines", "targets", "observations", "documents", "regions", "indicators")
NO_YEAR = -1
SEVERITIES = ("error", "warning", "note")  # gravest first
SEPARATOR = ";"  # between the ids of a cell
# What no rule looks at: rules select rows of `numbers` often, and every column costs.
PASSED_OVER = ["value_low", "value_high", "year", "end", "base", "effective", "source_standing", "address", "note"]
# How an observed level must be known to contradict a printed one: estimates, guides and plans do not.
KNOWN = ("", "published", "published_as_start_of_next_rise")


@dataclass(frozen=True)
class Tables:
    """The tables of data/processed that the audit reads, and the two codelists that only it needs."""

    figures: pd.DataFrame
    baselines: pd.DataFrame
    targets: pd.DataFrame
    observations: pd.DataFrame
    documents: pd.DataFrame
    regions: pd.DataFrame
    indicators: pd.DataFrame
    relations: Mapping[str, tuple[dict, ...]] = field(default_factory=codelist.relations)
    population: pd.DataFrame = field(default_factory=codelist.population)
    _computed: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, view: Callable[..., pd.DataFrame], *arguments: str) -> pd.DataFrame:
        """`view(self, *arguments)`, computed at the first call: for what several rules share. Not to be changed."""
        key = (view, *arguments)
        if key not in self._computed:
            self._computed[key] = view(self, *arguments)
        return self._computed[key]

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """`figures` by document and number, its columns but PASSED_OVER, and for each:

        `low`, `high` (printed interval), `quantity`, `direction`, `counted_over` of its indicator, `own_region` and
        `plan` of its document, `start_stated` (of a change: what it is counted from is printed), `at` (year, else the
        period's end, else NO_YEAR), `series` (integer, equal for equal region, indicator, residence, arrangement and
        subgroup). `quote` is filled from the printed number where the
        source is no document with offsets.
        """
        frame = self.figures.sort_values(["document_id", "number"], ignore_index=True)
        frame["quote"] = frame["quote"].where(frame["quote"] != "", frame["printed_value"] + frame["printed_unit"])
        indicator = self.indicators.set_index("indicator_id")
        for column in ("quantity", "direction", "counted_over"):
            frame[column] = frame["indicator_id"].map(indicator[column])
        document = self.documents.set_index("document_id")
        frame["own_region"] = frame["document_id"].map(document["region_code"])
        frame["plan"] = frame["document_id"].map(document["kind"]) == "plan"
        frame["start_stated"] = frame["base"] != ""
        frame["at"] = frame["year"].fillna(frame["period_end"]).fillna(NO_YEAR).astype("int64")
        frame["series"] = frame.groupby(SERIES, sort=False).ngroup()
        frame = pd.concat([frame, printed_interval(frame, frame["quantity"])], axis=1)
        return frame.drop(columns=PASSED_OVER)

    @cached_property
    def position(self) -> pd.Series:
        """figure_id → position in `numbers`."""
        return pd.Series(self.numbers.index, index=self.numbers["figure_id"])

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Levels that were or are in force: baselines, observed values, standards in force from a stated year."""
        frame = self.numbers
        standing = (frame["kind"] == "rule") & frame["quantity"].isin(["standard", "average"])
        kept = (
            (frame["kind"].isin(["baseline", "observed"]) | standing)
            & (frame["form"] == "level")
            & frame["value"].notna()
            & (frame["at"] != NO_YEAR)
            & frame["how_known"].isin(KNOWN)
        )
        return frame[kept]

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Levels, totals over a period and target levels, `role` "actual" or "target": what relations compare."""
        frame = self.numbers
        wanted = (frame["kind"].isin(["flow", "target"])) & (frame["form"] == "level") & frame["value"].notna()
        flows_and_targets = frame[wanted & (frame["at"] != NO_YEAR)]
        facts = pd.concat([self.levels, flows_and_targets])
        return facts.assign(role=np.where(facts["kind"] == "target", "target", "actual"))

    @cached_property
    def facts_of(self) -> dict[str, pd.DataFrame]:
        """`facts` by indicator."""
        return dict(iter(self.facts.groupby("indicator_id", sort=False)))

    @cached_property
    def lineage(self) -> pd.DataFrame:
        """All (region_code, ancestor_code, distance) pairs; each region is its own ancestor at distance 0."""
        parent = self.regions.set_index("region_code")["parent_code"]
        step = pd.DataFrame({"region_code": parent.index, "ancestor_code": parent.index})
        steps, distance = [], 0
        while len(step):
            steps.append(step.assign(distance=distance))
            step = step.assign(ancestor_code=step["ancestor_code"].map(parent))
            step = step[step["ancestor_code"].fillna("") != ""]
            distance += 1
        return pd.concat(steps, ignore_index=True)

    @cached_property
    def persons(self) -> pd.DataFrame:
        """The latest known population of each region: `region_code`, `persons`, `population_year`."""
        latest = self.population.sort_values("year").drop_duplicates("region_code", keep="last")
        return latest.rename(columns={"year": "population_year"})[["region_code", "persons", "population_year"]]

    @cached_property
    def series_name(self) -> pd.Series:
        """Chinese name of each series, e.g. 城市分散特困人员基本生活标准, by the integer `series` of `numbers`."""
        from analysis.audit.wording import series_names

        first = self.numbers.drop_duplicates("series").set_index("series")
        return series_names(first, self.indicators)

    @cached_property
    def place(self) -> pd.Series:
        """Chinese name of each region, by its code."""
        return self.regions.set_index("region_code")["name_zh"]


def rows_by(frame: pd.DataFrame, keys: list[str], columns: list[str]) -> dict[tuple, list[tuple]]:
    """The values of `columns` of each group, in the order of the frame; groups sorted. For findings that name many
    figures: much quicker than a frame a group."""
    groups: dict[tuple, list[tuple]] = {}
    key_columns, value_columns = ([frame[name].to_list() for name in names] for names in (keys, columns))
    for key, values in zip(zip(*key_columns, strict=True), zip(*value_columns, strict=True), strict=True):
        groups.setdefault(key, []).append(values)
    return dict(sorted(groups.items()))


def tables(frames: Mapping[str, pd.DataFrame]) -> Tables:
    """From table name → frame, as `build` and `tables.read` give them; further tables are passed over."""
    return Tables(**{name: frames[name] for name in TABLES})
