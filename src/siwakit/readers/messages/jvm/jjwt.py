"""jjwt."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message, Values

_API = "https://github.com/jwtk/jjwt/blob/master/api/src/main/java/io/jsonwebtoken"
_IMPL = "https://github.com/jwtk/jjwt/blob/master/impl/src/main/java/io/jsonwebtoken/impl"
_said = partial(Message, speaker="jjwt", is_general=True)
_PROOF = {"aud": Proof.AUDIENCE_REFUSED, "iss": Proof.ISSUER_REFUSED, "nonce": Proof.NONCE_DIFFERS}


def _told_by_claim(values: Values) -> Proof:
    if "absent" in values:
        return Proof.NONCE_NOT_IN_TOKEN if values["claim"] == "nonce" else Proof.CLAIM_NOT_FOUND
    return _PROOF.get(values["claim"], Proof.CLAIM_FORM_REFUSED)


MESSAGES = (
    _said(
        id="jjwt-claim",
        literal="claim to be",
        words=pattern(
            r"Expected (?P<claim>aud|iss|nonce|sub|nonce_supported|email_verified|is_private_email) claim to be: (?P<expected>[^,\n]{0,120}), but was"
            r"(?::? (?P<absent>not present)|: (?P<actual>[^\s\"]{1,160}?)\.?(?=[\s\"']|$))"
        ),
        proves=None,
        narrow=_told_by_claim,
        samples=(
            "io.jsonwebtoken.IncorrectClaimException: Expected aud claim to be: com.acmefit.web, but was: com.acmefit.app.",
            "io.jsonwebtoken.MissingClaimException: Expected nonce claim to be: N, but was not present in the JWT claims.",
        ),
        versions="0.6 and later",
        where=f"{_API}/ClaimJwtException.java",
    ),
    _said(
        id="jjwt-expired",
        literal="jwt expired ",
        words=pattern(r"JWT expired (?:at \d{4}-\d\d-\d\dT|\d{1,15} milliseconds ago at )"),
        proves=Proof.TOKEN_EXPIRED,
        samples=(
            (
                "ExpiredJwtException: JWT expired at 2026-11-29T14:12:03Z. Current time: 2026-11-29T14:22:09Z, a difference of 606000 "
                "milliseconds. Allowed clock skew: 0 milliseconds."
            ),
            (
                "io.jsonwebtoken.ExpiredJwtException: JWT expired 606000 milliseconds ago at 2026-11-29T14:12:03.000Z. Current time: "
                "2026-11-29T14:22:09.000Z. Allowed clock skew: 0 milliseconds."
            ),
        ),
        versions="all",
        where=f"{_IMPL}/DefaultJwtParser.java",
    ),
    _said(
        id="jjwt-ahead",
        literal="jwt ",
        words=pattern(r"JWT must not be accepted before \d{4}-\d\d-\d\dT|JWT early by \d{1,15} milliseconds before "),
        proves=Proof.TOKEN_AHEAD,
        samples=("io.jsonwebtoken.PrematureJwtException: JWT early by 3000 milliseconds before 2026-11-29T14:12:03.000Z.",),
        versions="all",
        where=f"{_IMPL}/DefaultJwtParser.java",
    ),
    _said(
        id="jjwt-signature",
        literal="does not match locally computed signature",
        words=pattern(r"JWT signature does not match locally computed signature"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("JWT signature does not match locally computed signature. JWT validity cannot be asserted and should not be trusted.",),
        versions="all",
        where=f"{_IMPL}/DefaultJwtParser.java",
    ),
    _said(
        id="jjwt-kid-unknown",
        literal="unable to locate signature verification key",
        words=pattern(
            r"Cannot verify JWS signature: unable to locate signature verification key for JWS with header: "
            r"(?:\{[^}]{0,200}?kid=(?P<kid>[\w-]{1,64}))?"
        ),
        proves=Proof.SIGNING_KEY_UNKNOWN,
        samples=("Cannot verify JWS signature: unable to locate signature verification key for JWS with header: {kid=Bh6H7rHVmb, alg=RS256}",),
        versions="0.12 and later",
        where=f"{_IMPL}/DefaultJwtParser.java",
    ),
    _said(
        id="jjwt-unreadable",
        literal="2 period characters",
        words=pattern(
            r"(?:JWT strings|compact JWSs) must contain exactly 2 period characters"
            r"(?:, and compact JWEs must contain exactly 4)?\. {1,2}Found: \d{1,4}"
        ),
        proves=Proof.TOKEN_UNREADABLE,
        samples=(
            "io.jsonwebtoken.MalformedJwtException: JWT strings must contain exactly 2 period characters. Found: 0",
            "Invalid compact JWT string: compact JWSs must contain exactly 2 period characters, and compact JWEs must contain exactly 4.  Found: 0",
        ),
        versions="all",
        where=f"{_IMPL}/DefaultJwtParser.java",
    ),
    _said(
        id="jjwt-hmac-with-key",
        literal="hmacsha",
        words=pattern(r"The (?:signing|verification) key's algorithm '[\w-]{1,20}' does not equal a valid HmacSHA\* algorithm name"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=("The signing key's algorithm 'EC' does not equal a valid HmacSHA* algorithm name and cannot be used with HS256.",),
        versions="0.10 and later",
        where=f"{_API}/SignatureAlgorithm.java",
    ),
    _said(
        id="jjwt-other-algorithm",
        literal="must be",
        words=pattern(
            r"RSA (?:signing )?keys must be (?:PrivateKey|RSAKey) instances|RSA signatures must be computed using an RSA PrivateKey"
            r"|MAC signatures must be computed and verified using a SecretKey"
        ),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=("RSA signing keys must be RSAKey instances.", "RSA signatures must be computed using an RSA PrivateKey."),
        versions="all",
        where=f"{_API}/SignatureAlgorithm.java",
    ),
    _said(
        id="jjwt-weak-hmac-key",
        literal="not secure enough for any jwt hmac-sha",
        words=pattern(r"The specified key byte array is \d{1,6} bits which is not secure enough for any JWT HMAC-SHA algorithm"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=("WeakKeyException: The specified key byte array is 80 bits which is not secure enough for any JWT HMAC-SHA algorithm.",),
        versions="0.10 and later",
        where=f"{_API}/security/Keys.java",
    ),
    _said(
        id="jjwt-key-text",
        literal="ase64-encoded key bytes may only be specified",
        words=pattern(r"[Bb]ase64-encoded key bytes may only be specified for HMAC signatures"),
        proves=Proof.KEY_FORM_NOT_EXPECTED,
        samples=("java.lang.IllegalArgumentException: Base64-encoded key bytes may only be specified for HMAC signatures.",),
        versions="all",
        where=f"{_IMPL}/DefaultJwtBuilder.java",
    ),
    _said(
        id="jjwt-key-of-other-type",
        literal="signing keys must be",
        words=pattern(r"(?:Elliptic Curve|ECDSA|EC) signing keys must be (?:PrivateKey|ECKey) instances"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=("Elliptic Curve signing keys must be ECKey instances.", "ECDSA signing keys must be PrivateKey instances."),
        versions="all",
        where=f"{_API}/SignatureAlgorithm.java",
    ),
    _said(
        id="jjwt-no-private-key",
        literal="privatekey",
        words=pattern(
            r"(?:ES\d{3}|Ed\w{3,5}) signing keys must be PrivateKeys \(implement java|Asymmetric key signatures must be created with PrivateKeys"
            r"|Elliptic Curve signatures must be computed using an EC PrivateKey"
        ),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=(
            (
                "io.jsonwebtoken.security.InvalidKeyException: ES256 signing keys must be PrivateKeys (implement java.security.PrivateKey). "
                "Provided key type: javax.crypto.spec.SecretKeySpec."
            ),
            "Elliptic Curve signatures must be computed using an EC PrivateKey.",
        ),
        versions="all",
        where=f"{_IMPL}/security/AbstractSignatureAlgorithm.java",
    ),
    _said(
        id="jjwt-other-curve",
        literal="aka order bit length",
        words=pattern(r"The provided Elliptic Curve signing key size \(aka order bit length\) is \d+ bits"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=(
            (
                "The provided Elliptic Curve signing key size (aka order bit length) is 384 bits (48 bytes), but the 'ES256' algorithm requires EC "
                "Keys with 256 bits (32 bytes) per [RFC 7518, Section 3.4](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.4)."
            ),
        ),
        versions="0.12 and later",
        where=f"{_IMPL}/security/EcSignatureAlgorithm.java",
    ),
    _said(
        id="jjwt-key-of-no-algorithm",
        literal="jwt standard signing algorithms require",
        words=pattern(r"JWT standard signing algorithms require either 1\) a SecretKey"),
        proves=Proof.KEY_OF_OTHER_TYPE,
        samples=(
            (
                "JWT standard signing algorithms require either 1) a SecretKey for HMAC-SHA algorithms or 2) a private RSAKey for RSA algorithms or "
                "3) a private ECKey for Elliptic Curve algorithms.  The specified key is of type java.security.PublicKey"
            ),
        ),
        versions="0.10 and later",
        where=f"{_API}/SignatureAlgorithm.java",
    ),
    _said(
        id="jjwt-implementation-missing",
        literal="unable to find an implementation for",
        words=pattern(r"Unable to find an implementation for (?:interface )?io\.jsonwebtoken\.[\w.]{1,60} using java\.util\.ServiceLoader"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("Unable to find an implementation for interface io.jsonwebtoken.io.Serializer using java.util.ServiceLoader.",),
        versions="0.10 and later",
        where="https://github.com/jwtk/jjwt/blob/master/impl/src/main/java/io/jsonwebtoken/impl/lang/Services.java",
    ),
)
