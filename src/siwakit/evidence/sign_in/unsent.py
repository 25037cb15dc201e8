"""Whether a request was sent to Apple at all, as far as what was given tells."""

from __future__ import annotations

from dataclasses import replace

from siwakit.evidence.evidence import LACKING, Absence, Evidence
from siwakit.evidence.said import OF_THE_REQUEST
from siwakit.evidence.sign_in.answer import read_answer


def without_request(evidence: Evidence) -> Evidence:
    """Record that no request was sent if everything given is something else: Apple's page, the callback, a token, a notification."""
    given = (evidence.request, evidence.form, evidence.secret)
    if any(not isinstance(one, Absence) for one in given):
        return evidence
    if not isinstance(evidence.answer, Absence):
        answer = read_answer(evidence.answer)
        if not answer.is_page and not answer.is_html:
            return evidence
    other = (evidence.authorize, evidence.callback, evidence.notification, evidence.identity_token, evidence.identity_text)
    is_of_other = any(not isinstance(part, Absence) for part in other) or any(
        one.proof not in OF_THE_REQUEST and not one.is_hint for one in evidence.statements
    )
    return replace(evidence, request=LACKING) if is_of_other else evidence
