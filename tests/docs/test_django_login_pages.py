"""How-to pages of login libraries for Django: their projects, as printed, sign users in with the local Apple of `siwakit run`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.docs.how_to_pages import Served, read_page, run, served
from tests.docs.web_browser import Browser

pytestmark = pytest.mark.slow

# The page, where a sign-in begins, with which button, and where Apple's form goes.
PAGES = {
    "django-allauth": ("/accounts/apple/login/", "Continue", "/accounts/apple/login/callback/"),
    "social-auth": ("/", "Sign in with Apple", "/complete/apple-id/"),
}


@dataclass(frozen=True)
class Project:
    """A running project: where a sign-in begins, and where Apple's form goes."""

    app: Served
    folder: Path
    login: str
    button: str
    callback: str

    def start(self, browser: Browser) -> None:
        """Go to Apple's page."""
        browser.open(f"{self.app.url}{self.login}")
        browser.press(self.button)
        assert "Siwakit-Rule" not in browser.headers, browser.headers["Siwakit-Rule"]

    def sign_in(self, browser: Browser) -> None:
        """Sign Jane in."""
        self.start(browser)
        browser.press("Jane Appleseed")
        browser.press("Continue")

    def post(self, browser: Browser, state: str) -> None:
        """Post a code that Apple did not issue to the callback, from another site."""
        browser.post(f"{self.app.url}{self.callback}", {"code": "c0123.0.mxxxx.AAAA", "state": state}, site="http://attacker.example")


@pytest.fixture(scope="module", params=list(PAGES))
def project(request, tmp_path_factory) -> Iterator[Project]:
    page, folder = read_page(f"how-to/{request.param}.md"), tmp_path_factory.mktemp(request.param)
    for command in page.commands_from("pip")[1:]:
        assert run(command, folder).returncode == 0, command
    with served(page, folder, commands=page.commands_from("export")) as app:
        yield Project(app, folder, *PAGES[request.param])


@pytest.fixture
def browser() -> Browser:
    return Browser()


def test_a_user_signs_in_and_is_known_by_name_the_next_time(project: Project):
    for _ in range(2):
        browser = Browser()
        project.sign_in(browser)
        assert "Hello Jane Appleseed</h1><p>jane@example.com" in browser.text, browser.url + browser.text + project.app.printed()


def test_a_user_who_cancels_is_not_signed_in(project: Project, browser: Browser):
    project.start(browser)
    browser.press("Cancel")
    assert browser.status == 200
    browser.open(project.app.url)
    assert "Sign in with Apple" in browser.text


def test_a_form_of_a_stranger_signs_nobody_in(project: Project, browser: Browser):
    project.post(browser, "theirs")
    project.start(browser)
    project.post(browser, "theirs")
    browser.open(project.app.url)
    assert "Sign in with Apple" in browser.text


def test_the_callback_of_one_browser_signs_nobody_in_with_another(project: Project, browser: Browser):
    project.start(browser)
    browser.press("Jane Appleseed")
    browser.is_stopped_at = f"{project.app.url}{project.callback}"
    browser.press("Continue")
    other = Browser()
    project.start(other)
    other.post(browser.is_stopped_at, browser.posted, site="http://attacker.example")
    other.open(project.app.url)
    assert "Sign in with Apple" in other.text


def test_a_refusal_is_in_the_log(project: Project, browser: Browser):
    project.start(browser)
    project.post(browser, dict(parse_qsl(urlsplit(browser.url).query))["state"])
    assert "Hello" not in browser.text
    assert "invalid_grant" in project.app.wait_for("root cause[")
    assert re.search(r"^(?!siwakit).*failed", project.app.wait_for("failed"), re.MULTILINE)


def test_the_refresh_token_is_not_stored_as_it_is(project: Project, browser: Browser):
    project.sign_in(browser)
    stored = (project.folder / "db.sqlite3").read_bytes()
    assert b"gAAAA" in stored  # an encrypted one
    assert re.search(rb"r[0-9a-f]{32}\.0\.", stored) is None  # the emulator's form
