"""The examples, each run as its own program, with Chromium signing in on the emulator's pages."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from siwakit import testing

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "examples"
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
SERVE_DJANGO = (
    "from wsgiref.simple_server import make_server as m; from django_app import application as a; m('127.0.0.1', {port}, a).serve_forever()"
)
COMMANDS = {
    "fastapi": ("-m", "uvicorn", "fastapi_app:app", "--port", "{port}"),
    "flask": ("-m", "flask", "--app", "flask_app", "run", "--port", "{port}"),
    "django": ("-c", SERVE_DJANGO),
}
WELCOME_SECONDS = 20


@dataclass(frozen=True)
class Running:
    """Running example: its URL, the Apple it talks to, and its output."""

    url: str
    apple: testing.Apple
    log: Path


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def await_port(port: int, log: Path) -> None:
    deadline = time.monotonic() + WELCOME_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(log.read_text("utf-8"))


@pytest.fixture(params=list(COMMANDS))
def example(request, tmp_path: Path) -> Iterator[Running]:
    port = free_port()
    # A cookie that is Secure is kept for localhost too, and Apple's site is another one: 127.0.0.1.
    home, log = f"http://localhost:{port}", tmp_path / "log"
    app = {"id": "com.example.app", "notify_url": f"http://127.0.0.1:{port}/apple/notifications"}
    services = [{"id": "com.example.web", "app": "com.example.app", "return_urls": [f"{home}/apple/callback"]}]
    user = {"email": "jane@example.com", "first_name": "Jane", "last_name": "Appleseed"}
    world = {"team": [{"key": [{}], "app": [app], "service": services}], "user": [user]}
    with testing.emulator(world, seed=5, allow_localhost=True) as apple, started(request.param, port, log, apple.environment()):
        yield Running(home, apple, log)


@contextmanager
def started(name: str, port: int, log: Path, settings: dict[str, str]) -> Iterator[None]:
    """Run the example *name* while the context lasts, with no variables of siwakit but *settings*."""
    command = [sys.executable, *(part.format(port=port) for part in COMMANDS[name])]
    others = {variable: value for variable, value in os.environ.items() if not variable.startswith(("SIWAKIT_", "COOKIE_KEY"))}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=EXAMPLES, env={**others, **settings}, stdout=out, stderr=subprocess.STDOUT)
        try:
            await_port(port, log)
            yield
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("needs a Chromium: apt-get install chromium")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def sign_in(page: Page, example: Running) -> None:
    page.goto(f"{example.url}/")
    page.get_by_role("button", name="Jane Appleseed").click()
    page.get_by_role("button", name="Continue").click()


def heading(page: Page, example: Running, words: str) -> None:
    try:
        expect(page.get_by_role("heading", name=words)).to_be_visible()
    except AssertionError as error:
        pytest.fail(f"{error}\n{page.url}\n{page.content()}\n{example.log.read_text('utf-8')}")


def test_a_user_signs_in_for_the_first_time_and_comes_again(page: Page, example: Running):
    sign_in(page, example)
    heading(page, example, "Welcome Jane")
    assert "jane@example.com" in page.content()
    sign_in(page, example)
    heading(page, example, "Welcome again")


@pytest.mark.parametrize("name", list(COMMANDS))
def test_an_example_starts_with_a_local_apple_if_no_team_is_set(page: Page, name: str, tmp_path: Path):
    port, log = free_port(), tmp_path / "log"
    home = f"http://localhost:{port}"
    # The port of the test is the only thing that differs from a start without variables.
    with started(name, port, log, {"SIWAKIT_REDIRECT_URI": f"{home}/apple/callback"}):
        assert f"signing in with a local Apple. Open {home};" in log.read_text("utf-8")
        page.goto(f"{home}/")
        page.get_by_role("button", name="Jane Appleseed").click()
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="Welcome Jane")).to_be_visible()


def test_without_variables_the_examples_are_at_port_8000():
    program = "import apple_settings as s; print(s.RETURN_URL, s.CONFIGURATION.services_ids, s.CONFIGURATION.apple.is_emulator, len(s.COOKIE_KEY))"
    others = {variable: value for variable, value in os.environ.items() if not variable.startswith(("SIWAKIT_", "COOKIE_KEY"))}
    done = subprocess.run([sys.executable, "-c", program], cwd=EXAMPLES, env=others, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "http://localhost:8000/apple/callback ('com.example.web',) True 32"
    assert "Open http://localhost:8000;" in done.stdout


def test_the_tests_of_the_example_pass():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_fastapi_app.py"]
    done = subprocess.run(command, cwd=EXAMPLES, capture_output=True, text=True, check=False)
    assert "3 passed" in done.stdout, done.stdout


def test_the_examples_use_public_names_only():
    imports = [line for file in EXAMPLES.glob("*.py") for line in file.read_text("utf-8").splitlines() if re.match(r" *(from|import) siwakit", line)]
    assert len(imports) == 5
    assert [line for line in imports if not re.match(r" *from siwakit(\.testing)? import ", line)] == []


def test_a_user_cancels(page: Page, example: Running):
    page.goto(f"{example.url}/")
    page.get_by_role("button", name="Cancel").click()
    heading(page, example, "Not signed in")


def test_a_form_of_a_stranger_signs_nobody_in(page: Page, example: Running):
    code = example.apple.sign_in("com.example.web", redirect_uri=f"{example.url}/apple/callback")
    form = f'<form method="post" action="{example.url}/apple/callback"><input name="code" value="{code}"><input name="state" value="x"></form>'
    page.goto(f"{example.url}/")
    page.goto("about:blank")  # a page without an origin
    page.set_content(form)
    page.evaluate("document.forms[0].submit()")
    heading(page, example, "Not signed in")
    row = example.apple.store.get_code(code)
    assert row is not None
    assert not row.is_spent


def test_a_notification_reaches_the_function(example: Running):
    (row,) = example.apple.notify("consent-revoked")
    assert row.statuses == (200,)
    deadline = time.monotonic() + 5
    while "consent-revoked" not in example.log.read_text("utf-8") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "consent-revoked" in example.log.read_text("utf-8")
    (forged,) = example.apple.notify("account-deleted", is_forged=True)
    assert forged.statuses == (400,)
    assert httpx2.get(f"{example.url}/apple/notifications").status_code == 405


def test_each_is_short():
    for name in COMMANDS:
        assert len((EXAMPLES / f"{name}_app.py").read_text("utf-8").splitlines()) < 60
