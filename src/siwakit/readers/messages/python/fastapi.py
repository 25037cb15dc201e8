"""fastapi-sso and FastAPI Users."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_SSO = "https://github.com/tomasvotava/fastapi-sso/blob/master/fastapi_sso/sso/base.py"

MESSAGES = (
    Message(
        id="fastapi-sso-code",
        speaker="fastapi-sso",
        literal="parameter was not found in callback request",
        words=pattern(r"'code' parameter was not found in callback request"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=('{"detail":"\'code\' parameter was not found in callback request"}',),
        versions="all",
        where=_SSO,
        is_general=True,
    ),
    Message(
        id="fastapi-sso-state",
        speaker="fastapi-sso",
        literal="parameter was not found in callback request",
        words=pattern(r"'state' parameter was not found in callback request"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=("fastapi_sso.sso.base.SSOLoginError: 400: 'state' parameter was not found in callback request",),
        versions="0.15 and later",
        where=_SSO,
        is_general=True,
    ),
    Message(
        id="fastapi-sso-cookie",
        speaker="fastapi-sso",
        literal="state cookie not found",
        words=pattern(r"State cookie not found"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=('{"detail":"State cookie not found"}',),
        versions="0.16 and later",
        where=_SSO,
        is_general=True,
    ),
    Message(
        id="fastapi-sso-state-differs",
        speaker="fastapi-sso",
        literal="ssologinerror: 401: invalid state",
        words=pattern(r"SSOLoginError: 401: Invalid state"),
        proves=Proof.STATE_DIFFERS,
        samples=("fastapi_sso.sso.base.SSOLoginError: 401: Invalid state",),
        versions="0.16 and later",
        where=_SSO,
        is_general=True,
    ),
)
