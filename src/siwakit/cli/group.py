"""The commands by name; each is imported only when it runs.

The doctor's name may be left out: a first argument that is a file or reads like a paste is for the doctor, and so is a pipe if there is no
argument at all. A misspelt command is neither, so it still gets a suggestion.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "doctor": "find the root cause of a failing request, and the fix",
    "scan": "find mistakes in a repository, without running it",
    "secret": "mint a client_secret",
    "renew": "renew client_secrets and deliver them, before they expire",
    "decode": "show the contents of a JWT, claim by claim",
    "key": "show, repair or import a key",
    "token": "exchange a code, refresh or revoke a token",
    "probe": "ask Apple which client_id, team and key it accepts",
    "check": "show how long what is deployed is valid, and whether it agrees",
    "verify": "verify an identity token",
    "notification": "verify a notification from Apple",
    "explain": "explain a rule, an answer or an error message",
    "rules": "list the rules, all or those with a word",
    "readers": "list what can be read, with samples",
    "run": "run a program with the emulator in the place of Apple",
    "watch": "run a program, and judge what it sends to the real Apple",
    "emulator": "run a strict local Apple, for testing",
    "web": "open the local debugger page",
    "mcp": "serve the doctor and its tools to a coding agent",
    "demo": "show a dozen real failures, diagnosed and corrected",
    "completion": "print the completion script for a shell",
}
# No command contains any of these.
_PASTE = re.compile(r"[\s{}<>=&]|://|^ey[A-Za-z0-9_-]{8}|^curl$|^-$")


class LazyGroup(click.Group):
    """Group that loads a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Return the command *cmd_name*, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: Any = import_module(f"siwakit.cli.{cmd_name}").command
        return command  # type: ignore[no-any-return]  # each command module contains a click.Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse *args*; without any, a pipe on standard input is for the doctor. An option of the doctor is suggested with its command."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)  # a shell completes a command
        if not args and _is_piped():
            args = ["doctor"]
        elif args == ["-help"]:
            args = ["--help"]
        # A key that was pasted is not an option.
        args = [f"\n{text}" if text.startswith("-----BEGIN ") else text for text in args]
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if not self._is_option_of_doctor(ctx, error.option_name):
                raise
            ctx.fail(f"No such option {error.option_name!r}. Did you mean 'siwakit doctor {error.option_name}'?")

    def _is_option_of_doctor(self, ctx: click.Context, name: str) -> bool:
        doctor = self.get_command(ctx, "doctor")
        return doctor is not None and any(name in option.opts for option in doctor.params)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* name or are meant for. `help` is another way to ask for help."""
        if args[0] == "help":
            args = [*(name for name in args if name != "help"), "--help"]
            if args[0].startswith("-"):
                click.echo(ctx.get_help(), color=ctx.color)
                ctx.exit()
        elif args[1:] == ["help"] and args[0] in COMMANDS:
            args = [args[0], "--help"]
        if args[0] in COMMANDS:
            return super().resolve_command(ctx, args)
        if _is_input(args[0]):
            # The options of a curl command that the shell has split are not ours.
            return "doctor", self.get_command(ctx, "doctor"), ["--", *args] if args[0] == "curl" else args
        raise click.UsageError(_no_such_command(args[0], is_one_word=len(args) == 1), ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _is_piped() -> bool:
    """Return whether standard input is a pipe or a file: neither a terminal nor /dev/null."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError, AttributeError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def _is_input(text: str) -> bool:
    """Return whether *text* is for the doctor: something pasted, or a file."""
    from pathlib import Path

    try:
        return bool(_PASTE.search(text)) or Path(text).is_file()
    except (OSError, ValueError):
        return False


def _no_such_command(text: str, *, is_one_word: bool) -> str:
    """Return that *text* is not a command, and what may have been meant."""
    sentence = f"No such command {'or file ' if '.' in text or '/' in text else ''}{text[:50]!r}."
    explained, near = _explained(text), get_close_matches(text[:50], COMMANDS, n=1, cutoff=0.6)
    if explained or near:
        return f"{sentence} Did you mean {explained or near[0]!r}?"
    return sentence if is_one_word else f"{sentence} To diagnose several words, put them in quotes."


def _explained(text: str) -> str:
    """Return the command that explains *text*, if that is one of Apple's errors, or nearly the id of a rule."""
    from siwakit.apple import ERRORS

    if text.lower() in ERRORS:
        return f"siwakit explain {text.lower()}"
    if "-" not in text:
        return ""
    from siwakit.rules.catalogue import BY_ID

    near = get_close_matches(text.lower()[:50], BY_ID, n=1, cutoff=0.8)
    return f"siwakit explain {near[0]}" if near else ""


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog=("\b\nExamples:\n  siwakit doctor request.sh answer.http --key AuthKey_ABC123DEFG.p8\n  siwakit request.sh\n  pbpaste | siwakit"),
)
@click.version_option(package_name="siwakit", message="siwakit %(version)s")
def cli() -> None:
    """Find out why Apple answers invalid_client, and fix it.

    A file, a pasted text or a pipe without a command is for the doctor.

    Exit codes: 0 clean, 1 a rule failed, 2 wrong use, 3 not enough evidence,
    4 a bug in siwakit, 141 the reader of the output has gone.
    """
