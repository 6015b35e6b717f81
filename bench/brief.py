"""How long briefings take: `python bench/brief.py`.

A deck, a document and a workbook with 12 native charts, from the charts' data to the bytes, against the same 12 charts
as pictures of print size through Kaleido in the same run: with its browser kept open, its fastest way, and with
plotly's `write_images`, its usual one, which starts a browser. And a page for each of 100 counties on two processes.

Fails where the three files take more than SECONDS_ALLOWED or are less than TIMES_FASTER times as fast as the *fastest*
way of Kaleido, or the counties take more than SECONDS_FOR_COUNTIES. Needs a Chrome or Chromium for Kaleido.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import kaleido
import plotly.io
from page import write_section

from analysis.briefing import content, counties
from analysis.briefing.deck import deck
from analysis.briefing.exhibits import Graph
from analysis.briefing.parts import Brief, Section
from analysis.briefing.report import report
from analysis.briefing.workbook import workbook
from analysis.research import figures

DAY = date(2026, 11, 22)
PLACES = ("海城市", "辽宁省")
CHARTS, ROUNDS = 12, 5
PROVINCE, PROCESSES = "辽宁省", 2
SECONDS_ALLOWED, TIMES_FASTER, SECONDS_FOR_COUNTIES = 5.0, 5.0, 60.0
SCALE = 2.2  # of a figure 860 pixels wide: 16 cm at 300 dots an inch, as the project's own pictures
FILES = {"演示文稿（pptx）": deck, "文档（docx）": report, "工作簿（xlsx）": workbook}


def twelve_charts() -> Brief:
    """The brief of the first place with the first CHARTS charts of all PLACES and nothing else drawn."""
    briefs = [content.compose(place, day=DAY) for place in PLACES]
    graphs = [exhibit for brief in briefs for exhibit in brief.exhibits if isinstance(exhibit, Graph)][:CHARTS]
    if len(graphs) < CHARTS:
        raise SystemExit(f"{'、'.join(PLACES)}只有 {len(graphs)} 张图，应有 {CHARTS} 张")
    return replace(briefs[0], sections=(Section("图", (), tuple(graphs)),))


def fresh(brief: Brief) -> Brief:
    """The same brief with nothing computed yet: charts keep what they have been asked for."""
    graphs = tuple(replace(graph) for graph in brief.exhibits)
    return replace(brief, sections=(replace(brief.sections[0], exhibits=graphs),))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compared(brief: Brief) -> dict[str, float]:
    """Median seconds of each way, taken in turns so that all of them see the same load, after one round to warm up."""
    drawn = [figures.plot(graph.data) for graph in brief.exhibits]
    options = {"format": "png", "scale": SCALE}
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.png" for number in range(CHARTS)]
        for _ in range(ROUNDS + 1):
            made = fresh(brief)
            for name, make in FILES.items():
                taken.setdefault(name, []).append(seconds(lambda make=make, made=made: make(made)))
            kaleido.start_sync_server(mathjax=False, silence_warnings=True)  # with MathJax it asks a foreign host
            ready = seconds(
                lambda: kaleido.calc_fig_sync(drawn[0], opts=options)
            )  # the first one waits for the browser
            taken.setdefault("start", []).append(ready)
            run = seconds(lambda: [kaleido.calc_fig_sync(figure, opts=options) for figure in drawn])
            taken.setdefault("open", []).append(run)
            kaleido.stop_sync_server(silence_warnings=True)
            run = seconds(lambda: plotly.io.write_images(drawn, files, scale=SCALE))
            taken.setdefault("usual", []).append(run)
    return {name: statistics.median(runs[1:]) for name, runs in taken.items()}


def rounded(times: float) -> str:
    """To one significant figure: more is not the same in another run."""
    return f"{float(f'{times:.1g}'):,.10g}"


def main() -> int:
    plotly.io.defaults.mathjax = None
    brief = twelve_charts()
    taken = compared(brief)
    together = sum(taken[name] for name in FILES)
    codes = counties.counties_of(PROVINCE)
    start = time.perf_counter()
    made, failed = counties.one_pagers(codes, "", "8%", ("docx",), DAY, jobs=PROCESSES)
    for_counties = time.perf_counter() - start
    faster = taken["open"] / together
    sizes = {name: f"{len(make(brief)) / 1024:,.0f} kB" for name, make in FILES.items()}
    rows = "\n".join(f"| {name} | {sizes[name]} | {rounded(taken[name] / together)} |" for name in FILES)
    text = f"""
## 简报

`python bench/brief.py`：同样 {CHARTS} 张图，从图的数据到文件的字节，轮流运行，取 {ROUNDS} 次的中位数。

| 做法 | 大小 | 用时（三种文件合计为 1） |
|---|---|---|
{rows}
| Kaleido 出 {CHARTS} 张 PNG，浏览器常开（启动不计） |  | {rounded(faster)} |
| Kaleido 出 {CHARTS} 张 PNG，plotly 的 `write_images` |  | {rounded(taken["usual"] / together)} |

三种文件中的图都可编辑，附工作簿；Kaleido 只得到图片。三种文件合计须在 {SECONDS_ALLOWED:.0f} 秒之内，
并比 Kaleido 最快的做法快 {TIMES_FASTER:.0f} 倍以上；{PROVINCE} {len(made)} 个县（市、区）各一页 Word，
{PROCESSES} 个进程，须在 {SECONDS_FOR_COUNTIES:.0f} 秒之内；超出即失败。倍数取一位有效数字。
"""
    write_section("brief", text)
    print(f"three files {together:.2f} s; Kaleido kept open {taken['open']:.2f} s, {faster:.1f} times as long;")
    print(f"its start and first picture {taken['start']:.2f} s; plotly's write_images {taken['usual']:.2f} s;")
    print(f"{len(made)} counties {for_counties:.1f} s")
    good = together < SECONDS_ALLOWED and faster >= TIMES_FASTER and for_counties < SECONDS_FOR_COUNTIES and not failed
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
