"""The served dashboard as an attacker meets it: over the network, through a proxy, from another site, by its log."""

import gzip
import http.client
import http.server
import json
import logging
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
import waitress
from typer.testing import CliRunner

from analysis.__main__ import app as command_line
from dashboard import serving
from dashboard.access import gates
from dashboard.app import create_app
from dashboard.web import logs, proxy
from dashboard.web import responses as web

SECRET = "各处室共用的口令2026年"
WORKERS = [pytest.param(1, id="waitress"), pytest.param(2, id="gunicorn")]
SERVER = """
import sys
from dashboard.access import gates
from dashboard.web import proxy
from dashboard import serving
serving.serve(port=0, workers=int(sys.argv[1]), gate=gates.ProxyHeader("X-Remote-User"),
              proxies=proxy.networks(["127.0.0.1"]))
"""


@contextmanager
def started(project_root, workers: int):
    """A server that believes a proxy on this machine, and its port, read from its log."""
    if sys.platform == "win32" and workers > 1:
        pytest.skip("gunicorn has no Windows")
    command = [sys.executable, "-c", SERVER, str(workers)]
    with subprocess.Popen(command, cwd=project_root, stderr=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stderr:
                if found := re.search(r"看板已启动：http://127\.0\.0\.1:(\d+)", line):
                    threading.Thread(target=process.stderr.read, daemon=True).start()
                    yield int(found[1])
                    return
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(scope="module", params=WORKERS)
def server(project_root, request):
    """Its port and its number of workers; each start takes seconds."""
    with started(project_root, request.param) as port:
        yield port, request.param


def answered(port: int, request: bytes) -> bytes:
    """The first bytes of the answer to raw bytes; empty where the server only closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
        try:
            link.sendall(request)
            return link.recv(4000)
        except ConnectionError:
            return b""


def test_over_the_network_a_name_cannot_be_forged_and_nonsense_stops_nothing(server):
    head = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: text/html\r\n"
    port, _ = server
    assert b" 200 " in answered(port, head + b"X-Remote-User: wang\r\n\r\n").split(b"\r\n")[0]
    for forged in (b"X_Remote_User: wang", b"X-Remote_User: wang", b"X-Remote-User : wang", b"x: y"):
        assert b" 200 " not in answered(port, head + forged + b"\r\n\r\n").split(b"\r\n")[0], forged
    for nonsense in (
        b"\x00\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET " + b"/x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        head + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        b"POST /_dash-update-component HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ):
        said = answered(port, nonsense)
        assert b" 200 " not in said.split(b"\r\n")[0] and b"Traceback" not in said, nonsense[:40]
    assert b" 200 " in answered(port, b"GET /health HTTP/1.0\r\n\r\n").split(b"\r\n")[0]


def test_over_the_network_a_body_too_large_is_refused_with_and_without_its_length(server):
    port, workers = server
    for headers, body in (
        ({}, b"x" * 1_500_000),
        ({"Transfer-Encoding": "chunked"}, iter([b"x" * 100_000] * 15)),
    ):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        sent = {"X-Remote-User": "wang", "Content-Type": "application/json", **headers}
        try:
            link.request("POST", "/_dash-update-component", body, sent, encode_chunked=bool(headers))
            # With its length it is too large; without, what was read up to the limit is no JSON.
            assert link.getresponse().status == (400 if headers and workers > 1 else 413)
        except ConnectionError:
            pass  # closed before the end: refused as well
    assert b" 200 " in answered(port, b"GET /health HTTP/1.0\r\n\r\n").split(b"\r\n")[0]


# ---- without a login, on one machine ----


def served_application(monkeypatch, *arguments):
    taken = []
    monkeypatch.setattr(serving, "_one_process", lambda application, _listener: taken.append(application))
    monkeypatch.setattr(logs, "to_stderr", lambda: None)
    serving.serve(*arguments)
    return taken[0].test_client()


def test_another_site_s_name_that_points_at_this_machine_is_refused(monkeypatch):
    """DNS rebinding: the browser would let that site read everything."""
    client = served_application(monkeypatch, "127.0.0.1", 0)
    for known in ("127.0.0.1:8050", "localhost:8050", "[::1]:8050", "localhost"):
        assert client.get("/", headers={"Host": known}).status_code == 200
    for other in ("evil.example", "127.0.0.1.evil.example:8050", "localhost.evil.example", "192.0.2.1"):
        for path in ("/", "/_dash-layout", "/coverage-map/210000.json", "/data/figures.json", "/health"):
            answer = client.get(path, headers={"Host": other})
            assert answer.status_code == 400 and len(answer.data) < 1000, (other, path)


def test_behind_a_login_or_a_proxy_any_name_will_do(monkeypatch):
    client = served_application(monkeypatch, "127.0.0.1", 0, 1, gates.SharedSecret(SECRET))
    assert client.get("/login", headers={"Host": "kanban.example.gov.cn"}).status_code == 200


def test_behind_a_proxy_on_this_machine_a_login_is_required_too(monkeypatch):
    """The proxy shows to others what listens on 127.0.0.1."""
    monkeypatch.setattr(serving, "serve", lambda *_, **__: None)
    run = CliRunner().invoke(
        command_line, ["dashboard", "--trusted-proxy", "127.0.0.1"], env={gates.SECRET_VARIABLE: None}
    )
    assert run.exit_code == 2 and "别的机器能经过代理访问" in run.output
    run = CliRunner().invoke(command_line, ["dashboard", "--trusted-proxy", "127.0.0.1", "--no-login"])
    assert run.exit_code == 0


# ---- through proxies ----


@pytest.mark.parametrize(
    ("forwarded", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 198.51.100.4", "198.51.100.4"),
        ("127.0.0.1, 198.51.100.4", "198.51.100.4"),
        ("203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.3, 10.0.0.2", "203.0.113.9"),
        ("198.51.100.4:52814", "198.51.100.4"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("203.0.113.9, unknown", "10.0.0.1"),
        ("203.0.113.9 - forged", "10.0.0.1"),
        ("203.0.113.9, 10.0.0.2, \x1b[2J", "10.0.0.1"),
        ("," * 60_000, "10.0.0.1"),
    ],
)
def test_the_address_that_counts_is_the_last_that_no_proxy_has(forwarded, counted):
    assert proxy.viewer("10.0.0.1", forwarded, proxy.networks(["10.0.0.0/24"])) == counted


@pytest.mark.parametrize(
    ("scheme", "secure"), [("https", True), ("HTTPS", True), ("http", False), ("x, https", True), ("javascript", False)]
)
def test_https_is_believed_from_the_proxy_alone(processed, scheme, secure):
    server = create_app(processed, gates.SharedSecret(SECRET), proxy.networks(["10.0.0.1"])).server
    for peer, expected in (("10.0.0.1", secure), ("192.0.2.1", False)):
        answer = server.test_client().get(
            "/login", headers={"X-Forwarded-Proto": scheme}, environ_base={"REMOTE_ADDR": peer}
        )
        assert ("Secure" in answer.headers["Set-Cookie"]) == expected


def test_a_chinese_name_from_the_proxy_is_read_as_such(processed, caplog):
    caplog.set_level("INFO", "dashboard.requests")
    server = create_app(processed, gates.ProxyHeader("X-Remote-User"), proxy.networks(["127.0.0.1"])).server
    name = "救助科".encode().decode("latin-1")  # as WSGI hands it over
    assert server.test_client().get("/", environ_overrides={"HTTP_X_REMOTE_USER": name}).status_code == 200
    assert "%E6%95%91%E5%8A%A9%E7%A7%91" in caplog.text


# ---- from another site ----


def test_who_is_not_signed_in_signs_nobody_out(processed):
    """A form of another site comes without the cookie (SameSite): an answer that clears it would sign out."""
    client = create_app(processed, gates.SharedSecret(SECRET)).server.test_client()
    answer = client.post("/logout", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 401 and "Set-Cookie" not in answer.headers
    assert client.get("/logout").status_code == 401, "a picture or a link signs nobody out either"


@contextmanager
def site(application=None, page: str = ""):
    """The dashboard on 127.0.0.1, or a page of somebody else on localhost: two sites for a browser."""
    if application:
        server = waitress.create_server(application, host="127.0.0.1", port=0)
        run, stop, port = server.run, server.close, server.effective_port
    else:

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_):
                pass

        other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        run, stop, port = other.serve_forever, other.shutdown, other.server_port
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        stop()


def test_another_site_in_the_same_browser_neither_signs_out_nor_frames_nor_reads(browser, processed):
    with site(create_app(processed, gates.SharedSecret(SECRET)).server) as port:
        target = f"http://127.0.0.1:{port}"
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{target}/compare")
        page.fill("#password", SECRET)
        page.click("button")
        page.wait_for_url("**/compare")
        evil = (
            f'<form method="post" action="{target}/logout"></form><iframe src="{target}/"></iframe>'
            f'<script>fetch("{target}/data/figures.json", {{credentials: "include"}}).then('
            "(answer) => document.title = answer.status, () => document.title = 'blocked')</script>"
        )
        with site(page=evil) as other:
            visit = context.new_page()
            visit.goto(f"http://localhost:{other}/")
            visit.wait_for_function("() => document.title")
            assert visit.title() == "blocked"
            framed = [frame for frame in visit.frames if frame != visit.main_frame]
            assert all("react-entry-point" not in frame.content() for frame in framed)
            with visit.expect_navigation():
                visit.evaluate("document.forms[0].submit()")
            assert "需要登录" in visit.content()
        assert page.goto(f"{target}/compare").url == f"{target}/compare", "still signed in"
        context.close()


# ---- what is logged ----


@pytest.mark.parametrize(
    "said",
    [
        "a\n2026-11-22 10:00:00,000 INFO dashboard.login 登录：'admin'",
        "a\r\n2026-11-22 forged",
        "a\x1b[2J\x07b",
        "a\u2028b\u202ec\x85d",
        "\ud800",
    ],
)
def test_a_log_line_is_one_line_and_leaves_the_terminal_alone(said):
    record = logging.LogRecord("dashboard", logging.INFO, "", 0, "%s", (said,), None)
    text = logs.SafeFormatter(logs.FORMAT).format(record)
    first, *others = text.split("\n")
    assert all(line.startswith("    ") for line in others)
    assert all(one.isprintable() for line in (first, *others) for one in line) and text.encode()


def test_a_failure_s_traceback_cannot_hold_a_line_that_looks_like_another(processed, monkeypatch, caplog):
    client = create_app(processed).server.test_client()
    monkeypatch.setattr("dashboard.app._problems", lambda source: {}["x\n2026-11-22 INFO forged"])
    assert client.get("/%0a2026-11-22%20INFO%20forged").status_code == 500
    lines = [logs.SafeFormatter(logs.FORMAT).format(record) for record in caplog.records]
    assert any("Traceback" in line for line in lines)
    assert not any(re.search("^2026-11-22 INFO forged", line, re.MULTILINE) for line in lines)


# ---- debug, compression, caches ----


def test_no_variable_turns_debugging_on(processed, monkeypatch):
    for name in ("FLASK_DEBUG", "DASH_DEBUG", "DASH_UI", "DASH_PROPS_CHECK", "DASH_HOT_RELOAD", "DASH_PRUNE_ERRORS"):
        monkeypatch.setenv(name, "1")
    app = create_app(processed)
    client = app.server.test_client()
    assert app.server.debug is False and app.server.testing is False
    config = json.loads(re.search(r'id="_dash-config"[^>]*>(.*?)</script>', client.get("/").text)[1])
    assert not config["ui"] and not config["props_check"] and "hot_reload" not in config
    monkeypatch.setattr("dashboard.app._problems", lambda source: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500 and "页面暂时打不开" in answer.text and "ZeroDivisionError" not in answer.text


def test_what_stays_the_same_is_compressed_once(processed, monkeypatch):
    client = create_app(processed).server.test_client()
    made, compress = [], gzip.compress

    def counted(content, **how):
        made.append(len(content))
        return compress(content, **how)

    monkeypatch.setattr(web.gzip, "compress", counted)
    web._gzip.cache_clear()
    found = [*re.findall(r'src="(/[^"]+\.js[^"]*)"', client.get("/").text), "/coverage-map/210000.json"]
    lasting = [path for path in found if len(client.get(path).data) > 1000]
    for _ in range(3):
        for path in lasting:
            assert client.get(path, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip", path
    assert len(made) == len(lasting) > 5
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_no_cache_between_keeps_what_asks_for_a_login(processed):
    client = create_app(processed).server.test_client()
    for path in ("/", "/_dash-layout", "/data/figures.json", "/coverage-map/210000.json", "/download/data.csv", "/x"):
        kept = client.get(path).headers["Cache-Control"]
        assert "public" not in kept and ("no-cache" in kept or "no-store" in kept), path


@pytest.mark.skipif(not hasattr(os, "fork"), reason="gunicorn has no Windows")
def test_several_processes_share_sessions_and_counted_tries(project_root):
    """Signed in at one worker, known to all; tries count together, whichever worker answers."""
    code = SERVER.replace('gates.ProxyHeader("X-Remote-User")', f'gates.SharedSecret("{SECRET}")')
    command = [sys.executable, "-c", code, "3"]
    with subprocess.Popen(command, cwd=project_root, stderr=subprocess.PIPE, text=True) as process:
        try:
            port = next(int(m[1]) for line in process.stderr if (m := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
            threading.Thread(target=process.stderr.read, daemon=True).start()
            statuses = [try_secret(port, "wrong-secret-1234", "198.51.100.7")[0] for _ in range(14)]
            assert statuses == [401] * 10 + [429] * 4
            status, cookie = try_secret(port, SECRET, "198.51.100.8")
            assert status == 303
            for _ in range(12):
                assert asked(port, "GET", "/_dash-layout", {"Cookie": cookie})[0] == 200
        finally:
            process.terminate()
            process.wait(timeout=60)


def asked(port: int, method: str, path: str, headers: dict, body: str = "") -> tuple[int, str, str]:
    """Status, cookie and text, over a connection of its own."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request(method, path, body.encode(), headers)
    answer = link.getresponse()
    cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
    return answer.status, cookie, answer.read().decode()


def try_secret(port: int, secret: str, address: str) -> tuple[int, str]:
    from urllib.parse import urlencode

    headers = {"X-Forwarded-For": address}
    _, cookie, form = asked(port, "GET", "/login", headers)
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    headers |= {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return asked(port, "POST", "/login", headers, urlencode({"token": token, "password": secret, "next": "/"}))[:2]
