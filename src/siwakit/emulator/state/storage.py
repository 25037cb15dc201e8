"""Rows that the emulator stores, and the interface of a store.

Rows are frozen values with a *row_key*. `siwakit.emulator.state.memory_store` keeps them in memory, the edge in a file. Every method is
atomic on its own, and its effect is stored when it returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from enum import Enum, StrEnum
from typing import Any, Protocol, TypeVar

from siwakit.emulator.state.world import Client, SigningKey, Team, User
from siwakit.emulator.switches import Switches
from siwakit.record import record

MAX_JOURNAL = 1000
MAX_OFFSETS = 16


@record
class Consent:
    """What a user agreed to share with a group of apps (a single app is its own group) at the first sign-in."""

    user_id: str
    group: str
    granted_at: int
    scopes: tuple[str, ...] = ()
    email: str | None = None
    is_private_email: bool = False
    first_name: str = ""
    last_name: str = ""

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return consent_key(self.user_id, self.group)


def consent_key(user_id: str, group: str) -> str:
    """Return the key of the consent of *user_id* for *group*."""
    return f"{user_id}\n{group}"


@record
class CodeRow:
    """Authorization code; a native one has no *redirect_uri*. It counts as issued *aged_seconds* before *issued_at*."""

    code: str = field(repr=False)
    client_id: str
    user_id: str
    issued_at: int
    redirect_uri: str | None = None
    code_challenge: str | None = None
    nonce: str | None = field(default=None, repr=False)
    scopes: tuple[str, ...] = ()
    is_native: bool = False
    is_first: bool = False
    is_spent: bool = False
    aged_seconds: int = 0

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return self.code


class TokenKind(StrEnum):
    """Kind of token in the store."""

    ACCESS = "access_token"
    REFRESH = "refresh_token"


@record
class TokenRow:
    """Access or refresh token; a team's access token has no *user_id*. It counts as issued *aged_seconds* before *issued_at*."""

    token: str = field(repr=False)
    kind: TokenKind
    client_id: str
    team_id: str
    issued_at: int
    user_id: str | None = None
    group: str = ""
    scopes: tuple[str, ...] = ()
    is_native: bool = False
    is_spent: bool = False
    is_revoked: bool = False
    consent_withdrawn: bool = False
    aged_seconds: int = 0

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return self.token


@record
class JournalEntry:
    """Exchange with its verdict; it contains no secrets.

    *rule* is the id of the rule that refused, or that could not be decided if *undecided* is set; *report* is the doctor's report.
    *clock_offset* is how far the emulated clock was ahead of the real one.
    The store sets *number*, counting from 1.
    """

    at: int
    method: str
    path: str
    status: int
    rule: str | None = None
    summary: str = ""
    report: str = ""
    client_id: str | None = None
    fault: str | None = None
    number: int = 0
    clock_offset: int = 0

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return f"{self.number:012d}"


@record
class NoticeRow:
    """Queued notification: *body* is posted to *url*, and again after each failure until *tries* reaches its limit."""

    notice_id: str
    url: str
    body: str = field(repr=False)
    event_type: str
    due_at: int
    tries: int = 0
    is_done: bool = False
    statuses: tuple[int, ...] = ()

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return self.notice_id


@record
class Ticket:
    """State that one page passes to the next without letting the browser change it, or that can be fetched once."""

    ticket: str = field(repr=False)
    text: str = field(repr=False)
    opened_at: int

    @property
    def row_key(self) -> str:
        """Return its key in the store."""
        return self.ticket


Row = Team | SigningKey | Client | User | Consent | NoticeRow | Ticket
R = TypeVar("R", Team, SigningKey, Client, User, Consent, NoticeRow, Ticket)
ROW_KINDS: tuple[type[Row], ...] = (Team, SigningKey, Client, User, Consent, NoticeRow, Ticket)


class Store(Protocol):
    """Storage of rows. Codes, tokens and the journal have methods of their own; other rows use put, get, list and drop."""

    def put(self, row: Row) -> None:
        """Store *row*, replacing one with the same key."""

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the row of *kind* with this *key*, or None."""

    def list(self, kind: type[R]) -> tuple[R, ...]:
        """Return every row of *kind*, the oldest first."""

    def drop(self, kind: type[Row], key: str) -> bool:
        """Delete the row; return whether there was one."""

    def add_code(self, row: CodeRow) -> None:
        """Store a new code."""

    def get_code(self, code: str) -> CodeRow | None:
        """Return the row of *code*, spent or not, or None."""

    def spend_code(self, code: str, tokens: Iterable[TokenRow] = ()) -> bool:
        """Redeem *code* and store its *tokens*, or neither; of any number of calls for one code exactly one returns True."""

    def add_token(self, row: TokenRow) -> None:
        """Store a new token."""

    def get_token(self, token: str) -> TokenRow | None:
        """Return the row of *token*, valid or not, or None."""

    def spend_token(self, token: str) -> bool:
        """Mark a user's access token as used; of any number of calls exactly one returns True."""

    def revoke_token(self, token: str) -> None:
        """Revoke one token that does not belong to a user: a team's, for the migration of users."""

    def age(self, issued: str, seconds: int) -> bool:
        """Make a code or token older by *seconds*, and change nothing else; return whether there is one."""

    def revoke_for(self, user_id: str, group: str, *, by_user: bool = False) -> int:
        """Revoke the tokens of *user_id* for *group* and the consent, and return how many tokens; *by_user* says who withdrew it."""

    def add_entry(self, entry: JournalEntry) -> None:
        """Store *entry* under the next number, and drop the oldest beyond 1000."""

    def entries(self, after: int = 0) -> tuple[JournalEntry, ...]:
        """Return the entries whose number is greater than *after*, the oldest first."""

    def switches(self) -> Switches:
        """Return the current switches."""

    def set_switches(self, switches: Switches) -> None:
        """Set the switches."""

    def setting(self, name: str) -> Any:
        """Return the JSON value stored under *name*, or None."""

    def set_setting(self, name: str, value: Any) -> None:
        """Store a JSON value under *name*."""

    def clock_offset(self) -> int:
        """Return by how many seconds the emulated clock is ahead of the real one."""

    def clock_offsets(self) -> tuple[int, ...]:
        """Return the latest of the offsets that the clock had before; empty if it was never moved."""

    def set_clock_offset(self, seconds: int) -> None:
        """Set by how many seconds the emulated clock is ahead of the real one."""


def load(store: Store, teams: Iterable[Row] = (), switches: Switches | None = None) -> None:
    """Put rows and switches into *store*."""
    for row in teams:
        store.put(row)
    if switches is not None:
        store.set_switches(switches)


# Written out, because `replace` takes four times as long and every exchange calls this.
def spent(row: CodeRow) -> CodeRow:
    """Return *row* with its code marked as redeemed."""
    return CodeRow(
        *(row.code, row.client_id, row.user_id, row.issued_at, row.redirect_uri, row.code_challenge, row.nonce, row.scopes),
        *(row.is_native, row.is_first),
        is_spent=True,
        aged_seconds=row.aged_seconds,
    )


def withdrawn(row: TokenRow, *, by_user: bool) -> TokenRow:
    """Return *row* marked as revoked: by the developer, or by the user who stopped using the app."""
    return replace(row, consent_withdrawn=True) if by_user else replace(row, is_revoked=True)


def to_json(row: Row | CodeRow | TokenRow | JournalEntry) -> dict[str, Any]:
    """Return *row* as a JSON object."""
    return {name: _plain(getattr(row, name)) for name in row.__dataclass_fields__}


def from_json(kind: type[T], members: Mapping[str, Any]) -> T:
    """Return the row of *kind* that `to_json` wrote."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in members.items()}
    if kind is TokenRow:
        values["kind"] = TokenKind(str(values["kind"]))
    return kind(**values)


T = TypeVar("T")


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
