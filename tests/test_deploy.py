"""What an administrator copies from docs/deploy.md and the Dockerfile is true of the program as it is."""

import configparser
import json
import re
import shlex
import subprocess
import sys
import threading

import pytest
import typer
import waitress
from typer.testing import CliRunner

from analysis.__main__ import app
from dashboard import app as dashboard_app
from dashboard import serving
from dashboard.access import accounts, gates, login
from dashboard.web.proxy import FromProxy

ACCOUNTS, SECRET_FILE = "/etc/minzheng/accounts", "/run/secrets/dashboard"


@pytest.fixture(scope="module")
def page(project_root):
    return (project_root / "docs" / "deploy.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def dockerfile(project_root) -> list[tuple[str, str]]:
    """Its instructions, each with its arguments on one line."""
    text = (project_root / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def program_lines(page: str, dockerfile) -> list[list[str]]:
    """The words after `python -m analysis` wherever one is told to run it."""
    told = [
        *(line for block in blocks(page, "sh") for line in block.splitlines()),
        *re.findall(r"`(python -m analysis [^`]+)`", page),
        *re.findall(r"^ExecStart=(.*)$", page, re.MULTILINE),
        *(" ".join(json.loads(words)) for name, words in dockerfile if name == "CMD"),
    ]
    found = [shlex.split(line) for line in told if "-m analysis" in line]
    return [words[words.index("analysis") + 1 :] for words in found]


def test_commands_and_options_exist(page, dockerfile):
    commands = typer.main.get_command(app).commands
    lines = program_lines(page, dockerfile)
    assert {words[0] for words in lines} == {"dashboard", "account"}
    for words in lines:
        known = {option for parameter in commands[words[0]].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, words
    options = {option for parameter in commands["dashboard"].params for option in parameter.opts}
    named = set(re.findall(r"`(--[a-z-]+)", page))
    ours = {option for option in named if not option.startswith("--build-arg")}
    assert ours <= options, ours - options
    assert options - {"--help"} <= set(re.findall(r"--[a-z-]+", page)), "every option is explained"


def test_each_way_to_start_it_starts_it(page, dockerfile, monkeypatch, tmp_path):
    """With the files in place that the page says to make; without a login, where others reach it, it refuses."""
    accounts.put(tmp_path / "accounts", "救助科", "correct horse battery")
    (tmp_path / "secret").write_text("各处室共用的口令2026年\n", encoding="utf-8")
    served = []
    monkeypatch.setattr(serving, "serve", lambda *arguments, **_: served.append(arguments))
    lines = [words for words in program_lines(page, dockerfile) if words[0] == "dashboard"]
    assert len(lines) >= 4
    for words in lines:
        here = [str(tmp_path / "accounts") if word == ACCOUNTS else word for word in words]
        protected = "0.0.0.0" in words
        runs = {name: CliRunner().invoke(app, here, env=variables) for name, variables in (
            ("bare", {"DASHBOARD_SECRET_FILE": None, "DASHBOARD_SECRET": None, "DASHBOARD_ACCOUNTS": None}),
            ("secret", {"DASHBOARD_SECRET_FILE": str(tmp_path / "secret")}),
        )}  # fmt: skip
        assert runs["bare"].exit_code == (2 if protected else 0), runs["bare"].output
        if protected:
            assert runs["secret"].exit_code == 0, runs["secret"].output
    assert {type(one[3]) for one in served} >= {gates.NamedAccounts, gates.SharedSecret, type(None)}


def test_the_variables_named_are_read(page, dockerfile):
    group = typer.main.get_command(app).commands
    read = {parameter.envvar for command in group.values() for parameter in command.params if parameter.envvar}
    named = set(re.findall(r"\bDASHBOARD_[A-Z_]+", page))
    assert named == {*(one for one in read if str(one).startswith("DASHBOARD_")), gates.SECRET_VARIABLE}


def test_limits_and_times_are_those_of_the_program(page):
    minutes, hours = login.BY_ADDRESS.seconds // 60, login.BY_NAME.seconds // 3600
    assert f"同一地址 {minutes} 分钟内试 {login.BY_ADDRESS.tries} 次" in page
    assert f"同一名字 {hours} 小时内试 {login.BY_NAME.tries} 次" in page
    assert f"登录有效 {login.SESSION.seconds // 3600} 小时" in page
    assert f"至少 {gates.SHORTEST_SECRET} 个字符" in page and f"最多等 {serving.LAST_ANSWERS} 秒" in page
    from dashboard.shared import data

    assert f"{data.PATIENCE} 秒后仍不齐全" in page


def test_the_unit_stops_gracefully_and_does_not_restart_on_bad_usage(page):
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read_string(blocks(page, "ini")[0])
    service = unit["Service"]
    assert int(service["TimeoutStopSec"]) > serving.LAST_ANSWERS
    assert service["RestartPreventExitStatus"] == "2" and service["User"] not in ("root", "")
    assert service["ExecStart"].startswith(service["WorkingDirectory"]), "started from its own folder"


def test_the_proxy_sends_what_the_program_believes(page):
    site = blocks(page, "nginx")[0]
    sent = dict(re.findall(r"proxy_set_header (\S+) (\S+);", site))
    assert sent["X-Forwarded-For"] == "$remote_addr" and sent["X-Forwarded-Proto"] == "$scheme"
    assert sent["X-Remote-User"] == '""', "what browsers send themselves is taken away"
    start = re.search(r"^ExecStart=(.*)$", page, re.MULTILINE)[1]
    address = re.search(r"proxy_pass http://([\d.]+):(\d+);", site)
    assert f"--host {address[1]} --port {address[2]}" in start and f"--trusted-proxy {address[1]}" in start
    read = FromProxy.__call__.__code__.co_consts
    for name in ("X-Forwarded-For", "X-Forwarded-Proto"):
        assert f"HTTP_{name.upper().replace('-', '_')}" in read
    assert gates.ProxyHeader("X-Remote-User")._key == "HTTP_X_REMOTE_USER"


@pytest.fixture(scope="module")
def port(project_root):
    server = waitress.create_server(
        dashboard_app.create_app(
            project_root / "data" / "processed", gates.SharedSecret("一二三四五六七八九十十一")
        ).server,
        host="127.0.0.1",
        port=0,
    )
    threading.Thread(target=server.run, daemon=True).start()
    yield server.effective_port
    server.close()


def test_the_health_question_of_the_image_is_answered(dockerfile, port):
    asked = next(words for name, words in dockerfile if name == "HEALTHCHECK")
    python, *rest = json.loads(asked[asked.index("[") :])
    assert python == "python"
    code = [part.replace(":8050/", f":{port}/") for part in rest]
    assert subprocess.run([sys.executable, *code], check=False).returncode == 0
    gone = [part.replace("/health", "/no-such") for part in code]
    assert subprocess.run([sys.executable, *gone], check=False, capture_output=True).returncode != 0


def test_what_the_page_says_of_health_and_strangers_is_so(page, port):
    import urllib.error
    import urllib.request

    address = re.search(r"curl -fsS http://127\.0\.0\.1:8050(/\S+)", page)[1]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}") as answer:
        said = json.dumps(json.load(answer), separators=(",", ":"))
    assert f"200 `{said}`" in page
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/data/figures.json")


def test_the_image_is_pinned_runs_without_privileges_and_checks_hashes(dockerfile, project_root):
    base = next(words for name, words in dockerfile if name == "ARG" and words.startswith("BASE="))
    assert re.fullmatch(r"BASE=[a-z]+:\d+\.\d+\.\d+-slim-[a-z]+", base), "an exact version, and no registry's name"
    assert all(words.startswith("${BASE}") for name, words in dockerfile if name == "FROM")
    last = max(number for number, (name, _) in enumerate(dockerfile) if name == "FROM")
    users = [words for name, words in dockerfile[last:] if name == "USER"]
    assert users and users[-1].isdigit() and int(users[-1]) > 0
    installs = [
        part for name, words in dockerfile if name == "RUN" for part in words.split("&&") if "pip install" in part
    ]
    assert installs and all("--require-hashes" in part for part in installs)
    assert not any("pip install" in words for _, words in dockerfile[last:])
    for name, words in dockerfile:
        if name == "COPY" and not words.startswith("--from"):
            assert all((project_root / source).exists() for source in words.split()[:-1]), words


def test_the_image_holds_the_test_tools_of_nobody(project_root):
    """The image installs what pyproject.toml names for running; what is only for tests must not be imported there."""
    import tomllib

    declared = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    running = {re.split(r"[\[<>=;!~ ]", one)[0] for one in declared["project"]["dependencies"]}
    only_tests = {re.split(r"[\[<>=;!~ ]", one)[0] for one in declared["dependency-groups"]["dev"]}
    assert {"flask", "waitress", "gunicorn", "dash"} <= running and "pytest" in only_tests - running


def test_a_mounted_folder_is_the_one_that_a_build_replaces_things_in(page):
    mounted = re.findall(r"--volume (\S+):(/app/\S+?):ro", page)
    assert mounted == [("/srv/minzheng/data", "/app/data")]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_readmes_lead_here(project_root, name):
    assert "(docs/deploy.md)" in (project_root / name).read_text(encoding="utf-8")
