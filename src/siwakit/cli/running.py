"""A run of a program: the emulator, the variables that the program gets, and what is told about each exchange."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from siwakit.apple import HOST, OTHER_HOST
from siwakit.cli import note
from siwakit.cli.run_terminal import LogFile, Narrator, Sink, Terminal
from siwakit.edge.files.key_files import write_key_files
from siwakit.edge.intercept.method import Chosen, Method
from siwakit.edge.intercept.redirection import Redirection
from siwakit.edge.server.emulator_server import Addresses, Server
from siwakit.edge.server.local_apple import LocalApple, Setup
from siwakit.edge.server.peer_program import program_of
from siwakit.emulator.run_text import RunInfo, RunLog, first_lines, variables
from siwakit.emulator.terminal import EmulatorInfo
from siwakit.render.paint import Paint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siwakit.cli.run import RunOptions
    from siwakit.edge.intercept.program import Ended, Guarded
    from siwakit.edge.server.http_server import EndedEarly
    from siwakit.emulator.app import Reply
    from siwakit.http import Request


class _Tellers:
    """What is told about each exchange, to the terminal and to a log."""

    def __init__(self, apple: LocalApple, narrator: Narrator, program: str) -> None:
        self.program = program
        self.tls_port = 0
        self._apple = apple
        self._narrator = narrator
        self.logs: list[tuple[RunLog, Sink]] = []

    def answer(self, request: Request) -> Reply:
        """Answer *request*, and tell about it later: no exchange waits for a terminal."""
        reply = self._apple.answer(request)
        self._narrator.tell(partial(self._tell, request, reply, self._apple.now()))
        return reply

    def _tell(self, request: Request, reply: Reply, now: int) -> None:
        for log, sink in self.logs:
            text = log.exchange(request, reply, now)
            if text is not None:
                sink.write(f"{text}\n")

    def end_early(self, ended: EndedEarly) -> None:
        """Explain a connection that a program has ended early."""
        # At once, because nothing leads from a connection to its program after that has closed it.
        program = program_of(ended.client_port, self.tls_port) or self.program
        self._narrator.tell(partial(self._tell_ended_early, program, ended.reason))

    def _tell_ended_early(self, program: str, reason: str) -> None:
        for log, sink in self.logs:
            text = log.ended_early(program, reason)
            if text is not None:
                sink.write(f"{text}\n")

    def summarise(self) -> None:
        """Write the last line."""
        for log, sink in self.logs:
            sink.write(f"{log.last_line()}\n")


def run_with_emulator(options: RunOptions, setup: Setup, chosen: Chosen, guarded: Guarded) -> Ended:
    """Run the program of *options* with an emulator, and return how it ended.

    Raises:
        UsageError: a world or an option that cannot be used; the program was not started.
    """
    log_file = None if options.log is None else LogFile(options.log)
    terminal = Terminal()
    apple = LocalApple(setup)
    try:
        for notice in apple.notices:
            note(notice)
        keys = write_key_files(apple.key_texts, guarded.folder)
        narrator = Narrator(terminal)
        tellers = _Tellers(apple, narrator, Path(options.program[0]).name)
        addresses = Addresses(port=options.port, tls_port=0, certificates=guarded.folder)
        with narrator, Server(apple, addresses, tellers.answer, when_ended_early=tellers.end_early) as server:
            tellers.tls_port = server.tls_port
            info = _info(server, options, keys, chosen)
            paint = Paint(terminal.wants_colour(options.colour))
            if not options.quiet:
                tellers.logs.append((RunLog(info, paint, terminal.columns), terminal))
                terminal.write(first_lines(info, paint, terminal.columns))
            if log_file is not None:
                tellers.logs.append((RunLog(info, Paint()), log_file))
                log_file.write(first_lines(info, Paint()))
            ended = guarded.run(options.program, _environment(info), _redirection(server, chosen, guarded.folder))
        terminal.release(at_end=True)
        if ended.error is None:
            tellers.summarise()
        return ended
    finally:
        apple.close()


def _info(server: Server, options: RunOptions, keys: Mapping[str, str], chosen: Chosen) -> RunInfo:
    apple = server.apple
    emulator = EmulatorInfo(server.url, server.portal_url, apple.store, keys, apple.seed, options.state)
    authority, bundle = ("", "") if server.certificates is None else (server.certificates.authority, server.certificates.bundle)
    return RunInfo(emulator, _method_words(chosen), authority, bundle, has_privileges=chosen.method is not Method.SECCOMP)


def _method_words(chosen: Chosen) -> str:
    if chosen.method is Method.SECCOMP:
        return "because siwakit redirects its connections (seccomp)"
    return f"because of variables, files and hooks that it reads (not seccomp: {chosen.why})"


def _environment(info: RunInfo) -> dict[str, str]:
    return {**os.environ, "NODE_EXTRA_CA_CERTS": info.certificate, **variables(info)}


def _redirection(server: Server, chosen: Chosen, folder: str) -> Redirection | None:
    if chosen.method is not Method.SECCOMP or server.certificates is None:
        return None
    return Redirection((HOST, OTHER_HOST), server.tls_port, Path(server.certificates.authority).read_bytes(), folder)
