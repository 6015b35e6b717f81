"""The documentation says what is true: commands, files, links, generated parts."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from analysis import documentation
from analysis.__main__ import app
from analysis.etl import figures

READMES = ("README.md", "README.zh-CN.md")


def commands(text: str) -> list[list[str]]:
    """The command lines of the shell blocks, without comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line, posix=False) for line in lines if line]


@pytest.fixture(scope="module", params=READMES)
def readme(request, project_root):
    return (project_root / request.param).read_text(encoding="utf-8")


def test_make_targets_exist(readme, project_root):
    targets = set(re.findall(r"^([a-z-]+):.*##", (project_root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", readme, re.MULTILINE))
    assert {"dashboard", "test"} <= named <= targets


def test_commands_and_options_exist(readme):
    group = typer.main.get_command(app)
    named = [words[words.index("analysis") + 1 :] for words in commands(readme) if "analysis" in words]
    assert {words[0] for words in named} == set(group.commands)
    for words in named:
        options = {option for parameter in group.commands[words[0]].params for option in parameter.opts}
        assert {word for word in words[1:] if word.startswith("--")} <= options, words


def test_both_readmes_show_the_same_commands(project_root):
    english, chinese = ((project_root / name).read_text(encoding="utf-8") for name in READMES)
    assert commands(english) == commands(chinese)


def test_files_and_folders_that_are_named_exist(readme, project_root):
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", readme):
        assert (project_root / link).exists(), link
    for name in re.findall(r"^\| `([^`]+)` \|", readme, re.MULTILINE):
        if name != "notebooks/" or (project_root / "notebooks").exists():
            assert (project_root / name).exists(), name
    for name in re.findall(r"`((?:src|data|dashboard|tests|docs)/[^`<]*)`", readme):
        assert (project_root / name).exists(), name


def test_readmes_explain_how_to_add_each_thing(project_root):
    english, chinese = ((project_root / name).read_text(encoding="utf-8") for name in READMES)
    assert all(f"**{thing}.**" in english for thing in ("A plan", "An indicator", "A chart", "A page"))
    assert all(f"**{thing}。**" in chinese for thing in ("一份规划", "一个指标", "一种图", "一个页面"))


def test_generated_parts_of_the_docs_are_up_to_date(project_root):
    pages = documentation.pages(project_root)
    assert pages
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run `python -m analysis docs`"


def test_every_generated_block_is_used(project_root):
    texts = "".join(path.read_text(encoding="utf-8") for path in Path(project_root / "docs").glob("*.md"))
    assert set(re.findall(r"<!-- generated: (\S+) -->", texts)) == set(documentation.BLOCKS)


def test_data_page_explains_the_columns_of_the_transcription(project_root):
    text = (project_root / "docs" / "data.md").read_text(encoding="utf-8")
    for column in (*figures.FIGURE_COLUMNS, *figures.OBSERVED_COLUMNS):
        assert f"`{column}`" in text, column
