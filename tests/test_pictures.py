"""The pictures of the dashboard's pages in docs/images: one of each page, shown in the READMEs, small, not empty."""

import re

import pytest
from PIL import Image

from dashboard.app import create_app
from docs import pictures

LARGEST = 200_000  # bytes
READMES = ("README.md", "README.zh-CN.md")


@pytest.fixture(scope="module", autouse=True)
def app(project_root):
    return create_app(project_root / "data" / "processed")  # registers the pages


def test_every_page_has_its_view_and_its_picture(project_root):
    files = {file.parent.name for file in (project_root / "dashboard" / "pages").glob("*/page.py")}
    assert set(pictures.pages()) == set(pictures.VIEWS) == files
    for name, (page, size, scheme) in pictures.pictures().items():
        file = pictures.FOLDER / f"{name}.png"
        assert file.exists(), f"{file.name}: run `make pictures`"
        image = Image.open(file)
        assert image.size == size and page in files and scheme in ("light", "dark")
        assert len(image.convert("RGB").getcolors(1_000_000)) > 40, f"{file.name} shows nothing"
        assert file.stat().st_size < LARGEST
        brightness = image.convert("L").resize((1, 1)).getpixel((0, 0))
        assert (brightness < 100) == (scheme == "dark")


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_show_the_pages(project_root, readme):
    text = (project_root / readme).read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\(docs/images/(\w+)\.png\)", text)
    shown += [(said, name) for name, said in re.findall(r'<img src="docs/images/(\w+)\.png"[^>]* alt="([^"]+)">', text)]
    assert {name for _, name in shown} >= {"overview", "coverage_map", "growth", *pictures.OTHERS}
    assert all(said.strip() for said, _ in shown)
    assert set(re.findall(r"docs/images/(\w+)\.png", text)) >= set(pictures.pages())


def test_a_picture_keeps_its_colours_and_becomes_small():
    image = Image.new("RGB", (400, 300), "#ffffff")
    image.paste("#b5460f", (10, 10, 14, 14))  # a rare colour that means something
    raw = pictures.io.BytesIO()
    image.save(raw, "PNG")
    content = pictures.small(raw.getvalue())
    found = Image.open(pictures.io.BytesIO(content)).convert("RGB")
    assert found.getpixel((12, 12)) == (0xB5, 0x46, 0x0F) and found.size == image.size
