"""Parts for rules about a notification: the JWS in `payload`, its claims, and the event in them.

Apple documents `events` as an object and sends a string that contains one: both are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.errors import JsonFault
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.parts import CLIENT_IDS, SETTINGS
from siwakit.evidence.sign_in.identity_parts import KEY_SET
from siwakit.jose import strictjson
from siwakit.jose.jws import Jws
from siwakit.jose.verify import Refusal, Verified, open_token, verify_signature

NOTICE_ALGORITHMS = frozenset({"RS256"})
EVENT_TYPES = frozenset({"email-disabled", "email-enabled", "consent-revoked", "account-delete", "account-deleted"})  # APPLE_NOTIFICATIONS
ASK_NOTICE = "the body of the notification"


def _sealed(evidence: Evidence) -> str | Absence:
    document = evidence.notification
    if isinstance(document, Absence):
        return document
    payload = document.get("payload")
    return payload if isinstance(payload, str) and payload.count(".") > 1 else LACKING


def _opened(evidence: Evidence) -> Jws | Refusal | Absence:
    text = evidence.get(PAYLOAD)
    return text if isinstance(text, Absence) else open_token(text, NOTICE_ALGORITHMS)


def _checked(evidence: Evidence) -> Verified | Refusal | Absence:
    opened = evidence.get(OPENED)
    if isinstance(opened, Absence):
        return opened
    if isinstance(opened, Refusal):
        return opened
    keys = evidence.get(KEY_SET)
    return keys if isinstance(keys, Absence) else verify_signature(opened, keys)


def _claims(evidence: Evidence) -> Mapping[str, Any] | Absence:
    opened = evidence.get(OPENED)
    if isinstance(opened, Absence):
        return opened
    return LACKING if isinstance(opened, Refusal) or opened.claims is None else opened.claims


def _event(evidence: Evidence) -> Mapping[str, Any] | Absence:
    claims = evidence.get(CLAIMS)
    if isinstance(claims, Absence):
        return claims
    return read_event(claims.get("events")) or LACKING


def read_event(events: object) -> Mapping[str, Any] | None:
    """Return the event in *events*: an object, a string that contains one, or a list of one; None if there is no event."""
    if isinstance(events, str):
        try:
            events = strictjson.read(events).value
        except JsonFault:
            return None
    if isinstance(events, list) and len(events) == 1:
        events = events[0]
    return events if isinstance(events, Mapping) else None


def _accepted(evidence: Evidence) -> tuple[str, ...] | Absence:
    if isinstance(evidence.notification, Absence):
        return evidence.notification
    return evidence.get(CLIENT_IDS) if isinstance(evidence.audiences, Absence) else evidence.audiences


def _clock(evidence: Evidence) -> int | Absence:
    return evidence.notification if isinstance(evidence.notification, Absence) else evidence.now


def _handled(evidence: Evidence) -> frozenset[str] | Absence:
    settings = evidence.get(SETTINGS)
    if isinstance(settings, Absence):
        return settings
    listed = settings.get("notification_types")
    return frozenset(map(str, listed)) if isinstance(listed, list | tuple) else UNKNOWN


def _earlier(evidence: Evidence) -> tuple[str, ...] | Absence:
    if isinstance(evidence.notification, Absence):
        return evidence.notification
    return tuple(jti for one in evidence.earlier_notifications if (jti := _jti_of(one)))


def _jti_of(document: Mapping[str, Any]) -> str | None:
    payload = document.get("payload")
    opened = open_token(payload, NOTICE_ALGORITHMS) if isinstance(payload, str) else None
    jti = (opened.claims or {}).get("jti") if isinstance(opened, Jws) else None
    return jti if isinstance(jti, str) else None


DOCUMENT: Part[Mapping[str, Any]] = Part("notification", lambda e: e.notification, ASK_NOTICE)
PAYLOAD: Part[str] = Part("notification.payload", _sealed, ASK_NOTICE)
OPENED: Part[Jws | Refusal] = Part("notification.opened", _opened, ASK_NOTICE)
CHECKED: Part[Verified | Refusal] = Part("notification.checked", _checked, "the key set that the verifier uses (https://appleid.apple.com/auth/keys)")
CLAIMS: Part[Mapping[str, Any]] = Part("notification.claims", _claims, ASK_NOTICE)
EVENT: Part[Mapping[str, Any]] = Part("notification.event", _event, ASK_NOTICE)
ACCEPTED: Part[tuple[str, ...]] = Part("notification.audiences", _accepted, "your bundle ID and Services ID", "--bundle-id, --services-id")
NOW: Part[int] = Part("notification.now", _clock, "the time at which the notification arrived", "--now")
HANDLED: Part[frozenset[str]] = Part("notification.handled", _handled, "the types that your handler knows, as JSON with a member notification_types")
SEEN: Part[tuple[str, ...]] = Part("notification.seen", _earlier, "the earlier notifications")
