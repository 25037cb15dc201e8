"""`siwakit explain`: everything about one rule, or about words of Apple or of other software."""

from __future__ import annotations

import click

from siwakit.cli import output
from siwakit.errors import UsageError


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
    said = " ".join(words).strip()
    explained = _explain(said, colour=output.wants_colour(), verbose=verbose)
    if explained is None:
        raise _not_known(said)
    output.write(explained)


def _explain(said: str, *, colour: bool, verbose: bool) -> str | None:
    """Return the explanation of *said*: an id, in any case and with any separator, or words that a reader knows."""
    from siwakit.readers.registry import BY_ID as READERS
    from siwakit.render.explain import explain, explain_briefly
    from siwakit.render.explain_answer import explain_answer
    from siwakit.rules.catalogue import BY_ID as RULES

    name = _as_id(said)
    if name in RULES:
        return (explain if verbose else explain_briefly)(RULES[name], colour=colour)
    if name in READERS:
        from siwakit.render.reader_text import reader_text

        return reader_text(READERS[name], colour=colour)
    answer = explain_answer(said, colour=colour)
    if answer is not None:
        return answer
    # Messages are hundreds of files, which are loaded only if nothing else is known by these words.
    from siwakit.render.explain_said import explain_said_by_id, explain_words

    return explain_said_by_id(name, colour=colour) or explain_words(said, colour=colour)


def _as_id(said: str) -> str:
    return "-".join(said.lower().replace("_", " ").replace("-", " ").split())


def _not_known(said: str) -> UsageError:
    from difflib import get_close_matches

    from siwakit.evidence.showing.redact import named
    from siwakit.judge.rule_search import find_rules
    from siwakit.rules.catalogue import BY_ID

    found = find_rules(said)
    similar, having = get_close_matches(_as_id(said)[:100], BY_ID, n=3, cutoff=0.5), [rule.id for rule in found[:3]]
    # One word is a mistyped id; several are more likely words from a title.
    near = (having or similar) if " " in said else (similar or having)
    more = f"; `siwakit rules {said}` lists {len(found)}" if len(found) > len(near) else ""
    hint = f"did you mean {', '.join(near)}?{more}" if near else "`siwakit rules` lists every rule; give a whole message or log to `siwakit doctor`"
    return UsageError(f"no explanation of the words {named(said)}" if " " in said else f"no rule {named(said)}", hint=hint)
