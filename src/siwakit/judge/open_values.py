"""Values that source code leaves open: which rules they would break if they were what such values often are by mistake.

A stand-in is right, so no rule fails because of it. To know what may be wrong in its place, the rules are evaluated with each usual mistake there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from siwakit.apple import ISSUER, OTHER_HOST, TOKEN_URL
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLIENT_SECRET, SECRET_SENT
from siwakit.jose import base64url
from siwakit.judge.askers import evaluate
from siwakit.judge.findings import find_roots
from siwakit.judge.plan import Verdicts
from siwakit.rules.model import Missing, Rule

_PARTS = ("header", "claims")
_YEAR = 31_536_000
_UUID = "57246542-96fe-1a63-e053-0824d011072a"


def _mistakes(team: object, key_id: object, client: object, now: int) -> dict[str, tuple[object, ...]]:
    """Return what often is in the place of each value by mistake, for a client_secret with the other values."""
    return {
        "claims.aud": (TOKEN_URL, f"{ISSUER}/", f"https://{OTHER_HOST}", "appstoreconnect-v1"),
        "claims.iss": (client, key_id, _UUID, "Acme Inc"),
        "header.kid": (team, f"AuthKey_{key_id}.p8", "key"),
        "claims.sub": (f"{team}.{client}", team),
        "header.alg": ("HS256",),
        "claims.exp": (now + 2 * _YEAR, (now + 600) * 1000, 600),
        "claims.iat": (now * 1000,),
    }


def rules_left_open(evidence: Evidence) -> dict[Rule, str]:
    """Return the rules that values may break which the source code in *evidence* leaves open, each with the path of its value."""
    if isinstance(evidence.source, Absence) or not evidence.source.makes_secret:
        return {}
    token = evidence.get(CLIENT_SECRET)
    if isinstance(token, Absence):
        return {}
    members = {"header": dict(token.header or {}), "claims": dict(token.claims or {})}
    now = 0 if isinstance(evidence.now, Absence) else evidence.now
    opened: dict[Rule, str] = {}
    claims = members["claims"]
    for place, mistakes in _mistakes(claims.get("iss"), members["header"].get("kid"), claims.get("sub"), now).items():
        path = f"client_secret.{place}"
        for value in mistakes if path in evidence.source.stand_ins else ():
            for rule in _broken(replace(evidence, secret=_with(members, place, value), source=_without(evidence, path)), path):
                opened.setdefault(rule, path)
    return opened


def with_open(verdicts: Verdicts, opened: Mapping[Rule, str]) -> Verdicts:
    """Return *verdicts* with the rules in *opened* as undecided, unless they are or have failed."""
    decided = {rule for rule, _ in (*verdicts.fails, *verdicts.missing)}
    return Verdicts(verdicts.fails, (*verdicts.missing, *((rule, Missing((SECRET_SENT,))) for rule in opened if rule not in decided)))


def _broken(evidence: Evidence, path: str) -> Iterator[Rule]:
    return (root.rule for root in find_roots(evaluate(evidence)) if root.fail.at == path)


def _without(evidence: Evidence, path: str) -> Any:
    source = evidence.source
    return source if isinstance(source, Absence) else replace(source, stand_ins={at: name for at, name in source.stand_ins.items() if at != path})


def _with(members: Mapping[str, Mapping[str, Any]], place: str, value: object) -> str:
    """Return the text of a client_secret with *value* at *place*; it is not signed."""
    part, _, name = place.partition(".")
    changed = {**members, part: {**members[part], name: value}}
    return ".".join((*(base64url.encode(json.dumps(changed[part], default=str).encode()) for part in _PARTS), base64url.encode(bytes(64))))
