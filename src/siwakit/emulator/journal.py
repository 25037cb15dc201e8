"""Write down an exchange and its judgement: bounded, and with nothing in it that is secret."""

from __future__ import annotations

from siwakit.emulator.faults import Fault
from siwakit.emulator.store import JournalEntry
from siwakit.evidence.authorize_page import PAGE_CLIENT_ID
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLIENT_ID
from siwakit.evidence.redact import redacted
from siwakit.http import Request, Response
from siwakit.judge.decide import Accepted, Decision, Refused, Undecidable
from siwakit.judge.findings import Finding
from siwakit.render.finding_text import Desk, write_finding
from siwakit.render.paint import Paint
from siwakit.render.sealing import veil_over

_WIDTH = 80
_LONGEST = 200


def entry_of(
    request: Request, response: Response, decision: Decision | None, evidence: Evidence | None, now: int, fault: Fault | None = None
) -> JournalEntry:
    """Return the entry of one exchange; its number is given by the store."""
    client_id = None if evidence is None else _client_of(evidence)
    return JournalEntry(
        now,
        redacted(request.method[:_LONGEST]),
        redacted(request.path[:_LONGEST]),
        response.status or 0,
        None if decision is None or isinstance(decision, Accepted) else decision.rule.id,
        _summary(decision, fault),
        _report(decision, evidence),
        None if client_id is None else redacted(client_id[:_LONGEST]),
        None if fault is None else fault.kind.value,
    )


def _client_of(evidence: Evidence) -> str | None:
    found = (evidence.get(part) for part in (CLIENT_ID, PAGE_CLIENT_ID))
    return next((one for one in found if not isinstance(one, Absence)), None)


def _summary(decision: Decision | None, fault: Fault | None) -> str:
    match decision:
        case Refused():
            return decision.rule.title
        case Undecidable():
            return f"cannot be decided: {decision.rule.title}"
        case Accepted():
            return "accepted"
    return f"a fault that was asked for: {fault.kind.value}" if fault else ""


def _report(decision: Decision | None, evidence: Evidence | None) -> str:
    if evidence is None or not isinstance(decision, Refused):
        return ""
    desk = Desk(evidence, veil_over(evidence), Paint(), _WIDTH)
    return "\n".join(line.rstrip() for line in write_finding(Finding(decision.rule, decision.fail), desk, "refused", "red"))
