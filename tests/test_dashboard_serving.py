"""The served app in operation: start and stop, health, log lines, tables that change, and whatever people send it."""

import itertools
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from urllib.parse import urlencode

import dash
import pytest
from processed_folder import replaced, sign

from analysis import tables
from analysis.problems import DataProblems
from dashboard.app import create_app
from dashboard.shared import data as dashboard_data
from dashboard.shared import not_found
from dashboard.shared.data import TABLES, Source
from dashboard.web import responses as web

HAICHENG = "210381"
# Serves the real app; an address that takes its time is put in front of it, to be running when the server is stopped.
SLOW_SERVER = """
import sys, time
import dashboard.serving as serving
make = serving.create_app
def with_slow_address(*arguments):
    app = make(*arguments)
    inner = app.server.wsgi_app
    def outer(environ, start_response):
        if environ["PATH_INFO"] == "/slow":
            print("answering slowly", file=sys.stderr, flush=True)
            time.sleep(1.5)
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"x" * 300_000]
        return inner(environ, start_response)
    app.server.wsgi_app = outer
    return app
serving.create_app = with_slow_address
serving.serve(port=0, workers=int(sys.argv[1]))
"""


@pytest.fixture
def copied(tmp_path, processed):
    folder = tmp_path / "processed"
    shutil.copytree(processed, folder)
    return folder


@contextmanager
def started(project_root, workers: int):
    """A server in a process of its own and its address, read from its log."""
    command = [sys.executable, "-c", SLOW_SERVER, str(workers)]
    with subprocess.Popen(command, cwd=project_root, stderr=subprocess.PIPE, text=True) as process:
        try:
            lines = []
            for line in process.stderr:
                lines.append(line)
                if found := re.search(r"看板已启动：(http://127\.0\.0\.1:\d+)", line):
                    yield process, found[1]
                    return
            pytest.fail("".join(lines))
        finally:
            process.kill()


def fetched(address: str, tries: int = 100) -> tuple[int, bytes]:
    for _ in range(tries):
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.status, answer.read()
        except ConnectionError:
            time.sleep(0.1)
    raise TimeoutError(address)


@pytest.mark.parametrize("workers", [pytest.param(1, id="waitress"), pytest.param(2, id="gunicorn")])
def test_a_stop_lets_running_requests_finish(project_root, workers):
    if sys.platform == "win32" and workers > 1:
        pytest.skip("gunicorn has no Windows")
    with started(project_root, workers) as (process, address):
        assert json.loads(fetched(f"{address}/health")[1]) == {"status": "ok"}
        assert fetched(f"{address}/coverage-map/210000.json")[0] == 200
        slow = []
        asking = threading.Thread(target=lambda: slow.append(fetched(f"{address}/slow", tries=1)))
        asking.start()
        log = ""
        while "answering slowly" not in log:
            log += process.stderr.readline() or pytest.fail(log)
        process.send_signal(signal.SIGTERM)
        asking.join(timeout=60)
        assert slow == [(200, b"x" * 300_000)]
        assert process.wait(timeout=60) == 0
        log += process.stderr.read()
    assert "看板已停止" in log and "Traceback" not in log
    assert re.search(
        r"INFO dashboard\.requests GET /coverage-map/210000\.json 200 \d+\.\dms \d+B 127\.0\.0\.1 -\n", log
    )
    assert "/health" not in log, "a question every few seconds would fill the log"


def test_debug_is_off_and_its_addresses_do_not_exist(client):
    assert client.application.debug is False
    config = json.loads(re.search(r'id="_dash-config"[^>]*>(.*?)</script>', client.get("/").text)[1])
    assert not config["ui"] and not config.get("hot_reload") and "Werkzeug" not in client.get("/").text
    for path in ("/_reload-hash", "/console", "/_alive_0"):
        assert "__debugger__" not in client.get(path).text


# ---- tables that change ----


def replaced_while_reading(monkeypatch, folder, name: str) -> list[str]:
    """Puts another version of `figures` and `coverage` in place at the moment when table `name` is first read."""
    read, swapped = tables.read, []

    def swapping(table, where):
        if table == name and not swapped:
            swapped.append(table)
            for path in (folder / "documents.csv", folder / "regions.csv"):
                replaced(path, "海城市", "海城市（新）")
            sign(folder)
        return read(table, where)

    monkeypatch.setattr(dashboard_data.tables, "read", swapping)
    return swapped


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables_replaced_while_they_are_read_are_read_again(copied, monkeypatch, name):
    swapped = replaced_while_reading(monkeypatch, copied, name)
    data = Source(copied).current()
    assert swapped == [name]
    titles = set(data.frames["documents"]["title"])
    assert any("海城市（新）" in title for title in titles), "the documents are those that lie there now"
    names = data.frames["regions"].set_index("region_code")["name_zh"]
    assert names[HAICHENG] == "海城市（新）", "and so are the regions: no mixture of two builds"


def test_the_gap_between_the_two_renames_of_a_build_shows_to_nobody(copied, monkeypatch):
    monkeypatch.setattr(dashboard_data, "PAUSE", 0)
    source = Source(copied)
    before = source.current()
    aside = copied.with_name("aside")
    copied.rename(aside)
    assert source.current() is before, "nothing lies there, which cannot be meant to last"
    (aside / "coverage.csv").touch()
    aside.rename(copied)
    after = source.current()
    assert after is not before and len(after.frames["figures"]) == len(before.frames["figures"])


@pytest.mark.parametrize("name", ["figures.csv", "targets.csv", "counties.geojson"])
def test_while_files_are_copied_one_by_one_the_tables_before_are_shown(copied, monkeypatch, name):
    """As `cp` and shared folders do it: for a while the new table lies among old ones, and is cut short."""
    monkeypatch.setattr(dashboard_data, "PAUSE", 0)
    source = Source(copied)
    before = source.current()
    whole = (copied / name).read_bytes()
    lines = whole.splitlines(keepends=True)
    for part in (b"", whole[: len(whole) // 2], b"".join(lines[:-1])):
        (copied / name).write_bytes(part)
        assert source.current() is before
    (copied / name).write_bytes(whole + (b"\n" if name.endswith("json") else b""))
    assert (source.current() is before) == name.endswith("json"), "one that is not the declared one is not taken"
    sign(copied)
    assert source.current() is not before


def test_a_table_cut_at_a_line_s_end_is_not_read_as_a_shorter_one(copied):
    path = copied / "targets.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-5]))
    with pytest.raises(DataProblems, match=r"targets\.csv: 与 datapackage\.json 记录的内容不同"):
        Source(copied).current()


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"resources": [1]}', '{"resources": null}', "[" * 100_000])
def test_a_datapackage_that_declares_nothing_is_named(copied, content):
    (copied / "datapackage.json").unlink()
    if content is not None:
        (copied / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataProblems, match=r"datapackage\.json"):
        Source(copied).current()


def test_codes_of_another_version_are_named(copied):
    replaced(copied / "coverage.csv", ",target,", ",aim,")
    sign(copied)
    with pytest.raises(DataProblems, match="列 role 有当前版本不认识的代码：aim"):
        Source(copied).current()


def test_a_request_sees_one_set_of_tables_also_when_they_vanish_in_between(copied, monkeypatch):
    """The second look at the folder, for the status, once met no tables and answered 500."""
    monkeypatch.setattr(dashboard_data, "PAUSE", 0)
    monkeypatch.setattr(dashboard_data, "PATIENCE", 0)
    client = create_app(copied).server.test_client()

    look, gone = not_found.known_path, []

    def vanish(path):
        gone.append(shutil.rmtree(copied, ignore_errors=True))
        return look(path)

    monkeypatch.setattr(not_found, "known_path", vanish)
    assert client.get("/compare").status_code == 200 and gone
    assert client.get("/compare").status_code == 503
    assert client.post("/_dash-update-component", json={}).status_code == 503, "what open pages ask for, too"


@pytest.mark.parametrize("tables_there", ["swapped", "gone for a while"])
def test_many_viewers_see_no_failure_while_tables_change(copied, processed, monkeypatch, tables_there):
    monkeypatch.setattr(dashboard_data, "PATIENCE", 60 if tables_there == "swapped" else 0.1)
    server = create_app(copied).server
    stop, failed = threading.Event(), []

    def look(path: str) -> None:
        client = server.test_client()
        while not stop.is_set():
            answers = [client.get(path), client.post("/_dash-update-component", json=page_asked(client, path))]
            failed.extend((path, one.status_code) for one in answers if one.status_code not in (200, 503))
            if tables_there == "swapped":
                failed.extend((path, one.status_code) for one in answers if one.status_code != 200)

    viewers = [threading.Thread(target=look, args=(path,)) for path in ("/compare", "/", "/data", "/audit")]
    for one in viewers:
        one.start()
    for _ in range(3):
        shutil.copytree(processed, copied.with_name("new"))
        copied.rename(copied.with_name("old"))
        if tables_there != "swapped":
            time.sleep(0.5)
        copied.with_name("new").rename(copied)
        shutil.rmtree(copied.with_name("old"))
    stop.set()
    for one in viewers:
        one.join()
    assert failed == []


def test_a_table_of_the_same_size_and_date_is_noticed(copied):
    source = Source(copied)
    first = source.current()
    path = copied / "documents.csv"
    status = path.stat()
    replaced(path, "海城市", "海城巿")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    sign(copied)
    assert path.stat().st_size == status.st_size and source.current() is not first


def test_while_one_reads_changed_tables_the_others_get_the_ones_before(copied, monkeypatch):
    source = Source(copied)
    before = source.current()
    reading, may_go_on = threading.Event(), threading.Event()
    load = dashboard_data.load

    def slow(folder):
        reading.set()
        assert may_go_on.wait(30)
        return load(folder)

    monkeypatch.setattr(dashboard_data, "load", slow)
    (copied / "coverage.csv").touch()
    found = []
    one = threading.Thread(target=lambda: found.append(source.current()))
    one.start()
    assert reading.wait(30)
    assert source.current() is before, "without waiting: the other one may not go on yet"
    may_go_on.set()
    one.join(30)
    assert found[0] is not before and source.current() is found[0]


def test_tables_that_break_are_told_of_once_in_the_log_and_to_everybody_who_asks(copied, caplog, monkeypatch):
    monkeypatch.setattr(dashboard_data, "PAUSE", 0)
    client = create_app(copied).server.test_client()
    assert client.get("/health").status_code == 200
    monkeypatch.setattr(dashboard_data, "PATIENCE", 0)
    (copied / "coverage.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for _ in range(3):
        answer = client.get("/")
        assert answer.status_code == 503 and "列与当前版本不同" in answer.text
        assert str(copied) not in answer.text and "Traceback" not in answer.text
    assert client.get("/health").status_code == 503
    assert str(copied) not in client.get("/health").text
    assert caplog.text.count("old-table") + caplog.text.count("列与当前版本不同") == 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("figures.csv", ",2025,", ",soon,"), ("regions.csv", None, b"\x00\x01"), ("documents.csv", None, b"")],
)
def test_whatever_stands_in_a_table_gives_a_message_and_no_traceback(copied, name, old, new):
    path = copied / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8") if old else path.write_bytes(
        new
    )
    with pytest.raises(DataProblems) as caught:
        Source(copied).current()
    assert [problem.file.endswith(name) for problem in caught.value.problems] == [True]


def test_a_folder_in_a_table_s_place_is_a_message_too(copied):
    (copied / "figures.csv").unlink()
    (copied / "figures.csv").mkdir()
    with pytest.raises(DataProblems, match=r"figures\.csv"):
        Source(copied).current()


# ---- whatever people send ----

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "long": "长" * 10_000,
    "nothing": "",
    "null": "\x00",
    "lines": "a\r\nSet-Cookie: x=1",
    "path": "../../../../etc/passwd",
    "prototype": "__proto__",
    "half a character": "%ff%fe",
    "formula": "=1+1",
    "number": "1e999",
    "template": "{{7*7}}{%raw%}",
}
PARAMETERS = (
    "region",
    "indicator",
    "province",
    "city",
    "rate",
    "moment",
    "county",
    "year",
    "rule",
    "q",
    "sort",
    "plan",
    "",
)


def pages() -> list[str]:
    """Every address that a page has registered, and one that none has."""
    return [*(page["path"] for page in dash.page_registry.values()), "/no-such-page"]


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_addresses_get_a_page_and_never_an_error(client, kind):
    for path, name in itertools.product(pages(), PARAMETERS):
        answer = client.get(path, query_string={name: HOSTILE[kind]})
        assert answer.status_code in (200, 404), (path, name)
        assert "Traceback" not in answer.text and "<script>alert" not in answer.text
        assert "Set-Cookie" not in answer.headers


def asked(callback: dict, value) -> dict:
    """What the browser posts for a callback, with the same value in each input."""
    inputs = [{**one, "value": value} for one in callback["inputs"]]
    many = callback["output"].startswith("..")
    outputs = [one.rpartition(".") for one in callback["output"].strip(".").split("...")]
    named = [{"id": part, "property": name.partition("@")[0]} for part, _, name in outputs]
    return {
        "output": callback["output"],
        "outputs": named if many else named[0],
        "inputs": inputs,
        "state": [{**one, "value": value} for one in callback["state"]],
        "changedPropIds": [f"{one['id']}.{one['property']}" for one in inputs[:1]],
    }


def page_asked(client, path: str, search: str = "") -> dict:
    """What the browser posts for a page."""
    contents = next(one for one in on_the_server(client) if "_pages_content" in one["output"])
    body = asked(contents, None)
    place = {"pathname": path, "search": search}
    return {**body, "inputs": [{**one, "value": place[one["property"]]} for one in contents["inputs"]]}


def on_the_server(client) -> list[dict]:
    return [one for one in client.get("/_dash-dependencies").json if not one["clientside_function"] and one["inputs"]]


@pytest.mark.parametrize(
    "value", [*HOSTILE.values(), None, 7, -1e308, True, [], ["<script>"], {"a": {"b": []}}], ids=repr
)
def test_hostile_inputs_get_an_answer_and_never_an_error(client, value):
    assert any(callback["output"] == "coverage-map-numbers.data" for callback in on_the_server(client))
    failed = []
    for callback in on_the_server(client):
        answer = client.post("/_dash-update-component", json=asked(callback, value))
        # Dash's own router takes only a path and a query; the next test gives it hostile ones.
        if answer.status_code >= 500 and "_pages_content" not in callback["output"]:
            failed.append(callback["output"])
    assert failed == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_pages_are_made_from_hostile_parameters_without_an_error(client, kind):
    for path, name in itertools.product(pages(), PARAMETERS):
        body = page_asked(client, path, f"?{urlencode({name: HOSTILE[kind]})}")
        answer = client.post("/_dash-update-component", json=body)
        assert answer.status_code == 200, (path, name)
        assert "_pages_content" in answer.json["response"]


@pytest.mark.parametrize(
    "path", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2fapp.py", "/assets//etc/passwd"]
)
def test_no_file_outside_the_assets_is_given_away(client, path):
    answer = client.get(path)
    assert answer.status_code in (404, 400, 200) and b"create_app" not in answer.data and b"root:" not in answer.data


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_pages_are_only_for_reading(client, method):
    assert client.open("/", method=method).status_code == 405


def test_a_request_that_is_too_large_is_refused(client):
    answer = client.post("/_dash-update-component", data=b"[" * 1_500_000, content_type="application/json")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        {"output": "address.search", "inputs": [], "changedPropIds": []},
        {"output": "..x.y...z.w..", "outputs": [], "inputs": [{"id": "x", "property": "y", "value": {"a": []}}]},
        {"output": "x" * 10_000, "inputs": None},
        {"output": None},
        [],
        "text",
        {"output": "__class__.__init__", "outputs": {"id": "__class__", "property": "__init__"}, "inputs": []},
    ],
)
def test_made_up_callbacks_get_an_error_without_the_inside(client, body):
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text and ".py" not in answer.text


def test_every_kind_of_answer_keeps_other_hosts_out(client):
    answers = [
        client.get("/"),
        client.get("/no-such-page"),
        client.get("/health"),
        client.get("/assets/nothing.js"),
        client.post("/"),
        client.post("/_dash-update-component", json={}),
        client.post("/_dash-update-component", data=b"[" * 1_500_000),
    ]
    for answer in answers:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], answer.request.path
        for name, value in web.HEADERS.items():
            assert answer.headers[name] == value


def test_a_failure_is_logged_and_says_nothing_of_the_inside(processed, monkeypatch, caplog):
    client = create_app(processed).server.test_client()
    monkeypatch.setattr("dashboard.app._problems", lambda source: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500 and "页面暂时打不开" in answer.text
    assert "ZeroDivisionError" not in answer.text and "Traceback" not in answer.text
    assert any(record.exc_info for record in caplog.records)


def test_a_log_line_tells_time_size_and_who_asked(client, caplog):
    caplog.set_level(logging.INFO, "dashboard.requests")
    client.get("/coverage-map/210000.json?x=%0a1")
    lines = [record.getMessage() for record in caplog.records if record.name == "dashboard.requests"]
    logged = re.compile(r"GET /coverage-map/210000\.json\?x=%0a1 200 \d+\.\dms \d+B 127\.0\.0\.1 -")
    assert [bool(logged.fullmatch(line)) for line in lines].count(True) == 1
