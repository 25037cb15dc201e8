"""Store in a SQLite file: what has been answered survives a crash of the process or the machine.

Each row is a JSON object with extra columns for what statements query. Every method is one transaction that begins
by writing, or one that only reads, so that no lock ever has to be upgraded; several processes may share the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from siwakit.edge.files.state_file import APPLICATION_ID, BUSY_SECONDS, claim_state_file, refuse
from siwakit.emulator.state.storage import (
    MAX_JOURNAL,
    MAX_OFFSETS,
    CodeRow,
    Consent,
    JournalEntry,
    R,
    Row,
    TokenRow,
    consent_key,
    from_json,
    to_json,
)
from siwakit.emulator.switches import Switches

SCHEMA = 1
_SWITCHES = "switches"
_OFFSET = "clock_offset"
_OFFSETS = "clock_offsets"

_TABLES = sa.MetaData()
_ROWS = sa.Table(
    "rows",
    _TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("members", sa.Text, nullable=False),
    sa.UniqueConstraint("kind", "key"),
)
_CODES = sa.Table(
    "codes",
    _TABLES,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("members", sa.Text, nullable=False),
    sa.Column("is_spent", sa.Boolean, nullable=False),
)
_TOKENS = sa.Table(
    "tokens",
    _TABLES,
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("user_id", sa.Text),
    sa.Column("app_group", sa.Text, nullable=False),
    sa.Column("members", sa.Text, nullable=False),
    sa.Column("is_spent", sa.Boolean, nullable=False),
    sa.Column("is_revoked", sa.Boolean, nullable=False),
    sa.Column("consent_withdrawn", sa.Boolean, nullable=False),
    sa.Index("tokens_of_user", "user_id", "app_group"),
)
_JOURNAL = sa.Table(
    "journal",
    _TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("members", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)
_SETTINGS = sa.Table("settings", _TABLES, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
_AGED = ((_CODES, "code"), (_TOKENS, "token"))
_AGE = "$.aged_seconds"
_COLUMNS = {table.name: frozenset(table.columns.keys()) for table in _TABLES.sorted_tables}

_GET_ROW = sa.select(_ROWS.c.members).where(_ROWS.c.kind == sa.bindparam("kind"), _ROWS.c.key == sa.bindparam("key"))
_LIST_ROWS = sa.select(_ROWS.c.members).where(_ROWS.c.kind == sa.bindparam("kind")).order_by(_ROWS.c.number)
_GET_CODE = sa.select(_CODES.c.members, _CODES.c.is_spent).where(_CODES.c.code == sa.bindparam("code"))
_GET_TOKEN = sa.select(_TOKENS).where(_TOKENS.c.token == sa.bindparam("token"))
_GET_SETTING = sa.select(_SETTINGS.c.value).where(_SETTINGS.c.name == sa.bindparam("name"))
_SPEND_CODE = sa.update(_CODES).where(_CODES.c.code == sa.bindparam("its"), _CODES.c.is_spent.is_(False)).values(is_spent=True)
_SPEND_TOKEN = sa.update(_TOKENS).where(_TOKENS.c.token == sa.bindparam("its"), _TOKENS.c.is_spent.is_(False)).values(is_spent=True)


class FileStore:
    """Rows in the SQLite file at *path*, which is made if there is none and is readable only by its owner.

    *notices* says what was changed about an existing file.

    Raises:
        UsageError: a file that siwakit did not write, or one that cannot be opened.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        # A transaction is on the disk before it is answered. The journal does not need this: it survives a killed process
        # anyway, and the next transaction writes it too.
        self._engine = _engine(path, "FULL")
        self._notes = _engine(path, "NORMAL")
        try:
            was_open = claim_state_file(path, _COLUMNS, SCHEMA)
            self._prepare()
        except (OSError, sa.exc.DatabaseError) as error:
            self.close()
            raise refuse(path, "it cannot be opened", "name a file in a folder that exists and that you may write to") from error
        self.notices: tuple[str, ...] = (f"{path} was accessible to other users of this machine, and is now only to you",) if was_open else ()

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()
        self._notes.dispose()

    def put(self, row: Row) -> None:
        """Store *row*, replacing one with the same key."""
        statement = insert(_ROWS).values(kind=type(row).__name__, key=row.row_key, members=_write(row))
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["kind", "key"], set_={"members": statement.excluded.members}))

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the row of *kind* with this *key*, or None."""
        found = self._one(_GET_ROW, kind=kind.__name__, key=key)
        return None if found is None else _read(kind, found.members)

    def list(self, kind: type[R]) -> tuple[R, ...]:
        """Return every row of *kind*, the oldest first."""
        with self._engine.connect() as connection:
            return tuple(_read(kind, found.members) for found in connection.execute(_LIST_ROWS, {"kind": kind.__name__}))

    def drop(self, kind: type[Row], key: str) -> bool:
        """Delete the row; return whether there was one."""
        with self._engine.begin() as connection:
            return connection.execute(_drop_row(kind, key)).rowcount > 0

    def add_code(self, row: CodeRow) -> None:
        """Store a new code."""
        with self._engine.begin() as connection:
            connection.execute(insert(_CODES).values(code=row.code, members=_write(row), is_spent=row.is_spent))

    def get_code(self, code: str) -> CodeRow | None:
        """Return the row of *code*, spent or not, or None."""
        found = self._one(_GET_CODE, code=code)
        return None if found is None else replace(_read(CodeRow, found.members), is_spent=found.is_spent)

    def spend_code(self, code: str, tokens: Iterable[TokenRow] = ()) -> bool:
        """Redeem *code* and store its *tokens*, or neither; of any number of calls for one code exactly one returns True."""
        with self._engine.begin() as connection:
            if connection.execute(_SPEND_CODE, {"its": code}).rowcount != 1:
                return False
            bought = [_token_values(row) for row in tokens]
            if bought:
                connection.execute(insert(_TOKENS), bought)
        return True

    def add_token(self, row: TokenRow) -> None:
        """Store a new token."""
        with self._engine.begin() as connection:
            connection.execute(insert(_TOKENS), [_token_values(row)])

    def get_token(self, token: str) -> TokenRow | None:
        """Return the row of *token*, valid or not, or None."""
        found = self._one(_GET_TOKEN, token=token)
        if found is None:
            return None
        row: TokenRow = _read(TokenRow, found.members)
        return replace(row, is_spent=found.is_spent, is_revoked=found.is_revoked, consent_withdrawn=found.consent_withdrawn)

    def spend_token(self, token: str) -> bool:
        """Mark a user's access token as used; of any number of calls exactly one returns True."""
        with self._engine.begin() as connection:
            return connection.execute(_SPEND_TOKEN, {"its": token}).rowcount == 1

    def revoke_token(self, token: str) -> None:
        """Revoke one token that does not belong to a user: a team's, for the migration of users."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(_TOKENS).where(_TOKENS.c.token == token).values(is_revoked=True))

    def age(self, issued: str, seconds: int) -> bool:
        """Make a code or token older by *seconds*, and change nothing else; return whether there is one."""
        with self._engine.begin() as connection:
            return any(connection.execute(_older(table, table.c[key] == issued, seconds)).rowcount for table, key in _AGED)

    def revoke_for(self, user_id: str, group: str, *, by_user: bool = False) -> int:
        """Revoke the tokens of *user_id* for *group* and the consent, and return how many tokens; *by_user* says who withdrew it."""
        theirs = sa.and_(_TOKENS.c.user_id == user_id, _TOKENS.c.app_group == group)
        good = sa.and_(_TOKENS.c.is_revoked.is_(False), _TOKENS.c.consent_withdrawn.is_(False))
        ended = {"consent_withdrawn": True} if by_user else {"is_revoked": True}
        with self._engine.begin() as connection:
            connection.execute(_drop_row(Consent, consent_key(user_id, group)))
            return connection.execute(sa.update(_TOKENS).where(theirs, good).values(ended)).rowcount

    def add_entry(self, entry: JournalEntry) -> None:
        """Store *entry* under the next number, and drop the oldest beyond 1000."""
        with self._notes.begin() as connection:
            number = int(connection.execute(insert(_JOURNAL).values(members=_write(entry))).lastrowid)
            connection.execute(sa.delete(_JOURNAL).where(_JOURNAL.c.number <= number - MAX_JOURNAL))

    def entries(self, after: int = 0) -> tuple[JournalEntry, ...]:
        """Return the entries whose number is greater than *after*, the oldest first."""
        statement = sa.select(_JOURNAL).where(_JOURNAL.c.number > after).order_by(_JOURNAL.c.number)
        with self._notes.connect() as connection:
            return tuple(replace(_read(JournalEntry, found.members), number=found.number) for found in connection.execute(statement))

    def switches(self) -> Switches:
        """Return the current switches."""
        found = self._one(_GET_SETTING, name=_SWITCHES)
        return Switches() if found is None else _read_switches(found.value)

    def set_switches(self, switches: Switches) -> None:
        """Set the switches."""
        self.set_setting(_SWITCHES, switches.changed())

    def setting(self, name: str) -> Any:
        """Return the JSON value stored under *name*, or None."""
        found = self._one(_GET_SETTING, name=name)
        return None if found is None else json.loads(found.value)

    def set_setting(self, name: str, value: Any) -> None:
        """Store a JSON value under *name*."""
        statement = insert(_SETTINGS).values(name=name, value=json.dumps(value))
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": statement.excluded.value}))

    def clock_offset(self) -> int:
        """Return by how many seconds the emulated clock is ahead of the real one."""
        return int(self.setting(_OFFSET) or 0)

    def clock_offsets(self) -> tuple[int, ...]:
        """Return the latest of the offsets that the clock had before; empty if it was never moved."""
        return tuple(self.setting(_OFFSETS) or ())

    def set_clock_offset(self, seconds: int) -> None:
        """Set by how many seconds the emulated clock is ahead of the real one."""
        self.set_setting(_OFFSETS, [*self.clock_offsets(), self.clock_offset()][-MAX_OFFSETS:])
        self.set_setting(_OFFSET, seconds)

    def _one(self, statement: sa.Select[Any], **names: Any) -> Any:
        with self._engine.connect() as connection:
            return connection.execute(statement, names).one_or_none()

    def _prepare(self) -> None:
        with self._engine.begin() as connection:
            # The mark comes first: a process that is killed here leaves a file that is recognised.
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
            _TABLES.create_all(connection)


def _engine(path: str, synchronous: str) -> sa.Engine:
    engine = sa.create_engine(sa.URL.create("sqlite", database=path), connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:  # noqa: ARG001  SQLAlchemy's signature
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.close()

    return engine


def _older(table: sa.Table, which: sa.ColumnElement[bool], seconds: int) -> sa.Update:
    members = table.c.members
    aged = sa.func.coalesce(sa.func.json_extract(members, _AGE), 0) + seconds
    return sa.update(table).where(which).values(members=sa.func.json_set(members, _AGE, aged))


def _drop_row(kind: type[Row], key: str) -> sa.Delete:
    return sa.delete(_ROWS).where(_ROWS.c.kind == kind.__name__, _ROWS.c.key == key)


def _token_values(row: TokenRow) -> dict[str, Any]:
    return {
        "token": row.token,
        "user_id": row.user_id,
        "app_group": row.group,
        "members": _write(row),
        "is_spent": row.is_spent,
        "is_revoked": row.is_revoked,
        "consent_withdrawn": row.consent_withdrawn,
    }


def _write(row: Row | CodeRow | TokenRow | JournalEntry) -> str:
    return json.dumps(to_json(row), separators=(",", ":"), ensure_ascii=False)


def _read(kind: Any, members: str) -> Any:
    return from_json(kind, json.loads(members))


@lru_cache(maxsize=16)
def _read_switches(text: str) -> Switches:
    return Switches().with_changes(**json.loads(text))
