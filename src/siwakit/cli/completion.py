"""`siwakit completion`: the script that makes a shell complete commands, options and rule ids."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from siwakit.cli import output

_HOW = {
    "bash": "echo 'eval \"$(siwakit completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(siwakit completion zsh)\"' >> ~/.zshrc",
    "fish": "siwakit completion fish > ~/.config/fish/completions/siwakit.fish",
}


@click.command(epilog="\b\nExamples:\n  " + "\n  ".join(_HOW.values()))
@click.argument("shell", type=click.Choice(list(_HOW)))
def command(shell: str) -> None:
    """Print the completion script for SHELL."""
    from siwakit.cli.group import cli

    kind = get_completion_class(shell)
    if kind is not None:
        output.write(kind(cli, {}, "siwakit", "_SIWAKIT_COMPLETE").source())
