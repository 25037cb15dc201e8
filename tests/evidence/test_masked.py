"""Masked values, and values that only look slightly masked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.evidence import masked
from siwakit.evidence.masked import is_example, is_gap, is_masked

HIDDEN = [
    *("***", "\u2022\u2022\u2022", "eyJhbGciOiJFUzI1NiJ9\u2026", "eyJhbGciOiJFUzI1NiJ9...", "[FILTERED]", "redacted", "x" * 40, "X" * 200),
    *("<your client secret>", "(the jwt)", "my client secret", "$SECRET", "${SECRET}", "$env:SECRET", "eyJhbGciOiJFUzI1NiJ9.e30.<signature>"),
]
NAMES = ["MY_SECRET", "client_secret", "clientSecret", "REFRESH", "REFRESH_TOKEN", "THE CODE", "your-jwt-here", "YOUR_APPLE_CLIENT_SECRET"]
SHOWN = ["com.example.web", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "c0123.0.mrtqz.Ab-_", "name email", "https://app.example.com/cb?x=1", "", "x.y.z"]


@each("text", HIDDEN)
def test_a_mask_hides(text):
    assert is_masked(text)


@each("text", SHOWN)
def test_a_value_is_shown(text):
    assert not is_gap(text)


@each("text", NAMES)
def test_a_name_is_shown_in_place_of_its_value(text):
    assert is_example(text)


@each("text", [*SHOWN, "A1B2C3D4E5", "hunter2secret", "com.example.secret", "a" * 41 + "_secret", "my-client-secret", "secret1"])
def test_a_value_is_not_a_name(text):
    assert not is_example(text)


@given(st.text(alphabet="aXx.*<>[]() $\u2026\u2022hiden", max_size=40))
def test_nothing_that_hides_is_passed_over_for_speed(text):
    assert is_masked(text) is bool(masked._MASK.search(text.strip("\"' \t\r\n")))
