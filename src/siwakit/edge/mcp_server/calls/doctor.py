"""The tool `doctor`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from siwakit.edge.mcp_server.given import read_given
from siwakit.edge.mcp_server.session import Session
from siwakit.flow.diagnose import diagnose_gathered
from siwakit.flow.gather import gather
from siwakit.mcp.doctor_answer import doctor_answer


def answer(session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the diagnosis of what *arguments* give."""
    diagnosis = diagnose_gathered(gather(read_given(arguments, session.folders)))
    return doctor_answer(replace(diagnosis, given=tuple(arguments.get("files", ()))), session.remember(arguments))
