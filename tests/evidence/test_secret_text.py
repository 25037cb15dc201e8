"""Undo damage to a client_secret, and recognise what is not a JWT."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.each import each

from siwakit.evidence.sign_in.secret_text import Damage, SecretKind, read_secret
from siwakit.jose import base64url
from siwakit.jose.jws import MAX_TOKEN_CHARACTERS
from siwakit.samples import ACCESS_TOKEN, CODE, REFRESH_TOKEN, Scenario, example_keys

SECRET = Scenario().compact_secret()
FOUR_LAYERS = (Damage.WHITESPACE, Damage.QUOTES, Damage.URL_ENCODED, Damage.WRAPPED_TWICE)
WRAPPED = b64encode(SECRET.encode()).decode()
SIX_LAYERS = f'"Bearer "Bearer "Bearer {SECRET}"""'


def test_a_jwt_without_damage_is_what_it_is() -> None:
    text = read_secret(SECRET)
    assert (text.inside, text.damages, text.kind, text.cut_at) == (SECRET, (), SecretKind.JWT, None)


@each(
    ("sent", "damages"),
    [
        pytest.param(f'"{SECRET}"', (Damage.QUOTES,), id="double quotes"),
        pytest.param(f"\u201c{SECRET}\u201d", (Damage.QUOTES,), id="typographic quotes"),
        pytest.param(f"`{SECRET}`", (Damage.QUOTES,), id="backticks"),
        pytest.param(f"{SECRET}\\n", (Damage.QUOTES,), id="an escaped line break"),
        pytest.param(f'\\"{SECRET}\\"', (Damage.QUOTES,), id="escaped quotes"),
        pytest.param(f"{SECRET}\r\n", (Damage.WHITESPACE,), id="a line break at the end"),
        pytest.param(f"\ufeff{SECRET}", (Damage.WHITESPACE,), id="a byte order mark"),
        pytest.param(f"{SECRET[:50]}\u200b{SECRET[50:]}", (Damage.WHITESPACE,), id="an invisible space inside"),
        pytest.param(f"{SECRET[:64]}\n{SECRET[64:128]}\n{SECRET[128:]}", (Damage.WHITESPACE,), id="broken into lines"),
        pytest.param(f"Bearer {SECRET}", (Damage.PREFIX,), id="Bearer"),
        pytest.param(f"bearer:\t{SECRET}", (Damage.PREFIX,), id="bearer and a colon"),
        pytest.param(f"client_secret = {SECRET}", (Damage.PREFIX,), id="the field's name"),
        pytest.param(quote(SECRET).replace(".", "%2E"), (Damage.URL_ENCODED,), id="dots encoded"),
        pytest.param(quote(quote(SECRET).replace(".", "%2e")), (Damage.URL_ENCODED,), id="dots encoded twice"),
        pytest.param(WRAPPED, (Damage.WRAPPED_TWICE,), id="base64"),
        pytest.param(urlsafe_b64encode(SECRET.encode()).decode().rstrip("="), (Damage.WRAPPED_TWICE,), id="base64url"),
        pytest.param(b64encode(WRAPPED.encode()).decode(), (), id="base64 twice is left alone"),
        pytest.param(
            f'"{quote(WRAPPED, safe="")}"\n', (Damage.WHITESPACE, Damage.QUOTES, Damage.URL_ENCODED, Damage.WRAPPED_TWICE), id="four layers"
        ),
        pytest.param(b64encode(f'"{SECRET}"'.encode()).decode(), (Damage.WRAPPED_TWICE, Damage.QUOTES), id="quotes within base64"),
    ],
)
def test_damage_is_undone_from_the_outside_in(sent: str, damages: tuple[Damage, ...]) -> None:
    text = read_secret(sent)
    assert text.damages == damages
    assert text.inside == (SECRET if damages else sent)


@each(
    ("sent", "kind"),
    [
        pytest.param("", SecretKind.EMPTY, id="empty"),
        pytest.param(" \n", SecretKind.EMPTY, id="white space"),
        pytest.param("''", SecretKind.EMPTY, id="quotes"),
        pytest.param("undefined", SecretKind.NOTHING_IN_WORDS, id="undefined"),
        pytest.param("None", SecretKind.NOTHING_IN_WORDS, id="None"),
        pytest.param('"null"', SecretKind.NOTHING_IN_WORDS, id="null in quotes"),
        pytest.param("[object Promise]", SecretKind.NOTHING_IN_WORDS, id="a promise"),
        pytest.param(example_keys.team_key_text(), SecretKind.PRIVATE_KEY, id="a key"),
        pytest.param(example_keys.team_key_text().replace("\n", "\\n"), SecretKind.PRIVATE_KEY, id="a key with escaped line breaks"),
        pytest.param("".join(example_keys.team_key_text().split("\n")[1:-2]), SecretKind.PRIVATE_KEY, id="a key without its lines"),
        pytest.param(json.dumps({"kty": "EC", "crv": "P-256", "d": "AA"}), SecretKind.PRIVATE_KEY, id="a private JWK"),
        pytest.param("ABC123DEFG", SecretKind.IDENTIFIER, id="a Key ID"),
        pytest.param("abc123defg", SecretKind.OTHER, id="ten small letters"),
        pytest.param("ABC123DEF", SecretKind.OTHER, id="nine characters"),
        pytest.param(CODE, SecretKind.CODE, id="a code"),
        pytest.param(REFRESH_TOKEN, SecretKind.OTHER_TOKEN, id="a refresh token"),
        pytest.param(ACCESS_TOKEN, SecretKind.OTHER_TOKEN, id="an access token"),
        pytest.param('{"teamId":"A1B2C3D4E5"}', SecretKind.JSON, id="settings"),
        pytest.param("[1]", SecretKind.JSON, id="a list"),
        pytest.param("{not json", SecretKind.OTHER, id="a brace and no JSON"),
        pytest.param(SECRET.split(".", maxsplit=1)[0], SecretKind.TRUNCATED, id="the header"),
        pytest.param(SECRET[:30], SecretKind.TRUNCATED, id="a part of the header"),
        pytest.param(SECRET.rsplit(".", 1)[0], SecretKind.TRUNCATED, id="header and payload"),
        pytest.param("eyes wide open", SecretKind.OTHER, id="words that begin with ey"),
        pytest.param("eyJhIjoxfQ", SecretKind.OTHER, id="a JSON object that is no header"),
        pytest.param(f"{SECRET}.AAAA.AAAA", SecretKind.OTHER, id="five segments"),
        pytest.param("a.b.c.d", SecretKind.OTHER, id="four words"),
        pytest.param("com.example.web", SecretKind.OTHER, id="a client_id"),
        pytest.param("my-client-secret", SecretKind.OTHER, id="a password"),
        pytest.param("AuthKey_ABC123DEFG.p8", SecretKind.OTHER, id="the name of a key file"),
        pytest.param("A" * (2 * MAX_TOKEN_CHARACTERS + 1), SecretKind.OTHER, id="far too long"),
        pytest.param("é" * (MAX_TOKEN_CHARACTERS + 1), SecretKind.OTHER, id="too long for a key"),
        pytest.param("b" * 60, SecretKind.OTHER, id="letters that could be base64"),
        pytest.param(b64encode(b"\xff" * 45).decode(), SecretKind.OTHER, id="base64 of bytes that are no text"),
    ],
)
def test_a_kind_is_named_where_its_own_marks_are_seen(sent: str, kind: SecretKind) -> None:
    text = read_secret(sent)
    assert text.kind is kind
    assert text.inside == sent
    assert text.damages == ()


def test_damage_is_undone_through_six_layers_and_no_further() -> None:
    assert read_secret(SIX_LAYERS).inside == SECRET
    assert read_secret(f"Bearer {SIX_LAYERS}").inside != SECRET


def test_a_header_that_does_not_begin_as_json_still_leaves_a_jwt() -> None:
    assert read_secret("AAAA." + SECRET.split(".", 1)[1]).kind is SecretKind.JWT


def test_a_pretty_printed_header_is_a_header() -> None:
    header = base64url.encode(b'{\n  "alg": "ES256"\n}')
    assert read_secret(f"{header}.{SECRET.split('.', 1)[1]}").kind is SecretKind.JWT


@pytest.mark.parametrize(
    ("length", "cut_at"),
    [pytest.param(255, 255, id="the width of a column"), pytest.param(256, 256, id="the other"), pytest.param(257, None, id="no width of anything")],
)
def test_a_signature_cut_off_is_seen_at_the_width_of_a_column(length: int, cut_at: int | None) -> None:
    assert read_secret(SECRET[:length]).cut_at == cut_at
    assert read_secret(f"{SECRET[:length]}\n").cut_at == cut_at


def test_a_whole_hmac_is_not_called_cut_off() -> None:
    head = "ey" + "A" * (255 - 43 - 2 - 2) + "."
    first = head[:100] + "." + head[100:]
    assert len(first) + 43 == 255
    assert read_secret(first + "A" * 43).cut_at is None


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(text: str) -> None:
    reading = read_secret(text)
    assert reading.sent == text
    assert bool(reading.damages) <= (reading.kind is SecretKind.JWT)


@given(st.lists(st.sampled_from(['"', "'", " ", "\n", "%2E", ".", "eyJ", "Bearer ", "A", "=", "\\n", "\u200b"]), max_size=40).map("".join))
def test_any_mixture_of_damage_is_read_without_an_error(text: str) -> None:
    assert read_secret(text).sent == text


def test_the_text_of_a_secret_is_never_shown() -> None:
    assert SECRET[:20] not in repr(read_secret(f'"{SECRET}"'))
