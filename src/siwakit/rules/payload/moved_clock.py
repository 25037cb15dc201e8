"""The rule about a client_secret that is valid by this machine's clock but not by the emulator's, which a test has moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from siwakit import samples
from siwakit.apple import CREDENTIAL_ENDPOINTS, MAX_SECRET_SECONDS
from siwakit.evidence.aspects import IAT_AHEAD, LIFETIME
from siwakit.evidence.dates import date_of, span_of, whole_seconds
from siwakit.evidence.evidence import LACKING, Absence, Evidence, Part
from siwakit.evidence.parts import CLAIMS, CLOCK
from siwakit.evidence.sign_in.portal import Portal
from siwakit.rules.model import Example, Fail, Leniency, Outcome, Question, Remedy, Rule, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, OUR_ADVICE

AT_IAT = "client_secret.claims.iat"
AT_EXP = "client_secret.claims.exp"
_HALF_YEAR = 15_552_000


def _moved(evidence: Evidence) -> int | Absence:
    portal = evidence.portal
    # Apple's own clock is never moved, so what is not known about the portal changes nothing.
    return LACKING if isinstance(portal, Absence) or portal.moved_seconds == 0 else portal.moved_seconds


MOVED: Part[int] = Part("moved_clock", _moved, is_extra=True)


@on(MOVED, CLAIMS, CLOCK)
def is_right_by_own_clock(moved: int, claims: Mapping[str, Any], now: int) -> Outcome:
    """Find a client_secret whose times are valid by the machine's clock but not by the one that was moved."""
    iat, exp, own = whole_seconds(claims.get("iat")), whole_seconds(claims.get("exp")), now - moved
    if iat is None or exp is None or not iat <= own < exp <= own + MAX_SECRET_SECONDS:
        return None
    if exp <= now:
        return Fail(AT_EXP, exp, f"later than {now}", _because(moved, f"exp is {date_of(exp)}", span_of(now - exp), "before"))
    if iat > now:
        return Fail(AT_IAT, iat, f"at most {now}", _because(moved, f"iat is {date_of(iat)}", span_of(iat - now), "after"))
    if exp > now + MAX_SECRET_SECONDS:
        return Fail(AT_EXP, exp, f"at most {now + MAX_SECRET_SECONDS}", _because(moved, f"exp is {date_of(exp)}", span_of(exp - now), "after"))
    return None


def _because(moved: int, times: str, apart: str, where: str) -> str:
    way = "ahead of" if moved > 0 else "behind"
    return f"the emulator's clock was set {abs(moved)} seconds {way} this machine's: {times}, {apart} {where} the emulated time"


def _is_excused(fail: Fail, leniency: Leniency) -> bool:
    return leniency.reaches_back_to(fail.actual) if fail.at == AT_IAT else leniency.reaches_on_to(fail.actual)


def _moved_by(seconds: int) -> Callable[[Portal], Portal]:
    return lambda portal: replace(portal, moved_seconds=seconds)


CLOCK_WAS_MOVED = Rule(
    id="emulator-clock-moved",
    title="the emulator's clock was moved, but client_secret follows this machine's clock",
    question=Question.PAYLOAD,
    since="0.1",
    why=(
        "A test moved the emulator's clock. By this machine's clock the client_secret is valid; by the emulator's it has expired or is not valid yet."
    ),
    fix=(
        "Create the client_secret by the emulated time (apple.clock.now() in a test), give it a lifetime longer than the move, or set the clock "
        "back. To test an expired code, make only the code older: apple.age(code, 301)."
    ),
    references=(APPLE_CLIENT_SECRET, OUR_ADVICE),
    check=is_right_by_own_clock,
    remedy=Remedy.ACTION,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    explains=("secret-lives-too-long",),
    voids=(LIFETIME, IAT_AHEAD),
    enforced_at=CREDENTIAL_ENDPOINTS,
    excuse=_is_excused,
    good=lambda: (
        Example("moved, but valid by either clock", lambda s: s.secret(iat=samples.NOW - 301, exp=samples.NOW + 1).portal(_moved_by(301))),
        Example("moved, and created by the emulated time", lambda s: s.secret(iat=samples.NOW, exp=samples.NOW + 300).portal(_moved_by(301))),
    ),
    bad=lambda: (
        Example(
            "created a second ago with a lifetime of five minutes, and moved by five minutes and a second",
            lambda s: s.secret(iat=samples.NOW - 302, exp=samples.NOW - 2).portal(_moved_by(301)),
        ),
        Example("created by this machine's clock, and moved back", lambda s: s.secret(iat=samples.NOW + 9).portal(_moved_by(-9))),
        Example(
            "created by this machine's clock, and moved back an hour",
            lambda s: s.secret(iat=samples.NOW + 3_600, exp=samples.NOW + 4_200).portal(_moved_by(-3_600)),
        ),
        Example(
            "created with a lifetime of half a year, and moved back a month",
            lambda s: s.secret(iat=samples.NOW, exp=samples.NOW + _HALF_YEAR + 2_592_000).portal(_moved_by(-2_592_000)),
        ),
        Example("moved by five hours", lambda s: s.secret(iat=samples.NOW - 18_000, exp=samples.NOW - 17_400).portal(_moved_by(18_000))),
    ),
)

RULES = (CLOCK_WAS_MOVED,)
