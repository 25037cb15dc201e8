"""`siwakit explain`: everything about one rule."""

from __future__ import annotations

import click

from siwakit.cli import output


@click.command(epilog="\b\nExample:\n  siwakit explain secret-aud-is-endpoint")
@click.argument("rule", metavar="RULE", shell_complete=output.complete_rules)
def command(rule: str) -> None:
    """Explain RULE: the mistake, why it matters, the fix, and what Apple answers.

    RULE is an id from a report or from `siwakit rules`, such as secret-expired.
    """
    from siwakit.render.explain import explain

    output.write(explain(output.find_rule(rule), colour=output.wants_colour()))
