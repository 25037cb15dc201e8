"""Lifetime of a client_secret, from its claims and the clock."""

from __future__ import annotations

from siwakit.evidence.dates import whole_seconds
from siwakit.evidence.evidence import Absence, Evidence, Part
from siwakit.evidence.parts import CLAIMS, REQUEST_CLOCK
from siwakit.record import record

_TOO_LARGE = 100_000_000_000  # milliseconds: reported by a rule of their own


@record
class Life:
    """Lifetime of a client_secret relative to the clock, in seconds; *age* and *made_for* are None if iat is unusable."""

    exp: int
    now: int
    iat: int | None

    @property
    def left(self) -> int:
        """Return how long it is still valid; it has expired at 0."""
        return self.exp - self.now

    @property
    def age(self) -> int | None:
        """Return how long ago it was minted."""
        return None if self.iat is None else self.now - self.iat

    @property
    def made_for(self) -> int | None:
        """Return the lifetime it was minted with."""
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
