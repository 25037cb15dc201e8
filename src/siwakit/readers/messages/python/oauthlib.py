"""OAuthLib, Requests-OAuthlib and Flask-Dance."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

MESSAGES = (
    Message(
        id="oauthlib-code-missing",
        speaker="OAuthLib",
        literal="(missing_code) missing code parameter in response",
        words=pattern(r"\(missing_code\) Missing code parameter in response"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=("oauthlib.oauth2.rfc6749.errors.MissingCodeError: (missing_code) Missing code parameter in response.",),
        versions="all",
        where="https://github.com/oauthlib/oauthlib/blob/master/oauthlib/oauth2/rfc6749/parameters.py",
        is_general=True,
    ),
    Message(
        id="flask-dance-state-not-found",
        speaker="Flask-Dance",
        literal="state not found, redirecting user to login",
        words=pattern(r"state not found, redirecting user to login"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=("INFO:flask_dance.consumer.oauth2:state not found, redirecting user to login",),
        versions="all",
        where="https://github.com/singingwolfboy/flask-dance/blob/main/flask_dance/consumer/oauth2.py",
        is_general=True,
    ),
)
