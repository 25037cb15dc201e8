"""Times with a name that a person adds to the picture of a log, such as that of a release."""

from __future__ import annotations

from siwakit.record import record


@record
class Mark:
    """A time with a name."""

    at: int
    name: str
