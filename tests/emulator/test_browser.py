"""The pages in a real browser, the system's Chromium, with an application that receives the answer."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from siwakit import testing
from siwakit.emulator.state.world import READY_BUNDLE_ID, READY_SERVICES_ID, Client, User

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "desktop": (1280, 800)}


class Application:
    """Application that receives Apple's answer; *seen* lists what reached it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str], str | None]] = []
        application = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer("POST", body)

            def do_GET(self):
                self.answer("GET", urlsplit(self.path).query)

            def answer(self, method: str, fields: str) -> None:
                if self.path.startswith("/callback"):
                    application.seen.append((method, dict(parse_qsl(fields)), self.headers["Origin"]))
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>The application</title><h1>Welcome</h1>")

            def log_message(self, *_arguments):
                """Log nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.callback = f"http://localhost:{self.server.server_address[1]}/callback"


@pytest.fixture
def application() -> Iterator[Application]:
    application = Application()
    thread = threading.Thread(target=application.server.serve_forever)
    thread.start()
    yield application
    application.server.shutdown()
    thread.join()
    application.server.server_close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page; the test fails if one of our scripts fails or the page's policy blocks something."""
    context = chromium.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" and not message.text.startswith("Failed to load") else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def apple(application: Application) -> Iterator[testing.Apple]:
    with testing.emulator(seed=7) as apple:
        apple.switch(allow_localhost=True)
        web = apple.store.get(Client, READY_SERVICES_ID)
        assert web
        apple.store.put(
            Client(web.identifier, web.team_id, is_services_id=True, primary_app=READY_BUNDLE_ID, return_urls=(application.callback,), name=web.name)
        )
        yield apple


def address(apple: testing.Apple, application: Application, **changes: str) -> str:
    right = {
        "client_id": READY_SERVICES_ID,
        "redirect_uri": application.callback,
        "response_type": "code",
        "response_mode": "form_post",
        "scope": "name email",
        "state": "s",
    }
    return f"{apple.url}/auth/authorize?{urlencode({**right, **changes})}"


def sign_in(page: Page, where: str) -> None:
    page.goto(where)
    page.get_by_role("button", name="Jane Appleseed").click()


def test_the_first_consent_reaches_the_application_by_form_post(page: Page, apple: testing.Apple, application: Application):
    sign_in(page, address(apple, application))
    page.get_by_label("First name").fill("Janet")
    page.get_by_label("Hide my email").check()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title("The application")
    [(method, fields, origin)] = application.seen
    user = json.loads(fields["user"])
    assert (method, fields["state"], origin) == ("POST", "s", apple.url)
    assert user["name"]["firstName"] == "Janet"
    assert user["email"].endswith("@privaterelay.appleid.com")
    assert apple.store.get_code(fields["code"]) is not None


def test_the_second_consent_asks_for_nothing(page: Page, apple: testing.Apple, application: Application):
    apple.sign_in(READY_SERVICES_ID)
    sign_in(page, address(apple, application))
    expect(page.get_by_label("First name")).to_have_count(0)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title("The application")
    assert set(application.seen[0][1]) == {"code", "state"}


@pytest.mark.parametrize("mode", ["form_post", "query"])
def test_cancelling_reaches_the_application(page: Page, apple: testing.Apple, application: Application, mode: str):
    page.goto(address(apple, application, response_mode=mode, **({} if mode == "form_post" else {"scope": ""})))
    page.get_by_role("button", name="Cancel").click()
    expect(page).to_have_title("The application")
    assert application.seen[0][1] == {"state": "s", "error": "user_cancelled_authorize"}


def test_an_answer_in_the_query_and_in_the_fragment(page: Page, apple: testing.Apple, application: Application):
    for mode, kind in (("query", "code"), ("fragment", "code id_token")):
        sign_in(page, address(apple, application, response_mode=mode, response_type=kind, scope=""))
        page.get_by_role("button", name="Continue").click()
        expect(page).to_have_title("The application")
    assert "code" in application.seen[0][1]
    assert set(dict(parse_qsl(urlsplit(page.url).fragment))) == {"code", "id_token", "state"}


ERRORS = (
    ({"client_id": "com.example.unknown"}, "Invalid client."),
    ({"client_id": READY_BUNDLE_ID}, "Invalid client id or web redirect url."),
    ({"redirect_uri": "https://app.example.com/other"}, "Invalid web redirect url."),
    ({"response_type": "id_token"}, "Invalid response type."),
    ({"response_mode": "query"}, "response_mode must be form_post when name or email scope is requested."),
    ({"scope": "profile"}, "Invalid client scope"),
)


@pytest.mark.parametrize(("changes", "words"), ERRORS, ids=[words for _, words in ERRORS])
def test_an_error_stays_on_apples_page(page: Page, apple: testing.Apple, application: Application, changes: dict[str, str], words: str):
    where = address(apple, application, **changes)
    page.goto(where)
    expect(page.get_by_text(words, exact=True)).to_be_visible()
    assert page.url == where
    assert application.seen == []


def test_a_sign_in_by_keyboard_alone(page: Page, apple: testing.Apple, application: Application):
    page.goto(address(apple, application))
    expect(page.get_by_role("button", name="Jane Appleseed")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Continue").wait_for()
    names = []
    for _ in range(6):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name + '=' + document.activeElement.value"))
    assert names == ["first_name=Jane", "last_name=Appleseed", "email=share", "step=continue", "step=accounts", "step=cancel"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_title("The application")
    assert json.loads(application.seen[0][1]["user"])["email"].endswith("@privaterelay.appleid.com")


def test_without_scripts_a_button_does_it(chromium: Browser, apple: testing.Apple, application: Application):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address(apple, application))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Back to Example Web").wait_for()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title("The application")
    context.close()
    assert "code" in application.seen[0][1]


def test_a_key_is_created_and_downloaded_in_the_portal(page: Page, apple: testing.Apple):
    page.goto(f"{apple.portal_url}/teams")
    page.get_by_text("Create a key").click()
    form = page.locator("form[action='/do/create-key']")
    form.get_by_label("Primary App ID").select_option(READY_BUNDLE_ID)
    form.get_by_role("button", name="Create key").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download once").click()
    name = waiting.value.suggested_filename
    assert name.startswith("AuthKey_")
    assert Path(waiting.value.path()).read_text("ascii").startswith("-----BEGIN PRIVATE KEY-----")


def test_a_form_of_the_portal_says_what_is_wrong(page: Page, apple: testing.Apple):
    page.goto(f"{apple.portal_url}/identifiers/{READY_SERVICES_ID}")
    page.get_by_label("Return URLs").fill("app://callback")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("One or more Return URLs are invalid.")).to_be_visible()


def test_what_happens_is_shown_without_a_reload(page: Page, apple: testing.Apple):
    page.goto(apple.portal_url)
    refusals = page.locator("#refusals")
    expect(refusals).to_contain_text("No requests yet.")
    assert requests.post(f"{apple.url}/auth/token", data={"grant_type": "none"}, timeout=5).status_code == 400
    expect(refusals.get_by_role("link")).to_have_text("grant_type has a value that Apple does not know")
    apple.sign_in(READY_SERVICES_ID)
    expect(page.get_by_text("first sign-in still to come")).to_have_count(1)
    page.goto(f"{apple.portal_url}/journal")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    requests.get(f"{apple.url}/auth/keys", timeout=5)
    expect(rows).to_have_count(2)
    page.goto(f"{apple.portal_url}/notifications")
    app = apple.store.get(Client, READY_BUNDLE_ID)
    assert app
    apple.store.put(replace(app, notify_url="http://127.0.0.1:9/notifications"))
    expect(page.get_by_text("None yet.")).to_be_visible()
    apple.notify("consent-revoked", READY_BUNDLE_ID)
    expect(page.locator("#deliveries")).to_contain_text("waiting until")


def test_what_is_selected_stays_until_it_is_no_longer(page: Page, apple: testing.Apple):
    requests.get(f"{apple.url}/auth/keys", timeout=5)
    page.goto(f"{apple.portal_url}/journal")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('tbody'))")
    with page.expect_response(f"{apple.portal_url}/journal"):
        requests.get(f"{apple.url}/auth/keys", timeout=5)
    with page.expect_response(f"{apple.portal_url}/journal"):
        assert page.locator("tbody tr").count() == 1
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_page_says_that_the_emulator_has_ended(chromium: Browser):
    page = chromium.new_page()
    with testing.emulator(seed=7) as apple:
        page.goto(apple.portal_url)
        expect(page.locator("[data-gone]")).to_be_hidden()
    expect(page.get_by_text("The emulator has ended.")).to_be_visible()
    page.close()


def test_values_are_copied(chromium: Browser, apple: testing.Apple):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(apple.portal_url)
    page.locator("dt", has_text="Team ID").locator("+ dd").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == apple.team_id
    page.locator(".env").get_by_role("button").click()
    expect(page.get_by_role("button", name="Copied").last).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"\nSIWAKIT_TEAM_ID={apple.team_id}\n" in copied
    context.close()


def test_a_code_from_the_first_page_is_exchanged(page: Page, apple: testing.Apple, application: Application):
    page.goto(apple.portal_url)
    page.get_by_role("button", name="Sign in as Jane").click()
    form = {"client_id": READY_SERVICES_ID, "client_secret": apple.mint_secret(READY_SERVICES_ID), "grant_type": "authorization_code"}
    code = page.locator("#code").inner_text()
    answer = requests.post(f"{apple.url}/auth/token", data={**form, "code": code, "redirect_uri": application.callback}, timeout=5)
    assert answer.status_code == 200
    expect(page.locator("#user")).to_contain_text("Jane")


def test_a_field_that_is_refused_has_the_cursor(page: Page, apple: testing.Apple):
    page.goto(f"{apple.portal_url}/identifiers/{READY_SERVICES_ID}")
    page.get_by_label("Return URLs").fill("https://app.example.com/ok\napp://callback")
    page.get_by_role("button", name="Save").click()
    field = page.get_by_label("Return URLs")
    expect(field).to_be_focused()
    expect(field).to_have_value("https://app.example.com/ok\napp://callback")


def settle(apple: testing.Apple, application: Application) -> dict[str, str]:
    """Return every page that is worth looking at, by name."""
    apple.store.put(User("managed", first_name="Ada", is_managed=True))
    apple.sign_in(READY_SERVICES_ID, user="john@example.org")
    return {
        "accounts": address(apple, application),
        "refused": address(apple, application, redirect_uri="https://app.example.com/other"),
        **{name: f"{apple.portal_url}/{name}" for name in ("", "teams", "identifiers", "users", "notifications", "settings", "journal")},
        "identifier": f"{apple.portal_url}/identifiers/{READY_SERVICES_ID}",
        "entry": f"{apple.portal_url}/journal/1",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_its_window(chromium: Browser, apple: testing.Apple, application: Application, size: str, scheme: str):
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    pictures = os.environ.get("SIWAKIT_PICTURES")
    page.goto(f"{apple.url}/auth/authorize?client_id=com.example.unknown")
    for name, where in settle(apple, application).items():
        page.goto(where)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light dark"
        _picture(page, pictures, f"{name or 'overview'}-{size}-{scheme}")
    for account in ("Jane", "John"):
        page.goto(address(apple, application))
        page.get_by_role("button", name=account).click()
        page.get_by_role("button", name="Continue").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), account
        _picture(page, pictures, f"consent-{account}-{size}-{scheme}")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility(chromium: Browser, apple: testing.Apple, application: Application, scheme: str):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    requests.post(f"{apple.url}/auth/token", data={"grant_type": "none"}, timeout=5)
    for name, where in settle(apple, application).items():
        page.goto(where)
        for summary in page.locator("summary").all():
            summary.click()
        assert broken_rules(page) == [], name
    page.goto(apple.portal_url)
    page.get_by_role("button", name="Sign in as Jane").click()
    assert broken_rules(page) == []
    page.goto(f"{apple.portal_url}/identifiers/{READY_SERVICES_ID}")
    page.get_by_label("Return URLs").fill("app://callback")
    page.get_by_role("button", name="Save").click()
    assert broken_rules(page) == []
    context.close()


def broken_rules(page: Page) -> list[str]:
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in Axe().run(page).response["violations"]]


def _picture(page: Page, place: str | None, name: str) -> None:
    """Take a picture if SIWAKIT_PICTURES names a folder."""
    for summary in page.locator("summary").all():
        summary.click()
    page.screenshot(path=f"{place}/{name}.png" if place else None, full_page=True)
