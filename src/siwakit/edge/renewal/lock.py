"""The lock of `siwakit renew`: one run at a time for each journal. The system releases it when the process ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named

_OWNER_ONLY = 0o600
NAME = "renew.lock"


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Exclude other runs with the same *folder*.

    Raises:
        UsageError: another run has the lock, or the folder cannot be written to.
    """
    try:
        _make(folder)
        number = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), _OWNER_ONLY)
    except OSError as error:
        said = (error.strerror or "cannot be written").lower()
        raise UsageError(f"{named(str(folder))}: {said}", hint="name a folder for the lock and the journal with --state") from None
    try:
        if not _take(number):
            raise UsageError(f"another run has locked {named(str(folder))}; nothing was written", hint="wait until it has ended")
        yield
    finally:
        os.close(number)


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The journal says how a team renews its client_secrets: it does not belong in a repository.
    (folder / ".gitignore").write_text("*\n", "utf-8")


def _take(number: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415  Windows has none
    except ImportError:
        return _take_on_windows(number)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _take_on_windows(number: int) -> bool:
    from importlib import import_module  # noqa: PLC0415  only Windows has the module, and mypy knows it only there

    msvcrt = import_module("msvcrt")
    try:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
