"""docs/briefing.md says what is true: options, formats, files, typefaces, colours, the calls of a notebook."""

import importlib.util
import re

import pytest
import typer

from analysis import briefing
from analysis.__main__ import app
from analysis.briefing import look
from analysis.briefing.report import styles

MOST_BYTES = 250_000


@pytest.fixture(scope="module")
def text(project_root) -> str:
    return (project_root / "docs" / "briefing.md").read_text(encoding="utf-8")


def test_options_and_formats_exist(text):
    command = typer.main.get_command(app).commands["brief"]
    options = {option for parameter in command.params for option in parameter.opts}
    named = set(re.findall(r"`[^`]*?(--[a-z][a-z-]*)", text)) | set(re.findall(r" (--[a-z][a-z-]*)", text))
    assert {"--topic", "--rate", "--format", "--out", "--date", "--all-counties", "--overwrite"} <= named <= options
    listed = re.search(r"可用 ([a-z、]+) ?和|可用 ([a-z、]+)", text)
    assert tuple(re.findall(r"[a-z]+", listed[0])) == briefing.FORMATS


def test_files_and_targets_that_are_named_exist(text, project_root):
    package = project_root / "src" / "analysis" / "briefing"
    for name in re.findall(r"`([\w/]+\.py)`", text):
        assert (project_root / name).exists() or (package / name).exists(), name
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (project_root / "docs" / link).exists(), link
    makefile = (project_root / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z]+)`", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for module in re.findall(r"python -m (analysis\.[\w.]+)", text):
        assert importlib.util.find_spec(module), module


def test_pictures_are_those_that_the_command_makes_and_small(text, project_root):
    images = project_root / "docs" / "images"
    script = (images / "briefing_pictures.py").read_text(encoding="utf-8")
    made = set(re.findall(r'^    "(briefing_\w+)": \(', script, re.MULTILINE))
    assert made == set(re.findall(r"\(images/(briefing_\w+)\.png\)", text))
    for name in made:
        assert (images / f"{name}.png").stat().st_size < MOST_BYTES, name


def test_typefaces_and_theme_colours_are_those_of_the_files(text):
    for font in (styles.TITLE_FONT, styles.HEADING_FONT, styles.SUBHEADING_FONT, styles.BODY_FONT, look.SCREEN_FONT):
        assert font in text, font
    assert styles.FALLBACKS[styles.BODY_FONT].split(",")[:2] == ["仿宋", "FangSong"]
    assert len(re.findall(r"^\| 着色 \d", text, re.MULTILINE)) == len(look.ACCENTS)
    assert "“民政分析”" in text


def test_the_calls_for_a_notebook_run(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "docs/briefing.md", "exec"), {})
    names = sorted(path.name for path in (tmp_path / "简报").iterdir())
    assert {name.rpartition(".")[2] for name in names} == {"docx", "pptx", "xlsx", "html"}
    assert any("社会救助" in name for name in names) and any("低保标准的增长" in name for name in names)
