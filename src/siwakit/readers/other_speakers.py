"""Distinguish Apple's answers from those of brokers and other services, which use the same error codes.

Apple's refusals have an `error`, and sometimes one of a few descriptions. A member that Apple never sends, or words that it never
says, show that another service speaks. Then the answer proves nothing about a request to Apple.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.page_text import is_page_text
from siwakit.http import Response, header_values
from siwakit.patterns import pattern
from siwakit.record import record

OTHER = "a service other than Apple"
_MAX_WORDS = 300
_APPLE = pattern(r"(?i)apple(?!webkit)")
_APPLES_WORDS = pattern(
    r"(?i)(?:the )?(?:code|token) has (?:already been used|expired|been revoked)|(?:client_id|redirect_uri) mismatch|user not found"
)


@record
class _Speaker:
    """One who answers: members of which one set is enough, headers, hosts, and how its descriptions begin."""

    name: str
    members: tuple[frozenset[str], ...] = ()
    headers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    words: re.Pattern[str] | None = None


_SPEAKERS = (
    _Speaker(
        "Supabase Auth",
        members=(frozenset({"error_code"}), frozenset({"error_id"})),
        headers=("sb-project-ref", "x-sb-error-code", "sb-request-id"),
        hosts=("supabase.co", "supabase.in"),
        words=pattern(r"(?i)unable to exchange external code|oauth state|bad id token|nonces mismatch|invalid refresh token|database error"),
    ),
    _Speaker(
        "Keycloak",
        words=pattern(
            r"(?i)invalid client or invalid client credentials|code not valid|session not active|token is not active|invalid user credentials"
        ),
    ),
    _Speaker(
        "Okta",
        members=(frozenset({"errorCode", "errorSummary"}),),
        headers=("x-okta-request-id",),
        hosts=("okta.com", "oktapreview.com"),
        words=pattern(r"(?i)the client secret supplied for a confidential|invalid value for 'client_id' parameter"),
    ),
    _Speaker(
        "Auth0",
        headers=("x-auth0-requestid",),
        hosts=("auth0.com",),
        words=pattern(r"(?i)invalid authorization code\Z|unknown or invalid refresh token|unauthorized\Z"),
    ),
    _Speaker(
        "Amazon Cognito",
        members=(frozenset({"__type"}),),
        headers=("x-amzn-requestid", "x-amz-cognito-request-id"),
        hosts=("amazoncognito.com",),
        words=pattern(r"(?i)invalid user attributes|attributes required|\w{3,20} failed with error|error - \d{3}\b[^\n]{0,80} error getting token"),
    ),
    _Speaker("a service of AWS", members=(frozenset({"logGroup"}), frozenset({"logStream"}))),
    _Speaker("Firebase", words=pattern(r"INVALID_IDP_RESPONSE|MISSING_OR_INVALID_NONCE|INVALID_CREDENTIAL_OR_PROVIDER_ID|OPERATION_NOT_ALLOWED")),
    _Speaker("Microsoft Entra", members=(frozenset({"error_codes"}), frozenset({"correlation_id", "trace_id"})), words=pattern(r"AADSTS\d")),
    _Speaker("Clerk", hosts=("clerk.dev", "clerk.accounts.dev")),
    _Speaker(OTHER, members=(frozenset({"error_uri"}), frozenset({"statusCode", "error"}), frozenset({"hint", "message"}))),
)
_SIGNS = frozenset({"error", "error_description"}).union(*(members for speaker in _SPEAKERS for members in speaker.members))


def other_speaker(value: Mapping[str, Any]) -> str | None:
    """Return who gives the answer with the members *value*, or None if Apple can have given it."""
    if not value.keys() & _SIGNS:
        return None
    said = _said_in(value)
    for speaker in _SPEAKERS:
        if any(members <= value.keys() for members in speaker.members) or (speaker.words and said and speaker.words.match(said)):
            return speaker.name
    if not isinstance(value.get("error", ""), str) and value["error"] is not None:
        return OTHER
    return None if _may_be_apples(said) else OTHER


def speaker_at(host: str) -> str | None:
    """Return the broker at *host*, or None if none is known there."""
    return next((speaker.name for speaker in _SPEAKERS if any(host == one or host.endswith(f".{one}") for one in speaker.hosts)), None)


def speaker_by_headers(response: Response) -> str | None:
    """Return who sent *response*, as its headers tell, or None."""
    return next((speaker.name for speaker in _SPEAKERS if any(header_values(response.headers, name) for name in speaker.headers)), None)


def quoted(speaker: str, words: str) -> Piece:
    """Return the answer *words* of *speaker* as a statement."""
    return Piece(PieceKind.MESSAGE, Statement("broker-answer", speaker, Proof.BROKER_REFUSED, words[:_MAX_WORDS]), text=words)


def _said_in(value: Mapping[str, Any]) -> str:
    error = value.get("error")
    inner = error.get("message") if isinstance(error, Mapping) else None
    # Beside an error, msg is what a logger calls the event.
    said = value.get("error_description") or inner or (None if "error" in value else value.get("msg"))
    return said if isinstance(said, str) else ""


def _may_be_apples(said: str) -> bool:
    """Return whether Apple says such a thing, or a program that quotes Apple."""
    return not said.strip() or is_page_text(said) or _APPLES_WORDS.search(said) is not None or _APPLE.search(said) is not None
