"""Pages about the tool itself: commands and sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

from pages.markup import cite, code, link, page, prose, table
from siwakit.cli.group import COMMANDS, cli
from siwakit.rules.catalogue import CATALOGUE
from siwakit.rules.model import Rule
from siwakit.sources import Basis, Source, every_source

_WIDTH = 80
_AS_WIDE: dict[str, Any] = {"terminal_width": _WIDTH, "max_content_width": _WIDTH}
_GENERATED = "<!-- Written by tools/build_docs.py: run `make docs`. -->"
_LARGE = 12
_ARGUMENT = re.compile(r"\*(\w+)\*")


def cli_page() -> str:
    """Return the page with the help text of every command, as the terminal shows it."""
    group = click.Context(cli, info_name="siwakit", **{**cli.context_settings, **_AS_WIDE})
    return page(
        "# Command line",
        _GENERATED,
        "This is what `--help` prints for each command. The [exit codes](exit-codes.md) are the same for all commands.",
        table(("command", "what it does"), ((link(code(f"siwakit {name}"), f"#siwakit-{name}"), prose(what)) for name, what in COMMANDS.items())),
        f"```text\n{cli.get_help(group)}\n```",
        *(_command(name, group) for name in COMMANDS),
    )


def sources_page() -> str:
    """Return the page of everything that may be cited, and the rules that cite it."""
    users = {source.id: [rule for rule in CATALOGUE if source in _cited_by(rule)] for source in every_source()}
    sections = []
    for basis in Basis:
        rows = [(cite(source), source.seen, _users(users[source.id])) for source in every_source() if source.basis is basis]
        if rows:
            sections.append(page(f"## {basis.value[:1].upper()}{basis.value[1:]}", table(("source", "seen", "cited by"), rows)))
    return page(
        "# Sources",
        _GENERATED,
        (
            "Every statement about Apple cites one of these sources. *Seen* is the day, month or year in which the source made the statement: "
            "Apple's behaviour can change, and the date tells you how old the statement is."
        ),
        *sections,
    )


def _command(name: str, group: click.Context) -> str:
    command = cli.get_command(group, name)
    if command is None:
        raise LookupError(name)
    context = click.Context(command, info_name=name, parent=group, **_AS_WIDE)
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return page(f"## `siwakit {name}`", f"```text\n{command.get_help(context)}\n```", *(_inner(below, context) for below in inner))


def _inner(command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=command.name, parent=parent, **_AS_WIDE)
    return page(f"### `siwakit {parent.info_name} {command.name}`", f"```text\n{command.get_help(context)}\n```")


def _cited_by(rule: Rule) -> set[Source]:
    return {*rule.references, *(answer.source for answer in rule.answers())}


def _users(rules: Sequence[Rule]) -> str:
    shown = ", ".join(link(prose(rule.id), f"rules/{rule.id}.md") for rule in rules[:_LARGE])
    return f"{shown} and {len(rules) - _LARGE} more" if len(rules) > _LARGE else shown or "no rule; it may support what an answer proves"
