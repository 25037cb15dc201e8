"""Rules about alg: it must be ES256, spelled exactly so."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from enum import Enum, auto
from functools import partial
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.aspects import SIGNATURE_FORM, SIGNED_BY
from siwakit.evidence.evidence import Absence, Part
from siwakit.evidence.parts import HEADER, SIGNATURE
from siwakit.evidence.said import Proof
from siwakit.jose.trials.examine import SignatureFinding, SignatureKind
from siwakit.rules.model import Check, Example, Fail, Outcome, Question, Rule, Suspicion, of_kind, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, GO_SIWA_9, RFC_7518

AT = "client_secret.header.alg"


class Alg(Enum):
    """The kinds of alg."""

    RIGHT = auto()
    MISSING = auto()
    OTHER = auto()


def classify(alg: object) -> Alg:
    """Return what *alg* is."""
    if alg == "ES256":
        return Alg.RIGHT
    return Alg.MISSING if alg is None or alg == "" else Alg.OTHER


def _reason(alg: object) -> str:
    """Return what a well-known wrong value of alg means, or an empty string."""
    match alg.upper() if isinstance(alg, str) else "":
        case "HS256" | "HS384" | "HS512":
            return f"{alg} signs with a shared password; most JWT libraries use it unless told otherwise"
        case "RS256" | "RS384" | "RS512" | "PS256":
            return f"{alg} is for RSA keys, but Apple's .p8 is an elliptic-curve key; RS256 is what Apple signs identity tokens with"
        case "NONE":
            return "none means that the token is unsigned"
        case "ES256":
            return "the name is written in capitals: ES256"
        case "ES384" | "ES512" | "ES256K":
            return f"{alg} is for another curve; Apple's keys are on P-256"
    return ""


def _kind_of(header: Mapping[str, Any] | Absence) -> Alg | Absence:
    return header if isinstance(header, Absence) else classify(header.get("alg"))


KIND: Part[Alg] = Part("kind_of_alg", lambda evidence: _kind_of(evidence.get(HEADER)), HEADER.ask)


def _is(kind: Alg) -> Check:
    @of_kind(KIND, kind, HEADER)
    def look(header: Mapping[str, Any]) -> Outcome:
        alg = header.get("alg")
        return Fail(AT, alg, "ES256", _reason(alg))

    return look


@on(HEADER, SIGNATURE)
def _signed_with_key_text(header: Mapping[str, Any], finding: SignatureFinding) -> Outcome:
    """Find an HMAC whose password is the text of the .p8."""
    if finding.kind is not SignatureKind.HMAC_WITH_KEY_TEXT:
        return None
    because = (
        f"computing the HMAC with your key's text gives the same value: {finding.detail}"
        if finding.detail
        else "computing the HMAC with your key's text gives the same value"
    )
    return Fail(AT, header.get("alg"), "ES256", because)


def _hmac(data: bytes) -> bytes:
    return _digest(samples.team_key_text().encode(), data)


def _digest(key: bytes, data: bytes) -> bytes:
    """Return the HMAC that a library computes when it treats a PEM text as a password."""
    return hmac.digest(key, data, "sha256")


SIGNED_WITH_KEY_TEXT = Rule(
    id="secret-signed-with-key-text",
    title="the text of the .p8 was used as the password of an HMAC",
    question=Question.HEADER,
    since="0.1",
    told_by={Proof.KEY_OF_OTHER_TYPE: 10, Proof.SECRET_OF_OTHER_ALGORITHM: 30},
    why="The library was not told to use ES256 and treated the key file's text as a shared password. Apple cannot check such a signature.",
    fix="Tell the library to sign with the algorithm ES256, and create the client_secret again.",
    references=(APPLE_CLIENT_SECRET, RFC_7518),
    check=_signed_with_key_text,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-alg-missing", "secret-alg-not-es256"),
    voids=(SIGNATURE_FORM, SIGNED_BY),
    suspicion=Suspicion("check whether alg is HS256: then the text of the key was used as a password", "alg is ES256"),
    good=lambda: (Example("signed ES256", lambda s: s.unknown("portal")),),
    bad=lambda: (
        Example("a library that was not told the algorithm", lambda s: s.unknown("portal").header(alg="HS256").signed(_hmac)),
        Example(
            "without the last line break",
            lambda s: s.unknown("portal").header(alg="HS256").signed(partial(_digest, samples.team_key_text().strip().encode())),
        ),
    ),
)

ALG_IS_MISSING = Rule(
    id="secret-alg-missing",
    title="the header of client_secret has no alg",
    question=Question.HEADER,
    since="0.1",
    why="Apple does not guess how a client_secret was signed: the header must say ES256.",
    fix='Set "alg": "ES256" in the header.',
    references=(APPLE_CLIENT_SECRET, GO_SIWA_9),
    check=_is(Alg.MISSING),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    also_seen=(INVALID_CLIENT.cited(GO_SIWA_9),),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the header of the client_secret and look for alg", "alg is ES256"),
    good=lambda: (Example("ES256", lambda s: s.header(alg="ES256")),),
    bad=lambda: (
        Example("no alg", lambda s: s.header(alg=samples.DROP)),
        Example("an empty alg", lambda s: s.header(alg="")),
        Example("null", lambda s: s.header(alg=None)),
    ),
)

ALG_IS_NOT_ES256 = Rule(
    id="secret-alg-not-es256",
    title="client_secret is not signed with ES256",
    question=Question.HEADER,
    since="0.1",
    told_by={Proof.KEY_OF_OTHER_TYPE: 15, Proof.SECRET_OF_OTHER_ALGORITHM: 40, Proof.ALGORITHM_REFUSED: 30},
    why="Apple accepts one algorithm for a client_secret: ES256, which is ECDSA on P-256 with SHA-256. Apple's keys support no other.",
    fix="Tell your JWT library to sign with ES256 and the .p8 key.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_is(Alg.OTHER),
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(SIGNATURE_FORM, SIGNED_BY),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the header of the client_secret (the part before the first dot) and check that alg is ES256", "alg is ES256"),
    good=lambda: (Example("ES256", lambda s: s.header(alg="ES256")),),
    bad=lambda: (
        Example("HS256", lambda s: s.header(alg="HS256").signed(partial(_digest, b"a password"))),
        Example("RS256", lambda s: s.header(alg="RS256")),
        Example("ES384", lambda s: s.header(alg="ES384")),
        Example("none, unsigned", lambda s: s.header(alg="none").signed(lambda _: b"")),
        Example("lower case", lambda s: s.header(alg="es256")),
    ),
)

RULES = (SIGNED_WITH_KEY_TEXT, ALG_IS_MISSING, ALG_IS_NOT_ES256)
