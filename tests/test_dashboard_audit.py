"""规划体检: every finding of the table, its quotes, its rule; the filters, the address and the page in use."""

import csv
import io
import json
import re
from collections import Counter

import dash
import pytest
from browsing import expect_address, expect_no_scrolling_sideways, parameters, pick, quiet
from playwright.sync_api import expect

from analysis.audit import engine
from dashboard.pages.audit import parts as audit_parts
from dashboard.pages.audit import view as audit_view
from dashboard.shared import findings as audit_data
from dashboard.shared.findings import Findings

HAICHENG, PLAN = "210381", "haicheng-2021-2025"


@pytest.fixture(scope="module")
def content(app):
    """The page's content for parameters of the address, as the text that goes to the browser."""

    def make(**parameters) -> str:
        page = next(page for page in dash.page_registry.values() if page["path"] == "/audit")
        with app.server.test_request_context("/audit"):
            return json.dumps(
                page["layout"](**parameters).to_plotly_json(),
                default=lambda one: one.to_plotly_json(),
                ensure_ascii=False,
            )

    return make


def ids(content: str) -> list[str]:
    return re.findall(r'"id": "finding-([^"]+)"', content)


def test_every_finding_is_on_exactly_one_page_gravest_first(content, rows):
    found = {row["finding_id"]: row for row in rows("findings") if not row["accepted"]}
    pages = -(-len(found) // audit_view.A_PAGE)
    listed = [one for page in range(1, pages + 1) for one in ids(content(page=str(page)))]
    assert Counter(listed) == Counter(list(found))
    order = [engine.SEVERITIES.index(found[one]["severity"]) for one in listed]
    assert order == sorted(order)


@pytest.mark.parametrize("filter", ["region", "document", "rule", "severity"])
def test_each_filter_shows_what_the_table_has_and_counts_it(data, rows, filter):
    regions = {row["document_id"]: row["region_code"] for row in rows("documents")}
    found = [row | {"region": regions[row["document_id"]], "document": row["document_id"]}
             for row in rows("findings") if not row["accepted"]]  # fmt: skip
    for value in {row[filter] for row in found}:
        view, missing = audit_view.asked(data, {filter: value})
        shown = audit_view.shown(data.view(Findings.of), view)
        expected = [row["finding_id"] for row in found if row[filter] == value]
        assert missing == [] and {one.id for one in shown} == set(expected)
        assert f"共 {len(expected)} 条" in audit_parts.summary(data, shown)


def test_what_others_print_about_a_region_is_listed_apart_and_not_counted(content, data, rows):
    elsewhere = [row["finding_id"] for row in rows("findings")
                 if row["region_code"] == HAICHENG and row["document_id"] != PLAN]  # fmt: skip
    own = [row["finding_id"] for row in rows("findings") if row["document_id"] == PLAN]
    text = content(region=HAICHENG)
    assert elsewhere and set(ids(text)) == {*own, *elsewhere}
    assert f"共 {len(own)} 条发现" in text and f"其他文献印出、说到海城市的 {len(elsewhere)} 条" in text
    opened = content(region=HAICHENG, finding=elsewhere[0])
    assert "不在所选范围内" not in opened and '"open": true' in opened


@pytest.mark.parametrize("place", ["全国", "内蒙古自治区", "岫岩满族自治县"])
def test_a_place_without_a_plan_has_not_been_audited(content, place):
    text = content(region=place)
    assert "未收录规划，未体检。" in text and not ids(text)
    assert "没有对本地规划运行过。" in text and "没有发现" not in text


def test_filters_apply_together(data, rows):
    view, _ = audit_view.asked(data, {"region": "海城市", "severity": "warning"})
    expected = {
        row["finding_id"] for row in rows("findings") if row["document_id"] == PLAN and row["severity"] == "warning"
    }
    assert expected and {one.id for one in audit_view.shown(data.view(Findings.of), view)} == expected


def test_each_finding_opens_the_quotes_it_rests_on_with_their_places(data, rows):
    findings = data.view(Findings.of)
    figures, titles = {row["figure_id"]: row for row in rows("figures")}, {
        row["document_id"]: row["title"] for row in rows("documents")
    }  # fmt: skip
    for row in rows("findings"):
        one = findings.by_id[row["finding_id"]]
        quotes = findings.quotes(one, None)
        assert [quote.figure for quote in quotes] == row["figure_ids"].split(";"), "the doubted number comes first"
        for quote in quotes:
            printed = figures[quote.figure]
            assert titles[printed["document_id"]] in quote.citation and printed["section"] in quote.citation
            assert "".join(printed["quote"].splitlines()) in quote.citation
            if printed["start"]:
                assert f"第 {printed['start']}—{printed['end']} 字符" in quote.citation


def test_a_finding_about_a_whole_plan_shows_some_quotes_and_says_how_many_are_left(content, data):
    one = max(data.view(Findings.of).all, key=lambda one: len(one.figures))
    assert len(one.figures) > audit_data.MOST_QUOTES
    text = content(finding=one.id)
    assert f"另有 {len(one.figures) - audit_data.MOST_QUOTES} 个数字" in text


def test_every_rule_of_the_program_is_explained_on_the_page(content):
    text = content()
    for code, rule in engine.rules().items():
        for said in (code, rule.title, rule.reason, rule.example):
            assert json.dumps(said, ensure_ascii=False)[1:-1] in text
    assert f"{len(engine.rules())} 条" in text


def test_the_open_finding_is_on_the_page_that_is_shown(content, data):
    last = data.view(Findings.of).all[-1].id
    text = content(finding=last)
    assert last in ids(text)
    assert len(re.findall(r'"open": true', text)) == 1


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"severity": "__proto__"}, "没有地址中的严重程度"),
        ({"severity": ["<script>", "error"]}, "没有地址中的严重程度"),
        ({"severity": "9" * 10_000}, "没有地址中的严重程度"),
    ],
)
def test_what_the_address_asks_for_in_vain_is_said_and_passed_over(content, parameters, said):
    text = content(**parameters)
    assert said in text and ids(text)
    assert "<script>" not in text and "9" * 100 not in text


def test_a_finding_outside_the_filters_is_said_to_be_outside(content, data):
    one = next(one for one in data.view(Findings.of).all if one.severity == "error")
    assert "不在所选范围内" in content(severity="note", finding=one.id)


@pytest.mark.parametrize("page", ["0", "-1", "999999", "x", "1e3", "9" * 5000, "٣"])
def test_a_page_that_does_not_exist_is_replaced_by_one_that_does(content, page):
    assert ids(content(page=page))


def test_an_unknown_region_is_not_found_and_near_ones_are_named(app, content):
    assert "没有“海诚市”这个地区" in content(region="海诚市") and "海城市" in content(region="海诚市")
    assert app.server.test_client().get("/audit?region=海诚市").status_code == 404


def test_accepted_findings_are_kept_apart_with_their_reason(data):
    frames = dict(data.frames)
    findings = frames["findings"].copy()
    findings.loc[findings.index[0], "accepted"] = "原文如此"
    audit = audit_data.Findings({**frames, "findings": findings})
    code = findings.loc[findings.index[0], "finding_id"]
    left, accepted = (audit_view.shown(audit, audit_view.View(state=state)) for state in ("open", "accepted"))
    assert [one.id for one in accepted] == [code] and accepted[0].accepted == "原文如此"
    assert code not in {one.id for one in left} and len(left) == len(findings) - 1


def test_the_file_of_a_view_holds_its_findings_with_their_quotes(app, rows):
    answer = app.server.test_client().get(f"/download/audit.csv?region={HAICHENG}")
    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    expected = {row["finding_id"]: row for row in rows("findings") if row["document_id"] == PLAN}
    assert {line["发现标识"] for line in lines} == set(expected)
    for line in lines:
        assert line["发现"] == expected[line["发现标识"]]["message"]
        assert line["所依据的原文"].count("《") >= len(line["数字标识"].split("；"))


def test_the_view_survives_its_address(data):
    view = audit_view.View(region=HAICHENG, rule="E103", severity="note")
    assert audit_view.asked(data, parameters(view.address()))[0] == view


# ---- in the browser ----


def test_a_finding_opens_on_its_quotes_and_the_address_takes_it_along(visit):
    page = visit("/audit")
    first = page.locator(".findings-list details").first
    asked = len(page.requests)
    first.locator("summary").click()
    expect(first.locator(".quotes li").first).to_be_visible()
    expect(first.locator(".quotes")).to_have_text(re.compile("《.*第"), use_inner_text=True)
    expect_address(page, finding=first.get_attribute("id").removeprefix("finding-"))
    quiet(page)
    assert [url for url in page.requests[asked:] if "/assets/" not in url] == [], (
        "unfolding asks the server for nothing"
    )
    first.locator("summary").click()
    expect(first.locator(".quotes")).to_be_hidden()
    expect_address(page, finding=None)


def test_a_link_reopens_on_the_finding_in_sight(visit):
    page = visit("/audit")
    last = page.locator(".findings-list details").last
    last.locator("summary").click()
    expect(last.locator(".quotes")).to_be_visible()
    finding = last.get_attribute("id")
    expect_address(page, finding=finding.removeprefix("finding-"))
    again = visit(page.url)
    details = again.locator(f"#{finding}")
    expect(details.locator(".quotes")).to_be_visible()
    expect(details.locator("summary").first).to_be_in_viewport()
    expect(again.locator(".findings-list > li > details[open]")).to_have_count(1)


def test_an_unfolded_finding_does_not_pull_the_reader_back_to_it(visit):
    page = visit("/audit")
    folded = page.locator(".findings-list summary").nth(5)
    folded.click()
    page.wait_for_url("**finding=*")
    page.mouse.wheel(0, 900)
    expect(folded).not_to_be_in_viewport()
    pick(page, "audit-region", "海城市")  # at the top of the page
    expect(page.locator("h1")).to_have_text("海城市：规划数字的问题")


def test_a_link_to_a_long_list_opens_the_page_that_the_finding_is_on(visit, rows):
    found = [row["finding_id"] for row in rows("findings") if row["severity"] == "note" and not row["accepted"]]
    page = visit(f"/audit?finding={found[-1]}")
    expect(page.locator(f"#finding-{found[-1]} .quotes")).to_be_visible()


def test_choices_are_steps_that_the_browser_goes_back_from(visit, rows):
    page = visit("/audit")
    page.locator(".findings-list summary").first.click()
    page.wait_for_url("**finding=*")
    page.click("#audit-region")
    page.locator(".dash-dropdown-option", has_text="海城市").click()
    expect(page.locator("h1")).to_have_text("海城市：规划数字的问题")
    expect_address(page, only=True, region=HAICHENG)  # the finding that was open belongs to another view
    expect(page.locator(".findings-list > li > details[open]")).to_have_count(0)
    page.locator(".link-chips a", has_text="疑点").click()
    about = [row for row in rows("findings") if row["document_id"] == PLAN or row["region_code"] == HAICHENG]
    warnings = [row for row in about if row["severity"] == "warning"]
    expect(page.locator(".findings-list > li")).to_have_count(len(warnings))
    page.go_back()
    expect(page.locator(".findings-list > li")).to_have_count(len(about))
    page.go_back()
    expect(page.locator("h1")).to_have_text("规划数字的问题")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("海城市：规划数字的问题")


def test_the_list_of_rules_leads_to_a_rule_s_findings(visit):
    page = visit("/audit")
    rule = page.locator(".rules > ul > li").first
    code = rule.locator(".rule-code").inner_text()
    rule.locator("summary").click()
    rule.locator("a").click()
    page.wait_for_url(f"**rule={code}*")
    expect(page.locator(".findings-list .rule-code").first).to_have_text(code)
    expect(page.locator(".findings-list .rule-code", has_not_text=code)).to_have_count(0)


def test_a_quote_leads_to_its_number(visit):
    page = visit("/audit")
    page.locator(".findings-list summary").first.click()
    page.locator(".quotes a").first.click()
    page.wait_for_selector("#data-provenance .place")
    page.wait_for_url("**figure=*")


def test_it_loads_neither_plotly_nor_a_grid(visit):
    page = visit("/audit")
    assert [url for url in page.requests if re.search("plotly|graph|ag_grid", url)] == []


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (390, 844)])
def test_nothing_has_to_be_scrolled_sideways_with_a_finding_open(visit, width, height, data):
    longest = max(data.view(Findings.of).all, key=lambda one: len(one.figures))
    page = visit(f"/audit?finding={longest.id}", width, height)
    expect_no_scrolling_sideways(page)


def test_paper_gets_the_open_finding_alone(visit):
    page = visit("/audit")
    second = page.locator(".findings-list > li").nth(1)
    second.locator("summary").first.click()
    expect(second.locator(".quotes")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".findings-list > li:visible")).to_have_count(1)
    expect(second).to_be_visible()
    for part in ("aside", ".downloads"):
        expect(page.locator(part)).to_be_hidden()
