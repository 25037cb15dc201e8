"""Each target of `fuzz/` finds a fault that is planted in the code it tests."""

from __future__ import annotations

from base64 import urlsafe_b64decode

import jwt
import pytest
from fuzz.mutate import run
from fuzz.seeds import seeds
from fuzz.targets import TARGETS

from siwakit import escape
from siwakit.edge.server import http1
from siwakit.emulator import pages
from siwakit.errors import Base64Fault
from siwakit.evidence import form_fields
from siwakit.flow import gather
from siwakit.flow.client_secret import es256
from siwakit.jose import base64url, strictjson
from siwakit.jose.keys import der, p8
from siwakit.readers.logs import log_blocks
from siwakit.readers.requests import har
from siwakit.readers.settings import any_settings
from siwakit.render.live import exchange_line
from siwakit.render.logs import log_example

SECONDS = 20.0


def breaking(function, is_met):
    """Return *function*, changed to raise an unexpected error if *is_met* is true of its first argument."""

    def broken(first, *others, **named):
        if is_met(first):
            raise IndexError("planted")
        return function(first, *others, **named)

    return broken


def decode_loosely(text):
    try:
        return urlsafe_b64decode(text + "==")
    except ValueError:
        raise Base64Fault("planted") from None


def lose_carriage_returns(reader, data):
    """Lose a CR at the end of a segment; whether that matters depends on what follows."""
    reader._buffer += bytes(data).removesuffix(b"\r")


def without_escapes():
    return ENVIRONMENT.overlay(autoescape=False, cache_size=0)


ENVIRONMENT = pages._environment()
FAULTS = {
    "doctor": (gather, "recognise", breaking(gather.recognise, lambda text: "\ufffd" in text)),
    "readers": (form_fields, "_decode", breaking(form_fields._decode, lambda raw: "%2" in raw and "\ufffd" in raw)),
    "har": (har, "read_entry", breaking(har.read_entry, lambda entry: "response" not in entry)),
    "log": (log_blocks, "_first_line", lambda block: -1 if block.data.count(b"\n") > 3 else 0),
    "summary": (log_example, "quoted", lambda text: text),
    "settings": (any_settings, "limit_toml", breaking(any_settings.limit_toml, lambda text: text.count('"') % 2)),
    "portal": (pages, "_environment", without_escapes),
    "endpoints": (exchange_line, "named", lambda text, room=80: escape.visible(text[:room])),
    "server": (http1.RequestReader, "receive", lose_carriage_returns),
    "json": (strictjson, "_read_plain", breaking(strictjson._read_plain, lambda text: text.startswith("{") and text.endswith("}}"))),
    "base64url": (base64url, "decode", decode_loosely),
    "jws": (es256, "verify", lambda *_: True),
    "pem": (p8, "_identify", breaking(p8._identify, lambda data: len(data) < 130)),
    "der": (der, "_element", breaking(der._element, lambda data: data[:1] == b"\x30" and len(data) < 40)),
    "escape": (escape, "_escape", lambda character: character if character == "\x9b" else f"\\u{ord(character):04x}"),
}


def test_every_target_has_a_fault():
    assert list(FAULTS) == list(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_finds_what_is_planted(name, monkeypatch):
    monkeypatch.setattr(*FAULTS[name])
    with pytest.raises((AssertionError, IndexError, jwt.PyJWTError)) as caught:
        run(TARGETS[name], seeds(name), SECONDS)
    assert any(note.startswith("input: ") for note in caught.value.__notes__)
