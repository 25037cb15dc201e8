"""The tool `check`."""

from __future__ import annotations

from typing import Any

from siwakit.apple import MAX_SECRET_SECONDS
from siwakit.edge import clock
from siwakit.edge.files.stated_times import read_span
from siwakit.edge.mcp_server.given import read_key_file, read_stated
from siwakit.edge.mcp_server.session import Session
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import veiled
from siwakit.flow.deployed.judging import check_places
from siwakit.flow.deployed.place import Asked, CheckedPlace, CheckedSecret, FoundPlace, Part, Standing, time_left
from siwakit.flow.deployed.report import CheckReport
from siwakit.judge.diagnosis import Diagnosis
from siwakit.mcp.next_call import ask, call

_ARGUMENTS = {Part.KEY: "key", Part.TEAM: "team_id", Part.CLIENT: "services_ids"}
_QUESTIONS = {
    Part.KEY: "Which .p8 key signs these client_secrets? Give its path.",
    Part.TEAM: "Which Team ID are these client_secrets for?",
    Part.CLIENT: "Which Services IDs are these client_secrets for?",
}


def answer(session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return for how long what is in the files is valid, and whether it agrees with what *arguments* state."""
    warn_before = read_span(arguments.get("warn_before", "60d"), "warn_before")
    if warn_before > MAX_SECRET_SECONDS:
        raise UsageError("warn_before is longer than any client_secret is valid", hint="use 182d at most; 60d is usual")
    key = read_key_file(arguments["key"], session.folders) if arguments.get("key") else None
    asked = Asked(clock.now(), warn_before, read_stated(arguments).known(), (key,) if key else ())
    found = [FoundPlace(veiled(name), text=file.text, file_name=file.name) for name in arguments["files"] for file in (session.folders.read(name),)]
    report = CheckReport(places=check_places(tuple(found), asked), now=asked.now, warn_before=warn_before)
    places = sorted(report.places, key=lambda place: list(Standing).index(place.standing), reverse=True)
    return {"standing": report.standing.value, "places": [_place(place) for place in places], "next": _next(session, arguments, report)}


def _place(place: CheckedPlace) -> dict[str, Any]:
    members = {
        "place": place.address,
        "standing": place.standing.value,
        "fault": place.fault,
        "secrets": [_secret(secret) for secret in place.secrets],
        "wrong": _wrong(place.diagnosis),
    }
    return {name: value for name, value in members.items() if value}


def _secret(secret: CheckedSecret) -> dict[str, Any]:
    members = {
        "name": secret.name,
        "client_id": secret.client_id,
        "team_id": secret.team_id,
        "key_id": secret.key_id,
        "left": "made at each start" if secret.is_minted else time_left(secret.left),
        "expires_at": secret.expires_at,
        "wrong": _wrong(secret.diagnosis),
    }
    return {name: value for name, value in members.items() if value}


def _wrong(diagnosis: Diagnosis | None) -> list[str]:
    roots = () if diagnosis is None else (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others)
    return [f"{finding.rule.id}: {finding.rule.fix}" for finding in roots]


def _next(session: Session, arguments: dict[str, Any], report: CheckReport) -> dict[str, Any]:
    secrets = [secret for place in report.places for secret in place.secrets]
    late = next((secret for secret in secrets if secret.standing in {Standing.WRONG, Standing.SOON} and not secret.is_minted), None)
    if late is not None:
        known = {"team_id": late.team_id, "key_id": late.key_id, "client_id": late.client_id, "expires_in": "180d"}
        minted = call("mint", **known, key=arguments.get("key"))
        return minted if arguments.get("key") else ask("key", minted)
    if report.standing is Standing.WRONG:
        return call("doctor", files=arguments["files"])
    missing = next((part for secret in secrets for part in secret.unknown), None)
    if missing is None:
        return {"done": True}
    return ask(_ARGUMENTS[missing], call("check", case=session.remember(arguments).case), _QUESTIONS[missing])
