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
from siwakit.rules.model import Example, Fail, Outcome, Question, Rule, Verdict, of_kind, on, reading
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, DART_303, RFC_7519

AT = "client_secret.claims.exp"
_TOO_LARGE = 100_000_000_000  # as seconds this is after the year 5000; in milliseconds it is 1973
_TOO_SMALL = 315_360_000  # ten years: as a date it is 1979, as a life it is longer than anybody wants
_TEN_MINUTES = 600


class Exp(Enum):
    """Name what an exp can be."""

    MISSING = auto()
    NOT_A_NUMBER = auto()
    MILLISECONDS = auto()
    DURATION = auto()
    SECONDS = auto()


def classify(exp: object) -> Exp:
    """Return what *exp* is."""
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
    because = "the digits stand in quotes" if is_digits else "it is no number at all"
    return Fail(AT, exp, "a JSON number", because, str(exp).strip() if is_digits else None)


@of_kind(KIND, Exp.MILLISECONDS, CLAIMS)
def _milliseconds(claims: Mapping[str, Any]) -> Outcome:
    exp = claims.get("exp")
    seconds = whole_seconds(exp) or 0
    size = next((size for size in (1_000, 1_000_000) if seconds < _TOO_LARGE * size), 1_000_000_000)
    meant = seconds // size
    return Fail(AT, exp, meant, f"read as seconds it is {date_of(seconds)}; divided by {size} it is {date_of(meant)}, which was meant", str(meant))


@reading(CLAIMS, KIND, CLOCK, needs=CLAIMS)
def _duration(evidence: Evidence) -> Verdict:
    """Find a length of time where a moment belongs, and offer the moment that it leads to."""
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
    return Fail(AT, exp, "a moment, not a length", f"read as a moment it is {date_of(exp)}; as a length it is {span_of(exp)}")


@on(CLAIMS)
def _before_iat(claims: Mapping[str, Any]) -> Outcome:
    exp, iat = whole_seconds(claims.get("exp")), whole_seconds(claims.get("iat"))
    if exp is None or iat is None or classify(exp) is not Exp.SECONDS or iat >= _TOO_LARGE or exp > iat:
        return None
    apart = f"{span_of(iat - exp)} before iat" if exp < iat else "the second of iat"
    return Fail(AT, claims["exp"], "a moment after iat", f"exp is {date_of(exp)}, {apart}: it was never valid for a second")


EXP_IS_MISSING = Rule(
    id="secret-exp-missing",
    title="client_secret does not say when it expires",
    question=Question.PAYLOAD,
    since="0.1",
    why="exp is one of the claims that Apple requires; a secret without it is refused.",
    fix="Set exp to a moment in seconds since 1970, at most 15777000 seconds from now; ten minutes are enough for one request.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_missing,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    enforced_at=CREDENTIAL_ENDPOINTS,
    good=lambda: (Example("ten minutes from now", lambda s: s.secret(exp=samples.NOW + 600)),),
    bad=lambda: (Example("no exp", lambda s: s.secret(exp=samples.DROP)), Example("null", lambda s: s.secret(exp=None))),
)

EXP_IS_NOT_A_NUMBER = Rule(
    id="secret-exp-not-a-number",
    title="exp is not a number",
    question=Question.PAYLOAD,
    since="0.1",
    why="A time in a JWT is a JSON number of seconds. Whether Apple reads text there is not known.",
    fix="Write exp as a number, without quotes.",
    references=(RFC_7519, APPLE_CLIENT_SECRET),
    check=_not_a_number,
    assumed=INVALID_CLIENT,
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda fail, leniency: leniency.accepts_spellings and is_quoted_number(fail.actual),
    good=lambda: (Example("a whole number", lambda s: s.secret(exp=samples.NOW + 600)),),
    bad=lambda: (
        Example("digits in quotes", lambda s: s.secret(exp=str(samples.NOW + 600))),
        Example("a length in words", lambda s: s.secret(exp="180d")),
        Example("a boolean", lambda s: s.secret(exp=True)),
    ),
)

EXP_IN_MILLISECONDS = Rule(
    id="secret-exp-in-milliseconds",
    title="exp is in milliseconds instead of seconds",
    question=Question.PAYLOAD,
    since="0.1",
    why="JavaScript, Java and Kotlin clocks count milliseconds. Read as seconds, the secret lives for thousands of years, far over the limit.",
    fix="Divide the time by 1000 and drop the fraction.",
    references=(APPLE_CLIENT_SECRET, DART_303),
    check=_milliseconds,
    wire=INVALID_CLIENT.cited(DART_303),
    enforced_at=CREDENTIAL_ENDPOINTS,
    good=lambda: (Example("seconds", lambda s: s.secret(exp=samples.NOW + 600)),),
    bad=lambda: (
        Example("exp alone", lambda s: s.secret(exp=(samples.NOW + 600) * 1000)),
        Example("microseconds", lambda s: s.secret(exp=(samples.NOW + 600) * 1_000_000)),
        Example("nanoseconds", lambda s: s.secret(exp=(samples.NOW + 600) * 1_000_000_000)),
    ),
)

EXP_IS_A_DURATION = Rule(
    id="secret-exp-is-a-duration",
    title="exp is a length of time instead of a moment",
    question=Question.PAYLOAD,
    since="0.1",
    why="exp counts from 1970. A length such as 600 or 15777000 is a moment in the seventies, so the secret expired long ago.",
    fix="Add the length to the present time: exp = iat + length.",
    references=(APPLE_CLIENT_SECRET, RFC_7519),
    check=_duration,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-exp-before-iat",),
    voids=(LIFETIME,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    good=lambda: (Example("a moment", lambda s: s.secret(exp=samples.NOW + 600)),),
    bad=lambda: (
        Example("ten minutes", lambda s: s.secret(exp=600)),
        Example("the longest life", lambda s: s.secret(exp=15_777_000)),
        Example("nothing", lambda s: s.secret(exp=0)),
        Example("a second under ten years", lambda s: s.secret(exp=315_359_999)),
    ),
)

EXP_BEFORE_IAT = Rule(
    id="secret-exp-before-iat",
    title="client_secret expires before it was made",
    question=Question.PAYLOAD,
    since="0.1",
    why="There is no moment at which this secret is valid: before iat it does not exist, from exp on it is over.",
    fix="Set exp to iat plus the life that you want, ten minutes for instance.",
    references=(APPLE_CLIENT_SECRET, APPLE_TN3107),
    check=_before_iat,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    voids=(LIFETIME, IAT_AHEAD),
    enforced_at=CREDENTIAL_ENDPOINTS,
    good=lambda: (Example("a second later", lambda s: s.secret(iat=samples.NOW, exp=samples.NOW + 1)),),
    bad=lambda: (
        Example("ten minutes before", lambda s: s.secret(exp=samples.NOW - 600)),
        Example("the same second", lambda s: s.secret(exp=samples.NOW)),
        Example("both ahead, the wrong way round", lambda s: s.secret(iat=samples.NOW + 1200, exp=samples.NOW + 600)),
    ),
)

RULES = (EXP_IS_MISSING, EXP_IS_NOT_A_NUMBER, EXP_IN_MILLISECONDS, EXP_IS_A_DURATION, EXP_BEFORE_IAT)
