"""The page in a real browser: pasting, editing, minting, dropping, sharing, and what must not happen."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Browser, Locator, Page, expect

from siwakit import testing
from siwakit.edge.server.journal_page import JournalPage
from siwakit.edge.server.page_listener import open_listener
from siwakit.edge.server.page_server import PageServer
from siwakit.evidence.keys import key_at_hand
from siwakit.flow.client_secret import mint_client_secret, verify_signature
from siwakit.jose import base64url, es256
from siwakit.jose.keys import apple_p8, pkcs8
from siwakit.jose.keys.p8 import load_private_key
from siwakit.jose.signer import KeySigner
from siwakit.judge.diagnosis import diagnose
from siwakit.judge.minting import judge_secret
from siwakit.render.formats.text import render_text
from siwakit.rules.catalogue import BY_ID
from siwakit.web.app import JournalLine
from siwakit.web.examples import examples
from siwakit.web.judge_api import judge
from siwakit.web.page_input import gather_page_input, read_page_input

pytestmark = pytest.mark.browser

# What is done there to be measured is done here to see that it works.
BENCH = Path(__file__).resolve().parents[2] / "bench"
# A function, because a condition to wait for is text that the policy of the page forbids to run.
COPIED_LINK = """async () => {
    for (;;) {
        const text = await navigator.clipboard.readText();
        if (text.includes("#v1.")) return text;
        await new Promise((next) => setTimeout(next, 10));
    }
}"""
HOSTILE = Path(__file__).parent / "hostile.js"

PROGRAM = """const jwt = require('jsonwebtoken');
const now = Math.floor(Date.now() / 1000);
const claims = {
    iss: process.env.APPLE_TEAM_ID, iat: now, exp: now + 600,
    aud: 'https://appleid.apple.com/auth/token',
    sub: process.env.APPLE_CLIENT_ID,
};
module.exports = jwt.sign(claims, process.env.APPLE_KEY, { algorithm: 'ES256', keyid: process.env.APPLE_KEY_ID });
"""
SCALAR = 0x1F2E3D4C5B6A79880123456789ABCDEF1F2E3D4C5B6A79880123456789ABCDEF
KEY = apple_p8.write(SCALAR)
PRIVATE = pkcs8.private_key(SCALAR)
KEY_FILE = {"name": "AuthKey_ABC123DEFG.p8", "mimeType": "text/plain", "buffer": KEY.encode()}
# No browser has this curve.
UNCHECKED_KEY = derive_private_key(SCALAR, SECP256K1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
NAMES = {"team_id": "A1B2C3D4E5", "key_id": "ABC123DEFG", "client_id": "com.example.app"}
NOW = 1_790_000_000
SECRET = mint_client_secret(KeySigner(PRIVATE), **NAMES, now=NOW)
CURL = (
    "curl https://appleid.apple.com/auth/token -d grant_type=authorization_code"
    f" -d code=c0123456789abcdef0123456789abcdef.0.mrtqz.abcdefghijklmnopqrstuv -d client_id=com.example.app -d client_secret={SECRET}"
)
ANSWER = 'HTTP/1.1 400 Bad Request\nContent-Type: application/json\nDate: Mon, 21 Sep 2026 14:13:25 GMT\n\n{"error":"invalid_client"}'
IN_DOCUMENTS = {
    *("welcome-desktop-light", "root-desktop-light", "root-desktop-dark", "root-phone-light", "suspects-desktop-light", "token-desktop-light"),
    *("timeline-desktop-light", "mint-desktop-light", "portal-desktop-light", "journal-desktop-light"),
}
SIZES = {"phone": (390, 844), "desktop": (1360, 900)}
PASTES = {
    "curl": (CURL, "a request to Apple"),
    "a request and its answer": (f"{CURL}\n\n{ANSWER}", "a request and its answer"),
    "a client_secret": (SECRET, "a JWT"),
    "an answer": ('{"error":"invalid_client"}', "an answer from Apple"),
    "an authorize URL": (
        "https://appleid.apple.com/auth/authorize?client_id=com.example.web&redirect_uri=https%3A%2F%2Fa.example%2Fcb&response_type=code",
        "authorization",
    ),
    "form fields": ("client_id=com.example.app&grant_type=authorization_code&code=c0", "form fields"),
    "raw HTTP": ("POST /auth/token HTTP/1.1\nHost: appleid.apple.com\nContent-Type: application/json\n\n{}", "a request to Apple"),
    "settings": ("APPLE_TEAM_ID=A1B2C3D4E5\nAPPLE_KEY_ID=ABC123DEFG\nAPPLE_CLIENT_ID=com.example.web\n", "settings"),
    "a log line": (
        '2026-09-21T14:13:25Z ERROR {"msg":"token exchange failed","status":400,"body":"{\\"error\\":\\"invalid_client\\"}"}',
        "an answer from Apple",
    ),
    "a key": (KEY, "a private key"),
}


def paste(page: Page, text: str) -> None:
    page.locator("#paste").fill(text)
    page.locator(".verdict").wait_for()


def example(page: Page, title: str) -> None:
    page.get_by_role("button", name=title).click()
    page.locator(".root .rule").first.wait_for()


@pytest.mark.parametrize(("text", "kind"), PASTES.values(), ids=PASTES)
def test_each_kind_of_paste_is_recognised(page: Page, text: str, kind: str):
    paste(page, text)
    expect(page.locator(".pieces")).to_contain_text(kind)


def test_unrecognised_input_says_what_to_paste(page: Page):
    paste(page, "lorem ipsum")
    expect(page.locator(".verdict")).to_contain_text("give a curl command")


def test_every_example_shows_its_root_cause(page: Page):
    for one in examples():
        example(page, one["title"])
        shown = page.locator(".root .rule").first.inner_text()
        assert shown in BY_ID
        expect(page.locator(".mint p.good")).to_have_count(1)
        page.locator("#clear").click()
        page.locator("#examples button").first.wait_for()


def test_editing_a_claim_judges_again_and_signs_again(page: Page):
    page.locator("#file").set_input_files(KEY_FILE)
    paste(page, f"{CURL.replace(SECRET, _with_wrong_audience())}\n\n{ANSWER}")
    expect(page.locator(".root .rule").first).to_have_text("secret-aud-is-endpoint")
    expect(page.locator("tr.bad th", has_text="aud")).to_have_count(1)
    expect(page.locator(".jwt mark")).to_have_count(1)
    page.get_by_label("Payload aud", exact=True).fill('"https://appleid.apple.com"')
    expect(page.locator(".root")).to_have_count(0)
    expect(page.get_by_label("Payload aud", exact=True)).to_be_focused()
    assert verify_signature(secret_in(page), PRIVATE.public_key())


def _with_wrong_audience() -> str:
    header, payload, _ = SECRET.split(".")
    claims = {**json.loads(base64url.decode(payload)), "aud": "https://appleid.apple.com/auth/token"}
    signed = f"{header}.{base64url.encode(json.dumps(claims).encode())}"
    return f"{signed}.{base64url.encode(es256.sign(PRIVATE, signed.encode()))}"


def test_removing_a_claim_judges_again(page: Page):
    paste(page, f"{CURL}\n\n{ANSWER}")
    page.get_by_role("button", name="Remove sub").click()
    expect(page.locator(".root .rule").first).to_have_text("secret-sub-missing")


def test_a_missing_claim_is_added_in_its_place_and_signed(page: Page):
    page.locator("#file").set_input_files(KEY_FILE)
    paste(page, f"{CURL}\n\n{ANSWER}")
    page.get_by_role("button", name="Remove sub").press("Enter")
    expect(page.locator(".root .rule").first).to_have_text("secret-sub-missing")
    box = page.get_by_label("Payload sub", exact=True)
    expect(box).to_be_focused()
    expect(box).to_have_attribute("placeholder", "missing")
    box.press_sequentially("com.example.app")
    expect(page.locator(".root")).to_have_count(0)
    expect(box).to_be_focused()
    expect(box).to_have_value("com.example.app")
    assert verify_signature(secret_in(page), PRIVATE.public_key())


def test_a_missing_member_of_the_header_is_added(page: Page):
    paste(page, CURL)
    page.get_by_role("button", name="Remove kid").click()
    expect(page.get_by_label("Header kid", exact=True)).to_have_attribute("placeholder", "missing")
    page.get_by_label("Header kid", exact=True).fill("ABC123DEFG")
    expect(page.get_by_role("button", name="Remove kid")).to_be_visible()
    assert json.loads(base64url.decode(secret_in(page).partition(".")[0]))["kid"] == "ABC123DEFG"


def test_a_member_of_any_name_is_added_by_keyboard(page: Page):
    paste(page, CURL)
    page.get_by_label("New Payload name").fill("nbf")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("New Payload value")).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("4102444800")
    page.keyboard.press("Enter")
    expect(page.locator(".root .rule, .others .rule", has_text="secret-nbf-in-future").first).to_be_visible()
    expect(page.get_by_label("New Payload name")).to_be_focused()
    expect(page.get_by_label("New Payload name")).to_have_value("")
    page.get_by_role("button", name="Add to the Header").click()
    expect(page.get_by_label("New Header name")).to_be_focused()


def test_half_typed_text_stays_while_the_page_is_redrawn(page: Page):
    paste(page, f"{CURL}\n\n{ANSWER}")
    page.get_by_label("New Header name").fill("typ")
    page.get_by_label("Payload sub", exact=True).fill('"com.example.other"')
    expect(page.locator(".root .rule").first).to_have_text("sub-differs-from-client-id")
    expect(page.get_by_label("New Header name")).to_have_value("typ")


def secret_in(page: Page) -> str:
    found = re.search(r"client_secret=(\S+)", page.locator("#paste").input_value())
    assert found
    return found[1]


def test_a_value_that_is_not_json_is_marked_and_not_judged(page: Page):
    paste(page, SECRET)
    field = page.get_by_label("Payload sub", exact=True)
    field.fill('"half')
    expect(field).to_have_attribute("aria-invalid", "true")


def test_the_minted_secret_verifies_and_is_offered_as_value_command_and_snippet(page: Page):
    example(page, "a client_secret minted for another client")
    secret = page.locator("pre.minted").inner_text()
    key = next(given for given in examples()[5]["inputs"] if given["name"].endswith(".p8"))
    assert verify_signature(secret, load_private_key(key["text"]).public_key())
    assert secret in page.locator("pre.curl").inner_text()
    for name in page.locator("#language option").all_inner_texts()[1:]:
        page.locator("#language").select_option(label=name)
        expect(page.locator("pre.snippet")).to_be_visible()
        expect(page.locator("#language option:checked")).to_have_text(name)
    page.locator(".mint").get_by_role("button", name="Copy").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("pre.minted").inner_text()


def drop(page: Page, **files: str) -> None:
    """Drop *files*, by their names with _ in place of the dot."""
    page.evaluate(
        """(files) => {
            const data = new DataTransfer();
            for (const [name, text] of files) data.items.add(new File([text], name));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [[name.replace("_", "."), text] for name, text in files.items()],
    )


def test_files_are_dropped(page: Page):
    drop(page, request_sh=CURL, answer_json='{"error":"invalid_client"}')
    expect(page.locator("#files li")).to_have_count(2)
    expect(page.locator(".pieces li")).to_have_count(2)
    page.get_by_role("button", name="Remove answer.json").click()
    expect(page.locator(".pieces li")).to_have_count(1)


def shows_the_line_and_the_change(page: Page) -> None:
    expect(page.locator(".root .rule").first).to_have_text("secret-aud-is-endpoint")
    expect(page.locator(".root .place mark")).to_have_text("'https://appleid.apple.com/auth/token'")
    expect(page.locator(".root")).to_contain_text("sign.js:5")
    expect(page.locator("pre.next")).to_contain_text("+    aud: 'https://appleid.apple.com',")
    expect(page.locator("pre.next")).to_contain_text("-    aud: 'https://appleid.apple.com/auth/token',")


def test_dropped_source_code_shows_its_line_and_the_change(page: Page):
    drop(page, sign_js=PROGRAM)
    shows_the_line_and_the_change(page)
    expect(page.locator(".token")).to_contain_text("what your source code would make now")
    expect(page.get_by_role("row", name="iss (not in the source code)")).to_have_count(1)
    expect(page.locator(".token .jwt")).to_have_count(0)


def test_pasted_source_code_shows_its_line(page: Page):
    paste(page, PROGRAM)
    expect(page.locator(".root .rule").first).to_have_text("secret-aud-is-endpoint")
    expect(page.locator(".root .place mark")).to_have_text("'https://appleid.apple.com/auth/token'")


def test_dropped_source_code_fits_a_phone(phone: Page):
    drop(phone, sign_js=PROGRAM)
    shows_the_line_and_the_change(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_sign_in_is_laid_out_side_by_side_with_what_differs_joined(page: Page):
    example(page, "a different redirect_uri than in the authorization request")
    expect(page.locator(".stages h3")).to_have_text(
        ["Authorization request", "Request to Apple", "client_secret", "Apple's answer"], ignore_case=True
    )
    expect(page.locator(".pairs li")).to_have_count(1)
    expect(page.locator(".stages .badge")).to_have_count(2)
    expect(page.locator(".portal details details[open] > summary")).to_have_text("Return URL")


def test_the_report_is_shared_as_markdown_file_and_link(page: Page, record, server: PageServer):
    example(page, "a client_secret minted for another client")
    cause = page.locator(".root .rule").first.inner_text()
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert cause in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the report").click()
    assert cause in Path(waiting.value.path()).read_text("utf-8")
    link = copied_link(page)
    assert link.startswith(f"{server.url}/#v1.")
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".root .rule").first).to_have_text(cause)
    assert page.url == f"{server.url}/"
    assert not any("v1." in request.url for request in record.seen)


def copied_link(page: Page) -> str:
    # What another test has copied is still there.
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Copy a link").click()
    return page.evaluate(COPIED_LINK)


def test_a_link_can_be_pasted(page: Page):
    example(page, "a JSON body")
    link = copied_link(page).replace(page.url, "http://127.0.0.1:1/")
    page.locator("#clear").click()
    paste(page, link)
    expect(page.locator(".root .rule").first).to_have_text("request-body-is-json")


def test_the_page_works_with_only_a_keyboard(page: Page):
    expect(page.locator("#paste")).to_be_focused()
    page.keyboard.insert_text(SECRET)
    page.locator(".verdict").wait_for()
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.dataset.key || document.activeElement.id"))
    assert names[:3] == ["Add files", "Clear", "What else you know"]
    assert any("0.header.alg" in name for name in names)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("state", ["welcome", "root", "next", "missing", "suspects", "redirect", "unchecked", "rules", "rule"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, server: PageServer, state: str, scheme: str):
    # Without motion: a colour half way to another has no contrast that could be judged.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    show(page, server, state)
    # axe is put in by the browser's own hand, past the policy of the page.
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


def show(page: Page, server: PageServer, state: str) -> None:
    match state:
        case "root":
            example(page, "a client_secret minted for another client")
        case "next":
            with_step(page, STEP)
            paste(page, f"{CURL.replace(SECRET, _with_wrong_audience())}\n\nlorem ipsum dolor sit amet")
            page.locator("mark.blank").wait_for()
        case "redirect":
            example(page, "a different redirect_uri than in the authorization request")
        case "missing":
            paste(page, CURL)
            page.get_by_role("button", name="Remove sub").click()
            page.get_by_placeholder("missing").wait_for()
        case "source":
            drop(page, sign_js=PROGRAM)
            page.locator(".root .place").wait_for()
        case "suspects":
            paste(page, f"{CURL}\n\n{ANSWER}")
        case "unchecked":
            page.locator("#file").set_input_files({**KEY_FILE, "buffer": UNCHECKED_KEY.encode()})
            page.locator("#keys code").first.wait_for()
        case "rules":
            page.goto(f"{server.url}/rules")
        case "rule":
            page.goto(f"{server.url}/rules/secret-aud-is-endpoint")


@pytest.mark.parametrize(
    "pasted",
    [f"{CURL}\n\n{ANSWER}", '{"error":"invalid_client"}', "jwt audience invalid. expected: com.example.web"],
    ids=["a request and its answer", "an answer", "the words of a library"],
)
def test_the_headings_are_those_of_the_report_as_text(page: Page, pasted: str):
    paste(page, pasted)
    shown = [head.lower() for head in page.locator(".ask h2, .questions h2, .said h2, .answered h2, .suspects h2").all_inner_texts()]
    given = read_page_input(json.dumps({"inputs": [{"name": "", "text": pasted}], "known": {}, "keys": []}).encode())
    report = render_text(diagnose(gather_page_input(given, NOW).evidence), verbose=True).split("\n")
    assert "what to add next" in shown
    assert [head for head in shown if head not in (line.lower() for line in report)] == []


def titles(page: Page) -> list[str]:
    return page.locator("#result > .card").evaluate_all(
        "all => all.map((one) => one.className.split(' ').filter((name) => !['card', 'folds'].includes(name))[0])"
    )


def test_the_verdict_comes_first_then_the_correction_then_the_client_secret(page: Page):
    example(page, "a client_secret minted for another client")
    shown = titles(page)
    assert shown[:4] == ["verdict", "do", "mint", "root"]
    assert {"questions", "token", "timeline", "portal", "share"} <= set(shown[4:])
    page.locator("#clear").click()
    paste(page, f"{CURL}\n\n{ANSWER}")
    assert titles(page)[:3] == ["verdict", "ask", "suspects"]


def test_the_copied_correction_is_the_one_that_is_shown(page: Page):
    for shown_example in examples():
        example(page, shown_example["title"])
        shown = page.locator(".do pre")
        if shown.count():
            page.locator(".do .block").get_by_role("button", name="Copy").click()
            expect(page.get_by_role("button", name="Copied")).to_be_visible()
            assert page.evaluate("navigator.clipboard.readText()") == shown.text_content()
        page.locator("#clear").click()


STEP = {
    "kind": "command",
    "sentence": "Mint a new client_secret, for the team that owns the key:",
    "text": "siwakit secret \\\n  --key AuthKey_ABC123DEFG.p8 --team <TEAM_ID> --client-id com.example.app",
    "blanks": ["<TEAM_ID>"],
}


def with_step(page: Page, step: dict[str, object]) -> None:
    """Have the judge answer with *step* as the next one."""

    def answer(route) -> None:
        judged = route.fetch()
        body = judged.json()
        body["report"]["next"] = step
        route.fulfill(response=judged, json=body)

    page.route("**/judge", answer)


def test_the_whole_next_step_is_copied_and_its_blanks_lead_to_the_field_that_fills_them(page: Page):
    with_step(page, STEP)
    paste(page, CURL.replace(SECRET, _with_wrong_audience()))
    expect(page.locator(".do .sentence")).to_have_text(STEP["sentence"])
    expect(page.locator(".do mark.blank")).to_have_text("<TEAM_ID>")
    page.locator(".do").get_by_role("button", name="Copy").click()
    expect(page.locator(".do").get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == STEP["text"]
    page.get_by_role("button", name="Fill in the Team ID").click()
    expect(page.get_by_label("Team ID", exact=True)).to_be_focused()


def test_a_corrected_request_is_offered_with_the_minted_client_secret_in_it(page: Page):
    text = "curl https://appleid.apple.com/auth/token \\\n  -d client_secret=$CLIENT_SECRET \\\n  -d code=$CODE"
    with_step(page, {"kind": "request", "sentence": "Send the body as a form:", "text": text, "blanks": []})
    example(page, "a client_secret minted for another client")
    expect(page.locator(".do pre")).to_have_text(text)
    secret = page.locator("pre.minted").inner_text()
    assert page.locator("pre.curl").text_content() == text.replace("$CLIENT_SECRET", secret)
    expect(page.locator(".do")).to_contain_text("$CLIENT_SECRET and $CODE stand for your own")


def test_a_step_that_mints_first_is_offered_with_the_minted_value(page: Page):
    send = 'curl https://appleid.apple.com/auth/token --data-urlencode "client_secret=$CLIENT_SECRET" --data-urlencode "code=$CODE"'
    text = f"CLIENT_SECRET=$(siwakit secret --key AuthKey_ABC123DEFG.p8 \\\n  --client-id com.example.app)\n{send}"
    with_step(page, {"kind": "request", "sentence": "The whole request:", "text": text, "blanks": []})
    example(page, "a client_secret minted for another client")
    secret = page.locator("pre.minted").inner_text()
    assert page.locator("pre.curl").text_content() == f"CLIENT_SECRET={secret}\n{send}"
    expect(page.locator(".do > .quiet")).to_have_text("$CODE stands for your own, which a report does not show.")


def test_every_minted_client_secret_is_accepted_by_the_rules(page: Page):
    for shown_example in examples():
        example(page, shown_example["title"])
        secret = page.locator("pre.minted").inner_text()
        keys = tuple(key_at_hand(given["text"], given["name"]) for given in shown_example["inputs"] if given["name"].endswith(".p8"))
        claims = json.loads(base64url.decode(secret.split(".")[1]))
        assert [finding.rule.id for finding in judge_secret(secret, claims["sub"], claims["iat"], keys=keys)] == []
        page.locator("#clear").click()


def test_five_suspects_are_shown_then_all_of_them(page: Page):
    paste(page, '{"error":"invalid_client"}')
    report = judged('{"error":"invalid_client"}')["report"]
    names = [suspect["rule"] for suspect in report["suspects"]]
    links = page.locator(".suspects .rule")
    expect(links.filter(visible=True)).to_have_text(names[:5])
    page.locator(".suspects summary").click()
    expect(links.filter(visible=True)).to_have_text(names)
    assert [link.rpartition("/")[2] for link in links.evaluate_all("all => all.map((one) => one.pathname)")] == names
    page.get_by_label("Team ID", exact=True).evaluate("box => { box.value = 'A1B2C3D4E5'; box.dispatchEvent(new InputEvent('input')); }")
    expect(page.locator(".suspects details")).to_have_attribute("open", "")


def judged(text: str) -> dict:
    return judge(read_page_input(json.dumps({"inputs": [{"name": "", "text": text}], "known": {}, "keys": []}).encode()), NOW)


@pytest.mark.parametrize(
    ("asked", "option", "label"),
    [
        ("the client_secret", None, "paste"),
        ("your Team ID", "--team", "Team ID"),
        ("where the code came from", "--origin native|web", "The code came from"),
    ],
)
def test_what_to_add_next_leads_to_where_it_is_added(page: Page, asked: str, option: str | None, label: str):
    def ask(route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["report"]["wanted"] = [{"part": "x", "decides": ["secret-expired"], "decides_count": 1, "how": "Log it."}]
        body["report"]["missing_parts"]["x"] = {"ask": asked, "option": option}
        route.fulfill(response=answer, json=body)

    page.route("**/judge", ask)
    paste(page, '{"error":"invalid_client"}')
    expect(page.locator(".ask .question")).to_contain_text(asked)
    expect(page.locator(".ask .how")).to_have_text("Log it.")
    page.locator(".ask button.main").click()
    expect(page.locator("#paste") if label == "paste" else page.locator(".fields").get_by_label(label)).to_be_focused()


def test_a_key_that_is_wanted_next_is_chosen_there(page: Page):
    paste(page, f"{CURL}\n\n{ANSWER}")
    with page.expect_file_chooser() as chooser:
        page.locator(".mint").get_by_role("button", name="Choose the key file").click()
    chooser.value.set_files(KEY_FILE)
    expect(page.locator("pre.minted")).to_be_visible()


@pytest.fixture
def phone(chromium: Browser, server: PageServer) -> Iterator[Page]:
    width, height = SIZES["phone"]
    with chromium.new_context(viewport={"width": width, "height": height}, is_mobile=True, has_touch=True) as context:
        page = context.new_page()
        page.goto(server.start_url)
        page.locator("#examples button").first.wait_for()
        yield page


def is_in_view(page: Page, selector: str) -> bool:
    return page.locator(selector).first.evaluate(
        "one => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    )


@pytest.mark.parametrize(
    "text",
    [f"{CURL}\n\n{ANSWER}", '{"error":"invalid_client"}', "POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\n{}", "lorem ipsum dolor sit amet"],
    ids=["a request and its answer", "an answer", "an empty object", "nothing that is recognised"],
)
def test_on_a_phone_the_verdict_is_in_view_after_a_paste(phone: Page, text: str):
    paste(phone, text)
    expect(phone.locator("#edit")).to_be_visible()
    assert is_in_view(phone, ".verdict")
    assert phone.evaluate("scrollY") == 0
    assert phone.evaluate("document.activeElement.id") == "result"


def test_on_a_phone_the_verdict_of_an_example_is_in_view_and_its_correction_too(phone: Page):
    phone.locator("#examples button").last.scroll_into_view_if_needed()
    phone.locator("#examples button").last.tap()
    expect(phone.locator("#edit")).to_be_visible()
    assert is_in_view(phone, ".verdict")
    assert is_in_view(phone, ".do h2")


def test_on_a_phone_the_input_can_be_edited_and_left_again(phone: Page):
    paste(phone, f"{CURL}\n\n{ANSWER}")
    phone.locator("#edit").tap()
    expect(phone.locator("#paste")).to_be_focused()
    phone.locator("#paste").press_sequentially("  ")
    expect(phone.locator("#paste")).to_be_visible()
    phone.locator("#show").tap()
    expect(phone.locator("#paste")).to_be_hidden()
    assert is_in_view(phone, ".verdict")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["root", "next", "suspects", "rule"])
def test_axe_finds_nothing_on_a_phone(phone: Page, server: PageServer, state: str, scheme: str):
    phone.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    show(phone, server, state)
    phone.locator("#result details").evaluate_all("all => all.forEach((fold) => { fold.open = true; })")
    found = Axe().run(phone)
    assert found.response["violations"] == [], found.generate_report()


def test_on_a_phone_typing_does_not_close_the_input(phone: Page):
    phone.locator("#paste").press_sequentially("client_id=com.example.app&grant_type=x")
    phone.locator(".verdict").wait_for()
    expect(phone.locator("#paste")).to_be_visible()


def test_on_a_phone_long_cards_are_folded_and_stay_as_they_were_left(phone: Page):
    example(phone, "a client_secret minted for another client")
    token = phone.locator(".token table").first
    expect(token).to_be_hidden()
    phone.locator(".token > details > summary").first.tap()
    expect(token).to_be_visible()
    phone.locator("#language").select_option("python")
    expect(phone.locator("pre.snippet")).to_be_visible()
    expect(token).to_be_visible()


@pytest.mark.parametrize("state", ["welcome", "root", "suspects", "redirect", "rules", "rule"])
def test_on_a_phone_every_button_can_be_hit(phone: Page, server: PageServer, state: str):
    show(phone, server, state)
    small = phone.locator("button:visible, summary:visible, select:visible, input:visible, nav a:visible").evaluate_all(
        "all => all.map((one) => [one.textContent || one.id, one.getBoundingClientRect().height]).filter(([, height]) => height < 43.5)"
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_state_fits_its_window(chromium: Browser, server: PageServer, size: str, scheme: str):
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    for state in ("welcome", "root", "source", "suspects", "redirect", "unchecked", "rules", "rule"):
        page.goto(server.start_url)
        page.locator("#examples button").first.wait_for()
        show(page, server, state)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
        picture(page, f"{state}-{size}-{scheme}")
        for name in ("token", "timeline", "mint", "portal") if state == "redirect" else ():
            page.locator(f".{name}").first.scroll_into_view_if_needed()
            picture(page.locator(f".{name}").first, f"{name}-{size}-{scheme}")
    context.close()


def picture(what: Page | Locator, name: str) -> None:
    """Take a picture for the documentation if SIWAKIT_PICTURES names a folder, such as docs/_static/web."""
    place = os.environ.get("SIWAKIT_PICTURES")
    what.screenshot(path=f"{place}/{name}.png" if place and name in IN_DOCUMENTS else None)


def test_the_page_can_be_printed(page: Page):
    example(page, "a JSON body")
    page.emulate_media(media="print")
    expect(page.locator(".share")).to_be_hidden()
    expect(page.locator(".root")).to_be_visible()


def test_the_first_paint_takes_less_than_100_kilobytes(chromium: Browser, server: PageServer):
    context = chromium.new_context()
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body()) if answer.status == 200 else 0))
    page.goto(server.start_url)
    page.locator("#examples button").first.wait_for()
    context.close()
    assert 10_000 < sum(sizes) < 100_000, sizes


def test_nothing_is_stored_by_the_page(page: Page):
    example(page, "a JSON body")
    stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert stored == [0, 0, ""]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    [cookie] = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)


def test_a_large_paste_is_answered_within_a_second_and_does_not_freeze_the_page(page: Page):
    text = CURL + "\n" + "2026-09-21 lorem ipsum dolor sit amet\n" * 27_000
    took, longest = page.evaluate((BENCH / "paste_much.js").read_text("utf-8"), text[: 1024 * 1024])
    print(f"1 MiB: {took:.0f} ms, longest pause {longest:.0f} ms")
    expect(page.locator("#files")).to_contain_text("pasted-1.txt")
    assert took < 1000
    assert longest < 500


def test_typing_feels_immediate(page: Page):
    paste(page, CURL)
    times = page.evaluate((BENCH / "type_a_key.js").read_text("utf-8"), 21)
    print(f"from key to verdict: median {times[10]:.1f} ms, worst {times[-1]:.1f} ms")
    assert times[10] < 250


def hostile() -> list[str]:
    """Return 200 strings that would run as code in a careless page."""
    scripts = (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "javascript:alert(1)",
        "'\"><b onclick=alert(1)>",
    )
    more = (
        "{{7*7}}",
        "${alert(1)}",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "</textarea><script>alert(1)</script>",
        "<style>*{background:url(//evil.example)}</style>",
    )
    odd = (
        "\u202e\u2066x",
        "\ud800",
        "__proto__",
        "constructor",
        "\u2028alert(1)",
        "<a href='data:text/html,x'>",
        "<math><mtext></p><img src=x onerror=alert(1)>",
        "%3Cscript%3E",
    )
    seeds = (*scripts, *more, *odd, "<base href=//evil.example>", "<link rel=stylesheet href=//evil.example>")
    shapes = (
        lambda text: text,
        lambda text: f"curl 'https://appleid.apple.com/auth/token' -d 'client_id={text}' -d grant_type=authorization_code -H 'X-A: {text}'",
        lambda text: _token({"alg": text, "kid": text}, {text: text, "iss": text, "sub": text, "aud": "https://appleid.apple.com"}),
        lambda text: json.dumps({"error": text, "error_description": text}),
        lambda text: f"https://appleid.apple.com/auth/authorize?client_id={text}&redirect_uri={text}&{text}={text}",
        lambda text: f'APPLE_TEAM_ID="{text}"\nAPPLE_CLIENT_ID="{text}"',
        lambda text: f"-----BEGIN {text} PRIVATE KEY-----\n{text * 8}\n-----END PRIVATE KEY-----",
        lambda text: f"POST /auth/token HTTP/1.1\nHost: {text}\n{text}: {text}\n\nclient_id={text}&{text}={text}",
        lambda text: _token({"alg": "RS256"}, {"iss": "https://appleid.apple.com", "aud": text, "email": text, "nonce": text}),
        lambda text: f'{{"kty":"EC","{text}":"{text}","d":"{"A" * 43}"}}',
    )
    return [shape(seed) for seed in seeds for shape in shapes]


def _token(header: dict[str, str], claims: dict[str, str]) -> str:
    parts = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    return ".".join([*parts, "c2lnbmF0dXJl"])


def test_hostile_input_runs_in_no_field(page: Page):
    texts = hostile()
    assert len(texts) >= 200
    page.set_default_timeout(120_000)
    found = page.evaluate(HOSTILE.read_text("utf-8"), [SECRET, *texts])
    print(found["drawn"])
    assert (found["violations"], found["foreign"], found["polluted"]) == ([], [], [])
    # The page was not asleep: half a surrogate pair, say, cannot be put everywhere.
    assert all(count > len(texts) * 0.9 for count in found["drawn"].values()), found["drawn"]


def test_a_hostile_link_that_is_opened_runs_nothing(page: Page, server: PageServer):
    for text in hostile()[::20]:
        page.goto("about:blank")
        page.goto(f"{server.url}/#v1.{quote(text.encode('utf-8', 'replace'))}")
        page.locator("#examples button").first.wait_for()
    assert page.locator("iframe, style").count() == 0


def test_hostile_exchanges_run_nothing_in_the_journal(chromium: Browser):
    texts = hostile()[:190]
    lines = [JournalLine(number, 0, text, text, 400, text, text, text, text) for number, text in enumerate(texts, 1)]
    with PageServer(journal=lambda after: [line for line in lines if line.number > after]) as server, chromium.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(server.start_url)
        expect(page.locator(".entries > li")).to_have_count(len(texts))
        for value in page.locator("#journal-filter option").evaluate_all("all => all.map((one) => one.value)")[2:]:
            page.locator("#journal-filter").evaluate("(box, value) => { box.value = value; box.dispatchEvent(new Event('change')); }", value)
        assert page.locator("#journal script, #journal img, #journal iframe, #journal style, #journal svg").count() == 0
        assert complaints == []


@pytest.mark.parametrize("size", SIZES)
def test_the_journal_of_an_emulator_is_live_and_can_be_filtered(chromium: Browser, size: str):
    width, height = SIZES[size]
    with testing.emulator(seed=7) as apple, JournalPage(open_listener(), apple.store) as beside:
        context = chromium.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto(beside.listener.start_url)
        expect(page.get_by_text("No requests yet.")).to_be_visible()
        for path in ("/auth/keys", "/auth/token"):
            request = urllib.request.Request(f"{apple.url}{path}", data=b"grant_type=authorization_code" if "token" in path else None)  # noqa: S310
            try:
                urllib.request.urlopen(request).read()  # noqa: S310  loopback
            except urllib.error.HTTPError as answer:
                answer.close()
        expect(page.locator(".entries > li")).to_have_count(2, timeout=5000)
        page.locator("#journal-filter").select_option("*")
        expect(page.locator(".entries > li:visible")).to_have_count(1)
        page.locator(".entries summary:visible").click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(page, f"journal-{size}-light")
        assert Axe().run(page).response["violations"] == []
        context.close()


def test_a_malformed_link_is_not_a_link(page: Page):
    made = page.evaluate(
        """async () => {
            const { toBase64url, utf8 } = await import("/static/bytes.mjs");
            const stream = new Blob([utf8(JSON.stringify({ inputs: [], known: { now: "x" }, keys: [3], language: 7 }))]).stream();
            const packed = await new Response(stream.pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer();
            const { stateOf } = await import("/static/share.mjs");
            const all = ["#v1.", "#v1.%", "#v1.AAAA", "#v1." + toBase64url(new Uint8Array(packed))];
            return Promise.all(all.map(stateOf));
        }"""
    )
    assert made == [None, None, None, {"paste": "", "files": [], "known": {}, "language": "7"}]
