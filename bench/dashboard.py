"""The county map against the obvious way (bench/obvious.py), in headless Chromium: `python bench/dashboard.py`.

Both serve the same tables: the real ones (100 counties of Liaoning) and made-up ones of the whole nation (2,877
counties, bench/nation.py). Measured in turn, so that a busy machine slows both: from the click on another rate until
the frame in which every county has its new colour, the bytes and the time of a first view; for ours, too, what the
server is asked meanwhile (lines of its log), the frames a second while the years go by and while the rate slider is
dragged, and the time to a county's panel. Writes the section `dashboard` of docs/benchmarks.md and fails where a goal
is missed.
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
from page import write_section
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
SWITCHES, VISITS = 10, 5
SLIDER = "growth?region=210381&indicator=dibao_standard"
# What is measured, its name on the page, whether more or less is better, the goal for 100 and for 2,877 counties.
GOALS = {
    "switch": ("换指标，从点击到重画完", "most", 1 / 10, 1 / 20),
    "bytes": ("首次打开的字节", "most", 1 / 4, 1 / 4),
    "time": ("首次打开，到看见地图的时间", "most", 1 / 2, 1 / 2),
    "asked": ("换指标时服务器收到的请求", "most", 0, 0),
    "frames": ("逐年播放，每秒画面", "least", 30, 30),
    "panel": ("点击一县到面板画出（毫秒）", "most", 100, 100),
}


@dataclass(frozen=True)
class Way:
    """One way to a map: its address, what is drawn where, and its dropdown."""

    address: str
    map: str
    county: str
    dropdown: str
    log: Path

    def answered(self) -> int:
        """How many requests the server has answered until now."""
        return self.log.read_text(encoding="utf-8").count("dashboard.requests")


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
def running(command: list[str], port: int, log: Path, **variables: str) -> Iterator[None]:
    written = log.open("w", encoding="utf-8")
    with written, subprocess.Popen(command, cwd=ROOT, env=os.environ | variables, stderr=written) as process:
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
    query = f"coverage-map?province={case.province}&indicator={case.rates[0]}&moment={case.moment}"
    with ExitStack() as stack:
        logs = [Path(stack.enter_context(tempfile.TemporaryDirectory())) / "log" for _ in range(2)]
        stack.enter_context(running(ours, here, logs[0], ANALYSIS_PROJECT=str(project), DASHBOARD_SECRET=""))
        stack.enter_context(running(obvious, there, logs[1]))
        drawn = [("#coverage-map-canvas", "path.county[fill]", "#coverage-map-rate")]
        drawn += [("#map", "path.choroplethlocation", "#rate")]
        addresses = f"http://127.0.0.1:{here}/{query}", f"http://127.0.0.1:{there}/"
        yield tuple(Way(address, *one, log) for address, one, log in zip(addresses, drawn, logs, strict=True))


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
    """What GOALS names: ours as a share of the obvious way, or ours alone."""
    with both(project, case) as ways:
        views = [[], []]
        for _ in range(VISITS):
            for way, found in zip(ways, views, strict=True):
                with opened(browser, way) as (_, seen, size):
                    found.append((seen, size))
        seen, size = ([median(view[part] for view in found) for found in views] for part in (0, 1))
        with opened(browser, ways[0]) as (ours, *_), opened(browser, ways[1]) as (obvious, *_):
            before = ways[0].answered()
            times = [[], []]
            for number in range(SWITCHES + 2):  # the first two warm up
                for page, way, found in zip((ours, obvious), ways, times, strict=True):
                    found.append(switch(page, way, case.rates[(number + 1) % 2]))
            asked = ways[0].answered() - before
            ours.bring_to_front()
            frames = median(played(ours) for _ in range(3))
            panel = median(opening(ours, number) for number in range(5))
    switches = [median(found[2:]) for found in times]
    print(f"{case.counties} counties: switch {switches[0]:.1f} ms, obvious {switches[1]:.0f} ms")
    print(f"  first view {seen[0]:.0f} ms, {size[0] / 1e3:.0f} kB; obvious {seen[1]:.0f} ms, {size[1] / 1e3:.0f} kB")
    print(f"  {frames:.0f} frames a second while the years go by, {asked} requests, panel {panel:.0f} ms")
    shares = {"switch": switches[0] / switches[1], "bytes": size[0] / size[1], "time": seen[0] / seen[1]}
    return {**shares, "asked": asked, "frames": frames, "panel": panel}


def played(page: Page) -> float:
    page.wait_for_timeout(500)
    return page.evaluate("bar => window.probe.play(bar)", "#coverage-map-moment-choices")


def opening(page: Page, number: int) -> float:
    """Milliseconds from the click on a county to its panel; closes it again."""
    page.wait_for_timeout(300)
    where = [f".counties path:nth-child({10 * number + 5})", "#coverage-map-panel"]
    taken = page.evaluate("([county, panel]) => window.probe.opened(county, panel)", where)
    page.wait_for_selector("#coverage-map-sources .series", state="attached")
    page.click("#coverage-map-close")
    page.wait_for_selector("#coverage-map-panel", state="hidden")
    return taken


def dragged(browser: Browser) -> dict[str, float]:
    """The rate slider: `frames` a second, `redrawn` share of its steps, and how often the server was `asked`."""
    port = free_port()
    command = [sys.executable, "-m", "analysis", "dashboard", "--port", str(port)]
    with tempfile.TemporaryDirectory() as folder, running(command, port, Path(folder) / "log", DASHBOARD_SECRET=""):
        way = Way(f"http://127.0.0.1:{port}/{SLIDER}", "", "#growth-chart svg", "", Path(folder) / "log")
        with opened(browser, way) as (page, *_):
            before = way.answered()
            found = page.evaluate("window.probe.drag('#growth-rate', '#growth-chart')")
            page.wait_for_timeout(1000)
            found["asked"] = way.answered() - before
    print(f"slider: {found['frames']:.0f} frames a second, {found['redrawn']:.0%} redrawn, {found['asked']} requests")
    return found


def section(found: dict[int, dict[str, float]], slider: dict[str, float]) -> str:
    lines = ["| 项目 | 要求 | 100 个县 | 2,877 个县 |", "|---|---|---|---|"]
    for name, (what, _, *goals) in GOALS.items():
        wanted = "；".join(dict.fromkeys(limit(name, goal) for goal in goals))
        lines.append(f"| {what} | {wanted} | {' | '.join(shown(name, one[name]) for one in found.values())} |")
    return f"""
## 看板

`python bench/dashboard.py`：同一套数据表，与现成做法（`px.choropleth`，GeoJSON 在图中，每次选择在服务器上重建整图）
在同一个无界面 Chromium 中轮流操作，取中位数。2,877 个县的数值为固定种子的模拟数据，只用于计时。

{chr(10).join(lines)}

前三行为本项目与现成做法之比，要求不超过所列。拖动“增长路径”页的增长率滑块：{slider["redrawn"]:.0%} 的步子当即重画，
每秒 {slider["frames"]:.0f} 个画面（要求 30 以上），服务器收到 {slider["asked"]:.0f} 个请求。
任何一项不达要求，程序即以失败结束。
"""


def limit(name: str, goal: float) -> str:
    sign = "≥" if GOALS[name][1] == "least" else "≤"
    return f"{sign} 1/{1 / goal:.0f}" if 0 < goal < 1 else f"{sign} {goal}" if goal else "0"


def shown(name: str, value: float) -> str:
    return f"1/{1 / value:.1f}" if GOALS[name][2] and GOALS[name][2] < 1 else f"{value:.0f}"


def missed(found: dict[int, dict[str, float]], slider: dict[str, float]) -> list[str]:
    """One line for each goal that was not reached."""
    short = []
    for case, (counties, one) in enumerate(found.items()):
        for name, (_, side, *goals) in GOALS.items():
            if one[name] > goals[case] if side == "most" else one[name] < goals[case]:
                short.append(f"{counties} counties: {name} {one[name]:.3f}, goal {side} {goals[case]}")
    if slider["redrawn"] < 1 or slider["asked"] or slider["frames"] < 30:
        short.append(f"slider: {slider}")
    return short


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
        slider = dragged(browser)
        browser.close()
    write_section("dashboard", section(found, slider))
    short = missed(found, slider)
    print("\n".join(short), file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
