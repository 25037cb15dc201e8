"""The vectors that libraries are held against, and why each of them counts.

Only vectors whose right answer Apple documents, or that was observed in public, are used: rules that also rest on an inference or on our own
advice are left out. A token that breaks one of the five steps that Apple documents for verifying a user must be refused, and every
right token must be accepted. Forms that Apple never sends are told apart: accepting one is unusual, but no step forbids it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from siwakit.rules.catalogue import BY_ID
from siwakit.rules.model import Rule
from siwakit.sources import Basis

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
TOKEN_ENDPOINT = "https://appleid.apple.com/auth/token"

# No emulator but siwakit's says that it knows the migration of users.
MIGRATION = "client_credentials"

# Apple's steps ("Verifying a user"), and the rules whose bad examples are tokens that break one.
SIGNATURE, ISS, AUD, EXP, NONCE, UNUSUAL = "signature", "iss", "aud", "exp", "nonce", "form that Apple never sends"
STEPS = (SIGNATURE, ISS, AUD, EXP, NONCE)
STEP_OF = {
    "identity-token-is-not-a-jws": SIGNATURE,
    "identity-token-alg-not-rs256": SIGNATURE,
    "identity-token-unsigned": SIGNATURE,
    "identity-token-key-unknown": SIGNATURE,
    "identity-token-key-retired": SIGNATURE,
    "identity-token-signature-wrong": SIGNATURE,
    "identity-token-iss-not-apple": ISS,
    "identity-token-aud-missing": AUD,
    "identity-token-aud-has-suffix": AUD,
    "identity-token-aud-is-other-client": AUD,
    "identity-token-aud-foreign": AUD,
    "identity-token-exp-missing": EXP,
    "identity-token-expired": EXP,
    "nonce-absent": NONCE,
    "nonce-hashed-twice": NONCE,
    "nonce-hash-in-other-encoding": NONCE,
    "nonce-differs": NONCE,
    "identity-token-damaged": UNUSUAL,
    "identity-token-header-brings-key": UNUSUAL,
    "identity-token-kid-missing": UNUSUAL,
    "jwks-broken": UNUSUAL,
    "jwks-key-unfit": UNUSUAL,
    "identity-token-iat-missing": UNUSUAL,
    "identity-token-sub-missing": UNUSUAL,
    "identity-token-is-notification": UNUSUAL,
    "identity-token-expires-before-issue": UNUSUAL,
}
# Single vectors of these rules: values of another type than Apple's (RFC 7519 allows a list in aud), and a device without support for nonces,
# whose tokens Apple allows to accept.
UNUSUAL_VECTORS = {
    ("identity-token-aud-missing", "a list"),
    ("identity-token-exp-missing", "a string"),
    ("identity-token-exp-missing", "a boolean"),
    ("nonce-absent", "a device that does not support it"),
}
_FOR_A_VERIFIER = {"now", "key_set", "audiences", "nonce"}
# Evidence that a verifier of tokens does not get: such a vector is about settings, source code or an earlier key set.
_NOT_FOR_A_VERIFIER = {"settings", "request", "source", "statements", "fresh_key_set"}
# Requests as an incomplete record shows them, which nobody has sent like this.
_INCOMPLETE_RECORDS = {
    ("request-body-empty", "a body left out of the record"),
    ("request-content-type-missing", "a request recorded with only its Host header"),
}
# An answer that Apple gives is documented or observed only if nothing of this is among its reasons.
_UNCERTAIN = {Basis.INFERRED, Basis.OURS}
_CERTAIN = {Basis.DOCUMENTED, Basis.OBSERVED}


@dataclass(frozen=True, slots=True)
class Token:
    """An identity token with what it is verified against."""

    id: str
    rule: str
    title: str
    step: str
    is_right: bool
    asked: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request to Apple's token endpoint, and whether Apple refuses it."""

    id: str
    rule: str
    title: str
    is_right: bool
    error: str | None
    now: int
    request: dict[str, Any]


def basis_of(rule: Rule) -> str:
    """Return the strongest basis among the sources of *rule*, in a word."""
    bases = {source.basis for source in rule.references}
    return next(basis.name.lower() for basis in Basis if basis in bases)


def is_certain(rule: Rule) -> bool:
    """Return whether the right answer to *rule* is documented or observed, and nothing about it is inferred or our advice."""
    bases = {source.basis for source in rule.references}
    return bool(bases & _CERTAIN) and not bases & _UNCERTAIN


@cache
def _vectors() -> tuple[dict[str, Any], ...]:
    documents = [json.loads(path.read_text("utf-8")) for path in sorted(VECTORS.glob("*.json"))]
    return tuple({**case, "given": _given(document, case)} for document in documents for case in document.get("cases", ()))


def _given(document: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    return {name: document["right"][name] if value == "right" else value for name, value in case["given"].items()}


def tokens() -> list[Token]:
    """Return every identity token that libraries are held against; two vectors with the same evidence count once."""
    found: dict[str, Token] = {}
    for case in _vectors():
        step = STEP_OF.get(case["rule"])
        given = case["given"].keys()
        if step and is_certain(BY_ID[case["rule"]]) and given >= _FOR_A_VERIFIER and not given & _NOT_FOR_A_VERIFIER:
            token = _token(case, step)
            found.setdefault(json.dumps(token.asked, sort_keys=True), token)
    return list(found.values())


def _token(case: dict[str, Any], step: str) -> Token:
    given = case["given"]
    asked = {name: given[name] for name in sorted(_FOR_A_VERIFIER)}
    asked["token"] = given.get("identity_token", given.get("identity_text"))
    step = UNUSUAL if (case["rule"], case["title"]) in UNUSUAL_VECTORS else step
    return Token(case["id"], case["rule"], case["title"], step, case["kind"] == "good", asked)


def token_requests() -> list[TokenRequest]:
    """Return every exchange or refresh that needs no history but one sign-in: those with another portal than the right one are left out."""
    found: dict[str, TokenRequest] = {}
    for case in _vectors():
        given, expected, rule = case["given"], case["expected"], BY_ID[case["rule"]]
        request = given.get("request")
        if not request or request["url"] != TOKEN_ENDPOINT or given.get("portal") != right_portal() or not is_certain(rule):
            continue
        if (rule.id, case["title"]) in _INCOMPLETE_RECORDS or MIGRATION in request["body"]:
            continue
        is_right = case["kind"] == "good" and not expected["broken"]
        is_refused = case["kind"] == "bad" and rule.wire is not None and rule.wire.status >= 400 and expected["root"] == rule.id
        if is_right or is_refused:
            error = None if is_right or rule.wire is None else rule.wire.error
            sent = TokenRequest(case["id"], rule.id, case["title"], is_right, error, given["now"], request)
            found.setdefault(json.dumps([sent.now, request]), sent)
    return list(found.values())


@cache
def right_portal() -> dict[str, Any]:
    """Return the portal in which everything is right."""
    document = json.loads((VECTORS / "header.json").read_text("utf-8"))
    return dict(document["right"]["portal"])
