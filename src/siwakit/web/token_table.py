"""Tables of the tokens in the evidence for the page: kind, explained members, and faults in the form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from siwakit.escape import visible
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLIENT_SECRET
from siwakit.evidence.pieces import PieceKind
from siwakit.evidence.sign_in import identity_parts
from siwakit.jose.jws import Jws
from siwakit.render.claims import meaning, token_kind
from siwakit.render.moments import TIME_CLAIMS, moment
from siwakit.render.not_stated import NOT_STATED, is_stated
from siwakit.web.page_input import PageEvidence

_MAX_TOKENS = 8
_LONGEST = 4000
_OF_SOURCE = "It is what your source code would make now."


def token_sheets(page_evidence: PageEvidence) -> list[dict[str, Any]]:
    """Return a table for each token, the client_secret first; *path* is its name in findings."""
    evidence = page_evidence.evidence
    now = None if isinstance(evidence.now, Absence) else evidence.now
    seen: dict[str, dict[str, Any]] = {}
    for path, token in _tokens(page_evidence):
        seen.setdefault(token.text, _of_source(token, evidence, now) if _is_of_source(path, evidence) else _sheet(path, token, now))
    return list(seen.values())[:_MAX_TOKENS]


def _tokens(page_evidence: PageEvidence) -> Iterator[tuple[str, Jws]]:
    evidence = page_evidence.evidence
    secret, identity_token = evidence.get(CLIENT_SECRET), evidence.get(identity_parts.TOKEN)
    for path, token in (("client_secret", secret), ("newer_secret", evidence.newer_secret), ("identity_token", identity_token)):
        if not isinstance(token, Absence):
            yield path, token
    for piece in page_evidence.sent.pieces:
        if piece.kind is PieceKind.TOKEN and isinstance(piece.value, Jws):
            yield "", piece.value


def _sheet(path: str, token: Jws, now: int | None) -> dict[str, Any]:
    kind, because = token_kind(token.header or {}, token.claims or {})
    return {
        "path": path,
        "kind": kind,
        "because": because,
        "segments": list(token.segments),
        "header": _members("header", token.header, kind, now),
        "claims": _members("payload", token.claims, kind, now),
        "faults": [f"{fault.segment}, character {fault.position}: {fault.kind.value}" for fault in token.faults],
        "signature_bytes": None if token.signature is None else len(token.signature),
    }


def _is_of_source(path: str, evidence: Evidence) -> bool:
    """Return whether the token at *path* is one that source code would make."""
    return path == "client_secret" and not isinstance(evidence.source, Absence) and evidence.source.makes_secret


def _of_source(token: Jws, evidence: Evidence, now: int | None) -> dict[str, Any]:
    """Return the table of the client_secret that source code would make: it has no text and no signature yet."""
    sheet = _sheet("client_secret", token, now)
    for part in ("header", "claims"):
        for member in sheet[part] or ():
            if not is_stated(f"client_secret.{part}.{member['name']}", evidence):
                member |= {"value": NOT_STATED, "moment": ""}
    return sheet | {"because": _OF_SOURCE, "segments": [], "signature_bytes": None}


def _members(part: str, members: Mapping[str, Any] | None, kind: str, now: int | None) -> list[dict[str, str]] | None:
    if members is None:
        return None
    return [
        {
            "name": visible(name)[:200],
            "value": json.dumps(value, ensure_ascii=False)[:_LONGEST],
            "meaning": meaning(name, part, kind),
            "moment": moment(value, now) if name in TIME_CLAIMS else "",
        }
        for name, value in members.items()
    ]
