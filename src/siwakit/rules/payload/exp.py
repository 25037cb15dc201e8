"""Rules about exp as a number: seconds since 1970, and after iat."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, MAX_SECRET_SECONDS
from siwakit.evidence.aspects import IAT_AHEAD, LIFETIME
from siwakit.evidence.dates import date_of, is_quoted_number, span_of, whole_seconds
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import CLAIMS, CLOCK
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Suspicion, Verdict, of_kind, on, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, DART_303, RFC_7519

AT = "client_secret.claims.exp"
_TOO_LARGE = 100_000_000_000  # as seconds this is after the year 5000; in milliseconds it is 1973
_TOO_SMALL = 315_360_000  # ten years: as a date it is 1979, as a lifetime it is longer than any that is meant
_TEN_MINUTES = 600


class Exp(Enum):
    """The kinds of exp."""

    MISSING = auto()
    NOT_A_NUMBER = auto()
    MILLISECONDS = auto()
    DURATION = auto()
    SECONDS = auto()


def classify(exp: object) -> Exp:
    """Return the kind of *exp*."""
    if exp is None:
        return Exp.MISSING
    seconds = whole_seconds(exp)
    if seconds is None:
        return Exp.NOT_A_NUMBER
    if seconds >= _TOO_LARGE:
        return Exp.MILLISECONDS
    return Exp.DURATION if 0 <= seconds < _TOO_SMALL else Exp.SECONDS


KIND: Part[Exp] = Part("kind_of_exp", lambda evidence: _kind_of(evidence.get(CLAIMS)), CLAIMS.ask)


def _kind_of(claims: Mapping[str, Any] | Absence) -> Exp | Absence:
    return claims if isinstance(claims, Absence) else classify(claims.get("exp"))


@of_kind(KIND, Exp.MISSING, CLAIMS)
def _missing(_claims: Mapping[str, Any]) -> Outcome:
    return Fail(AT, None, "a time in seconds since 1970, at most 15777000 from now")


@of_kind(KIND, Exp.NOT_A_NUMBER, CLAIMS)
def _not_a_number(claims: Mapping[str, Any]) -> Outcome:
    exp = claims.get("exp")
    is_digits = isinstance(exp, str) and exp.strip().isdigit()
    because = "the digits are in quotes" if is_digits else "it is not a number"
    return Fail(AT, exp, "a JSON number", because, str(exp).strip() if is_digits else None)


@of_kind(KIND, Exp.MILLISECONDS, CLAIMS)
def _milliseconds(claims: Mapping[str, Any]) -> Outcome:
    exp = claims.get("exp")
    seconds = whole_seconds(exp) or 0
    size = next((size for size in (1_000, 1_000_000) if seconds < _TOO_LARGE * size), 1_000_000_000)
    meant = seconds // size
    return Fail(
        AT, exp, meant, f"read as seconds it is {date_of(seconds)}; divided by {size} it is {date_of(meant)}, which was probably meant", str(meant)
    )


@reading(CLAIMS, KIND, CLOCK, needs=CLAIMS)
def _duration(evidence: Evidence) -> Verdict:
    """Find a duration in place of a point in time, and offer the time that it leads to."""
    verdict = _look_for_duration(evidence)
    clock = evidence.get(CLOCK)
    if not isinstance(verdict, Fail) or isinstance(clock, Absence):
        return verdict
    length = whole_seconds(verdict.actual) or 0
    moment = clock + (length if 0 < length <= MAX_SECRET_SECONDS else _TEN_MINUTES)
    return Fail(AT, verdict.actual, moment, verdict.because, str(moment))


@of_kind(KIND, Exp.DURATION, CLAIMS)
def _look_for_duration(claims: Mapping[str, Any]) -> Outcome:
    exp: Any = claims.get("exp")
    return Fail(AT, exp, "a point in time, not a duration", f"read as a point in time it is {date_of(exp)}; as a duration it is {span_of(exp)}")


@on(CLAIMS)
def _before_iat(claims: Mapping[str, Any]) -> Outcome:
    exp, iat = whole_seconds(claims.get("exp")), whole_seconds(claims.get("iat"))
    if exp is None or iat is None or classify(exp) is not Exp.SECONDS or iat >= _TOO_LARGE or exp > iat:
        return None
    apart = f"{span_of(iat - exp)} before iat" if exp < iat else "the same second as iat"
    return Fail(AT, claims["exp"], "a time after iat", f"exp is {date_of(exp)}, {apart}: it was never valid for a second")


EXP_IS_MISSING = Rule(
    id="secret-exp-missing",
    title="client_secret has no exp",
    question=Question.PAYLOAD,
    since="0.1",
    why="exp is one of the claims that Apple requires; a client_secret without it is refused.",
    fix="Set exp to a time in seconds since 1970, at most 15777000 seconds from now; ten minutes are enough for one request.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_missing,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("decode the client_secret and look for exp", "exp is there, in seconds"),
    good=lambda: (Example("ten minutes from now", lambda s: s.secret(exp=samples.NOW + 600)),),
    bad=lambda: (Example("no exp", lambda s: s.secret(exp=samples.DROP)), Example("null", lambda s: s.secret(exp=None))),
)

EXP_IS_NOT_A_NUMBER = Rule(
    id="secret-exp-not-a-number",
    title="exp is not a number",
    question=Question.PAYLOAD,
    since="0.1",
    why="A time in a JWT is a JSON number of seconds. Whether Apple accepts a string there is not known.",
    fix="Write exp as a number, without quotes.",
    references=(RFC_7519, APPLE_CLIENT_SECRET),
    check=_not_a_number,
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda fail, leniency: leniency.accepts_spellings and is_quoted_number(fail.actual),
    suspicion=Suspicion("check whether exp is a string or a date", "exp is a number of seconds"),
    good=lambda: (Example("a whole number", lambda s: s.secret(exp=samples.NOW + 600)),),
    bad=lambda: (
        Example("digits in quotes", lambda s: s.secret(exp=str(samples.NOW + 600))),
        Example("a duration in words", lambda s: s.secret(exp="180d")),
        Example("a boolean", lambda s: s.secret(exp=True)),
    ),
)

EXP_IN_MILLISECONDS = Rule(
    id="secret-exp-in-milliseconds",
    title="exp is in milliseconds instead of seconds",
    question=Question.PAYLOAD,
    since="0.1",
    why="JavaScript, Java and Kotlin clocks count milliseconds. Read as seconds, exp is thousands of years ahead, far over the limit.",
    fix="Divide the time by 1000 and drop the fraction.",
    references=(APPLE_CLIENT_SECRET, DART_303),
    check=_milliseconds,
    wire=INVALID_CLIENT.cited(DART_303),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether exp has thirteen digits: it is in seconds, which have ten", "exp has ten digits"),
    good=lambda: (Example("seconds", lambda s: s.secret(exp=samples.NOW + 600)),),
    bad=lambda: (
        Example("only exp", lambda s: s.secret(exp=(samples.NOW + 600) * 1000)),
        Example("microseconds", lambda s: s.secret(exp=(samples.NOW + 600) * 1_000_000)),
        Example("nanoseconds", lambda s: s.secret(exp=(samples.NOW + 600) * 1_000_000_000)),
    ),
)

EXP_IS_A_DURATION = Rule(
    id="secret-exp-is-a-duration",
    title="exp is a duration instead of a point in time",
    question=Question.PAYLOAD,
    since="0.1",
    why="exp counts from 1970. A duration such as 600 or 15777000 is a date in the seventies, so the client_secret expired long ago.",
    fix="Add the duration to the present time: exp = iat + duration.",
    references=(APPLE_CLIENT_SECRET, RFC_7519),
    check=_duration,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-exp-before-iat",),
    voids=(LIFETIME,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether exp is the lifetime instead of the time of its end", "exp is later than iat"),
    good=lambda: (Example("a point in time", lambda s: s.secret(exp=samples.NOW + 600)),),
    bad=lambda: (
        Example("ten minutes", lambda s: s.secret(exp=600)),
        Example("the longest lifetime", lambda s: s.secret(exp=15_777_000)),
        Example("nothing", lambda s: s.secret(exp=0)),
        Example("a second under ten years", lambda s: s.secret(exp=315_359_999)),
    ),
)

EXP_BEFORE_IAT = Rule(
    id="secret-exp-before-iat",
    title="client_secret expires before it was created",
    question=Question.PAYLOAD,
    since="0.1",
    why="This client_secret is never valid: it is not valid before iat, and it expires at exp, which is not later than iat.",
    fix="Set exp to iat plus the lifetime that you want, for example ten minutes.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_before_iat,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(LIFETIME, IAT_AHEAD),
    enforced_at=CREDENTIAL_ENDPOINTS,
    suspicion=Suspicion("check whether exp is before iat", "exp is later than iat"),
    good=lambda: (Example("a second later", lambda s: s.secret(iat=samples.NOW, exp=samples.NOW + 1)),),
    bad=lambda: (
        Example("ten minutes before", lambda s: s.secret(exp=samples.NOW - 600)),
        Example("the same second", lambda s: s.secret(exp=samples.NOW)),
        Example("both in the future, in the wrong order", lambda s: s.secret(iat=samples.NOW + 1200, exp=samples.NOW + 600)),
    ),
)

RULES = (EXP_IS_MISSING, EXP_IS_NOT_A_NUMBER, EXP_IN_MILLISECONDS, EXP_IS_A_DURATION, EXP_BEFORE_IAT)
