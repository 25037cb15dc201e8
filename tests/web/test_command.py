"""`siwakit web` as a user starts it: what it prints, which browsers get access, and that it writes nothing to disk."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import takewhile

import pytest

from siwakit.edge.server.journal_page import JournalPage
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.edge.server.page_listener import open_listener, open_listener_near
from siwakit.edge.server.page_server import PageServer
from siwakit.emulator.state.memory_store import MemoryStore
from siwakit.emulator.terminal import EmulatorInfo, welcome
from siwakit.errors import UsageError
from siwakit.render.paint import Paint

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


def test_the_printed_url_gives_access_and_nothing_is_written_to_disk(command, tmp_path):
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


def test_after_a_browser_got_access_a_url_for_the_next_one_is_printed(command):
    port, first = re.search(r"http://127\.0\.0\.1:(\d+)(/start\?t=\S+)", command.stdout.readline()).groups()
    command.stdout.readline()
    assert ask(int(port), "GET", first)[0] == 303
    assert ask(int(port), "GET", first)[0] == 403
    second = re.search(r"another browser: http://127\.0\.0\.1:\d+(/start\?t=\S+)", command.stdout.readline())[1]
    assert second != first
    assert ask(int(port), "GET", second)[0] == 303


def test_the_url_for_a_launched_browser_works_once_and_is_not_the_printed_one(tmp_path):
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments.part && mv {tmp_path}/arguments.part {tmp_path}/arguments\n')
    browser.chmod(0o755)
    (tmp_path / "xdg-open").symlink_to(browser)
    arguments = [sys.executable, "-c", "from siwakit.cli import main; main()", "web", "--port", "0", "--open"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with subprocess.Popen(arguments, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            port, printed = re.search(r"http://127\.0\.0\.1:(\d+)(/start\?t=\S+)", process.stdout.readline()).groups()
            launched = wait_for(tmp_path / "arguments").strip().partition(port)[2]
            answers = [ask(int(port), "GET", launched)[0] for _ in range(2)]
            answers.append(ask(int(port), "GET", printed)[0])
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()
    assert launched != printed
    assert answers == [303, 403, 303]


def wait_for(path):
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return path.read_text()


@contextmanager
def started(folder, *arguments):
    """Run siwakit in *folder*; yield the URLs of the service, the portal and the page that it prints."""
    command = [sys.executable, "-c", "from siwakit.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield "".join(takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()  # else a failure would wait for the program forever


def let_in(text):
    """Return the port of the page in *text*, and the cookie that its URL gives."""
    address = re.search(r"http://127\.0\.0\.1:(\d+)(/start\?t=[\w-]+)", text)
    return int(address[1]), ask(int(address[1]), "GET", address[2])[1]["set-cookie"].partition(";")[0]


BESIDE = {
    "siwakit web --emulator": ["web", "--port", "0", "--emulator", "--emulator-port", "0"],
    "siwakit emulator": ["emulator", "--port", "0"],
    "siwakit emulator --state": ["emulator", "--port", "0", "--state", "state.db"],
}


@pytest.mark.parametrize("arguments", BESIDE.values(), ids=BESIDE)
def test_with_an_emulator_it_serves_the_journal(tmp_path, arguments):
    with started(tmp_path, *arguments) as text:
        apple = re.search(r"http://127\.0\.0\.1:(\d+)", text)
        ask(int(apple[1]), "POST", "/auth/token", "grant_type=authorization_code", **{"Content-Type": "application/x-www-form-urlencoded"})
        port, cookie = let_in(text)
        assert ask(port, "GET", "/journal?after=0")[0] == 403
        entries = json.loads(ask(port, "GET", "/journal?after=0", Cookie=cookie)[2])
        assert json.loads(ask(port, "GET", f"/journal?after={entries[-1]['number']}", Cookie=cookie)[2]) == []
    assert (entries[-1]["path"], entries[-1]["rule"]) == ("/auth/token", "client-id-missing")


def test_an_emulator_can_do_without_a_page(tmp_path):
    with started(tmp_path, "emulator", "--port", "0", "--no-page") as text:
        assert "/start?t=" not in text


def test_the_welcome_of_an_emulator_names_its_page():
    apple = LocalApple(Setup(seed=7))
    info = EmulatorInfo("http://127.0.0.1:1", "http://127.0.0.1:2", apple.store, {}, apple.seed, page_url="http://127.0.0.1:3/start?t=x")
    assert "page          http://127.0.0.1:3/start?t=x\n" in welcome(info, Paint())
    assert "start?t=x" not in repr(info)


def test_a_page_without_visitors_ends_too():
    with JournalPage(open_listener(), MemoryStore()) as page:
        assert page.listener.port
    assert page.listener.socket.fileno() == -1


def test_a_default_port_in_use_is_replaced_by_a_free_one():
    first = open_listener()
    others = [open_listener_near(port) for port in (first.port, 65536)]
    assert first.port not in {other.port for other in others}
    for listener in (first, *others):
        listener.socket.close()


def test_an_internal_error_quotes_no_input(capfd):
    class Broken:
        def answer(self, request, _):
            raise ValueError(request.text)

    server = PageServer()
    server._app = Broken()
    with server:
        status, _, text = ask(server.port, "POST", "/judge", CANARY)
    assert (status, CANARY in text) == (500, False)
    assert CANARY not in "".join(capfd.readouterr())


def test_a_port_in_use_is_named():
    first = PageServer()
    with first, pytest.raises(UsageError, match=f"127.0.0.1:{first.port} cannot be listened on"):
        open_listener(first.port)


def test_a_requested_page_port_in_use_is_named(tmp_path):
    taken = open_listener()
    arguments = ["emulator", "--port", "0", "--page-port", str(taken.port)]
    command = [sys.executable, "-c", "from siwakit.cli import main; main()", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=20)
    taken.socket.close()
    assert (done.returncode, "give another --page-port" in done.stderr) == (2, True)


def test_a_body_over_the_limit_is_refused_and_head_has_none():
    with PageServer() as server:
        assert ask(server.port, "POST", "/judge", "x" * (8 * 1024 * 1024 + 1))[0] == 413
        assert ask(server.port, "HEAD", "/")[2] == ""


def test_a_page_that_does_not_start_in_time_says_so():
    class NeverSet(threading.Event):
        def wait(self, _seconds):
            return False

    server = PageServer()
    server._server._ready = NeverSet()
    with pytest.raises(UsageError, match="did not start in time"):
        server.__enter__()
    server.__exit__(None, None, None)
    assert not server._server._thread.is_alive()
