"""Read the places that `siwakit check` is given: files, standard input and stores.

One place that is missing, away or slow must not hide what the others have. So nothing here raises for a place that cannot be read, and each
place has a time limit: places are read in threads, and one that does not end in time is left behind.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from time import monotonic
from typing import Any

from siwakit.edge.files.reading import exists, read_file, read_standard_input
from siwakit.edge.stores.open_store import is_store_address, open_store
from siwakit.edge.stores.store import SECONDS, Store
from siwakit.errors import NotReadable, SiwakitError, StoreError, TooLarge, UsageError
from siwakit.escape import visible
from siwakit.evidence.dates import date_of
from siwakit.evidence.showing.redact import redacted
from siwakit.flow.deployed.place import Delivery, FoundPlace
from siwakit.patterns import pattern
from siwakit.record import record

STANDARD_INPUT = "-"
_AT_A_TIME = 16
_GRACE = 5.0  # a store ends its call by itself after SECONDS; this is for one that does not
_COMMAND_SECONDS = 60.0  # what a store's command has if its table does not say so
_CLOCKS_DIFFER = 300  # seconds by which the clock of a store may differ from ours
_SCHEME = pattern(r"[a-z][a-z0-9-]{1,30}:")
_PASTED = pattern(r"\s*(?:ey[A-Za-z0-9_-]{8}|-{2,5}BEGIN|MI[GHI][A-Za-z0-9+/]{20})|[^\n]*\n")
_NOTHING = "there is nothing at this address"
_UNREADABLE = "this store does not show what it has"


@record
class Target:
    """Place to read: its address as it was written, or a table that says what commands to run; *folder* is where relative paths start.

    *delivery* is the last entry of the journal of renewals about it; *client_id* and *team_id* are what `siwakit.toml` gives for it.
    """

    address: str | Mapping[str, Any]
    folder: str = ""
    client_id: str = ""
    team_id: str = ""
    delivery: Delivery | None = None
    is_renewed: bool = False


@record
class _Opened:
    target: Target
    place: FoundPlace
    seconds: float
    store: Store | None = field(default=None, repr=False)


def read_places(targets: Iterable[Target], *, seconds: float = SECONDS, grace: float = _GRACE) -> tuple[FoundPlace, ...]:
    """Return what is at each of *targets*, in order; a store has *seconds* to answer, and what does not end after *grace* more is given up.

    Raises:
        UsageError: an address that is wrong, before anything is read.
    """
    opened = [_open(target, seconds) for target in targets]
    found: list[FoundPlace] = []
    for start in range(0, len(opened), _AT_A_TIME):
        found += _read_batch(opened[start : start + _AT_A_TIME], grace)
    return tuple(found)


def _open(target: Target, seconds: float) -> _Opened:
    address = target.address
    if isinstance(address, str):
        require_place(address)
    is_store = not isinstance(address, str) or is_store_address(address)
    store = open_store(address, folder=target.folder, seconds=seconds) if is_store else None
    shown = redacted(store.address if store else str(address))
    found = FoundPlace(shown, client_id=target.client_id, team_id=target.team_id, is_renewed=target.is_renewed)
    return _Opened(target, found, seconds if isinstance(address, str) else _seconds_of(address), store)


def _seconds_of(table: Mapping[str, Any]) -> float:
    """Return the time limit of the commands in *table*, which open_store has checked."""
    return float(table.get("seconds", _COMMAND_SECONDS))


def require_place(text: str) -> None:
    """Check that *text* can name a place.

    Raises:
        UsageError: it is empty, a secret itself, or begins with the scheme of a store that siwakit does not know.
    """
    if not text.strip():
        raise UsageError("the name of a place is empty", hint="name a file, a store, or - for standard input")
    if _PASTED.match(text):
        raise UsageError("a client_secret or key as an argument would be visible in the list of processes", hint="pipe it in: siwakit check - < FILE")
    if not is_store_address(text) and _SCHEME.match(text) and not exists(text):
        open_store(text)


def _read_batch(batch: list[_Opened], grace: float) -> list[FoundPlace]:
    results: list[FoundPlace | None] = [None] * len(batch)
    faults: list[BaseException] = []

    def read(number: int) -> None:
        try:
            results[number] = _read(batch[number])
        except BaseException as error:  # noqa: BLE001  raised again by the caller's thread
            faults.append(error)

    threads = [threading.Thread(target=read, args=(number,), daemon=True) for number in range(len(batch))]
    for thread, entry in zip(threads, batch, strict=True):
        # The program that writes to standard input may take as long as it needs.
        thread.run() if entry.place.address == STANDARD_INPUT else thread.start()
    start = monotonic()
    for thread, entry in zip(threads, batch, strict=True):
        if thread.ident is not None:
            thread.join(max(0.0, start + entry.seconds + grace - monotonic()))
    if faults:
        raise faults[0]
    return [result or _unread(entry, f"no answer within {entry.seconds + grace:g} seconds") for result, entry in zip(results, batch, strict=True)]


def _read(opened: _Opened) -> FoundPlace:
    try:
        return _read_file(opened) if opened.store is None else _read_store(opened, opened.store)
    except (NotReadable, TooLarge, StoreError) as fault:
        return _unread(opened, fault.message.removeprefix(f"{visible(_path(opened.target))}: "))
    except SiwakitError as fault:
        return _unread(opened, fault.message)


def _read_file(opened: _Opened) -> FoundPlace:
    path = _path(opened.target)
    file = read_standard_input() if path == STANDARD_INPUT else read_file(path)
    return replace(opened.place, text=file.text, file_name=file.name)


def _path(target: Target) -> str:
    return str(Path(target.folder) / str(target.address)) if target.folder else str(target.address)


def _read_store(opened: _Opened, store: Store) -> FoundPlace:
    stored = store.read()
    if stored.value is not None:
        return replace(opened.place, text=stored.value, is_secret=True)
    if not stored.exists:
        return replace(opened.place, fault=_NOTHING)
    return _unread(opened, _UNREADABLE, stored.updated_at)


def _unread(opened: _Opened, fault: str, updated_at: int | None = None) -> FoundPlace:
    """Return a place that was not read, with what the journal knows, unless the store was written to after that."""
    delivery = opened.target.delivery
    if updated_at is None:
        return replace(opened.place, fault=fault, delivery=delivery)
    written = f"{fault}; it was last written to on {date_of(updated_at)}"
    if delivery is not None and updated_at > delivery.delivered_at + _CLOCKS_DIFFER:
        return replace(opened.place, fault=f"{written}, and not by siwakit")
    return replace(opened.place, fault=written, delivery=delivery)
