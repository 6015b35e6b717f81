"""Signing in, where it is asked for: nothing but the form, its style and the health address answers to strangers."""

import hashlib
import hmac
import logging
import secrets
import time
from datetime import timedelta
from html import escape
from math import ceil
from urllib.parse import quote, urlsplit

import flask
from flask.sessions import SecureCookieSessionInterface

from dashboard.access.attempts import Attempts, Limit
from dashboard.access.gates import Form, Gate, ProxyHeader
from dashboard.shared import components
from dashboard.web import proxy

OPEN = {"/login", "/health", "/assets/app.css", "/assets/theme.js", "/assets/icon.svg"}
SESSION = timedelta(hours=12)
BY_ADDRESS = Limit(tries=10, seconds=300)
BY_NAME = Limit(tries=100, seconds=3600)  # guessing from many addresses at once
log = logging.getLogger("dashboard.login")


class _Sessions(SecureCookieSessionInterface):
    """The cookie goes over https only where the viewer came over https."""

    def get_cookie_secure(self, app: flask.Flask) -> bool:
        return flask.request.is_secure


def install(server: flask.Flask, gate: Gate) -> None:
    """Before all other rules of `server`. A restart signs everybody out: the key of the cookies is made anew."""
    server.secret_key = secrets.token_bytes(32)
    server.session_interface = _Sessions()
    server.config.update(
        SESSION_COOKIE_NAME="dashboard",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SESSION,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    server.extensions["gate"] = gate
    server.extensions["attempts"] = Attempts(BY_ADDRESS), Attempts(BY_NAME)
    server.before_request(_require)
    server.add_url_rule("/login", view_func=_login, methods=["GET", "POST"])
    server.add_url_rule("/logout", view_func=_logout, methods=["POST"])


def _require() -> flask.typing.ResponseReturnValue | None:
    gate = flask.current_app.extensions["gate"]
    path = flask.request.path
    if path in OPEN and not (path == "/login" and isinstance(gate, ProxyHeader)):
        return None
    flask.g.viewer = gate.viewer(flask.request.environ) if isinstance(gate, ProxyHeader) else _in_session(gate)
    if flask.g.viewer:
        return None
    if isinstance(gate, ProxyHeader):
        return components.notice_page("没有登录", "请从单位的办公平台进入本看板。"), 403
    wants_page = flask.request.method == "GET" and "text/html" in flask.request.headers.get("Accept", "")
    if not wants_page or path.startswith("/_"):
        return flask.Response("需要登录。", status=401, mimetype="text/plain")
    return flask.redirect(proxy.at(f"/login?next={quote(_target(flask.request.full_path), safe='')}"), 303)


def _in_session(gate: Form) -> str:
    """The name that has signed in and still may."""
    name = flask.session.get("name", "")
    credential = gate.credential(name) if name else ""
    valid = credential and hmac.compare_digest(flask.session.get("mark", ""), _mark(credential))
    return name if valid else ""


def _mark(credential: str) -> str:
    """Ties a session to the password it began with. Keyed, because anybody can read what stands in the cookie."""
    return hmac.new(flask.current_app.secret_key, credential.encode(), hashlib.sha256).hexdigest()


def _target(asked: str) -> str:
    """Where to go after signing in: a path of this app, nothing that leads elsewhere."""
    parts = urlsplit(asked)
    elsewhere = parts.scheme or parts.netloc or not asked.startswith("/") or asked.startswith("//")
    if elsewhere or "\\" in asked or len(asked) > 2000 or not asked.isprintable():
        return "/"
    return asked.rstrip("?")


def _login() -> flask.typing.ResponseReturnValue:
    gate = flask.current_app.extensions["gate"]
    if flask.request.method == "GET":
        return _form(gate, _target(flask.request.args.get("next", "/")))
    entries = flask.request.form
    target = _target(entries.get("next", "/"))
    if not hmac.compare_digest(entries.get("token", "").encode(), flask.session.get("token", "-").encode()):
        return _form(gate, target, "页面放得太久，或浏览器没有保存 Cookie。请再试一次。", 400)
    address, name = proxy.whole(flask.request.remote_addr or ""), gate.name(entries)
    # A secret that all share has no name to count by: strangers could lock everybody out.
    keys = address, name.casefold() if len(gate.fields) > 1 else address
    limits = flask.current_app.extensions["attempts"]
    wait = max(attempts.wait(key, time.monotonic()) for attempts, key in zip(limits, keys, strict=True))
    if wait:
        log.warning("登录过于频繁：%r，来自 %s", name[:80], flask.request.remote_addr)
        answer = _form(gate, target, f"试得太多了，请 {ceil(wait / 60)} 分钟后再试。", 429)
        answer.headers["Retry-After"] = str(ceil(wait))
        return answer
    if not gate.admits(entries):
        log.warning("登录失败：%r，来自 %s", name[:80], flask.request.remote_addr)
        return _form(gate, target, gate.refusal, 401)
    for attempts, key in zip(limits, keys, strict=True):
        attempts.forget(key)
    flask.session.clear()
    flask.session.permanent = True
    flask.session.update(name=name, mark=_mark(gate.credential(name)))
    log.info("登录：%r，来自 %s", name, flask.request.remote_addr)
    return flask.redirect(proxy.at(target), 303)


def _logout() -> flask.typing.ResponseReturnValue:
    flask.session.clear()
    return flask.redirect(proxy.at("/login"), 303)


def _form(gate: Form, target: str, problem: str = "", status: int = 200) -> flask.Response:
    token = flask.session.setdefault("token", secrets.token_urlsafe(16))
    entries = "".join(
        f'<label for="{one.name}">{one.label}</label>'
        f'<input id="{one.name}" name="{one.name}" type="{one.type}" autocomplete="{one.filled}" required'
        f' maxlength="1000"{" autofocus" if one is gate.fields[0] else ""}>'
        for one in gate.fields
    )
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("next", target), ("token", token))
    )
    said = f'<p class="notice" role="alert">{escape(problem)}</p>' if problem else ""
    action = proxy.at("/login")
    form = f'{said}<form class="login" method="post" action="{action}">{hidden}{entries}<button>登录</button></form>'
    answer = flask.Response(components.static_page("登录", form), status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
