"""Rules about the event of a notification: what it is, and how it is read."""

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
    found = read_event(events)
    return found is not None and "type" not in found and any("://" in name or name.startswith("urn:") for name in found)


@on(CLAIMS)
def is_risc(claims: Mapping[str, Any]) -> Outcome:
    """Find a security event token, whose events are named by URIs."""
    if not _is_risc(claims.get("events")):
        return None
    names = sorted(str(name) for name in read_event(claims.get("events")) or ())
    return Fail(AT, names, "an object with type, sub and event_time", "the events are named by URIs, as in a RISC security event token")


READ_AS_RISC = Rule(
    id="notification-read-as-risc",
    title="the notification is taken for a RISC security event token",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple's notifications look like security event tokens and are none: no URI names the event, no subject object holds the user.",
    fix="Read type, sub and event_time from events; do not hand Apple's notifications to a RISC library, nor RISC tokens to this handler.",
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
    """Find events that hold no event."""
    events = claims.get("events")
    found = read_event(events)
    if _is_risc(events) or (found is not None and isinstance(found.get("type"), str)):
        return None
    what = "no event" if events is None else "no type" if found is not None else "no JSON object"
    return Fail(AT, what, "an object with type, sub and event_time", f"events holds {what}")


EVENTS_UNREADABLE = Rule(
    id="notification-events-unreadable",
    title="the notification holds no event that can be read",
    question=Question.NOTIFICATION,
    since="0.1",
    why="events is neither an object with a type nor a string that holds one, so nobody can tell what happened to which user.",
    fix="Log the names of its members, answer 200, and report the form to Apple; act on nothing.",
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
        Example("a string that breaks off", lambda s: samples.notified(s, events=samples.event_text()[:-1])),
        Example("no type", lambda s: samples.notified(s, events=samples.event(type=samples.DROP))),
    ),
)


@on(CLAIMS)
def is_string(claims: Mapping[str, Any]) -> Outcome:
    """Find an event that has to be parsed once more."""
    events = claims.get("events")
    if not isinstance(events, str) or read_event(events) is None:
        return None
    return Fail(AT, "a string that holds JSON", "an object, as it is documented", "events is a string: parse it as JSON once more")


EVENTS_IS_STRING = Rule(
    id="notification-events-is-string",
    title="events is a string that holds JSON",
    question=Question.NOTIFICATION,
    since="0.1",
    why="That is how Apple sends it, against its documentation. A handler that expects an object finds no type and drops the event.",
    fix="Parse events as JSON when it is a string, and take it as it is when it is an object.",
    references=(APPLE_AUTH_29, FORUM_655485, APPLE_NOTIFICATIONS),
    check=is_string,
    harm=Harm.FRAGILE,
    good=lambda: (Example("an object", samples.notified),),
    bad=lambda: (Example("as it is on the wire", lambda s: samples.notified(s, events=samples.event_text())),),
)


@on(EVENT)
def is_unknown(found: Mapping[str, Any]) -> Outcome:
    """Find an event of a type that Apple has not documented."""
    kind = found.get("type")
    return None if not isinstance(kind, str) or kind in EVENT_TYPES else Fail(f"{AT}.type", kind, sorted(EVENT_TYPES), "Apple documents no such type")


TYPE_UNKNOWN = Rule(
    id="notification-type-unknown",
    title="the event has a type that is not documented",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple may add types. A handler that fails for them gets the same notification again and again.",
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
        Example("a new one", lambda s: samples.notified(s, events=samples.event(type="passkey-added"))),
        Example("an underscore", lambda s: samples.notified(s, events=samples.event(type="consent_revoked"))),
    ),
)


@on(EVENT)
def is_old_spelling(found: Mapping[str, Any]) -> Outcome:
    """Find the spelling of account deletion that was documented until 2025."""
    return _spelt("account-delete", "it is the spelling of the documentation until 2025") if found.get("type") == "account-delete" else None


@on(EVENT, HANDLED)
def is_not_handled(found: Mapping[str, Any], handled: frozenset[str]) -> Outcome:
    """Find an account deletion that the handler knows by the other spelling alone."""
    kind = str(found.get("type"))
    if kind not in _SPELLINGS or kind in handled or not handled & _SPELLINGS:
        return None
    return _spelt(kind, f"your handler knows {' and '.join(sorted(handled & _SPELLINGS))} alone")


def _spelt(kind: str, because: str) -> Fail:
    return Fail(f"{AT}.type", kind, sorted(_SPELLINGS), because)


DELETION_HAS_TWO_SPELLINGS = Rule(
    id="notification-delete-has-two-spellings",
    title="account deletion has two spellings",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple documented account-delete until 2025 and account-deleted since; which one it sends is not known. A handler for one misses the other.",
    fix="Treat account-delete and account-deleted alike.",
    references=(APPLE_NOTIFICATIONS,),
    check=either(is_old_spelling, is_not_handled),
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("the new spelling", lambda s: samples.notified(s, events=samples.event(type="account-deleted"))),
        Example(
            "a handler of both",
            lambda s: samples.told(
                samples.notified(s, events=samples.event(type="account-deleted")), notification_types=["account-delete", "account-deleted"]
            ),
        ),
    ),
    bad=lambda: (
        Example("the old spelling", lambda s: samples.notified(s, events=samples.event(type="account-delete"))),
        Example(
            "a handler of the old one",
            lambda s: samples.told(samples.notified(s, events=samples.event(type="account-deleted")), notification_types=["account-delete"]),
        ),
    ),
)


@on(EVENT)
def is_in_milliseconds(found: Mapping[str, Any]) -> Outcome:
    """Find an event_time that counts milliseconds."""
    time = found.get("event_time")
    if isinstance(time, bool) or not isinstance(time, int | float) or time < _FIRST_MILLISECOND:
        return None
    return Fail(f"{AT}.event_time", time, time // 1000, f"read as milliseconds it is {date_of(time // 1000)}", str(time // 1000))


TIME_IN_MILLISECONDS = Rule(
    id="notification-event-time-in-milliseconds",
    title="event_time counts milliseconds",
    question=Question.NOTIFICATION,
    since="0.1",
    why="iat and exp of the same token count seconds. Read like them, the event lies tens of thousands of years ahead.",
    fix="Divide event_time by 1000 before it is compared with other times.",
    references=(APPLE_AUTH_29, APPLE_NOTIFICATIONS),
    check=is_in_milliseconds,
    harm=Harm.FRAGILE,
    good=lambda: (Example("seconds", samples.notified),),
    bad=lambda: (Example("as it is on the wire", lambda s: samples.notified(s, events=samples.event(event_time=samples.NOW * 1000))),),
)


@on(CLAIMS, SEEN)
def was_seen(claims: Mapping[str, Any], seen: tuple[str, ...]) -> Outcome:
    """Find a notification that came before."""
    jti = claims.get("jti")
    if not isinstance(jti, str) or jti not in seen:
        return None
    return Fail("notification.payload.claims.jti", sealed("jti", jti), "one that is new", "a notification with the same jti came before")


REPEATED_JTI = Rule(
    id="notification-repeats-jti",
    title="the same notification came before",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple repeats a notification until it is answered 200. A handler that acts twice ends the sessions of a user who has come back since.",
    fix="Remember each jti for a day, answer 200 to a repeated one, and do nothing else.",
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
