"""How many counties, townships or communities a coverage rate is counted over."""

import pandas as pd

from analysis.audit.inputs import Tables

MOST_UNITS = 20  # with more, every printed share is some count's

# counted_over of an indicator (and residence of the figure) → the indicators that print how many there are.
PRINTED = {
    ("县", ""): ("districts",),
    ("乡镇(街道)", ""): ("townships",),
    ("社区(村)", "urban"): ("communities",),
    ("社区(村)", "rural"): ("villages",),
    ("社区(村)", ""): ("communities", "villages"),
}
UNIT_NAMES = {"县": "县（市、区）", "乡镇(街道)": "乡镇（街道）", "社区(村)": "社区（村）"}
RESIDENCE_NAMES = {"urban": "城市社区", "rural": "行政村"}
# Their name says 农村, the figure's residence does not.
RURAL_BY_NAME = ("rural_elderly_centre_coverage", "village_public_cemetery_coverage")


def units_of_rates(tables: Tables) -> pd.DataFrame:
    """Rates (baselines and targets without subgroup) of places whose units are few and known.

    The columns of `tables.numbers` and: `figure` (position), `units`, `same_year` (their number is known for the rate's
    year), `unit_name`, `count_0`, `count_1` (positions of
    the figures that print how many; NaN where the number of counties comes from the codelist of regions).
    """
    numbers = tables.numbers
    rates = numbers[
        numbers["kind"].isin(["baseline", "target"])
        & (numbers["form"] == "level")
        & (numbers["quantity"] == "rate")
        & (numbers["subgroup"] == "")
        & numbers["counted_over"].isin(UNIT_NAMES)
        & numbers["value"].between(0, 100, inclusive="neither")
        & numbers["comparator"].isin(["=", ">="])
    ]
    residence = rates["residence"].mask(rates["indicator_id"].isin(RURAL_BY_NAME), "rural")
    rates = rates.assign(figure=rates.index, of=residence.where(rates["counted_over"] == "社区(村)", ""))
    rates["unit_name"] = rates["of"].map(RESIDENCE_NAMES).fillna(rates["counted_over"].map(UNIT_NAMES))
    known = pd.concat([_printed(tables, *kind, names) for kind, names in PRINTED.items()])
    found = rates.merge(known, on=["document_id", "region_code", "counted_over", "of"], how="left")
    counties = found["region_code"].map(_counties(tables)).where(found["counted_over"] == "县")
    found["units"] = found["units"].fillna(counties)
    from_codelist = found["count_0"].isna()
    found["same_year"] = from_codelist | (found["count_at"] == found["at"])
    found = found[(found["units"] > 1) & (found["units"] <= MOST_UNITS)]
    return found.assign(units=found["units"].astype(int)).reset_index(drop=True)


def _printed(tables: Tables, counted_over: str, residence: str, indicators: tuple[str, ...]) -> pd.DataFrame:
    keys = ["document_id", "region_code"]
    frame = None
    for at, indicator in enumerate(indicators):
        facts = tables.facts_of.get(indicator, tables.facts.iloc[:0])
        latest = facts.sort_values("at").drop_duplicates(keys, keep="last")
        part = latest[keys].assign(
            **{f"count_{at}": latest.index, f"units_{at}": latest["value"], f"at_{at}": latest["at"]}
        )
        frame = part if frame is None else frame.merge(part, on=keys)
    units = sum(frame[f"units_{at}"] for at in range(len(indicators)))
    years = frame[[f"at_{at}" for at in range(len(indicators))]]
    year = years.iloc[:, 0].where(years.nunique(axis=1) == 1)
    kept = [*keys, *(f"count_{at}" for at in range(len(indicators)))]
    return frame[kept].assign(units=units, count_at=year, counted_over=counted_over, of=residence)


def _counties(tables: Tables) -> pd.Series:
    """Number of counties in each region above them."""
    county = tables.regions.loc[tables.regions["level"] == "county", "region_code"]
    upward = tables.lineage[tables.lineage["region_code"].isin(county) & (tables.lineage["distance"] > 0)]
    return upward.groupby("ancestor_code").size()
