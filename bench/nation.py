"""Tables as `data/processed` has them, for all counties of the nation as if it were one province, with made-up rates.

Only to be measured with, never shown or kept: no map of the whole nation is published.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis import tables
from analysis.etl import boundaries
from analysis.models import answers

NATION = "100000"
TOLERANCE_DEGREES = 0.01
YEARS = range(2020, 2026)
INDICATORS = 6
VALUES = 40  # different ones a year


def write(source: Path, folder: Path) -> None:
    """Puts a whole set of tables into `folder`, those of `source` with other regions, coverage and outlines."""
    frames = {name: tables.read(name, source) for name in tables.schemas() if (source / f"{name}.csv").exists()}
    outlines = _outlines(frames["regions"])
    frames["regions"] = _regions(frames["regions"], outlines)
    figures, coverage = _rates(frames, outlines["region_code"].to_numpy())
    frames["figures"] = pd.concat([frames["figures"], figures])
    frames["coverage"] = coverage
    for name, frame in frames.items():
        tables.write(tables.conform(frame, name), name, folder)
    boundaries.write(outlines, folder / boundaries.RESOURCE["path"])
    tables.write_datapackage(folder, [boundaries.RESOURCE], answers.judged_as_of(frames))


def _outlines(regions: pd.DataFrame) -> gpd.GeoDataFrame:
    """Provinces stand where cities would: the names that are drawn on the map."""
    national = boundaries.national_counties()
    geometry = shapely.coverage_simplify(national.geometry.to_numpy(), TOLERANCE_DEGREES)
    known = regions.set_index("region_code")["name_zh"]
    frame = national.set_geometry(gpd.GeoSeries(shapely.orient_polygons(geometry, exterior_cw=True), crs=national.crs))
    frame["name_zh"] = frame["region_code"].map(known).fillna("某县")
    frame["city_code"] = frame["region_code"].str[:2] + "0000"
    return frame.assign(province_code=NATION, area_km2=1.0).sort_values("region_code", ignore_index=True)


def _regions(regions: pd.DataFrame, outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    made = [
        pd.DataFrame({"region_code": sorted(set(codes)), "level": level, "parent_code": NATION})
        for codes, level in ((outlines["region_code"], "county"), (outlines["city_code"], "province"))
    ]
    added = pd.concat(made).drop_duplicates("region_code").assign(name_zh="某地", name_en="somewhere")
    return pd.concat([regions, added[~added["region_code"].isin(regions["region_code"])]])


def _rates(frames: dict[str, pd.DataFrame], counties: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    random = np.random.default_rng(2025)
    template = frames["coverage"].iloc[[0]]
    figure = frames["figures"].set_index("figure_id").loc[template["figure_id"].iloc[0]]
    indicators = frames["indicators"].query("coverage")["indicator_id"].head(INDICATORS)
    figures, coverage = [], []
    for indicator in indicators:
        for year in YEARS:
            ids = [f"made-up#{indicator}-{year}-{number}" for number in range(VALUES)]
            values = np.round(random.uniform(0, 100, VALUES), 1)
            same = {"indicator_id": indicator, "year": year}
            figures.append(pd.DataFrame([figure] * VALUES).assign(figure_id=ids, value=values, **same))
            chosen = random.integers(0, VALUES, len(counties))
            rows = template.loc[template.index.repeat(len(counties))].assign(role="observed", **same)
            rows = rows.assign(residence="", arrangement="", subgroup="", county_code=counties, value=values[chosen])
            coverage.append(rows.assign(figure_id=np.array(ids)[chosen], figure_ids=np.array(ids)[chosen]))
    return pd.concat(figures, ignore_index=True), pd.concat(coverage, ignore_index=True)
