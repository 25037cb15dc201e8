"""ZITADEL, and the verifier of its library for OpenID Connect."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_VERIFIER = "https://github.com/zitadel/oidc/blob/main/pkg/oidc/verifier.go"

MESSAGES = (
    *(
        Message(
            id=f"zitadel-{answer.replace('_', '-')}",
            speaker="ZITADEL",
            literal="error=oauth2%3a",
            words=pattern(rf"error=oauth2%3A(?:\+|%20)(?:\"|%22){answer}"),
            proves=None,
            answer=answer,
            samples=(f"https://login.example.com/idp/apple/failure?error=oauth2%3A+%22{answer}%22&error_description=&id=29",),
            versions="2.50 and later",
            where="https://github.com/zitadel/zitadel/issues/8892",
        )
        for answer in ("invalid_client", "invalid_grant")
    ),
    Message(
        id="zitadel-audience",
        speaker="ZITADEL",
        literal="audience must contain client_id",
        words=pattern(r"audience is not valid: Audience must contain client_id \"(?P<expected>[\w.-]{1,200})\""),
        proves=Proof.AUDIENCE_REFUSED,
        samples=('external authentication failed: audience is not valid: Audience must contain client_id "com.example.web"',),
        versions="zitadel/oidc 2 and later",
        where=_VERIFIER,
        is_general=True,
    ),
    Message(
        id="zitadel-issuer",
        speaker="ZITADEL",
        literal="issuer does not match: expected",
        words=pattern(r"issuer does not match: Expected: (?P<expected>\S{1,200}), got: (?P<actual>[\w:/.-]{1,200})"),
        proves=Proof.ISSUER_REFUSED,
        samples=("issuer does not match: Expected: https://account.apple.com, got: https://appleid.apple.com",),
        versions="zitadel/oidc 2 and later",
        where=_VERIFIER,
        is_general=True,
    ),
    Message(
        id="zitadel-nonce",
        speaker="ZITADEL",
        literal="nonce does not match: expected",
        words=pattern(r"nonce does not match: expected"),
        proves=Proof.NONCE_DIFFERS,
        samples=('nonce does not match: expected "a" but was "b"',),
        versions="zitadel/oidc 2 and later",
        where=_VERIFIER,
        is_general=True,
    ),
    Message(
        id="zitadel-ahead",
        speaker="ZITADEL",
        literal="issuedat of token is in the future",
        words=pattern(r"issuedAt of token is in the future"),
        proves=Proof.TOKEN_AHEAD,
        samples=("issuedAt of token is in the future: (iat: 2026-11-29 10:04:51, now with offset: 2026-11-29 10:04:40)",),
        versions="zitadel/oidc 2 and later",
        where=_VERIFIER,
        is_general=True,
    ),
)
