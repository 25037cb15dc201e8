"""Rules about how long a client_secret lives, and which of several is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, MAX_SECRET_SECONDS
from siwakit.evidence.answer import AppleAnswer
from siwakit.evidence.aspects import LIFETIME
from siwakit.evidence.dates import date_of, span_of, whole_seconds
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import ANSWER, CLAIMS, NEWER_SECRET, REQUEST_CLOCK
from siwakit.jose.jws import Jws
from siwakit.record import record
from siwakit.rules.model import Example, Fail, Harm, Missing, Outcome, Question, Rule, Suspicion, Verdict, on, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, LARAVEL_9, OUR_ADVICE

AT = "client_secret.claims.exp"
_LIMIT = "15777000 seconds (182 days, 14 hours and 30 minutes)"
_TOO_LARGE = 100_000_000_000  # milliseconds: another rule's business
_DAY = 86_400
_SOON = 14 * _DAY
_GRANT = {"error": "invalid_grant"}
_THEN = "Mon, 21 Sep 2026 14:03:20 GMT"  # ten minutes before NOW
_HALF_YEAR = 15_552_000  # 180 days


@record
class Life:
    """Hold the life of a client_secret against the clock, in seconds; *made_for* is None where iat does not say."""

    exp: int
    now: int
    iat: int | None

    @property
    def left(self) -> int:
        """Return how long it still lives; it is over at 0."""
        return self.exp - self.now

    @property
    def made_for(self) -> int | None:
        """Return how long it was made to live."""
        return None if self.iat is None or self.exp <= self.iat else self.exp - self.iat


def _life(evidence: Evidence) -> Life | Absence | None:
    claims, now = evidence.get(CLAIMS), evidence.get(REQUEST_CLOCK)
    if isinstance(claims, Absence):
        return claims
    exp, iat = whole_seconds(claims.get("exp")), whole_seconds(claims.get("iat"))
    if exp is None or exp >= _TOO_LARGE:
        return None
    return now if isinstance(now, Absence) else Life(exp, now, None if iat is None or iat >= _TOO_LARGE else iat)


LIFE: Part[Life | None] = Part("life_of_secret", _life, CLAIMS.ask)


def _fail(life: Life, because: str) -> Fail:
    best = life.now + 600
    return Fail(AT, life.exp, f"a moment between now and {MAX_SECRET_SECONDS} seconds from now", because, str(best))


def _before(life: Life) -> str:
    return f"{span_of(life.left)} before the request" if life.left else "the second of the request"


@on(LIFE)
def _expired(life: Life | None) -> Outcome:
    if life is None or life.left > 0:
        return None
    return _fail(life, f"it worked until {date_of(life.exp)}, {_before(life)}")


@on(LIFE)
def _cached(life: Life | None) -> Outcome:
    """Find a secret that was made for one request, or for a day at most, and kept."""
    if life is None or life.left > 0 or life.made_for is None or life.made_for > _DAY:
        return None
    because = f"made at {date_of(life.iat or 0)} to live {span_of(life.made_for)}: until {date_of(life.exp)}, {_before(life)}"
    return _fail(life, because)


@on(LIFE)
def _lives_too_long(life: Life | None) -> Outcome:
    if life is None or life.left <= MAX_SECRET_SECONDS:
        return None
    over = span_of(life.left - MAX_SECRET_SECONDS)
    return _fail(life, f"exp is {date_of(life.exp)}, {span_of(life.left)} from now and {over} over the limit of {_LIMIT}")


@on(LIFE)
def _expires_soon(life: Life | None) -> Outcome:
    if life is None or not 0 < life.left < _SOON or (life.made_for or 0) <= _DAY:
        return None
    return _fail(life, f"it works until {date_of(life.exp)}, {span_of(life.left)} from now")


@reading(LIFE, ANSWER, CLAIMS, NEWER_SECRET, needs=CLAIMS)
def _is_stale(evidence: Evidence) -> Verdict:
    """Find that an older secret is sent than the one given as new; asked only where the sent one fails."""
    life, answer = evidence.get(LIFE), evidence.get(ANSWER)
    is_over = isinstance(life, Life) and life.left <= 0
    is_refused = isinstance(answer, AppleAnswer) and answer.error == "invalid_client"
    verdict = _compare(evidence)
    return verdict if is_over or is_refused or not isinstance(verdict, Fail | Missing) else None


@on(CLAIMS, NEWER_SECRET)
def _compare(claims: Mapping[str, Any], newer: Jws) -> Outcome:
    sent, made = whole_seconds(claims.get("iat")), whole_seconds((newer.claims or {}).get("iat"))
    if sent is None or made is None or sent >= made:
        return None
    because = f"the one sent was made at {date_of(sent)}, the new one {span_of(made - sent)} later"
    return Fail("client_secret.claims.iat", claims["iat"], made, because)


IS_STALE = Rule(
    id="secret-is-stale",
    title="a newer client_secret was made, and the old one is still sent",
    question=Question.PAYLOAD,
    since="0.1",
    why="The new secret never reached the program: another setting, an older file, or a process that was not restarted still holds the old one.",
    fix="Find where the running program takes the secret from, put the new one there, and restart it.",
    references=(APPLE_TN3107, OUR_ADVICE),
    check=_is_stale,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(LIFETIME,),
    speaks_of=(LIFETIME,),
    good=lambda: (
        Example("the newest one", lambda s: s.newer_secret(iat=samples.NOW)),
        Example("an older one that is still valid, and no refusal", lambda s: s.secret(iat=samples.NOW - 60).newer_secret(iat=samples.NOW)),
    ),
    bad=lambda: (
        Example(
            "expired, and replaced elsewhere",
            lambda s: s.secret(iat=samples.NOW - _HALF_YEAR - 9, exp=samples.NOW - 9).newer_secret(iat=samples.NOW - 5),
        ),
        Example(
            "refused, while a newer one is at hand",
            lambda s: s.secret(iat=samples.NOW - 60).newer_secret(iat=samples.NOW - 1).answered(400, {"error": "invalid_client"}),
        ),
    ),
)

CACHED = Rule(
    id="secret-cached-beyond-exp",
    title="a short-lived client_secret was made once and kept",
    question=Question.PAYLOAD,
    since="0.1",
    why="The secret lives for minutes or hours. It was made when the program started and kept: it works after a restart and fails later.",
    fix="Make the secret anew for each request, or when less than a minute of it is left.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_cached,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-expired",),
    speaks_of=(LIFETIME,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda fail, leniency: leniency.reaches_on_to(fail.actual),
    good=lambda: (
        Example("a second before its end", lambda s: s.secret(iat=samples.NOW - 599, exp=samples.NOW + 1)),
        Example("made to last ten minutes, new", lambda s: s.secret(iat=samples.NOW, exp=samples.NOW + 600)),
    ),
    bad=lambda: (
        Example("five minutes, sent ten minutes later", lambda s: s.secret(iat=samples.NOW - 900, exp=samples.NOW - 600)),
        Example("the second of its end", lambda s: s.secret(iat=samples.NOW - 600, exp=samples.NOW)),
        Example("a day", lambda s: s.secret(iat=samples.NOW - _DAY - 1, exp=samples.NOW - 1)),
    ),
)

EXPIRED = Rule(
    id="secret-expired",
    title="client_secret has expired",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple's secrets live half a year at most. This one was made by hand or at a deployment, it worked until its exp, and nobody was told.",
    fix="Make a new secret now, and let the program make it: for each request, or by a job that runs every month.",
    references=(APPLE_TN3107, APPLE_CLIENT_SECRET),
    check=_expired,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    also=("secret-timestamps-fractional",),
    speaks_of=(LIFETIME,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(60, "decode the client_secret and read exp: did sign-in work for months and stop by itself?", "exp is in the future"),
    excuse=lambda fail, leniency: leniency.reaches_on_to(fail.actual),
    good=lambda: (
        Example("a second left", lambda s: s.secret(iat=samples.NOW - 86_399, exp=samples.NOW + 1)),
        Example(
            "an older capture, whose answer says when it was sent",
            lambda s: s.secret(iat=samples.NOW - 900, exp=samples.NOW - 300).answered(400, _GRANT, date=_THEN),
        ),
        Example("a part of a second after a second left", lambda s: s.secret(iat=samples.NOW - 600, exp=samples.NOW + 1.5)),
    ),
    bad=lambda: (
        Example("half a year old", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR - 1, exp=samples.NOW - 1)),
        Example("the second of its end", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW)),
        Example("a part of the second of its end", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW + 0.5)),
        Example("a second over a day", lambda s: s.secret(iat=samples.NOW - _DAY - 2, exp=samples.NOW - 1)),
    ),
)

LIVES_TOO_LONG = Rule(
    id="secret-lives-too-long",
    title="exp is further ahead than Apple allows",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple refuses a secret whose exp is more than 15777000 seconds ahead of its clock. 183 days and six months by the calendar are over that.",
    fix="Set exp to 180 days from now at most; ten minutes are enough when the secret is made for each request.",
    references=(APPLE_CLIENT_SECRET, LARAVEL_9),
    check=_lives_too_long,
    wire=INVALID_CLIENT.cited(APPLE_CLIENT_SECRET),
    also_seen=(INVALID_CLIENT.cited(LARAVEL_9),),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion(20, "decode the client_secret and subtract the time of the request from exp", "it is 15777000 at most"),
    good=lambda: (
        Example("the limit to the second", lambda s: s.secret(exp=samples.NOW + MAX_SECRET_SECONDS)),
        Example("the limit and a part of a second", lambda s: s.secret(exp=samples.NOW + MAX_SECRET_SECONDS + 0.7)),
        Example("182 days", lambda s: s.secret(exp=samples.NOW + 182 * _DAY)),
    ),
    bad=lambda: (
        Example("a second over the limit", lambda s: s.secret(exp=samples.NOW + MAX_SECRET_SECONDS + 1)),
        Example("183 days", lambda s: s.secret(exp=samples.NOW + 183 * _DAY)),
        Example("a year", lambda s: s.secret(exp=samples.NOW + 365 * _DAY)),
    ),
)

EXPIRES_SOON = Rule(
    id="secret-expires-soon",
    title="client_secret expires soon",
    question=Question.PAYLOAD,
    since="0.1",
    why="It works now. At its exp every sign-in stops at once, in the middle of a night as likely as not.",
    fix="Make a new secret today, and let the program make them from now on.",
    references=(APPLE_CLIENT_SECRET, OUR_ADVICE),
    check=_expires_soon,
    harm=Harm.FRAGILE,
    speaks_of=(LIFETIME,),
    good=lambda: (
        Example("two weeks left", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW + _SOON)),
        Example("made to last a day", lambda s: s.secret(iat=samples.NOW - 60, exp=samples.NOW - 60 + _DAY)),
    ),
    bad=lambda: (
        Example("a second under two weeks left", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW + _SOON - 1)),
        Example("made to last a second over a day", lambda s: s.secret(iat=samples.NOW - 60, exp=samples.NOW - 59 + _DAY)),
        Example("a second left", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW + 1)),
    ),
)

RULES = (IS_STALE, CACHED, EXPIRED, LIVES_TOO_LONG, EXPIRES_SOON)
