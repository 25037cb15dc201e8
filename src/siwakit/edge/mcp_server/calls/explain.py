"""The tool `explain`."""

from __future__ import annotations

from typing import Any

from siwakit.edge.mcp_server.session import Session
from siwakit.errors import UsageError
from siwakit.mcp.next_call import ask, call
from siwakit.render.explain_any import as_id, find_explanation, near_rules
from siwakit.rules.catalogue import BY_ID

_GIVE = "Give the failing request, Apple's answer, or the source code that makes the client_secret."


def answer(_session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the explanation of a rule by its members, and of anything else as text."""
    words = arguments["words"].strip()
    following = ask("texts", call("doctor"), _GIVE)
    rule = BY_ID.get(as_id(words))
    if rule is None:
        return {"explanation": _explain(words), "next": following}
    wire = None if rule.wire is None else {"status": rule.wire.status, "error": rule.wire.error, "description": rule.wire.description}
    members = {"rule": rule.id, "title": rule.title, "why": rule.why, "fix": rule.fix, "apple_answers": wire}
    return {**{name: value for name, value in members.items() if value}, "next": following}


def _explain(words: str) -> str:
    explanation = find_explanation(words)
    if explanation is None:
        # The words are not quoted: they may be something that was pasted by mistake.
        near = ", ".join(near_rules(words))
        hint = f"did you mean {near}?" if near else "give a whole message or log to doctor"
        raise UsageError("words are nothing that siwakit can explain", hint=hint)
    return explanation
