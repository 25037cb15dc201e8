"""What a run of `siwakit renew` did, and its exit code."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from siwakit.flow.renewal.rotation import Rotation
from siwakit.record import record

DONE = 0
ALARM = 1
UNDECIDED = 3


class Standing(Enum):
    """What became of one store."""

    CURRENT = "current"
    DELIVERED = "delivered"
    CONFIRMED = "delivered before"
    """The run before this one ended before it could say so."""
    WOULD_DELIVER = "due"
    """With `--dry-run`."""
    UNCONFIRMED = "written, not confirmed"
    NOT_CHECKED = "not checked"
    LEFT_ALONE = "left alone"
    FAILED = "failed"


_CODES = {Standing.NOT_CHECKED: UNDECIDED, Standing.FAILED: ALARM, Standing.UNCONFIRMED: ALARM, Standing.LEFT_ALONE: ALARM}


@record(kw_only=True)
class StoreOutcome:
    """What became of one store. *alarm_since* is when a renewal that is due first failed; *remaining* are older versions that are still there."""

    store: str
    standing: Standing
    words: str = ""
    key_id: str = ""
    expires_at: int = 0
    fingerprint: str = ""
    read_back: bool = False
    alarm_since: int | None = None
    remaining: tuple[str, ...] = ()
    cleaning_problem: str = ""

    @property
    def code(self) -> int:
        """Return the exit code for this store."""
        return ALARM if self.cleaning_problem else _CODES.get(self.standing, DONE)


@record(kw_only=True)
class HookOutcome:
    """A hook that ran, by its first word, and why it failed, if it did."""

    name: str
    problem: str = ""


@record(kw_only=True)
class RenewalOutcome:
    """What became of one `[[renew]]`. *key_problem* says why the next key is not used yet, and *undecided* why nothing was looked at."""

    client_id: str
    stores: tuple[StoreOutcome, ...] = ()
    hooks: tuple[HookOutcome, ...] = ()
    key_problem: str = ""
    undecided: str = ""
    rotation: Rotation | None = None

    @property
    def code(self) -> int:
        """Return the exit code: the alarm before what is undecided, and both before success."""
        codes = {store.code for store in self.stores} | {ALARM for hook in self.hooks if hook.problem}
        if ALARM in codes:
            return ALARM
        return UNDECIDED if UNDECIDED in codes or self.undecided or self.key_problem else DONE


def exit_code(outcomes: Iterable[RenewalOutcome]) -> int:
    """Return the exit code of a run."""
    codes = {outcome.code for outcome in outcomes}
    return ALARM if ALARM in codes else UNDECIDED if UNDECIDED in codes else DONE
