"""`siwakit watch` at the command line: what it prints and saves about a program and its upstream, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import socket
import struct
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pytest
from click.testing import CliRunner

from siwakit.cli.watch import command
from siwakit.edge.server.certificates import make_certificates
from siwakit.errors import UsageError
from siwakit.testing import emulator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it is not for Windows")
SIWAKIT = (sys.executable, "-m", "siwakit", "watch")
WORLD = {
    "team": [
        {
            "id": "A1B2C3D4E5",
            "key": [{"id": "ABC123DEFG"}],
            "app": [{"id": "com.example.app"}],
            "service": [{"id": "com.example.web", "app": "com.example.app", "return_urls": ["https://app.example.com/callback"]}],
        }
    ],
    "user": [{"email": "jane@example.com"}],
}
CLIENT = """
    import json, os, sys, time, urllib.error, urllib.parse, urllib.request

    def ask(path, **form):
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            answer = urllib.request.urlopen("https://appleid.apple.com" + path, data)
        except urllib.error.HTTPError as error:
            answer = error
        except OSError as error:
            return type(error).__name__, b""
        return answer.status, answer.read()

    def exchange(**other):
        form = {**json.loads(os.environ["FORM"]), **other}
        return ask("/auth/token", **form)
"""


@pytest.fixture(scope="module")
def apple():
    with emulator(WORLD, seed=7, tls=True) as running:
        yield running


def form(apple, client_id="com.example.web"):
    """Return the fields of a token call by the website, with a client_secret of *client_id*."""
    fields = {"client_id": "com.example.web", "grant_type": "authorization_code", "redirect_uri": "https://app.example.com/callback"}
    return {**fields, "code": apple.sign_in("com.example.web"), "client_secret": apple.mint_secret(client_id)}


def upstream(apple):
    return "--upstream", f"https://127.0.0.1:{apple.server.tls_port}", "--upstream-ca", apple.server.certificates.authority


def program(text, folder):
    path = Path(folder, "program.py")
    path.write_text(textwrap.dedent(CLIENT) + textwrap.dedent(text))
    return sys.executable, str(path)


def watch(*words, sends=None, **options):
    environment = {**os.environ, "FORM": json.dumps(sends or {})}
    return subprocess.run([*SIWAKIT, *words], capture_output=True, text=True, timeout=60, check=False, env=environment, **options)


def said(done):
    return " ".join(done.stderr.split())


def test_first_it_says_what_is_seen_kept_and_sent(apple):
    done = watch(*upstream(apple), "--", "echo", "hello")
    assert (done.returncode, done.stdout) == (0, "hello\n")
    address = f"127.0.0.1:{apple.server.tls_port}"
    assert said(done).startswith(
        f"siwakit: what this program sends to appleid.apple.com goes on, byte for byte, to {address} in the place of appleid.apple.com"
    )
    assert "Seen: its requests to appleid.apple.com with their codes, tokens and secrets, and the answers." in said(done)
    assert "Not seen: what a browser sends" in said(done)
    assert "Kept: nothing, after this run." in said(done)
    assert "Nothing leaves this machine that the program would not have sent without siwakit." in said(done)
    assert "the program made no request to https://appleid.apple.com" in said(done)
    assert max(map(len, done.stderr.splitlines())) <= 80


def test_without_an_upstream_it_is_apple_itself():
    assert "goes on, byte for byte, to appleid.apple.com itself" in said(watch("--", "true"))


def test_the_program_gets_the_very_bytes_of_a_direct_call(apple, tmp_path):
    raw = """
        import socket, ssl
        for host, port, ca in (("appleid.apple.com", 443, None), ("127.0.0.1", int(sys.argv[1]), sys.argv[2])):
            context = ssl.create_default_context(cafile=ca)
            with context.wrap_socket(socket.create_connection((host, port)), server_hostname="appleid.apple.com") as connection:
                body = urllib.parse.urlencode(json.loads(os.environ["FORM"])).encode()
                head = f"POST /auth/token HTTP/1.1\\r\\nhost: appleid.apple.com\\r\\ncontent-LENGTH: {len(body)}\\r\\nConnection: close\\r\\n"
                connection.sendall((head + "Content-Type: application/x-www-form-urlencoded\\r\\n\\r\\n").encode() + body)
                received = b""
                while data := connection.recv(65536):
                    received += data
                # Only the time and what is random in an answer differ.
                print(*sorted(line for line in received.split(b"\\r\\n") if not line.lower().startswith(b"date:")))
    """
    arguments = (str(apple.server.tls_port), apple.server.certificates.authority)
    done = watch(*upstream(apple), "--", *program(raw, tmp_path), *arguments, sends=form(apple, "com.example.app"))
    watched, direct = done.stdout.splitlines()
    assert watched == direct
    assert "invalid_client" in direct


def test_a_refusal_is_reported_with_its_cause_and_not_twice(apple, tmp_path):
    done = watch(*upstream(apple), "--", *program("print(exchange()[0], exchange()[0])", tmp_path), sends=form(apple, "com.example.app"))
    assert done.stdout == "400 400\n"
    assert done.stderr.count("root cause[sub-differs-from-client-id]") == 1
    assert done.stderr.count("    sub-differs-from-client-id  (sign-in 1)  (as above)\n") == 1
    assert f"2 exchanges with 127.0.0.1:{apple.server.tls_port}, 2 refused: sub-differs-from-client-id." in said(done)
    assert done.stderr.endswith("\n  Next: siwakit explain sub-differs-from-client-id\n")
    assert max(map(len, done.stderr.splitlines())) <= 80


SIGN_IN = """
    code = os.environ["FORM"]
    status, answer = exchange()
    token = json.loads(answer)["refresh_token"]
    same = {name: json.loads(code)[name] for name in ("client_id", "client_secret")}
    print(status, ask("/auth/keys")[0], ask("/auth/token", grant_type="refresh_token", refresh_token=token, **same)[0])
    print(ask("/auth/revoke", token=token, token_type_hint="refresh_token", **same)[0])
"""


def test_the_calls_of_one_sign_in_have_its_number(apple, tmp_path):
    done = watch(*upstream(apple), "--", *program(SIGN_IN, tmp_path), sends=form(apple))
    assert done.stdout == "200 200 200\n200\n"
    lines = re.findall(r"^siwakit: [\d:]+  (\w+)  (\S+)  200  \(sign-in 1\)$", done.stderr, re.MULTILINE)
    assert lines == [("POST", "/auth/token"), ("GET", "/auth/keys"), ("POST", "/auth/token"), ("POST", "/auth/revoke")]
    assert done.stderr.endswith(f" 4 exchanges with 127.0.0.1:{apple.server.tls_port}, none refused\n")


SERVER = """
    import http.server
    page = "https://appleid.apple.com/auth/authorize?client_id=com.example.web&state=s1&response_type=code&redirect_uri=https%3A%2F%2Fapp.example.com"

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(302)
            self.send_header("Location", page)
            self.send_header("Set-Cookie", "flow=canary-of-a-cookie; SameSite=None; Secure")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self):
            sent = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            status = exchange(code=sent["code"])[0] if "code" in sent else 200
            self.send_response(500 if status != 200 else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def asked(port, head, body=b""):
    """Send a request to *port* once something listens there, and return the first line of the answer."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                connection.sendall(b"%b\r\nHost: app.example.com\r\nContent-Length: %d\r\n\r\n%b" % (head, len(body), body))
                return connection.recv(65536).partition(b"\r\n")[0]
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@contextmanager
def running(*words, sends):
    """Run a program that does not end by itself, and yield it."""
    environment = {**os.environ, "FORM": json.dumps(sends)}
    with subprocess.Popen([*SIWAKIT, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as started:
        try:
            yield started
        finally:
            started.terminate()


def test_the_callback_is_joined_when_the_program_receives_it_and_makes_the_report_certain(apple, tmp_path):
    listen, port, saved = free_port(), free_port(), tmp_path / "apple.har"
    fields = form(apple, "com.example.app")
    words = ("--callbacks", f"{listen}:{port}", "--save", str(saved), *upstream(apple), "--", *program(SERVER, tmp_path), str(port))
    with running(*words, sends=fields) as started:
        assert b" 302 " in asked(port, b"GET /login HTTP/1.1")
        assert b" 302 " in asked(listen, b"GET /login HTTP/1.1")
        back = f"code={fields['code']}&state=s1".encode()
        assert b" 500 " in asked(listen, b"POST /callback HTTP/1.1\r\nOrigin: https://appleid.apple.com\r\nCookie: flow=canary-of-a-cookie", back)
        note = json.dumps({"payload": apple.notification("consent-revoked")}).encode()
        assert b" 200 " in asked(listen, b"POST /apple HTTP/1.1\r\nContent-Type: application/json", note)
        time.sleep(0.3)
        started.terminate()
        _, printed = started.communicate(timeout=30)
    unfolded = re.sub(r"\d+ s old", "N s old", re.sub(r"\n    (?=\S)", "  ", printed))
    lines = re.findall(r"^siwakit: [\d:]{8}  (.*)$", unfolded, re.MULTILINE)
    assert lines == [
        "GET  /login  302  to Apple's page  (sign-in 1)",
        "POST  /callback  from Apple's page  (sign-in 1)",
        "POST  /auth/token  400  invalid_client  sub-differs-from-client-id  (sign-in 1, code N s old)",
        "POST  /callback  500  from the program  (sign-in 1)",
        "POST  /apple  a notification  consent-revoked",
    ]
    assert "the authorize request that began this sign-in names com.example.web" in " ".join(printed.split())
    text = saved.read_text()
    assert [secret for secret in ("canary-of-a-cookie", fields["code"], fields["client_secret"], json.loads(note)["payload"]) if secret in text] == []
    report = subprocess.run(
        [sys.executable, "-m", "siwakit", "doctor", "--verbose", str(saved)], capture_output=True, text=True, timeout=60, check=False
    ).stdout
    assert "root cause[sub-differs-from-client-id]" in report
    assert "the authorize request that began this sign-in names com.example.web" in " ".join(report.split())


def test_nothing_secret_is_saved_and_the_doctor_and_explain_read_the_file(apple, tmp_path):
    fields = form(apple, "com.example.app")
    done = watch("--save", "apple.har", *upstream(apple), "--", *program("exchange()", tmp_path), sends=fields, cwd=tmp_path)
    assert "Kept: apple.har, with codes, tokens, secrets and cookies only described." in said(done)
    text = (tmp_path / "apple.har").read_text()
    assert [secret for secret in (fields["code"], *fields["client_secret"].split(".")[1:]) if secret in text] == []
    assert (tmp_path / "apple.har").stat().st_mode & 0o777 == 0o600
    doctor = [sys.executable, "-m", "siwakit", "doctor", "apple.har"]
    report = subprocess.run(doctor, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert report.returncode == 1
    assert "root cause[sub-differs-from-client-id]" in report.stdout


def test_secrets_are_saved_if_that_is_asked_for_and_said(apple, tmp_path):
    fields = form(apple)
    done = watch("--save", "apple.har", "--show-secrets", *upstream(apple), "--", *program("exchange()", tmp_path), sends=fields, cwd=tmp_path)
    assert "Kept: everything, in apple.har, with codes, tokens and secrets (--show-secrets)." in said(done)
    text = (tmp_path / "apple.har").read_text()
    assert fields["code"] in text
    assert fields["client_secret"] in text
    assert (tmp_path / "apple.har").stat().st_mode & 0o777 == 0o600
    # They are never printed.
    assert fields["code"] not in done.stderr
    assert fields["client_secret"] not in done.stderr


def test_a_disk_that_is_full_does_not_disturb_the_program(apple, tmp_path):
    # No file may have more than 1000 KiB: the entries of the last requests do not fit.
    sends = program("print({exchange(x='x' * 20_000)[0] for _ in range(60)})", tmp_path)
    words = [*SIWAKIT, "--save", "apple.har", "--save-size", "60", "--show-secrets", *upstream(apple), "--", *sends]
    environment = {**os.environ, "FORM": json.dumps(form(apple, "com.example.app"))}
    line = f"ulimit -f 1000; exec {' '.join(words)}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False, env=environment, cwd=tmp_path)
    assert done.stdout == "{400}\n"
    assert done.stderr.count("--save: file too large: the file has not all exchanges") == 1
    entries = json.loads((tmp_path / "apple.har").read_text())["log"]["entries"]
    assert 30 < len(entries) < 60


def test_a_request_of_which_the_end_was_not_seen_is_not_judged(apple, tmp_path):
    done = watch(*upstream(apple), "--", *program("print(ask('/auth/token', x='x' * 1_200_000)[0])", tmp_path))
    assert re.fullmatch(r"4\d\d\n", done.stdout)
    assert "not judged: only a part of it was read" in said(done)
    assert "root cause" not in done.stderr
    assert said(done).endswith("1 refused")


def test_an_upstream_that_is_away_is_named_and_the_program_gets_an_error(tmp_path):
    away = free_port()
    done = watch("--upstream", f"https://127.0.0.1:{away}", "--", *program("print(ask('/auth/keys')[0])", tmp_path))
    assert (done.returncode, done.stdout) == (0, "URLError\n")
    assert f"127.0.0.1 cannot be reached on port {away}: connection refused: the connection of the program was reset" in said(done)


def test_an_upstream_with_another_authority_is_refused_and_says_how_to_name_it(apple, tmp_path):
    done = watch(*upstream(apple)[:2], "--", *program("print(ask('/auth/keys')[0])", tmp_path))
    assert done.stdout == "URLError\n"
    assert "is not accepted" in said(done)
    assert "(--upstream-ca names its authority)" in said(done)
    assert said(done).endswith("its connections failed, see above")


@contextmanager
def raw_upstream(folder, serve):
    """Serve each connection over TLS by *serve*, and yield the options that lead there."""
    certificates = make_certificates(str(folder))
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                try:
                    with certificates.context.wrap_socket(connection, server_side=True) as one:
                        one.recv(65536)
                        serve(one)
                except OSError:
                    pass

        threading.Thread(target=accept, daemon=True).start()
        yield "--upstream", f"https://127.0.0.1:{listener.getsockname()[1]}", "--upstream-ca", certificates.authority
        listener.shutdown(socket.SHUT_RDWR)


def drip(connection):
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}":
        connection.sendall(bytes([byte]))
        time.sleep(0.01)


BAD = {
    "garbage": (lambda connection: connection.sendall(b"\x00\xff garbage"), "RemoteDisconnected|BadStatusLine", "the answer is not valid HTTP/1.1"),
    "silence": (lambda _: None, "RemoteDisconnected", "closed the connection"),
    "half an answer": (
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"),
        "IncompleteRead",
        "closed the connection",
    ),
    "a drip": (drip, "200", "GET  /auth/keys  200"),
}


@pytest.mark.parametrize(("serve", "gets", "told"), BAD.values(), ids=BAD)
def test_a_bad_upstream_is_told_and_the_program_gets_what_it_sends(tmp_path, serve, gets, told):
    text = """
        try:
            print(ask("/auth/keys")[0])
        except Exception as error:
            print(type(error).__name__)
    """
    with raw_upstream(tmp_path, serve) as options:
        done = watch(*options, "--", *program(text, tmp_path))
    assert re.fullmatch(gets, done.stdout.strip())
    assert told in done.stderr


WRONG = [
    (),
    ("--",),
    ("--upstream", "http://127.0.0.1", "--", "touch", "started"),
    ("--upstream", "nonsense", "--", "touch", "started"),
    ("--upstream", "https://127.0.0.1", "--upstream-ca", "missing.pem", "--", "touch", "started"),
    ("--upstream-ca", "ca.pem", "--", "touch", "started"),
    ("--show-secrets", "--", "touch", "started"),
    ("--save", "/no/such/folder/apple.har", "--", "touch", "started"),
    ("--save", "/dev/null", "--", "touch", "started"),
    ("--save-size", "0", "--", "touch", "started"),
    ("--callbacks", "3000", "--", "touch", "started"),
    ("--callbacks", "3000:3000", "--", "touch", "started"),
    ("--config", "missing.toml", "--", "touch", "started"),
    ("--log", "/no/such/folder/log", "--", "touch", "started"),
    ("--no-such-option", "touch", "started"),
]


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(words) or "nothing")
def test_wrong_use_ends_with_2_before_the_program_starts(words, tmp_path):
    done = watch(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(("error: ", "Usage: "))
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_somebody_else_is_not_replaced(tmp_path):
    (tmp_path / "package.json").write_text("{}")
    done = watch("--save", "package.json", "--", "touch", "started", cwd=tmp_path)
    assert done.returncode == 2
    assert "it exists, and was not written by siwakit" in done.stderr
    assert ([path.name for path in tmp_path.iterdir()], (tmp_path / "package.json").read_text()) == (["package.json"], "{}")


@pytest.mark.parametrize(
    ("words", "code"), [(("sh", "-c", "exit 7"), 7), (("/no/such/program",), 127), (("/",), 126), (("sh", "-c", "kill -9 $$"), 137)]
)
def test_the_exit_code_is_the_programs(words, code):
    assert watch("--quiet", "--", *words).returncode == code


def test_windows_gets_one_clear_error(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    result = CliRunner().invoke(command, ["--", "true"])
    assert isinstance(result.exception, UsageError)
    assert "`siwakit watch` does not work on Windows" in result.exception.message


def test_quiet_prints_nothing_and_a_log_has_all_of_it(apple, tmp_path):
    log = tmp_path / "watch.log"
    words = ("--quiet", "--log", str(log), *upstream(apple), "--", *program("print(exchange()[0])", tmp_path))
    done = watch(*words, sends=form(apple, "com.example.app"))
    assert (done.stdout, done.stderr) == ("400\n", "")
    assert "root cause[sub-differs-from-client-id]" in log.read_text()
    assert "\x1b[" not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def at_a_terminal(*words, rows=24, columns=80, **variables):
    pid, number = pty.fork()
    if pid == 0:
        os.execve(SIWAKIT[0], [*SIWAKIT, *words], {**os.environ, "TERM": "xterm", **variables})  # noqa: S606  in a process of its own
    ioctl(number, TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    text, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline and select.select([number], [], [], 10)[0]:
        try:
            more = os.read(number, 65536)
        except OSError:
            break
        if not more:
            break
        text += more
    os.waitpid(pid, 0)
    os.close(number)
    return text.decode()


def test_a_report_fits_a_terminal_of_80_columns_and_its_end_fits_24_lines(apple, tmp_path):
    sends = json.dumps(form(apple, "com.example.app"))
    text = at_a_terminal(*upstream(apple), "--", *program("time.sleep(0.5); exchange()", tmp_path), FORM=sends)
    assert re.search(r"\x1b\[[0-9;]*31m", text)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = [line.rpartition("\r")[2] for line in plain.replace("\r\n", "\n").split("\n")]
    assert max(map(len, lines)) <= 80
    # The cause and the next step are on the last screen.
    assert "root cause[sub-differs-from-client-id]" in "\n".join(lines[-24:])
    assert "Apple refused this request" in plain


def test_colour_is_left_out_if_it_is_not_wanted(apple, tmp_path):
    words = (*upstream(apple), "--", *program("ask('/auth/keys')", tmp_path))
    assert "\x1b[" not in at_a_terminal(*words, NO_COLOR="1")
    assert "\x1b[" not in at_a_terminal(*words, TERM="dumb")
    assert "\x1b[" not in watch(*words).stderr
    assert "\x1b[32m" in at_a_terminal(*words, NO_COLOR="")
    assert "\x1b[32m" in watch("--colour", "always", *words).stderr


def test_variables_lead_the_program_here_too(apple, tmp_path):
    done = watch("--method", "variables", *upstream(apple), "--", *program("print(exchange()[0])", tmp_path), sends=form(apple))
    assert done.stdout == "200\n"
    assert "because of variables, files and hooks that it reads" in said(done)
    assert "POST  /auth/token  200  (sign-in 1)" in done.stderr


def test_settings_of_the_project_make_a_report_more_certain(apple, tmp_path):
    (tmp_path / "siwakit.toml").write_text('team_id = "ZZZZZZZZZZ"\n')
    done = watch(*upstream(apple), "--", *program("print(exchange()[0])", tmp_path), sends=form(apple, "com.example.app"), cwd=tmp_path)
    assert "ZZZZZZZZZZ" in done.stderr
