"""Which of Apple's endpoints a request was sent to, and which of its fields are known for certain."""

from __future__ import annotations

from siwakit.apple import Endpoint, endpoint_of
from siwakit.evidence.evidence import LACKING, UNKNOWN, Absence, Evidence, Part
from siwakit.evidence.fields import Fields
from siwakit.evidence.parts import ASK_REQUEST, ENDPOINT, FIELDS
from siwakit.http import Request


def _target(evidence: Evidence) -> Endpoint | Absence:
    if isinstance(evidence.request, Absence):
        return evidence.get(ENDPOINT)
    path = evidence.request.path.rstrip("/")
    return (endpoint_of(path) or LACKING) if path else evidence.get(ENDPOINT)


def body_was_seen(request: Request) -> bool:
    """Return whether the body of *request* is known: a length without a body means that the record omits it."""
    if request.body:
        return request.header("content-encoding") is None
    return (request.header("content-length") or "0").strip() == "0" and request.header("transfer-encoding") is None


def _whole_fields(evidence: Evidence) -> Fields | Absence:
    request = evidence.request
    return UNKNOWN if not isinstance(request, Absence) and not body_was_seen(request) else evidence.get(FIELDS)


TARGET: Part[Endpoint] = Part("target", _target, ASK_REQUEST)
WHOLE_FIELDS: Part[Fields] = Part("whole_fields", _whole_fields, ASK_REQUEST)
