"""Keep client_secrets while they are good, and know when to mint anew, by a clock that Apple's answers set right.

No clock and no randomness in here: both are arguments. A kept secret costs a look into a dictionary.
"""

from __future__ import annotations

from dataclasses import field

from siwakit.errors import UsageError
from siwakit.flow.client_secret import DEFAULT_SECONDS, mint_client_secret
from siwakit.jose.signer import Signer
from siwakit.record import record

BACKDATE_SECONDS = 10  # an iat ahead of Apple's clock has been refused; clients date back by 2 to 60 seconds
LEAST_SECONDS = 60
_FIRST_PART = 0.6  # of its life a secret is kept at least this part, and at most that part and the next
_JITTER_PART = 0.2
_TOLERATED_SECONDS = 2  # Date has whole seconds, and the answer was under way
_STALE_SECONDS = 60  # an error of the clock by which a secret is not worth keeping


@record
class KeptSecret:
    """Hold a client_secret, when to renew it, and when it is of no use any more, by the clock of this machine."""

    text: str = field(repr=False)
    renew_at: float
    useless_at: float


class SecretCache:
    """Keep the client_secrets of one team and key, one for each client.

    Raises:
        UsageError: a lifetime under a minute.
    """

    def __init__(self, signer: Signer, *, team_id: str, key_id: str, expires_in_seconds: int = DEFAULT_SECONDS) -> None:
        if expires_in_seconds < LEAST_SECONDS:
            raise UsageError(f"a client_secret for {expires_in_seconds} seconds, expected {LEAST_SECONDS} or more", hint="leave it at ten minutes")
        self._signer = signer
        self._team_id = team_id
        self._key_id = key_id
        self._lifetime = expires_in_seconds
        self._kept: dict[str, KeptSecret] = {}
        self._ahead = 0

    @property
    def seconds_ahead(self) -> int:
        """Return how far Apple's clock is ahead of ours, as its last answer said; 0 for what the way explains."""
        return self._ahead

    def find(self, client_id: str, now: float) -> str | None:
        """Return the secret to use at *now*, None where it is time for a new one."""
        kept = self._kept.get(client_id)
        return kept.text if kept is not None and now < kept.renew_at else None

    def find_valid(self, client_id: str, now: float) -> str | None:
        """Return a secret that is good at *now* though it may be time for a new one: for those who come while one is made."""
        kept = self._kept.get(client_id)
        return kept.text if kept is not None and now < kept.useless_at else None

    def mint(self, client_id: str, now: float, jitter: float) -> str:
        """Return a new secret and keep it; *jitter*, from 0 to 1, spreads the renewals of several processes.

        Raises:
            MintRefused: Apple would refuse it.
            KeyFault: the signer fails.
        """
        ahead = self._ahead
        issued_at = int(now) + ahead - BACKDATE_SECONDS
        text = mint_client_secret(
            self._signer,
            team_id=self._team_id,
            key_id=self._key_id,
            client_id=client_id,
            now=issued_at,
            expires_in_seconds=self._lifetime,
        )
        if abs(self._ahead - ahead) >= _STALE_SECONDS:
            return text  # the clock was corrected while the signer was busy: do not keep it
        useless_at = now - BACKDATE_SECONDS + self._lifetime
        self._kept[client_id] = KeptSecret(
            text, now + self._lifetime * (_FIRST_PART + _JITTER_PART * jitter) - BACKDATE_SECONDS, useless_at - BACKDATE_SECONDS
        )
        return text

    def observe_date(self, date: int, now: float) -> bool:
        """Take *date*, Apple's clock as an answer that came at *now* had it; tell whether it makes the kept secrets worthless."""
        ahead = date - int(now)
        ahead = 0 if abs(ahead) <= _TOLERATED_SECONDS else ahead
        is_worthless = abs(ahead - self._ahead) >= _STALE_SECONDS
        self._ahead = ahead
        if is_worthless:
            self._kept.clear()
        return is_worthless
