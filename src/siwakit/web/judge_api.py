"""Judge the page's input, and answer with the report and what the page needs to render it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from siwakit.evidence.pieces import PieceKind
from siwakit.flow.diagnose import unread_in
from siwakit.judge.diagnosis import Diagnosis, diagnose
from siwakit.render.formats.json import render_json
from siwakit.render.formats.markdown import render_markdown
from siwakit.render.report.message import findings_of
from siwakit.render.report.place import find_place
from siwakit.render.report.verdict import QUESTION_WORDS
from siwakit.render.sealing import Veil, veil_over
from siwakit.render.snippets.snippet import snippet_for
from siwakit.web.key_evidence import key_words
from siwakit.web.mint import minting
from siwakit.web.page_input import PageEvidence, PageInput, gather_page_input
from siwakit.web.timeline import time_line
from siwakit.web.token_table import token_sheets

_WIDTH = 76


def judge(page_input: PageInput, now: int) -> dict[str, Any]:
    """Return the diagnosis of *page_input* for the page; *now* is used if the paste contains no time.

    Raises:
        NotReadable: nothing in it was recognised.
        TooLarge: an input over its limit.
    """
    page_evidence = gather_page_input(page_input, now)
    diagnosis = _diagnose(page_evidence)
    veil = veil_over(page_evidence.evidence)
    snippet = snippet_for(diagnosis, page_input.language)
    return {
        "report": json.loads(render_json(diagnosis, snippet=snippet)),
        "recognised": list(_recognised(page_evidence)),
        "places": [_place(finding.rule.id, finding.fail.at, diagnosis, veil) for finding in findings_of(diagnosis)],
        "question_words": {question.value: words for question, words in QUESTION_WORDS.items()},
        "tokens": token_sheets(page_evidence),
        "timeline": time_line(diagnosis, veil),
        "keys": [key_words(sent, key) for sent, key in page_evidence.keys],
        "mint": minting(diagnosis, page_evidence, now),
    }


def share(page_input: PageInput, now: int) -> dict[str, Any]:
    """Return the redacted report on *page_input*, for pasting into an issue.

    Raises:
        NotReadable: nothing in it was recognised.
        TooLarge: an input over its limit.
    """
    diagnosis = _diagnose(gather_page_input(page_input, now))
    return {"markdown": render_markdown(diagnosis, snippet=snippet_for(diagnosis, page_input.language))}


def _diagnose(page_evidence: PageEvidence) -> Diagnosis:
    return replace(diagnose(page_evidence.evidence), unread=unread_in(page_evidence.sent))


def _recognised(page_evidence: PageEvidence) -> Iterator[dict[str, str]]:
    """Yield what each piece was recognised as, and the texts that were not read."""
    for piece in page_evidence.sent.pieces:
        yield {"name": piece.name, "kind": piece.kind.value, "is_read": "" if piece.kind is PieceKind.UNREAD else "yes"}
    for unread in page_evidence.sent.unread:
        yield {"name": unread.name, "kind": unread.message, "is_read": ""}


def _place(rule: str, at: str, diagnosis: Diagnosis, veil: Veil) -> dict[str, Any]:
    place = find_place(at, diagnosis.evidence, veil, _WIDTH)
    return {"rule": rule, "at": at, "title": place.title, "lines": [{"text": line.text, "mark": line.mark} for line in place.lines]}
