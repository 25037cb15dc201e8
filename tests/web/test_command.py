"""`siwakit web` as it is started: what it prints, whom it lets in, and that it writes down nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from http.client import HTTPConnection

import pytest

from siwakit.edge.web_server import WebServer
from siwakit.errors import UsageError

CANARY = "canary5f2e91"


@pytest.fixture
def command(tmp_path):
    arguments = [sys.executable, "-c", "from siwakit.cli import main; main()", "web", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "HOME": str(tmp_path)}
    with subprocess.Popen(arguments, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def ask(port, method, path, body=None, **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def test_the_address_it_prints_lets_in_and_nothing_is_written_down(command, tmp_path):
    address = re.search(r"http://127\.0\.0\.1:(\d+)(/start\?t=\S+)", command.stdout.readline())
    assert address
    port = int(address[1])
    assert ask(port, "GET", "/")[0] == 403
    status, headers, _ = ask(port, "GET", address[2])
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"].partition(";")[0]
    assert ask(port, "GET", "/", Cookie=cookie)[0] == 200
    body = json.dumps({"inputs": [{"name": CANARY, "text": f"curl https://appleid.apple.com/auth/token -d client_id={CANARY}"}]})
    own = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/json"}
    assert ask(port, "POST", "/judge", body, **own)[0] == 200
    assert ask(port, "POST", "/judge", CANARY, **own)[0] == 422
    assert ask(port, "POST", "/judge", "x" * (8 * 1024 * 1024 + 1), **own)[0] == 413
    command.send_signal(signal.SIGINT)
    out, err = command.communicate(timeout=20)
    assert CANARY not in out + err
    assert err == ""
    assert command.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_beside_an_emulator_it_hands_out_the_journal(tmp_path):
    code = "from siwakit.cli import main; main()"
    arguments = [sys.executable, "-c", code, "web", "--port", "0", "--emulator", "--emulator-port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(arguments, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        apple, _, page = (re.search(r"http://127\.0\.0\.1:(\d+)(\S*)", process.stdout.readline()) for _ in range(3))
        ask(int(apple[1]), "POST", "/auth/token", "grant_type=authorization_code", **{"Content-Type": "application/x-www-form-urlencoded"})
        port = int(page[1])
        cookie = ask(port, "GET", page[2])[1]["set-cookie"].partition(";")[0]
        [entry] = json.loads(ask(port, "GET", "/journal?after=0", Cookie=cookie)[2])
        assert json.loads(ask(port, "GET", f"/journal?after={entry['number']}", Cookie=cookie)[2]) == []
        process.send_signal(signal.SIGINT)
        process.wait(20)
    assert (entry["path"], entry["rule"]) == ("/auth/token", "client-id-missing")


def test_a_bug_of_ours_quotes_nothing(capfd):
    class Broken:
        def answer(self, request, _):
            raise ValueError(request.text)

    server = WebServer()
    server._app = Broken()
    with server:
        status, _, text = ask(server.port, "POST", "/judge", CANARY)
    assert (status, CANARY in text) == (500, False)
    assert CANARY not in "".join(capfd.readouterr())


def test_a_port_that_is_taken_is_named():
    first = WebServer()
    with first, pytest.raises(UsageError, match=f"127.0.0.1:{first.port} cannot be listened on"):
        WebServer(first.port)
