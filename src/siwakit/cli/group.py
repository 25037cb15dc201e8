"""The commands by name; each is imported only when it runs, or when help lists them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "doctor": "name the root cause of a failing request, and the fix",
    "secret": "mint a client_secret",
    "decode": "show what is in a JWT, claim by claim",
    "key": "say what a key file holds, and repair a damaged one",
    "token": "exchange a code, refresh or revoke a token",
    "verify": "verify an identity token",
    "notification": "verify a notification of Apple's",
    "explain": "explain a rule",
    "rules": "list every rule",
    "readers": "list what can be read, with samples",
    "emulator": "run a strict local Apple, for testing",
    "web": "open a local page to paste into",
    "demo": "see a dozen real failures diagnosed and corrected",
    "completion": "print the completion script of a shell",
}


class LazyGroup(click.Group):
    """Load a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Return the command *cmd_name*, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: Any = import_module(f"siwakit.cli.{cmd_name}").command
        return command  # type: ignore[no-any-return]  # each command module holds a click.Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(package_name="siwakit", message="siwakit %(version)s")
def cli() -> None:
    """Find out why Apple answers invalid_client, and correct it.

    Exit codes: 0 clean, 1 a rule failed, 2 wrong use, 3 not enough evidence,
    4 a bug of siwakit, 141 nobody reads the output.
    """
