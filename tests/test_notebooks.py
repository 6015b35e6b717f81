"""Notebooks: clean on disk, right for any place, answers computed, reports that stand alone.

`make test` also runs each from a clean kernel with its own parameters (nbmake).
"""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from analysis.__main__ import app
from analysis.research import reports, show

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# A county that inherits all standards, a city whose plan does not tell urban from rural, a draft with deferred targets,
# a city without a plan.
PLACES = ("210302", "150300", "220502", "210100")


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem[:2])
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    """Source of the code cells that need no kernel, the parameters first."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell.source for cell in cells if "interactive" not in cell.metadata.get("tags", [])]


@pytest.fixture
def run(monkeypatch):
    """Runs a notebook's cells in this process with other parameters; returns what it says, as one text."""

    def run(notebook, **parameters):
        said = []
        monkeypatch.setattr(show, "say", lambda *paragraphs: said.extend(paragraphs))
        monkeypatch.setattr("IPython.display.display", lambda *shown, **_: said.extend(map(rendered, shown)))
        first, *rest = code_cells(notebook)
        names = {"__name__": "notebook"}
        for source in (first, *(f"{name} = {value!r}" for name, value in parameters.items()), *rest):
            said.append(rendered(last_value(source, names)))
        return "\n".join(said)

    return run


def last_value(source: str, names: dict) -> object:
    """Runs a cell; what Jupyter would show of its last line."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "notebook", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "notebook", "eval"), names) if last else None
    return None if source.rstrip().endswith(";") else shown


def rendered(shown: object) -> str:
    for name in ("_repr_markdown_", "_repr_html_"):
        if hasattr(shown, name):
            return str(getattr(shown, name)())
    return ""


def test_there_are_the_seven_of_the_series():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06", "07"]


def test_no_output_is_stored(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None


def test_the_first_code_cell_holds_the_parameters(notebook):
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    assert tagged[0] is next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert re.search(r'^region = "\d{6}"', tagged[0].source, re.MULTILINE)


def test_prose_is_chinese_and_begins_with_a_title(notebook):
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert prose[0].startswith("# 0")
    assert all(re.search(r"[一-鿿]", text) for text in prose)
    assert "$" not in "".join(prose), "formulas are plain text: reports have no typesetting of their own"


def test_nothing_of_the_machine_is_on_disk():
    for path in NOTEBOOKS:
        assert not re.search(r"/(?:home|root|tmp|work|Users)/", path.read_text(encoding="utf-8"))


@pytest.mark.build
@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_answered(notebook, run, place):
    text = run(notebook, region=place)
    assert text
    assert not re.search(r"\bnan\b|\bNone\b|<NA>", text)


@pytest.mark.build
def test_the_answer_follows_the_rate(run):
    """By hand: +50% needs 8.4472%, all other rates asked for are 6% or less; two ratios no common rate can meet."""
    two = nbformat.read(NOTEBOOKS[1], as_version=4)
    assert "18 项货币标准目标，每年增长 8%：8 项达到，4 项达不到，4 项看条件，2 项无从回答" in run(two)
    assert "46 项货币标准，每年增长 8% 够不够：是 6 项，否 2 项，视条件而定 4 项，没有定目标 34 项" in run(two)
    assert "18 项货币标准目标，每年增长 9%：10 项达到，2 项达不到，4 项看条件，2 项无从回答" in run(two, rate="9%")
    assert "18 项货币标准目标，每年增长 4%：0 项达到，12 项达不到，4 项看条件，2 项无从回答" in run(two, rate="4%")


@pytest.mark.build
def test_the_ratio_of_liaoning_is_told(run):
    text = run(nbformat.read(NOTEBOOKS[2], as_version=4), region="210000")
    assert "2020年比值 1.451，到2025年降到 1.3：农村每年须比城市多增 2.23%" in text
    assert "最近（2023年）为 1.25，差距缩小，不高于比值目标 1.3" in text


@pytest.mark.build
def test_a_place_without_targets_says_so(run):
    assert "沈阳市的规划没有定货币标准目标，或没有规划" in run(
        nbformat.read(NOTEBOOKS[1], as_version=4), region="210100"
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """Notebook 04 by the command, for a city: copy and report."""
    folder = tmp_path_factory.mktemp("reports")
    result = CliRunner().invoke(app, ["notebooks", "--region", "乌海市", "--only", "04", "--folder", str(folder)])
    assert result.exit_code == 0, result.output
    return folder / f"{NOTEBOOKS[3].stem}.html"


@pytest.mark.build
def test_the_copy_is_executed_for_the_place(report):
    copy = nbformat.read(report.with_suffix(".ipynb"), as_version=4)
    sources = [cell.source for cell in copy.cells]
    assert any('region = "150300"' in source for source in sources)
    assert any(cell.get("outputs") for cell in copy.cells)
    assert "papermill" not in copy.metadata


@pytest.mark.build
def test_the_report_stands_alone_and_draws(report, browser):
    html = report.read_text(encoding="utf-8")
    assert "<title>04 覆盖率目标与需要的进度</title>" in html
    assert "import analysis" not in html
    page, requests, errors = browser.new_page(), [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(report.as_uri())
    page.wait_for_selector(".plotly .main-svg")
    assert requests == [report.as_uri()]
    assert errors == []
    assert "乌海市" in page.inner_text("body")
    assert page.locator(".modebar").count() == 0
    page.close()


TABLES_TOO_WIDE = """page => [...document.querySelectorAll('table')]
    .filter(table => table.scrollWidth > table.clientWidth || table.getBoundingClientRect().right > page)
    .map(table => table.rows[0].innerText)"""


@pytest.mark.build
def test_no_table_is_wider_than_its_report(notebook, run, browser):
    shown = nbformat.v4.new_output("display_data", data={"text/html": run(notebook)})
    cells = [notebook.cells[0], nbformat.v4.new_code_cell("", outputs=[shown])]
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    page.set_content(reports.html(nbformat.v4.new_notebook(cells=cells)))
    assert page.locator("table").count() > 0
    assert page.evaluate(TABLES_TOO_WIDE, 1100) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1100
    page.close()


@pytest.mark.build
def test_cells_with_sliders_are_not_run(tmp_path):
    cells = [nbformat.v4.new_markdown_cell("# 标题"),
             nbformat.v4.new_code_cell("region = ''", metadata={"tags": ["parameters"]}),
             nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["interactive"]})]  # fmt: skip
    kernel = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))["metadata"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "slider.ipynb")
    problem, report = reports.run(tmp_path / "slider.ipynb", tmp_path / "out", {})
    assert problem == "" and report.exists()


def test_sliders_and_the_words_about_them_are_left_out_of_reports():
    cells = [
        nbformat.v4.new_markdown_cell("# 标题"),
        nbformat.v4.new_markdown_cell("拖动滑块", metadata={"tags": ["interactive"]}),
        nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="结果")]),
    ]
    html = reports.html(nbformat.v4.new_notebook(cells=cells))
    assert "结果" in html and "拖动滑块" not in html


@pytest.mark.build
def test_a_failing_cell_is_told_with_its_number_and_leaves_no_report(tmp_path):
    path = tmp_path / "bad.ipynb"
    cells = [nbformat.v4.new_code_cell("region = ''", metadata={"tags": ["parameters"]}),
             nbformat.v4.new_code_cell("1 / 0")]  # fmt: skip
    kernel = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))["metadata"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    problem, copy = reports.run(path, tmp_path / "out", {"region": "210381"})
    assert "ZeroDivisionError" in problem and "bad.ipynb" in problem
    assert copy.exists() and not copy.with_suffix(".html").exists()


@pytest.mark.parametrize(("arguments", "status", "words"), [
    (["--region", "铁西区"], 2, "210106"),
    (["--region", "210381", "--only", "99"], 2, "99"),
])  # fmt: skip
def test_bad_usage_is_told(arguments, status, words):
    result = CliRunner().invoke(app, ["notebooks", *arguments])
    assert result.exit_code == status
    assert words in result.output
