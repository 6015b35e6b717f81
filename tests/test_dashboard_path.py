"""The dashboard below a path of a proxy, which may hand the path on or take it away: pages, files, login, links."""

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterable
from urllib.parse import quote, urlsplit

import pytest
import waitress
from browsing import expect_address, pick, quiet, visits
from playwright.sync_api import expect
from test_dashboard_login import SECRET, sign_in
from typer.testing import CliRunner

from analysis.__main__ import app as command_line
from dashboard.access import gates
from dashboard.app import create_app
from dashboard.web import callbacks, proxy

BELOW = "/minzheng"
PAGES = ("/", "/coverage-map", "/growth", "/alignment", "/compare", "/audit", "/data")
BETWEEN_TWO_HOSTS = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}


@pytest.fixture(scope="module")
def server(processed):
    return create_app(processed, path=BELOW).server


@pytest.fixture(scope="module")
def client(server):
    return server.test_client()


def addresses(node: object) -> Iterable[str]:
    """Every `href`, `src` and `action` in what Dash hands the browser."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in ("href", "src", "action", "script") and isinstance(value, str):
                yield value
            yield from addresses(value)
    elif isinstance(node, list):
        for one in node:
            yield from addresses(one)


def within(address: str) -> bool:
    """Below the path, on another host, or relative to the page."""
    return address.startswith((f"{BELOW}/", "http://", "https://", "#", "?")) or address == BELOW


@pytest.mark.parametrize(("text", "path"), [("/minzheng", BELOW), ("minzheng/", BELOW), ("/", ""), ("", ""),
                                            (" /a/b-c_d.e~f/ ", "/a/b-c_d.e~f")])  # fmt: skip
def test_paths_are_read_with_or_without_slashes_at_their_ends(text, path):
    assert proxy.path_of(text) == path


@pytest.mark.parametrize("text", ["/a b", "/民政", "/a//b", "/a/../b", "/a?b", "http://host/a"])
def test_what_is_no_path_is_refused_in_words(text):
    with pytest.raises(ValueError, match="不能作路径"):
        proxy.path_of(text)
    outcome = CliRunner().invoke(command_line, ["dashboard", "--path", text])
    assert outcome.exit_code == 2 and outcome.stderr.count("\n") == 1


@pytest.mark.parametrize("handed_on", [BELOW, ""])
def test_every_page_and_each_file_that_it_names_is_found_below_the_path(client, handed_on):
    for path in PAGES:
        answer = client.get(handed_on + path)
        assert answer.status_code == 200, path
        config = re.search(r'id="_dash-config" type="application/json">(.*?)</script>', answer.text)[1]
        assert json.loads(config)["requests_pathname_prefix"] == f"{BELOW}/"
        named = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
        assert len(named) > 10 and all(one.startswith(f"{BELOW}/") for one in named), path
        if path == "/":
            for one in named:
                assert client.get(handed_on + one.removeprefix(BELOW)).status_code == 200, one


def test_the_path_alone_opens_the_first_page(client):
    assert client.get(BELOW).status_code == 200


def test_every_link_of_every_page_stays_below_the_path(client):
    frame = list(addresses(client.get(f"{BELOW}/_dash-layout").json))
    assert len(frame) >= 7 and all(map(within, frame)), frame
    for path in (*PAGES, "/no-such-page", "/growth?region=nowhere"):
        where, _, query = path.partition("?")
        inputs = [
            {"id": "_pages_location", "property": "pathname", "value": BELOW + where},
            {"id": "_pages_location", "property": "search", "value": f"?{query}" if query else ""},
        ]
        outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
        body = {
            "output": ".._pages_content.children..._pages_store.data..",
            "outputs": outputs,
            "inputs": inputs,
            "changedPropIds": ["_pages_location.pathname"],
        }
        answer = client.post(BELOW + callbacks.PATH, json=body)
        assert answer.status_code == 200, path
        found = list(addresses(answer.json["response"]["_pages_content"]["children"]))
        assert found and [one for one in found if not within(one)] == [], path
        if path == "/no-such-page":
            assert f"没有地址“{path}”" in json.dumps(answer.json, ensure_ascii=False)


def test_a_page_asked_for_outside_the_path_is_not_found_and_no_failure(client):
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": "/growth"},
            {"id": "_pages_location", "property": "search", "value": ""},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    assert client.post(callbacks.PATH, json=body).status_code == 404


@pytest.mark.parametrize("handed_on", [BELOW, ""])
def test_data_downloads_maps_and_health_answer_below_the_path(client, handed_on):
    assert client.get(f"{handed_on}/health").json == {"status": "ok"}
    for path in ("/data/figures.json?start=0&end=5", "/coverage-map/210000.json", "/download/compare.csv"):
        assert client.get(handed_on + path).status_code == 200, path


def test_signing_in_stays_below_the_path(processed):
    client = create_app(processed, gates.SharedSecret(SECRET), path=BELOW).server.test_client()
    refused = client.get(f"{BELOW}/growth?region=210381", headers={"Accept": "text/html"})
    assert refused.status_code == 303
    assert refused.location == f"{BELOW}/login?next=%2Fgrowth%3Fregion%3D210381"
    form = client.get(refused.location)
    assert f'action="{BELOW}/login"' in form.text
    assert all(one.startswith(f"{BELOW}/assets/") for one in re.findall(r'(?:src|href)="([^"]+)"', form.text))
    signed_in = sign_in(client, goes_to="/growth?region=210381", password=SECRET)
    assert signed_in.location == f"{BELOW}/growth?region=210381"
    assert f"Path={BELOW}" in signed_in.headers["Set-Cookie"]
    assert client.get(signed_in.location).status_code == 200
    assert client.post(f"{BELOW}/logout").location == f"{BELOW}/login"


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/growth?region=220181", "/growth?region=220113"),
        ("/compare?places=220724,210381&scope=all", "/compare?places=220781%2C210381&scope=all"),
        ("/coverage-map?province=辽宁&city=鞍山", "/coverage-map?province=210000&city=210300"),
        ("/coverage-map?province=210000&county=210282", "/coverage-map?province=210000&county=210214"),
    ],
)
def test_names_and_codes_of_earlier_years_lead_to_the_address_with_those_in_force(client, asked, leads_to):
    assert client.get(BELOW + asked).location == BELOW + leads_to
    assert client.get(BELOW + leads_to).status_code == 200


def forwarded(port: int) -> Callable:
    """A reverse proxy as small as can be: what lies below the path goes on without it, nothing else does."""

    def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode()
        if not path.startswith(f"{BELOW}/"):
            start_response("404 Not Found", [("Content-Length", "0")])
            return [b""]
        query = environ.get("QUERY_STRING", "")
        asked = quote(path.removeprefix(BELOW)) + (f"?{query}" if query else "")
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(environ["REQUEST_METHOD"], asked, body, headers)
        answer = connection.getresponse()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in BETWEEN_TWO_HOSTS]
        start_response(f"{answer.status} {answer.reason}", kept)
        content = answer.read()
        connection.close()
        return [content]

    return application


@pytest.fixture
def behind_proxy(server):
    """The address of the proxy."""
    dashboard = waitress.create_server(server, host="127.0.0.1", port=0, threads=8)
    front = waitress.create_server(forwarded(dashboard.effective_port), host="127.0.0.1", port=0, threads=8)
    threads = [threading.Thread(target=one.run, daemon=True) for one in (dashboard, front)]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{front.effective_port}/"
    for one in (front, dashboard):
        one.close()
    for thread in threads:
        thread.join(timeout=1)


def test_a_reader_behind_the_proxy_goes_through_all_pages_without_an_error(browser, behind_proxy):
    for visit in visits(browser, behind_proxy):
        page = visit("minzheng/")
        for path in PAGES[1:]:
            page.click(f'.page-link[href="{BELOW}{path}"]')
            page.wait_for_url(lambda address, path=path: urlsplit(address).path == BELOW + path)
            quiet(page)
            expect(page.locator(".page-link[aria-current=page]")).to_have_attribute("href", BELOW + path)
        page.reload()
        quiet(page)
        page.click(f'.page-link[href="{BELOW}/growth"]')
        quiet(page)
        pick(page, "growth-region", "铁西区鞍山")
        expect_address(page, region="210303")
        quiet(page)
        assert all(urlsplit(one).path.startswith(BELOW) for one in page.requests if one.startswith("http"))


def test_the_chooser_shows_places_of_one_name_with_their_city_and_finds_them_in_any_order(visit):
    page = visit("/growth")
    page.click("#growth-region")
    page.fill(".dash-dropdown-search", "铁西区")
    options = page.locator(".dash-dropdown-option")
    expect(options).to_have_count(3)
    for at, city in enumerate(["沈阳市", "鞍山市", "四平市"]):
        expect(options.nth(at)).to_contain_text("铁西区")
        expect(options.nth(at)).to_contain_text(city)
    for typed in ("鞍山铁西", "铁西鞍山", "鞍山市铁西区", "铁西区鞍山市", "辽宁省鞍山市铁西区", "铁西 鞍山"):
        page.fill(".dash-dropdown-search", typed)
        expect(options).to_have_count(1)
        expect(options).to_contain_text("鞍山市")
