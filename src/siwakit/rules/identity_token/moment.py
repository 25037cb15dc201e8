"""Rules about the times of an identity token, and the clock that they are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from siwakit import samples
from siwakit.apple import IDENTITY_TOKEN_SECONDS
from siwakit.evidence.dates import LEEWAY_SECONDS, date_of, is_zone_offset, span_of, whole_seconds
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.parts import CLOCK
from siwakit.evidence.said import Proof
from siwakit.evidence.sign_in.identity_parts import CLAIMS, VERIFIER
from siwakit.rules.model import Check, Enforcer, Example, Fail, Harm, Missing, Outcome, Question, Rule, Skip, Suspicion, Verdict, of_kind, on, reading
from siwakit.sources import APPLE_AUTHENTICATING, APPLE_ID_TOKEN, APPLE_SIGNIN_AUTH_115, OUR_ADVICE, PASSPORT_APPLE_79, SOCIALITE_PROVIDERS_1354

AT_IAT = "identity_token.claims.iat"
AT_EXP = "identity_token.claims.exp"
_VERIFY = (Enforcer.VERIFY,)
_LEEWAYS = ("leeway", "leeway_seconds", "clock_skew", "clock_skew_seconds", "clock_tolerance", "tolerance")


class Ahead(Enum):
    """Reasons why an iat can be ahead of the clock."""

    NOT = auto()
    SECONDS = auto()
    TIME_ZONE = auto()
    FAR = auto()


def classify(ahead: int) -> Ahead:
    """Return what being *ahead* seconds means; exactly one rule of this file reports each reason."""
    if ahead <= 0:
        return Ahead.NOT
    if ahead <= LEEWAY_SECONDS:
        return Ahead.SECONDS
    return Ahead.TIME_ZONE if is_zone_offset(ahead) else Ahead.FAR


def _is_not_a_time(claim: str) -> Check:
    @on(CLAIMS)
    def look(claims: Mapping[str, Any]) -> Outcome:
        if whole_seconds(claims.get(claim)) is not None:
            return None
        return Fail(f"identity_token.claims.{claim}", claims.get(claim), "seconds since 1970-01-01 UTC")

    return look


@on(CLAIMS, CLOCK)
def is_expired(claims: Mapping[str, Any], now: int) -> Outcome:
    """Find an expired token."""
    exp = whole_seconds(claims.get("exp"))
    if exp is None or exp > now:
        return None
    return Fail(AT_EXP, exp, f"later than {now}", f"exp is {date_of(exp)}, {span_of(now - exp)} before now")


def _leeway(verifier: Mapping[str, Any] | Absence) -> int | None:
    if isinstance(verifier, Absence):
        return None
    return next((seconds for name in _LEEWAYS if (seconds := whole_seconds(verifier.get(name))) is not None), None)


def _read_ahead(evidence: Evidence) -> Ahead | Absence:
    claims, now = evidence.get(CLAIMS), evidence.get(CLOCK)
    if isinstance(claims, Absence) or isinstance(now, Absence):
        return claims if isinstance(claims, Absence) else UNKNOWN
    iat = whole_seconds(claims.get("iat"))
    return Ahead.NOT if iat is None else classify(iat - now)


AHEAD: Part[Ahead] = Part("identity.ahead", _read_ahead, CLOCK.ask, CLOCK.option)


def _is_ahead(kind: Ahead) -> Check:
    @of_kind(AHEAD, kind, CLAIMS, CLOCK)
    def look(claims: Mapping[str, Any], now: int) -> Outcome:
        """Find an iat that is ahead by this much."""
        return _fail_ahead(whole_seconds(claims.get("iat")) or 0, now)

    return look


def _fail_ahead(iat: int, now: int) -> Fail:
    return Fail(AT_IAT, iat, f"{now} or earlier", f"iat is {date_of(iat)}, {span_of(iat - now)} ahead of the clock")


@reading(CLAIMS, CLOCK, VERIFIER, needs=CLAIMS)
def _is_seconds_ahead(evidence: Evidence) -> Verdict:
    verdict, verifier = _is_ahead(Ahead.SECONDS)(evidence), evidence.get(VERIFIER)
    if verifier is LACKING:
        return Skip("there is no token, or nothing says how strict the verifier is")
    if not isinstance(verdict, Fail):
        return verdict
    leeway = _leeway(verifier)
    if leeway is None:
        return Missing((VERIFIER,), 3)
    claims, now = evidence.get(CLAIMS), evidence.get(CLOCK)
    iat = None if isinstance(claims, Absence) else whole_seconds(claims.get("iat"))
    if iat is None or isinstance(now, Absence) or iat - now <= leeway:
        return None
    return Fail(AT_IAT, verdict.actual, verdict.expected, f"{verdict.because}, but the verifier allows {leeway} seconds")


@on(CLAIMS)
def lives_too_long(claims: Mapping[str, Any]) -> Outcome:
    """Find a lifetime longer than that of any token seen from Apple."""
    iat, exp = whole_seconds(claims.get("iat")), whole_seconds(claims.get("exp"))
    if iat is None or exp is None or exp - iat <= IDENTITY_TOKEN_SECONDS:
        return None
    return Fail(AT_EXP, exp, f"{iat + IDENTITY_TOKEN_SECONDS} or earlier", f"it is valid for {span_of(exp - iat)}, but Apple's tokens for a day")


@on(VERIFIER)
def ignores_expiry(verifier: Mapping[str, Any]) -> Outcome:
    """Find a verifier that accepts expired tokens."""
    ignored = verifier.get("ignore_expiration", verifier.get("ignoreExpiration"))
    return Fail("verifier.ignore_expiration", "true", "false") if ignored is True else None


EXP_MISSING = Rule(
    id="identity-token-exp-missing",
    title="the identity token has no valid exp",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Apple's tokens always have exp, a number; one without it would be valid forever.",
    fix="Refuse the token: Apple never sends one like it.",
    references=(APPLE_ID_TOKEN,),
    check=_is_not_a_time("exp"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (
        Example("a number", lambda s: s.verifying()),
        Example("a fraction", lambda s: s.verifying(lambda i: i.claims(exp=samples.NOW + 600.5))),
    ),
    bad=lambda: (
        Example("no exp", lambda s: s.verifying(lambda i: i.claims(exp=samples.DROP))),
        Example("a string", lambda s: s.verifying(lambda i: i.claims(exp=str(samples.NOW + 600)))),
        Example("a boolean", lambda s: s.verifying(lambda i: i.claims(exp=True))),
    ),
)

IAT_MISSING = Rule(
    id="identity-token-iat-missing",
    title="the identity token has no valid iat",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Apple's tokens always have iat, a number.",
    fix="Refuse the token: Apple never sends one like it.",
    references=(APPLE_ID_TOKEN,),
    check=_is_not_a_time("iat"),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("a number", lambda s: s.verifying()),),
    bad=lambda: (
        Example("no iat", lambda s: s.verifying(lambda i: i.claims(iat=samples.DROP))),
        Example("a string", lambda s: s.verifying(lambda i: i.claims(iat=str(samples.NOW)))),
    ),
)

EXPIRED = Rule(
    id="identity-token-expired",
    title="the identity token has expired",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_EXPIRED: 40},
    why="An identity token proves a sign-in that has just happened; in Apple's tokens it is valid for a day at most.",
    fix="Verify the token when it arrives and keep a session of your own; for a new proof, let the user sign in again.",
    references=(APPLE_AUTHENTICATING, PASSPORT_APPLE_79),
    check=is_expired,
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("a second left", lambda s: s.verifying(lambda i: i.claims(exp=samples.NOW + 1))),),
    bad=lambda: (
        Example("this very second", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW - 86400, exp=samples.NOW))),
        Example("an hour ago", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW - 90000, exp=samples.NOW - 3600))),
    ),
)

SECONDS_AHEAD = Rule(
    id="identity-token-iat-ahead",
    title="the verifier's clock is slightly behind Apple's, and its leeway is too small",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_AHEAD: 40, Proof.ONLY_SOMETIMES_FAILS: 35},
    why="To the verifier a new token appears to come from the future; the same token is accepted a moment later.",
    fix="Synchronise the clock with NTP, and allow a leeway of 60 seconds.",
    references=(SOCIALITE_PROVIDERS_1354, OUR_ADVICE),
    check=_is_seconds_ahead,
    harm=Harm.DEFEATS,
    suspicion=Suspicion("check the leeway of your verifier and compare your server's clock with Apple's Date header", "the leeway is 60 seconds"),
    good=lambda: (
        Example("the same second, no leeway", lambda s: s.verifying(lambda i: i.verifier_says(leeway=0))),
        Example("within the leeway", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 3).verifier_says(leeway=3))),
    ),
    bad=lambda: (
        Example("two seconds, no leeway", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 2).verifier_says(leeway=0, check_iat=True))),
        Example("a minute, with half of it allowed", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 60).verifier_says(leeway=30))),
    ),
)

TIME_ZONE = Rule(
    id="identity-token-iat-ahead-by-time-zone",
    title="the identity token is ahead of the clock by whole hours",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_AHEAD: 30},
    why="A difference of whole or half hours is a time zone: local time was treated as UTC, on this machine or in the code.",
    fix="Take the time in UTC, as seconds since 1970, and compare it with iat as it is.",
    references=(APPLE_ID_TOKEN, OUR_ADVICE),
    check=_is_ahead(Ahead.TIME_ZONE),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("now", lambda s: s.verifying()),),
    bad=lambda: (
        Example("one hour", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 3600, exp=samples.NOW + 90000))),
        Example("five and a half, and a second", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 19801, exp=samples.NOW + 90000))),
        Example("nine hours", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 32400, exp=samples.NOW + 90000))),
    ),
)

IN_FUTURE = Rule(
    id="identity-token-iat-in-future",
    title="the identity token was issued in the future",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    told_by={Proof.TOKEN_AHEAD: 20},
    why="Synchronised clocks do not differ by minutes: this machine's clock is wrong, or the token is.",
    fix="Set the clock with NTP; if it is right, refuse the token.",
    references=(APPLE_ID_TOKEN, OUR_ADVICE),
    check=_is_ahead(Ahead.FAR),
    harm=Harm.DEFEATS,
    enforced_at=_VERIFY,
    good=lambda: (Example("a minute ahead", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 60))),),
    bad=lambda: (
        Example("a minute and a second", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 61))),
        Example("a quarter of an hour", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 900))),
        Example("two days", lambda s: s.verifying(lambda i: i.claims(iat=samples.NOW + 172800, exp=samples.NOW + 259200))),
    ),
)

LIVES_TOO_LONG = Rule(
    id="identity-token-lives-too-long",
    title="the identity token is valid for longer than any of Apple's",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Apple's tokens have been valid for a day since 2021, and for ten minutes before; check whether Apple signed this one.",
    fix="Verify the signature with Apple's key set, and refuse the token if it does not verify.",
    references=(PASSPORT_APPLE_79,),
    check=lives_too_long,
    harm=Harm.UNSAFE,
    good=lambda: (Example("a day", lambda s: s.verifying(lambda i: i.claims(exp=samples.NOW + 86400))),),
    bad=lambda: (
        Example("a second more than a day", lambda s: s.verifying(lambda i: i.claims(exp=samples.NOW + 86401))),
        Example("a year", lambda s: s.verifying(lambda i: i.claims(exp=samples.NOW + 31536000))),
    ),
)

EXPIRY_IGNORED = Rule(
    id="identity-token-expiry-ignored",
    title="the verifier ignores exp",
    question=Question.IDENTITY_TOKEN,
    since="0.1",
    why="Anyone who finds an old token can sign in with it until Apple retires the key; after that, it fails for every user with such a token.",
    fix="Check exp, and use a session of your own for anything that lasts longer.",
    references=(APPLE_AUTHENTICATING, APPLE_SIGNIN_AUTH_115),
    check=ignores_expiry,
    harm=Harm.UNSAFE,
    good=lambda: (Example("not ignored", lambda s: s.verifying(lambda i: i.verifier_says(ignore_expiration=False))),),
    bad=lambda: (Example("ignored", lambda s: s.verifying(lambda i: i.verifier_says(ignore_expiration=True))),),
)

RULES = (EXP_MISSING, IAT_MISSING, EXPIRED, SECONDS_AHEAD, TIME_ZONE, IN_FUTURE, LIVES_TOO_LONG, EXPIRY_IGNORED)
