"""The life of a client_secret, as its claims and the clock tell it."""

from __future__ import annotations

from siwakit.evidence.dates import whole_seconds
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import CLAIMS, REQUEST_CLOCK
from siwakit.record import record

_TOO_LARGE = 100_000_000_000  # milliseconds: a rule of their own speaks of them


@record
class Life:
    """The life of a client_secret against the clock, in seconds; *age* and *made_for* are None if iat does not tell."""

    exp: int
    now: int
    iat: int | None

    @property
    def left(self) -> int:
        """Return how long it still lives; it is over at 0."""
        return self.exp - self.now

    @property
    def age(self) -> int | None:
        """Return how long ago it was made."""
        return None if self.iat is None else self.now - self.iat

    @property
    def made_for(self) -> int | None:
        """Return how long it was made to live."""
        return None if self.iat is None or self.exp <= self.iat else self.exp - self.iat


def _life(evidence: Evidence) -> Life | Absence | None:
    claims, now = evidence.get(CLAIMS), evidence.get(REQUEST_CLOCK)
    if isinstance(claims, Absence):
        return claims
    exp, iat = whole_seconds(claims.get("exp")), whole_seconds(claims.get("iat"))
    if exp is None or exp >= _TOO_LARGE:
        return None
    return now if isinstance(now, Absence) else Life(exp, now, None if iat is None or iat >= _TOO_LARGE else iat)


LIFE: Part[Life | None] = Part("life_of_secret", _life, CLAIMS.ask)
