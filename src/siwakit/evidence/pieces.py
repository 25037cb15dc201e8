"""What a text was recognised as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import Any

from siwakit.evidence.form_fields import FormReading
from siwakit.evidence.said import Statement
from siwakit.http import Exchange, Request, Response
from siwakit.jose.jws import Jws
from siwakit.jose.unpicklable import refuse_pickling
from siwakit.record import record


class PieceKind(Enum):
    """Kind of input; its value is the description for users. The type of `Piece.value` follows each kind."""

    EXCHANGE = "a request and its answer"  # Exchange
    REQUEST = "a request to Apple"  # Request
    RESPONSE = "an answer from Apple"  # Response, without a status if only the body is known
    FORM = "form fields"  # FormReading
    AUTHORIZE = "an authorization request"  # Request, or Exchange if its answer is known
    TOKEN = "a JWT"  # Jws
    DECODED = "a decoded JWT"  # Jws without its signature, and sometimes without its header
    SECRET_TEXT = "a damaged client_secret"  # str
    KEY = "a private key"  # str, damaged or not
    KEY_SET = "a key set"  # Mapping
    NOTIFICATION = "a server-to-server notification"  # Mapping
    CALLBACK = "a callback to the application"  # Exchange
    APP_CALL = "a call from the app to its own server"  # Mapping: identity_token, code and nonce, as far as they were sent
    SETTINGS = "settings"  # Mapping
    MESSAGE = "what a library, a service or a person said"  # Statement
    SOURCE = "source code"  # SourceText
    UNREAD = "text that was not recognised"  # str


@record
class SourceText:
    """Program in the language with this id."""

    language: str
    text: str = field(repr=False)


Value = Exchange | Request | Response | FormReading | Jws | Statement | SourceText | str | Mapping[str, Any]


@record
class Piece:
    """Something found in a text, the name of the file it came from, and the text itself.

    *unread_files* names the files whose content is missing from a request; *notes* are the comments above it. *at* is the time
    that a log or a recording gives for it, in seconds since 1970 UTC; *reader* is the id of the reader that found it.
    """

    kind: PieceKind
    value: Value = field(repr=False)
    name: str = ""
    text: str = field(default="", repr=False)
    unread_files: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=(), repr=False)
    at: int | None = None
    reader: str = field(default="", repr=False, compare=False)
    __reduce__ = refuse_pickling
