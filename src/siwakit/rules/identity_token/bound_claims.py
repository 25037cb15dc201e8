"""Rules about the other claims that bind an identity token: the user, the access token and the code it came with."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from siwakit import samples
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.identity_parts import ACCESS_TOKEN, CLAIMS, CODE
from siwakit.jose import base64url
from siwakit.rules.model import Enforcer, Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_ID_TOKEN, OIDC_CORE

_VERIFY = (Enforcer.VERIFY,)
_HALF = 16


def half_hash(text: str) -> str:
    """Return the left half of the SHA-256 of *text* in base64url, as in at_hash and c_hash."""
    return base64url.encode(sha256(text.encode("utf-8", "surrogatepass")).digest()[:_HALF])


@on(CLAIMS)
def is_sub_missing(claims: Mapping[str, Any]) -> Outcome:
    """Find a token without the user's identifier."""
    sub = claims.get("sub")
    return None if isinstance(sub, str) and sub else Fail("identity_token.claims.sub", sub, "the user's identifier")


def _differs(claims: Mapping[str, Any], claim: str, kind: str, value: str) -> Outcome:
    stated = claims.get(claim)
    if stated is None or stated == half_hash(value):
        return None
    return Fail(f"identity_token.claims.{claim}", stated, half_hash(value), f"it is not the hash of this {sealed(kind, value)}")


@on(CLAIMS, ACCESS_TOKEN)
def is_of_other_access_token(claims: Mapping[str, Any], token: str) -> Outcome:
    """Find an at_hash for another access token."""
    return _differs(claims, "at_hash", "access token", token)


@on(CLAIMS, CODE)
def is_of_other_code(claims: Mapping[str, Any], code: str) -> Outcome:
    """Find a c_hash for another code."""
    return _differs(claims, "c_hash", "authorization code", code)


SUB_MISSING = Rule(
    id="identity-token-sub-missing",
    title="the identity token has no valid sub",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="sub is the user's identifier in your team, and the only reliable way to identify the user; Apple's tokens always have it.",
    fix="Refuse the token: Apple never sends one like it.",
    references=(APPLE_ID_TOKEN,),
    check=is_sub_missing,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("an identifier", lambda s: s.verifying(lambda i: i.claims(sub=samples.USER))),),
    bad=lambda: (
        Example("no sub", lambda s: s.verifying(lambda i: i.claims(sub=samples.DROP))),
        Example("an empty sub", lambda s: s.verifying(lambda i: i.claims(sub=""))),
        Example("a number", lambda s: s.verifying(lambda i: i.claims(sub=1234))),
    ),
)

AT_HASH = Rule(
    id="identity-token-at-hash-differs",
    title="the identity token came with another access token",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="at_hash is the hash of the access token that was issued together with the identity token; these two are from different answers.",
    fix="Keep the tokens of one answer together, and refuse this pair.",
    references=(OIDC_CORE, APPLE_ID_TOKEN),
    check=is_of_other_access_token,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example(
            "its own access token",
            lambda s: s.verifying(lambda i: i.claims(at_hash=half_hash(samples.ACCESS_TOKEN)).verifier_says(access_token=samples.ACCESS_TOKEN)),
        ),
        Example("no at_hash, as in native tokens", lambda s: s.verifying(lambda i: i.verifier_says(access_token=samples.ACCESS_TOKEN))),
    ),
    bad=lambda: (
        Example("another", lambda s: s.verifying(lambda i: i.claims(at_hash=half_hash("another")).verifier_says(access_token=samples.ACCESS_TOKEN))),
    ),
)

C_HASH = Rule(
    id="identity-token-c-hash-differs",
    title="the identity token came with another authorization code",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="c_hash is the hash of the code that was issued together with the identity token; these two are from different sign-ins.",
    fix="Keep the code and the token of one answer together, and refuse this pair.",
    references=(OIDC_CORE, APPLE_ID_TOKEN),
    check=is_of_other_code,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example("its own code", lambda s: s.verifying(lambda i: i.claims(c_hash=half_hash(samples.CODE)).verifier_says(code=samples.CODE))),
        Example("no c_hash, as in tokens from the token endpoint", lambda s: s.verifying(lambda i: i.verifier_says(code=samples.CODE))),
    ),
    bad=lambda: (Example("another", lambda s: s.verifying(lambda i: i.claims(c_hash=half_hash("another")).verifier_says(code=samples.CODE))),),
)

RULES = (SUB_MISSING, AT_HASH, C_HASH)
