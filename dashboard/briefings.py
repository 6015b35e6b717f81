"""The briefing of a place as a file: /briefing?region=210381&format=docx (`components.briefing_button` leads there)."""

import re
import threading
from datetime import date
from functools import lru_cache

import flask

from analysis import briefing, paths
from dashboard import components
from dashboard.downloads import attached

KINDS = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}
KEPT = 24  # files; a briefing has about 300 kB and takes some seconds of a core
LONGEST = 100  # characters of a place or a topic
RATE, PERCENTAGE = "8", re.compile(r"\d{1,2}(\.\d)?", re.ASCII)
_making = threading.Lock()  # one at a time, so that nobody's page waits for many briefings


def answer() -> flask.Response:
    """Parameters: `region` (code or name), `topic` (domain or indicator; all where missing), `format` of KINDS, `rate`:
    the yearly growth in % that standards are compared with."""
    asked = flask.request.args
    region, topic, format = asked.get("region", ""), asked.get("topic", ""), asked.get("format", "docx")
    rate = asked.get("rate", RATE)
    data = flask.current_app.extensions["source"].current()
    if data.regions.find(region) is None:
        return _refused("没有这个地区，写不成简报。请从页面上的“生成简报”进入。")
    if format not in KINDS or len(topic) > LONGEST:
        return _refused(f"没有这种格式或主题。格式有：{'、'.join(KINDS)}。")
    if not PERCENTAGE.fullmatch(rate):
        return _refused("增速应为 0 到 99.9 的数，如 8.5。")
    try:
        with _making:
            name, content = _made(str(data.regions.find(region)), topic, rate, format, date.today(), _built())
    except ValueError as error:
        return _refused(f"{error}。")
    return attached(content, KINDS[format], name)


def _refused(text: str) -> flask.Response:
    return flask.Response(components.notice_page("简报没有生成", text), status=404)


def _built() -> int:
    """Changes when the tables do."""
    return max((file.stat().st_mtime_ns for file in paths.processed().glob("*.csv")), default=0)


@lru_cache(maxsize=KEPT)
def _made(region: str, topic: str, rate: str, format: str, day: date, _built: int) -> tuple[str, bytes]:
    files = briefing.brief(region, topic, f"{rate}%", (format,), day=day)
    return next(iter(files.items()))
