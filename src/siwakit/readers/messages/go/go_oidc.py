"""go-oidc, which Dex, oauth2-proxy and many applications use."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_VERIFY = "https://github.com/coreos/go-oidc/blob/v3/oidc/verify.go"
_KEYS = "https://github.com/coreos/go-oidc/blob/v3/oidc/jwks.go"
_said = partial(Message, speaker="go-oidc", where=_VERIFY, versions="2.0 and later", is_general=True)

MESSAGES = (
    _said(
        id="go-oidc-discovery-issuer",
        literal="oidc: issuer did not match",
        words=pattern(
            r"oidc: issuer did not match the issuer returned by provider, expected \"(?P<expected>[^\" ]{1,120})\" got \"(?P<actual>[^\" ]{1,120})\""
        ),
        proves=Proof.ISSUER_REFUSED,
        samples=('oidc: issuer did not match the issuer returned by provider, expected "https://appleid.apple.com" got "https://account.apple.com"',),
        where="https://github.com/coreos/go-oidc/blob/v3/oidc/oidc.go",
    ),
    _said(
        id="go-oidc-issuer",
        literal="oidc: id token issued by a different provider",
        words=pattern(r"oidc: id token issued by a different provider, expected \"(?P<expected>[^\" ]{1,120})\" got \"(?P<actual>[^\" ]{1,120})\""),
        proves=Proof.ISSUER_REFUSED,
        samples=('oidc: id token issued by a different provider, expected "https://account.apple.com" got "https://appleid.apple.com"',),
    ),
    _said(
        id="go-oidc-audience",
        literal="oidc: expected audience",
        words=pattern(r"oidc: expected audience \"(?P<expected>[^\" ]{0,120})\" got \[(?P<actual>[^\]]{0,200})\]"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=('oidc: expected audience "com.acmefit.web" got ["com.acmefit.app"]',),
    ),
    _said(
        id="go-oidc-client-id-missing",
        literal="oidc: invalid configuration",
        words=pattern(r"oidc: invalid configuration, clientID must be provided"),
        proves=Proof.CLIENT_ID_NOT_GIVEN,
        samples=("oidc: invalid configuration, clientID must be provided or SkipClientIDCheck must be set",),
    ),
    _said(
        id="go-oidc-expired",
        literal="oidc: token is expired",
        words=pattern(r"oidc: token is expired(?: \(Token Expiry: [^)]{1,60}\))?"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("oidc: token is expired (Token Expiry: 2026-11-29 14:12:03 +0000 UTC)",),
    ),
    _said(
        id="go-oidc-ahead",
        literal="oidc: current time",
        words=pattern(r"oidc: current time [^:]{1,40}(?::[^:]{1,40}){1,6}? before the nbf"),
        proves=Proof.TOKEN_AHEAD,
        samples=("oidc: current time 2026-11-29 14:12:03 +0000 UTC before the nbf (not before) time: 2026-11-29 14:22:03 +0000 UTC",),
    ),
    _said(
        id="go-oidc-signature",
        literal="failed to verify id token signature",
        words=pattern(r"(?:failed to verify signature: )?failed to verify id token signature"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("failed to verify signature: failed to verify id token signature",),
        where=_KEYS,
    ),
    _said(
        id="go-oidc-algorithm",
        literal="oidc: id token signed with unsupported algorithm",
        words=pattern(r"oidc: id token signed with unsupported algorithm, expected \[(?P<expected>[^\]]{0,100})\] got \"(?P<actual>\w{1,20})\""),
        proves=Proof.ALGORITHM_REFUSED,
        samples=('oidc: id token signed with unsupported algorithm, expected ["ES256"] got "RS256"',),
    ),
    _said(
        id="go-oidc-unreadable",
        literal="oidc: malformed jwt",
        words=pattern(r"oidc: malformed jwt(?:, expected 3 parts got \d{1,3}| payload: [^\"\n]{0,80}|: [^\"\n]{0,80})?"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("oidc: malformed jwt, expected 3 parts got 1", "oidc: malformed jwt payload: illegal base64 data at input byte 8"),
    ),
    _said(
        id="go-oidc-keys",
        literal="oidc: ",
        words=pattern(r"(?:fetching keys )?oidc: (?:get keys failed|failed to decode keys)"),
        proves=Proof.APPLE_KEYS_NOT_FETCHED,
        samples=("failed to verify signature: fetching keys oidc: get keys failed: 403 Forbidden",),
        where=_KEYS,
    ),
)
