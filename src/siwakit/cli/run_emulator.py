"""The emulator of a run, with its keys, and what is told about each exchange."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from siwakit.apple import HOST, OTHER_HOST
from siwakit.cli import note
from siwakit.cli.run_terminal import LogFile, Narrator, Sink, Terminal
from siwakit.edge.files.key_files import write_key_files
from siwakit.edge.intercept.redirection import Redirection
from siwakit.edge.server.emulator_server import Addresses, Server
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.edge.server.peer_program import PeerProgram, program_at, program_of
from siwakit.emulator.run_text import RunInfo, RunLog, first_lines
from siwakit.emulator.terminal import EmulatorInfo
from siwakit.errors import UsageError
from siwakit.render.paint import Paint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from siwakit.cli.run import RunOptions
    from siwakit.edge.server.certificates import Certificates
    from siwakit.edge.server.http_server import EndedEarly
    from siwakit.emulator.app import Reply
    from siwakit.http import Request

_A_PROGRAM = "a program"
_MOST_SEEN = 16


class RunningEmulator:
    """A running emulator whose exchanges are told to a terminal and to a log."""

    def __init__(self, options: RunOptions, apple: LocalApple, narrator: Narrator, terminal: Terminal) -> None:
        self._options = options
        self._apple = apple
        self._narrator = narrator
        self._terminal = terminal
        self._logs: list[tuple[RunLog, Sink]] = []
        self._log_file = None if options.log is None else LogFile(options.log)
        self._program = program_at(options.program[0]) if options.program else PeerProgram(_A_PROGRAM)
        self._seen: dict[int, PeerProgram] = {}
        self._has_answered = False
        self.server: Server

    def describe(self, key_folder: str) -> EmulatorInfo:
        """Return the facts about the emulator, and write the files of its keys."""
        apple, server = self._apple, self.server
        keys = write_key_files(apple.key_texts, key_folder)
        return EmulatorInfo(server.url, server.portal_url, apple.store, keys, apple.seed, self._options.state, server.addresses.is_loopback)

    def redirection(self, folder: str) -> Redirection:
        """Return what programs are redirected to."""
        return Redirection((HOST, OTHER_HOST), self.server.tls_port, self.certificates.pem, folder)

    @property
    def certificates(self) -> Certificates:
        """Return what programs must trust.

        Raises:
            UsageError: the emulator was started without TLS.
        """
        if self.server.certificates is None:
            raise UsageError("the emulator has no TLS port")
        return self.server.certificates

    def introduce(self, info: RunInfo) -> None:
        """Write the first lines; from now on each exchange is told."""
        if not self._options.quiet:
            paint = Paint(self._terminal.wants_colour(self._options.colour))
            self._terminal.write(first_lines(info, paint, self._terminal.columns))
            self._logs.append((RunLog(info, paint, self._terminal.columns), self._terminal))
        if self._log_file is not None:
            self._log_file.write(first_lines(info, Paint()))
            self._logs.append((RunLog(info, Paint()), self._log_file))

    def summarise(self) -> None:
        """Write the last line, after everything that was kept back."""
        self._terminal.release(at_end=True)
        for log, sink in self._logs:
            sink.write(f"{log.last_line()}\n")

    def answer(self, request: Request) -> Reply:
        """Answer *request*, and tell about it later: no exchange waits for a terminal."""
        reply = self._apple.answer(request)
        self._has_answered = True
        now = self._apple.now()
        self._narrator.tell(partial(self._tell, lambda log: log.exchange(request, reply, now)))
        return reply

    def open(self, client_port: int) -> None:
        """Look for the program of one of the first connections: when it ends, nothing leads to its program any more."""
        if not self._has_answered and len(self._seen) < _MOST_SEEN:
            self._seen[client_port] = program_of(client_port, self.server.tls_port) or self._program

    def end_early(self, ended: EndedEarly) -> None:
        """Explain a connection that a program has ended early."""
        program = self._seen.get(ended.client_port) or program_of(ended.client_port, self.server.tls_port) or self._program
        self._narrator.tell(partial(self._tell, lambda log: log.ended_early(program.name, ended.reason, program.built_with())))

    def _tell(self, text_for: Callable[[RunLog], str | None]) -> None:
        for log, sink in self._logs:
            text = text_for(log)
            if text is not None:
                sink.write(f"{text}\n")


@contextlib.contextmanager
def running_emulator(options: RunOptions, setup: Setup, addresses: Addresses, certificates: Certificates | None = None) -> Iterator[RunningEmulator]:
    """Start an emulator at *addresses*, and stop it at the end; then everything that happened was told.

    Raises:
        UsageError: a world, an address or a file that cannot be used.
    """
    terminal = Terminal()
    narrator = Narrator(terminal)
    apple = LocalApple(setup)
    try:
        for notice in apple.notices:
            note(notice)
        running = RunningEmulator(options, apple, narrator, terminal)
        running.server = Server(apple, addresses, running.answer, certificates=certificates, watcher=running)
        with narrator, running.server:
            yield running
    finally:
        apple.close()
