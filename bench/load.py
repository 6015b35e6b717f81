"""Fifty viewers at once on a served app with two workers: `python bench/load.py`.

Each viewer keeps one connection, opens page after page (the HTML, then the callback that brings the page's content, as
the browser does) and asks for what pages fetch afterwards: a province's map, a county's numbers, rows of the table of
figures. Between two actions it reads for a second. Writes the section `load` of docs/benchmarks.md and fails where an
answer was no success or the server logged an error. The viewers run on the same processors as the server.
"""

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from page import write_section

ROOT = Path(__file__).resolve().parents[1]
VIEWERS, WORKERS = 50, 2
SECONDS = 60  # that the viewers look; one alone a quarter of it
READING = (0.5, 1.5)  # seconds between two actions
PLACES = ("210381", "210300", "210000", "150300", "220502", "210302")
PAGES = ("/", "/coverage-map", "/growth", "/alignment", "/compare", "/audit", "/data")
KINDS = {"page": "打开一页", "callback": "页内的请求（县的数字、省的地图、数据表的行）"}
ERRORS = re.compile(r" (?:ERROR|CRITICAL) |Traceback| 5\d\d \d+\.\dms")


@dataclass
class Found:
    """Milliseconds by kind, and one line for each answer that was no success."""

    times: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    failed: list[str] = field(default_factory=list)


def callback(output: str, **inputs: str) -> dict:
    """What the browser posts; `inputs` are `id__property` → value."""
    named = [name.split("__") for name in inputs]
    given = [{"id": one, "property": part, "value": inputs[f"{one}__{part}"]} for one, part in named]
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in output.strip(".").split("...")]
    changed = [f"{one}.{part}" for one, part in named[:1]]
    several = output.startswith("..")
    return {
        "output": output,
        "outputs": outputs if several else outputs[0],
        "inputs": given,
        "state": [],
        "changedPropIds": changed,
    }


class Viewer:
    """One connection; every answer is read to its end and counted."""

    def __init__(self, port: int, number: int, found: Found):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._random = random.Random(number)
        self._found = found

    def look(self, until: float) -> None:
        time.sleep(self._random.uniform(0, READING[1]))
        while time.monotonic() < until:
            self._act("page", self._open)
            self._act("callback", self._ask)
        self._connection.close()

    def _act(self, kind: str, action) -> None:
        began = time.perf_counter()
        try:
            action()
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._found.failed.append(f"{kind}: {error!r}")
            self._connection.close()  # the next request opens it again
        else:
            self._found.times[kind].append(1000 * (time.perf_counter() - began))
        time.sleep(self._random.uniform(*READING))

    def _open(self) -> None:
        page, search = self._random.choice(PAGES), f"?region={self._random.choice(PLACES)}"
        self._get(page + search)
        inputs = {"_pages_location__pathname": page, "_pages_location__search": search}
        answer = self._post(callback(".._pages_content.children..._pages_store.data..", **inputs))
        if "_pages_content" not in answer["response"]:
            raise ValueError(f"no content for {page}{search}")

    def _ask(self) -> None:
        what = self._random.choice(("numbers", "map", "rows"))
        if what == "numbers":
            answer = self._post(callback("coverage-map-numbers.data", **{"coverage-map-place__data": "210381"}))
            if not answer["response"]["coverage-map-numbers"]["data"]["groups"]:
                raise ValueError("no numbers")
        else:
            place = self._random.choice(PLACES)
            self._get("/coverage-map/210000.json" if what == "map" else f"/data/figures.json?region={place}")

    def _get(self, path: str) -> bytes:
        return self._request("GET", path, None)

    def _post(self, body: dict) -> dict:
        return json.loads(self._request("POST", "/_dash-update-component", json.dumps(body)))

    def _request(self, method: str, path: str, body: str | None) -> bytes:
        self._connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise ValueError(f"{method} {path}: {answer.status}")
        return content


@contextmanager
def served(log: Path) -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "analysis", "dashboard", "--port", str(port), "--workers", str(WORKERS)]
    with (
        log.open("w", encoding="utf-8") as written,
        subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DASHBOARD_SECRET": ""}, stderr=written) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/health")
            yield port
        finally:
            process.send_signal(signal.SIGTERM)


def wait_for(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def watched(port: int, viewers: int, seconds: float) -> Found:
    found, until = Found(), time.monotonic() + seconds
    looking = [threading.Thread(target=Viewer(port, number, found).look, args=(until,)) for number in range(viewers)]
    for one in looking:
        one.start()
    for one in looking:
        one.join()
    return found


def section(alone: Found, many: Found) -> str:
    columns = ("动作", "次数", "中位数（毫秒）", "第 95 百分位（毫秒）", "中位数是一人独用时的几倍")
    head = [f"| {' | '.join(columns)} |", "|---|---|---|---|---|"]
    lines = []
    for kind, name in KINDS.items():
        times, single = many.times[kind], alone.times[kind]
        middle, late = median(times), quantiles(times, n=20)[-1]
        lines.append(f"| {name} | {len(times):,} | {middle:.0f} | {late:.0f} | {middle / median(single):.1f} |")
    return f"""
## 多人同时使用

`python bench/load.py`：`python -m analysis dashboard --workers {WORKERS}`，{VIEWERS} 人同时各自翻看 {SECONDS} 秒，
每两个动作之间停 1 秒左右；模拟的浏览者与服务器共用两个核。打开一页包括网页本身和带来页面内容的回调。

{chr(10).join(head + lines)}

{failures(many)}。有一个回答不成功，或服务器日志中有错误，程序即以失败结束。毫秒数随机器而变，只看量级。
"""


def failures(found: Found) -> str:
    return f"不成功的回答 {len(found.failed)} 个"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with served(log) as port:
            watched(port, 4, 3)  # what pages need is made when it is first asked for
            alone = watched(port, 1, SECONDS / 4)
            many = watched(port, VIEWERS, SECONDS)
        written = log.read_text(encoding="utf-8").splitlines()
    logged = [line for line in written if ERRORS.search(line)]
    for kind, times in many.times.items():
        late = quantiles(times, n=20)[-1]
        print(f"{kind}: {len(times)} times, median {median(times):.0f} ms, 95th percentile {late:.0f} ms")
    print(f"{len(written)} lines in the log, {len(logged)} of errors; {failures(many)}")
    write_section("load", section(alone, many))
    problems = alone.failed + many.failed + logged
    print("\n".join(problems[:20]), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
