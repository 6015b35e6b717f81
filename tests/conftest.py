"""What all tests share: original documents, tables, the dashboard over them, a real browser; and CI skips nothing."""

import csv
import gc
import os
import shutil
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("project", deadline=None)  # a busy machine is no failure
settings.load_profile("project")
pytest.register_assert_rewrite("browsing")

# A test has these marks when it uses the fixture of that name, itself or through another one.
MARKS_BY_FIXTURE = {"browser": "browser", "printed": "office", "nation": "build"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Parts of the window around a page that are pages of the browser's own: nobody sees them here, and to draw them takes
# more than a third of the processor time of a visit.
OWN_PAGES = (
    *("InitialWebUI", "WebUIReloadButton", "WebUIToolbar", "WebUILocationBar", "WebUITabStrip", "WebUIOmniboxPopup"),
    *("WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup", "PreloadTopChromeWebUI", "PreloadTopChromeWebUILessNavigations"),
)
# The browser takes the last list it is given: that of Playwright again, so that pages behave alike at every visit.
AS_PLAYWRIGHT_DOES = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "MediaRouter"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    "PreconnectToSearch",
)
# A sandbox does not start for root; the others keep the browser itself from asking any host for anything, so that
# every request a test sees is the page's own.
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join((*OWN_PAGES, *AS_PLAYWRIGHT_DOES))}",
)


@pytest.fixture(scope="session")
def project_root() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def documents_folder() -> Path:
    """The folder with the plans as published, which the repository does not hold."""
    configured = os.environ.get("PLAN_DOCUMENTS")
    if not configured:
        pytest.skip("PLAN_DOCUMENTS is not set: name the folder with the plans' original documents")
    folder = Path(configured).resolve()
    assert folder.is_dir(), f"PLAN_DOCUMENTS names {folder}, which is no folder"
    return folder


@pytest.fixture(scope="session")
def processed(project_root) -> Path:
    return project_root / "data" / "processed"


@pytest.fixture(scope="session")
def rows(processed):
    """A table as its file holds it, read without the code under test."""

    def read(name: str) -> list[dict]:
        with (processed / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="session")
def figures(rows) -> dict[str, dict]:
    """The rows of the table of that name by their identifier."""
    return {row["figure_id"]: row for row in rows("figures")}


@pytest.fixture(scope="session", autouse=True)
def tables_read_once(processed):
    """All apps over the project's own tables, which no test alters, share what is read of them, as the requests to one
    app do: reading takes most of a second, and what the pages make of it when first asked as long again."""
    dashboard_data = sys.modules.get("dashboard.shared.data")  # imported by the tests that show pages
    if dashboard_data is None:
        yield
        return
    load = dashboard_data.load
    once = cache(lambda: load(processed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dashboard_data, "load", lambda folder: once() if folder == processed else load(folder))
        yield


@pytest.fixture(scope="module")
def app(processed):
    """The dashboard over the project's own tables."""
    from dashboard.app import create_app

    return create_app(processed)


@pytest.fixture(scope="module")
def client(app):
    return app.server.test_client()


@pytest.fixture(scope="module")
def data(app):
    """What the dashboard's pages show."""
    return app.server.extensions["source"].current()


@pytest.fixture(scope="session")
def browser():
    """The machine's own Chromium, headless; playwright drives it and downloads none."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(f"no browser found (looked for {', '.join(BROWSERS)})")
    from browsing import PATIENCE
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=list(BROWSER_FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def address(processed):
    """The address of the dashboard over the project's own tables, which no test alters."""
    from browsing import served

    with served(processed) as address:
        yield address


@pytest.fixture
def visit(browser, address):
    """Opens pages of the dashboard; see `browsing.visits`."""
    from browsing import visits

    yield from visits(browser, address)


def pytest_collection_modifyitems(items):
    for item in items:
        for fixture, mark in MARKS_BY_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
        if item.path.suffix == ".ipynb":
            item.add_marker("build")


def pytest_collection_finish():
    """Modules and tests stay: to search them for garbage again and again would take a tenth of the time."""
    gc.collect()
    gc.freeze()


def _failed_if_skipped_in_ci(report):
    """A skip says that something was not tested: nobody would notice in CI. Expected failures (xfail) stay."""
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"In CI nothing may be skipped. {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    return _failed_if_skipped_in_ci((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    return _failed_if_skipped_in_ci((yield))
