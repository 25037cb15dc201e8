"""Rules about an authorization code that Apple does not know."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from siwakit import samples
from siwakit.apple import USER_ID, Endpoint, Kind, kind_of
from siwakit.evidence.aspects import CODE_RECORD
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence
from siwakit.evidence.parts import ANSWER, CODE, GRANT_TYPE, IDENTITY_CLAIMS, PORTAL
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.issued_to import WORDS, Words, is_grant_refusal, known_or_none
from siwakit.jose import base64url, jws
from siwakit.patterns import pattern
from siwakit.rules.model import Check, Example, Fail, Missing, Outcome, Question, Remedy, Rule, Skip, Suspicion, Verdict, on, reading
from siwakit.rules.wire import CODE_UNKNOWN, INVALID_GRANT
from siwakit.sources import APPLE_TN3107, APPLE_TOKEN, GO_SIWA_39, LIVE_PROBE

AT = "request.form.code"
WANTED = "the authorization code that Apple sent"
_ENCODED = pattern(r"%[0-9A-Fa-f]{2}")
_CUT = pattern(r"c[0-9a-f]{32}(?:\.(?:[0-9](?:\.(?:[a-z]{0,8}\.?)?)?)?)?")
_NOTHING = frozenset({"undefined", "null", "none", "nil", "(null)", "[object object]"})
_AROUND = pattern(r"""(?:Optional\()?["'<\\]{0,3}(c[0-9a-f]{32}\.0\.[\w.-]{1,60})["'>\\)nr\n\r]{0,5}""")
_LONGEST_WRAPPED = 200
_WHOLE_TAIL = 22
_KINDS = {Kind.ACCESS_TOKEN: "an access token", Kind.REFRESH_TOKEN: "a refresh token"}


def _of_code_grant(look: Check) -> Check:
    @reading(GRANT_TYPE, *look.parts)
    def check(evidence: Evidence) -> Verdict:
        if evidence.get(GRANT_TYPE) not in {"authorization_code", UNKNOWN}:
            return Skip("no code is redeemed")
        return look(evidence)

    return check


def name_kind(code: str) -> str | None:
    """Return what *code* is recognised as if it is not a code; None if it is not recognised."""
    if code.lower() in _NOTHING:
        return "the text of an unset variable"
    if code.startswith("ey") and jws.looks_like_jws(code):
        return "an identity token or another JWT"
    if USER_ID.fullmatch(code):
        return "a user ID"
    kind = kind_of(code)
    return None if kind is None else _KINDS.get(kind)


@on(CODE)
def is_something_else(code: str) -> Outcome:
    """Find another value from Apple in place of the code."""
    kind = name_kind(code)
    return Fail(AT, sealed(kind.partition(" ")[2], code), WANTED, f"the field code contains {kind}") if kind else None


@on(CODE)
def is_encoded(code: str) -> Outcome:
    """Find percent-encoding that remains in the code after the form was parsed."""
    match = _ENCODED.search(code)
    if not match:
        return None
    because = f"after the form is parsed, {match[0]} remains at character {match.start() + 1}: it was encoded once too often"
    return Fail(AT, sealed("authorization code", code), "the code as Apple sent it", because)


@on(CODE)
def is_wrapped(code: str) -> Outcome:
    """Find a code with quotes, whitespace or a language's own notation around it, or one in base64."""
    if kind_of(code) is Kind.CODE and code.isascii() and code.replace(".", "").replace("-", "").replace("_", "").isalnum():
        return None
    match = _AROUND.fullmatch(code)
    if match:
        return Fail(
            AT, sealed("authorization code", code), WANTED, f"it contains a code, with {len(code) - len(match[1])} other characters around it"
        )
    data = base64url.decode_loosely(code) if len(code) < _LONGEST_WRAPPED else None
    if data and kind_of(data.decode("ascii", "replace")) is Kind.CODE:
        return Fail(AT, sealed("authorization code", code), WANTED, "decoded from base64, it is a code")
    return None


@on(CODE)
def _is_cut(code: str) -> Outcome:
    if not _CUT.fullmatch(code):
        return None
    because = f"it starts like a code and ends after {len(code)} characters, inside or after its part {code.count('.') + 1} of 4"
    return Fail(AT, sealed("authorization code", code), "the whole code, about 64 characters", because)


@on(CODE, IDENTITY_CLAIMS)
def _is_cut_by_hash(code: str, claims: Mapping[str, Any]) -> Outcome:
    stated, tail = claims.get("c_hash"), code.rpartition(".")[2]
    if kind_of(code) is not Kind.CODE or not isinstance(stated, str) or len(tail) >= _WHOLE_TAIL:
        return Skip("no c_hash, or a code of full length")
    if base64url.encode(sha256(code.encode()).digest()[:16]) == stated:
        return None
    because = f"its last part has {len(tail)} characters instead of {_WHOLE_TAIL}, and c_hash of the identity token is for another code"
    return Fail(AT, sealed("authorization code", code), "the whole code, about 64 characters", because)


@reading(CODE, IDENTITY_CLAIMS)
def is_truncated(evidence: Evidence) -> Verdict:
    """Find a truncated code: certain by its form, or by the c_hash of the identity token that came with it."""
    verdict = _is_cut(evidence)
    if verdict is not None:
        return verdict
    by_hash = _is_cut_by_hash(evidence)
    return by_hash if isinstance(by_hash, Fail) else None


@reading(CODE, PORTAL, WORDS, ANSWER)
def is_unknown(evidence: Evidence) -> Verdict:
    """Find a code that Apple has no record of."""
    code, portal, words = evidence.get(CODE), evidence.get(PORTAL), evidence.get(WORDS)
    if code is LACKING:
        return Skip("no code")
    if not isinstance(portal, Absence) and not isinstance(code, Absence):
        return None if code in portal.codes else Fail(AT, sealed("authorization code", code), WANTED, "Apple has no record of it")
    if isinstance(words, Words) and words is not Words.CODE_EXPIRED:
        return None
    return Missing(
        (PORTAL, *((ANSWER,) if isinstance(words, Absence) and known_or_none(evidence.get(ANSWER)) is None else ())), int(is_grant_refusal(evidence))
    )


def _c_hash() -> str:
    return base64url.encode(sha256(samples.CODE.encode()).digest()[:16])


CODE_IS_SOMETHING_ELSE = Rule(
    id="code-is-something-else",
    title="the field code contains something else",
    question=Question.GRANT,
    since="0.1",
    why="The app gets an identity token, a code and a user ID at once, and they are easily mixed up. Only the code can be redeemed.",
    fix="Send authorizationCode of the credential, or code of the callback, in the field code.",
    references=(APPLE_TOKEN, GO_SIWA_39),
    check=_of_code_grant(is_something_else),
    wire=CODE_UNKNOWN,
    also_seen=(CODE_UNKNOWN.cited(GO_SIWA_39), INVALID_GRANT),
    voids=(CODE_RECORD,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check whether code is really the authorization code, and not the identity token or the state",
        "it is what the callback or the app was given as code",
    ),
    good=lambda: (
        Example("a code", lambda s: s),
        Example("a value of an unknown form", lambda s: s.form(code="4/0AX4XfWh").unknown("portal")),
    ),
    bad=lambda: (
        Example("an identity token", lambda s: s.form(code="eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ.eyJpc3MiOiJhIn0.c2lnbmF0dXJl")),
        Example("an access token", lambda s: s.form(code=samples.ACCESS_TOKEN)),
        Example("a refresh token", lambda s: s.form(code=samples.REFRESH_TOKEN)),
        Example("a user ID", lambda s: s.form(code=samples.USER)),
        Example("the text of an unset variable", lambda s: s.form(code="undefined")),
    ),
)

CODE_IS_ENCODED_TWICE = Rule(
    id="code-encoded-twice",
    title="the code was percent-encoded twice",
    question=Question.GRANT,
    since="0.1",
    why="The code was encoded by hand and again by the HTTP library. What Apple reads is then another code, which it never issued.",
    fix="Pass the code to the HTTP library as you received it, and let the library encode it.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=_of_code_grant(is_encoded),
    wire=CODE_UNKNOWN,
    also_seen=(INVALID_GRANT,),
    voids=(CODE_RECORD,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check whether code contains a percent sign", "it consists of letters, digits, dots, - and _"),
    good=lambda: (Example("encoded once", lambda s: s),),
    bad=lambda: (Example("the dots encoded by hand", lambda s: s.form(code=quote(samples.CODE).replace(".", "%2E"))),),
)

CODE_IS_WRAPPED = Rule(
    id="code-is-wrapped",
    title="the code is wrapped in other text or another encoding",
    question=Question.GRANT,
    since="0.1",
    why="Apple compares the code as it is sent. With quotes, a line break, Optional(…) or base64 around it, it is a code that Apple never issued.",
    fix="Unwrap the value, decode its bytes as UTF-8 (String(data: code, encoding: .utf8) in Swift), and send only the characters of the code.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=_of_code_grant(is_wrapped),
    wire=CODE_UNKNOWN,
    also_seen=(INVALID_GRANT,),
    voids=(CODE_RECORD,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("check whether there are quotes, brackets or spaces around code", "there are none"),
    good=lambda: (
        Example("only the code", lambda s: s),
        Example("a value of an unknown form", lambda s: s.form(code="4/0AX4XfWh").unknown("portal")),
    ),
    bad=lambda: (
        Example("quotes", lambda s: s.form(code=f'"{samples.CODE}"')),
        Example("a line break", lambda s: s.form(code=f"{samples.CODE}\n")),
        Example("as Swift prints an optional", lambda s: s.form(code=f'Optional("{samples.CODE}")')),
        Example("base64 of the code", lambda s: s.form(code=b64encode(samples.CODE.encode()).decode())),
    ),
)

CODE_IS_TRUNCATED = Rule(
    id="code-truncated",
    title="the code is truncated",
    question=Question.GRANT,
    since="0.1",
    why="A code has four parts with dots between them. A double click, a pattern or a column that is too short captures only a piece of it.",
    fix="Pass the whole code, including the dots; it has about 64 characters.",
    references=(APPLE_TOKEN, APPLE_TN3107),
    check=_of_code_grant(is_truncated),
    wire=CODE_UNKNOWN,
    also_seen=(INVALID_GRANT,),
    voids=(CODE_RECORD,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion("compare the code with the one that the callback or the app was given", "they are equal"),
    good=lambda: (
        Example("the whole code", lambda s: s),
        Example("a short last part, as in Apple's documentation", lambda s: s.form(code=samples.CODE[:-10]).unknown("portal")),
    ),
    bad=lambda: (
        Example("up to the first dot", lambda s: s.form(code=samples.CODE.split(".")[0])),
        Example("up to the last dot", lambda s: s.form(code=samples.CODE.rpartition(".")[0])),
        Example("after the last dot", lambda s: s.form(code=f"{samples.CODE.rpartition('.')[0]}.")),
        Example("by the c_hash of the identity token", lambda s: s.form(code=samples.CODE[:-3]).identity_token(c_hash=_c_hash())),
    ),
)

CODE_IS_UNKNOWN = Rule(
    id="code-unknown",
    title="Apple does not know the code",
    question=Question.GRANT,
    since="0.1",
    why="Apple refuses a code that it has no record of before it checks the client_secret: it was made up, altered in transit, or expired long ago.",
    fix="Get a new code from a new sign-in and send it unaltered, within five minutes.",
    references=(LIVE_PROBE, APPLE_TN3107),
    check=_of_code_grant(is_unknown),
    remedy=Remedy.CODE,
    wire=CODE_UNKNOWN,
    also_seen=(INVALID_GRANT,),
    speaks_of=(CODE_RECORD,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "compare the code in the request with the one that Apple sent, character by character; a code made up for a test is unknown",
        "the code in the request is the one that Apple sent, to the last character",
    ),
    good=lambda: (Example("a code on record", lambda s: s),),
    bad=lambda: (Example("an invented code", lambda s: s.form(code="dummy")),),
)

RULES = (CODE_IS_SOMETHING_ELSE, CODE_IS_ENCODED_TWICE, CODE_IS_WRAPPED, CODE_IS_TRUNCATED, CODE_IS_UNKNOWN)
