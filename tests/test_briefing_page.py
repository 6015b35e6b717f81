"""The HTML file: one file, offline, nothing runs that is not the project's own, readable without a mouse."""

import re
from dataclasses import replace

import pytest
from briefs import HOSTILE, file, made_by_hand, real
from playwright.sync_api import expect

from analysis.briefing import output
from analysis.briefing.exhibits import CountyMap, Graph

PLACE = "鞍山市"
TRACES = """place => document.querySelectorAll('[data-chart]')[place]._fullData.map(
    trace => [trace.name, Array.from(trace.y || []), Array.from(trace.x || [])])"""


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a page from disk, offline; the test fails at its end for any message of the console."""
    faults = []

    def open_page(content: bytes):
        path = tmp_path / "brief.html"
        path.write_bytes(content)
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request", lambda request: request.url.startswith(("file:", "data:", "blob:")) or faults.append(request.url)
        )
        page.goto(path.as_uri())
        return page

    yield open_page
    assert faults == []


def test_the_page_draws_its_charts_offline(opened):
    page = opened(file(PLACE, "html"))
    page.wait_for_selector("html[data-drawn]", timeout=30_000)
    graphs = [exhibit for exhibit in real(PLACE).exhibits if isinstance(exhibit, Graph)]
    assert page.locator("[data-chart] .main-svg >> nth=0").count() == 1
    assert page.locator("[data-chart]").count() == len(graphs)
    titles = page.locator("[data-chart] .infolayer").all_text_contents()
    for graph in graphs:
        assert any(graph.title.replace(" ", "") in re.sub(r"\s", "", text) for text in titles), graph.title


def test_the_numbers_of_the_page_are_those_of_the_charts(opened):
    page = opened(file(PLACE, "html"))
    page.wait_for_selector("html[data-drawn]", timeout=30_000)
    graphs = [exhibit for exhibit in real(PLACE).exhibits if isinstance(exhibit, Graph)]
    for place, graph in enumerate(graphs):
        traces = page.evaluate(TRACES, place)
        drawn = {name: set(map(float, filter(is_number, [*x, *y]))) for name, y, x in traces if name}
        for series in graph.data.series:
            values = graph.data.rows(series.name)["value"].dropna()
            assert set(values) <= drawn[series.name], (graph.title, series.name)


def is_number(value) -> bool:
    return isinstance(value, int | float)


def test_a_county_of_the_map_is_reached_by_the_keyboard_and_says_its_value(opened):
    page = opened(file(PLACE, "html"))
    county_map = next(exhibit for exhibit in real(PLACE).exhibits if isinstance(exhibit, CountyMap))
    counties = page.locator(".map").first.locator("path.county")
    assert counties.count() == len(county_map.drawing.counties)
    counties.first.focus()
    names = "|".join(re.escape(shape.name) for shape in county_map.drawing.counties)
    expect(page.locator(".said").first).to_have_text(re.compile(names))


def test_on_a_telephone_charts_are_moved_aside_and_not_squeezed(opened):
    page = opened(file(PLACE, "html"))
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    page.wait_for_selector("html[data-drawn]", timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    widths = page.eval_on_selector_all("[data-chart]", "boxes => boxes.map(box => box.clientWidth)")
    assert widths and min(widths) >= 600
    expect(page.locator("figure button").first).to_be_visible()


def test_citations_lead_to_their_sources(opened):
    page = opened(file(PLACE, "html"))
    targets = page.eval_on_selector_all("sup a", "links => links.map(link => link.hash.slice(1))")
    assert targets
    assert page.evaluate("ids => ids.every(id => document.getElementById(id))", targets)


def test_hostile_texts_do_not_run(opened):
    (content,) = output.files(made_by_hand(HOSTILE), ("html",)).values()
    page = opened(content)
    page.wait_for_selector("html[data-drawn]", timeout=30_000)
    assert page.title() != "run"
    assert page.locator("main script").count() == 0
    expect(page.get_by_text("<script>document.title='run'</script>").first).to_be_visible()


def test_nothing_but_the_own_scripts_may_run():
    text = file(PLACE, "html").decode("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    for loose in ("unsafe-eval", "http:", "https:", "*", "script-src 'unsafe-inline'", "script-src 'self'"):
        assert loose not in policy
    assert not re.search(r"<[^>]+\son\w+\s*=", text.partition('id="plotly"')[0]), "an event handler in the markup"
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


def test_a_page_without_charts_carries_no_plotly():
    from dataclasses import replace

    brief = made_by_hand()
    section = replace(brief.sections[0], exhibits=brief.sections[0].exhibits[2:])
    (content,) = output.files(replace(brief, sections=(section,)), ("html",)).values()
    assert len(content) < 60_000 and b'id="plotly"' not in content


def test_every_id_of_a_page_with_several_maps_is_there_once():
    brief = made_by_hand()
    several = replace(brief, sections=(*brief.sections, *brief.sections))
    (by_hand,) = output.files(several, ("html",)).values()
    assert by_hand.count(b'<div class="map">') == 2 and b"url(#" in by_hand
    for text in (file("辽宁省", "html").decode(), by_hand.decode()):
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
