"""The explanation of whatever is named: the id of a rule or a reader, an error of Apple, or words of other software."""

from __future__ import annotations

from difflib import get_close_matches

from siwakit.errors import UsageError
from siwakit.evidence.showing.redact import named
from siwakit.judge.rule_search import find_rules
from siwakit.readers.registry import BY_ID as READERS
from siwakit.render.explain import explain, explain_briefly
from siwakit.render.explain_answer import explain_answer
from siwakit.rules.catalogue import BY_ID


def explain_any(said: str, *, colour: bool = False, verbose: bool = False) -> str:
    """Return the explanation of *said*: an id, in any case and with any separator, or words that a reader knows.

    Raises:
        UsageError: nothing is known by these words; the hint names what is similar.
    """
    explained = find_explanation(said, colour=colour, verbose=verbose)
    if explained is None:
        raise _not_known(said)
    return explained


def find_explanation(said: str, *, colour: bool = False, verbose: bool = False) -> str | None:
    """Return the explanation of *said*, or None if nothing is known by these words."""
    name = as_id(said)
    if name in BY_ID:
        return (explain if verbose else explain_briefly)(BY_ID[name], colour=colour)
    if name in READERS:
        from siwakit.render.reader_text import reader_text  # noqa: PLC0415  few ask for a reader

        return reader_text(READERS[name], colour=colour)
    answer = explain_answer(said, colour=colour)
    if answer is not None:
        return answer
    # Messages are hundreds of files, which are loaded only if nothing else is known by these words.
    from siwakit.render.explain_said import explain_said_by_id, explain_words  # noqa: PLC0415

    return explain_said_by_id(name, colour=colour) or explain_words(said, colour=colour)


def as_id(said: str) -> str:
    """Return *said* as the id of a rule is written."""
    return "-".join(said.lower().replace("_", " ").replace("-", " ").split())


def near_rules(said: str) -> list[str]:
    """Return the ids of at most three rules that *said* may be meant for."""
    similar, having = get_close_matches(as_id(said)[:100], BY_ID, n=3, cutoff=0.5), [rule.id for rule in find_rules(said)[:3]]
    # One word is a mistyped id; several are more likely words from a title.
    return (having or similar) if " " in said else (similar or having)


def _not_known(said: str) -> UsageError:
    found, near = find_rules(said), near_rules(said)
    more = f"; `siwakit rules {said}` lists {len(found)}" if len(found) > len(near) else ""
    hint = f"did you mean {', '.join(near)}?{more}" if near else "`siwakit rules` lists every rule; give a whole message or log to `siwakit doctor`"
    return UsageError(f"no explanation of the words {named(said)}" if " " in said else f"no rule {named(said)}", hint=hint)
