"""Rules about aud: it must be Apple, and only Apple."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, HOST, ISSUER, OTHER_HOST
from siwakit.evidence.evidence import Absence, Part
from siwakit.evidence.parts import CLAIMS
from siwakit.rules.model import Check, Example, Fail, Harm, Outcome, Question, Rule, Suspicion, of_kind
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, AUTHGEAR_4985, INTEROP_CAPTURES, OUR_ADVICE

AT = "client_secret.claims.aud"
_OTHER_SERVICES = {
    "appstoreconnect-v1": "this is the audience of App Store Connect keys",
    f"{ISSUER}/auth/oauth2/v2": "this is the address of Account & Organizational Data Sharing",
}


class Aud(Enum):
    """The kinds of aud."""

    RIGHT = auto()
    LIST_OF_ONE = auto()
    MISSING = auto()
    SLASH = auto()
    ENDPOINT = auto()
    OTHER_SERVICE = auto()
    OTHER_HOST = auto()
    OTHER = auto()


def classify(aud: object) -> Aud:
    """Return the kind of *aud*; exactly one rule of this file reports each mistake."""
    match aud:
        case None | "" | []:
            return Aud.MISSING
        case [str(single)]:
            kind = _classify_text(single)
            return Aud.LIST_OF_ONE if kind is Aud.RIGHT else kind
        case str(text):
            return _classify_text(text)
    return Aud.OTHER


def _classify_text(text: str) -> Aud:
    if text == ISSUER:
        return Aud.RIGHT
    if text.lower() in _OTHER_SERVICES:
        return Aud.OTHER_SERVICE
    if text.startswith((f"{ISSUER}/auth/", f"https://{OTHER_HOST}/auth/")):
        return Aud.ENDPOINT
    bare = text.rstrip("/")
    if bare == f"https://{OTHER_HOST}":
        return Aud.OTHER_HOST
    if bare == ISSUER:
        return Aud.SLASH
    return Aud.OTHER if text else Aud.MISSING


def _kind_of(claims: Mapping[str, Any] | Absence) -> Aud | Absence:
    return claims if isinstance(claims, Absence) else classify(claims.get("aud"))


KIND: Part[Aud] = Part("kind_of_aud", lambda evidence: _kind_of(evidence.get(CLAIMS)), CLAIMS.ask)


def _is(kind: Aud) -> Check:
    @of_kind(KIND, kind, CLAIMS)
    def look(claims: Mapping[str, Any]) -> Outcome:
        aud = claims.get("aud")
        return Fail(AT, aud, ISSUER, _because(aud), ISSUER)

    return look


def _because(aud: object) -> str:
    """Return a more specific reason why this value is not Apple's, or an empty string."""
    match aud:
        case [single] if single != ISSUER:
            return _because(single)
        case [_, *_]:
            return "a list that contains other audiences besides Apple"
        case str(text) if text.lower() in _OTHER_SERVICES:
            return _OTHER_SERVICES[text.lower()]
        case str(text) if text.strip().rstrip("/") == f"http://{HOST}":
            return "it has http instead of https"
        case str(text) if text == HOST:
            return "it lacks the leading https://"
        case str(text) if text.strip().lower() == ISSUER != text:
            return "audiences are compared character by character, including case and whitespace"
    return ""


AUD_IS_MISSING = Rule(
    id="secret-aud-missing",
    title="client_secret has no aud",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple accepts only a client_secret that is addressed to Apple, and this one has no audience.",
    fix="Add aud with the value https://appleid.apple.com.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(Aud.MISSING),
    wire=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret and look for aud", "aud is https://appleid.apple.com"),
    good=lambda: (Example("Apple", lambda s: s.secret(aud=ISSUER)),),
    bad=lambda: (Example("no aud", lambda s: s.secret(aud=samples.DROP)), Example("an empty aud", lambda s: s.secret(aud=""))),
)

AUD_HAS_SLASH = Rule(
    id="secret-aud-has-slash",
    title="aud ends in a slash",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple documents the audience without a trailing slash; whether it accepts one with a slash is not known.",
    fix="Set aud to https://appleid.apple.com, without the trailing slash.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(Aud.SLASH),
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda _, leniency: leniency.accepts_spellings,
    suspicion=Suspicion("check whether aud ends in a slash", "aud is https://appleid.apple.com, without a slash"),
    good=lambda: (Example("no slash", lambda s: s.secret(aud=ISSUER)),),
    bad=lambda: (Example("a slash at the end", lambda s: s.secret(aud=f"{ISSUER}/")),),
)

AUD_IS_ENDPOINT = Rule(
    id="secret-aud-is-endpoint",
    title="client_secret is addressed to the token endpoint instead of Apple",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple accepts only a client_secret whose aud is Apple; many OAuth servers want their token endpoint there, Apple does not.",
    fix="Set aud to https://appleid.apple.com, without a path or a trailing slash.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(Aud.ENDPOINT),
    wire=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether aud is the address of the token endpoint", "aud is https://appleid.apple.com, without a path"),
    good=lambda: (Example("a list of one, as golang-jwt writes it", lambda s: s.secret(aud=[ISSUER])),),
    bad=lambda: (
        Example("the token endpoint", lambda s: s.secret(aud=f"{ISSUER}/auth/token")),
        Example("the revoke endpoint", lambda s: s.secret(aud=f"{ISSUER}/auth/revoke")),
        Example("the token endpoint in a list", lambda s: s.secret(aud=[f"{ISSUER}/auth/token"])),
    ),
)

AUD_IS_OTHER_SERVICE = Rule(
    id="secret-aud-is-other-service",
    title="client_secret is addressed to another Apple service",
    question=Question.PAYLOAD,
    since="0.1",
    why="The client_secret was created for another Apple API; Sign in with Apple accepts only its own audience.",
    fix="Set aud to https://appleid.apple.com.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(Aud.OTHER_SERVICE),
    wire=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether aud is that of another of Apple's services, as appstoreconnect-v1", "aud is https://appleid.apple.com"),
    good=lambda: (Example("Apple", lambda s: s.secret(aud=ISSUER)),),
    bad=lambda: (
        Example("App Store Connect", lambda s: s.secret(aud="appstoreconnect-v1")),
        Example("Account & Organizational Data Sharing", lambda s: s.secret(aud=f"{ISSUER}/auth/oauth2/v2")),
    ),
)

AUD_IS_OTHER_HOST = Rule(
    id="secret-aud-is-other-host",
    title="aud is account.apple.com",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple's discovery document named this host for a day in June 2025. Whether it is accepted as an audience is not known.",
    fix="Set aud to https://appleid.apple.com, as a constant and not from a discovery document.",
    references=(APPLE_CLIENT_SECRET,),
    check=_is(Aud.OTHER_HOST),
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether aud is https://account.apple.com", "aud is https://appleid.apple.com"),
    good=lambda: (Example("Apple", lambda s: s.secret(aud=ISSUER)),),
    bad=lambda: (Example("account.apple.com", lambda s: s.secret(aud=f"https://{OTHER_HOST}")),),
)

AUD_IS_NOT_APPLE = Rule(
    id="secret-aud-not-apple",
    title="client_secret is not addressed to Apple",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple accepts only a client_secret whose aud is exactly Apple's address, with https.",
    fix="Set aud to https://appleid.apple.com.",
    references=(APPLE_CLIENT_SECRET, AUTHGEAR_4985),
    check=_is(Aud.OTHER),
    wire=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether aud is the address of your own service", "aud is https://appleid.apple.com"),
    good=lambda: (Example("Apple", lambda s: s.secret(aud=ISSUER)),),
    bad=lambda: (
        Example("http", lambda s: s.secret(aud="http://appleid.apple.com")),
        Example("no scheme", lambda s: s.secret(aud=HOST)),
        Example("capitals", lambda s: s.secret(aud="https://AppleID.apple.com")),
        Example("a number", lambda s: s.secret(aud=1)),
        Example("the client itself", lambda s: s.secret(aud="com.example.web")),
        Example("Apple and another", lambda s: s.secret(aud=[ISSUER, "com.example.web"])),
    ),
)

AUD_IS_ARRAY = Rule(
    id="secret-aud-is-array",
    title="aud is a list of one",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple documents a string. A list of exactly one has worked for years in widely used libraries, so this is not your fault.",
    fix="Write aud as a string if your library supports it.",
    references=(INTEROP_CAPTURES, OUR_ADVICE),
    check=_is(Aud.LIST_OF_ONE),
    harm=Harm.FRAGILE,
    good=lambda: (Example("a string", lambda s: s.secret(aud=ISSUER)),),
    bad=lambda: (Example("as golang-jwt writes it", lambda s: s.secret(aud=[ISSUER])),),
)

RULES = (AUD_IS_MISSING, AUD_HAS_SLASH, AUD_IS_ENDPOINT, AUD_IS_OTHER_SERVICE, AUD_IS_OTHER_HOST, AUD_IS_NOT_APPLE, AUD_IS_ARRAY)
