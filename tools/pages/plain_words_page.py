"""The page of what can be said in plain words, in which languages, and which mistakes it hints at."""

from __future__ import annotations

from collections.abc import Sequence

from pages.markup import code, link, page, prose, table
from siwakit.evidence.said import HINTS, Proof
from siwakit.judge.fitting import rules_told_by
from siwakit.readers.plain_words.entries import LANGUAGES
from siwakit.readers.plain_words.model import Language

_MOST_SUSPECTS = 5


def plain_words_page(languages: Sequence[Language] = LANGUAGES) -> str:
    """Return the page of what *languages* have words for."""
    names = ", ".join(language.name for language in languages[:-1])
    return page(
        "# Plain words",
        "<!-- Written by tools/build_docs.py from src/siwakit/readers/plain_words: edit the language, then `make docs`. -->",
        (
            "Say in a sentence what you would tell a colleague: only on the web, since when, after which change. `siwakit doctor` reads such "
            f"sentences in {names} and {languages[-1].name}, in a post, a chat or a mail, beside logs and commands."
        ),
        (
            "What you say is a hint. It puts the mistakes that it points to first, among those that fit Apple's answer. It is never a root cause, "
            "and changes no verdict. Questions are left out, and so are sentences that begin with *if*, quotations, source code, comments, logs, "
            "JSON and HTML. A text that is given by itself must name the sign-in with Apple; one that is given with others need not."
        ),
        *(_section(proof, languages) for proof in Proof if proof in HINTS),
    )


def _section(proof: Proof, languages: Sequence[Language]) -> str:
    ranked = sorted(rules_told_by(proof), key=lambda pair: -pair[1])
    suspects = ", ".join(link(code(rule.id), f"../rules/{rule.id}.md") for rule, _ in ranked[:_MOST_SUSPECTS])
    return page(
        f"## {prose(proof.value)}",
        f"First suspects: {suspects}.",
        table(("language", "for example", "not"), (_row(proof, language) for language in languages)),
    )


def _row(proof: Proof, language: Language) -> tuple[str, str, str]:
    said, unsaid = ("<br>".join(map(prose, texts)) for texts in (language.says[proof], language.does_not_say[proof]))
    return prose(language.name), said, unsaid
