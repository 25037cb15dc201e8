"""Planned calls to Apple for a configuration: the client of each call, and how to make the request once there is a client_secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from functools import partial
from typing import Generic, Protocol, TypeVar

from siwakit.evidence.evidence import UNKNOWN, Origin
from siwakit.evidence.known import Known
from siwakit.flow import migration, tokens
from siwakit.flow.calls import Call
from siwakit.flow.configuration import Apple, AppleConfiguration
from siwakit.http import Request, Response
from siwakit.record import record

T = TypeVar("T")


@record
class Plan(Generic[T]):
    """A call that still needs a client_secret; *known* is what a diagnosis may use besides the exchange.

    Without a *client_id* it needs none, and `make` is called with an empty text.
    """

    name: str
    client_id: str
    known: Known
    make: Callable[[str], Call[T]] = field(repr=False)


class _MakeRequest(Protocol):
    """Function that makes the request of one call."""

    def __call__(self, *, client_id: str, client_secret: str, apple: Apple) -> Request: ...


@record
class Planner:
    """Planner of the calls for one configuration.

    In every method *client_id* may be None if only one configured client is possible.
    """

    configuration: AppleConfiguration

    def web_code(self, code: str, *, redirect_uri: str, client_id: str | None, code_verifier: str | None) -> Plan[tokens.Tokens]:
        """Plan the exchange of a code from a browser.

        Raises:
            UsageError: no such Services ID.
        """
        client = self.configuration.choose_client(client_id, Origin.WEB)
        make = partial(tokens.web_code_request, code, redirect_uri=redirect_uri, code_verifier=code_verifier)
        plan = self._plan("exchange_web_code", client, make, tokens.read_token_response, may_be_repeated=False)
        return replace(plan, known=replace(plan.known, redirect_uri=redirect_uri or UNKNOWN))

    def native_code(self, code: str, *, client_id: str | None) -> Plan[tokens.Tokens]:
        """Plan the exchange of a code from an app.

        Raises:
            UsageError: no such bundle ID.
        """
        client = self.configuration.choose_client(client_id, Origin.NATIVE)
        return self._plan(
            "exchange_native_code", client, partial(tokens.native_code_request, code), tokens.read_token_response, may_be_repeated=False
        )

    def refresh(self, refresh_token: str, *, client_id: str | None) -> Plan[tokens.Tokens]:
        """Plan a refresh.

        Raises:
            UsageError: no such client.
        """
        client = self.configuration.choose_client(client_id)
        return self._plan("refresh", client, partial(tokens.refresh_request, refresh_token), tokens.read_refresh_response)

    def revoke(self, token: str, *, client_id: str | None, token_type_hint: str | None) -> Plan[None]:
        """Plan a revocation.

        Raises:
            UsageError: no such client.
        """
        client = self.configuration.choose_client(client_id)
        make = partial(tokens.revoke_request, token, token_type_hint=token_type_hint)
        return self._plan("revoke", client, make, tokens.read_revoke_response)

    def migration_token(self, *, client_id: str | None) -> Plan[tokens.Tokens]:
        """Plan the request for a team's access token.

        Raises:
            UsageError: no such client.
        """
        client = self.configuration.choose_client(client_id)
        return self._plan("migration_token", client, tokens.migration_token_request, tokens.read_refresh_response)

    def transfer_identifier(self, sub: str, *, target_team_id: str, access_token: str, client_id: str | None) -> Plan[str]:
        """Plan the request for a transfer_sub.

        Raises:
            UsageError: no such client.
        """
        client = self.configuration.choose_client(client_id)
        make = partial(migration.transfer_identifier_request, sub, target_team_id=target_team_id, access_token=access_token)
        return self._plan("transfer_identifier", client, make, migration.read_transfer_identifier_response)

    def exchange_transfer_identifier(self, transfer_sub: str, *, access_token: str, client_id: str | None) -> Plan[migration.MigratedUser]:
        """Plan the exchange of a transfer_sub.

        Raises:
            UsageError: no such client.
        """
        client = self.configuration.choose_client(client_id)
        make = partial(migration.exchange_transfer_identifier_request, transfer_sub, access_token=access_token)
        return self._plan("exchange_transfer_identifier", client, make, migration.read_exchange_transfer_identifier_response)

    def _plan(
        self, name: str, client_id: str, make: _MakeRequest, read: Callable[[Response, Request], T], *, may_be_repeated: bool = True
    ) -> Plan[T]:
        def make_call(client_secret: str) -> Call[T]:
            request = make(client_id=client_id, client_secret=client_secret, apple=self.configuration.apple)
            return Call(name, request, read, may_be_repeated=may_be_repeated)

        return Plan(name, client_id, self._known(client_id), make_call)

    def _known(self, client_id: str) -> Known:
        ours = self.configuration
        return Known(
            team_id=ours.team_id,
            key_id=ours.key_id,
            bundle_ids=ours.bundle_ids or UNKNOWN,
            services_ids=ours.services_ids or UNKNOWN,
            origin=ours.origin_of(client_id),
        )
