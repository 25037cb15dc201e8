from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.evidence.form_fields import MAX_FIELDS, read_form, read_json_fields, read_listing, read_multipart


def _pairs(fields):
    return [(one.name, one.value) for one in fields]


@each(
    ("text", "pairs"),
    [
        ("", []),
        ("a=b&a=c&d", [("a", "b"), ("a", "c"), ("d", "")]),
        ("a=b+c%2Fd&&e=f=g", [("a", "b c/d"), ("e", "f=g")]),
        ("a%5Fb=%C3%A9\n", [("a_b", "é\n")]),
        ("a=%zz", [("a", "%zz")]),
    ],
)
def test_a_form_keeps_its_fields_in_order(text, pairs):
    assert _pairs(read_form(text).fields) == pairs


def test_the_raw_value_is_the_text_that_was_sent():
    assert read_form("a=b%2Bc").fields[0].raw == "b%2Bc"


def test_the_first_value_of_a_field_is_found_by_name():
    assert (read_form("a=b&a=c").get("a"), read_form("a=b").get("c")) == ("b", None)


@each(
    ("text", "positions"),
    [("a=%2F", []), ("a=%", [2]), ("a=b&c=%4&d=%g0", [6, 11]), ("a=b&c=%ff", [4]), ("&" * 3 + "a=%", [5])],
)
def test_damage_is_reported_with_its_position(text, positions):
    assert [fault.position for fault in read_form(text).faults] == positions


def test_more_fields_than_the_cap_are_a_fault():
    reading = read_form("a&" * (MAX_FIELDS + 1))
    assert len(reading.fields) == MAX_FIELDS
    assert [fault.detail for fault in reading.faults] == ["more than 1000 fields"]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ('{"a": "b", "c": 1, "d": {"e": [true]}, "f": null}', [("a", "b"), ("c", "1"), ("d", '{"e": [true]}'), ("f", "null")]),
        ("[1]", []),
        ("a=b", []),
    ],
)
def test_json_members_are_fields(text, pairs):
    assert _pairs(read_json_fields(text)) == pairs


MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\nc\r\n'
    b"--x\nContent-Disposition: form-data; name=d\n\ne\n"
    b"--x\r\n\r\nnameless\r\n--x--\r\n"
)


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", 'multipart/form-data; boundary="x"; charset=utf-8'])
def test_multipart_is_read_with_either_line_end(content_type):
    assert _pairs(read_multipart(content_type, MULTIPART)) == [("a", "b\r\nc"), ("d", "e")]


def test_multipart_without_a_boundary_holds_nothing():
    assert read_multipart("multipart/form-data", MULTIPART) == ()


@each(
    ("text", "pairs"),
    [
        ("client_id:com.example.web\nredirect_uri:https://a/b", [("client_id", "com.example.web"), ("redirect_uri", "https://a/b")]),
        ("client_id: com.example.web\n\n//code:x\n# note\nscope = name email", [("client_id", "com.example.web"), ("scope", "name email")]),
        ("client_id\tcom.example.web", [("client_id", "com.example.web")]),
        ("client_id: x\nand a sentence", []),
        ("client_id: 'x',\ncode: \"y\",\nscope: `z`", [("client_id", "x"), ("code", "y"), ("scope", "z")]),
        ("client_id: 'x',\ncode: code", []),
        ("client_id: 'x'\nclient_secret: clientSecret", []),
        ("client_id=x\nredirect_uri=https%3A%2F%2Fa%2Fb", [("client_id", "x"), ("redirect_uri", "https://a/b")]),
        ("client_id=x&code=y\ncode=z", []),
    ],
)
def test_a_list_of_fields_is_read_line_by_line(text, pairs):
    assert _pairs(read_listing(text).fields) == pairs


def test_values_never_show():
    assert "hidden" not in repr(read_form("code=hidden"))


@given(st.text(), st.binary())
def test_no_reader_of_fields_ever_fails(text, body):
    read_form(text)
    read_json_fields(text)
    read_listing(text)
    read_multipart(f"multipart/form-data; boundary={text}", body)


def test_a_list_does_not_tell_how_its_values_were_sent():
    assert [one.raw for one in read_listing("redirect_uri: https://a/b\nscope: name email").fields] == ["https%3A%2F%2Fa%2Fb", "name%20email"]
