"""jose-jwt."""

from __future__ import annotations

from functools import partial

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SOURCE = "https://github.com/dvsekhvalnov/jose-jwt/blob/master/jose-jwt"
_said = partial(Message, speaker="jose-jwt", versions="all", is_general=True)

MESSAGES = (
    _said(
        id="jose-jwt-key-form",
        literal="ecdsausingsha alg",
        words=pattern(r"EcdsaUsingSha alg(?:orithm)? expects key to be of CngKey"),
        proves=Proof.KEY_FORM_NOT_EXPECTED,
        samples=("System.ArgumentException: EcdsaUsingSha algorithm expects key to be of CngKey, ECDsa or Jwk types with kty='EC'.",),
        where=f"{_SOURCE}/jws/EcdsaUsingSha.cs",
    ),
    _said(
        id="jose-jwt-other-algorithm",
        literal="usingsha ",
        words=pattern(r"(?:RsaUsingSha(?: with PSS padding)?|HmacUsingSha) alg expects key to be"),
        proves=Proof.SECRET_OF_OTHER_ALGORITHM,
        samples=("System.ArgumentException: RsaUsingSha alg expects key to be of RSA type or Jwk type with kty='RSA'",),
        where=f"{_SOURCE}/jws/RsaUsingSha.cs",
    ),
    _said(
        id="jose-jwt-signature",
        literal="integrityexception: invalid signature",
        words=pattern(r"IntegrityException: Invalid signature"),
        proves=Proof.SIGNATURE_REFUSED,
        samples=("Jose.IntegrityException: Invalid signature.",),
        where=f"{_SOURCE}/JWT.cs",
    ),
    _said(
        id="jose-jwt-unreadable",
        literal="expected compact serialized token",
        words=pattern(r"Expected compact serialized token with 3 or 5 parts, but got: \d{1,4}"),
        proves=Proof.TOKEN_UNREADABLE,
        samples=("Jose.JoseException: Expected compact serialized token with 3 or 5 parts, but got: 1",),
        where=f"{_SOURCE}/JWT.cs",
    ),
)
