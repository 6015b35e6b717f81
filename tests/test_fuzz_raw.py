"""Cells of the raw folders changed in every way that people, spreadsheets and converters change them.

What a row's quote can confirm is never another thing in silence: number, precision, bounds, place of the quote. What it
cannot confirm (whose, when, counted how) is listed here, so that it grows by nobody's oversight.
"""

import random
from functools import cache

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import of_cell, of_rows, outcomes

from analysis import paths
from analysis.etl.figures import FIGURE_COLUMNS
from analysis.etl.harmonise import harmonise
from analysis.etl.read import Raw, read_raw

CONFIRMED = ("printed_value", "comparator", "quote", "start", "end")
# A valid code, year or unit for another valid one: no quote of 40 characters says whose or of when a number is.
UNCONFIRMED = (
    "kind", "form", "region_code", "indicator_id", "residence", "arrangement", "subgroup", "printed_unit",
    "unit_read_as", "year", "period_start", "period_end", "year_stated", "reference",
)  # fmt: skip
DRAWN = 500


@cache
def shipped() -> Raw:
    raw, problems = read_raw(paths.raw())
    assert problems == []
    return raw


@cache
def plan_rows() -> pd.DataFrame:
    """The rows of the plans; those with a correction or an exception are compared by their guards."""
    raw = shipped()
    guarded = set(zip(raw.corrections["document_id"], raw.corrections["figure"], strict=True))
    guarded |= {("anshan-2021-2025", number) for number in ("83", "88", "120")}
    plans = raw.documents.loc[raw.documents["kind"] == "plan", "document_id"]
    figures = raw.figures[raw.figures["document_id"].isin(plans)]
    keys = zip(figures["document_id"], figures["number"], strict=True)
    return figures[[key not in guarded for key in keys]]


@settings(max_examples=40, deadline=None)
@given(draw=st.data())
def test_no_change_of_what_the_quote_confirms_passes_in_silence(draw):
    rows = plan_rows()
    at = draw.draw(st.integers(0, len(rows) - 1), label="row")
    found = outcomes(shipped(), of_rows(rows.iloc[[at]], CONFIRMED))
    assert found.loc[found["outcome"] == "silent", ["column", "mutated"]].to_dict("records") == []


@settings(max_examples=100, deadline=None)
@given(draw=st.data())
def test_any_text_in_any_cell_is_answered_by_a_row_or_by_a_problem_with_its_line(draw):
    """No traceback, whatever the cell holds."""
    figures = shipped().figures
    at = draw.draw(st.integers(0, len(figures) - 1), label="row")
    column = draw.draw(st.sampled_from(FIGURE_COLUMNS), label="column")
    usual = list(of_cell(column, figures.at[at, column]))
    text = draw.draw(st.one_of(st.sampled_from(usual), st.text(max_size=20)), label="text")
    row = figures.iloc[[at]].reset_index(drop=True)
    row[column] = text
    frame, problems = harmonise(Raw(row, shipped().documents, shipped().corrections.iloc[:0]))
    assert len(frame) == 1
    for problem in problems:
        assert problem.file.startswith("data/raw/")
        assert problem.line > 0
        assert problem.found and problem.expected and problem.action


def test_500_changes_of_shipped_cells_are_refused_or_mean_the_same_or_are_among_the_unconfirmed():
    """As many of each column; the figures: `pytest -s tests/test_fuzz_raw.py -k 500`."""
    rows = plan_rows()
    chance = random.Random(10)
    columns = (*CONFIRMED, *UNCONFIRMED)
    some = of_rows(rows.loc[sorted(chance.sample(list(rows.index), 60))], columns)
    alone = some[some["column"].isin(columns)]
    share = -(-DRAWN // len(columns))
    each = [at for _, group in alone.groupby("column") for at in chance.sample(list(group.index), share)]
    drawn = alone.loc[sorted(chance.sample(each, DRAWN))].reset_index(drop=True)
    found = outcomes(shipped(), drawn)
    counts = found.groupby(["column", "outcome"]).size().unstack(fill_value=0)
    print(found["outcome"].value_counts().to_dict(), counts.to_string(), sep="\n")
    silent = set(found.loc[found["outcome"] == "silent", "column"])
    assert silent <= set(UNCONFIRMED)
    assert (found["outcome"] == "refused").sum() > DRAWN / 2


def test_the_fuzz_notices_a_change_that_passes():
    """The classes can fail: without its quote a row has nothing that confirms it."""
    row = plan_rows().query("quote == '3354张'").assign(quote="", how_known="published", start="", end="")
    found = outcomes(shipped(), of_rows(row, ("printed_value", "comparator")))
    assert "silent" in set(found["outcome"])


@settings(max_examples=100, deadline=None)
@given(draw=st.data())
def test_a_damaged_file_is_told_with_its_name_and_line(draw, tmp_path_factory):
    """Bytes cut off, put in or changed in figures.csv: rows or problems, never a traceback."""
    source = paths.raw() / "plans" / "haicheng-2021-2025"
    content = (source / "figures.csv").read_bytes()
    at = draw.draw(st.integers(0, len(content) - 1), label="at")
    put = draw.draw(
        st.sampled_from([b"", b"\xff", b'"', b",", b"\n", b"\r", b"\x00", b";", b"\t", b"\xe5"]), label="put"
    )
    gone = draw.draw(st.sampled_from([0, 1, 3, 40, len(content)]), label="gone")
    folder = tmp_path_factory.mktemp("raw", numbered=True) / "plans" / "haicheng-2021-2025"
    folder.mkdir(parents=True)
    (folder / "document.toml").write_bytes((source / "document.toml").read_bytes())
    (folder / "figures.csv").write_bytes(content[:at] + put + content[at + gone :])
    raw, problems = read_raw(folder.parents[1])
    _, found = harmonise(raw)
    for problem in problems + found:
        assert problem.file.endswith("figures.csv")
        assert problem.line > 0
