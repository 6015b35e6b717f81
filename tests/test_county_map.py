"""The county map's pure parts: outlines become paths, percentages become classes and colours."""

import json
import math
import re
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts import county_map
from analysis.charts.theme import CATEGORICAL, NO_DATA, SEQUENTIAL
from analysis.codelists import definitions

COUNTIES = {"150000": 103, "210000": 100, "220000": 60}  # GB/T 2260, end of 2025


@pytest.fixture(scope="module")
def outlines(project_root):
    return json.loads((project_root / "data" / "processed" / "counties.geojson").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def names():
    return definitions.regions()["name_zh"].to_dict()


@pytest.fixture(scope="module", params=sorted(COUNTIES))
def drawn(request, outlines, names):
    return request.param, county_map.province_map(outlines, request.param, names)


def ring_areas(path: str) -> list[float]:
    """Signed areas of the rings of an SVG path in the commands that `svg_path` writes (shoelace formula)."""
    areas = []
    for subpath in path.split("z")[:-1]:
        points, x, y = [], 0, 0
        for command, numbers in re.findall(r"([Mlhv])([-\d ]+)", subpath):
            values = [int(number) for number in re.findall(r"-?\d+", numbers)]
            if command == "M":
                x, y = values
            else:
                right, down = {"l": lambda v: v, "h": lambda v: (v[0], 0), "v": lambda v: (0, v[0])}[command](values)
                x, y = x + right, y + down
            points.append((x, y))
        following = points[1:] + points[:1]
        areas.append(sum(a * d - c * b for (a, b), (c, d) in zip(points, following, strict=True)) / 2)
    return areas


def test_each_province_is_drawn_with_all_its_counties_inside_the_frame(drawn):
    province, drawing = drawn
    assert len(drawing.counties) == COUNTIES[province]
    width, height = drawing.view_box
    for shape in [*drawing.counties, *drawing.cities]:
        assert 0 <= shape.box[0] < shape.box[2] <= width
        assert 0 <= shape.box[1] < shape.box[3] <= height
        x, y, radius = shape.label
        assert shape.box[0] < x < shape.box[2] and shape.box[1] < y < shape.box[3] and radius > 0


def test_drawn_areas_are_in_proportion_to_the_areas_on_the_ground(drawn, outlines):
    _, drawing = drawn
    ground = {one["id"]: one["properties"]["area_km2"] for one in outlines["features"]}
    drawn_areas = {shape.code: abs(sum(ring_areas(shape.path))) for shape in drawing.counties}
    scale = sum(drawn_areas.values()) / sum(ground[code] for code in drawn_areas)
    for code, area in drawn_areas.items():
        # 500 m of simplification and whole drawing units weigh more on a small city district.
        assert area / scale == pytest.approx(ground[code], rel=0.03, abs=12), code


def test_the_country_is_not_upside_down_or_mirrored(outlines, names):
    drawing = county_map.province_map(outlines, "210000", names)
    place = {city.name: city.label for city in drawing.cities}
    assert place["大连市"][1] > place["沈阳市"][1] > place["铁岭市"][1]
    assert place["朝阳市"][0] < place["锦州市"][0] < place["抚顺市"][0]


def test_neighbours_share_one_line(outlines, names):
    """The counties of a city, put together from their whole-number outlines, leave no gap and no overlap."""
    drawing = county_map.province_map(outlines, "210000", names)
    parts = sum(abs(sum(ring_areas(shape.path))) for shape in drawing.counties)
    geometries = [shapely.geometry.shape(one["geometry"]) for one in outlines["features"]]
    degrees = np.array([g for g, one in zip(geometries, outlines["features"], strict=True) if one["id"][:2] == "21"])
    rounded, _ = county_map._on_canvas(degrees)
    whole = county_map.svg_path(shapely.coverage_union_all(rounded))
    assert parts == pytest.approx(abs(sum(ring_areas(whole))), rel=1e-3)


def test_a_geodataframe_serves_as_well_as_geojson(outlines, names):
    import geopandas

    frame = geopandas.GeoDataFrame.from_features(outlines["features"], crs="EPSG:4326")
    assert county_map.province_map(frame, "220000", names) == county_map.province_map(outlines, "220000", names)
    assert county_map.provinces(frame) == sorted(COUNTIES)
    assert county_map.county_names(frame)["210381"] == "海城市"


def test_a_province_without_outlines_is_an_error(outlines, names):
    with pytest.raises(KeyError):
        county_map.province_map(outlines, "999999", names)


def test_a_part_too_small_to_draw_is_left_out_unless_it_is_all_there_is():
    islet = shapely.box(5, 5, 5.1, 5.1)
    assert county_map.svg_path(shapely.MultiPolygon([islet, shapely.box(0, 0, 2, 2)])) == "M2 0v2h-2v-2z"
    assert county_map.svg_path(islet) == "M5 5z"


def test_holes_are_drawn_as_rings_of_their_own():
    ring = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
    assert sorted(map(abs, ring_areas(county_map.svg_path(ring)))) == [9, 81]


percentages = st.lists(st.floats(0, 100).map(lambda value: round(value, 2)), min_size=1, max_size=40)


@given(percentages)
def test_every_value_has_a_class_of_its_own_colour(values):
    classes = county_map.classes(values)
    assert 1 <= len(classes.lows) == len(classes.labels) == len(classes.colours) <= 6
    assert classes.lows == sorted(set(classes.lows))
    assert len(set(classes.colours)) == len(classes.colours) and set(classes.colours) <= set(SEQUENTIAL)
    steps = [SEQUENTIAL.index(colour) for colour in classes.colours]
    assert steps == sorted(steps), "more is darker"
    assert classes.lows[0] <= min(values)
    if len(set(values)) <= 6:
        assert classes.lows == sorted(set(values)), "few values: each is told apart"


def test_few_values_are_named_and_many_are_put_into_even_steps():
    assert county_map.classes([100, 55, 55]).labels == ["55%", "100%"]
    assert county_map.classes([48, 55, 57, 60, 65.7, 67.5, 73]).lows == [45, 50, 55, 60, 65, 70]
    assert county_map.classes([1, 30, 45, 61, 62, 80, 100]).labels[-2:] == ["80%～100%", "100%"]


def test_a_class_of_one_value_is_called_as_the_value_is_written():
    classes = county_map.classes([60, 100, 60, 80], ["≥60%", "约100%", "60%", "80%"])
    assert (classes.lows, classes.labels) == ([60, 80, 100], ["60%、≥60%", "80%", "约100%"])


def test_missing_values_make_no_class():
    assert county_map.classes([math.nan]).lows == []
    assert county_map.classes([]).colours == []


def test_a_single_full_class_is_dark_and_a_single_low_one_light():
    assert county_map.classes([100]).colours == [SEQUENTIAL[-1]]
    assert county_map.classes([5]).colours == [SEQUENTIAL[0]]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def lightness(colour: str) -> float:
    """CIE L*, 0 (black) to 100 (white): what a grey print shows."""
    return 116 * luminance(colour) ** (1 / 3) - 16


def test_the_map_s_colours_are_told_apart_in_grey_and_none_is_white():
    steps = [lightness(colour) for colour in SEQUENTIAL]
    assert all(lighter - darker > 9 for lighter, darker in pairwise(steps))
    assert steps[0] < 93
    assert lightness(NO_DATA) < 93 and NO_DATA not in SEQUENTIAL
    assert len(set(CATEGORICAL)) == 5


@pytest.mark.parametrize("colour", [*SEQUENTIAL, *CATEGORICAL])
def test_no_colour_is_a_red_or_a_green_that_colour_blind_readers_confuse(colour):
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    assert not (green > red + 40 and green > blue + 40), "green"
    assert not (red > green + 150 and red > blue + 150), "pure red"
