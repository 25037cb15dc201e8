"""Names of exceptions of Python libraries, which people quote without the words behind them."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="pyjwt-audience-class",
        speaker="PyJWT",
        literal="invalidaudienceerror",
        words=pattern(r"InvalidAudienceError(?![:(\w]| \()"),
        proves=Proof.AUDIENCE_REFUSED,
        samples=("the sign-in with Apple ends in InvalidAudienceError",),
        versions="all",
        where="https://github.com/jpadilla/pyjwt/blob/master/jwt/exceptions.py",
        is_general=True,
    ),
    Message(
        id="pyjwt-issuer-class",
        speaker="PyJWT",
        literal="invalidissuererror",
        words=pattern(r"InvalidIssuerError(?![:(\w]| \()"),
        proves=Proof.ISSUER_REFUSED,
        samples=("the sign-in with Apple ends in InvalidIssuerError",),
        versions="all",
        where="https://github.com/jpadilla/pyjwt/blob/master/jwt/exceptions.py",
        is_general=True,
    ),
    Message(
        id="pyjwt-expired-class",
        speaker="PyJWT or python-jose",
        literal="expiredsignatureerror",
        words=pattern(r"ExpiredSignatureError(?![:(\w]| \()"),
        proves=Proof.TOKEN_EXPIRED,
        samples=("the sign-in with Apple ends in ExpiredSignatureError",),
        versions="all",
        where="https://github.com/jpadilla/pyjwt/blob/master/jwt/exceptions.py",
        is_general=True,
    ),
    Message(
        id="pyjwt-immature-class",
        speaker="PyJWT",
        literal="immaturesignatureerror",
        words=pattern(r"ImmatureSignatureError(?![:(\w]| \()"),
        proves=Proof.TOKEN_AHEAD,
        samples=("the sign-in with Apple ends in ImmatureSignatureError",),
        versions="all",
        where="https://github.com/jpadilla/pyjwt/blob/master/jwt/exceptions.py",
        is_general=True,
    ),
    Message(
        id="social-auth-state-class",
        speaker="social-core",
        literal="authstatemissing",
        words=pattern(r"AuthStateMissing(?![:(\w]| \()"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("the sign-in with Apple ends in AuthStateMissing",),
        versions="until 5.1",
        where="https://github.com/python-social-auth/social-core/blob/master/social_core/exceptions.py",
        is_general=True,
    ),
    Message(
        id="social-auth-state-differs-class",
        speaker="social-core",
        literal="authstateforbidden",
        words=pattern(r"AuthStateForbidden(?![:(\w]| \()"),
        proves=Proof.STATE_DIFFERS,
        samples=("the sign-in with Apple ends in AuthStateForbidden",),
        versions="until 5.1",
        where="https://github.com/python-social-auth/social-core/blob/master/social_core/exceptions.py",
        is_general=True,
    ),
    Message(
        id="authlib-state-class",
        speaker="Authlib or OAuthLib",
        literal="mismatchingstateerror",
        words=pattern(r"MismatchingStateError(?![:(\w]| \()"),
        proves=Proof.STATE_DIFFERS,
        samples=("the sign-in with Apple ends in MismatchingStateError",),
        versions="all",
        where="https://github.com/authlib/authlib/blob/main/authlib/integrations/base_client/errors.py",
        is_general=True,
    ),
)
