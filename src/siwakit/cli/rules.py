"""`siwakit rules`: the catalogue as a list."""

from __future__ import annotations

import click

from siwakit.cli import output


@click.command(epilog="\b\nExample:\n  siwakit rules | grep secret-")
def command() -> None:
    """List every rule, grouped by the question that it helps to answer."""
    from siwakit.render.explain import rule_table
    from siwakit.rules.catalogue import CATALOGUE

    output.write(rule_table(CATALOGUE))
