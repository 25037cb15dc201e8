"""`siwakit web`: the local debugger page, with or without an emulator."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from siwakit.cli import output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siwakit.edge.server.local_apple import LocalApple
    from siwakit.edge.server.page_listener import PageListener

PORT = 9595
APPLE_PORT = 9494


@click.command(epilog="\b\nExample:\n  siwakit web --open")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="port of the page; 0 chooses a free one")
@click.option("--open", "opens", is_flag=True, help="open it in the browser")
@click.option("--emulator", "has_emulator", is_flag=True, help="also run an emulator, and show its exchanges live")
@click.option(
    "--emulator-port",
    type=click.IntRange(0, 65534),
    default=APPLE_PORT,
    show_default=True,
    help="port of that emulator; its portal uses the next one",
)
def command(port: int, opens: bool, has_emulator: bool, emulator_port: int) -> None:  # noqa: FBT001  click's options
    """Open the local debugger page: paste what you have, and see what is wrong as you type.

    It accepts what the doctor accepts, and files dropped on it. Keys never leave
    the page; everything else goes to this program over loopback and is neither
    stored nor logged. The printed URL lets one browser in; after that, a new URL
    is printed.
    """
    try:
        from siwakit.edge.server.page_listener import open_listener
        from siwakit.edge.server.page_server import PageServer, journal_of
    except ModuleNotFoundError as missing:
        from siwakit.extras import explained

        raise explained(missing, "the page", "server") from None
    beside = _emulator(emulator_port) if has_emulator else contextlib.nullcontext()
    listener = open_listener(port)
    with beside as apple, PageServer(listener, journal=journal_of(apple.store) if apple else None), output.until_ended() as wait:
        output.write(f"the page:      {listener.start_url}")
        output.write("It answers only this machine. Keys stay in the page. Press Ctrl-C to stop.")
        listener.codes.when_used = lambda: announce(listener)
        if opens:
            click.launch(listener.launch_url)
        wait()


def announce(listener: PageListener) -> None:
    """Print a URL for the next browser, because the last one was used."""
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
