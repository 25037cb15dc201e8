"""Read the name of a key file: the Key ID, and the service whose keys are named like this."""

from __future__ import annotations

import re
from enum import Enum

from siwakit.patterns import pattern
from siwakit.record import record


class KeyService(Enum):
    """Apple service that a key is for, judging by its file name."""

    PORTAL = "a key of the developer portal: Sign in with Apple, or another service"
    IN_APP_PURCHASE = "an In-App Purchase key"
    APP_STORE_CONNECT = "an App Store Connect API key"


@record
class KeyFileName:
    """Key ID and service in a file name; None for whatever the name does not contain."""

    key_id: str | None = None
    service: KeyService | None = None

    @property
    def says_other_service(self) -> bool:
        """Return whether the name belongs to a key for another service than Sign in with Apple."""
        return self.service not in (None, KeyService.PORTAL)


_SERVICES = {
    "authkey": KeyService.PORTAL,
    "subscriptionkey": KeyService.IN_APP_PURCHASE,
    "apikey": KeyService.APP_STORE_CONNECT,
}
_MAX_NAME = 4096
_NAME = pattern(
    # a second download has " (1)" or " 2" or " copy" before the suffix
    r"(AuthKey|SubscriptionKey|ApiKey)[_-]([A-Z0-9]{10})(?:[ _-]?\(\d{1,3}\)|[ _-]\d{1,3}|[ _-]copy)?(?:\.[A-Za-z0-9]{1,8}){0,2}",
    re.IGNORECASE,
)
_ID_ONLY = pattern(r"([A-Z0-9]{10})\.(?:p8|pem)")


def read_key_file_name(name: str) -> KeyFileName:
    """Return what the last part of the path *name* says."""
    last = re.split(r"[/\\]", name[-_MAX_NAME:].strip().strip("\"'"))[-1]
    match = _NAME.fullmatch(last)
    if match:
        return KeyFileName(match.group(2).upper(), _SERVICES[match.group(1).lower()])
    match = _ID_ONLY.fullmatch(last)
    return KeyFileName(match.group(1)) if match else KeyFileName()
