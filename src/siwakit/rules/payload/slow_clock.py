"""The rule about a client_secret that is valid by the clock that made it, and expired by Apple's."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate
from typing import Any

from siwakit import samples
from siwakit.evidence.aspects import LIFETIME
from siwakit.evidence.dates import date_of, span_of, whole_seconds
from siwakit.evidence.evidence import LACKING, Absence, Evidence, Part
from siwakit.evidence.parts import APPLE_CLOCK, CLAIMS
from siwakit.rules.model import Example, Fail, Outcome, Question, Remedy, Rule, on
from siwakit.rules.wire import INVALID_CLIENT
from siwakit.sources import APPLE_CLIENT_SECRET, APPLE_TN3107, OUR_ADVICE

_DAY = 86_400  # if the two are further apart, the answer is from another day, and the clock is not to blame


def _clocks(evidence: Evidence) -> tuple[int, int] | Absence:
    own, apples = evidence.now, evidence.get(APPLE_CLOCK)
    # An older capture is judged later than its answer. Only a clock that is behind says an earlier time than the answer to its request.
    return LACKING if isinstance(own, Absence) or isinstance(apples, Absence) or not own < apples < own + _DAY else (own, apples)


CLOCKS: Part[tuple[int, int]] = Part("slow_clock", _clocks, is_extra=True)


@on(CLOCKS, CLAIMS)
def is_over_only_for_apple(clocks: tuple[int, int], claims: Mapping[str, Any]) -> Outcome:
    """Find a client_secret that has expired by the Date of Apple's answer, but not by the clock of the machine that sent it."""
    own, apples = clocks
    iat, exp = whole_seconds(claims.get("iat")), whole_seconds(claims.get("exp"))
    if iat is None or exp is None or not iat <= own < exp <= apples:
        return None
    because = f"this machine's clock is {span_of(apples - own)} behind the Date of Apple's answer: exp is {date_of(exp)}, which is still to come here"
    return Fail("client_secret.claims.exp", exp, f"later than {apples}", because)


def _answered(scenario: samples.Scenario, seconds: int) -> samples.Scenario:
    return scenario.answered(400, {"error": "invalid_client"}, date=formatdate(samples.NOW + seconds, usegmt=True))


CLOCK_IS_BEHIND = Rule(
    id="secret-exp-by-slow-clock",
    title="this machine's clock is behind, so client_secret has expired before Apple receives it",
    question=Question.PAYLOAD,
    since="0.1",
    why="Apple compares exp with its own clock. If the clock that sets exp is further behind than the lifetime, every client_secret is over at once.",
    fix="Synchronise the machine's clock over the network (NTP), and create a new client_secret.",
    references=(APPLE_CLIENT_SECRET, OUR_ADVICE),
    check=is_over_only_for_apple,
    remedy=Remedy.ACTION,
    wire=INVALID_CLIENT.cited(APPLE_TN3107),
    # The advice about the clock is the same fix.
    explains=("clock-differs-from-apple",),
    voids=(LIFETIME,),
    good=lambda: (
        Example("behind by less than the lifetime", lambda s: _answered(s.secret(iat=samples.NOW, exp=samples.NOW + 600), 599)),
        Example("an older capture", lambda s: _answered(s.secret(iat=samples.NOW - 900, exp=samples.NOW - 300), -600)),
    ),
    bad=lambda: (
        Example("behind by exactly the lifetime", lambda s: _answered(s.secret(iat=samples.NOW, exp=samples.NOW + 600), 600)),
        Example("behind by an hour, and created a minute back", lambda s: _answered(s.secret(iat=samples.NOW - 60, exp=samples.NOW + 540), 3_600)),
        Example("behind by an hour and a quarter", lambda s: _answered(s.secret(iat=samples.NOW - 10, exp=samples.NOW + 590), 4_500)),
    ),
)

RULES = (CLOCK_IS_BEHIND,)
