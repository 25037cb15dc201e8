"""Contents of the corrected client_secret. The page signs it with the key, which never leaves the page."""

from __future__ import annotations

from typing import Any

from siwakit.errors import MintRefused
from siwakit.evidence.evidence import KeyAtHand
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.correction import check_product, choose_key
from siwakit.jose.jwk import public_jwk
from siwakit.jose.signer import KeySigner
from siwakit.judge.diagnosis import Diagnosis
from siwakit.render.next_step.right_values import read_right_values
from siwakit.render.sealing import veil_over
from siwakit.render.snippets.snippet_values import request_address, request_fields
from siwakit.web.key_evidence import is_checked
from siwakit.web.page_input import PageEvidence

_ASKS = {
    "team_id": "your Team ID",
    "key_id": "your Key ID",
    "client_id": "your bundle ID for a code from the app, or your Services ID for one from the web",
}
_CLIENT_BLANK = "YOUR_CLIENT_ID"
_ASK_KEY = "your .p8 key, which stays in this page"
_ASK_PUBLIC = (
    "a .p8 key with its public half, which this browser cannot compute from the private one; "
    "or run siwakit secret --key FILE --key-id ID --team ID --client-id ID"
)


def minting(diagnosis: Diagnosis, page_evidence: PageEvidence, now: int) -> dict[str, Any]:
    """Return what to sign, or what is missing for it, or why it is refused.

    The identifiers are tried first: a stand-in signs them, and every rule checks the result, as in `siwakit secret`.
    """
    right = read_right_values(diagnosis, veil_over(diagnosis.evidence))
    values = {"team_id": right.team_id, "key_id": right.key_id, "client_id": right.client_id}
    missing = [_missing(name, ask) for name, ask in _ASKS.items() if values[name] is None]
    key, ask = _usable_key(page_evidence)
    missing += [_missing("key", ask)] if ask else []
    told: dict[str, Any] = {"missing": missing, "request": _request(diagnosis, right.client_id or _CLIENT_BLANK)}
    if key is None or key.reading.private is None or key.reading.public is None:
        return told
    # With it the page signs each edit again, whether or not a correct client_secret can be minted.
    told["stand_in"] = public_jwk(key.reading.public)
    if missing:
        return told
    names = {name: str(value) for name, value in values.items()}
    signer = KeySigner(key.reading.private)
    try:
        token = mint_client_secret(signer, team_id=names["team_id"], key_id=names["key_id"], client_id=names["client_id"], now=now)
    except MintRefused as refused:
        return {**told, "refused": f"Not minted: {refused.message}; {refused.hint}."}
    broken = check_product(token, key, names["client_id"], now)
    if broken:
        return {**told, "refused": f"Not minted, because the result would break {broken[0]}."}
    return {**told, "signing_input": token.rpartition(".")[0], "names": names, "key": key.name or "the key in the paste"}


def _usable_key(page_evidence: PageEvidence) -> tuple[KeyAtHand | None, str]:
    """Return the key to sign with, as it was sent, or None and what to ask for instead."""
    key = choose_key(page_evidence.sent.evidence)
    if key is None or key.reading.private is None or key.reading.public is None:
        return None, _ASK_KEY
    if any(sent is key and not is_checked(sent, judged) for sent, judged in page_evidence.keys):
        return None, _ASK_PUBLIC
    return key, ""


def _missing(field: str, ask: str) -> dict[str, str]:
    """Return what is missing: the field of the page that takes it, and what it is."""
    return {"field": field, "ask": ask}


def _request(diagnosis: Diagnosis, client_id: str) -> dict[str, Any] | None:
    address = request_address(diagnosis.evidence)
    if address is None:
        return None
    fields = request_fields(diagnosis, client_id)
    return {"url": address, "fields": [{"name": field.name, "value": field.literal, "variable": field.variable} for field in fields]}
