"""The county map against the obvious way (bench/obvious.py), in headless Chromium: `python bench/dashboard.py`.

Both serve the same tables: the real ones (100 counties of Liaoning) and made-up ones of the whole nation (2,877
counties, bench/nation.py). Measured in turn, so that a busy machine slows both: from the click on another rate until
the frame in which every county has its new colour, the bytes and the time of a first view, and for ours the frames a
second while the years go by and the rate slider is dragged. Fails where a goal is missed.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import nation
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
SWITCHES, VISITS = 10, 5
GOALS = {"switch": {100: 1 / 10, 2877: 1 / 20}, "bytes": 1 / 4, "time": 1 / 2, "frames": 30}


@dataclass(frozen=True)
class Way:
    """One way to a map: its address, what is drawn where, and its dropdown."""

    address: str
    map: str
    county: str
    dropdown: str


@dataclass(frozen=True)
class Case:
    """The counties of one province and two rates that are both known at the moment that a first view shows."""

    counties: int
    province: str
    moment: str
    rates: tuple[str, str]


REAL = Case(100, "210000", "target-2025", ("nursing_bed_share", "care_agreement_signing_rate"))
NATION = Case(2877, nation.NATION, "observed-2025", ("assistance_coordinator_coverage", "association_decoupling_rate"))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def running(command: list[str], port: int, **variables: str) -> Iterator[None]:
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | variables, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_dash-layout", timeout=60).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()


@contextmanager
def both(project: Path, case: Case) -> Iterator[tuple[Way, Way]]:
    """Ours and the obvious way over the tables of a project folder."""
    here, there = free_port(), free_port()
    ours = [sys.executable, "-m", "analysis", "dashboard", "--port", str(here)]
    shown = [str(project / "data" / "processed"), case.province, case.rates[0], case.moment]
    obvious = [sys.executable, "bench/obvious.py", *shown, str(there)]
    query = f"coverage-map?province={case.province}&rate={case.rates[0]}&moment={case.moment}"
    with ExitStack() as stack:
        stack.enter_context(running(ours, here, ANALYSIS_PROJECT=str(project), DASHBOARD_SECRET=""))
        stack.enter_context(running(obvious, there))
        yield (
            Way(f"http://127.0.0.1:{here}/{query}", "#coverage-map-canvas", "path.county[fill]", "#coverage-map-rate"),
            Way(f"http://127.0.0.1:{there}/", "#map", "path.choroplethlocation", "#rate"),
        )


@contextmanager
def opened(browser: Browser, way: Way) -> Iterator[tuple[Page, float, int]]:
    """A first visit: the page, milliseconds until the map is there to be seen, and bytes over the wire."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN")
    context.add_init_script(f"window.probeCounty = {way.county!r};{PROBE}")
    page = context.new_page()
    received = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(way.address)
    page.wait_for_selector(way.county, timeout=60_000)
    page.wait_for_load_state("networkidle")
    yield page, page.evaluate("window.probe.seen"), int(sum(received))
    context.close()


def switch(page: Page, way: Way, rate: str) -> float:
    """Milliseconds from the click on a rate until the frame with all its colours."""
    page.click(way.dropdown)
    option = page.locator(f'.dash-dropdown-option:has(input[value="{rate}"])')
    option.hover()
    page.evaluate("map => window.probe.watch(map)", way.map)
    option.click()
    return page.evaluate("window.probe.repainted()")


def measured(browser: Browser, case: Case, project: Path) -> dict[str, float]:
    """Ours as a share of the obvious way: `switch`, `bytes`, `time`; and `asked`, our requests during the switches."""
    with both(project, case) as ways:
        views = [[], []]
        for _ in range(VISITS):
            for way, found in zip(ways, views, strict=True):
                with opened(browser, way) as (_, seen, size):
                    found.append((seen, size))
        seen, size = ([median(view[part] for view in found) for found in views] for part in (0, 1))
        with opened(browser, ways[0]) as (ours, *_), opened(browser, ways[1]) as (obvious, *_):
            asked = []
            ours.on("request", lambda request: asked.append(request.url))
            times = [[], []]
            for number in range(SWITCHES + 2):  # the first two warm up
                for page, way, found in zip((ours, obvious), ways, times, strict=True):
                    found.append(switch(page, way, case.rates[(number + 1) % 2]))
            frames = ours.evaluate("bar => window.probe.play(bar)", "#coverage-map-moment-choices")
    switches = [median(found[2:]) for found in times]
    print(f"{case.counties} counties: switch {switches[0]:.0f} ms, obvious {switches[1]:.0f} ms")
    print(f"  first view {seen[0]:.0f} ms, {size[0] / 1e3:.0f} kB; obvious {seen[1]:.0f} ms, {size[1] / 1e3:.0f} kB")
    print(f"  {frames:.0f} frames a second while the years go by, {len(asked)} requests")
    shares = {"switch": switches[0] / switches[1], "bytes": size[0] / size[1], "time": seen[0] / seen[1]}
    return {**shares, "frames": frames, "asked": len(asked)}


def main() -> int:
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        (Path(made) / "data" / "processed").mkdir(parents=True)
        nation.write(ROOT / "data" / "processed", Path(made) / "data" / "processed")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        found = {
            case.counties: measured(browser, case, project) for case, project in ((REAL, ROOT), (NATION, Path(made)))
        }
        browser.close()
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
