"""Rules about the members of a notification's event: each appears once, and has the JSON type that Apple documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.errors import JsonFault
from siwakit.evidence.dates import whole_seconds
from siwakit.evidence.sign_in.notification_parts import CLAIMS, EVENT, EVENT_TYPES
from siwakit.jose import strictjson
from siwakit.rules.model import Enforcer, Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_NOTIFICATIONS, OUR_ADVICE, RFC_8725

AT = "notification.payload.claims.events"
_HERE = (Enforcer.NOTIFY,)


@on(CLAIMS)
def repeats_member(claims: Mapping[str, Any]) -> Outcome:
    """Find JSON text in events that contains a member twice."""
    events = claims.get("events")
    try:
        repeated = strictjson.read(events).repeated if isinstance(events, str) else ()
    except JsonFault:
        return None
    return Fail(AT, sorted(set(repeated)), "each member once", f"{repeated[0]} appears more than once") if repeated else None


@on(EVENT)
def has_wrong_member(event: Mapping[str, Any]) -> Outcome:
    """Find a sub or an event_time that is missing or has another JSON type.

    A type that Apple has not documented may come without either; then only the JSON types are compared.
    """
    kind = event.get("type")
    if not isinstance(kind, str):
        return None
    sub, time = event.get("sub"), event.get("event_time")
    if not (isinstance(sub, str) and sub) and ("sub" in event or kind in EVENT_TYPES):
        return Fail(f"{AT}.sub", sub, "the user's identifier", "sub is missing" if "sub" not in event else "sub is empty or not a string")
    if whole_seconds(time) is None and ("event_time" in event or kind in EVENT_TYPES):
        because = "event_time is missing" if "event_time" not in event else "event_time is not a number"
        return Fail(f"{AT}.event_time", time, "a number: milliseconds since 1970-01-01 UTC", because)
    return None


REPEATS_MEMBER = Rule(
    id="notification-event-repeats-member",
    title="the event of the notification contains a member twice",
    question=Question.NOTIFICATION,
    since="0.1",
    why="One parser reads the first value and another the last: one ends a session while the other deletes an account.",
    fix="Refuse the notification: Apple never sends one like it.",
    references=(RFC_8725, OUR_ADVICE),
    check=repeats_member,
    harm=Harm.DEFEATS,
    also=("notification-events-is-string",),
    enforced_at=_HERE,
    good=lambda: (Example("each member once", lambda s: samples.notified(s, events=samples.event_text())),),
    bad=lambda: (
        Example("type twice", lambda s: samples.notified(s, events=_with_twice('"type":"email-enabled"'))),
        Example("sub twice", lambda s: samples.notified(s, events=_with_twice('"sub":"000000.00000000000000000000000000000000.0000"'))),
    ),
)


def _with_twice(member: str) -> str:
    return f"{{{member},{samples.event_text()[1:]}"


MEMBER_WRONG = Rule(
    id="notification-event-member-wrong",
    title="the event of the notification lacks its user or time, or has them in another JSON type",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple documents sub as a string and event_time as a number. A handler that guesses at anything else may act on the wrong user.",
    fix="Log the names of its members, answer 200, report the form to Apple, and take no other action.",
    references=(APPLE_NOTIFICATIONS,),
    check=has_wrong_member,
    harm=Harm.DEFEATS,
    also=("notification-type-unknown",),
    enforced_at=_HERE,
    good=lambda: (
        Example("a string and a number", samples.notified),
        Example(
            "a new type without user and time",
            lambda s: samples.notified(s, events=samples.event(type="maintenance", sub=samples.DROP, event_time=samples.DROP)),
        ),
    ),
    bad=lambda: (
        Example("no sub", lambda s: samples.notified(s, events=samples.event(sub=samples.DROP))),
        Example("an empty sub", lambda s: samples.notified(s, events=samples.event(sub=""))),
        Example("a number for a sub", lambda s: samples.notified(s, events=samples.event(sub=7))),
        Example("no event_time", lambda s: samples.notified(s, events=samples.event(event_time=samples.DROP))),
        Example("a word for event_time", lambda s: samples.notified(s, events=samples.event(event_time="soon"))),
        Example("a list for a user, of a new type", lambda s: samples.notified(s, events=samples.event(type="maintenance", sub=[samples.USER]))),
    ),
)

RULES = (REPEATS_MEMBER, MEMBER_WRONG)
