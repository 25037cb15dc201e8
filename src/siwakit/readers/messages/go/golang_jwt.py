"""golang-jwt, and dgrijalva/jwt-go before it."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/golang-jwt/jwt/blob/main"
_said = partial(Message, speaker="golang-jwt", is_general=True)

MESSAGES = (
    _said(
        id="golang-jwt-key-of-other-type",
        literal="key",
        words=pattern(
            r"key is of invalid type: ECDSA sign expects|key is of invalid type(?!: (?:RSA|HMAC|Ed25519|ECDSA) (?:sign|verify))"
            r"|[Kk]ey is not a valid ECDSA private key|(?<=: )key is invalid(?![\w ])"
        ),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=(
            "key is of invalid type: ECDSA sign expects *ecdsa.PrivateKey",
            "could not sign: key is of invalid type",
            "apple: key is not a valid ECDSA private key",
            "apple: sign client secret: key is invalid",
        ),
        versions="all",
        where=f"{_SOURCE}/ecdsa.go",
    ),
    _said(
        id="golang-jwt-other-algorithm",
        literal="key is",
        words=pattern(r"key is of invalid type: (?:RSA|HMAC|Ed25519) sign expects|[Kk]ey is not a valid (?:RSA|Ed25519) private key"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=("key is of invalid type: RSA sign expects *rsa.PrivateKey", "key is of invalid type: HMAC sign expects []byte"),
        versions="all (what is expected: 5.0 and later)",
        where=f"{_SOURCE}/rsa.go",
    ),
    _said(
        id="golang-jwt-key-without-pem",
        literal="invalid key: key must be",
        words=pattern(r"[Ii]nvalid [Kk]ey: Key must be a? ?PEM encoded PKCS1 or PKCS8"),
        proves=Proof.KEY_WITHOUT_PEM_LINES,
        samples=("invalid key: Key must be a PEM encoded PKCS1 or PKCS8 key", "Invalid Key: Key must be PEM encoded PKCS1 or PKCS8 private key"),
        versions="all",
        where=f"{_SOURCE}/rsa_utils.go",
    ),
    _said(
        id="golang-jwt-audience",
        literal="token has invalid audience",
        words=pattern(r"token has invalid audience"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("token has invalid claims: token has invalid audience",),
        versions="4.5 and later",
        where=f"{_SOURCE}/errors.go",
    ),
    _said(
        id="golang-jwt-issuer",
        literal="token has invalid issuer",
        words=pattern(r"token has invalid issuer"),
        proves=Proof.ISSUER_REFUSED,
        samples=("token has invalid claims: token has invalid issuer",),
        versions="4.5 and later",
        where=f"{_SOURCE}/errors.go",
    ),
    _said(
        id="golang-jwt-expired",
        literal="token is expired",
        words=pattern(r"token has invalid claims: token is expired|token is expired by -?[\d.]{1,10}[a-zµ\d.]{1,20}"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("token has invalid claims: token is expired", "token is expired by 1h2m3.5s"),
        versions="all",
        where=f"{_SOURCE}/errors.go",
    ),
    _said(
        id="golang-jwt-ahead",
        literal="token ",
        words=pattern(r"[Tt]oken used before issued|token has invalid claims: token is not valid yet"),
        proves=Proof.TOKEN_AHEAD,
        samples=("Token used before issued", "token has invalid claims: token used before issued"),
        versions="all",
        where=f"{_SOURCE}/errors.go",
    ),
    _said(
        id="golang-jwt-claim-missing",
        literal="missing required claim",
        words=pattern(r"token is missing required claim: (?P<claim>\w{1,40}) claim is required"),
        proves=Proof.CLAIM_NOT_FOUND,
        samples=("token has invalid claims: token is missing required claim: aud claim is required",),
        versions="5.0 and later",
        where=f"{_SOURCE}/validator.go",
    ),
    _said(
        id="golang-jwt-algorithm",
        literal="signing method",
        words=pattern(
            r"(?:token signature is invalid: )?signing method (?P<actual>[REHP]S\d{3}|EdDSA|none) is invalid"
            r"|[Uu]nexpected signing method: (?:[REHP]S\d{3}|EdDSA|none)\b"
        ),
        proves=Proof.ALGORITHM_REFUSED,
        samples=(
            "token signature is invalid: signing method RS256 is invalid",
            "signing method ES256 is invalid",
            "unexpected signing method: RS256",
        ),
        versions="all",
        where=f"{_SOURCE}/parser.go",
    ),
    _said(
        id="golang-jwt-signature",
        literal="verification error",
        words=pattern(r"(?:token signature is invalid: )?crypto/(?:rsa|ecdsa): verification error"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("token signature is invalid: crypto/rsa: verification error", "crypto/rsa: verification error"),
        versions="all",
        where=f"{_SOURCE}/ecdsa.go",
    ),
    _said(
        id="golang-jwt-unreadable",
        literal="token",
        words=pattern(
            r"(?:token is malformed: )?token contains an invalid number of segments"
            r"|token is malformed: could not (?:base64|JSON) decode \w{1,12}(?:: illegal base64 data at input byte \d{1,6})?"
            r"|tokenstring should not contain 'bearer '"
        ),
        proves=Proof.TOKEN_UNREADABLE,
        samples=(
            "token is malformed: token contains an invalid number of segments",
            "token is malformed: could not base64 decode header: illegal base64 data at input byte 2",
        ),
        versions="all",
        where=f"{_SOURCE}/parser.go",
    ),
)
