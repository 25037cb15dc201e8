"""Rules about the nonce: it ties the identity token to one sign-in, raw or as the hexadecimal SHA-256 of the raw value."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from enum import Enum, auto
from hashlib import sha256
from typing import Any

from siwakit import samples
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.identity_parts import CLAIMS, NONCE, VERIFIER
from siwakit.evidence.sign_in.said_parts import SAID
from siwakit.rules.model import Check, Enforcer, Example, Fail, Harm, Outcome, Question, Rule, Suspicion, of_kind
from siwakit.sources import (
    APPLE_ID_TOKEN,
    APPLE_VERIFYING,
    BETTER_AUTH_8870,
    CORDOVA_FIREBASEX_867,
    FIREBASE_IOS_15571,
)

AT = "identity_token.claims.nonce"
_VERIFY = (Enforcer.VERIFY,)


class Nonce(Enum):
    """The relations of a token's nonce to the expected one."""

    RIGHT = auto()
    ABSENT = auto()
    NOT_GIVEN = auto()
    ONE_SIDE = auto()
    TWICE = auto()
    OTHER_ENCODING = auto()
    DIFFERS = auto()


def hex_digest(text: str) -> str:
    """Return the SHA-256 of *text* in hexadecimal, as native apps send it to Apple."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _in_base64(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8", "surrogatepass")).digest()).decode()


def classify(claims: Mapping[str, Any], raw: str | None, rule: str = "") -> Nonce:
    """Return the relation of the nonce in *claims* to *raw*; *rule* is how the verifier compares, if it says so."""
    claim = claims.get("nonce")
    if raw is None:
        return Nonce.NOT_GIVEN if claim else Nonce.RIGHT
    if claim is None or claim == "":
        supported = claims.get("nonce_supported")
        is_optional = supported is False or supported == "false"  # 0 equals False, but does not mean it
        return Nonce.RIGHT if is_optional else Nonce.ABSENT
    if not isinstance(claim, str):
        return Nonce.DIFFERS
    if claim == raw:
        return Nonce.ONE_SIDE if _compares(rule) == "hash" else Nonce.RIGHT
    if claim == hex_digest(raw):
        return Nonce.ONE_SIDE if _compares(rule) == "raw" else Nonce.RIGHT
    return _classify_other(claim, raw)


def _classify_other(claim: str, raw: str) -> Nonce:
    if raw == hex_digest(claim):
        return Nonce.ONE_SIDE
    if claim == hex_digest(hex_digest(raw)):
        return Nonce.TWICE
    encoded = _in_base64(raw)
    forms = {encoded, encoded.rstrip("="), encoded.translate({43: "-", 47: "_"}), encoded.rstrip("=").translate({43: "-", 47: "_"})}
    return Nonce.OTHER_ENCODING if claim in forms or claim.lower() == hex_digest(raw) else Nonce.DIFFERS


def _compares(rule: str) -> str:
    """Return the only form that the verifier compares with: `hash`, `raw`, or neither if it accepts both."""
    if not rule:
        return ""
    bare = rule.lower().replace(" ", "")
    if "or" in bare:
        return ""
    return "hash" if "sha256" in bare or "hash" in bare else "raw" if "raw" in bare else ""


def _read_kind(evidence: Evidence) -> Nonce | Absence:
    claims, raw = evidence.get(CLAIMS), evidence.get(NONCE)
    if isinstance(claims, Absence):
        return LACKING
    if raw is UNKNOWN:
        return UNKNOWN if claims.get("nonce") else Nonce.RIGHT
    kind = classify(claims, None if isinstance(raw, Absence) else raw, _rule(evidence))
    # Raw and hash agree in one way. A verifier that says that they differ compares in the other way.
    is_compared = kind is Nonce.RIGHT and isinstance(raw, str) and bool(claims.get("nonce"))
    is_refused = is_compared and not isinstance(evidence.get(SAID[Proof.NONCE_DIFFERS]), Absence)
    return Nonce.ONE_SIDE if is_refused else kind


def _read_expected(evidence: Evidence) -> tuple[str | None] | Absence:
    raw = evidence.get(NONCE)
    return (None if isinstance(raw, Absence) else raw,)


KIND: Part[Nonce] = Part("kind_of_nonce", _read_kind, NONCE.ask, NONCE.option)
_EXPECTED: Part[tuple[str | None]] = Part("expected_nonce", _read_expected, NONCE.ask)


def _nonce_is(kind: Nonce) -> Check:
    @of_kind(KIND, kind, CLAIMS, KIND, _EXPECTED)
    def look(claims: Mapping[str, Any], actual: Nonce, expected: tuple[str | None]) -> Outcome:
        """Find a nonce of this kind."""
        return _fail(actual, claims.get("nonce"), expected[0])

    return look


def _rule(evidence: Evidence) -> str:
    verifier = evidence.get(VERIFIER)
    value = None if isinstance(verifier, Absence) else verifier.get("rule", verifier.get("nonce_rule"))
    return value if isinstance(value, str) else ""


_BECAUSE = {
    Nonce.ABSENT: "the application expects a nonce but the token has none",
    Nonce.NOT_GIVEN: "the token has a nonce but the verifier was given none to compare it with",
    Nonce.TWICE: "the token's nonce is the SHA-256 of the SHA-256 of the expected nonce",
}


def _fail(kind: Nonce, claim: object, expected: str | None) -> Fail:
    actual = sealed("nonce", claim) if isinstance(claim, str) else claim
    wanted = sealed("nonce", expected) if expected else "the raw nonce of this sign-in"
    because = _BECAUSE.get(kind, "")
    if kind is Nonce.ONE_SIDE and isinstance(claim, str) and expected:
        token_is_hashed = claim == hex_digest(expected)
        because = "the token has the SHA-256 of the expected nonce" if token_is_hashed else "the token has the nonce unhashed"
        because += ", but the verifier compares with the unhashed nonce" if token_is_hashed else ", but the verifier compares with its SHA-256"
    if kind is Nonce.OTHER_ENCODING and isinstance(claim, str):
        form = "in upper case" if claim.isupper() and claim.isalnum() else "in base64"
        because = f"the token's nonce is the correct SHA-256, {form}: {len(claim)} characters instead of 64 in lower-case hexadecimal"
    return Fail(AT, actual, wanted, because)


ABSENT = Rule(
    id="nonce-absent",
    title="the identity token lacks the nonce that was sent",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.NONCE_NOT_IN_TOKEN: 40, Proof.NONCE_ON_ONE_SIDE: 35},
    why="Apple copies the nonce of the request into the token. Without it the token may be from another sign-in, and replayed.",
    fix="Refuse the token, and send the nonce with every authorization request, native and web.",
    references=(APPLE_ID_TOKEN, APPLE_VERIFYING),
    check=_nonce_is(Nonce.ABSENT),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example("the nonce", lambda s: s.verifying()),
        Example("a device that does not support it", lambda s: s.verifying(lambda i: i.claims(nonce=samples.DROP, nonce_supported=False))),
    ),
    bad=lambda: (
        Example("no nonce", lambda s: s.verifying(lambda i: i.claims(nonce=samples.DROP))),
        Example("an empty nonce", lambda s: s.verifying(lambda i: i.claims(nonce=""))),
        Example("a zero does not mean false", lambda s: s.verifying(lambda i: i.claims(nonce=samples.DROP, nonce_supported=0))),
        Example("nothing says that it is not supported", lambda s: s.verifying(lambda i: i.claims(nonce=samples.DROP, nonce_supported=samples.DROP))),
    ),
)

NOT_GIVEN = Rule(
    id="nonce-not-given-to-verifier",
    title="the identity token has a nonce, but the verifier was given none",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.NONCE_NOT_GIVEN: 40, Proof.NONCE_ON_ONE_SIDE: 40},
    why="A nonce that is not compared protects nothing; strict verifiers refuse such a token.",
    fix="Pass the raw nonce of this sign-in to the verifier, together with the token.",
    references=(CORDOVA_FIREBASEX_867, APPLE_VERIFYING),
    check=_nonce_is(Nonce.NOT_GIVEN),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    suspicion=Suspicion("check what your application passes to the verifier together with the token", "the raw nonce is passed with the token"),
    good=lambda: (
        Example("given", lambda s: s.verifying()),
        Example("none on either side", lambda s: s.verifying(lambda i: i.claims(nonce=samples.DROP).nonce(LACKING))),
    ),
    bad=lambda: (
        Example("null", lambda s: s.verifying(lambda i: i.nonce(UNKNOWN).verifier_says(raw_nonce=None))),
        Example("none", lambda s: s.verifying(lambda i: i.nonce(LACKING))),
        Example("an empty string", lambda s: s.verifying(lambda i: i.nonce(""))),
    ),
)


ONE_SIDE = Rule(
    id="nonce-hashed-on-one-side",
    title="the nonce is hashed on one side only",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={
        Proof.TOKEN_REFUSED: 30,
        Proof.NONCE_DIFFERS: 40,
        Proof.NONCE_NOT_OF_SESSION: 20,
        Proof.CREDENTIAL_REFUSED: 30,
        Proof.NONCE_NOT_HASHED: 50,
        Proof.ONLY_APP_FAILS: 25,
    },
    why="Native apps send Apple the SHA-256 of the nonce, web pages the nonce itself; the verifier compares with the other form.",
    fix="Store the raw nonce, and accept the token's nonce if it is the raw value or its SHA-256 in hexadecimal.",
    references=(BETTER_AUTH_8870, APPLE_VERIFYING),
    check=_nonce_is(Nonce.ONE_SIDE),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    suspicion=Suspicion(
        "compare the nonce claim with the SHA-256 of the raw nonce, in hexadecimal", "the claim is the value that the verifier compares with"
    ),
    good=lambda: (
        Example("raw on both sides", lambda s: s.verifying(lambda i: i.verifier_says(rule="raw==claim"))),
        Example("hashed by the app, either form accepted", lambda s: s.verifying(lambda i: i.claims(nonce=hex_digest(samples.NONCE)))),
    ),
    bad=lambda: (
        Example(
            "hashed by the app, raw expected",
            lambda s: s.verifying(lambda i: i.claims(nonce=hex_digest(samples.NONCE)).verifier_says(rule="raw==claim")),
        ),
        Example("raw in the token, the hash expected", lambda s: s.verifying(lambda i: i.verifier_says(rule="sha256_hex(raw)==claim"))),
        Example("raw in the token, the hash passed to the verifier", lambda s: s.verifying(lambda i: i.nonce(hex_digest(samples.NONCE)))),
    ),
)

TWICE = Rule(
    id="nonce-hashed-twice",
    title="the nonce was hashed twice before it was sent to Apple",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.NONCE_DIFFERS: 20},
    why="The application hashes the nonce, and its library hashes it once more; the verifier expects one SHA-256.",
    fix="Hash the nonce once: pass the raw value to the library if it hashes by itself.",
    references=(APPLE_VERIFYING, BETTER_AUTH_8870),
    check=_nonce_is(Nonce.TWICE),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("hashed once", lambda s: s.verifying(lambda i: i.claims(nonce=hex_digest(samples.NONCE)))),),
    bad=lambda: (Example("hashed twice", lambda s: s.verifying(lambda i: i.claims(nonce=hex_digest(hex_digest(samples.NONCE))))),),
)

OTHER_ENCODING = Rule(
    id="nonce-hash-in-other-encoding",
    title="the hash of the nonce is not written in lower-case hexadecimal",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.NONCE_DIFFERS: 15},
    why="The hash is correct, but its spelling differs from the one that the verifier compares with, so they never match.",
    fix="Send Apple the SHA-256 as 64 lower-case hexadecimal digits.",
    references=(FIREBASE_IOS_15571,),
    check=_nonce_is(Nonce.OTHER_ENCODING),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("hexadecimal", lambda s: s.verifying(lambda i: i.claims(nonce=hex_digest(samples.NONCE)))),),
    bad=lambda: (
        Example("base64", lambda s: s.verifying(lambda i: i.claims(nonce=_in_base64(samples.NONCE)))),
        Example(
            "base64url without padding",
            lambda s: s.verifying(lambda i: i.claims(nonce=urlsafe_b64encode(sha256(samples.NONCE.encode()).digest()).decode().rstrip("="))),
        ),
        Example("upper case", lambda s: s.verifying(lambda i: i.claims(nonce=hex_digest(samples.NONCE).upper()))),
    ),
)

DIFFERS = Rule(
    id="nonce-differs",
    title="the identity token has a nonce other than the one the application expects",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.NONCE_DIFFERS: 30, Proof.NONCE_NOT_OF_SESSION: 30, Proof.ONLY_SOME_USERS_FAIL: 20, Proof.ONLY_SOMETIMES_FAILS: 20},
    why="The token belongs to another sign-in, or the nonce was lost between request and verification.",
    fix="Create one nonce for each sign-in, store it until the token arrives, and refuse this token.",
    references=(APPLE_VERIFYING,),
    check=_nonce_is(Nonce.DIFFERS),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("the same", lambda s: s.verifying()),),
    bad=lambda: (
        Example("another", lambda s: s.verifying(lambda i: i.claims(nonce="another"))),
        Example("a number", lambda s: s.verifying(lambda i: i.claims(nonce=7))),
        Example("different letter case", lambda s: s.verifying(lambda i: i.claims(nonce=samples.NONCE.upper()))),
    ),
)

RULES = (ABSENT, NOT_GIVEN, ONE_SIDE, TWICE, OTHER_ENCODING, DIFFERS)
