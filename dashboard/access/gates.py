"""The three ways to say who may look: one shared secret, accounts in a file, the office's single sign-on proxy."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dashboard.access.accounts import Accounts
from dashboard.web.proxy import FROM_PROXY

SHORTEST_SECRET = 12
LONGEST_NAME = 200
SECRET_VARIABLE = "DASHBOARD_SECRET"


@dataclass(frozen=True)
class Field:
    """One entry of the form. `filled` is what password managers are told that it is."""

    name: str
    label: str
    type: str
    filled: str


class Form(Protocol):
    """A gate that asks. `credential` changes when a sign-in of the past shall no longer count; empty: it never does."""

    fields: tuple[Field, ...]
    refusal: str

    def name(self, entries: Mapping[str, str]) -> str: ...

    def admits(self, entries: Mapping[str, str]) -> bool: ...

    def credential(self, name: str) -> str: ...


class SharedSecret:
    fields = (Field("password", "口令", "password", "current-password"),)
    refusal = "口令不对。"

    def __init__(self, secret: str):
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"共用口令只有 {len(secret)} 个字符，至少要 {SHORTEST_SECRET} 个。")
        self._digest = hashlib.sha256(secret.encode()).digest()

    def name(self, entries: Mapping[str, str]) -> str:
        return "共用口令"

    def admits(self, entries: Mapping[str, str]) -> bool:
        return hmac.compare_digest(hashlib.sha256(entries.get("password", "").encode()).digest(), self._digest)

    def credential(self, name: str) -> str:
        return self._digest.hex()


class NamedAccounts:
    fields = (Field("name", "名字", "text", "username"), Field("password", "密码", "password", "current-password"))
    refusal = "名字或密码不对。"

    def __init__(self, file: Path):
        self.accounts = Accounts(file)

    def name(self, entries: Mapping[str, str]) -> str:
        return entries.get("name", "").strip()

    def admits(self, entries: Mapping[str, str]) -> bool:
        return self.accounts.matches(self.name(entries), entries.get("password", ""))

    def credential(self, name: str) -> str:
        return self.accounts.hash_of(name)


@dataclass(frozen=True)
class ProxyHeader:
    """The proxy has asked already and names the viewer in a header, which counts from trusted addresses only."""

    header: str
    _key: str = field(init=False)

    def __post_init__(self):
        if not self.header or not self.header.replace("-", "").isalnum() or not self.header.isascii():
            raise ValueError(f"“{self.header}”不能作请求头的名字（例：X-Remote-User）。")
        object.__setattr__(self, "_key", f"HTTP_{self.header.upper().replace('-', '_')}")

    def viewer(self, environ: Mapping) -> str:
        """Empty where nobody is named or somebody else than the proxy says so."""
        named = environ.get(self._key, "") if environ.get(FROM_PROXY) else ""
        # WSGI hands over the bytes of a header as Latin-1; names are UTF-8.
        return named.encode("latin-1", "replace").decode("utf-8", "replace").strip()[:LONGEST_NAME]


Gate = SharedSecret | NamedAccounts | ProxyHeader


def choose(
    secret: str | None, secret_file: Path | None, accounts: Path | None, header: str | None, proxies: list
) -> Gate | None:
    """The one gate that is asked for; None for none. Raises ValueError with a message in Chinese."""
    named = {SECRET_VARIABLE: secret, "--secret-file": secret_file, "--accounts": accounts, "--user-header": header}
    given = [name for name, value in named.items() if value]
    if len(given) > 1:
        raise ValueError(f"登录方式只能选一种，现在给了：{'、'.join(given)}。")
    if header and not proxies:
        raise ValueError("--user-header 要与 --trusted-proxy 一起用：只有来自代理地址的请求头才可信。")
    if secret_file:
        try:
            secret = Path(secret_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"口令文件 {secret_file} 读不到或不是 UTF-8 文本。") from None
        return SharedSecret(secret)
    if secret:
        return SharedSecret(secret)
    if accounts:
        return NamedAccounts(accounts)
    return ProxyHeader(header) if header else None
