"""`siwakit web`: the local page, alone or beside an emulator."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from siwakit.cli import output
from siwakit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siwakit.edge.server.local_apple import LocalApple
    from siwakit.edge.server.page_listener import PageListener

PORT = 9595
APPLE_PORT = 9494


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="port of the page; 0 takes any that is free")
@click.option("--open", "opens", is_flag=True, help="open it in the browser")
@click.option("--emulator", "has_emulator", is_flag=True, help="run an emulator beside it, and show what reaches it as it happens")
@click.option(
    "--emulator-port", type=click.IntRange(0, 65534), default=APPLE_PORT, show_default=True, help="port of that emulator; its portal has the next"
)
def command(port: int, opens: bool, has_emulator: bool, emulator_port: int) -> None:  # noqa: FBT001  click's options
    """Open a local page: paste what you have, see what is wrong as you type.

    It takes what the doctor takes, and files dropped on it. Keys never leave
    the page; all else goes to this program on loopback, is kept nowhere and
    logged nowhere. The address that is printed lets one browser in; after that
    a new one is printed.
    """
    try:
        from siwakit.edge.server.page_listener import open_listener
        from siwakit.edge.server.page_server import PageServer, journal_of
    except ModuleNotFoundError as missing:
        raise UsageError(f"the page needs {missing.name}", hint="install siwakit[server]") from None
    beside = _emulator(emulator_port) if has_emulator else contextlib.nullcontext()
    listener = open_listener(port)
    with beside as apple, PageServer(listener, journal=journal_of(apple.store) if apple else None), output.until_ended() as wait:
        output.write(f"the page:      {listener.start_url}")
        output.write("It answers only this machine. Keys stay in the page; Ctrl-C ends it.")
        listener.codes.when_used = lambda: announce(listener)
        if opens:
            click.launch(listener.launch_url)
        wait()


def announce(listener: PageListener) -> None:
    """Print an address for the next browser; the last one was used."""
    with contextlib.suppress(OSError, ValueError):  # standard output is closed
        output.write(f"another browser: {listener.start_url}")


@contextlib.contextmanager
def _emulator(port: int) -> Iterator[LocalApple]:
    from siwakit.edge.server.emulator_server import Addresses, Server
    from siwakit.edge.server.local_apple import LocalApple

    apple = LocalApple()
    try:
        with Server(apple, Addresses(port=port, portal_port=port and port + 1)) as server:
            output.write(f"local Apple:   {server.url}  (for testing only)")
            output.write(f"its portal:    {server.portal_url}")
            yield apple
    finally:
        apple.close()
