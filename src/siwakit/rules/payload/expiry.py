"""Rules about an expired client_secret: why it was sent after its exp."""

from __future__ import annotations

from enum import Enum, auto

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, MAX_SECRET_SECONDS
from siwakit.evidence.aspects import LIFETIME
from siwakit.evidence.dates import date_of, is_zone_offset, span_of, zone_of
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import CLAIMS
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.secret_life import LIFE, Life
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Suspicion, of_kind, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, OUR_ADVICE

_DAY = 86_400
_HOUR = 3_600
_GRANT = {"error": "invalid_grant"}
_THEN = "Mon, 21 Sep 2026 14:03:20 GMT"  # ten minutes before NOW
_HALF_YEAR = 15_552_000  # 180 days
_LONGEST_KEPT = 31_536_000  # no program runs for longer than a year with a client_secret that it created when it started
_SINCE_2001 = 978_307_200  # seconds from 1970 to 2001, from which Foundation counts


class Over(Enum):
    """What lifetime an expired client_secret was created with, and how old it is."""

    NOT = auto()
    SHORT = auto()
    SHORT_AND_HOURS_OLD = auto()
    LONG = auto()


def classify(life: Life | None) -> Over:
    """Return why *life* has ended; exactly one rule of this file reports each cause."""
    if life is None or life.left > 0:
        return Over.NOT
    if life.made_for is None or life.made_for > _DAY or (life.age is not None and life.age > _LONGEST_KEPT):
        return Over.LONG
    return Over.SHORT_AND_HOURS_OLD if life.age is not None and is_zone_offset(life.age) else Over.SHORT


def _over(evidence: Evidence) -> Over | Absence:
    life = evidence.get(LIFE)
    return life if isinstance(life, Absence) else classify(life)


OVER: Part[Over] = Part("over", _over, CLAIMS.ask)


@on(LIFE)
def _expired(life: Life | None) -> Outcome:
    if life is None or life.left > 0:
        return None
    if life.age is not None and abs(life.age - _SINCE_2001) < _DAY:
        return _fail(life, "iat and exp count the seconds since 2001, as timeIntervalSinceReferenceDate does: count them since 1970")
    return _fail(life, f"it worked until {date_of(life.exp)}, {_before(life)}")


@of_kind(OVER, Over.SHORT, LIFE)
def _cached(life: Life | None) -> Outcome:
    """Find a client_secret that was created for one request, or for a day at most, and kept."""
    return None if life is None else _fail(life, _made(life))


@of_kind(OVER, Over.SHORT_AND_HOURS_OLD, LIFE)
def _hours_old(life: Life | None) -> Outcome:
    """Find a client_secret whose age equals a time zone's offset from UTC."""
    if life is None or life.age is None:
        return None
    kept = f"or the client_secret was kept for {zone_of(life.age)} hours"
    return _fail(
        life, f"{_made(life)}; iat is {zone_of(life.age)} hours before the request: either a time zone, with local time treated as UTC, {kept}"
    )


def _fail(life: Life, because: str) -> Fail:
    best = life.now + 600
    return Fail("client_secret.claims.exp", life.exp, f"a time between now and {MAX_SECRET_SECONDS} seconds from now", because, str(best))


def _before(life: Life) -> str:
    return f"{span_of(life.left)} before the request" if life.left else "the second of the request"


def _made(life: Life) -> str:
    return f"created at {date_of(life.iat or 0)} with a lifetime of {span_of(life.made_for or 0)}: until {date_of(life.exp)}, {_before(life)}"


CACHED = Rule(
    id="secret-cached-beyond-exp",
    title="a short-lived client_secret was created once and kept",
    question=Question.PAYLOAD,
    since="0.1",
    why=(
        "The client_secret is valid for minutes or hours. It was created when the program started and kept: it works after a restart and fails later."
    ),
    fix="Create a new client_secret for each request, or when it has less than a minute left.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_cached,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-expired",),
    speaks_of=(LIFETIME,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda fail, leniency: leniency.reaches_on_to(fail.actual),
    suspicion=Suspicion(
        "check whether a client_secret is made once and kept: after a restart it works again for a while", "one is made for each request"
    ),
    told_by={Proof.ONLY_SECOND_TIME_FAILS: 35, Proof.ONLY_REFRESH_FAILS: 45, Proof.ONLY_SOMETIMES_FAILS: 40, Proof.WORKED_BEFORE: 45},
    good=lambda: (
        Example("a second before it expires", lambda s: s.secret(iat=samples.NOW - 599, exp=samples.NOW + 1)),
        Example("created to last ten minutes, new", lambda s: s.secret(iat=samples.NOW, exp=samples.NOW + 600)),
    ),
    bad=lambda: (
        Example("ten minutes, sent an hour and a quarter later", lambda s: s.secret(iat=samples.NOW - 4_500, exp=samples.NOW - 3_900)),
        Example("five minutes, sent ten minutes later", lambda s: s.secret(iat=samples.NOW - 900, exp=samples.NOW - 600)),
        Example("the second at which it expires", lambda s: s.secret(iat=samples.NOW - 600, exp=samples.NOW)),
        Example("a day", lambda s: s.secret(iat=samples.NOW - _DAY - 1, exp=samples.NOW - 1)),
    ),
)

HOURS_OLD = Rule(
    id="secret-iat-hours-behind",
    title="client_secret is exactly a time-zone offset old: local time was treated as UTC, or it was kept",
    question=Question.PAYLOAD,
    since="0.1",
    why=(
        "If code treats local time as UTC, each client_secret is created hours in the past and expires at once. One that was kept for hours looks "
        "the same."
    ),
    fix=(
        "Take iat and exp from a clock in UTC. If sign-in works after a restart and fails later, create a new client_secret for each request instead."
    ),
    references=(APPLE_CLIENT_SECRET, OUR_ADVICE),
    check=_hours_old,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-expired",),
    speaks_of=(LIFETIME,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda fail, leniency: leniency.reaches_on_to(fail.actual),
    suspicion=Suspicion("check whether iat is whole hours before the request: local time was taken for UTC", "iat is the time of the request"),
    good=lambda: (
        Example("hours old, and valid for a day", lambda s: s.secret(iat=samples.NOW - 5 * _HOUR, exp=samples.NOW + 19 * _HOUR)),
        Example("new", lambda s: s.secret(iat=samples.NOW - 60, exp=samples.NOW + 540)),
    ),
    bad=lambda: (
        Example("five hours", lambda s: s.secret(iat=samples.NOW - 5 * _HOUR, exp=samples.NOW - 5 * _HOUR + 600)),
        Example("Newfoundland, with iat a minute back", lambda s: s.secret(iat=samples.NOW - 12_660, exp=samples.NOW - 12_000)),
        Example("Nepal, with the wrong sign", lambda s: s.secret(iat=samples.NOW - 20_700, exp=samples.NOW - 20_100)),
        Example("the Chatham Islands, with a lifetime of an hour", lambda s: s.secret(iat=samples.NOW - 45_900, exp=samples.NOW - 42_300)),
    ),
)

EXPIRED = Rule(
    id="secret-expired",
    title="client_secret has expired",
    question=Question.PAYLOAD,
    since="0.1",
    told_by={
        Proof.SIGN_IN_NOT_FINISHED: 40,
        Proof.ONLY_SERVER_FAILS: 35,
        Proof.ONLY_APPLE_FAILS: 45,
        Proof.ONLY_REFRESH_FAILS: 45,
        Proof.WORKED_FOR_MONTHS: 80,
        Proof.WORKED_BEFORE: 60,
        Proof.SINCE_DEPLOYMENT: 30,
    },
    why=(
        "A client_secret is valid for half a year at most. This one was created by hand or during a deployment; it worked until its exp, and "
        "nothing warned you."
    ),
    fix="Create a new client_secret now, and automate it: create one for each request, or run a monthly job.",
    references=(APPLE_TN3107, APPLE_CLIENT_SECRET),
    check=_expired,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    also=("secret-timestamps-fractional",),
    speaks_of=(LIFETIME,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(
        "decode the client_secret and compare exp with the time of the request: did sign-in work for months and then stop without a change?",
        "exp is in the future",
    ),
    excuse=lambda fail, leniency: leniency.reaches_on_to(fail.actual),
    good=lambda: (
        Example("a second left", lambda s: s.secret(iat=samples.NOW - 86_399, exp=samples.NOW + 1)),
        Example(
            "an older capture, whose answer shows when it was sent",
            lambda s: s.secret(iat=samples.NOW - 900, exp=samples.NOW - 300).answered(400, _GRANT, date=_THEN),
        ),
        Example("a part of a second after a second left", lambda s: s.secret(iat=samples.NOW - 600, exp=samples.NOW + 1.5)),
    ),
    bad=lambda: (
        Example("half a year old", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR - 1, exp=samples.NOW - 1)),
        Example("the second at which it expires", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW)),
        Example(
            "a fraction of a second past the second at which it expires", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW + 0.5)
        ),
        Example("a second over a day", lambda s: s.secret(iat=samples.NOW - _DAY - 2, exp=samples.NOW - 1)),
        Example("counted from 2001", lambda s: s.secret(iat=samples.NOW - _SINCE_2001, exp=samples.NOW - _SINCE_2001 + 600)),
    ),
)

RULES = (CACHED, HOURS_OLD, EXPIRED)
