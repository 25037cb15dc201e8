"""The comparison before a write, and the look at what was written after it."""

from __future__ import annotations

from collections.abc import Callable

from siwakit.edge.stores.store import Stored
from siwakit.errors import StoreConflict, StoreError, StoreUnavailable


def require_expected(found: Stored, expected: Stored, what: str) -> None:
    """Check that the store still has what was read before: the same value, or the same version if values cannot be read.

    Another field of the same entry may have changed meanwhile: that does not count, because it is kept.

    Raises:
        StoreConflict: it has something else.
    """
    if found.value is not None or expected.value is not None:
        is_same = found.value == expected.value
    else:
        is_same = found.exists == expected.exists and (not found.exists or found.version == expected.version)
    if not is_same:
        raise conflict(what)


def conflict(what: str) -> StoreConflict:
    """Return the error that says that *what* was changed meanwhile."""
    return StoreConflict(f"another program has changed {what}", hint="read it again before you write")


def read_back(read: Callable[[], Stored], what: str) -> Stored:
    """Return what *read* returns after a write.

    Raises:
        StoreUnavailable: it fails. The store may have the new value, so `is_outcome_unknown` is set.
    """
    try:
        return read()
    except StoreError as error:
        wait = error.retry_after_seconds if isinstance(error, StoreUnavailable) else None
        raise StoreUnavailable(
            f"{what} was written, and could not be read after it: {error.message}",
            hint="read it again",
            is_outcome_unknown=True,
            retry_after_seconds=wait,
        ) from None
