"""The Office files as LibreOffice prints them: one page where one is promised, everything there, nothing cut."""

import io
import re
import shutil
import subprocess

import pdfplumber
import pytest
from briefs import file, real
from pptx import Presentation

from analysis.briefing.exhibits import Graph

OFFICE = ("soffice", "libreoffice")
COUNTIES = ("210302", "210381", "210123", "210213")  # of a plan's city, with a plan, with a long history, with little


@pytest.fixture(scope="session")
def printed(tmp_path_factory):
    """Bytes of Office files, by name → their pages as pdfplumber gives them. One start of LibreOffice for all."""
    executable = next(filter(None, map(shutil.which, OFFICE)), None)
    if executable is None:
        pytest.skip(f"no LibreOffice found (looked for {', '.join(OFFICE)})")
    folder = tmp_path_factory.mktemp("printed")
    asked = {
        f"{place}-brief.{format}": file(place, format) for place in ("海城市", "辽宁省") for format in ("pptx", "docx")
    }
    asked["海城市-book.xlsx"] = file("海城市", "xlsx")
    asked |= {f"{code}-page.docx": file(code, "docx", short=True) for code in COUNTIES}
    asked |= {f"{code}-slide.pptx": file(code, "pptx", short=True) for code in COUNTIES[:2]}
    for name, content in asked.items():
        (folder / f"{stem(name)}.{name.rpartition('.')[2]}").write_bytes(content)
    # A profile of its own: another LibreOffice of the same user would take the job and answer nothing.
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind in ("pptx", "docx", "xlsx"):  # one filter a run
        files = [str(path) for path in sorted(folder.glob(f"*.{kind}"))]
        command = [executable, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    opened = {name: pdfplumber.open(io.BytesIO((folder / f"{stem(name)}.pdf").read_bytes())) for name in asked}
    yield {name: pdf.pages for name, pdf in opened.items()}
    for pdf in opened.values():
        pdf.close()


def stem(name: str) -> str:
    """A name that stays one of its own when LibreOffice puts .pdf in place of .pptx and .docx."""
    return name.replace(".", "-")


def text_of(pages) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("code", COUNTIES)
def test_a_one_page_document_has_one_page(printed, code):
    assert len(printed[f"{code}-page.docx"]) == 1


@pytest.mark.parametrize("code", COUNTIES[:2])
def test_a_one_page_deck_has_one_slide(printed, code):
    assert len(printed[f"{code}-slide.pptx"]) == 1


@pytest.mark.parametrize("place", ["海城市", "辽宁省"])
def test_every_finding_and_source_is_printed(printed, place):
    brief = real(place)
    for format in ("pptx", "docx"):
        text = text_of(printed[f"{place}-brief.{format}"])
        for exhibit in brief.exhibits:
            assert without_blanks(exhibit.title) in text
            assert without_blanks(exhibit.source) in text
    for statement in brief.summary:
        said = without_blanks(statement.headline).removesuffix("。")  # the citation stands before the stop
        assert said in text_of(printed[f"{place}-brief.docx"])


@pytest.mark.parametrize("name", ["海城市-brief.pptx", "辽宁省-brief.pptx", "210381-slide.pptx"])
def test_nothing_on_a_slide_runs_over_its_edge_or_into_the_source_line(printed, name):
    for page in printed[name]:
        for char in page.chars:
            assert char["x0"] > -1 and char["x1"] < page.width + 1, (page.page_number, char["text"])
            assert char["top"] > -1 and char["bottom"] < page.height + 1, (page.page_number, char["text"])
        foot = [line for line in page.extract_text_lines() if without_blanks(line["text"]).startswith("资料来源：")]
        if foot:
            above = [line for line in page.extract_text_lines() if line["top"] < foot[0]["top"] - 1]
            lowest = max(line["bottom"] for line in above)
            assert lowest <= foot[0]["top"] + 2, (page.page_number, above[-1]["text"])


@pytest.mark.parametrize("place", ["海城市", "辽宁省"])
def test_every_year_and_every_item_of_a_chart_is_on_its_slide(printed, place):
    pages = {page.page_number: without_blanks(page.extract_text()) for page in printed[f"{place}-brief.pptx"]}
    for exhibit in real(place).exhibits:
        if isinstance(exhibit, Graph):
            text = next(text for text in pages.values() if without_blanks(exhibit.title) in text)
            shown = sum(without_blanks(category) in text for category in exhibit.grid.categories)
            assert shown == len(exhibit.grid.categories), exhibit.title
            for column in exhibit.grid.columns:
                assert without_blanks(column.name) in text, (exhibit.title, column.name)


@pytest.mark.parametrize("place", ["海城市", "辽宁省"])
def test_every_cell_of_a_slides_tables_is_printed_inside_its_column(printed, place):
    """What the deck holds, column by column, against the letters between the column's two edges on the page."""
    deck, pages = Presentation(io.BytesIO(file(place, "pptx"))), printed[f"{place}-brief.pptx"]
    checked = 0
    for slide, page in zip(deck.slides, pages, strict=True):
        scale = float(page.width) / deck.slide_width
        for frame in (shape for shape in slide.shapes if shape.has_table):
            below = [shape.top * scale for shape in slide.shapes if shape.top > frame.top]
            left, foot = frame.left, min([source_line_of(page), *below])
            for place_of_column, column in enumerate(frame.table.columns):
                cells = [row.cells[place_of_column].text for row in frame.table.rows]
                box = (left * scale, frame.top * scale - 1, (left + column.width) * scale, foot)
                assert letters_in(page, box) == without_blanks("".join(cells)), (page.page_number, cells[0])
                left += column.width
                checked += len(cells)
    assert checked > 100


def source_line_of(page) -> float:
    """How far down the page the source line or, without one, the page ends."""
    lines = [line for line in page.extract_text_lines() if without_blanks(line["text"]).startswith("资料来源：")]
    return lines[0]["top"] if lines else float(page.height) * 0.88


def letters_in(page, box) -> str:
    """The letters that begin inside left, top, right, bottom, line by line."""
    left, top, right, bottom = box
    inside = [
        char
        for char in page.chars
        if left <= char["x0"] < right and top <= char["top"] < bottom - 1 and not char["text"].isspace()
    ]
    lines: list[list[dict]] = []
    for char in sorted(inside, key=lambda char: char["bottom"]):
        if not lines or char["bottom"] - lines[-1][0]["bottom"] > char["size"] * 0.5:
            lines.append([])
        lines[-1].append(char)
    return "".join(char["text"] for line in lines for char in sorted(line, key=lambda char: char["x0"]))


def test_a_sheet_is_no_wider_than_its_page(printed):
    for page in printed["海城市-book.xlsx"]:
        assert all(char["x1"] < page.width for char in page.chars)
    assert "第1页，共" in text_of(printed["海城市-book.xlsx"][:1])
