from __future__ import annotations

import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.errors import NotReadable, SiwakitError, TooLarge
from siwakit.evidence.evidence import UNKNOWN
from siwakit.evidence.fields import read_fields
from siwakit.evidence.join import join
from siwakit.evidence.parts import CLIENT_ID, FIELDS
from siwakit.readers.recognise import recognise
from siwakit.readers.requests.collections import is_collection
from siwakit.samples import CODE, SERVICES_ID, Scenario

TOKEN = "https://appleid.apple.com/auth/token"
SECRET = Scenario().compact_secret()
FORM = [("client_id", SERVICES_ID), ("client_secret", SECRET), ("grant_type", "authorization_code"), ("code", CODE)]
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def urlencoded(pairs=FORM):
    return {"mode": "urlencoded", "urlencoded": [{"key": key, "value": value} for key, value in pairs]}


def postman(*items, **members):
    return json.dumps({"info": {"name": "x", "schema": SCHEMA}, "item": list(items), **members})


def item(body=None, url=TOKEN, **members):
    return {"name": "token", "request": {"method": "POST", "url": url, "body": body or urlencoded(), **members}}


def insomnia(*resources):
    return json.dumps({"_type": "export", "__export_format": 4, "resources": list(resources)})


def only(text):
    (piece,) = recognise(text, "collection.json")
    return piece


def fields(piece):
    return {one.name: one.value for one in read_fields(piece.value).every}


def test_a_saved_request_is_the_request_that_would_be_sent():
    piece = only(postman({"name": "folder", "item": [item(url={"raw": TOKEN, "host": ["x"]})]}))
    assert (piece.kind.name, piece.value.method, piece.value.url, piece.name) == ("REQUEST", "POST", TOKEN, "collection.json")
    assert fields(piece) == dict(FORM)
    assert piece.value.header("content-type") == "application/x-www-form-urlencoded"
    assert piece.unread_files == ()


def test_an_export_of_insomnia_is_read_alike():
    params = [{"name": name, "value": value} for name, value in FORM]
    request = {"_type": "request", "method": "POST", "url": "{{ _.base }}/auth/token", "headers": [{"name": "Accept", "value": "*/*"}]}
    body = {"body": {"mimeType": "application/x-www-form-urlencoded", "params": [*params, {"name": "off", "value": "x", "disabled": True}]}}
    piece = only(insomnia({"_type": "environment", "data": {"base": "https://appleid.apple.com", "n": 1}}, {**request, **body}))
    assert (piece.value.url, fields(piece)) == (TOKEN, dict(FORM))


@each(
    ("body", "kind", "text"),
    [
        ({"mode": "raw", "raw": '{"code":"x"}', "options": {"raw": {"language": "json"}}}, "application/json", '{"code":"x"}'),
        ({"mode": "raw", "raw": "code=x"}, None, "code=x"),
        (
            {"mode": "urlencoded", "urlencoded": [{"key": "a b", "value": "c+d"}, {"key": "e", "value": "f%2Bg"}]},
            "application/x-www-form-urlencoded",
            "a+b=c+d&e=f%2Bg",
        ),
        ({"mode": "none"}, None, ""),
        ({}, "application/x-www-form-urlencoded", None),
    ],
    ids=["json", "raw", "encoded once", "none", "none said"],
)
def test_each_kind_of_body_is_made_as_it_is_sent(body, kind, text):
    piece = only(postman(item(body)))
    assert piece.value.header("content-type") == kind
    assert text is None or piece.value.text == text


def test_form_data_is_multipart_and_its_files_are_named():
    listed = [{"key": "code", "value": "c", "type": "text"}, {"key": "client_secret", "type": "file", "src": "x"}]
    piece = only(postman(item({"mode": "formdata", "formdata": listed})))
    assert piece.value.header("content-type").startswith("multipart/form-data; boundary=")
    assert fields(piece)["code"] == "c"
    assert piece.unread_files == ("client_secret",)


def test_variables_of_the_collection_are_filled_in():
    items = item(urlencoded([("client_id", "{{id}}"), ("grant_type", "refresh_token")]), url="{{base}}/auth/token")
    variable = [{"key": "base", "value": "https://{{host}}"}, {"key": "host", "value": "appleid.apple.com"}, {"id": "id", "value": SERVICES_ID}]
    piece = only(postman(items, variable=variable))
    assert (piece.value.url, fields(piece)["client_id"], piece.unread_files) == (TOKEN, SERVICES_ID, ())


def test_a_variable_that_is_not_given_leaves_the_body_unknown():
    piece = only(postman(item(urlencoded([("client_id", SERVICES_ID), ("client_secret", "{{secret}}")]))))
    assert piece.unread_files == ("{{secret}}",)
    evidence = join([piece])
    assert (evidence.body_is_known, evidence.get(FIELDS), evidence.get(CLIENT_ID)) == (False, UNKNOWN, UNKNOWN)


def test_a_variable_that_holds_itself_comes_to_an_end():
    piece = only(postman(item(urlencoded([("code", "{{a}}")])), variable=[{"key": "a", "value": "{{a}}{{a}}"}]))
    assert piece.unread_files


def test_a_host_that_is_a_variable_is_not_judged():
    piece = only(postman(item(url="{{base}}/auth/token")))
    assert piece.value.url == ""


@each(
    ("auth", "value"),
    [
        ({"type": "basic", "basic": [{"key": "username", "value": "a"}, {"key": "password", "value": "b"}]}, "Basic " + b64encode(b"a:b").decode()),
        ({"type": "basic", "basic": {"username": "a", "password": "b"}}, "Basic " + b64encode(b"a:b").decode()),
        ({"type": "bearer", "bearer": [{"key": "token", "value": "t"}]}, "Bearer t"),
        ({"type": "bearer", "bearer": [{"key": "token", "value": "{{t}}"}]}, None),
        ({"type": "noauth"}, None),
    ],
)
def test_an_authorization_becomes_its_header(auth, value):
    assert only(postman(item(auth=auth))).value.header("authorization") == value
    assert only(postman({"item": [item()]}, auth=auth)).value.header("authorization") == value


def test_an_authorization_of_insomnia_becomes_its_header():
    request = {"_type": "request", "method": "POST", "url": TOKEN, "body": {"mimeType": "text/plain", "text": "a=b"}}
    on = insomnia({**request, "authentication": {"type": "basic", "username": "a", "password": "b"}})
    off = insomnia({**request, "authentication": {"type": "basic", "username": "a", "password": "b", "disabled": True}})
    assert only(on).value.header("authorization").startswith("Basic ")
    assert (only(off).value.header("authorization"), only(off).value.text) == (None, "a=b")


def test_a_header_that_is_written_out_wins():
    header = [{"key": "Authorization", "value": "Own"}, {"key": "Content-Type", "value": "text/plain"}, {"key": "X", "value": "y", "disabled": True}]
    request = only(postman(item(header=header, auth={"type": "bearer", "bearer": {"token": "t"}}))).value
    assert request.headers == (("Authorization", "Own"), ("Content-Type", "text/plain"))


def test_saved_answers_make_exchanges():
    saved = item()
    answer = {"code": 400, "header": [{"key": "Date", "value": "x"}], "body": '{"error":"invalid_client"}'}
    saved["response"] = [answer, {**answer, "originalRequest": {**saved["request"], "method": "GET"}, "code": "400"}]
    first, second = recognise(postman(saved))
    assert (first.kind.name, first.value.response.status, first.value.response.text) == ("EXCHANGE", 400, '{"error":"invalid_client"}')
    assert (second.value.request.method, second.value.response.status) == ("GET", None)


def test_other_requests_are_left_out_and_the_authorize_page_is_not():
    page = {"request": "https://appleid.apple.com/auth/authorize?client_id=x"}
    text = postman(page, {"request": "https://example.com/x?code=1"}, {"request": {"url": None}}, {"name": "nothing"})
    assert [piece.kind.name for piece in recognise(text)] == ["AUTHORIZE"]


@each(
    ("text", "error", "words"),
    [
        (postman({"request": "https://example.com"}), NotReadable, "1 requests, none of them to Apple"),
        (postman(), NotReadable, "0 requests"),
        (postman(item())[:-2], NotReadable, "is truncated"),
        (postman(*[{"request": "https://example.com"}] * 1001), TooLarge, "more than 1000"),
        (insomnia({"_type": "request"}), NotReadable, "none of them"),
    ],
)
def test_what_holds_nothing_for_apple_is_refused_with_a_hint(text, error, words):
    with pytest.raises(error, match=words) as caught:
        recognise(text)
    assert caught.value.hint


def test_other_json_is_no_collection():
    assert not is_collection('{"item": []}')
    assert not is_collection("{}")


def test_nothing_secret_of_a_collection_shows():
    pieces = recognise(postman(item(auth={"type": "bearer", "bearer": {"token": "hidden"}})))
    assert SECRET not in repr(pieces)
    assert "hidden" not in repr(pieces)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", TOKEN, "{{a}}", "urlencoded", "basic", "https://[", "\ud800"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["item", "request", "url", "body", "mode", "urlencoded", "raw", "auth", "type", "basic", "key", "value", "response", "variable"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(JSON, JSON)
def test_nothing_but_our_own_errors_comes_out(one, other):
    for text in (
        postman(one, {"request": other}, {"request": TOKEN, "response": one}),
        insomnia({"_type": "request", "url": TOKEN, "body": one}, other),
    ):
        try:
            assert repr(recognise(text))
        except SiwakitError:
            continue
