"""The emulator of a run, with its keys, and what is told about each exchange."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from siwakit.apple import HOST, OTHER_HOST
from siwakit.cli import note
from siwakit.cli.clients import Clients, Sinks
from siwakit.cli.run_terminal import Narrator, Terminal
from siwakit.edge.files.key_files import write_key_files
from siwakit.edge.intercept.redirection import Redirection
from siwakit.edge.server.emulator_server import Addresses, Server
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.emulator.run_text import RunInfo, RunLog, first_lines
from siwakit.emulator.terminal import EmulatorInfo
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siwakit.cli.run import RunOptions
    from siwakit.edge.server.certificates import Certificates
    from siwakit.edge.server.http_server import EndedEarly
    from siwakit.emulator.app import Reply
    from siwakit.http import Request
    from siwakit.render.paint import Paint


class RunningEmulator:
    """A running emulator whose exchanges are told to a terminal and to a log."""

    def __init__(self, options: RunOptions, apple: LocalApple, narrator: Narrator, terminal: Terminal) -> None:
        self._options = options
        self._apple = apple
        self._narrator = narrator
        self._sinks: Sinks[RunLog] = Sinks(terminal, options.log)
        self._clients = Clients(options.program)
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

        def log_of(paint: Paint, width: int) -> tuple[str, RunLog]:
            return first_lines(info, paint, width), RunLog(info, paint, width)

        self._sinks.introduce(log_of, self._options.colour, is_quiet=self._options.quiet)

    def summarise(self) -> None:
        """Write the last line, after everything that was kept back."""
        self._sinks.end(lambda log: log.last_line())

    def answer(self, request: Request) -> Reply:
        """Answer *request*, and tell about it later: no exchange waits for a terminal."""
        reply = self._apple.answer(request)
        self._clients.has_answered = True
        now = self._apple.now()
        self._narrator.tell(partial(self._sinks.tell, lambda log: log.exchange(request, reply, now)))
        return reply

    def open(self, client_port: int) -> None:
        """Look for the program of one of the first connections: when it ends, nothing leads to its program any more."""
        self._clients.open(client_port, self.server.tls_port)

    def end_early(self, ended: EndedEarly) -> None:
        """Explain a connection that a program has ended early."""
        program = self._clients.at(ended.client_port, self.server.tls_port)
        self._narrator.tell(partial(self._sinks.tell, lambda log: log.ended_early(program.name, ended.reason, program.built_with())))


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
