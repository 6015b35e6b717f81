"""The relations that the audit computes with speak of indicators that exist, in units that can be compared."""

import pytest

from analysis.audit.units_of import RURAL_BY_NAME, UNIT_NAMES
from analysis.codelists import definitions, units
from analysis.codelists.relations import POPULATION, Term, population, relations, term

INDICATORS = definitions.indicators()
TERM_FIELDS = {
    "share": ("share", "parts", "whole", "also"),
    "sum": ("whole", "parts"),
    "subset": ("part", "whole"),
    "product": ("average", "count", "total"),
    "density": ("density", "total"),
    "scope": ("narrow", "wide"),
    "ratio": ("higher", "lower", "rule"),
    "ladder": ("indicators",),
    "smallest": ("smallest", "mean"),
    "norm": ("norm", "state"),
}
CASES = [(kind, entry) for kind, entries in relations().items() for entry in entries]


def terms_of(kind: str, entry: dict, *fields: str) -> list[Term]:
    named = [entry[field] for field in fields or TERM_FIELDS[kind] if field in entry]
    texts = [text for value in named for text in (value if isinstance(value, list) else [value])]
    return [term(text) for text in texts if text != POPULATION]


def unit_of(text: str) -> str:
    return INDICATORS.at[term(text).indicator_id, "unit"]


def test_every_kind_of_relation_is_known():
    assert set(relations()) == set(TERM_FIELDS)


@pytest.mark.parametrize(("kind", "entry"), CASES, ids=lambda value: str(value)[:60])
def test_terms_are_indicators_and_vocabulary(kind, entry):
    for one in terms_of(kind, entry):
        assert one.indicator_id in INDICATORS.index
        assert one.residence in {"", *definitions.terms()["residence"]}
        assert one.arrangement in {"", *definitions.terms()["arrangement"]}
        assert one.subgroup in {"", *definitions.subgroups()}


@pytest.mark.parametrize(("kind", "entry"), [case for case in CASES if case[0] in ("share", "sum", "subset")],
                         ids=lambda value: str(value)[:60])  # fmt: skip
def test_parts_and_wholes_can_be_compared(kind, entry):
    parts = entry.get("parts", [entry.get("part")])
    wholes = entry["whole"] if isinstance(entry["whole"], list) else [entry["whole"]]
    for part in parts:
        for whole in wholes:
            if whole != POPULATION and "factor" not in entry:
                assert units.factor(unit_of(part), unit_of(whole)) > 0
    if "factor" in entry:
        assert entry["reason"]


@pytest.mark.parametrize("entry", relations()["share"], ids=lambda entry: entry["share"])
def test_shares_are_percentages(entry):
    assert unit_of(entry["share"]) == "%"


def test_scopes_say_how_they_differ():
    for entry in relations()["scope"]:
        assert entry["difference"]
        assert unit_of(entry["narrow"]) == unit_of(entry["wide"]) == "%"


def test_ladders_order_values_of_their_dimension():
    known = {
        "residence": definitions.terms()["residence"],
        "arrangement": definitions.terms()["arrangement"],
        "subgroup": definitions.subgroups(),
    }
    for entry in relations()["ladder"]:
        assert set(entry["order"]) <= set(known[entry["dimension"]])
        assert len(entry["order"]) == len(set(entry["order"])) >= 2


def test_ratio_rule_names_the_ratio_of_its_two_standards():
    for entry in relations()["ratio"]:
        rule = INDICATORS.loc[entry["rule"]]
        assert (rule["numerator"], rule["denominator"]) == (f"{entry['higher']}:", f"{entry['lower']}:")
        assert entry["factor"] > 1 and entry["source"]


def test_units_that_rates_are_counted_over_are_those_of_the_indicators():
    assert set(UNIT_NAMES) <= set(INDICATORS["counted_over"])
    assert set(RURAL_BY_NAME) <= set(INDICATORS.index)


def test_population_is_of_known_regions_and_smaller_below():
    frame = population()
    regions = definitions.regions()
    assert set(frame["region_code"]) <= set(regions.index)
    assert not frame.duplicated(["region_code", "year"]).any()
    assert (frame["source"] != "").all()
    persons = frame.set_index("region_code")["persons"]
    pairs = definitions.lineage().query("distance > 0")
    pairs = pairs[pairs["region_code"].isin(persons.index) & pairs["ancestor_code"].isin(persons.index)]
    assert len(pairs) > 5
    assert (pairs["region_code"].map(persons) < pairs["ancestor_code"].map(persons)).all()
