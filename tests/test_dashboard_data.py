"""数据与来源: search, filters, order and blocks against the table; provenance of a number; the page in use."""

import csv
import io
import json
import re
from itertools import pairwise

import numpy as np
import pytest
from browsing import expect_address, expect_no_scrolling_sideways, parameters, pick, quiet, taken
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from dashboard.pages.figures import data as figures_data
from dashboard.pages.figures import view as figures_view
from dashboard.pages.figures.data import Choice, Figures, normal
from dashboard.shared.findings import Findings

ANSHAN, HAICHENG = "210300", "210381"
URBAN = "dibao_standard.urban"
ROW = ".ag-center-cols-container .ag-row"
NOTHING = "没有符合条件的数字"


@pytest.fixture(scope="module")
def printed(data):
    return data.view(Figures.of)


def chosen(printed, **choice) -> list[str]:
    return list(printed.figures["figure_id"].iloc[printed.chosen(Choice(**choice))])


# ---- search, filters, order ----


def test_without_conditions_all_figures_come_as_they_are_printed(printed, figures):
    assert chosen(printed) == list(figures)


@pytest.mark.parametrize(
    ("field", "column"), [("document", "document_id"), ("kind", "kind"), ("series", "indicator_id")]
)
def test_each_filter_gives_what_the_table_has(printed, figures, field, column):
    for value in {row[column] for row in figures.values()}:
        assert chosen(printed, **{field: value}) == [one for one, row in figures.items() if row[column] == value]


def test_a_series_with_dimensions_is_only_that_one(printed, figures):
    def series(row: dict) -> tuple:
        return row["indicator_id"], row["residence"], row["arrangement"], row["subgroup"]

    expected = [one for one, row in figures.items() if series(row) == ("dibao_standard", "urban", "", "")]
    assert expected and chosen(printed, series=URBAN) == expected
    assert chosen(printed, series="dibao_standard.nothing") == []


def test_a_region_may_take_those_below_along(data, figures):
    printed = data.view(Figures.of)

    def found(**parameters) -> set[str]:
        view, _ = figures_view.asked(data, parameters)
        return set(printed.figures["region_code"].iloc[printed.chosen(figures_view.choice(data, view))])

    inside = {row["region_code"] for row in figures.values() if row["region_code"][:4] == "2103"}
    assert found(region=ANSHAN) == {ANSHAN}
    assert found(region=ANSHAN, scope="below") == inside > {ANSHAN, HAICHENG}


def test_the_search_finds_words_of_any_column_in_any_order(printed, figures):
    found = chosen(printed, search="低保  海城")
    assert found and set(found) == set(chosen(printed, search="海城")) & set(chosen(printed, search="低保"))
    quoted = next(one for one, row in figures.items() if row["quote"] == "不低于 60%")
    assert quoted in chosen(printed, search="不低于")
    assert chosen(printed, search=quoted.upper()) == [one for one in figures if one.startswith(quoted)]


def test_full_width_signs_are_found_as_half_width_ones(printed):
    assert chosen(printed, search="６０％") == chosen(printed, search="60%") != []


@given(st.text(max_size=30))
def test_any_text_may_be_searched_for_and_finds_only_what_holds_it(printed, text):
    found = printed.chosen(Choice(search=text))
    words = normal(text).split()
    assert all(word in printed._haystack[one] for one in found for word in words)
    assert len(found) == len(printed.figures) or words


@given(st.sampled_from(figures_data.SORTS), st.booleans())
def test_every_order_keeps_all_rows_with_missing_ones_last(printed, sort, descending):
    found = printed.chosen(Choice(sort=sort, descending=descending))
    assert sorted(found) == list(range(len(printed.figures)))
    keys = printed._keys[sort][found].astype(float)
    known = keys[~np.isnan(keys)]
    assert np.isnan(keys[len(known) :]).all()
    assert all((one >= other) if descending else (one <= other) for one, other in pairwise(known))


# ---- blocks ----


def ask(client, query: str = "") -> dict:
    answer = client.get(f"/data/figures.json?{query}")
    assert answer.status_code == 200
    return answer.json


def test_blocks_joined_are_the_whole_table(client, figures):
    total = ask(client, "start=0&end=0")["total"]
    rows = [row for start in range(0, total, 100) for row in ask(client, f"start={start}&end={start + 100}")["rows"]]
    assert [row["id"] for row in rows] == list(figures) and total == len(figures)


def test_a_row_says_what_the_table_says(client, figures):
    for row in ask(client, "start=0&end=200")["rows"]:
        figure = figures[row["id"]]
        assert row["quote"] == "".join(figure["quote"].splitlines()) and row["section"] == figure["section"]
        if figure["comparator"] == "=" and figure["value"]:
            assert row["value"].replace(",", "").startswith(f"{float(figure['value']):.10g}")
        if figure["year"]:
            assert row["when"] == f"{figure['year']}年" + ("" if figure["year_stated"] == "true" else "*")


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("start=0&end=999999", 200),
        ("start=5", 0),
        ("start=-1&end=10", 10),
        ("start=999999&end=1000099", 0),
        ("start=x&end=y", 0),
    ],
)
def test_no_answer_is_larger_than_a_block(client, query, number):
    assert len(ask(client, query)["rows"]) == number


@pytest.mark.parametrize("condition", ["kind=x", "document=x", "region=999999", "indicator=x", "domain=%3Cscript%3E"])
def test_a_condition_that_names_nothing_finds_nothing(client, condition):
    assert ask(client, f"{condition}&start=0&end=100")["total"] == 0


def test_the_open_figure_s_place_in_the_order_is_said(client):
    asked = "sort=value&order=desc&start=0&end=200"
    rows = ask(client, asked)["rows"]
    assert ask(client, f"{asked}&figure={rows[150]['id'].replace('#', '%23')}")["index"] == 150
    assert ask(client, asked)["index"] == -1


def test_a_block_stays_small(client):
    answer = client.get("/data/figures.json?start=0&end=100", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 8_000


# ---- provenance ----


def provenance(client, figure) -> str:
    asked = {
        "output": "data-provenance.children",
        "outputs": {"id": "data-provenance", "property": "children"},
        "inputs": [{"id": "data-figure", "property": "data", "value": figure}],
        "changedPropIds": ["data-figure.data"],
    }
    answer = client.post("/_dash-update-component", json=asked)
    assert answer.status_code == 200
    return json.dumps(answer.json["response"]["data-provenance"]["children"], ensure_ascii=False)


@pytest.mark.parametrize("document", ["anshan-2021-2025", "dongchang-2021-2025", "public-reports-2005-2025"])
def test_a_number_is_told_with_everything_that_the_table_knows(client, figures, data, document):
    for one, row in [(one, row) for one, row in figures.items() if row["document_id"] == document][::15]:
        text = provenance(client, one)
        said = [row[name] for name in ("section", "printed_value", "note", "base", "reference")]
        said.append(data.view(Figures.of).titles[document])
        if row["quote"]:
            said += ["".join(row["quote"].splitlines()), f"第 {row['start']}—{row['end']} 字符"]
        for part in filter(None, said):
            assert json.dumps(part, ensure_ascii=False)[1:-1] in text
        assert ('"更正"' in text) == bool(row["correction"])


def test_a_number_names_its_uses_and_the_findings_about_it(client, data):
    used = set(data.frames["baselines"]["figure_id"])
    figure, finding = next(
        (figure, one) for one in data.view(Findings.of).all for figure in one.figures if figure in used
    )
    text = provenance(client, figure)
    assert finding.id in text and "规划体检" in text and "用在哪里" in text and "基期水平" in text


def test_an_identifier_is_not_taken_for_a_longer_one(client, data):
    """anshan-2021-2025#1 stands inside anshan-2021-2025#11."""
    text = provenance(client, "anshan-2021-2025#1")
    used = data.frames["coverage"]["figure_ids"].str.split(";")
    assert ("县级覆盖率" in text) == any("anshan-2021-2025#1" in ids for ids in used)


@pytest.mark.parametrize("figure", [None, "", "x", "haicheng-2021-2025#99999", ["a"], {"a": 1}, 7, "<script>"])
def test_nothing_is_told_of_what_is_no_figure(client, figure):
    assert provenance(client, figure) == "[]"


def test_the_file_of_a_view_holds_all_its_rows_with_all_columns(client, figures):
    answer = client.get(f"/download/data.csv?region={HAICHENG}&kind=target")
    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    expected = [one for one, row in figures.items() if row["region_code"] == HAICHENG and row["kind"] == "target"]
    assert [line["数字标识"] for line in lines] == expected
    assert len(lines[0]) == len(next(iter(figures.values()))) + len(figures_view.NAMES)


# ---- in the browser ----


def test_all_numbers_are_there_and_come_as_they_are_scrolled_to(visit, figures):
    page = visit("/data")
    expect(page.locator("#data-count")).to_have_text(f"共 {len(figures)} 条")
    expect(page.locator(ROW).first).to_contain_text(next(iter(figures.values()))["quote"])
    asked = [url for url in page.requests if "figures.json" in url]
    assert len(asked) <= 2, "only what is in sight is asked for at once"
    page.evaluate(f"window.dash_ag_grid.getApi('data-grid').ensureIndexVisible({len(figures) - 1})")
    expect(page.locator(f'{ROW}[row-id="{list(figures)[-1]}"]')).to_be_visible()


def test_the_grid_is_loaded_on_this_page_only(visit):
    for path in ("/", "/coverage-map", "/audit", "/compare"):
        page = visit(path)
        assert [url for url in page.requests if "ag_grid" in url] == []
    page = visit("/data")
    assert len({url for url in page.requests if "ag_grid" in url}) == 2
    assert [url for url in page.requests if re.search("plotly|graph", url)] == []


def test_the_search_narrows_the_table_and_stands_in_the_address(visit, printed):
    page = visit("/data")
    page.fill("#data-search", "海城 低保")
    number = len(chosen(printed, search="海城 低保"))
    expect(page.locator("#data-count")).to_have_text(f"{number} 条（全部 {len(printed.figures)} 条）")
    expect_address(page, only=True, search="海城 低保")


def test_nothing_found_is_said_and_not_left_blank(visit):
    page = visit("/data")
    page.fill("#data-search", "没有这样的数字")
    expect(page.locator("#data-count")).to_contain_text("0 条")
    expect(page.locator(".ag-overlay", has_text=NOTHING)).to_be_visible()
    page.fill("#data-search", "")
    expect(page.locator("#data-count")).to_contain_text("共")
    expect(page.locator(".ag-overlay", has_text=NOTHING)).to_be_hidden()


def test_filters_apply_together_and_back_and_forward_move_through_them(visit, figures):
    page = visit("/data")
    pick(page, "data-region", "海城市")
    own = [row for row in figures.values() if row["region_code"] == HAICHENG]
    expect(page.locator("#data-count")).to_contain_text(f"{len(own)} 条（")
    pick(page, "data-kind", "规划目标")
    targets = [row for row in own if row["kind"] == "target"]
    expect(page.locator("#data-count")).to_contain_text(f"{len(targets)} 条（")
    expect_address(page, only=True, region=HAICHENG, kind="target")
    quiet(page)
    asked = len(page.requests)
    page.go_back()
    expect(page.locator("#data-count")).to_contain_text(f"{len(own)} 条（")
    expect(page.locator("#data-kind")).to_have_text("全部类别")
    page.go_back()
    expect(page.locator("#data-count")).to_have_text(f"共 {len(figures)} 条")
    page.go_forward()
    expect(page.locator("#data-count")).to_contain_text(f"{len(own)} 条（")
    expect(page.locator("#data-region")).to_contain_text("海城市")
    expect_address(page, only=True, region=HAICHENG)
    quiet(page)
    assert [url for url in page.requests[asked:] if "_dash-update-component" in url] == []


def test_taking_the_region_away_takes_its_scope_along(visit):
    page = visit(f"/data?region={ANSHAN}&scope=below")
    expect(page.locator("#data-scope")).to_be_visible()
    pick(page, "data-region", "全部地区")
    expect(page.locator("#data-count")).to_contain_text("共")
    expect(page.locator("#data-scope")).to_be_hidden()
    expect_address(page, only=True)


def test_a_column_s_head_sorts_and_the_address_keeps_the_order(visit, figures):
    page = visit(f"/data?region={HAICHENG}&indicator={URBAN}")
    page.locator(".ag-header-cell", has_text="数值").click()
    page.wait_for_url("**sort=value*")
    page.locator(".ag-header-cell", has_text="数值").click()
    page.wait_for_url("**order=desc*")
    asked = (HAICHENG, "dibao_standard", "urban")
    own = [row for row in figures.values() if (row["region_code"], row["indicator_id"], row["residence"]) == asked]
    highest = max((row for row in own if row["value"]), key=lambda row: float(row["value"]))
    cell = page.locator(f'{ROW}[row-index="0"] [col-id="value"]')
    expect(cell).to_contain_text(f"{float(highest['value']):,.10g}")


def test_a_row_opens_its_provenance_and_the_link_reopens_it_in_sight(visit):
    page = visit("/data?sort=value&order=desc")
    page.evaluate("window.dash_ag_grid.getApi('data-grid').ensureIndexVisible(140)")
    row = page.locator(f'{ROW}[row-index="140"]')
    expect(row.locator('[col-id="value"]')).not_to_be_empty()
    figure = row.get_attribute("row-id")
    row.locator('[col-id="name"]').click()
    expect(page.locator("#data-provenance .place")).to_contain_text(figure)
    expect_address(page, figure=figure)
    again = visit(page.url)
    expect(again.locator("#data-provenance .place")).to_contain_text(figure)
    expect(again.locator(f'{ROW}[row-id="{figure}"]')).to_be_in_viewport()
    expect(again.locator(f'{ROW}[row-id="{figure}"]')).to_have_class(re.compile("ag-row-selected"))


def test_the_table_can_be_used_with_the_keyboard_alone(visit):
    page = visit("/data")
    page.locator(f'{ROW}[row-index="0"] [col-id="name"]').click()
    page.wait_for_selector("#data-provenance .place")
    page.keyboard.press("Escape")
    expect(page.locator("#data-panel")).to_be_hidden()
    expect(page.locator(f'{ROW}[row-index="0"] :focus')).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator(f'{ROW}[row-index="1"] :focus')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#data-panel")).to_be_focused()
    expect_address(page, figure=page.locator(f'{ROW}[row-index="1"]').get_attribute("row-id"))
    page.keyboard.press("Escape")
    expect(page.locator("#data-panel")).to_be_hidden()
    expect_address(page, figure=None)
    expect(page.locator(f"{ROW} :focus")).to_have_count(1)


def test_a_document_s_title_shows_its_numbers(visit, figures):
    page = visit("/data")
    page.click("#data-sources button:has-text('海城市')")
    number = sum(row["document_id"] == "haicheng-2021-2025" for row in figures.values())
    expect(page.locator("#data-count")).to_contain_text(f"{number} 条（")
    expect(page.locator("#data-document")).to_contain_text("海城市")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?kind=%3Cimg%20src=x%20onerror=alert(1)%3E", "没有地址中的类别"),
        ("?domain=" + "9" * 5000, "没有地址中的领域"),
        ("?sort=__proto__&order=constructor", ""),
        ("?search=%3Cscript%3Ealert(1)%3C/script%3E", ""),
    ],
)
def test_what_the_address_asks_for_in_vain_is_said_and_passed_over(visit, query, said):
    page = visit("/data" + query)
    expect(page.locator("#data .notices")).to_contain_text(said)
    expect(page.locator("#data img, #data script")).to_have_count(0)
    shown = {name: value for name, value in parameters(query).items() if name == "search"}
    expect_address(page, only=True, **shown)


def test_an_unknown_indicator_is_not_found_and_near_ones_are_named(visit, client):
    assert client.get("/data?indicator=dibao_standrd").status_code == 404
    page = visit("/data?indicator=dibao_standrd", excused=["status of 404"])
    expect(page.locator("h1")).to_have_text("没有“dibao_standrd”这个指标")
    expect(page.locator("main a", has_text="最低生活保障标准").first).to_be_visible()


def test_lost_data_are_said(visit):
    page = visit("/data", excused=["ERR_FAILED"])  # the browser reports the failed request
    page.route("**/figures.json*", lambda route: route.abort())
    page.fill("#data-search", "海城")
    expect(page.locator("#data-notice")).to_contain_text("数据没有取到")


def test_the_files_hold_the_view_that_is_shown(visit, printed):
    page = visit("/data")
    page.fill("#data-search", "护理型床位")
    expect(page.locator("#data-count")).to_contain_text("（全部")
    expect_address(page, search="护理型床位")
    content = json.loads(taken(page, ".downloads a:text-is('JSON')")[1])
    assert [row["figure_id"] for row in content["rows"]] == chosen(printed, search="护理型床位")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (390, 844)])
def test_nothing_has_to_be_scrolled_sideways(visit, width, height):
    page = visit(f"/data?region={HAICHENG}&figure=haicheng-2021-2025%2310", width, height)
    page.wait_for_selector("#data-provenance .place")
    expect_no_scrolling_sideways(page)
    cell = page.locator(f'{ROW} [col-id="value"]').first.bounding_box()
    assert cell["x"] >= 0 and cell["x"] + cell["width"] <= width, "the value is in sight on a phone, too"


def test_paper_gets_the_first_rows_as_a_plain_table_or_the_open_number(visit):
    page = visit("/data?kind=target")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#data-print tbody tr")).to_have_count(28)
    expect(page.locator("#data-print")).to_contain_text(re.compile(r"只印前 28 条，共 \d+ 条"))
    for part in (".grid", "#data-sources"):
        expect(page.locator(part)).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator(f'{ROW} [col-id="name"]').first.click()
    page.wait_for_selector("#data-provenance .place")
    page.emulate_media(media="print")
    expect(page.locator("#data-print")).to_be_hidden()
    expect(page.locator("#data-provenance .place")).to_be_visible()
