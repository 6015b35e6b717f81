"""What 横向比较 shows: one row a place and series, the gap to its target, and whether it speeds up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from analysis.charts.wording import series_name
from analysis.codelists import definitions
from analysis.domain.series import SERIES, measure_key
from analysis.models.levels import SEPARATOR, is_fact
from analysis.models.matching import JUDGED, match
from analysis.research.workspace import Workspace
from dashboard.shared import assessed
from dashboard.shared.assessed import Target, all_targets
from dashboard.shared.data import Data

BEFORE = 5  # years before the latest stretch that its pace is compared with
# Paces that differ by less are the same: the precision that they are shown with.
GROWTH_DIFFERS, STEP_DIFFERS = 0.001, {"倍": 0.01}
USUAL_STEP_DIFFERS = 0.1
FASTER, SLOWER, STEADY = "加快", "放慢", "持平"


@dataclass(frozen=True)
class Movement:
    """Yearly change over the latest stretch between two known years, and over up to five years before it.

    `relative`: fractions of growth (money and counts); else units a year (shares and ratios). `earlier` is None where
    fewer than three years are known.
    """

    unit: str
    relative: bool
    recent: float
    recent_years: tuple[int, int]
    earlier: float | None
    earlier_years: tuple[int, int] | None

    def word(self, less_is_better: bool) -> str:
        """加快, 放慢 or 持平 towards what is better; empty where there is nothing to compare with."""
        if self.earlier is None:
            return ""
        change = (self.recent - self.earlier) * (-1 if less_is_better else 1)
        threshold = GROWTH_DIFFERS if self.relative else STEP_DIFFERS.get(self.unit, USUAL_STEP_DIFFERS)
        return STEADY if abs(change) < threshold else FASTER if change > 0 else SLOWER


@dataclass(frozen=True)
class Row:
    """One place in one series: `target` where it has one of its own; the latest known level, its own or a standard that
    holds there (`source_level` says whose it is), and how it is known. `figure_ids`: the printed figures that all of it
    rests on."""

    region: str
    place: str
    series: str
    name: str
    unit: str
    target: Target | None
    value: float | None
    bounds: tuple[str | None, float | None, float | None]
    year: int | None
    how_known: str
    source_level: str
    less_is_better: bool
    movement: Movement | None
    figure_ids: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.series, self.region

    @property
    def pace(self) -> str:
        return self.movement.word(self.less_is_better) if self.movement else ""

    @property
    def missing(self) -> float | None:
        return assessed.missing(self.target) if self.target else None

    @property
    def twice_red(self) -> bool:
        """Missed or behind, and slowing down when it was last known."""
        return self.target is not None and self.target.short and self.pace == SLOWER


class Comparison:
    """All rows of all series, made once from the workspace of the tables and the targets as pages tell of them."""

    @classmethod
    def of(cls, data: Data) -> "Comparison":
        return cls(data.workspace, data.view(all_targets))

    def __init__(self, space: Workspace, targets: Sequence[Target]):
        self._indicators = space.codelists.indicators.to_dict("index")
        self._regions = space.region_names.to_dict()
        rows = [_of_target(one, points) for one, points in _histories(space, targets)]
        told = {row.key for row in rows}
        facts = assessed.records(space.levels[is_fact(space.levels)].sort_values([*SERIES, "year"]))
        for _, points in groupby(facts, key=lambda level: [level[name] for name in SERIES]):
            row = self._without_target(list(points))
            if row.key not in told:
                rows.append(row)
        self.rows: list[Row] = sorted(rows, key=lambda row: row.key)

    def _without_target(self, points: list[dict]) -> Row:
        last = points[-1]
        indicator = self._indicators[last["indicator_id"]]
        return Row(
            region=last["region_code"],
            place=self._regions[last["region_code"]],
            series=measure_key(last),
            name=series_name(last, indicator),
            unit=last["unit"],
            target=None,
            value=last["value"],
            bounds=(last["comparator"], last["value_low"], last["value_high"]),
            year=last["year"],
            how_known=last["how_known"],
            source_level="own",
            less_is_better=indicator["direction"] == "less",
            movement=movement(points, indicator["quantity"], last["unit"]),
            figure_ids=_figures(point["figure_ids"] for point in points),
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Every series that any place has → its name."""
        return {row.series: row.name for row in self.rows}

    @cached_property
    def series(self) -> dict[str, str]:
        """Series that at least two places have → their name and how many places, by domain, then name."""
        domains = list(definitions.terms()["domain"])
        found = {}
        for key, rows in groupby(self.rows, key=lambda row: row.series):
            places = {row.region: row for row in rows}
            if len(places) > 1:
                name = next(iter(places.values())).name
                found[key] = (domains.index(self.domain(key)), name, f"{name}（{len(places)} 个地区）")
        return {key: text for key, (_, _, text) in sorted(found.items(), key=lambda entry: entry[1][:2])}

    def domain(self, series: str) -> str:
        return self._indicators[series.partition(".")[0]]["domain"]

    def first(self, region: str) -> str:
        """The series that a visit opens on that asks for none: one in which the place is behind; else one in which it
        is judged; else one in which it has a target. Among equals the one in which most places have a target, then the
        one in which most have a known level."""
        ranks = {key: [0, 0, 0] for key in self.series}
        for row in self.rows:
            if (rank := ranks.get(row.series)) is None:
                continue
            if row.region == region and row.target:
                rank[0] = max(rank[0], _urgency(row.target))
            rank[1] += row.target is not None
            rank[2] += row.value is not None
        return max(ranks, key=ranks.__getitem__, default="")

    def rows_of(self, series: Iterable[str], regions: set[str]) -> list[Row]:
        wanted = set(series)
        return [row for row in self.rows if row.series in wanted and row.region in regions]

    def twice_red(self, regions: set[str]) -> list[Row]:
        """Furthest from the target first."""
        rows = [row for row in self.rows if row.twice_red and row.region in regions]
        return sorted(rows, key=lambda row: -assessed.share_missing(row.target))


def _urgency(target: Target) -> int:
    return 3 if target.short else 1 if target.tone == "none" else 2


def _histories(space: Workspace, targets: Sequence[Target]) -> list[tuple[Target, list[dict]]]:
    """Each target with the facts that it is judged by (own or inherited), up to its year, by year."""
    found = match(space.tables["targets"], space.levels, space.codelists)
    found = assessed.records(found[is_fact(found)].sort_values([*JUDGED, "year"]))
    groups = {
        key: list(points) for key, points in groupby(found, key=lambda level: tuple(level[one] for one in JUDGED))
    }
    pairs = []
    for one in targets:
        row = one.row
        parts = [row[f"judged_{name}"] or row[name] for name in ("residence", "arrangement")]
        points = groups.get((row["figure_id"], *parts), [])
        pairs.append((one, [point for point in points if point["year"] <= row["target_year"]]))
    return pairs


def _of_target(target: Target, points: list[dict]) -> Row:
    row = target.row
    return Row(
        region=target.region,
        place=target.place,
        series=target.series,
        name=target.name,
        unit=target.unit,
        target=target,
        value=row["latest_value"],
        bounds=(row["latest_comparator"], row["latest_value_low"], row["latest_value_high"]),
        year=row["latest_year"],
        how_known=row["latest_how_known"],
        source_level=row["latest_source_level"],
        less_is_better=target.less_is_better,
        movement=movement(points, target.quantity, target.unit),
        figure_ids=_figures([row["figure_ids"], *(point["level_ids"] for point in points)]),
    )


def _figures(lists: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for text in lists for one in text.split(SEPARATOR) if one))


def movement(points: Sequence[Mapping], quantity: str, unit: str) -> Movement | None:
    """`points` have `year` and `value`, by year; None where fewer than two years are known.

    Between two known years growth is compound, a step is spread evenly.
    """
    years, values = [one["year"] for one in points], [one["value"] for one in points]
    if len(years) < 2:
        return None
    relative = quantity not in ("rate", "ratio") and min(values) > 0

    def pace(first: int, last: int) -> float:
        gone = years[last] - years[first]
        if relative:
            return (values[last] / values[first]) ** (1 / gone) - 1
        return (values[last] - values[first]) / gone

    since = next(index for index, year in enumerate(years) if year >= years[-2] - BEFORE)
    earlier = since < len(years) - 2
    return Movement(
        unit=unit,
        relative=relative,
        recent=pace(-2, -1),
        recent_years=(years[-2], years[-1]),
        earlier=pace(since, -2) if earlier else None,
        earlier_years=(years[since], years[-2]) if earlier else None,
    )
