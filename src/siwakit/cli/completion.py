"""`siwakit completion`: the script that makes a shell complete commands, options and rule ids."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from siwakit.cli import output
from siwakit.errors import UsageError

SHELLS = ("bash", "zsh", "fish")
_NEXT = {"bash": "Open a new terminal, or run: . ~/.bashrc", "zsh": "Open a new terminal, or run: exec zsh", "fish": "Open a new terminal."}


@click.command(epilog="\b\nExamples:\n  siwakit completion --install bash\n  siwakit completion zsh > _siwakit")
@click.argument("shell", required=False, type=click.Choice(SHELLS))
@click.option("--install", is_flag=True, help="make SHELL load it at its start (default: the shell that $SHELL names)")
def command(shell: str | None, install: bool) -> None:  # noqa: FBT001  click's options
    """Print the completion script for SHELL, or install it.

    --install writes the script into a file of its own, and for bash and zsh adds
    marked lines to ~/.bashrc or ~/.zshrc; everything else in them is kept. A
    second time changes nothing.
    """
    if not install:
        if shell is None:
            raise UsageError("the shell is missing", hint=f"name {', '.join(SHELLS[:-1])} or {SHELLS[-1]}")
        output.write(_script(shell))
        return
    from siwakit.edge.files.completion_files import install_completion, shell_files

    chosen = shell or _own_shell()
    output.write("\n".join([*install_completion(chosen, _script(chosen), shell_files(chosen, os.environ, _home())), _NEXT[chosen]]))


def _script(shell: str) -> str:
    from siwakit.cli.group import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"click has no completion for {shell}", hint="update click")
    return kind(cli, {}, "siwakit", "_SIWAKIT_COMPLETE").source()


def _own_shell() -> str:
    name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise UsageError("$SHELL names none of the shells that siwakit knows", hint="name yours: siwakit completion --install bash")
    return name


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise UsageError("your home folder is not known", hint="set HOME") from None
