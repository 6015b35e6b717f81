"""The dashboard without a browser: what the maps hold, where numbers come from, and how the server answers."""

import doctest
import gzip
import json
import shutil
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest
from processed_folder import sign

from analysis.problems import DataProblems
from dashboard.app import create_app
from dashboard.pages.coverage_map import numbers as county_numbers
from dashboard.pages.coverage_map.data import CoverageMap
from dashboard.pages.coverage_map.provenance import Series, Statement
from dashboard.shared import components, wording
from dashboard.shared.data import TABLES, Source, load

HAICHENG, HEPING = "210381", "210102"


@pytest.fixture(scope="module")
def data(processed):
    return load(processed)


@pytest.fixture(scope="module")
def maps(data):
    return {province: json.loads(content) for province, content in data.view(CoverageMap.of).maps.items()}


def test_wording_s_examples_hold():
    assert doctest.testmod(wording).failed == 0


def test_every_coverage_value_is_on_its_map_and_nothing_else(maps, rows):
    shown = set()
    for drawing in maps.values():
        for rate in drawing["rates"]:
            for moment in rate["moments"]:
                held = moment["holds"].get("county", [-1] * len(drawing["counties"]))  # known of cities alone
                for county, position in zip(drawing["counties"], held, strict=True):
                    if position >= 0:
                        figure = drawing["figures"][position]
                        level = "own" if figure["region"] == county[0] else figure["of"]
                        shown.add((county[0], rate["key"], moment["key"], figure["value"], level))
    dimensions = ("indicator_id", "residence", "arrangement", "subgroup")
    expected = {
        (
            row["county_code"],
            ".".join(filter(None, (row[name] for name in dimensions))),
            f"{row['role']}-{row['year']}",
            float(row["value"]),
            row["source_level"],
        )
        for row in rows("coverage")
        if row["county_code"][:2] in ("15", "21", "22")
    }
    assert shown == expected


@pytest.mark.parametrize("province", ["150000", "210000", "220000"])
def test_each_map_names_only_rates_with_data_and_opens_on_one_of_them(maps, province):
    drawing = maps[province]
    keys = [rate["key"] for rate in drawing["rates"]]
    assert len(keys) == len(set(keys)) and drawing["start"] in keys
    assert [code for code, _ in drawing["provinces"]] == sorted(maps)
    domains = list(drawing["domains"])
    assert [domains.index(rate["domain"]) for rate in drawing["rates"]] == sorted(
        domains.index(rate["domain"]) for rate in drawing["rates"]
    )
    for rate in drawing["rates"]:
        assert rate["name"] and rate["definition"].endswith("。")
        for level, start in rate["start"].items():
            offered = [moment["key"] for moment in rate["moments"] if level in moment["holds"]]
            assert start in offered or not (start or offered)
        for moment in rate["moments"]:
            for level, positions in moment["holds"].items():
                known = max(*positions, *moment["beside"][level])
                assert known >= 0, "a moment of which nothing is known in or above a place is not offered"
        own = {figure["value"] for figure in own_figures(drawing, rate)}
        assert len(rate["lows"]) <= 6
        assert rate["lows"][0] <= min(own) if own else rate["lows"] == [], "classes are those of own values"


def own_figures(drawing: dict, rate: dict) -> list[dict]:
    """The figures of a rate that some place of the map has of its own."""
    codes = {code for places in ("counties", "cities") for code, *_ in drawing[places]}
    held = {at for moment in rate["moments"] for positions in moment["holds"].values() for at in positions if at >= 0}
    return [figure for at in held if (figure := drawing["figures"][at])["region"] in codes]


@pytest.mark.parametrize("province", ["150000", "210000", "220000"])
def test_a_level_stands_only_in_the_place_that_published_it_and_above_it_is_context(maps, province):
    """The nation's 67.5% is nobody else's: no county and no city of the map holds a level of another place."""
    drawing = maps[province]
    for rate in drawing["rates"]:
        for moment in rate["moments"]:
            for level, places in (("county", "counties"), ("city", "cities")):
                codes = [code for code, *_ in drawing[places]]
                if level not in moment["holds"]:
                    continue
                for code, held, above in zip(codes, moment["holds"][level], moment["beside"][level], strict=True):
                    if held >= 0 and moment["role"] != "target":
                        assert drawing["figures"][held]["region"] == code
                    if above >= 0:
                        assert drawing["figures"][above]["region"] != code and moment["role"] != "target"


def test_a_map_stays_small(data):
    for content in data.view(CoverageMap.of).maps.values():
        assert len(gzip.compress(content)) < 60_000


def test_variants_are_rates_of_their_own(maps):
    names = {rate["name"] for rate in maps["210000"]["rates"]}
    assert {"社区养老服务设施覆盖率（城市）", "社区养老服务设施覆盖率（农村）"} <= names


def test_a_county_s_provenance_holds_every_coverage_row_and_every_own_figure(data, rows):
    provenance = data.view(CoverageMap.of).provenance
    held = [row for row in rows("coverage") if row["county_code"] == HAICHENG]
    own = {row["figure_id"] for row in rows("figures") if row["region_code"] == HAICHENG}
    shown = {figure for row in held for figure in row["figure_ids"].split(";")}
    coverage, others = provenance.coverage(HAICHENG), provenance.others(HAICHENG)
    assert sum(len(series.statements) for series in coverage) == len(held)
    assert sum(len(series.statements) for series in others) == len(own - shown)
    assert {series.name for series in others} >= {"最低生活保障标准（城市）"}
    assert all(one.document for series in coverage + others for one in series.statements)


def test_targets_that_apply_in_a_county_name_their_owner_and_no_level_is_said_to_be_the_county_s(data):
    coverage_map = data.view(CoverageMap.of)
    statements = [one for series in coverage_map.provenance.coverage(HEPING) for one in series.statements]
    assert {one.source for one in statements} == {"适用：辽宁省目标", "适用：全国目标"}
    assert {one.what for one in statements} == {"适用辽宁省目标", "适用全国目标"}


def test_a_county_without_figures_of_its_own_says_so(data):
    provenance = data.view(CoverageMap.of).provenance
    assert provenance.others(HEPING) == []
    assert county_numbers.numbers(provenance, HEPING)[1] == {"title": "本县的其他数字", "series": []}


def statement(**texts) -> Statement:
    empty = dict.fromkeys(Statement.__dataclass_fields__, "")
    return Statement(**{**empty, "others": (), **texts})


def test_a_statement_is_cited_with_quote_place_correction_and_note():
    one = statement(
        what="目标",
        when="2025年（推断）",
        value="≥55%",
        source="适用：辽宁省目标",
        document="规划",
        section="专栏2",
        quote="不低于55%",
        place="文本第 5—10 字符",
        correction="单位更正",
        note="口径不同",
        others=(("另一规划", "一", "55%"),),
    )
    held = SimpleNamespace(
        level=lambda place: "county",
        coverage=lambda place: [Series("养老服务", "床位占比", [one])],
        others=lambda place: [],
    )
    text = str(county_numbers.numbers(held, HAICHENG))
    for part in (
        "推断",
        "≥55%",
        "适用：辽宁省目标",
        "《规划》专栏2：“不低于55%”（文本第 5—10 字符）",
        "更正：单位更正",
    ):
        assert part in text
    assert "说明：口径不同" in text and "另见：《另一规划》一：“55%”" in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "无网址", "//host/x"])
def test_only_web_addresses_become_links(address):
    assert components.web_link(address) == address


def test_a_web_address_becomes_a_link_that_tells_the_other_host_nothing():
    link = components.web_link("https://www.mca.gov.cn/n152/index.html")
    assert link.children == "www.mca.gov.cn" and "noreferrer" in link.rel


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"comparator": "=", "value": 1481.1, "unit": "元/人·月"}, "1,481.1 元/人·月"),
        ({"comparator": "~", "value": 100.0, "unit": "%"}, "约100%"),
        ({"comparator": "range", "value": 1.75, "value_low": 1.5, "value_high": 2.0, "unit": "倍"}, "1.5～2 倍"),
        ({"comparator": ">=", "value": float("nan"), "unit": "%", "reference": "省定目标"}, "不低于省定目标"),
        ({"comparator": "", "value": float("nan"), "unit": "%", "reference": ""}, "未列数字"),
        ({"comparator": "=", "value": 0.0, "unit": "%"}, "0%"),
    ],
)
def test_values_are_written_with_comparator_and_unit_and_missing_is_never_zero(row, text):
    assert wording.value_text(row) == text


def test_pages_and_data_come_with_headers_that_keep_other_hosts_out(client):
    for path in ("/", "/coverage-map/210000.json", "/_dash-layout", "/assets/app.css"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "connect-src 'self'" in policy and "http" not in policy
        assert "script-src" in policy and "unsafe" not in policy.split("script-src")[1].split(";")[0]
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"


def test_the_page_names_no_other_host(client):
    page = client.get("/").text.replace("dash-version.plotly.com", "")  # asked only by Dash's developer tools
    assert "http://" not in page and "https:" not in page.replace("https:\\u002f\\u002f", "")


def test_answers_are_compressed_for_browsers_that_ask_for_it(client):
    plain = client.get("/coverage-map/210000.json")
    packed = client.get("/coverage-map/210000.json", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data and len(packed.data) < len(plain.data) / 3
    again = client.get("/coverage-map/210000.json", headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("province", ["999999", "21000", "<script>", "x" * 10_000])
def test_an_unknown_province_is_not_found(client, province):
    assert client.get(f"/coverage-map/{province}.json").status_code == 404


@pytest.mark.parametrize("body", ["", "{}", "[1]", '{"output":"x.y","inputs":[]}', "not json"])
def test_a_broken_request_is_refused_without_telling_about_the_inside(client, body):
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code >= 400
    assert "Traceback" not in answer.text and "File " not in answer.text


def ask_for_sources(client, county):
    asked = {
        "output": "coverage-map-numbers.data",
        "outputs": {"id": "coverage-map-numbers", "property": "data"},
        "inputs": [{"id": "coverage-map-place", "property": "data", "value": county}],
        "changedPropIds": ["coverage-map-place.data"],
    }
    answer = client.post("/_dash-update-component", json=asked)
    assert answer.status_code == 200
    return answer.json["response"]["coverage-map-numbers"]["data"]


def test_the_sources_of_a_county_are_answered(client):
    text = json.dumps(ask_for_sources(client, HAICHENG), ensure_ascii=False)
    assert "海城市民政事业发展第十四个五年规划" in text and "辽宁省民政事业发展第十四个五年规划" in text


@pytest.mark.parametrize("county", [None, "", "999999", "210000", "210300-u", "<script>", 7, ["210381"], {"a": 1}])
def test_sources_are_only_given_for_places_of_the_map(client, county):
    assert ask_for_sources(client, county) is None


def test_without_tables_the_app_starts_and_says_what_to_do(tmp_path, caplog):
    client = create_app(tmp_path).server.test_client()
    answer = client.get("/")
    assert answer.status_code == 503
    for name in TABLES:
        assert f"{name}.csv" in answer.text
    assert "counties.geojson" in answer.text and "python -m analysis build" in answer.text
    assert "Traceback" not in answer.text and str(tmp_path) not in answer.text
    assert "coverage.csv" in caplog.text
    assert client.get("/assets/app.css").status_code == 200
    assert client.get("/coverage-map/210000.json").status_code == 503


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("coverage.csv", b"a,b\n1,2\n", "列与当前版本不同"),
        ("figures.csv", b"\xff\xfe\x00", "读不出"),
        ("counties.geojson", b'{"type": "Feature', "县界文件读不出"),
        ("counties.geojson", b'{"features": [{}]}', "县界文件读不出"),
        ("documents.csv", None, "没有这张表"),
    ],
)
def test_a_broken_table_is_named(tmp_path, processed, name, content, words):
    shutil.copytree(processed, tmp_path, dirs_exist_ok=True)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataProblems) as caught:
        load(tmp_path)
    assert [problem.file.endswith(name) and words in problem.found for problem in caught.value.problems] == [True]


def test_tables_of_two_builds_are_not_mixed(tmp_path, processed):
    shutil.copytree(processed, tmp_path, dirs_exist_ok=True)
    lines = (processed / "figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "figures.csv").write_text(lines[0] + lines[1], encoding="utf-8")
    with pytest.raises(DataProblems, match=r"figures\.csv: 与 datapackage\.json 记录的内容不同"):
        load(tmp_path)
    sign(tmp_path)
    with pytest.raises(DataProblems, match="对不上"):
        load(tmp_path)


def test_tables_are_read_once_and_again_when_they_change(tmp_path, processed):
    source = Source(tmp_path)
    with pytest.raises(DataProblems):
        source.current()
    shutil.copytree(processed, tmp_path, dirs_exist_ok=True)
    first = source.current()
    assert source.current() is first
    (tmp_path / "coverage.csv").touch()
    assert source.current() is not first


def test_an_address_in_use_is_said_in_words(project_root):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code = f"from dashboard.serving import serve; serve(port={taken.getsockname()[1]})"
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=project_root, capture_output=True, text=True, check=False
        )
    assert run.returncode == 1
    assert "请换一个端口" in run.stderr and "Traceback" not in run.stderr
