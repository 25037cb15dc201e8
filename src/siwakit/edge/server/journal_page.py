"""The page that shows an emulator's journal live.

The page is loaded for its first visitor, so that an emulator starts as quickly with a page as without one.
"""

from __future__ import annotations

import selectors
import socket
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from siwakit.edge.server.page_listener import PageListener

if TYPE_CHECKING:
    from siwakit.emulator.state.storage import Store

_STOP_SECONDS = 30


class JournalPage:
    """Server of the page on *listener* while the context lasts; it shows what is written to *store*."""

    def __init__(self, listener: PageListener, store: Store) -> None:
        self.listener = listener
        self._store = store
        self._awake, self._waker = socket.socketpair()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="siwakit-page", daemon=True)

    def __enter__(self) -> Self:
        """Wait for the first visitor, whose connection the system accepts."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop."""
        self._ended.set()
        self._waker.close()
        self._thread.join(_STOP_SECONDS)
        self._awake.close()
        self.listener.socket.close()

    def _run(self) -> None:
        if not self._is_visited():
            return
        from siwakit.edge.server.page_server import PageServer, journal_of  # noqa: PLC0415  loaded for the first visitor

        with PageServer(self.listener, journal=journal_of(self._store)):
            self._ended.wait()

    def _is_visited(self) -> bool:
        """Wait for a visitor; return whether one came before the end."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._awake, selectors.EVENT_READ)
            selector.register(self.listener.socket, selectors.EVENT_READ)
            return all(key.fileobj is self.listener.socket for key, _ in selector.select())
