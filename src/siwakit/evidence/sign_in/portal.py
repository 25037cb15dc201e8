"""What only Apple's developer portal and Apple's own records know.

The doctor never has it; the emulator always does. Rules that need it are suspects for the doctor and decided for the emulator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from siwakit.record import record


@record
class PortalKey:
    """Registered key: *primary_app* is the App ID it is configured for, *live_at* when Apple's servers know it."""

    key_id: str
    team_id: str
    public: Any = field(repr=False)
    primary_app: str = ""
    has_service: bool = True
    is_revoked: bool = False
    live_at: int = 0


@record
class PortalClient:
    """App ID or Services ID: a Services ID belongs to *primary_app*, an App ID may be its own primary."""

    identifier: str
    team_id: str
    is_services_id: bool
    primary_app: str | None
    has_capability: bool = True
    return_urls: tuple[str, ...] = ()
    former_team_id: str | None = None
    transferred_at: int | None = None
    live_at: int = 0


@record
class CodeRecord:
    """Apple's record of an authorization code; *aged_seconds* of its age were added in the emulator."""

    client_id: str
    issued_at: int
    redirect_uri: str | None = None
    code_challenge: str | None = None
    is_used: bool = False
    aged_seconds: int = 0


@record
class RefreshRecord:
    """Apple's record of a refresh token."""

    client_id: str
    is_revoked: bool = False
    consent_withdrawn: bool = False


@record
class AccessRecord:
    """Apple's record of an access token: a user's is accepted once, a team's for an hour. *aged_seconds* of its age were added in the emulator."""

    team_id: str
    issued_at: int
    is_users: bool = False
    is_used: bool = False
    client_id: str | None = None
    aged_seconds: int = 0


@record
class UserRecord:
    """Team that a user's identifier is valid for: its own for a `sub`, the target for a `transfer_sub`.

    *groups* are the primary App IDs of the groups of apps that the user has consented to; None if that is not known.
    """

    team_id: str
    is_gone: bool = False
    groups: tuple[str, ...] | None = None


@record
class Portal:
    """The registered keys and clients, and the codes and tokens that were issued.

    *moved_seconds* is how far a test has moved the emulator's clock ahead of the machine's.
    """

    keys: Mapping[str, PortalKey]
    clients: Mapping[str, PortalClient]
    codes: Mapping[str, CodeRecord] = field(default_factory=dict, repr=False)
    refresh_tokens: Mapping[str, RefreshRecord] = field(default_factory=dict, repr=False)
    access_tokens: Mapping[str, AccessRecord] = field(default_factory=dict, repr=False)
    users: Mapping[str, UserRecord] = field(default_factory=dict)
    transfers: Mapping[str, UserRecord] = field(default_factory=dict)
    moved_seconds: int = 0

    def primary_of(self, client_id: str) -> str | None:
        """Return the primary App ID that *client_id* belongs to, or None if there is none."""
        client = self.clients.get(client_id)
        return client.primary_app if client else None
