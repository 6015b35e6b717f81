"""The briefing of a place as a file: /briefing?region=210381&format=docx (`components.briefing_button` leads there)."""

import re
import threading
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import flask

from analysis.research.workspace import Workspace
from dashboard.shared import components
from dashboard.shared.data import current
from dashboard.shared.downloads import attached

if TYPE_CHECKING:
    from analysis.briefing.parts import Brief

KINDS = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}
KEPT = 24  # files; a briefing has about 300 kB and takes some seconds of a core
KEPT_BRIEFS = 4  # as composed, from which the other formats are made
LONGEST = 100  # characters of a place or a topic
RATE, PERCENTAGE = "8", re.compile(r"\d{1,2}(\.\d)?", re.ASCII)
_making = threading.Lock()  # one at a time, so that nobody's page waits for many briefings


def answer() -> flask.Response:
    """Parameters: `region` (code or name), `topic` (domain or indicator; all where missing), `format` of KINDS, `rate`:
    the yearly growth in % that standards are compared with."""
    asked = flask.request.args
    region, topic, format = asked.get("region", ""), asked.get("topic", ""), asked.get("format", "docx")
    rate = asked.get("rate", RATE)
    data = current()
    if data.regions.find(region) is None:
        return _refused("没有这个地区，写不成简报。请从页面上的“生成简报”进入。")
    if format not in KINDS or len(topic) > LONGEST:
        return _refused(f"没有这种格式或主题。格式有：{'、'.join(KINDS)}。")
    if not PERCENTAGE.fullmatch(rate):
        return _refused("增速应为 0 到 99.9 的数，如 8.5。")
    try:
        with _making:
            name, content = _made(data.workspace, str(data.regions.find(region)), topic, rate, date.today(), format)
    except ValueError as error:
        return _refused(f"{error}。")
    return attached(content, KINDS[format], name)


def _refused(text: str) -> flask.Response:
    return flask.Response(components.notice_page("简报没有生成", text), status=404)


@lru_cache(maxsize=KEPT)
def _made(space: Workspace, region: str, topic: str, rate: str, day: date, format: str) -> tuple[str, bytes]:
    """`space`: the tables that this request's page was made from; others are another key."""
    from analysis.briefing import output  # the libraries of the file formats cost half a second

    ((name, content),) = output.files(_composed(space, region, topic, rate, day), (format,)).items()
    return name, content


@lru_cache(maxsize=KEPT_BRIEFS)
def _composed(space: Workspace, region: str, topic: str, rate: str, day: date) -> "Brief":
    """What all formats of a briefing are written from."""
    from analysis.briefing import content

    return content.compose(region, topic, f"{rate}%", day=day, space=space)
