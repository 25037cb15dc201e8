"""The report of `siwakit check` as JSON."""

from __future__ import annotations

import json
from typing import Any

from siwakit.escape import visible_json
from siwakit.flow.deployed.place import CheckedPlace, CheckedSecret
from siwakit.flow.deployed.published import Published
from siwakit.flow.deployed.report import CheckReport
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.render.check.check_text import found_words

VERSION = 1
SCHEMA = f"urn:siwakit:check:{VERSION}"


def render_check_json(report: CheckReport) -> str:
    """Return *report* as JSON: members are only ever added, unless the version changes."""
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "checked_at": report.now,
        "warn_before_seconds": report.warn_before,
        "standing": report.standing.value,
        "exit_code": report.exit_code,
        "places": [_place(place) for place in report.places],
        "keys_in_use": [
            {"client_id": keys.client_id, "team_id": keys.team_id or None, "places_by_key": dict(keys.places)} for keys in report.keys_in_use
        ],
        "published": [_published(document) for document in report.published],
    }
    return visible_json(json.dumps(document, indent=1, ensure_ascii=False))


def _place(place: CheckedPlace) -> dict[str, Any]:
    return {
        "place": place.address,
        "standing": place.standing.value,
        "fault": place.fault or None,
        "is_renewed": place.is_renewed,
        "has_key": place.has_key,
        "key_ids": list(place.key_ids),
        "findings": _findings(place.diagnosis),
        "secrets": [_secret(secret) for secret in place.secrets],
    }


def _secret(secret: CheckedSecret) -> dict[str, Any]:
    return {
        "name": secret.name or None,
        "standing": secret.standing.value,
        "client_id": secret.client_id or None,
        "team_id": secret.team_id or None,
        "key_id": secret.key_id or None,
        "expires_at": secret.expires_at,
        "seconds_left": secret.left,
        "days_left": secret.days_left,
        "was_read": secret.diagnosis is not None,
        "is_minted": secret.is_minted,
        "delivered_at": secret.delivered_at,
        "agrees": {part.value: agrees for part, agrees in secret.agrees},
        "findings": _findings(secret.diagnosis),
    }


def _findings(diagnosis: Diagnosis | None) -> list[dict[str, Any]]:
    if diagnosis is None:
        return []
    roots = (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others)
    return [_finding(diagnosis, finding, is_certain=True) for finding in roots] + [
        _finding(diagnosis, finding, is_certain=False) for finding in diagnosis.assumed
    ]


def _finding(diagnosis: Diagnosis, finding: Finding, *, is_certain: bool) -> dict[str, Any]:
    rule = finding.rule
    return {"rule": rule.id, "title": rule.title, "is_certain": is_certain, "found": found_words(diagnosis, finding), "fix": rule.fix}


def _published(document: Published) -> dict[str, Any]:
    return {
        "document": document.name,
        "url": document.url,
        "standing": document.standing.value,
        "fault": document.fault or None,
        "differences": [{"member": each.member, "known": each.known, "published": each.published} for each in document.differences],
        "additions": list(document.additions),
        "key_ids": list(document.key_ids),
    }
