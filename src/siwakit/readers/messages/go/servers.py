"""Frameworks of Go, when their protection against forged requests refuses a callback, and zitadel/oidc."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_ZITADEL = "https://github.com/zitadel/oidc/blob/main/pkg/oidc/verifier.go"
_said = partial(Message, speaker="zitadel/oidc", where=_ZITADEL, versions="all", is_general=True)

MESSAGES = (
    Message(
        id="echo-csrf",
        speaker="Echo",
        literal="csrf token",
        words=pattern(r"(?<![A-Za-z] )invalid csrf token(?![\w ])"),
        proves=Proof.CSRF_REFUSED,
        samples=('{"message":"invalid csrf token"}',),
        versions="all",
        where="https://github.com/labstack/echo/blob/master/middleware/csrf.go",
        is_general=True,
    ),
    Message(
        id="fiber-csrf",
        speaker="Fiber",
        literal="csrf: ",
        words=pattern(
            r"csrf: (?:token not found|token invalid|sec-fetch-site header invalid"
            r"|(?:referer|origin) (?:header (?:missing|invalid)|does not match host))"
        ),
        proves=Proof.CSRF_REFUSED,
        samples=("csrf: origin does not match host or trusted origins", "csrf: token not found"),
        versions="2.50 and later",
        where="https://github.com/gofiber/fiber/blob/main/middleware/csrf/csrf.go",
        is_general=True,
    ),
    _said(
        id="zitadel-oidc-issuer",
        literal="issuer does not match",
        words=pattern(r"issuer does not match: [Ee]xpected: (?P<expected>[^\s,\"]{1,120}), got: (?P<actual>[^\s,\"]{1,120})"),
        proves=Proof.ISSUER_REFUSED,
        samples=("issuer does not match: Expected: https://account.apple.com, got: https://appleid.apple.com",),
    ),
    _said(
        id="zitadel-oidc-audience",
        literal="audience is not valid",
        words=pattern(r"audience is not valid: Audience must contain client_id \"(?P<expected>[^\"\s]{1,120})\""),
        proves=Proof.AUDIENCE_REFUSED,
        samples=('audience is not valid: Audience must contain client_id "com.acmefit.web"',),
    ),
    _said(
        id="zitadel-oidc-ahead",
        literal="issuedat of token is in the future",
        words=pattern(r"issuedAt of token is in the future"),
        proves=Proof.TOKEN_AHEAD,
        samples=("issuedAt of token is in the future: (iat: 2026-11-29 14:12:03, now with offset: 2026-11-29 14:11:03)",),
    ),
    _said(
        id="zitadel-oidc-nonce",
        literal="nonce does not match",
        words=pattern(r"nonce does not match: expected \""),
        proves=Proof.NONCE_DIFFERS,
        samples=('nonce does not match: expected "N" but was "M"',),
    ),
    _said(
        id="zitadel-oidc-keys",
        literal="unable to fetch key for signature validation",
        words=pattern(r"unable to fetch key for signature validation"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=("invalid signature (unable to fetch key for signature validation: context deadline exceeded)",),
        where="https://github.com/zitadel/oidc/blob/main/pkg/client/rp/jwks.go",
    ),
    _said(
        id="zitadel-oidc-state",
        literal="failed to get state: ",
        words=pattern(r"failed to get state: (?:http: named cookie not present|securecookie: the value is not valid)?"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("failed to get state: http: named cookie not present",),
        where="https://github.com/zitadel/oidc/blob/main/pkg/client/rp/relying_party.go",
    ),
)
