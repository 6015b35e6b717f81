"""Accounts in a file: one line each, `name:hash`, the hash by scrypt. Lines that start with # are remarks."""

import os
import re
import secrets
import tempfile
import threading
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

NAME = re.compile(r"[^\W_][\w.@-]{0,63}")  # letters of any script, digits and . @ - _; not starting with a sign
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000  # hashing longer ones would only cost time


class Accounts:
    """The accounts of a file, read again when the file changes."""

    def __init__(self, file: Path):
        """Raises ValueError with a message in Chinese where the file cannot be read or has no account."""
        self.file = Path(file)
        self._lock = threading.Lock()
        self._stamp = _stamp(self.file)
        self._hashes = read(self.file)
        self._nobody = generate_password_hash(
            secrets.token_hex()
        )  # so that an unknown name takes as long as a wrong password
        if not self._hashes:
            raise ValueError(
                f"账号文件 {self.file} 里没有账号，请先运行 python -m analysis account 名字 --file {self.file}"
            )

    def matches(self, name: str, password: str) -> bool:
        known = self.hash_of(name)
        return check_password_hash(known or self._nobody, password[:LONGEST_PASSWORD]) and bool(known)

    def hash_of(self, name: str) -> str:
        """Empty for an unknown name, also for one that has been taken out of the file since."""
        with self._lock:
            stamp = _stamp(self.file)
            if stamp != self._stamp:
                try:
                    self._hashes = read(self.file)
                except ValueError:
                    self._hashes = {}  # nobody gets in by a file that cannot be read
                self._stamp = stamp
            return self._hashes.get(name, "")


def _stamp(file: Path) -> tuple:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


def read(file: Path) -> dict[str, str]:
    """Name → hash. Raises ValueError with a message in Chinese that names the line."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ValueError(f"账号文件 {file} 读不到（{error.strerror}）。") from None
    except UnicodeDecodeError:
        raise ValueError(f"账号文件 {file} 不是 UTF-8 文本。") from None
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, known = line.strip().partition(":")
        if not NAME.fullmatch(name) or not known.startswith("scrypt:") or name in found:
            reason = "账号重复" if name in found else "不是“名字:scrypt:…”"
            raise ValueError(f"{file}:{number}：{reason}，请用 python -m analysis account 增加账号。")
        found[name] = known
    return found


def put(file: Path, name: str, password: str) -> bool:
    """Adds an account or gives it another password; True where it is new. Raises ValueError with what is wrong."""
    if not NAME.fullmatch(name):
        raise ValueError(f"名字“{name}”不合要求：用字母、汉字、数字和 . @ - _，不超过 64 个字。")
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"密码只有 {len(password)} 个字符，至少要 {SHORTEST_PASSWORD} 个。")
    if len(password) > LONGEST_PASSWORD:
        raise ValueError(f"密码超过 {LONGEST_PASSWORD} 个字符。")
    if name.casefold() in password.casefold():
        raise ValueError("密码不能包含名字。")
    known = read(file) if file.exists() else {}
    _write(file, known | {name: generate_password_hash(password)})
    return name not in known


def remove(file: Path, name: str) -> None:
    """Raises ValueError where there is no such account."""
    known = read(file)
    if name not in known:
        raise ValueError(f"账号文件里没有“{name}”，有：{'、'.join(known) or '（空）'}。")
    _write(file, {other: hash for other, hash in known.items() if other != name})


def _write(file: Path, hashes: dict[str, str]) -> None:
    """Replaces the file as a whole; only its owner may read it. The remarks at its head stay."""
    remarks = (
        [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        if file.exists()
        else []
    )
    lines = [*remarks, *(f"{name}:{hash}" for name, hash in sorted(hashes.items()))]
    try:
        handle, scratch = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line}\n" for line in lines)
        Path(scratch).replace(file)
    except OSError as error:
        raise ValueError(f"账号文件 {file} 写不进去（{error.strerror}）。") from None
