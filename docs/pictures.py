"""Takes the pictures of the dashboard's pages that the READMEs show: `python -m docs.pictures` writes docs/images.

One of each page as on a desk, one as on a phone and one in the dark, drawn from data/processed by the app itself in the
machine's Chromium.
"""

import io
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import dash
import waitress
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from analysis import paths
from dashboard.app import create_app

FOLDER = Path(__file__).parent / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--font-render-hinting=none")
DESK, PHONE = (1280, 800), (390, 844)
COLOURS = 256  # of a picture's palette: looks the same, and the file is half as large


class View(NamedTuple):
    """`query` after the page's address; `waits_for`: what stands on the page when it shows its view."""

    query: str = ""
    waits_for: str = "main h1"


VIEWS = {  # by the folder in dashboard/pages
    "overview": View("?region=210381", "#overview-canvas path.county[fill]"),
    "coverage_map": View("", "path.county[fill]"),
    "growth": View("?region=210381&indicator=orphan_standard.dispersed", "#growth-chart svg"),
    "alignment": View("?region=210381&indicator=nursing_bed_share"),
    "compare": View("?region=210381", "#compare table"),
    "audit": View("?region=210381"),
    "figures": View("?region=210381&kind=baseline&figure=haicheng-2021-2025%2339", ".ag-row-selected"),
}
OTHERS = {"overview_phone": ("overview", PHONE, "light"), "growth_dark": ("growth", DESK, "dark")}


def pages() -> dict[str, str]:
    """The page's folder in dashboard/pages → its address, in the order of the head; known once the app is made."""
    named = [one for one in dash.page_registry.values() if one.get("order") is not None]
    return {one["module"].split(".")[-2]: one["relative_path"] for one in named}


def pictures() -> dict[str, tuple[str, tuple[int, int], str]]:
    """File name without ending → page, size in pixels, light or dark."""
    return {name: (name, DESK, "light") for name in pages()} | OTHERS


@contextmanager
def served():
    """The address of the app over data/processed, on a free port of this machine."""
    server = waitress.create_server(create_app(paths.processed()).server, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


def take(browser: Browser, address: str, name: str, size: tuple[int, int], scheme: str) -> bytes:
    """A PNG of what one sees first of a page."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address + pages()[name] + VIEWS[name].query)
    settle(page, VIEWS[name].waits_for)
    picture = page.screenshot()
    context.close()
    return picture


def settle(page: Page, waits_for: str) -> None:
    page.locator(waits_for).first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-dash-is-loading]")).to_have_count(0)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(200)  # what follows a frame after the answer


def small(picture: bytes) -> bytes:
    """The same as a PNG with a palette."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main() -> None:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        raise SystemExit(f"没有找到浏览器（找过 {'、'.join(BROWSERS)}）。请先安装 Chromium。")
    FOLDER.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        for name, (page, size, scheme) in pictures().items():
            content = small(take(browser, address, page, size, scheme))
            (FOLDER / f"{name}.png").write_bytes(content)
            print(f"docs/images/{name}.png　{len(content) / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
