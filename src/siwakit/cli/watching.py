"""A program whose requests to Apple are watched: what is opened, told, judged and saved."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from siwakit import __version__
from siwakit.apple import HOST, OTHER_HOST
from siwakit.cli import note
from siwakit.cli.clients import Clients, Sinks
from siwakit.cli.given_key import read_given_key
from siwakit.cli.redirected import how, is_filtered, run_redirected
from siwakit.cli.run_terminal import Narrator, Terminal
from siwakit.edge.files.har_writer import HarWriter
from siwakit.edge.files.siwakit_toml import read_project
from siwakit.edge.intercept.redirection import Redirection
from siwakit.edge.watch.callbacks import CallbackPorts, read_callback_ports
from siwakit.edge.watch.server import WatchServer
from siwakit.edge.watch.upstream import Upstream, read_upstream
from siwakit.flow.watched import Seen, SignIns
from siwakit.record import record
from siwakit.render.live.sealed_har import Recorded, har_entry
from siwakit.render.live.watch_text import WatchInfo, WatchLog, cause_of, watch_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from siwakit.cli.watch import WatchOptions
    from siwakit.edge.intercept.method import Chosen
    from siwakit.edge.intercept.program import Ended, Guarded
    from siwakit.edge.server.http_server import EndedEarly
    from siwakit.edge.watch.tap import WatchedExchange
    from siwakit.evidence.known import Known
    from siwakit.http import Request
    from siwakit.render.paint import Paint


@record
class Prepared:
    """What was read before the program is started."""

    upstream: Upstream
    callbacks: CallbackPorts | None
    known: Known


def prepare(options: WatchOptions) -> Prepared:
    """Return what *options* name.

    Raises:
        UsageError: an upstream or settings that cannot be used.
    """
    settings = read_project(options.config_path)
    known = replace(settings, now=None).known(tuple(read_given_key(key).key for key in settings.keys))
    callbacks = None if options.callbacks is None else read_callback_ports(options.callbacks)
    return Prepared(read_upstream(options.upstream, options.upstream_ca), callbacks, known)


class Watcher:
    """What is told about each exchange: the terminal, the log, and the file that is saved.

    Its methods are called in the thread of the server; everything that takes time happens in that of the narrator.
    """

    def __init__(self, options: WatchOptions, prepared: Prepared, narrator: Narrator, terminal: Terminal) -> None:
        self._narrator = narrator
        self._sinks: Sinks[WatchLog] = Sinks(terminal, options.log)
        self._clients = Clients(options.program)
        self._sign_ins = SignIns(prepared.known)
        self._options = options
        self._file = None if options.save is None else HarWriter(options.save, options.save_size << 20, __version__)
        self._cannot_save = False
        self.server: WatchServer

    def introduce(self, info: WatchInfo) -> None:
        """Write the first lines; from now on each exchange is told."""

        def log_of(paint: Paint, width: int) -> tuple[str, WatchLog]:
            return watch_lines(info, width), WatchLog(info, paint, width)

        self._sinks.introduce(log_of, self._options.colour, is_quiet=self._options.quiet)

    def summarise(self) -> None:
        """Write the last line."""
        self._sinks.end(lambda log: log.last_line())

    def open(self, client_port: int) -> None:
        """Note a connection."""
        self._clients.open(client_port, self.server.port)

    def end_early(self, ended: EndedEarly) -> None:
        """Explain a connection that a program has ended early."""
        program = self._clients.at(ended.client_port, self.server.port)
        self._narrator.tell(partial(self._sinks.tell, lambda log: log.ended_early(program.name, ended.reason, program.built_with())))

    def exchange(self, watched: WatchedExchange) -> None:
        """Judge an exchange that has ended, and tell about it."""
        self._clients.has_answered = True
        self._narrator.tell(partial(self._tell, watched))

    def received(self, request: Request, at: float) -> None:
        """Join a callback or notification to its sign-in, and tell about it."""
        self._narrator.tell(partial(self._tell_step, lambda: self._sign_ins.receive(request, int(at))))

    def answered(self, watched: WatchedExchange) -> None:
        """Judge what the program has answered to a callback, and tell about it."""
        self._narrator.tell(partial(self._tell_answer, watched))

    def fault(self, sentence: str) -> None:
        """Report a connection that cannot go on, or cannot be read."""
        self._narrator.tell(partial(self._sinks.tell, lambda log: log.fault(sentence)))

    def _tell(self, watched: WatchedExchange) -> None:
        seen = self._sign_ins.add(watched.exchange, int(watched.ended), is_cut=watched.is_cut)
        trouble = watched.trouble or ("not judged: only a part of it was read" if watched.is_cut else "")
        self._sinks.tell(lambda log: log.exchange(seen, trouble))
        self._save(watched, seen)

    def _tell_answer(self, watched: WatchedExchange) -> None:
        seen = None if watched.is_cut else self._sign_ins.answer(watched.exchange, int(watched.ended))
        if seen is not None:
            self._sinks.tell(lambda log: log.step(seen))
            self._save(watched, seen)

    def _tell_step(self, join: Callable[[], Seen | None]) -> None:
        seen = join()
        if seen is not None:
            self._sinks.tell(lambda log: log.step(seen))

    def _save(self, watched: WatchedExchange, seen: Seen) -> None:
        if self._file is None:
            return
        comment = ", ".join(filter(None, (cause_of(seen), watched.trouble, "a body was cut" if watched.is_cut else "")))
        recorded = Recorded(watched.exchange, watched.began, watched.ended, comment, watched.request_is_cut, watched.answer_is_cut)
        try:
            self._file.add(har_entry(recorded, show_secrets=self._options.show_secrets))
        except OSError as error:
            if not self._cannot_save:
                note(f"--save: {(error.strerror or 'cannot be written').lower()}: the file has not all exchanges")
            self._cannot_save = True


def watch_program(options: WatchOptions, prepared: Prepared, chosen: Chosen, guarded: Guarded) -> Ended:
    """Run the program of *options*, watch what it sends to Apple, and return how it ended.

    Raises:
        UsageError: a file that cannot be written; the program was not started.
    """
    terminal = Terminal()
    narrator = Narrator(terminal)
    watcher = Watcher(options, prepared, narrator, terminal)
    server = watcher.server = WatchServer(prepared.upstream, watcher, guarded.folder, prepared.callbacks)
    ports = prepared.callbacks
    info = WatchInfo(
        how(chosen),
        prepared.upstream.words,
        options.save,
        options.show_secrets,
        callbacks=None if ports is None else (ports.listen, ports.program),
        has_privileges=not is_filtered(chosen),
    )
    with narrator, server:
        watcher.introduce(info)
        redirection = Redirection((HOST, OTHER_HOST), server.port, server.certificates.pem, guarded.folder)
        files = {"SIWAKIT_CA_FILE": server.certificates.authority, "SIWAKIT_CA_BUNDLE": server.certificates.bundle}
        ended = run_redirected(options.program, chosen, guarded, redirection, files)
    if ended.error is None:
        watcher.summarise()
    return ended
