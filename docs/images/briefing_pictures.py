"""Makes the pictures of docs/briefing.md again: `python docs/images/briefing_pictures.py`.

Needs LibreOffice, pdftoppm (poppler-utils) and the typefaces of fonts-noto-cjk, which stand in for those that the
files name: 微软雅黑 and 黑体 by Noto Sans, 仿宋, 楷体 and 小标宋 by Noto Serif.
"""

import os
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image

from analysis import briefing

FOLDER = Path(__file__).parent
DAY = date(2026, 11, 22)
DOTS_PER_INCH = 72
COLOURS = 200  # of a palette: enough for text, charts and maps, and the files stay small
GAP, GROUND = 6, "#8A8F98"
STAND_INS = {
    "微软雅黑": "Noto Sans CJK SC", "黑体": "Noto Sans CJK SC", "仿宋_GB2312": "Noto Serif CJK SC",
    "楷体_GB2312": "Noto Serif CJK SC", "宋体": "Noto Serif CJK SC", "方正小标宋简体": "Noto Serif CJK SC",
}  # fmt: skip
# File name → place, format, one page or all, the pages shown (from 0), pages beside one another, grey.
PICTURES = {
    "briefing_slides": ("辽宁省", "pptx", False, (1, 2, 7, 10, 13, 14), 2, False),
    "briefing_document": ("海城市", "docx", False, (0, 3, 5, 12), 4, False),
    "briefing_county": ("210302", "docx", True, (0,), 1, False),
    "briefing_grey": ("辽宁省", "pptx", False, (10, 14), 2, True),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        environment = os.environ | {"FONTCONFIG_FILE": str(_fonts(scratch / "fonts.conf"))}
        for picture, (place, kind, short, shown, across, grey) in PICTURES.items():
            (content,) = briefing.brief(place, formats=(kind,), day=DAY, short=short).values()
            pages = _pages(content, kind, scratch / picture, environment)
            chosen = [pages[page].convert("L" if grey else "RGB") for page in shown]
            path = FOLDER / f"{picture}.png"
            _side_by_side(chosen, across).quantize(COLOURS).save(path, optimize=True)
            print(f"{path.name}（{path.stat().st_size // 1024} kB）")


def _fonts(path: Path) -> Path:
    """A fontconfig file in which each typeface that the files name is another one of this machine."""
    matches = "".join(
        f'<match><test name="family"><string>{named}</string></test><edit name="family" mode="assign" '
        f'binding="strong"><string>{other}</string></edit></match>'
        for named, other in STAND_INS.items()
    )
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    path.write_text(f"{head}<include>/etc/fonts/fonts.conf</include>{matches}</fontconfig>", encoding="utf-8")
    return path


def _pages(content: bytes, kind: str, folder: Path, environment: dict[str, str]) -> list[Image.Image]:
    """The file's pages as LibreOffice prints them."""
    folder.mkdir()
    (folder / f"brief.{kind}").write_bytes(content)
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, str(folder / f"brief.{kind}")], check=True, capture_output=True, env=environment)
    draw = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(folder / "brief.pdf"), str(folder / "page")]
    subprocess.run(draw, check=True)
    return [Image.open(file) for file in sorted(folder.glob("page-*.png"))]


def _side_by_side(pages: list[Image.Image], across: int) -> Image.Image:
    width, height = pages[0].size
    rows = -(-len(pages) // across)
    sheet = Image.new("RGB", (across * (width + GAP) - GAP, rows * (height + GAP) - GAP), GROUND)
    for place, page in enumerate(pages):
        sheet.paste(page, (place % across * (width + GAP), place // across * (height + GAP)))
    return sheet


if __name__ == "__main__":
    main()
