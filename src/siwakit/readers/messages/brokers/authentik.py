"""authentik, and what it logs of an OAuth source."""

from __future__ import annotations

from siwakit.evidence.said import Proof
from siwakit.patterns import pattern
from siwakit.readers.messages.model import Message

_CLIENT = "https://github.com/goauthentik/authentik/blob/main/authentik/sources/oauth/clients/oauth2.py"

MESSAGES = (
    Message(
        id="authentik-client-id-form",
        speaker="authentik",
        literal="apple source client_id should be formatted like",
        words=pattern(r"Apple Source client_id should be formatted like services_id_identifier;apple_team_id;key_id"),
        proves=Proof.SECRET_NOT_MADE,
        samples=("ValueError: Apple Source client_id should be formatted like services_id_identifier;apple_team_id;key_id",),
        versions="since when is not known",
        where="https://github.com/goauthentik/authentik/blob/main/authentik/sources/oauth/types/apple.py",
    ),
    Message(
        id="authentik-session-lost",
        speaker="authentik",
        literal="no state stored in the session",
        words=pattern(r"No state stored in the session"),
        proves=Proof.COOKIE_NOT_RETURNED,
        samples=('{"event": "No state stored in the session.", "level": "warning", "logger": "authentik.sources.oauth.clients.oauth2"}',),
        versions="all",
        where=_CLIENT,
        is_general=True,
    ),
    Message(
        id="authentik-state-missing",
        speaker="authentik",
        literal="no state parameter returned by the source",
        words=pattern(r"No state parameter returned by the source"),
        proves=Proof.STATE_NOT_RETURNED,
        samples=('{"event": "No state parameter returned by the source.", "level": "warning"}',),
        versions="all",
        where=_CLIENT,
        is_general=True,
    ),
    Message(
        id="authentik-state-differs",
        speaker="authentik",
        literal="state check failed",
        words=pattern(r"(?:Authentication failed: State check failed|Application state check failed)"),
        proves=Proof.STATE_DIFFERS,
        samples=("Authentication failed: State check failed.",),
        versions="all",
        where=_CLIENT,
        is_general=True,
    ),
    Message(
        id="authentik-code-missing",
        speaker="authentik",
        literal="no code returned by the source",
        words=pattern(r"No code returned by the source"),
        proves=Proof.CODE_NOT_RETURNED,
        samples=('{"event": "No code returned by the source", "level": "warning"}',),
        versions="all",
        where=_CLIENT,
        is_general=True,
    ),
    Message(
        id="authentik-exchange",
        speaker="authentik",
        literal="could not retrieve token",
        words=pattern(r"Authentication failed: Could not retrieve token"),
        proves=Proof.SIGN_IN_NOT_FINISHED,
        samples=("Authentication failed: Could not retrieve token.",),
        versions="all",
        where="https://github.com/goauthentik/authentik/blob/main/authentik/sources/oauth/views/callback.py",
        is_general=True,
    ),
)
