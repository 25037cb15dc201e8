"""`siwakit run`: a program and its children, unchanged, with the emulator in the place of Apple."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from siwakit.cli import note
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siwakit.edge.intercept.program import Ended
    from siwakit.edge.server.emulator_server import Server


@click.command(
    context_settings={"allow_interspersed_args": False},
    epilog="\b\nExamples:\n  siwakit run -- curl https://appleid.apple.com/auth/keys\n  siwakit run -- python3 --version",
)
@click.argument("program", nargs=-1, required=True, type=click.UNPROCESSED)
def command(program: tuple[str, ...]) -> None:
    """Run a program with a strict local Apple in the place of Apple.

    PROGRAM and the processes that it starts find the emulator where they look
    for appleid.apple.com. Nothing is edited or installed, and everything else
    on the network is as before.

    The exit code is the program's; 125 if siwakit could not start, 126 if the
    program cannot be run, 127 if there is none, 128 and the number of a signal
    that has ended it.
    """
    if sys.platform == "win32":
        raise UsageError("`siwakit run` does not work on Windows", hint="run it in WSL, or point your program at `siwakit emulator`")
    ended = _run(program)
    if ended.error is not None:
        note(f"{program[0]} cannot be run: {os.strerror(ended.error).lower()}")
    sys.exit(ended.status)


def _run(program: tuple[str, ...]) -> Ended:
    from siwakit.apple import HOST, OTHER_HOST
    from siwakit.edge.intercept.method import Method, choose_method
    from siwakit.edge.intercept.program import Guarded
    from siwakit.edge.intercept.redirection import Redirection

    chosen = choose_method()
    with Guarded() as guarded:
        from siwakit.edge.server.emulator_server import Addresses, Server
        from siwakit.edge.server.local_apple import LocalApple

        with Server(LocalApple(), Addresses(tls_port=0, certificates=guarded.folder)) as server:
            authority = _authority(server)
            redirection = Redirection((HOST, OTHER_HOST), server.tls_port, authority, guarded.folder)
            note("appleid.apple.com is the emulator for this program" + (f" ({chosen.why})" if chosen.why else ""))
            return guarded.run(program, _environment(server), redirection if chosen.method is Method.SECCOMP else None)


def _authority(server: Server) -> bytes:
    if server.certificates is None:
        return b""
    return Path(server.certificates.authority).read_bytes()


def _environment(server: Server) -> Mapping[str, str]:
    ours = {} if server.certificates is None else {"NODE_EXTRA_CA_CERTS": server.certificates.authority}
    return {**os.environ, **ours}
