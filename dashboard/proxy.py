"""What a reverse proxy says of the viewer (address, https, who signed in) counts only when it comes from the proxy."""

import ipaddress
from collections.abc import Callable, Iterable

from werkzeug.middleware.proxy_fix import ProxyFix

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
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
        self.direct = application
        self.proxied = ProxyFix(application, x_for=1, x_proto=1)
        self.trusted = trusted

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        environ[FROM_PROXY] = is_in(environ.get("REMOTE_ADDR", ""), self.trusted)
        return (self.proxied if environ[FROM_PROXY] else self.direct)(environ, start_response)


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
