"""An accepted POST /auth/usermigrationinfo: exchange a user's identifier at one team for the one at the other."""

from __future__ import annotations

from siwakit.emulator.answers import json_answer
from siwakit.emulator.complete_evidence import find_user
from siwakit.emulator.state.storage import Consent, Store, TokenKind, consent_key
from siwakit.emulator.state.world import Client, User
from siwakit.evidence.fields import Fields
from siwakit.http import Request, Response


def migrate(request: Request, fields: Fields, store: Store) -> Response | None:
    """Return the answer: a transfer_sub for a sub, a sub for a transfer_sub; None if the user's token was used in the meantime."""
    client = store.get(Client, fields.get("client_id") or "")
    transfer_sub = fields.get("transfer_sub") or ""
    found = find_user(store, transfer_sub, User.transfer_sub) if transfer_sub else find_user(store, fields.get("sub") or "", User.sub)
    if client is None or found is None or not _spend_bearer(request, store):
        return None
    user = found[0]
    if not transfer_sub:
        return json_answer({"transfer_sub": user.transfer_sub(fields.get("target") or "")})
    consent = store.get(Consent, consent_key(user.user_id, client.group))
    members: dict[str, object] = {"sub": user.sub(client.team_id)}
    if consent is not None and consent.is_private_email and consent.email:
        members |= {"email": consent.email, "is_private_email": True}
    return json_answer(members)


def _spend_bearer(request: Request, store: Store) -> bool:
    """Return whether the token is accepted: a team's for an hour, a user's once, a missing one if a switch tolerates it."""
    token = (request.header("authorization") or "").partition(" ")[2].strip()
    if not token:
        return True
    row = store.get_token(token)
    if row is None or row.kind is not TokenKind.ACCESS:
        return False
    return row.user_id is None or store.spend_token(token)
