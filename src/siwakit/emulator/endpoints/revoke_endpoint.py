"""POST /auth/revoke: revoke a token. The answer is the same empty 200 whether there was anything to revoke or not."""

from __future__ import annotations

from siwakit.emulator.answers import empty_answer
from siwakit.emulator.state.storage import Store
from siwakit.evidence.fields import Fields
from siwakit.http import Response


def is_on_record(fields: Fields, store: Store) -> bool:
    """Return whether the token was issued here; for other tokens Apple does not check the client (live probes, 2022 to 2026)."""
    return store.get_token(fields.get("token") or "") is not None


def revoke(fields: Fields, store: Store) -> Response:
    """Revoke the user's tokens for the group of apps and the consent, so that the next sign-in is a first one."""
    row = store.get_token(fields.get("token") or "")
    if row is not None and row.user_id is not None:
        store.revoke_for(row.user_id, row.group)
    elif row is not None:
        store.revoke_token(row.token)
    return empty_answer()
