"""No credential in a log or a paste is shown, whatever its name and the syntax around it."""

from __future__ import annotations

import io
import json
import sys
from base64 import urlsafe_b64encode
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.each import each
from tests.hostile.credentials import CANARY, CREDENTIALS, find_canary

import siwakit.cli
from siwakit.cli.doctor import SHAPES
from siwakit.evidence.showing.quoted import quoted

SYNTAX = st.text(st.sampled_from("\"'`={}:,;&?|[]()<>/\\-.%@#!$*+~^_ \n\t"), max_size=30)


def run(args, text, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["siwakit", "doctor", "--now", "2026-09-21T14:13:20Z", *args])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    with pytest.raises(SystemExit) as ended:
        siwakit.cli.main()
    written = capsys.readouterr()
    return int(ended.value.code or 0), written.out + written.err


@each("name", CREDENTIALS)
def test_each_line_holds_the_canary(name):
    assert find_canary(CREDENTIALS[name])


@settings(deadline=None)
@given(SYNTAX, SYNTAX, SYNTAX)
def test_in_no_syntax_does_an_example_depend_on_an_unknown_word(before, between, behind):
    first, second = (quoted(f"{before}{word}{between}{word}{behind}") for word in (CANARY, "walnut3pear"))
    assert first == second


@each("text", ["a=" * 8000, '"' * 16000, "a:" * 8000, "\\" * 16000, "([{" * 5000, "1" * 16000, "a." * 8000, "a@" * 8000])
def test_long_punctuation_is_quoted_in_linear_time(text):
    started = process_time()
    quoted(text)
    assert process_time() - started < 2


@each("name", CREDENTIALS)
def test_the_summary_shows_no_credential_in_its_example(name, monkeypatch, capsys):
    for shape in ("text", "json"):
        code, written = run(["--summary", "-", "--format", shape], CREDENTIALS[name], monkeypatch, capsys)
        assert find_canary(written) == []
        assert "invalid_client" in written
        assert code in {1, 3}


@each("name", CREDENTIALS)
def test_the_report_shows_no_credential(name, monkeypatch, capsys):
    for shape in SHAPES:
        code, written = run(["--format", shape], CREDENTIALS[name], monkeypatch, capsys)
        assert find_canary(written) == []
        assert code in {1, 2, 3}


@pytest.mark.parametrize("name", ["X-Api-Key", "Proxy-Authorization", "Cookie", "Authorization", "X-Forwarded-Access-Token"])
def test_a_report_that_lists_headers_shows_no_credential(name, monkeypatch, capsys):
    request = f"curl https://appleid.apple.com/auth/token -H 'Content-Type: text/plain' -H '{name}: {CANARY}' -d grant_type=refresh_token"
    for shape in SHAPES:
        _, written = run(["--format", shape], request, monkeypatch, capsys)
        assert "content-type" in written.lower()
        assert find_canary(written) == []


@pytest.mark.parametrize("member", ["password", "refresh_token", "x", "nonce"])
def test_a_report_that_lists_claims_shows_no_value_of_an_unknown_one(member, monkeypatch, capsys):
    claims = {"iss": "A1B2C3D4E5", "aud": "https://appleid.apple.com/auth/token", "sub": "com.example.web", member: {"deep": CANARY}}
    parts = ({"alg": "ES256", "kid": "ABC123DEFG", member: CANARY}, {**claims, "other": CANARY})
    token = ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    for shape in SHAPES:
        _, short = run(["--format", shape], f"client_secret={token}.AAAA", monkeypatch, capsys)
        _, written = run(["--format", shape, "--verbose"], f"client_secret={token}.AAAA", monkeypatch, capsys)
        assert "secret-aud-is-endpoint" in written
        assert find_canary(short + written) == []


def test_a_body_that_is_no_form_is_not_shown_as_the_name_of_a_field(monkeypatch, capsys):
    for shape in SHAPES:
        _, written = run(["--format", shape], f"curl https://appleid.apple.com/auth/token -d {CANARY}", monkeypatch, capsys)
        assert find_canary(written) == []
