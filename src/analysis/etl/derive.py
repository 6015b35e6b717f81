"""The tables that people use, from `figures`: baselines, targets, observations, coverage by county.

Several figures may state one fact; `models.trust` says which of them is used.
"""

import pandas as pd

from analysis.codelists import definitions
from analysis.domain.series import SERIES
from analysis.models import coverage as rates
from analysis.models import targets as forms
from analysis.models import trust
from analysis.models.levels import Codelists


def baselines(figures: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    return trust.one_a_key(trust.preferred(trust.levels(figures, "baseline"), documents), [*SERIES, "year"])


def observations(figures: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    return trust.one_a_key(trust.preferred(trust.levels(figures, "observed"), documents), [*SERIES, "year"])


def targets(figures: pd.DataFrame, documents: pd.DataFrame, baseline: pd.DataFrame) -> pd.DataFrame:
    """Targets with the level that they amount to (`models.targets`), where a printed baseline of the series gives it.

    `assessments` looks further: at observed and inherited levels, and at what a target refers to.
    """
    frame = figures[(figures["kind"] == "target") & figures["comparator"].ne("")].copy()
    plan = frame["document_id"].map(documents.set_index("document_id")["baseline_year"])
    frame["target_year"] = frame["year"].fillna(frame["period_end"])
    frame["start_year"] = frame["period_start"].fillna(plan)
    frame = trust.one_a_key(trust.preferred(frame, documents), [*SERIES, "form", "target_year", "document_id"])
    frame = frame.merge(_latest_before(frame, baseline), on="figure_id", how="left")

    indicator = definitions.indicators().reindex(frame["indicator_id"]).set_axis(frame.index)
    direction = forms.direction_of(frame["comparator"], indicator["direction"], frame["value"], frame["baseline_value"])
    years = (frame[name].astype("float64") for name in ("baseline_year", "start_year", "target_year"))
    value = forms.wanted_value(frame, direction)
    level = forms.level_of(frame["form"], value, frame["baseline_value"], *years)
    bounds = (indicator[name] for name in ("lower_bound", "upper_bound"))
    frame["target_level"], frame["level_capped"] = forms.within_bounds(frame["form"], level, *bounds)
    frame["level_unit"] = indicator["unit"]
    frame["path"] = indicator["path"].mask(frame["form"].isin(forms.GROWTH_FORMS), "geometric")
    frame["path"] = frame["path"].mask(frame["form"] == "annual_absolute_change", "linear")
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
    """What `models.coverage.of_places` says of each county of `provinces`."""
    regions, lineage = definitions.regions(), definitions.lineage()
    codelists = Codelists(definitions.indicators(), regions, lineage, definitions.references())
    counties = regions.index[
        (regions["level"] == "county") & regions.index.map(definitions.province_of()).isin(provinces)
    ]
    return rates.of_places(figures, documents, counties, codelists).rename(columns={"place_code": "county_code"})
