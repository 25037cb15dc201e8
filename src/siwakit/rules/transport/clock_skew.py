"""The rule about a clock that differs from Apple's."""

from __future__ import annotations

from email.utils import formatdate

from siwakit import samples
from siwakit.evidence.evidence import UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.parts import APPLE_CLOCK
from siwakit.evidence.said import Proof
from siwakit.rules.model import Example, Fail, Harm, Outcome, Question, Rule, Skip, on
from siwakit.sources import ASPNET_876, OUR_ADVICE, ZITADEL_7843

# Date is truncated to whole seconds, and a request takes some time.
_TOLERATED_SECONDS = 5
# If they are further apart, the answer is from another day, and no clock is wrong.
_COMPARABLE_SECONDS = 86_400


def _own_clock(evidence: Evidence) -> int | Absence:
    return UNKNOWN if isinstance(evidence.now, Absence) else evidence.now


OWN_CLOCK: Part[int] = Part("own_clock", _own_clock, "the time of the request by your own clock", "--now")


@on(OWN_CLOCK, APPLE_CLOCK)
def differs(own: int, apples: int) -> Outcome:
    """Find a clock that is ahead of or behind the Date header of Apple's answer."""
    apart = own - apples
    if abs(apart) <= _TOLERATED_SECONDS:
        return None
    if abs(apart) > _COMPARABLE_SECONDS:
        return Skip("the answer was given on another day")
    because = f"your clock is {abs(apart)} s {'ahead of' if apart > 0 else 'behind'} the Date of Apple's answer"
    return Fail("now", own, apples, because)


def _answered(scenario: samples.Scenario, date: int) -> samples.Scenario:
    return scenario.answered(400, {"error": "invalid_grant"}, date=formatdate(date, usegmt=True))


CLOCK_DIFFERS = Rule(
    id="clock-differs-from-apple",
    title="this machine's clock differs from Apple's",
    question=Question.TRANSPORT,
    since="0.1",
    why="Apple compares iat and exp with its own clock: if your clock is ahead, a client_secret is not valid yet; if it is behind, it expires early.",
    fix="Synchronise the machine's clock over the network (NTP), and set iat some seconds back.",
    references=(ZITADEL_7843, ASPNET_876, OUR_ADVICE),
    check=differs,
    told_by={Proof.ONLY_SERVER_FAILS: 30, Proof.ONLY_LOCAL_FAILS: 25, Proof.ONLY_SOMETIMES_FAILS: 30, Proof.WORKED_BEFORE: 15},
    harm=Harm.FRAGILE,
    good=lambda: (
        Example("the same second", lambda s: _answered(s, samples.NOW)),
        Example("five seconds apart", lambda s: _answered(s, samples.NOW - 5)),
        Example("an answer from last week", lambda s: _answered(s.unknown("request"), samples.NOW - 7 * 86_400)),
        Example("an answer without a Date", lambda s: s.answered(400, {"error": "invalid_grant"})),
    ),
    bad=lambda: (
        Example("ahead", lambda s: _answered(s.unknown("request"), samples.NOW - 90)),
        Example("behind", lambda s: _answered(s, samples.NOW + 90)),
        Example("six seconds behind", lambda s: _answered(s, samples.NOW + 6)),
    ),
)

RULES = (CLOCK_DIFFERS,)
