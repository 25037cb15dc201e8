"""`siwakit explain`: everything about one rule, or about words of Apple or of other software."""

from __future__ import annotations

import click

from siwakit.cli import output


@click.command(
    epilog=(
        "\b\nExamples:\n"
        "  siwakit explain secret-aud-is-endpoint\n"
        "  siwakit explain secret-aud-is-endpoint --verbose\n"
        "  siwakit explain invalid_client\n"
        '  siwakit explain "jwt audience invalid. expected: com.example.app"'
    )
)
@click.argument("words", nargs=-1, required=True, metavar="RULE|WORDS", shell_complete=output.complete_explained)
@click.option("--verbose", is_flag=True, help="add how the rule is detected, its examples and its references")
def command(words: tuple[str, ...], verbose: bool) -> None:  # noqa: FBT001  click gives a flag as a bool
    """Explain RULE: the mistake, why it matters, the fix, and what Apple answers.

    RULE is an id from a report or from `siwakit rules`, such as secret-expired.
    It can also be one of Apple's errors, such as invalid_client, the words of
    its description, or the message of a library: then the mistakes that lead to
    it are listed. The id of a reader shows what it reads.
    """
    from siwakit.render.explain_any import explain_any

    output.write(explain_any(" ".join(words).strip(), colour=output.wants_colour(), verbose=verbose))
