"""The tutorial, from the first command to the last, with the local Apple."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.docs.how_to_pages import DOCS, Served, read_page, run, served
from tests.docs.web_browser import Browser

from siwakit.rules.catalogue import BY_ID

PAGE = read_page("tutorial.md")
EXAMPLE_KEY = DOCS.parent / "examples" / "AuthKey_ABC123DEFG.p8"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Served]:
    with served(PAGE, tmp_path, commands=[PAGE.command("callback -- python")]) as app:
        yield app


def test_jane_is_greeted_by_name_once(app: Served):
    for words in ("Hello Jane", "Hello again"):
        browser = Browser()
        browser.sign_in(app.url)
        assert words in browser.text, app.printed()


def test_who_cancels_or_sends_a_form_of_their_own_is_not_greeted(app: Served):
    browser = Browser()
    browser.open(app.url)
    browser.press("Cancel")
    assert "Sign in again" in browser.text
    browser.post(f"{app.url}/apple/callback", {"code": "c", "state": "s"}, site="http://attacker.example")
    assert "Hello" not in browser.text


def test_the_mistake_is_explained_as_the_page_says(tmp_path: Path):
    with served(PAGE, tmp_path, commands=[PAGE.command("Z9Z9Z9Z9Z9")]) as app:
        Browser().sign_in(app.url)
        (said,) = [block.text.strip() for block in PAGE.blocks if block.language == "text"]
        assert said in app.wait_for("root cause[")
        assert "invalid_client" in app.printed()


def test_the_rule_of_the_mistake_exists():
    assert "secret-iss-differs-from-team" in BY_ID


def test_with_the_variables_of_the_portal_the_browser_is_sent_to_apple_itself(tmp_path: Path):
    shutil.copy(EXAMPLE_KEY, tmp_path)
    (tmp_path / EXAMPLE_KEY.name).chmod(0o600)
    with served(PAGE, tmp_path, commands=PAGE.commands_from("siwakit probe")[1:]) as app:
        browser = Browser()
        with pytest.raises(AssertionError, match="https://appleid"):
            browser.open(app.url)
        assert browser.headers["Location"].startswith("https://appleid.apple.com/auth/authorize?")
        query = dict(parse_qsl(urlsplit(browser.headers["Location"]).query))
        assert (query["client_id"], query["redirect_uri"]) == ("com.example.web", "https://app.example.com/apple/callback")


def test_the_probe_asks_for_the_values_of_the_table(tmp_path: Path):
    shutil.copy(EXAMPLE_KEY, tmp_path)
    (tmp_path / EXAMPLE_KEY.name).chmod(0o600)
    shown = run(PAGE.command("probe").removesuffix(" --send"), tmp_path)
    assert shown.returncode == 3, shown.stderr
    assert "com.example.web" in shown.stdout


def test_the_page_sets_every_variable_that_the_program_reads():
    table = PAGE.text.partition("| do this |")[2]
    for name in ("TEAM_ID", "KEY_ID", "KEY_FILE", "CLIENT_ID", "REDIRECT_URI"):
        assert f"`SIWAKIT_{name}`" in table
        assert f"SIWAKIT_{name}=" in "\n".join(PAGE.commands)
