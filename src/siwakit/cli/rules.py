"""`siwakit rules`: the catalogue as a list."""

from __future__ import annotations

import click

from siwakit.cli import note, output
from siwakit.errors import UsageError


@click.command(epilog="\b\nExamples:\n  siwakit rules\n  siwakit rules redirect\n  siwakit rules invalid_grant code")
@click.argument("query", nargs=-1, metavar="[WORD]...")
def command(query: tuple[str, ...]) -> None:
    """List every rule, grouped by the question that it helps to answer.

    With WORDs, list the rules that have all of them in their id, their title or
    Apple's answers; if none has, those whose reason or fix has them.
    """
    from siwakit.evidence.showing.redact import named
    from siwakit.judge.rule_search import find_rules
    from siwakit.render.explain import rule_table
    from siwakit.rules.catalogue import CATALOGUE

    words = " ".join(query)
    rules = find_rules(words) if words.strip() else CATALOGUE
    if not rules:
        raise UsageError(f"no rule has the words {named(words)}", hint="use fewer words; `siwakit rules` lists every rule")
    output.write(rule_table(rules, colour=output.wants_colour()))
    if rules is CATALOGUE and output.is_terminal():
        note("`siwakit rules redirect` lists only the rules with that word")
