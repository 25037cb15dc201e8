"""What to add next: the parts that would decide the suspects, what would decide most first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siwakit.evidence.evidence import UNKNOWN, Evidence, Part
from siwakit.evidence.parts import ANSWER, ASK_REQUEST, ASK_SECRET, EARLIER, KEYS, PORTAL, REQUEST, SECRET_SENT, SETTINGS
from siwakit.judge.how_to_get import HOW_TO_GET
from siwakit.judge.suspects import SHOWN, Suspect
from siwakit.record import record

_IF_NOTHING_IS_MISSING = (REQUEST, SECRET_SENT, ANSWER, KEYS, SETTINGS, EARLIER, PORTAL)
_NEXT_ATTEMPT: Part[Any] = Part(
    "next_attempt", lambda _: UNKNOWN, "a second attempt with a new code: the request as it is sent, and Apple's answer", is_extra=True
)

_AMONG_THE_FIRST = 10**9  # more than the scores of all suspects
_CANNOT_BE_GIVEN = 10**12


@record
class Wanted:
    """A part to add next, and the rules that it helps to decide."""

    part: Part[Any]
    decides: tuple[str, ...]

    @property
    def how(self) -> str:
        """Return how to get the part, in a sentence or two."""
        return HOW_TO_GET.get(self.part.ask, "")


def collect_next(suspects: Sequence[Suspect]) -> tuple[Wanted, ...]:
    """Return what to add next. What would decide most of the first suspects comes first, and the developer portal, which cannot be given, last."""
    parts: dict[str, Part[Any]] = {}
    decides: dict[str, list[str]] = {}
    ranks: dict[str, int] = {}
    bonus = _AMONG_THE_FIRST
    for place, suspect in enumerate(suspects):
        if place == SHOWN:
            bonus = 0
        for part in suspect.missing:
            ask = part.ask
            if ask in ranks:
                if decides[ask][-1] is not suspect.rule.id:
                    ranks[ask] += suspect.score + bonus
                    decides[ask].append(suspect.rule.id)
            elif ask:
                ranks[ask], parts[ask], decides[ask] = suspect.score + bonus, part, [suspect.rule.id]
    if ASK_REQUEST in decides and ASK_SECRET in decides:
        # The client_secret is in the request.
        ranks[ASK_REQUEST] += ranks[ASK_SECRET]
        either = {*decides[ASK_REQUEST], *decides[ASK_SECRET]}
        decides[ASK_REQUEST] = [suspect.rule.id for suspect in suspects if suspect.rule.id in either]
    if PORTAL.ask in ranks:
        ranks[PORTAL.ask] -= _CANNOT_BE_GIVEN
    return tuple([Wanted(parts[ask], tuple(decides[ask])) for ask in sorted(ranks, key=ranks.__getitem__, reverse=True)])


def ask_anyway(evidence: Evidence) -> tuple[Wanted, ...]:
    """Return what to add if no suspect lacks anything: the first of the usual parts that is not known, or another attempt."""
    return (Wanted(next((part for part in _IF_NOTHING_IS_MISSING if evidence.get(part) is UNKNOWN), _NEXT_ATTEMPT), ()),)
