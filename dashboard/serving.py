"""Serves the app until it is told to stop: waitress in one process, gunicorn where there are several."""

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import waitress
from waitress import wasyncore

from dashboard.access.gates import Gate
from dashboard.app import create_app
from dashboard.web import logs
from dashboard.web.proxy import Network, only_here

THREADS = 8  # of one process
CONNECTIONS = 1000  # a browser keeps up to six
LARGEST_REQUEST = 1_000_000  # bytes
LAST_ANSWERS = 10  # seconds that running requests have at a stop
STOPPED = "看板已停止"
log = logging.getLogger("dashboard")


def serve(
    host: str = "127.0.0.1",
    port: int = 8050,
    workers: int = 1,
    gate: Gate | None = None,
    proxies: Sequence[Network] = (),
    folder: Path | None = None,
    path: str = "",
) -> None:
    """Until SIGTERM or Ctrl+C; running requests are answered before. Port 0 takes a free one (the log says which).
    `path`: as in `create_app`.

    Exits with a message in Chinese where the address cannot be used. More than one worker needs a POSIX system.
    """
    logs.to_stderr()
    listener = _listen(host, port)
    alone = only_here(host) and not gate and not proxies
    application = create_app(folder, gate, proxies, alone, path).server
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}{path}"
    log.info("看板已启动：%s （%s，按 Ctrl+C 停止）", address, _asked(gate))
    if workers > 1:
        _several_processes(application, listener, workers)  # does not come back
    _one_process(application, listener)
    log.info(STOPPED)


def _asked(gate: Gate | None) -> str:
    return "需要登录" if gate else "不需要登录"


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        sys.exit(f"不能在 {host}:{port} 上提供服务（{reason}）。请换一个端口（--port）或检查地址（--host）。")


def _one_process(application: Callable, listener: socket.socket) -> None:
    sockets: dict = {}  # all of the server's open sockets by file number; waitress keeps it
    server = waitress.create_server(
        application,
        map=sockets,
        sockets=[listener],
        threads=THREADS,
        ident="dashboard",
        connection_limit=CONNECTIONS,
        max_request_body_size=LARGEST_REQUEST,
        max_request_header_size=65_536,
        clear_untrusted_proxy_headers=False,  # dashboard.proxy decides which of them count
    )
    stopping = _on_stop()

    def turn(seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=hasattr(wasyncore.select, "poll"), map=sockets, count=1)

    while not stopping:
        turn(0.5)
    for one in [one for one in sockets.values() if one.accepting]:
        wasyncore.dispatcher.close(one)  # the listening socket alone: waitress's own way closes what answers need, too
    until = time.monotonic() + LAST_ANSWERS
    while time.monotonic() < until and _at_work(server, sockets):
        turn(0.05)
    server.close()


def _at_work(server: waitress.server.BaseWSGIServer, sockets: dict) -> bool:
    tasks = server.task_dispatcher
    return bool(
        tasks.queue or tasks.active_count or any(getattr(one, "total_outbufs_len", 0) for one in sockets.values())
    )


def _on_stop() -> list[int]:
    """A list that is empty until a signal to stop has come."""
    signals: list[int] = []
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):  # the last: Windows, when the console is closed
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _frame: signals.append(number))
    return signals


def _several_processes(application: Callable, listener: socket.socket, workers: int) -> NoReturn:
    if os.name != "posix":
        sys.exit("这个系统上只能用一个工作进程（去掉 --workers）。一个进程已可同时服务数十人。")
    from gunicorn.app.base import BaseApplication  # has no Windows
    from gunicorn.glogging import Logger

    class Log(Logger):
        """Its lines go where all others go, from warnings on."""

        def setup(self, _cfg) -> None:
            self.error_log.propagate = True
            self.error_log.setLevel(logging.WARNING)

    class Gunicorn(BaseApplication):
        def load_config(self) -> None:
            for name, value in _gunicorn_settings(listener, workers).items():
                self.cfg.set(name, value)
            self.cfg.set("logger_class", Log)

        def load(self) -> Callable:
            return application

    Gunicorn().run()


def _gunicorn_settings(listener: socket.socket, workers: int) -> dict:
    return {
        "bind": f"fd://{listener.fileno()}",
        "workers": workers,
        "threads": THREADS,
        "preload_app": True,  # read once, then shared by all; the key of the sessions and the counted tries, too
        "timeout": 60,
        "graceful_timeout": LAST_ANSWERS,
        "keepalive": 5,
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # heartbeats: never on a slow disk
        "control_socket_disable": True,
        "secure_scheme_headers": {},  # dashboard.proxy decides which of them count
        "on_exit": lambda _arbiter: log.info(STOPPED),
    }
