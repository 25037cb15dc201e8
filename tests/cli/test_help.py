"""What `--help` prints."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from siwakit.cli.group import COMMANDS, cli

WIDTH = 80


def helps() -> Iterator[tuple[str, str]]:
    """Yield the help text of every command and subcommand, by name."""
    top = cli.make_context("siwakit", [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH)
    yield "siwakit", cli.get_help(top)
    for name in COMMANDS:
        command = cli.get_command(top, name)
        context = click.Context(command, info_name=name, parent=top)
        yield f"siwakit {name}", command.get_help(context)
        for inner in command.commands.values() if isinstance(command, click.Group) else ():
            yield f"siwakit {name} {inner.name}", inner.get_help(click.Context(inner, info_name=inner.name, parent=context))


@pytest.mark.parametrize(("name", "text"), [pytest.param(name, text, id=name) for name, text in helps()])
def test_the_help_of_a_command_ends_with_an_example_of_it(name: str, text: str) -> None:
    _, heading, examples = text.rpartition("Example")
    assert heading
    assert "siwakit" in examples
    assert name in examples


@pytest.mark.parametrize(("name", "text"), [pytest.param(name, text, id=name) for name, text in helps()])
def test_help_fits_into_a_terminal(name: str, text: str) -> None:
    assert [line for line in text.splitlines() if len(line) > WIDTH] == [], name
