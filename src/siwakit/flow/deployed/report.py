"""Everything that one run of `siwakit check` found, and the exit code that follows from it."""

from __future__ import annotations

from siwakit.flow.deployed.place import CheckedPlace, KeysInUse, Standing, keys_in_use, worst
from siwakit.flow.deployed.published import Published
from siwakit.record import record


@record(kw_only=True)
class CheckReport:
    """The places that were checked at *now*, and Apple's documents if they were compared."""

    places: tuple[CheckedPlace, ...]
    now: int
    warn_before: int
    published: tuple[Published, ...] = ()

    @property
    def standing(self) -> Standing:
        """Return the worst standing of any place or document."""
        return worst((*(place.standing for place in self.places), *(document.standing for document in self.published)))

    @property
    def exit_code(self) -> int:
        """Return 1 if anything is wrong, 3 if something expires soon or is not known, else 0."""
        return self.standing.exit_code

    @property
    def keys_in_use(self) -> tuple[KeysInUse, ...]:
        """Return the clients whose deployed client_secrets were signed with more than one key."""
        return keys_in_use(self.places)
