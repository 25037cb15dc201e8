"""How-to pages of login libraries for Django: their projects, as printed, sign users in with the local Apple of `siwakit run`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.docs.how_to_pages import Served, read_page, run, served
from tests.docs.web_browser import Browser

# The page, where a sign-in begins, and where Apple's form goes.
PAGES = {"django-allauth": ("/accounts/apple/login/", "/accounts/apple/login/callback/")}


@pytest.fixture(scope="module", params=list(PAGES))
def project(request, tmp_path_factory) -> Iterator[tuple[Served, Path, str, str]]:
    page, folder = read_page(f"how-to/{request.param}.md"), tmp_path_factory.mktemp(request.param)
    for command in page.commands_from("pip")[1:]:
        assert run(command, folder).returncode == 0, command
    with served(page, folder, commands=page.commands_from("export")) as app:
        yield app, folder, *(f"{app.url}{path}" for path in PAGES[request.param])


def sign_in(browser: Browser, login: str, app: Served) -> None:
    """Sign Jane in; a page of the application may ask first."""
    browser.open(login)
    if browser.url.startswith(app.url):
        browser.press("Continue")
    assert "Siwakit-Rule" not in browser.headers, browser.headers["Siwakit-Rule"]
    browser.press("Jane Appleseed")
    browser.press("Continue")


def test_a_user_signs_in_and_is_known_by_name_the_next_time(project):
    app, _, login, _ = project
    for _ in range(2):
        browser = Browser()
        sign_in(browser, login, app)
        assert "Hello Jane Appleseed" in browser.text, browser.url + browser.text + app.printed()


def test_a_form_of_a_stranger_signs_nobody_in(project):
    app, _, login, callback = project
    browser = Browser()
    for start in (app.url, login):
        browser.open(start)
        browser.post(callback, {"code": "c0.0.mxxxx.AAAA", "state": "theirs"}, site="http://attacker.example")
        browser.open(app.url)
        assert "Sign in with Apple" in browser.text


def test_a_refusal_is_in_the_log(project):
    app, _, login, callback = project
    browser = Browser()
    browser.open(login)
    if browser.url.startswith(app.url):
        browser.press("Continue")
    state = dict(parse_qsl(urlsplit(browser.url).query))["state"]
    browser.post(callback, {"code": "c0123.0.mxxxx.AAAA", "state": state}, site="http://apple.example")
    assert "Hello" not in browser.text
    app.wait_for("root cause[")
    assert "invalid_grant" in app.wait_for("Sign in with Apple failed: ").partition("Sign in with Apple failed: ")[2]


def test_the_refresh_token_is_not_stored_as_it_is(project):
    app, folder, login, _ = project
    sign_in(Browser(), login, app)
    stored = (folder / "db.sqlite3").read_bytes()
    assert b"gAAAA" in stored  # an encrypted one
    assert re.search(rb"r[0-9a-f]{32}\.0\.", stored) is None  # the emulator's form
