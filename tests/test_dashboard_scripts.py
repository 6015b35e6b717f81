"""The browser's scripts: what each needs is said in it, is loaded before it, and is all that it uses of the others."""

import re

import pytest

from dashboard.shared import scripts

DEFINES = re.compile(r"window\.(\w+) = |dash_clientside, \{ (\w+): ")
USES = re.compile(r"window\.(?:dash_clientside\.)?(\w+)")
THE_BROWSER_S = {"dash_clientside", "fetch"}  # of Dash, and of every page
TAKEN_FROM_WINDOW = re.compile(r"const \{ ([^}]+) \} = window;")


@pytest.fixture(scope="module")
def folder(project_root):
    return project_root / "dashboard" / "assets"


@pytest.fixture(scope="module")
def texts(folder) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.js")}


def definitions(text: str) -> set[str]:
    return {name for pair in DEFINES.findall(text) for name in pair if name} - THE_BROWSER_S


def uses(text: str) -> set[str]:
    taken = [one.partition(":")[0].strip() for names in TAKEN_FROM_WINDOW.findall(text) for one in names.split(",")]
    return {*USES.findall(text), *taken}


def test_a_script_says_all_that_it_uses_of_others_and_nothing_else(texts):
    owner = {name: file for file, text in texts.items() for name in definitions(text)}
    assert len(owner) >= 15
    for file, text in texts.items():
        used = {owner[name] for name in uses(text) if name in owner} - {file}
        assert set(scripts.needs(text)) == used, file


def test_every_script_is_loaded_once_after_what_it_needs(folder, texts):
    order = scripts.in_order(folder)
    assert sorted([*order, scripts.IN_THE_HEAD]) == sorted(texts)
    for position, file in enumerate(order):
        assert set(scripts.needs(texts[file])) <= set(order[:position])


def test_the_page_loads_them_in_this_order_with_their_versions(client, folder):
    page = client.get("/").get_data(as_text=True)
    found = re.findall(r'<script src="/assets/([^"?]+)\?m=[0-9a-f]{12}">', page)
    assert found == scripts.in_order(folder)


def test_a_changed_script_gets_another_address(tmp_path):
    (tmp_path / "a.js").write_text("1")
    before = scripts.tags(tmp_path, "/assets")
    (tmp_path / "a.js").write_text("2")
    assert before.startswith('<script src="/assets/a.js?m=') and scripts.tags(tmp_path, "/assets") != before


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.js": "/* needs: b.js */"}, "a.js needs b.js"),
        ({"a.js": "/* needs: b.js */", "b.js": "/* needs: a.js */"}, "cycle"),
    ],
)
def test_what_cannot_be_loaded_is_refused(tmp_path, files, said):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=said):
        scripts.in_order(tmp_path)
