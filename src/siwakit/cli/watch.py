"""`siwakit watch`: a program and its children, unchanged, with everything that they send to Apple passed on, and judged on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from siwakit.cli.redirected import exit_with, run_guarded
from siwakit.errors import UsageError
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.edge.intercept.method import Chosen
    from siwakit.edge.intercept.program import Ended, Guarded


@record(kw_only=True)
class WatchOptions:
    """The options of `siwakit watch`."""

    program: tuple[str, ...]
    upstream: str | None
    upstream_ca: str | None
    callbacks: str | None
    save: str | None
    save_size: int
    show_secrets: bool
    config_path: str | None
    method: str
    log: str | None
    quiet: bool
    colour: str


@click.command(
    context_settings={"allow_interspersed_args": False},
    options_metavar="[OPTIONS]",
    epilog=(
        "\b\nExamples:\n  siwakit watch -- python3 --version\n  siwakit watch --save apple.har -- python3 --version\n"
        "  siwakit watch --upstream https://127.0.0.1:9443 -- python3 --version"
    ),
)
@click.argument("program", nargs=-1, type=click.UNPROCESSED, metavar="[--] PROGRAM [ARGUMENT]...")
@click.option("--upstream", metavar="ADDRESS", help="https://HOST:PORT to send everything to in the place of Apple, such as an emulator")
@click.option("--upstream-ca", metavar="FILE", help="certificates in PEM that the upstream may be signed by, besides those of the system")
@click.option(
    "--callbacks",
    metavar="PORT:PORT",
    help="pass what comes to the first port on to the second, the program's, and see its callbacks and notifications: 8080:3000",
)
@click.option("--save", metavar="FILE", help="write what was seen to this HAR; codes, tokens, secrets and cookies are only described")
@click.option("--save-size", type=click.IntRange(1, 60), default=1, show_default=True, metavar="MIB", help="begin a new file before this size")
@click.option("--show-secrets", is_flag=True, help="--save writes codes, tokens, secrets and cookies as they are")
@click.option("--config", "config_path", metavar="FILE", help="settings file (default: siwakit.toml, if there is one)")
@click.option(
    "--method",
    type=click.Choice(["auto", "seccomp", "variables"]),
    default="auto",
    show_default=True,
    help="how the program is redirected; see the page Running a program",
)
@click.option("--log", metavar="FILE", help="also add what is printed to this file, without colour")
@click.option("--quiet", is_flag=True, help="print nothing, unless the program cannot be run")
@click.option("--colour", "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="use colour")
def command(**given: Any) -> None:
    """Run a program, and judge what it sends to the real Apple.

    What PROGRAM and the processes that it starts send to appleid.apple.com goes
    on to Apple, byte for byte, and so does the answer. Each exchange is shown
    as it ends, and each refusal with its cause and the next step, on standard
    error. Nothing leaves this machine that the program would not have sent.

    siwakit.toml may set team_id, key_id, bundle_ids, services_ids, keys, origin
    and redirect_uri, which make the reports more certain.

    The exit code is the program's; 125 if siwakit could not start, 126 if the
    program cannot be run, 127 if there is none, 128 and the number of a signal
    that has ended it.
    """
    exit_with("watch", lambda: _watch(_consistent(WatchOptions(**given))))


def _consistent(options: WatchOptions) -> WatchOptions:
    if not options.program:
        raise UsageError("expected a program to run", hint="write it after the options: siwakit watch -- npm start")
    if options.show_secrets and options.save is None:
        raise UsageError("--show-secrets is for --save: secrets are never printed", hint="leave it out, or name a file with --save")
    if options.upstream_ca is not None and options.upstream is None:
        raise UsageError("--upstream-ca is for --upstream", hint="Apple's certificate is verified with the roots of the system: leave it out")
    return options


def _watch(options: WatchOptions) -> int:
    from siwakit.cli.watching import prepare, watch_program

    prepared = prepare(options)

    def run(chosen: Chosen, guarded: Guarded) -> Ended:
        return watch_program(options, prepared, chosen, guarded)

    return run_guarded("watch", options.program, options.method, run)
