"""The terminal that siwakit shares with the program it runs, and the log.

What siwakit prints goes to standard error, because standard output is the program's, and begins on a line of its own. At a terminal that
takes a trick: a row of spaces as wide as the terminal ends on the next line only if the program has left the cursor behind some text. A program
that reads single keys, such as an editor, has the whole terminal: what happens then is printed when it reads lines again, or at the end.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol, Self

from siwakit.cli import note
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_DEFAULT_COLUMNS = 80
_MOST_COLUMNS = 100
_SECONDS_BETWEEN_LOOKS = 0.3
_SECONDS_TO_FINISH = 3.0
_MAX_KEPT = 1000


class Sink(Protocol):
    """What a line is written to."""

    def write(self, text: str) -> None:
        """Write *text*, which ends with a line feed."""


class Terminal:
    """Standard error of siwakit, which may be a terminal that the program uses too."""

    def __init__(self) -> None:
        self._number = os.dup(sys.stderr.fileno()) if sys.stderr is not None else os.open(os.devnull, os.O_WRONLY)
        self.is_terminal = os.isatty(self._number)
        self._kept: list[str] = []
        self._dropped = 0

    @property
    def columns(self) -> int:
        """Return the width of the lines."""
        with contextlib.suppress(OSError):
            return min(os.get_terminal_size(self._number).columns or _DEFAULT_COLUMNS, _MOST_COLUMNS)
        return _DEFAULT_COLUMNS

    def wants_colour(self, choice: str) -> bool:
        """Return whether to use colour: at a terminal, unless NO_COLOR is set or TERM is dumb."""
        if choice != "auto":
            return choice == "always"
        return self.is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def write(self, text: str) -> None:
        """Write *text* on lines of its own, but not before the program leaves the terminal if it has the whole of it."""
        if self.is_terminal and self._is_taken():
            self._keep(text)
            return
        self.release()
        self._write(text)

    def release(self, *, at_end: bool = False) -> None:
        """Write what was kept back, if the program has left the terminal; *at_end* even if it has not."""
        if not self._kept or (not at_end and self._is_taken()):
            return
        held, self._kept = self._kept, []
        if self._dropped:
            held.append(f"siwakit: {self._dropped} more, see the portal's journal\n")
            self._dropped = 0
        self._write("".join(held))

    def _keep(self, text: str) -> None:
        if len(self._kept) < _MAX_KEPT:
            self._kept.append(text)
        else:
            self._dropped += 1

    def _is_taken(self) -> bool:
        """Return whether the program reads single keys."""
        import termios

        with contextlib.suppress(termios.error, OSError):
            return not termios.tcgetattr(self._number)[3] & termios.ICANON
        return False

    def _write(self, text: str) -> None:
        start = self._own_line() if self.is_terminal else ""
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        left = f"{start}{text}".encode(encoding, "backslashreplace")
        # One call for all of it: what the program writes meanwhile comes before or after.
        with contextlib.suppress(OSError):
            while left:
                left = left[os.write(self._number, left) :]

    def _own_line(self) -> str:
        """Return what moves the cursor to the start of a line that is empty."""
        with contextlib.suppress(OSError):
            columns = os.get_terminal_size(self._number).columns or _DEFAULT_COLUMNS
            return f"{' ' * columns}\r"
        return "\r"


class LogFile:
    """File to which everything is added, readable only by its owner if it is new.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(self, path: str) -> None:
        try:
            self._number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UsageError(f"--log {path}: {(error.strerror or 'cannot be written').lower()}", hint="name a file that you may write to") from None

    def write(self, text: str) -> None:
        """Add *text*; a full disk does not end the program."""
        with contextlib.suppress(OSError):
            os.write(self._number, text.encode())


class Narrator:
    """Thread that writes what happens while the program runs, so that no exchange waits for a slow terminal.

    Enter it after the guardian was forked.
    """

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="siwakit-narrator", daemon=True)

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Write what is left, unless the terminal does not take it: a terminal may be stopped, or the reader of a pipe busy."""
        self._queue.put(None)
        self._thread.join(_SECONDS_TO_FINISH)

    def tell(self, write: Callable[[], None]) -> None:
        """Call *write* in the thread, in the order of the calls."""
        self._queue.put(write)

    def _run(self) -> None:
        while True:
            try:
                write = self._queue.get(timeout=_SECONDS_BETWEEN_LOOKS if self._terminal.is_terminal else None)
            except Empty:
                self._terminal.release()
                continue
            if write is None:
                return
            try:
                write()
            except Exception as error:  # noqa: BLE001  a report that cannot be made must not end the program
                note(f"an exchange cannot be shown: {type(error).__name__}")
