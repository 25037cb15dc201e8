"""Exchanges that were watched on their way to Apple: joined to sign-ins, and judged with everything that was seen of theirs.

What one step of a sign-in gives, the next one sends: Apple's page a state and a code, the token call tokens, which later calls refresh and revoke.
Exchanges that share such a value are one sign-in. A token call whose code was not seen belongs to the last page for its client id, because the
browser takes the code to the program, and that is not seen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from siwakit.apple import Endpoint, endpoint_of
from siwakit.errors import JsonFault
from siwakit.evidence.fields import read_fields
from siwakit.evidence.form_fields import read_form
from siwakit.evidence.known import Known
from siwakit.evidence.sign_in.answer import read_answer
from siwakit.flow.diagnose import diagnose_gathered
from siwakit.flow.gather import AlreadyRead, GatherRequest, gather
from siwakit.http import Exchange, Request, Response
from siwakit.jose import strictjson
from siwakit.judge.diagnosis import Diagnosis
from siwakit.readers.requests.addressee import classify
from siwakit.record import record

_MOST_SIGN_INS = 64
_MOST_EXCHANGES = 24
_SECONDS_TO_SIGN_IN = 600
_SECONDS_NEAR = 30
_GIVEN = ("refresh_token", "access_token", "id_token")


@dataclass(slots=True)
class SignIn:
    """The exchanges of one sign-in, in order; *values* are what ties them together."""

    number: int
    exchanges: deque[tuple[int, Exchange]] = field(default_factory=lambda: deque(maxlen=_MOST_EXCHANGES))
    values: set[tuple[str, str]] = field(default_factory=set)
    client_id: str = ""
    page_at: int | None = None
    code_at: int | None = None
    has_code: bool = False


@record
class Seen:
    """An exchange with its sign-in, what is wrong with it if it was refused, and what the log says about it.

    *clock* is how many seconds this machine's clock is ahead of the Date of the answer; *code_age* how old the code is, if it was seen when it
    was issued.
    """

    exchange: Exchange
    at: int
    sign_in: int | None = None
    diagnosis: Diagnosis | None = None
    clock: int | None = None
    code_age: int | None = None


class SignIns:
    """The sign-ins that were watched; *known* is what the developer states about them."""

    def __init__(self, known: Known | None = None) -> None:
        self._known = known or Known()
        self._sign_ins: deque[SignIn] = deque(maxlen=_MOST_SIGN_INS)
        self._count = 0

    def add(self, exchange: Exchange, at: int) -> Seen:
        """Join *exchange*, which ended at *at* by this machine's clock, to its sign-in, and judge it if it was refused."""
        fields, endpoint = _fields(exchange.request), endpoint_of(exchange.request.path)
        sign_in = self._sign_in_of(fields, endpoint, at)
        if sign_in is not None:
            _note(sign_in, exchange, fields, endpoint, at)
        code_age = at - sign_in.code_at if sign_in and sign_in.code_at is not None and endpoint is Endpoint.TOKEN and "code" in fields else None
        diagnosis = self._judge(sign_in, exchange, at) if _is_refused(exchange.response) else None
        return Seen(exchange, at, sign_in.number if sign_in else None, diagnosis, _clock_ahead(exchange.response, at), code_age)

    def _sign_in_of(self, fields: dict[str, str], endpoint: Endpoint | None, at: int) -> SignIn | None:
        if endpoint in {None, Endpoint.DISCOVERY}:
            return None
        last = self._sign_ins[-1] if self._sign_ins else None
        if endpoint is Endpoint.KEYS:
            return last if last and last.exchanges and at - last.exchanges[-1][0] <= _SECONDS_NEAR else None
        values = set(_values(fields))
        found = next((sign_in for sign_in in reversed(self._sign_ins) if sign_in.values & values), None)
        if found is None and endpoint is Endpoint.TOKEN and "code" in fields:
            found = self._waiting_for_code(fields.get("client_id", ""), at)
        if found is None:
            self._count += 1
            found = SignIn(self._count, client_id=fields.get("client_id", ""))
            self._sign_ins.append(found)
        return found

    def _waiting_for_code(self, client_id: str, at: int) -> SignIn | None:
        """Return the sign-in that began at Apple's page and whose code was not seen, if there is only one of *client_id*."""
        waiting = [
            sign_in
            for sign_in in self._sign_ins
            if sign_in.page_at is not None and not sign_in.has_code and at - sign_in.page_at <= _SECONDS_TO_SIGN_IN and sign_in.client_id == client_id
        ]
        return waiting[0] if len(waiting) == 1 else None

    def _judge(self, sign_in: SignIn | None, exchange: Exchange, at: int) -> Diagnosis:
        others = [other for _, other in sign_in.exchanges if other is not exchange] if sign_in else []
        pieces = tuple(classify(other.request, other.response) for other in (*others, exchange))
        return diagnose_gathered(gather(GatherRequest((AlreadyRead(pieces),), self._known, at)))


def _note(sign_in: SignIn, exchange: Exchange, fields: dict[str, str], endpoint: Endpoint | None, at: int) -> None:
    sign_in.exchanges.append((at, exchange))
    sign_in.values |= set(_values(fields))
    if endpoint is Endpoint.AUTHORIZE and sign_in.page_at is None:
        sign_in.page_at = at
    if "code" in fields:
        sign_in.has_code = True
    for name, value in _answered(exchange.response):
        sign_in.values.add((name, value))
        if name == "code":
            sign_in.has_code, sign_in.code_at = True, at


def _fields(request: Request) -> dict[str, str]:
    """Return what *request* sends, in its body or its address."""
    found = {sent.name: sent.value for sent in read_form(request.query).fields}
    return {**found, **{sent.name: sent.value for sent in read_fields(request).every}}


def _values(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if not value:
            continue
        if name in {"state", "code"}:
            yield name, value
        elif name in {"token", *_GIVEN}:
            yield "token", value


def _answered(response: Response | None) -> Iterator[tuple[str, str]]:
    """Yield what Apple has given in *response*: tokens, or a code in the address of the callback."""
    if response is None:
        return
    members = _members(response)
    for name in _GIVEN:
        if isinstance(members.get(name), str):
            yield "token", members[name]
    location = response.header("location") or ""
    for sent in read_form(location.partition("?")[2].partition("#")[0]).fields:
        if sent.name == "code" and sent.value:
            yield "code", sent.value


def _members(response: Response) -> dict[str, Any]:
    try:
        members = strictjson.read(response.text).value
    except JsonFault:
        return {}
    return members if isinstance(members, dict) else {}


def _is_refused(response: Response | None) -> bool:
    return response is not None and read_answer(response).is_refusal


def _clock_ahead(response: Response | None, at: int) -> int | None:
    date = None if response is None else read_answer(response).date
    return None if date is None else at - date
