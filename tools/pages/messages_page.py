"""The page of every message that is known, by who says it: what it proves, and where its words come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pages.markup import code, link, page, prose, sentence
from siwakit.evidence.said import Proof
from siwakit.judge.fitting import rules_told_by
from siwakit.readers.messages.entries import MESSAGES
from siwakit.readers.messages.model import Message
from siwakit.rules.model import Rule

_MOST_SUSPECTS = 3


def messages_page(messages: Sequence[Message] = MESSAGES) -> str:
    """Return the page of *messages*."""
    speakers = dict.fromkeys(message.speaker for message in messages)
    return page(
        "# Messages of libraries and services",
        "<!-- Written by tools/build_docs.py from src/siwakit/readers/messages: edit the message, then `make docs`. -->",
        (
            "An error message is often all that there is. Search this page for the words, or paste them: `siwakit doctor` reads a "
            "message in a log, a stack trace, JSON or a sentence. What it proves is evidence: it puts the mistakes that lead to such words "
            "first, and names a root cause only if the words leave no other. Each message names the place in the source code, the "
            "documentation or a public report that has its words."
        ),
        *(
            page(f"## {speaker}", *(_entry(message) for message in messages if message.speaker == speaker))
            for speaker in sorted(speakers, key=str.lower)
        ),
    )


def _entry(message: Message) -> str:
    return page(f"### {message.id}", "\n".join(_samples(message)), " ".join(_facts(message)))


def _samples(message: Message) -> Iterator[str]:
    yield "````text"
    yield from (line.rstrip() for sample in message.samples for line in sample.split("\n"))
    yield "````"


def _facts(message: Message) -> Iterator[str]:
    if message.answer:
        yield sentence(f"it quotes Apple's answer `{message.answer}`")
    elif message.proves:
        yield sentence(f"it says that {message.proves.value}")
        suspects = [link(code(rule.id), f"../rules/{rule.id}.md") for rule in _suspects(message.proves)]
        if suspects:
            yield f"First suspects: {', '.join(suspects)}."
    else:
        yield sentence("what it says depends on the character that it names")
    yield f"Said by {prose(message.versions)}: {link('source', message.where)}."


def _suspects(proof: Proof) -> list[Rule]:
    ranked = sorted(rules_told_by(proof), key=lambda pair: -pair[1])
    return [rule for rule, _ in ranked[:_MOST_SUSPECTS]]
