"""Requests that move users with an app from one team to another (TN3159).

The old team requests a transfer_sub, the new team exchanges it. Each team needs an access token of its own, from `migration_token_request`.
"""

from __future__ import annotations

from dataclasses import field

from siwakit.apple import Endpoint
from siwakit.flow.apple_answers import member_flag, member_text, read_members, required_text
from siwakit.flow.calls import form_request
from siwakit.flow.configuration import Apple
from siwakit.http import Request, Response
from siwakit.record import record


@record
class MigratedUser:
    """A user as the new team knows them; Apple sends *email* only for relay addresses."""

    sub: str
    email: str | None = field(default=None, repr=False)
    is_private_email: bool = False


def transfer_identifier_request(
    sub: str, *, target_team_id: str, client_id: str, client_secret: str, access_token: str, apple: Apple = Apple.PRODUCTION
) -> Request:
    """Return the old team's request for the transfer_sub that identifies the user *sub* to *target_team_id*."""
    fields = {"sub": sub, "target": target_team_id, "client_id": client_id, "client_secret": client_secret}
    return form_request(apple, Endpoint.MIGRATION, fields, (("Authorization", f"Bearer {access_token}"),))


def read_transfer_identifier_response(response: Response, request: Request) -> str:
    """Return the transfer_sub.

    Raises:
        AppleError: Apple refused, or its answer cannot be read.
    """
    return required_text(read_members(response, request), "transfer_sub", response, request)


def exchange_transfer_identifier_request(
    transfer_sub: str, *, client_id: str, client_secret: str, access_token: str, apple: Apple = Apple.PRODUCTION
) -> Request:
    """Return the new team's request that exchanges *transfer_sub* for the user's identifier in that team, within 60 days of the transfer."""
    fields = {"transfer_sub": transfer_sub, "client_id": client_id, "client_secret": client_secret}
    return form_request(apple, Endpoint.MIGRATION, fields, (("Authorization", f"Bearer {access_token}"),))


def read_exchange_transfer_identifier_response(response: Response, request: Request) -> MigratedUser:
    """Return the user as the new team knows them.

    Raises:
        AppleError: Apple refused, or its answer cannot be read.
    """
    members = read_members(response, request)
    sub = required_text(members, "sub", response, request)
    email = member_text(members, "email", response, request)
    return MigratedUser(sub, email, member_flag(members, "is_private_email", response, request))
