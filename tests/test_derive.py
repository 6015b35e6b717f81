"""Derived tables, on tables of a few rows."""

import pandas as pd
import pytest

from analysis import paths, tables
from analysis.codelists import definitions
from analysis.etl import derive
from analysis.models.coverage import ROLES, context, of_places
from analysis.models.levels import Codelists

DOCUMENTS = pd.DataFrame(
    {
        "document_id": ["province", "city", "reports"],
        "region_code": ["210000", "210300", "100000"],
        "baseline_year": 2020,
    }
)
BLANK = {
    "residence": "", "arrangement": "", "subgroup": "", "comparator": "=", "form": "level", "table_row": "",
    "reference": "", "source_standing": "", "how_known": "", "unit": "%", "year": 2025,
    "period_start": pd.NA, "period_end": pd.NA, "value_low": float("nan"), "value_high": float("nan"),
}  # fmt: skip


def figures(*rows: dict) -> pd.DataFrame:
    frame = pd.DataFrame([{**BLANK, "number": number, **row} for number, row in enumerate(rows, 1)])
    frame["figure_id"] = frame["document_id"] + "#" + frame["number"].astype(str)
    for column in ("year", "period_start", "period_end"):
        frame[column] = frame[column].astype("Int64")
    return frame


def rate(document: str, region: str, value: float, **rest) -> dict:
    return {
        "document_id": document,
        "region_code": region,
        "indicator_id": "nursing_bed_share",
        "kind": "target",
        "value": value,
        **rest,
    }


def test_the_nearest_target_above_applies_in_a_county_and_says_whose_it_is():
    frame = derive.coverage(
        figures(
            rate("province", "210000", 55),
            rate("city", "210300", 60),
            rate("city", "210300-u", 70),
            rate("city", "210381", 80),
        ),
        DOCUMENTS,
        ["210000"],
    ).set_index("county_code")
    assert len(frame) == 100
    assert frame.loc["210381", ["value", "source_level"]].tolist() == [80, "own"]
    assert frame.loc["210302", ["value", "source_level"]].tolist() == [70, "group"]
    assert frame.loc["210321", ["value", "source_level"]].tolist() == [60, "city"]
    assert frame.loc["210102", ["value", "source_level", "source_region_code"]].tolist() == [55, "province", "210000"]


def test_what_is_printed_for_a_county_or_an_urban_area_is_never_its_city_s():
    printed = figures(
        rate("province", "210000", 55), rate("city", "210300-u", 70), rate("city", "210381", 80),
        rate("city", "210381", 90, kind="observed", year=2024),
    )  # fmt: skip
    codelists = Codelists(definitions.indicators(), definitions.regions(), definitions.lineage(), {})
    frame = of_places(printed, DOCUMENTS, ["210300", "210381"], codelists).set_index(["place_code", "role"])
    assert frame.loc[("210300", "target"), ["value", "source_level"]].tolist() == [55, "province"]
    assert frame.loc[("210381", "target"), ["value", "source_level"]].tolist() == [80, "own"]
    assert ("210300", "observed") not in frame.index
    printed = pd.concat([printed, figures(rate("city", "210300", 60)).assign(figure_id="city#9")])
    frame = of_places(printed, DOCUMENTS, ["210300"], codelists)
    assert frame[["value", "source_level", "source_region_code"]].values.tolist() == [[60, "own", "210300"]]


def test_a_level_is_nobody_s_but_the_place_s_own_and_what_is_above_is_context():
    printed = figures(
        rate("reports", "100000", 67.5, kind="observed"),
        rate("province", "210000", 50, kind="baseline", year=2020),
        rate("city", "210381", 40, kind="observed", year=2024),
    )
    codelists = Codelists(definitions.indicators(), definitions.regions(), definitions.lineage(), {})
    frame = of_places(printed, DOCUMENTS, ["210381", "210321"], codelists)
    assert frame[["place_code", "role", "value"]].values.tolist() == [["210381", "observed", 40]]
    beside = context(printed, DOCUMENTS, ["210321"], codelists)
    known = {(row.role, row.value, row.source_level) for row in beside.itertuples()}
    assert known == {("observed", 67.5, "nation"), ("baseline", 50, "province")}


def test_a_target_does_not_reach_below_the_level_that_the_codelist_names():
    codelists = Codelists(definitions.indicators(), definitions.regions(), definitions.lineage(), {})
    printed = figures(rate("province", "210000", 55))
    places = ["210300", "210300-u", "210302"]
    for reach, reached in {"own": [], "city": ["210300"], "county": places}.items():
        indicators = codelists.indicators.assign(targets_apply_to=reach)
        frame = of_places(printed, DOCUMENTS, places, codelists._replace(indicators=indicators))
        assert sorted(frame["place_code"]) == reached


def test_rates_are_told_in_the_roles_that_have_a_name():
    assert list(ROLES) == list(definitions.terms()["role"])


def test_no_figure_is_no_row_and_never_zero():
    dash = rate("province", "210000", float("nan"), comparator="", kind="baseline", year=2020)
    assert derive.coverage(figures(dash), DOCUMENTS, ["210000"]).empty


def test_the_indicator_table_is_preferred_to_prose_and_differences_are_marked():
    frame = derive.targets(
        figures(rate("province", "210000", 100), rate("province", "210000", 50, table_row="12")),
        DOCUMENTS,
        derive.baselines(figures(rate("province", "210000", 40, kind="baseline", year=2020)), DOCUMENTS),
    )
    assert frame[["value", "figure_id", "figure_ids"]].values.tolist() == [[50, "province#2", "province#2;province#1"]]
    assert frame["conflicting"].tolist() == [True]
    assert frame["baseline_value"].tolist() == [40]


def test_official_reports_are_preferred_to_reprints():
    rows = [
        rate("reports", "210000", 50, kind="observed", source_standing="second_hand", how_known="published"),
        rate("reports", "210000", 52, kind="observed", source_standing="official", how_known="published"),
    ]
    frame = derive.observations(figures(*rows), DOCUMENTS)
    assert frame[["value", "conflicting"]].values.tolist() == [[52, True]]


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("total_growth", 50, 1680 * 1.5),
        ("annual_growth", 8, 1680 * 1.08**5),
        ("annual_floor", 5, 1680 * 1.05**5),
        ("absolute_change", 320, 2000),
        ("level", 2500, 2500),
    ],
)
def test_targets_resolve_to_a_level(form, value, expected):
    common = {"document_id": "city", "region_code": "210381", "indicator_id": "orphan_standard", "unit": "元/人·月"}
    base = derive.baselines(figures({**common, "kind": "baseline", "value": 1680, "year": 2020}), DOCUMENTS)
    frame = derive.targets(figures({**common, "kind": "target", "form": form, "value": value}), DOCUMENTS, base)
    assert frame["target_level"].tolist() == pytest.approx([expected])
    assert frame["path"].tolist() == ["geometric"]


def test_a_target_to_shorten_is_lower_than_its_base():
    circle = {
        "document_id": "city",
        "region_code": "210300",
        "indicator_id": "elderly_service_circle_minutes",
        "unit": "分钟",
    }
    base = derive.baselines(figures({**circle, "kind": "baseline", "value": 30, "year": 2020}), DOCUMENTS)
    target = {**circle, "kind": "target", "form": "absolute_change", "value": -15}  # 缩短15分钟
    assert derive.targets(figures(target), DOCUMENTS, base)["target_level"].tolist() == [15]


def test_a_yearly_rise_is_due_in_equal_steps():
    common = {"document_id": "city", "region_code": "210381", "indicator_id": "orphan_standard", "unit": "元/人·月"}
    base = derive.baselines(figures({**common, "kind": "baseline", "value": 600, "year": 2020}), DOCUMENTS)
    target = {**common, "kind": "target", "form": "annual_absolute_change", "value": 30}
    frame = derive.targets(figures(target), DOCUMENTS, base)
    assert frame[["target_level", "path"]].values.tolist() == [[750, "linear"]]


@pytest.mark.parametrize(
    ("form", "value", "base", "level", "capped"),
    [
        ("absolute_change", 10, 95, 100, True),
        ("annual_growth", 8, 80, 100, True),
        ("absolute_change", 5, 95, 100, False),
    ],
)
def test_a_target_beyond_the_bound_of_its_indicator_is_the_bound_and_marked(form, value, base, level, capped):
    start = derive.baselines(figures(rate("city", "210300", base, kind="baseline", year=2020)), DOCUMENTS)
    frame = derive.targets(figures(rate("city", "210300", value, form=form)), DOCUMENTS, start)
    assert frame[["target_level", "level_capped"]].values.tolist() == [[level, capped]]


def test_a_growth_target_without_baseline_has_no_level():
    common = {
        "document_id": "city",
        "region_code": "210381",
        "indicator_id": "orphan_standard",
        "form": "annual_growth",
    }
    frame = derive.targets(
        figures({**common, "kind": "target", "value": 6}),
        DOCUMENTS,
        derive.baselines(figures(rate("city", "210300", 1)), DOCUMENTS),
    )
    assert frame["target_level"].isna().all()


@pytest.fixture(scope="module")
def coverage():
    return tables.read("coverage")


def test_every_rate_the_province_sets_for_its_counties_has_a_row_for_each_of_the_100(coverage):
    figures_table = tables.read("figures")
    rates = definitions.indicators().query("coverage").index
    own = figures_table[(figures_table["region_code"] == "210000") & figures_table["indicator_id"].isin(rates)]
    own = own[(own["kind"] == "target") & (own["form"] == "level") & own["value"].notna()]
    reach = definitions.indicators()["targets_apply_to"]
    assert (own["indicator_id"].map(reach) != "county").any(), "some rates of a province describe no county"
    own = own[own["indicator_id"].map(reach) == "county"]
    liaoning = coverage[coverage["county_code"].str.startswith("21") & (coverage["role"] == "target")]
    counted = liaoning.groupby(["indicator_id", "residence", "subgroup"])["county_code"].nunique()
    for row in own.itertuples():
        assert counted[row.indicator_id, row.residence, row.subgroup] == 100, row.figure_id
    assert own["indicator_id"].nunique() >= 8


def test_roles_and_levels_are_all_there(coverage):
    """The shipped reports hold no county's outcome yet: no row says what a county did not publish."""
    assert set(coverage["role"]) <= set(ROLES)
    assert set(coverage.loc[coverage["role"] != "target", "source_level"]) == {"own"}
    assert set(coverage["source_level"]) >= {"own", "city", "province", "nation"}


def test_values_are_percentages(coverage):
    assert set(coverage["unit"]) == {"%"}
    assert coverage["value"].between(0, 100).all()


@pytest.mark.parametrize("name", ["baselines", "targets", "observations", "coverage"])
def test_every_row_names_figures_that_exist(name):
    known = set(tables.read("figures")["figure_id"])
    listed = tables.read(name)["figure_ids"].str.split(tables.SEPARATOR).explode()
    assert set(listed) <= known


def test_haicheng_orphans_reach_2520_and_3300_by_50_percent():
    targets = tables.read("targets")
    rows = targets[(targets["region_code"] == "210381") & (targets["indicator_id"] == "orphan_standard")]
    assert dict(zip(rows["arrangement"], rows["target_level"], strict=True)) == pytest.approx(
        {"collective": 3300, "dispersed": 2520}
    )


def test_paths_on_disk():
    assert (paths.processed() / "counties.geojson").exists()
