"""The programs behind the connections of a run, and the sinks that are told about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from siwakit.cli.run_terminal import LogFile, Sink, Terminal
from siwakit.edge.server.peer_program import PeerProgram, program_at, program_of
from siwakit.render.paint import Paint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Log = TypeVar("Log")
_WIDTH = 80
_A_PROGRAM = "a program"
_MOST_SEEN = 16


class Clients:
    """The programs that have connected; *program* is the one that was started, if there is one."""

    def __init__(self, program: Sequence[str]) -> None:
        self._program = program_at(program[0]) if program else PeerProgram(_A_PROGRAM)
        self._seen: dict[int, PeerProgram] = {}
        self.has_answered = False

    def open(self, client_port: int, server_port: int) -> None:
        """Look for the program of one of the first connections: when it ends, nothing leads to its program any more."""
        if not self.has_answered and len(self._seen) < _MOST_SEEN:
            self._seen[client_port] = program_of(client_port, server_port) or self._program

    def at(self, client_port: int, server_port: int) -> PeerProgram:
        """Return the program that has connected from *client_port*."""
        return self._seen.get(client_port) or program_of(client_port, server_port) or self._program


class Sinks(Generic[Log]):
    """The terminal and the file that are told, each with a log of its own: they differ in colour and width."""

    def __init__(self, terminal: Terminal, log: str | None) -> None:
        self._terminal = terminal
        self._file = None if log is None else LogFile(log)
        self._logs: list[tuple[Log, Sink]] = []

    def introduce(self, log_of: Callable[[Paint, int], tuple[str, Log]], colour: str, *, is_quiet: bool) -> None:
        """Write the first lines, which come with a log from *log_of*; from now on, what happens is told."""
        if not is_quiet:
            self._introduce(self._terminal, *log_of(Paint(self._terminal.wants_colour(colour)), self._terminal.columns))
        if self._file is not None:
            self._introduce(self._file, *log_of(Paint(), _WIDTH))

    def _introduce(self, sink: Sink, lines: str, log: Log) -> None:
        sink.write(lines)
        self._logs.append((log, sink))

    def tell(self, text_for: Callable[[Log], str | None]) -> None:
        """Write what each log says, if it says anything."""
        for log, sink in self._logs:
            text = text_for(log)
            if text is not None:
                sink.write(f"{text}\n")

    def end(self, text_for: Callable[[Log], str | None]) -> None:
        """Write the last lines, after everything that was kept back."""
        self._terminal.release(at_end=True)
        self.tell(text_for)
