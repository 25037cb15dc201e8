"""Plan calls to Apple for a configuration: which client each is for, and how it is made once there is a client_secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Generic, TypeVar

from siwakit.evidence.evidence import UNKNOWN, Origin
from siwakit.evidence.known import Known
from siwakit.flow import migration, tokens
from siwakit.flow.calls import Call
from siwakit.flow.configuration import AppleConfiguration
from siwakit.record import record

T = TypeVar("T")


@record
class Plan(Generic[T]):
    """Hold a call that lacks its client_secret; *known* is what a diagnosis may use besides the exchange.

    Without a *client_id* it lacks nothing, and the text that `make` is given is empty.
    """

    name: str
    client_id: str
    known: Known
    make: Callable[[str], Call[T]] = field(repr=False)


@record
class Planner:
    """Plan the calls of one configuration.

    In every method *client_id* may be left out where only one configured client can be meant.
    """

    configuration: AppleConfiguration

    def web_code(self, code: str, *, redirect_uri: str, client_id: str | None, code_verifier: str | None) -> Plan[tokens.Tokens]:
        """Plan the exchange of a code from a browser.

        Raises:
            UsageError: no such Services ID.
        """
        client, apple = self.configuration.choose_client(client_id, Origin.WEB), self.configuration.apple

        def make(client_secret: str) -> Call[tokens.Tokens]:
            request = tokens.web_code_request(
                code, client_id=client, client_secret=client_secret, redirect_uri=redirect_uri, code_verifier=code_verifier, apple=apple
            )
            return Call("exchange_web_code", request, tokens.read_token_response, may_be_repeated=False)

        return Plan("exchange_web_code", client, self._known(client, redirect_uri), make)

    def native_code(self, code: str, *, client_id: str | None) -> Plan[tokens.Tokens]:
        """Plan the exchange of a code from an app.

        Raises:
            UsageError: no such bundle ID.
        """
        client, apple = self.configuration.choose_client(client_id, Origin.NATIVE), self.configuration.apple

        def make(client_secret: str) -> Call[tokens.Tokens]:
            request = tokens.native_code_request(code, client_id=client, client_secret=client_secret, apple=apple)
            return Call("exchange_native_code", request, tokens.read_token_response, may_be_repeated=False)

        return Plan("exchange_native_code", client, self._known(client), make)

    def refresh(self, refresh_token: str, *, client_id: str | None) -> Plan[tokens.Tokens]:
        """Plan a refresh.

        Raises:
            UsageError: no such client.
        """
        client, apple = self.configuration.choose_client(client_id), self.configuration.apple

        def make(client_secret: str) -> Call[tokens.Tokens]:
            request = tokens.refresh_request(refresh_token, client_id=client, client_secret=client_secret, apple=apple)
            return Call("refresh", request, tokens.read_refresh_response)

        return Plan("refresh", client, self._known(client), make)

    def revoke(self, token: str, *, client_id: str | None, token_type_hint: str | None) -> Plan[None]:
        """Plan a revocation.

        Raises:
            UsageError: no such client.
        """
        client, apple = self.configuration.choose_client(client_id), self.configuration.apple

        def make(client_secret: str) -> Call[None]:
            request = tokens.revoke_request(token, client_id=client, client_secret=client_secret, token_type_hint=token_type_hint, apple=apple)
            return Call("revoke", request, tokens.read_revoke_response)

        return Plan("revoke", client, self._known(client), make)

    def migration_token(self, *, client_id: str | None) -> Plan[tokens.Tokens]:
        """Plan the request for a team's access token.

        Raises:
            UsageError: no such client.
        """
        client, apple = self.configuration.choose_client(client_id), self.configuration.apple

        def make(client_secret: str) -> Call[tokens.Tokens]:
            request = tokens.migration_token_request(client_id=client, client_secret=client_secret, apple=apple)
            return Call("migration_token", request, tokens.read_refresh_response)

        return Plan("migration_token", client, self._known(client), make)

    def transfer_identifier(self, sub: str, *, target_team_id: str, access_token: str, client_id: str | None) -> Plan[str]:
        """Plan the request for a transfer_sub.

        Raises:
            UsageError: no such client.
        """
        client, apple = self.configuration.choose_client(client_id), self.configuration.apple

        def make(client_secret: str) -> Call[str]:
            request = migration.transfer_identifier_request(
                sub, target_team_id=target_team_id, client_id=client, client_secret=client_secret, access_token=access_token, apple=apple
            )
            return Call("transfer_identifier", request, migration.read_transfer_identifier_response)

        return Plan("transfer_identifier", client, self._known(client), make)

    def exchange_transfer_identifier(self, transfer_sub: str, *, access_token: str, client_id: str | None) -> Plan[migration.MigratedUser]:
        """Plan the exchange of a transfer_sub.

        Raises:
            UsageError: no such client.
        """
        client, apple = self.configuration.choose_client(client_id), self.configuration.apple

        def make(client_secret: str) -> Call[migration.MigratedUser]:
            request = migration.exchange_transfer_identifier_request(
                transfer_sub, client_id=client, client_secret=client_secret, access_token=access_token, apple=apple
            )
            return Call("exchange_transfer_identifier", request, migration.read_exchange_transfer_identifier_response)

        return Plan("exchange_transfer_identifier", client, self._known(client), make)

    def _known(self, client_id: str, redirect_uri: str | None = None) -> Known:
        ours = self.configuration
        return Known(
            team_id=ours.team_id,
            key_id=ours.key_id,
            bundle_ids=ours.bundle_ids or UNKNOWN,
            services_ids=ours.services_ids or UNKNOWN,
            origin=ours.origin_of(client_id),
            redirect_uri=redirect_uri or UNKNOWN,
        )
