"""Code, errors and access logs that show in which form a call was made, and what a callback was answered."""

from __future__ import annotations

import json

import pytest
from tests.each import each

from siwakit.evidence.fields import read_fields
from siwakit.evidence.join import join
from siwakit.evidence.known import Known
from siwakit.judge.diagnosis import diagnose
from siwakit.readers.logs.logged_calls import call_of, find_fetches
from siwakit.readers.recognise import recognise

URL = "https://appleid.apple.com/auth/token"
JWT = "eyJhbGciOiJFUzI1NiIsImtpZCI6IkFCQzEyM0RFRkcifQ.eyJpc3MiOiJBMUIyQzNENEU1In0.c2ln"
FIELDS = {"client_id": "com.example.web", "client_secret": JWT, "code": "c1", "grant_type": "authorization_code"}
BODY = json.dumps(FIELDS)
PHP = "$data = [" + ", ".join(f"'{name}' => '{value}'" for name, value in FIELDS.items()) + "];"
ACCESS = '17.58.0.1 - - [21/Sep/2026:14:13:20 +0000] "POST /auth/apple/callback HTTP/1.1" {status} 65 "https://appleid.apple.com/" "Mozilla/5.0"\n'
FETCH = 'await fetch("' + URL + '", {options});'


def _root(text):
    leading = diagnose(join(recognise(text), Known(now=1_790_000_000))).leading
    return leading.rule.id if leading else None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"requests.post('{URL}', json={FIELDS})\n{{'error': 'invalid_client'}}", id="Python's json="),
        pytest.param(f"await got.post('{URL}', {{json: {BODY}}})", id="got's json:"),
        pytest.param(f"headers: {{ 'Content-Type': 'application/json' }}, url: '{URL}', data: '{BODY}'", id="the error of axios"),
        pytest.param(f"fetch('{URL}', {{headers: {{'content-type': 'application/json'}}, body: JSON.stringify({BODY})}})", id="stringify"),
    ],
)
def test_fields_that_code_sends_as_json_are_judged_so(text):
    assert _root(text) == "request-body-is-json"


def test_a_list_that_php_gives_to_curl_goes_out_as_multipart():
    request = call_of(FIELDS, f"{PHP}\ncurl_setopt($ch, CURLOPT_URL, '{URL}');\ncurl_setopt($ch, CURLOPT_POSTFIELDS, $data);")
    assert {one.place for one in read_fields(request).every} == {"multipart"}
    assert read_fields(request).get("client_secret") == JWT


@each(
    "text",
    [
        pytest.param(f"requests.post('https://example.com', json={FIELDS})", id="to somebody else"),
        pytest.param(f"requests.post('{URL}', data={FIELDS})", id="a form"),
        pytest.param(f"{URL} headers: application/x-www-form-urlencoded, 'content-type': 'application/json', data: '{BODY}'", id="both types"),
        pytest.param(f"{PHP} {URL} curl_setopt($ch, CURLOPT_POSTFIELDS, http_build_query($data));", id="PHP's form"),
        pytest.param(f"{PHP} {URL} curl_setopt($ch, CURLOPT_POSTFIELDS, $body);", id="another variable"),
        pytest.param(f"{PHP} $data = $this->encode($data); {URL} curl_setopt($ch, CURLOPT_POSTFIELDS, $data);", id="a variable that is encoded"),
        pytest.param(f"{PHP} {URL} function post($url, $data) {{ curl_setopt($ch, CURLOPT_POSTFIELDS, $data); }}", id="a parameter"),
        pytest.param(f"fetch('{URL}', {{body: new URLSearchParams({BODY})}}); got('https://log.example.com', {{json: {BODY}}})", id="JSON to a log"),
        pytest.param(
            f"fetch('/api', {{headers: {{'Content-Type': 'application/json'}}, body: JSON.stringify({BODY})}}); fetch('{URL}', {{body: form}})",
            id="JSON to the application itself",
        ),
    ],
)
def test_where_the_form_is_not_certain_nothing_is_said_of_it(text):
    assert call_of(FIELDS, text) is None


def test_a_call_of_fetch_as_browsers_copy_it_is_a_request():
    options = {
        "headers": {"sec-fetch-site": "cross-site"},
        "referrer": "http://localhost:3000/",
        "body": "client_id=x&client_secret=y",
        "method": "POST",
    }
    text = FETCH.format(options=json.dumps(options))
    (request,) = find_fetches(text)
    assert (request.method, request.header("referer"), request.body) == ("POST", "http://localhost:3000/", b"client_id=x&client_secret=y")
    # It is source code too, which counts only if there is no request.
    assert [piece.kind.name for piece in recognise(text)] == ["REQUEST", "SOURCE"]


def test_a_call_of_fetch_may_lack_everything():
    (request,) = find_fetches(FETCH.format(options='{"body": null}'))
    assert (request.method, request.headers, request.body) == ("GET", (), b"")
    assert not list(find_fetches(FETCH.format(options="{method}")))


@pytest.mark.parametrize(("status", "rule"), [(419, "callback-refused-by-own-csrf"), (405, "callback-route-is-get-only")])
def test_an_access_log_tells_what_the_callback_was_answered(status, rule):
    assert _root(ACCESS.format(status=status)) == rule


def test_a_callback_that_carries_a_code_comes_before_one_in_an_access_log():
    raw = "POST /callback HTTP/1.1\nHost: app.example.com\n\ncode=c&state=s\n\nHTTP/1.1 200 OK\n\n"
    pieces = [piece for text in (raw, ACCESS.format(status=419)) for piece in recognise(text)]
    assert join(pieces).callback.request.path == "/callback"


@each(
    "text",
    [
        pytest.param("Array\n(\n" + "".join(f"    [{name}] => {value}\n" for name, value in FIELDS.items()) + ")\n", id="print_r"),
        pytest.param("".join(f'  ["{name}"]=>\n  string({len(value)}) "{value}"\n' for name, value in FIELDS.items()), id="var_dump"),
        pytest.param("{" + ", ".join(f"{name}: {value}" for name, value in FIELDS.items()) + "}", id="Dart"),
        pytest.param("{" + ", ".join(f"{name}=[{value}]" for name, value in FIELDS.items()) + "}", id="Java"),
        pytest.param(f"AxiosError {{ code: 'ERR_BAD_REQUEST' }} {FIELDS}", id="beside the code of an error"),
    ],
)
def test_fields_are_read_as_programs_print_them(text):
    (piece,) = recognise(text)
    assert {one.name: one.value for one in piece.value.fields} == FIELDS


def test_a_grant_type_that_does_not_exist_is_a_field_all_the_same():
    (piece,) = recognise(str({**FIELDS, "grant_type": "authorization-code"}))
    assert piece.value.get("grant_type") == "authorization-code"
    assert recognise(str({**FIELDS, "grant_type": "password", "code": "ERR_X"}))[0].kind.name == "TOKEN"


def test_values_that_a_program_holds_are_not_taken_for_unencoded():
    (piece,) = recognise(str({**FIELDS, "redirect_uri": "https://app.example.com/cb"}))
    assert {one.name: one.raw for one in piece.value.fields}["redirect_uri"] == "https%3A%2F%2Fapp.example.com%2Fcb"


def test_half_a_character_is_no_trouble_in_any_form():
    half = {**FIELDS, "client_id": "\ud800"}
    php = f"{PHP} {URL} curl_setopt($ch, CURLOPT_POSTFIELDS, $data);"
    assert read_fields(call_of(half, php)).get("client_id") == "?"
    assert read_fields(call_of(half, f"requests.post('{URL}', json={FIELDS})")).get("code") == "c1"
    (request,) = find_fetches(FETCH.format(options=json.dumps({"body": "\ud800"})))
    assert request.body == b"?"
    assert recognise(str(FIELDS).replace("c1", "\ud800"))[0].kind.name == "FORM"


def test_fields_of_two_requests_are_not_mixed():
    other = FIELDS | {"client_id": "1.apps.example.com", "client_secret": "s3"}
    assert [piece.kind.name for piece in recognise(f"{other}\n{FIELDS}")] == ["TOKEN"]


def test_what_google_was_sent_is_no_request_to_apple():
    google = FIELDS | {"client_id": "1.apps.googleusercontent.com", "client_secret": "GOCSPX-s"}
    assert [piece.kind.name for piece in recognise(f"{google}\n{{'error': 'invalid_client'}}")] == ["RESPONSE"]


def test_what_source_code_puts_between_two_texts_is_no_value():
    code = 'String body = "client_id=" + clientId + "&client_secret=" + secret + "&code=" + code + "&grant_type=authorization_code";'
    assert [piece.kind.name for piece in recognise(f"{code}\n{{'error': 'invalid_client'}}")] == ["RESPONSE"]
