"""Makes the app and serves it: Dash pages over one folder of processed tables, with nothing loaded from elsewhere."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

import flask
from dash import Dash
from dash.exceptions import DependencyException, UnsupportedRelativePath
from werkzeug.exceptions import HTTPException, NotFound

from analysis.problems import DataProblems, Problem
from dashboard.access import login
from dashboard.access.gates import Gate
from dashboard.shared import briefings, components, downloads, not_found, refusals, routes, scripts
from dashboard.shared.data import Data, Source
from dashboard.web import callbacks, proxy, responses
from dashboard.web.proxy import BelowPath, FromProxy, Network

PAGE_ENDPOINTS = ("/", "/<path:path>")  # under which Dash serves every page
# What the variables DASH_… of the machine could turn on else.
DEBUGGING = ("debug", *(f"dev_tools_{one}" for one in ("ui", "props_check", "serve_dev_bundles", "hot_reload")))
LOADING = '<div id="react-entry-point"><div class="loading">正在打开……</div></div>'
INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>{%metas%}<title>{%title%}</title><link rel="icon" href="{%path%}/assets/icon.svg">{%css%}
<script src="{%path%}/assets/theme.js"></script></head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""


class OneSetARequest(Source):
    """Gives a request the same tables however often it asks, also where they change or vanish meanwhile."""

    def current(self) -> Data:
        if not flask.has_request_context():
            return super().current()
        if "tables" not in flask.g:
            flask.g.tables = super().current()
        return flask.g.tables


class App(Dash):
    """Dash with a Chinese loading text, and with the app's own scripts after Dash's."""

    @cached_property
    def own_scripts(self) -> str:
        return scripts.tags(Path(self.config.assets_folder), self.get_asset_url("").rstrip("/"))

    def interpolate_index(self, **parts) -> str:
        loaded = f"{parts['scripts']}\n{self.own_scripts}"
        return super().interpolate_index(**{**parts, "app_entry": LOADING, "scripts": loaded})


def create_app(
    processed_folder: Path | None = None,
    gate: Gate | None = None,
    proxies: Sequence[Network] = (),
    alone: bool = False,
    path: str = "",
) -> Dash:
    """The app over `processed_folder` (`data/processed` by default). Starts and explains itself without tables, too.

    `gate`: who may look; None: everybody. `proxies`: from where `X-Forwarded-For` and `-Proto` are believed.
    `alone`: it is asked for by this machine's own names only. `path`: below which a proxy shows it, as `/minzheng`.
    """
    server = flask.Flask("dashboard", static_folder=None)
    server.debug = False  # whatever FLASK_DEBUG says: it would show what fails to whoever makes it fail
    server.config["MAX_CONTENT_LENGTH"] = 1_000_000
    server.extensions["source"] = OneSetARequest(processed_folder)
    server.before_request(responses.started)
    if alone:
        server.before_request(responses.by_local_name)
    server.after_request(responses.logged)  # what is registered first runs last
    if gate:
        login.install(server, gate)
    if path:
        server.config["APPLICATION_ROOT"] = path  # of cookies
        server.wsgi_app = BelowPath(server.wsgi_app, path)
    if proxies:
        server.wsgi_app = FromProxy(server.wsgi_app, list(proxies))
    server.before_request(_explain_missing_tables)  # registered before Dash's own
    server.before_request(_by_codes_in_force)
    server.register_error_handler(HTTPException, refusals.explained)
    server.register_error_handler(DependencyException, lambda _: refusals.explained(NotFound()))  # no such bundle
    server.register_error_handler(UnsupportedRelativePath, lambda _: refusals.explained(NotFound()))  # none of `path`
    server.register_error_handler(500, _explain_failure)
    server.add_url_rule("/download/<key>.<format>", "download", downloads.answer)
    server.add_url_rule("/briefing", "briefing", briefings.answer)
    server.add_url_rule("/health", view_func=_health)
    app = App(
        "dashboard",
        server=server,
        use_pages=True,
        suppress_callback_exceptions=True,  # else Dash makes every page once at the start, which takes tables
        title=components.NAME,
        update_title=None,
        assets_ignore=scripts.ALL,
        index_string=INDEX.replace("{%path%}", path),
        routes_pathname_prefix="/",  # BelowPath takes the path away before
        requests_pathname_prefix=f"{path}/",
        include_pages_meta=False,  # it would repeat the address in the page
        add_log_handler=False,
    )
    app.enable_dev_tools(**dict.fromkeys(DEBUGGING, False))
    app.layout = components.frame
    routes.register(server)
    not_found.check_all_pages()
    server.before_request(lambda: _refuse_made_up_callbacks(app))
    server.after_request(_not_found)
    server.after_request(responses.compressed)
    server.after_request(responses.kept)
    server.after_request(lambda response: responses.secured(response, app.csp_hashes))
    # Reads the tables now, so that nobody waits for it later, and lets Dash register its bundles, which it does at the
    # first request: two at once after a start could meet half of them.
    server.test_client().get("/health")
    return app


def _problems(source: Source) -> list[Problem]:
    """What keeps the tables from being shown. The log has had it when the tables were read."""
    try:
        source.current()
    except DataProblems as error:
        return error.problems
    return []


def _explain_missing_tables() -> flask.Response | None:
    path = flask.request.path
    if path.startswith(("/_", "/assets/", "/health", "/login", "/logout")) and path != callbacks.PATH:
        return None
    problems = _problems(flask.current_app.extensions["source"])
    return flask.Response(components.problem_page(problems), status=503) if problems else None


def _by_codes_in_force() -> flask.typing.ResponseReturnValue | None:
    """An address with codes of earlier years, or with the map's places by name, leads to that with today's codes."""
    asked = flask.request.args.to_dict(flat=False)
    if flask.request.method != "GET" or not asked.keys() & not_found.KINDS.keys():
        return None
    now = not_found.with_codes_in_force(asked, flask.current_app.extensions["source"].current())
    return None if now == asked else flask.redirect(proxy.at(f"{flask.request.path}?{urlencode(now, doseq=True)}"))


def _health() -> tuple[dict, int]:
    """For whoever watches over the server; says nothing of the inside, because it asks for no login."""
    usable = not _problems(flask.current_app.extensions["source"])
    return {"status": "ok" if usable else "tables unusable"}, 200 if usable else 503


def _explain_failure(_error) -> tuple[str, int]:
    return components.failure_page(), 500


def _refuse_made_up_callbacks(app: Dash) -> flask.Response | None:
    return callbacks.refused(app.callback_map) if flask.request.path == callbacks.PATH else None


def _not_found(response: flask.Response) -> flask.Response:
    """The page that Dash answers with says itself what is missing; the status says it to everybody else."""
    if response.status_code != 200 or flask.request.endpoint not in PAGE_ENDPOINTS:
        return response
    data = flask.current_app.extensions["source"].current()
    parameters = flask.request.args.to_dict(flat=False)
    if not not_found.known_path(flask.request.path) or not_found.missing(parameters, data):
        response.status_code = 404
    return response
