"""Whose a finding is: the plan's that prints the doubted number; and that a fact is one finding."""

import pandas as pd
from audit_case import DIBAO, MONTH, TEKUN, over, rural
from audit_tables import audited, built, figure, growth

from analysis import tables
from analysis.audit import belonging, engine, inputs

HAICHENG, ANSHAN, TAIAN, NATION = "210381", "210300", "210321", "100000"


def a_city_s_claim_about_a_county() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Findings and documents: 海城's plan prints 500 → 650, 鞍山's that it rose by 8% a year."""
    rows = [*over("urban", "500", "650")]
    rows.append(growth(DIBAO, "8", "annual_floor", 2016, 2020, comparator=">=", residence="urban", document="city"))
    plans = {"city": (ANSHAN, ""), "county": (HAICHENG, "")}
    frames = built(rows, plans)
    return engine.run(inputs.tables(frames), ["A101"]), frames["documents"]


def test_a_finding_belongs_to_the_plan_that_prints_the_number_in_question():
    found, documents = a_city_s_claim_about_a_county()
    assert (found["document_id"].item(), found["region_code"].item()) == ("city", HAICHENG)
    assert belonging.owners(found, documents).item() == ANSHAN
    of_city, of_county = (belonging.of_place(found, documents, place) for place in (ANSHAN, HAICHENG))
    assert (len(of_city.own), len(of_city.elsewhere)) == (1, 0)
    assert (len(of_county.own), len(of_county.elsewhere)) == (0, 1)


def test_a_place_without_a_plan_has_not_been_audited_and_nothing_else_is_said():
    found, documents = a_city_s_claim_about_a_county()
    for place in (TAIAN, NATION):  # the nation has a document of reports, which is no plan
        mine = belonging.of_place(found, documents, place)
        assert not mine.audited and mine.nothing == "未收录规划，未体检"
    mine = belonging.of_place(found, documents, HAICHENG)
    assert mine.audited and mine.nothing == "没有发现规划本身的数字问题"


def test_every_finding_of_the_table_is_one_place_s_own():
    found, documents = tables.read("findings"), tables.read("documents")
    plans = documents[documents["kind"] == "plan"]
    own = [belonging.of_place(found, documents, place).own for place in plans["region_code"].unique()]
    assert pd.concat(own)["finding_id"].sort_values().tolist() == found["finding_id"].sort_values().tolist()


def test_a_number_doubted_by_two_rules_is_one_finding_with_all_figures():
    rows = [rural(DIBAO, "340"), rural(TEKUN, "423"), rural(TEKUN, "442")]
    for codes in (None, ["B101"], ["G101"]):
        found = engine.run(audited(rows), codes)
        found = found[found["rule"].isin(["B101", "G101"])]
        assert (found["rule"].item(), found["other_rules"].item()) == ("B101", "G101")
        assert set(found["figure_ids"].item().split(";")) == {"county#1", "county#2", "county#3"}
        assert "相差 19 元/人·月" in found["message"].item() and "1.244 倍" in found["message"].item()


def test_a_rule_that_could_add_to_another_stands_alone_where_that_one_is_silent():
    found = engine.run(audited([rural(DIBAO, "340"), rural(TEKUN, "423")]), ["B101", "G101"])
    assert (found["rule"].item(), found["other_rules"].item()) == ("G101", "")


def left_behind(residence: str, place: str = HAICHENG) -> list[dict]:
    """低保 rises to 600, 集中 to 1100, all other 特困 stays at 715."""
    where = {"residence": residence, "region": place, "document": "city"}
    return [
        figure(TEKUN, "715", MONTH, **where),
        figure(DIBAO, "600", MONTH, kind="rule", year=2021, **where),
        figure(TEKUN, "1100", MONTH, kind="rule", year=2021, arrangement="collective", **where),
    ]


def test_what_a_rise_left_behind_in_city_and_country_is_one_finding_that_names_what_rose():
    one = engine.run(audited([*left_behind("urban"), *left_behind("rural")]), ["G102"])
    assert len(one) == 1 and len(one["figure_ids"].item().split(";")) == 6
    said = one["message"].item()
    for residence in ("城市", "农村"):
        assert f"“{residence}最低生活保障标准”600 元/人·月" in said
        assert f"“{residence}集中特困人员基本生活标准”提到 1,100 元/人·月" in said
        assert f"“{residence}特困人员基本生活标准”规划中仍是 715 元/人·月" in said
    assert said.count("是未提高还是未写，请核对") == 1 and said.endswith("。")
    two = engine.run(audited([*left_behind("urban"), *left_behind("rural", TAIAN)]), ["G102"])
    assert sorted(two["region_code"]) == [TAIAN, HAICHENG]


def test_no_rule_that_tells_together_has_two_findings_of_one_place_and_indicator():
    found = tables.read("findings")
    together = found[found["rule"].isin([one.code for one in engine.rules().values() if one.together])]
    assert len(together) and not together.duplicated(["rule", "document_id", "region_code", "indicator_id"]).any()


def test_the_same_number_of_two_places_is_two_findings():
    rows = [
        figure(TEKUN, "423", MONTH, residence="rural", region=place, document="city", start=start)
        for place in (HAICHENG, TAIAN) for start in (7,)
    ] + [
        figure(DIBAO, "340", MONTH, residence="rural", region=place, document="city", start=9)
        for place in (HAICHENG, TAIAN)
    ]  # fmt: skip
    assert sorted(engine.run(audited(rows), ["G101"])["region_code"]) == [TAIAN, HAICHENG]
