"""Store in memory, which is gone when the process ends."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import replace
from threading import Lock
from typing import Any

from siwakit.emulator.state.storage import (
    MAX_JOURNAL,
    MAX_OFFSETS,
    ROW_KINDS,
    CodeRow,
    Consent,
    JournalEntry,
    NoticeRow,
    R,
    Row,
    TokenKind,
    TokenRow,
    consent_key,
    spent,
    withdrawn,
)
from siwakit.emulator.switches import Switches

# An emulator that runs for days under load must not grow. It keeps at most this many codes and notifications, the latest ones, and at
# most this many tokens of each kind, the most recently used ones.
MAX_KEPT = 2048


class MemoryStore:
    """Rows in dictionaries behind one lock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: dict[type[Row], OrderedDict[str, Any]] = {kind: OrderedDict() for kind in ROW_KINDS}
        self._codes: OrderedDict[str, CodeRow] = OrderedDict()
        self._tokens: dict[TokenKind, OrderedDict[str, TokenRow]] = {kind: OrderedDict() for kind in TokenKind}
        self._journal: deque[JournalEntry] = deque(maxlen=MAX_JOURNAL)
        self._written = 0
        self._switches = Switches()
        self._settings: dict[str, Any] = {}
        self._offset = 0
        self._offsets: tuple[int, ...] = ()

    def put(self, row: Row) -> None:
        """Store *row*, replacing any row with the same key."""
        rows = self._rows[type(row)]
        with self._lock:
            if isinstance(row, NoticeRow) and row.row_key not in rows:
                _add(rows, row.row_key, row)
            else:
                rows[row.row_key] = row

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the row of *kind* with this *key*, or None."""
        row: R | None = self._rows[kind].get(key)
        return row

    def list(self, kind: type[R]) -> tuple[R, ...]:
        """Return every row of *kind*, the oldest first."""
        with self._lock:
            return tuple(self._rows[kind].values())

    def drop(self, kind: type[Row], key: str) -> bool:
        """Delete the row; return whether there was one."""
        with self._lock:
            return self._rows[kind].pop(key, None) is not None

    def add_code(self, row: CodeRow) -> None:
        """Store a new code."""
        with self._lock:
            _add(self._codes, row.code, row)

    def get_code(self, code: str) -> CodeRow | None:
        """Return the row of *code*, spent or not, or None."""
        return self._codes.get(code)

    def spend_code(self, code: str, tokens: Iterable[TokenRow] = ()) -> bool:
        """Redeem *code* and store its *tokens*, or neither; of any number of calls for one code exactly one returns True."""
        with self._lock:
            row = self._codes.get(code)
            if row is None or row.is_spent:
                return False
            self._codes[code] = spent(row)
            self._add_tokens(tokens)
            return True

    def add_token(self, row: TokenRow) -> None:
        """Store a new token."""
        with self._lock:
            self._add_tokens((row,))

    def get_token(self, token: str) -> TokenRow | None:
        """Return the row of *token*, valid or not, or None."""
        with self._lock:
            rows = next((rows for rows in self._tokens.values() if token in rows), None)
            if rows is None:
                return None
            # Moved to the end: a refresh token that is in use is never the oldest.
            rows.move_to_end(token)
            return rows[token]

    def spend_token(self, token: str) -> bool:
        """Mark a user's access token as used; of any number of calls exactly one returns True."""
        with self._lock:
            rows = self._tokens[TokenKind.ACCESS]
            row = rows.get(token)
            if row is None or row.is_spent:
                return False
            rows[token] = replace(row, is_spent=True)
            return True

    def revoke_token(self, token: str) -> None:
        """Revoke one token that does not belong to a user: a team's, for the migration of users."""
        with self._lock:
            for rows in self._tokens.values():
                if token in rows:
                    rows[token] = replace(rows[token], is_revoked=True)

    def age(self, issued: str, seconds: int) -> bool:
        """Make a code or token older by *seconds*, and change nothing else; return whether there is one."""
        with self._lock:
            tables: tuple[OrderedDict[str, Any], ...] = (self._codes, *self._tokens.values())
            rows = next((rows for rows in tables if issued in rows), None)
            if rows is None:
                return False
            rows[issued] = replace(rows[issued], aged_seconds=rows[issued].aged_seconds + seconds)
            return True

    def revoke_for(self, user_id: str, group: str, *, by_user: bool = False) -> int:
        """Revoke the tokens of *user_id* for *group* and the consent, and return how many tokens; *by_user* says who withdrew it."""
        revoked = 0
        with self._lock:
            self._rows[Consent].pop(consent_key(user_id, group), None)
            for rows in self._tokens.values():
                for row in tuple(rows.values()):
                    if row.user_id == user_id and row.group == group and not row.is_revoked and not row.consent_withdrawn:
                        rows[row.token] = withdrawn(row, by_user=by_user)
                        revoked += 1
        return revoked

    def add_entry(self, entry: JournalEntry) -> None:
        """Store *entry* under the next number, and drop the oldest beyond 1000."""
        with self._lock:
            self._written += 1
            self._journal.append(entry)

    def entries(self, after: int = 0) -> tuple[JournalEntry, ...]:
        """Return the entries whose number is greater than *after*, the oldest first."""
        with self._lock:
            first = self._written - len(self._journal) + 1
            return tuple(replace(entry, number=number) for number, entry in enumerate(self._journal, first) if number > after)

    def switches(self) -> Switches:
        """Return the current switches."""
        return self._switches

    def set_switches(self, switches: Switches) -> None:
        """Set the switches."""
        self._switches = switches

    def setting(self, name: str) -> Any:
        """Return the JSON value stored under *name*, or None."""
        return self._settings.get(name)

    def set_setting(self, name: str, value: Any) -> None:
        """Store a JSON value under *name*."""
        with self._lock:
            self._settings[name] = value

    def clock_offset(self) -> int:
        """Return by how many seconds the emulated clock is ahead of the real one."""
        return self._offset

    def clock_offsets(self) -> tuple[int, ...]:
        """Return the latest of the offsets that the clock had before; empty if it was never moved."""
        return self._offsets

    def set_clock_offset(self, seconds: int) -> None:
        """Set by how many seconds the emulated clock is ahead of the real one."""
        with self._lock:
            self._offsets = (*self._offsets, self._offset)[-MAX_OFFSETS:]
            self._offset = seconds

    def _add_tokens(self, tokens: Iterable[TokenRow]) -> None:
        for row in tokens:
            _add(self._tokens[row.kind], row.token, row)


def _add(rows: OrderedDict[str, Any], key: str, row: Any) -> None:
    # *rows* is not a dict, because finding the first entry of one scans over all the entries that were deleted before it.
    if len(rows) >= MAX_KEPT:
        rows.popitem(last=False)
    rows[key] = row
