"""What the browser needs to draw the coverage map of a province, by county and by city, and to switch levels, rates and
years without asking again."""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.charts import county_map
from analysis.charts.theme import NO_DATA
from analysis.codelists import definitions
from analysis.domain.series import MEASURE, measure_key
from analysis.words import naming
from analysis.words import targets as words
from dashboard.pages.coverage_map import held as places
from dashboard.pages.coverage_map.provenance import Provenance
from dashboard.shared import assessed, wording
from dashboard.shared.data import Data, made_at_reading

VALUE = ["comparator", "value", "value_low", "value_high", "unit"]
OF_RATES = [
    *("rate", "rate_name", "domain", "definition", "value", "text", "year", "role", "moment"),
    *("place_code", "source_level", "figure_id", "beside"),
]
PRINTED = ["document_id", "section", "quote", "how_known", "source_standing"]  # of the figure


@dataclass(frozen=True, eq=False)
class CoverageMap:
    """`maps`: province code → the JSON that its map is drawn from, for each province with outlines; `held`: what the
    places drawn have of coverage rates, `context`: what is published above them (held.py)."""

    maps: dict[str, bytes]
    held: pd.DataFrame
    context: pd.DataFrame
    provenance: Provenance

    @classmethod
    def of(cls, data: Data) -> "CoverageMap":
        counties, cities = county_map.county_names(data.outlines), county_map.city_codes(data.outlines)
        held = places.held(data.frames, cities)
        context = places.context(data.frames, [*counties, *cities])
        provenance = Provenance(data.frames, held, [*counties, *cities])
        return cls(_all_maps(data, held, context), held, context, provenance)


made_at_reading(CoverageMap.of)


def _all_maps(data: Data, held: pd.DataFrame, context: pd.DataFrame) -> dict[str, bytes]:
    both = pd.concat([held.assign(beside=False), context.assign(beside=True)], ignore_index=True)
    frames, outlines = data.frames, data.outlines
    named, provinces = _named(both, frames), county_map.provinces(outlines)
    named["status"] = named["figure_id"].map(_statuses(data))
    return {province: _map_json(province, outlines, provinces, frames, named) for province in provinces}


def _named(held: pd.DataFrame, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """`held` with the printed place of its figure and the names that readers see."""
    coverage = held.copy()
    figures = frames["figures"].set_index("figure_id").loc[coverage["figure_id"]].reset_index()
    coverage[PRINTED] = figures[PRINTED]
    indicators = frames["indicators"].set_index("indicator_id")
    names = coverage["indicator_id"].map(indicators["name_zh"])
    series = _rows(coverage[MEASURE])
    coverage["rate"] = list(map(measure_key, series))
    coverage["rate_name"] = [wording.series_text(name, row) for name, row in zip(names, series, strict=True)]
    coverage["domain"] = coverage["indicator_id"].map(indicators["domain"])
    coverage["definition"] = coverage["indicator_id"].map(indicators["definition"])
    coverage["moment"] = coverage["role"] + "-" + coverage["year"].astype(str)
    coverage["text"] = [wording.value_text(row) for row in _rows(coverage[VALUE])]
    regions = frames["regions"].set_index("region_code")
    coverage["region"] = coverage["source_region_code"].map(regions["name_zh"])
    coverage["of"] = coverage["source_region_code"].map(regions["level"])
    coverage["document"] = coverage["document_id"].map(frames["documents"].set_index("document_id")["title"])
    return coverage


def _statuses(data: Data) -> dict[str, dict]:
    """How the target that a figure states stands: `tone` (a class of app.css), `word`, `why` with what is known."""
    return {
        one.row["figure_id"]: {
            "tone": one.tone,
            "word": words.verdict(one.row),
            "why": words.finding(one.row),
            "attribute": assessed.attribute_name(one.attribute),
        }
        for one in data.view(assessed.all_targets)
    }


def _rows(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


def _map_json(province: str, outlines: Mapping, provinces: list[str], frames: dict, named: pd.DataFrame) -> bytes:
    """All a browser needs to show any rate and year of one province without asking again (about 50 kB gzipped).

    `holds` has for each level of `wording.PLACES` a list, place by place in the order of `counties` or `cities`: the
    position in `figures` of the place's own figure or of the target that applies there, −1 where it has neither;
    `beside` the same of what is published above it. Without the level where there is neither for any place. `figures`
    are few, because places share the targets of the province and the nation. assets/county_map/levels.js makes of this
    what one level shows.
    """
    names = frames["regions"].set_index("region_code")["name_zh"]
    drawing = county_map.province_map(outlines, province, names)
    order = {
        level: {place.code: position for position, place in enumerate(places)}
        for level, places in (("county", drawing.counties), ("city", drawing.cities))
    }
    here = named[named["place_code"].isin({code for places in order.values() for code in places})]
    figures = here.drop_duplicates("figure_id").reset_index(drop=True)
    position = {figure: place for place, figure in enumerate(figures["figure_id"])}
    rates = _grouped(_rows(here[OF_RATES]), lambda row: row["rate"])
    terms = definitions.terms()
    return _compact(
        {
            "province": province,
            "name": names[province],
            "provinces": [[code, names[code]] for code in provinces],
            "viewBox": drawing.view_box,
            "cities": [[one.code, one.name, province, *one.label, one.path, one.box] for one in drawing.cities],
            "counties": [[one.code, one.name, one.city_code, *one.label, one.path] for one in drawing.counties],
            "kinds": wording.PLACES,
            "levels": terms["source_level"],
            "missing": naming.NOTHING_OWN,
            "domains": terms["domain"],
            "noData": NO_DATA,
            "figures": list(map(_figure, _rows(figures))),
            "rates": [
                _rate(rates[key], order, position)
                for key in sorted(sorted(rates), key=lambda key: _by_domain(rates[key]))
            ],
            "start": _most_telling_rate(here[here["place_code"].isin(order["county"]) & ~here["beside"]]),
        }
    )


def _figure(row: dict) -> dict:
    """What is said of a figure wherever it is shown; `place`, `region` and its level `of`: whose number it is."""
    said = {
        "value": row["value"],
        "text": row["text"],
        "of": row["of"],
        "region": row["source_region_code"],
        "place": row["region"],
        "document": row["document"],
        "section": row["section"],
        "quote": wording.one_line(row["quote"]),
        "known": wording.how_known_text(row),
    }
    return said | ({"status": row["status"]} if isinstance(row["status"], dict) else {})


def _most_telling_rate(coverage: pd.DataFrame) -> str:
    """The rate a first visit opens on: most own values at one moment, then most different figures."""
    if coverage.empty:
        return ""
    own = coverage["source_level"].eq("own").groupby([coverage["rate"], coverage["moment"]]).sum()
    most, figures = own.groupby("rate").max(), coverage.groupby("rate")["figure_id"].nunique()
    return str(max(most.index, key=lambda rate: (most[rate], figures[rate])))


def _by_domain(rows: list[dict]) -> tuple:
    return list(definitions.terms()["domain"]).index(rows[0]["domain"]), rows[0]["rate_name"]


def _rate(rows: list[dict], order: dict[str, dict[str, int]], position: dict[str, int]) -> dict:
    """One colour means one value at each level and moment: the classes are those of all own values."""
    own = [row for row in rows if row["source_level"] == "own"]
    classes = county_map.classes([row["value"] for row in own], [row["text"] for row in own])
    first = rows[0]
    moments = _grouped(rows, lambda row: (row["year"], row["role"]))
    return {
        "key": first["rate"],
        "name": first["rate_name"],
        "domain": first["domain"],
        "definition": first["definition"],
        "lows": classes.lows,
        "labels": classes.labels,
        "colours": classes.colours,
        "moments": [_moment(moments[one], order, position) for one in sorted(moments)],
        "start": {
            level: _start([row for row in rows if row["place_code"] in places]) for level, places in order.items()
        },
    }


def _grouped(rows: list[dict], key: Callable[[dict], Hashable]) -> dict[Hashable, list[dict]]:
    """The rows by key, both in their order. Many small groups: a data frame of each would take many times as long."""
    groups: dict[Hashable, list[dict]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _start(rows: list[dict]) -> str:
    """The moment to open a rate on: most own values, then most applicable targets, then most different figures, then
    the latest year. Empty where the rate is known nowhere."""
    tellings = {
        key: (
            sum(row["source_level"] == "own" for row in group),
            sum(not row["beside"] for row in group),
            len({row["figure_id"] for row in group}),
            group[0]["year"],
        )
        for key, group in sorted(_grouped(rows, lambda row: row["moment"]).items())
    }
    return max(tellings, key=tellings.__getitem__, default="")


def _moment(rows: list[dict], order: dict[str, dict[str, int]], position: dict[str, int]) -> dict:
    """Where the place has an own figure, what is known above it is told in a sentence all the same."""
    found = {}
    for name, beside in (("holds", False), ("beside", True)):
        figures = {row["place_code"]: position[row["figure_id"]] for row in rows if row["beside"] == beside}
        found[name] = {level: [figures.get(place, -1) for place in places] for level, places in order.items()}
    known = [level for level in order if max(max(found[name][level]) for name in found) >= 0]
    first = rows[0]
    name = wording.moment_text(first["role"], first["year"])
    moment = {"key": first["moment"], "name": name, "role": first["role"], "year": int(first["year"])}
    return moment | {name: {level: levels[level] for level in known} for name, levels in found.items()}


def _compact(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
