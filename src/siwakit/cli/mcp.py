"""`siwakit mcp`: a server for coding agents, on standard input and output."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import TYPE_CHECKING

import click

from siwakit.cli import CLEAN

if TYPE_CHECKING:
    from siwakit.edge.mcp_server.session import Session

_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name))


@click.command(epilog="\b\nExamples:\n  siwakit mcp\n  siwakit mcp . --output ~/.siwakit")
@click.argument("folders", nargs=-1, metavar="[FOLDER]...", type=click.Path())
@click.option("--output", metavar="FOLDER", help="folder for minted client_secrets (default: a private one, removed at the end)")
def command(folders: tuple[str, ...], output: str | None) -> None:
    """Serve the doctor and its tools to a coding agent (MCP).

    The agent's program starts this command and talks to it on standard input
    and output. Its tools are doctor, explain, scan, check, mint and emulator.
    They read only files in the FOLDERs, by default the current one, and send
    nothing. No answer contains a secret: client_secrets and keys are written to
    files that only you can read.
    """
    try:
        from siwakit.edge.mcp_server.server import serve
    except ModuleNotFoundError as missing:
        from siwakit.extras import explained

        raise explained(missing, "siwakit mcp", "mcp") from None
    from siwakit import __version__
    from siwakit.edge.mcp_server.folders import Folders
    from siwakit.edge.mcp_server.session import Session

    session = Session(Folders(folders or (".",), output))
    _clean_up_when_ended(session)
    try:
        serve(session, __version__)
    finally:
        session.close()


def _clean_up_when_ended(session: Session) -> None:
    """Close *session* when a signal ends the program: a thread still reads standard input then, and would keep it running."""

    def end(_number: int, _frame: FrameType | None) -> None:
        session.close()
        os._exit(CLEAN)

    for number in _ENDS:
        signal.signal(number, end)
