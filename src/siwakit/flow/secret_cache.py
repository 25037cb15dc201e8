"""Cache of client_secrets: it decides when to mint a new one, by a clock that is corrected with the Date of Apple's answers.

The time and randomness are arguments. A cached client_secret costs one dictionary look-up.
"""

from __future__ import annotations

from dataclasses import field

from siwakit.errors import UsageError
from siwakit.flow.client_secret import DEFAULT_SECONDS, mint_client_secret
from siwakit.jose.signer import KeySigner, PublicKey, RememberingSigner, Signer
from siwakit.record import record

BACKDATE_SECONDS = 10  # Apple has refused an iat ahead of its clock; other clients backdate by 2 to 60 seconds
LEAST_SECONDS = 60
_FIRST_PART = 0.6  # a secret is renewed after this part of its lifetime at the earliest, and after this part plus the next at the latest
_JITTER_PART = 0.2
_TOLERATED_SECONDS = 2  # Date has whole seconds, and the answer took time to arrive
_STALE_SECONDS = 60  # if the clock was wrong by this much, cached secrets are discarded


@record
class KeptSecret:
    """A cached client_secret, when to renew it, and when it is no longer valid, by the clock of this machine."""

    text: str = field(repr=False)
    renew_at: float
    expires_at: float


class SecretCache:
    """Cache of the client_secrets for one team and key, one for each client.

    Raises:
        UsageError: a lifetime under a minute.
    """

    def __init__(self, signer: Signer, *, team_id: str, key_id: str, expires_in_seconds: int = DEFAULT_SECONDS) -> None:
        if expires_in_seconds < LEAST_SECONDS:
            raise UsageError(
                f"a client_secret for {expires_in_seconds} seconds, expected {LEAST_SECONDS} or more", hint="use the default of ten minutes"
            )
        self._signer: KeySigner | RememberingSigner = signer if isinstance(signer, KeySigner) else RememberingSigner(signer)
        self._team_id = team_id
        self._key_id = key_id
        self._lifetime = expires_in_seconds
        self._kept: dict[str, KeptSecret] = {}
        self._ahead = 0

    @property
    def seconds_ahead(self) -> int:
        """Return how far Apple's clock is ahead of ours, by its last answer; 0 if the round trip explains the difference."""
        return self._ahead

    @property
    def public(self) -> PublicKey | None:
        """Return the public half of the key that signs, or None if nothing was signed yet. The signer is not asked again."""
        return self._signer.public if isinstance(self._signer, KeySigner) else self._signer.last_public

    def find(self, client_id: str, now: float) -> str | None:
        """Return the client_secret to use at *now*, or None if it is time for a new one."""
        kept = self._kept.get(client_id)
        return kept.text if kept is not None and now < kept.renew_at else None

    def find_valid(self, client_id: str, now: float) -> str | None:
        """Return a client_secret that is valid at *now*, even if it is time for a new one: for callers that arrive while one is minted."""
        kept = self._kept.get(client_id)
        return kept.text if kept is not None and now < kept.expires_at else None

    def mint(self, client_id: str, now: float, jitter: float) -> str:
        """Return a new client_secret and cache it; *jitter*, from 0 to 1, spreads the renewals of several processes.

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
            return text  # the clock was corrected while the signer was busy: do not cache it
        expires_at = now - BACKDATE_SECONDS + self._lifetime
        self._kept[client_id] = KeptSecret(
            text, now + self._lifetime * (_FIRST_PART + _JITTER_PART * jitter) - BACKDATE_SECONDS, expires_at - BACKDATE_SECONDS
        )
        return text

    def observe_date(self, date: int, now: float) -> bool:
        """Correct the clock by *date*, the Date of an answer received at *now*; return whether that invalidates the cached client_secrets."""
        ahead = date - int(now)
        ahead = 0 if abs(ahead) <= _TOLERATED_SECONDS else ahead
        is_stale = abs(ahead - self._ahead) >= _STALE_SECONDS
        self._ahead = ahead
        if is_stale:
            self._kept.clear()
        return is_stale
