"""A province's counties as SVG paths, and the classes that their percentages are coloured by.

The outlines are projected here, once, so that a browser has nothing to compute: it writes the paths into the page and
afterwards only changes fills.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Transformer

from analysis.charts.theme import SEQUENTIAL

WIDTH = 3000  # of the drawing, in units; a province of 600 km then has 200 m a unit, finer than the outlines are
MARGIN = 20
STEPS = (1, 2, 5, 10, 20, 25, 50)  # percentage points a class may span


@dataclass(frozen=True)
class Shape:
    """One region of the drawing; `path` is its outline, a city's without the borders of the counties inside it.

    `label` is the centre (x, y) and radius of the largest circle inside: where a name sits best and whether it fits.
    """

    code: str
    name: str
    city_code: str
    path: str
    box: tuple[int, int, int, int]
    label: tuple[int, int, int]


@dataclass(frozen=True)
class ProvinceMap:
    """`view_box` is (width, height) from the origin; x grows to the east, y to the south."""

    view_box: tuple[int, int]
    counties: list[Shape]
    cities: list[Shape]
    city_borders: str


@dataclass(frozen=True)
class Classes:
    """Class i holds the values from `lows[i]` up to, not including, `lows[i + 1]`; all lists are ascending."""

    lows: list[float]
    labels: list[str]
    colours: list[str]


def provinces(counties: Mapping) -> list[str]:
    """Codes of the provinces that the outlines cover, ascending. `counties` as in `province_map`."""
    return sorted({feature["properties"]["province_code"] for feature in _features(counties)})


def county_names(counties: Mapping) -> dict[str, str]:
    """Name of each county by code. `counties` as in `province_map`."""
    properties = [feature["properties"] for feature in _features(counties)]
    return {county["region_code"]: county["name_zh"] for county in properties}


def city_codes(counties: Mapping) -> list[str]:
    """Codes of the cities that the counties belong to, ascending; a county directly under its province is its own
    city. `counties` as in `province_map`."""
    return sorted({feature["properties"]["city_code"] for feature in _features(counties)})


def province_map(counties: Mapping, province: str, names: Mapping[str, str]) -> ProvinceMap:
    """The drawing of one province in an equal-area conic projection of its own.

    `counties` is a GeoJSON FeatureCollection (or anything with a `__geo_interface__`, such as a GeoDataFrame) in WGS 84
    whose features have `region_code`, `name_zh`, `city_code`, `province_code`; `names` gives the cities' names by code.
    Raises KeyError for a province without outlines.
    """
    features = [feature for feature in _features(counties) if feature["properties"]["province_code"] == province]
    if not features:
        raise KeyError(province)
    degrees = np.array([shapely.geometry.shape(feature["geometry"]) for feature in features])
    drawn, view_box = _on_canvas(degrees)
    owners = np.array([feature["properties"]["city_code"] for feature in features])
    cities = {str(code): shapely.coverage_union_all(drawn[owners == code]) for code in np.unique(owners)}
    borders = shapely.line_merge(shapely.union_all(shapely.boundary(list(cities.values()))))
    return ProvinceMap(
        view_box=view_box,
        counties=[
            _shape(
                geometry,
                feature["properties"]["region_code"],
                feature["properties"]["name_zh"],
                owner,
                svg_path(geometry),
            )
            for geometry, feature, owner in zip(drawn, features, owners.tolist(), strict=True)
        ],
        cities=[_shape(geometry, code, names[code], code, svg_path(geometry)) for code, geometry in cities.items()],
        city_borders=svg_path(borders),
    )


def _features(counties: Mapping) -> list[Mapping]:
    return getattr(counties, "__geo_interface__", counties)["features"]


def _on_canvas(degrees: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    """Longitudes and latitudes → drawing units (still floating), and the drawing's size.

    Standard parallels lie a sixth of the height inside the northern and southern edge, the usual choice for Albers.
    """
    west, south, east, north = shapely.total_bounds(degrees)
    inset = (north - south) / 6
    parallels = f"+lat_1={south + inset} +lat_2={north - inset}"
    albers = f"+proj=aea {parallels} +lat_0={south} +lon_0={(west + east) / 2} +datum=WGS84"
    project = Transformer.from_crs("EPSG:4326", albers, always_xy=True).transform
    metres = shapely.transform(degrees, project, interleaved=False)
    left, bottom, right, top = shapely.total_bounds(metres)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    drawn = shapely.transform(metres, lambda xy: (xy - (left, top)) * (scale, -scale) + MARGIN)
    return drawn, (WIDTH, int(np.ceil((top - bottom) * scale)) + 2 * MARGIN)


def _shape(geometry: shapely.Geometry, code: str, name: str, city_code: str, path: str) -> Shape:
    inner = shapely.maximum_inscribed_circle(geometry, tolerance=10)  # a line from the centre to the nearest edge
    (x, y), _ = inner.coords
    box = tuple(int(edge) for edge in np.round(geometry.bounds))
    return Shape(code, name, city_code, path, box, (round(x), round(y), round(inner.length)))


def svg_path(geometry: shapely.Geometry) -> str:
    """The `d` of an SVG path: each ring or line starts absolute, goes on in relative whole units.

    Coordinates are rounded before the differences are taken, so that neighbours keep one common line. A part that
    rounding reduces to a point is left out unless it is all there is.

    >>> svg_path(shapely.box(10, 10, 20.4, 30))
    'M20 10v20h-10v-20z'
    """
    parts = [_subpath(shapely.get_coordinates(line), closed) for line, closed in _lines(geometry)]
    drawn = [part for part in parts if "l" in part or "h" in part or "v" in part]
    return "".join(drawn or parts[:1])


def _lines(geometry: shapely.Geometry) -> list[tuple[shapely.Geometry, bool]]:
    parts = shapely.get_parts(geometry)
    if shapely.get_dimensions(geometry) == 2:
        return [(ring, True) for polygon in parts for ring in shapely.get_rings(polygon)]
    return [(line, False) for line in parts]


def _subpath(coordinates: np.ndarray, closed: bool) -> str:
    points = np.round(coordinates).astype(int)
    if closed:
        points = points[:-1]  # "z" draws the way back
    text = [f"M{points[0][0]} {points[0][1]}"]
    for right, down in np.diff(points, axis=0).tolist():
        if right and down:
            text.append(f"l{right} {down}" if down > 0 else f"l{right}{down}")  # a minus sign separates by itself
        elif right:
            text.append(f"h{right}")
        elif down:
            text.append(f"v{down}")
    return "".join(text) + ("z" if closed else "")


def classes(values: Iterable[float], texts: Iterable[str] = (), most: int = len(SEQUENTIAL)) -> Classes:
    """At most `most` classes for percentages: one a value while there are few values, else even steps.

    Give the values of all years of a rate, so that one colour means one value in every year. Colours follow how near to
    100% a class is, as far as classes stay apart: a single class of 95% is dark, one of 10% light.

    `texts`: each value as it is written, with its comparator: what a class of one value is called.

    >>> classes([55, 55, 100]).labels, classes([60, 60, 100], ["≥60%", "60%", "约100%"]).labels
    (['55%', '100%'], ['60%、≥60%', '约100%'])
    """
    values = [float(value) for value in values]
    distinct = sorted({value for value in values if np.isfinite(value)})
    if len(distinct) <= most:
        written: dict[float, set[str]] = {}
        for value, text in zip(values, texts or [f"{value:.10g}%" for value in values], strict=True):
            written.setdefault(value, set()).add(text)
        lows, labels = distinct, ["、".join(sorted(written[low])) for low in distinct]
    else:
        lows, step = _even_steps(distinct[0], distinct[-1], most)
        labels = [f"{low:g}%" if low == 100 else f"{low:g}%～{low + step:g}%" for low in lows]
    return Classes(lows, labels, _colours(lows))


def _even_steps(lowest: float, highest: float, most: int) -> tuple[list[float], float]:
    for step in STEPS:
        first = int(lowest // step)
        count = int(highest // step) - first + 1
        if count <= most:
            return [float((first + index) * step) for index in range(count)], step
    raise ValueError(f"{lowest} … {highest} are no percentages")


def _colours(lows: list[float]) -> list[str]:
    """Each class takes the step its share of 100% points to; where two meet, the lower one gives way downwards."""
    last = len(SEQUENTIAL) - 1
    steps = [int(np.clip(low / 100 * len(SEQUENTIAL), 0, last)) for low in lows]
    for index in range(len(steps) - 2, -1, -1):
        steps[index] = min(steps[index], steps[index + 1] - 1)
    for index in range(len(steps)):
        steps[index] = max(steps[index], steps[index - 1] + 1 if index else 0)
    return [SEQUENTIAL[step] for step in steps]
