"""Verification of identity tokens: the rules of `Enforcer.VERIFY` decide, and a refusal names every rule that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import IntEnum
from hashlib import sha256
from math import floor
from typing import Any, cast

from siwakit.errors import UsageError
from siwakit.evidence.dates import whole_seconds
from siwakit.evidence.evidence import LACKING, Evidence
from siwakit.evidence.sign_in.identity_parts import CLAIMS
from siwakit.flow.refused import IdentityTokenRefused, refuse_unless_passed
from siwakit.flow.seen import Seen
from siwakit.jose.jwks import KeySet
from siwakit.record import record
from siwakit.rules.model import Enforcer


class RealUser(IntEnum):
    """How sure Apple is that the user is a person; only in tokens for native apps, at the first sign-in."""

    UNSUPPORTED = 0
    UNKNOWN = 1
    LIKELY_REAL = 2


@record
class IdentityToken:
    """A verified identity token; *claims* is everything that Apple signed."""

    sub: str
    audience: str
    claims: Mapping[str, Any] = field(repr=False)

    @property
    def issued_at(self) -> int:
        """Return when Apple issued the token, in seconds since 1970-01-01 UTC."""
        seconds: int = floor(self.claims["iat"])
        return seconds

    @property
    def expires_at(self) -> int:
        """Return when the token expires, in seconds since 1970-01-01 UTC."""
        seconds: int = floor(self.claims["exp"])
        return seconds

    @property
    def nonce(self) -> str | None:
        """Return the nonce in the token, unchanged, or None."""
        return self._text("nonce")

    @property
    def email(self) -> str | None:
        """Return the user's email address or relay address, or None if the user shares none."""
        return self._text("email")

    @property
    def is_email_verified(self) -> bool:
        """Return whether Apple has verified the email address; only true and "true" mean yes."""
        return self._is_true("email_verified")

    @property
    def is_private_email(self) -> bool:
        """Return whether the email address is one of Apple's relay addresses; if it is not, Apple leaves the claim out."""
        return self._is_true("is_private_email")

    @property
    def is_nonce_supported(self) -> bool:
        """Return whether the user's device supports a nonce."""
        return self._is_true("nonce_supported")

    @property
    def real_user(self) -> RealUser | None:
        """Return how sure Apple is that the user is a person, or None if it does not say."""
        status = whole_seconds(self.claims.get("real_user_status"))
        return RealUser(status) if status in tuple(RealUser) else None

    @property
    def authenticated_at(self) -> int | None:
        """Return when the user signed in to Apple, in seconds since 1970 UTC, or None if Apple does not say."""
        return whole_seconds(self.claims.get("auth_time"))

    @property
    def transfer_sub(self) -> str | None:
        """Return the user's transfer identifier, which Apple sends for 60 days after an app moved to another team, or None."""
        return self._text("transfer_sub")

    @property
    def org_id(self) -> str | None:
        """Return the organisation of a managed Apple Account, or None."""
        return self._text("org_id")

    def _is_true(self, name: str) -> bool:
        value = self.claims.get(name)
        return value is True or value == "true"

    def _text(self, name: str) -> str | None:
        value = self.claims.get(name)
        return value if isinstance(value, str) and value else None


def verify_identity_token(  # noqa: PLR0913  each is something that the token is checked against, named at the call
    token: str | None,
    *,
    keys: KeySet,
    audience: str | Sequence[str],
    nonce: str | None,
    now: float,
    access_token: str | None = None,
    code: str | None = None,
    seen: Seen | None = None,
) -> IdentityToken:
    """Return the identity token in *token*, verified; without one it is refused. *now* is seconds since 1970-01-01 UTC.

    *audience* is your client_id, or all of them; *nonce* is the raw nonce of this sign-in, or None if you sent none; then a
    token with a nonce is refused. An *access_token* or *code* that came with the token is checked against `at_hash` and
    `c_hash`. With *seen*, a token that was redeemed before is refused: if the token passes everything else, *seen* is called
    with its SHA-256.

    Raises:
        IdentityTokenRefused: the token breaks rules; the error has all of them, and the diagnosis.
        UsageError: a required argument is empty or of the wrong type.
    """
    audiences = (audience,) if isinstance(audience, str) and audience else read_audiences(audience)
    seconds = now if type(now) is int else read_now(now)
    if not (type(nonce) is str and nonce and access_token is None and code is None):
        _check_texts(nonce=nonce, access_token=access_token, code=code)
    evidence = Evidence(
        now=seconds,
        identity_token=LACKING,
        # A JSON body may contain anything in place of the token: then no token reached the verifier.
        identity_text=token if isinstance(token, str) else LACKING,
        key_set=read_keys(keys),
        audiences=audiences,
        nonce=LACKING if nonce is None else nonce,
        access_token=LACKING if access_token is None else access_token,
        code=LACKING if code is None else code,
        was_redeemed=False,
        settings=LACKING,
    )
    refuse_unless_passed(evidence, Enforcer.VERIFY, IdentityTokenRefused)
    # The rules have passed, so there is a token with claims.
    claims = cast("Mapping[str, Any]", evidence.get(CLAIMS))
    if seen is not None and seen(sha256(cast("str", token).encode()).hexdigest()):
        refuse_unless_passed(replace(evidence, was_redeemed=True), Enforcer.VERIFY, IdentityTokenRefused)
    return IdentityToken(claims["sub"], claims["aud"], claims)


def _check_texts(**given: object) -> None:
    for name, value in given.items():
        if value is not None and not (isinstance(value, str) and value):
            raise UsageError(f"{name} is {'not text' if value else 'empty'}", hint=f"pass the {name}, or None if there is none")


def read_keys(keys: object) -> KeySet:
    """Return *keys*.

    Raises:
        UsageError: it is not a `KeySet`.
    """
    if isinstance(keys, KeySet):
        return keys
    raise UsageError(f"keys is {type(keys).__name__}, expected a KeySet", hint="parse Apple's document or its text with read_key_set")


def read_audiences(audience: str | Sequence[str]) -> tuple[str, ...]:
    """Return the client_ids in *audience*.

    Raises:
        UsageError: there is none, or one is empty or not text.
    """
    if isinstance(audience, str) and audience:
        return (audience,)
    client_ids = tuple(audience) if isinstance(audience, list | tuple | set | frozenset) else ()
    if not client_ids or not all(isinstance(name, str) and name for name in client_ids):
        raise UsageError("audience contains no client_id, or an empty one", hint="pass your bundle ID and your Services ID")
    return client_ids


def read_now(now: float) -> int:
    """Return *now* in whole seconds.

    Raises:
        UsageError: it is not a number of seconds.
    """
    seconds = whole_seconds(now)
    if seconds is None:
        raise UsageError("now is not a number of seconds since 1970-01-01 UTC", hint="pass time.time()")
    return seconds
