"""`siwakit run` at the command line: what it prints around a program, and what the program is told."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from siwakit.cli.run import command
from siwakit.errors import UsageError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it is not for Windows")
SIWAKIT = (sys.executable, "-m", "siwakit", "run")
EVERYWHERE = "0.0.0.0"  # noqa: S104  the name of an option's value
CLIENT = """
    import json, os, time, urllib.error, urllib.parse, urllib.request
    from siwakit import mint_client_secret
    from siwakit.jose.signer import load_signer

    def sign_in():
        body = json.dumps({"client_id": os.environ["SIWAKIT_CLIENT_ID"]}).encode()
        request = urllib.request.Request(os.environ["SIWAKIT_PORTAL_URL"] + "/api/sign-in", body, {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request))["code"]

    def exchange(client_id=os.environ["SIWAKIT_CLIENT_ID"]):
        key = load_signer(open(os.environ["SIWAKIT_KEY_FILE"]).read())
        names = {"team_id": os.environ["SIWAKIT_TEAM_ID"], "key_id": os.environ["SIWAKIT_KEY_ID"]}
        secret = mint_client_secret(key, client_id=client_id, now=int(time.time()), **names)
        form = {"client_id": os.environ["SIWAKIT_CLIENT_ID"], "client_secret": secret, "code": sign_in(), "grant_type": "authorization_code"}
        form["redirect_uri"] = os.environ["SIWAKIT_REDIRECT_URI"]
        try:
            return urllib.request.urlopen("https://appleid.apple.com/auth/token", urllib.parse.urlencode(form).encode()).status
        except urllib.error.HTTPError as error:
            return error.code
"""


def program(text: str, folder: Path) -> str:
    path = folder / "program.py"
    path.write_text(textwrap.dedent(CLIENT) + textwrap.dedent(text))
    return str(path)


def run(*words: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SIWAKIT, *words], capture_output=True, text=True, timeout=60, check=False, **options)


def test_a_right_exchange_is_a_line_and_the_program_is_told_the_world(tmp_path):
    done = run("--", sys.executable, program("print(exchange())", tmp_path))
    assert (done.returncode, done.stdout) == (0, "200\n")
    assert re.search(r"^siwakit: \d\d:\d\d:\d\d  POST  /auth/token  200$", done.stderr, re.MULTILINE)
    assert done.stderr.endswith("siwakit: 1 exchange with the local Apple, none refused\n")


def test_a_refusal_is_reported_with_its_cause_and_commands_that_reach_the_emulator(tmp_path):
    done = run("--", sys.executable, program("print(exchange('com.example.app'), exchange('com.example.app'))", tmp_path))
    assert done.stdout == "400 400\n"
    assert done.stderr.count("root cause[sub-differs-from-client-id]") == 1
    assert done.stderr.count("sub-differs-from-client-id  (as above)") == 1
    assert re.search(r"^curl http://127\.0\.0\.1:\d+/auth/token", done.stderr, re.MULTILINE)
    assert re.search(r"siwakit secret --key \S+/AuthKey_\w+\.p8", done.stderr)
    assert "2 refused: sub-differs-from-client-id." in " ".join(done.stderr.split())
    assert done.stderr.endswith("\n  Next: siwakit explain sub-differs-from-client-id\n")


def test_codes_can_be_too_old_and_the_report_says_that_they_were_made_so(tmp_path):
    done = run("--age-codes", "301", "--", sys.executable, program("print(exchange())", tmp_path))
    assert done.stdout == "400\n"
    assert "counting the 301 seconds by which it was aged in the emulator" in " ".join(done.stderr.split())
    assert "age_codes=301" in done.stderr


def test_a_program_without_a_request_is_told_so():
    done = run("--", "true")
    assert "the program made no request to https://appleid.apple.com" in " ".join(done.stderr.split())
    assert done.returncode == 0


def test_quiet_prints_nothing_and_a_log_has_all_of_it(tmp_path):
    log = tmp_path / "run.log"
    done = run("--quiet", "--log", str(log), "--", sys.executable, program("print(exchange())", tmp_path))
    assert (done.stdout, done.stderr) == ("200\n", "")
    assert "POST  /auth/token  200" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


UNTRUSTED = """
    import socket, ssl
    # It trusts nobody.
    pinned = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for _ in range(2):
        try:
            pinned.wrap_socket(socket.create_connection(("appleid.apple.com", 443)), server_hostname="appleid.apple.com")
        except ssl.SSLError as error:
            print("refused", error.reason)
"""


def test_a_program_that_does_not_trust_the_certificate_is_named_with_what_to_try(tmp_path):
    done = run("--", sys.executable, program(UNTRUSTED, tmp_path))
    assert done.stdout == "refused CERTIFICATE_VERIFY_FAILED\n" * 2
    said = " ".join(done.stderr.split())
    assert said.count("ended the TLS handshake: it does not know who signed the certificate") == 1
    assert re.search(r"siwakit: python\S* ended", said)
    assert "load_verify_locations($SIWAKIT_CA_FILE)" in said
    assert re.search(r"no exchange with the local Apple: python\S* ended the connection, see above", said)


@pytest.mark.parametrize(
    "words",
    [
        ("--switch", "no-such=1", "--", "touch", "started"),
        ("--fault", "nonsense", "--", "touch", "started"),
        ("--world", "missing.toml", "--", "touch", "started"),
        ("--age-codes", "-1", "--", "touch", "started"),
        ("--age-codes", "99999999999", "--", "touch", "started"),
        ("--method", "magic", "--", "touch", "started"),
        ("--no-such-option", "touch", "started"),
        ("--log", "/no/such/folder/log", "--", "touch", "started"),
        ("--state", "/no/such/folder/state", "--", "touch", "started"),
        (),
        ("--",),
    ],
    ids=lambda words: " ".join(words) or "nothing",
)
def test_wrong_use_ends_with_2_before_the_program_starts(words, tmp_path):
    done = run(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("--env", "--", "touch", "started"),
        ("--host", EVERYWHERE, "touch", "started"),
        ("--certificates", "certificates", "touch", "started"),
        ("--env=x",),
    ],
    ids=" ".join,
)
def test_options_that_exclude_each_other_are_wrong_use(words, tmp_path):
    done = run(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout, list(tmp_path.iterdir())) == (2, "", [])


OWN_WORLD = """
[[team]]
id = "A1B2C3D4E5"
[[team.key]]
id = "MYOWNKEY01"
app = "com.acme.app"
public_jwk = {kty = "EC", crv = "P-256", x = "zDJH4BvK1oixpOSs7PvFdmSaVI70UUd1pFAU4D-VAPU", y = "dybQePqJ7KBwgRqCXUOAmBEWpyUROX0jWx64Le4r1r0"}
[[team.app]]
id = "com.acme.app"
[[team.service]]
id = "com.acme.web"
app = "com.acme.app"
return_urls = ["https://acme.example/callback"]
[[user]]
email = "jane@acme.example"
"""


def test_a_world_with_a_key_of_your_own_is_told_without_its_file(tmp_path):
    (tmp_path / "world.toml").write_text(OWN_WORLD)
    done = run("--world", "world.toml", "--", "env", cwd=tmp_path)
    told = dict(re.findall(r"^(SIWAKIT_\w+)=(.*)$", done.stdout, re.MULTILINE))
    assert (told["SIWAKIT_TEAM_ID"], told["SIWAKIT_KEY_ID"], told["SIWAKIT_CLIENT_ID"]) == ("A1B2C3D4E5", "MYOWNKEY01", "com.acme.web")
    assert (told["SIWAKIT_REDIRECT_URI"], told["SIWAKIT_BUNDLE_ID"]) == ("https://acme.example/callback", "com.acme.app")
    assert "SIWAKIT_KEY_FILE" not in told
    assert "com.acme.web  com.acme.app" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have seccomp")
def test_a_run_within_a_run_uses_variables_and_says_why(tmp_path):
    done = run("--quiet", "--", *SIWAKIT, "--", sys.executable, program("print(exchange())", tmp_path))
    assert done.stdout == "200\n"
    assert re.search(r"because of variables, files and hooks that it reads \(not seccomp: [^)]*filter", " ".join(done.stderr.split()))
    forced = run("--quiet", "--", *SIWAKIT, "--method", "seccomp", "--", "touch", str(tmp_path / "started"))
    assert (forced.returncode, (tmp_path / "started").exists()) == (125, False)
    assert "error: seccomp cannot be used: " in forced.stderr


def test_windows_gets_one_clear_error(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    result = CliRunner().invoke(command, ["--", "true"])
    assert isinstance(result.exception, UsageError)
    assert "does not work on Windows" in result.exception.message


@contextlib.contextmanager
def listening(folder: Path, *words: str):
    """Yield the variables that `siwakit run --env` prints while it listens."""
    with subprocess.Popen([*SIWAKIT, "--env", *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            lines = []
            for line in running.stdout:
                lines.append(line)
                if "SIWAKIT_SIGN_IN_URL" in line:
                    break
            yield "".join(lines), running
        finally:
            running.terminate()


def test_programs_with_the_variables_find_the_emulator_until_it_ends(tmp_path):
    with listening(tmp_path, "--certificates", "certificates") as (text, running):
        (tmp_path / "apple.sh").write_text(text)
        line = f". ./apple.sh; exec {sys.executable} {program('print(exchange())', tmp_path)}"
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert done.stdout == "200\n", done.stderr
        assert len(list(tmp_path.glob("certificates/AuthKey_*.p8"))) == 1
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
        assert running.returncode == 0
    assert "POST  /auth/token  200" in said
    assert said.endswith("1 exchange with the local Apple, none refused\n")
    assert (tmp_path / "certificates" / "ca.pem").exists()
    assert list(tmp_path.glob("certificates/*.p8")) == []


def test_the_emulator_prints_the_same_variables(tmp_path):
    command = (sys.executable, "-m", "siwakit", "emulator", "--port", "0", "--env")
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        names = []
        for line in running.stdout:
            names.append(line.partition("=")[0].removeprefix("export "))
            if names[-1] == "SIWAKIT_SIGN_IN_URL":
                break
        running.terminate()
    with listening(tmp_path) as (text, _):
        assert [line.partition("=")[0].removeprefix("export ") for line in text.splitlines()] == names


def test_containers_get_an_address_that_they_can_reach_and_a_browser_one_on_this_machine(tmp_path):
    with listening(tmp_path, "plain", "--host", EVERYWHERE, "--certificates", "certificates") as (text, _):
        found = dict(line.split("=", 1) for line in text.splitlines())
    assert found["HTTPS_PROXY"].startswith("http://host.docker.internal:")
    assert found["SIWAKIT_URL"].startswith("http://host.docker.internal:")
    assert found["SIWAKIT_SIGN_IN_URL"].startswith("http://127.0.0.1:")
    assert found["SIWAKIT_CA_FILE"] == str(tmp_path / "certificates" / "ca.pem")
    assert "PATH" not in found


def test_options_after_the_program_are_the_programs():
    assert run("echo", "--help", "-h", "--", "--seed").stdout == "--help -h -- --seed\n"
    assert run("--", "echo", "--quiet").stdout == "--quiet\n"


@pytest.mark.parametrize(("words", "code"), [(("/no/such/program",), 127), (("/",), 126)])
def test_a_program_that_cannot_be_run_is_named(words, code):
    done = run("--quiet", "--", *words)
    assert done.returncode == code
    assert f"error: {words[0]} cannot be run: " in done.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("curl -s https://appleid.apple.com",), "sh -c '...'"),
        (("DEBUG=1", "node", "app.js"), "env NAME=VALUE PROGRAM"),
        (("DEBUG=/tmp/x", "node", "app.js"), "env NAME=VALUE PROGRAM"),
        (("cd", "app"), "cd is part of the shell"),
        (("no-such-program",), "looked for in PATH"),
    ],
    ids=["a whole line", "a variable", "a variable with a path", "a builtin", "a name"],
)
def test_a_line_of_a_shell_that_is_not_a_program_comes_with_what_to_write(words, hint):
    done = run("--quiet", "--", *words)
    assert done.returncode == 127
    assert hint in done.stderr.partition("\nhint: ")[2]


def test_a_world_that_is_missing_can_only_be_named(tmp_path):
    done = run("--world", str(tmp_path / "missing.toml"), "--", "true")
    assert done.returncode == 2
    assert "missing.toml: no such file or directory\nhint: name a TOML file" in done.stderr


def read_all(number: int) -> str:
    text = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and select.select([number], [], [], 10)[0]:
        try:
            more = os.read(number, 65536)
        except OSError:
            break
        if not more:
            break
        text += more
    return text.decode()


def at_a_terminal(*words: str, **variables: str) -> str:
    pid, number = pty.fork()
    if pid == 0:
        os.execve(SIWAKIT[0], [*SIWAKIT, *words], {**os.environ, "TERM": "xterm", **variables})  # noqa: S606  in a process of its own
    text = read_all(number)
    os.waitpid(pid, 0)
    os.close(number)
    return text


def test_at_a_terminal_a_line_of_siwakit_never_begins_behind_a_line_of_the_program(tmp_path):
    text = at_a_terminal("--", sys.executable, program("print('partial', end='', flush=True); exchange(); time.sleep(0.5)", tmp_path))
    # A row as wide as the terminal: the cursor is on the next line only if it was not at the start of one.
    assert re.search(r"partial {80}\r.*POST", text)
    assert "\x1b[32m" in text


def test_colour_is_left_out_if_it_is_not_wanted():
    assert "\x1b[" not in at_a_terminal("--", "true", NO_COLOR="1")
    assert "\x1b[1m" in at_a_terminal("--", "true", NO_COLOR="")


def test_what_happens_while_a_program_reads_single_keys_is_printed_afterwards(tmp_path):
    text = at_a_terminal(
        "--",
        sys.executable,
        program(
            """
            import sys, tty, termios
            before = termios.tcgetattr(0)
            tty.setcbreak(0)
            exchange()
            time.sleep(1)
            print("still drawing", flush=True)
            termios.tcsetattr(0, termios.TCSADRAIN, before)
            """,
            tmp_path,
        ),
    )
    assert text.index("still drawing") < text.index("POST  /auth/token  200")
