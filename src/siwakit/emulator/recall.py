"""Remember why an exchange was accepted, for those that differ from it in nothing but the code.

Some 130 rules are asked of each exchange, and under load the same client sends the same request many times a second: the same
secret, the same headers, another code. What the rules see of a code is its text and Apple's record of it. So where the text has
the form of one that was issued here, the record is equal to the accepted one's but for an age within a code's lifetime, everything
else is the same to the byte, and so are the clock, the switches and what is registered, the rules would say the same. The signature
is verified all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from siwakit.apple import CODE_SECONDS
from siwakit.emulator.evidence import is_authorized
from siwakit.emulator.record import record
from siwakit.emulator.store import CodeRow, Store
from siwakit.emulator.switches import Switches
from siwakit.emulator.world import Client, SigningKey, User
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLIENT_ID, CLIENT_SECRET
from siwakit.http import Headers, Request
from siwakit.jose import es256, jwk

MAX_KEPT = 256
_CODE = b"code="
_BEFORE = (b"", b"&")
_ISSUED = re.compile(rb"c[0-9a-f]{32}\.0\.[a-z]{3,6}\.[A-Za-z0-9_-]{22}(?=&|\Z)")

_Key = tuple[str, str, Headers, bytes]


@record
class Recalled:
    """Hold an exchange that the rules accept: its client, and the code that came this time."""

    client_id: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Accepted:
    now: int
    switches: Switches
    seen: tuple[Any, ...]
    client_id: str
    key_id: str
    der: bytes = field(repr=False)
    signing_input: bytes = field(repr=False)
    public: Any = field(repr=False)


class Recall:
    """Keep the exchanges that were accepted in the current second."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[_Key, _Accepted] = {}

    def find(self, request: Request, now: int, switches: Switches) -> Recalled | None:
        """Return *request* as an accepted exchange, or None where the rules have to be asked."""
        split = _split(request) if self._kept else None
        known = None if split is None else self._kept.get(split[0])
        if split is None or known is None or known.now != now:
            return None
        if known.switches is not switches and known.switches != switches:
            return None
        row = self._store.get_code(split[1])
        if row is None or _seen(self._store, known.key_id, known.client_id, row, now) != known.seen:
            return None
        return Recalled(known.client_id, row.code) if es256.verify_der(known.public, known.der, known.signing_input) else None

    def keep(self, request: Request, evidence: Evidence, row: CodeRow | None, now: int, switches: Switches) -> None:
        """Remember that the rules accepted *request*, whose code had the record *row* before it was spent."""
        split, token, client_id = _split(request), evidence.get(CLIENT_SECRET), evidence.get(CLIENT_ID)
        if split is None or row is None or isinstance(token, Absence) or isinstance(client_id, Absence):
            return
        key_id = str((token.header or {}).get("kid"))
        seen = _seen(self._store, key_id, client_id, row, now)
        if not isinstance(seen[0], SigningKey) or token.signature is None:
            return
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        public = jwk.read_public(seen[0].public_jwk)
        self._kept[split[0]] = _Accepted(now, switches, seen, client_id, key_id, es256.raw_to_der(token.signature), token.signing_input, public)


def _seen(store: Store, key_id: str, client_id: str, code: CodeRow, now: int) -> tuple[Any, ...]:
    """Return all of the store that the rules see of an exchange; of a code's age they see only whether its lifetime is over."""
    client = store.get(Client, client_id)
    primary = None if client is None else store.get(Client, client.group)
    user = store.get(User, code.user_id)
    issued_at = None if 0 <= now - code.issued_at <= CODE_SECONDS else code.issued_at
    record = (code.client_id, issued_at, code.redirect_uri, code.code_challenge, code.is_spent)
    return (store.get(SigningKey, key_id), client, primary, user is None or user.is_gone, is_authorized(store, code), record)


def _split(request: Request) -> tuple[_Key, str] | None:
    """Return all of *request* but its code, and the code; None where it does not hold one in the form of those issued here."""
    before, name, behind = request.body.partition(_CODE)
    found = _ISSUED.match(behind)
    if found is None or _CODE in behind or before[-1:] not in _BEFORE:
        return None
    # The place of the code counts too, and its length not: it varies with the letters in its middle.
    rest = before + name + behind[found.end() :]
    headers = tuple([pair for pair in request.headers if pair[0].lower() != "content-length"])
    return (request.method, request.url, headers, rest), found.group().decode("ascii")
