"""What a reverse proxy says of the viewer (address, https, who signed in) counts only when it comes from the proxy; and
the path below which a proxy shows the dashboard."""

import ipaddress
import re
from collections.abc import Callable, Iterable

import flask

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PATH = re.compile(r"[\w.~-]+(?:/[\w.~-]+)*", re.ASCII)
FROM_PROXY = "dashboard.from_proxy"  # no header can be called this in a WSGI environment


def networks(texts: Iterable[str]) -> list[Network]:
    """`10.1.2.3`, `10.1.0.0/16`, `::1` → networks. Raises ValueError with a message in Chinese."""
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            raise ValueError(f"“{text}”不是 IP 地址或网段（例：127.0.0.1、10.1.0.0/16）。") from None
    return found


class FromProxy:
    """WSGI middleware: address and scheme of the viewer as the proxies in `trusted` tell them, else as they are."""

    def __init__(self, application: Callable, trusted: list[Network]):
        self.application = application
        self.trusted = trusted

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        direct = environ.get("REMOTE_ADDR", "")
        environ[FROM_PROXY] = is_in(direct, self.trusted)
        if environ[FROM_PROXY]:
            environ["REMOTE_ADDR"] = viewer(direct, environ.get("HTTP_X_FORWARDED_FOR", ""), self.trusted)
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().casefold()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self.application(environ, start_response)


class BelowPath:
    """WSGI middleware: the app as it is seen below `path`, whether or not the proxy hands the path on."""

    def __init__(self, application: Callable, path: str):
        self.application = application
        self.path = path

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if asked == self.path or asked.startswith(f"{self.path}/"):
            environ["PATH_INFO"] = asked.removeprefix(self.path) or "/"
        environ["SCRIPT_NAME"] = self.path
        return self.application(environ, start_response)


def path_of(text: str) -> str:
    """`/minzheng/`, `minzheng` → `/minzheng`; `/` → empty. Raises ValueError with a message in Chinese.

    >>> path_of("/gongkai/minzheng/"), path_of("/")
    ('/gongkai/minzheng', '')
    """
    path = text.strip().strip("/")
    if not path:
        return ""
    parts = path.split("/")
    if not PATH.fullmatch(path) or any(set(part) == {"."} for part in parts):
        raise ValueError(f"“{text}”不能作路径：写成 /minzheng 这样，每段只用字母、数字和 . _ ~ -。")
    return f"/{path}"


def at(path: str) -> str:
    """Where a path of the app lies for the browser that asks."""
    return (flask.request.script_root if flask.has_request_context() else "") + path


def viewer(direct: str, forwarded: str, trusted: list[Network]) -> str:
    """The last address on the way that is none of the proxies': what stands before it, anybody can have written.

    `direct`: who has connected, one of the proxies. `forwarded`: `X-Forwarded-For`, to which each proxy has added whom
    it was asked by; what is no address there ends the way.

    >>> viewer("10.0.0.1", "203.0.113.9, 198.51.100.4, 10.0.0.2", networks(["10.0.0.0/24"]))
    '198.51.100.4'
    """
    found = direct
    for text in reversed(forwarded.split(",")):
        address = _address(text.strip())
        if address is None:
            break
        found = str(address)
        if not is_in(found, trusted):
            break
    return found


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Of `1.2.3.4`, `1.2.3.4:5678` (some proxies add the port), `::1`, `[::1]:5678`."""
    bracketed = re.fullmatch(r"\[([0-9a-fA-F:.]+)\](?::\d+)?|([0-9.]+):\d+", text)
    try:
        return ipaddress.ip_address((bracketed[1] or bracketed[2]) if bracketed else text)
    except ValueError:
        return None


def is_in(address: str, among: list[Network]) -> bool:
    """Also for an IPv4 address that an IPv6 socket writes as `::ffff:10.1.2.3`."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    known = getattr(known, "ipv4_mapped", None) or known
    return any(known in network for network in among)


def whole(address: str) -> str:
    """What one viewer can have many of counts as one: an IPv6 address stands for its /64 network."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(known) if known.version == 4 else str(ipaddress.ip_network((known, 64), strict=False))


def only_here(host: str) -> bool:
    """Whether nobody but this machine reaches a server that listens on `host`."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
