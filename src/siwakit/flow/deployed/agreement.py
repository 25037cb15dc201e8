"""Whether a client_secret agrees with its key, its team and its client, as far as the rules say, and how much time is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from siwakit.apple import IDENTIFIER
from siwakit.evidence.evidence import Absence, Evidence
from siwakit.evidence.parts import CLAIMS, CLIENT_IDS, HEADER
from siwakit.evidence.sign_in.secret_life import LIFE, Life
from siwakit.evidence.source import is_stand_in
from siwakit.flow.deployed.place import Asked, CheckedSecret, Part, Standing
from siwakit.judge.diagnosis import Diagnosis, diagnose
from siwakit.judge.findings import ROOT_GRADES, Finding
from siwakit.judge.questions import CHECKLIST, Answered, Reply
from siwakit.patterns import pattern
from siwakit.rules.model import Question

_CLIENT_ID = pattern(r"[A-Za-z0-9._-]{1,255}")
_PLACES = {
    Part.KEY: ("client_secret.header.kid", "client_secret.signature"),
    Part.TEAM: ("client_secret.claims.iss",),
    Part.CLIENT: ("client_secret.claims.sub", "request.form.client_id"),
}


def text_in(evidence: Evidence, name: str) -> str:
    """Return the claim or the member of the header *name* of the client_secret in *evidence*, if that is text."""
    members = evidence.get(HEADER if name == "kid" else CLAIMS)
    value = None if isinstance(members, Absence) else members.get(name)
    return value if isinstance(value, str) else ""


def diagnose_deployed(evidence: Evidence) -> Diagnosis:
    """Return the diagnosis of *evidence* with only what concerns the checklist: its questions are about client, secret and key.

    Settings may have other mistakes, such as the cookie of a callback. The doctor and `siwakit scan` report them.
    """
    diagnosis = diagnose(evidence)
    roots = tuple(filter(_is_about_secret, (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others)))
    return replace(diagnosis, root=roots[0] if roots else None, others=roots[1:], assumed=tuple(filter(_is_about_secret, diagnosis.assumed)))


def _is_about_secret(finding: Finding) -> bool:
    return any(each.rule.question in CHECKLIST for each in (finding, *finding.explained))


def checked_secret(name: str, diagnosis: Diagnosis, asked: Asked, *, is_client_stated: bool) -> CheckedSecret:
    """Return the client_secret in *diagnosis*; *is_client_stated* means that the client that sends it was stated."""
    evidence = diagnosis.evidence
    life = evidence.get(LIFE)
    is_sketch = not isinstance(evidence.source, Absence)
    exp = life.exp if isinstance(life, Life) and not is_sketch else None
    left = None if exp is None else exp - asked.now
    agrees = tuple((part, _agrees(part, diagnosis, is_client_stated=is_client_stated)) for part in Part)
    return CheckedSecret(
        _standing(diagnosis, left, asked, is_client_stated=is_client_stated),
        name,
        client_in(text_in(evidence, "sub")),
        identifier_in(text_in(evidence, "iss")),
        identifier_in(text_in(evidence, "kid")),
        exp,
        left,
        agrees,
        diagnosis,
        is_minted=is_sketch,
    )


def _standing(diagnosis: Diagnosis, left: int | None, asked: Asked, *, is_client_stated: bool) -> Standing:
    if diagnosis.root is not None:
        return Standing.WRONG
    if left is not None and left < asked.warn_before:
        return Standing.SOON
    is_open = any(_is_open(answered, is_client_stated=is_client_stated) for answered in diagnosis.questions)
    return Standing.UNDECIDED if diagnosis.assumed or (is_open and not asked.is_secret_only) else Standing.GOOD


def _is_open(answered: Answered, *, is_client_stated: bool) -> bool:
    """Return whether a question of the checklist is still open; the clients in the portal are not asked for if a client is stated."""
    is_about_list = is_client_stated and answered.question is Question.CLIENT_ID and set(answered.missing) <= {CLIENT_IDS}
    return answered.reply is not Reply.YES and not is_about_list


def _agrees(part: Part, diagnosis: Diagnosis, *, is_client_stated: bool) -> bool | None:
    """Return whether the client_secret agrees with *part*, None if that was not given."""
    if any(finding.fail.at in _PLACES[part] for finding in _failures(diagnosis)):
        return False
    evidence = diagnosis.evidence
    match part:
        case Part.TEAM:
            return None if isinstance(evidence.team_id, Absence) else True
        case Part.CLIENT:
            return True if is_client_stated else None
    reply = next((answered.reply for answered in diagnosis.questions if answered.question is Question.SIGNATURE), Reply.UNKNOWN)
    return {Reply.YES: True, Reply.NO: False}.get(reply)


def _failures(diagnosis: Diagnosis) -> Iterator[Finding]:
    for finding in (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others):
        yield from (each for each in (finding, *finding.explained) if each.rule.grade in ROOT_GRADES)


def identifier_in(value: str) -> str:
    """Return *value* if it has the form of a Team ID or Key ID, else an empty text."""
    return value if IDENTIFIER.fullmatch(value) and not is_stand_in(value) else ""


def client_in(value: str) -> str:
    """Return *value* if it has the form of a client_id, else an empty text."""
    return value if _CLIENT_ID.fullmatch(value) and not is_stand_in(value) else ""
