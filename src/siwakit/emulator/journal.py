"""Journal entries of exchanges with their verdicts: of limited size, and without secrets."""

from __future__ import annotations

from siwakit.emulator.faults import Fault
from siwakit.emulator.state.storage import JournalEntry
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLIENT_ID
from siwakit.evidence.showing.redact import redacted
from siwakit.evidence.sign_in.authorize_page import PAGE_CLIENT_ID
from siwakit.http import Request, Response
from siwakit.judge.decide import Accepted, Decision, Refused, Undecidable
from siwakit.judge.findings import Finding
from siwakit.render.live.exchange_line import shown_method, shown_path
from siwakit.render.paint import Paint
from siwakit.render.report.finding_text import RenderContext, write_finding
from siwakit.render.sealing import veil_over

_WIDTH = 80
_LONGEST = 200


def entry_of(
    request: Request,
    response: Response,
    decision: Decision | None,
    evidence: Evidence | None,
    now: int,
    fault: Fault | None = None,
    client_id: str | None = None,
) -> JournalEntry:
    """Return the entry for one exchange; the store numbers it. *client_id* must be registered, because it is shown as it is."""
    if client_id is None and evidence is not None:
        client_id = _redacted_client(evidence)
    return JournalEntry(
        now,
        shown_method(request),
        shown_path(request),
        response.status or 0,
        None if decision is None or isinstance(decision, Accepted) else decision.rule.id,
        _summary(decision, fault),
        _report(decision, evidence),
        client_id,
        None if fault is None else fault.kind.value,
    )


def _redacted_client(evidence: Evidence) -> str | None:
    client_ids = (evidence.get(part) for part in (CLIENT_ID, PAGE_CLIENT_ID))
    return next((redacted(client_id[:_LONGEST]) for client_id in client_ids if not isinstance(client_id, Absence)), None)


def _summary(decision: Decision | None, fault: Fault | None) -> str:
    match decision:
        case Refused():
            return decision.rule.title
        case Undecidable():
            return f"cannot be decided: {decision.rule.title}"
        case Accepted():
            return "accepted"
    return f"injected fault: {fault.kind.value}" if fault else ""


def _report(decision: Decision | None, evidence: Evidence | None) -> str:
    if evidence is None or not isinstance(decision, Refused):
        return ""
    context = RenderContext(evidence, veil_over(evidence), Paint(), _WIDTH)
    return "\n".join(line.rstrip() for line in write_finding(Finding(decision.rule, decision.fail), context, "refused", "red"))
