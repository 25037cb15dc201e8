"""Rules about codes that can no longer be used: redeemed before, or older than five minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from math import isfinite
from typing import Any

from siwakit import samples
from siwakit.apple import CODE_SECONDS, TOKEN_URL, Endpoint, endpoint_of
from siwakit.evidence.addresses import split_address
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence
from siwakit.evidence.fields import read_fields
from siwakit.evidence.parts import ANSWER, APPLE_CLOCK, CLOCK, CODE, EARLIER, GRANT_TYPE, IDENTITY_CLAIMS, PORTAL
from siwakit.evidence.said import Proof
from siwakit.evidence.showing.redact import sealed
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.evidence.sign_in.issued_to import WORDS, Words, is_grant_refusal, known_or_none
from siwakit.evidence.sign_in.portal import CodeRecord, Portal
from siwakit.http import Exchange, Request, Response
from siwakit.rules.model import Example, Fail, Missing, Question, Remedy, Rule, Skip, Suspicion, Verdict, reading
from siwakit.rules.wire import CODE_UNKNOWN, CODE_USED, INVALID_GRANT
from siwakit.sources import ALLAUTH_2836, APPLE_TN3107, APPLE_TOKEN, FIREBASE_IOS_9906, LARAVEL_24

AT = "request.form.code"
_DAY = 86_400
_HOUR = 3_600
_MINUTE = 60


def _redeems_code(evidence: Evidence) -> bool:
    return evidence.get(GRANT_TYPE) in {"authorization_code", UNKNOWN} and evidence.get(CODE) is not LACKING


def _record(evidence: Evidence) -> CodeRecord | None:
    portal, code = known_or_none(evidence.get(PORTAL)), known_or_none(evidence.get(CODE))
    return None if portal is None or code is None else portal.codes.get(code)


@reading(GRANT_TYPE, CODE, PORTAL, WORDS, ANSWER, EARLIER)
def was_used(evidence: Evidence) -> Verdict:
    """Find a code that an earlier exchange redeemed, according to Apple's record, an earlier answer, or Apple's message."""
    if not _redeems_code(evidence):
        return Skip("no code is redeemed")
    record, code = _record(evidence), known_or_none(evidence.get(CODE))
    if record is not None and record.is_used:
        return _fail_used(code, "Apple's record says that it was redeemed")
    if code is not None and any(_redeemed(exchange, code) for exchange in evidence.earlier):
        return _fail_used(code, "an earlier exchange of the same code was answered 200 with tokens")
    words = evidence.get(WORDS)
    if words is Words.CODE_USED:
        return Fail("answer.error_description", None, "a code that was not redeemed before", 'Apple says "The code has already been used."')
    if not isinstance(evidence.get(PORTAL), Absence) or isinstance(words, Words):
        return None
    return Missing((EARLIER, *((ANSWER,) if words is UNKNOWN else ())), int(is_grant_refusal(evidence)))


def _redeemed(exchange: Exchange, code: str) -> bool:
    if exchange.response is None or endpoint_of(split_address(exchange.request.url).path.rstrip("/")) is not Endpoint.TOKEN:
        return False
    return read_fields(exchange.request).get("code") == code and read_answer(exchange.response).has_tokens


def _fail_used(code: str | None, because: str) -> Fail:
    return Fail(AT, sealed("authorization code", code or ""), "a code that was not redeemed before", because)


@reading(GRANT_TYPE, CODE, PORTAL, CLOCK, WORDS, APPLE_CLOCK, IDENTITY_CLAIMS, ANSWER)
def is_expired(evidence: Evidence) -> Verdict:
    """Find a code older than five minutes, by Apple's record or by the age of the identity token that came with it."""
    if not _redeems_code(evidence):
        return Skip("no code is redeemed")
    record, now, words = _record(evidence), evidence.get(CLOCK), evidence.get(WORDS)
    if record is not None and not isinstance(now, Absence):
        seconds = now - record.issued_at
        return _fail_expired(seconds, "Apple's record", record.aged_seconds) if seconds > CODE_SECONDS else None
    if not isinstance(evidence.get(PORTAL), Absence) or (isinstance(words, Words) and words is not Words.CODE_EXPIRED):
        return None
    age = _age_by_token(evidence, is_named=words is Words.CODE_EXPIRED)
    if age is None or words is UNKNOWN:
        return Missing((IDENTITY_CLAIMS, *((ANSWER,) if words is UNKNOWN else ())), int(is_grant_refusal(evidence)))
    if age <= CODE_SECONDS:
        return None
    return _fail_expired(age, "the identity token that came with it") if is_grant_refusal(evidence) else None


def _age_by_token(evidence: Evidence, *, is_named: bool) -> int | None:
    """Return the age of the code; without Apple's message only by Apple's clock, because a request is often looked at a day later."""
    now = known_or_none(evidence.get(APPLE_CLOCK))
    if now is None and is_named:
        now = known_or_none(evidence.get(CLOCK))
    iat = (known_or_none(evidence.get(IDENTITY_CLAIMS)) or {}).get("iat")
    if now is None or not isinstance(iat, int | float) or isinstance(iat, bool) or not isfinite(iat):
        return None
    return int(now - iat)


def _fail_expired(age: int, witness: str, aged: int = 0) -> Fail:
    added = f", counting the {aged} seconds by which it was aged in the emulator" if aged else ""
    because = f"according to {witness} the code was issued {_say(age)} before the request{added}"
    return Fail(AT, f"{_say(age)} old", f"at most {CODE_SECONDS} s old", because)


def _say(seconds: int) -> str:
    for size, name in ((_DAY, "days"), (_HOUR, "hours")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds // _MINUTE} minutes"


def _record_with(**changes: Any) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, codes={name: replace(record, **changes) for name, record in portal.codes.items()})


def _exchanged(scenario: samples.Scenario, status: int, body: str) -> Exchange:
    return Exchange(scenario.request(), Response(status, (), body.encode()))


def _refused(words: str) -> Callable[[samples.Scenario], samples.Scenario]:
    return lambda s: s.answered(400, {"error": "invalid_grant", "error_description": words}).unknown("portal")


_PLAIN = {"error": "invalid_grant"}


def _date() -> str:
    return formatdate(samples.NOW, usegmt=True)


def _tokens() -> str:
    return f'{{"access_token":"{samples.ACCESS_TOKEN}","token_type":"Bearer","expires_in":3600}}'


def _other_exchange() -> Exchange:
    return Exchange(Request("POST", TOKEN_URL, (), b"grant_type=refresh_token&refresh_token=x"), Response(200, (), _tokens().encode()))


CODE_WAS_USED = Rule(
    id="code-used-twice",
    title="the code was redeemed before",
    question=Question.GRANT,
    since="0.1",
    told_by={
        Proof.CODE_SENT_TWICE: 40,
        Proof.SIGN_IN_NOT_FINISHED: 25,
        Proof.ONLY_SECOND_TIME_FAILS: 60,
        Proof.ONLY_SOME_USERS_FAIL: 45,
        Proof.ONLY_SOMETIMES_FAILS: 45,
    },
    why="A code works once. A double submit, a retry after a timeout or a handler that runs twice uses it before this request arrives.",
    fix="Redeem each code in one place, once, and keep the tokens; to try again, let the user sign in again.",
    references=(APPLE_TOKEN, ALLAUTH_2836, LARAVEL_24),
    check=was_used,
    remedy=Remedy.CODE,
    wire=CODE_USED,
    also_seen=(INVALID_GRANT,),
    explains=("code-expired",),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check your server's log: was the same code sent to /auth/token before, and answered 200?",
        "a code that was never sent before is refused too",
    ),
    good=lambda: (
        Example("a new code", lambda s: s),
        Example("an earlier exchange that was refused", lambda s: s.after(_exchanged(s, 400, '{"error":"invalid_client"}'))),
        Example("an earlier exchange of something else", lambda s: s.after(_other_exchange())),
    ),
    bad=lambda: (
        Example("by an earlier answer", lambda s: s.after(_exchanged(s, 200, _tokens())).unknown("portal")),
        Example("by Apple's message", _refused("The code has already been used.")),
        Example("by Apple's message, without the full stop", _refused("The code has already been used")),
        Example("by Apple's record", lambda s: s.portal(_record_with(is_used=True))),
    ),
)

CODE_IS_EXPIRED = Rule(
    id="code-expired",
    title="the code is older than five minutes",
    question=Question.GRANT,
    since="0.1",
    told_by={Proof.SIGN_IN_NOT_FINISHED: 20, Proof.ONLY_SECOND_TIME_FAILS: 20, Proof.ONLY_SOME_USERS_FAIL: 30, Proof.ONLY_SOMETIMES_FAILS: 25},
    why="A code is valid for five minutes. One that was stored, queued or pasted from a log is too old when it arrives.",
    fix="Redeem the code as soon as it arrives, and store the refresh token instead. To try again, let the user sign in again.",
    references=(APPLE_TOKEN, APPLE_TN3107, FIREBASE_IOS_9906),
    check=is_expired,
    remedy=Remedy.CODE,
    wire=CODE_UNKNOWN,
    also_seen=(INVALID_GRANT,),
    enforced_at=(Endpoint.TOKEN,),
    suspicion=Suspicion(
        "check the time between the sign-in and this request: more than five minutes is too long",
        "a code only seconds old is refused too",
    ),
    good=lambda: (
        Example("five minutes old to the second", lambda s: s.portal(_record_with(issued_at=samples.NOW - CODE_SECONDS))),
        Example("an old identity token, without a refusal", lambda s: s.identity_token(iat=samples.NOW - _DAY).unknown("portal")),
        Example(
            "an old identity token, looked at a day later", lambda s: s.identity_token(iat=samples.NOW - _DAY).answered(400, _PLAIN).unknown("portal")
        ),
        Example(
            "five minutes old, by Apple's clock",
            lambda s: s.identity_token(iat=samples.NOW - 300).answered(400, _PLAIN, date=_date()).unknown("portal"),
        ),
        Example("a fresh identity token", lambda s: s.answered(200, _tokens()).unknown("portal")),
    ),
    bad=lambda: (
        Example("one second too old", lambda s: s.portal(_record_with(issued_at=samples.NOW - CODE_SECONDS - 1))),
        Example("aged in the emulator", lambda s: s.portal(_record_with(issued_at=samples.NOW - CODE_SECONDS - 1, aged_seconds=CODE_SECONDS))),
        Example("kept for a day", lambda s: _refused("The code has expired or has been revoked.")(s.identity_token(iat=samples.NOW - _DAY))),
        Example(
            "kept for an hour, by Apple's clock",
            lambda s: s.identity_token(iat=samples.NOW - 5000).answered(400, _PLAIN, date=_date()).unknown("portal"),
        ),
    ),
)

RULES = (CODE_WAS_USED, CODE_IS_EXPIRED)
