"""Cells and files of the raw folders changed in every way that people, spreadsheets and converters change them.

Two runs over the same changes. In a signed folder none is another thing in silence, whatever it is of. Signed again
after the change, so that the reading alone answers: no traceback, and what a row's quote can confirm (number,
precision, bounds, place of the quote) is refused or means the same.
"""

import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import cell_grammar
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import drawn, of_cell, of_rows, of_signed_cell, of_signed_file, outcomes, problems_of
from signatures import sign_all

from analysis import paths
from analysis.etl.figures import FIGURE_COLUMNS, OBSERVED_COLUMNS
from analysis.etl.harmonise import harmonise
from analysis.etl.read import Raw, read_raw

CONFIRMED = ("printed_value", "comparator", "quote", "start", "end")
# The other columns: no quote of 40 characters says whose or of when a number is, so that only the signature notices a
# valid code, year or flag that became another valid one.
DRAWN, AT_ONCE = 500, 25
BATCHES = settings(max_examples=DRAWN // AT_ONCE, deadline=None, derandomize=True, database=None,
                   suppress_health_check=list(HealthCheck))  # fmt: skip


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


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """A folder like data/raw for each shipped document, with that document alone."""
    folders = {}
    for folder in paths.raw().glob("*/*/"):
        copied = tmp_path_factory.mktemp("signed") / folder.parent.name / folder.name
        folders[folder.name] = Path(shutil.copytree(folder, copied))
    return folders


@st.composite
def changed_cells(draw, figures: pd.DataFrame, columns: tuple[str, ...]) -> tuple[int, str, str]:
    """Index of a row, column, other content."""
    at, column = draw(st.sampled_from(list(figures.index))), draw(st.sampled_from(columns))
    return at, column, draw(cell_grammar.otherwise(column, figures.at[at, column]))


def both_runs(figures: pd.DataFrame, columns: tuple[str, ...], signed: dict, batches: settings) -> pd.DataFrame:
    """The drawn changes with `outcome` by reading alone and `signed`, that in the signed folder."""
    start = shipped().figures.drop_duplicates("document_id").reset_index().set_index("document_id")["index"]
    found = []

    @batches
    @given(batch=st.lists(changed_cells(figures, columns), min_size=AT_ONCE, max_size=AT_ONCE))
    def draw(batch):
        one = outcomes(shipped(), drawn(figures, batch))
        documents = figures.loc[one["of"], "document_id"]
        one["signed"] = [
            of_signed_cell(signed[document], at - start[document], column, text)
            for document, (at, column, text) in zip(documents, batch, strict=True)
        ]
        found.append(one)

    draw()
    found = pd.concat(found, ignore_index=True)
    print(len(found), "by reading alone:", dict(Counter(found["outcome"])), "signed:", dict(Counter(found["signed"])))
    print(found.groupby(["column", "outcome"]).size().unstack(fill_value=0).to_string())
    return found


def test_500_changes_of_cells_of_plans_are_never_silent(signed):
    """The figures: `pytest -s tests/test_fuzz_raw.py -k 500`."""
    found = both_runs(plan_rows(), FIGURE_COLUMNS, signed, BATCHES)
    assert len(found) >= DRAWN
    assert found.loc[found["signed"] == "silent", ["column", "mutated"]].to_dict("records") == []
    silent = found["outcome"] == "silent"
    assert found.loc[silent & found["column"].isin(CONFIRMED), ["of", "column", "mutated"]].to_dict("records") == []
    assert (found["outcome"] == "refused").sum() > DRAWN / 2


def test_changes_of_cells_of_observed_data_are_never_silent(signed):
    figures = shipped().figures[shipped().figures["document_id"] == "public-reports-2005-2025"]
    found = both_runs(figures, (*FIGURE_COLUMNS, *OBSERVED_COLUMNS), signed, settings(BATCHES, max_examples=5))
    assert found.loc[found["signed"] == "silent", ["column", "mutated"]].to_dict("records") == []
    assert (found["outcome"] == "refused").sum() > len(found) / 3


ACCEPTED = """[[accepted]]
rule = "B101"
figures = [15, "haicheng-2021-2025#7"]
reason = "核对过"

[[accepted]]
rule = "A104"
figures = [26]
reason = "两处口径不同"
"""


@pytest.mark.parametrize(
    "name", ["document.toml", "corrections.toml", "exceptions.toml", "accepted.toml", "left_out.csv"]
)
def test_changes_of_the_files_beside_figures_are_never_silent(signed, name, tmp_path):
    """By reading alone a change may be another valid thing; it is read or told, never a traceback."""
    folder = Path(shutil.copytree(signed["anshan-2021-2025"], tmp_path / "raw" / "plans" / "anshan-2021-2025"))
    (folder / "accepted.toml").write_text(ACCEPTED, encoding="utf-8")
    sign_all(tmp_path / "raw")
    path, counts = folder / name, Counter()
    whole = path.read_text(encoding="utf-8")
    texts = [one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name != "figures.csv"]
    tokens = sorted({match[0] for text in texts for match in cell_grammar.TOKEN.finditer(text)})

    @settings(BATCHES, max_examples=40)
    @given(text=cell_grammar.files(whole, tuple(tokens)).filter(lambda text: text != whole))
    def draw(text):
        counts["signed", of_signed_file(path, text)] += 1
        path.write_bytes(text.encode())
        sign_all(tmp_path / "raw")
        refused = problems_of(tmp_path / "raw") or harmonise(read_raw(tmp_path / "raw")[0])[1]
        counts["by reading alone", "refused" if refused else "read"] += 1
        shutil.copytree(signed["anshan-2021-2025"], folder, dirs_exist_ok=True)
        (folder / "accepted.toml").write_text(ACCEPTED, encoding="utf-8")
        sign_all(tmp_path / "raw")

    draw()
    print(name, dict(counts))
    assert counts["signed", "silent"] == 0
    assert counts["signed", "refused"] > counts["signed", "equal"]
    assert counts["by reading alone", "refused"] > 0


def test_the_runs_over_signed_folders_notice_what_passes(signed, tmp_path):
    """They can fail: a change that is signed again is silent, another form of the same content is equal."""
    folder = Path(shutil.copytree(signed["haicheng-2021-2025"], tmp_path / "raw" / "plans" / "haicheng-2021-2025"))
    row = next(at for at, line in enumerate(plan_rows().query("document_id == @folder.name").itertuples())
               if line.residence == "urban")  # fmt: skip
    assert of_signed_cell(folder, row, "residence", "rural") == "refused"
    assert of_signed_cell(folder, row, "year_stated", "TRUE") == "equal"
    path = folder / "document.toml"
    whole = path.read_text(encoding="utf-8")
    assert of_signed_file(path, whole.replace("baseline_year = 2020", "baseline_year = 2021")) == "refused"
    assert of_signed_file(path, f"# 已核\n{whole}") == "equal"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.etl.signing.problems", lambda documents: [])
        assert of_signed_cell(folder, row, "residence", "rural") == "silent"
        assert of_signed_file(path, whole.replace('"final"', '"draft_for_comment"')) == "silent"


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
