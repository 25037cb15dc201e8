"""Read the answers of brokers and other services, which are not Apple's: they are quoted as what these said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import parse_qsl

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.said import Statement
from siwakit.patterns import pattern
from siwakit.readers.messages.reader import read_messages
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.readers.other_speakers import other_speaker, quoted

_MAX_OBJECTS = 20
_MAX_QUERY = 2000
_MEMBER = pattern(r'"(?:error_description|error_code|error_id|errorSummary|__type|error_uri|error)"\s{0,3}:')
_EVENT_OF_KEYCLOAK = pattern(r"identity_provider_login_failure|IDENTITY_PROVIDER_(?:LOGIN|RESPONSE|LINK_ACCOUNT)_ERROR")
_PARAMETER = pattern(r"[?#&]error_(?:code|description)=")
_END_OF_ADDRESS = pattern(r"[\s\"'<>]")


def _read(text: Text) -> tuple[Piece, ...]:
    answers = [*_in_objects(text), *_in_addresses(text.text), *_in_events(text.text)]
    if not answers:
        return ()
    # A message that is known says more than that its speaker refused something.
    known = {piece.value.speaker for piece in read_messages(text) if isinstance(piece.value, Statement) and not piece.value.is_guess}
    found = [quoted(speaker, words) for speaker, words in answers if speaker not in known]
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
        Sample("Supabase Auth", '{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}', (PieceKind.MESSAGE,)),
        Sample("Keycloak", '{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}', (PieceKind.MESSAGE,)),
        Sample("Okta", '{"errorCode":"invalid_client","errorSummary":"Invalid value for \'client_id\' parameter."}', (PieceKind.MESSAGE,)),
        Sample("an event of Keycloak", 'type="IDENTITY_PROVIDER_LOGIN_ERROR", error="identity_provider_login_failure"', (PieceKind.MESSAGE,)),
        Sample(
            "in the address that the browser was sent back to",
            "https://app.example.com/?error=server_error&error_code=unexpected_failure&error_description=Something+went+wrong",
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
