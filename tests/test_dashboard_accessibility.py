"""Every page there is, in a real browser: axe-core, both themes, four sizes, print, no error, no other host."""

import re
from pathlib import Path

import dash
import pytest
from browsing import expect_no_scrolling_sideways, expect_value, quiet, serious, served
from playwright.sync_api import expect

from analysis.charts import theme
from dashboard.access import gates

FOLDER = Path(__file__).parents[1] / "dashboard" / "pages"
PAGES = ["not_found_404", *sorted(file.parent.name for file in FOLDER.glob("*/page.py"))]
SIZES = [(1280, 720), (1920, 1080), (1024, 768), (390, 844)]
HAICHENG = "?region=210381"

SECRET = "a-long-enough-secret"


def path_of(page: str) -> str:
    if page == "not_found_404":
        return "/no-such-page"
    return next(entry["path"] for name, entry in dash.page_registry.items() if name.endswith(f".{page}.page"))


@pytest.fixture
def open_page(visit):
    def open_page(name: str, query: str = "", size: tuple[int, int] = SIZES[0], scheme: str = "light"):
        excused = ["status of 404"] if name == "not_found_404" else []
        return visit(path_of(name) + query, *size, excused, color_scheme=scheme)

    return open_page


def test_axe_finds_what_it_should(browser):
    page = browser.new_page()
    page.set_content(
        '<html><main><h1>x</h1><img src="data:,"><p style="color:#aaa;background:#fff">text</p></main></html>'
    )
    assert {line.split(":")[0] for line in serious(page)} >= {"image-alt", "color-contrast", "html-has-lang"}
    page.close()


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]], ids=["pc", "phone"])
@pytest.mark.parametrize(("scheme", "query"), [("light", ""), ("dark", HAICHENG)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(open_page, name, scheme, query, size):
    page = open_page(name, query, size, scheme)
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    assert serious(page) == []


# Of what must be seen whole; what lies in a box that scrolls by itself does not count.
BEYOND_THE_EDGE = """width => [...document.querySelectorAll('button, input, a, h1, h2')].filter(one => {
    const box = one.getBoundingClientRect();
    const scrolls = one.closest('.scroll, .ag-root, [style*="overflow"]');
    return box.width && !scrolls && (box.right > width + 1 || box.left < -1);
}).map(one => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_to_be_scrolled_sideways_and_each_prints_light_without_controls(open_page, name):
    page = open_page(name, HAICHENG, scheme="dark")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        expect_no_scrolling_sideways(page)
        expect_value(page, BEYOND_THE_EDGE, [], width)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("color", "rgb(27, 36, 48)")
    expect(page.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    for control in ("#theme-switch", ".head nav"):
        expect(page.locator(control)).to_be_hidden()
    expect(page.locator("h1").first).to_be_visible()


def test_every_page_is_reached_from_the_head_and_says_that_it_is_the_one(visit):
    page = visit("/")
    names = page.locator(".page-link").all_inner_texts()
    *_, before_last, _ = names
    for name in names:
        page.locator(".page-link", has_text=name).click()
        expect(page).to_have_title(re.compile(f"^{name}"))
        expect(page.locator('.page-link[aria-current="page"]')).to_have_text([name])
    quiet(page)
    page.go_back()
    expect(page.locator('.page-link[aria-current="page"]')).to_have_text([before_last])


# What one must come to with the tab key: of a bar of radio buttons one, of a grid's cells none but the first.
REACHABLE = """() => {
    const controls = document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]');
    const found = [...controls].filter(one => {
        const box = one.getBoundingClientRect();
        const inside = one.closest('.ag-root-wrapper, svg') || (one.type === 'radio' && !one.checked);
        return !one.disabled && one.tabIndex >= 0 && box.width && box.height && !inside && one.checkVisibility();
    });
    found.forEach((one, index) => one.dataset.stop = index);
    return found.length;
}"""
STOP = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const beside = one.type === 'radio' && one.nextElementSibling ? getComputedStyle(one.nextElementSibling) : style;
    const outlined = it => it.outlineStyle !== 'none' && parseFloat(it.outlineWidth) > 0;
    const seen = [style, beside].some(it => outlined(it) || it.boxShadow !== 'none');
    const grid = Boolean(one.closest('.ag-root-wrapper, svg'));
    return {stop: one.dataset.stop, body: one === document.body, seen: seen || grid, html: one.outerHTML.slice(0, 120)};
}"""


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_with_the_tab_key_and_shows_its_focus(open_page, name):
    page = open_page(name, HAICHENG)
    number = page.evaluate(REACHABLE)
    reached, unseen, left = set(), [], False
    for _ in range(number + 150):
        page.keyboard.press("Tab")
        now = page.evaluate(STOP)
        if now["body"]:
            left = True
            break
        if now["stop"] is not None:
            reached.add(int(now["stop"]))
        if not now["seen"]:
            unseen.append(now["html"])
    assert unseen == []
    assert reached == set(range(number)), [
        page.locator(f'[data-stop="{one}"]').evaluate("one => one.outerHTML.slice(0, 120)")
        for one in set(range(number)) - reached
    ]
    assert left, "the focus leaves the page in the end: nothing holds it"


def test_who_asks_for_less_motion_gets_none(visit):
    page = visit(f"/growth{HAICHENG}", reduced_motion="reduce")
    page.click("#growth-region")
    page.wait_for_selector(".dash-dropdown-search")
    moving = """() => [...document.querySelectorAll('*')].filter(one => {
        const {animationDuration, transitionDuration} = getComputedStyle(one);
        return Math.max(...`${animationDuration},${transitionDuration}`.split(',').map(parseFloat)) > 0.01;
    }).map(one => one.outerHTML.slice(0, 100))"""
    expect_value(page, moving, [])


def test_pictures_have_words_for_who_cannot_see_them(visit):
    for path, selector in (("/growth", "#growth-chart svg"), ("/", "#overview-canvas svg")):
        said = """selector => [...document.querySelectorAll(`${selector}, ${selector} path`)].some(
            one => (one.getAttribute('aria-label') || one.querySelector('title')?.textContent || '').length > 4)"""
        expect_value(visit(path + HAICHENG), said, True, selector)


def test_dropdowns_are_reached_with_the_tab_key_once_each(visit):
    page = visit("/coverage-map")
    city, rate = page.locator("#coverage-map-city"), page.locator("#coverage-map-rate")
    city.focus()
    page.keyboard.press("Tab")
    expect(rate).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".dash-dropdown-search")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".dash-dropdown-search")).to_have_count(0)
    expect(rate).to_be_focused()  # the list gives the focus back a moment after it is gone
    page.keyboard.press("Shift+Tab")
    expect(city).to_be_focused()


# ---- light and dark ----


def test_the_switch_is_remembered_until_it_says_what_the_system_says(visit):
    page = visit("/")
    root, switch = page.locator("html"), page.locator("#theme-switch")
    expect(root).to_have_attribute("data-theme", "light")
    switch.click()
    expect(root).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(root).to_have_attribute("data-theme", "dark")
    expect(switch).to_have_text("浅色显示", use_inner_text=True)
    quiet(page)
    switch.click()
    expect(root).to_have_attribute("data-theme", "light")
    page.emulate_media(color_scheme="dark")  # nothing is remembered any more: the system decides again
    expect(root).to_have_attribute("data-theme", "dark")


def test_a_dark_page_is_dark_before_its_first_paint(visit):
    """The script stands in the head, so the theme is known while the body does not exist yet."""
    page = visit("/", color_scheme="dark")
    order = page.evaluate("[...document.head.querySelectorAll('script')].map(one => new URL(one.src).pathname)")
    assert order == ["/assets/theme.js"]
    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 23, 30)")


def test_a_broken_storage_leaves_the_page_working(visit):
    page = visit("/")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } })")
    page.reload()
    quiet(page)
    page.click("#theme-switch")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_style_sheet_s_colours_are_those_of_the_charts(project_root):
    style = (project_root / "dashboard" / "assets" / "app.css").read_text(encoding="utf-8").casefold()
    for number, colour in enumerate(theme.CATEGORICAL, 1):
        assert f"--series-{number}: {colour.casefold()};" in style
    assert f"--map-no-data: {theme.NO_DATA.casefold()};" in style


def test_pages_style_sheets_name_no_colours(project_root):
    """Only variables follow the theme. The map's hatches lie on fills that are the same in both."""
    for file in (project_root / "dashboard" / "assets").glob("*.css"):
        if file.name == "app.css":
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            rule = re.sub(r"/\*.*?\*/|\[[^\]]*\]", "", line)
            named = re.findall(r"#[0-9a-f]{3,8}\b(?=[^{]*[;}])|\brgba?\(|:\s*(?:white|black|grey|gray)\b", rule)
            assert not named or ".hatch-" in line, f"{file.name}: {line.strip()}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_needs_no_dash_is_accessible_too(visit, tmp_path, scheme):
    """The form to sign in and the page that explains missing tables; signing in with it leads on."""
    with served(tmp_path, gate=gates.SharedSecret(SECRET)) as address:
        asked = f"{address}growth?region=210381"
        page = visit(asked, 390, 844, excused=["status of 401", "status of 503"], color_scheme=scheme)
        expect_no_scrolling_sideways(page)
        assert serious(page) == []
        expect(page.locator("#password")).to_be_focused()
        page.keyboard.type("wrong-secret-2026")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert]")
        quiet(page)
        assert serious(page) == []
        page.fill("#password", SECRET)
        page.click("button:has-text('登录')")
        page.wait_for_selector("text=数据表还不能用")
        expect(page).to_have_url(asked)
        quiet(page)
        assert serious(page) == []


def sign_in(page) -> None:
    page.fill("#password", SECRET)
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_have_count(0)
    quiet(page)


def test_an_ended_session_leads_to_the_form(visit, processed):
    with served(processed, gate=gates.SharedSecret(SECRET)) as address:
        page = visit(address, excused=["status of 401"])
        sign_in(page)
        page.context.clear_cookies()
        page.locator(".page-link", has_text="增长路径").click()
        expect(page.locator("#password")).to_be_visible()


def test_signing_out_is_one_click(visit, processed):
    with served(processed, gate=gates.SharedSecret(SECRET)) as address:
        page = visit(address)
        sign_in(page)
        page.click("text=退出")
        expect(page.locator("#password")).to_be_visible()
        page.goto(address)
        expect(page.locator("#password")).to_be_visible()
