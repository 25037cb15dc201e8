"""Every exception of siwakit, each with a stable code, a hint and the party at fault.

SiwakitError
├── InputError            the input cannot be read                (the caller)
│   ├── TooLarge          over a documented limit
│   ├── NotReadable       no reader recognises it, or it is damaged
│   └── JsonFault, Base64Fault
├── UsageError            wrong arguments or options              (the caller)
├── MissingExtra          a package that is not installed         (the caller)
├── KeyFault              a private key that cannot sign for Apple (the caller)
│   └── SignerUnavailable   the store of the key does not answer: removed, sealed, timed out  (the network)
├── MintRefused           a client_secret that Apple would refuse (the caller)
├── VerificationRefused   a token or notification that breaks a rule; in `flow/refused.py`, because it carries findings
│   ├── IdentityTokenRefused, NotificationRefused
├── CallbackRefused       a callback that belongs to no sign-in started in this browser (the caller's browser)
├── KeysUnavailable       no usable key set is available          (Apple, the network)
├── StoreError            a call to a place that stores a client_secret
│   ├── StoreUnavailable  it does not answer, or fails itself: try again later (the network)
│   ├── StoreRefused      it refuses: credentials, permissions, or something that does not exist (the caller)
│   └── StoreConflict     another program changed the entry meanwhile (the caller)
└── AppleError            a call to Apple that failed; in `flow/failures.py`, because it carries a diagnosis
    ├── AppleRefusal      the service refused: InvalidClient, InvalidGrant, InvalidRequest, InvalidScope, ...  (the caller)
    └── AppleUnavailable  the service did not answer: RateLimited, EdgeBlocked, TimedOut, OutcomeUnknown, ...  (Apple, the network)
"""

from __future__ import annotations

from enum import Enum

from siwakit.escape import visible


class Blame(Enum):
    """Party at fault for an error."""

    CALLER = "the caller"
    APPLE = "Apple"
    NETWORK = "the network"
    SIWAKIT = "siwakit"


class SiwakitError(Exception):
    """Base class of every error that siwakit raises.

    Control and invisible characters in the message and the hint are escaped: both may quote a file name or Apple's answer.
    A traceback shows the hint below the message, as it shows every note of an exception.
    """

    code = "siwakit-error"
    blame = Blame.CALLER
    _notes: list[str] | None = None

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = visible(message)
        self.hint = visible(hint)
        super().__init__(self.message)

    @property
    def __notes__(self) -> list[str]:  # read like the attribute, and made when it is first read
        """Return what a traceback shows below the message."""
        if self._notes is None:
            self._notes = self._write_notes()
        return self._notes

    @__notes__.setter
    def __notes__(self, notes: list[str]) -> None:
        """Replace the notes: libraries that send an exception to another process set them there."""
        self._notes = list(notes)

    def _write_notes(self) -> list[str]:
        return [f"hint: {self.hint}"] if self.hint else []


class InputError(SiwakitError):
    """An input that cannot be used as it is."""

    code = "input-error"


class TooLarge(InputError):
    """An input over a documented limit; no part of it was judged."""

    code = "too-large"


class NotReadable(InputError):
    """An input that no reader recognises, or one that is truncated."""

    code = "not-readable"


class Base64Fault(InputError):
    """Text that is not base64url; *position* counts characters from 0."""

    code = "not-base64url"

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class JsonFault(InputError):
    """Text that is not JSON as JOSE allows it; *position* counts characters from 0."""

    code = "not-json"

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


class UsageError(SiwakitError):
    """Arguments or options that are wrong or cannot be combined."""

    code = "usage"


class MissingExtra(SiwakitError, ModuleNotFoundError):
    """A package that is not installed; *extra* is the extra of siwakit that installs it, such as `server`."""

    code = "missing-extra"

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f"{what} needs {package}, which is not installed", hint=f"run pip install 'siwakit[{extra}]'")
        self.name = package
        self.extra = extra


class KeyFault(SiwakitError):
    """A private key that cannot sign a client_secret."""

    code = "key-fault"


class SignerUnavailable(KeyFault):
    """A store of keys that does not answer now: a token that was removed, a sealed vault, a service out of reach."""

    code = "signer-unavailable"
    blame = Blame.NETWORK


class MintRefused(SiwakitError):
    """A client_secret that would break a rule; *rules* lists the ids, the root cause first."""

    code = "mint-refused"

    def __init__(self, message: str, *, rules: tuple[str, ...], hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.rules = rules


class StoreError(SiwakitError):
    """A call to a place that stores a client_secret, and that failed."""

    code = "store-error"


class StoreUnavailable(StoreError):
    """A store that does not answer in time, or that fails itself: the same call may work later.

    If *is_outcome_unknown*, the call may have changed the store, because only its answer is missing: read it before you decide.
    """

    code = "store-unavailable"
    blame = Blame.NETWORK

    def __init__(self, message: str, *, hint: str = "", is_outcome_unknown: bool = False, retry_after_seconds: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.is_outcome_unknown = is_outcome_unknown
        self.retry_after_seconds = retry_after_seconds


class StoreRefused(StoreError):
    """A store that refuses the call: missing credentials or permissions, or an entry that cannot be written."""

    code = "store-refused"


class StoreConflict(StoreError):
    """A store whose entry another program has changed since it was read; nothing was written."""

    code = "store-conflict"
