"""Verification of server-to-server notifications, and the event in one, whichever spelling Apple used.

Apple documents `events` as an object but sends a string that contains one, has two names for account deletion, and counts
`event_time` in milliseconds. This module reads all of these, and callers see only one form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import Enum
from math import floor
from typing import Any, cast

from siwakit.errors import JsonFault, TooLarge, UsageError
from siwakit.evidence.dates import whole_seconds
from siwakit.evidence.evidence import LACKING, Evidence
from siwakit.evidence.sign_in.notification_parts import CLAIMS, EVENT
from siwakit.flow.identity_token import read_audiences, read_keys, read_now
from siwakit.flow.refused import NotificationRefused, refuse_unless_passed
from siwakit.flow.seen import Seen
from siwakit.jose import strictjson
from siwakit.jose.jwks import KeySet
from siwakit.record import record
from siwakit.rules.model import Enforcer

MAX_BODY_BYTES = 64 * 1024  # Apple sends less than 1 KiB
_FIRST_MILLISECOND = 100_000_000_000  # as seconds, the year 5138
# Rules that fail only on what Apple signed and an application cannot act on: asking Apple to repeat the notification would not help.
NOTHING_TO_ACT_ON = frozenset({"notification-events-unreadable", "notification-event-member-wrong"})


class EventType(Enum):
    """Kind of event, in the newest of Apple's spellings."""

    EMAIL_DISABLED = "email-disabled"
    EMAIL_ENABLED = "email-enabled"
    CONSENT_REVOKED = "consent-revoked"
    ACCOUNT_DELETED = "account-deleted"
    OTHER = "other"


_SPELLINGS = {**{kind.value: kind for kind in EventType if kind is not EventType.OTHER}, "account-delete": EventType.ACCOUNT_DELETED}


@record
class NotificationEvent:
    """One event that Apple signed; times are seconds since 1970-01-01 UTC.

    *spelling* is the type as Apple wrote it. An event of an undocumented type is `EventType.OTHER`: answer 200, log it, and do nothing
    else. Such an event may have an empty *sub* and no *happened_at*. *is_repeated* means that the same notification was received before.
    """

    type: EventType
    spelling: str
    sub: str
    audience: str
    happened_at: int | None
    issued_at: int
    jti: str = field(repr=False)
    email: str | None = None
    is_private_email: bool = False
    is_repeated: bool = False


def verify_notification(body: bytes | str, *, keys: KeySet, audience: str | Sequence[str], now: float, seen: Seen | None = None) -> NotificationEvent:
    """Return the event in *body*, the unchanged body that Apple posted; *now* is seconds since 1970-01-01 UTC.

    *audience* is your client_id, or all of them. *seen* is called with the `jti` of a verified notification, and remembers it.

    Raises:
        NotificationRefused: it breaks rules; the error has all of them, and the diagnosis.
        TooLarge: over 64 KiB.
        UsageError: a required argument is empty or of the wrong type.
    """
    evidence = Evidence(
        now=read_now(now), notification=read_document(body), key_set=read_keys(keys), audiences=read_audiences(audience), settings=LACKING
    )
    refuse_unless_passed(evidence, Enforcer.NOTIFY, NotificationRefused)
    # The rules have passed, so there are claims with an event.
    made = _typed(cast("Mapping[str, Any]", evidence.get(CLAIMS)), cast("Mapping[str, Any]", evidence.get(EVENT)))
    return replace(made, is_repeated=True) if seen is not None and seen(made.jti) else made


def _typed(claims: Mapping[str, Any], event: Mapping[str, Any]) -> NotificationEvent:
    """Return the event of *claims*; both have passed the rules."""
    email = event.get("email")
    return NotificationEvent(
        type=_SPELLINGS.get(event["type"], EventType.OTHER),
        spelling=event["type"],
        sub=event.get("sub", ""),
        audience=claims["aud"],
        happened_at=_moment(event.get("event_time")),
        issued_at=floor(claims["iat"]),
        jti=claims["jti"],
        email=email if isinstance(email, str) and email else None,
        is_private_email=event.get("is_private_email") is True or event.get("is_private_email") == "true",
    )


def _moment(value: object) -> int | None:
    """Return *value* in seconds: Apple sends milliseconds, and its documentation does not state the unit."""
    seconds = whole_seconds(value)
    return seconds // 1000 if seconds is not None and seconds >= _FIRST_MILLISECOND else seconds


def token_of(body: bytes | str) -> str | None:
    """Return the signed token in *body*, unverified, for callers that look up its key; None if there is none.

    Raises:
        TooLarge: over 64 KiB.
    """
    payload = read_document(body).get("payload")
    return payload if isinstance(payload, str) else None


def read_document(body: bytes | str) -> Mapping[str, Any]:
    """Return the JSON object in *body*, empty if there is none: then it has no payload, and a rule refuses it.

    Raises:
        TooLarge: over 64 KiB.
        UsageError: it is neither bytes nor text.
    """
    if not isinstance(body, bytes | bytearray | str):
        raise UsageError(f"the body of a notification is {type(body).__name__}, expected bytes", hint="pass the unchanged body that Apple posted")
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(f"a notification of {len(body)} bytes, expected at most {MAX_BODY_BYTES}", hint="Apple sends less than 1 KiB")
    try:
        document = strictjson.read(body)
    except JsonFault:
        return {}
    return document.value if isinstance(document.value, dict) and not document.repeated else {}
