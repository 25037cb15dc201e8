"""What the developer states about a sign-in besides the text that was pasted."""

from __future__ import annotations

from siwakit.evidence.evidence import UNKNOWN, Absence, KeyAtHand, Origin
from siwakit.record import record


@record
class Known:
    """Facts stated besides the text: options of the command line, members of `siwakit.toml`."""

    now: int | Absence = UNKNOWN
    team_id: str | Absence = UNKNOWN
    key_id: str | Absence = UNKNOWN
    bundle_ids: tuple[str, ...] | Absence = UNKNOWN
    services_ids: tuple[str, ...] | Absence = UNKNOWN
    origin: Origin | Absence = UNKNOWN
    redirect_uri: str | Absence = UNKNOWN
    keys: tuple[KeyAtHand, ...] = ()
