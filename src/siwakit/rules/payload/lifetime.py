"""Rules about how long a client_secret is valid, and which of several is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, MAX_SECRET_SECONDS
from siwakit.evidence.aspects import LIFETIME
from siwakit.evidence.dates import date_of, span_of, whole_seconds
from siwakit.evidence.evidence import Evidence
from siwakit.evidence.parts import ANSWER, CLAIMS, NEWER_SECRET
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.answer import AppleAnswer
from siwakit.evidence.sign_in.secret_life import LIFE, Life
from siwakit.jose.jws import Jws
from siwakit.rules.model import Example, Fail, Harm, Missing, Outcome, Question, Rule, Suspicion, Verdict, on, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, LARAVEL_9, OUR_ADVICE

AT = "client_secret.claims.exp"
_LIMIT = "15777000 seconds (182 days, 14 hours and 30 minutes)"
_TOO_LARGE = 100_000_000_000  # milliseconds: another rule reports them
_DAY = 86_400
_SOON = 14 * _DAY
_HALF_YEAR = 15_552_000  # 180 days


def _fail(life: Life, because: str) -> Fail:
    best = life.now + 600
    return Fail(AT, life.exp, f"a time between now and {MAX_SECRET_SECONDS} seconds from now", because, str(best))


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
    """Find an older client_secret sent instead of the newer one; evaluated only if the one sent fails."""
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
    because = f"the one sent was created at {date_of(sent)}, the new one {span_of(made - sent)} later"
    return Fail("client_secret.claims.iat", claims["iat"], made, because)


IS_STALE = Rule(
    id="secret-is-stale",
    title="a newer client_secret exists, but the old one is still sent",
    question=Question.PAYLOAD,
    since="0.1",
    why="The new client_secret never reached the program: another setting, an older file, or a process that was not restarted still has the old one.",
    fix="Find where the running program reads the client_secret from, put the new one there, and restart it.",
    references=(APPLE_TN3107, OUR_ADVICE),
    check=_is_stale,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(LIFETIME,),
    speaks_of=(LIFETIME,),
    suspicion=Suspicion("check whether the server still sends the client_secret from before the last change", "the newest one is sent"),
    told_by={
        Proof.ONLY_SERVER_FAILS: 40,
        Proof.ONLY_REFRESH_FAILS: 25,
        Proof.ONLY_SOMETIMES_FAILS: 35,
        Proof.WORKED_FOR_MONTHS: 40,
        Proof.WORKED_BEFORE: 35,
        Proof.SINCE_KEY_REPLACED: 50,
        Proof.SINCE_TEAM_CHANGED: 30,
        Proof.SINCE_CLIENT_ID_CHANGED: 35,
        Proof.SINCE_DEPLOYMENT: 45,
    },
    good=lambda: (
        Example("the newest one", lambda s: s.newer_secret(iat=samples.NOW)),
        Example("an older one that is still valid, without a refusal", lambda s: s.secret(iat=samples.NOW - 60).newer_secret(iat=samples.NOW)),
    ),
    bad=lambda: (
        Example(
            "expired, and replaced elsewhere",
            lambda s: s.secret(iat=samples.NOW - _HALF_YEAR - 9, exp=samples.NOW - 9).newer_secret(iat=samples.NOW - 5),
        ),
        Example(
            "refused, while a newer one is available",
            lambda s: s.secret(iat=samples.NOW - 60).newer_secret(iat=samples.NOW - 1).answered(400, {"error": "invalid_client"}),
        ),
    ),
)

LIVES_TOO_LONG = Rule(
    id="secret-lives-too-long",
    title="exp is further ahead than Apple allows",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple refuses a client_secret whose exp is more than 15777000 seconds ahead of its clock. 183 days and six calendar months exceed that.",
    fix="Set exp to 180 days from now at most; ten minutes are enough if you create a client_secret for each request.",
    references=(APPLE_CLIENT_SECRET, LARAVEL_9),
    check=_lives_too_long,
    wire=INVALID_CLIENT.cited(APPLE_CLIENT_SECRET),
    also_seen=(INVALID_CLIENT.cited(LARAVEL_9),),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret and subtract the time of the request from exp", "the difference is 15777000 at most"),
    told_by={Proof.SINCE_KEY_REPLACED: 25},
    good=lambda: (
        Example("the limit to the second", lambda s: s.secret(exp=samples.NOW + MAX_SECRET_SECONDS)),
        Example("the limit and a fraction of a second", lambda s: s.secret(exp=samples.NOW + MAX_SECRET_SECONDS + 0.7)),
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
    why="It works now. Once exp passes, every sign-in fails from then on.",
    fix="Create a new client_secret today, and automate its renewal from now on.",
    references=(APPLE_CLIENT_SECRET, OUR_ADVICE),
    check=_expires_soon,
    harm=Harm.FRAGILE,
    speaks_of=(LIFETIME,),
    good=lambda: (
        Example("two weeks left", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW + _SOON)),
        Example("created to last a day", lambda s: s.secret(iat=samples.NOW - 60, exp=samples.NOW - 60 + _DAY)),
    ),
    bad=lambda: (
        Example("a second under two weeks left", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW + _SOON - 1)),
        Example("created to last a second over a day", lambda s: s.secret(iat=samples.NOW - 60, exp=samples.NOW - 59 + _DAY)),
        Example("a second left", lambda s: s.secret(iat=samples.NOW - _HALF_YEAR, exp=samples.NOW + 1)),
    ),
)

RULES = (IS_STALE, LIVES_TOO_LONG, EXPIRES_SOON)
