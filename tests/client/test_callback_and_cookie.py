"""The callback from Apple's page, and the two ways to find the browser's session again."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.errors import TooLarge, UsageError
from siwakit.flow.callback import AppleUser, Callback, UserCancelled, read_callback, read_user
from siwakit.flow.refused import CallbackRefused
from siwakit.flow.sign_in_cookie import clear_cookie_header, cookie_header, open_cookie, repost_page, seal_cookie

STATE = "af0ifjsldkj"
NOW = 1_790_000_000
KEY = bytes(range(32))
USER = json.dumps({"name": {"firstName": "Jane", "lastName": "Appleseed"}, "email": "jane@example.com"})
FIELDS = {"code": "c1", "id_token": "t1", "state": STATE, "user": USER}
FORM = urlencode(FIELDS)
GIVEN: dict[str, Any] = {
    "the body of form_post": FORM,
    "its bytes": FORM.encode(),
    "a query": f"?{FORM}",
    "a fragment": f"#{FORM}",
    "an address with a query": f"https://app.example.com/callback?{FORM}",
    "an address with a fragment": f"https://app.example.com/callback#{FORM}",
    "a mapping": FIELDS,
    "a mapping of lists": {name: [value] for name, value in FIELDS.items()},
    "more than Apple sends": f"{FORM}&utm_source=x&utm_source=y",
}


@each("given_", GIVEN.values(), ids=list(GIVEN))
def test_a_sign_in_is_read_from_every_form(given_: Any):
    assert read_callback(given_, state=STATE) == Callback("c1", "t1", AppleUser("Jane", "Appleseed", "jane@example.com"))


def test_a_later_sign_in_has_no_user_and_no_token():
    assert read_callback({"code": "c1", "state": STATE}, state=STATE) == Callback("c1")


def test_a_representation_shows_neither_code_nor_token():
    shown = repr(read_callback({"code": "secretcode", "id_token": "secrettoken", "state": STATE}, state=STATE))
    assert "secret" not in shown


@pytest.mark.parametrize("given_", [f"error=user_cancelled_authorize&state={STATE}", {"state": STATE, "error": "user_cancelled_authorize"}])
def test_cancelling_is_a_result_of_its_own(given_: Any):
    assert read_callback(given_, state=STATE) == UserCancelled()


WRONG_STATES = (
    {},
    {"state": ""},
    {"state": "another"},
    {"state": STATE.upper()},
    {"state": f"{STATE} "},
    {"state": "\ud800"},
    {"state": f"{STATE}\0"},
)


@each("fields", WRONG_STATES, ids=str)
@each("rest", [{"code": "c1"}, {"error": "user_cancelled_authorize"}], ids=["code", "error"])
def test_another_state_is_refused_before_anything_else(fields: dict[str, str], rest: dict[str, str]):
    with pytest.raises(CallbackRefused) as refused:
        read_callback({**rest, **fields}, state=STATE)
    assert refused.value.rules == ("state-mismatch",)
    assert STATE not in str(refused.value)


REFUSED: dict[str, Any] = {
    "no code": {"state": STATE},
    "an empty code": {"state": STATE, "code": ""},
    "another error": {"state": STATE, "error": "<script>", "code": "c1"},
    "state twice": f"state={STATE}&state={STATE}&code=c1",
    "code twice": {"state": STATE, "code": ["c1", "c2"]},
    "bytes that are no form": b"\xff\xfe",
    "escapes that are no text": f"state={STATE}&code=%ff",
    "33 fields": "&".join(f"a{number}=1" for number in range(33)),
    "an address that is none": "https://[/?code=c1",
}


@each("given_", REFUSED.values(), ids=list(REFUSED))
def test_what_no_sign_in_leads_to_is_refused(given_: Any):
    with pytest.raises(CallbackRefused) as refused:
        read_callback(given_, state=STATE)
    assert "script" not in str(refused.value)


@pytest.mark.parametrize("given_", [f"state={STATE}&code={'c' * 70_000}", {"state": STATE, "code": "c" * 70_000}, {f"a{n}": "1" for n in range(33)}])
def test_what_is_too_much_is_not_looked_at(given_: Any):
    with pytest.raises(TooLarge):
        read_callback(given_, state=STATE)


@pytest.mark.parametrize("state", ["", None, b"s", 0])
def test_a_state_must_be_there_to_compare_with(state: Any):
    with pytest.raises(UsageError):
        read_callback({"code": "c1", "state": ""}, state=state)
    with pytest.raises(TypeError):
        read_callback({"code": "c1"})  # type: ignore[call-arg]  # that is the point


USERS: dict[str, tuple[str, AppleUser | None]] = {
    "a first name alone": ('{"name":{"firstName":"Jane"}}', AppleUser("Jane")),
    "another script": ('{"name":{"firstName":"太郎","lastName":"山田"}}', AppleUser("太郎", "山田")),
    "tags stay text": ('{"name":{"firstName":"<b>"}}', AppleUser("<b>")),
    "control characters": ('{"name":{"firstName":" Ja\\u0000ne\\r\\n","lastName":"A\\u202eB"}}', AppleUser("Jane", "AB")),
    "numbers": ('{"name":{"firstName":1},"email":["x"]}', None),
    "a name that is text": ('{"name":"Jane","email":"a@example.com"}', AppleUser(email="a@example.com")),
    "names of a novel": (json.dumps({"name": {"firstName": "x" * 201}}), None),
    "empty": ("{}", None),
    "nothing": ("", None),
    "null": ("null", None),
    "a list": ("[]", None),
    "no JSON": ("{", None),
    "too long": (json.dumps({"email": "a@example.com", "x": "y" * 5000}), None),
    "deep": ('{"name":' * 400 + "1" + "}" * 400, None),
    "half of a surrogate pair": ('{"email":"\\ud800"}', None),
}


@each(("text", "expected"), USERS.values(), ids=list(USERS))
def test_a_user_is_taken_for_what_the_browser_says_of_itself(text: str, expected: AppleUser | None):
    assert read_user(text) == expected
    assert read_callback({"code": "c1", "state": STATE, "user": text}, state=STATE) == Callback("c1", None, expected)


@given(st.text())
def test_no_user_breaks_a_sign_in(text: str):
    assert isinstance(read_callback({"code": "c1", "state": STATE, "user": text}, state=STATE), Callback)


@given(st.one_of(st.text(max_size=80), st.binary(max_size=80)))
def test_a_callback_of_any_text_is_read_or_refused(text: str | bytes):
    with pytest.raises(CallbackRefused):
        read_callback(text, state=STATE)


# the cookie

VALUES = {"state": STATE, "nonce": "n", "code_verifier": "v" * 43}


def test_a_sealed_value_comes_back_whole():
    assert open_cookie(seal_cookie(VALUES, key=KEY, now=NOW), key=KEY, now=NOW + 599.9) == VALUES


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=4))
def test_any_text_can_be_kept(values: dict[str, str]):
    assert open_cookie(seal_cookie(values, key=KEY, now=NOW), key=KEY, now=NOW) in (values, None)


def test_its_time_is_over_after_ten_minutes():
    assert open_cookie(seal_cookie(VALUES, key=KEY, now=NOW), key=KEY, now=NOW + 600) is None


def test_another_key_did_not_sign_it():
    assert open_cookie(seal_cookie(VALUES, key=KEY, now=NOW), key=bytes(32), now=NOW) is None


def test_no_changed_value_is_opened():
    value = seal_cookie(VALUES, key=KEY, now=NOW)
    for at in range(len(value)):
        changed = value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]
        assert open_cookie(changed, key=KEY, now=NOW) is None
    for rubbish in (None, "", ".", "a.b", "\u0435.x", value[:-1], f"{value}=", f"{value}.{value}", value.split(".")[0]):
        assert open_cookie(rubbish, key=KEY, now=NOW) is None


def test_a_value_that_was_signed_for_something_else_is_not_opened():
    import hmac

    from siwakit.flow.sign_in_cookie import _sign
    from siwakit.jose import base64url

    content = json.dumps({"exp": NOW + 600, "values": VALUES}).encode()
    foreign = f"{base64url.encode(content)}.{base64url.encode(hmac.digest(KEY, content, 'sha256'))}"
    assert open_cookie(foreign, key=KEY, now=NOW) is None
    for broken in (b"{", b"[]", b'{"exp":true,"values":{}}', b'{"exp":9999999999,"values":[]}', b'{"values":{}}'):
        assert open_cookie(f"{base64url.encode(broken)}.{base64url.encode(_sign(broken, KEY))}", key=KEY, now=NOW) is None


def test_a_short_key_and_a_large_value_are_refused():
    for call in (lambda: seal_cookie(VALUES, key=b"short", now=NOW), lambda: open_cookie("a.b", key=b"short", now=NOW)):
        with pytest.raises(UsageError):
            call()
    with pytest.raises(UsageError):
        seal_cookie({"state": "s" * 4000}, key=KEY, now=NOW)


def test_the_header_lets_the_cookie_cross_sites_and_nobody_read_it():
    header = cookie_header("sign_in", seal_cookie(VALUES, key=KEY, now=NOW), path="/apple/callback")
    assert header.partition(";")[2] == " Max-Age=600; Path=/apple/callback; Secure; HttpOnly; SameSite=None"
    assert clear_cookie_header("sign_in", path="/apple/callback").startswith("sign_in=; Max-Age=0;")


@each(("name", "value", "path"), [("a b", "v", "/"), ("a", "v;w", "/"), ("a", "v\r\n", "/"), ("a", "v", "/;x"), ("a", "v", "x")])
def test_no_header_is_made_of_what_would_break_it(name: str, value: str, path: str):
    with pytest.raises(UsageError):
        cookie_header(name, value, path=path)


# the page that posts once more


class Inputs(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fields: dict[str, str | None] = {}
        self.action: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        if tag == "input":
            self.fields[str(found["name"])] = found["value"]
        self.action = found.get("action", self.action)


@given(st.fixed_dictionaries({"code": st.text(), "state": st.text(), "user": st.sampled_from([USER, '"><script>alert(1)</script>', "' onload='"])}))
def test_the_page_posts_the_same_fields_whatever_is_in_them(fields: dict[str, str]):
    page = repost_page({**fields, "foreign": "x"}, action="/apple/finish")
    seen = Inputs(page.body.decode())
    plain = {name: re.sub("\r\n?", "\n", value).replace("\0", "\ufffd") for name, value in fields.items()}
    shown = {name: re.sub("\r\n?", "\n", value or "").replace("\0", "\ufffd") for name, value in seen.fields.items()}
    assert {name: value.encode("utf-8", "replace") for name, value in shown.items()} == {
        name: value.encode("utf-8", "replace") for name, value in plain.items()
    }
    assert seen.tags.count("script") == 1
    assert seen.action == "/apple/finish"


def test_the_page_runs_its_one_script_and_posts_to_its_own_site():
    page = repost_page(FIELDS, action="/apple/finish")
    policy = page.header("content-security-policy") or ""
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.header("cache-control") == "no-store"


@each("action", ["//evil.example", "/\\evil.example", "https://evil.example", "", "finish", "/a?b", '/"><script>', "/a\nb"])
def test_the_page_posts_nowhere_else(action: str):
    with pytest.raises(UsageError):
        repost_page(FIELDS, action=action)
