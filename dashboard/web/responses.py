"""What every answer of the server gets on its way out: compression, headers that keep other hosts out, a log line."""

import gzip
import logging
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import quote, urlsplit

import flask

from dashboard.web import proxy

log = logging.getLogger("dashboard.requests")

COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg")
# Dash sets `style` attributes and its components bring small style sheets of their own, hence 'unsafe-inline' for
# styles. Scripts run only from files of this host and where their hash is named.
CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def compressed(response: flask.Response) -> flask.Response:
    """Gzipped where that helps and the browser understands it."""
    accepted = flask.request.accept_encodings["gzip"] > 0
    if not accepted or response.status_code != 200 or not response.mimetype.startswith(COMPRESSIBLE):
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) > 1000:
        # What browsers may keep is asked for again and again; what is made for one question is not.
        lasting = "ETag" in response.headers or response.cache_control.max_age
        response.set_data(_gzip(content) if lasting else gzip.compress(content, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=128)
def _gzip(content: bytes) -> bytes:
    """Bundles and maps stay the same for as long as the server runs: each is compressed once."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def secured(response: flask.Response, script_hashes: Callable[[], Sequence[str]]) -> flask.Response:
    """With the headers above; `script_hashes` gives the hashes of the scripts that stand in the page itself."""
    policy = dict(CONTENT_POLICY)
    if response.mimetype == "text/html":
        policy["script-src"] = " ".join([policy["script-src"], *script_hashes()])
    if "gate" in flask.current_app.extensions:
        policy["form-action"] = "'self'"  # to sign in and out
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    response.headers.update(HEADERS)
    return response


def kept(response: flask.Response) -> flask.Response:
    """Says how long a browser may keep a file of assets/: for ever where the address names its version (`?m=…`).

    What says nothing itself, pages above all, is kept by nobody without asking again, and by no proxy at all.
    """
    if flask.request.path.startswith("/assets/") and response.status_code == 200:
        lasting = "max-age=31536000, immutable" if "m" in flask.request.args else "max-age=3600"
        response.headers["Cache-Control"] = f"public, {lasting}"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def by_local_name() -> None:
    """Refuses all but this machine's own names (400). Else any site could read along in the browser of who visits it,
    by a name of its own that it points at 127.0.0.1."""
    if not proxy.only_here(urlsplit(f"//{flask.request.host}").hostname or ""):
        flask.abort(400)


def started() -> None:
    flask.g.started = time.perf_counter()


def logged(response: flask.Response) -> flask.Response:
    """One line: method, address asked for, status, milliseconds, bytes, viewer. Health questions are left out."""
    request = flask.request
    if request.path == "/health" and response.status_code == 200:
        return response
    asked = quote(request.full_path.rstrip("?")[:300], safe="/?=&%:@,;+!*()'")  # no line break gets into the log
    taken = 1000 * (time.perf_counter() - flask.g.get("started", time.perf_counter()))
    who = quote(flask.g.get("viewer") or "-", safe="@.")
    size = response.content_length or 0
    log.info(
        "%s %s %d %.1fms %dB %s %s", request.method, asked, response.status_code, taken, size, request.remote_addr, who
    )
    return response
