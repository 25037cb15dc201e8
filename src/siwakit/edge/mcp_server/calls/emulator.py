"""The tool `emulator`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from siwakit.apple import IDENTIFIER, TOKEN_URL
from siwakit.edge.mcp_server.attempt import Attempt, Outcome, fields_in, stand_ins_of
from siwakit.edge.mcp_server.given import read_given, read_key_file, read_stated
from siwakit.edge.mcp_server.local_world import Identity, LocalWorld
from siwakit.edge.mcp_server.session import Session
from siwakit.emulator.refusal_report import diagnose_refusal
from siwakit.evidence.evidence import Absence, Evidence, KeyAtHand, Part
from siwakit.evidence.fields import Fields
from siwakit.evidence.parts import CLAIMS, HEADER
from siwakit.evidence.showing.redact import redacted_address, veiled
from siwakit.flow.correction import choose_key
from siwakit.flow.gather import gather
from siwakit.judge.decide import Accepted
from siwakit.mcp.doctor_answer import describe_finding
from siwakit.mcp.next_call import call
from siwakit.patterns import pattern
from siwakit.render.sealing import veil_over

_GOOD = 400
_ELSEWHERE = f"Send a form to {TOKEN_URL} with POST: the emulator, like Apple, has nothing that answers this request."
_CLIENT_ID = pattern(r"[A-Za-z0-9._-]{1,255}")
FORMS = {"team_id": IDENTIFIER, "key_id": IDENTIFIER, "client_id": _CLIENT_ID}


def answer(session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    """Start an emulator for what *arguments* give, and return whether it accepts that."""
    evidence = None
    if arguments.get("texts") or arguments.get("files"):
        evidence = gather(read_given({**arguments, "key": None, "now": None}, session.folders)).evidence
    path = arguments.get("client_secret_file")
    minted = session.folders.read(path).text.strip() if path else None
    world = session.world(_identity(arguments, evidence, session))
    outcome = Attempt(world=world, evidence=evidence, minted=minted).send()
    return {**_outcome(outcome), "emulator": _describe(world), "next": _next(outcome, arguments, session)}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    reply = outcome.reply
    status = reply.response.status
    head = {"accepted": is_accepted(outcome), "status": status, "sent_to": outcome.endpoint, "client_secret": outcome.secret}
    diagnosis = diagnose_refusal(reply)
    if diagnosis is None or diagnosis.root is None:
        return head
    return {**head, "refused_by": describe_finding(diagnosis.root, diagnosis, veil_over(diagnosis.evidence))}


def is_accepted(outcome: Outcome) -> bool:
    """Return whether every rule passed and the answer is not an error."""
    return isinstance(outcome.reply.decision, Accepted) and (outcome.reply.response.status or _GOOD) < _GOOD


def _next(outcome: Outcome, arguments: dict[str, Any], session: Session) -> dict[str, Any]:
    if is_accepted(outcome):
        return {"done": True}
    diagnosis = diagnose_refusal(outcome.reply)
    fix = diagnosis.root.rule.fix if diagnosis is not None and diagnosis.root is not None else _ELSEWHERE
    return {"do": fix, "then": call("emulator", case=session.remember(arguments).case)}


def _describe(world: LocalWorld) -> dict[str, Any]:
    members = {"url": world.server.url, "portal_url": world.server.portal_url, "key_file": world.key_file}
    ids = {"team_id": world.team_id, "key_id": world.key_id, "client_id": world.client_id}
    # What was pasted into the wrong field may be a secret.
    redirect = {"redirect_uri": world.redirect_uri} if world.redirect_uri and redacted_address(world.redirect_uri) == world.redirect_uri else {}
    return {name: value for name, value in {**members, **redirect, **ids}.items() if value and (name in members or veiled(value) == value)}


def _identity(arguments: dict[str, Any], evidence: Evidence | None, session: Session) -> Identity:
    """Return what the portal has: what *arguments* state, else what is in the *evidence*."""
    read_stated(arguments)
    key = read_key_file(arguments["key"], session.folders) if arguments.get("key") else _key_in(evidence)
    claims, header = _members(evidence, CLAIMS), _members(evidence, HEADER)
    sent = fields_in(evidence) or Fields(())
    stated = {
        "team_id": claims.get("client_secret.claims.iss"),
        "key_id": (key.file_name.key_id if key else None) or header.get("client_secret.header.kid"),
        "client_id": _field(sent, "client_id", evidence) or claims.get("client_secret.claims.sub"),
    }
    redirect_uri = arguments.get("redirect_uri") or _field(sent, "redirect_uri", evidence)
    is_web = arguments["origin"] == "web" if arguments.get("origin") else not sent.every or "redirect_uri" in sent.names
    return Identity(
        **{name: arguments.get(name) or _matching(value, FORMS[name]) for name, value in stated.items()},
        key=key,
        redirect_uri=redirect_uri,
        is_web=is_web,
    )


def _key_in(evidence: Evidence | None) -> KeyAtHand | None:
    key = None if evidence is None else choose_key(evidence)
    return key if key is not None and key.reading.private is not None else None


def _members(evidence: Evidence | None, part: Part[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the members of *part* by path, without those that source code does not state."""
    found = None if evidence is None else evidence.get(part)
    members = {} if found is None or isinstance(found, Absence) else {f"{part.name}.{name}": value for name, value in found.items()}
    return {path: value for path, value in members.items() if path not in stand_ins_of(evidence)}


def _field(sent: Fields, name: str, evidence: Evidence | None) -> str | None:
    return None if f"request.form.{name}" in stand_ins_of(evidence) else sent.get(name)


def _matching(value: object, form: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and form.fullmatch(value) else None
