"""Whether a file may become, or already is, the emulator's state.

The state contains codes and tokens, and the emulator makes tables in it. So the file must be new, empty or written by siwakit,
and only its owner may read it. Any other file is refused before anything is written to it or beside it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from siwakit.errors import UsageError

APPLICATION_ID = 0x53495741  # "SIWA", in the header of the SQLite file
BUSY_SECONDS = 30
_SMALLEST_DATABASE = 512  # bytes; SQLite treats a smaller file as an empty database, and overwrites it
_OWNER_ONLY = 0o600
_OTHERS = 0o077
_SIDE_FILES = ("-wal", "-shm", "-journal")
_NEW_NAME = "name a file that does not exist yet"
_LIST_OBJECTS = "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"

Tables = Mapping[str, frozenset[str]]


def claim_state_file(path: str, tables: Tables, schema: int) -> bool:
    """Make the file if there is none, and return whether others had access to it, which is taken from them.

    *tables* has the columns of each table of siwakit. A file of *schema* with exactly these tables is siwakit's own, even if
    it was written before siwakit marked its files.

    Raises:
        UsageError: a file of another program, user or version, or something that is not a regular file.
        OSError: the file cannot be made or read.
    """
    files = [Path(path), *(Path(path + ending) for ending in _SIDE_FILES)]
    for file in files:
        _require_own_file(file)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))
    except FileExistsError:
        _require_own_content(path, tables, schema)
    opened = [file for file in files if _close_to_others(file)]
    return bool(opened)


def refuse(path: str, reason: str, hint: str = _NEW_NAME) -> UsageError:
    """Return the error that says why *path* cannot be the state file."""
    return UsageError(f"{path} cannot keep the emulator's state: {reason}", hint=hint)


def _require_own_file(file: Path) -> None:
    try:
        status = file.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISLNK(status.st_mode):
        raise refuse(str(file), "it is a symbolic link", "name the file that it points to")
    if not stat.S_ISREG(status.st_mode):
        raise refuse(str(file), "it is not a regular file")
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise refuse(str(file), "it belongs to another user", f"{_NEW_NAME}, or run siwakit as its owner")


def _require_own_content(path: str, tables: Tables, schema: int) -> None:
    if 0 < Path(path).lstat().st_size < _SMALLEST_DATABASE:
        raise refuse(path, "it is not a SQLite file")
    # Not opened read-only: SQLite would then leave its side files behind.
    address = f"{Path(path).absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as connection:
        try:
            application, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
            objects = connection.execute(_LIST_OBJECTS).fetchall()
            is_ours = application == APPLICATION_ID or (application == 0 and _is_adoptable(connection, objects, tables, version))
        except sqlite3.OperationalError as error:
            raise OSError(str(error)) from error
        except sqlite3.DatabaseError:
            raise refuse(path, "it is not a SQLite file") from None
    if not is_ours:
        raise refuse(path, "it is the database of another program")
    if version not in {0, schema}:
        raise refuse(path, "it was written by another version of siwakit", f"{_NEW_NAME}, or remove this one")


def _is_adoptable(connection: sqlite3.Connection, objects: list[tuple[str, str]], tables: Tables, version: int) -> bool:
    """Return whether a database without the mark of siwakit is empty, or has siwakit's tables and nothing else."""
    if not objects:
        return version == 0
    names = {name for kind, name in objects if kind == "table"}
    if names != set(tables) or any(kind not in {"table", "index"} for kind, _ in objects):
        return False
    found = {name: frozenset(row[1] for row in connection.execute(f"PRAGMA table_info({name})")) for name in names}
    return found == tables


def _close_to_others(file: Path) -> bool:
    """Make *file* readable only by its owner; return whether it was not."""
    try:
        mode = stat.S_IMODE(file.lstat().st_mode)
        if os.name != "posix" or not mode & _OTHERS:
            return False
        file.chmod(mode & ~_OTHERS)
    except FileNotFoundError:  # a side file that SQLite removed meanwhile
        return False
    return True
