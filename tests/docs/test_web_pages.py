"""How-to pages of web frameworks: their programs, as printed, sign users in with the local Apple of `siwakit run`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.docs.how_to_pages import Page, Served, read_page, run, served
from tests.docs.web_browser import Browser

PAGES = ("fastapi", "flask", "authlib", pytest.param("django", marks=pytest.mark.slow))


@dataclass(frozen=True)
class Running:
    """The running program of a page."""

    page: Page
    app: Served
    folder: Path

    @property
    def keeps_accounts(self) -> bool:
        """Return whether the program stores accounts."""
        return "TOKEN_KEY" in self.page.text

    @property
    def login(self) -> str:
        """Return where a sign-in starts."""
        return f"{self.app.url}/login"

    @property
    def callback(self) -> str:
        """Return where Apple's form goes."""
        return f"{self.app.url}/apple/callback"


@pytest.fixture(scope="module", params=PAGES)
def running(request, tmp_path_factory) -> Iterator[Running]:
    page, folder = read_page(f"how-to/{request.param}.md"), tmp_path_factory.mktemp(request.param)
    for command in page.commands_from("pip")[1:]:
        assert run(command, folder).returncode == 0, command
    with served(page, folder, commands=page.commands_from("export")) as app:
        yield Running(page, app, folder)


@pytest.fixture
def browser() -> Browser:
    return Browser()


def test_a_user_signs_in_and_is_known_by_name_the_next_time(running: Running, browser: Browser):
    browser.sign_in(running.login)
    assert "Hello Jane Appleseed" in browser.text, running.app.printed()
    again = Browser()
    again.sign_in(running.login)
    assert ("Hello Jane Appleseed" if running.keeps_accounts else "Hello again") in again.text, running.app.printed()


def test_a_visitor_is_not_signed_in(running: Running, browser: Browser):
    browser.open(running.app.url)
    assert "Sign in with Apple" in browser.text


def test_a_user_who_cancels_is_not_signed_in(running: Running, browser: Browser):
    browser.open(running.login)
    browser.press("Cancel")
    assert browser.status == 200
    assert "Sign in with Apple" in browser.text


def test_a_form_of_a_stranger_signs_nobody_in(running: Running, browser: Browser):
    for start in (running.app.url, running.login):
        browser.open(start)
        browser.post(running.callback, {"code": "c0.0.mxxxx.AAAA", "state": "theirs"}, site="http://attacker.example")
        assert browser.status == 400
        browser.open(running.app.url)
        assert "Sign in with Apple" in browser.text


def test_the_callback_of_one_browser_signs_nobody_in_with_another(running: Running, browser: Browser):
    browser.sign_in(running.login)
    assert browser.posted
    sent, other = dict(browser.posted), Browser()
    other.open(running.login)
    other.post(running.callback, sent, site="http://attacker.example")
    assert other.status == 400


def test_the_refresh_token_is_not_stored_as_it_is(running: Running, browser: Browser):
    browser.sign_in(running.login)
    stored = b"".join(path.read_bytes() for path in running.folder.glob("*.sqlite*"))
    assert (b"gAAAA" in stored) is running.keeps_accounts  # an encrypted one
    assert re.search(rb"r[0-9a-f]{32}\.0\.", stored) is None  # the emulator's form
