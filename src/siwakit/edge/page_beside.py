"""Serve the page beside an emulator, with its journal live.

The page is loaded when its first visitor comes: an emulator that nobody looks at starts as quickly as one without a page.
"""

from __future__ import annotations

import selectors
import socket
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from siwakit.edge.page_door import Door

if TYPE_CHECKING:
    from siwakit.emulator.store import Store

_STOP_SECONDS = 30


class PageBeside:
    """Serve the page at *door* while the context lasts; it shows what is written into *store*."""

    def __init__(self, door: Door, store: Store) -> None:
        self.door = door
        self._store = store
        self._awake, self._waker = socket.socketpair()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="siwakit-page", daemon=True)

    def __enter__(self) -> Self:
        """Begin to wait for the first visitor, who is taken in by the system meanwhile."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop."""
        self._ended.set()
        self._waker.close()
        self._thread.join(_STOP_SECONDS)
        self._awake.close()
        self.door.socket.close()

    def _run(self) -> None:
        if not self._is_visited():
            return
        from siwakit.edge.web_server import WebServer, journal_of  # noqa: PLC0415  loaded for the first visitor

        with WebServer(self.door, journal=journal_of(self._store)):
            self._ended.wait()

    def _is_visited(self) -> bool:
        """Wait for a visitor; tell whether one came before the end."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._awake, selectors.EVENT_READ)
            selector.register(self.door.socket, selectors.EVENT_READ)
            return all(key.fileobj is self.door.socket for key, _ in selector.select())
