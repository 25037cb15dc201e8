"""Nothing leaks: secrets are planted in everything that is read, and searched for in everything that is written.

The scanner is tested first, on a planted leak of each kind and in each disguise.
"""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import sys
import traceback
from base64 import b64encode
from dataclasses import replace
from urllib.parse import quote

import pytest
from tests.each import each
from tests.hostile.canaries import (
    ACCESS_TOKEN,
    BASIC,
    BEARER,
    CANARIES,
    CLIENT_SECRET,
    CODE,
    COOKIE,
    IDENTITY_TOKEN,
    JWK,
    PASSWORD,
    PEM,
    REFRESH_TOKEN,
    SCALAR,
    SEC1,
    VERIFIER,
    find_leaks,
)
from tests.hostile.inputs import ANSWER, CURL, DIRT, FORM, RAW

import siwakit.cli
from siwakit.cli.doctor import command as doctor
from siwakit.errors import KeyFault, SiwakitError
from siwakit.evidence.evidence import Evidence
from siwakit.evidence.fields import read_fields
from siwakit.evidence.join import join
from siwakit.evidence.keys import key_at_hand
from siwakit.evidence.known import Known
from siwakit.evidence.parts import FIELDS, SECRET
from siwakit.evidence.showing.redact import redacted, sealed, veiled
from siwakit.flow.correction import correct_client_secret
from siwakit.flow.diagnose import diagnose
from siwakit.http import Request
from siwakit.jose import jws
from siwakit.jose.keys.p8 import load_private_key, read_key
from siwakit.jose.signer import load_signer
from siwakit.jose.trials.examine import TrialKey
from siwakit.judge.plan import Plan
from siwakit.readers.logs.log_lines import read_log_line
from siwakit.readers.recognise import recognise
from siwakit.render.report.fixed import fixed
from siwakit.render.sealing import Veil, veil_over
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import reading

SHAPES = next(list(option.type.choices) for option in doctor.params if option.name == "shape")
NOW = 1_764_000_100
KEY_NAME = "AuthKey_ABC123DEFG.p8"
REFRESH = f"grant_type=refresh_token&client_id=com.example.web&client_secret={CLIENT_SECRET}&refresh_token={REFRESH_TOKEN}"
TOKENS = json.dumps({"access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "id_token": IDENTITY_TOKEN, "token_type": "bearer"})
AUTHORIZE = (
    f"https://me:{PASSWORD}@appleid.apple.com/auth/authorize?client_id=com.example.web&redirect_uri=https%3A%2F%2Fu%3A{PASSWORD}%40example.com%2Fcb"
    "&response_type=code&scope=name"
)
CALLBACK = f"POST /callback HTTP/1.1\nHost: example.com\nCookie: sid={COOKIE}\n\ncode={CODE}&id_token={IDENTITY_TOKEN}\n\nHTTP/1.1 403 No\n\n"
HAR_HEADERS = [
    {"name": "Authorization", "value": f"Basic {BASIC}"},
    {"name": "proxy-authorization", "value": f"Bearer {BEARER}"},
    {"name": "x-anything", "value": VERIFIER},
    {"name": "Cookie", "value": f"a=b; sid={COOKIE}"},
]
HAR = json.dumps(
    {
        "log": {
            "version": "1.2",
            "entries": [
                {
                    "startedDateTime": "2026-11-25T10:00:00Z",
                    "request": {
                        "method": "POST",
                        "url": f"https://appleid.apple.com/auth/token?key={PASSWORD}",
                        "headers": [{"name": "Content-Type", "value": "text/plain"}, *HAR_HEADERS],
                        "cookies": [{"name": "sid", "value": COOKIE}],
                        "queryString": [{"name": "key", "value": PASSWORD}],
                        "postData": {"mimeType": "text/plain", "text": FORM},
                    },
                    "response": {"status": 400, "headers": HAR_HEADERS, "content": {"text": '{"error":"invalid_client"}'}},
                }
            ],
        }
    }
)
NOTIFICATION = json.dumps({"payload": IDENTITY_TOKEN, "secret": PASSWORD})
PASTES = {
    "HAR": HAR,
    "HAR on one line of a log": f"2026-11-25T10:00:00Z apple invalid_client {HAR}",
    "notification": NOTIFICATION,
    "curl": CURL,
    "HTTP": RAW,
    "basic": RAW.replace(FORM, f"grant_type=authorization_code&code={CODE}"),
    "form": FORM,
    "refresh": REFRESH,
    "JSON": json.dumps({"grant_type": "authorization_code", "client_id": "a", "client_secret": CLIENT_SECRET, "code": CODE, "key": PEM}),
    "answer": f"{RAW}\n\n{TOKENS}",
    "token": CLIENT_SECRET,
    "key": PEM,
    "SEC1": SEC1,
    "JWK": json.dumps(JWK),
    "key as secret": f"client_id=a&grant_type=authorization_code&code={VERIFIER}&client_secret={quote(PEM)}",
    "JWK as secret": f"client_id=a&grant_type=authorization_code&code={ACCESS_TOKEN}&client_secret={quote(json.dumps(JWK))}",
    "authorize": AUTHORIZE,
    "callback": CALLBACK,
    "settings": f"APPLE_TEAM_ID=A1B2C3D4E5\nAPPLE_KEY_ID=ABC123DEFG\nAPPLE_CLIENT_SECRET={CLIENT_SECRET}\n"
    f"APPLE_PRIVATE_KEY={PEM!r}\nPASSWORD={PASSWORD}\n",
    "log": f"2026-11-25T10:00:00Z apple invalid_client {FORM} cookie={COOKIE} authorization: Basic {BASIC} Bearer {BEARER}",
    "everything": f"{CURL}\n\n{RAW}\n\n{ANSWER}\n\n{PEM}\n\n{AUTHORIZE}\n\n{IDENTITY_TOKEN}",
    "dirt": f"{FORM}{DIRT}",
}


def canary_ids(canary) -> str:
    return f"{canary.kind}{' whole' if canary.whole else ''}"


@each("canary", CANARIES, ids=canary_ids)
def test_the_scanner_finds_each_kind_in_each_disguise(canary):
    text = canary.text
    wrapped = "\n      ".join(text[at : at + 9] for at in range(0, len(text), 9))
    for disguise in (text, f"x{text}x", wrapped, quote(text, ""), json.dumps(text), repr(text + "\n"), text.encode()):
        assert canary.kind in find_leaks(disguise)


@each("canary", [canary for canary in CANARIES if not canary.whole], ids=canary_ids)
def test_the_scanner_finds_a_piece_of_each_kind(canary):
    middle = len(canary.text) // 2
    assert find_leaks(f"... {canary.text[middle - 6 : middle + 6]} ...")


def test_the_scanner_finds_the_bytes_of_the_key_in_a_pickle():
    assert find_leaks(pickle.dumps({"private": SCALAR, "text": PEM})) >= {"private number, bytes", "a line of PEM"}


def test_the_scanner_is_silent_where_nothing_leaks():
    said = f"{sealed('code', CODE)} {sealed('key', PEM)} {CLIENT_SECRET.rpartition('.')[0]} {JWK['x']} {JWK['y']}"
    assert find_leaks(said) == set()


def answer(args: list[str], monkeypatch, capsys, stdin: str = "") -> tuple[str, int]:
    monkeypatch.setattr(sys, "argv", ["siwakit", *args])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogatepass"))))
    with pytest.raises(SystemExit) as end:
        siwakit.cli.main()
    written = capsys.readouterr()
    return written.out + written.err, int(end.value.code or 0)


@each("name", PASTES)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_report_contains_a_secret(name, shape, monkeypatch, capsys, caplog, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / KEY_NAME).write_text(PEM, "utf-8")
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        written, code = answer(["doctor", "--format", shape, "--now", str(NOW), "--key", KEY_NAME], monkeypatch, capsys, PASTES[name])
    assert find_leaks(written) == set()
    assert find_leaks(caplog.text) == set()
    assert code in {0, 1, 2, 3}
    assert [path.name for path in tmp_path.iterdir()] == [KEY_NAME]


@pytest.mark.parametrize(
    "args", [("key",), ("key", "--format", "json"), ("decode",), ("doctor", "--summary", "-"), ("doctor", "--question", "signature")]
)
@each("name", ["key", "SEC1", "JWK", "token", "everything", "log", "settings", "HAR on one line of a log", "notification"])
def test_no_other_command_shows_a_secret(args, name, monkeypatch, capsys):
    written, _ = answer(list(args), monkeypatch, capsys, PASTES[name])
    assert find_leaks(written) == set()


@each(
    "secret",
    [CODE, ACCESS_TOKEN, REFRESH_TOKEN, CLIENT_SECRET, VERIFIER, PASSWORD, BEARER, COOKIE, SCALAR.hex(), SCALAR.hex(":"), b64encode(SCALAR).decode()],
    ids=["code", "access", "refresh", "secret", "verifier", "password", "bearer", "cookie", "hex", "pairs", "base64"],
)
@pytest.mark.parametrize(
    "args",
    [("doctor",), ("explain",), ("key",), ("doctor", "--key"), ("doctor", "a=b", "--config"), ("decode", "x", "--now"), ("doctor", "--origin")],
)
def test_a_secret_in_the_place_of_a_name_is_not_repeated(secret, args, monkeypatch, capsys):
    written, code = answer([*args, secret], monkeypatch, capsys)
    assert find_leaks(written) == set()
    assert code in {0, 1, 2, 3}


def test_a_name_is_repeated():
    for name in ("no-such-file.txt", "AuthKey_ABC123DEFG.p8", "/home/me/projects/shop-2026/keys/AuthKey_ABC123DEFG.p8", "secret-aud-is-endpiont"):
        assert veiled(name) == name


def crash(evidence):
    held = evidence.get(SECRET)
    message = "a rule that breaks"
    raise RuntimeError(message, held, evidence, evidence.get(FIELDS))


def broken_rule():
    return replace(CATALOGUE[0], check=reading(SECRET, FIELDS)(crash))


def evidence_of(paste: str) -> Evidence:
    return replace(join(recognise(paste), Known(now=NOW, keys=(key_at_hand(PEM, KEY_NAME),))))


def test_a_bug_of_ours_shows_no_local(monkeypatch, capsys):
    monkeypatch.setattr("siwakit.judge.askers.plan_of_catalogue", lambda: Plan((broken_rule(), *CATALOGUE)))
    written, code = answer(["doctor", CURL], monkeypatch, capsys)
    assert code == siwakit.cli.OUR_BUG
    assert written.startswith("error: siwakit failed: RuntimeError at ")
    assert "Traceback" not in written
    assert find_leaks(written) == set()


def test_the_values_in_a_traceback_with_locals_show_nothing():
    try:
        broken_rule().check(evidence_of(CURL))
    except RuntimeError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "held = " in shown
    assert find_leaks(shown) == set()


def public_values() -> dict[str, object]:
    evidence = evidence_of(PASTES["everything"])
    key = key_at_hand(PEM, KEY_NAME)
    correction = correct_client_secret(evidence, now=NOW)
    request = Request("POST", AUTHORIZE, (("Authorization", f"Basic {BASIC}"),), FORM.encode())
    return {
        "evidence": evidence,
        "diagnosis": diagnose(PASTES["everything"], known=Known(keys=(key,)), now=NOW),
        "diagnosis of a key as secret": diagnose(PASTES["key as secret"], now=NOW),
        "key": key,
        "reading": key.reading,
        "reading of a JWK": read_key(json.dumps(JWK)),
        "trial": TrialKey(None, PEM),
        "signer": load_signer(PEM),
        "private key": load_private_key(PEM),
        "known": Known(keys=(key,)),
        "request": request,
        "fields": read_fields(request),
        "pieces": recognise(PASTES["everything"]),
        "pieces of settings": recognise(PASTES["settings"]),
        "record": read_log_line(PASTES["log"]),
        "exchange": evidence.earlier,
        "answer": evidence.answer,
        "secret": evidence.get(SECRET),
        "jws": jws.read(CLIENT_SECRET),
        "correction": correction,
        "fixed": fixed(correction),
        "veil": veil_over(evidence),
    }


VALUES = public_values()


@each("name", VALUES)
def test_no_value_shows_a_secret_of_itself(name):
    value = VALUES[name]
    assert find_leaks(f"{value!r} {value}") == set()


@each("name", ["evidence", "diagnosis", "key", "reading", "reading of a JWK", "trial", "signer", "known", "pieces", "secret"])
@each("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_what_may_hold_a_key_is_never_pickled(name, protocol):
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(VALUES[name], protocol)


def test_what_may_hold_a_key_is_not_copied_by_way_of_pickling():
    with pytest.raises(TypeError, match="cannot be pickled"):
        copy.deepcopy(VALUES["evidence"])


@each("text", [PEM[:150], PEM.replace("MIGH", "MIGh"), SEC1, json.dumps(JWK), SCALAR.hex(), CLIENT_SECRET, CODE])
def test_no_error_about_a_key_holds_a_piece_of_it(text):
    with pytest.raises(KeyFault) as caught:
        load_private_key(text)
    error = caught.value
    said = f"{error} {error!r} {error.args} {error.message} {error.hint} {error.__cause__} {error.__context__!r}"
    assert find_leaks(said + "".join(traceback.format_exception(error))) == set()


@each("text", [f"curl -d '{FORM}", f"curl -d $({FORM}", VERIFIER, f"{BEARER} {COOKIE}", DIRT + CODE, CODE])
def test_no_error_about_a_paste_holds_a_piece_of_it(text):
    with pytest.raises(SiwakitError) as caught:
        diagnose(text, now=NOW)
    error = caught.value
    assert find_leaks(f"{error} {error!r} {error.args} {error.hint} {error.__context__!r}") == set()


@each(
    "text",
    [
        CODE,
        f"%3D{CODE}",
        CLIENT_SECRET,
        PEM,
        VERIFIER,
        BEARER,
        COOKIE,
        JWK["d"],
        SCALAR.hex(":"),
        str(int.from_bytes(SCALAR, "big")),
        b64encode(SCALAR).decode(),
    ],
    ids=["code", "encoded code", "secret", "PEM", "verifier", "bearer", "cookie", "d", "pairs", "decimal", "base64"],
)
def test_what_was_drawn_at_random_is_redacted_wherever_it_stands(text):
    assert find_leaks(redacted(f"before {text} after")) == set()
    assert "before" in redacted(f"before {text} after")


def test_credentials_in_an_address_are_redacted():
    assert redacted(f"https://me:{PASSWORD}@example.com/cb?a=b").endswith("]@example.com/cb?a=b")
    assert find_leaks(redacted(f"https://me:{PASSWORD}@example.com/cb?a=b")) == set()


def test_text_that_is_not_secret_stays():
    for text in ("https://example.com/auth/callback", "com.example.web", "secret-aud-is-endpoint", "client_secret.claims.aud", "f" * 64):
        assert redacted(text) == text


def test_a_lifted_veil_hides_nothing_and_is_asked_for():
    assert CODE in Veil(is_lifted=True).hide(CODE)
    assert CODE not in Veil().hide(CODE)


@pytest.mark.parametrize("shape", SHAPES)
def test_half_a_character_in_a_secret_causes_no_error(shape, monkeypatch, capsys):
    line = json.dumps({"grant_type": "authorization_code", "client_id": "a", "client_secret": "\ud800" * 30, "code": CODE})
    for args in (["doctor", "--format", shape], ["doctor", "--summary", "-"]):
        written, code = answer(args, monkeypatch, capsys, f"apple invalid_client {line}\n")
        assert code in {0, 1, 2, 3}
        assert find_leaks(written) == set()
