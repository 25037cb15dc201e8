"""The client_secret to deliver: copied from a store that has it already, or minted and proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from siwakit.edge.renewal.look import Seen
from siwakit.edge.renewal.tools import ProbeAnswer, Renewal, SigningKey, Tools
from siwakit.errors import SiwakitError
from siwakit.flow.client_secret import mint_client_secret
from siwakit.flow.renewal.journal import Entry, Event, fingerprint
from siwakit.flow.renewal.plan import Target, choose_copy
from siwakit.flow.renewal.stored_value import expiry_of, prove
from siwakit.flow.secret_cache import BACKDATE_SECONDS
from siwakit.record import record


@record
class NewSecret:
    """A proved client_secret."""

    text: str = field(repr=False)
    fingerprint: str
    key_id: str
    expires_at: int


class NotProved(SiwakitError):
    """A client_secret that could not be minted, or was not accepted; nothing was delivered."""

    code = "renewal-not-proved"


def find_secret(renewal: Renewal, key: SigningKey, target: Target, seen: Sequence[Seen], tools: Tools) -> NewSecret:
    """Return the client_secret to deliver.

    Raises:
        NotProved: it cannot be minted, breaks a rule, or Apple did not accept it.
        OSError: the journal cannot be written to.
    """
    now = tools.now()
    copy = choose_copy(target, tuple(entry.state for entry in seen), tools.journal.journal, now, is_probed=renewal.is_probed)
    for entry in seen:
        if entry.state is copy and entry.stored.value is not None:
            text = entry.stored.value.strip()
            return NewSecret(text, fingerprint(text), key.key_id, expiry_of(text))
    text = _mint(renewal, key, now)
    new = NewSecret(text, fingerprint(text), key.key_id, expiry_of(text))
    is_accepted = _ask_apple(renewal, text, tools)
    proved = Entry(
        at=tools.now(),
        event=Event.PROVED,
        client_id=renewal.client_id,
        fingerprint=new.fingerprint,
        key_id=new.key_id,
        expires_at=new.expires_at,
        accepted=is_accepted,
    )
    tools.journal.append(proved)
    return new


def _mint(renewal: Renewal, key: SigningKey, now: int) -> str:
    try:
        text = mint_client_secret(
            key.signer,
            team_id=renewal.team_id,
            key_id=key.key_id,
            client_id=renewal.client_id,
            now=now - BACKDATE_SECONDS,
            expires_in_seconds=renewal.lifetime,
        )
        broken = prove(text, renewal.client_id, renewal.team_id, key.key_id, key.signer.public, now)
    except SiwakitError as error:
        raise NotProved(f"key {key.key_id} did not sign: {error.message}", hint=error.hint) from None
    if broken:
        raise NotProved(f"the new client_secret breaks a rule: {broken[0]}")
    return text


def _ask_apple(renewal: Renewal, text: str, tools: Tools) -> bool:
    """Return whether Apple was asked and accepted the client_secret."""
    if not renewal.is_probed or tools.probe is None:
        return False
    answer, words = tools.probe(renewal.client_id, text)
    if answer is ProbeAnswer.REFUSED:
        raise NotProved(f"Apple refused the new client_secret: {words}")
    if answer is ProbeAnswer.UNANSWERED:
        raise NotProved(f"Apple did not answer: {words}")
    return True
