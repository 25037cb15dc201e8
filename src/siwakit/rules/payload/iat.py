"""Rules about iat: the second at which the client_secret was created, by a clock that agrees with Apple's."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.aspects import IAT_AHEAD
from siwakit.evidence.dates import date_of, is_quoted_number, is_zone_offset, span_of, whole_seconds
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import ANSWER, APPLE_CLOCK, CLAIMS, CLOCK
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Suspicion, of_kind, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import (
    APPLE_CLIENT_SECRET,
    APPLE_TN3107,
    ASPNET_876,
    DART_303,
    RFC_7519,
    SERVERPOD_TROUBLESHOOTING,
    ZITADEL_7843,
)

AT = "client_secret.claims.iat"
_TOO_LARGE = 100_000_000_000  # as seconds this is after the year 5000; in milliseconds it is 1973
_SKEW = 300  # unsynchronised clocks differ by seconds or a few minutes; more is a mistake
_DATE = "Mon, 21 Sep 2026 14:13:20 GMT"  # NOW, as an HTTP date


class Iat(Enum):
    """The kinds of iat."""

    MISSING = auto()
    NOT_A_NUMBER = auto()
    MILLISECONDS = auto()
    SECONDS = auto()


def classify(iat: object) -> Iat:
    """Return the kind of *iat*."""
    if iat is None:
        return Iat.MISSING
    seconds = whole_seconds(iat)
    if seconds is None:
        return Iat.NOT_A_NUMBER
    return Iat.MILLISECONDS if seconds >= _TOO_LARGE else Iat.SECONDS


KIND: Part[Iat] = Part("kind_of_iat", lambda evidence: _kind_of(evidence.get(CLAIMS)), CLAIMS.ask)


def _kind_of(claims: Mapping[str, Any] | Absence) -> Iat | Absence:
    return claims if isinstance(claims, Absence) else classify(claims.get("iat"))


def _unit_of(seconds: int) -> tuple[str, int]:
    """Return the unit that a number too large for seconds was probably meant in, and how many of it make a second."""
    for unit, size in (("milliseconds", 1_000), ("microseconds", 1_000_000)):
        if seconds < _TOO_LARGE * size:
            return unit, size
    return "nanoseconds", 1_000_000_000


@of_kind(KIND, Iat.MISSING, CLAIMS)
def _missing(_claims: Mapping[str, Any]) -> Outcome:
    return Fail(AT, None, "the time in seconds since 1970")


@of_kind(KIND, Iat.NOT_A_NUMBER, CLAIMS)
def _not_a_number(claims: Mapping[str, Any]) -> Outcome:
    iat = claims.get("iat")
    is_digits = isinstance(iat, str) and iat.strip().isdigit()
    because = "the digits are in quotes" if is_digits else "it is not a number"
    return Fail(AT, iat, "a JSON number", because, str(iat).strip() if is_digits else None)


@of_kind(KIND, Iat.MILLISECONDS, CLAIMS)
def _milliseconds(claims: Mapping[str, Any]) -> Outcome:
    iat = claims.get("iat")
    seconds = whole_seconds(iat) or 0
    unit, size = _unit_of(seconds)
    meant = seconds // size
    because = f"read as seconds it is {date_of(seconds)}; in {unit} it is {date_of(meant)}, which was probably meant"
    return Fail(AT, iat, meant, because, str(meant))


def _ahead(evidence: Evidence) -> tuple[int, bool] | Absence:
    """Return how far iat is ahead, and whether Apple's own clock and its invalid_client show it."""
    claims = evidence.get(CLAIMS)
    if isinstance(claims, Absence):
        return claims
    iat = whole_seconds(claims.get("iat"))
    clock = evidence.get(CLOCK)
    if iat is None or iat >= _TOO_LARGE:
        return 0, False
    apple, answer = evidence.get(APPLE_CLOCK), evidence.get(ANSWER)
    if not isinstance(apple, Absence):
        return iat - apple, isinstance(answer, AppleAnswer) and answer.error == "invalid_client"
    return clock if isinstance(clock, Absence) else (iat - clock, False)


AHEAD: Part[tuple[int, bool]] = Part("iat_ahead", _ahead, "Apple's answer, with its Date header", "--response")


@on(AHEAD, CLAIMS)
def _in_future(ahead: tuple[int, bool], claims: Mapping[str, Any]) -> Outcome:
    seconds, is_refused_by_apples_clock = ahead
    if seconds <= (0 if is_refused_by_apples_clock else _SKEW):
        return None
    return Fail(AT, claims["iat"], "the present or a little before it", _how_far(claims["iat"], *ahead))


@on(AHEAD, CLAIMS)
def _slightly_ahead(ahead: tuple[int, bool], claims: Mapping[str, Any]) -> Outcome:
    seconds, is_refused_by_apples_clock = ahead
    if is_refused_by_apples_clock or not 0 < seconds <= _SKEW:
        return None
    return Fail(AT, claims["iat"], "the present or a little before it", _how_far(claims["iat"], *ahead))


def _how_far(iat: float, seconds: int, is_refused_by_apples_clock: bool) -> str:  # noqa: FBT001  what AHEAD contains
    clock = "Apple's clock, in the Date header of its answer" if is_refused_by_apples_clock else "the time of the request"
    zone = "; that looks like a time zone: a local time was treated as UTC" if is_zone_offset(seconds) else ""
    return f"iat is {date_of(iat)}, {span_of(seconds)} after {clock}{zone}"


IAT_IS_MISSING = Rule(
    id="secret-iat-missing",
    title="client_secret has no iat",
    question=Question.PAYLOAD,
    since="0.1",
    why="iat is one of the claims that Apple requires; a client_secret without it is refused.",
    fix="Set iat to the time at which you create the client_secret, in seconds since 1970.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_missing,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret and look for iat", "iat is there, in seconds"),
    good=lambda: (Example("a time", lambda s: s.secret(iat=samples.NOW)),),
    bad=lambda: (Example("no iat", lambda s: s.secret(iat=samples.DROP)), Example("null", lambda s: s.secret(iat=None))),
)

IAT_IS_NOT_A_NUMBER = Rule(
    id="secret-iat-not-a-number",
    title="iat is not a number",
    question=Question.PAYLOAD,
    since="0.1",
    why="A time in a JWT is a JSON number of seconds. Whether Apple accepts a string there is not known.",
    fix="Write iat as a number, without quotes.",
    references=(RFC_7519, APPLE_CLIENT_SECRET),
    check=_not_a_number,
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda fail, leniency: leniency.accepts_spellings and is_quoted_number(fail.actual),
    suspicion=Suspicion("check whether iat is a string or a date", "iat is a number of seconds"),
    good=lambda: (Example("a whole number", lambda s: s.secret(iat=samples.NOW)),),
    bad=lambda: (
        Example("digits in quotes", lambda s: s.secret(iat=str(samples.NOW))),
        Example("a date in words", lambda s: s.secret(iat="2026-09-21T14:13:20Z")),
        Example("a boolean", lambda s: s.secret(iat=True)),
    ),
)

IAT_IN_MILLISECONDS = Rule(
    id="secret-iat-in-milliseconds",
    title="iat is in milliseconds instead of seconds",
    question=Question.PAYLOAD,
    since="0.1",
    why="JavaScript, Java and Kotlin clocks count milliseconds. Read as seconds, iat is tens of thousands of years in the future.",
    fix="Divide the time by 1000 and drop the fraction, for both iat and exp.",
    references=(APPLE_CLIENT_SECRET, DART_303),
    check=_milliseconds,
    wire=INVALID_CLIENT.cited(DART_303),
    explains=("secret-exp-in-milliseconds", "secret-lives-too-long", "secret-timestamps-fractional"),
    voids=(IAT_AHEAD,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("count the digits of iat: a time in seconds has ten", "iat has ten digits"),
    good=lambda: (Example("seconds", lambda s: s.secret(iat=samples.NOW)),),
    bad=lambda: (
        Example("only iat", lambda s: s.secret(iat=samples.NOW * 1000)),
        Example("iat and exp", lambda s: s.secret(iat=samples.NOW * 1000, exp=(samples.NOW + 600) * 1000)),
        Example("milliseconds with a fraction", lambda s: s.secret(iat=samples.NOW * 1000 + 0.5)),
        Example("nanoseconds", lambda s: s.secret(iat=samples.NOW * 1_000_000_000)),
    ),
)

IAT_IN_FUTURE = Rule(
    id="secret-iat-in-future",
    title="iat is in the future",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple's clock has not reached iat, so the client_secret is not valid yet. Your server's clock is ahead, or a time zone was added.",
    fix="Synchronise the server's clock with NTP, take the time in UTC, and set iat a minute back.",
    references=(ZITADEL_7843, ASPNET_876, SERVERPOD_TROUBLESHOOTING),
    check=_in_future,
    wire=INVALID_CLIENT.cited(ZITADEL_7843),
    also_seen=(INVALID_CLIENT.cited(ASPNET_876),),
    explains=("secret-lives-too-long",),
    voids=(IAT_AHEAD,),
    speaks_of=(IAT_AHEAD,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("compare iat with the Date header of Apple's answer", "the Date is not before iat"),
    told_by={
        Proof.ONLY_SERVER_FAILS: 45,
        Proof.ONLY_LOCAL_FAILS: 35,
        Proof.ONLY_SOME_USERS_FAIL: 30,
        Proof.ONLY_SOMETIMES_FAILS: 50,
        Proof.SINCE_DEPLOYMENT: 25,
    },
    excuse=lambda fail, leniency: leniency.reaches_back_to(fail.actual),
    good=lambda: (
        Example("the same second as Apple's clock", lambda s: s.answered(400, {"error": "invalid_client"}, date=_DATE)),
        Example("set a minute back", lambda s: s.secret(iat=samples.NOW - 60).answered(400, {"error": "invalid_client"}, date=_DATE)),
    ),
    bad=lambda: (
        Example("five seconds ahead of Apple", lambda s: s.secret(iat=samples.NOW + 5).answered(400, {"error": "invalid_client"}, date=_DATE)),
        Example(
            "half a minute ahead of Apple, and nbf with it",
            lambda s: s.secret(iat=samples.NOW + 30, nbf=samples.NOW + 30).answered(400, {"error": "invalid_client"}, date=_DATE),
        ),
        Example("two hours ahead, a time zone", lambda s: s.secret(iat=samples.NOW + 7200, exp=samples.NOW + 7800)),
        Example("a second over five minutes", lambda s: s.secret(iat=samples.NOW + 301)),
    ),
)

IAT_AHEAD_OF_CLOCK = Rule(
    id="secret-iat-ahead-of-apple",
    title="iat is slightly ahead of the clock",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple sometimes refuses a client_secret that is a few seconds ahead of its clock. How many seconds it tolerates is not known.",
    fix="Set iat a minute back, and synchronise the server's clock with NTP.",
    references=(ZITADEL_7843, ASPNET_876),
    check=_slightly_ahead,
    assumed=INVALID_CLIENT.cited(ZITADEL_7843),
    explains=("secret-nbf-in-future",),
    speaks_of=(IAT_AHEAD,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda fail, leniency: leniency.reaches_back_to(fail.actual),
    suspicion=Suspicion("compare iat with Date in Apple's answer", "iat is before it"),
    told_by={Proof.ONLY_SERVER_FAILS: 30, Proof.ONLY_SOME_USERS_FAIL: 30, Proof.ONLY_SOMETIMES_FAILS: 50},
    good=lambda: (
        Example("the present second", lambda s: s.secret(iat=samples.NOW)),
        Example("a fraction of the present second", lambda s: s.secret(iat=samples.NOW + 0.9)),
    ),
    bad=lambda: (
        Example("one second ahead", lambda s: s.secret(iat=samples.NOW + 1)),
        Example("five minutes ahead", lambda s: s.secret(iat=samples.NOW + 300)),
    ),
)

RULES = (IAT_IS_MISSING, IAT_IS_NOT_A_NUMBER, IAT_IN_MILLISECONDS, IAT_IN_FUTURE, IAT_AHEAD_OF_CLOCK)
