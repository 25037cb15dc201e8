"""Read what a log line, or a record of several lines, contains about Sign in with Apple."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace

from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.http import Response
from siwakit.patterns import pattern
from siwakit.readers.logs.log_escapes import unescaped_levels
from siwakit.readers.logs.logged_answers import find_answer, find_status
from siwakit.readers.logs.logged_grants import shows_grant
from siwakit.readers.logs.logged_requests import find_requests
from siwakit.readers.logs.record_lines import MAX_LINE
from siwakit.readers.logs.timestamps import Moment, read_time
from siwakit.readers.model import Reader, Sample, Scope, Text
from siwakit.record import record

_NEAR = 64 * 1024  # how far into a line a provider is searched for
# Searched in lower case: ignoring case in a regular expression takes a hundred times as long.
_APPLE = pattern(r"apple(?!webkit)")
_APPLE_IN_SHORT = pattern(r"\bsiwa\b")
_OTHERS = (
    *("google", "facebook", "github", "gitlab", "microsoft", "azuread", "linkedin", "twitter", "discord", "spotify", "slack", "twitch", "okta"),
    *("keycloak", "paypal", "stripe", "yahoo", "kakao", "naver"),
)
_APPLES_WORDS = re.compile(
    rb"The (?:code|token) has (?:expired or has been revoked|already been used)|mismatch\. The code was not issued to|<center>Apple<"
)
# Members of a log record in JSON.
_OF_A_RECORD = frozenset(
    {"level", "severity", "lvl", "msg", "message", "log", "logger", "time", "timestamp", "ts", "@timestamp", "@t", "@mt", "err", "body", "answer"}
)
# A status without a body is Apple's refusal only beside the address of the request, or in an HTTP client's message.
_CALLED_APPLE = pattern(r"(?i)appleid\.apple\.com/auth/(?:oauth2/v2/)?(?:token|revoke|usermigrationinfo)|apple[^\n]{0,200}status code 4")


@record
class LogRecord:
    """Contents of a record: when it was written, the pieces of evidence in it, and the text itself.

    *status* is the status of a refusal whose body the record does not show; *is_granted* means that the record shows that Apple accepted a request.
    """

    time: Moment | None
    pieces: tuple[Piece, ...]
    status: int | None = None
    text: str = field(default="", repr=False)
    is_granted: bool = False

    @property
    def answer(self) -> Response | None:
        """Return the answer in the record beside its request, or None."""
        return next((piece.value for piece in self.pieces if isinstance(piece.value, Response)), None)

    @property
    def names_another_provider(self) -> bool:
        """Return whether the record names another provider, beside Apple or not."""
        lowered = self.text[:_NEAR].lower()
        return any(name in lowered for name in _OTHERS)

    @property
    def concerns_apple(self) -> bool:
        """Return whether the record names Apple, or contains what only Apple sends or accepts."""
        if _names_apple(self.text.lower()) or any(piece.kind is PieceKind.TOKEN for piece in self.pieces):
            return True
        return bool(self.answer and _APPLES_WORDS.search(self.answer.body))


def _names_apple(lowered: str) -> bool:
    return bool(_APPLE.search(lowered)) or ("siwa" in lowered and bool(_APPLE_IN_SHORT.search(lowered)))


def read_log_line(line: str, now: int | None = None) -> LogRecord | None:
    """Return what *line* says about a sign-in, or None if it says nothing about one.

    *line* may be a record of several lines, and is cut after 1 MiB. *now* gives a year to a date that has none.
    """
    levels = unescaped_levels(line[:MAX_LINE])
    answer = find_answer(levels)
    pieces = find_requests(levels) + ((Piece(PieceKind.RESPONSE, answer),) if answer else ())
    status = None if answer else _status_alone(levels[-1])
    is_granted = _has_tokens(answer) if answer else status is None and shows_grant(levels[-1])
    if not pieces and status is None and not is_granted:
        return None
    return LogRecord(read_time(line, now), pieces, status, line, is_granted)


def _has_tokens(answer: Response) -> bool:
    # Nearly all answers in a log are refusals, which need not be read again.
    return b"access_token" in answer.body and read_answer(answer).has_tokens


def _status_alone(text: str) -> int | None:
    """Return the status of a refusal by Apple whose body *text* does not show."""
    status = find_status(text)
    return status if status is not None and _CALLED_APPLE.search(text) else None


def _read(text: Text) -> tuple[Piece, ...]:
    record = read_log_line(text.text)
    if record is None:
        return ()
    # Without a zone it may be off by hours, which would make a valid client_secret look expired or not yet issued.
    at = record.time.seconds if record.time and record.time.has_zone else None
    return tuple(replace(piece, text=text.text, at=at) for piece in record.pieces)


def _may_be_record(piece: Piece, _: Text) -> bool:
    """Return whether *piece* is JSON with the members of a log's record."""
    return piece.kind is PieceKind.SETTINGS and isinstance(piece.value, Mapping) and bool(piece.value.keys() & _OF_A_RECORD)


JSON_RECORD = Reader(
    id="json-log-record",
    title="a record of a log as JSON",
    scope=Scope.REST,
    read=_read,
    replaces=_may_be_record,
    good=lambda: (Sample("an answer in a member", '{"level":"error","msg":"apple: 400","body":{"error":"invalid_grant"}}', (PieceKind.RESPONSE,)),),
    bad=lambda: (Sample("a record of another service's log", '{"level":"info","grant_type":"password","msg":"request completed"}'),),
)
LOG_RECORD = Reader(
    id="log-record",
    title="lines of a log, or the message of an error",
    scope=Scope.REST,
    read=_read,
    good=lambda: (
        Sample("an answer in a line", '2026-11-25T10:00:00Z ERROR apple answered {"error":"invalid_client"}', (PieceKind.RESPONSE,)),
        Sample("the message of an error", "OAuthCallbackError: expected 200 OK, got 400: invalid_client", (PieceKind.RESPONSE,)),
    ),
    bad=lambda: (Sample("a line without an answer", "2026-11-25T10:00:00Z INFO listening on port 8000"),),
)
