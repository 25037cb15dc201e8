"""What a probe asked and was told: a table for people, a document for programs. The doctor's reports come after it, from its own formats."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from siwakit.apple import MIGRATION_SCOPE
from siwakit.escape import visible, visible_json
from siwakit.flow.probe import Probed, Standing
from siwakit.judge.answers import MIGRATION_GRANTED, MIGRATION_REFUSED
from siwakit.render.formats.json import render_json
from siwakit.rules.model import Rule

VERSION = 1
SCHEMA = "urn:siwakit:probe:1"
_COLUMNS = 80
_WIDTHS = (26, 17, 31)
_HEAD = ("candidate", "answer", "what it rules out")
_BAR = " | "
_IF_OTHER = "Any other answer proves nothing about the client. Without an answer the probe stops."
_DRY = "Nothing was sent: this is what --send would ask, at most once for each candidate."
_LIMITS = (
    "Apple documents this request for moving users to another team. It is inferred that it checks the whole client_secret. It was seen to work "
    "before a transfer; one report says that it did not."
)


def write_table(probed: Sequence[Probed], url: str, *, is_sent: bool) -> str:
    """Return what was asked, or would be, and what each answer rules out, as text."""
    return (
        "\n".join((*_introduction(url, is_sent=is_sent), *_table(probed, is_sent=is_sent), *(() if is_sent else ("", *_what_answers_mean())))) + "\n"
    )


def _introduction(url: str, *, is_sent: bool) -> Iterator[str]:
    if not is_sent:
        yield from _prose(_DRY)
    yield f"POST {url}"
    yield f"  grant_type=client_credentials  scope={MIGRATION_SCOPE}"
    yield "  client_id=<the candidate's>  client_secret=<new, valid for ten minutes>"
    yield from _prose(_LIMITS)
    yield ""


def _what_answers_mean() -> Iterator[str]:
    yield from _prose(f"{MIGRATION_GRANTED.words[:1].upper()}{MIGRATION_GRANTED.words[1:]} would mean: {MIGRATION_GRANTED.proves}.")
    yield from _prose(f"{MIGRATION_REFUSED.words} would mean: {MIGRATION_REFUSED.proves}.")
    yield from _prose(_IF_OTHER)


def _table(probed: Sequence[Probed], *, is_sent: bool) -> Iterator[str]:
    yield _BAR.join(name.ljust(width) for name, width in zip(_HEAD, _WIDTHS, strict=True)).rstrip()
    for number, entry in enumerate(probed, 1):
        yield "-+-".join("-" * width for width in _WIDTHS)
        cells = (_who(number, entry), [_answer(entry)], _rules_out(entry, is_sent=is_sent))
        columns = [[line for text in cell for line in _wrap(text, width)] for cell, width in zip(cells, _WIDTHS, strict=True)]
        for row in range(max(map(len, columns))):
            texts = ((column[row] if row < len(column) else "").ljust(width) for column, width in zip(columns, _WIDTHS, strict=True))
            yield _BAR.join(texts).rstrip()


def _who(number: int, probed: Probed) -> list[str]:
    candidate = probed.candidate
    return [
        f"{number}. {candidate.client_id}",
        f"   Team ID {candidate.team_id}",
        f"   Key ID {candidate.key_id}",
        f"   {visible(candidate.key.name)}",
    ]


def _answer(probed: Probed) -> str:
    shows_words = probed.standing in {Standing.REFUSED, Standing.UNANSWERED}
    return probed.words if shows_words else "an access token (discarded)" if probed.standing is Standing.ACCEPTED else probed.standing.value


def _rules_out(probed: Probed, *, is_sent: bool) -> list[str]:
    diagnosis = probed.diagnosis
    root = diagnosis.root
    match probed.standing:
        case Standing.ACCEPTED:
            return [f"any mistake in {_credentials()} (inferred)"]
        case Standing.REFUSED if root is not None:
            return [f"the cause is known: {root.rule.title} ({root.rule.id})"]
        case Standing.REFUSED:
            return list(_refusal(probed))
        case Standing.WRONG if root is not None:
            return [f"no call needed: {root.rule.title} ({root.rule.id})"]
        case Standing.READY:
            return ["nothing: it was not asked" if is_sent else "see below"]
    return ["nothing" if probed.standing is Standing.UNANSWERED else probed.words]


def _refusal(probed: Probed) -> Iterator[str]:
    """Yield what a refusal rules out, and how much it leaves open."""
    yield "the network, the address and the form of the request (inferred)" if probed.words.startswith("invalid_client") else "the network"
    narrowed = [rule.id for rule in probed.diagnosis.ruled_out if _is_shared(rule)]
    if narrowed:
        yield f"by what was accepted: {', '.join(narrowed)}"
    yield f"still possible: {len(probed.diagnosis.suspects)} causes"


def _is_shared(rule: Rule) -> bool:
    return rule.suspicion is not None and rule.suspicion.shared is not None


def _credentials() -> str:
    return "Team ID, Key ID, key, client_id and client_secret"


def _wrap(text: str, width: int) -> list[str]:
    indent = " " * (len(text) - len(text.lstrip()))
    return textwrap.wrap(text.lstrip(), width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False) or [""]


def _prose(text: str) -> list[str]:
    return textwrap.wrap(text, _COLUMNS)


def write_document(probed: Iterable[Probed], url: str, code: int, *, is_sent: bool) -> str:
    """Return the same as JSON, with the doctor's whole report on each exchange that was judged."""
    candidates = [_member(entry) for entry in probed]
    document = {"schema": SCHEMA, "version": VERSION, "url": url, "is_sent": is_sent, "exit_code": code, "candidates": candidates}
    return visible_json(json.dumps(document, indent=1, ensure_ascii=False))


def _member(probed: Probed) -> dict[str, Any]:
    candidate, diagnosis = probed.candidate, probed.diagnosis
    is_answered = probed.standing in {Standing.ACCEPTED, Standing.REFUSED}
    return {
        "client_id": candidate.client_id,
        "team_id": candidate.team_id,
        "key_id": candidate.key_id,
        "key_file": candidate.key.name,
        "standing": probed.standing.name.lower(),
        "words": probed.words or None,
        "proves": diagnosis.proof.proves if diagnosis.proof and is_answered else None,
        "rules_out": [rule.id for rule in diagnosis.ruled_out] if is_answered else [],
        "report": json.loads(render_json(diagnosis)) if is_answered or probed.standing is Standing.WRONG else None,
    }
