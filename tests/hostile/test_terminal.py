"""No character that a terminal interprets, hides or reorders is printed, wherever it came from."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from base64 import urlsafe_b64encode

import pytest
from tests.each import each

import siwakit
import siwakit.cli
from siwakit.cli import live
from siwakit.cli.doctor import SHAPES
from siwakit.errors import SiwakitError
from siwakit.escape import visible_json
from siwakit.flow.apple_answers import failure_of
from siwakit.http import Request, Response
from siwakit.testing import emulator

WEB = "com.example.web"
# Escape, CSI, DEL, the bidirectional controls and marks, zero width, the byte order mark, a tag, a variation selector, line separators, a
# filler, characters for private use, unassigned ones and one that will never be assigned.
CONTROLS = (
    "\x1b\x9b\x7f\u202a\u202e\u2066\u2069\u200e\u200f\u061c\u200b\u200d\u2060\ufeff\U000e0041\ufe0f\u2028\u2029\x85"
    "\u3164\ue000\U0010fffd\u0378\U000f0000\ufffe"
)
NAMES = [f"a{character}b" for character in CONTROLS]


def unseen(text: str) -> list[str]:
    """Return the characters of *text* that are not visible, apart from line feeds."""
    categories = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return [
        hex(ord(character)) for character in text if character != "\n" and (unicodedata.category(character) in categories or character in CONTROLS)
    ]


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command line in an empty folder, and return its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def answer(*args, given=""):
        monkeypatch.setattr(sys, "argv", ["siwakit", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        with pytest.raises(SystemExit) as ended:
            siwakit.cli.main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out + written.err

    return answer


def token_of(claims) -> str:
    parts = ({"alg": "ES256", "kid": CONTROLS}, claims)
    return ".".join([*(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts), "AAAA"])


def test_the_scanner_sees_each_of_them():
    assert len(unseen(CONTROLS)) == len(CONTROLS)


def test_claims_that_are_accepted_are_printed_with_escapes(run):
    nonce = f"n-{CONTROLS}"
    with emulator(seed=7) as apple:
        token = apple.issue_id_token(WEB, nonce=nonce)
        code, written = run("verify", token, "--nonce", nonce, "--services-id", WEB, "--emulator", apple.url)
    assert code == 0
    assert unseen(written) == []
    assert json.loads(written)["nonce"] == nonce


def test_an_event_that_is_accepted_is_printed_with_escapes(capsys):
    live.print_json({"type": "email-disabled", "email": f"jane{CONTROLS}@example.com", CONTROLS: [CONTROLS]})
    written = capsys.readouterr().out
    assert unseen(written) == []
    assert json.loads(written)["email"] == f"jane{CONTROLS}@example.com"


@pytest.mark.parametrize("text", [CONTROLS, "\ud800", "\U0001f600 is shown", "\u00e9"])
def test_json_with_escapes_says_the_same(text):
    assert json.loads(visible_json(json.dumps({text: [text]}, indent=2, ensure_ascii=False))) == {text: [text]}


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "email", "other"])
def test_decode_and_the_doctor_print_claims_with_escapes(run, claim):
    token = token_of({"iss": "A1B2C3D4E5", claim: CONTROLS, CONTROLS: 1})
    assert unseen(run("decode", token)[1]) == []
    for shape in SHAPES:
        code, written = run("doctor", "--format", shape, given=f"client_secret={token}")
        assert code in {1, 2, 3}
        assert unseen(written) == []


@each("name", NAMES, ids=ascii)
@pytest.mark.parametrize(
    "args", [("doctor",), ("doctor", "--key"), ("key",), ("key", "--format", "json"), ("doctor", "--summary"), ("doctor", "--config")]
)
def test_the_name_of_a_file_is_printed_with_escapes(run, tmp_path, name, args):
    for text in ("invalid_client", ""):
        (tmp_path / name).write_text(text, "utf-8")
        assert unseen(run(*args, name)[1]) == []
        assert unseen(run(*args, f"missing{name}")[1]) == []


@each(
    "args",
    [
        (CONTROLS,),
        ("explain", CONTROLS),
        ("doctor", f"--{CONTROLS}"),
        ("doctor", "--format", CONTROLS),
        ("doctor", "--jobs", CONTROLS),
        ("decode", "x", CONTROLS),
        ("decode", "x", "--now", CONTROLS),
        ("doctor", "--now", CONTROLS),
        ("doctor", "--origin", CONTROLS),
        ("secret", "--expires-in", CONTROLS),
        ("emulator", "--seed", CONTROLS),
        ("completion", CONTROLS),
        ("rules", CONTROLS),
        ("readers", CONTROLS),
    ],
    ids=lambda args: ascii(args).replace(ascii(CONTROLS)[1:-1], "…"),
)
def test_an_error_message_repeats_an_argument_with_escapes(run, args):
    code, written = run(*args)
    assert code in {1, 2, 3}
    assert unseen(written) == []


def test_an_argument_with_a_line_feed_forges_no_line(run):
    _, written = run("doctor", "--jobs", "1\nerror: forged")
    assert not any(line.startswith("error: forged") for line in written.splitlines())


@pytest.mark.parametrize("status", [400, 200, 302])
def test_an_error_of_apple_has_no_such_character_in_its_text(status):
    body = json.dumps({"error": f"invalid_{CONTROLS}", "error_description": CONTROLS}).encode()
    location = ("Location", f"https://{CONTROLS}.example.com/")
    error = failure_of(Response(status, (location,), body), Request("POST", "https://appleid.apple.com/auth/token", (), b""))
    for text in (str(error), repr(error), error.hint, *error.args, error.error or "", error.description or ""):
        assert unseen(text) == []


def test_every_error_escapes_its_message_and_its_hint():
    error = SiwakitError(f"{CONTROLS}.txt: no such file", hint=CONTROLS)
    assert unseen(f"{error}{error!r}{error.message}{error.hint}{error.args}") == []
    assert str(error).startswith("\\x1b\\x9b\\x7f\\u202a")
