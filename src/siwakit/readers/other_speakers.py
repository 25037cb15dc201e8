"""Distinguish Apple's answers from those of brokers and other services, which use the same error codes.

Apple's refusals have an `error`, and sometimes one of a few descriptions. A member that Apple never sends, or words that it never
says, show that another service speaks. Then the answer proves nothing about a request to Apple, unless its words say that Apple refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Proof, Statement
from siwakit.evidence.sign_in.page_text import is_page_text
from siwakit.http import Response, header_values
from siwakit.patterns import pattern
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.record import record

OTHER = "a service other than Apple"
_MAX_OBJECTS = 20
_MAX_WORDS = 300
_MAX_QUERY = 2000
_APPLE = pattern(r"(?i)apple(?!webkit)")
_APPLES_WORDS = pattern(
    r"(?i)(?:the )?(?:code|token) has (?:already been used|expired|been revoked)|(?:client_id|redirect_uri) mismatch|user not found"
)
# What a broker says if Apple did not give it tokens.
_APPLE_REFUSED = pattern(r"(?i)unable to exchange external code|error getting access token from https://appleid")


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
_MEMBER = pattern(r'"(?:error_description|error_code|error_id|errorSummary|__type|error_uri|error)"\s{0,3}:')
_EVENT_OF_KEYCLOAK = pattern(r"identity_provider_login_failure|IDENTITY_PROVIDER_(?:LOGIN|RESPONSE|LINK_ACCOUNT)_ERROR")
_PARAMETER = pattern(r"[?#&]error_(?:code|description)=")
_END_OF_ADDRESS = pattern(r"[\s\"'<>]")


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
    """Return the answer *words* of *speaker* as a statement, with what it proves of Apple's answer."""
    proof = Proof.APPLE_REFUSED_BROKER if _APPLE_REFUSED.search(words) else Proof.BROKER_REFUSED
    return Piece(PieceKind.MESSAGE, Statement("broker-answer", speaker, proof, words[:_MAX_WORDS]), text=words)


def _said_in(value: Mapping[str, Any]) -> str:
    error = value.get("error")
    inner = error.get("message") if isinstance(error, Mapping) else None
    # Beside an error, msg is what a logger calls the event.
    said = value.get("error_description") or inner or (None if "error" in value else value.get("msg"))
    return said if isinstance(said, str) else ""


def _may_be_apples(said: str) -> bool:
    """Return whether Apple says such a thing, or a program that quotes Apple."""
    return not said.strip() or is_page_text(said) or _APPLES_WORDS.search(said) is not None or _APPLE.search(said) is not None


def _read(text: Text) -> tuple[Piece, ...]:
    found = [quoted(speaker, words) for speaker, words in (*_in_objects(text), *_in_addresses(text.text), *_in_events(text.text))]
    # A log repeats the same answer in many lines.
    return tuple({(piece.value.speaker, piece.value.proof): piece for piece in reversed(found) if isinstance(piece.value, Statement)}.values())[::-1]


def _in_objects(text: Text) -> Iterator[tuple[str, str]]:
    if '"' not in text.text:
        return
    bare = Text(text.text.strip("\ufeff \t\r\n"))
    whole = bare.json_object if _MEMBER.search(bare.text) else None
    if whole is not None:
        speaker = other_speaker(whole)
        yield from [(speaker, bare.text)] if speaker else []
        return
    for match in islice(_MEMBER.finditer(text.text), _MAX_OBJECTS):
        start, end = text.text.rfind("{", max(0, match.start() - 2000), match.start()), text.text.find("}", match.end(), match.end() + 2000)
        value = Text(text.text[start : end + 1]).json_object if start >= 0 and end >= 0 else None
        speaker = other_speaker(value) if value is not None else None
        if speaker:
            yield speaker, text.text[start : end + 1]


def _in_addresses(text: str) -> Iterator[tuple[str, str]]:
    for match in islice(_PARAMETER.finditer(text), _MAX_OBJECTS):
        before, after = text[max(0, match.start() - _MAX_QUERY) : match.start()], text[match.start() : match.start() + _MAX_QUERY]
        address = _END_OF_ADDRESS.split(before)[-1] + _END_OF_ADDRESS.split(after, maxsplit=1)[0]
        query = address.replace("#", "?", 1).partition("?")[2].replace("#", "&")
        members = dict(parse_qsl(query, errors="replace"))
        # What the application adds to its own address is not the broker's.
        said = {name: members[name] for name in ("error", "error_code", "error_description") if name in members}
        speaker = other_speaker(said)
        if speaker and "error" in said:
            yield speaker, " ".join(said.values())


def _in_events(text: str) -> Iterator[tuple[str, str]]:
    event = _EVENT_OF_KEYCLOAK.search(text)
    if event:
        yield "Keycloak", event.group()


def _is_quoted(piece: Piece, _: Text) -> bool:
    """Return whether *piece* is only the answer of another, read as something else."""
    if piece.kind is PieceKind.SETTINGS:
        return isinstance(piece.value, Mapping) and other_speaker(piece.value) is not None
    return piece.kind is PieceKind.UNREAD and bool(_read(Text(piece.text)))


BROKER_ANSWER = Reader(
    id="broker-answer",
    title="an answer of a broker or another service, which is not Apple's although it has the same error codes",
    scope=Scope.BESIDE,
    read=_read,
    replaces=_is_quoted,
    good=lambda: (
        Sample("Supabase Auth", '{"code":400,"error_code":"bad_oauth_callback","msg":"OAuth callback with invalid state"}', (PieceKind.MESSAGE,)),
        Sample("Keycloak", '{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}', (PieceKind.MESSAGE,)),
        Sample("Okta", '{"errorCode":"invalid_client","errorSummary":"Invalid value for \'client_id\' parameter."}', (PieceKind.MESSAGE,)),
        Sample("an event of Keycloak", 'type="IDENTITY_PROVIDER_LOGIN_ERROR", error="identity_provider_login_failure"', (PieceKind.MESSAGE,)),
        Sample(
            "in the address that the browser was sent back to",
            "https://app.example.com/?error=server_error&error_code=unexpected_failure&error_description=Unable+to+exchange+external+code",
            (PieceKind.MESSAGE,),
        ),
    ),
    bad=lambda: (
        Sample("an answer of Apple", '{"error":"invalid_client"}'),
        Sample("an answer of Apple with a description", '{"error":"invalid_grant","error_description":"The code has already been used."}'),
        Sample("an error of Apple's page", '{"error":"invalid_request","error_description":"Invalid web redirect url."}'),
        Sample("a cancelled sign-in", "https://app.example.com/callback?error=user_cancelled_authorize&state=s"),
    ),
)
