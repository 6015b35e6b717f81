"""Makes the app and serves it: Dash pages over one folder of processed tables, with nothing loaded from elsewhere."""

import logging
import sys
from pathlib import Path

import flask
from dash import Dash

from analysis.problems import DataProblems, Problem
from dashboard import components, web
from dashboard.data import Source

log = logging.getLogger("dashboard")

LOADING = '<div id="react-entry-point"><div class="loading">正在打开……</div></div>'
INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>{%metas%}<title>{%title%}</title><link rel="icon" href="/assets/icon.svg">{%css%}</head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""


class App(Dash):
    """Dash with a Chinese loading text."""

    def interpolate_index(self, **parts) -> str:
        return super().interpolate_index(**{**parts, "app_entry": LOADING})


def create_app(processed_folder: Path | None = None) -> Dash:
    """The app over `processed_folder` (`data/processed` by default). Starts and explains itself without tables, too."""
    server = flask.Flask("dashboard", static_folder=None)
    server.config["MAX_CONTENT_LENGTH"] = 1_000_000
    server.extensions["source"] = Source(processed_folder)
    server.before_request(_explain_missing_tables)  # registered before Dash's own
    server.register_error_handler(500, _explain_failure)
    server.add_url_rule("/coverage-map/<province>.json", view_func=_map)
    app = App(
        "dashboard",
        server=server,
        use_pages=True,
        title=components.NAME,
        update_title=None,
        index_string=INDEX,
        include_pages_meta=False,  # it would repeat the address in the page
        add_log_handler=False,
    )
    app.layout = components.frame
    server.after_request(web.compressed)
    server.after_request(lambda response: web.secured(response, app.csp_hashes))
    # Dash registers its bundles at the first request; two at once after a start could meet half of them.
    server.test_client().get("/_dash-dependencies")
    _problems(server.extensions["source"])  # reads the tables now, so that nobody waits for it later
    return app


def _problems(source: Source) -> list[Problem]:
    """What keeps the tables from being shown; each problem is a line of the log."""
    try:
        source.current()
    except DataProblems as error:
        for problem in error.problems:
            log.error("%s", problem)
        return error.problems
    return []


def _explain_missing_tables() -> flask.Response | None:
    if flask.request.path.startswith(("/_", "/assets/")):
        return None
    problems = _problems(flask.current_app.extensions["source"])
    return flask.Response(components.problem_page(problems), status=503) if problems else None


def _explain_failure(_error) -> tuple[str, int]:
    return components.failure_page(), 500


def _map(province: str) -> flask.Response:
    content = flask.current_app.extensions["source"].current().maps.get(province)
    if content is None:
        flask.abort(404)
    response = flask.Response(content, mimetype="application/json")
    response.add_etag()
    response.cache_control.no_cache = True  # may be kept, but is to be asked whether it still holds
    return response.make_conditional(flask.request)


def serve(host: str = "127.0.0.1", port: int = 8050) -> None:
    """Serves until interrupted. Exits with a message in Chinese where the address cannot be used."""
    import waitress

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = create_app()
    try:
        server = waitress.create_server(app.server, host=host, port=port, threads=8, ident="dashboard")
    except (OSError, ValueError) as error:
        sys.exit(f"不能在 {host}:{port} 上提供服务（{error}）。请换一个端口（--port）或检查地址（--host）。")
    log.info("看板已启动：http://%s:%s （按 Ctrl+C 停止）", host, port)
    try:
        server.run()
    finally:
        server.close()
