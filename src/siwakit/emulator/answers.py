"""Apple's answers, byte for byte: status, headers in order, compact JSON. The edge adds the date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from siwakit.apple import Endpoint
from siwakit.emulator.switches import Switches
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLIENT_ID, ENDPOINT, GRANT_TYPE, REDIRECT_URI
from siwakit.evidence.sign_in.answer import CLOCK_HEADER, RULE_HEADER
from siwakit.http import Headers, Response
from siwakit.judge.decide import Refused, Undecidable
from siwakit.rules import wire
from siwakit.rules.model import Rule
from siwakit.rules.wire import Answer

FAULT_HEADER = "Siwakit-Fault"
BECAUSE_HEADER = "Siwakit-Because"  # the reason, if no rule was involved
_SERVER = (("Server", "Apple"),)
_UNCACHED = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
JSON_HEADERS: Headers = (*_SERVER, ("Content-Type", "application/json;charset=UTF-8"), *_UNCACHED)
HTML_HEADERS: Headers = (*_SERVER, ("Content-Type", "text/html"))
# Descriptions that Apple ends with the value from the request.
_ENDING_PARTS = {wire.CLIENT_MISMATCH.description: CLIENT_ID, wire.REDIRECT_MISMATCH.description: REDIRECT_URI}


# `json.dumps` creates such an encoder at each call, which takes longer than encoding an answer.
_write_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def json_answer(members: Mapping[str, Any], status: int = 200) -> Response:
    """Return *members* as Apple writes them."""
    return Response(status, JSON_HEADERS, _write_json(members).encode())


def empty_answer() -> Response:
    """Return the empty 200 of a revocation."""
    # APPLE_REVOKE documents it as application/json, but what Apple sends is not known. With that type some clients fail to parse the empty
    # body; without it some refuse a body that is not JSON. Sending no type is our choice, not Apple's documented behaviour.
    return Response(200, (*_SERVER, *_UNCACHED, ("Content-Length", "0")))


def found(address: str) -> Response:
    """Return a redirect to *address*: the application's callback, or the new URL of a document."""
    return Response(302, (*_SERVER, ("Location", address), ("Cache-Control", "no-store"), ("Content-Length", "0")))


def not_found() -> Response:
    """Return the answer to a path that Apple does not serve."""
    return html_answer(404, "404 Not Found")


def too_large(most: int) -> Response:
    """Return the answer to a body of more than *most* bytes: a malformed request with its reason, which closes the connection."""
    why = (BECAUSE_HEADER, f"the body has more than {most} bytes")
    return Response(400, (*JSON_HEADERS, why, ("Connection", "close")), b'{"error":"invalid_request"}')


def html_answer(status: int, words: str) -> Response:
    """Return an error page like those of Apple's edge, with *words*."""
    lines = (f"<html><head><title>{words}</title></head>", "<body>", f"<center><h1>{words}</h1></center>", "<hr><center>Apple</center>")
    return Response(status, HTML_HEADERS, "\r\n".join((*lines, "</body>", "</html>", "")).encode())


def refusal(refused: Refused, evidence: Evidence, switches: Switches) -> Response:
    """Return Apple's answer to the refusal *refused*, with the id of the rule in a header."""
    answer = answer_of(refused.rule, switches, evidence.get(ENDPOINT))
    # The text is about a code. What Apple says about a refresh token that was issued to another client is not known.
    if answer.description in _ENDING_PARTS and evidence.get(GRANT_TYPE) != "authorization_code":
        answer = wire.INVALID_GRANT
    members = {"error": answer.error}
    if answer.description is not None:
        members["error_description"] = complete(answer.description, evidence)
    response = json_answer(members, answer.status) if answer.error else html_answer(answer.status, f"{answer.status} Not Found")
    return with_rule(response, refused.rule.id)


def answer_of(rule: Rule, switches: Switches, endpoint: Endpoint | Absence) -> Answer:
    """Return what Apple answers to a failure of *rule* at *endpoint*; if reports differ, the answer that is switched on."""
    here = next((answer for place, answer in rule.answered_at if place is endpoint), None)
    if here is not None:
        return here
    if rule.is_answer_disputed:
        return next(answer for answer in rule.answers() if answer.error == switches.json_body)
    seen = next((answer for answer in rule.also_seen if answer.error), wire.INVALID_REQUEST)
    return rule.wire or rule.assumed or seen


def complete(description: str, evidence: Evidence) -> str:
    """Return *description*, completed with the value from the request if Apple's text ends with it."""
    part = _ENDING_PARTS.get(description)
    if part is None:
        return description
    value = evidence.get(part)
    return f"{description}{'' if isinstance(value, Absence) else value}."


def undecided(undecidable: Undecidable) -> Response:
    """Return the answer if the emulator cannot decide: an error of its own, never an acceptance."""
    parts = ", ".join(part.name for part in undecidable.missing.parts)
    words = f"the rule {undecidable.rule.id} cannot be decided, because this is not known: {parts}"
    return with_rule(own_words(500, words), undecidable.rule.id)


def own_words(status: int, words: str) -> Response:
    """Return an answer that is not one of Apple's, and says so."""
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"))
    return Response(status, headers, f"siwakit emulator: {words}\n".encode())


def with_clock(response: Response, offset: int) -> Response:
    """Return *response*; a refusal gets a header that says by how much the clock was moved."""
    if response.header(RULE_HEADER) is None:
        return response
    return Response(response.status, (*response.headers, (CLOCK_HEADER, f"{offset:+d}")), response.body)


def with_rule(response: Response, rule_id: str) -> Response:
    """Return *response* with a header that contains the id of the rule behind it."""
    return Response(response.status, (*response.headers, (RULE_HEADER, rule_id)), response.body)
