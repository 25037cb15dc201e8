"""`siwakit explain`: everything about one rule, or about one of Apple's answers."""

from __future__ import annotations

import click

from siwakit.cli import output


@click.command(epilog="\b\nExamples:\n  siwakit explain secret-aud-is-endpoint\n  siwakit explain invalid_client")
@click.argument("rule", metavar="RULE", shell_complete=output.complete_rules)
def command(rule: str) -> None:
    """Explain RULE: the mistake, why it matters, the fix, and what Apple answers.

    RULE is an id from a report or from `siwakit rules`, such as secret-expired.
    It can also be one of Apple's errors, such as invalid_client, or the words
    of its description: then the mistakes that lead to it are listed.
    """
    from siwakit.render.explain import explain
    from siwakit.render.explain_answer import explain_answer

    answer = explain_answer(rule, colour=output.wants_colour())
    output.write(answer or explain(output.find_rule(rule.lower().replace("_", "-")), colour=output.wants_colour()))
