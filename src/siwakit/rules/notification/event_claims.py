"""Rules about the claims of a notification: they must be for one app, current, and identify one notification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.evidence.dates import LEEWAY_SECONDS, date_of, span_of, whole_seconds
from siwakit.evidence.sign_in.notification_parts import CLAIMS, NOW, OPENED
from siwakit.jose import base64url
from siwakit.jose.jws import Jws
from siwakit.jose.verify import Refusal
from siwakit.rules.model import Enforcer, Example, Fail, Harm, Outcome, Question, Rule, on
from siwakit.sources import APPLE_AUTH_29, APPLE_NOTIFICATIONS, OUR_ADVICE, RFC_7519

AT = "notification.payload.claims"
LIFETIME_SECONDS = 86_400  # APPLE_AUTH_29: exp is a day after iat in every notification that was seen
_HERE = (Enforcer.NOTIFY,)
_SECONDS = "seconds since 1970-01-01 UTC"


@on(OPENED)
def has_no_claims(opened: Jws | Refusal) -> Outcome:
    """Find a signed payload that is not a JSON object."""
    if isinstance(opened, Refusal) or opened.claims is not None:
        return None
    kind = next((fault.kind.value for fault in opened.faults if fault.segment == "payload"), "unreadable")
    return Fail(AT, kind, "a JSON object", f"the signed payload is {kind}")


@on(CLAIMS)
def has_other_aud(claims: Mapping[str, Any]) -> Outcome:
    """Find an audience that is not one client_id."""
    aud = claims.get("aud")
    if isinstance(aud, str) and aud:
        return None
    form = "empty or missing" if aud in (None, "") else "a list" if isinstance(aud, list) else "not a string"
    return Fail(f"{AT}.aud", aud, "one client_id", f"aud is {form}")


@on(CLAIMS)
def has_no_iat(claims: Mapping[str, Any]) -> Outcome:
    """Find a notification without the time at which it was issued."""
    return None if whole_seconds(claims.get("iat")) is not None else Fail(f"{AT}.iat", claims.get("iat"), _SECONDS)


@on(CLAIMS, NOW)
def is_ahead(claims: Mapping[str, Any], now: int) -> Outcome:
    """Find a notification from the future."""
    iat = whole_seconds(claims.get("iat"))
    if iat is None or iat <= now + LEEWAY_SECONDS:
        return None
    return Fail(f"{AT}.iat", iat, f"{now} or earlier", f"iat is {date_of(iat)}, {span_of(iat - now)} ahead of the clock")


@on(CLAIMS, NOW)
def is_not_valid_yet(claims: Mapping[str, Any], now: int) -> Outcome:
    """Find a notification that must not be accepted yet, according to its nbf."""
    if "nbf" not in claims:
        return None
    nbf = whole_seconds(claims["nbf"])
    if nbf is not None and nbf <= now + LEEWAY_SECONDS:
        return None
    if nbf is None:
        return Fail(f"{AT}.nbf", claims["nbf"], _SECONDS, "nbf is not a number")
    return Fail(f"{AT}.nbf", nbf, f"{now} or earlier", f"nbf is {date_of(nbf)}, {span_of(nbf - now)} ahead of the clock")


@on(CLAIMS, NOW)
def is_old(claims: Mapping[str, Any], now: int) -> Outcome:
    """Find a notification without exp that was issued too long ago."""
    iat = whole_seconds(claims.get("iat"))
    if "exp" in claims or iat is None or now < iat + LIFETIME_SECONDS:
        return None
    return Fail(f"{AT}.iat", date_of(iat), "a time within the last day", f"it has no exp, and iat is {date_of(iat)}, {span_of(now - iat)} before now")


@on(CLAIMS)
def ends_before_it_begins(claims: Mapping[str, Any]) -> Outcome:
    """Find a notification that expired before it was issued."""
    iat, exp = whole_seconds(claims.get("iat")), whole_seconds(claims.get("exp"))
    if iat is None or exp is None or iat < exp:
        return None
    return Fail(f"{AT}.exp", exp, f"later than iat, {iat}", f"exp is {date_of(exp)}, but iat is {date_of(iat)}")


@on(CLAIMS)
def has_no_jti(claims: Mapping[str, Any]) -> Outcome:
    """Find a notification without its own identifier."""
    jti = claims.get("jti")
    return None if isinstance(jti, str) and jti else Fail(f"{AT}.jti", jti, "the notification's own identifier")


def signed_payload(payload: bytes) -> dict[str, Any]:
    """Return a notification whose signed payload is *payload*."""
    header = samples.notification()["payload"].split(".")[0]
    signing_input = f"{header}.{base64url.encode(payload)}"
    return {"payload": f"{signing_input}.{base64url.encode(samples.sign_rs256(signing_input.encode()))}"}


CLAIMS_NOT_AN_OBJECT = Rule(
    id="notification-claims-not-an-object",
    title="the notification's signed payload is not a JSON object",
    question=Question.NOTIFICATION,
    since="0.1",
    why="The claims of a token are a JSON object. In anything else there is no issuer, no app and no event.",
    fix="Refuse the body: Apple never sends one like it.",
    references=(RFC_7519, APPLE_NOTIFICATIONS),
    check=has_no_claims,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("an object", samples.notified),),
    bad=lambda: (
        Example("a list", lambda s: samples.notified(s, signed_payload(b"[]"))),
        Example("text", lambda s: samples.notified(s, signed_payload(b'"consent-revoked"'))),
        Example("not JSON", lambda s: samples.notified(s, signed_payload(b"consent-revoked"))),
    ),
)

AUDIENCE_NOT_ONE = Rule(
    id="notification-aud-not-one-client",
    title="the notification is not for exactly one app",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple sends one notification for each app, and aud is that app's client_id as a string. A list of several is meant for other apps too.",
    fix="Refuse the notification: Apple never sends one like it.",
    references=(APPLE_NOTIFICATIONS,),
    check=has_other_aud,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("a string", samples.notified),),
    bad=lambda: (
        Example("a list of one", lambda s: samples.notified(s, aud=[samples.BUNDLE_ID])),
        Example("a list of two", lambda s: samples.notified(s, aud=["com.example.other", samples.BUNDLE_ID])),
        Example("none", lambda s: samples.notified(s, aud=samples.DROP)),
        Example("empty", lambda s: samples.notified(s, aud="")),
        Example("a number", lambda s: samples.notified(s, aud=7)),
    ),
)

IAT_MISSING = Rule(
    id="notification-iat-missing",
    title="the notification has no valid iat",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple's notifications always have iat, a number. Without it a new one cannot be distinguished from an old one.",
    fix="Refuse the notification: Apple never sends one like it.",
    references=(APPLE_NOTIFICATIONS,),
    check=has_no_iat,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("a number", samples.notified),),
    bad=lambda: (
        Example("no iat", lambda s: samples.notified(s, iat=samples.DROP)),
        Example("a string", lambda s: samples.notified(s, iat=str(samples.NOW))),
        Example("a boolean", lambda s: samples.notified(s, iat=True)),
    ),
)

IN_FUTURE = Rule(
    id="notification-from-future",
    title="the notification was issued in the future",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Synchronised clocks differ by seconds. If iat is further ahead, this machine's clock is wrong or the token is.",
    fix="Set the clock with NTP; if it is right, refuse the notification.",
    references=(APPLE_NOTIFICATIONS, OUR_ADVICE),
    check=is_ahead,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("a minute ahead", lambda s: samples.notified(s, iat=samples.NOW + 60)),),
    bad=lambda: (Example("a minute and a second ahead", lambda s: samples.notified(s, iat=samples.NOW + 61)),),
)

NOT_VALID_YET = Rule(
    id="notification-not-valid-yet",
    title="the notification is not valid yet",
    question=Question.NOTIFICATION,
    since="0.1",
    why="A token with nbf must not be accepted before that time. Apple sends no nbf, so a token with one in the future needs a closer look.",
    fix="Set the clock with NTP; if it is right, refuse the notification.",
    references=(RFC_7519,),
    check=is_not_valid_yet,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (
        Example("no nbf", samples.notified),
        Example("a minute ahead", lambda s: samples.notified(s, nbf=samples.NOW + 60)),
    ),
    bad=lambda: (
        Example("a minute and a second ahead", lambda s: samples.notified(s, nbf=samples.NOW + 61)),
        Example("a string", lambda s: samples.notified(s, nbf=str(samples.NOW))),
    ),
)

OLD = Rule(
    id="notification-without-exp-is-old",
    title="the notification has no exp and is more than a day old",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple documents no exp but sends one, a day after iat. Without exp the same day is the limit; otherwise a copy could be replayed forever.",
    fix="Verify a notification when it arrives and queue its event; refuse one without exp a day after iat.",
    references=(APPLE_AUTH_29, APPLE_NOTIFICATIONS, OUR_ADVICE),
    check=is_old,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (
        Example("almost a day", lambda s: samples.notified(s, exp=samples.DROP, iat=samples.NOW - 86399)),
        Example("two days, with exp in the future", lambda s: samples.notified(s, exp=samples.NOW + 60, iat=samples.NOW - 172_800)),
    ),
    bad=lambda: (
        Example("a day", lambda s: samples.notified(s, exp=samples.DROP, iat=samples.NOW - 86400)),
        Example("a year", lambda s: samples.notified(s, exp=samples.DROP, iat=samples.NOW - 31_536_000)),
    ),
)

EXPIRES_BEFORE_ISSUE = Rule(
    id="notification-expires-before-issue",
    title="the notification expires before it is issued",
    question=Question.NOTIFICATION,
    since="0.1",
    why="exp is a day after iat in Apple's notifications. One that expires before it is issued is never valid.",
    fix="Refuse the notification: Apple never sends one like it.",
    references=(APPLE_AUTH_29, RFC_7519),
    check=ends_before_it_begins,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("a second later", lambda s: samples.notified(s, iat=samples.NOW, exp=samples.NOW + 1)),),
    bad=lambda: (Example("a second earlier", lambda s: samples.notified(s, iat=samples.NOW + 3, exp=samples.NOW + 2)),),
)

JTI_MISSING = Rule(
    id="notification-jti-missing",
    title="the notification has no jti",
    question=Question.NOTIFICATION,
    since="0.1",
    why="Apple gives every notification its own identifier. Without it a repeated notification cannot be distinguished from a new one.",
    fix="Refuse the notification: Apple never sends one like it.",
    references=(APPLE_NOTIFICATIONS,),
    check=has_no_jti,
    harm=Harm.DEFEATS,
    enforced_at=_HERE,
    good=lambda: (Example("22 characters", samples.notified),),
    bad=lambda: (
        Example("no jti", lambda s: samples.notified(s, jti=samples.DROP)),
        Example("empty", lambda s: samples.notified(s, jti="")),
        Example("a number", lambda s: samples.notified(s, jti=7)),
    ),
)

RULES = (CLAIMS_NOT_AN_OBJECT, AUDIENCE_NOT_ONE, IAT_MISSING, IN_FUTURE, NOT_VALID_YET, OLD, EXPIRES_BEFORE_ISSUE, JTI_MISSING)
