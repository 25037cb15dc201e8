"""What a store has, judged by the rules about client_secrets."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from siwakit.errors import TooLarge
from siwakit.evidence.keys import key_of_signer
from siwakit.flow.renewal.journal import fingerprint
from siwakit.jose import jws
from siwakit.jose.signer import PublicKey
from siwakit.judge.minting import judge_secret
from siwakit.record import record


class Worth(Enum):
    """What a value is worth for one client."""

    GOOD = "a client_secret without a mistake"
    BROKEN = "a client_secret that Apple would refuse"
    EMPTY = "nothing"
    OTHER = "something else"


@record
class JudgedValue:
    """A value without its text; *words* say what is wrong with it, and *expires_at* is 0 if it does not say."""

    worth: Worth
    fingerprint: str = ""
    key_id: str = ""
    expires_at: int = 0
    words: str = ""


def judge_value(value: str, client_id: str, team_id: str, publics: Mapping[str, PublicKey], now: int) -> JudgedValue:
    """Return what *value* is worth for *client_id* at *now*; *publics* are the public keys that are known, by Key ID."""
    text = value.strip()
    if not text:
        return JudgedValue(Worth.EMPTY, words="it is empty")
    claims, key_id = _read(text)
    if claims is None:
        return JudgedValue(Worth.OTHER, fingerprint(text), words="it has a value that is not a client_secret")
    if claims.get("sub") != client_id:
        return JudgedValue(Worth.OTHER, fingerprint(text), words="it has a token for another client_id")
    expires_at = _whole(claims.get("exp"))
    keys = {"keys": (key_of_signer(publics[key_id], key_id),)} if key_id in publics else {}
    broken = judge_secret(text, client_id, now, team_id=team_id, **keys)
    if broken:
        words = f"{broken[0].rule.title} (rule {broken[0].rule.id})"
        return JudgedValue(Worth.BROKEN, fingerprint(text), key_id, expires_at, words)
    return JudgedValue(Worth.GOOD, fingerprint(text), key_id, expires_at)


def prove(secret: str, client_id: str, team_id: str, key_id: str, public: PublicKey, now: int) -> tuple[str, ...]:
    """Return the rules that the new *secret* breaks, each with its title; empty if it is correct and *public* verifies it."""
    broken = judge_secret(secret, client_id, now, team_id=team_id, key_id=key_id, keys=(key_of_signer(public, key_id),))
    return tuple(f"{finding.rule.title} (rule {finding.rule.id})" for finding in broken)


def expiry_of(secret: str) -> int:
    """Return exp of *secret*, or 0."""
    claims, _ = _read(secret)
    return _whole((claims or {}).get("exp"))


def _read(text: str) -> tuple[Mapping[str, Any] | None, str]:
    try:
        token = jws.read(text)
    except (TooLarge, ValueError):
        return None, ""
    key_id = (token.header or {}).get("kid")
    return token.claims, key_id if isinstance(key_id, str) else ""


def _whole(value: object) -> int:
    return value if type(value) is int and value > 0 else 0
