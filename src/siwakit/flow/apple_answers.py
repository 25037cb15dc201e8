"""Apple's answers, parsed into the expected value or into the error that says what came instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siwakit.errors import JsonFault
from siwakit.escape import visible
from siwakit.evidence.fields import read_fields
from siwakit.evidence.showing.harmless import OPEN_FIELDS
from siwakit.evidence.showing.redact import sealed, veiled
from siwakit.evidence.sign_in.answer import AppleAnswer, read_answer
from siwakit.flow.failures import (
    AnswerNotReadable,
    AppleError,
    AppleRefusal,
    EdgeBlocked,
    HtmlAnswer,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    RateLimited,
    ServerFault,
    UnauthorizedClient,
    UnknownRefusal,
    UnsupportedGrantType,
)
from siwakit.http import Request, Response
from siwakit.jose import strictjson
from siwakit.patterns import pattern

MAX_ANSWER_BYTES = 64 * 1024
_OK, _REDIRECT, _CALLER, _FORBIDDEN, _TOO_MANY, _SERVER = 200, 300, 400, 403, 429, 500
_LONGEST_WORDS = 200
_SHORTEST_SECRET = 4
_PLACE = pattern(r"https?://([A-Za-z0-9.-]{1,100})(?=[:/?#]|\Z)")
_KINDS: dict[str, type[AppleRefusal]] = {
    "invalid_client": InvalidClient,
    "invalid_grant": InvalidGrant,
    "invalid_request": InvalidRequest,
    "invalid_scope": InvalidScope,
    "unsupported_grant_type": UnsupportedGrantType,
    "unauthorized_client": UnauthorizedClient,
}
_SEE_REPORT = "print the whole report: siwakit.render_text(error.diagnosis)"
_LATER = "the same request may succeed a little later"


def failure_of(response: Response, request: Request) -> AppleError:
    """Return what *response* reports instead of success."""
    answer, status = read_answer(response), response.status or _OK
    if status == _TOO_MANY:
        return RateLimited(
            "Apple answered 429: too many requests", request=request, response=response, hint="one refresh a day is enough for each user"
        )
    if status >= _SERVER:
        return ServerFault(f"Apple answered {status}", request=request, response=response, hint=_LATER)
    if status == _FORBIDDEN and answer.error is None:
        hint = "the edge blocks this IP address or User-Agent: send from another address, and ask Apple"
        return EdgeBlocked("Apple's edge answered 403", request=request, response=response, hint=hint)
    if answer.is_html:
        return HtmlAnswer(f"Apple answered {status} with an HTML page, expected JSON", request=request, response=response, hint=_LATER)
    if answer.error is not None:
        return _refusal(answer, response, request)
    return unreadable(response, request, _redirect(response) if _REDIRECT <= status < _CALLER else "it is not what the service sends")


def _redirect(response: Response) -> str:
    """Return the sentence that *response* is a redirect, with only the host of its target: the rest of the URL may contain anything."""
    host = _PLACE.match(response.header("location") or "")
    return f"it is a redirect{f' to {host[1]}' if host else ''}, which is not followed"


def unreadable(response: Response, request: Request, why: str) -> AnswerNotReadable:
    """Return the error for a *response* that cannot be used for the reason *why*."""
    return AnswerNotReadable(f"Apple answered {response.status}: {why}", request=request, response=response, hint=_LATER)


def read_success(response: Response, request: Request) -> None:
    """Raise unless *response* is a success that is not compressed.

    Raises:
        AppleError: Apple refused, or its answer cannot be read.
    """
    answer = read_answer(response)
    if response.status != _OK or answer.is_html or answer.error is not None:
        raise failure_of(response, request)
    if (response.header("content-encoding") or "identity").lower() != "identity":
        raise unreadable(response, request, "it is compressed, which was not asked for")


def read_members(response: Response, request: Request) -> Mapping[str, Any]:
    """Return the members of the JSON object in *response*.

    Raises:
        AppleError: Apple refused, or its answer is not a JSON object.
    """
    read_success(response, request)
    try:
        document = strictjson.read(response.body)
    except JsonFault:
        raise unreadable(response, request, "it is not JSON") from None
    if not isinstance(document.value, dict) or document.repeated:
        raise unreadable(response, request, "it is not a JSON object, or has a member twice")
    return document.value


def member_text(members: Mapping[str, Any], name: str, response: Response, request: Request) -> str | None:
    """Return the text under *name*, or None if it is absent.

    Raises:
        AnswerNotReadable: the value is not text, or is empty.
    """
    value = members.get(name)
    if value is not None and (not isinstance(value, str) or not value):
        raise unreadable(response, request, f"{name} is not text")
    return value


def required_text(members: Mapping[str, Any], name: str, response: Response, request: Request) -> str:
    """Return the text under *name*.

    Raises:
        AnswerNotReadable: it is missing, empty or not text.
    """
    value = member_text(members, name, response, request)
    if value is None:
        raise unreadable(response, request, f"the answer lacks {name}")
    return value


def member_flag(members: Mapping[str, Any], name: str, response: Response, request: Request) -> bool:
    """Return the boolean under *name*, which Apple also writes as text; false if it is absent.

    Raises:
        AnswerNotReadable: the value is something else.
    """
    value = members.get(name, False)
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise unreadable(response, request, f"{name} is neither true nor false")
    return bool(value == "true")


def _without_sent(words: str, request: Request) -> str:
    """Return *words* of an answer with a description in place of each secret from *request* that they repeat."""
    fields = read_fields(request)
    sent = [field.value for field in fields.every if field.name not in OPEN_FIELDS and len(field.value) >= _SHORTEST_SECRET]
    for secret in sorted(sent, key=len, reverse=True):
        words = words.replace(secret, f"[{sealed('value', secret)}]")
    return words


def _refusal(answer: AppleAnswer, response: Response, request: Request) -> AppleRefusal:
    words = ": ".join(text for text in (answer.error, answer.description) if text)
    words = visible(veiled(_without_sent(words, request)))[:_LONGEST_WORDS]
    kind = _KINDS.get(answer.error or "", UnknownRefusal)
    return kind(f"Apple answered {words}", request=request, response=response, hint=_SEE_REPORT)
