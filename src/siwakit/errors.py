"""Every exception of siwakit, each with a stable code, a hint and the party at fault.

SiwakitError
├── InputError            what was given cannot be read           (the caller)
│   ├── TooLarge          over a documented cap
│   ├── NotReadable       no reader knows it, or it is damaged
│   └── JsonFault, Base64Fault
├── UsageError            options that do not go together         (the caller)
├── KeyFault              a private key that cannot sign for Apple (the caller)
├── MintRefused           a client_secret that Apple would refuse (the caller)
├── VerificationRefused   what Apple is said to have sent, and a rule refuses; in `flow/refused.py`, because it carries findings
│   ├── IdentityTokenRefused, NotificationRefused
├── CallbackRefused       a way back that is not the one that was begun (the caller's browser)
├── KeysUnavailable       no usable key set is at hand            (Apple, the network)
└── AppleError            a call to Apple that did not end well; in `flow/failures.py`, because it carries a diagnosis
    ├── AppleRefusal      the service said no: InvalidClient, InvalidGrant, InvalidRequest, InvalidScope, ...  (the caller)
    └── AppleUnavailable  it was not heard: RateLimited, EdgeBlocked, TimedOut, OutcomeUnknown, ...  (Apple, the network)
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
    """Base class of every error that siwakit raises on purpose.

    Control and invisible characters in the message and the hint are escaped: both may quote a file name or Apple's answer.
    """

    code = "siwakit-error"
    blame = Blame.CALLER

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = visible(message)
        self.hint = visible(hint)
        super().__init__(self.message)


class InputError(SiwakitError):
    """Report something given that cannot be used as it stands."""

    code = "input-error"


class TooLarge(InputError):
    """Report an input over a documented cap; nothing of it was judged."""

    code = "too-large"


class NotReadable(InputError):
    """Report an input that no reader recognises, or one that breaks off."""

    code = "not-readable"


class Base64Fault(InputError):
    """Report text that is not base64url; *position* counts characters from 0."""

    code = "not-base64url"

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class JsonFault(InputError):
    """Report text that is not the JSON that JOSE allows; *position* counts characters from 0."""

    code = "not-json"

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


class UsageError(SiwakitError):
    """Report arguments or options that do not go together."""

    code = "usage"


class KeyFault(SiwakitError):
    """Report a private key that cannot sign a client_secret."""

    code = "key-fault"


class MintRefused(SiwakitError):
    """Report a client_secret that would break a rule; *rules* holds the ids, first the root."""

    code = "mint-refused"

    def __init__(self, message: str, *, rules: tuple[str, ...], hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.rules = rules
