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
    weights: dict[str, int] = {}
    for suspect in suspects:
        for part in suspect.missing:
            ask = part.ask
            if ask in weights:
                weights[ask] += suspect.score
                decides[ask].append(suspect.rule.id)
            elif ask:
                weights[ask], parts[ask], decides[ask] = suspect.score, part, [suspect.rule.id]
    shown = [{part.ask for part in suspect.missing} for suspect in suspects[:SHOWN]]
    if ASK_REQUEST in decides and ASK_SECRET in decides:
        # The client_secret is in the request.
        decides[ASK_REQUEST] += decides[ASK_SECRET]
        shown = [asks | {ASK_REQUEST} if ASK_SECRET in asks else asks for asks in shown]

    def rank(ask: str) -> tuple[bool, int, int]:
        return parts[ask] is PORTAL, -sum(ask in asks for asks in shown), -weights[ask]

    return tuple([Wanted(parts[ask], tuple(dict.fromkeys(decides[ask]))) for ask in sorted(parts, key=rank)])


def ask_anyway(evidence: Evidence) -> tuple[Wanted, ...]:
    """Return what to add if no suspect lacks anything: the first of the usual parts that is not known, or another attempt."""
    return (Wanted(next((part for part in _IF_NOTHING_IS_MISSING if evidence.get(part) is UNKNOWN), _NEXT_ATTEMPT), ()),)
