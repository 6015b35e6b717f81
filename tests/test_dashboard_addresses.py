"""Addresses that people mistype, and those that nobody types by accident: on all pages, with all parameters."""

import io
import json
import re
from urllib.parse import quote, urlencode

import dash
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.app import create_app
from dashboard.shared import downloads, not_found
from dashboard.web import callbacks

# What somebody may have meant, with a letter wrong: parameter → (what stands in the address, what it should offer).
MISTYPED = {
    "region": ("海诚市", "210381"),
    "places": ("210381,21038", "210381"),
    "province": ("21000", "210000"),
    "city": ("鞍三市", "210300"),
    "county": ("21038l", "210381"),
    "indicator": ("dibao_standrd.urban", "dibao_standard"),
    "document": ("haicheng-2021-202", "haicheng-2021-2025"),
    "rule": ("E1O3", "E103"),
}


@pytest.fixture(scope="module")
def mistyped(data):
    """With an id of each table that has only ids, one letter wrong."""
    finding, figure = data.frames["findings"]["finding_id"].iloc[0], data.frames["figures"]["figure_id"].iloc[0]
    return MISTYPED | {"finding": (finding[:-1], finding), "figure": (figure[1:], figure)}


@pytest.fixture(scope="module")
def paths(app):
    return [page["path"] for page in dash.page_registry.values() if page["path"] != "/404"]


def asked(path: object, search: object) -> dict:
    """What the browser posts for a page."""
    inputs = [
        {"id": "_pages_location", "property": "pathname", "value": path},
        {"id": "_pages_location", "property": "search", "value": search},
    ]
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    output = ".._pages_content.children..._pages_store.data.."
    return {"output": output, "outputs": outputs, "inputs": inputs, "changedPropIds": ["_pages_location.pathname"]}


def shown(client, path: str, search: str = "") -> str:
    """The page's content as the browser gets it."""
    answer = client.post(callbacks.PATH, json=asked(path, search))
    assert answer.status_code == 200, (path, search[:200])
    return json.dumps(answer.json["response"]["_pages_content"]["children"], ensure_ascii=False)


def test_each_parameter_that_names_something_is_tried(mistyped):
    assert set(mistyped) == set(not_found.KINDS)


@pytest.mark.parametrize("parameter", sorted(not_found.KINDS))
def test_what_does_not_exist_is_said_on_every_page_with_the_nearest_as_links(client, paths, mistyped, parameter):
    text, meant = mistyped[parameter]
    assert len(paths) >= 7
    for path in paths:
        query = urlencode({parameter: text})
        assert client.get(f"{path}?{query}").status_code == 404, path
        content = shown(client, path, f"?{query}")
        assert "没有“" in content and f"这个{not_found.KINDS[parameter].word}" in content, path
        assert "是不是要找" in content
        links = [f"{path}?{urlencode({parameter: one})}" for one in (meant, "210381," + meant)]
        assert any(f'"href": "{link}"' in content for link in links), content
        assert client.get(links[0]).status_code == 200, "the link leads to something"


@pytest.mark.parametrize("parameter", sorted(not_found.KINDS))
def test_nothing_alike_is_said_too_and_hostile_text_stays_short_text(client, paths, parameter):
    for text in ("\u4dff" * 10_000, "<script>alert(1)</script>", "\x00\x1b[31m", "\u202e\u2066", "__proto__", "{}"):
        for path in paths:
            query = urlencode({parameter: text})
            content = shown(client, path, f"?{query}")
            assert "没有“" in content and len(content) < 20_000
            assert client.get(f"{path}?{query}").status_code == 404


def test_what_exists_is_found_by_the_same_names(client, paths, data, mistyped):
    named = {parameter: meant for parameter, (_, meant) in mistyped.items()}
    for path in paths:
        for parameter, meant in named.items():
            assert client.get(path, query_string={parameter: meant}).status_code == 200, (path, parameter)
            content = shown(client, path, f"?{urlencode({parameter: meant})}")
            assert f"”这个{not_found.KINDS[parameter].word}" not in content
    assert not_found.missing({"region": "海城市", "indicator": ["dibao_standard.urban", "x"]}, data) is not None
    assert not_found.missing({"region": "", "indicator": ",", "sort": "x"}, data) is None


def test_the_other_choices_that_exist_are_kept_in_the_links(client):
    content = shown(client, "/audit", "?region=210381&rule=E1O3&sort=%22%3E&document=haicheng-2021-2025")
    assert "/audit?region=210381&document=haicheng-2021-2025&rule=E103" in content and "sort" not in content


@pytest.mark.parametrize(
    ("path", "near"),
    [("/compar", "/compare"), ("/横向比教", "/compare"), ("/zzzz", None), ("/growth/x", "/growth"), ("/404", None)],
)
def test_a_page_that_does_not_exist_is_said_with_the_nearest(client, paths, path, near):
    assert client.get(quote(path)).status_code == 404
    content = shown(client, path)
    assert "没有这个页面" in content
    for known in [near] if near else paths:
        assert f'"href": "{known}"' in content


def test_slashes_at_the_end_do_not_count(client):
    assert client.get("/compare/").status_code == 200 and "没有这个页面" not in shown(client, "/compare/")


def test_a_page_whose_layout_takes_few_parameters_is_not_upset_by_others(app):
    page = not_found.Checked(lambda region=None: f"shown {region}", "/new")
    with app.server.test_request_context("/"):
        assert page(region="210381", anything="x", other=["a", "b"]) == "shown 210381"
        assert page(self="1", layout="2", path="3") == "shown None", "nor by names that functions use themselves"
        assert "没有“999999”这个地区" in str(page(region="999999"))


# ---- whatever can stand in an address ----

SIGNS = ("%", "%ff", "\ud800", "a\udfffb", "\x00", "\r\nX: y", ",", ";", "&", "=", "[]", '{"a":1}')
NUMBERS = ("1e999", "NaN", "-1", "9" * 5000, "٣", "²", "0.1,5", "8.55", "true")
CODES = ("all", "desc", "latest", "consumption", "210300-u", "target-2025", "dibao_standard.urban")
TEXTS = st.text(max_size=60) | st.sampled_from([*SIGNS, *NUMBERS, *CODES])
ESCAPED = st.binary(max_size=30).map(lambda raw: "".join(f"%{byte:02x}" for byte in raw))
OPTIONS = (
    *("outcome", "attribute", "rate", "moment", "year", "role", "show", "scope", "sort", "order", "severity", "state"),
    *("page", "kind", "domain", "search", "start", "end", "floor", "index", "growth", "parity", "rounding", "topic"),
    *("format", "path", "self", "cls", "data", "layout", "region ", "__class__"),
)
NAMES = st.sampled_from([*not_found.KINDS, *OPTIONS]) | st.text(max_size=10)


def written(pairs: list[tuple[str, str]], raw: str) -> str:
    """A query as an attacker's program writes it; lone surrogates go out as the bytes that they would be."""
    return urlencode(pairs, errors="surrogatepass") + raw


QUERIES = st.builds(written, st.lists(st.tuples(NAMES, TEXTS), max_size=6), ESCAPED)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(query=QUERIES, number=st.integers(0, 20))
def test_no_address_is_answered_with_a_failure(client, paths, query, number):
    targets = [*paths, "/no-such", "/data/figures.json", *(f"/download/{key}.csv" for key in downloads._offers)]
    path = targets[number % len(targets)]
    answer = client.get(f"{path}?{query}")
    assert answer.status_code in (200, 400, 404), (path, query)
    assert "Traceback" not in answer.text


@FUZZ
@given(query=QUERIES | TEXTS, number=st.integers(0, 20), path=st.none() | TEXTS)
def test_no_page_fails_to_be_made(client, paths, query, number, path):
    place = paths[number % len(paths)] if path is None else f"/{path}"
    answer = client.post(callbacks.PATH, data=json.dumps(asked(place, f"?{query}")), content_type="application/json")
    assert answer.status_code == 200, (place, query)
    assert answer.json["response"]["_pages_content"]["children"]


@FUZZ
@given(path=st.text(max_size=40) | ESCAPED, method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"]))
def test_no_path_is_answered_with_a_failure(client, path, method):
    place = "/" + quote(path, safe="/%", errors="surrogatepass")
    for prefix in (
        "",
        "/assets",
        "/_dash-component-suites/dash",
        "/_dash-component-suites",
        "/download",
        "/coverage-map",
    ):
        answer = client.open(prefix + place, method=method)
        assert answer.status_code < 500, (prefix + place, method)


def test_bundles_are_there_for_the_first_request_of_all(app, client, project_root):
    """Dash registers them when it is first asked for anything: at once after a start, some were answered with 500."""
    bundles = re.findall(r'src="(/_dash-component-suites/[^"]+)"', client.get("/").text)
    fresh = create_app(project_root / "data" / "processed").server.test_client()
    assert len(bundles) > 3 and [fresh.get(one).status_code for one in bundles] == [200] * len(bundles)


# ---- the address that callbacks are posted to ----

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


def posted(client, body: str | bytes, kind: str = "application/json"):
    answer = client.post(callbacks.PATH, data=body, content_type=kind)
    assert answer.status_code < 500 and "Traceback" not in answer.text and ".py" not in answer.text
    return answer


@FUZZ
@given(body=JSON)
def test_any_json_is_refused(client, body):
    assert posted(client, json.dumps(body)).status_code == 400


@FUZZ
@given(st.sampled_from(["output", "outputs", "inputs", "state", "changedPropIds"]), JSON)
def test_a_true_body_with_one_part_made_up_is_refused_or_answered(client, part, value):
    body = {**asked("/compare", ""), part: value}
    assert posted(client, json.dumps(body)).status_code in (200, 400)


@pytest.mark.parametrize("value", [None, 7, [], {}, True])
def test_a_location_that_is_no_text_is_refused(client, value):
    assert posted(client, json.dumps(asked(value, ""))).status_code == 400
    assert posted(client, json.dumps(asked("/", value))).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe{}", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"output": ' * 10_000, "application/json", 400),
        (b"9" * 900_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"output=x", "application/x-www-form-urlencoded", 415),
        (b"x" * 1_000_001, "application/json", 413),
    ],
)
def test_what_is_no_json_is_refused_in_words(client, body, kind, status):
    answer = posted(client, body, kind)
    assert answer.status_code == status
    assert answer.mimetype in ("text/html", "text/plain") and any(word in answer.text for word in ("请求", "内容太大"))


def test_callbacks_of_the_browser_s_own_cannot_be_called(app, client):
    own = [output for output, known in app.callback_map.items() if "callback" not in known]
    assert own
    for output in own:
        declared = app.callback_map[output]
        body = {"output": output, "outputs": [], "inputs": declared["inputs"], "state": declared["state"]}
        assert posted(client, json.dumps(body)).status_code == 400


# ---- uploads, and files to take along ----


def test_no_address_takes_a_file(app, client):
    """The only addresses that take anything are the callbacks' (JSON alone), and the form where one signs in."""
    taking = {rule.rule for rule in app.server.url_map.iter_rules() if rule.methods & {"POST", "PUT", "PATCH"}}
    assert taking == {callbacks.PATH}
    for rule in app.server.url_map.iter_rules():
        path = rule.rule.replace("<path:", "<").replace("<string:", "<").replace("<", "").replace(">", "")
        for method in ("POST", "PUT", "PATCH"):
            upload = {"file": (io.BytesIO(b"x" * 1000), "plan.docx")}
            answer = client.open(path, method=method, data=upload, content_type="multipart/form-data")
            assert answer.status_code in (404, 405, 415), (method, path)


def test_files_are_saved_under_their_chinese_names_and_never_shown_in_place(client):
    for key in downloads._offers:
        for kind in ("csv", "xlsx", "json"):
            answer = client.get(f"/download/{key}.{kind}?region=210381")
            headers = answer.headers
            assert answer.status_code == 200 and headers["X-Content-Type-Options"] == "nosniff"
            plain, _, full = headers["Content-Disposition"].partition("; filename*=UTF-8''")
            assert plain == f'attachment; filename="data.{kind}"' and headers["Cache-Control"] == "no-store"
            assert full.isascii() and full.endswith(f".{kind}") and "%E" in full and '"' not in full
