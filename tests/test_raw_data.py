"""The transcriptions of the five plans and of the observed outcomes, against what the documents hold."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from analysis import paths, tables
from analysis.etl import leftovers as left
from analysis.etl.build import checked_tables
from analysis.etl.judgement import fixed_day
from analysis.etl.read import read_raw
from analysis.etl.verify import misplaced, texts

TABLE_ROWS = {"liaoning-2021-2025": 20, "dongchang-2021-2025": 12, "wuhai-2021-2025": 12}


@pytest.fixture(scope="module")
def built():
    return checked_tables(fixed_day())


@pytest.fixture(scope="module")
def figures(built):
    return built["figures"]


def series(figures: pd.DataFrame, **values) -> pd.DataFrame:
    for column, value in values.items():
        figures = figures[figures[column] == value]
    return figures


@pytest.mark.parametrize(("document", "rows"), TABLE_ROWS.items())
def test_every_row_of_the_indicator_tables_is_there_with_its_target(figures, document, rows):
    targets = series(figures, document_id=document, kind="target")
    assert set(targets["table_row"]) - {""} == {str(row) for row in range(1, rows + 1)}


def test_wuhai_table_has_a_2020_value_or_a_dash_for_each_indicator(figures):
    baselines = series(figures, document_id="wuhai-2021-2025", kind="baseline")
    baselines = baselines[baselines["table_row"] != ""]
    assert len(set(baselines["table_row"])) == 12
    assert (baselines["printed_value"] == "--").sum() == 5
    assert baselines.loc[baselines["printed_value"] == "--", "value"].isna().all()


def test_plans_have_more_than_five_hundred_figures(figures):
    plans = figures[figures["address"].eq("") & figures["how_known"].eq("")]
    assert len(plans) > 500
    assert plans["document_id"].nunique() == 5


def test_all_329_observed_rows_are_there(figures):
    observed = series(figures, document_id="public-reports-2005-2025")
    assert len(observed) == 329
    assert (observed["how_known"] != "").all()
    assert (observed["source_standing"] != "").all()
    assert observed.loc[observed["source_standing"] == "second_hand", "address"].ne("").all()


KNOWN = [
    # document, region, indicator, residence, arrangement, kind, year, value, unit: read from the documents by hand
    ("liaoning-2021-2025", "210000", "dibao_average_standard", "urban", "", "baseline", 2020, 672, "元/人·月"),
    ("liaoning-2021-2025", "210000", "dibao_average_standard", "rural", "", "baseline", 2020, 5558 / 12, "元/人·月"),
    ("liaoning-2021-2025", "210000", "dibao_urban_rural_ratio", "", "", "target", 2025, 1.3, "倍"),
    ("liaoning-2021-2025", "210000", "social_organisation_staff", "", "", "target", 2025, 245000, "人"),
    ("haicheng-2021-2025", "210381", "dibao_standard", "urban", "", "baseline", 2016, 500, "元/人·月"),
    ("haicheng-2021-2025", "210381", "dibao_standard", "urban", "", "baseline", 2020, 650, "元/人·月"),
    ("haicheng-2021-2025", "210381", "tekun_standard", "rural", "dispersed", "baseline", 2020, 660, "元/人·月"),
    ("haicheng-2021-2025", "210381", "orphan_standard", "", "dispersed", "baseline", 2020, 1680, "元/人·月"),
    ("haicheng-2021-2025", "210381", "orphan_standard", "", "collective", "baseline", 2020, 2200, "元/人·月"),
    ("anshan-2021-2025", "210300-u", "dibao_standard", "urban", "", "baseline", 2020, 700, "元/人·月"),
    ("anshan-2021-2025", "210323", "dibao_standard", "rural", "", "baseline", 2020, 445, "元/人·月"),
    ("anshan-2021-2025", "210323", "tekun_standard", "rural", "dispersed", "baseline", 2020, 660, "元/人·月"),
    ("dongchang-2021-2025", "220502", "dibao_standard", "rural", "", "baseline", 2020, 340, "元/人·月"),
    ("dongchang-2021-2025", "220502", "dibao_rural_urban_ratio", "", "", "target", 2025, 70, "%"),
    ("dongchang-2021-2025", "220502", "dibao_income_share", "urban", "", "target", 2025, 20, "%"),
    ("wuhai-2021-2025", "150300", "child_protection_institution_coverage", "", "", "baseline", 2020, 25, "%"),
    ("wuhai-2021-2025", "150300", "elderly_beds_per_thousand", "", "", "target", 2025, 60, "张/千名老人"),
]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: "-".join(map(str, known[:3])))
def test_figures_read_by_hand_are_in_the_table(figures, known):
    document, region, indicator, residence, arrangement, kind, year, value, unit = known
    rows = series(
        figures, document_id=document, region_code=region, indicator_id=indicator, residence=residence,
        arrangement=arrangement, kind=kind,
    )  # fmt: skip
    rows = rows[(rows["year"] == year) & (rows["form"] == "level")]
    assert rows["value"].notna().any()
    assert rows["value"].dropna().to_numpy() == pytest.approx(value)
    assert set(rows["unit"]) == {unit}


def test_printed_mistakes_stay_visible(figures):
    """The orphan stipend per year, the percent sign that became a picture, the rise that lacks 到."""
    stipends = series(figures, document_id="dongchang-2021-2025", indicator_id="orphan_standard")
    assert set(stipends["printed_unit"]) == {"元/人/年"}
    assert set(stipends["value"]) == {700, 1100}
    assert stipends["correction"].str.contains("元/人/月").all()
    pictures = figures[figures["correction"].str.contains("printed_unit：（空） → %")]
    assert set(pictures["printed_value"]) == {"100", "40"}
    without_to = figures[figures["correction"].str.contains("kind：change → baseline")]
    assert set(without_to["printed_value"]) == {"660"}
    assert set(without_to["kind"]) == {"baseline"}
    assert len(without_to) == 6


def test_quotes_are_short_and_inferences_declared(figures):
    assert (figures["quote"].str.len() <= 40).all()
    plans = figures[figures["quote"] != ""]
    assert plans["start"].notna().all()
    inferred = plans[~plans["unit_stated"]]
    assert len(inferred) > 50
    assert (inferred["unit"] != "").all()


def test_the_urban_districts_of_anshan_are_one_region(figures):
    assert set(figures.loc[figures["region_code"] == "210300-u", "document_id"]) >= {"anshan-2021-2025"}


def test_quotes_stand_where_their_offsets_say(documents_folder):
    raw, problems = read_raw(paths.raw())
    found, missing = texts(raw.documents, documents_folder)
    assert problems + missing + misplaced(raw, found) == []
    assert len(found) == 5


def test_every_number_of_the_documents_is_a_figure_or_left_out_with_a_reason(documents_folder):
    raw, _ = read_raw(paths.raw())
    found, _ = texts(raw.documents, documents_folder)
    for row in raw.documents[raw.documents["kind"] == "plan"].itertuples():
        figures = raw.figures[raw.figures["document_id"] == row.document_id]
        listed, stale = left.leftovers(found[row.document_id], figures, row.folder)
        assert stale == []
        assert listed.loc[listed["reason"] == "", ["number", "context"]].to_dict("records") == []


def test_an_uncovered_number_is_noticed(documents_folder):
    """The list of leftovers can fail: without one of its figures a document has an unaccounted number."""
    raw, _ = read_raw(paths.raw())
    found, _ = texts(raw.documents, documents_folder)
    folder = raw.documents.set_index("document_id").at["haicheng-2021-2025", "folder"]
    figures = raw.figures[raw.figures["document_id"] == "haicheng-2021-2025"]
    without = figures[figures["quote"] != figures["quote"].iloc[0]]
    listed, _ = left.leftovers(found["haicheng-2021-2025"], without, folder)
    assert (listed["reason"] == "").any()


def test_verify_answers_programs(documents_folder):
    command = [
        sys.executable,
        "-m",
        "analysis",
        "verify",
        "--documents",
        str(documents_folder),
        "--leftovers",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["ok"]
    assert len(answer["documents"]) == 5
    assert all(item["reason"] for item in answer["leftovers"])


def test_committed_tables_are_what_the_raw_data_give(built, tmp_path):
    for name, frame in built.items():
        tables.write(frame, name, tmp_path)
        assert (tmp_path / f"{name}.csv").read_bytes() == (paths.processed() / f"{name}.csv").read_bytes(), name
