"""The commands by name; each is imported only when it runs."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "doctor": "find the root cause of a failing request, and the fix",
    "scan": "find mistakes in a repository, without running it",
    "secret": "mint a client_secret",
    "decode": "show the contents of a JWT, claim by claim",
    "key": "show what a key file contains, and repair a damaged one",
    "token": "exchange a code, refresh or revoke a token",
    "verify": "verify an identity token",
    "notification": "verify a notification from Apple",
    "explain": "explain a rule",
    "rules": "list every rule",
    "readers": "list what can be read, with samples",
    "emulator": "run a strict local Apple, for testing",
    "web": "open the local debugger page",
    "demo": "show a dozen real failures, diagnosed and corrected",
    "completion": "print the completion script for a shell",
}


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

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* name, with `help` as another way to ask for help, and the nearest name for one that does not exist."""
        if args[0] == "help":
            args = [*args[1:2], "--help"]
            if args[0] == "--help":
                click.echo(ctx.get_help(), color=ctx.color)
                ctx.exit()
        if args[0] not in COMMANDS:
            near = get_close_matches(args[0][:50], COMMANDS, n=1, cutoff=0.6)
            ctx.fail(f"No such command {args[0][:50]!r}.{f' Did you mean {near[0]!r}?' if near else ''}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="\b\nExample:\n  siwakit doctor request.sh answer.http --key AuthKey_ABC123DEFG.p8",
)
@click.version_option(package_name="siwakit", message="siwakit %(version)s")
def cli() -> None:
    """Find out why Apple answers invalid_client, and fix it.

    Exit codes: 0 clean, 1 a rule failed, 2 wrong use, 3 not enough evidence,
    4 a bug in siwakit, 141 the reader of the output has gone.
    """
