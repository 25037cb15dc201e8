"""Contents of the corrected client_secret. The page signs it with the key, which never leaves the page."""

from __future__ import annotations

from typing import Any

from siwakit.errors import MintRefused
from siwakit.evidence.evidence import KeyAtHand
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.correction import choose_key
from siwakit.jose.jwk import public_jwk
from siwakit.jose.signer import KeySigner
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.minting import judge_secret
from siwakit.render.snippets.snippet_values import mint_values, request_address, request_fields
from siwakit.web.key_evidence import is_checked
from siwakit.web.page_input import PageEvidence

_ASKS = {"team_id": "your Team ID", "key_id": "your Key ID", "client_id": "your bundle ID or Services ID"}
_ASK_PUBLIC = (
    "a .p8 key with its public half, which this browser cannot compute from the private one; "
    "or run siwakit secret --key FILE --key-id ID --team ID --client-id ID"
)


def minting(diagnosis: Diagnosis, page_evidence: PageEvidence, now: int) -> dict[str, Any]:
    """Return what to sign, or what is missing for it, or why it is refused.

    The identifiers are tried first: a stand-in signs them, and every rule checks the result, as in `siwakit secret`.
    """
    values = mint_values(diagnosis)
    missing = [ask for name, ask in _ASKS.items() if values[name].startswith("YOUR_")]
    key = choose_key(page_evidence.sent.evidence)
    if key is None or key.reading.private is None or key.reading.public is None:
        missing.append("your .p8 key, which stays in this page")
    elif any(sent is key and not is_checked(sent, judged) for sent, judged in page_evidence.keys):
        missing.append(_ASK_PUBLIC)
    request = _request(diagnosis, values["client_id"])
    if missing or key is None or key.reading.private is None or key.reading.public is None:
        return {"missing": missing, "request": request}
    signer = KeySigner(key.reading.private)
    names = {name: values[name] for name in _ASKS}
    try:
        token = mint_client_secret(signer, team_id=names["team_id"], key_id=names["key_id"], client_id=names["client_id"], now=now)
    except MintRefused as refused:
        return {"missing": [], "refused": f"Not minted: {refused.message}; {refused.hint}.", "request": request}
    broken = _broken(token, names["client_id"], now, key)
    if broken:
        return {"missing": [], "refused": f"Not minted, because the result would break {broken[0]}.", "request": request}
    return {
        "missing": [],
        "signing_input": token.rpartition(".")[0],
        "stand_in": public_jwk(key.reading.public),
        "names": names,
        "key": key.name or "the key in the paste",
        "request": request,
    }


def _broken(token: str, client_id: str, now: int, key: KeyAtHand) -> tuple[str, ...]:
    return tuple(finding.rule.id for finding in judge_secret(token, client_id, now, keys=(key,)))


def _request(diagnosis: Diagnosis, client_id: str) -> dict[str, Any] | None:
    address = request_address(diagnosis.evidence)
    if address is None:
        return None
    fields = request_fields(diagnosis, client_id)
    return {"url": address, "fields": [{"name": field.name, "value": field.literal, "variable": field.variable} for field in fields]}
