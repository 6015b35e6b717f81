"""What view of 横向比较 an address asks for, and the rows in the order that it wants."""

from dataclasses import dataclass, replace

from dashboard.pages.compare.data import Comparison, Row
from dashboard.shared import address, assessed, region_chooser
from dashboard.shared.data import Data

PATH = "/compare"
SCOPES = ("all", "province", "level")
# What a table can be sorted by → whether the largest comes first when it is first asked for.
SORTS = {
    "place": False,
    "name": False,
    "latest": True,
    "gap": True,
    "achieved": True,
    "needed": True,
    "recent": True,
    "outcome": True,
}


@dataclass(frozen=True)
class View:
    """`region` is the place that is marked and that the scope starts from; `series` are keys that have rows."""

    region: str
    scope: str
    series: tuple[str, ...]
    sort: str
    descending: bool

    def address(self) -> str:
        order = "" if self.descending == SORTS[self.sort] else "asc" if SORTS[self.sort] else "desc"
        return address.of(
            PATH,
            region=self.region,
            scope="" if self.scope == "all" else self.scope,
            indicator=address.SEPARATOR.join(self.series),
            sort="" if self.sort == "gap" else self.sort,
            order=order,
        )

    def sorted_by(self, sort: str) -> "View":
        """The view a click on a column's head opens: a second click turns the order round."""
        return replace(self, sort=sort, descending=not self.descending if sort == self.sort else SORTS[sort])

    def within(self, scope: str) -> "View":
        return replace(self, scope=scope)


def asked(data: Data, parameters: dict) -> View | None:
    """The view that the parameters name, without what is unknown (`unknown` says it); None for an unknown region."""
    region = region_chooser.asked(data.regions, parameters.get("region"))
    if region is None:
        return None
    known = data.view(Comparison.of)
    series = [key for text in address.values(parameters.get("indicator")) for key in keys(known, text)]
    scope, sort, order = (address.one(parameters.get(name)) for name in ("scope", "sort", "order"))
    sort = sort if sort in SORTS else "gap"
    first = known.first(region)
    return View(
        region=region,
        scope=scope if scope in SCOPES else "all",
        series=tuple(dict.fromkeys(series)) or ((first,) if first else ()),
        sort=sort,
        descending={"asc": False, "desc": True}.get(order, SORTS[sort]),
    )


def keys(known: Comparison, text: str) -> list[str]:
    """The series that a text names: one exactly, or all of an indicator."""
    if text in known.names:
        return [text]
    return [key for key in known.names if key.partition(".")[0] == text]


def unknown(data: Data, parameters: dict) -> list[str]:
    """What the address names as indicator and no place has."""
    comparison = data.view(Comparison.of)
    return [text for text in address.values(parameters.get("indicator")) if not keys(comparison, text)]


def regions(data: Data, view: View) -> set[str]:
    """The places within the view's scope; the marked one is always among them."""
    known = data.regions
    if view.scope == "province":
        trail = known.trail(view.region)
        return known.descendants(trail[1].code) if len(trail) > 1 else {one.code for one in known}
    if view.scope == "level":
        return {one.code for one in known if one.level == known[view.region].level}
    return {one.code for one in known}


def rows(data: Data, view: View) -> list[Row]:
    """In the view's order; places without the value that it is sorted by come last, in the order of the regions."""
    comparison = data.view(Comparison.of)
    order = {one.code: position for position, one in enumerate(data.regions)}
    found = sorted(comparison.rows_of(view.series, regions(data, view)), key=lambda row: (order[row.region], row.name))
    if view.sort == "place":
        return found[::-1] if view.descending else found
    given = [(value, row) for row in found if (value := value_of(row, view.sort)) is not None]
    rest = [row for row in found if value_of(row, view.sort) is None]
    return [row for _, row in sorted(given, key=lambda pair: pair[0], reverse=view.descending)] + rest


def value_of(row: Row, sort: str) -> float | str | None:
    """What a row is sorted by; None where there is nothing to sort."""
    target = row.target
    if sort == "name":
        return row.name
    if sort == "latest":
        return row.value
    if sort == "recent":
        return row.movement.recent if row.movement else None
    if target is None:
        return None
    if sort == "gap":
        return assessed.share_missing(target) if row.missing is not None else None
    if sort == "outcome":
        return list(assessed.STANDINGS).index(target.standing)
    column = "rate" if target.unit.startswith("元") else "step"
    return target.row[f"{sort}_{column}"]
