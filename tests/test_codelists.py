"""The codelists are complete, used, and refuse to mix unlike things."""

import re

import pint
import pytest

from analysis import paths
from analysis.codelists import check, definitions, units
from analysis.etl.read import read_raw


@pytest.fixture(scope="module")
def raw():
    return read_raw(paths.raw())[0]


def test_codelists_have_no_problem():
    assert check.problems() == []


def test_every_indicator_is_described_in_one_sentence():
    for indicator, row in definitions.indicators().iterrows():
        assert row["definition"].endswith("。"), indicator
        assert row["definition"].count("。") == 1, indicator
        assert re.fullmatch(r"[a-z0-9_]+", indicator), indicator
        assert len({row["name_zh"], row["name_en"], row["definition"]}) == 3, indicator


def test_targets_for_totals_and_averages_of_standards_stay_where_they_were_set():
    rows = definitions.indicators()
    totals = rows["quantity"].isin(["count", "amount", "area"]) | (rows["average_of"] != "")
    assert set(rows.loc[totals, "targets_apply_to"]) == {"own"}


@pytest.mark.parametrize(("counted_over", "levels"), [("县", {"city"}), ("市", {"province"})])
def test_a_share_of_places_applies_only_where_there_are_such_places(counted_over, levels):
    """Norms such as "one in each county" are no shares and apply in a county."""
    rows = definitions.indicators()
    shares = rows[(rows["quantity"] == "rate") & (rows["counted_over"] == counted_over)]
    assert set(shares["targets_apply_to"]) == levels


@pytest.mark.parametrize(
    ("wrong", "code"), [("", "indicator-field"), (None, "indicator-field"), ("village", "indicator-term")]
)
def test_an_indicator_without_a_known_level_for_targets_is_a_problem(monkeypatch, wrong, code):
    rows = definitions.indicators().copy()
    rows.loc["nursing_bed_share", "targets_apply_to"] = wrong
    monkeypatch.setattr(definitions, "indicators", lambda: rows)
    (problem,) = check.problems()
    assert problem.code == code
    assert "nursing_bed_share 的 targets_apply_to 是" in problem.found


def test_names_are_unambiguous():
    for column in ("name_zh", "definition"):
        repeated = definitions.indicators()[column].loc[lambda names: names.duplicated(keep=False)]
        assert repeated.empty, repeated.to_dict()


def test_every_indicator_and_subgroup_is_used(raw):
    assert set(definitions.indicators().index) == set(raw.figures["indicator_id"])
    assert set(definitions.subgroups()) == set(raw.figures["subgroup"]) - {""}


def test_every_unit_label_that_is_printed_is_known_and_every_label_is_a_unit():
    for label in units.labels():
        assert units.factor(label, label) == 1


def test_every_quantity_has_a_path():
    assert set(definitions.PATH_OF_QUANTITY) == set(definitions.terms()["quantity"])
    assert set(definitions.PATH_OF_QUANTITY.values()) == set(definitions.terms()["path"])


@pytest.mark.parametrize(
    ("label", "to", "expected"),
    [
        ("元/年", "元/月", 1 / 12),
        ("元/人/年", "元/人·月", 1 / 12),
        ("万人", "人", 1e4),
        ("亿元", "万元", 1e4),
        ("‰", "%", 0.1),
        ("倍", "%", 100),
        ("张/千名老人", "张/千名老人", 1),
        ("平方米/户", "平方米/百户", 100),
        ("㎡", "平方米", 1),
        ("亩", "平方米", 2000 / 3),
    ],
)
def test_units_convert(label, to, expected):
    assert units.factor(label, to) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("元/人·月", "元/月"),
        ("人", "人次"),
        ("张", "个"),
        ("万人", "亿元"),
        ("张/千名老人", "%"),
        ("平方米/百户", "平方米"),
        ("周岁", "年"),
    ],
)
def test_unlike_units_do_not_add_or_convert(label, other):
    with pytest.raises(units.UnlikeUnits):
        units.factor(label, other)
    with pytest.raises(pint.DimensionalityError):
        units.quantity(label) + units.quantity(other)


def test_an_unknown_unit_is_an_error():
    with pytest.raises(units.UnknownUnit):
        units.factor("元/人/周", "元/人·月")


def test_liaoning_has_one_province_14_cities_100_counties():
    codes = definitions.lineage().query("ancestor_code == '210000'")["region_code"]
    levels = definitions.regions().loc[codes, "level"].value_counts()
    assert levels.to_dict() == {"county": 100, "city": 14, "province": 1, "group": 1}


def test_lineage_runs_from_county_to_nation():
    tiedong = definitions.lineage().query("region_code == '210302'").sort_values("distance")["ancestor_code"]
    assert list(tiedong) == ["210302", "210300-u", "210300", "210000", "100000"]


def test_every_lineage_ends_at_the_nation():
    last = definitions.lineage().sort_values("distance").groupby("region_code")["ancestor_code"].last()
    assert set(last) == {"100000"}


def test_region_codes_are_six_digits_and_names_no_key():
    regions = definitions.regions()
    assert regions.index.str.fullmatch(r"\d{6}(-u)?").all()
    assert regions.loc[regions["name_zh"] == "铁西区"].index.tolist() == ["210106", "210303", "220302"]


def test_codes_before_a_change_lead_to_codes_in_force():
    for old, new in definitions.region_changes().items():
        assert old not in definitions.regions().index
        assert new in definitions.regions().index
