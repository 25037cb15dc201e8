"""Rules about claims that Apple does not ask for, and about fractions of seconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS
from siwakit.evidence.aspects import IAT_AHEAD
from siwakit.evidence.dates import date_of, span_of, whole_seconds
from siwakit.evidence.parts import CLAIMS, REQUEST_CLOCK
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, Suspicion, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_SIGNIN_AUTH_171, OUR_ADVICE, RFC_7519

AT = "client_secret.claims"
_KNOWN = frozenset({"iss", "iat", "exp", "aud", "sub", "nbf"})
_TIMES = ("iat", "exp", "nbf")


@on(CLAIMS, REQUEST_CLOCK)
def _nbf_in_future(claims: Mapping[str, Any], now: int) -> Outcome:
    nbf = whole_seconds(claims.get("nbf"))
    if nbf is None or nbf <= now:
        return None
    return Fail(
        f"{AT}.nbf", claims["nbf"], "no nbf, or a time in the past", f"nbf is {date_of(nbf)}, {span_of(nbf - now)} after the time of the request"
    )


@on(CLAIMS)
def _fractional(claims: Mapping[str, Any]) -> Outcome:
    for name in _TIMES:
        value = claims.get(name)
        if isinstance(value, float) and not value.is_integer():
            return Fail(f"{AT}.{name}", value, whole_seconds(value), correct=str(whole_seconds(value)))
    return None


@on(CLAIMS)
def _extra(claims: Mapping[str, Any]) -> Outcome:
    extra = [name for name in claims if name not in _KNOWN]
    return Fail(AT, ", ".join(extra), "iss, iat, exp, aud and sub") if extra else None


NBF_IN_FUTURE = Rule(
    id="secret-nbf-in-future",
    title="client_secret is not valid yet, according to its nbf",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple does not ask for nbf, and accepts one that is in the past. What it does with one in the future is not known.",
    fix="Remove nbf, or set it a minute back.",
    references=(RFC_7519, APPLE_CLIENT_SECRET),
    check=_nbf_in_future,
    assumed=INVALID_CLIENT,
    speaks_of=(IAT_AHEAD,),
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=lambda fail, leniency: leniency.reaches_back_to(fail.actual),
    suspicion=Suspicion("decode the client_secret and look for an nbf that is ahead", "there is no nbf"),
    good=lambda: (
        Example("the present second, as ASP.NET writes it", lambda s: s.secret(nbf=samples.NOW)),
        Example("a fraction of the present second", lambda s: s.secret(nbf=samples.NOW + 0.9)),
        Example("the past", lambda s: s.secret(nbf=samples.NOW - 60)),
    ),
    bad=lambda: (
        Example("a second ahead", lambda s: s.secret(nbf=samples.NOW + 1)),
        Example("an hour ahead", lambda s: s.secret(nbf=samples.NOW + 3600)),
    ),
)

FRACTIONAL = Rule(
    id="secret-timestamps-fractional",
    title="a time in client_secret has a fraction",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple was seen to accept fractions of seconds, and a JWT may contain them. Libraries that read only whole numbers do not.",
    fix="Round iat and exp down to whole seconds.",
    references=(APPLE_SIGNIN_AUTH_171, OUR_ADVICE),
    check=_fractional,
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("whole seconds", lambda s: s.secret(iat=samples.NOW)),
        Example("whole seconds, written with a decimal point", lambda s: s.secret(iat=float(samples.NOW))),
    ),
    bad=lambda: (
        Example("as Python's time.time() gives it", lambda s: s.secret(iat=samples.NOW - 0.28)),
        Example("only exp", lambda s: s.secret(exp=samples.NOW + 600.5)),
    ),
)

EXTRA_CLAIMS = Rule(
    id="secret-has-extra-claims",
    title="client_secret contains claims that Apple does not ask for",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple asks for iss, iat, exp, aud and sub. Nothing is known about others; nobody has reported that one was refused.",
    fix="Remove the claims that Apple does not ask for.",
    references=(APPLE_CLIENT_SECRET, OUR_ADVICE),
    check=_extra,
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("the five claims", lambda s: s.secret(iat=samples.NOW)),
        Example("nbf, which Apple accepts", lambda s: s.secret(nbf=samples.NOW)),
    ),
    bad=lambda: (Example("jti", lambda s: s.secret(jti="1")), Example("scope and nonce", lambda s: s.secret(scope="name", nonce="1"))),
)

RULES = (NBF_IN_FUTURE, FRACTIONAL, EXTRA_CLAIMS)
