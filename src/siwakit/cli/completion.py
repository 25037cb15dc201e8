"""`siwakit completion`: the script that teaches a shell the commands, options and rule ids."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from siwakit.cli import output

_HOW = {
    "bash": 'eval "$(siwakit completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(siwakit completion zsh)" in ~/.zshrc',
    "fish": "siwakit completion fish > ~/.config/fish/completions/siwakit.fish",
}


@click.command(epilog="  ".join(_HOW.values()))
@click.argument("shell", type=click.Choice(list(_HOW)))
def command(shell: str) -> None:
    """Print the completion script of SHELL."""
    from siwakit.cli.group import cli

    kind = get_completion_class(shell)
    if kind is not None:
        output.write(kind(cli, {}, "siwakit", "_SIWAKIT_COMPLETE").source())
