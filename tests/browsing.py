"""The dashboard in a real browser: served, opened, quiet, read. No test of it depends on how fast the machine is.

An action is followed by what waits for its effect (`expect`, `expect_address`, `wait_for_function`), never by reading
the page once. That nothing happens is only said of a page that is `quiet`.
"""

import itertools
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import waitress
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError, expect

from dashboard.access.gates import Gate
from dashboard.app import create_app

PATIENCE = 30_000  # milliseconds for whatever a page is waited for: a busy machine, not a slow page
SERIOUS = ("serious", "critical")
# Pages made by Dash: all callbacks are answered, and what a page draws or asks for by itself stands in its place; and
# so it stays for some frames. Pages made without Dash: loaded.
QUIET = """question => {
    const drawn = [
        ['#coverage-map-list', 'tbody button'], ['#overview-canvas', 'path.county[fill]'],
        ['#growth-chart', 'svg'], ['#data-count', ':scope:not(:empty)'],
        ['#data-grid', '.ag-row[row-id] [col-id], .ag-overlay:not(.ag-hidden)'],
    ];
    const quiet = () => {
        if (document.readyState !== 'complete') return false;
        if (!document.getElementById('react-entry-point')) return true;
        const { appLifecycle, isLoading, callbacks, layout, paths } = window.store ? window.store.getState() : {};
        if (appLifecycle !== 'HYDRATED' || isLoading || !document.querySelector('main h1')) return false;
        const waiting = Object.entries(callbacks).filter(([name]) => !['stored', 'completed'].includes(name));
        if (waiting.some(([, some]) => some.length) || document.querySelector('[data-dash-is-loading]')) return false;
        const component = path => path.reduce((node, key) => node && node[key], layout);
        for (const [id, path] of Object.entries(paths.strs)) {  // the dropdowns' bundle comes when a page needs it
            if (component(path)?.type === 'Dropdown' && !document.getElementById(id)) return false;
        }
        return drawn.every(([place, content]) => {
            const one = document.querySelector(place);
            return !one || one.matches(content) || one.querySelector(content);
        });
    };
    const before = window.quietSince && window.quietSince.question === question ? window.quietSince.frames : 0;
    window.quietSince = { question, frames: quiet() ? before + 1 : 0 };
    return window.quietSince.frames > 5;
}"""


_questions = itertools.count()


@contextmanager
def served(folder: Path, gate: Gate | None = None) -> Iterator[str]:
    """The address of the app over a folder of tables, served as in earnest, on a free port."""
    server = waitress.create_server(create_app(folder, gate).server, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}/"
    finally:
        server.close()
        thread.join(timeout=1)  # a connection that is kept alive would keep it going


def visits(browser: Browser, address: str) -> Generator[Callable[..., Page], None, None]:
    """The fixture `visit`: visit(path, width, height, excused=(), **options) → the page, quiet.

    `path` is opened at `address`; it may be a whole address of another server. `options` are those of
    `Browser.new_context`. `page.requests` are the addresses that the page has asked for. At the end no page may have
    logged an error (but those that hold an `excused` text), thrown one, opened a dialog or asked a host that was not
    visited.
    """
    contexts, complaints, requests, hosts, excuses = [], [], [], {address}, []

    def visit(path: str = "/", width: int = 1280, height: int = 720, excused: Iterable[str] = (), **options) -> Page:
        context = browser.new_context(**{"viewport": {"width": width, "height": height}, "locale": "zh-CN", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        excuses.extend(excused)
        page = context.new_page()
        page.requests = []
        context.on("request", lambda request: (page.requests.append(request.url), requests.append(request.url)))
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: (complaints.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        whole = urljoin(address, path)
        hosts.add(urljoin(whole, "/"))
        page.goto(whole)
        quiet(page)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(excuse in text for excuse in excuses)] == []
    assert [url for url in requests if not url.startswith((*hosts, "data:", "blob:"))] == []


def quiet(page: Page) -> None:
    """Waits until the page that the address names has nothing more to do."""
    page.wait_for_function(QUIET, arg=next(_questions))


def parameters(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def expect_address(page: Page, only: bool = False, **expected: str | None) -> None:
    """Waits until the address has these parameters (None: has not), and no others where `only` is set."""

    def found(address: str) -> dict[str, str | None]:
        there = parameters(address)
        return there if only else {name: there.get(name) for name in expected}

    try:
        page.wait_for_url(lambda address: found(address) == expected, wait_until="commit")
    except TimeoutError:
        assert found(page.url) == expected


def serious(page: Page) -> list[str]:
    """What axe-core finds and calls serious or critical, with the elements concerned."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    places = [(one["id"], node) for one in violations if one["impact"] in SERIOUS for node in one["nodes"]]
    return [f"{rule}: {node['target']} {node['html'][:120]} {node['failureSummary'][-200:]}" for rule, node in places]


def pick(page: Page, control: str, text: str) -> None:
    """Picks an entry of a dropdown as one does: open, type, take the first."""
    expect(page.locator(".dash-dropdown-search")).to_have_count(0)  # that of another one is gone
    page.click(f"#{control}")
    page.fill(".dash-dropdown-search", text)
    page.locator(".dash-dropdown-option:not(:has(input:disabled))", has_text=text).first.click()


def taken(page: Page, selector: str) -> tuple[str, bytes]:
    """The file that a click on the first such element gives: its name and content."""
    with page.expect_download(timeout=2 * PATIENCE) as download:  # a briefing takes some seconds of a core
        page.locator(selector).first.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def expect_value(page: Page, script: str, expected: object, arg: object = None) -> None:
    """Waits until the function `script`, run in the page with `arg`, gives `expected` (what JSON can hold).

    A function and no expression: Playwright would evaluate that again and again, which the pages' CSP refuses.
    """
    same = f"([arg, expected]) => JSON.stringify(({script})(arg)) === JSON.stringify(expected)"
    try:
        page.wait_for_function(same, arg=[arg, expected])
    except TimeoutError:
        assert page.evaluate(script, arg) == expected


def expect_no_scrolling_sideways(page: Page) -> None:
    width = page.viewport_size["width"]
    expect_value(page, "width => Math.max(width, document.documentElement.scrollWidth)", width, width)
