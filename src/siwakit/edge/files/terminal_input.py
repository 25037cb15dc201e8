"""Read what is typed or pasted at a terminal, whatever its length.

A terminal hands over whole lines and cuts each after 4,095 bytes (1,024 on macOS), without a word. A client_secret or a callback is
longer. Therefore the terminal is switched to single characters while siwakit reads. In that mode it neither shows what is typed nor
lets it be corrected, so both are done here: the key for backspace, the one that deletes the line, and Ctrl-D. Ctrl-C and Ctrl-Z stay
with the terminal. Its mode is restored at the end, and if a signal ends the program.

Before it waits, a line on standard error says so, and how to end the input.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import BinaryIO

_CHUNK = 4096
_NEWLINE, _TAB, _SPACE, _DELETE = 0x0A, 0x09, 0x20, 0x7F
_CARET = 0x40  # what is added to a control character to show it: ^A for 1
_ENDS = ("SIGTERM", "SIGHUP", "SIGQUIT")


def uncut_standard_input(limit: int) -> BinaryIO:
    """Return standard input. If it is a terminal, read it now, up to a little more than *limit* bytes, and without cutting a line."""
    number = _terminal()
    if number is None:
        if sys.platform == "win32" and sys.stdin.isatty():
            _say_that_we_wait("Ctrl-Z and Enter")
        return sys.stdin.buffer
    data = io.BufferedReader(io.BytesIO(read_terminal(number, limit)))
    # From now on this is standard input: it is looked at more than once.
    sys.stdin = io.TextIOWrapper(data, encoding="utf-8", errors="replace")
    return data


def _say_that_we_wait(end: str) -> None:
    try:
        sys.stderr.write(f"waiting for input: paste it here, then press Enter and {end}\n")
        sys.stderr.flush()
    except OSError:
        pass  # standard error is closed


def _terminal() -> int | None:
    """Return the number of standard input if it is a terminal whose mode can be changed."""
    if sys.platform == "win32":
        return None
    try:
        number = sys.stdin.fileno()
    except (OSError, ValueError, AttributeError):
        return None
    return number if os.isatty(number) else None


class _Typed:
    """What was typed so far: *data* of complete lines, and the *line* that can still be corrected."""

    def __init__(self, erase: int, kill: int, end: int) -> None:
        self.data = bytearray()
        self.line = bytearray()
        self.is_ended = False
        self._erase, self._kill, self._end = erase, kill, end
        self._was_flushed = True

    def take(self, chunk: bytes) -> bytes:
        """Take the bytes of *chunk*, and return what to show."""
        shown = bytearray()
        for byte in chunk:
            if byte == self._end:
                # As at every terminal: at the start of a line it is the end, elsewhere it has to be pressed twice.
                if self._was_flushed:
                    self.is_ended = True
                    break
                self.data += self.line
                self.line.clear()
                self._was_flushed = True
            elif byte in {self._erase, _DELETE}:
                shown += self._remove_last()
            elif byte == self._kill:
                while self.line:
                    shown += self._remove_last()
            else:
                shown += self._add(byte)
        return bytes(shown)

    def _add(self, byte: int) -> bytes:
        self.line.append(byte)
        self._was_flushed = byte == _NEWLINE
        if self._was_flushed:
            self.data += self.line
            self.line.clear()
        return bytes([byte]) if byte in {_NEWLINE, _TAB} or byte >= _SPACE else bytes([ord("^"), byte + _CARET])

    def _remove_last(self) -> bytes:
        if not self.line:
            return b""
        last = self.line.pop()
        while self.line and last & 0xC0 == 0x80:  # noqa: PLR2004  the later bytes of a character in UTF-8
            last = self.line.pop()
        return b"\b \b" * (1 if last >= _SPACE else 2)


if sys.platform != "win32":
    import termios

    def read_terminal(number: int, limit: int) -> bytes:
        """Return what is typed at the terminal *number* until Ctrl-D, or until it is more than *limit* bytes."""
        with _single_characters(number) as keys:
            typed = _Typed(*keys)
            _say_that_we_wait(_key_name(keys[2]))
            while not typed.is_ended and len(typed.data) + len(typed.line) <= limit:
                chunk = os.read(number, _CHUNK)
                if not chunk:
                    break
                _show(number, typed.take(chunk))
        return bytes(typed.data + typed.line)

    def _key_name(key: int) -> str:
        return f"Ctrl-{chr(key + _CARET)}" if key < _SPACE else repr(chr(key))

    def _show(number: int, shown: bytes) -> None:
        try:
            while shown:
                shown = shown[os.write(number, shown) :]
        except OSError:
            pass  # a terminal that is only open for reading shows nothing

    @contextmanager
    def _single_characters(number: int) -> Iterator[tuple[int, int, int]]:
        """Switch the terminal to single characters, and yield the keys that erase one, erase the line, and end the input."""
        before = termios.tcgetattr(number)
        during = [*before[:6], [*before[6]]]
        during[3] = before[3] & ~(termios.ICANON | termios.ECHO)
        during[6][termios.VMIN], during[6][termios.VTIME] = 1, 0

        def restore() -> None:
            termios.tcsetattr(number, termios.TCSADRAIN, before)

        with _on_signals(restore, lambda: termios.tcsetattr(number, termios.TCSANOW, during)):
            try:
                termios.tcsetattr(number, termios.TCSANOW, during)
                erase, kill, end = (ord(before[6][key]) for key in (termios.VERASE, termios.VKILL, termios.VEOF))
                yield erase, kill, end
            finally:
                restore()

    @contextmanager
    def _on_signals(restore: Callable[[], None], resume: Callable[[], None]) -> Iterator[None]:
        """Call *restore* before a signal ends the program, and *resume* when it goes on after Ctrl-Z."""

        def end(signal_number: int, _: FrameType | None) -> None:
            restore()
            signal.signal(signal_number, signal.SIG_DFL)
            signal.raise_signal(signal_number)

        handlers = {getattr(signal, name): end for name in _ENDS} | {signal.SIGCONT: lambda *_: resume()}
        is_possible = threading.current_thread() is threading.main_thread()
        changed = {one: signal.signal(one, handler) for one, handler in handlers.items() if is_possible and signal.getsignal(one) is signal.SIG_DFL}
        try:
            yield
        finally:
            for one, handler in changed.items():
                signal.signal(one, handler)

else:

    def read_terminal(number: int, limit: int) -> bytes:
        """Return what is typed; here the terminal is read as it is."""
        del number
        return sys.stdin.buffer.read(limit + 1)
