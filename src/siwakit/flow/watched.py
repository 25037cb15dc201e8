"""Exchanges that were watched on their way to Apple: joined to sign-ins, and judged with everything that was seen of theirs.

What one step of a sign-in gives, the next one sends: Apple's page a state and a code, the token call tokens, which later calls refresh and revoke.
Exchanges that share such a value are one sign-in. A token call whose code was not seen belongs to the last page for its client id, because the
browser takes the code to the program, and that is seen only if callbacks are watched too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from siwakit.apple import Endpoint, endpoint_of
from siwakit.evidence.known import Known
from siwakit.evidence.pieces import Piece, PieceKind
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.evidence.sign_in.callback import start_of
from siwakit.evidence.sign_in.find_callback import is_sent_by_apple
from siwakit.flow.diagnose import diagnose_gathered
from siwakit.flow.gather import AlreadyRead, GatherRequest, gather
from siwakit.flow.sign_in_values import Value, given_values, notification_of, sent_fields, sent_values
from siwakit.http import Exchange, Request, Response
from siwakit.judge.diagnosis import Diagnosis
from siwakit.readers.requests.addressee import classify
from siwakit.record import record

_MOST_SIGN_INS = 64
_MOST_STEPS = 24
_MOST_VALUES = 200
_MOST_BYTES = 64 * 1024  # of an exchange that is kept to judge later ones
_SECONDS_TO_SIGN_IN = 600
_SECONDS_NEAR = 30
_BAD_REQUEST = 400


class Step(Enum):
    """What the program or its browser did."""

    CALL = "a request of the program to Apple"
    START = "the program has led the browser to Apple's page"
    CALLBACK = "the browser has come back from Apple's page"
    NOTIFICATION = "a notification from Apple"


@dataclass(slots=True)
class SignIn:
    """The steps of one sign-in, in order; *values* are what ties them together."""

    number: int
    client_id: str = ""
    pieces: deque[Piece] = field(default_factory=lambda: deque(maxlen=_MOST_STEPS))
    values: dict[Value, None] = field(default_factory=dict)
    last_at: int = 0
    page_at: int | None = None
    code_at: int | None = None
    has_code: bool = False

    def add(self, pieces: Iterable[Piece], values: Iterable[Value], at: int) -> None:
        """Note a step that has these *pieces* and *values*."""
        self.pieces.extend(pieces)
        for value in values:
            self.values.pop(value, None)
            self.values[value] = None
        for oldest in list(self.values)[:-_MOST_VALUES]:
            del self.values[oldest]
        self.last_at = at


@record
class Seen:
    """A step with its sign-in, what is wrong with it if it was refused, and what the log says about it.

    *clock* is how many seconds this machine's clock is ahead of the Date of the answer; *code_age* how old the code is, if it was seen when it
    was issued, or when the browser brought it; *event* the type of a notification.
    """

    exchange: Exchange
    at: int
    sign_in: int | None = None
    diagnosis: Diagnosis | None = None
    clock: int | None = None
    code_age: int | None = None
    step: Step = Step.CALL
    event: str = ""


class SignIns:
    """The sign-ins that were watched; *known* is what the developer states about them."""

    def __init__(self, known: Known | None = None) -> None:
        self._known = known or Known()
        self._sign_ins: deque[SignIn] = deque(maxlen=_MOST_SIGN_INS)
        self._count = 0

    def add(self, exchange: Exchange, at: int, *, is_cut: bool = False) -> Seen:
        """Join *exchange*, which ended at *at* by this machine's clock, to its sign-in, and judge it if it was refused.

        One that *is_cut* is not judged: what was not seen of it would seem to be missing.
        """
        fields, endpoint = sent_fields(exchange.request), endpoint_of(exchange.request.path)
        sign_in = self._of_call(fields, endpoint, at)
        earlier = tuple(sign_in.pieces) if sign_in else ()
        if sign_in is not None:
            _note_call(sign_in, exchange, fields, endpoint, at, is_cut=is_cut)
        code_age = at - sign_in.code_at if sign_in and sign_in.code_at is not None and endpoint is Endpoint.TOKEN and "code" in fields else None
        is_refused = exchange.response is not None and read_answer(exchange.response).is_refusal and not is_cut
        diagnosis = self._judge((*earlier, classify(exchange.request, exchange.response)), at) if is_refused else None
        return Seen(exchange, at, sign_in.number if sign_in else None, diagnosis, _clock_ahead(exchange.response, at), code_age)

    def receive(self, request: Request, at: int) -> Seen | None:
        """Join *request*, which the program has received at *at*, to its sign-in; None if it is neither a callback nor a notification."""
        notification = notification_of(request)
        if notification is not None:
            of_user = self._with({("sub", notification.sub)}) if notification.sub else None
            number = of_user.number if of_user else None
            return Seen(Exchange(request), at, number, step=Step.NOTIFICATION, event=notification.kind)
        fields = sent_fields(request)
        values = set(sent_values(fields))
        sign_in = self._with(values)
        if not is_sent_by_apple(request) and (sign_in is None or not fields.keys() & {"code", "error", "id_token"}):
            return None
        sign_in = sign_in or self._new("")
        sign_in.add(_kept(Piece(PieceKind.CALLBACK, Exchange(request)), Exchange(request)), values, at)
        if "code" in fields:
            sign_in.has_code = True
            sign_in.code_at = at if sign_in.code_at is None else sign_in.code_at
        return Seen(Exchange(request), at, sign_in.number, step=Step.CALLBACK)

    def answer(self, exchange: Exchange, at: int) -> Seen | None:
        """Join what the program has answered to its sign-in, and judge it if it is an error.

        None if it neither leads to Apple's page nor answers a callback or notification.
        """
        request, response = exchange.request, exchange.response
        if response is None:
            return None
        start = start_of(response)
        if start is not None:
            return self._start(exchange, start, at)
        if notification_of(request) is not None:
            return Seen(exchange, at, step=Step.NOTIFICATION)
        sign_in = self._with(set(sent_values(sent_fields(request))))
        callback = Piece(PieceKind.CALLBACK, exchange)
        before = [piece for piece in sign_in.pieces if piece.kind in {PieceKind.AUTHORIZE, PieceKind.CALLBACK}] if sign_in else []
        others = [piece for piece in before if not (isinstance(piece.value, Exchange) and piece.value.request == request)]
        if sign_in is None or len(others) == len(before):
            return None
        diagnosis = self._judge((*others, callback), at) if (response.status or 0) >= _BAD_REQUEST else None
        # The program may only repeat that Apple has refused its call, which was reported already.
        return Seen(exchange, at, sign_in.number, diagnosis if diagnosis and diagnosis.root else None, step=Step.CALLBACK)

    def _start(self, exchange: Exchange, start: Request, at: int) -> Seen:
        fields = sent_fields(start)
        sign_in = self._new(fields.get("client_id", ""))
        # The cookies that it sets belong to the callback.
        bare = Exchange(Request(exchange.request.method, exchange.request.url), exchange.response)
        sign_in.add((Piece(PieceKind.AUTHORIZE, start), Piece(PieceKind.CALLBACK, bare)), sent_values(fields), at)
        sign_in.page_at = at
        return Seen(exchange, at, sign_in.number, step=Step.START)

    def _of_call(self, fields: dict[str, str], endpoint: Endpoint | None, at: int) -> SignIn | None:
        if endpoint in {None, Endpoint.DISCOVERY}:
            return None
        last = self._sign_ins[-1] if self._sign_ins else None
        if endpoint is Endpoint.KEYS:
            return last if last and at - last.last_at <= _SECONDS_NEAR else None
        found = self._with(set(sent_values(fields)))
        if found is None and endpoint is Endpoint.TOKEN and "code" in fields:
            found = self._waiting_for_code(fields.get("client_id", ""), at)
        return found or self._new(fields.get("client_id", ""))

    def _with(self, values: set[Value]) -> SignIn | None:
        return next((sign_in for sign_in in reversed(self._sign_ins) if sign_in.values.keys() & values), None)

    def _new(self, client_id: str) -> SignIn:
        self._count += 1
        self._sign_ins.append(SignIn(self._count, client_id))
        return self._sign_ins[-1]

    def _waiting_for_code(self, client_id: str, at: int) -> SignIn | None:
        """Return the sign-in that began at Apple's page and whose code was not seen, if there is only one of *client_id*."""
        waiting = [
            sign_in
            for sign_in in self._sign_ins
            if sign_in.page_at is not None and not sign_in.has_code and at - sign_in.page_at <= _SECONDS_TO_SIGN_IN and sign_in.client_id == client_id
        ]
        return waiting[0] if len(waiting) == 1 else None

    def _judge(self, pieces: tuple[Piece, ...], at: int) -> Diagnosis:
        return diagnose_gathered(gather(GatherRequest((AlreadyRead(pieces),), self._known, at)))


def _note_call(sign_in: SignIn, exchange: Exchange, fields: dict[str, str], endpoint: Endpoint | None, at: int, *, is_cut: bool) -> None:
    given = set(given_values(exchange.response))
    pieces = () if is_cut else _kept(classify(exchange.request, exchange.response), exchange)
    sign_in.add(pieces, {*sent_values(fields), *given}, at)
    if endpoint is Endpoint.AUTHORIZE and sign_in.page_at is None:
        sign_in.page_at = at
    if "code" in fields:
        sign_in.has_code = True
    if any(name == "code" for name, _ in given):
        sign_in.has_code, sign_in.code_at = True, at


def _kept(piece: Piece, exchange: Exchange) -> tuple[Piece, ...]:
    """Return *piece*, unless it is far larger than what belongs to a sign-in: many of them are kept."""
    size = len(exchange.request.body) + (len(exchange.response.body) if exchange.response else 0)
    return (piece,) if size <= _MOST_BYTES else ()


def _clock_ahead(response: Response | None, at: int) -> int | None:
    date = None if response is None else read_answer(response).date
    return None if date is None else at - date
