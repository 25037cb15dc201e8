"""Find the requests of one sign-in in a recording: Apple's page, the callback, and the call that redeems the code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from siwakit.apple import HOST, OTHER_HOST, Endpoint, endpoint_of
from siwakit.evidence.addresses import place_of, split_address
from siwakit.evidence.fields import Fields, read_fields
from siwakit.evidence.form_fields import read_form
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.evidence.sign_in.callback import start_of
from siwakit.http import Exchange, Request, Response, header_values
from siwakit.readers.decoded import find_decoded
from siwakit.readers.logs.log_escapes import unescaped_levels
from siwakit.readers.logs.logged_answers import find_answer
from siwakit.readers.requests.addressee import classify
from siwakit.readers.requests.har_entries import Recorded

_BODY_MISSING = ("the body of the request, which was not recorded",)
_BAD_REQUEST = 400
_TOLD_APART = b"invalid_"


@dataclass(slots=True)
class Recording:
    """Entries that concern a sign-in, in the order in which they were recorded."""

    to_apple: list[Recorded] = field(default_factory=list)
    starts: list[tuple[str, Piece]] = field(default_factory=list)
    returns: list[Recorded] = field(default_factory=list)
    # The application's answers before and after: cookies, the redirect to Apple, the redirect after its callback.
    others: list[Recorded] = field(default_factory=list)
    _follows_return: bool = False

    def add(self, one: Recorded) -> None:
        """Store *one* as far as it concerns a sign-in."""
        place = place_of(one.request.url)
        endpoint = endpoint_of(place.path.rstrip("/"))
        is_apple = place.host in {HOST, OTHER_HOST}
        if endpoint is Endpoint.AUTHORIZE and is_apple:
            self.starts.append((_state_of(one.request), _as_start(one)))
        elif (is_apple and endpoint and endpoint.takes_credentials) or _holds_credentials(one):
            self.to_apple.append(one)
        elif not is_apple and not place.host.endswith(".apple.com"):
            self._add_of_application(one)

    def _add_of_application(self, one: Recorded) -> None:
        start = start_of(one.response) if one.response else None
        if start:
            self.starts.append((_state_of(start), Piece(PieceKind.AUTHORIZE, start)))
            self.others.append(_bare(one))
        elif _comes_back(one):
            self.returns.append(one)
        elif self._follows_return or (one.response and header_values(one.response.headers, "set-cookie")):
            self.others.append(_bare(one))
        self._follows_return = bool(self.returns) and self.returns[-1] is one

    def pieces(self) -> tuple[Piece, ...]:
        """Return the pieces of the sign-in that failed last, otherwise of the last one; nothing if there is none."""
        judged = self._judged()
        code = read_fields(judged.request).get("code") if judged else None
        back = next((one for one in reversed(self.returns) if code and _fields_of(one).get("code") == code), None)
        back = back or (self.returns[-1] if self.returns else None)
        state = _fields_of(back).get("state") if back else None
        start = next((piece for value, piece in reversed(self.starts) if state and value == state), None)
        start = start or (self.starts[-1][1] if self.starts else None)
        found = [start] if start else []
        found += _way_back(back, self.others) if back else []
        found += [_to_apple(one) for one in self.to_apple]
        found += find_decoded(judged.decoded) if judged and judged.decoded else ()
        return tuple(found)

    def _judged(self) -> Recorded | None:
        refused = [one for one in self.to_apple if one.response and read_answer(one.response).is_refusal]
        return next(reversed(refused or self.to_apple), None)


def _way_back(back: Recorded, others: list[Recorded]) -> Iterator[Piece]:
    """Yield the callback with the application's answers before and after it, and Apple's answer if it was passed on."""
    host = place_of(back.request.url).host
    near = sorted([*(one for one in others if place_of(one.request.url).host == host), back], key=lambda one: one.number)
    at = near.index(back)
    for one in near[max(0, at - 50) : at + 2]:
        yield Piece(PieceKind.CALLBACK, Exchange(one.request, one.response))
    if back.response and (back.response.status or 0) >= _BAD_REQUEST and _TOLD_APART in back.response.body:
        answer = find_answer(unescaped_levels(back.response.text))
        if answer:
            yield Piece(PieceKind.RESPONSE, answer)


def _as_start(one: Recorded) -> Piece:
    """Return the authorize page, with its answer only if that is an error: a sign-in page says nothing."""
    answer = one.response
    is_error = answer is not None and ((answer.status or 0) >= _BAD_REQUEST or _TOLD_APART in answer.body)
    return Piece(PieceKind.AUTHORIZE, Exchange(one.request, answer) if is_error else one.request)


def _to_apple(one: Recorded) -> Piece:
    # An answer whose body was not recorded is not an empty answer.
    response = one.response if one.has_answer_body else None
    piece = replace(classify(one.request, response), at=one.at)
    return piece if one.has_body else replace(piece, unread_files=_BODY_MISSING)


def _holds_credentials(one: Recorded) -> bool:
    body = one.request.body
    return b"client_secret" in body and b"grant_type" in body and {"client_secret", "grant_type"} <= set(read_fields(one.request).names)


def _comes_back(one: Recorded) -> bool:
    """Return whether the browser delivers Apple's answer: form_post from Apple's page, or the fields in a query."""
    request = one.request
    origins = (request.header("origin") or "", request.header("referer") or "")
    names = set(_fields_of(one).names)
    if any((split_address(origin).hostname or "") in {HOST, OTHER_HOST} for origin in origins if origin.startswith("https://")):
        return bool(names & {"code", "id_token", "error", "user", "state"}) or request.method == "POST"
    return request.method == "POST" and {"code", "state"} <= names and bool(names & {"id_token", "user"} or "apple" in request.url.lower())


def _fields_of(one: Recorded) -> Fields:
    return read_fields(one.request)


def _state_of(request: Request) -> str:
    return read_form(request.query).get("state") or ""


def _bare(one: Recorded) -> Recorded:
    """Return *one* without bodies: only its target and its cookies matter."""
    answer = one.response
    return replace(one, request=replace(one.request, body=b""), response=Response(answer.status, answer.headers) if answer else None)
