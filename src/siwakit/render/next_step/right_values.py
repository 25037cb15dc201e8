"""The identifiers of a correct client_secret, as far as the evidence and the failures show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from siwakit.apple import IDENTIFIER
from siwakit.evidence.evidence import Absence, Evidence, KeyAtHand, Part
from siwakit.evidence.identifiers import CERTAIN_KEY_IDS
from siwakit.evidence.join import is_identity_token
from siwakit.evidence.parts import CLAIMS, CLIENT_ID, CLIENT_SECRET, HEADER
from siwakit.evidence.sign_in.issued_to import is_services_id
from siwakit.evidence.source import is_stand_in
from siwakit.flow.correction import choose_client_id, choose_key, is_key_of_secret, swapped_identifiers
from siwakit.judge.diagnosis import Diagnosis
from siwakit.judge.findings import Finding
from siwakit.patterns import pattern
from siwakit.record import record
from siwakit.render.next_step.shell import is_shown_whole
from siwakit.render.sealing import Veil
from siwakit.rules.model import Fail, Question, Remedy

_CLIENT_ID = pattern(r"[A-Za-z0-9_-]{1,100}(?:\.[A-Za-z0-9_-]{1,100}){1,20}")
_KEY_FILE = pattern(r"(?i)[^\x00/\\]{1,200}\.(?:p8|pem|key)")
_OF_THE_PORTAL = (Question.PORTAL, Question.MIGRATION)
_AT_CLIENT = ("request.form.client_id", "client_secret.claims.sub", "authorize.client_id")


@record(kw_only=True)
class RightValues:
    """Identifiers that the evidence shows to be correct, None for the others; *clients* are the two of which one is correct."""

    team_id: str | None = None
    key_id: str | None = None
    key_file: str | None = None
    client_id: str | None = None
    clients: tuple[str, ...] = ()


def read_right_values(diagnosis: Diagnosis, veil: Veil) -> RightValues:
    """Return the identifiers that *diagnosis* shows to be correct."""
    evidence = diagnosis.evidence
    fails = {finding.fail.at: finding.fail for finding in reversed(list(every_finding(diagnosis)))}
    key = _usable_key(diagnosis, fails)
    swapped = swapped_identifiers(evidence)
    key_id = _key_id(evidence, key, fails, is_wrong=key is None and choose_key(evidence) is not None)
    team_id = _team_id(evidence, fails, swapped[0] if swapped else None)
    client_id = _client_id(diagnosis, fails, veil)
    return RightValues(
        team_id=None if is_stand_in(team_id) else team_id,
        key_id=None if key_id == team_id or is_stand_in(key_id) else key_id,
        key_file=key_path(key, diagnosis, veil),
        client_id=None if is_stand_in(client_id) else client_id,
        clients=() if client_id else _both_clients(evidence, veil),
    )


def _usable_key(diagnosis: Diagnosis, fails: dict[str, Fail]) -> KeyAtHand | None:
    """Return the key to mint with; None if the mistake is that this key is not registered, or is another team's."""
    key, root = choose_key(diagnosis.evidence), diagnosis.root
    if key is None or (root is not None and root.rule.question in _OF_THE_PORTAL):
        return None
    wrong = fails.get("client_secret.header.kid")
    return None if wrong is not None and wrong.actual is not None and wrong.actual == key.file_name.key_id else key


def every_finding(diagnosis: Diagnosis) -> Iterator[Finding]:
    """Yield the root cause, the other mistakes, the doubts, and the consequences of each."""
    for finding in (*((diagnosis.root,) if diagnosis.root else ()), *diagnosis.others, *diagnosis.assumed):
        yield from (finding, *finding.explained)


def kind_of_client(evidence: Evidence, client_id: str) -> str:
    """Return what kind of identifier *client_id* is, in words; empty if that is not known."""
    kind = is_services_id(evidence, client_id)
    return "" if kind is None else " (the Services ID, for the web)" if kind else " (the bundle ID, for the app)"


def _team_id(evidence: Evidence, fails: dict[str, Fail], swapped: str | None) -> str | None:
    key_ids = evidence.get(CERTAIN_KEY_IDS)
    wrong = set(() if isinstance(key_ids, Absence) else key_ids)
    return _first(_candidates(evidence.team_id, fails.get("client_secret.claims.iss"), _sent(evidence, CLAIMS, "iss"), swapped), wrong)


def _key_id(evidence: Evidence, key: KeyAtHand | None, fails: dict[str, Fail], *, is_wrong: bool) -> str | None:
    if is_wrong:
        return None
    if key is not None and key.file_name.key_id:
        return key.file_name.key_id
    fail = fails.get("client_secret.header.kid")
    # A kid that no rule calls wrong belongs to the key that signed: another one than the given one, or even Apple's.
    token = evidence.get(CLIENT_SECRET)
    is_own = not isinstance(token, Absence) and not is_identity_token(token) and (key is None or is_key_of_secret(evidence))
    sent = _sent(evidence, HEADER, "kid") if is_own else None
    return _first(_candidates(evidence.key_id, fail, sent, None), set())


def _candidates(configured: str | Absence, fail: Fail | None, sent: object, other: str | None) -> Iterator[object]:
    actual = fail.actual if fail else None
    yield from (value for value in (configured, fail.correct if fail else None, fail.expected if fail else sent, other) if value != actual)


def _first(candidates: Iterable[object], wrong: set[str]) -> str | None:
    return next((value for value in candidates if isinstance(value, str) and IDENTIFIER.fullmatch(value) and value not in wrong), None)


def _sent(evidence: Evidence, part: Part[Any], name: str) -> object:
    members = evidence.get(part)
    return None if isinstance(members, Absence) else members.get(name)


def _client_id(diagnosis: Diagnosis, fails: dict[str, Fail], veil: Veil) -> str | None:
    broken = [fails[at] for at in _AT_CLIENT if at in fails]
    # Apple's own words can say that the client_id is wrong.
    broken += [finding.fail for finding in every_finding(diagnosis) if finding.fail.at.startswith("answer.") and finding.rule.remedy is Remedy.CLIENT]
    chosen = choose_client_id(diagnosis.evidence)
    candidates = [value for fail in broken for value in (fail.correct, fail.expected)]
    if chosen and chosen[0] not in [fail.actual for fail in broken]:
        candidates.append(chosen[0])
    return next((value for value in candidates if is_client_id(value, veil)), None)


def is_client_id(value: object, veil: Veil) -> bool:
    """Return whether *value* can be a client_id and may be shown."""
    return isinstance(value, str) and _CLIENT_ID.fullmatch(value) is not None and is_shown_whole(value, veil)


def _both_clients(evidence: Evidence, veil: Veil) -> tuple[str, ...]:
    """Return the two client ids between which the evidence does not decide; the bundle ID first if it is known."""
    client_id = evidence.get(CLIENT_ID)
    sent = [None if isinstance(client_id, Absence) else client_id, _sent(evidence, CLAIMS, "sub")]
    listed = [*_listed(evidence.bundle_ids), *_listed(evidence.services_ids)]
    both = [value for value in dict.fromkeys(sent) if isinstance(value, str) and is_client_id(value, veil)]
    if len(both) != 2:  # noqa: PLR2004  one of each
        both = [value for value in dict.fromkeys(listed) if is_client_id(value, veil)]
    return tuple(sorted(both, key=lambda value: bool(is_services_id(evidence, value)))) if len(both) == 2 else ()  # noqa: PLR2004


def _listed(ids: tuple[str, ...] | Absence) -> tuple[str, ...]:
    return () if isinstance(ids, Absence) else ids


def key_path(key: KeyAtHand | None, diagnosis: Diagnosis, veil: Veil) -> str | None:
    """Return the path of the key's file as it was given; None for a key in settings or one without a name."""
    if key is None:
        return None
    named = (word for word in diagnosis.given if key.name and word.replace("\\", "/").rpartition("/")[2] == key.name)
    path = key.path or next(named, key.name if _KEY_FILE.fullmatch(key.name) else "")
    return path if is_shown_whole(path, veil) else None
