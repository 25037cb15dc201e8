"""Rules about the event of a notification: what it is, and how it is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.dates import date_of
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.notification_parts import CLAIMS, EVENT, EVENT_TYPES, HANDLED, SEEN, read_event
from siwakit.rules.model import Enforcer, Example, Fail, Harm, Outcome, Question, Rule, either, on
from siwakit.sources import APPLE_AUTH_29, APPLE_NOTIFICATIONS, FORUM_655485, FORUM_811848, FXA_16029

AT = "notification.payload.claims.events"
_SPELLINGS = frozenset({"account-delete", "account-deleted"})
_FIRST_MILLISECOND = 100_000_000_000  # as seconds, the year 5138
_HERE = (Enforcer.NOTIFY,)


def _is_risc(events: object) -> bool:
    event = read_event(events)
    return event is not None and "type" not in event and any("://" in name or name.startswith("urn:") for name in event)


@on(CLAIMS)
def is_risc(claims: Mapping[str, Any]) -> Outcome:
    """Find a security event token, in which URIs identify the events."""
    if not _is_risc(claims.get("events")):
        return None
    names = sorted(str(name) for name in read_event(claims.get("events")) or ())
    return Fail(AT, names, "an object with type, sub and event_time", "URIs identify the events, as in a RISC security event token")


READ_AS_RISC = Rule(
    id="notification-read-as-risc",
    title="the notification is treated as a RISC security event token",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple's notifications look like security event tokens but are not: no URI identifies the event, and no subject object contains the user.",
    fix="Read type, sub and event_time from events; do not pass Apple's notifications to a RISC library, or RISC tokens to this handler.",
    references=(FXA_16029, APPLE_NOTIFICATIONS),
    check=is_risc,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("Apple's own form", samples.notified),),
    bad=lambda: (
        Example(
            "a RISC event",
            lambda s: samples.notified(s, events={"https://schemas.openid.net/secevent/risc/event-type/account-disabled": {"subject": {}}}),
        ),
    ),
)


@on(CLAIMS)
def is_unreadable(claims: Mapping[str, Any]) -> Outcome:
    """Find events that contain no event."""
    events = claims.get("events")
    event = read_event(events)
    if _is_risc(events) or (event is not None and isinstance(event.get("type"), str)):
        return None
    content = "no event" if events is None else "no type" if event is not None else "not a JSON object"
    return Fail(AT, content, "an object with type, sub and event_time", f"events contains {content}")


EVENTS_UNREADABLE = Rule(
    id="notification-events-unreadable",
    title="the notification contains no event that can be parsed",
    question=Question.NOTIFICATION,
    since="0.1",
    why="events is neither an object with a type nor a string that contains one, so it cannot be known what happened to which user.",
    fix="Log the names of its members, answer 200, report the form to Apple, and take no other action.",
    references=(APPLE_NOTIFICATIONS,),
    check=is_unreadable,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (
        Example("an object", samples.notified),
        Example("a list of one", lambda s: samples.notified(s, events=[samples.event()])),
    ),
    bad=lambda: (
        Example("none", lambda s: samples.notified(s, events=samples.DROP)),
        Example("a truncated string", lambda s: samples.notified(s, events=samples.event_text()[:-1])),
        Example("no type", lambda s: samples.notified(s, events=samples.event(type=samples.DROP))),
    ),
)


@on(CLAIMS)
def is_string(claims: Mapping[str, Any]) -> Outcome:
    """Find an event that must be parsed a second time."""
    events = claims.get("events")
    if not isinstance(events, str) or read_event(events) is None:
        return None
    return Fail(AT, "a string that contains JSON", "an object, as it is documented", "events is a string: parse it as JSON once more")


EVENTS_IS_STRING = Rule(
    id="notification-events-is-string",
    title="events is a string that contains JSON",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple sends it like this, contrary to its documentation. A handler that expects an object finds no type and drops the event.",
    fix="Parse events as JSON if it is a string, and use it as it is if it is an object.",
    references=(APPLE_AUTH_29, FORUM_655485, APPLE_NOTIFICATIONS),
    check=is_string,
    harm=Harm.FRAGILE,
    good=lambda: (Example("an object", samples.notified),),
    bad=lambda: (Example("as it is on the wire", lambda s: samples.notified(s, events=samples.event_text())),),
)


@on(EVENT)
def is_unknown(event: Mapping[str, Any]) -> Outcome:
    """Find an event of a type that Apple has not documented."""
    kind = event.get("type")
    return None if not isinstance(kind, str) or kind in EVENT_TYPES else Fail(f"{AT}.type", kind, sorted(EVENT_TYPES), "Apple documents no such type")


TYPE_UNKNOWN = Rule(
    id="notification-type-unknown",
    title="the event has an undocumented type",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple may add types. If a handler fails for them, Apple retries the same notification.",
    fix="Answer 200, log the type, and act on the types that you know.",
    references=(APPLE_NOTIFICATIONS, FORUM_811848),
    check=is_unknown,
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("consent-revoked", samples.notified),
        Example("email-enabled", lambda s: samples.notified(s, events=samples.event(type="email-enabled"))),
        Example("account-deleted", lambda s: samples.notified(s, events=samples.event(type="account-deleted"))),
    ),
    bad=lambda: (
        Example("a new type", lambda s: samples.notified(s, events=samples.event(type="passkey-added"))),
        Example("an underscore", lambda s: samples.notified(s, events=samples.event(type="consent_revoked"))),
    ),
)


@on(EVENT)
def is_old_spelling(event: Mapping[str, Any]) -> Outcome:
    """Find the spelling of account deletion that was documented until 2025."""
    return _spelt("account-delete", "it is the spelling that was documented until 2025") if event.get("type") == "account-delete" else None


@on(EVENT, HANDLED)
def is_not_handled(event: Mapping[str, Any], handled: frozenset[str]) -> Outcome:
    """Find an account deletion that the handler knows only by the other spelling."""
    kind = str(event.get("type"))
    if kind not in _SPELLINGS or kind in handled or not handled & _SPELLINGS:
        return None
    return _spelt(kind, f"your handler knows only {' and '.join(sorted(handled & _SPELLINGS))}")


def _spelt(kind: str, because: str) -> Fail:
    return Fail(f"{AT}.type", kind, sorted(_SPELLINGS), because)


DELETION_HAS_TWO_SPELLINGS = Rule(
    id="notification-delete-has-two-spellings",
    title="account deletion has two spellings",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple documented account-delete until 2025 and account-deleted since; which one it sends is not known. A handler for one misses the other.",
    fix="Handle account-delete and account-deleted in the same way.",
    references=(APPLE_NOTIFICATIONS,),
    check=either(is_old_spelling, is_not_handled),
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("the new spelling", lambda s: samples.notified(s, events=samples.event(type="account-deleted"))),
        Example(
            "a handler for both",
            lambda s: samples.told(
                samples.notified(s, events=samples.event(type="account-deleted")), notification_types=["account-delete", "account-deleted"]
            ),
        ),
    ),
    bad=lambda: (
        Example("the old spelling", lambda s: samples.notified(s, events=samples.event(type="account-delete"))),
        Example(
            "a handler for the old one",
            lambda s: samples.told(samples.notified(s, events=samples.event(type="account-deleted")), notification_types=["account-delete"]),
        ),
    ),
)


@on(EVENT)
def is_in_milliseconds(event: Mapping[str, Any]) -> Outcome:
    """Find an event_time in milliseconds."""
    time = event.get("event_time")
    if isinstance(time, bool) or not isinstance(time, int | float) or time < _FIRST_MILLISECOND:
        return None
    return Fail(f"{AT}.event_time", time, time // 1000, f"read as milliseconds it is {date_of(time // 1000)}", str(time // 1000))


TIME_IN_MILLISECONDS = Rule(
    id="notification-event-time-in-milliseconds",
    title="event_time is in milliseconds",
    question=Question.NOTIFICATION,
    since="0.1",
    why="iat and exp of the same token are in seconds. Read as seconds, event_time is tens of thousands of years in the future.",
    fix="Divide event_time by 1000 before comparing it with other times.",
    references=(APPLE_AUTH_29, APPLE_NOTIFICATIONS),
    check=is_in_milliseconds,
    harm=Harm.FRAGILE,
    good=lambda: (Example("seconds", samples.notified),),
    bad=lambda: (Example("as it is on the wire", lambda s: samples.notified(s, events=samples.event(event_time=samples.NOW * 1000))),),
)


@on(CLAIMS, SEEN)
def was_seen(claims: Mapping[str, Any], seen: tuple[str, ...]) -> Outcome:
    """Find a notification that was received before."""
    jti = claims.get("jti")
    if not isinstance(jti, str) or jti not in seen:
        return None
    return Fail("notification.payload.claims.jti", sealed("jti", jti), "a new one", "a notification with the same jti was received before")


REPEATED_JTI = Rule(
    id="notification-repeats-jti",
    title="the same notification was received before",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple retries a notification until it is answered 200. A handler that acts twice ends the sessions of a user who has since signed in again.",
    fix="Remember each jti for a day; answer 200 to a repeated one, and do nothing else.",
    references=(FORUM_811848, APPLE_NOTIFICATIONS),
    check=was_seen,
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("a new one", lambda s: samples.notified(s).configured(earlier_notifications=(samples.notification(jti="BBBBBBBBBBBBBBBBBBBBBB"),))),
    ),
    bad=lambda: (Example("the same", lambda s: samples.notified(s).configured(earlier_notifications=(samples.notification(),))),),
)

RULES = (
    READ_AS_RISC,
    EVENTS_UNREADABLE,
    EVENTS_IS_STRING,
    TYPE_UNKNOWN,
    DELETION_HAS_TWO_SPELLINGS,
    TIME_IN_MILLISECONDS,
    REPEATED_JTI,
)
