"""Appwrite."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_ERRORS = "https://github.com/appwrite/appwrite/blob/main/app/config/errors.php"

MESSAGES = (
    *(
        Message(
            id=f"appwrite-{answer.replace('_', '-')}",
            speaker="Appwrite",
            literal="couldn't complete sign-in",
            words=pattern(rf"Apple couldn't complete sign-in \({answer}\)"),
            proves=None,
            answer=answer,
            samples=(
                f'{{"message":"Apple couldn\'t complete sign-in ({answer}). Please try again.","type":"user_oauth2_provider_failure","code":424}}',
            ),
            versions="as of August 2026",
            where=_ERRORS,
        )
        for answer in ("invalid_client", "invalid_grant")
    ),
    Message(
        id="appwrite-provider-disabled",
        speaker="Appwrite",
        literal="project_provider_disabled",
        words=pattern(r"project_provider_disabled\b"),
        proves=Proof.PROVIDER_NOT_ENABLED,
        samples=('{"message":"This provider is disabled.","code":412,"type":"project_provider_disabled"}',),
        versions="all",
        where=_ERRORS,
        is_general=True,
    ),
    Message(
        id="appwrite-refused",
        speaker="Appwrite",
        literal="oauth2 provider re",
        words=pattern(
            r"OAuth2 provider (?:rejected the (?:bad|unauthorized) request|returned some error)(?![^{}]{0,200}invalid_)"
            r"|\"type\": ?\"user_oauth2_(?:bad_request|unauthorized|provider_error)\"(?![^{}]{0,200}(?:invalid_|OAuth2 provider re))"
        ),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=("AppwriteException: OAuth2 provider rejected the bad request.",),
        versions="as of August 2026",
        where=_ERRORS,
        is_general=True,
    ),
    Message(
        id="appwrite-state",
        speaker="Appwrite",
        literal="failed to parse login state params",
        words=pattern(r"Failed to parse login state params as passed from OAuth2 provider"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=('{"message":"Failed to parse login state params as passed from OAuth2 provider","code":500,"type":"general_server_error"}',),
        versions="all",
        where="https://github.com/appwrite/appwrite/blob/main/app/controllers/api/account.php",
        is_general=True,
    ),
)
