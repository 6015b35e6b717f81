"""The tables that people use, from `figures`: baselines, targets, observations, coverage by county.

Several figures may state one fact (a table and a chapter, two reports). One is used, by the order of `_preferred`; all
are named in `figure_ids`, and `conflicting` says whether they differ.
"""

import pandas as pd

from analysis.codelists import definitions
from analysis.models import targets as forms
from analysis.tables import SEPARATOR

DIMENSIONS = ["indicator_id", "residence", "arrangement", "subgroup"]
SERIES = ["region_code", *DIMENSIONS]
STANDING = ["official", "news", "", "second_hand", "none"]
KNOWN_BY = ["published", "published_as_start_of_next_rise", "", "plan_target", "implied_by_rise", "implied_by_rate",
            "expected", "provincial_guide", "policy_floor", "published_for_neighbour"]  # fmt: skip


def _preferred(figures: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Figures by trust: the place's own plan, an indicator table, official source, published value, first."""
    document_region = figures["document_id"].map(documents.set_index("document_id")["region_code"])
    order = pd.DataFrame(
        {
            "foreign": document_region != figures["region_code"],
            "prose": figures["table_row"] == "",
            "standing": figures["source_standing"].map({code: rank for rank, code in enumerate(STANDING)}),
            "known": figures["how_known"].map({code: rank for rank, code in enumerate(KNOWN_BY)}),
            "document_id": figures["document_id"],
            "number": figures["number"],
        }
    )
    return figures.loc[order.sort_values(list(order)).index]


def _one_a_key(figures: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The first figure of each key, with `figure_ids` of all and `conflicting`. Expects figures in order of trust."""
    if figures.empty:
        return figures.assign(figure_ids="", conflicting=False)
    groups = figures.groupby(key, sort=False, dropna=False)
    # 9 significant digits: two printings of one fact in unlike units (元/月 and 元/年) differ only by floating point
    stated = figures["comparator"] + figures["value"].map("{:.9g}".format) + figures["reference"]
    used = groups.head(1).set_index(key)
    used["figure_ids"] = groups["figure_id"].agg(SEPARATOR.join)
    used["conflicting"] = stated.groupby([figures[column] for column in key], sort=False, dropna=False).nunique() > 1
    return used.reset_index()


def _levels(figures: pd.DataFrame, kind: str) -> pd.DataFrame:
    return figures[(figures["kind"] == kind) & (figures["form"] == "level") & figures["value"].notna()]


def baselines(figures: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    return _one_a_key(_preferred(_levels(figures, "baseline"), documents), [*SERIES, "year"])


def observations(figures: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    return _one_a_key(_preferred(_levels(figures, "observed"), documents), [*SERIES, "year"])


def targets(figures: pd.DataFrame, documents: pd.DataFrame, baseline: pd.DataFrame) -> pd.DataFrame:
    """Targets with the level that they amount to (`models.targets`), where a printed baseline of the series gives it.

    `assessments` looks further: at observed and inherited levels, and at what a target refers to.
    """
    frame = figures[(figures["kind"] == "target") & figures["comparator"].ne("")].copy()
    plan = frame["document_id"].map(documents.set_index("document_id")["baseline_year"])
    frame["target_year"] = frame["year"].fillna(frame["period_end"])
    frame["start_year"] = frame["period_start"].fillna(plan)
    frame = _one_a_key(_preferred(frame, documents), [*SERIES, "form", "target_year", "document_id"])
    frame = frame.merge(_latest_before(frame, baseline), on="figure_id", how="left")

    indicator = definitions.indicators().reindex(frame["indicator_id"]).set_axis(frame.index)
    direction = forms.direction_of(frame["comparator"], indicator["direction"], frame["value"], frame["baseline_value"])
    years = (frame[name].astype("float64") for name in ("baseline_year", "start_year", "target_year"))
    value = forms.wanted_value(frame, direction)
    frame["target_level"] = forms.level_of(frame["form"], value, frame["baseline_value"], *years)
    frame["level_unit"] = indicator["unit"]
    frame["path"] = indicator["path"].mask(frame["form"].isin(forms.GROWTH_FORMS), "geometric")
    ratio = (indicator["denominator"] != "").to_numpy() & (frame["form"] == "level")
    frame["form"] = (
        frame["form"].mask(ratio, "ratio_to").mask(frame["value"].isna() & (frame["form"] == "level"), "reference")
    )
    return frame


def _latest_before(targets: pd.DataFrame, baseline: pd.DataFrame) -> pd.DataFrame:
    """Of each target (figure_id) the last baseline of its series not after its start."""
    columns = {"value": "baseline_value", "year": "baseline_year", "figure_id": "baseline_figure_id"}
    known = baseline[[*SERIES, *columns]].rename(columns=columns)
    pairs = targets[["figure_id", "start_year", *SERIES]].merge(known, on=SERIES)
    pairs = pairs[pairs["baseline_year"] <= pairs["start_year"]].sort_values("baseline_year")
    return pairs.groupby("figure_id").tail(1)[["figure_id", *columns.values()]]


def coverage(figures: pd.DataFrame, documents: pd.DataFrame, provinces: list[str]) -> pd.DataFrame:
    """For each county of `provinces` and coverage rate the nearest figure of its lineage, for each role and year."""
    rates = definitions.indicators().query("coverage").index
    roles = pd.concat([_levels(figures, kind).assign(role=kind) for kind in definitions.terms()["role"]])
    roles = roles[roles["indicator_id"].isin(rates)]
    held = _one_a_key(_preferred(roles, documents), [*SERIES, "role", "year"])

    regions, lineage = definitions.regions(), definitions.lineage()
    counties = regions.index[
        (regions["level"] == "county") & regions.index.map(definitions.province_of()).isin(provinces)
    ]
    pairs = lineage[lineage["region_code"].isin(counties)].rename(columns={"region_code": "county_code"})
    frame = pairs.merge(held, left_on="ancestor_code", right_on="region_code")
    nearest = frame.groupby(["county_code", *DIMENSIONS, "role", "year"])["distance"].transform("min")
    frame = frame[frame["distance"] == nearest]
    level = frame["region_code"].map(regions["level"])
    return frame.assign(source_level=level.mask(frame["distance"] == 0, "own"), source_region_code=frame["region_code"])
