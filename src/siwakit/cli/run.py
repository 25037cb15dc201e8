"""`siwakit run`: a program and its children, unchanged, with the emulator in the place of Apple."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from siwakit.cli import CLEAN
from siwakit.cli.redirected import exit_with, run_guarded, tune
from siwakit.errors import UsageError
from siwakit.record import record

if TYPE_CHECKING:
    from siwakit.edge.intercept.method import Chosen
    from siwakit.edge.intercept.program import Ended, Guarded


@record(kw_only=True)
class RunOptions:
    """The options of `siwakit run`."""

    program: tuple[str, ...]
    world: str | None
    state: str | None
    seed: int | None
    switches: tuple[str, ...]
    faults: tuple[str, ...]
    age_codes: int | None
    allow_localhost_redirects: bool
    return_url: str | None
    port: int
    tls_port: int
    host: str
    env: str | None
    certificates: str | None
    method: str
    log: str | None
    quiet: bool
    colour: str


@click.command(
    context_settings={"allow_interspersed_args": False},
    options_metavar="[OPTIONS]",
    epilog=("\b\nExamples:\n  siwakit run -- curl https://appleid.apple.com/auth/keys\n  siwakit run --age-codes 301 -- python3 --version"),
)
@click.argument("program", nargs=-1, type=click.UNPROCESSED, metavar="[--] PROGRAM [ARGUMENT]...")
@click.option("--world", metavar="FILE", help="TOML file with teams, apps and users (default: [emulator] in siwakit.toml, or a ready-made world)")
@click.option("--state", metavar="FILE", help="store everything in this SQLite file (default: in memory)")
@click.option("--seed", type=click.IntRange(min=0), help="seed for everything random (default: a new one)")
@click.option(
    "--switch", "switches", metavar="NAME=VALUE", multiple=True, help="set a switch, see `siwakit emulator --list-switches`; may be repeated"
)
@click.option("--fault", "faults", metavar="KIND[:...]", multiple=True, help="inject faults: server-503:path=/auth/token,times=2; may be repeated")
@click.option("--age-codes", type=click.IntRange(min=0), metavar="SECONDS", help="every new code counts as issued that long ago: 301 is expired")
@click.option("--return-url", metavar="URL", help="Return URL in the ready-made world, even on localhost; the application is at this address")
@click.option("--allow-localhost-redirects", is_flag=True, help="accept a redirect_uri on localhost, which Apple refuses")
@click.option("--port", type=click.IntRange(0, 65534), default=0, show_default=True, help="port of SIWAKIT_URL; 0 chooses a free one")
@click.option(
    "--env",
    metavar="STYLE",
    is_flag=False,
    flag_value="sh",
    type=click.Choice(["sh", "plain"]),
    help=(
        "run no program: print variables for programs that something else starts, as commands of a shell or, with --env=plain, as lines for "
        "Compose, systemd and IDEs; then answer until Ctrl-C"
    ),
)
@click.option("--certificates", metavar="FOLDER", help="with --env: where certificates and keys stay (default: a temporary folder)")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="with --env: address to listen on, for containers")
@click.option("--tls-port", type=click.IntRange(0, 65535), default=0, help="with --env: port that answers as Apple over TLS (default: a free one)")
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
    """Run a program with a strict local Apple in the place of Apple.

    PROGRAM and the processes that it starts find the emulator where they look
    for appleid.apple.com. Nothing is edited or installed, and everything else
    on the network is as before. Each exchange is shown as it happens, and each
    refusal with its cause and the next step, on standard error.

    A team, a key, client ids and a page to sign in at are printed first, and
    the program has them as SIWAKIT_TEAM_ID, SIWAKIT_KEY_ID, SIWAKIT_KEY_FILE,
    SIWAKIT_CLIENT_ID, SIWAKIT_REDIRECT_URI and SIWAKIT_SIGN_IN_URL.

    The exit code is the program's; 125 if siwakit could not start, 126 if the
    program cannot be run, 127 if there is none, 128 and the number of a signal
    that has ended it.
    """
    exit_with("run", lambda: _run(_consistent(RunOptions(**given))))


def _consistent(options: RunOptions) -> RunOptions:
    if options.env is None and not options.program:
        raise UsageError("expected a program to run", hint="write it after the options: siwakit run -- npm test")
    if options.env is not None and options.program:
        raise UsageError("--env is for programs that something else starts, and runs none", hint="leave out --env, or the program")
    only_for_env = {"--certificates": options.certificates, "--host": options.host != "127.0.0.1", "--tls-port": options.tls_port}
    given = [name for name, value in only_for_env.items() if value]
    if options.env is None and given:
        raise UsageError(f"{given[0]} is only for --env", hint="leave it out: the program that is run finds the emulator by itself")
    return options


def _run(options: RunOptions) -> int:
    from siwakit.cli.emulator_setup import read_setup

    setup = read_setup(options)
    if options.env is not None:
        from siwakit.cli.running import print_variables

        tune()
        print_variables(options, setup, options.env)
        return CLEAN

    def run(chosen: Chosen, guarded: Guarded) -> Ended:
        from siwakit.cli.running import run_program

        return run_program(options, setup, chosen, guarded)

    return run_guarded("run", options.program, options.method, run)
