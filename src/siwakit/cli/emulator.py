"""`siwakit emulator`: a strict local Apple on two ports of this machine, and the debugger page on a third."""

from __future__ import annotations

import _thread
import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siwakit.cli import note, output
from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.patterns import pattern
from siwakit.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from siwakit.edge.server.emulator_server import Server
    from siwakit.edge.server.local_apple import LocalApple, Setup
    from siwakit.emulator.app import Reply
    from siwakit.http import Request

PORT = 9494
_WIDTH = 80

_NAME = pattern(r"[A-Za-z0-9._-]{1,253}")


@record(kw_only=True)
class EmulatorOptions:
    """The options of `siwakit emulator`."""

    port: int
    portal_port: int | None
    page_port: int | None
    no_page: bool
    world: str | None
    state: str | None
    seed: int | None
    folder: str
    switches: tuple[str, ...]
    faults: tuple[str, ...]
    allow_localhost_redirects: bool
    return_url: str | None
    age_codes: int | None
    host: str
    names: tuple[str, ...]
    tls_port: int | None
    quiet: bool
    colour: str


@click.command(
    epilog=("\b\nExamples:\n  siwakit emulator\n  siwakit emulator --world world.toml --state emulator.sqlite \\\n    --switch bool_claims=string")
)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="port of Apple's service; 0 chooses a free one")
@click.option("--portal-port", type=click.IntRange(0, 65535), help="port of the portal (default: the next one)")
@click.option("--page-port", type=click.IntRange(0, 65535), help="port of the page, only on loopback (default: the one after the portal's, if free)")
@click.option("--no-page", is_flag=True, help="do not serve the debugger page (`siwakit web`, plus live exchanges with the emulator)")
@click.option("--world", metavar="FILE", help="TOML file with teams, apps and users (default: [emulator] in siwakit.toml, or a ready-made world)")
@click.option("--state", metavar="FILE", help="store everything in this SQLite file (default: in memory)")
@click.option("--seed", type=click.IntRange(min=0), help="seed for everything random (default: a new one, which is printed)")
@click.option("--keys", "folder", metavar="FOLDER", default="siwakit-emulator", show_default=True, help="folder for the .p8 files")
@click.option("--switch", "switches", metavar="NAME=VALUE", multiple=True, help="set a switch, see --list-switches; may be repeated")
@click.option("--fault", "faults", metavar="KIND[:...]", multiple=True, help="inject faults: server-503:path=/auth/token,times=2; may be repeated")
@click.option("--return-url", metavar="URL", help="Return URL in the ready-made world, even on localhost; the application is at this address")
@click.option("--allow-localhost-redirects", is_flag=True, help="accept a redirect_uri on localhost, which Apple refuses")
@click.option("--age-codes", type=click.IntRange(min=0), metavar="SECONDS", help="every new code counts as issued that long ago: 301 is expired")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="address to listen on; only loopback is private")
@click.option("--name", "names", metavar="NAME", multiple=True, help="also accept this Host, such as appleid.apple.com; may be repeated")
@click.option("--tls-port", type=click.IntRange(0, 65535), help="port of a proxy that serves https://appleid.apple.com, with its own certificate")
@click.option(
    "--env",
    metavar="STYLE",
    is_flag=False,
    flag_value="sh",
    type=click.Choice(["sh", "plain"]),
    help="as `siwakit run --env`: print the variables that lead programs here, and show exchanges on standard error",
)
@click.option("--certificates", metavar="FOLDER", help="with --env: where certificates and keys stay (default: a temporary folder)")
@click.option("--list-switches", is_flag=True, help="list the switches with their defaults, and exit")
@click.option("--quiet", is_flag=True, help="do not log exchanges")
@click.option("--colour", "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="use colour")
def command(**given: Any) -> None:
    """Run a local Apple that refuses what Apple refuses, and says why.

    By default it creates and prints a ready-made world: a team, a key file,
    identifiers, and two requests to copy, one that works and one that Apple
    would refuse. To define your own world, write TOML:

    \b
    [[team]]
    id = "A1B2C3D4E5"
    [[team.key]]
    [[team.app]]
    id = "com.example.app"
    [[team.service]]
    id = "com.example.web"
    app = "com.example.app"
    return_urls = ["https://app.example.com/callback"]
    [[user]]
    email = "jane@example.com"
    [switches]
    bool_claims = "string"
    """  # noqa: D301  \b is click's, to keep the lines
    if given.pop("list_switches"):
        _list_switches()
        return
    env, certificates = given.pop("env"), given.pop("certificates")
    options = EmulatorOptions(**given)
    if env is not None:
        _print_variables(options, env, certificates)
        return
    if certificates is not None:
        raise UsageError("--certificates is only for --env", hint="leave it out, or add --env")
    _run(options)


def _print_variables(options: EmulatorOptions, style: str, certificates: str | None) -> None:
    from siwakit.cli.run import RunOptions
    from siwakit.cli.running import print_variables

    run = RunOptions(
        program=(),
        world=options.world,
        state=options.state,
        seed=options.seed,
        switches=options.switches,
        faults=options.faults,
        age_codes=options.age_codes,
        allow_localhost_redirects=options.allow_localhost_redirects,
        return_url=options.return_url,
        port=options.port,
        tls_port=options.tls_port or 0,
        host=options.host,
        env=style,
        certificates=certificates,
        method="auto",
        log=None,
        quiet=options.quiet,
        colour=options.colour,
    )
    print_variables(run, _setup(options), style)


def _run(options: EmulatorOptions) -> None:
    LocalApple, Server, Addresses = _loaded()  # noqa: N806  classes
    from siwakit.edge.files.key_files import remove_key_files, write_key_files
    from siwakit.emulator.terminal import EmulatorInfo, welcome
    from siwakit.render.paint import Paint

    apple = LocalApple(_setup(options))
    for notice in apple.notices:
        note(notice)
    paint = Paint(output.wants_colour(options.colour))
    port, portal_port = options.port, options.portal_port
    for name in options.names:
        if not _NAME.fullmatch(name):
            raise UsageError(f"--name {named(name, 60)} is not a host name", hint="write a name like appleid.apple.com, without a port or a path")
    addresses = Addresses(options.host, port, (port and port + 1) if portal_port is None else portal_port, options.names, options.tls_port)
    paths = write_key_files(apple.key_texts, options.folder)
    # The portal's `.env` block is for a program that may run in another folder.
    apple.emulator.key_files = {key_id: str(Path(path).absolute()) for key_id, path in paths.items()}
    failures: list[OSError] = []
    try:
        served = Server(apple, addresses, None if options.quiet else _answer_and_show(apple, paint, failures))
        with served as server, _page(server, options) as page_url, output.until_ended() as wait:
            places = (server.url, server.portal_url)
            info = EmulatorInfo(*places, apple.store, paths, apple.seed, options.state, addresses.is_loopback, *_as_apple(server), page_url)
            output.write(welcome(info, paint))
            wait()
    finally:
        apple.close()
        if not options.state:
            remove_key_files(paths, options.folder)
    if failures:
        raise failures[0]


def _loaded() -> tuple[type[LocalApple], type[Server], Any]:
    try:
        from siwakit.edge.server.emulator_server import Addresses, Server
        from siwakit.edge.server.local_apple import LocalApple
    except ModuleNotFoundError as missing:
        from siwakit.extras import explained

        raise explained(missing, "the emulator", "server") from None
    return LocalApple, Server, Addresses


@contextlib.contextmanager
def _page(server: Server, options: EmulatorOptions) -> Iterator[str | None]:
    """Serve the page beside *server*; yield the URL that lets a browser in, or None if there is no page."""
    if options.no_page:
        yield None
        return
    from siwakit.cli.web import announce
    from siwakit.edge.server.journal_page import JournalPage
    from siwakit.edge.server.page_listener import open_listener, open_listener_near

    port = options.page_port
    portal_port = server.addresses.portal_port
    listener = open_listener_near(portal_port and portal_port + 1) if port is None else open_listener(port, "--page-port")
    server.apple.emulator.page_url = listener.url
    listener.codes.when_used = lambda: announce(listener)
    with JournalPage(listener, server.apple.store):
        yield listener.start_url


def _setup(options: EmulatorOptions) -> Setup:
    from siwakit.cli.emulator_setup import read_setup

    return read_setup(options)


def _answer_and_show(apple: LocalApple, paint: Any, failures: list[OSError]) -> Callable[[Request], Reply]:
    """Return a function that answers a request and prints the exchange.

    If printing fails, the request is still answered; the error is added to *failures* and the program ends.
    """
    from siwakit.emulator.pages import PLACE
    from siwakit.emulator.terminal import exchange_text

    lock = threading.Lock()

    def answer(request: Request) -> Reply:
        reply = apple.answer(request)
        if request.path.startswith(PLACE):  # a style sheet, a script or an icon of a page
            return reply
        text = exchange_text(request, reply, apple.now(), paint)
        with lock:
            try:
                output.write(text)
            except OSError as error:
                failures.append(error)
                _thread.interrupt_main()
        return reply

    return answer


def _as_apple(server: Server) -> tuple[str | None, str | None]:
    if server.certificates is None:
        return None, None
    return f"http://127.0.0.1:{server.tls_port}", server.certificates.authority


def _list_switches() -> None:
    from siwakit.emulator.switches import MEANINGS, NAMES, Switches, as_text, values_of
    from siwakit.render.wrapping import wrapped

    for name in NAMES:
        output.write(f"{name} = {as_text(getattr(Switches(), name))}  ({', '.join(values_of(name))})")
        for line in wrapped(MEANINGS[name], _WIDTH, "  "):
            output.write(line)
