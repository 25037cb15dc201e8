"""Random correct sign-ins, written down as people do: nothing is accused, whichever part is known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import siwakit
from siwakit.apple import ISSUER, MAX_SECRET_SECONDS, TOKEN_URL
from siwakit.evidence.evidence import UNKNOWN, Evidence, Origin
from siwakit.evidence.keys import key_at_hand
from siwakit.http import Request, Response
from siwakit.jose import base64url, es256
from siwakit.judge import VerdictKind, diagnose
from siwakit.judge.askers import evaluate
from siwakit.judge.findings import ROOT_GRADES
from siwakit.rules.catalogue import CATALOGUE
from siwakit.samples import Scenario, example_keys

NOW = 1_790_000_000
FORM = "application/x-www-form-urlencoded"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,11}[A-Za-z0-9])?")
_LOOKS_PREFIXED = re.compile(r"[A-Z0-9]{10}\.(?:[a-z]{2}|com|org|net|app|dev)\.")

identifiers = st.one_of(*(st.text(alphabet, min_size=10, max_size=10) for alphabet in (_CAPITALS + _DIGITS, _CAPITALS, _DIGITS)))
client_ids = st.one_of(
    st.lists(st.from_regex(_LABEL, fullmatch=True), min_size=1, max_size=5).map(".".join),
    st.sampled_from(
        ["MyApp", "com.example.app.signin", "ABCDEFGHIJ.app", "COMPANY123.product.web", "com.Example.APP-2", "a.b", "io.x.1", "host_app"]
    ),
)
codes = st.one_of(
    st.from_regex(r"c[0-9a-f]{32}\.0\.[a-z]{2,6}\.[A-Za-z0-9_-]{12,22}", fullmatch=True),
    st.text("ABCDEFabcdef0123456789-_.~", min_size=1, max_size=80),
)
redirects = st.from_regex(
    r"https://[a-z]{1,8}(\.[a-z]{2,8}){1,3}(:[1-9][0-9]{1,3})?(/[A-Za-z0-9_-]{1,8}){0,3}/?(\?[a-z]{1,4}=[a-z0-9%]{0,0}[a-z0-9]{0,6})?", fullmatch=True
)
extra_claims = st.dictionaries(
    st.sampled_from(["jti", "scope", "nonce", "tenant", "ver"]), st.one_of(st.text(max_size=8), st.integers(0, 9)), max_size=2
)


@dataclass(frozen=True)
class SignIn:
    """A correct sign-in: the form as pairs, and what the developer knows about it."""

    pairs: tuple[tuple[str, str], ...]
    now: int
    team_id: str
    key_id: str
    client_id: str
    origin: Origin
    redirect_uri: str | None
    secret: str


def _segment(draw: st.DrawFn, members: dict[str, Any]) -> str:
    ordered = dict(draw(st.permutations(list(members.items()))))
    text = json.dumps(
        ordered, indent=draw(st.sampled_from([None, 2, "\t"])), separators=draw(st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
    )
    if draw(st.booleans()):
        text = text.replace("https", "\\u0068ttps").replace("/", "\\/")
    return base64url.encode(text.encode())


@st.composite
def sign_ins(draw: st.DrawFn) -> SignIn:
    team_id, key_id, client_id = draw(identifiers), draw(identifiers), draw(client_ids)
    assume(team_id != key_id and client_id not in {team_id, key_id} and not client_id.startswith((f"{team_id}.", f"{key_id}.")))
    assume(not _LOOKS_PREFIXED.match(client_id) and not client_id.removeprefix("id").isdigit())
    life = draw(st.integers(1, MAX_SECRET_SECONDS))
    age = draw(st.integers(0, life - 1))
    iat, exp = NOW - age, NOW - age + life
    fraction = draw(st.sampled_from([0, 0.0, 0.5]))
    times = {"iat": iat + fraction, "exp": exp + fraction}
    if draw(st.booleans()):
        times["nbf"] = iat
    header = {"alg": "ES256", "kid": key_id, **draw(st.sampled_from([{}, {"typ": "JWT"}, {"typ": "jwt"}]))}
    claims = {"iss": team_id, **times, "aud": draw(st.sampled_from([ISSUER, [ISSUER]])), "sub": client_id, **draw(extra_claims)}
    signed = f"{_segment(draw, header)}.{_segment(draw, claims)}"
    secret = f"{signed}.{base64url.encode(es256.sign_deterministic(example_keys.team_key(), signed.encode()))}"
    origin = draw(st.sampled_from(Origin))
    redirect_uri = draw(redirects) if origin is Origin.WEB else None
    pairs = [("client_id", client_id), ("client_secret", secret), ("grant_type", "authorization_code"), ("code", draw(codes))]
    if redirect_uri:
        pairs.append(("redirect_uri", redirect_uri))
    elif draw(st.booleans()):
        pairs.append(("redirect_uri", ""))
    return SignIn(tuple(draw(st.permutations(pairs))), NOW, team_id, key_id, client_id, origin, redirect_uri, secret)


def _evidence(one: SignIn) -> Evidence:
    is_web = one.origin is Origin.WEB
    query = {"client_id": one.client_id, "redirect_uri": one.redirect_uri or "", "response_type": "code", "response_mode": "form_post", "state": "s"}
    return Evidence(
        now=one.now,
        request=Request("POST", TOKEN_URL, (("Content-Type", FORM),), urlencode(one.pairs).encode()),
        keys=(
            key_at_hand(example_keys.other_key_text(), "AuthKey_ZZZZZZZZZZ.p8"),
            key_at_hand(example_keys.team_key_text(), f"AuthKey_{one.key_id}.p8"),
        ),
        team_id=one.team_id,
        key_id=one.key_id,
        bundle_ids=("com.example.other.app",) if is_web else ("com.example.other.app", one.client_id),
        services_ids=("com.example.other.web", one.client_id) if is_web else ("com.example.other.web",),
        origin=one.origin,
        authorize=Request("GET", f"{ISSUER}/auth/authorize?{urlencode(query)}") if is_web else UNKNOWN,
        redirect_uri=one.redirect_uri or UNKNOWN,
    )


_PARTS = ("now", "request", "keys", "team_id", "key_id", "bundle_ids", "services_ids", "origin", "authorize", "redirect_uri")


def _accused(evidence: Evidence) -> list[str]:
    return [rule.id for rule, _ in evaluate(evidence).fails if rule.grade in ROOT_GRADES]


@settings(max_examples=40)
@given(sign_ins())
def test_a_correct_sign_in_is_never_accused(one):
    evidence = _evidence(one)
    assert _accused(evidence) == []
    assert diagnose(evidence).kind in {VerdictKind.CLEAN, VerdictKind.UNDECIDED}


@settings(max_examples=40)
@given(sign_ins(), st.sets(st.sampled_from(_PARTS)))
def test_whichever_part_of_a_correct_sign_in_is_unknown_nothing_is_accused(one, hidden):
    assert _accused(replace(_evidence(one), **dict.fromkeys(hidden, UNKNOWN))) == []


@settings(max_examples=40)
@given(sign_ins(), st.integers(0, 10**8))
def test_a_capture_that_apple_granted_accuses_nobody_however_old_it_is(one, later):
    tokens = b'{"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r","id_token":"e"}'
    found = diagnose(replace(_evidence(one), answer=Response(200, (), tokens), now=one.now + later))
    assert (found.root, found.kind) == (None, VerdictKind.ACCEPTED)


@settings(max_examples=40)
@given(sign_ins())
def test_another_keys_file_does_not_make_a_correct_secret_wrong(one):
    keys = (key_at_hand(example_keys.other_key_text(), "AuthKey_ZZZZZZZZZZ.p8"),)
    assume(one.key_id != "ZZZZZZZZZZ" != one.team_id)
    assert _accused(replace(_evidence(one), keys=keys)) == []


def _as_form(one: SignIn) -> str:
    return urlencode(one.pairs)


def _as_raw(one: SignIn) -> str:
    body = urlencode(one.pairs, quote_via=quote)
    return f"POST /auth/token HTTP/1.1\r\nHost: appleid.apple.com\r\ncontent-type: {FORM};charset=UTF-8\r\n\r\n{body}\r\n"


def _as_raw_without_headers(one: SignIn) -> str:
    return f"POST /auth/token HTTP/1.1\nHost: appleid.apple.com\n\n{urlencode(one.pairs)}\n"


def _as_http2(one: SignIn) -> str:
    body = urlencode(one.pairs)
    return f"POST /auth/token HTTP/2\nhost: appleid.apple.com\nuser-agent: node\ncontent-type: {FORM}\ncontent-length: {len(body)}\n\n{body}"


def _as_absolute(one: SignIn) -> str:
    return f"POST {TOKEN_URL} HTTP/1.1\nHost: appleid.apple.com\nContent-Type: {FORM}\n\n{urlencode(one.pairs)}\n"


def _as_curl(one: SignIn) -> str:
    return f"curl -X POST {TOKEN_URL} -H 'content-type: {FORM}' -d '{urlencode(one.pairs)}'"


def _as_curl_of_lines(one: SignIn) -> str:
    return " \\\n  ".join([f"curl -v --request POST --url {TOKEN_URL}", *(f"--data-urlencode '{name}={value}'" for name, value in one.pairs)])


def _as_curl_raw(one: SignIn) -> str:
    return " \\\n  ".join([f"$ curl '{TOKEN_URL}'", *(f'-d "{name}={value}"' for name, value in one.pairs), "-d 'scope=name email'"])


def _as_curl_of_a_browser(one: SignIn) -> str:
    return f"curl '{TOKEN_URL}' -H 'Content-Type: {FORM}' -H 'User-Agent: node' --data-raw $'{urlencode(one.pairs)}' --compressed"


TEXTS = (_as_form, _as_raw, _as_raw_without_headers, _as_http2, _as_absolute, _as_curl, _as_curl_of_lines, _as_curl_raw, _as_curl_of_a_browser)


@pytest.mark.parametrize("write", TEXTS, ids=lambda write: write.__name__.removeprefix("_"))
@settings(max_examples=25)
@given(one=sign_ins())
def test_a_correct_request_is_not_accused_however_it_is_written(write, one):
    found = siwakit.diagnose(write(one), now=one.now)
    assert (found.root, found.others) == (None, ())
    assert not isinstance(found.evidence.request if write is not _as_form else found.evidence.form, type(UNKNOWN))


@settings(max_examples=40)
@given(sign_ins())
def test_a_secret_alone_is_not_accused(one):
    found = siwakit.diagnose(one.secret, now=one.now)
    assert (found.root, found.others) == (None, ())


EXAMPLES = [(f"{rule.id}: {example.title}", example) for rule in CATALOGUE for example in rule.bad()]
_OF = {"secret": ("client_secret",), "keys": ("key[",), "answer": ("answer",)}


def _alone(scenario: Scenario, part: str) -> Evidence:
    evidence = scenario.evidence()
    if part != "secret":
        return Evidence(now=evidence.now, **{part: getattr(evidence, part)})
    fields = dict(scenario.fields())
    return Evidence(now=evidence.now, secret=fields.get("client_secret") or UNKNOWN)


@pytest.mark.parametrize("part", ["secret", "keys", "answer"])
def test_a_part_given_alone_is_accused_of_what_stands_in_it_and_of_nothing_else(part):
    wrong = {}
    for title, example in EXAMPLES:
        fails = evaluate(_alone(example.change(Scenario()), part)).fails
        found = [(rule.id, fail.at) for rule, fail in fails if rule.grade in ROOT_GRADES and not fail.at.startswith(_OF[part])]
        if found:
            wrong[title] = found
    assert wrong == {}
