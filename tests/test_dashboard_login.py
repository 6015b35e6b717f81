"""Who may look: the three ways to sign in, what strangers get (nothing), and how often one may try."""

import html
import multiprocessing
import os
import re
import stat
import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from analysis.__main__ import app as command_line
from dashboard import serving
from dashboard.access import accounts, gates, login
from dashboard.access.attempts import SLOTS, Attempts, Limit
from dashboard.app import create_app
from dashboard.web import proxy

SECRET = "各处室共用的口令2026年"
PASSWORD = "correct horse battery"
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def with_secret(processed):
    return create_app(processed, gates.SharedSecret(SECRET), proxy.networks(["10.0.0.1"])).server


@pytest.fixture
def accounts_file(tmp_path):
    accounts.put(tmp_path / "accounts", "救助科", PASSWORD)
    return tmp_path / "accounts"


def sign_in(client, address="192.0.2.1", goes_to="/", **entries):
    """Fills in the form as a browser does: with the token that it was given."""
    base = {"REMOTE_ADDR": address}
    form = client.get("/login", query_string={"next": goes_to}, environ_base=base).text
    hidden = {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }
    return client.post("/login", data={**hidden, **entries}, environ_base=base)


def test_strangers_get_nothing_but_the_form_its_style_and_the_health_address(with_secret):
    client = with_secret.test_client()
    examples = {
        "path": "growth",
        "province": "210000",
        "package_name": "dash",
        "fingerprinted_path": "x.js",
        "filename": "address.js",
    }
    asked = set()
    for rule in with_secret.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: examples.get(part[1], "x"), rule.rule)
        for method in rule.methods & {"GET", "POST"}:
            if path in login.OPEN or path == "/logout":
                continue
            asked.add(path)
            answer = client.open(path, method=method, headers=PAGE)
            assert answer.status_code in (303, 401), (method, path)
            assert len(answer.data) < 400, (method, path)
    assert {
        "/",
        "/growth",
        "/coverage-map/210000.json",
        "/_dash-layout",
        "/_dash-update-component",
        "/assets/address.js",
    } <= asked


@pytest.mark.parametrize("path", sorted(login.OPEN))
def test_what_is_open_answers_strangers(with_secret, path):
    assert with_secret.test_client().get(path).status_code == 200


def test_the_right_secret_leads_to_the_page_that_was_asked_for(with_secret):
    client = with_secret.test_client()
    sent = client.get("/coverage-map?province=210000&city=210300", headers=PAGE)
    assert (sent.status_code, sent.headers["Location"]) == (
        303,
        "/login?next=%2Fcoverage-map%3Fprovince%3D210000%26city%3D210300",
    )
    answer = sign_in(client, goes_to="/coverage-map?province=210000&city=210300", password=SECRET)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/coverage-map?province=210000&city=210300")
    assert client.get("/coverage-map", headers=PAGE).status_code == 200
    assert "退出" in str(client.get("/_dash-layout").json)


def test_the_cookie_is_closed_to_scripts_and_other_sites_and_secure_over_https(with_secret):
    plain = sign_in(with_secret.test_client(), password=SECRET).headers["Set-Cookie"]
    assert "HttpOnly" in plain and "SameSite=Lax" in plain and "Secure" not in plain
    client = with_secret.test_client()
    client.environ_base |= {
        "REMOTE_ADDR": "10.0.0.1",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "192.0.2.7",
    }
    assert "Secure" in client.get("/login").headers["Set-Cookie"]


def test_a_wrong_secret_is_refused_in_words_and_not_repeated(with_secret, caplog):
    client = with_secret.test_client()
    answer = sign_in(client, address="192.0.2.9", password="falsches-passwort")
    assert answer.status_code == 401 and "口令不对" in answer.text
    assert "falsches-passwort" not in answer.text + caplog.text
    assert client.get("/", headers=PAGE).status_code == 303
    assert "登录失败" in caplog.text and "192.0.2.9" in caplog.text
    assert "dashboard.login" in {record.name for record in caplog.records}, "what docs/deploy.md says to look for"


def test_signing_out_ends_it(with_secret):
    client = with_secret.test_client()
    sign_in(client, password=SECRET)
    assert client.post("/logout").headers["Location"] == "/login"
    assert client.get("/", headers=PAGE).status_code == 303


def test_a_form_of_another_site_is_refused(with_secret):
    client = with_secret.test_client()
    assert client.post("/login", data={"password": SECRET}).status_code == 400
    client.get("/login")
    assert client.post("/login", data={"password": SECRET, "token": "guessed"}).status_code == 400
    assert client.get("/", headers=PAGE).status_code == 303


def test_a_forged_or_old_session_does_not_count(with_secret, monkeypatch):
    client = with_secret.test_client()
    sign_in(client, password=SECRET)
    cookie = client.get_cookie("dashboard").value
    for forged in (cookie[:-2] + "xx", "eyJuYW1lIjoieCJ9.aaaa.bbbb", "", "x" * 4000):
        client.set_cookie("dashboard", forged)
        assert client.get("/", headers=PAGE).status_code == 303
    client.set_cookie("dashboard", cookie)
    assert client.get("/", headers=PAGE).status_code == 200
    monkeypatch.setitem(with_secret.config, "PERMANENT_SESSION_LIFETIME", timedelta(seconds=-1))
    assert client.get("/", headers=PAGE).status_code == 303


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/a\r\nX: y",
        "/" + "x" * 10_000,
        "",
        "growth",
    ],
)
def test_signing_in_never_leads_elsewhere(with_secret, asked):
    answer = sign_in(with_secret.test_client(), goes_to=asked, password=SECRET)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_script_in_the_address_stays_text(with_secret):
    text = with_secret.test_client().get("/login", query_string={"next": '/"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text and "&lt;script&gt;" in text


def test_after_ten_tries_an_address_waits_and_others_do_not(with_secret):
    client = with_secret.test_client()
    statuses = [
        sign_in(client, address="198.51.100.1", password=f"wrong-secret-{number}").status_code for number in range(11)
    ]
    assert statuses == [401] * 10 + [429]
    blocked = sign_in(client, address="198.51.100.1", password=SECRET)
    assert blocked.status_code == 429 and 0 < int(blocked.headers["Retry-After"]) <= 300 and "5 分钟后" in blocked.text
    assert sign_in(with_secret.test_client(), address="198.51.100.2", password=SECRET).status_code == 303


def test_the_address_behind_a_trusted_proxy_counts_and_a_forged_one_does_not(with_secret):
    def tries(peer: str, client_number: int) -> int:
        client = with_secret.test_client()
        client.environ_base |= {"HTTP_X_FORWARDED_FOR": f"203.0.113.{client_number}"}
        return sign_in(client, address=peer, password="wrong-secret-99").status_code

    assert [tries("10.0.0.1", number) for number in range(12)] == [401] * 12
    assert [tries("198.51.100.77", number) for number in range(12)] == [401] * 10 + [429] * 2


def test_accounts_let_in_by_name_and_password_only(processed, accounts_file):
    server = create_app(processed, gates.NamedAccounts(accounts_file)).server
    client = server.test_client()
    for name, password in (
        ("救助科", "wrong password"),
        ("李强", PASSWORD),
        ("", ""),
        ("救助科", ""),
        ("<script>", PASSWORD),
    ):
        refused = sign_in(client, name=name, password=password)
        assert refused.status_code == 401 and "名字或密码不对" in refused.text and "<script>a" not in refused.text
    assert sign_in(client, name="救助科", password=PASSWORD).status_code == 303
    assert client.get("/", headers=PAGE).status_code == 200

    accounts.put(accounts_file, "救助科", "another password")
    assert client.get("/", headers=PAGE).status_code == 303, "a new password ends the sessions of the old one"
    assert sign_in(client, name="救助科", password="another password").status_code == 303
    accounts.put(accounts_file, "李强", PASSWORD)
    accounts.remove(accounts_file, "救助科")
    assert client.get("/", headers=PAGE).status_code == 303, "who is taken out of the file is out at once"
    assert sign_in(server.test_client(), name="李强", password=PASSWORD).status_code == 303


def test_guessing_one_name_from_many_addresses_is_slowed_down(processed, accounts_file, monkeypatch):
    monkeypatch.setattr(login, "BY_NAME", Limit(tries=3, seconds=60))
    server = create_app(processed, gates.NamedAccounts(accounts_file)).server
    statuses = [
        sign_in(server.test_client(), address=f"192.0.2.{number}", name="救助科", password="wrong password").status_code
        for number in range(4)
    ]
    assert statuses == [401, 401, 401, 429]


def test_the_proxy_s_header_counts_from_the_proxy_alone(processed, caplog):
    caplog.set_level("INFO", "dashboard.requests")
    client = create_app(
        processed, gates.ProxyHeader("X-Remote-User"), proxy.networks(["10.1.0.0/16"])
    ).server.test_client()

    def status(peer, **headers):
        return client.get(
            "/", headers={"Accept": "text/html", **headers}, environ_base={"REMOTE_ADDR": peer}
        ).status_code

    assert status("10.1.2.3", **{"X-Remote-User": "wangfang"}) == 200
    assert "wangfang" in caplog.text
    assert status("10.1.2.3") == 403
    assert status("10.1.2.3", **{"X-Remote-User": "  "}) == 403
    assert status("192.0.2.1", **{"X-Remote-User": "wangfang"}) == 403
    assert status("192.0.2.1", **{"X-Remote-User": "wangfang", "X-Forwarded-For": "10.1.2.3"}) == 403
    assert client.get("/login", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 403, "there is no form here"
    assert client.get("/health").status_code == 200


def test_names_in_the_log_cannot_forge_lines(with_secret, caplog):
    client = with_secret.test_client()
    caplog.set_level("INFO")
    client.get("/%0a2026-11-22%20INFO%20forged?x=%0d%0a", headers=PAGE)
    assert [record for record in caplog.records if "\n" in record.getMessage() or "\r" in record.getMessage()] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"secret": "short"}, "至少要 12 个"),
        ({"secret_file": "nowhere.txt"}, "读不到"),
        ({"accounts": "nowhere.txt"}, "读不到"),
        ({"secret": SECRET, "header": "X-User"}, "只能选一种"),
        ({"header": "X-User"}, "--trusted-proxy"),
        ({"header": "X User:", "proxies": proxy.networks(["127.0.0.1"])}, "不能作请求头"),
    ],
)
def test_a_login_that_cannot_work_is_refused_with_a_reason(given, said):
    none = {"secret": None, "secret_file": None, "accounts": None, "header": None, "proxies": []}
    with pytest.raises(ValueError, match=said):
        gates.choose(**{**none, **given})


def test_a_secret_may_stand_in_a_file_with_a_line_end(tmp_path):
    (tmp_path / "secret").write_text(SECRET + "\n", encoding="utf-8")
    assert gates.choose(None, tmp_path / "secret", None, None, []).admits({"password": SECRET})
    assert gates.choose(None, None, None, None, []) is None


@pytest.mark.parametrize(
    ("host", "here"),
    [
        *((host, True) for host in ("127.0.0.1", "127.8.9.1", "::1", "LocalHost")),
        *((host, False) for host in ("0.0.0.0", "::", "10.0.0.5", "", "localhost.evil.example", "127.0.0.1.example")),
    ],
)
def test_only_loopback_counts_as_this_machine(host, here):
    assert proxy.only_here(host) is here


@pytest.mark.parametrize(
    ("options", "variables", "status", "gate"),
    [
        ([], {}, 0, type(None)),
        (["--host", "0.0.0.0"], {}, 2, None),
        (["--host", "::"], {}, 2, None),
        (["--host", "192.0.2.1"], {}, 2, None),
        (["--host", "0.0.0.0", "--no-login"], {}, 0, type(None)),
        (["--host", "0.0.0.0"], {"DASHBOARD_SECRET": SECRET}, 0, gates.SharedSecret),
        (["--host", "0.0.0.0"], {"DASHBOARD_SECRET": "short"}, 2, None),
        (["--no-login"], {"DASHBOARD_SECRET": SECRET}, 2, None),
        ([], {"DASHBOARD_SECRET": SECRET}, 0, gates.SharedSecret),
        (["--user-header", "X-Remote-User", "--trusted-proxy", "127.0.0.1"], {}, 0, gates.ProxyHeader),
        (["--trusted-proxy", "nginx"], {}, 2, None),
        (["--port", "70000"], {}, 2, None),
        (["--workers", "0"], {}, 2, None),
    ],
)
def test_elsewhere_a_login_is_required_unless_refused_in_words(monkeypatch, options, variables, status, gate):
    served = []
    monkeypatch.setattr(serving, "serve", lambda *arguments, **_: served.append(arguments))
    run = CliRunner().invoke(command_line, ["dashboard", *options], env={"DASHBOARD_SECRET": None, **variables})
    assert run.exit_code == status, run.output
    assert [type(arguments[3]) for arguments in served] == ([gate] if status == 0 else [])


def test_the_command_adds_changes_and_removes_accounts(tmp_path, project_root):
    file = tmp_path / "accounts"

    def run(*words, typed="") -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "analysis", "account", *words, "--file", str(file)]
        return subprocess.run(command, cwd=project_root, input=typed, capture_output=True, text=True, check=False)

    assert "已增加：zhang.wei" in run("zhang.wei", typed=PASSWORD + "\n").stdout
    assert "已换密码" in run("zhang.wei", typed="a second password\n").stdout
    assert accounts.Accounts(file).matches("zhang.wei", "a second password")
    assert PASSWORD not in file.read_text(encoding="utf-8")
    short = run("li.na", typed="short\n")
    assert short.returncode == 1 and "至少要 10 个" in short.stderr and "Traceback" not in short.stderr
    gone = run("nobody", "--remove")
    assert gone.returncode == 1 and "zhang.wei" in gone.stderr
    assert "已删除" in run("zhang.wei", "--remove").stdout
    assert accounts.read(file) == {}


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_only_the_owner_reads_the_accounts(accounts_file):
    assert stat.S_IMODE(accounts_file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no colon", "不是"),
        ("name:plaintext", "不是"),
        ("a b:scrypt:x", "不是"),
        (":scrypt:x", "不是"),
        ("救助科:scrypt:x", "重复"),
    ],
)
def test_a_broken_line_is_named(accounts_file, line, said):
    accounts_file.write_text(accounts_file.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=f":2：.*{said}"):
        accounts.read(accounts_file)


def test_a_file_that_breaks_lets_nobody_in(accounts_file):
    known = accounts.Accounts(accounts_file)
    assert known.matches("救助科", PASSWORD)
    accounts_file.write_bytes(b"\xff\xfe")
    assert not known.matches("救助科", PASSWORD)


def test_remarks_stay(accounts_file):
    accounts_file.write_text("# 民政局办公室\n" + accounts_file.read_text(encoding="utf-8"), encoding="utf-8")
    accounts.put(accounts_file, "li.na", PASSWORD)
    lines = accounts_file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# 民政局办公室" and [line.split(":")[0] for line in lines[1:]] == ["li.na", "救助科"]


@settings(max_examples=15, deadline=None)  # scrypt takes its time
@given(name=st.from_regex(accounts.NAME, fullmatch=True), password=st.text(min_size=10, max_size=40))
def test_any_permitted_name_and_password_come_back_from_the_file(tmp_path_factory, name, password):
    file = tmp_path_factory.mktemp("accounts") / "accounts"
    if name.casefold() in password.casefold():
        with pytest.raises(ValueError, match="不能包含名字"):
            accounts.put(file, name, password)
        return
    assert accounts.put(file, name, password)
    known = accounts.Accounts(file)
    assert known.matches(name, password) and not known.matches(name, password + "x")


@pytest.mark.parametrize("name", ["", "a:b", "a\nb", " a", "-a", "a" * 65, "<b>"])
def test_other_names_are_refused(tmp_path, name):
    with pytest.raises(ValueError, match="不合要求"):
        accounts.put(tmp_path / "accounts", name, PASSWORD)


def test_tries_count_within_a_window_and_start_anew_after_it():
    attempts = Attempts(Limit(tries=2, seconds=60))
    assert [attempts.wait("a", now) for now in (100, 110, 120, 159.5)] == [0, 0, 40, 0.5]
    assert attempts.wait("a", 160) == 0
    assert attempts.wait("b", 120) == 0
    attempts.wait("a", 161)
    attempts.forget("a")
    assert attempts.wait("a", 162) == 0


def test_a_flood_of_addresses_takes_no_more_memory():
    attempts = Attempts(Limit(tries=1, seconds=60))
    size = attempts._counts.nbytes
    for number in range(3 * SLOTS):
        attempts.wait(f"2001:db8::{number:x}", 1)
    assert attempts._counts.nbytes == size == SLOTS * 2 * 8


@pytest.mark.skipif(not hasattr(os, "fork"), reason="several processes are forked ones")
def test_processes_count_together():
    attempts = Attempts(Limit(tries=3, seconds=60))
    for _ in range(3):
        other = multiprocessing.get_context("fork").Process(target=attempts.wait, args=("a", 1.0))
        other.start()
        other.join()
    assert attempts.wait("a", 2.0) == 59


@pytest.mark.parametrize(
    ("address", "counted"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::/64"), ("2001:db8::ffff", "2001:db8::/64"), ("", "")],
)
def test_an_ipv6_network_counts_as_one_viewer(address, counted):
    assert proxy.whole(address) == counted


def test_an_ipv4_address_in_ipv6_clothes_is_recognised():
    assert proxy.is_in("::ffff:10.1.2.3", proxy.networks(["10.1.0.0/16"]))
    assert not proxy.is_in("unix:", proxy.networks(["10.1.0.0/16"]))
