"""Candidates of a probe: which combinations of client, team and key to ask Apple about, and which of them are decided.

The question is the one request without a code that Apple authenticates: client_credentials with scope user.migration. That it checks the whole
client_secret is inferred, and so is what follows from an accepted candidate: a client needs no second one, and a key has one Key ID and one team.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from enum import Enum

from siwakit.errors import UsageError
from siwakit.evidence.evidence import UNKNOWN, Evidence, KeyAtHand
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.configuration import Apple
from siwakit.flow.secret_cache import BACKDATE_SECONDS
from siwakit.flow.tokens import migration_token_request
from siwakit.http import Request, Response
from siwakit.jose.signer import Signer, load_signer
from siwakit.judge.accepted import with_accepted
from siwakit.judge.diagnosis import Diagnosis, VerdictKind, diagnose
from siwakit.record import record

MAX_CANDIDATES = 32
_TIMES = ("client_secret.claims.iat", "client_secret.claims.exp")


@record
class Candidates:
    """What a probe is about: the clients, teams and keys that a developer thinks possible; *key_ids* are besides those in the names of files.

    *signers* are those of the keys that are not in a file, by address.
    """

    bundle_ids: tuple[str, ...]
    services_ids: tuple[str, ...]
    team_ids: tuple[str, ...]
    keys: tuple[KeyAtHand, ...] = field(repr=False)
    key_ids: tuple[str, ...] = ()
    signers: Mapping[str, Signer] = field(default_factory=dict, repr=False)


@record
class Candidate:
    """One combination, and the request that asks about it."""

    client_id: str
    team_id: str
    key_id: str
    key: KeyAtHand = field(repr=False)
    request: Request = field(repr=False)


class Standing(Enum):
    """What became of a candidate."""

    READY = "not sent"
    WRONG = "not sent: wrong"
    NEEDLESS = "not sent: not needed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNANSWERED = "no answer"


@record
class Probed:
    """A candidate, what became of it, and the doctor's diagnosis of its exchange; *words* are Apple's, or say why nothing was sent."""

    candidate: Candidate
    standing: Standing
    diagnosis: Diagnosis
    words: str = ""


def list_candidates(given: Candidates, apple: Apple, now: int) -> tuple[Candidate, ...]:
    """Return the candidates, those of one client together, each with a client_secret issued at *now*.

    Raises:
        UsageError: something is missing, or there are too many.
        MintRefused: Apple would refuse the client_secret.
        KeyFault: a key cannot sign.
    """
    clients = (*given.services_ids, *given.bundle_ids)
    _require_all(given, clients)
    pairs = [(key, key_id) for key in given.keys for key_id in _key_ids(key, given)]
    count = len(clients) * len(given.team_ids) * len(pairs)
    if count > MAX_CANDIDATES:
        raise UsageError(
            f"{count} candidates, expected at most {MAX_CANDIDATES}", hint="name fewer clients, keys or teams, and probe again with the rest"
        )
    signed = [(key, key_id, given.signers.get(key.path) or load_signer(key.text)) for key, key_id in pairs]
    return tuple(_make(client_id, team_id, *pair, apple, now) for client_id in clients for team_id in given.team_ids for pair in signed)


def _require_all(given: Candidates, clients: Sequence[str]) -> None:
    if not clients:
        raise UsageError("no client_id given", hint="add --services-id <ID> for the web and Android, or --bundle-id <ID> for an app")
    if not given.keys or not given.team_ids:
        raise UsageError(f"{'--team' if given.keys else '--key'} not given", hint="add --key AuthKey_<KEYID>.p8 --team <TEAMID>")


def _key_ids(key: KeyAtHand, given: Candidates) -> tuple[str, ...]:
    """Return the Key IDs that *key* may have: the entry in its file name, and those given that are not in the name of another file."""
    own = key.file_name.key_id
    others = {other.file_name.key_id for other in given.keys} - {own}
    ids = (*((own,) if own else ()), *(key_id for key_id in given.key_ids if key_id != own and key_id not in others))
    if not ids:
        raise UsageError(
            f"no Key ID: the {'file ' if key.text else ''}name {key.name} does not contain it",
            hint="add --key-id <KEYID>; the developer portal lists it under Keys",
        )
    return ids


def _make(client_id: str, team_id: str, key: KeyAtHand, key_id: str, signer: Signer, apple: Apple, now: int) -> Candidate:
    secret = mint_client_secret(signer, team_id=team_id, key_id=key_id, client_id=client_id, now=now - BACKDATE_SECONDS)
    return Candidate(client_id, team_id, key_id, key, migration_token_request(client_id=client_id, client_secret=secret, apple=apple))


def judge(candidate: Candidate, given: Candidates, now: int, answer: Response | None = None) -> Diagnosis:
    """Return the doctor's diagnosis of the exchange about *candidate*, at the time *now* of this machine's clock."""
    return diagnose(
        Evidence(
            now=now,
            request=candidate.request,
            answer=answer or UNKNOWN,
            keys=(candidate.key,),
            # One of several is a candidate and not a statement.
            team_id=candidate.team_id if len(given.team_ids) == 1 else UNKNOWN,
            bundle_ids=given.bundle_ids,
            services_ids=given.services_ids,
        )
    )


def why_needless(candidate: Candidate, done: Iterable[Probed]) -> str | None:
    """Return why the candidates that were accepted so far decide *candidate* without another call, or None."""
    for other in (probed.candidate for probed in done if probed.standing is Standing.ACCEPTED):
        if candidate.client_id == other.client_id:
            return f"{other.client_id} was accepted before"
        is_same_key = candidate.key.reading.public == other.key.reading.public
        if is_same_key and (candidate.key_id, candidate.team_id) != (other.key_id, other.team_id):
            return f"this key was accepted with Key ID {other.key_id} and Team ID {other.team_id}"
        if not is_same_key and candidate.key_id == other.key_id:
            return f"Key ID {other.key_id} was accepted with another key"
    return None


def holds_for_all(diagnosis: Diagnosis) -> bool:
    """Return whether the root cause is the time in the client_secret, which is the same for every candidate."""
    return diagnosis.root is not None and diagnosis.root.fail.at in _TIMES


def narrowed(probed: Sequence[Probed]) -> tuple[Probed, ...]:
    """Return *probed* with the suspects of each refused candidate narrowed by those that were accepted."""
    accepted = [entry.diagnosis.evidence for entry in probed if entry.standing is Standing.ACCEPTED]
    return tuple(
        replace(entry, diagnosis=with_accepted(entry.diagnosis, accepted)) if entry.standing is Standing.REFUSED else entry for entry in probed
    )


def reported(probed: Sequence[Probed]) -> tuple[Probed, ...]:
    """Return the exchanges to report: for each client that was not accepted the one that says most, else the first that was accepted."""
    accepted = [entry for entry in probed if entry.standing is Standing.ACCEPTED]
    clients = dict.fromkeys(entry.candidate.client_id for entry in probed)
    left = [client_id for client_id in clients if all(entry.candidate.client_id != client_id for entry in accepted)]
    judged = (Standing.REFUSED, Standing.WRONG)
    open_exchanges = [[entry for entry in probed if entry.candidate.client_id == client_id and entry.standing in judged] for client_id in left]
    return tuple(min(ones, key=_openness) for ones in open_exchanges if ones) or tuple(accepted[:1] if not left else ())


def _openness(probed: Probed) -> tuple[bool, bool, int]:
    is_open = probed.diagnosis.kind is not VerdictKind.ROOT_CAUSE
    return probed.standing is not Standing.REFUSED, is_open, len(probed.diagnosis.suspects)
